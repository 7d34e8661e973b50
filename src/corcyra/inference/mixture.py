"""All draws of all temperatures, weighed together as draws of one mixture.

On a rung b of the ladder an island's draws, times the island's own estimate of the rung's evidence, stand for prior *
likelihood^b without bias. Put together with any constants c_b, the rungs stand for prior * sum over b of c_b *
likelihood^b; so a draw i on rung b, one of n_b there, stands for the prior with the weight

    w_i = c_b * Z_b / n_b  /  sum over rungs of c * L_i^rung

and the expectation of anything under the prior, such as the evidence of a record with another trust or with a clue left
out, is the sum of w_i times it: the deterministic mixture (Owen & Zhou 2000). The constants are
about n_b / Z_b, as a population that counts for nothing else has found them. What an island gives is then unbiased,
whatever its moves are worth; and since islands share nothing, the spread of what they give tells the error of their
mean, with all that correlated moves add to it. Of few islands that spread is known badly; those of other accounts,
which differ much as these do, help to tell it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from corcyra.engines.keyed import purpose, uniforms

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

#: The smallest part of the best island that is told from nothing.
TINY = 1e-300
#: Islands of other accounts count for no more than so many of an account's own: as many as it has to begin with.
OTHERS = 4
#: Standard deviation of log evidence beyond which islands only say that they know nothing.
LARGEST = 6.0
#: Made up means of islands, from which the error of a mean is told: a tenth of it or less is left to chance.
MADE_UP = 2048
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


@dataclass(frozen=True)
class Apart:
    """How far islands lie apart: the variance of the logarithms of what they give, and of how many it is known."""

    variance: float
    islands: float


def apart(weights: Weights, log_value: Array) -> Apart:
    """How far islands lie apart above their median: an island that found nothing says little of those that did."""
    logs = np.log(np.maximum(_parts(weights, log_value)[0], TINY))
    variance = 2.0 * float((np.maximum(logs - np.median(logs), 0.0) ** 2).mean())
    return Apart(min(variance, LARGEST**2), logs.size)


def together(found: Iterable[Apart]) -> Apart:
    """What the islands of several accounts say together."""
    known = list(found)
    islands = sum(each.islands for each in known)
    return Apart(sum(each.variance * each.islands for each in known) / max(islands, 1.0), islands)


def expectation(weights: Weights, log_value: Array, others: Apart | None = None) -> Evidence:
    """10 log10 of the expectation of exp(log_value) under the prior; ``others``: how far apart other islands lie."""
    parts, values, top = _parts(weights, log_value)
    mean = float(parts.mean())
    effective = float(values.sum()) ** 2 / float((values**2).sum())
    plain = parts.size == values.size
    spread = float(((parts - mean) ** 2).sum()) / max(parts.size - (not plain), 1)
    error = math.sqrt(spread / parts.size) / mean
    if not plain:
        known = [apart(weights, log_value)]
        if others is not None:
            known.append(Apart(others.variance, min(others.islands, OTHERS)))
        error = max(error, _error_of_mean(together(known), parts.size))
    return Evidence(DECIBEL * (top + math.log(mean)), DECIBEL * error, effective)


def expectations(known: Mapping[str, tuple[Weights, Array]], alone: Collection[str] = ()) -> dict[str, Evidence]:
    """The same by name, each helped by the others to tell how far islands lie apart, but for those ``alone``."""
    helping = {name: each for name, each in known.items() if name not in alone and each[0].islands < each[1].size}
    spread = {name: apart(*each) for name, each in helping.items()}
    out = {}
    for name, each in known.items():
        others = [] if name in alone else [other for also, other in spread.items() if also != name]
        out[name] = expectation(*each, together(others))
    return out


def _parts(weights: Weights, log_value: Array) -> tuple[Array, Array, float]:
    """What each island gives, and each draw, over a factor of which the logarithm comes last."""
    terms = weights.log + log_value
    top = float(terms.max())
    values = np.exp(terms - top)
    parts = np.bincount(weights.island, values) if weights.islands < values.size else values
    return np.asarray(parts, dtype=np.float64), values, top


def _error_of_mean(known: Apart, islands: int) -> float:
    """How far the logarithm of a mean over log-normal islands is from that of their expectation: root mean square.

    Where they lie apart by orders of magnitude a mean of few is mostly too low, and their own standard error never more
    than itself. The variance is taken one standard error larger than seen. No more than two standard deviations are
    lacking: further up nothing has been seen.
    """
    sd = math.sqrt(known.variance * (1.0 + 2.0 / math.sqrt(known.islands)))
    log_means = np.log(np.exp(sd * _scores(islands) - sd * sd / 2.0).mean(axis=1))
    return min(math.sqrt(float((log_means**2).mean())), 2.0 * sd)


@lru_cache
def _scores(islands: int) -> Array:
    """Normal scores of made up islands."""
    from scipy.special import ndtri

    return np.asarray(ndtri(uniforms(purpose("apart"), np.arange(MADE_UP, dtype=np.uint64), 0, islands)))


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


def _log_sums(terms: Array) -> Array:
    top = terms.max(axis=1)
    return np.asarray(top + np.log(np.exp(terms - top[:, None]).sum(axis=1)), dtype=np.float64)
