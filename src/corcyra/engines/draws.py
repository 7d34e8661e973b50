"""Exact binomial draws, and the hourly move of people between the statuses of a pool.

A normal approximation is biased near the threshold of contagion, so every draw is exact: sequential inversion where
few are expected to move (Kachitvichyanukul & Schmeiser 1988), transformed rejection otherwise (BTRD of Hörmann 1993).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from corcyra.engines.keyed import Floats, Words, join, unit_interval

#: What the draw between the likeliest way and all others, and the draws of single people, are keyed by.
MAIN = np.uint64(0x6D61696E)
EACH = np.uint64(0x65616368)

#: Up to how many people are sent on their way one by one: faster than a draw for each way.
FEW = 4

#: Below this four terms of the exponential are exact to eleven digits, and above it the difference from 1 is.
SMALL = 5e-3

#: Beyond this many logits everybody joins as fast as the pace allows.
ALL = np.float32(80.0)

MOST = 64
INVERSE = 1.0 / np.maximum(np.arange(MOST + 1.0), 1.0)  # a multiplication is faster than a division

Counts = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]


@njit(cache=True, nogil=True, error_model="numpy")
def binomial(n: int, hazard: float, key: np.uint64) -> int:
    """How many of ``n`` leave within an hour at a hazard [1/hour] each: Binomial(n, 1 - exp(-hazard))."""
    expected = n * hazard
    u = unit_interval(key)
    if u < 1.0 - expected:  # then u < exp(-expected), the chance that nobody leaves
        return 0
    return _leave(n, hazard, u, key)


@njit(cache=True, nogil=True, error_model="numpy")
def _leave(n: int, hazard: float, u: float, key: np.uint64) -> int:
    expected = n * hazard
    if expected < 10.0 and hazard < 0.69:  # so that p < 1/2; the ratio p / (1 - p) is exp(hazard) - 1
        return _inversion(n, _growth(hazard), math.exp(-expected), u)
    p = -_growth(-hazard)
    if n * min(p, 1.0 - p) >= 10.0:
        return _rejection(n, p, key)
    if p > 0.5:
        return n - _inversion(n, math.exp(-hazard) / p, _nobody(n, 1.0 - p), 1.0 - u)  # a small u is still few
    return _inversion(n, p / (1.0 - p), math.exp(-expected), u)


@njit(inline="always", error_model="numpy")
def _growth(x: float) -> float:
    """exp(x) - 1, to eleven digits: a series where the difference would lose them."""
    if abs(x) < SMALL:
        return x * (1.0 + x * (1 / 2) * (1.0 + x * (1 / 3) * (1.0 + x * (1 / 4))))
    return math.exp(x) - 1.0


@njit(inline="always", error_model="numpy")
def _nobody(n: int, p: float) -> float:
    """(1 - p)^n, the chance that none of n goes: by squaring where that takes few steps."""
    if n >= MOST:
        return math.exp(n * math.log1p(-p))
    out, base = 1.0, 1.0 - p
    while n > 0:
        if n & 1:
            out *= base
        base *= base
        n >>= 1
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def split(n: int, p: float, key: np.uint64) -> int:
    """How many of ``n`` take one of two ways: Binomial(n, p)."""
    if p >= 1.0:
        return n
    if p <= 0.0:
        return 0
    if p > 0.5:
        return n - split(n, 1.0 - p, key)
    if n * p >= 10.0:
        return _rejection(n, p, key)
    u = unit_interval(key)
    if u < 1.0 - n * p:  # then u < (1 - p)^n, the chance of none
        return 0
    return _inversion(n, p / (1.0 - p), _nobody(n, p), u)


@njit(cache=True, nogil=True, error_model="numpy")
def _inversion(n: int, ratio: float, nobody: float, u: float) -> int:
    """Walk up the distribution function; ``ratio`` is p / (1 - p), ``nobody`` the chance of 0.

    With 10 expected, more than MOST have a chance below 1e-26: there only rounding can be left of ``u``.
    """
    chance, k, most, rest = nobody, 0, min(n, MOST), ratio * n
    while u > chance and k < most:
        u -= chance
        k += 1
        chance *= rest * INVERSE[k]
        rest -= ratio
    return k


@njit(cache=True, nogil=True, error_model="numpy")
def _tail(k: float) -> float:
    """What Stirling's formula leaves out of log k!; exact to 1e-13 relative from k = 10 on."""
    if k < 10.0:
        return math.lgamma(k + 1.0) - (k + 0.5) * math.log(k + 1.0) + (k + 1.0) - 0.9189385332046727
    r = 1.0 / ((k + 1.0) * (k + 1.0))
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680) * r) * r) * r) / (k + 1.0)


@njit(cache=True, nogil=True, error_model="numpy")
def _rejection(n: int, chance: float, key: np.uint64) -> int:
    """Hörmann's transformed rejection with decomposition; needs n * min(p, 1 - p) >= 10."""
    p = min(chance, 1.0 - chance)
    r = p / (1.0 - p)
    npq = n * p * (1.0 - p)
    spq = math.sqrt(npq)
    b = 1.15 + 2.53 * spq
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    v_r = 0.92 - 4.2 / b
    m = math.floor((n + 1) * p)
    i = 1
    while True:
        v = unit_interval(join(key, np.uint64(i)))
        again = join(key, np.uint64(i + 1))
        i += 2
        if v <= 0.86 * v_r:  # most end here
            u = v / v_r - 0.43
            k = math.floor((2.0 * a / (0.5 - abs(u)) + b) * u + c)
            break
        if v >= v_r:
            u = unit_interval(again) - 0.5
        else:
            u = v / v_r - 0.93
            u = math.copysign(0.5, u) - u
            v = unit_interval(again) * v_r
        us = 0.5 - abs(u)
        k = math.floor((2.0 * a / us + b) * u + c)
        if k < 0.0 or k > n:
            continue
        v *= (2.83 + 5.1 / b) * spq / (a / (us * us) + b)
        away = abs(k - m)
        if away <= 15:  # the ratio of two chances, step by step
            f = 1.0
            for j in range(min(k, m) + 1, max(k, m) + 1):
                f *= (n + 1) * r / j - r
            if (v <= f) if k > m else (v * f <= 1.0):
                break
            continue
        v = math.log(v)
        rho = (away / npq) * (((away / 3.0 + 0.625) * away + 1.0 / 6.0) / npq + 0.5)
        t = -away * away / (2.0 * npq)
        if v < t - rho:
            break
        if v > t + rho:
            continue
        bound = (
            (m + 0.5) * math.log((m + 1.0) / (r * (n - m + 1.0)))
            + (n + 1.0) * math.log((n - m + 1.0) / (n - k + 1.0))
            + (k + 0.5) * math.log(r * (n - k + 1.0) / (k + 1.0))
            + _tail(m) + _tail(n - m) - _tail(k) - _tail(n - k)
        )  # fmt: skip
        if v <= bound:
            break
    return int(k) if chance <= 0.5 else n - int(k)


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
            left = _leave(staying[p, c], hazard, unit_interval(draw), draw)
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
