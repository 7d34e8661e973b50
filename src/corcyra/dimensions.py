"""Dimension analysis of a mechanism: run it once on units instead of numbers.

A :class:`Dim` stands for a quantity of a known unit. Arithmetic on it follows the rules of dimensions; a plain number
may stand for any unit in a sum (``members + crowd + 1.0``) and for none in a product.
"""

from __future__ import annotations

from typing import Any

from corcyra.abstract import Abstract
from corcyra.errors import UnitError
from corcyra.units import parse_unit, spell

_SAME = {
    "add", "subtract", "minimum", "maximum", "greater", "greater_equal", "less", "less_equal", "equal", "not_equal",
    "hypot", "fmin", "fmax", "remainder",
}  # fmt: skip
_TRUTH = {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "logical_and", "logical_or",
          "logical_not", "isfinite", "bitwise_and", "bitwise_or", "invert"}  # fmt: skip
_KEEP = {"absolute", "negative", "positive", "floor", "ceil", "rint"}


class Dim(Abstract):
    """A value without a number: only its dimension. ``None`` as powers: a bare number, of any unit."""

    __slots__ = ("powers",)

    def __init__(self, powers: dict[str, int] | None) -> None:
        self.powers = powers

    @classmethod
    def of(cls, unit: str) -> Dim:
        """The dimension of a unit."""
        return cls(dict(parse_unit(unit).dimension))

    def __repr__(self) -> str:
        return "a number" if self.powers is None else spell(self.powers)

    def agrees(self, other: Dim) -> bool:
        """Whether the two may be added."""
        return self.powers is None or other.powers is None or self.powers == other.powers

    def apply(self, name: str, *inputs: Any) -> Dim:
        """The dimension of a result.

        Raises
        ------
        UnitError
            If the operation does not suit the dimensions.
        """
        values = [_dim(value) for value in inputs]
        if name in ("nationwide", "average"):
            return values[0]
        if name == "spread":
            return _product(values[0], values[1], 1)
        if name == "where":
            return _common(name, *values[1:])
        if name in _SAME:
            result = _common(name, *values)
            return Dim({}) if name in _TRUTH else result
        if name in _TRUTH:
            return Dim({})
        if name in _KEEP:
            return values[0]
        if name in ("multiply", "matmul"):
            return _product(values[0], values[1], 1)
        if name in ("divide", "true_divide"):
            return _product(values[0], values[1], -1)
        if name == "square":
            return _product(values[0], values[0], 1)
        if name == "sqrt" and all(power % 2 == 0 for power in (values[0].powers or {}).values()):
            return Dim({base: power // 2 for base, power in (values[0].powers or {}).items()})
        if name == "power" and isinstance(inputs[1], int) and values[0].powers is not None:
            return Dim({base: power * inputs[1] for base, power in values[0].powers.items()})
        for value in values:  # exp, log, expit ...: of pure numbers only
            if value.powers:
                raise UnitError(f"{name} of something in {value!r}; it takes a pure number")
        return Dim({})


def _dim(value: Any) -> Dim:
    return value if isinstance(value, Dim) else Dim(None)


def _common(what: str, *values: Dim) -> Dim:
    known = [value for value in values if value.powers is not None]
    for value in known[1:]:
        if value.powers != known[0].powers:
            raise UnitError(f"{what} of {known[0]!r} and {value!r}")
    return known[0] if known else Dim(None)


def _product(one: Dim, other: Dim, sign: int) -> Dim:
    if one.powers is None and other.powers is None:
        return Dim(None)
    powers = dict(one.powers or {})
    for base, power in (other.powers or {}).items():
        powers[base] = powers.get(base, 0) + sign * power
    return Dim({base: power for base, power in powers.items() if power})
