"""Small ledgers and ensembles made by hand, of which every number can be worked out on paper."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from corcyra.account import Account
from corcyra.case import Case
from corcyra.evidence.ledger import Claim, Clue, Ledger, Report, Source, Speaker
from corcyra.evidence.measure import Measure
from corcyra.inference.verdict import Verdict, weigh

ANY = Measure(of=("crowd",))


def truth(id: str = "gone") -> Clue:
    return Clue(id, f"{id}?", "truth", "1", 0.0, 1.0, ANY)


def count(id: str = "crowd", low: float = 10.0, high: float = 1000.0) -> Clue:
    return Clue(id, f"{id}?", "count", "person", low, high, ANY)


def share(id: str = "share") -> Clue:
    return Clue(id, f"{id}?", "share", "1", 0.0, 1.0, ANY)


def time(id: str = "hour", hours: float = 96.0) -> Clue:
    return Clue(id, f"{id}?", "time", "hour", 0.0, hours, ANY)


def says(value: bool) -> Report:
    return Report("is", float(value))


def about(value: float, error: float = 1.5) -> Report:
    return Report("about", value, error=error)


def between(low: float, high: float, error: float = 1.5) -> Report:
    return Report("between", float("nan"), low, high, error)


def at(hour: float, error: float = 6.0) -> Report:
    return Report("at", hour, error=error)


def claim(clue: Clue, report: Report, id: str = "", speaker: str = "half", source: str = "one", **rest: Any) -> Claim:
    """What ``speaker`` says in ``source`` on ``clue``; the speakers are those of ``case_of``."""
    fields = {
        "id": id or f"{source}-{speaker}-{clue.id}", "source": source, "paragraph": 1, "speaker": speaker,
        "says": "Something.", "clue": clue.id, "undecided": None, "report": report, "date": None, "places": (),
        "same_as": None, "would_say": 0.5, "why": "",
    }  # fmt: skip
    return Claim(**(fields | rest))


def case_of(
    toy: Case,
    claims: Iterable[Claim],
    clues: Iterable[Clue],
    told_by: Mapping[str, str] | None = None,
    weight: Mapping[str, float] | None = None,
    speakers: Mapping[str, float] | None = None,
) -> Case:
    """The toy case with a ledger of one's own, and the accounts a and b."""
    told_by, weight = told_by or {}, weight or {}
    claims = list(claims)
    sources = sorted({each.source for each in claims})
    trust = {"half": 0.5, "sure": 0.9, "deaf": 0.0, **(speakers or {})}
    ledger = Ledger(
        {key: Source(key, f"The paper {key}", 2030, "paper", "none", None, {}) for key in sources},
        {name: Speaker(name, "speaker", "none", value, "test") for name, value in trust.items()},
        {clue.id: clue for clue in clues},
        {each.id: each for each in claims},
    )  # fmt: skip
    accounts: dict[str, Account] = {
        name: replace(
            toy.accounts["crowd"],
            name=name,
            told_by=(told_by[name],) if name in told_by else (),
            weight=weight.get(name, 1.0),
        )
        for name in "ab"
    }
    return replace(toy, ledger=ledger, accounts=accounts)


def ensemble_of(case: Case, **tables: Sequence[Any]) -> xr.Dataset:
    """What was measured: for each account a row a simulation, and in it a number a clue."""
    values = np.array([np.array(rows, dtype=float).reshape(len(rows), -1) for rows in tables.values()])
    return xr.Dataset(
        {"measure": (("account", "simulation", "clue"), values)},
        {"account": list(tables), "simulation": np.arange(values.shape[1]), "clue": list(case.ledger.clues)},
        {"seed": 1},
    )


#: A clue of yes or no, and its measure in one simulation.
GONE = truth("gone")
YES, NO = [1.0], [0.0]


def decibel(ratio: float) -> float:
    return 10 * math.log10(ratio)


def simple(toy: Case, yes_a: int, yes_b: int, of: int = 1000, **rest: object) -> Verdict:
    """One report, "yes", by a speaker of trust 1/2 who would say so anyway half of the time."""
    case = case_of(toy, [claim(GONE, says(True))], [GONE], **rest)  # type: ignore[arg-type]
    tables = {"a": [YES] * yes_a + [NO] * (of - yes_a), "b": [YES] * yes_b + [NO] * (of - yes_b)}
    return weigh(case, ensemble_of(case, **tables))
