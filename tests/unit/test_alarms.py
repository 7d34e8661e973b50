"""What a verdict warns of."""

from __future__ import annotations

from dataclasses import replace

from handmade import GONE, NO, YES, about, case_of, claim, count, decibel, ensemble_of, says, simple, truth

from corcyra.case import Case
from corcyra.inference.verdict import FEW_DRAWS, UNEXPLAINED, Verdict, weigh


def alarms(verdict: Verdict, words: str) -> list[str]:
    return [alarm for alarm in verdict.alarms if words in alarm]


def test_few_effective_draws_are_an_alarm_that_names_the_account(toy: Case) -> None:
    few, many = int(FEW_DRAWS) - 1, int(FEW_DRAWS) + 1
    assert len(alarms(simple(toy, few, few, of=few), "too few effective draws")) == 2
    assert alarms(simple(toy, many, many, of=many), "too few effective draws") == []
    clue = count("crowd", low=1.0, high=1e6)
    case = case_of(toy, [claim(clue, about(1e5, 1.1), speaker="sure")], [clue])
    rare = [[1e5]] + [[1.0]] * 999
    (alarm,) = alarms(weigh(case, ensemble_of(case, a=rare, b=[[1.0]] * 1000)), "too few effective draws")
    assert " a: " in alarm


def test_a_verdict_that_hangs_on_one_source_is_an_alarm_that_names_it(toy: Case) -> None:
    one, other = truth("one"), truth("other")
    # loud: 0.95 if so, 0.05 if not; soft: 0.95 if so, 0.45 if not. So a: 0.43, none-of-these: 0.35, b: 0.05;
    # without loud b: 0.95, none-of-these: 0.70, a: 0.45.
    loud = claim(one, says(True), speaker="sure", source="loud")
    soft = claim(other, says(True), source="soft", would_say=0.9)
    case = case_of(toy, [loud, soft], [one, other])
    (alarm,) = alarms(weigh(case, ensemble_of(case, a=[[1, 0]] * 200, b=[[0, 1]] * 200)), "hangs on one source")
    assert "The paper loud" in alarm
    assert "favours b" in alarm


def test_a_verdict_that_several_sources_carry_is_no_alarm(toy: Case) -> None:
    one, other = truth("one"), truth("other")
    claims = [claim(one, says(True), speaker="sure", source="loud"), claim(other, says(True), source="soft")]
    case = case_of(toy, claims, [one, other])
    verdict = weigh(case, ensemble_of(case, a=[[1, 1]] * 200, b=[[0, 0]] * 200))
    assert alarms(verdict, "hangs on one source") == []


def test_a_clue_that_no_account_explains_is_an_alarm_that_names_it(toy: Case) -> None:
    case = case_of(toy, [claim(GONE, says(True), speaker="sure")], [GONE])
    gap = decibel(0.05 / ((0.95 + 0.05) / 2))
    assert gap < UNEXPLAINED
    (alarm,) = alarms(weigh(case, ensemble_of(case, a=[NO] * 200, b=[NO] * 200)), "no account explains")
    assert "'gone'" in alarm
    assert f"{-gap:.0f} dB" in alarm
    assert alarms(weigh(case, ensemble_of(case, a=[NO] * 200, b=[YES] * 200)), "no account explains") == []


def test_a_record_that_none_explains_is_an_alarm(toy: Case) -> None:
    words = "none of the accounts explains the record"
    assert alarms(simple(toy, 0, 0), words)
    assert alarms(simple(toy, 1000, 0), words) == []


def test_another_verdict_out_of_source_is_an_alarm(toy: Case) -> None:
    claims = [
        claim(GONE, says(True), speaker="sure", source="own"),
        claim(GONE, says(False), speaker="half", source="other"),
    ]
    case = case_of(toy, claims, [GONE], told_by={"a": "own"})
    (alarm,) = alarms(weigh(case, ensemble_of(case, a=[YES] * 200, b=[NO] * 200)), "out of source")
    assert "favours b" in alarm
    agreed = [replace(claims[0]), replace(claims[1], report=says(True))]
    case = case_of(toy, agreed, [GONE], told_by={"a": "own"})
    assert alarms(weigh(case, ensemble_of(case, a=[YES] * 200, b=[NO] * 200)), "out of source") == []


def test_a_good_record_gives_no_alarm_at_all(toy: Case) -> None:
    one, other = truth("one"), truth("other")
    claims = [claim(c, says(True), speaker="sure", source=f"by-{c.id}") for c in (one, other)]
    case = case_of(toy, claims, [one, other])
    assert weigh(case, ensemble_of(case, a=[[1, 1]] * 200, b=[[0, 0]] * 200)).alarms == ()
