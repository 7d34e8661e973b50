"""The lumped engine: counts of people by place, readiness class and status, for many simulations at once.

Mechanisms run on NumPy arrays of shape (simulation, place); people then move by exact draws in a compiled kernel.
Every hour: signals in their derived order, then changes from the same state, then the draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from corcyra.account import Account
from corcyra.case import Case
from corcyra.engines.draws import Counts, Indices, decide, move, settle
from corcyra.engines.keyed import Floats, Words, purpose, uniforms
from corcyra.evidence.measure import Memo, Watch
from corcyra.levels import Known
from corcyra.plan import HOURLY, Plan
from corcyra.quantities import POOLS, QUANTITIES, Pool, find_quantity
from corcyra.registry import Mechanism

#: The distance over which nearness falls by a factor of e [km].
NEAR = 300.0

#: What mechanisms calculate in: enough for rates and levels; people are counted in 64-bit integers beside it.
REAL = np.float32

COMBINE = {"add": np.add, "multiply": np.multiply}


@dataclass
class _Moving:
    """Pools while they move: the one that is told apart by readiness, or all others together, in one pass."""

    pools: tuple[Pool, ...]
    statuses: tuple[str, ...]
    counts: Counts  # (simulation, place, class, status)
    totals: Floats  # (status, simulation, place)
    flows: list[str]
    rates: Floats  # (flow, simulation, place)
    taken: Floats  # (flow, simulation, place)
    source: Indices
    target: Indices
    logit: int
    weights: Floats
    paces: Floats
    status_keys: Words
    flow_keys: Words


class Draws:
    """Draws levels and parameters of a block of simulations by key, so that a name always gives the same number."""

    def __init__(self, seed: int, simulations: Words, places: int) -> None:
        self.seed, self.simulations, self.places = seed, simulations, places

    def __call__(self, name: str, known: Known, by_place: bool = False) -> Floats:
        """Values of shape (simulation, 1), or (simulation, place) with an own draw for every place."""
        shape = (self.simulations.shape[0], self.places if by_place else 1)
        if known.prior.family == "constant":
            return np.full(shape, known.prior.args[0] * known.factor, REAL)
        chance = uniforms(purpose(self.seed, "parameter", name), self.simulations, 0, shape[1])
        return (known.prior.quantile(chance) * known.factor).astype(REAL)


class Lumped:
    """One block of simulations of one account; ``run`` takes it through the episode."""

    def __init__(
        self, case: Case, account: Account, simulations: Sequence[int], seed: int, plan: Plan | None = None
    ) -> None:
        self.case, self.account, self.seed = case, account, seed
        self.plan = plan or account.plan()
        self.simulations = np.asarray(simulations, dtype=np.uint64)
        self.shape = (len(simulations), len(case.places))
        self.draw = Draws(seed, self.simulations, self.shape[1])
        self.parameters = {
            name: self.draw(name, known, param.by_place) for name, (param, known) in account.priors().items()
        }
        self.state: dict[str, Floats] = {}
        self._set_inputs()
        self._set_levels()
        by_class = {flag: tuple(pool for pool in POOLS if pool.classes is flag) for flag in (True, False)}
        self.moving = [self._set_moving(pools) for pools in by_class.values()]
        self._set_orders()
        self._bind()

    # -- the start ---------------------------------------------------------------------------------------------------

    def _begin(self, name: str) -> Floats:
        quantity = QUANTITIES[name]
        if quantity.over == "nation":
            drawn = self.draw(f"begin.{name}", self.case.level(self.account, name, "nation"))
            return np.clip(drawn, quantity.low, quantity.high)
        out = np.empty(self.shape, REAL)
        for p, place in enumerate(self.case.place_names):
            known = self.case.level(self.account, name, place)
            out[:, p : p + 1] = self.draw(f"begin.{name}.{place}", known)
        return np.clip(out, quantity.low, quantity.high)

    def _set_inputs(self) -> None:
        case, state = self.case, self.state
        needed = set(self.plan.reads)
        state["population"] = np.array([[place.population for place in case.places]], REAL)
        state["distance"] = case.distance.astype(REAL)
        state["nearness"] = np.where(np.eye(self.shape[1], dtype=bool), 0.0, np.exp(-case.distance / NEAR)).astype(REAL)
        state["seat_distance"] = case.distance[case.place_names.index(case.seat)][None, :].astype(REAL)
        for name, quantity in QUANTITIES.items():
            if quantity.kind == "input" and quantity.base is not None and name in needed - set(HOURLY):
                state[name] = self._begin(name)
        state["spark"], state["hour_of_day"] = np.zeros((1, self.shape[1]), REAL), np.zeros((1, 1), REAL)
        self._hourly = np.zeros((case.hours, self.shape[1]))
        for given in case.given:
            p = case.place_names.index(given.place)
            self._hourly[given.start : given.end, p] += given.value

    def _set_levels(self) -> None:
        for name, quantity in QUANTITIES.items():
            if quantity.kind == "stock":
                self.state[name] = self._begin(name)
            elif quantity.kind == "signal":
                self.state[name] = np.full(self._shape_of(name), quantity.base or 0.0, REAL)

    def _shape_of(self, name: str) -> tuple[int, int]:
        quantity = find_quantity(name)
        assert quantity is not None
        return (self.shape[0], 1 if quantity.over == "nation" else self.shape[1])

    def _set_people(self) -> tuple[Counts, Floats, Floats]:
        """Everybody at home, by readiness class (simulation, place, class), and what the classes join by."""
        readiness, shape = self.case.readiness, self.shape
        people = np.zeros((*shape, len(readiness)), dtype=np.int64)
        weights, paces = np.ones((shape[0], len(readiness))), np.zeros((shape[0], len(readiness)))
        inhabitants = np.array([place.population for place in self.case.places])
        left = np.broadcast_to(inhabitants, shape)
        for c, each in enumerate(readiness):
            key = f"readiness.{each.name}"
            weights[:, c] = np.exp(-self.draw(f"{key}.threshold", each.threshold)[:, 0])
            paces[:, c] = self.draw(f"{key}.pace", each.pace)[:, 0]
            part = left
            if each.share is not None:
                share = np.clip(self.draw(f"{key}.share", each.share), 0.0, 1.0)
                part = np.minimum(np.rint(share * inhabitants).astype(np.int64), left)
            people[:, :, c] = part
            left = left - part
        return people, weights, paces

    def _set_moving(self, pools: tuple[Pool, ...]) -> _Moving:
        statuses = tuple(status for pool in pools for status in pool.statuses)
        index = {status: number for number, status in enumerate(statuses)}
        weights: Floats = np.ones((self.shape[0], 1))
        paces: Floats = np.zeros((self.shape[0], 1))
        if pools[0].classes:
            people, weights, paces = self._set_people()
        counts = np.zeros((*self.shape, weights.shape[1], len(statuses)), dtype=np.int64)
        for pool in pools:
            for first in pool.begins:
                begin = people if pool.classes else np.rint(self._begin(first)).astype(np.int64)[..., None]
                counts[..., index[first]] = begin
        flows = [
            name
            for status in statuses
            for name in self.plan.targets
            if QUANTITIES[name].kind == "flow" and QUANTITIES[name].source == status
        ]
        totals = np.ascontiguousarray(np.moveaxis(counts.sum(axis=2), -1, 0)).astype(REAL)
        moving = _Moving(
            pools=pools,
            statuses=statuses,
            counts=counts,
            totals=totals,
            flows=flows,
            rates=np.zeros((len(flows), *self.shape), REAL),
            taken=np.zeros((len(flows), *self.shape), REAL),
            source=np.array([index[QUANTITIES[name].source] for name in flows], dtype=np.int64),
            target=np.array([index[QUANTITIES[name].target] for name in flows], dtype=np.int64),
            logit=flows.index("joins") if "joins" in flows else -1,
            weights=weights,
            paces=paces,
            status_keys=np.array([purpose(self.seed, "leave", name) for name in statuses], dtype=np.uint64),
            flow_keys=np.array([purpose("take", name) for name in flows], dtype=np.uint64),
        )
        for number, status in enumerate(statuses):
            self.state[status] = totals[number]
        for number, name in enumerate(flows):
            self.state[f"{name}_count"] = moving.taken[number]
            self.state[f"{name}_total"] = np.zeros(self.shape, REAL)
        return moving

    def _set_orders(self) -> None:
        targets = self.plan.targets
        self.orders = {name: purpose(self.seed, "order", name) for name in targets if QUANTITIES[name].kind == "order"}
        self.stocks = [name for name in targets if QUANTITIES[name].kind == "stock"]
        for name, quantity in QUANTITIES.items():
            if quantity.kind == "order":
                self.state[name] = np.zeros(self._shape_of(name), REAL)
                self.state[f"{name}_age"] = np.zeros(self._shape_of(name), REAL)
        for name in set(self.plan.reads) - set(self.state):
            self.state[name] = np.zeros(self._shape_of(name), REAL)  # counts of flows that nothing drives

    def _bind(self) -> None:
        """Give every target its accumulator, and work out what only depends on inputs."""
        self.sums: dict[str, Floats] = {}
        for moving in self.moving:
            for number, name in enumerate(moving.flows):
                self.sums[name] = moving.rates[number]
        for name in self.plan.targets:
            if name not in self.sums:
                self.sums[name] = np.zeros(self._shape_of(name), REAL)
        base = {name: np.full_like(total, self._neutral(name)) for name, total in self.sums.items()}
        for each in self.plan.once:
            for name, part in zip(each.on, self._call(each), strict=True):
                COMBINE[QUANTITIES[name].combine](base[name], part, out=base[name], casting="same_kind")
        hourly = self.plan.signals + self.plan.changes
        waiting = Counter(name for each in hourly for name in each.on)
        for name in set(self.sums) - set(waiting):
            self.sums[name][...] = base[name]
            self._publish(name)
        self.calls = []  # every array stays where it is, so that arguments are looked up once
        begun: set[str] = set()
        for each in hourly:
            links = []
            for name in each.on:
                waiting[name] -= 1
                total = self.sums[name]
                combine = COMBINE[QUANTITIES[name].combine]
                links.append((total, total if name in begun else base[name], combine, "" if waiting[name] else name))
                begun.add(name)
            self.calls.append((each.function, self._arguments(each), len(links) > 1, links))

    @staticmethod
    def _neutral(name: str) -> float:
        quantity = QUANTITIES[name]
        return (quantity.base or 0.0) if quantity.kind == "signal" else 0.0

    # -- an hour -----------------------------------------------------------------------------------------------------

    def _arguments(self, each: Mechanism) -> dict[str, Floats]:
        parameters = {name: self.parameters[f"{each.name}.{name}"] for name in each.params}
        return {name: self.state[name] for name in each.reads} | parameters

    def _call(self, each: Mechanism) -> tuple[Floats, ...]:
        result = each.function(**self._arguments(each))
        return result if isinstance(result, tuple) else (result,)

    def _publish(self, name: str) -> None:
        quantity = QUANTITIES[name]
        if quantity.kind == "signal":
            level = np.maximum(self.sums[name], quantity.low, out=self.state[name])
            if quantity.high < np.inf:
                np.minimum(level, quantity.high, out=level)

    def _step(self, hour: int) -> None:
        self.state["spark"][...] = self._hourly[hour]
        self.state["hour_of_day"][...] = (self.case.start.hour + hour) % 24
        for function, arguments, several, links in self.calls:
            result = function(**arguments)
            for part, (total, base, combine, last) in zip(result if several else (result,), links, strict=True):
                combine(base, part, out=total, casting="same_kind")
                if last:
                    self._publish(last)
        self._move_people(hour)
        self._move_stocks()
        self._give_orders(hour)

    def _move_people(self, hour: int) -> None:
        for moving in self.moving:
            if not moving.flows:
                continue
            move(
                moving.counts, moving.totals, moving.taken, moving.rates, moving.logit, moving.weights, moving.paces,
                moving.source, moving.target, moving.status_keys, moving.flow_keys, self.simulations, hour,
            )  # fmt: skip
            for number, name in enumerate(moving.flows):
                if f"{name}_total" in self.kept:
                    self.state[f"{name}_total"] += moving.taken[number]

    def _move_stocks(self) -> None:
        for name in self.stocks:
            quantity = QUANTITIES[name]
            settle(self.state[name], self.sums[name], quantity.low, quantity.high)

    def _give_orders(self, hour: int) -> None:
        for name, key in self.orders.items():
            decide(self.state[name], self.state[f"{name}_age"], self.sums[name], key, self.simulations, hour)

    def run(self, watches: Iterable[Watch] = (), record: Iterable[str] = (), first: int = 0) -> dict[str, Floats]:
        """Simulate the whole episode.

        Parameters
        ----------
        watches : measures to read off every simulation
        record : names of quantities to keep by the hour, for the ``first`` simulations

        Returns
        -------
        dict of name to array (hour, simulation, place), national quantities with one place; as they stand at the
        end of each hour
        """
        watches, names = list(watches), sorted(record)
        self.kept = {*names, *self.plan.reads}.union(*(watch.measure.reads for watch in watches))
        for name in self.kept:  # totals of flows that nothing drives stay at zero
            self.state.setdefault(name, np.zeros(self._shape_of(name), REAL))
        trace = {name: np.empty((self.case.hours, first, self._shape_of(name)[1]), REAL) for name in names}
        for watch in watches:
            watch.begin(self.state)
        for hour in range(self.case.hours):
            self._step(hour)
            seen: Memo = {}
            for watch in watches:
                watch.see(hour, self.state, seen)
            for name in names:
                trace[name][hour] = self.state[name][:first]
        return trace
