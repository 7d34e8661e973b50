"""Exact binomial draws, and the hourly move of people between the statuses of a pool.

A normal approximation is biased near the threshold of contagion, so every draw is exact: sequential inversion where
few are expected to move (Kachitvichyanukul & Schmeiser 1988), transformed rejection otherwise (Hörmann 1993).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from corcyra.engines.keyed import Floats, Words, join, unit_interval

#: What the draw between the likeliest way and all others, and the draws of single people, are keyed by.
MAIN = np.uint64(0x6D61696E)
EACH = np.uint64(0x65616368)

#: Up to how many people are sent on their way one by one: faster than a draw for each way.
FEW = 4

MOST = 64
INVERSE = 1.0 / np.maximum(np.arange(MOST + 1.0), 1.0)  # a multiplication is faster than a division

Counts = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]


@njit(cache=True, nogil=True, error_model="numpy")
def binomial(n: int, hazard: float, key: np.uint64) -> int:
    """How many of ``n`` leave within an hour at a hazard [1/hour] each: Binomial(n, 1 - exp(-hazard))."""
    expected = n * hazard
    u = unit_interval(key)
    if expected < 0.5 and u < 1.0 - expected:  # then u < exp(-expected), the chance that nobody leaves
        return 0
    if expected < 10.0 and hazard < 0.69:  # so that p < 1/2; the ratio p / (1 - p) is exp(hazard) - 1
        return _inversion(n, math.expm1(hazard), math.exp(-expected), u)
    p = -math.expm1(-hazard)
    if n * min(p, 1.0 - p) >= 10.0:
        return _rejection(n, p, key)
    if p > 0.5:
        return n - _inversion(n, (1.0 - p) / p, math.exp(n * math.log(p)), u)
    return _inversion(n, p / (1.0 - p), math.exp(-expected), u)


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
    return _inversion(n, p / (1.0 - p), math.exp(n * math.log1p(-p)), u)


@njit(cache=True, nogil=True, error_model="numpy")
def _inversion(n: int, ratio: float, nobody: float, u: float) -> int:
    """Walk up the distribution function; ``ratio`` is p / (1 - p), ``nobody`` the chance of 0.

    With 10 expected, more than MOST have a chance below 1e-26: there only rounding can be left of ``u``.
    """
    chance, k, most = nobody, 0, min(n, MOST)
    while u > chance and k < most:
        u -= chance
        k += 1
        chance *= ratio * (n - k + 1) * INVERSE[k]
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
    """Hörmann's transformed rejection; needs n * min(p, 1 - p) >= 10."""
    p = min(chance, 1.0 - chance)
    spq = math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spq
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    v_r = 0.92 - 4.2 / b
    i = 1
    while True:
        v = unit_interval(join(key, np.uint64(i)))
        u = unit_interval(join(key, np.uint64(i + 1))) - 0.5
        i += 2
        us = 0.5 - abs(u)
        k = math.floor((2.0 * a / us + b) * u + c)
        if us >= 0.07 and v <= v_r:
            break  # most end here
        if k < 0.0 or k > n:
            continue
        r = p / (1.0 - p)
        m = math.floor((n + 1) * p)
        v = math.log(v * (2.83 + 5.1 / b) * spq / (a / (us * us) + b))
        bound = (
            (m + 0.5) * math.log((m + 1.0) / (r * (n - m + 1.0)))
            + (n + 1.0) * math.log((n - m + 1.0) / (n - k + 1.0))
            + (k + 0.5) * math.log(r * (n - k + 1.0) / (k + 1.0))
            + _tail(m) + _tail(n - m) - _tail(k) - _tail(n - k)
        )  # fmt: skip
        if v <= bound:
            break
    return int(k) if chance <= 0.5 else n - int(k)


@njit(inline="always", error_model="numpy")
def _send(
    left: int,
    hazard: float,
    hazards: Floats,
    first: int,
    last: int,
    draw: np.uint64,
    flow_keys: Words,
    target: Indices,
    taken: Floats,
    s: int,
    p: int,
    arrived: Counts,
    c: int,
) -> None:
    """Send those who leave along the flows ``first`` to ``last``, each with a chance in proportion to its hazard.

    Most take the likeliest way; the others are looked at only if anybody takes one.
    """
    main = first
    for f in range(first + 1, last):
        if hazards[f] > hazards[main]:
            main = f
    likeliest = hazards[main]
    remaining = hazard - likeliest
    others = 0
    if remaining > 0.0:
        others = split(left, remaining / hazard, join(draw, MAIN))
    taken[main, s, p] += left - others
    arrived[c, target[main]] += left - others
    if others > 0:
        hazards[main] = 0.0
        final = first
        for f in range(first, last):
            if hazards[f] > 0.0:
                final = f
        if others <= FEW:  # person by person
            each = join(draw, EACH)
            for i in range(others):
                rest = remaining * unit_interval(join(each, np.uint64(i)))
                f = first
                while f < final and rest >= hazards[f]:
                    rest -= hazards[f]
                    f += 1
                taken[f, s, p] += 1.0
                arrived[c, target[f]] += 1
        else:
            for f in range(first, final + 1):
                if others > 0 and hazards[f] > 0.0:
                    k = others
                    if f < final:
                        k = split(others, hazards[f] / remaining, join(draw, flow_keys[f]))
                    remaining -= hazards[f]
                    others -= k
                    taken[f, s, p] += k
                    arrived[c, target[f]] += k
        hazards[main] = likeliest


@njit(cache=True, nogil=True, error_model="numpy")
def move(
    counts: Counts,
    totals: Floats,
    taken: Floats,
    rates: Floats,
    logit: int,
    weights: Floats,
    paces: Floats,
    source: Indices,
    target: Indices,
    status_keys: Words,
    flow_keys: Words,
    simulations: Words,
    hour: int,
) -> None:
    """Move everybody in one pool by one hour; all flows see the counts from before the hour.

    Parameters
    ----------
    counts : (simulation, place, class, status), changed in place
    totals : (status, simulation, place), the sum of ``counts`` over classes, changed in place
    taken : (flow, simulation, place), set to how many took each flow
    rates : (flow, simulation, place) in 1/hour; in logits for the flow ``logit`` (-1: none)
    weights, paces : (simulation, class): exp(-threshold), and the highest rate in 1/hour, for the flow ``logit``
    source, target : the statuses of each flow; flows of one source stand together
    status_keys, flow_keys : what the random numbers of each status and flow are keyed by
    """
    flows, classes, statuses = source.shape[0], counts.shape[2], counts.shape[3]
    arrived = np.zeros((classes, statuses), np.int64)
    hazards = np.zeros(flows)
    keys = np.zeros(statuses, np.uint64)
    begin, end = np.zeros(statuses, np.int64), np.zeros(statuses, np.int64)
    for f in range(flows - 1, -1, -1):
        begin[source[f]] = f
        end[source[f]] = max(end[source[f]], f + 1)
    leaving = np.nonzero(end > begin)[0]  # statuses that anybody may leave
    taken[...] = 0.0
    for s in range(counts.shape[0]):
        for status in leaving:
            keys[status] = join(join(status_keys[status], simulations[s]), np.uint64(hour))
        for p in range(counts.shape[1]):
            moved = False
            for status in leaving:
                if totals[status, s, p] == 0.0:
                    continue
                first, last = begin[status], end[status]
                plain = 0.0
                for f in range(first, last):
                    if f != logit:
                        hazards[f] = max(rates[f, s, p], 0.0)
                        plain += hazards[f]
                odds = math.exp(min(rates[logit, s, p], 300.0)) if first <= logit < last else 0.0
                if plain == 0.0 and odds == 0.0:
                    continue
                for c in range(classes):
                    n = counts[s, p, c, status]
                    if n == 0:
                        continue
                    hazard = plain
                    if odds > 0.0:
                        x = odds * weights[s, c]
                        hazards[logit] = paces[s, c] * x / (1.0 + x)
                        hazard += hazards[logit]
                    if hazard == 0.0:
                        continue
                    draw = join(keys[status], np.uint64(p * classes + c))
                    left = binomial(n, hazard, draw)
                    if left == 0:
                        continue
                    moved = True
                    arrived[c, status] -= left
                    _send(left, hazard, hazards, first, last, draw, flow_keys, target, taken, s, p, arrived, c)
            if moved:
                for c in range(classes):
                    for each in range(statuses):
                        change = arrived[c, each]
                        if change != 0:
                            counts[s, p, c, each] += change
                            totals[each, s, p] += change
                            arrived[c, each] = 0


@njit(cache=True, nogil=True, error_model="numpy")
def decide(given: Floats, age: Floats, hazard: Floats, base: np.uint64, simulations: Words, hour: int) -> None:
    """Give orders, each at most once, at hazards [1/hour] of shape (simulation, place); ages count the hours since."""
    for s in range(given.shape[0]):
        key = join(join(base, simulations[s]), np.uint64(hour))
        for p in range(given.shape[1]):
            if given[s, p] > 0.0:
                age[s, p] += 1.0
            elif hazard[s, p] > 0.0:
                u = unit_interval(join(key, np.uint64(p)))
                if u < hazard[s, p] and u < -math.expm1(-hazard[s, p]):
                    given[s, p] = 1.0
                    age[s, p] = 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def settle(level: Floats, change: Floats, low: float, high: float) -> None:
    """Add an hour's change to a stock, and hold it within its bounds."""
    for s in range(level.shape[0]):
        for p in range(level.shape[1]):
            level[s, p] = min(max(level[s, p] + change[s, p], low), high)
