"""Moves for an account with coins: one mechanism switched, or a few numbers moved, and everything else held.

The moves of the sampler change many numbers at once. Among a million sets of mechanisms that is too much: a population
then keeps the coins of the few that came through, whether the record bears on them or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

#: How often a coin is turned, and how often a few numbers are moved, instead of another move; and of turned coins how
#: often a second one is turned with it.
TURN, FEW, SECOND = 0.3, 0.3, 0.3
#: A few numbers are about 1, 2, 4 and so on up to 2 to this power.
POWER = 5
#: Simulations in a population, and moves at each temperature: fewer of the one and more of the other than accounts
#: without coins have; larger populations that move less often end in histories that fit worse.
POPULATION, MOVES = 32, 60
#: Of all moves at a temperature about so many are kept: neighbours are alike, and an ensemble must not be too large.
KEPT = 10
#: The population that finds the temperatures, by how much it is larger, and its moves.
PILOT, PILOT_MOVES = 2, 4
#: Temperatures of a ladder, about: by this moves and populations of a small budget are sized.
RUNGS = 8


@dataclass(frozen=True)
class Effort:
    """What an account with coins is given: ``share`` times the draws of one without, and of what size its search is."""

    share: int
    population: int
    moves: int


def effort(coins: int, budget: int, islands: int, least: int) -> Effort:
    """One share, and one more for every coin, spent on long moves first.

    Parameters
    ----------
    coins : how many there are
    budget : draws of an account without
    islands : populations to begin with
    least : of a population
    """
    share = 1 + coins
    moves = max(2, min(MOVES, share * budget // (islands * least * RUNGS)))
    population = max(least, min(POPULATION, share * budget // (islands * (1 + RUNGS * moves))))
    return Effort(share, population, moves)


def move_coins(
    old: tuple[Array, Words],
    new: tuple[Array, Words],
    coins: int,
    reach: tuple[float, ...],
    draw: Callable[..., Array],
) -> tuple[Array, Words]:
    """For some simulations another move than the one proposed; both leave the prior as it is.

    Parameters
    ----------
    old, new : uniforms (simulation, number) and origins as they are, and as they would be
    coins : so many of the last numbers are coins: below one half off, above it on
    reach : how far numbers move [standard deviations of a normal score]
    """
    from scipy.special import ndtr, ndtri

    uniforms, origin = old
    size, numbers = uniforms.shape
    turned, every = uniforms.copy(), np.arange(size)
    for who in (every, np.flatnonzero(draw(size) < SECOND)):
        which = numbers - coins + (draw(size) * coins).astype(np.int64)[who]
        turned[who, which] = 1.0 - turned[who, which]
    count = 2.0 ** np.floor(draw(size) * (POWER + 1))
    far = np.array(reach)[(draw(size) * len(reach)).astype(np.int64)]
    step = np.where(draw(size, numbers) < (count / numbers)[:, None], far[:, None], 0.0)
    score = np.sqrt(1.0 - step**2) * ndtri(uniforms) + step * ndtri(draw(size, numbers))
    few = np.where(step > 0.0, np.clip(ndtr(score), 1e-16, 1.0 - 1e-16), uniforms)
    kind = draw(size)
    turn, some = kind < TURN, (kind >= TURN) & (kind < TURN + FEW)
    moved = np.where(turn[:, None], turned, np.where(some[:, None], few, new[0]))
    return moved, np.where((turn | some)[:, None, None], origin, new[1])
