"""The posterior of an account's numbers, and points drawn from it."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from corcyra.case import Case
from corcyra.engines.ensemble import simulate
from corcyra.engines.lumped import simulate_points
from corcyra.errors import EnsembleError
from corcyra.inference.checks import posterior_weights
from corcyra.inference.posterior import parameters, posterior_points
from corcyra.inference.sampling import sample
from corcyra.inference.verdict import weigh


@pytest.fixture(scope="module")
def tempered(toy: Case) -> xr.Dataset:
    return sample(toy, draws=3000, seed=5, workers=1)


def test_points_of_the_posterior_give_its_measures_again(toy: Case, tempered: xr.Dataset) -> None:
    points = posterior_points(toy, tempered, "sent", 60)
    again = simulate_points(toy, toy.account("sent"), points, 5)
    one = tempered.sel(account="sent")
    kept = one["measure"].values[one["temperature"].values == 1.0]
    rows = {tuple(row) for row in kept}
    assert all(tuple(row) in rows for row in again)  # to the last bit: the same points, the same histories


def test_the_posterior_of_points_is_that_of_the_weights(toy: Case, tempered: xr.Dataset) -> None:
    scales = weigh(toy, tempered).scales
    draws = scales.draws["crowd"]
    weights = posterior_weights(scales, "crowd")
    points = posterior_points(toy, tempered, "crowd", 400)
    largest = list(toy.ledger.clues).index("largest-crowd")
    one = np.log(np.maximum(simulate_points(toy, toy.account("crowd"), points, 5)[:, largest], 1.0))
    other = np.log(np.maximum(draws.measures[:, largest], 1.0))
    mean = float(weights @ other)
    spread = float(np.sqrt(weights @ (other - mean) ** 2))
    # Some hundred lines of descent carry either: a tenth of a standard deviation each, and a limit of four of both.
    assert abs(one.mean() - mean) < 0.57 * spread


def test_every_number_has_a_row_in_its_own_unit(toy: Case, tempered: xr.Dataset) -> None:
    table = parameters(toy, tempered, "sent")
    members = table.loc["begin.members.Capital"]
    assert members["prior_median"] == pytest.approx(np.exp(5.7), rel=1e-9)
    assert members["low"] <= members["median"] <= members["high"]
    assert (table["islands"] >= 1.0).all()
    assert list(table["moved"].abs()) == sorted(table["moved"].abs(), reverse=True)
    assert "contagion" in " ".join(table.index)


def test_what_the_record_does_not_bear_on_stays_as_it_was(toy: Case, tempered: xr.Dataset) -> None:
    table = parameters(toy, tempered, "crowd")
    # Half of the numbers hardly matter to four clues: their means stay within a third of a prior standard deviation.
    assert (table["moved"].abs() < 1 / 3).mean() > 0.5


def test_plain_draws_have_no_posterior_points(toy: Case) -> None:
    plain = simulate(toy, draws=5, seed=1, workers=1)
    for ask in (lambda: parameters(toy, plain, "sent"), lambda: posterior_points(toy, plain, "sent", 5)):
        with pytest.raises(EnsembleError, match="plain draws only"):
            ask()


def test_a_verdict_gives_the_numbers_of_its_best_account(toy: Case, tempered: xr.Dataset) -> None:
    verdict = weigh(toy, tempered)
    best = next(name for name in verdict.ranking if name in toy.accounts)
    assert verdict.parameters().equals(parameters(toy, tempered, best))
