"""Measures: functions of a simulated history that give a truth value, a count, a share or a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

#: Name -> array (simulation, place) for a state, (hour, simulation, place) for a history; one place if national.
Trace = Mapping[str, Array]


class Tally(NamedTuple):
    """What is added up at the end of every hour: some quantities, over some places (None: all).

    ``across``: ``sum``, ``mean``, ``max`` or ``min`` over the places.
    """

    names: tuple[str, ...]
    places: tuple[int, ...] | None
    across: str


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

    def tallies(self, places: int) -> list[Tally]:
        """All that it needs to know of the hours of a history with so many places."""
        if self.earlier is not None and self.later is not None:
            return self.earlier.tallies(places) + self.later.tallies(places)
        if self.across == "places":
            return [Tally(self.of, (p,), "sum") for p in self.places or range(places)]
        return [Tally(names, self.places, self.across) for names in (self.of, self.over) if names]

    def read(self, hours: Mapping[Tally, Array], places: int) -> Array:
        """The measure of every simulation; times in hours, ``inf`` for never.

        Parameters
        ----------
        hours : what every tally came to, shape (simulation, hour + 1), the start first
        places : how many there are
        """
        if self.earlier is not None and self.later is not None:
            first, second = (part.read(hours, places) for part in (self.earlier, self.later))
            return (np.isfinite(first) & (first < second)).astype(np.float64)
        tallies = self.tallies(places)
        if self.across == "places":
            assert self.when is not None
            met = [self.when.met(self._window(hours[tally])).any(axis=1) for tally in tallies]
            number: Array = np.asarray(np.sum(met, axis=0), dtype=np.float64)
        else:
            number = _fold(self._window(hours[tallies[0]]), self)
            if self.over:
                number = _ratio(number, _fold(hours[tallies[-1]][:, self.start + 1 : self.end + 1], self))
        return self.holds.met(number).astype(np.float64) if self.holds else number

    def _window(self, values: Array) -> Array:
        """The hours that it looks at, relative to the start if it asks for that."""
        window = values[:, self.start + 1 : self.end + 1]
        return _ratio(window, np.broadcast_to(values[:, :1], window.shape)) if self.relative else window


def evaluate(measure: Measure, trace: Trace) -> Array:
    """The measure of every simulation in a kept trace, shape (simulation,).

    The first hour of the trace stands for the start.
    """
    places = max(values.shape[-1] for values in trace.values())
    hours = {}
    for tally in measure.tallies(places):
        values = sum(trace[name] for name in tally.names)
        if tally.places is not None and np.shape(values)[-1] > 1:
            values = np.asarray(values)[..., list(tally.places)]
        series = _FOLDS[tally.across](np.asarray(values, dtype=np.float64), axis=-1).T
        hours[tally] = np.concatenate([series[:, :1], series], axis=1)
    return measure.read(hours, places)


def _ratio(part: Array, whole: Array) -> Array:
    """A share; of nothing, it is 0."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


_FOLDS: dict[str, Callable[..., Array]] = {"sum": np.sum, "max": np.max, "min": np.min, "mean": np.mean}


def _fold(values: Array, measure: Measure) -> Array:
    """Fold (simulation, hour) over the hours."""
    if measure.take == "last":
        return np.asarray(values[:, -1])
    if measure.take == "change":
        return np.asarray(values[:, -1] - values[:, 0])
    if measure.take in ("first", "hours"):
        assert measure.when is not None
        met = measure.when.met(values)
        if measure.take == "hours":
            return met.sum(axis=1).astype(np.float64)
        return np.where(met.any(axis=1), met.argmax(axis=1) + float(measure.start), np.inf)
    return np.asarray(_FOLDS[measure.take](values, axis=1))
