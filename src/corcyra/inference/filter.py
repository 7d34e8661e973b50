"""A particle filter: a population is led through the episode day by day, and goes on from what fits the record so far.

At the end of a day every simulation is read as if all stayed as it is. The likelihood of that reading, to a power that
rises with the days, says which simulations go on as several and which end; copies share their past and have randomness
of their own from then on (Gordon, Salmond & Smith 1993). The power is a guess of how much a day says of the end. A bad
one costs precision and nothing else: the weights of the last day put the likelihood itself in the place of all guesses,
so that the mean weights, multiplied over the days, are an unbiased estimate of the evidence whatever was guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corcyra.engines.keyed import Floats, Words

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

#: Simulations are chosen anew when less than this share of them is effective.
LEAST = 0.5
#: How the guess rises: with this power of the share of the episode that has passed.
RISE = 2.0
#: How many times smaller the population becomes until the end: the first days cost least and decide much.
SHRINK = 8.0


class Walk(Protocol):
    """Simulations that can be stopped at the end of each day; see :class:`corcyra.engines.daily.Daily`."""

    def advance(self) -> None:
        """Simulate one more day."""

    def read(self) -> Floats:
        """The measures, as if all stayed as it is."""

    def choose(self, chosen: Indices, fresh: Words) -> None:
        """Go on with these simulations, with other randomness."""

    @property
    def passed(self) -> float:
        """The share of the episode that has passed; 1 at its end."""

    @property
    def numbers(self) -> Floats:
        """The uniforms of all simulations: (simulation, number)."""

    @property
    def origin(self) -> Words:
        """Whose randomness each uses: (simulation, purpose, day)."""


@dataclass(frozen=True)
class Led:
    """A population at the end of the episode: what it stands for is said by the logarithms of its weights.

    ``log_z`` estimates the logarithm of the mean of likelihood^power under the prior; ``simulated`` is how many whole
    episodes the days that were simulated make.
    """

    uniforms: Array
    origin: Words
    measures: Array
    fit: Array
    log_weight: Array
    log_z: float
    simulated: float


def lead(
    walk: Walk,
    log_likelihood: Callable[[Array], Array],
    power: float,
    draw: Callable[..., Array],
    log_ratio: Array | float = 0.0,
) -> Led:
    """Lead a population through the days.

    Parameters
    ----------
    walk : simulations at the start
    log_likelihood : log P(record | measures)
    power : of the likelihood for which they are to stand
    draw : random numbers between 0 and 1, of any shape
    log_ratio : of the prior's density to that of what their numbers are drawn from, if it is not the prior; it comes in
        as the guess of the likelihood does, since each means little without the other
    """
    largest = walk.numbers.shape[0]
    guess, weight, log_z, simulated = np.zeros(largest), np.zeros(largest), 0.0, 0.0
    ratio = np.zeros(largest) + log_ratio
    while True:
        before = walk.passed
        walk.advance()
        simulated += guess.size * (walk.passed - before)
        measures = np.asarray(walk.read(), dtype=np.float64)
        fit = log_likelihood(measures)
        better = power * walk.passed**RISE * fit + walk.passed**RISE * ratio
        weight += better - guess
        guess = better
        if walk.passed >= 1.0:
            numbers = np.asarray(walk.numbers, dtype=np.float64)
            return Led(numbers, walk.origin, measures, fit, weight, log_z + log_mean(weight), simulated)
        if effective(weight) < LEAST * weight.size:
            log_z += log_mean(weight)
            size = round(largest * SHRINK**-walk.passed)
            chosen = resample(np.exp(weight - weight.max()), float(draw(1)[0]), size)
            walk.choose(chosen, (draw(size) * 2.0**52).astype(np.uint64))
            guess, ratio, weight = guess[chosen], ratio[chosen], np.zeros(size)


def resample(weights: Array, shift: float, size: int) -> Indices:
    """Systematic resampling to ``size``: each is chosen about as often as its weight says."""
    edges = np.cumsum(weights)
    at = (np.arange(size) + shift) * (edges[-1] / size)
    return np.asarray(np.minimum(np.searchsorted(edges, at, side="right"), edges.size - 1), dtype=np.int64)


def effective(log_weight: Array) -> float:
    """How many draws of equal weight would say as much."""
    weights = np.exp(log_weight - log_weight.max())
    return float(weights.sum() ** 2 / (weights**2).sum())


def log_mean(log_weight: Array) -> float:
    """The logarithm of the mean of the weights."""
    top = float(log_weight.max())
    return top + float(np.log(np.exp(log_weight - top).mean()))
