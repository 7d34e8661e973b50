"""Levels: a number in the unit of its quantity, known or uncertain, with where it was given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corcyra.errors import PriorError, Problem, UnitError
from corcyra.priors import Pool, Prior, parse_prior
from corcyra.schema import LARGEST
from corcyra.units import convert


@dataclass(frozen=True)
class Known:
    """A prior (a constant where the number is known), the factor to the wanted unit, and the reason."""

    prior: Prior
    factor: float = 1.0
    why: str = ""

    @property
    def value(self) -> float:
        """The median, in the wanted unit."""
        return self.prior.interval()[1] * self.factor


def pool(known: Sequence[Known]) -> Known:
    """What is known of a number by several, none of them believed more than another: any of their priors, as likely."""
    if len({(each.prior, each.factor) for each in known}) == 1:
        return known[0]
    parts = tuple(sorted(((each.prior, each.factor) for each in known), key=str))
    return Known(Pool("pool", (), parts), 1.0, "the priors of all accounts that have one, each as likely")


class Written(Protocol):
    """What a level looks like in a file."""

    @property
    def value(self) -> float | None:
        """The number, if it is known."""

    @property
    def unit(self) -> str:
        """Its unit."""


def amount(
    file: str,
    key: str,
    written: Written,
    unit: str,
    problems: list[Problem],
    low: float = -math.inf,
    high: float = LARGEST,
) -> float | None:
    """The number in the wanted unit; a problem is added, and None returned, if it does not fit."""
    if written.value is None:
        return None
    try:
        value = convert(written.value, written.unit, unit)
    except UnitError as error:
        problems.append(Problem(file, f"{key}.unit", str(error), f'write it in a unit like "{unit}"'))
        return None
    if value < low:
        problems.append(Problem(file, f"{key}.value", f"{written.value:g} is too small", f"it is at least {low:g}"))
        return None
    if value > min(high, LARGEST):
        cure = f"it is at most {min(high, LARGEST):g}"
        problems.append(Problem(file, f"{key}.value", f"{written.value:g} is too large", cure))
        return None
    return value


def level(
    file: str,
    key: str,
    written: Written,
    unit: str,
    problems: list[Problem],
    low: float = -math.inf,
    high: float = math.inf,
) -> Known | None:
    """The level in the wanted unit; a problem is added, and None returned, if it does not fit."""
    why = getattr(written, "why", "")
    text = getattr(written, "prior", None)
    if text is None:
        value = amount(file, key, written, unit, problems, low, high)
        return None if value is None else Known(Prior("constant", (value,)), 1.0, why)
    try:
        factor = convert(1.0, written.unit, unit)
    except UnitError as error:
        problems.append(Problem(file, f"{key}.unit", str(error), f'write it in a unit like "{unit}"'))
        return None
    try:
        prior = parse_prior(text)
    except PriorError as error:
        problems.append(Problem(file, f"{key}.prior", str(error), "see the list of priors in the documentation"))
        return None
    if not prior.reach() * factor <= LARGEST:
        cure = f"one value in a million may be beyond {LARGEST:g}, not more: choose other parameters"
        problems.append(Problem(file, f"{key}.prior", f"{text} has no sensible size", cure))
        return None
    least, _, most = prior.interval()
    if least * factor < low or most * factor > high:
        end, bound = ("below", low) if least * factor < low else ("above", high)
        cure = f"its values are {low:g} to {high:g}: choose another family or parameters"
        problems.append(Problem(file, f"{key}.prior", f"{text} reaches {end} {bound:g}", cure))
        return None
    return Known(prior, factor, why)
