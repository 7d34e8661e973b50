"""Every person of a nation: one byte each, and sets from which one is drawn or removed in a few steps.

Persons are numbered place by place, neighbours side by side. A byte holds a person's status, and how many of the
person's ties are out. Who is in which readiness class follows from a keyed order, so nothing needs to be made before
the first hour, and an hour touches only those who move and their ties.
"""

from __future__ import annotations

import mmap
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from corcyra.engines.draws import Counts, Indices
from corcyra.engines.keyed import Words, join, unit_interval
from corcyra.engines.shuffle import half_bits, shuffle_all, shuffled, unshuffle_all, unshuffled
from corcyra.engines.ties import MOST_TIES, Finding, Ties, find_all, find_away, make_finding

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.uint32]

#: The byte of a person: the status in the lower bits, the number of ties that are out in the upper ones.
STATUS, ONE_TIE = 7, 8
#: Who has left a status in this hour and has not arrived in the next.
ON_THE_WAY = 7
#: How many movers are looked at together.
TOGETHER = 64
#: What is done for many persons at once is done for a multiple of so many, which take no longer than fewer.
ABREAST = 8
#: How many guesses at who is at home are made at once, at the most.
GUESSES = 8
#: What the choice of persons is keyed by.
WHO = np.uint64(0x77686F)


class Sets(NamedTuple):
    """Some persons of each cell (place and class), ordered by group, so that a change of group is a swap or two.

    Group ``g`` of cell ``i`` stands in ``order`` from ``first[i] + bounds[i, g]`` to ``first[i] + bounds[i, g + 1]``;
    the last group is followed by nobody: all others of the cell are in no group.
    """

    order: Numbers
    bounds: Indices


class People(NamedTuple):
    """All persons, and the sets of those who are not just at home.

    ``state``: the byte of each. ``where``: for those in ``called``, the position in their cell's part of its order.
    ``out``: who is not quiet, by status. ``called``: the quiet with ties that are out, by how many.
    ``begin`` (place + 1): the number of each place's first person. ``first`` (cell + 1): where its part of an order
    begins. ``ranks`` (place, class + 1): the places of each class in the keyed order of a place's people. ``bits`` and
    ``keys``: of these orders. ``joins`` (class): whether anybody of the class ever joins.
    """

    state: Bytes
    where: Numbers
    out: Sets
    called: Sets
    begin: Indices
    first: Indices
    ranks: Indices
    bits: Indices
    keys: Words
    joins: npt.NDArray[np.bool_]


class Movers(NamedTuple):
    """Who moves in an hour, in order: the person, the cell (place and class), and the flow."""

    person: Numbers
    cell: npt.NDArray[np.int32]
    flow: Bytes


@njit(inline="always")
def _swap(order: Numbers, where: Numbers, first: int, at: int, other: int, called: bool) -> int:
    """Let whoever stands at the second position stand at the first, and the reverse; the second position."""
    person, displaced = order[first + at], order[first + other]
    order[first + other], order[first + at] = person, displaced
    if called:
        where[displaced] = at
    return other


@njit(inline="always")
def _regroup(people: People, called: bool, cell: int, person: int, at: int, old: int, new: int) -> None:
    """Move a person from one group to another, by way of those between; the number of groups stands for none.

    ``at``: where the person stands in the cell's part of the order, if in a group. Where those who are out stand is
    never asked for, so it is not written down.
    """
    order, bounds = (people.called.order, people.called.bounds) if called else (people.out.order, people.out.bounds)
    first, none, where = people.first[cell], bounds.shape[1] - 1, people.where
    if old == none:
        at, old = bounds[cell, none], none - 1
        order[first + at] = person
        bounds[cell, none] += 1
    while old > new:  # to the front of its group, which the group before then takes over
        at = _swap(order, where, first, at, bounds[cell, old], called)
        bounds[cell, old] += 1
        old -= 1
    while old < new:  # to the back
        at = _swap(order, where, first, at, bounds[cell, old + 1] - 1, called)
        bounds[cell, old + 1] -= 1
        old += 1
    if called and new != none:
        where[person] = at


@njit(cache=True, nogil=True)
def class_of(people: People, p: int, person: int) -> int:
    """The readiness class of a person of place ``p``."""
    begin = people.begin[p]
    rank = shuffled(person - begin, people.begin[p + 1] - begin, people.bits[p], people.keys[p])
    c = 0
    while rank >= people.ranks[p, c + 1]:
        c += 1
    return c


@njit(inline="always")
def _guess(people: People, p: int, c: int, key: np.uint64, tries: int) -> int:
    """The place of anybody of a class in the order of a place's people, by how often one was drawn before."""
    low, high = people.ranks[p, c], people.ranks[p, c + 1]
    return int(low) + int(unit_interval(join(key, np.uint64(tries))) * (high - low))


@njit(cache=True, nogil=True)
def _draw_quiet(people: People, p: int, c: int, key: np.uint64, begun: int, many: int, out: Indices) -> None:
    """Draw some of a class who are at home and have no tie who is out: each is drawn until one is found.

    So many of them are set in ``out``, keyed by their numbers from ``begun`` on, and are on the way from then on. As
    many guesses as are likely to be needed are made for all of them at once.
    """
    classes, begin, bits = people.joins.shape[0], people.begin[p], people.bits[p]
    number, cell = people.begin[p + 1] - begin, p * classes + c
    size = people.first[cell + 1] - people.first[cell]
    free = size - people.out.bounds[cell, -1] - people.called.bounds[cell, -1]
    ready = min((size + free // 2) // max(free, 1), GUESSES)
    ranks, guesses = np.empty(TOGETHER * GUESSES, np.int64), np.empty(TOGETHER * GUESSES, np.int64)
    wide = -(-many // ABREAST) * ABREAST
    for t in range(ready):
        for j in range(wide):
            ranks[t * wide + j] = _guess(people, p, c, join(key, np.uint64(begun + j)), t)
    unshuffle_all(ranks, ready * wide, number, bits, people.keys[p], guesses)
    for j in range(many):
        tries, person = 0, begin + guesses[j]
        while people.state[person] != 0:
            tries += 1
            if tries < ready:
                person = begin + guesses[tries * wide + j]
            else:
                rank = _guess(people, p, c, join(key, np.uint64(begun + j)), tries)
                person = begin + unshuffled(rank, number, bits, people.keys[p])
        people.state[person] = ON_THE_WAY
        out[j] = person


@njit(inline="always")
def _take(people: People, called: bool, cell: int, group: int, none: int, key: np.uint64) -> int:
    """Take anybody out of a group, which is not empty."""
    sets = people.called if called else people.out
    low, high = sets.bounds[cell, group], sets.bounds[cell, group + 1]
    at = low + int(unit_interval(key) * (high - low))
    person: Any = np.int64(sets.order[people.first[cell] + at])
    _regroup(people, called, cell, person, at, group, none)
    people.state[person] |= ON_THE_WAY
    return int(person)


@njit(cache=True, nogil=True)
def choose(
    people: People, movers: Movers, notes: Counts, number: int, classes: int, source: Indices, keys: Words
) -> int:
    """Choose who leaves, of all who are alike, as many as are noted; nobody arrives before all have left.

    Parameters
    ----------
    people, movers : changed in place
    notes : (cell and number of ties, flow, how many), the first ``number`` of them
    classes : how many readiness classes there are
    source : the status that each flow leaves
    keys : what the draws of each status are keyed by in this hour

    Returns
    -------
    How many move
    """
    statuses, ties = people.out.bounds.shape[1], people.called.bounds.shape[1] - 1
    moving, who = 0, np.empty(TOGETHER, np.int64)
    for i in range(number):
        kind, flow, many = notes[i]
        cell, out = kind // (ties + 1), kind % (ties + 1)
        p, c = cell // classes, cell % classes
        status = source[flow]
        key = join(join(keys[status], WHO), np.uint64(i))
        for begun in range(0, many, TOGETHER):
            block: Any = min(TOGETHER, many - begun)
            if status == 0 and out == 0:
                _draw_quiet(people, p, c, key, begun, block, who)
            for j in range(block):
                draw = join(key, np.uint64(begun + j))
                if status > 0:
                    who[j] = _take(people, False, cell, statuses - 1 - status, statuses - 1, draw)
                elif out > 0:
                    who[j] = _take(people, True, cell, ties - out, ties, draw)
                movers.person[moving], movers.cell[moving], movers.flow[moving] = who[j], cell, flow
                moving += 1
    return moving


@njit(cache=True, nogil=True)
def arrive(people: People, movers: Movers, moving: int, target: Indices) -> None:
    """Let those who left arrive, one after the other."""
    statuses, most = people.out.bounds.shape[1], people.called.bounds.shape[1] - 1
    classes = people.joins.shape[0]
    for i in range(moving):
        person: Any = np.int64(movers.person[i])
        cell: Any = np.int64(movers.cell[i])
        status = target[movers.flow[i]]
        state = people.state[person] & ~np.uint8(STATUS)
        people.state[person] = state | np.uint8(status)
        if status > 0:
            _regroup(people, False, cell, person, 0, statuses - 1, statuses - 1 - status)
        elif state > 0 and people.joins[cell % classes]:
            _regroup(people, True, cell, person, 0, most, most - np.int64(state // ONE_TIE))


@njit(cache=True, nogil=True)
def tell(people: People, movers: Movers, moving: int, street: Indices, ties: Ties) -> None:
    """Tell those who may join of their ties who came out or went: by flow, ``street`` is 1, -1, or 0 for neither.

    Whom to tell is worked out for some movers at a time, so that the memory of those told is fetched together.
    """
    most, classes = people.called.bounds.shape[1] - 1, people.joins.shape[0]
    state, where, joins, ranks = people.state, people.where, people.joins, people.ranks
    room = make_finding(TOGETHER)
    other, place = room.other, np.empty(TOGETHER * MOST_TIES, np.int64)
    who, step, heard = np.empty(TOGETHER, np.int64), np.empty(TOGETHER, np.int64), np.empty(TOGETHER, np.int64)
    last = 0  # the number of classes up to the last that joins
    for c in range(classes):
        last = c + 1 if joins[c] else last
    told = np.empty((TOGETHER * MOST_TIES, 3), np.int64)  # person, cell, one more or one less
    kin_away, i = ties.pairs[2] > 0, 0
    while i < moving:
        p, many, number = movers.cell[i] // classes, 0, 0
        begin, here, bits = people.begin[p], people.begin[p + 1] - people.begin[p], people.bits[p]
        while i < moving and many < TOGETHER and movers.cell[i] // classes == p:
            step[many], who[many] = street[movers.flow[i]], np.int64(movers.person[i]) - begin
            many += step[many] != 0
            i += 1
        wide = -(-many // ABREAST) * ABREAST
        who[many:wide], heard[:wide] = who[0], 0
        columns = find_all(ties, p, who, wide, here, bits, room)
        shuffle_all(other, columns * wide, here, bits, people.keys[p], place)
        for column in range(columns):  # which ties of each are of a class that may join
            for m in range(wide):
                k = column * wide + m
                heard[m] |= ((place[k] < ranks[p, last]) & (other[k] != who[m])) << column
        for m in range(many):
            column = 0
            while heard[m] >> column:
                k, c = column * wide + m, 0
                if heard[m] >> column & 1:
                    while place[k] >= ranks[p, c + 1]:
                        c += 1
                    told[number, 0], told[number, 1], told[number, 2] = begin + other[k], p * classes + c, step[m]
                    number += joins[c]
                column += 1
        if kin_away:
            number = _hear_away(people, ties, begin, who, wide, many, step, room, told, number)
        for k in range(number):
            person, cell, more = told[k]
            seen = state[person]
            state[person] = seen + np.uint8(ONE_TIE * more & 255)
            if seen & STATUS == 0:
                old = most - np.int64(seen // ONE_TIE)
                at: Any = np.int64(where[person]) if old < most else 0
                _regroup(people, True, cell, person, at, old, old - more)


@njit(cache=True, nogil=True)
def _hear_away(
    people: People, ties: Ties, begin: int, who: Indices, wide: int, many: int, step: Indices, room: Finding,
    told: Counts, number: int,
) -> int:  # fmt: skip
    """Add to those told the kin anywhere of some persons of a place that begins with a number."""
    begins, joins, other = people.begin, people.joins, room.other
    everybody = begins[-1]
    for m in range(wide):
        who[m] += begin
    for k in range(find_away(ties, who, wide, everybody, half_bits(everybody), room) * wide):
        m, person = k % wide, other[k]
        if m < many and person != who[m]:
            p = 0
            while person >= begins[p + 1]:
                p += 1
            c = class_of(people, p, person)
            told[number, 0], told[number, 1], told[number, 2] = person, p * joins.shape[0] + c, step[m]
            number += joins[c]
    return number


@njit(cache=True, nogil=True)
def count(people: People, counts: Counts, classes: int) -> None:
    """Count the people of every place, class and number of ties that are out: (place, class * ties, status)."""
    statuses, most = people.out.bounds.shape[1], people.called.bounds.shape[1] - 1
    for cell in range(people.out.bounds.shape[0]):
        p, kind = cell // classes, cell % classes * (most + 1)
        out, called = people.out.bounds[cell], people.called.bounds[cell]
        for status in range(1, statuses):
            group = statuses - 1 - status
            counts[p, kind, status] = out[group + 1] - out[group]
        for k in range(1, most + 1):
            counts[p, kind + k, 0] = called[most - k + 1] - called[most - k]
            counts[p, kind + k, 1:] = 0
        counts[p, kind, 0] = people.first[cell + 1] - people.first[cell] - out[statuses - 1] - called[most]


def untouched(number: int, kind: Any) -> npt.NDArray[Any]:
    """Zeros that take memory where they are first touched, in small pages: most persons never move."""
    size = max(number * np.dtype(kind).itemsize, 1)
    if not hasattr(mmap, "MAP_PRIVATE"):  # not on this system
        return np.zeros(number, kind)
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        with suppress(OSError):  # a system without large pages
            memory.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(memory, kind, number)


def make_people(cells: Counts, statuses: int, ties: int, joins: Any, keys: Words) -> People:
    """Everybody at home.

    Parameters
    ----------
    cells : how many people: (place, class)
    statuses : how many there are
    ties : how many ties anybody may have, 0 if there are none
    joins : which classes ever join
    keys : of the order of each place's people
    """
    places, classes = cells.shape
    begin = np.concatenate([[0], np.cumsum(cells.sum(axis=1))]).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(cells.ravel())]).astype(np.int64)
    ranks = np.concatenate([np.zeros((places, 1)), np.cumsum(cells, axis=1)], axis=1).astype(np.int64)
    bits = np.array([half_bits(n) for n in np.diff(begin)], dtype=np.int64)
    everybody = int(begin[-1])
    return People(
        state=untouched(everybody, np.uint8),
        where=untouched(everybody, np.uint32),
        out=Sets(untouched(everybody, np.uint32), np.zeros((places * classes, statuses), np.int64)),
        called=Sets(untouched(everybody if ties else 0, np.uint32), np.zeros((places * classes, ties + 1), np.int64)),
        begin=begin,
        first=first,
        ranks=ranks,
        bits=bits,
        keys=keys,
        joins=np.asarray(joins, dtype=np.bool_),
    )
