"""The verdict where no account is credited for its own document, and with parts of the record left out."""

from __future__ import annotations

import math
from typing import Any

import pytest
from handmade import case_of, claim, ensemble_of, says, truth

from corcyra.case import Case
from corcyra.inference.verdict import NONE, Verdict, weigh

ONE, OTHER, THIRD = truth("one"), truth("other"), truth("third")


def decibel(ratio: float) -> float:
    return 10 * math.log10(ratio)


#: A report of "yes" by a speaker of trust 0.9 if it was so, and if it was not.
YES, NO = 0.95, 0.05


def three(toy: Case, **rest: Any) -> Verdict:
    """Three clues, each told by one paper; a fits one and other, b fits third; a is told by the paper on one."""
    claims = [claim(c, says(True), speaker="sure", source=f"on-{c.id}") for c in (ONE, OTHER, THIRD)]
    case = case_of(toy, claims, [ONE, OTHER, THIRD], **{"told_by": {"a": "on-one"}, **rest})
    return weigh(case, ensemble_of(case, a=[[1, 1, 0]] * 200, b=[[0, 0, 1]] * 200))


def test_a_pair_is_weighed_on_what_stands_in_neither_ones_document(toy: Case) -> None:
    verdict = three(toy, told_by={"a": "on-one", "b": "on-third"})
    pair = verdict.outside("a", "b")
    assert pair.db == pytest.approx(decibel(YES / NO), abs=1e-9)  # only other is left
    assert pair.reports == 1
    assert verdict.odds_db("a", "b")[0] == pytest.approx(decibel(YES / NO), abs=1e-9)


def test_every_pair_has_its_own_set_of_reports(toy: Case) -> None:
    verdict = three(toy, told_by={"a": "on-one", "b": "on-third"})
    assert verdict.outside("a", NONE).reports == 2  # other and third: only a's own document is left out
    assert verdict.outside("a", NONE).db == pytest.approx(decibel(YES * NO / 0.25), abs=1e-9)
    assert verdict.outside("b", NONE).db == pytest.approx(decibel(NO * NO / 0.25), abs=1e-9)


def test_a_weight_out_of_source_is_turned_round_with_its_pair(toy: Case) -> None:
    verdict = three(toy)
    assert verdict.outside("a", "b").db == pytest.approx(-verdict.outside("b", "a").db, abs=1e-9)


def test_with_no_report_left_a_pair_weighs_nothing(toy: Case) -> None:
    case = case_of(toy, [claim(ONE, says(True), source="own")], [ONE], told_by={"a": "own"})
    pair = weigh(case, ensemble_of(case, a=[[1]], b=[[0]])).outside("a", "b")
    assert (pair.db, pair.reports) == (0.0, 0)


def test_where_a_pair_disagrees_with_the_whole_record_an_alarm_says_so(toy: Case) -> None:
    # All documents are behind accounts, so there is no common set; but b does better than a on what is neither's.
    own = [truth(f"own-{k}") for k in range(5)]
    claims = [claim(clue, says(True), speaker="sure", source="own") for clue in own]
    claims.append(claim(THIRD, says(True), speaker="sure", source="free"))
    case = case_of(toy, claims, [*own, THIRD], told_by={"a": "own", "b": "free"})
    case_with_a_null = case_of(toy, claims, [*own, THIRD], told_by={"a": "own"})
    tables = {"a": [[1] * 5 + [0]] * 200, "b": [[0] * 5 + [1]] * 200}
    verdict = weigh(case_with_a_null, ensemble_of(case_with_a_null, **tables))
    assert verdict.ranking[0] == "a"
    assert any("favours b" in alarm for alarm in verdict.alarms)
    # Where both have a document nothing is left for the pair; against none-of-these, a has the third clue against it.
    both = weigh(case, ensemble_of(case, **tables))
    assert [alarm for alarm in both.alarms if "documents of neither" in alarm] == [
        "on the reports that stand in the documents of neither (1), the record favours none-of-these over a by 10 dB, "
        "not the other way round"
    ]
    agreed = {"a": [[1] * 6] * 200, "b": [[0] * 6] * 200}
    alarms = weigh(case_with_a_null, ensemble_of(case_with_a_null, **agreed)).alarms
    assert not any("documents of neither" in alarm or "out of source" in alarm for alarm in alarms)


def test_a_pair_alone_raises_the_alarm_where_no_report_is_common_to_all(toy: Case) -> None:
    verdict = three(toy, told_by={"a": "on-one", "b": "on-other"})
    case = verdict.case
    claims = list(case.ledger.claims.values())
    assert {each.source for each in claims} == {"on-one", "on-other", "on-third"}
    # a fits its own document and b's; on the third, which is neither's, b does better
    assert verdict.odds_db("a", "b")[0] > 0 > verdict.outside("a", "b").db


def test_each_source_and_each_clue_left_out(toy: Case) -> None:
    verdict = three(toy)
    without = {"a": YES * NO, "b": NO * YES, NONE: 0.25}
    total = sum(without.values())
    for name, value in without.items():
        assert verdict.without_source["on-one"][name] == pytest.approx(value / total, rel=1e-9)
        assert verdict.without_clue["one"][name] == pytest.approx(value / total, rel=1e-9)
    assert set(verdict.without_clue) == {"one", "other", "third"}


def test_a_speaker_trusted_half_as_much(toy: Case) -> None:
    verdict = three(toy)
    half = verdict.with_half_trust["sure"]
    anew = weigh(verdict.case, verdict.ensemble, {"sure": 0.45})
    assert half == {name: each.posterior for name, each in anew.accounts.items()}
    assert half != {name: each.posterior for name, each in verdict.accounts.items()}


def test_a_verdict_that_does_not_decide_is_undetermined(toy: Case) -> None:
    claims = [claim(c, says(True), speaker="sure") for c in (ONE, OTHER, THIRD)]
    case = case_of(toy, claims, [ONE, OTHER, THIRD])
    clear = weigh(case, ensemble_of(case, a=[[1, 1, 1]] * 200, b=[[0, 0, 0]] * 200))
    open_ = weigh(case, ensemble_of(case, a=[[1, 1, 1]] * 200, b=[[1, 1, 1]] * 200))
    assert not clear.undetermined
    assert open_.undetermined
    assert "undetermined" in open_.sentence()
    assert "undetermined" not in clear.sentence()
    assert open_.to_dict()["undetermined"] is True
