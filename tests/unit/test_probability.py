"""Bayes' rule on evidence that is known with an error."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.integrate
import scipy.stats

from corcyra.inference.mixture import Evidence
from corcyra.inference.probability import posterior_of

HALF = {"a": 0.5, "b": 0.5}


def evidence(**known: tuple[float, float]) -> dict[str, Evidence]:
    return {name: Evidence(db, error, 100.0) for name, (db, error) in known.items()}


def test_without_error_it_is_bayes_rule() -> None:
    found = posterior_of({"a": 0.2, "b": 0.8}, evidence(a=(-503.0, 0.0), b=(-510.0, 0.0)))
    assert found["a"] == pytest.approx(1 / (1 + 4 * 10**-0.7), rel=1e-12)
    assert sum(found.values()) == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize(
    ("weight", "one", "other"), [(0.0, 3.0, 1.0), (3.0, 2.0, 1.0), (10.0, 3.0, 4.0), (20.0, 8.0, 3.0), (-7.0, 0.0, 5.0)]
)
def test_of_two_accounts_it_is_the_logistic_normal_integral(weight: float, one: float, other: float) -> None:
    error = math.hypot(one, other)

    def odds(score: float) -> float:
        return float(scipy.stats.norm.pdf(score)) / (1 + 10 ** (-(weight + error * score) / 10))

    exact = scipy.integrate.quad(odds, -9, 9)[0]
    found = posterior_of(HALF, evidence(a=(weight - 400.0, one), b=(-400.0, other)))["a"]
    assert found == pytest.approx(exact, abs=2e-3)  # as far as so many points go
    plain = 1 / (1 + 10 ** (-weight / 10))
    if weight:  # and it says less than the rule without error would, by more than the points are off
        assert abs(found - 0.5) < abs(plain - 0.5) - 4e-3


def test_what_is_equal_stays_equal() -> None:
    found = posterior_of(HALF, evidence(a=(-9.0, 6.0), b=(-9.0, 6.0)))
    assert found["a"] == pytest.approx(0.5, abs=1e-12)  # every point has its mirror image


def test_eight_accounts_are_as_a_million_random_draws_say() -> None:
    draw = np.random.default_rng(1)
    db, error = draw.normal(0, 6, 8), draw.uniform(0.5, 4.0, 8)
    names = [f"n{k}" for k in range(8)]
    odds = 10 ** ((db + error * draw.normal(size=(1_000_000, 8))) / 10)
    exact = (odds / odds.sum(axis=1, keepdims=True)).mean(axis=0)  # to 5e-4
    known = {name: Evidence(float(x), float(e), 1.0) for name, x, e in zip(names, db, error, strict=True)}
    found = posterior_of(dict.fromkeys(names, 1 / 8), known)
    assert np.array(list(found.values())) == pytest.approx(exact, abs=3e-3)


def test_an_account_that_is_held_impossible_stays_so() -> None:
    found = posterior_of({"a": 1.0, "b": 0.0}, evidence(a=(-900.0, 1.0), b=(0.0, 1.0)))
    assert found == {"a": 1.0, "b": 0.0}
