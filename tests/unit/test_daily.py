"""Simulations led day by day are those of the engine, whoever has ended and whoever has been copied on the way."""

from __future__ import annotations

import numpy as np

from corcyra.case import Case
from corcyra.engines.daily import Daily
from corcyra.engines.lumped import simulate_points
from corcyra.engines.points import Points, points_of

SIZE = 30


def led(case: Case, account: str) -> Daily:
    chosen = case.account(account)
    return Daily(case, chosen, points_of(case, chosen, range(SIZE), 3), 3)


def test_day_by_day_is_all_at_once(kazakhstan: Case) -> None:
    walk, chosen = led(kazakhstan, "hybrid-coup"), kazakhstan.account("hybrid-coup")
    passed = []
    while walk.passed < 1.0:
        walk.advance()
        passed.append(walk.passed)
    np.testing.assert_allclose(passed, np.arange(1, 11) / 10)
    wanted = simulate_points(kazakhstan, chosen, points_of(kazakhstan, chosen, range(SIZE), 3), 3)
    np.testing.assert_array_equal(walk.read(), wanted)


def test_copies_are_simulations_of_their_points(kazakhstan: Case) -> None:
    """After every choice the points say all that is needed to simulate what the copies went through."""
    walk, random = led(kazakhstan, "hybrid-coup"), np.random.default_rng(1)
    for size in (40, 0, 25, 0, 0, 33, 33, 0, 20, 0):
        walk.advance()
        if size:  # more than there are, fewer, some often and most not at all
            walk.choose(np.sort(random.integers(0, 8, size)), random.integers(0, 2**52, size).astype(np.uint64))
    measures = walk.read()
    assert measures.shape[0] == walk.numbers.shape[0] == walk.origin.shape[0] == 20
    points = Points(walk.numbers, walk.origin)
    again = simulate_points(kazakhstan, kazakhstan.account("hybrid-coup"), points, 3)
    np.testing.assert_array_equal(measures, again)
    assert len(np.unique(measures, axis=0)) > len(np.unique(walk.numbers, axis=0))  # copies differ after their parting


def test_a_choice_is_of_whole_simulations(toy: Case) -> None:
    """Those that are chosen read as they did before."""
    walk = led(toy, "crowd")
    walk.advance()
    before, chosen = walk.read(), np.array([5, 5, 2, 29])
    walk.choose(chosen, np.arange(4, dtype=np.uint64))
    np.testing.assert_array_equal(walk.read(), before[chosen])


def test_before_its_end_a_measure_is_read_as_if_all_stayed_as_it_is(kazakhstan: Case) -> None:
    walk = led(kazakhstan, "hybrid-coup")
    names = list(kazakhstan.ledger.clues)
    deaths = names.index("deaths-total")
    found = []
    while walk.passed < 1.0:
        walk.advance()
        found.append(walk.read()[:, deaths])
        level = walk.block.state
        now = level["dead"].sum(axis=1) + level["members_dead"].sum(axis=1) + level["police_dead"].sum(axis=1)
        np.testing.assert_allclose(found[-1], now, rtol=1e-6)  # levels are kept in single precision
    assert (np.diff(found, axis=0) >= 0).all()
    assert (found[-1] > found[2]).any()
