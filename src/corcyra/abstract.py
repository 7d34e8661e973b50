"""Stand-ins for arrays: a mechanism is run once on them to learn its units, or what it calculates."""

from __future__ import annotations

from typing import Any

import numpy as np

from corcyra.errors import UnitError


class Abstract(np.lib.mixins.NDArrayOperatorsMixin):
    """Takes part in arithmetic and in NumPy's elementwise functions; a subclass says what comes of it."""

    __slots__ = ()

    def apply(self, name: str, *inputs: Any) -> Any:
        """What comes of an operation: a name of NumPy's, or one of ``where nationwide average spread``."""
        raise NotImplementedError

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return self.apply(ufunc.__name__, *inputs)

    def __bool__(self) -> bool:
        raise UnitError("a mechanism can't branch on a value, which differs by place and simulation; use where(...)")


def apply_abstract(name: str, *inputs: Any) -> Any:
    """Let the first stand-in among the inputs answer; None if there is none."""
    for value in inputs:
        if isinstance(value, Abstract):
            return value.apply(name, *inputs)
    return None
