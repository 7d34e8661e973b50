"""Draws follow their law exactly.

Power: at the level used here (1e-9 each) and with 200,000 draws in some 40 bins, a shift of the mean by 2 % of a
standard deviation (nine standard errors, six are enough), or a normal approximation where ten people are expected (its
missing skewness alone adds 3,000 to chi-square, 120 is enough), is found with a probability above 0.99.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from laws import ALPHA, are_independent, are_uncorrelated, fits_binomial, fits_uniform
from numba import njit

from corcyra.engines.draws import Ways, binomial, decide, move, room_for, split
from corcyra.engines.keyed import join, purpose, uniforms, unit_interval

DRAWS = 200_000
EVERYBODY = 19_122_423


@njit
def keys_of(base, size):
    out = np.empty(size, np.uint64)
    for i in range(size):
        out[i] = join(base, np.uint64(i))
    return out


@njit
def many_binomial(n, hazard, keys):
    out = np.empty(keys.shape[0], np.int64)
    for i in range(keys.shape[0]):
        out[i] = binomial(n, hazard, keys[i])
    return out


@njit
def many_split(n, p, keys):
    out = np.empty(keys.shape[0], np.int64)
    for i in range(keys.shape[0]):
        out[i] = split(n, p, keys[i])
    return out


def around(n: int) -> list[float]:
    """Chances at which the way of drawing is switched: ten expected to go, or ten expected to stay."""
    near = [expected / n for expected in (0.4, 0.6, 9.0, 9.99, 10.0, 10.01, 11.0, 30.0)]
    return [p for p in (*near, *(1 - p for p in near)) if 0 < p < 1]


GRID = sorted(
    {(n, p) for n in (1, 2, 5, 19, 100, 3_000, EVERYBODY) for p in (1e-6, 0.01, 0.3, 0.4999, 0.5, 0.5001, 0.8, 0.999)}
    | {(n, p) for n in (20, 21, 100, 3_000, 200_000, EVERYBODY) for p in around(n)}
    | {(EVERYBODY, 1e-9), (EVERYBODY, 1 - 1e-9), (EVERYBODY, 1e-3)}
)
grid = pytest.mark.parametrize(("n", "p"), GRID)


@grid
def test_those_who_leave_are_binomial(n: int, p: float) -> None:
    drawn = many_binomial(n, -math.log1p(-p), keys_of(purpose("leave", n, p), DRAWS))
    assert fits_binomial(drawn, n, p) > ALPHA


@grid
def test_those_who_take_one_of_two_ways_are_binomial(n: int, p: float) -> None:
    drawn = many_split(n, p, keys_of(purpose("way", n, p), DRAWS))
    assert fits_binomial(drawn, n, p) > ALPHA


def test_the_test_of_the_law_finds_a_normal_approximation() -> None:
    draw = np.random.default_rng(1)
    rounded = np.clip(np.rint(draw.normal(10.0, math.sqrt(9.9), DRAWS)), 0, 1000)
    assert fits_binomial(rounded, 1000, 0.01) < ALPHA


def test_the_test_of_the_law_finds_a_small_shift() -> None:
    draw = np.random.default_rng(1)
    assert fits_binomial(draw.binomial(1000, 0.5015, DRAWS), 1000, 0.5) < ALPHA  # 0.095 of a standard deviation
    assert fits_binomial(draw.binomial(1000, 0.5, DRAWS), 1000, 0.5) > ALPHA


@pytest.mark.parametrize("n", [0, 1, 5, 1000, EVERYBODY])
def test_without_hazard_nobody_leaves_and_with_an_endless_one_all_do(n: int) -> None:
    keys = keys_of(purpose("edge", n), 1000)
    assert set(many_binomial(n, 0.0, keys)) == {0}
    assert set(many_binomial(n, 1e9, keys)) == {n}
    assert set(many_split(n, 0.0, keys)) == {0}
    assert set(many_split(n, 1.0, keys)) == {n}


@given(st.integers(0, EVERYBODY), st.floats(0, 1e6), st.integers(0, 2**64 - 1))
def test_never_fewer_than_none_or_more_than_all_leave(n: int, hazard: float, key: int) -> None:
    assert 0 <= binomial(n, hazard, np.uint64(key)) <= n
    assert 0 <= split(n, min(hazard, 1.0), np.uint64(key)) <= n


# A key is its own uniform number: these are the four smallest and the four largest there are.
@pytest.mark.parametrize("key", [0, 1 << 11, 2 << 11, 3 << 11, *(2**64 - (k << 11) - 1 for k in range(4))])
def test_uniform_numbers_are_strictly_between_0_and_1(key: int) -> None:
    assert 0.0 < unit_interval(np.uint64(key)) < 1.0


@pytest.mark.parametrize("key", [*(2**64 - (k << 11) - 1 for k in range(8))])
@pytest.mark.parametrize("expected", [0.4, 0.6, 5.0, 9.9])
def test_the_rarest_draw_is_still_a_likely_number_of_people(expected: float, key: int) -> None:
    # The chance of 100 or more where 10 are expected is below 1e-60, of which no 64-bit key can be the cause.
    hazard = expected / EVERYBODY
    assert binomial(EVERYBODY, hazard, np.uint64(key)) < 100
    assert split(EVERYBODY, hazard, np.uint64(key)) < 100


# -- moving people -----------------------------------------------------------------------------------------------------


class Pool:
    """A pool of people and its flows, for ``move``: of every simulation a row of statuses, rates, taken and totals."""

    def __init__(self, counts: np.ndarray, flows: list[tuple[int, int]], rates: np.ndarray, logit: int = -1) -> None:
        self.counts = np.array(counts, dtype=np.int64)
        simulations, places, classes, statuses = self.counts.shape
        shape = (len(flows), simulations, places)
        self.source, self.target = (np.array(ends, dtype=np.int64) for ends in zip(*flows, strict=True))
        at = np.arange(statuses + 3 * len(flows), dtype=np.int64) * places
        row = np.split(at, [statuses, statuses + len(flows), statuses + 2 * len(flows)])
        leaving = np.unique(self.source)
        begin, end = (np.searchsorted(self.source, np.arange(statuses), side) for side in ("left", "right"))
        keys = np.array([purpose("flow", k) for k in range(len(flows))], dtype=np.uint64)
        self.ways = Ways(*row, self.target, leaving, begin, end, logit, np.arange(statuses), keys)
        self.z = np.zeros((simulations, len(at), places))
        self.z[:, :statuses] = np.moveaxis(self.counts.sum(axis=2), -1, 1)
        self.z[:, statuses : statuses + len(flows)] = np.moveaxis(np.broadcast_to(rates, shape), 0, 1)
        self.z[:, statuses + len(flows) : statuses + 2 * len(flows)] = -1.0  # to be set
        self.weights, self.paces = np.ones((simulations, places, classes)), np.zeros((simulations, classes))

    @property
    def totals(self) -> np.ndarray:
        return np.moveaxis(self.z[:, : self.counts.shape[3]], 1, 0)

    @property
    def rates(self) -> np.ndarray:
        return np.moveaxis(self.z[:, self.counts.shape[3] :][:, : len(self.source)], 1, 0)

    @property
    def taken(self) -> np.ndarray:
        return np.moveaxis(self.z[:, self.counts.shape[3] + len(self.source) :][:, : len(self.source)], 1, 0)

    @property
    def ever(self) -> np.ndarray:
        return np.moveaxis(self.z[:, -len(self.source) :], 1, 0)

    def move(self, hour: int = 0) -> Pool:
        status = [purpose("status", k) for k in range(self.counts.shape[3])]
        keys = np.array([[keys_of(key, len(self.z)) for key in status]], dtype=np.uint64)[0]
        keys = np.array([[keys_of(key, hour + 1)[hour] for key in simulation] for simulation in keys.T])
        move_all(self.counts, self.z.reshape(len(self.z), -1), self.ways, self.weights, self.paces, keys)
        return self


@njit
def move_all(counts, z, ways, weights, paces, keys):
    room = room_for(counts.shape[1], counts.shape[2], counts.shape[3], ways.rate.shape[0])
    for s in range(counts.shape[0]):
        room.keys[:] = keys[s]
        move(counts[s], z[s], ways, weights[s], paces[s], room)


FLOWS = [(0, 1), (0, 2), (1, 0), (1, 2), (1, 3), (2, 0), (2, 3)]  # people, out, violent, gone
counts = hnp.arrays(np.int64, (2, 2, 2, 4), elements=st.sampled_from([0, 1, 3, 50, 10_000, 10**9]))
rates = hnp.arrays(np.float64, (7, 2, 2), elements=st.sampled_from([0.0, -1.0, 1e-9, 1e-3, 0.1, 1.0, 50.0, 1e300]))


@given(counts, rates, st.integers(-1, 0), st.sampled_from([-800.0, -20.0, 0.0, 20.0, 800.0]), st.integers(0, 10_000))
def test_everybody_who_leaves_arrives(
    before: np.ndarray, rates: np.ndarray, logit: int, urge: float, hour: int
) -> None:
    pool = Pool(before, FLOWS, rates, logit)
    pool.paces[...] = 0.5
    if logit == 0:
        pool.rates[0] = urge
    pool.move(hour)
    assert (pool.counts >= 0).all()
    np.testing.assert_array_equal(pool.counts.sum(axis=3), before.sum(axis=3))  # by simulation, place and class
    np.testing.assert_array_equal(pool.totals, np.moveaxis(pool.counts.sum(axis=2), -1, 0))
    change = np.zeros(pool.totals.shape)
    for number, (source, target) in enumerate(FLOWS):
        assert (pool.taken[number] >= 0).all()
        change[source] -= pool.taken[number]
        change[target] += pool.taken[number]
        np.testing.assert_array_equal(pool.ever[number], pool.taken[number])
    np.testing.assert_array_equal(np.moveaxis(pool.counts.sum(axis=2) - before.sum(axis=2), -1, 0), change)


def test_flows_without_a_rate_are_not_taken() -> None:
    pool = Pool(
        np.full((500, 2, 1, 4), 1000), FLOWS, np.array([0.5, 0.0, 0.5, -3.0, 0.0, 0.2, 0.2])[:, None, None]
    ).move()
    assert [number for number in range(7) if pool.taken[number].any()] == [0, 2, 5, 6]


def test_all_flows_see_the_people_from_before_the_hour() -> None:
    start = np.zeros((50, 1, 1, 3))
    start[..., 0] = 100
    pool = Pool(start, [(0, 1), (1, 2)], np.full((2, 1, 1), 1e6)).move()
    assert (pool.counts[..., 1] == 100).all()  # all have left the first status, and none the second


# Few or many who do not take the likeliest way are sent by other means: people 12 and 4000 try both.
@pytest.mark.parametrize("people", [1, 12, 4000])
@pytest.mark.parametrize(
    "hazards", [(0.3, 0.1, 0.05), (0.05, 0.1, 0.3), (0.2,) * 3, (1e-3, 2.0, 0.0), (0.1, 0.4, 0.05, 0.2, 0.02)]
)
def test_every_flow_is_taken_by_its_share(people: int, hazards: tuple[float, ...]) -> None:
    start = np.zeros((50_000, 1, 1, len(hazards) + 1))
    start[..., 0] = people
    pool = Pool(start, [(0, number + 1) for number in range(len(hazards))], np.array(hazards)[:, None, None]).move()
    gone = -math.expm1(-sum(hazards))
    for number, hazard in enumerate(hazards):
        if hazard > 0:  # competing hazards: each flow alone is Binomial(n, (1 - exp(-sum)) * hazard / sum)
            assert fits_binomial(pool.taken[number].ravel(), people, gone * hazard / sum(hazards)) > ALPHA
    assert fits_binomial(pool.taken.sum(axis=0).ravel(), people, gone) > ALPHA
    # two flows together are binomial too, which fails if they are drawn independently of each other
    pair = gone * (hazards[0] + hazards[1]) / sum(hazards)
    assert fits_binomial((pool.taken[0] + pool.taken[1]).ravel(), people, pair) > ALPHA


@pytest.mark.parametrize("urge", [-3.0, 0.0, 2.0])
def test_those_who_join_follow_the_logistic_of_their_class(urge: float) -> None:
    start = np.zeros((50_000, 1, 2, 3))
    start[..., 0] = 200
    pool = Pool(start, [(0, 1), (0, 2)], np.array([urge, 0.01])[:, None, None], logit=0)
    thresholds, paces = np.array([0.0, 1.5]), np.array([0.2, 0.05])
    pool.weights[...], pool.paces[...] = np.exp(-thresholds), paces
    pool.move()
    for c in range(2):
        joining = paces[c] / (1 + math.exp(thresholds[c] - urge))
        gone = -math.expm1(-(joining + 0.01))
        assert fits_binomial(pool.counts[:, 0, c, 1], 200, gone * joining / (joining + 0.01)) > ALPHA


def test_places_classes_statuses_and_hours_have_draws_of_their_own() -> None:
    def leaving(hour: int) -> np.ndarray:
        start = np.full((40_000, 2, 2, 4), 100)
        start[..., 3] = 0
        pool = Pool(start, [(0, 3), (1, 3), (2, 3)], np.full((3, 1, 1), 0.1))
        before = pool.counts.copy()
        pool.move(hour)
        return (before - pool.counts)[..., :3].reshape(40_000, -1)

    series = np.concatenate([leaving(7), leaving(8)], axis=1).T  # 2 hours x 2 places x 2 classes x 3 statuses
    for i in range(len(series)):
        for j in range(i):
            assert are_uncorrelated(series[i], series[j]) > ALPHA  # finds a correlation of 0.045 in 40,000 with 0.998


@njit
def decide_all(given, age, hazard, key, hour):
    """Give an order in every simulation; a row holds whether it is given, its age and its hazard, by place."""
    for s in range(given.shape[0]):
        z = np.concatenate((given[s], age[s], hazard[s]))
        wide = given.shape[1]
        decide(z, 0, wide, 2 * wide, wide, join(join(key, np.uint64(s)), np.uint64(hour)))
        given[s], age[s] = z[:wide], z[wide : 2 * wide]


@pytest.mark.parametrize("hazard", [1e-4, 0.05, 0.7, 1.0, 5.0])
def test_an_order_is_given_at_its_hazard(hazard: float) -> None:
    given, age = np.zeros((100_000, 2)), np.zeros((100_000, 2))
    decide_all(given, age, np.full_like(given, hazard), purpose("order", hazard), 3)
    for place in range(2):
        assert fits_binomial(given[:, place], 1, -math.expm1(-hazard)) > ALPHA
    np.testing.assert_array_equal(age, given)  # one hour old as soon as it is given


def test_an_order_that_is_given_stays_and_grows_older() -> None:
    given, age = np.zeros((1000, 1)), np.zeros((1000, 1))
    since = np.zeros(1000)
    for hour in range(30):
        decide_all(given, age, np.full_like(given, 0.2), np.uint64(9), hour)
        since += given[:, 0]
        np.testing.assert_array_equal(age[:, 0], since)


def test_without_hazard_no_order_is_given() -> None:
    given, age = np.zeros((1000, 1)), np.zeros((1000, 1))
    for hazard in (0.0, -1.0):
        decide_all(given, age, np.full_like(given, hazard), np.uint64(9), 0)
        assert not given.any()


# -- numbers by key ----------------------------------------------------------------------------------------------------

# Small and consecutive, as in use. (seed, simulation, hour, place): 20 x 400 x 24 x 10 numbers.
SEEDS, SIMULATIONS, HOURS, PLACES = range(20), np.arange(400, dtype=np.uint64), range(24), 10


@pytest.fixture(scope="module")
def numbers() -> np.ndarray:
    return np.array(
        [[uniforms(purpose(seed, "leave", "quiet"), SIMULATIONS, hour, PLACES) for hour in HOURS] for seed in SEEDS]
    )  # (seed, hour, simulation, place)


def test_numbers_by_key_are_uniform(numbers: np.ndarray) -> None:
    assert fits_uniform(numbers) > ALPHA  # 1.9 million in 256 bins: finds a bias of 1.5 % in the bins


@pytest.mark.parametrize("axis", range(4), ids=["seed", "hour", "simulation", "place"])
def test_numbers_are_uniform_for_each_part_of_the_key(numbers: np.ndarray, axis: int) -> None:
    slices = np.moveaxis(numbers, axis, 0)
    values = [fits_uniform(part, bins=32) for part in slices]
    assert min(values) > ALPHA / len(values)


@pytest.mark.parametrize("axis", range(4), ids=["seed", "hour", "simulation", "place"])
@pytest.mark.parametrize("step", [1, 2, 7])
def test_neighbouring_keys_have_nothing_to_do_with_each_other(numbers: np.ndarray, axis: int, step: int) -> None:
    ordered = np.moveaxis(numbers, axis, 0)
    assert are_uncorrelated(ordered[step:], ordered[:-step]) > ALPHA  # finds a correlation of 0.01
    assert are_independent(ordered[step:], ordered[:-step]) > ALPHA


@pytest.mark.parametrize("words", [("leave", "crowd"), ("order", "purge"), ("leave", "quiet ")])
def test_other_purposes_have_other_numbers(numbers: np.ndarray, words: tuple[str, str]) -> None:
    other = np.array([[uniforms(purpose(seed, *words), SIMULATIONS, hour, PLACES) for hour in HOURS] for seed in SEEDS])
    assert are_uncorrelated(numbers, other) > ALPHA
    assert are_independent(numbers, other) > ALPHA


def test_an_hour_is_not_a_place_nor_a_simulation(numbers: np.ndarray) -> None:
    square = numbers[0, :PLACES, :PLACES]  # (hour, simulation, place)
    for axes in ((1, 0, 2), (2, 1, 0), (0, 2, 1)):
        turned = np.transpose(square, axes)
        assert ((square == turned).sum(axis=None)) == PLACES * PLACES  # where both are the same number, and only there


def test_all_numbers_differ(numbers: np.ndarray) -> None:
    assert np.unique(numbers).size == numbers.size  # of 2**53 two are the same with a chance of 2e-4


def test_every_bit_is_as_often_set_as_not(numbers: np.ndarray) -> None:
    words = (numbers.ravel() * 2.0**52).astype(np.uint64)
    for bit in range(52):
        ones = int(((words >> np.uint64(bit)) & np.uint64(1)).sum())
        assert abs(ones - words.size / 2) < 7 * math.sqrt(words.size) / 2  # seven standard errors: 2.6e-12


def test_means_of_consecutive_seeds_spread_as_they_should() -> None:
    # A weak seeding makes neighbouring seeds alike or opposed: the variance of their means is then too small or large.
    size = 500
    means = [uniforms(purpose(seed, "x"), np.arange(size, dtype=np.uint64), 0, 1).mean() for seed in range(4000)]
    ratio = np.var(means, ddof=1) * 12 * size
    assert abs(ratio - 1) < 6.1 * math.sqrt(2 / 4000)  # 6.1 standard errors: 1e-9; finds 20 % with 0.99


def test_purposes_are_not_joined_by_chance() -> None:
    assert (
        len({int(purpose(*words)) for words in (("ab", "c"), ("a", "bc"), ("abc",), (1, 12), (11, 2), ("a", "b", "c"))})
        == 6
    )
