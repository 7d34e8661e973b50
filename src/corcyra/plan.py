"""The plan: which mechanism contributes to what, and in which order, for one set of mechanisms.

Everything that only depends on inputs and parameters is worked out once; signals are worked out every hour in the
order in which they need each other; then the changes (flows, stocks, orders), which all see the same state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from corcyra.errors import WiringError
from corcyra.quantities import QUANTITIES, find_quantity
from corcyra.registry import Mechanism, get_mechanism

#: Inputs that change from hour to hour, so that what reads them can't be worked out once.
HOURLY = ("spark", "hour_of_day")


@dataclass(frozen=True)
class Plan:
    """The derived order: ``once`` before the first hour, ``signals`` and then ``changes`` in every hour."""

    once: tuple[Mechanism, ...]
    signals: tuple[Mechanism, ...]
    changes: tuple[Mechanism, ...]

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """All of them, in order."""
        return self.once + self.signals + self.changes

    @property
    def targets(self) -> tuple[str, ...]:
        """Every quantity that something contributes to."""
        return tuple(sorted({name for each in self.mechanisms for name in each.on}))

    @property
    def reads(self) -> tuple[str, ...]:
        """Every quantity that something reads."""
        return tuple(sorted({name for each in self.mechanisms for name in each.reads}))

    def rows(self, switches: Collection[str] = ()) -> list[dict[str, str]]:
        """One row a mechanism and target: when, mechanism, reads, contributes to, how contributions combine.

        Of ``switches`` it says that they work if they are on.
        """
        out = []
        for when, group in (("once", self.once), ("signal", self.signals), ("change", self.changes)):
            for each in group:
                for name in each.on:
                    target = QUANTITIES[name]
                    how = "multiplies" if target.combine == "multiply" else "adds"
                    out.append(
                        {
                            "when": f"{when}, if on" if each.name in switches else when,
                            "mechanism": each.name,
                            "reads": " ".join(each.reads),
                            "on": name,
                            "combines": f"{how} ({target.kind}, {target.contribution})",
                        }
                    )
        return out


def make_plan(names: Iterable[str]) -> Plan:
    """Derive the plan of a set of mechanisms.

    Raises
    ------
    UnknownNameError
        If a mechanism is unknown.
    WiringError
        If signals need each other in a circle; the message names the circle.
    """
    chosen = sorted({get_mechanism(name) for name in names}, key=lambda each: each.name)
    makers: dict[str, list[Mechanism]] = {}
    for each in chosen:
        for name in each.on:
            if QUANTITIES[name].kind == "signal":
                makers.setdefault(name, []).append(each)
    by_name = {each.name: each for each in chosen}
    needs = {each.name: sorted({m.name for name in each.reads for m in makers.get(name, [])}) for each in chosen}
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise WiringError(_tell_cycle(error.args[1], by_name)) from None
    once: list[Mechanism] = []
    signals, changes = [], []
    static = {name for name in (n for each in chosen for n in each.reads) if _is_static(name)}
    for each in (by_name[name] for name in order):
        if all(name in static for name in each.reads):
            once.append(each)
            static |= {n for n, by in makers.items() if all(maker in once for maker in by)}
        elif any(QUANTITIES[name].kind == "signal" for name in each.on):
            signals.append(each)
        else:
            changes.append(each)
    return Plan(tuple(once), tuple(signals), tuple(changes))


def _is_static(name: str) -> bool:
    quantity = find_quantity(name)
    return quantity is not None and quantity.kind == "input" and name not in HOURLY


def _tell_cycle(circle: list[str], by_name: dict[str, Mechanism]) -> str:
    steps = []
    for giver, taker in pairwise(circle):
        link = [name for name in by_name[giver].on if name in by_name[taker].reads]
        steps.append(f"'{giver}' ({by_name[giver].file}) gives {' and '.join(link)} to '{taker}'")
    return "signals need each other in a circle: " + ", ".join(steps) + "; make one of them a stock"
