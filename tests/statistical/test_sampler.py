"""The sampler against models of which everything is known on paper: two Gaussians, and a rare event of chance."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
import scipy.stats
from scipy.special import ndtri

from corcyra.engines.keyed import purpose, uniforms
from corcyra.inference.mixture import DECIBEL, Weights, expectation, expectations, mixture_weights, plain_weights
from corcyra.inference.sampler import KINDS, REACH, Island, Model, Stream, _propose, temper

Array = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

NUMBERS, PURPOSES, DAYS = 6, 2, 2
SAID, ERROR = 2.0, 0.7


def begin(simulations: Sequence[int]) -> tuple[Array, Words]:
    which = np.asarray(simulations, np.uint64)
    origin = np.broadcast_to(which[:, None, None], (which.size, PURPOSES, DAYS)).copy()
    return np.asarray(uniforms(purpose("numbers"), which, 0, NUMBERS)), origin


def chance(origin: Words) -> Array:
    """What chance gives for every purpose and day, shape (simulation, purpose, day)."""
    out = np.empty(origin.shape)
    for p in range(PURPOSES):
        for d in range(DAYS):
            out[:, p, d] = uniforms(purpose("chance", p), np.ascontiguousarray(origin[:, p, d]), d, 1)[:, 0]
    return out


def gaussian(point: Array, origin: Words) -> Array:
    """Two measures: x = mean of three numbers + noise; and y, which depends on x and on more noise."""
    z = ndtri(point)
    noise = ndtri(chance(origin))
    x = z[:, :3].sum(axis=1) / math.sqrt(3) + noise.sum(axis=(1, 2)) / math.sqrt(PURPOSES * DAYS)
    return np.stack([x, x + ndtri(point[:, 5])], axis=1)


def on_x(measures: Array) -> Array:
    return np.asarray(scipy.stats.norm.logpdf(SAID, measures[:, 0], ERROR))


def on_both(measures: Array) -> Array:
    return on_x(measures) + scipy.stats.norm.logpdf(0.0, measures[:, 1], ERROR)


# x ~ N(0, 2) and y = x + N(0, 1): what is said on both is Gaussian with this covariance, errors of speakers included.
COVARIANCE = np.array([[2.0, 2.0], [2.0, 3.0]]) + ERROR**2 * np.eye(2)
EXACT_X = float(scipy.stats.norm.logpdf(SAID, 0.0, math.sqrt(2.0 + ERROR**2)))
EXACT_BOTH = float(scipy.stats.multivariate_normal.logpdf([SAID, 0.0], np.zeros(2), COVARIANCE))


def islands(model: Model, count: int, seed: int = 1, population: int = 96, moves: int = 2) -> list[Island]:
    """A pilot, which is first, and islands on its ladder."""
    pilot = temper(model, "a", 10_000, seed, None, population, moves)
    return [pilot, *(temper(model, "a", k, seed, pilot.ladder, population, moves) for k in range(count))]


def weights_of(found: list[Island]) -> tuple[Weights, Array]:
    pilot, *rest = found
    parts = [mixture_weights(i.log_likelihood, i.rung, i.log_z, i.ladder, pilot.log_z) for i in rest]
    island = np.repeat(np.arange(len(rest)), [part.size for part in parts])
    return Weights(np.concatenate(parts), island), np.concatenate([i.measures for i in rest])


@pytest.fixture(scope="module")
def found() -> list[Island]:
    return islands(Model(begin, gaussian, on_both), 24)


def test_a_ladder_rises_from_the_prior_to_the_posterior(found: list[Island]) -> None:
    ladder = found[0].ladder
    assert (ladder[0], ladder[-1]) == (0.0, 1.0)
    assert list(ladder) == sorted(set(ladder))
    assert len(ladder) > 2  # the record is no plain draw's: with two rungs this would test nothing
    assert all(island.ladder == ladder for island in found)


def test_an_island_starts_from_plain_draws(found: list[Island]) -> None:
    size = int((found[2].rung == 0).sum())
    point, origin = begin(range(size, 2 * size))
    np.testing.assert_array_equal(found[2].measures[:size], gaussian(point, origin))


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    model = Model(begin, gaussian, on_both)
    one, same, other = (temper(model, "a", 0, seed, None, 40, 1) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.measures, same.measures)
    np.testing.assert_array_equal(one.origin, same.origin)
    assert one.ladder == same.ladder
    assert not np.array_equal(one.measures[-40:], other.measures[-40:])


# Limits of four stated errors: with 24 islands the error is itself known to 15 %, so a right estimator fails here once
# in 5,000 times, and the seed is fixed. The error must also be small enough for the test to mean something.
@pytest.mark.parametrize(
    ("value", "exact", "most"),
    [(on_both, EXACT_BOTH, 0.5), (on_x, EXACT_X, 0.6), (lambda m: np.zeros(len(m)), 0.0, 0.6)],
    ids=["the record that it was led to", "part of it", "nothing"],
)
def test_evidence_of_the_record_and_of_parts_of_it_is_exact_within_its_error(
    found: list[Island], value: object, exact: float, most: float
) -> None:
    weights, measures = weights_of(found)
    got = expectation(weights, value(measures))  # type: ignore[operator]
    assert got.error_db < most
    assert abs(got.db - DECIBEL * exact) < 4 * got.error_db


def test_another_trust_is_a_matter_of_weights(found: list[Island]) -> None:
    weights, measures = weights_of(found)

    def doubtful(measures: Array) -> Array:
        return np.asarray(np.log(0.4 * np.exp(on_x(measures)) + 0.6 * 0.01))

    got = expectation(weights, doubtful(measures))
    exact = math.log(0.4 * math.exp(EXACT_X) + 0.006)
    assert abs(got.db - DECIBEL * exact) < 4 * got.error_db


def test_the_posterior_of_a_measure_is_right(found: list[Island]) -> None:
    weights, measures = weights_of(found)
    fit = weights.log + on_both(measures)
    share = np.exp(fit - fit.max())
    mean = float(share @ measures[:, 0] / share.sum())
    exact = COVARIANCE[0] - [ERROR**2, 0.0]
    wanted = float(exact @ np.linalg.solve(COVARIANCE, [SAID, 0.0]))
    assert mean == pytest.approx(wanted, abs=0.06)  # a posterior sd of 0.28 over some 100 independent lines of descent


def test_stated_errors_are_those_of_replicates() -> None:
    # 40 replicates of 4 islands. Their spread is known to 1/sqrt(80) = 11 %, the mean of their squared errors to
    # sqrt(2/3/40) = 13 %; so the ratio is known to 17 %, and a limit of 1.6 is beyond three of those.
    model = Model(begin, gaussian, on_both)
    pilot = temper(model, "a", 10_000, 1, None, 48, 2)
    values, errors = [], []
    for replicate in range(40):
        runs = [temper(model, "a", 4 * replicate + k, 1, pilot.ladder, 48, 2) for k in range(4)]
        weights, measures = weights_of([pilot, *runs])
        got = expectation(weights, on_both(measures))
        values.append(got.db)
        errors.append(got.error_db)
    ratio = float(np.std(values, ddof=1) / np.sqrt(np.mean(np.square(errors))))
    assert 1 / 1.6 < ratio < 1.6
    # And the mean of the ratios to the truth is 1: no bias, within four errors of 40 replicates.
    relative = 10 ** ((np.array(values) - DECIBEL * EXACT_BOTH) / 10)
    assert abs(relative.mean() - 1.0) < 4 * relative.std(ddof=1) / math.sqrt(40)


def made_up(spread: float, runs: int, count: int, seed: int) -> Array:
    """Logarithms of what log-normal islands give whose expectation is 1, by run and island."""
    return np.random.default_rng(seed).normal(-(spread**2) / 2, spread, (runs, count))


def of_islands(logs: Array) -> tuple[Weights, Array]:
    """Islands of two draws each."""
    return Weights(np.repeat(logs, 2) - math.log(2.0), np.repeat(np.arange(logs.size), 2)), np.zeros(2 * logs.size)


def test_the_error_knows_what_islands_far_apart_may_lack() -> None:
    """Two errors cover the truth, where the standard error does not."""
    within: dict[float, float] = {}
    for spread, seed in ((0.2, 1), (3.0, 2)):
        logs = made_up(spread, 400, 6, seed)
        found = [expectation(*of_islands(each)) for each in logs]
        within[spread] = float(np.mean([abs(each.db) <= 2 * each.error_db for each in found]))
        parts = np.exp(logs)
        plain = parts.std(axis=1, ddof=1) / math.sqrt(6) / parts.mean(axis=1)
        within[-spread] = float(np.mean(np.abs([each.db for each in found]) <= 2 * DECIBEL * plain))
    # Two errors of a normal mean, estimated from six, hold the truth 9 times in 10, and these do so a bit more often.
    assert within[-0.2] <= within[0.2] <= within[-0.2] + 0.06
    assert within[0.2] > 0.85
    # Far apart, the standard error of the mean misses it 2 times in 3; this error 1 time in 4: 400 runs tell 2 % apart.
    assert within[-3.0] < 0.4
    assert within[3.0] > 0.7


@pytest.mark.parametrize("spread", [0.2, 1.0, 3.0])
def test_islands_of_other_accounts_help_to_tell_the_error(spread: float) -> None:
    logs = made_up(spread, 7 * 300, 4, 3).reshape(300, 7, 4)
    within, errors = [], []
    for run in logs:
        found = expectations({str(k): of_islands(each) for k, each in enumerate(run)})
        within += [abs(each.db) <= 2 * each.error_db for each in found.values()]
        errors.append(found["0"].error_db / DECIBEL)
    # Two errors hold the truth some 19 times in 20: 2,100 cases of 300 independent ones tell that to 2 %.
    assert 0.87 < np.mean(within) < 0.985
    # And they are not larger than it takes: on average no more than twice the root mean square error itself.
    true = math.sqrt(np.mean(np.log(np.exp(logs[:, 0]).mean(axis=1)) ** 2))
    assert np.mean(errors) < 2 * true


def test_where_islands_agree_by_chance_others_say_so() -> None:
    agreeing, apart_from_it = np.full(4, -0.1), made_up(3.0, 1, 4, 5)[0]
    alone = expectation(*of_islands(agreeing)).error_db
    both = expectations({"one": of_islands(agreeing), "other": of_islands(apart_from_it)})
    assert alone == pytest.approx(0.0, abs=1e-9)
    assert both["one"].error_db > 3.0
    # A plain average, and draws that are no islands, are told by themselves alone.
    plain = plain_weights(50), np.zeros(50)
    assert expectations({"plain": plain, "other": of_islands(apart_from_it)})["plain"].error_db == 0.0


def rare(point: Array, origin: Words) -> Array:
    """Something that happens by chance alone, once in 500 on the last day of one purpose."""
    return (chance(origin)[:, 1, 1] < 0.002).astype(float)[:, None]


def test_what_happens_by_rare_chance_is_found_by_renewing_it() -> None:
    def fit(measures: Array) -> Array:
        return np.where(measures[:, 0] > 0, math.log(0.9), math.log(0.001))

    found = islands(Model(begin, rare, fit), 16, population=256)
    weights, measures = weights_of(found)
    got = expectation(weights, fit(measures))
    exact = math.log(0.002 * 0.9 + 0.998 * 0.001)
    assert abs(got.db - DECIBEL * exact) < 4 * got.error_db
    assert got.error_db < 2.0
    happened = np.exp(weights.log + fit(measures))
    share = float(happened @ measures[:, 0] / happened.sum())
    assert share == pytest.approx(0.0018 / (0.0018 + 0.000998), abs=0.12)  # 0.643; one standard error is about 0.04


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_a_move_leaves_the_prior_as_it_is(kind: int) -> None:
    point, origin = begin(range(4000))
    moved, fresh = _propose(point, origin, np.full(4000, kind), Stream(purpose("test", kind)))
    assert not np.array_equal(moved, point) or not np.array_equal(fresh, origin)
    # 6 numbers each: the least of 6 chances is below 1e-5 once in 16,000 tests.
    assert min(scipy.stats.kstest(moved[:, k], "uniform").pvalue for k in range(NUMBERS)) > 1e-5
    assert scipy.stats.kstest(chance(fresh).ravel(), "uniform").pvalue > 1e-5
    # Reversible: what a number moves from and what it moves to are alike, so that their order can't be told.
    changed = (moved != point) & (np.abs(ndtri(moved) - ndtri(point)) < 3 * max(REACH))
    up = (moved > point)[changed]
    if up.size:
        assert abs(up.mean() - 0.5) < 4 * 0.5 / math.sqrt(up.size)


def test_what_renews_randomness_renews_what_it_says() -> None:
    point, origin = begin(range(500))
    for kind, name in enumerate(KINDS):
        moved, fresh = _propose(point, origin, np.full(500, kind), Stream(purpose("which", kind)))
        changed = fresh != origin
        days, purposes = changed.any(axis=1).sum(axis=1), changed.any(axis=2).sum(axis=1)
        assert (moved != point).any() == (kind < 2), name
        if name == "a day":
            assert (days == 1).all()
            assert (purposes == PURPOSES).all()
        elif name == "a purpose":
            assert (purposes == 1).all()
            assert (days == DAYS).all()
        elif name == "from a day":
            assert changed[:, :, -1].all()
            assert set(days) == {1, 2}


def test_plain_draws_weigh_alike_and_know_their_error() -> None:
    point, origin = begin(range(4000))
    got = expectation(plain_weights(4000), on_x(gaussian(point, origin)))
    assert abs(got.db - DECIBEL * EXACT_X) < 4 * got.error_db
    values = np.exp(on_x(gaussian(point, origin)))
    assert got.error_db == pytest.approx(DECIBEL * values.std() / values.mean() / math.sqrt(4000), rel=1e-9)
