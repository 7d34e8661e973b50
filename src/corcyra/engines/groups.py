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
#: What the draws of single people are keyed by, beside the flow.
WHO = np.uint64(0x77686F)
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
    """Divide the members (simulation, place) among groups by weights (simulation, place, group), at the start."""
    for s in range(groups.shape[0]):
        for p in range(groups.shape[1]):
            key = join(join(base, simulations[s]), np.uint64(p))
            for i in range(members[s, p]):
                groups[s, p, pick(weights[s, p], join(key, np.uint64(i)))] += 1


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
    names: Words,
    simulations: Words,
    number: int,
) -> None:
    """Move everybody by one step.

    Parameters
    ----------
    groups : (simulation, place, group), members by group, changed in place
    pools : (status, simulation, place), changed in place
    taken : (flow, simulation, place), set to how many took each flow
    hazards : (flow, simulation, place), rate times length of the step
    source, target : the statuses of each flow; flows of one source stand together
    ways : how each flow finds its group
    members : the status that is told apart by group
    bases, names : what the draws of each status and flow are keyed by
    number : of the step
    """
    flows, most = source.shape[0], groups.shape[2]
    every_weight, every_local, every_nation = np.zeros(most), np.zeros(most), np.zeros(most)
    moved = np.zeros(flows, np.int64)
    for s in range(groups.shape[0]):
        size = 1  # groups that have no member any more are not looked at
        for g in range(most):
            every_nation[g] = groups[s, :, g].sum()
            if every_nation[g] > 0.0:
                size = g + 1
        weights, local, nation = every_weight[:size], every_local[:size], every_nation[:size]
        for p in range(groups.shape[1]):
            here = groups[s, p, :size]
            local[:] = here
            first = 0
            while first < flows:
                status = source[first]
                last, total = first, 0.0
                while last < flows and source[last] == status:
                    total += hazards[last, s, p]
                    last += 1
                key = join(join(join(bases[status], simulations[s]), np.uint64(number)), np.uint64(p))
                left = binomial(pools[status, s, p], total, key) if total > 0.0 else 0
                for f in range(first, last):
                    share = 1.0 if hazards[f, s, p] >= total else hazards[f, s, p] / total
                    moved[f] = split(left, share, join(key, names[f])) if left > 0 else 0
                    left -= moved[f]
                    total -= hazards[f, s, p]
                first = last
            for f in range(flows):
                taken[f, s, p] = moved[f]
                pools[source[f], s, p] -= moved[f]
                pools[target[f], s, p] += moved[f]
                key = join(join(join(bases[members], simulations[s]), np.uint64(number)), np.uint64(p))
                key = join(join(key, names[f]), WHO)
                for i in range(moved[f]):
                    gone = -1
                    if source[f] == members:
                        gone = _leave(here, weights, ways[f], join(key, np.uint64(2 * i)))
                        here[gone] -= 1
                    if target[f] == members:
                        weights[:] = nation if ways[f] == ABROAD else local
                        here[_enter(here, weights, ways[f], gone, join(key, np.uint64(2 * i + 1)))] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _leave(here: Counts, weights: Floats, way: int, key: np.uint64) -> int:
    """The group of somebody who leaves; if the last rival went within this step, of the group that is left."""
    everybody = here.sum()
    for g in range(here.shape[0]):
        weights[g] = here[g] if way == PLAIN else here[g] * (everybody - here[g])
    group = pick(weights, key)
    return group if group >= 0 else int(np.argmax(here))


@njit(cache=True, nogil=True, error_model="numpy")
def _enter(here: Counts, weights: Floats, way: int, gone: int, key: np.uint64) -> int:
    """The group of somebody who comes, from ``gone`` if not negative; weights: the members to follow."""
    if way == STRONGER:
        for g in range(here.shape[0]):
            weights[g] = 0.0 if g == gone else float(here[g]) * here[g]
    group = pick(weights, key)
    return group if group >= 0 else max(gone, 0)
