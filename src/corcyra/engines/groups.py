"""Members of organised groups move by a step of the slow clock: people are whole, conserved, and of one group each.

How many take each flow is drawn exactly, as in an hour of an episode. To which group they belong is drawn person by
person: who leaves is any member of the place; who is killed or gives in meets a rival first; who is enlisted follows a
member of the place; who goes over chooses by strength; who joins a branch follows a member of any place.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from corcyra.engines.draws import binomial, split
from corcyra.engines.keyed import Floats, Words, join, unit_interval

Counts = npt.NDArray[np.int64]

#: The ways in which a flow finds its group.
PLAIN, RIVAL, STRONGER, ABROAD = 0, 1, 2, 3
WAYS = {"feuds": RIVAL, "defects": STRONGER, "branches": ABROAD}


@njit(cache=True, nogil=True, error_model="numpy")
def pick(weights: Floats, key: np.uint64) -> int:
    """A group, each with a chance in proportion to its weight; -1 if no group has any."""
    rest = unit_interval(key) * weights.sum()
    last = -1
    for g in range(weights.shape[0]):
        if weights[g] > 0.0:
            last = g
            if rest < weights[g]:
                return g
            rest -= weights[g]
    return last


@njit(cache=True, nogil=True, error_model="numpy")
def found(groups: Counts, members: Counts, weights: Floats, base: np.uint64, simulations: Words) -> None:
    """Divide the members (simulation, place) among groups by weights (simulation, group, place), at the start."""
    for s in range(groups.shape[0]):
        for p in range(groups.shape[2]):
            key = join(join(base, simulations[s]), np.uint64(p))
            chances = weights[s, :, p].copy()
            for i in range(members[s, p]):
                groups[s, pick(chances, join(key, np.uint64(i))), p] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def step(
    groups: Counts,
    pools: Counts,
    taken: Counts,
    hazards: Floats,
    source: Counts,
    target: Counts,
    ways: Counts,
    members: int,
    bases: Words,
    simulations: Words,
    number: int,
) -> None:
    """Move everybody by one step.

    Parameters
    ----------
    groups : (simulation, group, place), members by group, changed in place
    pools : (status, simulation, place), changed in place
    taken : (flow, simulation, place), set to how many took each flow
    hazards : (flow, simulation, place), rate times length of the step
    source, target : the statuses of each flow; flows of one source stand together
    ways : how each flow finds its group
    members : the status that is told apart by group
    bases : what the draws of each status are keyed by
    number : of the step
    """
    flows, size = source.shape[0], groups.shape[1]
    weights, nation = np.zeros(size), np.zeros(size)
    moved = np.zeros(flows, np.int64)
    for s in range(groups.shape[0]):
        for g in range(size):
            nation[g] = groups[s, g, :].sum()
        for p in range(groups.shape[2]):
            local = groups[s, :, p].astype(np.float64)
            f = 0
            while f < flows:
                status = source[f]
                last, total = f, 0.0
                while last < flows and source[last] == status:
                    total += max(hazards[last, s, p], 0.0)
                    last += 1
                key = join(join(join(bases[status], simulations[s]), np.uint64(number)), np.uint64(p))
                left = binomial(pools[status, s, p], total, key) if total > 0.0 else 0
                for each in range(f, last):
                    hazard = max(hazards[each, s, p], 0.0)
                    share = 1.0 if hazard >= total else hazard / total
                    moved[each] = split(left, share, join(key, np.uint64(each))) if hazard > 0.0 else 0
                    left -= moved[each]
                    total -= hazard
                f = last
            for f in range(flows):
                taken[f, s, p] = moved[f]
                pools[source[f], s, p] -= moved[f]
                pools[target[f], s, p] += moved[f]
                key = join(join(join(bases[members], simulations[s]), np.uint64(number)), np.uint64(p))
                key = join(key, np.uint64(1000 + f))
                for i in range(moved[f]):
                    left_from = -1
                    if source[f] == members:
                        everybody = groups[s, :, p].sum()
                        for g in range(size):
                            rivals = everybody - groups[s, g, p] if ways[f] != PLAIN else 1
                            weights[g] = groups[s, g, p] * float(rivals)
                        left_from = pick(weights, join(key, np.uint64(2 * i)))
                        if left_from < 0:  # the last rival is gone within this step
                            left_from = np.argmax(groups[s, :, p])
                        groups[s, left_from, p] -= 1
                    if target[f] == members:
                        for g in range(size):
                            weights[g] = nation[g] if ways[f] == ABROAD else local[g]
                            if ways[f] == STRONGER:
                                weights[g] = 0.0 if g == left_from else float(groups[s, g, p]) ** 2
                        to = pick(weights, join(key, np.uint64(2 * i + 1)))
                        groups[s, max(to, left_from, 0) if to < 0 else to, p] += 1
