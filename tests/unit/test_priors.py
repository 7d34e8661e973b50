from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from corcyra.errors import PriorError
from corcyra.levels import level
from corcyra.priors import parse_prior
from corcyra.schema import Level

SAME = {
    "normal(-2, 0.5)": scipy.stats.norm(-2, 0.5),
    "lognormal(-3, 1)": scipy.stats.lognorm(s=1, scale=math.exp(-3)),
    "uniform(-1, 4)": scipy.stats.uniform(-1, 5),
    "loguniform(1000, 20000)": scipy.stats.loguniform(1000, 20000),
    "beta(2, 8)": scipy.stats.beta(2, 8),
    "beta(0.5, 0.5)": scipy.stats.beta(0.5, 0.5),
}


@pytest.mark.parametrize("text", SAME)
def test_quantiles_are_those_of_the_distribution(text: str) -> None:
    u = np.concatenate([np.geomspace(1e-9, 0.5, 40), 1 - np.geomspace(1e-9, 0.5, 40)])
    # both invert the same functions in double precision; 1e-9 is far above rounding and far below any use
    np.testing.assert_allclose(parse_prior(text).quantile(u), SAME[text].ppf(u), rtol=1e-9, atol=1e-12)


def test_a_constant_is_the_same_at_every_probability() -> None:
    assert set(parse_prior("constant(7.5)").quantile(np.linspace(0.001, 0.999, 9))) == {7.5}


def test_quantiles_keep_the_shape() -> None:
    assert parse_prior("beta(2, 3)").quantile(np.full((4, 3), 0.3)).shape == (4, 3)


@pytest.mark.parametrize("text", SAME)
def test_the_interval_holds_nine_tenths(text: str) -> None:
    low, mid, high = parse_prior(text).interval()
    np.testing.assert_allclose(SAME[text].cdf([low, mid, high]), [0.05, 0.5, 0.95], atol=1e-9)  # cdf inverts ppf


@given(st.floats(-50, 50), st.floats(0.01, 20), st.lists(st.floats(1e-12, 1 - 1e-12), min_size=2, max_size=9))
def test_quantiles_never_fall(mean: float, sd: float, chances: list[float]) -> None:
    values = parse_prior(f"lognormal({mean!r}, {sd!r})").quantile(np.sort(chances))
    assert (np.diff(values) >= 0).all()


@given(st.sampled_from(["normal", "uniform", "loguniform", "beta"]), st.floats(0.1, 5), st.floats(5.5, 9))
def test_what_is_printed_is_read_back(family: str, one: float, other: float) -> None:
    prior = parse_prior(f"{family}({one:g}, {other:g})")
    assert parse_prior(str(prior)) == prior


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("lognorml(0, 1)", "lognormal"),
        ("Normal(0, 1)", "normal"),
        ("gaussnormal(0, 1)", "normal"),
        ("unifrom(0, 1)", "uniform"),
        ("betta(1, 1)", "beta"),
        ("const(1)", "constant"),
        ("logunif(1, 2)", "loguniform"),
    ],
)
def test_an_unknown_family_names_the_nearest(text: str, near: str) -> None:
    with pytest.raises(PriorError, match=rf"unknown prior '.*did you mean '{near}'"):
        parse_prior(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no prior"),
        ("3", "no prior"),
        ("normal", "no prior"),
        ("normal(0, 1", "no prior"),
        ("normal(0, 1) + 1", "no prior"),
        ("normal((0), 1)", "no prior"),
        ("normal()", "takes numbers: mean, sd"),
        ("normal(a, 1)", "takes numbers: mean, sd"),
        ("normal(0; 1)", "takes numbers: mean, sd"),
        ("normal(0)", "takes 2 numbers: mean, sd"),
        ("normal(0, 1, 2)", "takes 2 numbers: mean, sd"),
        ("constant(1, 2)", "takes 1 numbers: value"),
        ("normal(0, 0)", "sd above 0"),
        ("normal(0, -1)", "sd above 0"),
        ("lognormal(0, 0)", "sd above 0"),
        ("uniform(2, 1)", "low below high"),
        ("uniform(1, 1)", "low below high"),
        ("loguniform(0, 1)", "0 < low < high"),
        ("loguniform(-1, 1)", "0 < low < high"),
        ("beta(0, 1)", "a and b above 0"),
        ("beta(1, -1)", "a and b above 0"),
        ("normal(nan, 1)", "finite"),
        ("normal(0, inf)", "finite"),
        ("constant(nan)", "finite"),
        ("constant(1e999)", "finite"),
    ],
)
def test_what_is_no_prior_is_refused_with_what_would_be_right(text: str, says: str) -> None:
    with pytest.raises(PriorError) as caught:
        parse_prior(text)
    assert says in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_is_a_prior_or_a_prior_error(text: str) -> None:
    try:
        prior = parse_prior(text)
    except PriorError:
        return
    assert all(map(math.isfinite, prior.args))


@pytest.mark.parametrize(
    "text", ["lognormal(1000, 1)", "lognormal(0, 400)", "normal(0, 1e308)", "uniform(-1e308, 1e308)"]
)
def test_a_prior_beyond_all_numbers_is_no_level(text: str) -> None:
    problems: list = []
    found = level("case.toml", "begin.guard", Level(prior=text, unit="person", why="huge"), "person", problems)
    assert found is None
    assert any(text in str(problem) for problem in problems)


def test_a_level_is_converted_to_the_wanted_unit() -> None:
    known = level("f", "k", Level(prior="constant(2)", unit="day", why="w"), "hour", [])
    assert known is not None
    assert known.value == 48.0
