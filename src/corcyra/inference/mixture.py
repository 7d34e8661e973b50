"""All draws of all temperatures, weighed together as draws of one mixture.

On a rung b of the ladder an island's draws, times the island's own estimate of the rung's evidence, stand for prior *
likelihood^b without bias. Put together with any constants c_b, the rungs stand for prior * sum over b of c_b *
likelihood^b; so a draw i on rung b, one of n_b there, stands for the prior with the weight

    w_i = c_b * Z_b / n_b  /  sum over rungs of c * L_i^rung

and the expectation of anything under the prior, such as the evidence of a record with another trust or with a clue left
out, is the sum of w_i times it: the deterministic mixture (Owen & Zhou 2000). The constants are
about n_b / Z_b, as a population that counts for nothing else has found them. What an island gives is then unbiased,
whatever its moves are worth; and since islands share nothing, the spread of what they give tells the error of their
mean, with all that correlated moves add to it. Where they lie far apart, the error holds what the mean may still lack.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

#: The smallest part of the best island that is told from nothing.
TINY = 1e-300
#: 10 / ln 10: from natural logarithms to decibels.
DECIBEL = 10.0 / math.log(10.0)


@dataclass(frozen=True)
class Evidence:
    """10 log10 of an expectation, its Monte Carlo error [dB], and how many draws carry it."""

    db: float
    error_db: float
    effective: float


@dataclass(frozen=True)
class Weights:
    """Draws as draws of the prior: the logarithm of each one's weight, and the island it is of.

    The expectation of f under the prior is the mean over islands of the sum of an island's weights times f. Draws in an
    island of their own are plain draws; their error is that of independent ones.
    """

    log: Array
    island: Indices

    @property
    def islands(self) -> int:
        """How many there are."""
        return int(self.island[-1]) + 1


def plain_weights(size: int) -> Weights:
    """Weights of plain draws from the prior: all alike."""
    return Weights(np.zeros(size), np.arange(size))


def mixture_weights(fit: Array, rung: Indices, log_z: Array, ladder: Sequence[float], constants: Array) -> Array:
    """The logarithms of the weights of one island's draws.

    Parameters
    ----------
    fit : log likelihood of every draw
    rung : the position in the ladder that each is drawn for
    log_z : the island's estimates of log evidence, by rung
    constants : log evidence by rung as another population has found it
    """
    counts = np.bincount(rung, minlength=len(ladder)).astype(np.float64)
    terms = np.multiply.outer(fit, np.asarray(ladder)) - constants + np.log(counts)
    return np.asarray((log_z - constants)[rung] - _log_sums(terms), dtype=np.float64)


def expectation(weights: Weights, log_value: Array) -> Evidence:
    """10 log10 of the expectation of exp(log_value) under the prior."""
    terms = weights.log + log_value
    top = float(terms.max())
    values = np.exp(terms - top)
    parts = np.bincount(weights.island, values) if weights.islands < values.size else values
    mean = float(parts.mean())
    effective = float(values.sum()) ** 2 / float((values**2).sum())
    spread = float(((parts - mean) ** 2).sum()) / max(parts.size - (parts.size < values.size), 1)
    seen = math.sqrt(spread / parts.size) / mean
    unseen = _unseen(np.log(np.maximum(parts, TINY)), math.log(mean)) if parts.size < values.size else 0.0
    return Evidence(DECIBEL * (top + math.log(mean)), DECIBEL * math.hypot(seen, unseen), effective)


def even_out(values: Array, island: Indices) -> tuple[Array, float]:
    """Weights of draws with which half of the islands are effective at least, and the power that it takes.

    By their own estimates of the evidence a few islands may count for nearly everything, though all are estimates of
    one number. Each then counts by a power of its own: 1 where they agree, as they do in the end, else less.
    """
    total = np.bincount(island, values)
    log = np.log(np.maximum(total, 1e-300) / total.max())

    def effective(power: float) -> float:
        share = np.exp(power * log)
        return float(share.sum() ** 2 / np.square(share).sum())

    low, high = 0.0, 1.0
    for _ in range(0 if effective(1.0) >= 0.5 * log.size else 50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(middle) >= 0.5 * log.size else (low, middle)
    power = high if effective(high) >= 0.5 * log.size else low
    return values * np.exp((power - 1.0) * log)[island], power


def _unseen(logs: Array, log_mean: float) -> float:
    """What the mean over islands may still lack, as a difference of logarithms.

    A mean of few numbers that differ by orders of magnitude is about the best of them over their number, and its
    standard error is never more than itself. If the numbers are log-normal above their median, their expectation can be
    told from their spread there, and that spread from half of them: it is taken one standard error larger than seen.
    Where islands agree nothing is left. No more is lacking than the best of them lies above the median: nothing has
    been seen to differ by more.
    """
    middle = float(np.median(logs))
    upwards = 2.0 * float((np.maximum(logs - middle, 0.0) ** 2).mean())
    lacking = middle + upwards * (1.0 + 2.0 / math.sqrt(logs.size)) / 2.0 - log_mean
    return min(max(0.0, lacking), float(logs.max()) - middle)


def _log_sums(terms: Array) -> Array:
    top = terms.max(axis=1)
    return np.asarray(top + np.log(np.exp(terms - top[:, None]).sum(axis=1)), dtype=np.float64)
