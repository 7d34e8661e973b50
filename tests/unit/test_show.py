"""A verdict in a notebook, and in a table."""

from __future__ import annotations

import pytest
from handmade import case_of, claim, ensemble_of, says, truth

from corcyra.case import Case
from corcyra.inference.verdict import NONE, Verdict, weigh


@pytest.fixture
def verdict(toy: Case) -> Verdict:
    clues = [truth("gone"), truth("<b>bold</b>")]
    claims = [claim(clues[0], says(True), speaker="sure"), claim(clues[1], says(False))]
    case = case_of(toy, claims, clues)
    return weigh(case, ensemble_of(case, a=[[1, 0]] * 9 + [[0, 0]], b=[[0, 0]] * 9 + [[1, 1]]))


def test_the_table_says_what_the_verdict_says(verdict: Verdict) -> None:
    html = verdict._repr_html_()
    weight, error = verdict.odds_db("a", NONE)
    for part in (f"{weight:+.1f} ± {error:.1f}", verdict.sentence(), "10 to 1", *verdict.ranking):
        assert part in html
    assert "<b>bold" not in html  # what comes from a case is text, never markup


def test_the_picture_has_a_bar_for_every_account_and_clue(verdict: Verdict) -> None:
    whole, alone = verdict.plot().axes
    assert [round(bar.get_width(), 9) for bar in whole.patches] == [
        round(verdict.odds_db(name, NONE)[0], 9) for name in reversed(verdict.ranking) if name != NONE
    ]
    best, second = verdict.ranking[:2]
    assert sorted(bar.get_width() for bar in alone.patches) == pytest.approx(
        sorted(each.alone_db for each in verdict.between(best, second))
    )


def test_the_summary_says_what_prior_would_reverse_the_verdict(verdict: Verdict) -> None:
    table = verdict.summary()
    best, second = verdict.ranking[:2]
    assert table.loc[best, "reversing_prior"] == 0.5
    odds = 10 ** (verdict.odds_db(best, second)[0] / 10)
    assert table.loc[second, "reversing_prior"] == pytest.approx(odds / (1 + odds), rel=1e-9)
    # With that prior against it, the best is no more probable than the second.
    prior = {best: 1 / (1 + odds), second: odds / (1 + odds)}
    one, other = (prior[name] * 10 ** (verdict.accounts[name].log_evidence_db / 10) for name in (best, second))
    assert one == pytest.approx(other, rel=1e-9)


def test_the_summary_holds_the_weight_against_none_of_these_with_its_error(verdict: Verdict) -> None:
    table = verdict.summary()
    assert table.loc[NONE, "against_none_db"] == 0.0
    assert table.loc["a", "against_none_db"] == verdict.odds_db("a", NONE)[0]
