"""Compiles a mechanism: its steps become loops over places, in single precision, on the row of one simulation.

A loop ends where something needs all places at once, or a function that has no vector form; what is needed after it
waits in the room to work in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from corcyra.engines.kept import compile_kept
from corcyra.engines.layout import LANES, Layout
from corcyra.quantities import QUANTITIES
from corcyra.registry import Mechanism
from corcyra.trace import ACROSS, FORMULA, TRUTHS, Step

#: Functions that a vector register can't hold: each has a loop of its own.
SLOW = ("exp", "log", "log1p", "expm1", "tanh", "log10", "sin", "cos", "power")


@dataclass(frozen=True, eq=False)
class Compiled:
    """Machine code of a mechanism: its address, and how many numbers of the room to work in it uses.

    The code takes the addresses of a simulation's row, of the mechanism's parameters, and of the tables of pairs of
    places.
    """

    address: int
    scratch: int
    code: Any = field(repr=False)


@lru_cache(maxsize=1024)
def compile_mechanism(each: Mechanism, layout: Layout) -> Compiled:
    """Compile a mechanism for a layout."""
    writer = _Writer(each, layout)
    body = writer.write()
    constants = "\n".join(f'{name} = F32("{float(number)!r}")' for name, number in writer.numbers.items())
    code = compile_kept(each.name, constants, body)
    return Compiled(int(code.address or 0), writer.used, code)


class _Writer:
    """Writes the function of a mechanism, stage by stage; a stage ends where something needs all places."""

    def __init__(self, each: Mechanism, layout: Layout) -> None:
        self.each, self.layout, self.steps = each, layout, each.program.steps
        self.numbers: dict[str, np.float32] = {}
        self.used = 0
        self.rows: dict[int, int] = {}  # step by place -> where its row stands
        self.given: dict[int, int] = {}  # parameter -> where it stands among them
        self.lines: list[str] = []
        self.stage: list[int] = []  # in which a step is worked out
        self.ready: list[int] = []  # from which on it can be used
        free = 0
        for i, step in enumerate(self.steps):
            self.stage.append(max((self.ready[j] for j in step.inputs), default=0))
            self.ready.append(self.stage[i] + self._ends(step))
            if step.what == "param":
                self.given[i] = free
                free += layout.wide if step.wide else 1
            elif step.what == "read" and step.wide:
                self.rows[i] = layout.levels[step.name]

    @staticmethod
    def _ends(step: Step) -> bool:
        """Whether the step needs a loop of its own, so that its result is there in the next stage."""
        return step.what in ACROSS or (step.what in SLOW and step.wide)

    def write(self) -> str:
        """The body of a function of (z, c, pairs)."""
        for stage in range(max(self.ready, default=0) + 1):
            self._national(stage)
            self._by_place(stage)
            for i, step in enumerate(self.steps):
                if self.stage[i] == stage and self._ends(step):
                    self._across(i)
        return "\n".join(f"    {line}" for line in self.lines or ["pass"])

    def _contributions(self, stage: int, over: str) -> list[tuple[int, int, str]]:
        """(step, where its target's sum stands, how it is combined) of what is ready in a stage."""
        return [
            (i, self.layout.sums[name], "*=" if QUANTITIES[name].combine == "multiply" else "+=")
            for i, name in zip(self.each.program.results, self.each.on, strict=True)
            if self.ready[i] == stage and QUANTITIES[name].over == over
        ]

    def _national(self, stage: int) -> None:
        """What is ready in this stage and the same for all places."""
        for i, step in enumerate(self.steps):
            if not step.wide and self.stage[i] == stage and step.what != "pair" and not self._ends(step):
                self.lines.append(f"v{i} = {self._formula(i)}")
        for i, total, combine in self._contributions(stage, "nation"):
            self.lines.append(f"z[{total}] {combine} v{i}")

    def _by_place(self, stage: int) -> None:
        """What is ready in this stage and differs by place, in one loop."""
        body: list[str] = []
        there: set[int] = set()

        def need(i: int) -> None:
            if self.steps[i].wide and i not in there:
                there.add(i)
                truth = " != 0" if self.steps[i].what in TRUTHS else ""
                body.append(f"v{i} = z[{self.rows[i]} + p]{truth}")

        for i, step in enumerate(self.steps):
            if not step.wide or self.stage[i] != stage or self._ends(step) or step.what == "read":
                continue
            for j in step.inputs:
                need(j)
            there.add(i)
            body.append(f"v{i} = {self._formula(i)}")
            users = [j for j, user in enumerate(self.steps) if i in user.inputs]
            if any(self.stage[j] > stage or self._ends(self.steps[j]) for j in users):
                body.append(f"z[{self._row(i)} + p] = v{i}")
        for i, total, combine in self._contributions(stage, "place"):
            need(i)
            body.append(f"z[{total} + p] {combine} v{i}")
        if body:
            self.lines += [f"for p in range({self.layout.wide}):", *(f"    {line}" for line in body)]

    def _across(self, i: int) -> None:
        """A step that needs all places at once, or has no vector form."""
        step, places, wide = self.steps[i], self.layout.places, self.layout.wide
        one = step.inputs[-1]
        if step.what == "spread":
            table = self.layout.pairs[self.steps[step.inputs[0]].name]
            lanes = range(LANES)  # one register of sums at a time, stored once
            self.lines += [
                f"for b in range(0, {wide}, {LANES}):",
                f"    {'; '.join(f't{k} = {self._number(0.0)}' for k in lanes)}",
                f"    for q in range({places}):",
                f"        x, at = z[{self.rows[one]} + q], {table} + q * {wide} + b",
                f"        {'; '.join(f't{k} += pairs[at + {k}] * x' for k in lanes)}",
                f"    {'; '.join(f'z[{self._row(i)} + b + {k}] = t{k}' for k in lanes)}",
            ]
        elif step.what in ACROSS:
            share = f" * {1.0 / places!r}" if step.what == "average" else ""
            self.lines += [
                "total = 0.0",
                f"for p in range({places}):",
                f"    total += z[{self.rows[one]} + p]",
                f"v{i} = F32(total{share})",
            ]
        else:
            inputs = (f"z[{self.rows[j]} + p]" if self.steps[j].wide else f"v{j}" for j in step.inputs)
            self.lines += [
                f"for p in range({places}):",
                f"    z[{self._row(i)} + p] = {FORMULA[step.what].format(*inputs)}",
            ]

    def _row(self, i: int) -> int:
        """Where the row of a step stands; in the room to work in, if it has none yet."""
        if i not in self.rows:
            self.rows[i] = self.layout.scratch + self.used
            self.used += self.layout.wide
        return self.rows[i]

    def _formula(self, i: int) -> str:
        step, place = self.steps[i], " + p" if self.steps[i].wide else ""
        if step.what == "number":
            return self._number(step.value)
        if step.what == "param":
            return f"c[{self.given[i]}{place}]"
        if step.what == "read":
            return f"z[{self.layout.levels[step.name]}{place}]"
        return FORMULA[step.what].format(*(f"v{j}" for j in step.inputs))

    def _number(self, value: float) -> str:
        for name, known in self.numbers.items():
            if known == np.float32(value):
                return name
        self.numbers[f"N{len(self.numbers)}"] = np.float32(value)
        return f"N{len(self.numbers) - 1}"
