"""Orders by key: a permutation of 0 to n - 1 that is computed where it is asked for, and stored nowhere.

A Feistel network of four rounds on two halves, for a domain of any size (black-rogaway-2002), with
the steps that leave the domain repeated until they are back in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

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


@njit(cache=True, nogil=True)
def shuffled(i: int, n: int, bits: int, key: np.uint64) -> int:
    """Where ``i`` of ``n`` stands in the order of a key; ``bits`` as from :func:`half_bits`."""
    mask, most = (1 << bits) - 1, ((n - 1) >> bits) + 1
    high: Any = i >> bits
    low: Any = i & mask
    while True:
        k = key
        for _ in range(2):
            high += np.int64((_mix(low, k) * np.uint64(most)) >> _HALF)
            high -= most if high >= most else 0
            low = (low + np.int64(_mix(high, k + GOLDEN))) & mask
            k += GOLDEN + GOLDEN
        if (high << bits) + low < n:
            return int((high << bits) + low)


@njit(cache=True, nogil=True)
def unshuffled(place: int, n: int, bits: int, key: np.uint64) -> int:
    """Which of ``n`` stands at a place in the order of a key: the inverse of :func:`shuffled`."""
    mask, most = (1 << bits) - 1, ((n - 1) >> bits) + 1
    high: Any = place >> bits
    low: Any = place & mask
    while True:
        k = key + GOLDEN + GOLDEN
        for _ in range(2):
            low = (low - np.int64(_mix(high, k + GOLDEN))) & mask
            high -= np.int64((_mix(low, k) * np.uint64(most)) >> _HALF)
            high += most if high < 0 else 0
            k -= GOLDEN + GOLDEN
        if (high << bits) + low < n:
            return int((high << bits) + low)


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
    mask, most = (1 << bits) - 1, ((n - 1) >> bits) + 1
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
