"""What a sure report would be expected to weigh between two accounts."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from handmade import count, share, time, truth

from corcyra.evidence.ledger import Clue
from corcyra.inference.likelihood import LEAST_PART, MOST_TRUST
from corcyra.inference.mixture import DECIBEL
from corcyra.inference.probe import Predicted, from_islands, from_plain, probe, report_table

SLIP = 1.0 - MOST_TRUST


def even(size: int) -> np.ndarray:
    """Chances spread evenly: draws without chance."""
    return (np.arange(size) + 0.5) / size


@pytest.mark.parametrize("clue", [truth(), count(), share(), time()], ids=lambda clue: clue.kind)
def test_whatever_happened_some_report_is_given(clue: Clue) -> None:
    assert report_table(clue).sum(axis=1) == pytest.approx(1.0, abs=1e-12)


def test_two_coins() -> None:
    """Under the one it is so with 9/10, under the other with 1/10: a sum of two terms, worked out by hand."""
    draws = {name: np.repeat([1.0, 0.0], [k * 80, (10 - k) * 80])[:, None] for name, k in (("a", 9), ("b", 1))}
    shuffled = {name: from_plain(np.random.default_rng(1).permutation(each)) for name, each in draws.items()}
    (found,) = probe([truth()], shuffled["a"], shuffled["b"])
    yes = MOST_TRUST * 0.9 + SLIP * 0.5
    exact = DECIBEL * (2 * yes - 1) * math.log(yes / (1 - yes))
    assert exact == pytest.approx(7.52, abs=0.005)
    assert found.if_one_db == pytest.approx(exact, abs=0.15)  # 800 draws: an error of some 0.5, the bias taken off
    assert found.if_other_db == pytest.approx(exact, abs=0.15)
    assert 0.2 < found.error_db < 1.0


@pytest.mark.parametrize("kind", ["share", "count", "time"])
def test_two_normal_distributions(kind: str) -> None:
    """Of one spread, some of it the speaker's error: half the squared distance over the variance."""
    clue, low, unit = {
        "share": (share(), 0.5, 0.1),
        "count": (count(high=1e4), math.log(300.0), math.log(1.5)),
        "time": (time(), 48.0, 6.0),
    }[kind]
    spread, apart = 0.5 * unit, 1.2 * unit
    draws = []
    for side in (-0.5, 0.5):
        values = low + side * apart + spread * scipy.stats.norm.ppf(even(4000))
        draws.append(from_plain((np.exp(values) if kind == "count" else values)[:, None]))
    (found,) = probe([clue], *draws)
    exact = DECIBEL * 0.5 * apart**2 / (spread**2 + unit**2)
    # A slip of 1 in 200, which lands anywhere, takes up to a twentieth off.
    assert 0.94 * exact < found.if_one_db < exact
    assert found.if_other_db == pytest.approx(found.if_one_db, rel=0.01)


def test_a_time_that_never_comes_is_a_report_of_its_own() -> None:
    came, never = from_plain(np.full((80, 1), 30.0)), from_plain(np.full((80, 1), np.inf))
    (found,) = probe([time()], came, never)
    sure = MOST_TRUST + SLIP * LEAST_PART
    exact = DECIBEL * sure * math.log(sure / (SLIP * LEAST_PART))
    # Whoever says a time anyway, whatever happened, adds less than 0.05 dB.
    assert found.if_other_db == pytest.approx(exact, abs=0.05)


def test_what_would_tell_most_comes_first() -> None:
    clues = [truth("same"), truth("other"), share()]
    one = from_plain(np.tile([1.0, 1.0, 0.5], (80, 1)))
    other = from_plain(np.tile([1.0, 0.0, 0.6], (80, 1)))
    found = probe(clues, one, other)
    assert [each.clue for each in found] == ["other", "share", "same"]
    assert found[-1].expected_db == pytest.approx(0.0, abs=1e-12)


def test_few_draws_of_one_thing_do_not_look_like_two() -> None:
    """Of equal accounts the expected weight is 0; the bias of 40 draws each, taken off, leaves a tenth of it."""
    draw = np.random.default_rng(3)
    raw, found = [], []
    for _ in range(60):
        one, other = (from_plain(draw.uniform(size=(40, 1))) for _ in range(2))
        each = probe([share()], one, other)[0]
        found.append(each.expected_db)
        table = report_table(share())
        p, q = (np.bincount((x.measures[:, 0] * 256).astype(int), minlength=257) / 40 @ table for x in (one, other))
        raw.append(DECIBEL * 0.5 * float(((p - q) * np.log(p / q)).sum()))
    assert np.mean(found) < 0.6 * np.mean(raw)


def test_the_error_is_that_of_populations() -> None:
    """Populations that disagree make a large error, whatever the number of their draws."""
    other = from_plain(np.tile(np.repeat([0.0, 1.0], 8), 50)[:, None])  # the same in each of its eight groups

    def of(shares: list[float]) -> Predicted:
        values = np.concatenate([np.arange(200) < share * 200 for share in shares]).astype(float)[:, None]
        return Predicted(values, np.full(values.size, 1 / values.size), np.repeat(np.arange(len(shares)), 200))

    (agree,), (differ,) = probe([truth()], of([0.8] * 4), other), probe([truth()], of([0.6, 0.7, 0.9, 1.0]), other)
    assert agree.error_db < 1e-6
    assert differ.error_db > 0.3


def test_one_island_with_all_the_weight_is_not_taken_at_its_word() -> None:
    """Four islands, each sure of one thing; the heaviest alone would make a report worth 23 dB."""
    island = np.repeat(np.arange(4), 10)
    so = (island % 2 == 0).astype(float)[:, None]
    heavy = np.array([1.0, 1e-3, 1e-6, 1e-9])[island] / 10.0
    predicted = from_islands(so, heavy / heavy.sum(), island)
    share = np.bincount(island, predicted.weight)
    assert share.sum() == pytest.approx(1.0)
    assert 1.0 / np.square(share).sum() == pytest.approx(2.0)  # half of four islands are effective
    other = Predicted(1.0 - so, np.full(40, 1 / 40), island)
    (found,) = probe([truth()], predicted, other)
    assert found.expected_db < 3.0
    # Where islands agree nothing is changed.
    alike = np.random.default_rng(3).dirichlet(np.ones(40))
    alike /= 4 * np.bincount(island, alike)[island]
    np.testing.assert_allclose(from_islands(so, alike, island).weight, alike)
