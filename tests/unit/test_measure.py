from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from corcyra.case import open_case
from corcyra.engines.lumped import Lumped
from corcyra.evidence.measure import Bound, Measure, Tally, Trace, evaluate

# Two simulations, three places, four hours; read as hour -> (simulation 0, simulation 1), each (place 0, 1, 2).
CROWD = np.array(
    [
        [[0, 10, 5], [1, 1, 1]],
        [[20, 10, 5], [1, 2, 1]],
        [[40, 5, 5], [1, 4, 1]],
        [[10, 5, 0], [1, 8, 1]],
    ],
    dtype=float,
)
VIOLENT = np.array(
    [
        [[0, 0, 0], [0, 0, 0]],
        [[5, 0, 0], [0, 0, 1]],
        [[10, 5, 0], [0, 4, 1]],
        [[10, 5, 0], [0, 0, 0]],
    ],
    dtype=float,
)
BARGAIN = np.array([[[0.5], [0.5]], [[0.6], [0.4]], [[0.9], [0.3]], [[0.7], [0.5]]])
TRACE = {"crowd": CROWD, "violent": VIOLENT, "bargain": BARGAIN}


def read(**words: object) -> list[float]:
    measure = Measure(**({"of": ("crowd",), "end": 4} | words))  # type: ignore[arg-type]
    return list(evaluate(measure, TRACE))


@pytest.mark.parametrize(
    ("take", "wanted"),
    [
        ("last", [15, 10]),
        ("max", [50, 10]),
        ("min", [15, 3]),
        ("mean", [(15 + 35 + 50 + 15) / 4, (3 + 4 + 6 + 10) / 4]),
        ("sum", [115, 23]),
        ("change", [0, 7]),
    ],
)
def test_take_folds_the_hours(take: str, wanted: list[float]) -> None:
    assert read(take=take) == wanted


@pytest.mark.parametrize(
    ("level", "below", "wanted"),
    [(35, False, [1, math.inf]), (4, False, [0, 1]), (51, False, [math.inf, math.inf]), (4, True, [math.inf, 0])],
)
def test_first_is_the_first_hour_that_meets_the_bound(level: float, below: bool, wanted: list[float]) -> None:
    assert read(take="first", when=Bound(level, below)) == wanted


def test_first_counts_from_the_start_of_the_episode() -> None:
    assert read(take="first", when=Bound(10), start=2) == [2, 3]


def test_hours_counts_the_hours_that_meet_the_bound() -> None:
    assert read(take="hours", when=Bound(15)) == [4, 0]
    assert read(take="hours", when=Bound(15, below=True)) == [0, 4]


def test_at_least_includes_the_level_and_below_does_not() -> None:
    values = np.array([0.9, 1.0, 1.1])
    assert list(Bound(1.0).met(values)) == [False, True, True]
    assert list(Bound(1.0, below=True).met(values)) == [True, False, False]


@pytest.mark.parametrize(
    ("across", "wanted"), [("sum", [15, 10]), ("mean", [5, 10 / 3]), ("max", [10, 8]), ("min", [0, 1])]
)
def test_across_folds_the_places(across: str, wanted: list[float]) -> None:
    assert read(across=across) == wanted


def test_across_places_counts_those_that_ever_meet_the_bound() -> None:
    assert read(across="places", when=Bound(10)) == [2, 0]
    assert read(across="places", when=Bound(4)) == [3, 1]


def test_across_places_looks_only_at_the_hours_of_the_measure() -> None:
    assert read(across="places", when=Bound(10), start=3) == [1, 0]


def test_places_chooses_places() -> None:
    assert read(places=(1,)) == [5, 8]
    assert read(places=(0, 2), take="max") == [45, 2]


def test_the_end_is_exclusive_and_the_start_is_not() -> None:
    assert read(take="sum", start=1, end=3) == [35 + 50, 4 + 6]
    assert read(take="change", start=1, end=3) == [15, 2]


def test_quantities_are_added() -> None:
    assert read(of=("crowd", "violent"), take="max") == [65, 10 + 1]


def test_relative_divides_by_the_start() -> None:
    assert read(relative=True, take="max") == [50 / 15, 10 / 3]


def test_relative_to_nothing_is_nothing() -> None:
    assert read(relative=True, places=(0,), take="max") == [0, 1]


def test_relative_with_places_divides_place_by_place() -> None:
    assert read(relative=True, across="places", when=Bound(2)) == [0, 1]  # place 0 of simulation 0 began with nobody


def test_over_divides_what_was_taken() -> None:
    # of the sums over the hours, not the mean of the hourly shares
    assert read(of=("violent",), over=("crowd", "violent"), take="mean") == [35 / (35 + 115), 6 / (6 + 23)]
    assert read(of=("violent",), over=("crowd", "violent"), take="last") == [15 / 30, 0]


def test_a_share_of_nothing_is_nothing() -> None:
    assert read(of=("violent",), over=("violent",), end=1) == [0, 0]


def test_holds_gives_a_truth_value() -> None:
    assert read(take="max", holds=Bound(50)) == [1, 0]
    assert read(take="max", holds=Bound(50, below=True)) == [0, 1]


def test_national_quantities_have_one_place() -> None:
    assert read(of=("bargain",), take="max") == [0.9, 0.5]
    assert read(of=("bargain",), across="mean", take="min") == [0.5, 0.3]


def first(of: str, level: float, **words: object) -> Measure:
    return Measure(of=(of,), end=4, take="first", when=Bound(level), **words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (first("crowd", 35), first("violent", 15), [1, 0]),  # 1 before 2; never before never
        (first("violent", 15), first("crowd", 35), [0, 0]),
        (first("crowd", 4), first("violent", 4), [1, 1]),  # 0 before 1; 1 before 2
        (first("violent", 1), first("violent", 1), [0, 0]),  # together is not earlier
        (first("crowd", 10), first("violent", 99), [1, 1]),  # once before never
    ],
)
def test_earlier_is_strictly_before_later(one: Measure, other: Measure, wanted: list[float]) -> None:
    assert list(evaluate(Measure(earlier=one, later=other), TRACE)) == wanted


def test_what_is_read_includes_the_parts() -> None:
    measure = Measure(earlier=first("crowd", 1), later=Measure(of=("fear",), over=("violent",)))
    assert measure.reads == {"crowd", "fear", "violent"}


HOURS, SIMULATIONS, PLACES = 5, 3, 4
# Whole numbers, so that sums are exact in every order.
arrays = hnp.arrays(np.float64, (HOURS + 1, SIMULATIONS, PLACES), elements=st.integers(0, 20).map(float))
bounds = st.builds(Bound, st.integers(0, 40).map(float), st.booleans())
spans = st.tuples(st.integers(0, HOURS - 1), st.integers(1, HOURS)).map(lambda p: (p[0], max(p[1], p[0] + 1)))


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    start, end = draw(spans)
    across = draw(st.sampled_from(["sum", "mean", "max", "min", "places"]))
    take = draw(st.sampled_from(["last", "max", "min", "mean", "sum", "change", "first", "hours"]))
    return Measure(
        of=draw(st.sampled_from([("crowd",), ("crowd", "violent")])),
        over=()
        if across == "places" or take == "first"
        else draw(st.sampled_from([(), ("violent",), ("crowd", "violent")])),
        places=draw(st.none() | st.lists(st.integers(0, PLACES - 1), min_size=1, unique=True).map(tuple)),
        start=start,
        end=end,
        relative=draw(st.booleans()),
        across=across,
        take=take,
        when=draw(bounds),
        holds=draw(st.none() | bounds),
    )


def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.array(
        [[p / w if w > 0 else 0.0 for p, w in zip(*row, strict=True)] for row in zip(part, whole, strict=True)]
    )


def directly(measure: Measure, trace: Trace) -> np.ndarray:
    """The same from the whole history at once; its first hour is the state before the episode."""

    def level(names: tuple[str, ...]) -> np.ndarray:
        values = sum(trace[name] for name in names)
        return values if measure.places is None else values[..., list(measure.places)]

    def fold(values: np.ndarray) -> np.ndarray:
        span = values[1:][measure.start : measure.end]
        if measure.take == "first":
            hits = [[h for h, v in enumerate(column) if measure.when.met(v)] for column in span.T]
            return np.array([h[0] + measure.start if h else math.inf for h in hits])
        if measure.take == "hours":
            return np.sum(measure.when.met(span), axis=0)
        if measure.take in ("last", "change"):
            return span[-1] - (span[0] if measure.take == "change" else 0)
        return getattr(np, measure.take)(span, axis=0)

    of = level(measure.of)
    if measure.across == "places":
        if measure.relative:
            of = np.stack([share(hour, of[0]) for hour in of])
        number = measure.when.met(of[1:][measure.start : measure.end]).any(axis=0).sum(axis=-1)
    else:
        of = getattr(np, measure.across)(of, axis=-1)
        if measure.relative:
            of = share(of, np.broadcast_to(of[0], of.shape))
        number = fold(of)
        if measure.over:
            whole = fold(getattr(np, measure.across)(level(measure.over), axis=-1))
            number = share(number[None], whole[None])[0]
    return measure.holds.met(number).astype(float) if measure.holds else number.astype(float)


def added_up(measure: Measure, trace: dict[str, np.ndarray]) -> dict[Tally, np.ndarray]:
    """What the tallies of a measure come to, hour by hour and place by place."""
    out = {}
    for tally, _, _ in measure.needs():
        chosen = list(range(PLACES) if tally.places is None else tally.places)
        values = sum(trace[name] for name in tally.names)[..., chosen]
        series = values if tally.across == "each" else getattr(np, tally.across)(values, axis=-1)
        out[tally] = np.moveaxis(series, 0, -1)
    return out


@given(measures(), arrays, arrays)
def test_reading_tallies_is_reading_the_whole_history(measure: Measure, crowd: np.ndarray, violent: np.ndarray) -> None:
    trace = {"crowd": crowd, "violent": violent}
    np.testing.assert_array_equal(measure.read(added_up(measure, trace)), directly(measure, trace))


@given(st.lists(measures(), min_size=1, max_size=4))
@settings(max_examples=25)
def test_the_engine_reads_what_stands_in_its_histories(some: list[Measure]) -> None:
    case = open_case("toy")
    some = [
        replace(each, start=each.start * 20, end=each.end * 19, places=each.places and (each.places[0] % 3,))
        for each in some
    ]
    engine = Lumped(case, case.account("crowd"), range(6), seed=2)
    start = {name: engine.state[name].copy() for name in ("crowd", "violent")}
    trace = engine.run(some, record=start, first=6)
    whole = {name: np.concatenate([start[name][None], trace[name]]).astype(float) for name in start}
    for number, measure in enumerate(some):
        # shares of sums: the engine adds up in double precision what this test does too
        np.testing.assert_allclose(engine.measured[:, number], directly(measure, whole), rtol=1e-12)
