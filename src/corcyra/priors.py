"""Priors: what is held possible before the record is looked at, written as ``lognormal(-3, 1)``.

A prior is drawn through its quantile function, so that one keyed uniform number gives one value. That keeps
draws the same whatever the batch, and twins of a simulation comparable.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from corcyra.errors import PriorError, nearest

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Prior:
    """A distribution by name and its parameters, in the unit of the quantity that it is a prior of."""

    family: str
    args: tuple[float, ...]

    def __str__(self) -> str:
        return f"{self.family}({', '.join(f'{arg:g}' for arg in self.args)})"

    def quantile(self, uniform: Array) -> Array:
        """Values at the given probabilities, elementwise; the same shape as ``uniform``."""
        import numpy as np

        return np.asarray(_FAMILIES[self.family].quantile(uniform, *self.args), dtype=np.float64)

    def interval(self) -> tuple[float, float, float]:
        """The 5th, 50th and 95th percentile."""
        import numpy as np

        low, mid, high = self.quantile(np.array([0.05, 0.5, 0.95]))
        return float(low), float(mid), float(high)

    def reach(self) -> float:
        """The larger size of the values at one in a million; not finite if numbers don't go that far."""
        import numpy as np

        with np.errstate(over="ignore", invalid="ignore"):
            return float(np.abs(self.quantile(np.array([1e-6, 1 - 1e-6]))).max())


@dataclass(frozen=True)
class Pool(Prior):
    """Several priors of one number, each as likely as the others: ``parts``, with the factor of each to one unit.

    Its quantiles are read off a table, to about one in ten thousand of the spread.
    """

    parts: tuple[tuple[Prior, float], ...] = ()

    def __str__(self) -> str:
        words = (str(prior) if factor == 1.0 else f"{factor:g} × {prior}" for prior, factor in self.parts)
        return f"any of {', '.join(words)}"

    def quantile(self, uniform: Array) -> Array:
        """Values at the given probabilities, elementwise; the same shape as ``uniform``."""
        import numpy as np
        from scipy.special import ndtri

        scores, values = _table(self.parts)
        return np.asarray(np.interp(ndtri(uniform), scores, values), dtype=np.float64)


@lru_cache(maxsize=2048)
def _table(parts: tuple[tuple[Prior, float], ...]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Values of a pool, and how probable less is [normal score]: the mean of that over the parts."""
    import numpy as np
    from scipy.special import ndtr, ndtri

    chance = ndtr(np.linspace(-8.2, 8.2, 2051))  # as far as uniform numbers go
    curves = []
    for prior, factor in parts:
        values = prior.quantile(chance) * factor
        if prior.family == "constant":  # a step
            curves.append((np.array([np.nextafter(values[0], -np.inf), values[0]]), np.array([0.0, 1.0])))
        else:
            curves.append((values, chance))
    at = np.unique(np.concatenate([values for values, _ in curves]))
    less = np.mean([np.interp(at, values, known, left=0.0, right=1.0) for values, known in curves], axis=0)
    return ndtri(np.clip(less, 1e-16, 1.0 - 1e-16)), at


def points(
    prior: Prior | None, count: int, otherwise: float = 0.0
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Values of a prior at Gauss's points, and their weights, which add up to 1.

    For a beta prior any polynomial up to the degree 2 * count - 1 is integrated exactly; for the others the points are
    those of the probability scale. One value where it is known; ``otherwise`` where there is no prior.
    """
    import numpy as np

    if prior is None or prior.family == "constant":
        return np.array([otherwise if prior is None else prior.args[0]]), np.ones(1)
    if prior.family == "beta":
        from scipy.special import roots_jacobi

        a, b = prior.args
        nodes, weights = roots_jacobi(count, b - 1.0, a - 1.0)
        return np.asarray(0.5 * (nodes + 1.0)), np.asarray(weights / weights.sum())
    nodes, weights = np.polynomial.legendre.leggauss(count)
    values = np.asarray(prior.quantile(0.5 * (nodes + 1.0)), dtype=np.float64)
    return values, np.asarray(0.5 * weights, dtype=np.float64)


def mean_of(prior: Prior) -> float:
    """The mean of a prior between two bounds, by 32 points."""
    values, weights = points(prior, 32)
    return float(values @ weights)


@dataclass(frozen=True)
class _Family:
    names: tuple[str, ...]
    check: Callable[..., bool]
    rule: str
    quantile: Callable[..., Array]


def _normal(u: Array, mean: float, sd: float) -> Array:
    from scipy.special import ndtri

    return mean + sd * ndtri(u)


def _lognormal(u: Array, mean: float, sd: float) -> Array:
    import numpy as np

    return np.exp(_normal(u, mean, sd))


def _loguniform(u: Array, low: float, high: float) -> Array:
    import numpy as np

    return low * np.exp(u * math.log(high / low))


def _uniform(u: Array, low: float, high: float) -> Array:
    return low + u * (high - low)


def _beta(u: Array, a: float, b: float) -> Array:
    from corcyra.beta import beta_quantile

    return beta_quantile(u, a, b)


def _constant(u: Array, value: float) -> Array:
    return 0.0 * u + value


_FAMILIES = {
    "normal": _Family(("mean", "sd"), lambda mean, sd: sd > 0, "sd above 0", _normal),
    "lognormal": _Family(("mean of the log", "sd of the log"), lambda mean, sd: sd > 0, "sd above 0", _lognormal),
    "uniform": _Family(("low", "high"), lambda low, high: low < high, "low below high", _uniform),
    "loguniform": _Family(("low", "high"), lambda low, high: 0 < low < high, "0 < low < high", _loguniform),
    "beta": _Family(("a", "b"), lambda a, b: a > 0 and b > 0, "a and b above 0", _beta),
    "constant": _Family(("value",), lambda value: True, "", _constant),
}

_SHAPE = re.compile(r"\s*([A-Za-z]+)\s*\(([^()]*)\)\s*$")


@lru_cache(maxsize=2048)
def parse_prior(text: str) -> Prior:
    """Read a prior such as ``lognormal(-3, 1)``.

    Raises
    ------
    PriorError
        If the family is unknown, or its parameters are too many, too few, not finite or out of range.
    """
    match = _SHAPE.match(text)
    if match is None:
        raise PriorError(f"'{text}' is no prior; write one as lognormal(-3, 1)")
    family, inner = match.groups()
    if family not in _FAMILIES:
        raise PriorError(f"unknown prior '{family}': {nearest(family, _FAMILIES)}")
    rule = _FAMILIES[family]
    try:
        args = tuple(float(part) for part in inner.split(","))
    except ValueError:
        raise PriorError(f"'{text}': {family} takes numbers: {', '.join(rule.names)}") from None
    if len(args) != len(rule.names):
        raise PriorError(f"'{text}': {family} takes {len(rule.names)} numbers: {', '.join(rule.names)}")
    if not all(map(math.isfinite, args)) or not rule.check(*args):
        raise PriorError(f"'{text}': {family} needs finite numbers, {rule.rule}".rstrip(", "))
    return Prior(family, args)
