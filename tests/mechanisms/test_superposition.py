from dataclasses import replace

import numpy as np
import pytest
from paired import TOY, World, assert_more

from corcyra.case import Case, Given, Place

CITIES, HOURS = 5, 12
EVERY = tuple(range(CITIES))


def cities(km: float, starts: tuple[int, ...]) -> Case:
    """Cities in a row, so many km apart; the reserve is based in the first; each has its gathering at its hour."""
    degrees = km / 111.2
    row = tuple(Place(f"City {n}", "Row", 300_000, 10.0 + n * degrees, 60.0, {}) for n in EVERY)
    given = tuple(Given("spark", f"City {n}", start, start + HOURS, 1.0) for n, start in enumerate(starts))
    return replace(TOY, places=row, given=given, seat="City 0")


def world(km: float = 800.0, starts: tuple[int, ...] = (6,) * CITIES, urge: float = 34.0, *more: str) -> World:
    return World(
        ("grievance", "contagion", "fatigue_and_fear", "superposition", *more),
        {
            "grievance.baseline": -30, "grievance.weight": 0, "grievance.shield": 0, "contagion.pull": 0,
            "contagion.warmth": 0, "contagion.first": urge, "fatigue_and_fear.rest": 0, "fatigue_and_fear.weary": 0,
            "superposition.ratio": 5, "superposition.bearable": 2, "policing.disperse": 0.6, "policing.span": 10,
        },
        {"guard_reserve": 1000.0, "hardship_base": 0.0, "police": 60.0},
        cities(km, starts),
    )  # fmt: skip


AT_ONCE, IN_SEQUENCE = (6,) * CITIES, tuple(6 + 16 * n for n in EVERY)


def cost(given: World) -> np.ndarray:
    """Hours of the state's capacity that are lost."""
    return (1.0 - given.run("effectiveness")["effectiveness"][..., 0]).sum(axis=0)


def test_without_it_nothing_is_lost() -> None:
    assert not cost(world().without("superposition")).any()
    assert_more(cost(world()), cost(world().without("superposition")))


def test_the_same_unrest_costs_more_at_once_than_in_sequence() -> None:
    once, after = world(starts=AT_ONCE), world(starts=IN_SEQUENCE)
    joined = [each.run("joins_total")["joins_total"][-1].sum(axis=-1).mean() for each in (once, after)]
    assert joined[0] == pytest.approx(joined[1], rel=0.05)  # the same people, but for the draws
    assert_more(cost(once), 1.2 * cost(after))


def test_it_costs_more_far_apart_than_close_together() -> None:
    far, close = (world(km, AT_ONCE, 34.0, "redeployment") for km in (800.0, 40.0))
    assert_more(cost(far), cost(close))


def test_distance_counts_by_itself_and_not_only_on_the_road() -> None:
    """With nobody on the way, and the same people out: cities side by side are one theatre."""
    far, close = (world(km).but(guard_reserve=0.0) for km in (800.0, 40.0))
    joined = [each.run("joins_total")["joins_total"][-1].sum(axis=-1).mean() for each in (far, close)]
    assert joined[0] == pytest.approx(joined[1], rel=0.05)  # the same people, but for the draws
    assert_more(cost(far), 2.0 * cost(close))


def test_one_city_is_one_theatre_wherever_it_lies() -> None:
    only = (6, 200, 200, 200, 200)  # the others have their gathering after the end
    assert cost(world(800.0, only)).mean() == pytest.approx(cost(world(40.0, only)).mean(), rel=0.02)  # same draws


def outlasting(urge: float) -> tuple[np.ndarray, np.ndarray]:
    """Hours that people spend in the street, with the mechanism and without it."""
    pressed = world(800.0, AT_ONCE, urge, "policing").but({"superposition.bearable": 1.0}, police=150.0)
    on, off = pressed.pair("superposition", "crowd")
    return tuple(trace["crowd"].sum(axis=(0, 2)) for trace in (on, off))  # type: ignore[return-value]


def test_beyond_a_point_it_feeds_itself() -> None:
    """Less effective forces disperse less, which costs more: nothing if little is asked of them, much if much is."""
    little, much = outlasting(28.0), outlasting(36.0)
    assert_more(*much)
    assert np.mean(little[0]) < 1.02 * np.mean(little[1])
    assert np.mean(much[0]) > 1.4 * np.mean(much[1])
