"""Worlds that differ in one mechanism, run on the same random numbers, and tests of what that changes.

A world is the toy case (Harbour, Capital, Mine; four days) with an account written for the test. Parameters that a
test gives are fixed, all others follow their priors and are the same in both worlds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from corcyra.account import Account
from corcyra.case import Case, open_case
from corcyra.engines.lumped import Lumped
from corcyra.levels import Known
from corcyra.priors import Prior
from corcyra.registry import load_builtin

load_builtin()

TOY = open_case("toy")
HARBOUR, CAPITAL, MINE = range(3)
NAMES = TOY.place_names
SIMULATIONS, SEED = 200, 11

Trace = dict[str, np.ndarray]


def sure(value: float) -> Known:
    """A level without doubt."""
    return Known(Prior("constant", (float(value),)))


#: People come out steadily where hardship is 1, about a third of the core in five hours, and nowhere else.
STREET = {"grievance.baseline": -30, "grievance.weight": 34, "grievance.shield": 0}
#: The rival calls his people out as soon as anybody is in the street.
CALL = {"gamble.price": -20, "gamble.quick": 20, "gamble.cover": 1e-3}
#: Forces that do nothing but stand there: how far they can act is known, and has no effect of its own.
IDLE = dict.fromkeys(
    ("policing.disperse", "policing.arrest", "policing.arrest_violent", "policing.hurt", "policing.hurt_violent"), 0.0
)


@dataclass(frozen=True)
class World:
    """A case and an account; ``begin`` gives a level for the nation or everywhere, or one by place."""

    mechanisms: tuple[str, ...]
    parameters: Mapping[str, float] = field(default_factory=dict)
    begin: Mapping[str, float | Mapping[str, float]] = field(default_factory=dict)
    case: Case = TOY

    def run(self, *record: str, simulations: int = SIMULATIONS, seed: int = SEED) -> Trace:
        """Histories (hour, simulation, place) by name."""
        levels = {}
        for name, given in self.begin.items():
            by_place = given if isinstance(given, Mapping) else {"everywhere": given, "nation": given}
            levels[name] = {place: sure(value) for place, value in by_place.items()}
        known = {name: sure(value) for name, value in self.parameters.items()}
        account = Account("test", "", "", (), 1.0, self.mechanisms, known, levels, "test")
        unknown = set(known) - set(account.priors())
        assert {name.split(".")[0] for name in unknown}.isdisjoint(self.mechanisms), unknown
        return Lumped(self.case, account, range(simulations), seed).run(record=record, first=simulations)

    def without(self, *names: str) -> World:
        """The same world with mechanisms switched off."""
        assert set(names) <= set(self.mechanisms)
        return replace(self, mechanisms=tuple(name for name in self.mechanisms if name not in names))

    def but(self, parameters: Mapping[str, float] | None = None, **begin: float | Mapping[str, float]) -> World:
        """The same world with other parameters, or with other levels at the start."""
        return replace(self, parameters={**self.parameters, **(parameters or {})}, begin={**self.begin, **begin})

    def pair(self, mechanism: str, *record: str) -> tuple[Trace, Trace]:
        """The histories with a mechanism and without it."""
        return self.run(*record), self.without(mechanism).run(*record)


def street(
    *mechanisms: str,
    crowd: Iterable[str] = NAMES,
    members: Mapping[str, float] | None = None,
    parameters: Mapping[str, float] | None = None,
    **begin: float | Mapping[str, float],
) -> World:
    """A world with a crowd in some places and, if wanted, organised members whom a patron calls out."""
    crowd = set(crowd)
    assert crowd <= set(NAMES)
    chosen = {"hardship_base": {place: float(place in crowd) for place in NAMES}}
    base: tuple[str, ...] = ("grievance",)
    fixed = dict(STREET)
    if members is not None:
        base += ("gamble", "patronage")
        fixed |= CALL
        chosen["members"] = dict(members)
    extra = tuple(name for name in mechanisms if name not in base)
    return World(base + extra, {**fixed, **(parameters or {})}, {**chosen, **begin})


def score(more: np.ndarray, less: np.ndarray) -> tuple[float, float]:
    """Paired differences in standard errors: their mean, and how many more of them are positive than negative."""
    difference = np.asarray(more, float) - np.asarray(less, float)
    assert difference.ndim == 1
    if not difference.any():
        return 0.0, 0.0
    signs = np.sign(difference[difference != 0.0])
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    mean = difference.mean() / error if error > 0.0 else np.copysign(np.inf, difference.mean())
    return float(mean), float(signs.sum() / np.sqrt(len(signs)))


def assert_more(more: np.ndarray, less: np.ndarray, z: float = 5.0) -> None:
    """One is larger than the other, beyond chance: by ``z`` standard errors in the mean, or in the signs.

    The signs are for differences with a long tail, of which a few simulations make most of the mean and its error. The
    mean must be positive all the same.
    """
    mean, signs = score(more, less)
    found = f"{np.mean(more):g} against {np.mean(less):g}: {mean:.1f} standard errors, signs {signs:.1f}"
    assert max(mean, signs) > z, found
    assert min(mean, signs) > 0.0, found


def assert_same(one: np.ndarray, other: np.ndarray) -> None:
    """Not a single simulation differs."""
    np.testing.assert_array_equal(one, other)


def last(trace: Trace, name: str, place: int | None = None) -> np.ndarray:
    """A quantity at the end, in a place or added up over places."""
    return at(trace, name, -1, place)


def at(trace: Trace, name: str, hour: int, place: int | None = None) -> np.ndarray:
    """A quantity at the end of an hour, in a place or added up over places."""
    values = trace[name][hour].astype(float)
    return values.sum(axis=-1) if place is None else values[:, place]


def first(trace: Trace, name: str, place: int = 0, level: float = 1.0) -> np.ndarray:
    """The first hour in which a quantity is at least a level; the number of hours if it never is."""
    met = trace[name][:, :, place] >= level
    return np.where(met.any(axis=0), met.argmax(axis=0), len(met))
