"""Random numbers by key, not by turn: each is a hash of (seed, purpose, simulation, hour, place).

So a simulation has the same bits whatever the batch size, the number of workers, the order or a resume. The idea of
counter-based numbers is Salmon et al. 2011; the hash is the finaliser of SplitMix64 (Steele, Lea & Flood 2014),
applied once for each part of the key.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.floating[Any]]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MUL1 = np.uint64(0xBF58476D1CE4E5B9)
_MUL2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_ONE = np.uint64(1)


def purpose(*words: object) -> np.uint64:
    """A key from words, such as a seed and the name of a parameter."""
    text = "\x1f".join(str(word) for word in words)
    return np.uint64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little"))


@njit(cache=True, inline="always")
def join(key: np.uint64, part: np.uint64) -> np.uint64:
    """The key that follows from a key and one more part."""
    z = key + GOLDEN * (part + _ONE)
    z = (z ^ (z >> _S30)) * _MUL1
    z = (z ^ (z >> _S27)) * _MUL2
    return z ^ (z >> _S31)


@njit(cache=True, inline="always")
def unit_interval(word: np.uint64) -> float:
    """A number strictly between 0 and 1, from the upper 52 bits of a key (with 53 the last would round to 1)."""
    return (np.float64(word >> _S12) + 0.5) * (1.0 / 4503599627370496.0)


@njit(cache=True, nogil=True, error_model="numpy")
def uniforms(base: np.uint64, simulations: Words, hour: int, places: int) -> Floats:
    """Keyed uniform numbers, shape (simulation, place)."""
    out = np.empty((simulations.shape[0], places))
    for s in range(simulations.shape[0]):
        key = join(join(base, simulations[s]), np.uint64(hour))
        for p in range(places):
            out[s, p] = unit_interval(join(key, np.uint64(p)))
    return out
