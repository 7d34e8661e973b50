"""What a claim may report, read from a file: every form, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from corcyra.case import open_case
from corcyra.errors import CaseError
from corcyra.evidence.ledger import Claim, Report

TABLE = """
[[claim]]
id = "new"
source = "gazette"
paragraph = 5
speaker = "government"
says = "Something."
clue = "{clue}"
report = {report}
{more}
"""


def add(folder: Path, clue: str, report: str, more: str = "") -> Path:
    with (folder / "evidence/claims.toml").open("a", encoding="utf-8") as file:
        file.write(TABLE.format(clue=clue, report=report, more=more))
    return folder


def read(folder: Path, clue: str, report: str, more: str = "") -> Claim:
    return open_case(add(folder, clue, report, more)).ledger.claims["new"]


@pytest.mark.parametrize(
    ("clue", "written", "wanted"),
    [
        ("police-gone", "{ silent = 0.8 }", Report("silent", 0.8)),
        ("largest-crowd", '{ exactly = { value = 812, unit = "person" } }', Report("about", 812.0, error=1.05)),
        ("largest-crowd", '{ exactly = { value = 8, unit = "person" }, factor = 2}', Report("about", 8.0, error=2.0)),
        ("largest-crowd", '{ some = "dozens" }', Report("between", math.nan, 24.0, 99.0, 1.5)),
        ("largest-crowd", '{ some = "tens of thousands" }', Report("between", math.nan, 2e4, 99999.0, 1.5)),
        (
            "largest-crowd",
            '{ rivals = { values = [0.5, 20], unit = "thousand_person" }, factor = 2 }',
            Report("rivals", math.nan, error=2.0, rivals=(500.0, 20000.0)),
        ),
        ("violent-share", '{ rivals = { values = [5, 40], unit = "percent" } }',
         Report("rivals", math.nan, error=0.1, rivals=(0.05, 0.4))),
        ("first-storming", '{ after = "2030-03-02T00:00" }', Report("between", math.nan, 24.0, math.inf, 6.0)),
        ("first-storming", '{ before = "2030-03-03T00:00" }', Report("between", math.nan, -math.inf, 48.0, 6.0)),
        (
            "first-storming",
            '{ after = "2030-03-02T00:00", before = "2030-03-03T00:00", within = { value = 1, unit = "hour" } }',
            Report("between", math.nan, 24.0, 48.0, 1.0),
        ),
    ],
)  # fmt: skip
def test_every_form_is_read(folder: Path, clue: str, written: str, wanted: Report) -> None:
    report = read(folder, clue, written).report
    assert report is not None
    assert repr(report) == repr(wanted)  # nan is not equal to itself


def test_partial_dependence_is_read_and_is_whole_if_left_out(folder: Path) -> None:
    more = 'same_as = "police-opposition"\ndependence = 0.3'
    claim = read(folder, "police-gone", "{ is = true }", more)
    assert (claim.same_as, claim.dependence) == ("police-opposition", 0.3)
    ledger = open_case(folder).ledger
    assert claim in ledger.on("police-gone")  # it adds something of its own
    assert ledger.claims["police-opposition"].dependence == 1.0


def test_priors_of_a_speaker_are_read(folder: Path) -> None:
    path = folder / "evidence/speakers.toml"
    text = path.read_text(encoding="utf-8").replace(
        'trust = { value = 0.6, unit = "1", why = "numbers are mostly right, blame is not" }',
        'trust = { prior = "beta(6, 4)", unit = "1", why = "a judgement" }\n'
        'overstates = { prior = "lognormal(-0.3, 0.2)", unit = "1", why = "wants few" }\n'
        'eagerness = { prior = "normal(0.5, 1)", unit = "logit", why = "wants to be seen to be right" }',
    )
    path.write_text(text, encoding="utf-8")
    speaker = open_case(folder).ledger.speakers["government"]
    assert speaker.trust == pytest.approx(0.6, rel=1e-9)  # 32 points of a beta prior are exact for its mean
    assert [str(prior) for prior in (speaker.prior, speaker.overstates, speaker.eagerness)] == [
        "beta(6, 4)", "lognormal(-0.3, 0.2)", "normal(0.5, 1)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("clue", "written", "more", "words"),
    [
        ("largest-crowd", "{ silent = 0.8 }", "", "'silent' does not fit"),
        ("police-gone", '{ some = "dozens" }', "", "'some' does not fit"),
        ("violent-share", '{ some = "dozens" }', "", "use about or more_than"),
        ("largest-crowd", '{ some = "umpteen" }', "", "'dozens', 'hundreds'"),
        ("largest-crowd", '{ rivals = { values = [5], unit = "person" } }', "", "at least 2"),
        ("largest-crowd", '{ rivals = { values = [0, 5], unit = "person" } }', "", "a count is above 0"),
        ("largest-crowd", '{ rivals = { values = [4, 5], unit = "hour" } }', "", "person"),
        ("largest-crowd", '{ exactly = { value = 0, unit = "person" } }', "", "a count is above 0"),
        (
            "first-storming",
            '{ after = "2030-03-03T00:00", before = "2030-03-02T00:00" }',
            "",
            "is not later than after",
        ),
        ("first-storming", '{ after = "2030-03-03T00:00", at = "2030-03-02T00:00" }', "", "exactly one of"),
        ("police-gone", "{ silent = 1.0 }", "", "less than 1"),
        ("police-gone", "{ is = true }", "dependence = 0.5", "add same_as"),
        ("police-gone", "{ is = true }", 'same_as = "police-opposition"\ndependence = 0', "greater than 0"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_cure(folder: Path, clue: str, written: str, more: str, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        open_case(add(folder, clue, written, more))
