"""Reads what a claim reports on its clue: a truth value, a number, bounds, a time, or silence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from corcyra.errors import Problem
from corcyra.evidence.ledger import Clue, Report
from corcyra.levels import amount
from corcyra.schema import FORMS, ReportTable

#: Which forms fit a clue of which kind.
FIT = {
    "truth": ("is_", "silent"),
    "time": ("at", "after", "before"),
    "count": ("exactly", "about", "more_than", "less_than", "between", "some", "rivals"),
    "share": ("about", "more_than", "less_than", "between", "rivals"),
}
#: What words for numbers mean.
SOME = {
    "dozens": (24.0, 99.0), "hundreds": (200.0, 999.0), "thousands": (2000.0, 9999.0),
    "tens of thousands": (20000.0, 99999.0),
}  # fmt: skip
#: Typical errors where a claim gives none: a factor for counts, also of those who counted; shares; hours.
FACTOR, COUNTED, SHARE, HOURS = 1.5, 1.05, 0.1, 6.0


@dataclass(frozen=True)
class Frame:
    """What a ledger refers to: the episode and its places."""

    begin: datetime
    hours: int
    places: tuple[str, ...]

    def hour(self, file: str, key: str, text: str, problems: list[Problem]) -> int | None:
        """The hour of the episode of a local time; a problem if it can't be read or lies outside."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            problems.append(Problem(file, key, f"'{text}' is no time", "write it as 2022-01-05T12:00"))
            return None
        if moment.tzinfo is not None:
            problems.append(Problem(file, key, f"'{text}' has a time zone", "write local time, without one"))
            return None
        hour = round((moment - self.begin).total_seconds() / 3600)
        if not 0 <= hour <= self.hours:
            problems.append(Problem(file, key, f"'{text}' is outside the episode", "choose a time within it"))
            return None
        return hour


@dataclass(frozen=True)
class Part:
    """A number and the unit that it shares with others."""

    value: float
    unit: str


def read_report(
    file: str, key: str, row: ReportTable, clue: Clue, frame: Frame, problems: list[Problem]
) -> Report | None:
    """A checked report on a clue; what is wrong is added to ``problems``."""
    form = next(name for name in FORMS if getattr(row, name) is not None)
    if form not in FIT[clue.kind]:
        cure = f"the clue '{clue.id}' is a {clue.kind}: use " + " or ".join(name.rstrip("_") for name in FIT[clue.kind])
        problems.append(Problem(file, key, f"'{form.rstrip('_')}' does not fit", cure))
        return None
    if form == "is_":
        return Report("is", float(bool(row.is_)))
    if row.silent is not None:
        return Report("silent", row.silent)
    if clue.kind == "time":
        return _read_time(file, key, row, frame, problems)
    error = SHARE if clue.kind == "share" else row.factor or (COUNTED if form == "exactly" else FACTOR)
    if row.some is not None:
        return Report("between", math.nan, *SOME[row.some], error)
    if row.between is not None:
        pair = _amounts(file, f"{key}.between", [row.between.low, row.between.high], row.between.unit, clue, problems)
        if pair is None:
            return None
        if pair[0] >= pair[1]:
            problems.append(Problem(file, f"{key}.between", "low is not below high", "exchange them"))
            return None
        return Report("between", math.nan, pair[0], pair[1], error)
    if row.rivals is not None:
        rivals = _amounts(file, f"{key}.rivals", row.rivals.values, row.rivals.unit, clue, problems)
        if rivals is not None and clue.kind == "count" and min(rivals) <= 0:
            problems.append(Problem(file, f"{key}.rivals", "a count is above 0", "use less_than for none or few"))
            return None
        return None if rivals is None else Report("rivals", math.nan, error=error, rivals=tuple(rivals))
    value = amount(file, f"{key}.{form}", getattr(row, form), clue.unit, problems, low=0.0)
    if value is None:
        return None
    if form in ("about", "exactly"):
        if clue.kind == "count" and value <= 0:
            problems.append(Problem(file, f"{key}.{form}", "a count is above 0", "use less_than for none or few"))
            return None
        return Report("about", value, error=error)
    if form == "more_than":
        return Report("between", math.nan, value, math.inf, error)
    return Report("between", math.nan, 0.0, value, error)


def _read_time(file: str, key: str, row: ReportTable, frame: Frame, problems: list[Problem]) -> Report | None:
    hours = {
        name: frame.hour(file, f"{key}.{name}", text, problems)
        for name in ("at", "after", "before")
        if (text := getattr(row, name)) is not None
    }
    error = amount(file, f"{key}.within", row.within, "hour", problems, low=0.5) if row.within else HOURS
    if error is None or None in hours.values():
        return None
    if "at" in hours:
        return Report("at", float(hours["at"] or 0), error=error)
    low, high = hours.get("after"), hours.get("before")
    if low is not None and high is not None and low >= high:
        problems.append(Problem(file, f"{key}.before", "is not later than after", "exchange them"))
        return None
    return Report(
        "between", math.nan, -math.inf if low is None else float(low), math.inf if high is None else float(high), error
    )


def _amounts(
    file: str, key: str, values: list[float], unit: str, clue: Clue, problems: list[Problem]
) -> list[float] | None:
    found = [amount(file, key, Part(value, unit), clue.unit, problems, low=0.0) for value in values]
    return None if None in found else [value for value in found if value is not None]
