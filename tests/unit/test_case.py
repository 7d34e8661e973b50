from __future__ import annotations

import json
import math
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from breaking import CASE, CLAIMS, PLACES, SENT, TIMELINE, add, both, swap

from corcyra.case import SHIPPED, Case, check_accounts, digest, find_case, open_case, shipped_cases
from corcyra.errors import CaseError, UnknownNameError
from corcyra.levels import Known


def value(known: Known) -> float:
    return known.value


def test_the_shipped_cases_can_all_be_opened() -> None:
    assert {"kazakhstan-2022", "toy"} <= set(shipped_cases())
    for name in shipped_cases():
        assert open_case(name).name == name


def test_a_case_is_the_same_by_name_and_by_folder(toy: Case) -> None:
    assert open_case(SHIPPED / "toy").digest == toy.digest


def test_a_folder_goes_before_a_shipped_case_of_that_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    assert find_case("toy").resolve() == folder.resolve()


def test_a_folder_without_a_case_hides_no_shipped_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after ``corcyra run toy --out toy``."""
    (tmp_path / "toy").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_case("toy") == SHIPPED / "toy"
    assert find_case(tmp_path / "toy") == tmp_path / "toy"  # a path is a path


def test_the_hours_of_the_episode_are_counted(folder: Path) -> None:
    swap(CASE, "2030-03-05T00:00", "2030-03-06T05:00")(folder)
    both(swap(CASE, "2030-03-01T00:00", "2030-03-01T03:00"))(folder)
    case = open_case(folder)
    assert case.hours == 5 * 24 + 2
    assert case.time(24) == datetime(2030, 3, 2, 3)


def test_the_spark_is_given_from_its_hour_on_and_for_its_duration(toy: Case) -> None:
    (given,) = toy.given
    assert (given.quantity, given.place, given.start, given.end, given.value) == ("spark", "Harbour", 9, 21, 1.0)


def test_events_are_in_the_order_of_time(folder: Path) -> None:
    event = '[[event]]\nat = "{}"\nwhat = "x"\nsource = "gazette"\n'
    add(TIMELINE, event.format("2030-03-03T00:00") + event.format("2030-03-01T01:00"))(folder)
    times = [event.at for event in open_case(folder).timeline]
    assert times == sorted(times)
    assert len(times) == 3


def test_units_are_converted_when_a_case_is_read(folder: Path) -> None:
    swap(PLACES, 'value = 200000, unit = "person"', 'value = 250, unit = "thousand_person"')(folder)
    swap(CASE, 'pace = { value = 0.2, unit = "1/hour" }', 'pace = { value = 4.8, unit = "1/day" }')(folder)
    case = open_case(folder)
    assert case.places[0].population == 250_000
    assert value(case.readiness[0].pace) == pytest.approx(0.2, rel=1e-12)  # one division


def test_the_level_at_the_start_is_the_most_particular_one(folder: Path) -> None:
    swap(
        CASE, "[begin.guard_reserve]", '[begin.fear]\neverywhere = { value = 0.1, unit = "1" }\n[begin.guard_reserve]'
    )(folder)
    swap(PLACES, 'name = "Capital"', 'name = "Capital"\nfear = { value = 0.2, unit = "1" }')(folder)
    swap(PLACES, 'name = "Mine"', 'name = "Mine"\nfear = { value = 0.3, unit = "1" }')(folder)
    swap(SENT, "[begin.members]", '[begin.fear]\nMine = { value = 0.4, unit = "1" }\n[begin.members]')(folder)
    case = open_case(folder)
    fear = {
        name: [value(case.level(case.account(name), "fear", place)) for place in ("Harbour", "Capital", "Mine")]
        for name in ("crowd", "sent")
    }
    assert fear == {"crowd": [0.1, 0.2, 0.3], "sent": [0.1, 0.2, 0.4]}


def test_the_level_that_nobody_gives_is_the_glossarys(toy: Case) -> None:
    assert value(toy.level(toy.account("crowd"), "sympathy", "Mine")) == 0.7
    assert value(toy.level(toy.account("crowd"), "attention", "Mine")) == 0.0


def test_a_national_level_is_found(toy: Case) -> None:
    assert value(toy.level(toy.account("crowd"), "guard_reserve", "nation")) == 1000.0


def positions(folder: Path, *, north: float, east: float) -> Case:
    for old, new in (("43.6", "0"), ("51.2", "0"), ("44.5", str(north)), ("54.0", str(east))):
        swap(PLACES, f"value = {old}", f"value = {new}")(folder)
    return open_case(folder)


@pytest.mark.parametrize(
    ("north", "east", "share"), [(1, 0, 1 / 360), (0, 90, 1 / 4), (0, 180, 1 / 2), (90, 0, 1 / 4), (-45, 0, 1 / 8)]
)
def test_distances_are_shares_of_the_circumference(folder: Path, north: float, east: float, share: float) -> None:
    distance = positions(folder, north=north, east=east).distance
    assert distance[0, 1] == pytest.approx(2 * math.pi * 6371 * share, rel=1e-7)  # arcsin near 1 has half the digits


def test_distances_are_symmetric_with_nothing_to_oneself(kazakhstan: Case) -> None:
    np.testing.assert_array_equal(kazakhstan.distance, kazakhstan.distance.T)
    np.testing.assert_array_equal(np.diag(kazakhstan.distance), 0.0)


def test_an_unknown_account_names_the_nearest(toy: Case) -> None:
    with pytest.raises(UnknownNameError, match=r"unknown account 'crwd': did you mean 'crowd'\?"):
        toy.account("crwd")


def test_chosen_accounts_keep_their_order_and_are_taken_once(toy: Case) -> None:
    assert [each.name for each in check_accounts(toy, ["sent", "crowd", "sent"])] == ["sent", "crowd"]
    assert [each.name for each in check_accounts(toy, None)] == ["crowd", "sent"]


def test_a_prior_of_the_account_replaces_that_of_the_mechanism(toy: Case) -> None:
    _, known = toy.account("sent").priors()["gamble.cover"]
    assert str(known.prior) == "lognormal(6.5, 0.5)"
    param, known = toy.account("sent").priors()["gamble.quick"]
    assert known.prior == param.prior


def test_windows_line_ends_make_no_difference(folder: Path, toy: Case) -> None:
    for path in folder.rglob("*.toml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    case = open_case(folder)
    assert (case.places, case.ledger, case.accounts) == (toy.places, toy.ledger, toy.accounts)


@pytest.mark.parametrize("file", [CASE, PLACES, TIMELINE, SENT, CLAIMS])
def test_the_digest_changes_with_any_file(folder: Path, file: str) -> None:
    before = digest(folder)
    add(file, "# a remark")(folder)
    assert digest(folder) != before


def test_the_digest_changes_when_text_moves_between_files(folder: Path) -> None:
    both(add("accounts/crowd.toml", "#"), add("accounts/sent.toml", "#"))(folder)
    before = digest(folder)
    (folder / "accounts/crowd.toml").rename(folder / "accounts/a.toml")
    assert digest(folder) != before


def test_the_digest_is_that_of_the_content_not_of_the_place(folder: Path, toy: Case) -> None:
    (folder / "notes.txt").write_text("not part of the case")
    assert digest(folder) == toy.digest


def test_a_case_without_outlines_has_none(toy: Case) -> None:
    assert toy.outlines == []


def test_outlines_are_read(folder: Path) -> None:
    units = [{"name": "Coast", "rings": [[[50.0, 43.0], [51.0, 43.0], [51.0, 44.0]]]}]
    (folder / "outlines.json").write_text(json.dumps({"units": units}))
    assert open_case(folder).outlines == units


def test_a_case_without_clues_and_claims_can_be_opened(folder: Path) -> None:
    for name in ("clues", "claims"):
        (folder / "evidence" / f"{name}.toml").write_text("schema = 1\n")
    case = open_case(folder)
    assert (case.ledger.clues, case.ledger.claims) == ({}, {})


def test_what_is_said_and_what_is_undecided_are_both_kept(toy: Case) -> None:
    motive = toy.ledger.claims["motive"]
    assert motive.undecided
    assert motive.report is None
    assert motive.locator == "pamphlet ¶3"


@pytest.mark.parametrize(
    ("id", "form", "low", "high", "number"),
    [
        ("crowd-government", "between", 0.0, 2000.0, None),
        ("crowd-opposition", "about", 0.0, math.inf, 6000.0),
        ("police-opposition", "is", 0.0, math.inf, 1.0),
        ("storming-both", "at", 0.0, math.inf, 44.0),
    ],
)
def test_reports_are_read(toy: Case, id: str, form: str, low: float, high: float, number: float | None) -> None:
    report = toy.ledger.claims[id].report
    assert report is not None
    assert (report.form, report.low, report.high) == (form, low, high)
    assert number is None or report.value == number


def test_problems_of_a_missing_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no such case or folder"):
        open_case(tmp_path / "nowhere")
