"""Needs: which mechanism can do nothing without which other, worked out from what they calculate.

A quantity rests where nobody moves it: an order is not given, a signal stays at its base, a stock as it began. If a
mechanism contributes nothing as long as what only idle mechanisms move is at rest, it is idle too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from corcyra.plan import Plan
from corcyra.quantities import QUANTITIES, find_quantity
from corcyra.registry import Mechanism
from corcyra.trace import ACROSS, FORMULA, Step

#: A number that is known beforehand; None for one that is not.
Value = Any


def idle(plan: Plan, off: Collection[str], start: Mapping[str, float]) -> set[str]:
    """The mechanisms of a plan that never contribute anything once some are switched off, those included.

    Parameters
    ----------
    plan : the mechanisms
    off : names of those that are switched off
    start : quantities whose level at the start is known, and the same everywhere
    """
    out = set(off)
    makers: dict[str, set[str]] = {}
    for each in plan.mechanisms:
        for name in each.on:
            makers.setdefault(name, set()).add(each.name)
    while True:
        new = {each.name for each in plan.mechanisms if each.name not in out and _is_idle(each, out, makers, start)}
        if not new:
            return out
        out |= new


def needs(plan: Plan, switches: Collection[str], start: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    """For every switched mechanism those of the others without which, each alone, it can do nothing.

    What needs one of several, whichever it is, needs none of them by this.
    """
    always = idle(plan, (), start)
    without = {name: idle(plan, (name,), start) - always for name in switches}
    return {name: tuple(sorted(k for k in switches if k != name and name in without[k])) for name in switches}


def _is_idle(each: Mechanism, off: set[str], makers: Mapping[str, set[str]], start: Mapping[str, float]) -> bool:
    """Whether a mechanism contributes nothing where all that only it and idle ones move is at rest."""
    still = off | {each.name}
    rest = {name: _at_rest(name, still, makers, start) for name in each.reads}
    values: list[Value] = []
    for step in each.program.steps:
        values.append(rest.get(step.name) if step.what in ("read", "pair") else _value(step, values))
    nothing = (1.0 if QUANTITIES[name].combine == "multiply" else 0.0 for name in each.on)
    found = (values[position] for position in each.program.results)
    return all(value is not None and value == none for value, none in zip(found, nothing, strict=True))


def _at_rest(name: str, still: set[str], makers: Mapping[str, set[str]], start: Mapping[str, float]) -> Value:
    """The level of a quantity if only some mechanisms move it, who do nothing; None if it may be anything."""
    quantity = find_quantity(name)
    assert quantity is not None
    stem = name if name in QUANTITIES else name.rpartition("_")[0]  # a count of a flow, or the age of an order
    kind = QUANTITIES[stem].kind
    moved = [stem]
    if kind == "status":
        flows = (each for each in QUANTITIES.values() if each.kind == "flow")
        moved = [each.name for each in flows if stem in (each.source, each.target)]
    if any(makers.get(each, set()) - still for each in moved):
        return None
    if kind in ("order", "flow"):
        return 0.0
    return quantity.base if kind == "signal" else start.get(name)


def _value(step: Step, values: list[Value]) -> Value:
    """What a step comes to, as far as that is known from its inputs."""
    given = [values[position] for position in step.inputs]
    if step.what == "number":
        return step.value
    if step.what == "param" or not given:
        return None
    if step.what in ("multiply", "spread", *ACROSS) and any(value is not None and value == 0 for value in given):
        return 0.0
    if step.what == "divide" and given[0] is not None and given[0] == 0:
        return 0.0
    if step.what in ("logical_and", "bitwise_and") and any(value is not None and not value for value in given):
        return False
    if step.what == "where" and given[0] is not None:
        return given[1] if given[0] else given[2]
    if step.what not in FORMULA or any(value is None for value in given):
        return None
    with np.errstate(all="ignore"):
        found = getattr(np, step.what)(*given)
    return found if np.isfinite(found) else None
