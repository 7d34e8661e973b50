"""What a mechanism calculates, as a list of steps: the function is run once on names instead of numbers.

So one plain function serves arrays of any shape, the check of its units, and the engine, which compiles the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from corcyra.abstract import Abstract
from corcyra.errors import UnitError

#: Elementwise operations, as expressions of their inputs.
FORMULA = {
    "add": "{} + {}", "subtract": "{} - {}", "multiply": "{} * {}", "divide": "{} / {}", "negative": "-{}",
    "square": "{0} * {0}", "sqrt": "math.sqrt({})", "absolute": "abs({})", "positive": "{}",
    "minimum": "({0} if {0} < {1} else {1})", "maximum": "({0} if {0} > {1} else {1})",
    "where": "({1} if {0} else {2})", "power": "{} ** {}",
    "greater": "{} > {}", "greater_equal": "{} >= {}", "less": "{} < {}", "less_equal": "{} <= {}",
    "equal": "{} == {}", "not_equal": "{} != {}", "logical_and": "{} and {}", "logical_or": "{} or {}",
    "logical_not": "not {}", "bitwise_and": "{} and {}", "bitwise_or": "{} or {}", "invert": "not {}",
    "exp": "math.exp({})", "log": "math.log({})", "log1p": "math.log1p({})", "expm1": "math.expm1({})",
    "tanh": "math.tanh({})", "log10": "math.log10({})", "sin": "math.sin({})", "cos": "math.cos({})",
    "floor": "math.floor({})", "ceil": "math.ceil({})",
}  # fmt: skip
TRUTHS = ("greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "logical_and", "logical_or",
          "logical_not", "bitwise_and", "bitwise_or", "invert")  # fmt: skip
#: What needs all places at once.
ACROSS = ("nationwide", "average", "spread")


@dataclass(frozen=True)
class Step:
    """One operation. ``what``: ``read``, ``pair``, ``param``, ``number``, one of ``FORMULA`` or of ``ACROSS``.

    ``inputs`` are positions of earlier steps; ``wide`` says whether the result differs by place.
    """

    what: str
    inputs: tuple[int, ...] = ()
    name: str = ""
    value: float = 0.0
    wide: bool = False


@dataclass
class Program:
    """The steps of a mechanism, in order, and which of them are its contributions."""

    steps: list[Step] = field(default_factory=list)
    results: tuple[int, ...] = ()
    known: dict[Step, int] = field(default_factory=dict)

    def add(self, step: Step) -> Name:
        """A step, or the same one that was there already."""
        position = self.known.setdefault(step, len(self.steps))
        if position == len(self.steps):
            self.steps.append(step)
        return Name(self, position)

    def name(self, value: Any) -> Name:
        """The name of a value, which may be a plain number."""
        if isinstance(value, Name):
            return value
        try:
            return self.add(Step("number", value=float(value)))
        except (TypeError, ValueError):
            raise UnitError(f"can't calculate with {value!r}: use names, parameters and plain numbers") from None


class Name(Abstract):
    """The result of a step."""

    __slots__ = ("position", "program")

    def __init__(self, program: Program, position: int) -> None:
        self.program, self.position = program, position

    def apply(self, name: str, *inputs: Any) -> Name:
        """Note an operation down.

        Raises
        ------
        UnitError
            If it is none of those that can be compiled.
        """
        name = "divide" if name == "true_divide" else name
        if name not in FORMULA and name not in ACROSS:
            raise UnitError(f"can't calculate {name}; there are {', '.join(sorted(FORMULA))} and {', '.join(ACROSS)}")
        names = [self.program.name(value) for value in inputs]
        steps = [self.program.steps[each.position] for each in names]
        if any((step.what == "pair") != (name == "spread" and i == 0) for i, step in enumerate(steps)):
            raise UnitError("a quantity of two places, such as nearness, is used as the kernel of spread and only so")
        if name == "spread" and not steps[1].wide:
            raise UnitError("spread(kernel, value) takes a value by place")
        if name in ("nationwide", "average") and not steps[0].wide:
            return names[0]  # of the nation there is one
        wide = name == "spread" or (name not in ACROSS and any(step.wide for step in steps))
        return self.program.add(Step(name, tuple(each.position for each in names), wide=wide))


def trace(function: Callable[..., Any], reads: Mapping[str, str], params: Mapping[str, bool]) -> Program:
    """Run a mechanism on names.

    Parameters
    ----------
    function : the mechanism
    reads : the quantities that it takes: over ``place``, ``nation`` or ``pair``
    params : its parameters; True for those that differ by place

    Raises
    ------
    UnitError
        If it does something that can't be compiled; the message says what.
    """
    program = Program()
    given = {
        name: program.add(Step("pair" if over == "pair" else "read", name=name, wide=over == "place"))
        for name, over in reads.items()
    }
    given |= {name: program.add(Step("param", name=name, wide=wide)) for name, wide in params.items()}
    result = function(**given)
    parts = result if isinstance(result, tuple) else (result,)
    program.results = tuple(program.name(part).position for part in parts)
    return program
