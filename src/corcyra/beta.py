"""Quantiles of beta distributions, read off a table, since to invert the incomplete beta function takes long.

With z the normal score of a chance, the logit of the quantile is a smooth curve: its slope is the density of z over
that of the logit, and further derivatives follow. It is kept as pieces of degree 7 that meet in three derivatives
(Hermite). What comes out is that of ``scipy.special.betaincinv`` to some 1e-16 of itself, and to 3e-13 at worst, far
out in a tail or with the smallest parameters. What lies beyond the table is inverted.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, betaln, expit, ndtr, ndtri

Array = npt.NDArray[np.floating[Any]]

#: The table goes to this normal score, a little further than keyed uniform numbers do, with so many pieces for each 1.
REACH, PIECES = 8.25, 12
#: Parameters for which pieces this short are good enough.
LEAST, MOST = 0.3, 300.0
#: Powers 4 to 7 of a piece, from what powers 0 to 3 leave over at its end, in the value and each of three derivatives.
REST = np.array([[35, -15, 5, -1], [-84, 39, -14, 3], [70, -34, 13, -3], [-20, 10, -4, 1]], dtype=np.float64)


def beta_quantile(chance: Array, a: float, b: float) -> Array:
    """Values of beta(a, b) at the given chances, elementwise; the same alone as among others."""
    if min(a, b) < LEAST or max(a, b) > MOST:
        return np.asarray(betaincinv(a, b, chance))
    score = ndtri(np.asarray(chance, dtype=np.float64))
    known = np.abs(score) < REACH
    every = bool(known.all())
    at = ((score if every else np.where(known, score, 0.0)) + REACH) * PIECES
    piece = at.astype(np.intp)
    x = at - piece
    *lower, highest = pieces(a, b)
    y = highest.take(piece)
    for power in reversed(lower):
        y *= x
        y += power.take(piece)
    return np.asarray(expit(y) if every else np.where(known, expit(y), betaincinv(a, b, chance)))


@lru_cache(maxsize=512)
def pieces(a: float, b: float) -> npt.NDArray[np.float64]:
    """The logit of the quantile by normal score, as coefficients (power, piece); a piece goes from 0 to 1."""
    h = 1.0 / PIECES
    z = np.linspace(-REACH, REACH, round(2 * REACH * PIECES) + 1)
    low = z < 0.0  # from either end, so that no digits are lost towards 1
    tail = betaincinv(np.where(low, a, b), np.where(low, b, a), ndtr(-np.abs(z)))
    q, rest = np.where(low, tail, 1.0 - tail), np.where(low, 1.0 - tail, tail)
    log_q, log_rest = (np.where(flag, np.log(tail), np.log1p(-tail)) for flag in (low, ~low))
    # the density of the logit is q^a (1 - q)^b / B(a, b); its logarithm has the slope ``pull``
    pull = a * rest - b * q
    first = np.exp(betaln(a, b) - a * log_q - b * log_rest - 0.5 * z**2 - 0.5 * math.log(2 * math.pi))
    bend = -z - pull * first  # the slope of the logarithm of ``first``
    second = first * bend
    third = second * bend + first * ((a + b) * q * rest * first**2 - pull * second - 1.0)
    knots = np.stack([log_q - log_rest, h * first, h**2 / 2 * second, h**3 / 6 * third])
    begin = knots[:, :-1]
    left = knots[:, 1:] - begin  # first of all, so that no digits of a large logit are lost
    left[0] -= begin[1] + begin[2] + begin[3]
    left[1] -= 2 * begin[2] + 3 * begin[3]
    left[2] -= 3 * begin[3]
    return np.concatenate([begin, REST @ left])
