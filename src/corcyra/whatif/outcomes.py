"""Outcomes: measures that every case has, so that cases can be compared and a change be seen where no clue looks."""

from __future__ import annotations

from dataclasses import dataclass

from corcyra.case import Case
from corcyra.evidence.measure import Bound, Measure

#: Thresholds of the outcomes [person]; those of the main case's clues.
PROTEST, VIOLENCE = 500.0, 200.0
#: Below this control, the forces in a place face more than they can handle [1].
HELD = 0.5

STREET = ("crowd", "violent", "mobilised")
ACTIVE = ("violent", "mobilised")


@dataclass(frozen=True)
class Outcome:
    """A measure with its name, its question and its unit."""

    name: str
    question: str
    unit: str
    measure: Measure


def outcomes(case: Case) -> list[Outcome]:
    """The outcomes that can be read off any case, over its whole episode.

    How far the forces can act (``lost-places``, ``hours-of-disorder``) is worked out by the mechanism ``policing``:
    without it they could not act anywhere.
    """
    end = case.hours
    out = Measure(STREET, end=end, take="max")
    active = Measure(ACTIVE, end=end, take="max")
    protest = Measure(STREET, end=end, across="places", when=Bound(PROTEST))
    violence = Measure(ACTIVE, end=end, across="places", when=Bound(VIOLENCE))
    gone = Measure(("police",), end=end, relative=True, across="places", when=Bound(0.5, below=True))
    lost = Measure(("control",), end=end, across="places", when=Bound(HELD, below=True))
    disorder = Measure(("control",), end=end, across="min", take="hours", when=Bound(HELD, below=True))
    rows = (
        ("protest-places", f"In how many places were at least {PROTEST:g} people out at once?", "place", protest),
        ("violent-places", f"In how many places were at least {VIOLENCE:g} people violent at once?", "place", violence),
        ("lost-places", "In how many places did the forces ever face more than they could handle?", "place", lost),
        ("hours-of-disorder", "For how many hours was that so in at least one place?", "hour", disorder),
        ("largest-crowd", "How many people were in the street at once, nationwide, at the most?", "person", out),
        ("most-violent", "How many of them were violent at once, nationwide, at the most?", "person", active),
        ("dead", "How many people died?", "person", _last(end, "dead", "members_dead", "police_dead")),
        ("detained", "How many were held at the end?", "person", _last(end, "detained", "members_detained")),
        ("stormed", "How many public buildings were stormed?", "building", _last(end, "stormed")),
        ("police-gone", "In how many places did the police ever fall below half its strength?", "place", gone),
        ("bargain-end", "What share of power did the incumbent hold at the end?", "1", _last(end, "bargain")),
        ("legitimacy-end", "How legitimate was the incumbent at the end?", "1", _last(end, "legitimacy")),
        ("grip-end", "How tight was repression at the end?", "1", _last(end, "grip")),
        ("guarantor-asked", "Was the outside guarantor asked for troops?", "1", _last(end, "request")),
    )
    return [Outcome(*row) for row in rows]


def clues(case: Case) -> list[Outcome]:
    """The clues of a case, as outcomes."""
    return [Outcome(each.id, each.question, each.unit, each.measure) for each in case.ledger.clues.values()]


def _last(end: int, *names: str) -> Measure:
    return Measure(names, end=end)
