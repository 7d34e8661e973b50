"""The hourly move of people between the statuses of a pool, and the giving of orders."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from corcyra.engines.draws import Counts, Indices, leave, split
from corcyra.engines.keyed import Floats, Words, join, unit_interval

#: What the draw between the likeliest way and all others, and the draws of single people, are keyed by.
MAIN = np.uint64(0x6D61696E)
EACH = np.uint64(0x65616368)

#: Up to how many people are sent on their way one by one: faster than a draw for each way.
FEW = 4

#: Beyond this many logits everybody joins as fast as the pace allows.
ALL = np.float32(80.0)


class Ways(NamedTuple):
    """Pools that move in one pass: where their numbers stand in a simulation's row of levels, and who goes where.

    ``status``, ``rate``, ``taken`` and ``total`` are offsets of the people in each status, and of each flow's rate,
    count in this hour, and count since the start. The flows that leave a status are ``begin`` to ``end``. ``logit`` is
    the flow whose rate is in logits (-1: none). ``purposes`` says which of a simulation's purposes a status draws for.
    """

    status: Indices
    rate: Indices
    taken: Indices
    total: Indices
    target: Indices
    leaving: Indices
    begin: Indices
    end: Indices
    logit: int
    purposes: Indices
    flow_keys: Words


class Room(NamedTuple):
    """Room to work in for some pools.

    ``keys`` (status) is what the draws of each status are keyed by in this hour; ``notes`` (number, 3) says who went
    where: place * classes + class, flow, how many. The rest is of one status at a time: the hazards of its flows and of
    its places [1/hour], and the cells that somebody may leave: their place and class, hazard of joining, and key.
    """

    keys: Words
    notes: Counts
    hazards: Floats
    plain: Floats
    cells: Counts
    joining: Floats
    draws: Words


@njit(cache=True)
def room_for(places: int, classes: int, statuses: int, flows: int) -> Room:
    """Room for the pools of so many places, classes, statuses and flows."""
    cells = places * classes
    return Room(
        keys=np.zeros(statuses, np.uint64),
        # nobody takes more than all flows of a cell, or goes alone along one
        notes=np.empty((cells * statuses * (FEW + flows + 1), 3), np.int64),
        hazards=np.zeros(flows),
        plain=np.zeros(places),
        cells=np.zeros((cells + 1, 2), np.int64),
        joining=np.zeros(cells + 1),
        draws=np.zeros(cells + 1, np.uint64),
    )


@njit(inline="always", error_model="numpy")
def _note(notes: Counts, number: int, cell: int, flow: int, people: int) -> int:
    """Write down how many took a flow; they arrive when everybody has left."""
    notes[number, 0] = cell
    notes[number, 1] = flow
    notes[number, 2] = people
    return number + 1


@njit(inline="always", error_model="numpy")  # a call would count references to its arrays
def _send(
    left: int,
    hazard: float,
    hazards: Floats,
    first: int,
    last: int,
    main: int,
    draw: np.uint64,
    flow_keys: Words,
    notes: Counts,
    number: int,
    cell: int,
) -> int:
    """Send those who leave along the flows ``first`` to ``last``, each with a chance in proportion to its hazard.

    Most take the likeliest way, ``main``; the others are looked at only if anybody takes one. A few go each alone.
    """
    remaining = hazard - hazards[main]
    if remaining <= 0.0:
        return _note(notes, number, cell, main, left)
    others, among, alike = left, hazard, 0
    if left > FEW:
        others, among = split(left, remaining / hazard, join(draw, MAIN)), remaining
        alike = left - others
    way = main  # at the end the last one looked at takes what rounding leaves
    if others > FEW:
        for f in range(first, last):
            if f != main and others > 0 and hazards[f] > 0.0:
                way = f
                k = split(others, hazards[f] / remaining, join(draw, flow_keys[f]))
                remaining -= hazards[f]
                others -= k
                if k > 0:
                    number = _note(notes, number, cell, f, k)
        if others > 0:
            number = _note(notes, number, cell, way, others)
    else:
        for i in range(others):  # person by person
            rest = among * unit_interval(join(draw, EACH + np.uint64(i)))
            if rest >= remaining:
                alike += 1
                continue
            for f in range(first, last):
                if f != main and hazards[f] > 0.0:
                    way = f
                    if rest < hazards[f]:
                        break
                    rest -= hazards[f]
            number = _note(notes, number, cell, way, 1)
    return _note(notes, number, cell, main, alike) if alike > 0 else number


# nothing is allocated in it, so that no references to arrays need be counted
@njit(cache=True, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]
def move(
    counts: Counts,
    z: Floats,
    ways: Ways,
    weights: Floats,
    paces: Floats,
    room: Room,
    each: float = 1.0,
) -> int:
    """Move everybody in some pools of one simulation by one hour; all flows see the counts from before the hour.

    Parameters
    ----------
    counts : (place, class, status), changed in place
    z : the simulation's levels; the rates [1/hour, or logits] are read, the numbers in each status and flow set
    ways : who goes where
    weights, paces : exp(-threshold) by place and class, and the highest rate [1/hour] by class, for the flow in logits
    room : to work in, with the keys of the hour; its notes say afterwards who went where
    each : how many people of the levels one of ``counts`` stands for

    Returns
    -------
    How many notes there are
    """
    places, classes = counts.shape[:2]
    rows, rates, taken, totals, targets = ways.status, ways.rate, ways.taken, ways.total, ways.target
    leaving, begin, end, special, flow_keys = ways.leaving, ways.begin, ways.end, ways.logit, ways.flow_keys
    keys, notes, hazards, plain, cells, joining, draws = room
    number = 0
    # rows are cut out first: an index that may be negative could not be counted up in vector registers
    for f in range(rates.shape[0]):
        count = z[taken[f] : taken[f] + places]
        for p in range(places):
            count[p] = 0.0
    for i in range(leaving.shape[0]):
        status = leaving[i]
        first, last, row, key = begin[status], end[status], rows[status], keys[status]
        logit = first <= special < last
        plain[:] = 0.0
        for f in range(first, last):
            if f != special:
                rate = z[rates[f] : rates[f] + places]
                for p in range(places):
                    plain[p] += max(rate[p], 0.0)
        here, staying = z[row : row + places], counts[:, :, status]
        urge = z[rates[special] : rates[special] + places] if logit else here
        some = np.uint64(0)  # cells that somebody may leave, listed without a branch that could not be foreseen
        for p in range(places):
            if here[p] == 0.0 or (plain[p] == 0.0 and not logit):
                continue
            odds = math.exp(min(urge[p], ALL)) if logit else 0.0
            for c in range(classes):
                joins = 0.0
                if logit:
                    x = odds * weights[p, c]
                    joins = paces[c] * x / (1.0 + x)
                cell = p * classes + c
                draw = join(key, np.uint64(cell))
                cells[some, 0], cells[some, 1], joining[some], draws[some] = p, c, joins, draw
                some += np.uint64(unit_interval(draw) >= 1.0 - staying[p, c] * (plain[p] + joins))
        seen, likeliest = -1, first
        for k in range(some):
            p, c, joins, draw = cells[k, 0], cells[k, 1], joining[k], draws[k]
            hazard = plain[p] + joins
            left = leave(staying[p, c], hazard, unit_interval(draw), draw)
            if left == 0:
                continue
            if p != seen:
                seen, likeliest = p, first
                for f in range(first, last):
                    hazards[f] = 0.0 if f == special else max(z[rates[f] + p], 0.0)
                    if hazards[f] > hazards[likeliest]:
                        likeliest = f
            main = likeliest
            if logit:
                hazards[special] = joins
                if joins > hazards[likeliest]:
                    main = special
            staying[p, c] -= left
            here[p] -= left * each
            number = _send(left, hazard, hazards, first, last, main, draw, flow_keys, notes, number, p * classes + c)
    for i in range(number):
        cell, f, people = notes[i, 0], notes[i, 1], notes[i, 2]
        p, c, target = cell // classes, cell % classes, targets[f]
        counts[p, c, target] += people
        z[rows[target] + p] += people * each
        z[taken[f] + p] += people * each
        z[totals[f] + p] += people * each
    return number


@njit(inline="always", error_model="numpy")
def decide(z: Floats, given: int, age: int, hazard: int, wide: int, key: np.uint64) -> None:
    """Give an order, once at most, at the hazards [1/hour] that stand at ``hazard``; its age counts the hours since."""
    for p in range(wide):
        if z[given + p] > 0.0:
            z[age + p] += 1.0
        elif z[hazard + p] > 0.0:
            u = unit_interval(join(key, np.uint64(p)))
            if u < z[hazard + p] and u < -math.expm1(-z[hazard + p]):
                z[given + p] = 1.0
                z[age + p] = 1.0
