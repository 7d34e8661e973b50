"""The slow clock: the years before an episode, month by month, by mechanisms of the same registry.

Contributions are per hour, as everywhere. Within a month hazards and signals are held; people then move by exact
draws, 1 - exp(-hazard * hours), and a stock follows the exact solution of its own equation, which is linear in itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from corcyra.case import Case
from corcyra.engines.groups import WAYS, found, step
from corcyra.engines.keyed import purpose, uniforms
from corcyra.errors import CorcyraError, UnknownNameError
from corcyra.levels import Known
from corcyra.plan import make_plan
from corcyra.prelude import Prelude
from corcyra.quantities import POOLS, QUANTITIES, find_quantity
from corcyra.registry import Mechanism

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]

NEAR = 300.0  # km; as in the lumped engine
STATUSES = next(pool for pool in POOLS if pool.name == "members").statuses
KEPT = ("members", "fringe", "members_detained", "members_dead")

#: What the Dataset holds beside quantities of the glossary.
OWN = {
    "rivalry": ("1", "chance that two members of the place are of rival groups"),
    "leading": ("1", "share of the place's members who are of its largest group"),
    "patron_share": ("1", "share of the place's members whose group has the rival for its patron"),
}


def simulate_prelude(
    case: Case, draws: int = 400, seed: int = 1, without: Iterable[str] = (), parts: int = 1
) -> xr.Dataset:
    """Simulate the years before the episode of a case.

    Parameters
    ----------
    case : see :func:`corcyra.open_case`; it needs a ``prelude.toml``
    draws : simulations
    seed : the same seed gives the same bits; parameters are those of the same simulation of an account
    without : mechanisms to leave out, all else and the random numbers equal
    parts : steps in a month

    Returns
    -------
    xarray.Dataset
        Dimensions simulation, time (months; values as they stand at the end of each, flows as counts in it) and place;
        ``group_members`` (simulation, mark, place, group) at the checkpoints and on the eve.

    Raises
    ------
    CorcyraError
        If the case has no prelude.
    UnknownNameError
        If a mechanism to leave out is not in the prelude.
    """
    prelude = of_case(case)
    for name in without:
        if name not in prelude.account.mechanisms:
            raise UnknownNameError("mechanism of the prelude", name, prelude.account.mechanisms)
    return _Slow(case, prelude, draws, seed, frozenset(without)).run(parts)


def of_case(case: Case) -> Prelude:
    """The prelude of a case.

    Raises
    ------
    CorcyraError
        If it has none.
    """
    if case.prelude is None:
        raise CorcyraError(f"the case '{case.name}' has no prelude; describe the years before it in prelude.toml")
    return case.prelude


def months_between(start: datetime, end: datetime) -> list[tuple[datetime, float]]:
    """The months from a first of a month to a moment: the beginning of each, and its hours within the span."""
    out = []
    while start < end:
        following = datetime(start.year + start.month // 12, start.month % 12 + 1, 1)
        out.append((start, (min(following, end) - start).total_seconds() / 3600))
        start = following
    return out


def grow(slope: Array, hours: float) -> tuple[Array, Array]:
    """How a stock with dx/dt = change + slope * (x - start) moves, per change: at the end, and on average over time.

    Both are in hours: (exp(z) - 1) / slope and (exp(z) - 1 - z) / (slope * z), with z = slope * hours.
    """
    z = np.clip(slope * hours, -1e6, 50.0)
    small = np.abs(z) < 1e-4
    safe = np.where(small, 1.0, z)
    end = np.where(small, 1.0 + z / 2.0, np.expm1(safe) / safe)
    mean = np.where(small, 0.5 + z / 6.0, (np.expm1(safe) - safe) / (safe * safe))
    return end * hours, mean * hours


class _Slow:
    """All simulations of a prelude; ``run`` takes them from its start to the eve."""

    def __init__(self, case: Case, prelude: Prelude, draws: int, seed: int, without: frozenset[str]) -> None:
        self.case, self.prelude, self.seed, self.shape = case, prelude, seed, (draws, len(case.places))
        self.simulations = np.arange(draws, dtype=np.uint64)
        self.plan = make_plan(name for name in prelude.account.mechanisms if name not in without)
        self.parameters = {
            name: self._draw(name, known, param.by_place)
            for name, (param, known) in prelude.account.priors().items()
            if name.partition(".")[0] not in without
        }
        self._set_state()
        self._set_groups()

    # -- the start ---------------------------------------------------------------------------------------------------

    def _draw(self, name: str, known: Known, by_place: bool = False) -> Array:
        """As the lumped engine draws it: the same name gives the same number in a simulation of an account."""
        width = self.shape[1] if by_place else 1
        chance = uniforms(purpose(self.seed, "parameter", name), self.simulations, 0, width)
        return np.asarray(known.prior.quantile(chance) * known.factor, np.float64)

    def _begin(self, name: str) -> Array:
        quantity, account = QUANTITIES[name], self.prelude.account
        if quantity.over == "nation":
            drawn = self._draw(f"begin.{name}", self.case.level(account, name, "nation"))
        else:
            levels = [(place, self.case.level(account, name, place)) for place in self.case.place_names]
            drawn = np.concatenate([self._draw(f"begin.{name}.{place}", known) for place, known in levels], axis=1)
        return np.clip(drawn, quantity.low, quantity.high)

    def _set_state(self) -> None:
        case, places = self.case, self.shape[1]
        near = np.where(np.eye(places, dtype=bool), 0.0, np.exp(-case.distance / NEAR))
        people = np.array([[float(place.population) for place in case.places]])
        self.state: dict[str, Array] = {
            "population": people, "quiet": people, "distance": case.distance, "nearness": near,
            "seat_distance": case.distance[case.place_names.index(case.seat)][None, :],
        }  # fmt: skip
        for name in {*self.plan.reads, *self.plan.targets, *STATUSES, "arms", "captured", "bargain"} - set(self.state):
            quantity = find_quantity(name)
            assert quantity is not None
            begins = quantity.kind in ("input", "stock") and quantity.base is not None
            if begins or any(name in pool.begins for pool in POOLS):
                self.state[name] = self._begin(name)
            else:
                base = (quantity.base or 0.0) if quantity.kind == "signal" else 0.0
                self.state[name] = np.full((self.shape[0], 1 if quantity.over == "nation" else places), base)
        self.pools = np.zeros((len(STATUSES), *self.shape), np.int64)
        for number, status in enumerate(STATUSES):
            self.pools[number] = np.rint(self.state[status])
        of_members = [name for name in self.plan.targets if QUANTITIES[name].source in STATUSES]
        self.flows = sorted(of_members, key=lambda name: STATUSES.index(QUANTITIES[name].source))
        self.ways = (
            np.array([STATUSES.index(QUANTITIES[name].source) for name in self.flows]),
            np.array([STATUSES.index(QUANTITIES[name].target) for name in self.flows]),
            np.array([WAYS.get(name, 0) for name in self.flows]),
            STATUSES.index("members"),
            np.array([purpose(self.seed, "prelude", status) for status in STATUSES], np.uint64),
            np.array([purpose("take", name) for name in self.flows], np.uint64),
        )
        self.stocks = [
            name for name in self.plan.targets if QUANTITIES[name].kind == "stock" and name not in self.prelude.held
        ]

    def _set_groups(self) -> None:
        rules, (draws, places) = self.prelude.groups, self.shape
        number = np.rint(self._draw("groups.number", rules.number))
        spread = self._draw("groups.unevenness", rules.unevenness)
        base = purpose(self.seed, "groups.weight")
        chances = np.stack([uniforms(base, self.simulations, g, places) for g in range(rules.most)], axis=2)
        there = np.arange(rules.most) < np.maximum(number, 1.0)  # (simulation, group)
        weights = np.exp(spread[..., None] * ndtri(chances)) * there[:, None, :]
        self.groups = np.zeros((draws, places, rules.most), np.int64)
        members = self.pools[STATUSES.index("members")]
        found(self.groups, members, weights, purpose(self.seed, "groups.found"), self.simulations)
        chance = uniforms(purpose(self.seed, "groups.owned"), self.simulations, 0, rules.most)
        self.patron = self._draw("groups.patron", rules.patron)
        self.owned = (chance < self.patron)[:, None, :]  # (simulation, 1, group)
        self._publish()

    def _publish(self) -> None:
        """What follows from who is in which group: the statuses, rivalry, the largest group, the patron's share."""
        for number, status in enumerate(STATUSES):
            self.state[status] = self.pools[number].astype(np.float64)
        total = self.groups.sum(axis=2)
        share = self.groups / np.maximum(total, 1)[..., None]
        self.state["rivalry"] = np.where(total > 0, 1.0 - np.square(share).sum(axis=2), 0.0)
        self.state["leading"] = share.max(axis=2)
        self.state["patron_share"] = np.where(total > 0, (share * self.owned).sum(axis=2), self.patron)

    # -- a step ------------------------------------------------------------------------------------------------------

    def _call(self, each: Mechanism, **other: Array) -> tuple[Array, ...]:
        arguments = {name: other.get(name, self.state[name]) for name in each.reads}
        arguments |= {name: self.parameters[f"{each.name}.{name}"] for name in each.params}
        result = each.function(**arguments)
        return result if isinstance(result, tuple) else (result,)

    def _step(self, number: int, moment: datetime, hours: float) -> dict[str, Array]:
        """Take a step; how many took each flow, and how much each mechanism changed each stock."""
        since = self.prelude.since
        active = [each for each in self.plan.mechanisms if since.get(each.name, moment) <= moment]
        hazards = dict.fromkeys(self.flows, np.zeros(self.shape))
        signals: dict[str, Array] = {}
        changes: dict[str, list[tuple[Mechanism, Array]]] = {name: [] for name in self.stocks}
        for each in active:
            for name, part in zip(each.on, self._call(each), strict=True):
                quantity = QUANTITIES[name]
                if quantity.kind == "signal":
                    before = signals.get(name, quantity.base or 0.0)
                    signals[name] = before * part if quantity.combine == "multiply" else before + part
                    self.state[name] = np.clip(signals[name], quantity.low, quantity.high)
                elif name in hazards:
                    hazards[name] = hazards[name] + np.maximum(part, 0.0) * hours
                elif name in changes:
                    changes[name].append((each, part))
        moved = self._move_stocks(changes, hours)
        taken = np.zeros((len(self.flows), *self.shape), np.int64)
        if self.flows:
            moving = np.stack([hazards[name] for name in self.flows])
            step(self.groups, self.pools, taken, moving, *self.ways, self.simulations, number)
        self._publish()
        return {name: taken[f].astype(np.float64) for f, name in enumerate(self.flows)} | moved

    def _move_stocks(self, changes: dict[str, list[tuple[Mechanism, Array]]], hours: float) -> dict[str, Array]:
        moved, after = {}, {}
        for name, parts in changes.items():
            level, quantity = self.state[name], QUANTITIES[name]
            beside = level + 1e-3 * (1.0 + level)  # linear in itself, so two points give the slope
            slopes = [
                (dict(zip(each.on, self._call(each, **{name: beside}), strict=True))[name] - part) / (beside - level)
                for each, part in parts
            ]
            change = sum((part for _, part in parts), np.zeros_like(level))
            end, mean = grow(sum(slopes, np.zeros_like(level)), hours)
            for (each, part), slope in zip(parts, slopes, strict=True):
                moved[f"{name}_by_{each.name}"] = (part + slope * change * mean) * hours
            after[name] = np.clip(level + change * end, quantity.low, quantity.high)
        self.state |= after
        return moved

    # -- the whole ---------------------------------------------------------------------------------------------------

    def run(self, parts: int) -> xr.Dataset:
        """All months, kept by the month."""
        import xarray as xr

        months = months_between(self.prelude.start, self.case.start)
        wanted = {check.at for check in self.prelude.checkpoints if check.at} | {months[-1][0]}
        levels = [*KEPT, *OWN, "arms", "captured", "bargain"]
        kept: dict[str, npt.NDArray[np.float32]] = {}
        marks, by_group = [], []
        for month, (moment, hours) in enumerate(months):
            tallies: dict[str, Array] = {}
            for part in range(parts):
                for name, change in self._step(month * parts + part, moment, hours / parts).items():
                    tallies[name] = tallies.get(name, 0.0) + change
            for name, value in [*((name, self.state[name]) for name in levels), *tallies.items()]:
                if name not in kept:
                    kept[name] = np.zeros((self.shape[0], len(months), value.shape[1]), np.float32)
                kept[name][:, month] = value
            if moment in wanted:
                marks.append(moment)
                by_group.append(self.groups.astype(np.int32))
        dims = ("simulation", "time", "place")
        data: dict[str, Any] = {}
        for name, values in kept.items():
            national = values.shape[2] == 1 != self.shape[1]
            about = dict(zip(("units", "description"), _describe(name), strict=True))
            data[name] = (dims[:2], values[..., 0], about) if national else (dims, values, about)
        about = {"units": "person", "description": "members by group; the number of a group is its name"}
        data["group_members"] = (("simulation", "mark", "place", "group"), np.stack(by_group, axis=1), about)
        return xr.Dataset(
            data,
            coords={
                "time": ("time", np.array([moment for moment, _ in months], "datetime64[ns]")),
                "hours": ("time", np.array([hours for _, hours in months]), {"units": "hour"}),
                "mark": ("mark", np.array(marks, "datetime64[ns]")),
                "place": list(self.case.place_names),
            },
            attrs={"case": self.case.name, "seed": self.seed, "steps_per_month": parts},
        )


def _describe(name: str) -> tuple[str, str]:
    """Unit and meaning of a variable of the Dataset."""
    if name in OWN:
        return OWN[name]
    stock, by, mechanism = name.partition("_by_")
    if by:
        return QUANTITIES[stock].unit, f"change of {stock} by {mechanism} in the month"
    quantity = QUANTITIES[name]
    if quantity.kind == "flow":
        return "person", f"how many went {quantity.meaning}, in the month"
    return quantity.unit, quantity.meaning
