"""Weights of clues within the record: they add up, and depend on each other as worked out on paper."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from handmade import about, between, case_of, claim, count, ensemble_of, says, share, truth

from corcyra.case import Case
from corcyra.inference.checks import posterior_weights, predictive
from corcyra.inference.orders import added, gains, orders_of
from corcyra.inference.verdict import NONE, Verdict, weigh
from corcyra.priors import parse_prior


def decibel(ratio: float) -> float:
    return 10 * math.log10(ratio)


@pytest.fixture
def rich(toy: Case) -> Verdict:
    clues = [truth("t"), count("c"), share("s"), truth("u")]
    reports = [says(True), about(100.0, 2.0), between(0.2, 0.5, 0.1), says(False)]
    claims = [
        claim(c, r, speaker=s, source=f"by-{s}") for c, r in zip(clues, reports, strict=True) for s in ("half", "sure")
    ]
    claims.append(
        replace(claim(clues[0], says(True), id="copy", source="x", same_as=claims[0].id), dependence=0.4, speaker="new")
    )
    case = case_of(toy, claims, clues, speakers={"new": 0.7})
    half = replace(
        case.ledger.speakers["half"],
        prior=parse_prior("beta(2, 3)"),
        overstates=parse_prior("lognormal(0.2, 0.5)"),
        eagerness=parse_prior("normal(0, 1)"),
    )
    case = replace(case, ledger=replace(case.ledger, speakers=case.ledger.speakers | {"half": half}))
    rows = [[1, 80, 0.3, 1], [0, 200, 0.6, 0], [1, 20, 0.1, 0], [1, 300, 0.4, 1]]
    return weigh(case, ensemble_of(case, a=rows, b=[row[::-1] for row in rows]))


@pytest.mark.parametrize("pair", [("a", "b"), ("a", NONE), (NONE, "b")])
def test_weights_in_order_and_averaged_over_orders_add_up_to_the_joint_weight(
    rich: Verdict, pair: tuple[str, str]
) -> None:
    found = rich.orders(*pair)
    joint = rich.odds_db(*pair)[0]
    assert [each.clue for each in found] == ["t", "c", "s", "u"]
    assert sum(each.in_order_db for each in found) == pytest.approx(joint, abs=1e-8)
    assert sum(each.average_db for each in found) == pytest.approx(joint, abs=1e-8)


def test_the_first_clue_in_order_weighs_what_it_weighs_alone(rich: Verdict) -> None:
    alone = {weight.clue: weight.alone_db for weight in rich.between("a", "b")}
    assert rich.orders("a", "b")[0].in_order_db == pytest.approx(alone["t"], abs=1e-8)


def test_every_step_is_the_evidence_of_the_record_so_far(rich: Verdict) -> None:
    order = np.array([[2, 0, 3, 1]])
    for name in ("a", "b", NONE):
        steps = gains(rich.scales, name, order)[0]
        so_far: set[str] = set()
        before = 0.0
        for clue in ("s", "t", "u", "c"):
            so_far |= rich.scales.claims(clue)
            now = rich.scales.evidence(so_far, (name,))[name].db
            # none-of-these averages over quasi-random points whatever the subset: the same points, so the same number
            assert steps[["t", "c", "s", "u"].index(clue)] == pytest.approx(now - before, abs=1e-8)
            before = now


# Two clues that always go together: under a both are so or neither, with 1/2; under b each by itself with 1/2. Each
# report is "yes" with 0.95 if so and 0.05 if not. Alone each weighs nothing: (0.95 + 0.05) / 2 on both sides. Together:
#   a: (0.95^2 + 0.05^2) / 2 = 0.4525        b: ((0.95 + 0.05) / 2)^2 = 0.25
JOINT = decibel(0.4525 / 0.25)


def twins(toy: Case) -> Verdict:
    clues = [truth("one"), truth("other")]
    claims = [claim(clue, says(True), speaker="sure") for clue in clues]
    case = case_of(toy, claims, clues)
    a, b = [[1, 1], [0, 0]] * 2, [[1, 1], [0, 0], [1, 0], [0, 1]]
    return weigh(case, ensemble_of(case, a=a, b=b))


def test_two_dependent_clues_weigh_together_what_they_do_not_weigh_alone(toy: Case) -> None:
    verdict = twins(toy)
    assert pytest.approx(2.577, abs=1e-3) == JOINT
    assert verdict.odds_db("a", "b")[0] == pytest.approx(JOINT, abs=1e-9)
    assert [weight.alone_db for weight in verdict.between("a", "b")] == pytest.approx([0.0, 0.0], abs=1e-9)
    first, second = verdict.orders("a", "b")
    assert (first.in_order_db, second.in_order_db) == pytest.approx((0.0, JOINT), abs=1e-9)
    assert (first.average_db, second.average_db) == pytest.approx((JOINT / 2, JOINT / 2), abs=1e-9)


def test_orders_come_with_their_reverse_after_that_of_the_ledger() -> None:
    rows = orders_of(6, 5, 1)
    assert list(rows[0]) == [0, 1, 2, 3, 4, 5]
    for k in range(1, 11, 2):
        assert list(rows[k + 1]) == list(rows[k][::-1])
        assert sorted(rows[k]) == [0, 1, 2, 3, 4, 5]
    assert not np.array_equal(orders_of(6, 5, 2)[1:], rows[1:])


def test_the_error_of_an_average_is_that_of_many_orders(rich: Verdict) -> None:
    # Of 4 clues there are 24 orders: 200 pairs of them know the average well, and 8 pairs within their stated error.
    exact = {each.clue: each.average_db for each in added(rich.scales, "a", "b", 200)}
    off = [
        (each.average_db - exact[each.clue]) / each.error_db
        for seed in range(20)
        for each in added(rich.scales, "a", "b", 8, seed)
        if each.error_db > 1e-9
    ]
    # The root mean square of such ratios is about 1.2 with 7 degrees of freedom; a factor of two off would show.
    assert 0.6 < float(np.sqrt(np.mean(np.square(off)))) < 2.0


# -- predictive checks -------------------------------------------------------------------------------------------------


def test_a_clue_is_predicted_from_the_rest_of_the_record_and_not_from_itself(toy: Case) -> None:
    (first, second) = predictive(twins(toy).scales, "a")
    assert first.prior_db == pytest.approx(0.0, abs=1e-9)
    # After the other report, "both" has 0.95: so "yes" has 0.95 * 0.95 + 0.05 * 0.05 = 0.905, and none-of-these 0.5.
    assert first.posterior_db == pytest.approx(decibel(0.905 / 0.5), abs=1e-9)
    assert second.posterior_db == pytest.approx(first.posterior_db, abs=1e-9)


def test_the_posterior_of_draws_is_in_proportion_to_their_likelihood(toy: Case) -> None:
    weights = posterior_weights(twins(toy).scales, "a")
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)
    assert weights[0] / weights[1] == pytest.approx((0.95 / 0.05) ** 2, rel=1e-9)
