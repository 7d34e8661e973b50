"""What the report says of a run person by person: how, where ties matter, the two engines differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corcyra.engines.agreement import Agreement, agree
from corcyra.inference.verdict import Verdict
from corcyra.report.words import NOTHING, join, number, plural, whole

#: How many histories of each engine are compared: the individual one's take longer.
DRAWS, LUMPS = 60, 600
#: A nation of more persons is compared on fewer, each of whom stands for several.
PERSONS = 200_000
#: A joint difference that chance gives less often than this is called one.
RARE = 0.01


@dataclass(frozen=True)
class Compared:
    """One account: a sentence, and for each measure its unit, its quantiles in either engine, the distance, chance."""

    account: str
    sentence: str
    rows: list[tuple[str, str, str, str, str, str]]


def persons_of(verdict: Verdict) -> str:
    """How the run was made, in a sentence; empty for the lumped engine."""
    attributes = verdict.ensemble.attrs
    if attributes.get("engine") != "individual":
        return ""
    each = int(attributes["people_each"])
    people = sum(round(place.population / each) for place in verdict.case.places)
    stands = "" if each == 1 else f", each standing for {each:,} people"
    return f"This run was simulated person by person: {whole(people)} persons{stands}."


def tied_accounts(verdict: Verdict) -> list[str]:
    """The accounts of a run person by person in which ties matter."""
    attributes = verdict.ensemble.attrs
    if attributes.get("engine") != "individual" or not int(attributes["ties"]):
        return []
    names = [str(name) for name in verdict.ensemble["account"].values]
    return [name for name in names if any(each.own for each in verdict.case.account(name).plan().mechanisms)]


def compare_engines(verdict: Verdict) -> list[Compared]:
    """How the engines differ, account by account, on histories of their own."""
    case = verdict.case
    everybody = sum(place.population for place in case.places)
    each = max(int(verdict.ensemble.attrs.get("people_each", 1)), -(-everybody // PERSONS))
    each = min(each, min(place.population for place in case.places))
    out = []
    for name in tied_accounts(verdict):
        like = _lively(verdict, name)
        found = agree(case, name, DRAWS, verdict.seed, 1.0 / each, like=like, lumps=LUMPS)
        out.append(_compared(name, found, each, like))
    return out


def _lively(verdict: Verdict, name: str) -> int:
    """The number of a simulation with many people out: of those with a history, a quarter have more."""
    ensemble = verdict.ensemble.sel(account=name)
    most = (ensemble["crowd"] + ensemble["violent"]).sum("place").max("time").values
    return int(np.argsort(most, kind="stable")[len(most) * 3 // 4])


def _compared(name: str, found: Agreement, each: int, like: int) -> Compared:
    apart = [row.measure for row in found.rows if row.p_value < RARE]
    differ = found.p_value < RARE
    sentence = (
        f"{plural(DRAWS, 'history', 'histories')} person by person, each person standing for {each:,} people, beside "
        f"{LUMPS} in lumps, all with the parameters of simulation {like}, so that only chance differs: all measures "
        + ("together differ by more than chance gives" if differ else "together differ by no more than chance may give")
        + f" (p {_chance(found.p_value)})"
        + (f"; of single ones {join(apart)}." if apart else "; so does no single one." if differ else ".")
    )
    rows = []
    for row in found.rows:
        # places have no order: neither quantiles nor a distance
        cells = (_spread(row.one), _spread(row.other), f"{row.distance:.2f}") if row.unit != "place" else 3 * (NOTHING,)
        rows.append((row.measure, row.unit, *cells, _chance(row.p_value).removeprefix("= ")))
    return Compared(name, sentence, rows)


def _spread(quantiles: tuple[float, ...]) -> str:
    low, middle, high = (number(each) for each in quantiles)
    return f"{middle} ({low} to {high})"


def _chance(value: float) -> str:
    """A chance, after an equals sign, or below the least that is told apart."""
    return f"= {value:.3f}" if value >= 0.001 else "< 0.001"
