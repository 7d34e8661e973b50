"""The individual engine: every person of a nation has a place, a readiness class, a status, ties and a history.

It runs the same compiled hour as the lumped engine, on finer lumps: people who are alike in place, class and number of
ties that are out. How many of a lump move is drawn exactly, then who they are. So an hour costs what moves, and without
ties the numbers are those of the lumped engine, bit for bit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from corcyra import __version__
from corcyra.account import Account
from corcyra.case import Case
from corcyra.engines.checkpoint import Arrays, load_checkpoint, pack_people, save_checkpoint, unpack_people
from corcyra.engines.draws import Counts, Indices
from corcyra.engines.hours import Wiring, add_up, close_hour, contribute, key_hour, open_hour
from corcyra.engines.keyed import Floats, Words, purpose
from corcyra.engines.lumped import REAL, Lumped, read_all, spans_of
from corcyra.engines.moves import Ways, move, room_for
from corcyra.engines.persons import (
    STATUS,
    Movers,
    People,
    arrive,
    choose,
    class_of,
    count,
    make_people,
    tell,
    untouched,
)
from corcyra.engines.points import Points
from corcyra.engines.shuffle import half_bits
from corcyra.engines.ties import MOST_TIES, Ties, draw_ties, find_away, find_ties, make_finding, no_ties
from corcyra.errors import CorcyraError
from corcyra.evidence.measure import Measure
from corcyra.plan import Plan
from corcyra.quantities import QUANTITIES

#: The statuses in which a person is seen to be out by those whom ties bind to him or her.
STREET = ("crowd", "violent")
#: Persons are numbered in 32 bits.
MOST_PERSONS = 2**32 - 1


def stands_for(people: float) -> int:
    """How many people one person of the engine stands for, if a fraction of the people is simulated.

    Raises
    ------
    CorcyraError
        If the fraction is not one in a whole number.
    """
    each = round(1.0 / people) if 0.0 < people <= 1.0 else 0
    if each < 1 or abs(people * each - 1.0) > 1e-9:
        raise CorcyraError(f"people={people:g}: it is a fraction such as 1, 1/10 or 1/100: one in a whole number")
    return each


@dataclass(frozen=True)
class Step:
    """What happened to a person in an hour of the episode: a change of status."""

    hour: int
    old: str
    new: str


class Calls(NamedTuple):
    """What looks at a person's own ties: parameters, wiring, and the rows of what it reads and contributes to."""

    parameters: Floats
    wiring: Wiring
    crowd: int
    violent: int
    population: int
    joins: int
    degree: float


class Frame(NamedTuple):
    """All of one simulation that stays the same from hour to hour."""

    base: Floats
    parameters: Floats
    pairs: Floats
    wiring: Wiring
    calls: Calls
    ways: tuple[Ways, Ways]
    weights: Floats  # (place, class)
    paces: Floats  # (class and number of ties that are out,)
    purposes: Words
    origin: Words
    source: Indices  # by flow: the status that it leaves
    street: Indices  # by flow: 1 if it leads into the street, -1 if out of it
    ties: Ties
    each: int


@njit(cache=True, nogil=True, error_model="numpy")
def _weigh(z: Floats, frame: Frame, most: int) -> Floats:
    """exp(own ties' part of the urge - threshold), by place, and by class and number of ties that are out."""
    places, classes = frame.weights.shape
    out = np.empty((places, classes * (most + 1)))
    w, calls = z.copy(), frame.calls
    for k in range(most + 1):
        if most > 0:
            w[calls.crowd : calls.crowd + places] = k
            w[calls.violent : calls.violent + places] = 0.0
            w[calls.population : calls.population + places] = calls.degree
            w[calls.joins : calls.joins + places] = 0.0
            contribute(w, calls.parameters, frame.pairs, calls.wiring)
        for p in range(places):
            urge = np.exp(np.float64(w[calls.joins + p])) if most > 0 else 1.0
            for c in range(classes):
                out[p, c * (most + 1) + k] = frame.weights[p, c] * urge
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def pass_hour(
    z: Floats,
    counts: tuple[Counts, Counts],
    people: People,
    movers: Movers,
    frame: Frame,
    sparks: Floats,
    time: int,
    hour: int,
) -> int:
    """Take a nation through one hour; how many persons have moved."""
    everybody, others = counts
    ways, ways_others = frame.ways
    places, most = everybody.shape[0], people.called.bounds.shape[1] - 1
    classes = everybody.shape[1] // (most + 1)
    room = room_for(places, everybody.shape[1], everybody.shape[2], ways.rate.shape[0])
    room_others = room_for(places, 1, others.shape[2], ways_others.rate.shape[0])
    one = np.ones((places, 1))
    open_hour(z, frame.base, frame.parameters, frame.pairs, frame.wiring, sparks, hour, time)
    key_hour(room.keys, ways, frame.purposes, frame.origin, hour)
    key_hour(room_others.keys, ways_others, frame.purposes, frame.origin, hour)
    weights = _weigh(z, frame, most)
    number = move(everybody, z, ways, weights, frame.paces, room, frame.each)
    moving = choose(people, movers, room.notes, number, classes, frame.source, room.keys)
    arrive(people, movers, moving, ways.target)
    if most > 0:
        tell(people, movers, moving, frame.street, frame.ties)
    count(people, everybody, classes)
    move(others, z, ways_others, one, one[0], room_others, 1)
    close_hour(z, frame.wiring, frame.purposes, frame.origin, hour)
    return moving


class Individual:
    """One simulation of one account, person by person; ``run`` takes it through the episode.

    Parameters
    ----------
    simulation : its number, which keys its randomness
    each : how many people a person of the engine stands for
    ties : whether ties matter to those mechanisms that can look at them; without, they see the place as a whole
    points : all chance of the simulation but who is who; as its number keys it if None
    """

    def __init__(
        self,
        case: Case,
        account: Account,
        simulation: int,
        seed: int,
        plan: Plan | None = None,
        each: int = 1,
        ties: bool | Ties = True,
        points: Points | None = None,
    ) -> None:
        plan = plan or account.plan()
        if min(round(place.population / each) for place in case.places) < 1:
            raise CorcyraError(f"1/{each} of the people leaves a place with nobody; the smallest has "
                               f"{min(place.population for place in case.places):,} people")  # fmt: skip
        if sum(round(place.population / each) for place in case.places) > MOST_PERSONS:
            raise CorcyraError(f"more than {MOST_PERSONS:,} persons: simulate a fraction of the people, such as 1/10")
        self.case, self.account, self.simulation, self.seed, self.each = case, account, simulation, seed, each
        tied = ties is not False and any(mechanism.own for mechanism in plan.mechanisms)
        chosen = draw_ties(seed, simulation) if ties is True else ties
        self.ties = chosen if tied and isinstance(chosen, Ties) else no_ties()
        self.lumped = Lumped(case, account, [simulation], seed, plan, points, each, apart=tied)
        self.statuses, self.most = self.lumped.statuses[0], self.ties.most
        cells = self.lumped.counts[0][0, :, :, 0]
        self.classes = cells.shape[1]
        keys = np.array([purpose(seed, "classes", simulation, p) for p in range(len(case.places))], dtype=np.uint64)
        paces = self.lumped.paces[0]
        self.people = make_people(cells, len(self.statuses), self.most, paces > 0.0, keys)
        self.counts = (
            np.zeros((len(case.places), self.classes * (self.most + 1), len(self.statuses)), np.int64),
            self.lumped.counts[1][0],
        )
        count(self.people, self.counts[0], self.classes)
        everybody = len(self.people.state)
        self.movers = Movers(
            untouched(everybody, np.uint32), untouched(everybody, np.int32), untouched(everybody, np.uint8)
        )
        self.frame = self._frame()
        self.log: list[tuple[Any, Any]] = []  # by hour: who moved, along which flow

    def _frame(self) -> Frame:
        lumped, layout = self.lumped, self.lumped.layout
        ways = lumped.ways[0]
        source = np.zeros(len(ways.rate), np.int64)
        for status, (first, last) in enumerate(zip(ways.begin, ways.end, strict=True)):
            source[first:last] = status
        street = np.array([name in STREET for name in self.statuses], dtype=np.int64)
        parameters, wiring = lumped.apart
        rows = (layout.levels["crowd"], layout.levels["violent"], layout.levels["population"], layout.sums["joins"])
        return Frame(
            base=lumped.base[0],
            parameters=lumped.parameters[0],
            pairs=lumped.pairs,
            wiring=lumped.wiring,
            calls=Calls(parameters[0], wiring, *rows, self.ties.degree),
            ways=lumped.ways,
            weights=lumped.weights[0],
            paces=np.repeat(lumped.paces[0], self.most + 1),
            purposes=lumped.keys,
            origin=lumped.points.origin[0],
            source=source,
            street=street[ways.target] - street[source],
            ties=self.ties,
            each=self.each,
        )

    # -- the hours ---------------------------------------------------------------------------------------------------

    @property
    def hour(self) -> int:
        """How many hours have passed."""
        return len(self.log)

    def pass_hour(self) -> None:
        """Simulate one hour."""
        z, sparks, time = self.lumped.levels[0], self.lumped.sparks, self.case.start.hour
        moved = pass_hour(z, self.counts, self.people, self.movers, self.frame, sparks, time, self.hour)
        self.log.append((self.movers.person[:moved].copy(), self.movers.flow[:moved].copy()))

    def run(
        self, measures: Iterable[Measure] = (), record: Iterable[str] = (), checkpoint: Path | None = None
    ) -> dict[str, Floats]:
        """Simulate what is left of the episode.

        Parameters
        ----------
        measures : to read off the simulation; see ``measured``, shape (1, measure)
        record : names of quantities to keep by the hour
        checkpoint : a file to go on from if it is there, and to write at the end of every simulated day

        Returns
        -------
        dict of name to array (hour, 1, place), national quantities with one place, as they stand at the end of the hour
        """
        measures, names = list(measures), sorted(record)
        lumped, layout = self.lumped, self.lumped.layout
        z, spans = lumped.levels[0], spans_of(measures)
        tallying = lumped.tallying(spans)
        values = np.zeros((self.case.hours + 1, tallying.at[-1]))
        kept = {name: np.zeros((self.case.hours, 1, layout.width(name)), REAL) for name in names}
        series: Arrays = {"values": values, **{f"kept {name}": trace for name, trace in kept.items()}}
        add_up(z, tallying, self.hour - 1, values[self.hour])
        if checkpoint is not None:
            key = self._key(spans, names)
            if checkpoint.exists():
                self._resume(load_checkpoint(checkpoint, key), series)
        while self.hour < self.case.hours:
            self.pass_hour()
            add_up(z, tallying, self.hour - 1, values[self.hour])
            for name in names:
                row = layout.levels[name]
                kept[name][self.hour - 1, 0] = z[row : row + layout.width(name)]
            if checkpoint is not None and (self.hour % 24 == 0 or self.hour == self.case.hours):
                save_checkpoint(checkpoint, key, self._pack() | series)
        self.measured = read_all(measures, spans, tallying, values.T[None])
        return kept

    def _key(self, *rest: object) -> str:
        """What a checkpoint depends on: all that fixes the simulation, and what is read off it."""
        points = self.lumped.points
        words = (
            *(__version__, self.case.digest, self.account, self.simulation, self.seed, self.each, self.ties, *rest),
            *(points.uniforms.tobytes(), points.origin.tobytes()),
        )
        return hashlib.blake2b(repr(words).encode(), digest_size=16).hexdigest()

    def _pack(self) -> Arrays:
        levels: Arrays = {
            "levels": self.lumped.levels,
            "others": self.lumped.counts[1],
            "log_person": np.concatenate([person for person, _ in self.log]),
            "log_flow": np.concatenate([flow for _, flow in self.log]),
            "log_sizes": np.array([len(person) for person, _ in self.log], dtype=np.int64),
        }
        return levels | pack_people(self.people)

    def _resume(self, arrays: Arrays, series: Arrays) -> None:
        self.lumped.levels[...] = arrays["levels"]
        self.lumped.counts[1][...] = arrays["others"]
        ends = np.cumsum(arrays["log_sizes"])[:-1]
        self.log = list(zip(np.split(arrays["log_person"], ends), np.split(arrays["log_flow"], ends), strict=True))
        unpack_people(self.people, arrays)
        count(self.people, self.counts[0], self.classes)
        for name, kept in series.items():
            kept[...] = arrays[name]

    # -- persons -----------------------------------------------------------------------------------------------------

    def place_of(self, person: int) -> int:
        """The position of a person's place.

        Raises
        ------
        CorcyraError
            If there is no such person.
        """
        everybody = len(self.people.state)
        if not 0 <= person < everybody:
            raise CorcyraError(f"no person {person}: they are numbered from 0 to {everybody - 1:,}")
        return int(np.searchsorted(self.people.begin, person, side="right")) - 1

    def person(self, person: int) -> dict[str, str | int]:
        """Who a person is: place, readiness class, and status now."""
        p = self.place_of(person)
        return {
            "person": person,
            "place": self.case.place_names[p],
            "class": self.case.readiness[class_of(self.people, p, person)].name,
            "status": self.statuses[self.people.state[person] & STATUS],
        }

    def ties_of(self, person: int) -> list[int]:
        """Whom a person is tied to; somebody who is tied in two ways is there twice."""
        p, found = self.place_of(person), np.empty(MOST_TIES, np.int64)
        begin, end = self.people.begin[p : p + 2]
        many = find_ties(self.ties, p, person - begin, end - begin, self.people.bits[p], found)
        here = [int(begin + other) for other in found[:many]]
        everybody, who, room = len(self.people.state), np.array([person]), make_finding(1)
        many = find_away(self.ties, who, 1, everybody, half_bits(everybody), room)
        return here + [int(other) for other in room.other[:many] if other != person]

    def history(self, person: int) -> list[Step]:
        """All that happened to a person so far, in order."""
        self.place_of(person)
        flows = self._flows()
        steps = []
        for hour, (who, flow) in enumerate(self.log):
            for i in np.flatnonzero(who == person):
                quantity = QUANTITIES[flows[flow[i]]]
                steps.append(Step(hour, quantity.source, quantity.target))
        return steps

    def _flows(self) -> list[str]:
        """The flows of the people, in the order in which the engine numbers them."""
        names = {offset: name for name, offset in self.lumped.layout.sums.items()}
        return [names[int(rate)] for rate in self.lumped.ways[0].rate]
