"""Numbers, times and reports in the words of a reader; what is not finite never shows as a number."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

from corcyra.case import Case
from corcyra.evidence.ledger import Claim, Clue, Ledger, Report

#: Month names of our own: strftime would follow the reader's locale.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Stands where there is no number.
NOTHING = "–"
PLURALS = {"person": "people", "place": "places", "building": "buildings", "weapon": "weapons", "hour": "hours"}


def number(value: float, digits: int = 3) -> str:
    """A number to a few significant digits, thousands apart: ``12,300``."""
    if not math.isfinite(value):
        return NOTHING
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    if places <= 0 or rounded == int(rounded):
        return f"{rounded:,.0f}"
    return f"{rounded:,.{places}f}".rstrip("0")


def whole(value: float) -> str:
    """A number with all its digits: ``12,345``."""
    return f"{value:,.0f}" if math.isfinite(value) else NOTHING


def share(value: float) -> str:
    """A share in whole percent, neither 0 nor 100 where it is not."""
    if not math.isfinite(value):
        return NOTHING
    if 0.0 < value < 0.005:
        return "< 1 %"
    if 0.995 <= value < 1.0:
        return "> 99 %"
    return f"{100 * value:.0f} %"


def decibels(value: float, error: float | None = None) -> str:
    """A weight of evidence with its sign, and its Monte Carlo error if given: ``+7.7 ± 0.3 dB``."""
    if not math.isfinite(value):
        return NOTHING
    text = "0.0" if abs(value) < 0.05 else f"{'+' if value > 0 else '−'}{abs(value):.1f}"
    if error is None or not math.isfinite(error):
        return f"{text} dB"
    return f"{text} ± {error:.1f} dB"


def day(at: datetime) -> str:
    """``5 Jan``."""
    return f"{at.day} {MONTHS[at.month - 1]}"


def moment(at: datetime) -> str:
    """``5 Jan 2022, 12:00``."""
    return f"{day(at)} {at.year}, {at.hour:02d}:{at.minute:02d}"


def hour_of(case: Case, hour: float) -> str:
    """An hour of the episode as a date, ``never`` where it does not come."""
    if not math.isfinite(hour):
        return "never"
    at = case.time(hour)
    return f"{day(at)} {at.hour:02d}:{at.minute:02d}"


def amount(value: float, clue: Clue) -> str:
    """A number in the unit of a clue: ``about 500`` people, ``12 %``."""
    if clue.kind == "share":
        return share(value)
    unit = clue.unit
    text = number(value)
    if unit in ("", "1"):
        return text
    return f"{text} {unit if value == 1 else PLURALS.get(unit, unit)}"


def report_text(report: Report | None, clue: Clue, case: Case) -> str:
    """What a report says, without who says it: ``more than 4,500 people``."""
    if report is None:
        return NOTHING
    if report.form == "is":
        return "yes" if report.value else "no"
    if report.form == "silent":
        return f"silence: would have said it with {share(report.value)}, had it been so"
    if report.form == "at":
        return f"{hour_of(case, report.value)}, within {number(report.error)} h"
    if clue.kind == "time":
        ends = [f"{word} {hour_of(case, hour)}" for word, hour in (("after", report.low), ("before", report.high))
                if math.isfinite(hour)]  # fmt: skip
        return f"{' and '.join(ends)}, within {number(report.error)} h"
    if report.form == "rivals":
        return f"either {' or '.join(amount(each, clue) for each in report.rivals)}"
    if report.form == "about":
        margin = f"within a factor of {number(report.error)}"
        if clue.kind == "share":
            margin = f"within {100 * report.error:.0f} points"
        return f"about {amount(report.value, clue)}, {margin}"
    if not math.isfinite(report.high):
        return f"more than {amount(report.low, clue)}"
    if report.low <= 0:
        return f"less than {amount(report.high, clue)}"
    low = share(report.low) if clue.kind == "share" else number(report.low)
    return f"{low} to {amount(report.high, clue)}"


def said_on(ledger: Ledger, clue: Clue, case: Case) -> list[tuple[str, str]]:
    """The independent reports on a clue in short: what is said, and by whom, equal ones together."""
    by_text: dict[str, list[str]] = {}
    for claim in ledger.on(clue.id):
        speakers = by_text.setdefault(report_text(claim.report, clue, case), [])
        if claim.speaker not in speakers:
            speakers.append(claim.speaker)
    return [(text, join(speakers)) for text, speakers in by_text.items()]


def join(names: Iterable[str]) -> str:
    """``a, b and c``."""
    *rest, last = list(names) or [NOTHING]
    return f"{', '.join(rest)} and {last}" if rest else last


def plural(count: int, one: str, many: str = "") -> str:
    """``1 claim``, ``2 claims``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def places_of(case: Case, claim: Claim) -> set[str]:
    """The places that a claim is about: those it names, and those its clue looks at by name."""
    names = set(claim.places)
    clue = case.ledger.clues.get(claim.clue or "")
    if clue is not None:
        for measure in (clue.measure, clue.measure.earlier, clue.measure.later):
            if measure is not None and measure.places is not None:
                names |= {case.places[position].name for position in measure.places}
    return names & set(case.place_names)
