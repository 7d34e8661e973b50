"""Units: read them, convert between them, and check that two agree.

A unit is written as a product of powers: ``person``, ``1/hour``, ``person/km2``. ``1``, ``share``, ``logit``
and ``percent`` have no dimension.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from corcyra.errors import UnitError, nearest

Dimension = Mapping[str, int]

#: Every known unit: its size in base units, and the power of each base.
KNOWN: dict[str, tuple[float, dict[str, int]]] = {
    "1": (1.0, {}),
    "share": (1.0, {}),
    "logit": (1.0, {}),
    "percent": (0.01, {}),
    "hour": (1.0, {"hour": 1}),
    "minute": (1 / 60, {"hour": 1}),
    "day": (24.0, {"hour": 1}),
    "week": (168.0, {"hour": 1}),
    "month": (730.5, {"hour": 1}),
    "year": (8766.0, {"hour": 1}),
    "person": (1.0, {"person": 1}),
    "thousand_person": (1000.0, {"person": 1}),
    "km": (1.0, {"km": 1}),
    "km2": (1.0, {"km": 2}),
    "m": (0.001, {"km": 1}),
    "degree": (1.0, {"degree": 1}),
    "weapon": (1.0, {"weapon": 1}),
    "building": (1.0, {"building": 1}),
    "place": (1.0, {"place": 1}),
    "group": (1.0, {"group": 1}),
    "kg": (1.0, {"kg": 1}),
    "tenge": (1.0, {"tenge": 1}),
}

_FACTOR = re.compile(r"(?P<name>[A-Za-z_]+[0-9]*|1)(?:\^(?P<power>-?[0-4]?[0-9]))?$")


@dataclass(frozen=True)
class Unit:
    """A unit as written, its size in base units, and its dimension as sorted (base, power) pairs."""

    text: str
    size: float
    dimension: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=512)
def parse_unit(text: str) -> Unit:
    """Read a unit such as ``person/km2``.

    Raises
    ------
    UnitError
        If a part is unknown; the message names the nearest known unit.
    """
    size, powers = 1.0, dict[str, int]()
    sign = 1
    for part in re.split(r"([*/])", text.replace(" ", "")):
        if part in "*/" and part:
            sign = -1 if part == "/" else 1
            continue
        match = _FACTOR.match(part)
        if match is None or match["name"] not in KNOWN:
            raise UnitError(f"unknown unit '{text}': {nearest(part, KNOWN)}")
        power = sign * int(match["power"] or 1)
        factor, dimension = KNOWN[match["name"]]
        size *= factor**power
        for base, exponent in dimension.items():
            powers[base] = powers.get(base, 0) + exponent * power
    if not 1e-100 < size < 1e100:
        raise UnitError(f"unit '{text}' is of no use: its size is {size:g} in base units")
    return Unit(text, size, tuple(sorted((b, p) for b, p in powers.items() if p)))


def convert(value: float, source: str, target: str) -> float:
    """Convert a value from one unit to another.

    Raises
    ------
    UnitError
        If the two don't measure the same thing.
    """
    one, other = parse_unit(source), parse_unit(target)
    if one.dimension != other.dimension:
        raise UnitError(f"unit '{source}' does not measure what '{target}' does")
    return value * one.size / other.size


def spell(dimension: Dimension) -> str:
    """Write a dimension as a unit: ``{"person": 1, "hour": -1}`` is ``person/hour``."""
    over = [_power(base, power) for base, power in sorted(dimension.items()) if power > 0]
    under = [_power(base, -power) for base, power in sorted(dimension.items()) if power < 0]
    return "/".join(["*".join(over) or "1", *under])


def _power(base: str, power: int) -> str:
    return base if power == 1 else f"{base}^{power}"
