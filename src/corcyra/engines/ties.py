"""Ties between persons: households, kin, and neighbours or workmates; computed where they are asked for, never stored.

Persons of a place are numbered as they live. A household is a run of numbers. Kin and neighbours are found by pairing
off the persons of a circle by a key, once for each tie. So ties hold from both sides, and any tie of anybody takes a
few steps to find. Circles of neighbours are runs of numbers; circles of kin live scattered over the place, and some of
them over the country.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from corcyra.engines.draws import Indices
from corcyra.engines.keyed import Floats, join, purpose, uniforms, unit_interval
from corcyra.engines.shuffle import across, half_bits, paired, shuffle_all, unshuffle_all
from corcyra.registry import Param, Parameter

#: Nobody has more: the number of ties that are out is kept in five bits.
MOST_TIES = 31

#: How many ties of each sort, and how local they are; drawn once a simulation.
TIES: dict[str, Parameter] = {
    "household": Param(
        "person",
        "lognormal(1.25, 0.12)",
        why="countries range from below 3 to above 6 (united-nations-2019): here some 3 to 4, who are all tied",
    ),
    "kin": Param(
        "person",
        "lognormal(1.1, 0.3)",
        why="some three beyond the household: about half of close ties are kin (marsden-1987)",
    ),
    "away": Param("1", "lognormal(-1.6, 0.5)", why="assumption: of kin about a fifth may live anywhere in the country"),
    "neighbours": Param(
        "person",
        "lognormal(1.5, 0.3)",
        why="neighbours and workmates bring those seen each month to some ten (dunbar-spoors-1995)",
    ),
    "kin_circle": Param(
        "person", "lognormal(5, 0.5)", why="about 150 people are known well enough to call on (hill-dunbar-2003)"
    ),
    "neighbourhood": Param(
        "person", "lognormal(7, 0.7)", why="assumption: a few blocks of flats, a village or a plant, some 1,000 people"
    ),
}
#: What stands for the country where a place is asked for.
COUNTRY = np.uint64(2**32)
#: The range in which each is held, so that nobody has more than MOST_TIES.
RANGE = {
    "household": (1.0, 8.0),
    "kin": (0.0, 9.0),
    "away": (0.0, 1.0),
    "neighbours": (0.0, 14.0),
    "kin_circle": (4.0, 1e6),
    "neighbourhood": (4.0, 1e6),
}


class Ties(NamedTuple):
    """The ties of one simulation.

    ``household``: its mean size [1/1000 person]. For kin in the place, neighbours, and kin anywhere: ``pairs``, the
    number of pairings; ``last``, the share of the pairs of the last one that are tied; ``circle``, its size [person];
    ``bits``, of the keyed orders.
    """

    household: int
    pairs: Indices
    last: Floats
    circle: Indices
    bits: Indices
    key: np.uint64

    @property
    def most(self) -> int:
        """How many ties anybody has at most."""
        return -(-self.household // 1000) - 1 + int(self.pairs.sum())

    @property
    def degree(self) -> float:
        """How many ties a person has on average, but for the few in each circle who are left over."""
        whole, rest = divmod(self.household / 1000.0, 1.0)
        squares = (1.0 - rest) * whole**2 + rest * (whole + 1.0) ** 2
        return squares / (whole + rest) - 1.0 + float((self.pairs - 1 + self.last)[self.pairs > 0].sum())


def draw_ties(seed: int, simulation: int) -> Ties:
    """The ties of a simulation: numbers drawn from their priors, and the key of who is tied to whom."""
    number = np.array([simulation], dtype=np.uint64)
    values = {}
    for name, param in TIES.items():
        chance = uniforms(purpose(seed, "parameter", f"ties.{name}"), number, 0, 1)
        values[name] = float(np.clip(param.prior.quantile(chance)[0, 0], *RANGE[name]))
    return make_ties(values, purpose(seed, "ties", simulation))


def make_ties(values: dict[str, float], key: np.uint64) -> Ties:
    """Ties from a number for each of ``TIES``."""
    kin, away = values["kin"], values["kin"] * values["away"]
    wanted = [kin - away, values["neighbours"], away]
    circle = np.array([round(values[name]) for name in ("kin_circle", "neighbourhood", "kin_circle")], dtype=np.int64)
    return Ties(
        household=round(1000 * values["household"]),
        pairs=np.array([math.ceil(number) for number in wanted], dtype=np.int64),
        last=np.array([number - math.ceil(number) + 1.0 for number in wanted]),
        circle=circle,
        bits=np.array([half_bits(size) for size in circle], dtype=np.int64),
        key=np.uint64(key),
    )


def no_ties() -> Ties:
    """Everybody alone."""
    none = {"household": 1.0, "kin": 0.0, "away": 0.0, "neighbours": 0.0, "kin_circle": 4.0, "neighbourhood": 4.0}
    return make_ties(none, np.uint64(0))


class Finding(NamedTuple):
    """Room to find the ties of some persons at once in: ``other`` is what is found."""

    address: Indices
    begin: Indices
    width: Indices
    bits: Indices
    draw: Indices
    found: Indices
    other: Indices


@njit(cache=True, nogil=True)
def make_finding(many: int) -> Finding:
    """Room for so many persons."""
    one, all_ = np.empty((5, many), np.int64), np.empty((2, many * MOST_TIES), np.int64)
    return Finding(one[0], one[1], one[2], one[3], one[4], all_[0], all_[1])


@njit(inline="always")
def _whole(number: int, size: int) -> int:
    """``number // size`` of numbers below 2^52, by a division that a processor does for several at a time."""
    return int(np.float64(number) / np.float64(size))


@njit(cache=True, nogil=True)
def find_all(ties: Ties, place: int, who: Indices, many: int, number: int, whole: int, room: Finding) -> int:
    """The ties of the first so many persons ``who`` of the ``number`` of a place, at most; how many each may have.

    Sets ``room.other``: whom each of them has as the first tie, then as the second, and so on; oneself stands for
    nobody. Somebody who is tied in two ways is there twice. ``whole``: the bits of orders of the place. Every step is
    taken for all persons, and without branches, so that a processor does several at a time.
    """
    # taken apart once: every look into a tuple of arrays counts a reference
    address, begin, width, other = room.address, room.begin, room.width, room.other
    key, household, columns = join(ties.key, np.uint64(place)), ties.household, -(-ties.household // 1000) - 1
    for m in range(many):
        home = _whole(1000 * who[m], household)
        begin[m], width[m] = -(-home * household // 1000), min(-(-(home + 1) * household // 1000), number)
    for column in range(columns):
        for m in range(many):
            next_one = begin[m] + column + (begin[m] + column >= who[m])
            other[column * many + m] = next_one if next_one < width[m] else who[m]
    shuffle_all(who, many, number, whole, key, address)
    columns = _pair_off(ties, 0, key, many, number, whole, columns, room)
    address[:many] = who[:many]
    return _pair_off(ties, 1, key, many, number, -1, columns, room)


@njit(cache=True, nogil=True)
def find_away(ties: Ties, who: Indices, many: int, number: int, whole: int, room: Finding) -> int:
    """The kin anywhere of the first so many persons ``who`` of the ``number`` of a country; see :func:`find_all`."""
    key = join(ties.key, COUNTRY)
    shuffle_all(who, many, number, whole, key, room.address)
    return _pair_off(ties, 2, key, many, number, whole, 0, room)


@njit(cache=True, nogil=True)
def _pair_off(
    ties: Ties, sort: int, key: np.uint64, many: int, number: int, whole: int, columns: int, room: Finding
) -> int:
    """Add the ties of a sort, from where persons stand in the order of a key; ``whole``: its bits, -1 for no order."""
    address, begin, width, bits, draw, found, other = room
    usual, pairs, last, size = ties.bits[sort], ties.pairs[sort], ties.last[sort], min(ties.circle[sort], number)
    own, first = join(key, np.uint64(sort)), columns * many
    rest = number % size if size == ties.circle[sort] else size  # of the last circle, if it is not full
    rest_bits = half_bits(rest)
    for m in range(many):
        circle = _whole(address[m], size)
        begin[m] = circle * size
        width[m] = min(size, number - begin[m])
        bits[m] = rest_bits if width[m] == rest else usual
        draw[m] = MOST_TIES * circle
    for pair in range(pairs):
        at = first + pair * many
        for m in range(many):
            i = address[m] - begin[m]
            other[at + m] = begin[m] + across(i, width[m], bits[m], join(own, np.uint64(draw[m] + pair)))
        if rest_bits == 0:
            for m in range(many):
                if bits[m] == 0:
                    i = address[m] - begin[m]
                    other[at + m] = begin[m] + paired(i, width[m], 0, join(own, np.uint64(draw[m] + pair)))
        if pair == pairs - 1:
            for m in range(many):
                lower = np.uint64(min(address[m], other[at + m]) - begin[m])
                chance = unit_interval(join(join(own, np.uint64(draw[m] + pair)), lower))
                other[at + m] = address[m] if chance >= last else other[at + m]
    if whole >= 0:
        unshuffle_all(other[first:], pairs * many, number, whole, key, found)
        other[first : first + pairs * many] = found[: pairs * many]
    return int(columns + pairs)


@njit(cache=True, nogil=True)
def find_ties(ties: Ties, place: int, i: int, number: int, whole: int, found: Indices) -> int:
    """The ties of person ``i`` of the ``number`` of a place: set in ``found``; how many they are."""
    who, room, many = np.empty(1, np.int64), make_finding(1), 0
    who[0] = i
    for column in range(find_all(ties, place, who, 1, number, whole, room)):
        found[many] = room.other[column]
        many += found[many] != i
    return many
