"""The few functions that mechanisms use beside arithmetic; elementwise, and safe at every finite value.

They take arrays of shape (simulation, place) or (simulation, 1), or :class:`~corcyra.dimensions.Dim` when units are
checked.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from corcyra.dimensions import Dim, common, product

Array = npt.NDArray[np.floating[Any]]


def where(condition: Any, then: Any, otherwise: Any) -> Array:
    """One value where the condition holds, the other elsewhere."""
    if isinstance(condition, Dim) or isinstance(then, Dim) or isinstance(otherwise, Dim):
        return cast(Array, common("where", then, otherwise))
    kind = np.result_type(then, otherwise, np.float32(0.0))  # plain numbers take the arrays' precision
    return np.where(condition, then, otherwise).astype(kind, copy=False)


def clip01(value: Any) -> Array:
    """The value held between 0 and 1."""
    return cast(Array, np.minimum(np.maximum(value, 0.0), 1.0))


def sigmoid(value: Any) -> Array:
    """1 / (1 + exp(-value)), without overflow."""
    return cast(Array, 0.5 * np.tanh(0.5 * value) + 0.5)


def saturate(value: Any, half: Any) -> Array:
    """Value / (value + half): 0 at nothing, one half at ``half``, towards 1; ``half`` must be above 0."""
    return cast(Array, value / (value + half))


def nationwide(value: Any) -> Array:
    """The sum over places, shape (simulation, 1)."""
    if isinstance(value, Dim):
        return cast(Array, value)
    from corcyra.sums import add_places

    return add_places(np.ascontiguousarray(value))


def average(value: Any) -> Array:
    """The mean over places, shape (simulation, 1)."""
    if isinstance(value, Dim):
        return cast(Array, value)
    return nationwide(value) * (1.0 / value.shape[-1])


def spread(kernel: Any, value: Any) -> Array:
    """What every place gets from all others: sum over q of kernel[p, q] * value[q].

    The sum runs in one fixed order, so that it has the same bits whatever the batch; a matrix product would not.
    """
    if isinstance(value, Dim) or isinstance(kernel, Dim):
        return cast(Array, product(kernel, value))
    from corcyra.sums import weigh_places

    return weigh_places(kernel, value)
