"""Tempered ensembles of the toy case: the same bits for any workers, what they hold, and what the stopping counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr

from corcyra.case import Case
from corcyra.engines.ensemble import load_ensemble, save_ensemble, simulate
from corcyra.errors import CorcyraError, UnknownNameError
from corcyra.inference import sampling
from corcyra.inference.sampler import Island
from corcyra.inference.sampling import FIRST, MORE, Job, sample, temper_all
from corcyra.inference.scales import NONE, prior_measures
from corcyra.inference.verdict import weigh


@pytest.fixture(scope="module")
def tempered(toy: Case) -> xr.Dataset:
    return sample(toy, draws=1600, seed=3, workers=1)


def test_any_number_of_workers_gives_the_same_bits(toy: Case, tempered: xr.Dataset) -> None:
    again = sample(toy, draws=1600, seed=3, workers=2)
    xr.testing.assert_identical(again, tempered)
    other = sample(toy, draws=1600, seed=4, workers=1)
    assert not np.array_equal(other["measure"].values[:, :50], tempered["measure"].values[:, :50])


def test_its_plain_draws_are_those_of_simulate(toy: Case, tempered: xr.Dataset) -> None:
    for name in ("crowd", "sent"):
        found = prior_measures(tempered, name)
        plain = simulate(toy, draws=len(found), seed=3, accounts=[name], workers=1)
        np.testing.assert_array_equal(found, plain["measure"].sel(account=name).values)


def test_it_agrees_with_plain_draws_within_the_errors_of_both(toy: Case, tempered: xr.Dataset) -> None:
    one, other = weigh(toy, tempered), weigh(toy, simulate(toy, draws=4000, seed=8, workers=1))
    for name in ("crowd", "sent"):
        a, b = one.accounts[name], other.accounts[name]
        # Four errors; with four islands the larger of them is itself known to 40 % only, hence six.
        assert abs(a.log_evidence_db - b.log_evidence_db) < 6 * np.hypot(a.mc_error_db, b.mc_error_db)


def test_errors_of_accounts_help_each_other_and_not_the_reference(toy: Case, tempered: xr.Dataset) -> None:
    scales = weigh(toy, tempered).scales
    together, alone = scales.evidence(), {name: scales.evidence(names=[name])[name] for name in scales.accounts}
    assert together[NONE] == alone[NONE]
    assert scales.evidence(names=["crowd", NONE])["crowd"] == alone["crowd"]
    assert together["crowd"].db == alone["crowd"].db
    assert together["crowd"].error_db != alone["crowd"].error_db


def test_a_kept_ensemble_weighs_the_same(toy: Case, tempered: xr.Dataset, tmp_path: Any) -> None:
    save_ensemble(tempered, tmp_path / "e.nc")
    again = load_ensemble(tmp_path / "e.nc", toy)
    one, other = (weigh(toy, ensemble, {"government": 0.3}) for ensemble in (tempered, again))
    assert one.accounts == other.accounts
    assert one.to_dict() == other.to_dict()


def test_weights_of_clues_add_up_in_a_tempered_ensemble(toy: Case, tempered: xr.Dataset) -> None:
    verdict = weigh(toy, tempered)
    joint = verdict.odds_db("sent", "crowd")[0]
    found = verdict.orders("sent", "crowd")
    assert sum(each.in_order_db for each in found) == pytest.approx(joint, abs=1e-8)
    assert sum(each.average_db for each in found) == pytest.approx(joint, abs=1e-8)


def test_what_is_refused_is_refused_before_anything_is_simulated(toy: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "temper_all", lambda *_: pytest.fail("simulated"))
    with pytest.raises(UnknownNameError, match="did you mean 'government'"):
        sample(toy, trust={"goverment": 0.2})
    with pytest.raises(CorcyraError, match="at least 1"):
        sample(toy, draws=0)
    with pytest.raises(UnknownNameError):
        sample(toy, accounts=["crwd"])


# -- the stopping rule, with islands made up ---------------------------------------------------------------------------


def island(number: int, spread: float) -> Island:
    """An island of 100 draws on two rungs, whose estimate is off by what its number says."""
    off = spread * ((number % 5) - 2.0)
    return Island(
        number=number,
        ladder=(0.0, 1.0),
        measures=np.zeros((100, 1)),
        log_likelihood=np.full(100, -3.0),
        rung=np.repeat([0, 1], 50),
        uniforms=np.zeros((50, 1)),
        origin=np.zeros((50, 1, 1), np.uint64),
        log_z=np.array([0.0, -3.0 + off]),
        accepted=np.ones(1),
    )


def ended(
    spread: dict[str, float], budget: int, stop: int | None = None, shares: dict[str, int] | None = None
) -> tuple[dict[str, int], str]:
    """How many islands each account got, and what ended the run."""
    ran = 0

    def job(name: str, number: int, ladder: tuple[float, ...] | None) -> Job:
        return Job("", "", (), name, (), 1, number, 50, ladder)

    def run(jobs: Any) -> Any:
        nonlocal ran
        for each in jobs:
            if ran == stop:
                raise KeyboardInterrupt
            ran += 1
            yield each, replace(island(each.number, spread[each.account]))

    found, why = temper_all(list(spread), job, run, budget, 1.0, None, shares)
    return {name: len(one.islands) for name, one in found.items()}, why


def test_it_ends_when_every_error_is_small_enough() -> None:
    assert ended({"a": 0.0, "b": 0.001}, 10_000) == ({"a": FIRST, "b": FIRST}, "the target error")


def test_accounts_that_are_known_poorly_get_more_islands() -> None:
    counts, why = ended({"a": 0.0, "b": 0.5}, 10_000)
    assert FIRST < counts["a"] < counts["b"]  # what lies apart in one account is suspected of the other
    assert (counts["b"] - FIRST) % MORE == 0
    assert ended({"a": 0.0, "b": 0.05}, 10_000)[0] == {"a": FIRST, "b": FIRST}
    assert why == "the target error"


def test_an_account_may_have_a_larger_share_of_the_budget() -> None:
    counts, why = ended({"a": 3.0, "b": 3.0}, 1000, shares={"b": 3})
    assert why == "the number of draws"
    assert 100 * (counts["a"] + 1) <= 1000 < 100 * (counts["a"] + 1 + MORE)
    assert 100 * (counts["b"] + 1) <= 3000 < 100 * (counts["b"] + 1 + MORE)


def test_it_ends_when_the_budget_is_spent() -> None:
    counts, why = ended({"a": 0.0, "b": 3.0}, 1000)
    assert why == "the number of draws"
    assert 100 * (counts["b"] + 1) <= 1000 < 100 * (counts["b"] + 1 + MORE)


def test_stopped_in_the_middle_it_keeps_what_is_finished() -> None:
    counts, why = ended({"a": 0.0, "b": 0.0}, 10_000, stop=2 + 6)
    assert why == "Ctrl-C"
    assert sum(counts.values()) == 6
    with pytest.raises(KeyboardInterrupt):
        ended({"a": 0.0, "b": 0.0}, 10_000, stop=2 + 2)
