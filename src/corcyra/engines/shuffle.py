"""Orders by key: a permutation of 0 to n - 1 that is computed where it is asked for, and stored nowhere.

A Feistel network of four rounds on two halves, for a domain of any size (black-rogaway-2002), with
the steps that leave the domain repeated until they are back in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from corcyra.engines.draws import Indices
from corcyra.engines.keyed import GOLDEN

_MUL1 = np.uint64(0x9E6C63D0676A9A99)
_MUL2 = np.uint64(0xC2B2AE3D27D4EB4F)
_HALF = np.uint64(32)


@njit(cache=True, nogil=True)
def half_bits(n: int) -> int:
    """The bits of the lower half of a number below ``n``: half of its own, rounded down."""
    bits = 0
    while (4 << (2 * bits)) <= n:
        bits += 1
    return bits


@njit(inline="always")
def _mix(part: int, key: np.uint64) -> np.uint64:
    """A number below 2^32 from a half and a key."""
    z = (np.uint64(part) + key) * _MUL1
    z = (z ^ (z >> _HALF)) * _MUL2
    return z >> _HALF


@njit(inline="always")
def forth(i: int, most: int, bits: int, key: np.uint64) -> int:
    """One pass of the network over ``most`` times 2^bits numbers, which are at least as many as wanted."""
    mask = (1 << bits) - 1
    high: Any = i >> bits
    low: Any = i & mask
    k = key
    for _ in range(2):
        high += np.int64((_mix(low, k) * np.uint64(most)) >> _HALF)
        high -= most if high >= most else 0
        low = (low + np.int64(_mix(high, k + GOLDEN))) & mask
        k += GOLDEN + GOLDEN
    return int((high << bits) + low)


@njit(inline="always")
def back(place: int, most: int, bits: int, key: np.uint64) -> int:
    """The inverse of :func:`forth`."""
    mask = (1 << bits) - 1
    high: Any = place >> bits
    low: Any = place & mask
    k = key + GOLDEN + GOLDEN
    for _ in range(2):
        low = (low - np.int64(_mix(high, k + GOLDEN))) & mask
        high -= np.int64((_mix(low, k) * np.uint64(most)) >> _HALF)
        high += most if high < 0 else 0
        k -= GOLDEN + GOLDEN
    return int((high << bits) + low)


@njit(inline="always")
def rows(n: int, bits: int) -> int:
    """How many values the upper half of a number below ``n`` has."""
    return ((n - 1) >> bits) + 1


@njit(cache=True, nogil=True)
def shuffled(i: int, n: int, bits: int, key: np.uint64) -> int:
    """Where ``i`` of ``n`` stands in the order of a key; ``bits`` as from :func:`half_bits`."""
    most = rows(n, bits)
    place = forth(i, most, bits, key)
    while place >= n:
        place = forth(place, most, bits, key)
    return place


@njit(cache=True, nogil=True)
def unshuffled(place: int, n: int, bits: int, key: np.uint64) -> int:
    """Which of ``n`` stands at a place in the order of a key: the inverse of :func:`shuffled`."""
    most = rows(n, bits)
    i = back(place, most, bits, key)
    while i >= n:
        i = back(i, most, bits, key)
    return i


@njit(cache=True, nogil=True)
def shuffle_all(numbers: Indices, many: int, n: int, bits: int, key: np.uint64, out: Indices) -> None:
    """:func:`shuffled` for the first so many numbers: without branches for most, so that several are done at once."""
    most = rows(n, bits)
    for k in range(many):
        out[k] = forth(numbers[k], most, bits, key)
    for k in range(many):
        while out[k] >= n:
            out[k] = forth(out[k], most, bits, key)


@njit(cache=True, nogil=True)
def unshuffle_all(places: Indices, many: int, n: int, bits: int, key: np.uint64, out: Indices) -> None:
    """:func:`unshuffled` for the first so many places."""
    most = rows(n, bits)
    for k in range(many):
        out[k] = back(places[k], most, bits, key)
    for k in range(many):
        while out[k] >= n:
            out[k] = back(out[k], most, bits, key)


@njit(inline="always")
def across(i: int, n: int, bits: int, key: np.uint64) -> int:
    """:func:`paired`, for four or more."""
    mask, most = (1 << bits) - 1, rows(n, bits)
    high: Any = i >> bits
    low: Any = i & mask
    second, third = key + GOLDEN, key + GOLDEN + GOLDEN
    low ^= np.int64(_mix(high, key)) & mask
    high = np.int64((_mix(low, second) * np.uint64(most)) >> _HALF) - high
    high += most if high < 0 else 0
    low ^= 1 + np.int64((_mix(high, third) * np.uint64(mask)) >> _HALF)
    high = np.int64((_mix(low, second) * np.uint64(most)) >> _HALF) - high
    high += most if high < 0 else 0
    low ^= np.int64(_mix(high, key)) & mask
    partner = (high << bits) + low
    return int(partner) if partner < n else i


@njit(cache=True, nogil=True)
def paired(i: int, n: int, bits: int, key: np.uint64) -> int:
    """With whom ``i`` of ``n`` is paired by a key: whoever is paired with the answer is ``i``. Nobody: ``i`` itself.

    Rounds that undo themselves, the same forth and back around one that leaves nobody where he was. Those whose partner
    is beyond the domain have none, below one in the square root of ``n``. From some hundred on all others are equally
    likely partners; of 24, three are likelier by a third.
    """
    if bits == 0:  # two or three
        other = i ^ 1
        return other if other < n else i
    return across(i, n, bits, key)
