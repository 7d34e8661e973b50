"""The slow clock: people are conserved, bits don't depend on how many are simulated, and the step doesn't matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
import xarray as xr

from corcyra.case import Case
from corcyra.engines.slow import OWN, grow, months_between, simulate_prelude
from corcyra.errors import CorcyraError, UnknownNameError
from corcyra.levels import Known
from corcyra.priors import Prior

DRAWS = 60
PEOPLE = ("members", "fringe", "members_detained", "members_dead")


@pytest.fixture(scope="module")
def made(kazakhstan: Case) -> xr.Dataset:
    return simulate_prelude(kazakhstan, DRAWS, 1)


def test_people_are_whole_and_conserved(made: xr.Dataset) -> None:
    total = sum(made[name].values for name in PEOPLE)
    np.testing.assert_array_equal(total, np.broadcast_to(total[:, :1], total.shape))
    for name in PEOPLE:
        assert (made[name].values >= 0).all()
        np.testing.assert_array_equal(made[name].values, np.rint(made[name].values))


def test_flows_are_what_moved(made: xr.Dataset) -> None:
    comes = made["enlists"] + made["branches"] - made["raids"] - made["leaves"] - made["feuds"]
    np.testing.assert_array_equal(np.diff(made["members"].values, axis=1), comes.values[:, 1:])
    held = made["raids"] - made["frees"]
    np.testing.assert_array_equal(np.diff(made["members_detained"].values, axis=1), held.values[:, 1:])


def test_every_member_is_of_one_group(made: xr.Dataset) -> None:
    at = made["group_members"]
    assert (at.values >= 0).all()
    counted = made["members"].sel(time=made["mark"].values).values
    np.testing.assert_array_equal(at.sum("group").values, counted)
    share = at.values / np.maximum(at.values.sum(axis=-1, keepdims=True), 1)
    rivalry = np.where(counted > 0, 1 - np.square(share).sum(axis=-1), 0)
    np.testing.assert_allclose(made["rivalry"].sel(time=made["mark"].values).values, rivalry, atol=1e-6)  # 32 bits


def test_levels_are_finite_and_within_their_range(made: xr.Dataset) -> None:
    for name in made.data_vars:
        assert np.isfinite(made[name].values).all(), name
    for name in ("captured", "bargain", *OWN):
        assert made[name].values.min() >= 0, name
        assert made[name].values.max() <= 1 + 1e-6, name
    assert made["arms"].values.min() >= 0


def test_changes_of_a_stock_add_up(made: xr.Dataset) -> None:
    for name in ("arms", "captured", "bargain"):
        parts = sum(made[other].values for other in made.data_vars if str(other).startswith(f"{name}_by_"))
        change = np.diff(made[name].values, axis=1)
        # kept in 32 bits, and added up from levels that may be thousands
        np.testing.assert_allclose(parts[:, 1:], change, rtol=1e-3, atol=1e-6 * (1 + made[name].values.max()))


def test_a_simulation_has_the_same_bits_whatever_the_number_of_them(kazakhstan: Case, made: xr.Dataset) -> None:
    few = simulate_prelude(kazakhstan, 7, 1)
    xr.testing.assert_identical(few.drop_attrs(), made.isel(simulation=slice(7)).drop_attrs())
    other = simulate_prelude(kazakhstan, 7, 2)
    assert (other["members"].values != few["members"].values).any()


def test_parameters_are_those_of_the_same_simulation_of_an_account(kazakhstan: Case) -> None:
    from corcyra.engines.points import points_of, start_of
    from corcyra.engines.slow import _Slow

    assert kazakhstan.prelude is not None
    slow = _Slow(kazakhstan, kazakhstan.prelude, 5, 3, frozenset())
    account = kazakhstan.account("gangland")
    fast = start_of(kazakhstan, account, account.plan(), points_of(kazakhstan, account, range(5), 3))
    shared = {
        name
        for name, (_, known) in kazakhstan.prelude.account.priors().items()
        if name in account.priors() and account.priors()[name][1] == known
    }
    assert len(shared) >= 5
    for name in shared:
        np.testing.assert_allclose(fast.parameters[name], slow.parameters[name], rtol=1e-6, err_msg=name)  # 32 bits


def test_what_begins_later_changes_nothing_before(kazakhstan: Case, made: xr.Dataset) -> None:
    twin = simulate_prelude(kazakhstan, DRAWS, 1, without=["power_sharing"])
    for name in twin.data_vars:
        if name != "bargain":
            np.testing.assert_array_equal(twin[name].values, made[name].values, err_msg=str(name))
    same = made["time"].values < np.datetime64("2019-03-01")
    np.testing.assert_array_equal(twin["bargain"].values[:, same], made["bargain"].values[:, same])
    assert (made["bargain"].values[:, ~same] > twin["bargain"].values[:, ~same]).all()


def test_shorter_steps_give_the_same_country(kazakhstan: Case, made: xr.Dataset) -> None:
    """Four steps a month: the mean on the eve moves no more than chance does.

    The draws differ, so each simulation is another history with the same parameters. The mean of the differences has to
    be within five of its standard errors, and a hundredth that a step of a month may cost.
    """
    fine = simulate_prelude(kazakhstan, DRAWS, 1, parts=4)
    for name in (*PEOPLE, "arms", "captured", "rivalry", "bargain"):
        one, other = (np.log(0.1 + each[name].isel(time=-1).values.reshape(DRAWS, -1).mean(1)) for each in (made, fine))
        error = (one - other).std(ddof=1) / np.sqrt(DRAWS)
        assert abs((one - other).mean()) < 5 * error + 0.01, name


def test_extremes_stay_sane(kazakhstan: Case) -> None:
    """Rates a thousand times too high: everything happens at once, nothing breaks."""
    assert kazakhstan.prelude is not None
    account = kazakhstan.prelude.account
    fast = {
        name: Known(Prior("constant", (1000 * param.prior.interval()[2],)))
        for name, (param, _) in account.priors().items()
        if param.unit == "1/hour"
    }
    wild = replace(kazakhstan, prelude=replace(kazakhstan.prelude, account=replace(account, parameters=fast)))
    made = simulate_prelude(wild, 5, 1)
    test_people_are_whole_and_conserved(made)
    test_every_member_is_of_one_group(made)
    test_levels_are_finite_and_within_their_range(made)


def test_growth_is_the_exact_solution() -> None:
    hours, change, start = 700.0, 2.0, 5.0
    for slope in (-1e-1, -1e-3, -1e-9, 0.0, 1e-9, 1e-4):
        end, mean = grow(np.array(slope), hours)
        fine = np.linspace(0.0, hours, 200_001)
        path = start + change * (np.expm1(slope * fine) / slope if slope else fine)
        np.testing.assert_allclose(start + change * end, path[-1], rtol=1e-9)
        average = np.trapezoid(path, fine) / hours
        np.testing.assert_allclose(start + change * mean, average, rtol=1e-6)  # of the trapezoids


def test_months_cover_the_time_to_the_eve() -> None:
    months = months_between(datetime(2019, 12, 1), datetime(2020, 3, 2, 6))
    assert [hours for _, hours in months] == [744.0, 744.0, 696.0, 30.0]
    assert [moment.month for moment, _ in months] == [12, 1, 2, 3]


def test_a_case_without_a_prelude_says_so(toy: Case) -> None:
    with pytest.raises(CorcyraError, match=r"no prelude.*prelude\.toml"):
        simulate_prelude(toy, 1)


def test_a_mechanism_that_is_not_there_is_named(kazakhstan: Case) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'exposure'"):
        simulate_prelude(kazakhstan, 1, without=["exposures"])


# -- what the slow mechanisms are for (eurasia-daily-monitor-2007 ¶3, ¶5, ¶7, ¶9) --------------------------------------


def country(made: xr.Dataset, name: str) -> np.ndarray:
    values = made[name].isel(time=-1).values.astype(float)
    return values.sum(axis=1) if values.ndim == 2 else values


def wins(more: np.ndarray, less: np.ndarray) -> float:
    """Signs of the paired differences, in standard errors."""
    signs = np.sign(more - less)
    return float(signs.sum() / np.sqrt(max((signs != 0).sum(), 1)))


def test_enforcement_weakens_groups(kazakhstan: Case, made: xr.Dataset) -> None:
    off = simulate_prelude(kazakhstan, DRAWS, 1, without=["enforcement"])
    assert wins(country(off, "members"), country(made, "members")) > 4
    assert wins(country(off, "arms"), country(made, "arms")) > 4
    assert not country(off, "members_detained").any()


def test_but_officials_who_are_bought_look_away(kazakhstan: Case) -> None:
    bought = with_levels(kazakhstan, captured=1.0)
    on = simulate_prelude(bought, 20, 1, without=["exposure"])
    off = simulate_prelude(bought, 20, 1, without=["exposure", "enforcement"])
    np.testing.assert_array_equal(on["members"].values, off["members"].values)
    np.testing.assert_array_equal(on["arms"].values, off["arms"].values)
    clean = simulate_prelude(with_levels(kazakhstan, captured=0.0), 20, 1, without=["exposure", "capture"])
    assert wins(country(clean, "members_detained"), country(on, "members_detained")) > 4


def test_exposure_loosens_capture_and_with_it_the_impunity_of_groups(kazakhstan: Case, made: xr.Dataset) -> None:
    off = simulate_prelude(kazakhstan, DRAWS, 1, without=["exposure"])
    assert (off["captured"].values >= made["captured"].values - 1e-6).mean() > 0.99
    assert wins(country(off, "captured"), country(made, "captured")) > 4
    assert wins(country(made, "members_detained"), country(off, "members_detained")) > 4
    assert wins(country(off, "members"), country(made, "members")) > 4


def test_capture_protects_groups(kazakhstan: Case, made: xr.Dataset) -> None:
    off = simulate_prelude(kazakhstan, DRAWS, 1, without=["capture"])
    assert wins(country(made, "members"), country(off, "members")) > 4
    rate = [
        (each["raids"].sum(("time", "place")) / each["members"].sum(("time", "place"))).values for each in (off, made)
    ]
    assert wins(*rate) > 4  # fewer of those who are there are held


def with_levels(case: Case, **levels: float) -> Case:
    """The case with known levels everywhere at the start of its prelude."""
    assert case.prelude is not None
    account = case.prelude.account
    begin = {name: {"everywhere": Known(Prior("constant", (value,)))} for name, value in levels.items()}
    return replace(case, prelude=replace(case.prelude, account=replace(account, begin={**account.begin, **begin})))
