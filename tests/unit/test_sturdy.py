"""What the report says of how sturdy a verdict is, against the verdict itself."""

from __future__ import annotations

import pytest
from handmade import case_of, claim, ensemble_of, says, truth

from corcyra.case import Case
from corcyra.inference.verdict import Verdict, percent, weigh
from corcyra.report.sturdy import left_out, pairs, reversing, telling, within
from corcyra.report.words import NOTHING, decibels


@pytest.fixture
def verdict(toy: Case) -> Verdict:
    clues = [truth("one"), truth("other"), truth("third")]
    claims = [
        claim(clues[0], says(True), speaker="sure", source="own"),
        claim(clues[1], says(True), speaker="sure", source="own"),
        claim(clues[2], says(True), speaker="half", source="free"),
    ]
    case = case_of(toy, claims, clues, told_by={"a": "own"})
    return weigh(case, ensemble_of(case, a=[[1, 1, 0]] * 150 + [[1, 0, 1]] * 50, b=[[0, 0, 1]] * 200))


def test_pairs_say_on_how_many_reports_they_rest_and_where_they_turn(verdict: Verdict) -> None:
    by_name = {row.against: row for row in pairs(verdict, "a")}
    assert by_name["b"].reports == "1 report"
    assert by_name["b"].whole == decibels(*verdict.odds_db("a", "b"))
    assert by_name["b"].outside == decibels(verdict.outside("a", "b").db, verdict.outside("a", "b").mc_error_db)
    assert by_name["b"].turned is (verdict.odds_db("a", "b")[0] > 0 > verdict.outside("a", "b").db)
    assert by_name["b"].turned


def test_a_pair_without_reports_shows_no_number(toy: Case) -> None:
    case = case_of(toy, [claim(truth(), says(True), source="own")], [truth()], told_by={"a": "own"})
    (row,) = (row for row in pairs(weigh(case, ensemble_of(case, a=[[1]], b=[[0]])), "a") if row.against == "b")
    assert (row.outside, row.turned) == (NOTHING, False)


def test_what_is_left_out_says_who_leads_then(verdict: Verdict) -> None:
    titles = dict(left_out(verdict))
    sources = titles["Each source left out"]
    assert [row.what for row in sources] == ["without “The paper free”", "without “The paper own”"]
    for row, name in zip(sources, ("free", "own"), strict=True):
        found = verdict.without_source[name]
        assert row.leads == max(found, key=lambda account: found[account])
        assert row.probability == percent(found[row.leads])
        assert row.turned is (row.leads != verdict.ranking[0])
    assert sources[1].turned  # without its own document another leads
    assert [row.what for row in titles["Each speaker trusted half as much"]] == [
        "half at 0.25 instead of 0.50", "sure at 0.45 instead of 0.90",
    ]  # fmt: skip


def test_the_sums_within_the_record_are_those_of_the_verdict(verdict: Verdict) -> None:
    rows, (alone, in_order, average) = within(verdict, "a", "b")
    assert len(rows) == 3
    assert in_order == average == decibels(verdict.odds_db("a", "b")[0])
    assert alone == decibels(sum(weight.alone_db for weight in verdict.between("a", "b")))


def test_the_reversing_prior_is_told_in_words(verdict: Verdict) -> None:
    best, second = verdict.ranking[:2]
    assert percent(verdict.reversing_prior(second)) in reversing(verdict)
    assert best in reversing(verdict)


def test_what_would_tell_two_accounts_apart_is_worth_what_was_worked_out(toy: Case) -> None:
    clues = [truth("one"), truth("other"), truth("unseen")]
    claims = [claim(clues[0], says(True)), claim(clues[1], says(True))]
    case = case_of(toy, claims, clues)
    found = weigh(case, ensemble_of(case, a=[[1, 1, 1]] * 200, b=[[1, 1, 0]] * 200))
    assert found.undetermined  # nobody reports on what tells them apart
    rows, enough = telling(found)
    first = found.probes()[0]
    assert (first.clue, rows[0].question, rows[0].reported) == ("unseen", "unseen?", "none")
    assert rows[0].if_best == decibels(first.if_one_db) == decibels(first.if_other_db)
    assert enough
    # Who is right in 0.9975 of the cases weighs 10 log10 (0.9975 / 0.0025) one way, and in the others the other way.
    assert first.expected_db == pytest.approx(0.995 * 26.01, abs=0.01)
    assert found.to_dict()["would_tell"][0]["clue"] == "unseen"
    same = weigh(case, ensemble_of(case, a=[[1, 1, 1]] * 200, b=[[1, 1, 1]] * 200))
    assert telling(same)[1] is False


def test_one_account_has_nobody_to_be_told_from(toy: Case) -> None:
    case = case_of(toy, [claim(truth(), says(True))], [truth()])
    assert telling(weigh(case, ensemble_of(case, a=[[1]] * 200))) == ([], False)
