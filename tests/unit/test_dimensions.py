from __future__ import annotations

import numpy as np
import pytest

from corcyra.dimensions import Dim
from corcyra.errors import UnitError
from corcyra.maths import average, clip01, nationwide, saturate, sigmoid, spread, where
from corcyra.units import parse_unit

PERSON, HOUR, RATE, NUMBER = Dim.of("person"), Dim.of("hour"), Dim.of("1/hour"), Dim.of("1")


def unit(value: object) -> str:
    assert isinstance(value, Dim)
    return repr(value)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: PERSON + HOUR,
        lambda: PERSON - NUMBER,
        lambda: np.minimum(PERSON, HOUR),
        lambda: np.maximum(RATE, NUMBER),
        lambda: PERSON > HOUR,
        lambda: PERSON * RATE + PERSON,
        lambda: where(PERSON > 1.0, PERSON, HOUR),
        lambda: saturate(PERSON, HOUR),
    ],
)
def test_what_is_not_of_one_kind_can_not_be_added_or_compared(wrong: object) -> None:
    with pytest.raises(UnitError):
        wrong()  # type: ignore[operator]


def test_the_message_names_both_units() -> None:
    with pytest.raises(UnitError, match="add of person and hour"):
        PERSON + HOUR


@pytest.mark.parametrize("function", [np.exp, np.log, np.log1p, np.tanh, np.expm1, np.cos, sigmoid])
def test_only_pure_numbers_have_an_exponential(function: object) -> None:
    with pytest.raises(UnitError, match="person"):
        function(PERSON)  # type: ignore[operator]
    assert unit(function(NUMBER)) == "1"  # type: ignore[operator]


def test_the_example_of_the_design_is_a_rate() -> None:
    reach, members, crowd = RATE, PERSON, PERSON
    assert unit(reach * members / (members + crowd + 1.0)) == "1/hour"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (PERSON * RATE, "person/hour"),
        (PERSON / HOUR, "person/hour"),
        (PERSON / PERSON, "1"),
        (1.0 / HOUR, "1/hour"),
        (2.0 * PERSON, "person"),
        (-PERSON, "person"),
        (abs(PERSON), "person"),
        (PERSON**2, "person^2"),
        (np.sqrt(PERSON * PERSON), "person"),
        (np.square(PERSON), "person^2"),
        (np.maximum(PERSON, 0.0), "person"),
        (clip01(NUMBER), "1"),
        (PERSON > 1.0, "1"),
        ((PERSON > 1.0) & (HOUR < 2.0), "1"),
        (nationwide(PERSON), "person"),
        (average(PERSON), "person"),
        (spread(NUMBER, PERSON), "person"),
        (spread(RATE, PERSON), "person/hour"),
        (saturate(PERSON, PERSON), "1"),
        (where(PERSON > 1.0, PERSON, 0.0), "person"),
    ],
)
def test_arithmetic_follows_the_rules(value: object, wanted: str) -> None:
    assert isinstance(value, Dim)
    assert value.powers == dict(parse_unit(wanted).dimension)


def test_the_root_of_an_odd_power_is_refused() -> None:
    with pytest.raises(UnitError, match="sqrt"):
        np.sqrt(PERSON)


def test_a_bare_number_may_stand_for_any_unit_in_a_sum_only() -> None:
    assert unit(PERSON + 1.0) == "person"
    assert unit(1.0 + PERSON) == "person"
    assert unit(PERSON * 1.0) == "person"
    assert not (PERSON * 1.0).agrees(NUMBER)
