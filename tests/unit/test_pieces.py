"""What is not known of a speaker, copies, and parts of a record; all against numbers worked out on paper."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.integrate
import scipy.stats
from handmade import about, at, between, case_of, claim, count, ensemble_of, says, share, time, truth

from corcyra.case import Case
from corcyra.evidence.ledger import Claim, Clue, Report
from corcyra.inference import pieces
from corcyra.inference.likelihood import MOST_TRUST
from corcyra.inference.verdict import NONE, Verdict, weigh
from corcyra.priors import parse_prior


def decibel(ratio: float) -> float:
    return 10 * math.log10(ratio)


def speaking(case: Case, name: str, **rest: str) -> Case:
    """The case, with priors for one speaker."""
    priors: dict[str, Any] = {key: parse_prior(text) for key, text in rest.items()}
    ledger = case.ledger
    speakers = ledger.speakers | {name: replace(ledger.speakers[name], **priors)}
    return replace(case, ledger=replace(ledger, speakers=speakers))


def verdict_of(case: Case, a: list, b: list, **rest: Any) -> Verdict:
    return weigh(case, ensemble_of(case, a=a, b=b), **rest)


def evidence(verdict: Verdict, name: str = "a") -> float:
    return 10 ** (verdict.accounts[name].log_evidence_db / 10)


def integral(function: Any, a: float, b: float) -> float:
    """The expectation of a function of the trust under a beta prior."""
    density = scipy.stats.beta(a, b).pdf
    return float(scipy.integrate.quad(lambda q: density(q) * function(min(q, MOST_TRUST)), 0, 1, epsabs=0)[0])


# Beta-binomial: of n reports k are of what was so. With a would_say of w each is said with q + (1-q) w or (1-q) w.
# Twelve points of a beta prior are exact for 23 reports; the rest is the bound on trust, which the prior does not know.
@pytest.mark.parametrize(("right", "wrong"), [(1, 0), (0, 1), (3, 2), (12, 14), (26, 0)])
@pytest.mark.parametrize("prior", [(3.0, 7.0), (6.5, 3.5), (2.0, 2.0)])
def test_trust_is_integrated_over_all_reports_of_a_speaker_at_once(
    toy: Case, right: int, wrong: int, prior: tuple[float, float]
) -> None:
    clues = [truth(f"t{k}") for k in range(right + wrong)]
    case = case_of(toy, [claim(clue, says(True)) for clue in clues], clues)
    case = speaking(case, "half", prior=f"beta({prior[0]}, {prior[1]})")
    happened = [1.0] * right + [0.0] * wrong
    wanted = integral(lambda q: (q + (1 - q) / 2) ** right * ((1 - q) / 2) ** wrong, *prior)
    assert decibel(evidence(verdict_of(case, [happened], [happened]))) == pytest.approx(decibel(wanted), abs=0.02)


def test_one_report_by_a_speaker_of_uncertain_trust_weighs_as_by_one_of_the_mean(toy: Case) -> None:
    case = speaking(case_of(toy, [claim(truth(), says(True))], [truth()]), "half", prior="beta(5, 5)")
    assert evidence(verdict_of(case, [[1.0]], [[0.0]])) == pytest.approx(0.75, rel=1e-9)
    assert case.ledger.speakers["half"].trust == 0.5


def test_a_speaker_caught_once_is_believed_less_the_next_time(toy: Case) -> None:
    clues = [truth("known"), truth("open")]
    case = case_of(toy, [claim(clue, says(True)) for clue in clues], clues)
    case = speaking(case, "half", prior="beta(2, 2)")
    caught, sound = verdict_of(case, [[0, 1]], [[0, 0]]), verdict_of(case, [[1, 1]], [[1, 0]])
    assert caught.odds_db("a", "b")[0] < sound.odds_db("a", "b")[0] - 1.0


def test_a_trust_that_the_reader_sets_is_taken_as_known(toy: Case) -> None:
    clues = [truth("one"), truth("other")]
    case = case_of(toy, [claim(clue, says(True)) for clue in clues], clues)
    case = speaking(case, "half", prior="beta(2, 2)")
    verdict = verdict_of(case, [[1, 1]], [[0, 0]], trust={"half": 0.4})
    assert evidence(verdict) == pytest.approx(0.7**2, rel=1e-9)


@pytest.mark.parametrize("given", [{"half": 0.0}, {"half": 0.9, "sure": 0.2}, {}])
def test_trusting_again_gives_what_weighing_anew_gives(toy: Case, given: dict[str, float]) -> None:
    clues = [truth("t"), count("c"), share("s"), time("h")]
    reports = [says(True), about(100.0, 2.0), between(0.2, 0.5, 0.1), at(30.0)]
    claims = [
        claim(c, r, speaker=s) for c, r in zip(clues, reports, strict=True) for s in ("half", "sure")
    ]  # fmt: skip
    case = speaking(case_of(toy, claims, clues), "half", prior="beta(2, 3)", overstates="lognormal(0.2, 0.5)")
    rows = [[1, 80, 0.3, 20], [0, 200, 0.6, math.inf], [1, 20, 0.1, 31]]
    ensemble = ensemble_of(case, a=rows, b=rows[::-1])
    again, anew = weigh(case, ensemble).trusting(given), weigh(case, ensemble, given)
    for name in ("a", "b", NONE):
        assert again.accounts[name] == anew.accounts[name]
    assert again.trust == anew.trust


def test_a_second_trust_is_added_to_the_first(toy: Case) -> None:
    clues = [truth("one"), truth("other")]
    claims = [claim(clue, says(True), speaker=s) for clue, s in zip(clues, ("half", "sure"), strict=True)]
    case = case_of(toy, claims, clues)
    verdict = verdict_of(case, [[1, 1]], [[0, 0]], trust={"half": 0.1}).trusting({"sure": 0.2})
    assert evidence(verdict) == pytest.approx((0.1 + 0.45) * (0.2 + 0.4), rel=1e-9)


def test_a_factor_on_counts_is_shared_by_the_counts_of_a_speaker(toy: Case) -> None:
    clues = [count("one"), count("other")]
    case = case_of(toy, [claim(clue, about(200.0, 1.2), speaker="sure") for clue in clues], clues)
    case = speaking(case, "sure", overstates="lognormal(0, 0.5)")
    # three values of the factor: at 0.1127, 0.5 and 0.8873 of its prior, with weights of 5, 8 and 5 in 18
    z = scipy.stats.norm.ppf([0.1127016654, 0.5, 0.8872983346])

    def said(happened: float, factor: float) -> float:
        error = math.log(1.2)
        look = scipy.stats.norm.pdf(math.log(200.0), math.log(happened * factor), error)
        return 0.9 * look + 0.1 / math.log(100)

    rows = [[100.0, 120.0]]
    wanted = sum(w / 18 * said(100, f) * said(120, f) for w, f in zip((5, 8, 5), np.exp(0.5 * z), strict=True))
    assert evidence(verdict_of(case, rows, rows)) == pytest.approx(wanted, rel=1e-6)  # ten digits of the points


def test_eagerness_bears_on_what_a_speaker_says_without_looking(toy: Case) -> None:
    clues = [truth("one"), truth("other")]
    claims = [claim(clue, says(True), would_say=0.6) for clue in clues]
    case = speaking(case_of(toy, claims, clues), "half", eagerness="normal(0, 1)")
    shift = scipy.stats.norm.ppf([0.1127016654, 0.5, 0.8872983346])
    would = 1 / (1 + np.exp(-(math.log(1.5) + shift)))
    wanted = sum(w / 18 * (0.5 + 0.5 * p) * 0.5 * p for w, p in zip((5, 8, 5), would, strict=True))
    assert evidence(verdict_of(case, [[1, 0]], [[1, 0]])) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize(
    ("clue", "report"),
    [
        (truth(), says(True)),
        (truth(), Report("silent", 0.8)),
        (count(), about(100.0)),
        (count(), Report("rivals", math.nan, rivals=(50.0, 900.0))),
        (count(), between(50.0, math.inf)),
        (share(), between(0.2, 0.5, 0.1)),
        (time(), at(30.0)),
        (time(), between(-math.inf, 50.0, 6.0)),
        (time(), between(50.0, math.inf, 6.0)),
    ],
    ids=["is", "silent", "about", "rivals", "more than", "share", "at", "before", "after"],
)
def test_who_would_say_so_anyway_weighs_0_db_under_every_kind_of_report(toy: Case, clue: Clue, report: Report) -> None:
    case = case_of(toy, [claim(clue, report, speaker="deaf")], [clue])
    case = speaking(case, "deaf", eagerness="normal(0, 1)", overstates="lognormal(0, 0.3)")
    values = {"truth": (1, 0), "count": (5, 1e5), "share": (0.0, 0.9), "time": (40, math.inf)}[clue.kind]
    verdict = verdict_of(case, [[values[0]]], [[values[1]]])
    assert verdict.odds_db("a", "b")[0] == pytest.approx(0.0, abs=1e-9)  # a rounding of sums in another order


def test_silence_speaks_against_what_would_have_been_said(toy: Case) -> None:
    case = case_of(toy, [claim(truth(), Report("silent", 0.8), would_say=0.3)], [truth()])
    verdict = verdict_of(case, [[1.0]], [[0.0]])
    assert evidence(verdict, "a") == pytest.approx(0.5 * 0.2 + 0.5 * 0.7, rel=1e-9)
    assert evidence(verdict, "b") == pytest.approx(0.5 * 1.0 + 0.5 * 0.7, rel=1e-9)


def test_rival_numbers_are_each_as_good_as_the_other(toy: Case) -> None:
    both = Report("rivals", math.nan, error=1.5, rivals=(50.0, 400.0))
    case = case_of(toy, [claim(count(), both, speaker="sure")], [count()])
    verdict = verdict_of(case, [[50.0]], [[400.0]])
    assert verdict.odds_db("a", "b")[0] == pytest.approx(0.0, abs=1e-9)
    one = scipy.stats.norm.pdf(0) / math.log(1.5)
    other = scipy.stats.norm.pdf(math.log(8) / math.log(1.5)) / math.log(1.5)
    assert evidence(verdict) == pytest.approx(0.9 * (one + other) / 2 + 0.1 / math.log(100), rel=1e-9)


def test_what_came_before_an_hour_came(toy: Case) -> None:
    case = case_of(toy, [claim(time(), between(-math.inf, 50.0, 6.0), speaker="sure")], [time()])
    verdict = verdict_of(case, [[math.inf]], [[44.0]])
    idle = 0.1 * 50 / 96
    assert evidence(verdict, "a") == pytest.approx(idle, rel=1e-9)  # what never came came not before
    assert evidence(verdict, "b") == pytest.approx(0.9 * scipy.stats.norm.cdf(1.0) + idle, rel=1e-9)


# -- copies ------------------------------------------------------------------------------------------------------------


def copied(dependence: float, report: Report | None = None, speaker: str = "sure") -> list[Claim]:
    original = claim(truth(), says(True), id="original")
    copy = claim(truth(), report or says(True), id="copy", source="two", speaker=speaker, same_as="original")
    return [original, replace(copy, dependence=dependence)]


@pytest.mark.parametrize("dependence", [0.1, 0.4, 0.9])
def test_a_partial_copy_repeats_with_the_chance_of_its_dependence(toy: Case, dependence: float) -> None:
    case = case_of(toy, copied(dependence), [truth()])
    verdict = verdict_of(case, [[1.0]], [[0.0]])
    for name, original, alone in (("a", 0.75, 0.95), ("b", 0.25, 0.05)):
        wanted = original * (dependence + (1 - dependence) * alone)
        assert evidence(verdict, name) == pytest.approx(wanted, rel=1e-9)


def test_what_contradicts_its_original_was_not_copied(toy: Case) -> None:
    case = case_of(toy, copied(0.4, says(False)), [truth()])
    assert evidence(verdict_of(case, [[1.0]], [[0.0]])) == pytest.approx(0.75 * 0.6 * 0.05, rel=1e-9)


def test_a_copied_number_is_near_that_of_the_original(toy: Case) -> None:
    original = claim(count(), about(100.0), id="original")
    copy = claim(count(), about(120.0, 1.3), id="copy", source="two", speaker="sure", same_as="original")
    case = case_of(toy, [original, replace(copy, dependence=0.5)], [count()])
    repeated = scipy.stats.norm.pdf(math.log(1.2) / math.log(1.3)) / math.log(1.3)
    first = 0.5 * scipy.stats.norm.pdf(math.log(5) / math.log(1.5)) / math.log(1.5) + 0.5 / math.log(100)
    second = 0.9 * scipy.stats.norm.pdf(math.log(6) / math.log(1.3)) / math.log(1.3) + 0.1 / math.log(100)
    verdict = verdict_of(case, [[20.0]], [[20.0]])
    assert evidence(verdict) == pytest.approx(first * (0.5 * repeated + 0.5 * second), rel=1e-9)


def test_the_more_a_report_is_copied_the_less_it_weighs(toy: Case) -> None:
    sizes = [
        verdict_of(case_of(toy, copied(part), [truth()]), [[1.0]], [[0.0]]).odds_db("a", "b")[0]
        for part in (0.01, 0.3, 0.6, 1.0)
    ]
    assert sizes == sorted(sizes, reverse=True)
    alone = case_of(toy, copied(1.0)[:1], [truth()])
    assert sizes[-1] == verdict_of(alone, [[1.0]], [[0.0]]).odds_db("a", "b")[0]


def test_a_speaker_that_says_a_thing_twice_has_said_it_once(toy: Case) -> None:
    once = [claim(truth(), says(True), id="first", source="one")]
    twice = [*once, claim(truth(), says(True), id="second", source="two")]
    one, two = (verdict_of(case_of(toy, said, [truth()]), [[1.0]], [[0.0]]) for said in (once, twice))
    assert one.accounts == two.accounts


def test_a_copy_that_stands_before_its_original_changes_nothing(toy: Case) -> None:
    claims = copied(1.0, speaker="half")
    one, two = (verdict_of(case_of(toy, said, [truth()]), [[1.0]], [[0.0]]) for said in (claims, claims[::-1]))
    assert one.accounts == two.accounts


# -- the reference -----------------------------------------------------------------------------------------------------


def test_none_of_these_shares_what_is_not_known_of_a_speaker_over_its_clues(toy: Case) -> None:
    clues = [truth(f"t{k}") for k in range(3)]
    claims = [claim(clue, says(True), would_say=0.3) for clue in clues]
    case = speaking(case_of(toy, claims, clues), "half", prior="beta(2, 2)")
    verdict = verdict_of(case, [[1, 1, 1]], [[0, 0, 0]])
    wanted = integral(lambda q: (0.5 * (q + (1 - q) * 0.3) + 0.5 * (1 - q) * 0.3) ** 3, 2, 2)
    standing = verdict.accounts[NONE]
    assert standing.mc_error_db < 0.03  # 512 quasi-random points in 8 sets, which tell the error on the safe side
    assert standing.log_evidence_db == pytest.approx(decibel(wanted), abs=3 * standing.mc_error_db)


def test_none_of_these_is_known_exactly_where_the_speakers_are(toy: Case) -> None:
    case = case_of(toy, [claim(truth(), says(True))], [truth()])
    assert verdict_of(case, [[1.0]], [[0.0]]).accounts[NONE].mc_error_db == 0.0


# -- tables ------------------------------------------------------------------------------------------------------------


def test_a_table_on_disk_gives_the_same_bits(toy: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    clues = [truth("t"), count("c")]
    case = case_of(toy, [claim(clues[0], says(True)), claim(clues[1], about(100.0))], clues)
    rows = [[k % 2, 10.0 + k] for k in range(50)]
    small = verdict_of(case, rows, rows[::-1])
    monkeypatch.setattr(pieces, "IN_MEMORY", 0)
    monkeypatch.setattr(pieces, "CHUNK", 7)
    large = verdict_of(case, rows, rows[::-1])
    assert isinstance(large.scales.draws["a"].table[0], np.memmap)
    assert large.accounts == small.accounts


def test_many_reports_of_one_speaker_do_not_run_out_of_numbers(toy: Case) -> None:
    clues = [truth(f"t{k}") for k in range(150)]
    case = case_of(toy, [claim(clue, says(True), speaker="sure") for clue in clues], clues)
    verdict = verdict_of(case, [[0.0] * 150], [[1.0] * 150])
    assert verdict.odds_db("b", "a")[0] == pytest.approx(150 * decibel(0.95 / 0.05), rel=1e-9)
