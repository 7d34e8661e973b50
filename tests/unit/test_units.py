from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corcyra.errors import UnitError
from corcyra.units import KNOWN, convert, parse_unit, spell

names = st.sampled_from(sorted(KNOWN))
# A product of up to three factors, each to a small power.
texts = st.lists(st.tuples(names, st.integers(-3, 3)), min_size=1, max_size=3).map(
    lambda parts: "*".join(f"{name}^{power}" for name, power in parts)
)


@pytest.mark.parametrize(
    ("value", "source", "target", "wanted"),
    [
        (90.0, "minute", "hour", 1.5),
        (2.0, "day", "hour", 48.0),
        (1.0, "week", "day", 7.0),
        (365.25, "day", "year", 1.0),
        (12.0, "month", "year", 1.0),
        (50.0, "percent", "share", 0.5),
        (3.0, "thousand_person", "person", 3000.0),
        (1500.0, "m", "km", 1.5),
        (1.0, "1/hour", "1/day", 24.0),
        (24.0, "1/day", "1/hour", 1.0),
        (2.0, "person/km2", "person/km^2", 2.0),
        (1.0, "km/hour", "m/minute", 1000 / 60),
        (5.0, "weapon/building/hour", "weapon/building/hour", 5.0),
    ],
)
def test_converts_as_by_hand(value: float, source: str, target: str, wanted: float) -> None:
    assert convert(value, source, target) == pytest.approx(wanted, rel=1e-14)  # a few roundings


@pytest.mark.parametrize(
    ("source", "target"),
    [("person", "hour"), ("1/hour", "hour"), ("person", "person/km2"), ("1", "person"), ("km", "km2")],
)
def test_refuses_to_convert_between_different_dimensions(source: str, target: str) -> None:
    with pytest.raises(UnitError, match=r"does not measure what") as caught:
        convert(1.0, source, target)
    assert f"'{source}'" in str(caught.value)
    assert f"'{target}'" in str(caught.value)


@pytest.mark.parametrize("name", ["1", "share", "logit", "percent"])
def test_pure_numbers_have_no_dimension(name: str) -> None:
    assert parse_unit(name).dimension == ()


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("persons", "person"),
        ("hours", "hour"),
        ("1/hours", "hour"),
        ("Person", "person"),
        ("km3", "km"),
        ("dya", "day"),
    ],
)
def test_an_unknown_unit_names_the_nearest(text: str, near: str) -> None:
    with pytest.raises(UnitError, match=rf"unknown unit '{text}': did you mean '{near}") as caught:
        parse_unit(text)
    assert text in str(caught.value)


@pytest.mark.parametrize("text", ["", "/", "*", "person/", "*person", "person//hour", "person^", "person^x", "2", "-1"])
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(UnitError):
        parse_unit(text)


@pytest.mark.parametrize(
    "text",
    ["thousand_person^200/thousand_person^199", "minute^-99999", "person^" + "9" * 5000, "day^200/day^199"],
)
def test_a_power_that_no_number_can_hold_is_refused_as_a_unit(text: str) -> None:
    with pytest.raises(UnitError):
        parse_unit(text)


@given(texts)
def test_converting_there_and_back_gives_the_same(text: str) -> None:
    base = spell(dict(parse_unit(text).dimension))
    there = convert(1.0, text, base)
    assert convert(there, base, text) == pytest.approx(1.0, rel=1e-12)  # sizes up to 8766**9: a few roundings


@given(texts)
def test_a_spelt_dimension_is_read_back_as_itself(text: str) -> None:
    dimension = parse_unit(text).dimension
    assert parse_unit(spell(dict(dimension))).dimension == dimension


@given(texts, texts)
def test_a_product_of_units_multiplies_sizes_and_adds_powers(one: str, other: str) -> None:
    a, b, both = parse_unit(one), parse_unit(other), parse_unit(f"{one}*{other}")
    assert both.size == pytest.approx(a.size * b.size, rel=1e-12)  # the order of a few multiplications
    powers = {base: dict(a.dimension).get(base, 0) + dict(b.dimension).get(base, 0) for base in
              {*dict(a.dimension), *dict(b.dimension)}}  # fmt: skip
    assert dict(both.dimension) == {base: power for base, power in powers.items() if power}


@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_a_unit_error(text: str) -> None:
    try:
        unit = parse_unit(text)
    except UnitError:
        return
    assert math.isfinite(unit.size)
    assert unit.size > 0
