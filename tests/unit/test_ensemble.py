from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from corcyra.case import Case, open_case
from corcyra.engines import ensemble
from corcyra.engines.ensemble import load_ensemble, save_ensemble, simulate
from corcyra.errors import CorcyraError, EnsembleError, UnknownNameError
from corcyra.quantities import find_quantity


@pytest.fixture(scope="module")
def small(toy: Case) -> xr.Dataset:
    return simulate(toy, draws=12, seed=2, workers=1)


def test_an_ensemble_has_what_it_should(toy: Case, small: xr.Dataset) -> None:
    assert list(small["account"].values) == ["crowd", "sent"]
    assert list(small["clue"].values) == list(toy.ledger.clues)
    assert small["measure"].dims == ("account", "simulation", "clue")
    assert small["crowd"].dims == ("account", "sample", "time", "place")
    assert small["bargain"].dims == ("account", "sample", "time")
    assert small.sizes["time"] == toy.hours
    assert not small["measure"].isnull().any()


def test_times_are_the_ends_of_the_hours(toy: Case, small: xr.Dataset) -> None:
    assert small["time"].values[0] == np.datetime64("2030-03-01T01:00")
    assert small["time"].values[-1] == np.datetime64("2030-03-05T00:00")


def test_every_variable_says_what_it_is_and_in_which_unit(small: xr.Dataset) -> None:
    for name in small.data_vars:
        quantity = find_quantity(str(name))
        assert small[name].attrs["units"] == (quantity.unit if quantity else "by clue")
        assert small[name].attrs["long_name"]


def test_an_ensemble_comes_back_as_it_was_saved(toy: Case, small: xr.Dataset, tmp_path: Path) -> None:
    save_ensemble(small, tmp_path / "e.nc")
    back = load_ensemble(tmp_path / "e.nc", toy)
    xr.testing.assert_equal(back, small)
    assert [path.name for path in tmp_path.iterdir()] == ["e.nc"]


def test_what_is_no_ensemble_is_refused(toy: Case, tmp_path: Path) -> None:
    with pytest.raises(EnsembleError, match="no ensemble at"):
        load_ensemble(tmp_path / "e.nc", toy)
    for content in (b"", b"not netCDF at all", b"\x89HDF\r\n\x1a\n" + b"\0" * 100):
        (tmp_path / "e.nc").write_bytes(content)
        with pytest.raises(EnsembleError, match="is no ensemble"):
            load_ensemble(tmp_path / "e.nc", toy)


def test_a_cut_off_ensemble_is_refused(toy: Case, small: xr.Dataset, tmp_path: Path) -> None:
    save_ensemble(small, tmp_path / "e.nc")
    content = (tmp_path / "e.nc").read_bytes()
    (tmp_path / "e.nc").write_bytes(content[: len(content) // 2])
    with pytest.raises(EnsembleError, match="is no ensemble"):
        load_ensemble(tmp_path / "e.nc", toy)


def test_an_ensemble_of_another_case_is_refused(kazakhstan: Case, small: xr.Dataset, tmp_path: Path) -> None:
    save_ensemble(small, tmp_path / "e.nc")
    with pytest.raises(EnsembleError, match="of toy, not of kazakhstan-2022"):
        load_ensemble(tmp_path / "e.nc", kazakhstan)


def test_an_ensemble_of_another_state_of_the_case_is_refused(folder: Path, small: xr.Dataset, tmp_path: Path) -> None:
    save_ensemble(small, tmp_path / "e.nc")
    with (folder / "places.toml").open("a") as stream:
        stream.write("# changed\n")
    with pytest.raises(EnsembleError, match="before the case toy was changed"):
        load_ensemble(tmp_path / "e.nc", open_case(folder))


def test_a_foreign_netcdf_file_is_refused(toy: Case, tmp_path: Path) -> None:
    xr.Dataset({"x": ("y", [1.0])}).to_netcdf(tmp_path / "e.nc", engine="h5netcdf")
    with pytest.raises(EnsembleError, match="something else"):
        load_ensemble(tmp_path / "e.nc", toy)


@pytest.mark.parametrize("draws", [0, -3])
def test_no_draws_are_no_ensemble(toy: Case, draws: int) -> None:
    with pytest.raises(CorcyraError, match="at least 1"):
        simulate(toy, draws=draws)


def test_an_unknown_account_names_the_nearest(toy: Case) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'sent'"):
        simulate(toy, draws=1, accounts=["snt"])


def test_progress_is_told_after_each_block(toy: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensemble, "BLOCK", 4)
    told: list[tuple[int, int]] = []
    simulate(toy, draws=6, workers=1, progress=lambda done, whole: told.append((done, whole)))
    assert told == [(4, 12), (8, 12), (10, 12), (12, 12)]


def interrupted(monkeypatch: pytest.MonkeyPatch, blocks: int) -> None:
    """Ctrl-C after so many blocks of 4 simulations."""
    run, done = ensemble.run_block, []

    def block(*job: object) -> object:
        if len(done) == blocks:
            raise KeyboardInterrupt
        done.append(job)
        return run(*job)  # type: ignore[arg-type]

    monkeypatch.setattr(ensemble, "BLOCK", 4)
    monkeypatch.setattr(ensemble, "run_block", block)


def test_what_is_finished_is_kept_when_it_is_stopped(toy: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = simulate(toy, draws=20, seed=2, workers=1)
    interrupted(monkeypatch, blocks=5)  # two blocks of both accounts, a third of the first only
    stopped = simulate(toy, draws=20, seed=2, workers=1)
    np.testing.assert_array_equal(stopped["measure"], whole["measure"][:, :8])
    np.testing.assert_array_equal(stopped["crowd"], whole["crowd"][:, :8])


def test_stopped_before_every_account_has_a_block_there_is_nothing_to_keep(
    toy: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(monkeypatch, blocks=1)
    with pytest.raises(KeyboardInterrupt):
        simulate(toy, draws=20, workers=1)
