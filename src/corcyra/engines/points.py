"""Points: all chance of a simulation, as uniform numbers for what is drawn once and keys for what is drawn by the hour.

A point of the unit cube fixes parameters and levels at the start, through the quantiles of their priors. Whose keyed
randomness is used is free for every purpose and day. So a sampler may move in the cube with the randomness held, or
renew the randomness of one purpose, or from one day on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corcyra.account import Account
from corcyra.case import Case
from corcyra.engines.keyed import Floats, Words, purpose, uniforms
from corcyra.levels import Known
from corcyra.plan import HOURLY, Plan
from corcyra.priors import Prior
from corcyra.quantities import POOLS, QUANTITIES

#: What the names of switches begin with, and their prior: on above one half.
SWITCH, COIN = "switch.", Known(Prior("uniform", (0.0, 1.0)), 1.0, "a coin flip")
#: Draws a level: (name, prior, width) -> (simulation, width).
Draw = Callable[[str, Known, int], Floats]


@dataclass(frozen=True)
class Points:
    """Chance of some simulations.

    ``uniforms``: (simulation, dimension), each in (0, 1), in the order of :func:`dimensions`. ``origin``: (simulation,
    purpose, day), the number of the simulation whose randomness is used, in the order of :func:`purposes`.
    """

    uniforms: Floats
    origin: Words


@dataclass(frozen=True)
class Start:
    """What is drawn once, by name: parameters (simulation, 1 or place), levels, and readiness classes.

    ``shares``, ``thresholds`` [logit] and ``paces`` [1/hour] are (simulation, 1) for each class; the last class, which
    takes the rest, has no share. ``on`` says of every mechanism that has a switch where it is on: (simulation,).
    """

    parameters: dict[str, Floats]
    levels: dict[str, Floats]
    shares: list[Floats]
    thresholds: list[Floats]
    paces: list[Floats]
    on: dict[str, npt.NDArray[np.bool_]]


def purposes() -> tuple[str, ...]:
    """What is drawn by the hour: who leaves each status, and whether each order is given."""
    sources = {quantity.source for quantity in QUANTITIES.values() if quantity.kind == "flow"}
    leaving = [status for pool in POOLS for status in pool.statuses if status in sources]
    orders = [name for name, quantity in QUANTITIES.items() if quantity.kind == "order"]
    return (*(f"leave {name}" for name in leaving), *(f"order {name}" for name in orders))


def days_of(case: Case) -> int:
    """How many days, begun ones included, an episode has."""
    return -(-case.hours // 24)


def dimensions(case: Case, account: Account, plan: Plan | None = None) -> tuple[tuple[str, int], ...]:
    """Every uncertain number of an account: its name, and how many there are of it (one, or one by place)."""
    found: list[tuple[str, int]] = []

    def note(name: str, known: Known, wide: int) -> Floats:
        if known.prior.family != "constant":
            found.append((name, wide))
        return np.zeros((1, wide))

    read_start(case, account, plan or account.plan(), note)
    return tuple(found)


def points_of(case: Case, account: Account, simulations: Iterable[int], seed: int, plan: Plan | None = None) -> Points:
    """The points of numbered simulations: plain draws from the priors."""
    numbers = np.fromiter(simulations, dtype=np.uint64)
    columns = [
        uniforms(purpose(seed, "parameter", name), numbers, 0, wide) for name, wide in dimensions(case, account, plan)
    ]
    cube = np.concatenate(columns, axis=1) if columns else np.zeros((len(numbers), 0))
    shape = (len(numbers), len(purposes()), days_of(case))
    return Points(cube, np.ascontiguousarray(np.broadcast_to(numbers[:, None, None], shape)))


def start_of(case: Case, account: Account, plan: Plan, points: Points) -> Start:
    """What the points mean in the units of an account, through the quantiles of its priors."""
    size, free = points.uniforms.shape[0], 0

    def draw(name: str, known: Known, wide: int) -> Floats:
        nonlocal free
        if known.prior.family == "constant":
            return np.full((size, wide), known.prior.args[0] * known.factor)
        chance = points.uniforms[:, free : free + wide]
        free += wide
        return np.asarray(known.prior.quantile(chance) * known.factor)

    return read_start(case, account, plan, draw)


def read_start(case: Case, account: Account, plan: Plan, draw: Draw) -> Start:
    """Draw everything that is drawn once, always in the same order."""
    parameters = {
        name: draw(name, known, len(case.places) if param.by_place else 1)
        for name, (param, known) in account.priors().items()
    }
    needed = set(plan.reads) - set(HOURLY)
    first = {status for pool in POOLS for status in pool.begins if not pool.classes}
    levels = {}
    for name, quantity in QUANTITIES.items():
        given = quantity.kind == "input" and quantity.base is not None and name in needed
        if quantity.kind == "stock" or given or name in first:
            if quantity.over == "nation":
                drawn = draw(f"begin.{name}", case.level(account, name, "nation"), 1)
            else:
                parts = [draw(f"begin.{name}.{p}", case.level(account, name, p), 1) for p in case.place_names]
                drawn = np.concatenate(parts, axis=1)
            levels[name] = np.clip(drawn, quantity.low, quantity.high)
    shares, thresholds, paces = [], [], []
    for each in case.readiness:
        key = f"readiness.{each.name}"
        thresholds.append(draw(f"{key}.threshold", each.threshold, 1))
        paces.append(draw(f"{key}.pace", each.pace, 1))
        if each.share is not None:
            shares.append(draw(f"{key}.share", each.share, 1))
    # last, so that the numbers of an account with switches stand as those of one without
    on = {name: draw(f"{SWITCH}{name}", COIN, 1)[:, 0] > 0.5 for name in account.switches}
    return Start(parameters, levels, shares, thresholds, paces, on)


def switched(account: Account, uniforms: Floats) -> npt.NDArray[np.bool_]:
    """Which of the mechanisms that have a switch are on, at some points: (simulation, switch)."""
    return np.asarray(uniforms[:, uniforms.shape[1] - len(account.switches) :] > 0.5)
