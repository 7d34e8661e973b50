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

    ``across``: ``sum``, ``mean``, ``max`` or ``min`` over the places, or ``each`` of them by itself.
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

    def needs(self) -> list[tuple[Tally, int, int]]:
        """All that it needs to know of a history: tallies, each with the first hour and the hour after the last."""
        if self.earlier is not None and self.later is not None:
            return self.earlier.needs() + self.later.needs()
        first = self.end - 1 if self.take == "last" and self.across != "places" else self.start
        return [(tally, first, self.end) for tally in self._tallies()]

    def _tallies(self) -> list[Tally]:
        across = "each" if self.across == "places" else self.across
        return [Tally(names, self.places, across) for names in (self.of, self.over) if names]

    def read(self, hours: Mapping[Tally, Array]) -> Array:
        """The measure of every simulation; times in hours, ``inf`` for never.

        Parameters
        ----------
        hours : what every tally came to: (simulation, hour + 1), the start first, or (simulation, place, hour + 1)
        """
        if self.earlier is not None and self.later is not None:
            first, second = (part.read(hours) for part in (self.earlier, self.later))
            return (np.isfinite(first) & (first < second)).astype(np.float64)
        values = [hours[tally] for tally in self._tallies()]
        window = values[0][..., self.start + 1 : self.end + 1]
        if self.relative:
            window = _ratio(window, np.broadcast_to(values[0][..., :1], window.shape))
        if self.across == "places":
            assert self.when is not None
            number: Array = np.asarray(self.when.met(window).any(axis=-1).sum(axis=-1), dtype=np.float64)
        else:
            number = _fold(window, self)
            if self.over:
                number = _ratio(number, _fold(values[1][:, self.start + 1 : self.end + 1], self))
        return self.holds.met(number).astype(np.float64) if self.holds else number


def evaluate(measure: Measure, trace: Trace) -> Array:
    """The measure of every simulation in a kept trace, shape (simulation,).

    The first hour of the trace stands for the start.
    """
    hours = {}
    for tally, _, _ in measure.needs():
        values = np.asarray(sum(trace[name] for name in tally.names), dtype=np.float64)
        if tally.places is not None and values.shape[-1] > 1:
            values = values[..., list(tally.places)]
        series = values if tally.across == "each" else _FOLDS[tally.across](values, axis=-1)
        both = np.concatenate([series[:1], series])  # (hour + 1, simulation) or (hour + 1, simulation, place)
        hours[tally] = np.moveaxis(both, 0, -1)
    return measure.read(hours)


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
