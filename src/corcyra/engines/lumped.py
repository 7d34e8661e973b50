"""The lumped engine: counts of people by place, readiness class and status, for many simulations.

Mechanisms are compiled to run on one row of levels a simulation; people then move by exact draws. Here a block of
simulations is set up from a case and an account, and read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from corcyra.account import Account
from corcyra.case import Case
from corcyra.engines.compiled import compile_mechanism
from corcyra.engines.draws import Counts
from corcyra.engines.hours import Tallying, Wiring, advance, prepare
from corcyra.engines.keyed import Floats, purpose
from corcyra.engines.layout import layout_of
from corcyra.engines.moves import Room, Ways, room_for
from corcyra.engines.points import Points, Start, points_of, purposes, start_of
from corcyra.evidence.measure import Measure, Tally
from corcyra.plan import Plan
from corcyra.quantities import POOLS, QUANTITIES, Pool
from corcyra.registry import Mechanism

#: The distance over which nearness falls by a factor of e [km].
NEAR = 300.0
#: What mechanisms calculate in: enough for rates and levels; people are counted in 64-bit integers beside it.
REAL = np.float32
#: Simulations whose hours are looked at together: the room for them is used again by the next.
AT_ONCE = 25
#: How a tally adds up, by its number in the compiled code.
HOW = ("sum", "mean", "max", "min", "each")


class Lumped:
    """One block of simulations of one account; ``run`` takes it through the episode.

    ``state`` holds every level by name, shape (simulation, place), national ones with one place. ``counts`` holds the
    people of the pools that are told apart by readiness class, and those of all others: shapes (simulation, place,
    class, status).

    ``each`` is how many people one of ``counts`` stands for, if not one. With ``apart``, what looks at a person's own
    ties is not part of the hours, but wired by itself in ``apart``, for an engine that has ties.
    """

    def __init__(
        self,
        case: Case,
        account: Account,
        simulations: Sequence[int],
        seed: int,
        plan: Plan | None = None,
        points: Points | None = None,
        each: int = 1,
        apart: bool = False,
    ) -> None:
        self.case, self.seed, self.each = case, seed, each
        self.plan = plan or account.plan()
        self.points = points or points_of(case, account, simulations, seed, self.plan)
        self.shape = (self.points.uniforms.shape[0], len(case.places))
        self.layout = layout_of(len(case.places))
        self.code = {each: compile_mechanism(each, self.layout) for each in self.plan.mechanisms}
        room = max((code.scratch for code in self.code.values()), default=0)
        self.levels = np.zeros((self.shape[0], self.layout.scratch + room), REAL)
        self._name_levels()
        start = start_of(case, account, self.plan, self.points)
        self.purposes = {name: position for position, name in enumerate(purposes())}
        self.keys = np.array([purpose(seed, *name.split(" ")) for name in self.purposes], dtype=np.uint64)
        self._set_levels(start)
        self._set_people(start)
        self._set_mechanisms(start, apart)
        self.hour = 0

    def _name_levels(self) -> None:
        self.state = {
            name: self.levels[:, offset : offset + self.layout.width(name)]
            for name, offset in self.layout.levels.items()
        }

    # -- the start ---------------------------------------------------------------------------------------------------

    def _set_levels(self, start: Start) -> None:
        case, state = self.case, self.state
        for name, quantity in QUANTITIES.items():
            if quantity.kind == "signal":
                state[name][...] = quantity.base or 0.0
        for name, values in start.levels.items():
            state[name][...] = np.rint(values) if QUANTITIES[name].kind == "status" else values
        state["population"][...] = [self.each * round(place.population / self.each) for place in case.places]
        state["seat_distance"][...] = case.distance[case.place_names.index(case.seat)]
        self.sparks = np.zeros((case.hours, self.shape[1]), REAL)
        for given in case.given:
            self.sparks[given.start : given.end, case.place_names.index(given.place)] += given.value
        tables = {
            "distance": case.distance,
            "nearness": np.where(np.eye(self.shape[1], dtype=bool), 0.0, np.exp(-case.distance / NEAR)),
        }
        self.pairs = np.zeros((len(self.layout.pairs), self.shape[1], self.layout.wide), REAL)
        for name, offset in self.layout.pairs.items():
            self.pairs[offset // self.pairs[0].size, :, : self.shape[1]] = tables[name]

    def _set_people(self, start: Start) -> None:
        groups = [tuple(pool for pool in POOLS if pool.classes is flag) for flag in (True, False)]
        self.statuses = tuple(tuple(status for pool in pools for status in pool.statuses) for pools in groups)
        people = self._by_class(start)
        thresholds = np.concatenate(start.thresholds, axis=1)
        self.weights = np.repeat(np.exp(-thresholds)[:, None], self.shape[1], axis=1)
        self.paces = np.concatenate(start.paces, axis=1)
        counts, ways, rooms = [], [], []
        for pools, statuses in zip(groups, self.statuses, strict=True):
            classes = people.shape[2] if pools[0].classes else 1
            each = np.zeros((*self.shape, classes, len(statuses)), dtype=np.int64)
            for pool in pools:
                for first in pool.begins:
                    each[..., statuses.index(first)] = people if pool.classes else self.state[first][..., None]
            for number, status in enumerate(statuses):
                self.state[status][...] = each[..., number].sum(axis=2) * (self.each if pools[0].classes else 1)
            counts.append(each)
            ways.append(self._ways(pools, statuses))
            rooms.append(room_for(self.shape[1], classes, len(statuses), len(ways[-1].rate)))
        self.counts: tuple[Counts, Counts] = (counts[0], counts[1])
        self.ways: tuple[Ways, Ways] = (ways[0], ways[1])
        self.rooms: tuple[Room, Room] = (rooms[0], rooms[1])

    def _by_class(self, start: Start) -> Counts:
        """Everybody at home, by readiness class: (simulation, place, class)."""
        inhabitants = np.array([round(place.population / self.each) for place in self.case.places])
        left, people = np.broadcast_to(inhabitants, self.shape), []
        for share in start.shares:
            wanted = np.rint(np.clip(share, 0.0, 1.0) * inhabitants).astype(np.int64)
            people.append(np.minimum(wanted, left))
            left = left - people[-1]
        return np.stack([*people, left], axis=-1)

    def _ways(self, pools: tuple[Pool, ...], statuses: tuple[str, ...]) -> Ways:
        """Where the people of some pools stand, and the flows between their statuses that something drives."""
        levels, driven = self.layout.levels, set(self.plan.targets)
        by_source = {
            status: [q.name for q in QUANTITIES.values() if q.source == status and q.name in driven]
            for status in statuses
        }
        flows = [name for names in by_source.values() for name in names]
        ends = np.cumsum([len(names) for names in by_source.values()])

        return Ways(
            status=_integers(levels[name] for name in statuses),
            rate=_integers(self.layout.sums[name] for name in flows),
            taken=_integers(levels[f"{name}_count"] for name in flows),
            total=_integers(levels[f"{name}_total"] for name in flows),
            target=_integers(statuses.index(QUANTITIES[name].target) for name in flows),
            leaving=_integers(number for number, names in enumerate(by_source.values()) if names),
            begin=_integers(end - len(names) for end, names in zip(ends, by_source.values(), strict=True)),
            end=_integers(ends),
            logit=flows.index("joins") if "joins" in flows else -1,
            purposes=_integers(self._purpose(f"leave {name}") for name in statuses),
            flow_keys=np.array([purpose("take", name) for name in flows], dtype=np.uint64),
        )

    def _set_mechanisms(self, start: Start, apart: bool) -> None:
        first, last = min(self.layout.sums.values()), self.layout.scratch
        self.base = np.zeros((self.shape[0], last - first), REAL)
        for name, offset in self.layout.sums.items():
            if QUANTITIES[name].kind == "signal":
                wide = self.layout.width(name)
                self.base[:, offset - first : offset - first + wide] = QUANTITIES[name].base or 0.0
        moving = [each.name for each in self.plan.mechanisms if "joins" in each.on]
        if moving and all(name in start.on for name in moving):  # to have no urge is not an urge of 0
            nobody = ~np.any([start.on[name] for name in moving], axis=0)
            offset = self.layout.sums["joins"] - first
            self.base[nobody, offset : offset + self.layout.wide] = -np.inf
        hourly = self.plan.signals + self.plan.changes
        later = {name for each in hourly for name in each.on}
        self.parameters, once = self._wire(self.plan.once, later, start)
        prepare(self.levels, self.base, self.parameters, self.pairs, once)
        own = [each for each in hourly if apart and each.own]
        self.apart = self._wire(own, set(), start)
        self.parameters, self.wiring = self._wire([each for each in hourly if each not in own], set(), start)

    def _wire(self, mechanisms: Sequence[Mechanism], later: set[str], start: Start) -> tuple[Floats, Wiring]:
        """The parameters of some mechanisms, one row a simulation, and their calls; ``later`` signals stay open."""
        columns, firsts, gates, free = [np.ones((self.shape[0], 1))], [], [], 1  # the first gate is open to all
        waiting = Counter(name for each in mechanisms for name in each.on)
        signals: list[str] = []
        due = [0]
        for each in mechanisms:
            gates.append(free if each.name in start.on else 0)
            if each.name in start.on:
                columns.append(start.on[each.name][:, None].astype(np.float64))
                free += 1
            firsts.append(free)
            for name, param in each.params.items():
                wide = self.layout.wide if param.by_place else 1
                columns.append(np.zeros((self.shape[0], wide)))
                columns[-1][:, : self.shape[1] if param.by_place else 1] = start.parameters[f"{each.name}.{name}"]
                free += wide
            waiting.subtract(each.on)
            signals += [n for n in each.on if QUANTITIES[n].kind == "signal" and not waiting[n] and n not in later]
            due.append(len(signals))
        targets = self.plan.targets
        stocks = [name for name in targets if QUANTITIES[name].kind == "stock"]
        orders = [name for name in targets if QUANTITIES[name].kind == "order"]
        levels, sums, width = self.layout.levels, self.layout.sums, self.layout.width
        wiring = Wiring(
            calls=np.array([self.code[each].address for each in mechanisms], dtype=np.uint64),
            firsts=_integers(firsts),
            gates=_integers(gates),
            due=_integers(due),
            signals=self._rows(signals),
            signal_bounds=self._bounds(signals),
            stocks=self._rows(stocks),
            stock_bounds=self._bounds(stocks),
            orders=np.array(
                [(levels[n], levels[f"{n}_age"], sums[n], width(n), self._purpose(f"order {n}")) for n in orders],
                dtype=np.int64,
            ).reshape(-1, 5),
            clock=np.array([levels["spark"], levels["hour_of_day"], min(sums.values()), self.layout.scratch]),
        )
        return np.ascontiguousarray(np.concatenate(columns, axis=1), dtype=REAL), wiring

    def _rows(self, names: Sequence[str]) -> Counts:
        layout = self.layout
        rows = [(layout.sums[name], layout.levels[name], layout.width(name)) for name in names]
        return np.array(rows, dtype=np.int64).reshape(-1, 3)

    def _bounds(self, names: Sequence[str]) -> Floats:
        return np.array([(QUANTITIES[name].low, QUANTITIES[name].high) for name in names], REAL).reshape(-1, 2)

    def _purpose(self, name: str) -> int:
        """Where a purpose stands among all; nobody draws for those that are not there."""
        return self.purposes.get(name, 0)

    # -- the hours ---------------------------------------------------------------------------------------------------

    def run(self, measures: Iterable[Measure] = (), record: Iterable[str] = (), first: int = 0) -> dict[str, Floats]:
        """Simulate what is left of the episode.

        Parameters
        ----------
        measures : to read off every simulation; see ``measured``, shape (simulation, measure)
        record : names of quantities to keep by the hour, for the ``first`` simulations

        Returns
        -------
        dict of name to array (hour, simulation, place), national quantities with one place; as they stand at the
        end of each hour
        """
        measures, names = list(measures), sorted(record)
        spans = spans_of(measures)
        tallying = self.tallying(spans)
        values = np.zeros((min(AT_ONCE, self.shape[0]), tallying.at[-1], self.case.hours + 1))
        kept = np.zeros((first, len(names), self.case.hours, self.shape[1]), REAL)
        rows = np.array([self.layout.levels[name] for name in names], dtype=np.int64)
        self.measured = np.zeros((self.shape[0], len(measures)))
        for start in range(0, self.shape[0], AT_ONCE):
            part = slice(start, min(start + AT_ONCE, self.shape[0]))
            some = values[: part.stop - start]
            self.advance_part(part, self.case.hours, tallying, some, rows, kept[part])
            self.measured[part] = read_all(measures, spans, tallying, some)
        self.hour = self.case.hours
        return {
            name: np.moveaxis(kept[:, number, :, : self.layout.width(name)], 0, 1) for number, name in enumerate(names)
        }

    def advance(self, end: int) -> None:
        """Simulate up to an hour of the episode."""
        self.advance_part(slice(0, self.shape[0]), end, self.tallying({}), np.zeros((0, 0, 0)))
        self.hour = end

    def advance_part(
        self,
        part: slice,
        end: int,
        tallying: Tallying,
        tallies: Floats,
        rows: Counts | None = None,
        trace: Floats | None = None,
    ) -> None:
        """Simulate some of the simulations up to an hour; ``tallies`` are set for the hours passed.

        ``rows`` are the offsets of levels to keep by the hour in ``trace``, (simulation, row, hour, place).
        """
        people, others = self.counts
        rows = np.zeros(0, np.int64) if rows is None else rows
        trace = np.zeros((0, 0, 0, 0), REAL) if trace is None else trace
        advance(
            self.levels[part], self.base[part], self.parameters[part], self.pairs, self.wiring,
            (people[part], others[part]), self.ways, self.weights[part], self.paces[part], self.keys,
            self.points.origin[part], self.sparks, self.case.start.hour, self.hour, end, tallying, tallies, rows, trace,
            self.each, self.rooms, np.ones((self.shape[1], 1)), np.zeros(tallies.shape[:0:-1]),
        )  # fmt: skip

    def choose(self, rows: Counts) -> None:
        """Go on with some of the simulations only, each as often as its position is named."""
        people, others = self.counts
        self.levels, self.base, self.parameters = self.levels[rows], self.base[rows], self.parameters[rows]
        self.weights, self.paces = self.weights[rows], self.paces[rows]
        self.counts = people[rows], others[rows]
        self.points = Points(self.points.uniforms[rows], self.points.origin[rows])
        self.shape = (len(rows), self.shape[1])
        self._name_levels()

    def tallying(self, spans: Mapping[Tally, tuple[int, int]]) -> Tallying:
        """What has to be added up at the end of every hour; each tally with the hours in which it is wanted."""
        names, places, name_of, place_of, at = [], [], [0], [0], [0]
        for tally in spans:
            wide = max(self.layout.width(name) for name in tally.names)
            names += [self.layout.levels[name] for name in tally.names]
            places += list(range(wide) if wide == 1 or tally.places is None else tally.places)
            name_of.append(len(names))
            place_of.append(len(places))
            at.append(at[-1] + (place_of[-1] - place_of[-2] if tally.across == "each" else 1))
        return Tallying(
            names=_integers(names),
            name_of=_integers(name_of),
            places=_integers(places),
            place_of=_integers(place_of),
            how=_integers(HOW.index(tally.across) for tally in spans),
            at=_integers(at),
            hours=np.array(list(spans.values()), dtype=np.int64).reshape(-1, 2),
        )


def spans_of(measures: Iterable[Measure]) -> dict[Tally, tuple[int, int]]:
    """Every tally that measures need, with the first hour and the hour after the last in which any of them does."""
    spans: dict[Tally, tuple[int, int]] = {}
    for tally, start, end in (need for each in measures for need in each.needs()):
        known = spans.get(tally, (start, end))
        spans[tally] = (min(start, known[0]), max(end, known[1]))
    return spans


def read_all(measures: Sequence[Measure], tallies: Iterable[Tally], tallying: Tallying, values: Floats) -> Floats:
    """The measures (simulation, measure), from what was added up: (simulation, column, hour + 1)."""
    hours = {
        tally: values[:, at:end] if tally.across == "each" else values[:, at]
        for tally, (at, end) in zip(tallies, pairwise(tallying.at), strict=True)
    }
    read = [each.read(hours) for each in measures]
    return np.stack(read, axis=1) if read else np.zeros((values.shape[0], 0))


def _integers(values: Iterable[int]) -> Counts:
    return np.array(list(values), dtype=np.int64)


def compile_accounts(case: Case, names: Iterable[str], hours: bool = True) -> None:
    """Compile all mechanisms of some accounts, so that workers that are forked later need not, each for itself.

    With ``hours``, what the lumped engine takes every account through the hours with is compiled too.
    """
    for name in names:
        for each in case.account(name).plan().mechanisms:
            compile_mechanism(each, layout_of(len(case.places)))
    if hours:
        Lumped(case, next(iter(case.accounts.values())), (0,), 0).advance(0)


def simulate_points(case: Case, account: Account, points: Points, seed: int) -> Floats:
    """The measures of simulations at given points, shape (simulation, clue)."""
    block = Lumped(case, account, (), seed, points=points)
    block.run(clue.measure for clue in case.ledger.clues.values())
    return block.measured
