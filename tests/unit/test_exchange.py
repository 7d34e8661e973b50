"""The posterior of an account's numbers for ArviZ."""

from __future__ import annotations

import importlib
import sys

import numpy as np
import pytest
import xarray as xr

from corcyra.case import Case
from corcyra.engines.ensemble import simulate
from corcyra.engines.lumped import simulate_points
from corcyra.engines.points import Points, points_of
from corcyra.errors import CorcyraError, EnsembleError
from corcyra.inference.exchange import groups, variables
from corcyra.inference.posterior import agreement, effective_islands, numbers_of, parameters, replicates
from corcyra.inference.sampling import sample
from corcyra.inference.verdict import Verdict, weigh


@pytest.fixture(scope="module")
def verdict(toy: Case) -> Verdict:
    return weigh(toy, sample(toy, draws=8000, seed=5, workers=1))


@pytest.fixture(scope="module")
def found(verdict: Verdict) -> dict[str, xr.Dataset]:
    return groups(verdict.scales, verdict.ensemble, "sent")


def test_islands_far_apart_and_together_by_hand() -> None:
    """Two islands of means +1 and -1, each of variance 4/3: B = 2, W = 4/3, and the root of 1 + 3/2 is 1.58."""
    score = np.array([[2.0, 0.0], [0.0, 2.0], [0.0, 0.0], [-2.0, 2.0]])
    island = np.array([0, 0, 1, 1])
    assert agreement(score, island)[0] == pytest.approx(np.sqrt(1 + 2.0 / 2.0))
    assert agreement(score, island)[1] == pytest.approx(1.0)
    three = np.array([[3.0], [1.0], [-1.0], [1.0], [-1.0], [-3.0]])
    wide = agreement(three, np.array([0, 0, 0, 1, 1, 1]))[0]
    assert wide == pytest.approx(np.sqrt(1 + 2.0 / 4.0))  # means 1 and -1, variances 4
    assert np.isnan(agreement(score, np.zeros(4, int))).all()


def test_what_islands_say_together_and_with_which_error() -> None:
    """Islands of weights 3/4 and 1/4 and means 1 and -1: a mean of 1/2; its error from two replicates is sqrt(9/32)."""
    score, island = np.array([[1.5], [0.5], [-1.0], [-1.0]]), np.array([0, 0, 1, 1])
    mean, error = replicates(score, island, np.array([3, 3, 1, 1]) / 8)
    assert mean[0] == pytest.approx(0.5)
    assert error[0] == pytest.approx(np.sqrt(2 * ((3 / 4 * 0.5) ** 2 + (1 / 4 * 1.5) ** 2)))
    assert effective_islands(np.array([3, 3, 1, 1]) / 8, island) == pytest.approx(1 / (9 / 16 + 1 / 16))


def test_draws_come_as_often_as_their_weight_says(found: dict[str, xr.Dataset], verdict: Verdict) -> None:
    stats = found["sample_stats"]
    island, size = stats["island"].values[0], stats.sizes["draw"]
    one = verdict.ensemble.sel(account="sent")
    for k, share in enumerate(np.bincount(one["posterior_island"].values, one["posterior_weight"].values)):
        assert abs((island == k).sum() - share * size) <= 1.0  # systematic: to a draw
    assert (np.diff(island) != 0).mean() > 0.2  # and not island after island


def test_numbers_have_the_values_of_their_points(toy: Case, found: dict[str, xr.Dataset], verdict: Verdict) -> None:
    """A draw taken back to its chances, through the quantiles of its priors, is a point that the sampler kept."""
    data, table = found["posterior"], parameters(toy, verdict.ensemble, "sent")
    for name in table.index:
        known = dict(numbers_of(toy, "sent"))[name]
        stem, place = next(
            ((name[: -len(place) - 1], place) for place in toy.place_names if name.endswith(place)), (name, "")
        )
        values = data[name].values if name in data else data[stem].sel(place=place).values
        low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
        spread = table.loc[name, "prior_high"] - table.loc[name, "prior_low"]
        # The same draws by weight and by number: they differ by a draw or two of some hundred.
        assert middle == pytest.approx(table.loc[name, "median"], abs=0.05 * spread), name
        assert low <= middle <= high
        assert known.prior.family != "constant"


def test_every_number_is_there_once_with_its_unit(toy: Case, found: dict[str, xr.Dataset]) -> None:
    data = found["posterior"]
    wide = sum(variable.sizes.get("place", 1) for variable in data.data_vars.values())
    assert wide == len(numbers_of(toy, "sent"))
    assert all(variable.attrs["units"] for variable in data.data_vars.values())
    assert data["hijack.reach"].attrs["units"] == toy.account("sent").priors()["hijack.reach"][0].unit
    assert set(found["prior"]) == set(data) == set(found["islands"])


def test_numbers_of_every_place_stand_side_by_side(kazakhstan: Case) -> None:
    numbers = numbers_of(kazakhstan, "criminal-hijack")
    chance = np.full((1, 2, len(numbers)), 0.5)
    data = variables(kazakhstan, "criminal-hijack", chance)
    assert sum(variable.sizes.get("place", 1) for variable in data.values()) == len(numbers)
    guard = data["begin.guard"]
    assert list(guard["place"].values) == list(kazakhstan.place_names)
    known = kazakhstan.level(kazakhstan.account("criminal-hijack"), "guard", "Almaty")
    assert float(guard.sel(place="Almaty")[0, 0]) == pytest.approx(known.value)
    assert guard.attrs["units"] == "person"


def test_measures_belong_to_their_draws(toy: Case, found: dict[str, xr.Dataset], verdict: Verdict) -> None:
    """The plain draws, simulated anew, and the last populations give the measures that stand beside them."""
    size = found["prior"].sizes["draw"]
    points = points_of(toy, toy.account("sent"), range(size), 5)
    again = simulate_points(toy, toy.account("sent"), points, 5)
    assert np.array_equal(again, found["prior_predictive"]["measure"].values[0])
    one = verdict.ensemble.sel(account="sent")
    kept = Points(one["posterior_uniforms"].values[:5], one["posterior_origin"].values[:5])
    rows = {tuple(row) for row in found["posterior_predictive"]["measure"].values[0]}
    heavy = int(np.argmax(one["posterior_weight"].values))
    if heavy < 5:
        assert tuple(simulate_points(toy, toy.account("sent"), kept, 5)[heavy]) in rows
    # The likelihood of the draws, worked out anew, is that of what every speaker adds.
    fit = found["log_likelihood"]["reports"].sum("speaker").values[0]
    best = verdict.scales.log_likelihood("sent").max()
    assert fit.max() <= best + 1e-9
    assert np.median(fit) > np.median(verdict.scales.log_likelihood("sent")[one["temperature"].values == 0.0])


def test_what_is_reported_is_there_where_it_is_one_number(toy: Case, found: dict[str, xr.Dataset]) -> None:
    data = found["observed_data"]
    for claim, value in zip(data["claim"].values, data["report"].values, strict=True):
        report = toy.ledger.claims[str(claim)].report
        assert report is not None
        assert report.value == value
    assert data["report"].size > 0
    assert np.isfinite(data["report"].values).all()


def test_the_same_seed_gives_the_same_draws(found: dict[str, xr.Dataset], verdict: Verdict) -> None:
    again = groups(verdict.scales, verdict.ensemble, "sent")
    assert all(again[name].identical(found[name]) for name in found)
    other = groups(verdict.scales, verdict.ensemble, "sent", seed=2)["posterior"]
    assert not other.identical(found["posterior"])


def test_arviz_reads_it(verdict: Verdict, found: dict[str, xr.Dataset]) -> None:
    arviz = importlib.import_module("arviz")  # of the test extra
    data = verdict.to_arviz("sent")
    assert set(found) == {str(name).strip("/") for name in (data.children if hasattr(data, "children") else data)}
    name = "hijack.reach"
    table = arviz.summary(data["posterior"] if hasattr(data, "children") else data, var_names=[name], round_to="none")
    assert float(table.loc[name, "mean"]) == pytest.approx(float(found["posterior"][name].mean()), rel=1e-6)
    apart = arviz.rhat(data["islands"], var_names=[name], method="identity")
    ours = parameters(verdict.case, verdict.ensemble, "sent").loc[name, "islands"]
    # R-hat of values as they are, ours of normal scores: the same size, not the same number.
    assert float(apart[name]) == pytest.approx(ours, abs=0.1)


def test_plain_draws_are_refused(toy: Case) -> None:
    plain = simulate(toy, draws=5, seed=1, workers=1)
    with pytest.raises(EnsembleError, match="plain draws only"):
        weigh(toy, plain).to_arviz("sent")


def test_without_arviz_it_is_said_how_to_get_it(verdict: Verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arviz", None)
    with pytest.raises(CorcyraError, match=r"pip install 'corcyra\[arviz\]'"):
        verdict.to_arviz("sent")
