"""Every error that Corcyra raises on purpose.

CorcyraError                 exit code 2, one clear message, no traceback at the command line
├── CaseError                a case folder that can't be opened: all of its problems at once
├── UnitError                a unit that can't be read, or two that don't agree
├── PriorError               a prior that can't be read
├── WiringError              mechanisms that can't be put together: names both ends
├── UnknownNameError         a name that nothing has, with the nearest that something does
├── EnsembleError            a file that is no ensemble, or not one of this case
└── OutputError              a place where nothing can be written
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class CorcyraError(Exception):
    """The root: catch this one to catch all of them."""


class UnitError(CorcyraError):
    """A unit that can't be read, or two that don't agree."""


class PriorError(CorcyraError):
    """A prior that can't be read."""


class WiringError(CorcyraError):
    """Mechanisms that can't be put together."""


class EnsembleError(CorcyraError):
    """A file that is no ensemble, or not one of this case."""


class OutputError(CorcyraError):
    """A place where nothing can be written."""


class UnknownNameError(CorcyraError):
    """A name that nothing has; the message offers the nearest that something does."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        super().__init__(f"unknown {kind} '{name}': {nearest(name, known)}")
        self.name = name


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a file: where it is, what it is, and what would be right."""

    file: str
    key: str
    problem: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        return f"{where}: {self.problem}; {self.cure}"


class CaseError(CorcyraError):
    """A case folder that can't be opened; ``problems`` holds all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(name: str, known: Iterable[str]) -> str:
    """Advise on a misspelt name: the nearest known one, or the list when none is near."""
    known = list(known)
    folded = {other.casefold(): other for other in known}
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{folded[close[0]]}'?"
    if not known:
        return "there is none to choose from"
    listed = ", ".join(known[:12]) + (" ..." if len(known) > 12 else "")
    return f"choose from {listed}"
