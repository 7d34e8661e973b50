"""Tempered sampling of one account: a population of simulations that is led from the prior to the record in steps.

At temperature b simulations are drawn in proportion to prior times likelihood^b; b rises from 0, the prior, to 1, the
posterior. At each step they are resampled by what the step adds to their likelihood and then moved (sequential Monte
Carlo: Del Moral, Doucet & Jasra 2006). A move proposes a change that leaves the prior as it is, and is
accepted with a chance of min(1, likelihood ratio^b):

- some of the numbers drawn from priors move, with the randomness held: many of them or few, a little or afresh;
- some of the randomness is renewed, with the numbers held: that of one day, of all from a day on, of one purpose;
- or both at once.

All of them leave the joint distribution of numbers and randomness as it is, so nothing sticks to a lucky history.

Where simulations can be stopped at the end of a day, no temperature is reached from the one before: a particle filter
leads a population of its own to each, see :mod:`corcyra.inference.filter`, and some of it are moved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corcyra.engines.keyed import purpose
from corcyra.engines.keyed import uniforms as keyed_uniforms
from corcyra.guide import Guide
from corcyra.inference.coins import move_coins
from corcyra.inference.filter import Led, Walk, effective, lead, log_mean, resample

Array = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

#: Simulations in a population.
POPULATION = 192
#: Moves at each temperature.
MOVES = 1
#: The temperatures that filters lead to, and how much larger than a population each begins.
FILTERS = {0.2: 1, 0.6: 4, 1.0: 12}
#: From this temperature on a filter follows the account's guide, if there is one.
GUIDED = 1.0
#: Plain draws with which the filter for one temperature begins are numbered from here, times its place in the ladder.
FIRST_NUMBER = 2**40
#: A step may leave this share of the population effective, not less.
LEAST = 0.5
#: No step is smaller than this; a likelihood that needs more steps is not a number.
SMALLEST = 0.002
#: What a move changes, and how often it is tried.
KINDS = ("numbers", "both", "from a day", "a day", "a purpose", "a purpose from a day")
OFTEN = (0.4, 0.25, 0.15, 0.1, 0.05, 0.05)
#: The smallest part of the numbers that a move changes, on average.
FEWEST = 0.1
#: How far numbers move [standard deviations of a normal score]; 1 is afresh.
REACH = (0.3, 1.0)


@dataclass(frozen=True)
class Model:
    """What the sampler knows of an account.

    ``begin``: uniforms (simulation, number) and origins (simulation, purpose, day) of plain draws, by their numbers;
    ``measure``: their measures; ``log_likelihood``: log P(record | measures); ``coins``: how many of the last numbers
    are coins; ``walk``: the same simulations at their start, to be led day by day, if that can be done; ``guide``:
    where their numbers are looked for.
    """

    begin: Callable[[Sequence[int]], tuple[Array, Words]]
    measure: Callable[[Array, Words], Array]
    log_likelihood: Callable[[Array], Array]
    coins: int = 0
    walk: Callable[[Array, Words], Walk] | None = None
    guide: Guide | None = None

    def lead(self, numbers: Sequence[int], power: float, draw: Callable[..., Array]) -> Led:
        """Lead plain draws, by their numbers, through the days, with the guide where it is of use."""
        assert self.walk is not None, "simulations that can't be stopped can't be led"
        uniforms, origin = self.begin(numbers)
        if self.guide is None or power < GUIDED:
            return lead(self.walk(uniforms, origin), self.log_likelihood, power, draw)
        bent = self.guide.bend(uniforms, draw)
        return lead(self.walk(bent, origin), self.log_likelihood, power, draw, self.guide.log_ratio(bent))


@dataclass(frozen=True)
class Island:
    """One population, at all temperatures that it went through.

    ``measures`` (draw, clue), ``log_likelihood`` and ``rung`` (draw) hold the state after every move; ``rung`` is the
    position in ``ladder``. ``uniforms`` and ``origin`` are those of the last population, at temperature 1.
    ``log_z``: the population's own estimates of log evidence, by rung; ``accepted``: the share of moves, by kind.
    """

    number: int
    ladder: tuple[float, ...]
    measures: Array
    log_likelihood: Array
    rung: npt.NDArray[np.int64]
    uniforms: Array
    origin: Words
    log_z: Array
    accepted: Array
    simulated: int = 0

    @property
    def cost(self) -> int:
        """Simulations that were run for it, also those of moves that were not kept."""
        return self.simulated or self.log_likelihood.size


def temper(
    model: Model,
    name: str,
    number: int,
    seed: int,
    ladder: Sequence[float] | None = None,
    population: int = POPULATION,
    moves: int = MOVES,
    every: int = 1,
) -> Island:
    """Lead one population from the prior to the record.

    Parameters
    ----------
    model, name : the account
    number : of the population; it starts from the plain draws ``number * population`` onwards
    ladder : the temperatures, from 0 to 1; chosen on the way if None. With a given ladder the population's own estimate
        of the evidence, by rung, is unbiased; with filters it is so with those that they lead to
    every : of so many moves at a temperature one is kept, the last among them
    """
    draw = Stream(purpose(seed, "temper", name, number))
    uniforms, origin = model.begin(range(number * population, (number + 1) * population))
    measures = model.measure(uniforms, origin)
    fit = model.log_likelihood(measures)
    rungs, kept, fits, steps, totals, cost = [0.0], [measures], [fit], [0], [0.0], float(population)
    if model.walk is not None:
        ladder = (0.0, *FILTERS)
    tried, taken = np.zeros(len(KINDS)), np.zeros(len(KINDS))
    while rungs[-1] < 1.0:
        last = rungs[-1]
        rungs.append(ladder[len(rungs)] if ladder is not None else _next(fit, last))
        if model.walk is None:
            weight = (rungs[-1] - last) * fit
            totals.append(totals[-1] + log_mean(weight))
        else:
            size = FILTERS[rungs[-1]] * population
            first = FIRST_NUMBER * (len(rungs) - 1) + number * size
            led = model.lead(range(first, first + size), rungs[-1], draw)
            uniforms, origin, measures, fit, weight = led.uniforms, led.origin, led.measures, led.fit, led.log_weight
            totals.append(led.log_z)
            cost += led.simulated
        chosen = resample(np.exp(weight - weight.max()), float(draw(1)[0]), population)
        uniforms, origin, measures, fit = uniforms[chosen], origin[chosen], measures[chosen], fit[chosen]
        cost += population * moves
        for move in range(moves):
            kind = np.searchsorted(np.cumsum(OFTEN)[:-1], draw(population))
            new_uniforms, new_origin = _propose(uniforms, origin, kind, draw)
            if model.coins:
                proposed = new_uniforms, new_origin
                new_uniforms, new_origin = move_coins((uniforms, origin), proposed, model.coins, REACH, draw)
            new_measures = model.measure(new_uniforms, new_origin)
            new_fit = model.log_likelihood(new_measures)
            accept = np.log(draw(population)) < rungs[-1] * (new_fit - fit)
            uniforms = np.where(accept[:, None], new_uniforms, uniforms)
            origin = np.where(accept[:, None, None], new_origin, origin)
            measures = np.where(accept[:, None], new_measures, measures)
            fit = np.where(accept, new_fit, fit)
            tried += np.bincount(kind, minlength=len(KINDS))
            taken += np.bincount(kind[accept], minlength=len(KINDS))
            if (moves - 1 - move) % every == 0:
                kept.append(measures)
                fits.append(fit)
                steps.append(len(rungs) - 1)
    return Island(
        number=number,
        ladder=tuple(rungs),
        measures=np.concatenate(kept),
        log_likelihood=np.concatenate(fits),
        rung=np.repeat(np.array(steps, np.int64), population),
        uniforms=uniforms,
        origin=origin,
        log_z=np.array(totals),
        accepted=taken / np.maximum(tried, 1.0),
        simulated=round(cost),
    )


def _next(fit: Array, last: float) -> float:
    """The next temperature: as high as leaves enough of the population effective."""

    def enough(rung: float) -> bool:
        return effective((rung - last) * fit) >= LEAST * fit.size

    if enough(1.0):
        return 1.0
    low, high = last, 1.0
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if enough(middle) else (low, middle)
    return min(1.0, max(low, last + SMALLEST))


class Stream:
    """Keyed random numbers, turn after turn."""

    def __init__(self, base: np.uint64) -> None:
        self.base, self.turn = base, 0

    def __call__(self, *shape: int) -> Array:
        """Numbers strictly between 0 and 1."""
        self.turn += 1
        rows = np.arange(shape[0], dtype=np.uint64)
        width = int(np.prod(shape[1:], dtype=np.int64))
        return np.asarray(keyed_uniforms(self.base, rows, self.turn, width).reshape(shape), dtype=np.float64)

    def below(self, count: int, *shape: int) -> npt.NDArray[np.int64]:
        """Whole numbers from 0 on."""
        return (self(*shape) * count).astype(np.int64)


def _propose(uniforms: Array, origin: Words, kind: npt.NDArray[np.int64], draw: Stream) -> tuple[Array, Words]:
    """A change for every simulation, of its kind, that leaves the prior as it is."""
    from scipy.special import ndtr, ndtri

    size, purposes, days = origin.shape
    numbers = uniforms.shape[1]
    part = FEWEST ** draw(size)  # of the numbers: a few of them, all, or what lies between
    reach = np.array(REACH)[draw.below(len(REACH), size)]
    moves = (draw(size, numbers) < part[:, None]) & (kind < 2)[:, None]
    # On the scale of normal scores: this keeps the normal distribution as it is, whatever the reach.
    step = np.where(moves, reach[:, None], 0.0)
    score = np.sqrt(1.0 - step**2) * ndtri(uniforms) + step * ndtri(draw(size, numbers))
    moved = np.where(moves, np.clip(ndtr(score), 1e-16, 1.0 - 1e-16), uniforms)
    fresh = (draw(size, 1, 1) * 2.0**52).astype(np.uint64) + np.zeros((1, purposes, days), np.uint64)
    day, one, which = draw.below(days, size, 1, 1), draw.below(purposes, size, 1, 1), draw.below(4, size, 1, 1)
    code = np.where(kind[:, None, None] == 1, which, kind[:, None, None] - 2)
    at_day, at_purpose = np.arange(days)[None, None], np.arange(purposes)[None, :, None]
    later, same = at_day >= day, at_purpose == one
    renewed = (
        ((code == 0) & later) | ((code == 1) & (at_day == day)) | ((code == 2) & same) | ((code == 3) & same & later)
    )
    return moved, np.where(renewed, fresh, origin)
