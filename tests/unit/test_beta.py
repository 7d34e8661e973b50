"""Quantiles of beta distributions: off a table, and still those of the distribution."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv

from corcyra.beta import LEAST, MOST, beta_quantile, pieces
from corcyra.priors import parse_prior

#: Some that the shipped cases have, others, and the corners of what is read off a table.
SHAPES = [
    (2.0, 4.0), (7.0, 3.0), (3.0, 3.0), (4.0, 4.0), (8.0, 2.0), (1.0, 6.0), (1.0, 40.0), (1.0, 1.0), (0.5, 0.5),
    (30.0, 70.0), (LEAST, LEAST), (LEAST, MOST), (MOST, LEAST), (MOST, MOST),
]  # fmt: skip
#: As far out as keyed uniform numbers go, and the middle.
CHANCES = np.concatenate([np.geomspace(1.2e-16, 0.5, 1500), 1.0 - np.geomspace(1.2e-16, 0.5, 1500)])

shapes = st.floats(LEAST, MOST)


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_quantiles_are_those_of_the_incomplete_beta_function(a: float, b: float) -> None:
    # the normal score of a chance of 1e-16 is known to 4e-15, which the steepest logit makes 1e-13
    np.testing.assert_allclose(beta_quantile(CHANCES, a, b), betaincinv(a, b, CHANCES), rtol=4e-13)
    middle = np.linspace(0.01, 0.99, 999)
    np.testing.assert_allclose(beta_quantile(middle, a, b), betaincinv(a, b, middle), rtol=2e-13)


@given(shapes, shapes, st.lists(st.floats(1e-16, 1 - 1.2e-16), min_size=1, max_size=20))
def test_quantiles_are_those_of_any_beta_distribution(a: float, b: float, chances: list[float]) -> None:
    np.testing.assert_allclose(beta_quantile(np.array(chances), a, b), scipy.stats.beta(a, b).ppf(chances), rtol=4e-13)


@pytest.mark.parametrize(("a", "b"), [(2.0, 4.0), (7.0, 3.0), (4.0, 4.0), (1.0, 40.0)])
def test_quantiles_of_priors_in_use_have_the_bits_of_the_inverse_in_single_precision(a: float, b: float) -> None:
    u = np.random.default_rng(1).random(20_000)
    # an error of 1e-15 turns one 32-bit number in some ten millions; the numbers are fixed by the seed
    np.testing.assert_array_equal(np.float32(beta_quantile(u, a, b)), np.float32(betaincinv(a, b, u)))


@given(shapes, shapes)
def test_quantiles_rise_across_the_pieces(a: float, b: float) -> None:
    values = beta_quantile(np.linspace(1e-6, 1 - 1e-6, 20_001), a, b)
    assert (np.diff(values) >= 0).all()
    assert values[0] < values[-1]


@given(shapes, shapes, st.integers(1, 2**20 - 1))
def test_what_is_left_of_one_is_the_other_way_round(a: float, b: float, part: int) -> None:
    chance = np.array([part / 2**20])  # 1 - chance is exact
    # both are below 1, and each has an error of some 1e-15
    np.testing.assert_allclose(beta_quantile(chance, a, b) + beta_quantile(1.0 - chance, b, a), 1.0, atol=1e-13)


@given(st.sampled_from(SHAPES), st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40))
def test_a_value_is_the_same_alone_and_among_others(shape: tuple[float, float], chances: list[float]) -> None:
    together = beta_quantile(np.array(chances), *shape)
    alone = [beta_quantile(np.array([[chance]]), *shape)[0, 0] for chance in chances]
    np.testing.assert_array_equal(together, alone)


def test_columns_of_a_table_have_the_bits_of_the_same_numbers_in_a_row() -> None:
    u = np.random.default_rng(2).random((50, 7))
    part = u[:, 2:5]
    np.testing.assert_array_equal(beta_quantile(part, 2.0, 4.0).ravel(), beta_quantile(part.ravel(), 2.0, 4.0))


def test_chances_beyond_the_table_are_inverted() -> None:
    u = np.array([0.0, 1e-300, 1e-20, 0.3, 1.0, np.nan, -1.0])
    values = beta_quantile(u, 2.0, 4.0)
    np.testing.assert_array_equal(values[[0, 1, 2, 4, 5, 6]], betaincinv(2.0, 4.0, u)[[0, 1, 2, 4, 5, 6]])
    assert values[3] == beta_quantile(u[3:4], 2.0, 4.0)[0]


@pytest.mark.parametrize(("a", "b"), [(0.01, 3.0), (2.0, 1e5), (1e-3, 1e-3)])
def test_shapes_beyond_the_table_are_inverted(a: float, b: float) -> None:
    np.testing.assert_array_equal(beta_quantile(CHANCES, a, b), betaincinv(a, b, CHANCES))


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_pieces_meet(a: float, b: float) -> None:
    table = pieces(a, b)
    ends = table.sum(axis=0)[:-1]
    # the sum of eight numbers of the size of the logit
    np.testing.assert_allclose(ends, table[0, 1:], rtol=1e-13, atol=1e-13)


def test_a_prior_reads_them_off() -> None:
    u = np.array([0.2, 0.7])
    np.testing.assert_array_equal(parse_prior("beta(2, 8)").quantile(u), beta_quantile(u, 2.0, 8.0))
