"""Epstein 2002, Model I: a grid of agents who rebel where they see few police to those who rebel already.

    python examples/epstein_2002.py

An agent's grievance is hardship * (1 - legitimacy); the risk of arrest that it sees is 1 - exp(-k * police / active),
counting what is within its vision, itself among the active. It is active if grievance - risk aversion * risk is above
a threshold. Police arrest somebody active whom they see. Everybody moves to an empty site within vision.

The rule as it is written gives no outbursts. Wilensky's version of it (2004) takes the whole part of police / active:
with more active than police in sight there is no risk, and outbursts come. The time between them is not the published
one. The rule needs a grid and movement, which Corcyra does not have, so it has a kernel of its own here, with
Corcyra's keyed random numbers. Sight is a circle, those in jail are off the grid, and terms are 1 to 30 cycles, each
as likely: where the paper left it open, this is what was chosen.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from corcyra.engines.keyed import join, purpose, unit_interval

SIDE = 40
VISION = 7  # [site]
AGENTS, POLICE = 1120, 64  # 0.70 and 0.04 a site
LEGITIMACY, THRESHOLD = 0.82, 0.1
JAIL = 30  # the longest term [cycle]
K = 2.3  # so that one of the police and one active make a risk of 0.9
#: More active than this are an outburst.
OUTBURST = 50
#: The mean time between outbursts, as published [cycle].
PUBLISHED = 60

#: The sites in sight of one, as steps along rows and columns.
SEEN = np.array(
    [(i, j) for i in range(-VISION, VISION + 1) for j in range(-VISION, VISION + 1) if 0 < i * i + j * j <= VISION**2]
)


class Outbursts(NamedTuple):
    """What a run comes to: how many outbursts, the mean time between two [cycle], and the most active at once."""

    number: int
    mean_wait: float
    most: int


@njit(inline="always")
def _draw(key: np.uint64, turn: int, number: int) -> int:
    """One of so many, by key and turn."""
    return int(unit_interval(join(key, np.uint64(turn))) * number)


@njit(inline="always")
def _put(grid: np.ndarray, at: np.ndarray, i: int, site: int) -> None:
    """Let somebody stand at a site."""
    at[i] = site
    grid[site // SIDE, site % SIDE] = i


@njit(inline="always")
def _see(grid: np.ndarray, at: np.ndarray, active: np.ndarray, i: int, found: np.ndarray, kind: int) -> tuple[int, int]:
    """How many are in sight of ``i``, and how many police: the empty sites (``kind`` 0), or those of the active."""
    number, police = 0, 0
    row, column = at[i] // SIDE, at[i] % SIDE
    for s in range(len(SEEN)):
        x, y = (row + SEEN[s, 0]) % SIDE, (column + SEEN[s, 1]) % SIDE
        who = grid[x, y]
        police += who >= AGENTS
        if who < 0 if kind == 0 else 0 <= who < AGENTS and active[who]:
            found[number] = x * SIDE + y
            number += 1
    return number, police


@njit
def cycles(number: int, whole: bool, key: np.uint64) -> np.ndarray:
    """How many agents are active at the end of each cycle; ``whole``: only the whole part of the ratio counts."""
    everybody, sites = AGENTS + POLICE, SIDE * SIDE
    grid, at = np.full((SIDE, SIDE), -1), np.zeros(everybody, np.int64)  # who is where; those in jail are nowhere
    active, term = np.zeros(AGENTS, np.bool_), np.zeros(AGENTS, np.int64)
    found, out = np.zeros(len(SEEN), np.int64), np.zeros(number, np.int64)
    order, places = np.arange(everybody), np.arange(sites)
    hardship, aversion = np.zeros(AGENTS), np.zeros(AGENTS)
    turn = 0
    for i in range(everybody):
        turn += 3
        j = i + _draw(key, turn, sites - i)
        places[i], places[j] = places[j], places[i]
        _put(grid, at, i, places[i])
        if i < AGENTS:
            hardship[i] = unit_interval(join(key, np.uint64(turn + 1)))
            aversion[i] = unit_interval(join(key, np.uint64(turn + 2)))
    for cycle in range(number):
        for step in range(everybody):  # each once, in an order by chance
            turn += 4
            j = step + _draw(key, turn, everybody - step)
            order[step], order[j] = order[j], order[step]
            i = order[step]
            if i < AGENTS and term[i] > 0:
                continue
            empty, _ = _see(grid, at, active, i, found, 0)
            if empty > 0:
                grid[at[i] // SIDE, at[i] % SIDE] = -1
                _put(grid, at, i, found[_draw(key, turn + 1, empty)])
            rebels, police = _see(grid, at, active, i, found, 1)
            if i < AGENTS:
                ratio = police / (1.0 + rebels)
                risk = 1.0 - np.exp(-K * (np.floor(ratio) if whole else ratio))
                active[i] = hardship[i] * (1.0 - LEGITIMACY) - aversion[i] * risk > THRESHOLD
            elif rebels > 0:
                site = found[_draw(key, turn + 2, rebels)]
                who = grid[site // SIDE, site % SIDE]
                active[who], grid[site // SIDE, site % SIDE] = False, -1
                term[who] = 1 + _draw(key, turn + 3, JAIL)
        for i in range(AGENTS):
            if term[i] > 0:
                term[i] -= 1
                while term[i] == 0:  # free again, on an empty site
                    turn += 1
                    site = _draw(key, turn, sites)
                    if grid[site // SIDE, site % SIDE] < 0:
                        _put(grid, at, i, site)
                        break
        out[cycle] = active.sum()
    return out


def run(number: int, whole: bool, seed: int = 1) -> np.ndarray:
    """How many agents are active at the end of each of a number of cycles."""
    return cycles(number, whole, purpose("epstein", seed))


def outbursts(active: np.ndarray) -> Outbursts:
    """The outbursts of a run, with the time from the end of one to the start of the next."""
    change = np.diff(np.concatenate([[0], (active > OUTBURST).astype(int), [0]]))
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    between = starts[1:] - ends[:-1]
    return Outbursts(len(starts), float(between.mean()) if len(between) else np.nan, int(active.max()))


def main(number: int = 2000) -> None:
    """Print what either rule gives beside what was published."""
    literal, floored = outbursts(run(number, whole=False)), outbursts(run(number, whole=True))
    print(f"{number:,} cycles; an outburst is more than {OUTBURST} active")
    print(f"the ratio as it is written: published outbursts, here {literal.number}, at most {literal.most} active")
    print(f"its whole part:             {floored.number} outbursts, at most {floored.most} active")
    print(f"mean time between two:      published {PUBLISHED}, here {floored.mean_wait:.0f}: it does not reproduce")


if __name__ == "__main__":
    main()
