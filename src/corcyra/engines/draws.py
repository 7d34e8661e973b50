"""Exact binomial draws.

A normal approximation is biased near the threshold of contagion, so every draw is exact: sequential inversion where
few are expected to move (Kachitvichyanukul & Schmeiser 1988), transformed rejection otherwise (BTRD of Hörmann 1993).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from corcyra.engines.keyed import join, unit_interval

#: Below this four terms of the exponential are exact to eleven digits, and above it the difference from 1 is.
SMALL = 5e-3

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
    return leave(n, hazard, u, key)


@njit(cache=True, nogil=True, error_model="numpy")
def leave(n: int, hazard: float, u: float, key: np.uint64) -> int:
    """What ``binomial`` comes to where ``u``, the first number of the key, does not say nobody."""
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
