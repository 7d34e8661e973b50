from __future__ import annotations

import json
import math

import numpy as np
import pytest
import scipy.stats
from handmade import (
    GONE,
    NO,
    YES,
    about,
    at,
    between,
    case_of,
    claim,
    count,
    decibel,
    ensemble_of,
    says,
    share,
    simple,
    time,
    truth,
)  # fmt: skip
from hypothesis import given
from hypothesis import strategies as st

from corcyra.case import Case
from corcyra.errors import CorcyraError, EnsembleError, UnknownNameError
from corcyra.inference.verdict import NONE, Weight, in_words, percent, weigh


# P(yes | gone) = 0.5 + 0.5 * 0.5 = 0.75; P(yes | not gone) = 0.25. So P(yes | a) = (0.75 k + 0.25 (n - k)) / n.
def chance(yes: int, of: int = 1000) -> float:
    return (0.75 * yes + 0.25 * (of - yes)) / of


def test_the_evidence_is_the_mean_over_simulations(toy: Case) -> None:
    verdict = simple(toy, 800, 100)
    assert verdict.accounts["a"].log_evidence_db == pytest.approx(decibel(chance(800)), abs=1e-9)  # a few roundings
    assert verdict.accounts["b"].log_evidence_db == pytest.approx(decibel(chance(100)), abs=1e-9)


def test_none_of_these_is_the_mean_over_the_plausible_range(toy: Case) -> None:
    verdict = simple(toy, 800, 100)
    assert verdict.accounts[NONE].log_evidence_db == pytest.approx(decibel((0.75 + 0.25) / 2), abs=1e-9)
    assert verdict.accounts[NONE].mc_error_db == 0.0


def test_none_of_these_is_the_mean_over_the_plausible_range_of_a_time(toy: Case) -> None:
    case = case_of(toy, [claim(time(), at(48.0, 4.0))], [time()])
    verdict = weigh(case, ensemble_of(case, a=[[48.0]], b=[[0.0]]))
    # who looks: the normal density over 12 errors either way, spread over 96 hours; who doesn't: 1/96
    wanted = 0.5 * (scipy.stats.norm.cdf(12) - scipy.stats.norm.cdf(-12)) / 96 + 0.5 / 96
    assert verdict.accounts[NONE].log_evidence_db == pytest.approx(decibel(wanted), abs=1e-6)  # 2001 points of a grid


def test_none_of_these_takes_the_clues_as_independent_and_the_reports_on_one_as_not(toy: Case) -> None:
    one, other = truth("one"), truth("other")
    claims = [claim(one, says(True)), claim(one, says(True), speaker="sure"), claim(other, says(True))]
    case = case_of(toy, claims, [one, other])
    verdict = weigh(case, ensemble_of(case, a=[[1, 1]], b=[[0, 0]]))
    wanted = (0.75 * 0.95 + 0.25 * 0.05) / 2 * (0.75 + 0.25) / 2
    assert verdict.accounts[NONE].log_evidence_db == pytest.approx(decibel(wanted), abs=1e-9)


def test_posteriors_follow_from_priors_and_evidence(toy: Case) -> None:
    verdict = simple(toy, 800, 100, weight={"a": 1.0, "b": 3.0})
    weight = {"a": 1.0 * chance(800), "b": 3.0 * chance(100), NONE: 2.0 * 0.5}  # none has the mean prior weight
    for name, value in weight.items():
        # Averaged over an error of some 0.1 dB, which moves a probability by less than 1e-4.
        assert verdict.accounts[name].posterior == pytest.approx(value / sum(weight.values()), rel=1e-4)
    assert verdict.accounts["b"].prior == pytest.approx(3 / 6)


def test_an_account_without_prior_weight_stays_impossible(toy: Case) -> None:
    assert simple(toy, 1000, 0, weight={"a": 0.0}).accounts["a"].posterior == 0.0


def test_without_any_prior_weight_there_is_no_verdict(toy: Case) -> None:
    with pytest.raises(CorcyraError, match="prior weight"):
        simple(toy, 1, 1, weight={"a": 0.0, "b": 0.0})


def test_reports_multiply_within_a_simulation_not_across(toy: Case) -> None:
    one, other = truth("one"), truth("other")
    case = case_of(toy, [claim(one, says(True)), claim(other, says(True))], [one, other])
    # a: both together or neither; b: always exactly one. Clue by clue they look the same.
    verdict = weigh(case, ensemble_of(case, a=[[1, 1], [0, 0]], b=[[1, 0], [0, 1]]))
    assert verdict.accounts["a"].log_evidence_db == pytest.approx(decibel((0.75**2 + 0.25**2) / 2), abs=1e-9)
    assert verdict.accounts["b"].log_evidence_db == pytest.approx(decibel(0.75 * 0.25), abs=1e-9)
    assert [w.alone_db for w in verdict.between("a", "b")] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_the_weight_of_a_clue_alone_is_the_ratio_of_means(toy: Case) -> None:
    (weight,) = simple(toy, 800, 100).between("a", "b")
    assert weight.alone_db == pytest.approx(decibel(chance(800) / chance(100)), abs=1e-9)


def test_a_weight_against_is_the_weight_for_turned_round(toy: Case) -> None:
    verdict = simple(toy, 800, 100)
    for one, other in (("a", "b"), ("a", NONE), ("b", NONE)):
        forth, back = verdict.between(one, other), verdict.between(other, one)
        assert [w.alone_db for w in forth] == [-w.alone_db for w in back]
        assert [w.mc_error_db for w in forth] == [w.mc_error_db for w in back]


def test_one_clue_alone_weighs_what_the_record_weighs(toy: Case) -> None:
    verdict = simple(toy, 800, 100)
    assert verdict.between("a", "b")[0].alone_db == pytest.approx(verdict.odds_db("a", "b")[0], abs=1e-9)


def test_weights_are_sorted_by_size(toy: Case) -> None:
    clues = [truth("slight"), truth("strong"), truth("none")]
    claims = [claim(c, says(True), speaker=s) for c, s in zip(clues, ("half", "sure", "deaf"), strict=True)]
    case = case_of(toy, claims, clues)
    verdict = weigh(case, ensemble_of(case, a=[[0, 0, 0]], b=[[1, 1, 1]]))
    assert [w.clue for w in verdict.between("a", "b")] == ["strong", "slight", "none"]


def test_a_speaker_of_trust_0_weighs_exactly_nothing(toy: Case) -> None:
    clues = [truth("x"), count("y"), time("z")]
    reports = [says(True), about(100.0), at(12.0)]
    case = case_of(toy, [claim(c, r, speaker="deaf") for c, r in zip(clues, reports, strict=True)], clues)
    verdict = weigh(case, ensemble_of(case, a=[[1, 100, 12], [1, 1, 1]], b=[[0, 5, math.inf], [0, 0, 90]]))
    assert [w.alone_db for w in verdict.between("a", "b")] == [0.0, 0.0, 0.0]
    assert verdict.odds_db("a", "b")[0] == 0.0
    assert verdict.accounts["a"].posterior == verdict.accounts["b"].posterior


def test_trust_set_by_the_reader_replaces_the_ledgers(toy: Case) -> None:
    case = case_of(toy, [claim(GONE, says(True))], [GONE])
    verdict = weigh(case, ensemble_of(case, a=[YES], b=[NO]), trust={"half": 0.8})
    assert verdict.odds_db("a", "b")[0] == pytest.approx(decibel((0.8 + 0.1) / 0.1), abs=1e-9)
    assert verdict.trust["half"] == 0.8


def test_an_unknown_speaker_is_refused(toy: Case) -> None:
    case = case_of(toy, [claim(GONE, says(True))], [GONE])
    with pytest.raises(UnknownNameError, match="did you mean 'half'"):
        weigh(case, ensemble_of(case, a=[YES], b=[NO]), trust={"hallf": 0.8})


def test_an_ensemble_of_other_clues_is_refused(toy: Case) -> None:
    case = case_of(toy, [claim(GONE, says(True))], [GONE])
    other = case_of(toy, [], [truth("other")])
    with pytest.raises(EnsembleError, match="other clues"):
        weigh(case, ensemble_of(other, a=[YES], b=[NO]))


def test_a_copy_counts_once(toy: Case) -> None:
    original = claim(GONE, says(True), id="original")
    copies = [claim(GONE, says(True), id=f"copy-{k}", source=f"paper-{k}", same_as="original") for k in range(3)]
    alone, copied = (case_of(toy, claims, [GONE]) for claims in ([original], [original, *copies]))
    tables = {"a": [YES, NO], "b": [NO, NO]}
    assert weigh(copied, ensemble_of(copied, **tables)).accounts == weigh(alone, ensemble_of(alone, **tables)).accounts


def test_a_copy_speaks_where_its_original_is_left_out(toy: Case) -> None:
    claims = [
        claim(GONE, says(True), id="original", source="one"),
        claim(GONE, says(True), id="copy", source="two", same_as="original"),
    ]
    case = case_of(toy, claims, [GONE], told_by={"a": "one"})
    verdict = weigh(case, ensemble_of(case, a=[YES], b=[NO]))
    # out of source one is left out, and the copy in two says the same
    total = 0.75 + 0.25 + 0.5
    assert verdict.out_of_source["a"] == pytest.approx(0.75 / total, rel=1e-9)


def test_what_is_left_out_with_the_source_says_nothing(toy: Case) -> None:
    claims = [claim(GONE, says(True), source="one"), claim(GONE, says(True), source="two", speaker="sure")]
    case = case_of(toy, claims, [GONE], told_by={"a": "two"})
    verdict = weigh(case, ensemble_of(case, a=[YES], b=[NO]))
    assert verdict.out_of_source["a"] == pytest.approx(0.75 / (0.75 + 0.25 + 0.5), rel=1e-9)
    assert verdict.accounts["a"].posterior > verdict.out_of_source["a"]


def test_without_a_record_the_posterior_is_the_prior(toy: Case) -> None:
    case = case_of(toy, [], [GONE], weight={"a": 2.0})
    verdict = weigh(case, ensemble_of(case, a=[YES] * 3, b=[NO] * 3))
    for each in verdict.accounts.values():
        assert each.posterior == pytest.approx(each.prior, rel=1e-12)
        assert each.log_evidence_db == 0.0


def test_effective_draws_are_the_squared_sum_over_the_sum_of_squares(toy: Case) -> None:
    weights = np.array([0.75] * 3 + [0.25] * 7)
    standing = simple(toy, 3, 0, of=10).accounts["a"]
    assert standing.effective_draws == pytest.approx(weights.sum() ** 2 / (weights**2).sum(), rel=1e-12)


def test_equal_simulations_are_all_effective_and_known_exactly(toy: Case) -> None:
    standing = simple(toy, 1000, 0).accounts["a"]
    assert standing.effective_draws == pytest.approx(1000.0, rel=1e-12)
    assert standing.mc_error_db == pytest.approx(0.0, abs=1e-6)  # the root of a rounding error


def test_the_monte_carlo_error_is_that_of_the_mean(toy: Case) -> None:
    weights = np.array([0.75] * 300 + [0.25] * 700)
    relative = weights.std() / weights.mean() / math.sqrt(1000)
    assert simple(toy, 300, 0).accounts["a"].mc_error_db == pytest.approx(10 / math.log(10) * relative, rel=1e-9)


def test_the_monte_carlo_error_is_the_spread_of_many_small_ensembles(toy: Case) -> None:
    # 600 ensembles of 400 draws. The spread of 600 is known to 1/sqrt(2 * 600) = 2.9 %, the delta method is right to
    # 1/(effective draws) < 1 %. A tolerance of 15 % is five standard errors: a false alarm in 1e-6, and a wrong factor
    # of 1.3 or more is found with a probability above 0.999999. The seed is fixed.
    draw = np.random.default_rng(5)
    clue = count("crowd", low=10.0, high=1e5)
    case = case_of(toy, [claim(clue, about(1000.0, 2.0), speaker="sure")], [clue])
    verdicts = [
        weigh(case, ensemble_of(case, a=np.exp(draw.normal(6.0, 1.0, 400)), b=np.full(400, 1000.0))) for _ in range(600)
    ]
    spread = np.std([verdict.accounts["a"].log_evidence_db for verdict in verdicts], ddof=1)
    told = np.mean([verdict.accounts["a"].mc_error_db for verdict in verdicts])
    assert told == pytest.approx(spread, rel=0.15)


def rich(toy: Case) -> Case:
    clues = [truth("t"), count("c"), share("s"), time("h")]
    reports = [says(True), about(100.0, 2.0), between(0.2, 0.5, 0.1), at(30.0)]
    claims = [claim(c, r, speaker=s) for c, r, s in zip(clues, reports, ("half", "sure", "sure", "half"), strict=True)]
    return case_of(toy, claims, clues, told_by={"a": "one"})


rows = st.tuples(
    st.sampled_from([0.0, 1.0]),
    st.one_of(st.just(0.0), st.floats(0, 1e12)),
    st.floats(0, 1),
    st.one_of(st.just(math.inf), st.floats(0, 96)),
)
tables = st.lists(rows, min_size=2, max_size=8)


@given(tables, tables)
def test_probabilities_add_up_to_1(toy: Case, a: list, b: list) -> None:
    case, size = rich(toy), min(len(a), len(b))
    verdict = weigh(case, ensemble_of(case, a=a[:size], b=b[:size]))
    assert sum(each.prior for each in verdict.accounts.values()) == pytest.approx(1.0, abs=1e-12)
    assert sum(each.posterior for each in verdict.accounts.values()) == pytest.approx(1.0, abs=1e-12)
    assert sum(verdict.out_of_source.values()) == pytest.approx(1.0, abs=1e-12)


@given(tables, tables)
def test_no_number_of_a_verdict_is_not_finite(toy: Case, a: list, b: list) -> None:
    case, size = rich(toy), min(len(a), len(b))
    verdict = weigh(case, ensemble_of(case, a=a[:size], b=b[:size]), trust={"sure": 1.0})
    json.dumps(verdict.to_dict(), allow_nan=False)  # raises at the first that isn't


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_simulations_makes_no_difference(toy: Case, a: list, random) -> None:
    case, other = rich(toy), list(a)
    random.shuffle(other)
    one, two = (weigh(case, ensemble_of(case, a=table, b=a)).accounts["a"] for table in (a, other))
    assert one.log_evidence_db == pytest.approx(two.log_evidence_db, abs=1e-9)  # sums in another order
    assert one.effective_draws == pytest.approx(two.effective_draws, rel=1e-9)


@given(tables)
def test_repeating_every_simulation_changes_only_how_well_it_is_known(toy: Case, a: list) -> None:
    case = rich(toy)
    once = weigh(case, ensemble_of(case, a=a, b=a)).accounts["a"]
    twice = weigh(case, ensemble_of(case, a=a + a, b=a + a)).accounts["a"]
    assert twice.log_evidence_db == pytest.approx(once.log_evidence_db, abs=1e-9)
    assert twice.effective_draws == pytest.approx(2 * once.effective_draws, rel=1e-9)


# -- words -------------------------------------------------------------------------------------------------------------


def test_the_ranking_begins_with_the_most_probable(toy: Case) -> None:
    assert simple(toy, 900, 0).ranking == ["a", NONE, "b"]


def test_the_sentence_decides_only_where_the_evidence_does(toy: Case) -> None:
    clues = [truth(f"t{k}") for k in range(4)]
    case = case_of(toy, [claim(c, says(True), speaker="sure") for c in clues], clues)
    verdict = weigh(case, ensemble_of(case, a=[[1] * 4] * 200, b=[[0] * 4] * 200))
    assert "supports the account a best" in verdict.sentence()
    assert "does not decide" not in verdict.sentence()
    assert "does not decide" in simple(toy, 600, 500).sentence()


def test_the_summary_has_a_row_an_account_in_the_order_of_the_ranking(toy: Case) -> None:
    verdict = simple(toy, 900, 0)
    table = verdict.summary()
    assert list(table.index) == verdict.ranking
    assert table.loc["a", "posterior"] == verdict.accounts["a"].posterior


def test_the_printed_verdict_has_every_account_and_alarm(toy: Case) -> None:
    verdict = simple(toy, 0, 0)
    for part in (*verdict.accounts, *verdict.alarms, verdict.sentence()):
        assert part in str(verdict)


def test_the_dictionary_holds_every_pair_once(toy: Case) -> None:
    pairs = [(w["for"], w["against"]) for w in simple(toy, 1, 2).to_dict()["weights"]]
    assert sorted(pairs) == [("a", "b"), ("a", NONE), ("b", NONE)]


def test_a_weight_knows_both_sides(toy: Case) -> None:
    (weight,) = simple(toy, 1, 2).between("b", "a")
    assert weight == Weight("gone", "b", "a", weight.alone_db, weight.mc_error_db)


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0.0, "0.0 %"), (1.0, "100.0 %"), (0.5, "50.0 %"), (1e-9, "< 0.1 %"), (1 - 1e-9, "> 99.9 %"), (0.999, "99.9 %")],
)
def test_a_percentage_is_neither_0_nor_100_unless_it_is(probability: float, text: str) -> None:
    assert percent(probability) == text


@pytest.mark.parametrize(
    ("decibels", "words"),
    [(0, "hardly worth a mention"), (-4, "slight"), (7, "positive"), (-15, "strong"), (20, "very strong")],
)
def test_a_weight_in_words_depends_on_its_size_only(decibels: float, words: str) -> None:
    assert in_words(decibels) == words


def test_a_provisional_verdict_says_what_is_too_poorly_known(toy: Case) -> None:
    case = case_of(toy, [claim(GONE, says(True))], [GONE])
    rows = np.array([YES] * 300 + [NO] * 100)
    ensemble = ensemble_of(case, a=rows, b=rows)
    # Four islands of which one has nearly all the weight: many draws are effective, and little is known.
    heavy = np.log(np.repeat([1.0, 1.0, 1.0, 40.0], 100) / 100)
    columns = {
        "log_weight": np.tile(heavy, (2, 1)),
        "island": np.tile(np.repeat(np.arange(4), 100), (2, 1)),
        "temperature": np.ones((2, 400)),
    }
    dims = ("account", "simulation")
    verdict = weigh(case, ensemble.assign({name: (dims, values) for name, values in columns.items()}))
    each = verdict.accounts["a"]
    assert each.effective_draws >= 100
    assert each.mc_error_db > 3
    assert verdict.provisional
    assert verdict.undetermined
    assert f"known to no more than {each.mc_error_db:.1f} dB" in verdict.sentence()
    assert "does not decide between" in verdict.sentence()  # both have the same weights
    assert sum("disagree" in alarm for alarm in verdict.alarms) == 2
