from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.stats
from handmade import about, at, between, case_of, claim, count, says, share, time, truth
from hypothesis import given
from hypothesis import strategies as st

from corcyra.case import Case
from corcyra.errors import CorcyraError, UnknownNameError
from corcyra.evidence.ledger import Claim, Clue
from corcyra.inference.likelihood import MOST_TRUST, clue_likelihood, plausible, report_likelihood, trust_of

KINDS = {
    "truth": (truth(), says(True), np.array([0.0, 1.0])),
    "count": (count(), about(100.0, 2.0), np.array([0.0, 1.0, 100.0, 1e9])),
    "count range": (count(), between(50.0, 200.0), np.array([0.0, 1.0, 100.0, 1e9])),
    "count open": (count(), between(50.0, math.inf), np.array([0.0, 1.0, 100.0, 1e9])),
    "share": (share(), about(0.3, 0.1), np.array([0.0, 0.3, 1.0])),
    "share range": (share(), between(0.0, 0.2, 0.1), np.array([0.0, 0.3, 1.0])),
    "time": (time(), at(20.0), np.array([0.0, 20.0, 96.0, math.inf])),
}
kinds = pytest.mark.parametrize(("clue", "report", "happened"), KINDS.values(), ids=KINDS)
trusts = st.floats(0.0, MOST_TRUST)


def likelihood(clue: Clue, report: object, happened: object, trust: float, **rest: object) -> np.ndarray:
    return report_likelihood(claim(clue, report, **rest), clue, np.atleast_1d(np.asarray(happened, float)), trust)  # type: ignore[arg-type]


@kinds
def test_a_speaker_of_trust_0_says_the_same_whatever_happened(clue: Clue, report: object, happened: np.ndarray) -> None:
    assert np.unique(likelihood(clue, report, happened, 0.0)).size == 1  # so that every ratio is exactly 0 dB


@kinds
@given(trust=trusts)
def test_no_report_rules_anything_out_and_none_is_infinite(
    clue: Clue, report: object, happened: np.ndarray, trust: float
) -> None:
    values = likelihood(clue, report, happened, trust)
    assert (values > 0).all()
    assert np.isfinite(values).all()


@kinds
@given(trust=trusts)
def test_trust_mixes_the_two_ways_of_speaking(clue: Clue, report: object, happened: np.ndarray, trust: float) -> None:
    never, always = likelihood(clue, report, happened, 0.0), likelihood(clue, report, happened, 1.0)
    mixed = trust * always + (1 - trust) * never
    np.testing.assert_allclose(likelihood(clue, report, happened, trust), mixed, rtol=1e-12)  # a few roundings


@given(trust=trusts, would_say=st.floats(0.01, 0.99), said=st.booleans())
def test_a_truth_value_is_said_by_who_looks_and_by_who_would_say_it_anyway(
    trust: float, would_say: float, said: bool
) -> None:
    values = likelihood(truth(), says(said), [float(said), float(not said)], trust, would_say=would_say)
    anyway = (1 - trust) * would_say
    np.testing.assert_allclose(values, [trust + anyway, anyway], rtol=1e-12)  # a few roundings


def test_who_looks_counts_wrong_by_a_factor() -> None:
    values = likelihood(count(), about(100.0, 2.0), [50.0, 100.0, 200.0, 400.0], 1.0)
    wanted = scipy.stats.norm.pdf([1.0, 0.0, 1.0, 2.0]) / math.log(2.0)  # a factor of two is one standard error
    np.testing.assert_allclose(values, wanted, rtol=1e-12)


def test_who_does_not_look_names_any_number_of_the_range() -> None:
    assert likelihood(count(low=10, high=1000), about(100.0), 5.0, 0.0) == pytest.approx(1 / math.log(100), rel=1e-12)
    assert likelihood(time(hours=96), at(20.0), 5.0, 0.0) == pytest.approx(1 / 96, rel=1e-12)
    assert likelihood(share(), about(0.3, 0.1), 0.9, 0.0) == pytest.approx(1.0, rel=1e-12)


def test_who_looks_is_wrong_about_a_share_or_a_time_by_a_difference() -> None:
    np.testing.assert_allclose(
        likelihood(share(), about(0.3, 0.1), [0.3, 0.5], 1.0), scipy.stats.norm.pdf([0, 2]) / 0.1, rtol=1e-12
    )
    np.testing.assert_allclose(
        likelihood(time(), at(20.0, 6.0), [20.0, 8.0], 1.0), scipy.stats.norm.pdf([0, 2]) / 6.0, rtol=1e-12
    )


def test_what_never_happened_has_no_time() -> None:
    assert likelihood(time(), at(20.0), math.inf, 1.0) == 0.0
    assert likelihood(time(), at(20.0), math.inf, 0.5) == pytest.approx(0.5 / 96, rel=1e-12)


@given(st.floats(0.0, 4.9))
def test_nobody_counts_as_half_of_the_least_that_is_plausible(happened: float) -> None:
    least = likelihood(count(low=10), about(100.0), 5.0, 0.7)
    assert likelihood(count(low=10), about(100.0), happened, 0.7) == least


def integral(density: object, points: np.ndarray) -> float:
    return float(np.trapezoid([density(point) for point in points], points))  # type: ignore[operator]


# What happened lies in the middle, six standard errors from both ends, beyond which 2e-9 of what is said is cut off;
# the trapezoidal rule on 4001 points is wrong by about (step / error)^2 / 12 < 1e-5 of a standard error at each end.
SMALL = 1e-6


@pytest.mark.parametrize("trust", [0.0, 0.4, 0.995])
def test_a_report_of_a_count_has_probability_1_in_all_over_its_logarithm(trust: float) -> None:
    clue = count(low=10.0, high=1e6)
    points = np.linspace(math.log(10.0), math.log(1e6), 4001)
    total = integral(lambda log: likelihood(clue, about(math.exp(log), 2.0), math.sqrt(1e7), trust)[0], points)
    assert total == pytest.approx(1.0, abs=SMALL)


@pytest.mark.parametrize("trust", [0.0, 0.4, 0.995])
def test_a_report_of_a_time_has_probability_1_in_all(trust: float) -> None:
    points = np.linspace(0.0, 96.0, 4001)
    total = integral(lambda hour: likelihood(time(), at(hour, 6.0), 48.0, trust)[0], points)
    assert total == pytest.approx(1.0, abs=SMALL)


@pytest.mark.parametrize("trust", [0.0, 0.4, 0.995])
def test_a_report_of_a_share_has_probability_1_in_all(trust: float) -> None:
    points = np.linspace(0.0, 1.0, 4001)
    total = integral(lambda part: likelihood(share(), about(part, 0.08), 0.5, trust)[0], points)
    assert total == pytest.approx(1.0, abs=SMALL)


def test_the_two_truth_values_have_probability_1_in_all() -> None:
    for happened in (0.0, 1.0):
        both = [likelihood(truth(), says(v), happened, 0.3, would_say=w)[0] for v, w in ((True, 0.8), (False, 0.2))]
        assert sum(both) == pytest.approx(1.0, rel=1e-12)  # a few roundings


# Thresholds inside the plausible range by more than a thousandth of it, the least that a statement is worth.
@given(limit=st.floats(11.0, 900.0), happened=st.floats(0.0, 1e5), trust=trusts)
def test_more_than_and_less_than_have_probability_1_together(limit: float, happened: float, trust: float) -> None:
    parts = [
        likelihood(count(), report, happened, trust)[0] for report in (between(limit, math.inf), between(0.0, limit))
    ]
    assert sum(parts) == pytest.approx(1.0, abs=1e-12)  # two values of one distribution function


@given(limits=st.tuples(st.floats(0.01, 0.49), st.floats(0.51, 0.99)), trust=trusts)
def test_three_statements_that_leave_nothing_out_have_probability_1_together(
    limits: tuple[float, float], trust: float
) -> None:
    low, high = limits
    reports = [between(-math.inf, low, 0.1), between(low, high, 0.1), between(high, math.inf, 0.1)]
    assert sum(likelihood(share(), r, 0.3, trust)[0] for r in reports) == pytest.approx(1.0, abs=1e-12)


def test_a_range_is_said_by_who_looks_with_the_chance_that_the_error_leads_into_it() -> None:
    error = math.log(1.5)
    z = [(math.log(limit) - math.log(100.0)) / error for limit in (50.0, 200.0)]
    wanted = scipy.stats.norm.cdf(z[1]) - scipy.stats.norm.cdf(z[0])
    assert likelihood(count(), between(50.0, 200.0, 1.5), 100.0, 1.0) == pytest.approx(wanted, rel=1e-9)


def test_a_range_is_said_by_who_does_not_look_as_often_as_it_is_wide() -> None:
    wanted = math.log(4) / math.log(100)
    assert likelihood(count(low=10, high=1000), between(50.0, 200.0), 5.0, 0.0) == pytest.approx(wanted, rel=1e-12)


@given(st.floats(1.0, 1e4), st.floats(1.0, 1e4))
def test_the_nearer_the_likelier(one: float, other: float) -> None:
    near, far = sorted((one, other), key=lambda n: abs(math.log(max(n, 5.0) / 100.0)))
    values = likelihood(count(), about(100.0, 2.0), [near, far], 0.8)
    assert values[0] >= values[1]


def test_reports_on_one_clue_multiply() -> None:
    clue, happened = count(), np.array([20.0, 100.0, 700.0])
    claims = [claim(clue, about(100.0)), claim(clue, between(50.0, math.inf), speaker="sure")]
    trust = {"half": 0.5, "sure": 0.9}
    wanted = report_likelihood(claims[0], clue, happened, 0.5) * report_likelihood(claims[1], clue, happened, 0.9)
    np.testing.assert_allclose(clue_likelihood(claims, clue, happened, trust), wanted, rtol=1e-12)


def test_no_report_on_a_clue_says_nothing() -> None:
    assert list(clue_likelihood([], count(), np.array([1.0, 2.0]), {})) == [1.0, 1.0]


@pytest.mark.parametrize("clue", [count(), share(), time()], ids=lambda clue: clue.kind)
def test_the_plausible_range_is_cut_evenly_from_end_to_end(clue: Clue) -> None:
    points = plausible(clue)
    scale, low, high = (
        (np.log, *np.log([clue.low, clue.high])) if clue.kind == "count" else (np.array, clue.low, clue.high)
    )
    steps = np.diff(scale(points))
    np.testing.assert_allclose(steps, steps[0], rtol=1e-9)  # differences of rounded numbers
    np.testing.assert_allclose(scale(points[[0, -1]]), [low + steps[0] / 2, high - steps[0] / 2], atol=1e-9)


def test_a_truth_value_is_plausible_both_ways() -> None:
    assert list(plausible(truth())) == [0.0, 1.0]


@pytest.fixture
def case(toy: Case) -> Case:
    statement: Claim = claim(truth(), says(True))
    return case_of(toy, [statement], [truth()])


def test_trust_is_the_ledgers_unless_it_is_set(case: Case) -> None:
    assert trust_of(case.ledger, {"half": 0.25})["half"] == 0.25
    assert trust_of(case.ledger)["half"] == 0.5


def test_nobody_is_trusted_beyond_a_slip_of_the_pen(case: Case) -> None:
    assert trust_of(case.ledger, {"half": 1.0})["half"] == MOST_TRUST
    assert MOST_TRUST < 1.0


def test_setting_trust_does_not_change_the_ledger(case: Case) -> None:
    trust_of(case.ledger, {"half": 0.1})
    assert case.ledger.speakers["half"] == replace(case.ledger.speakers["half"], trust=0.5)


def test_an_unknown_speaker_names_the_nearest(case: Case) -> None:
    with pytest.raises(UnknownNameError, match=r"unknown speaker 'hlaf': did you mean 'half'\?"):
        trust_of(case.ledger, {"hlaf": 0.5})


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan, math.inf])
def test_trust_is_between_0_and_1(case: Case, value: float) -> None:
    with pytest.raises(CorcyraError, match="trust is between 0 and 1"):
        trust_of(case.ledger, {"half": value})
