"""The few functions that mechanisms use beside arithmetic; elementwise, and safe at every finite value.

They take arrays of shape (simulation, place) or (simulation, 1), or stand-ins for them (:mod:`corcyra.abstract`) when
units are checked and when the engine learns what a mechanism calculates.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from corcyra.abstract import apply_abstract

Array = npt.NDArray[np.floating[Any]]


def where(condition: Any, then: Any, otherwise: Any) -> Array:
    """One value where the condition holds, the other elsewhere."""
    answer = apply_abstract("where", condition, then, otherwise)
    if answer is not None:
        return cast(Array, answer)
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
    answer = apply_abstract("nationwide", value)
    if answer is not None:
        return cast(Array, answer)
    from corcyra.sums import add_places

    return add_places(np.ascontiguousarray(value))


def average(value: Any) -> Array:
    """The mean over places, shape (simulation, 1)."""
    answer = apply_abstract("average", value)
    if answer is not None:
        return cast(Array, answer)
    return nationwide(value) * (1.0 / value.shape[-1])


def spread(kernel: Any, value: Any) -> Array:
    """What every place gets from all others: sum over q of kernel[p, q] * value[q].

    The sum runs in one fixed order, so that it has the same bits whatever the batch; a matrix product would not.
    """
    answer = apply_abstract("spread", kernel, value)
    if answer is not None:
        return cast(Array, answer)
    from corcyra.sums import weigh_places

    return weigh_places(kernel, value)
