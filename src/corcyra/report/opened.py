"""The open account: what the record says for each mechanism, in words and bars."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from corcyra.account import OPEN
from corcyra.inference.inclusion import Odds
from corcyra.inference.show import doubt
from corcyra.inference.verdict import NONE, Verdict
from corcyra.report import figures
from corcyra.report.rows import Row
from corcyra.report.words import NOTHING, decibels, number, plural, whole


@dataclass(frozen=True)
class Line:
    """One mechanism: its idea, its log odds as a bar and in words; where what it needs is on, and out of source."""

    name: str
    title: str
    bar: Markup
    text: str
    needs: str
    able: str
    outside: str
    reports: str
    own: str


@dataclass(frozen=True)
class Opened:
    """All of them, the edge of the bars [dB], as how many independent draws they are known, and a doubt if there is."""

    lines: list[Line]
    limit: float
    effective: str
    doubt: str


def opened(verdict: Verdict) -> Opened | None:
    """What the report says of the open account; None if it was not simulated."""
    found = verdict.inclusions
    if not found:
        return None
    limit = figures.edge((each.odds.db, _error(each.odds)) for each in found)
    lines = [
        Line(
            name=each.mechanism,
            title=each.title.partition(": ")[2] or each.title,
            bar=figures.bar(each.odds.db, _error(each.odds), limit, "at work", "not at work"),
            text=_text(each.odds),
            needs=", ".join(each.needs),
            able=_text(each.able) if each.needs else NOTHING,
            outside=_text(each.outside) if each.reports else NOTHING,
            reports=plural(each.reports, "report"),
            own=plural(each.own, "report") if each.own else NOTHING,
        )
        for each in found
    ]
    return Opened(lines, limit, number(found[0].odds.effective, 2), doubt(verdict))


def row(verdict: Verdict) -> Row | None:
    """The open account in the table of accounts; None where it is one of the rivals, or was not simulated."""
    each = verdict.opened
    if each is None:
        return None
    draws = f"{number(max(each.effective_draws, 1.0), 2)} of {whole(verdict.draws)}"
    evidence = decibels(*verdict.odds_db(OPEN, NONE))
    return Row(OPEN, verdict.case.account(OPEN).title, "no rival", "no rival", evidence, draws, False, "no rival")


def _error(odds: Odds) -> float:
    return 0.0 if math.isnan(odds.error_db) else odds.error_db


def _text(odds: Odds) -> str:
    return odds.in_words().replace("-", "−")
