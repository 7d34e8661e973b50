"""Measures: functions of a simulated history that give a truth value, a count, a share or a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from corcyra.maths import nationwide

Array = npt.NDArray[np.floating[Any]]

#: Name -> array (simulation, place) for a state, (hour, simulation, place) for a history; one place if national.
Trace = Mapping[str, Array]


#: What was added up in one hour: (names, places, how) -> array (simulation,).
Memo = dict[tuple[tuple[str, ...], tuple[int, ...] | None, str], Array]


@dataclass(frozen=True)
class Bound:
    """At least a level, or below it."""

    level: float
    below: bool = False

    def met(self, values: Array) -> npt.NDArray[np.bool_]:
        """Where the values meet it."""
        return values < self.level if self.below else values >= self.level


@dataclass(frozen=True)
class Measure:
    """How a clue is read off a history; see the file format in the documentation for the words.

    ``places`` are positions (None: all); ``start`` and ``end`` are hours of the episode, the end exclusive.
    """

    of: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    places: tuple[int, ...] | None = None
    start: int = 0
    end: int = 0
    relative: bool = False
    across: str = "sum"
    take: str = "last"
    when: Bound | None = None
    holds: Bound | None = None
    earlier: Measure | None = None
    later: Measure | None = None
    reads: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        names = set(self.of) | set(self.over)
        for part in (self.earlier, self.later):
            names |= part.reads if part else set()
        object.__setattr__(self, "reads", frozenset(names))


class Watch:
    """Reads one measure off a history while it runs, so that the history itself need not be kept."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        first, last = measure.start, measure.end - 1
        self.hours = {"last": (last,), "change": (first, last)}.get(measure.take) or range(first, last + 1)
        self.parts = [Watch(part) for part in (measure.earlier, measure.later) if part is not None]
        self.start: list[Array] = []
        self.series: list[Array] = []
        self.whole: list[Array] = []
        self.ever: npt.NDArray[np.bool_] | None = None

    def begin(self, state: Trace) -> None:
        """Look at the state before the first hour."""
        for part in self.parts:
            part.begin(state)
        if self.measure.relative:
            self.start = [self._pick(self.measure.of, state).copy()]
            if self.measure.across != "places":
                self.start[0] = _across(self.start[0], self.measure.across)

    def see(self, hour: int, state: Trace, seen: Memo) -> None:
        """Look at the state at the end of an hour; ``seen`` keeps what other watches have added up in this hour."""
        for part in self.parts:
            part.see(hour, state, seen)
        measure = self.measure
        if not measure.start <= hour < measure.end or self.parts:
            return
        if measure.across == "places":
            assert measure.when is not None
            met = measure.when.met(self._relative(self._pick(measure.of, state)))
            self.ever = met if self.ever is None else self.ever | met
            return
        if hour not in self.hours:
            return
        self.series.append(self._relative(self._sum(measure.of, state, seen)))
        if measure.over:
            self.whole.append(self._sum(measure.over, state, seen))

    def _sum(self, names: tuple[str, ...], state: Trace, seen: Memo) -> Array:
        key = (names, self.measure.places, self.measure.across)
        if key not in seen:
            seen[key] = _across(self._pick(names, state), self.measure.across)
        return seen[key]

    def result(self) -> Array:
        """The measure of every simulation; times in hours, ``inf`` for never."""
        measure = self.measure
        if self.parts:
            first, second = (part.result() for part in self.parts)
            return (np.isfinite(first) & (first < second)).astype(np.float64)
        if self.ever is not None:
            number = self.ever.sum(axis=-1).astype(np.float64)
        else:
            number = _fold(np.array(self.series, dtype=np.float64), measure)
            if measure.over:
                number = _ratio(number, _fold(np.array(self.whole, dtype=np.float64), measure))
        return measure.holds.met(number).astype(np.float64) if measure.holds else number

    def _pick(self, names: tuple[str, ...], state: Trace) -> Array:
        values = state[names[0]]
        for name in names[1:]:
            values = values + state[name]
        places = self.measure.places
        if places is None or values.shape[-1] == 1:
            return values
        if len(places) == 1:
            return values[..., places[0] : places[0] + 1]
        return values[..., list(places)]

    def _relative(self, values: Array) -> Array:
        return _ratio(values, self.start[0]) if self.measure.relative else values


def evaluate(measure: Measure, trace: Trace) -> Array:
    """The measure of every simulation in a kept trace, shape (simulation,).

    The first hour of the trace stands for the start.
    """
    watch = Watch(measure)
    hours = len(next(iter(trace.values())))
    watch.begin({name: values[0] for name, values in trace.items()})
    for hour in range(hours):
        watch.see(hour, {name: values[hour] for name, values in trace.items()}, {})
    return watch.result()


def _ratio(part: Array, whole: Array) -> Array:
    """A share; of nothing, it is 0."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


_FOLDS: dict[str, Callable[..., Array]] = {"sum": np.sum, "max": np.max, "min": np.min, "mean": np.mean}


def _across(values: Array, how: str) -> Array:
    if values.shape[-1] == 1:
        return np.array(values[..., 0])
    if how == "sum":
        return nationwide(values)[..., 0]
    return np.asarray(_FOLDS[how](values, axis=-1))


def _fold(values: Array, measure: Measure) -> Array:
    """Fold (hour, simulation) over the hours."""
    if measure.take == "last":
        return np.asarray(values[-1])
    if measure.take == "change":
        return np.asarray(values[-1] - values[0])
    if measure.take in ("first", "hours"):
        assert measure.when is not None
        met = measure.when.met(values)
        if measure.take == "hours":
            return met.sum(axis=0).astype(np.float64)
        return np.where(met.any(axis=0), met.argmax(axis=0) + float(measure.start), np.inf)
    return np.asarray(_FOLDS[measure.take](values, axis=0))
