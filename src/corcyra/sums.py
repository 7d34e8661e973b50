"""Sums over places in one fixed order, compiled: a library's sum or product may change its order with the batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.floating[Any]]


@njit(cache=True, nogil=True, error_model="numpy")
def add_places(value: Floats) -> Floats:
    """The sum over places of (simulation, place), shape (simulation, 1)."""
    out = np.empty((value.shape[0], 1), value.dtype)
    for s in range(value.shape[0]):
        total = 0.0
        for p in range(value.shape[1]):
            total += value[s, p]
        out[s, 0] = total
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def weigh_places(kernel: Floats, value: Floats) -> Floats:
    """For every simulation, what each place gets from all: shapes (place, place) and (simulation, place)."""
    out = np.zeros_like(value)
    for s in range(value.shape[0]):
        for q in range(value.shape[1]):
            x = value[s, q]
            for p in range(value.shape[1]):
                out[s, p] += kernel[q, p] * x
    return out
