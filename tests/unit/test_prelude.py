"""The file of a prelude, how claims are read against its months, and the command."""

from __future__ import annotations

import json
import sys
import tomllib
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from breaking import add, swap

from corcyra.case import Case, open_case
from corcyra.cli import main
from corcyra.errors import CaseError
from corcyra.inference.snapshot import _READERS, EVE, against, compare, leave_out, read
from corcyra.levels import Known
from corcyra.prelude import FILE, READINGS, Checkpoint
from corcyra.priors import Prior
from corcyra.report.prelude import short

GOOD = """
schema = 1
start = "2020-01"
mechanisms = ["turnover", "enforcement", "policing", "power_sharing"]
held = ["legitimacy"]

[since]
power_sharing = "2028-01"

[groups]
most = 8
number = { value = 4, unit = "group" }
unevenness = { prior = "lognormal(0, 0.5)", unit = "1", why = "as one thinks" }
patron = { value = 0.5, unit = "1" }

[begin.members]
everywhere = { value = 40, unit = "person" }

[parameters]
"enforcement.hunt" = { value = 0.5, unit = "1/week" }

[[checkpoint]]
claim = "violent-capital"
at = "2025-06"
reading = "active"
places = ["Mine"]

[[checkpoint]]
claim = "arrests-official"
at = "2025-06"
reading = "charged"
about = { value = 3, unit = "person" }
"""


@pytest.fixture
def with_prelude(folder: Path) -> Path:
    claims = tomllib.loads((folder / "evidence/claims.toml").read_text(encoding="utf-8"))["claim"]
    text = GOOD.replace("violent-capital", claims[0]["id"]).replace("arrests-official", claims[1]["id"])
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_a_good_file_is_read(with_prelude: Path) -> None:
    prelude = open_case(with_prelude).prelude
    assert prelude is not None
    assert prelude.start == datetime(2020, 1, 1)
    assert prelude.since == {"power_sharing": datetime(2028, 1, 1)}
    hunt = prelude.account.priors()["enforcement.hunt"][1]
    assert hunt.value == pytest.approx(0.5 / 168)
    assert [check.about for check in prelude.checkpoints] == [None, 3.0]
    assert prelude.checkpoints[0].places == ("Mine",)
    assert len(prelude.checkpoints[1].places) == 3


def test_no_file_is_no_prelude(toy: Case) -> None:
    assert toy.prelude is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"2020-01"', '"January 2020"', ("start", "no month", "2007-11")),
        ('"2020-01"', '"2031-01"', ("start", "before the episode", "2030-03")),
        ('"2020-01"', '"1900-01"', ("start", "months at most")),
        ('"turnover"', '"turn_over"', ("mechanisms[1]", "unknown mechanism", "turnover")),
        ('"turnover"', '"patronage"', ("mechanisms[1]", "mobilises", "leave it to the accounts")),
        ('"turnover"', '"gamble"', ("mechanisms[1]", "mobilise", "leave it to the accounts")),
        ('"turnover"', '"contagion"', ("mechanisms[1]", "joins", "leave it to the accounts")),
        ('"turnover"', '"armouries"', ("mechanisms[1]", "storms", "leave it to the accounts")),
        ('held = ["legitimacy"]', 'held = ["legitimcy"]', ("held[1]", "no stock", "legitimacy")),
        ("power_sharing = ", "purge = ", ("since.purge", "no mechanism of this file")),
        ('"2028-01"', '"2028-13"', ("since.power_sharing", "no month")),
        ("value = 4,", "value = 9,", ("groups.number", "too large")),
        ("value = 0.5, unit = \"1\" }", "value = 1.5, unit = \"1\" }", ("groups.patron", "too large")),
        ("begin.members", "begin.membrs", ("begin.membrs", "members")),
        ("enforcement.hunt", "enforcement.hunts", ("enforcement.hunts", "enforcement.hunt")),
        ('unit = "1/week"', 'unit = "week"', ("enforcement.hunt", "unit")),
        ('reading = "active"', 'reading = "activ"', ("checkpoint[1].reading", "active")),
        ('at = "2025-06"', 'at = "2019-06"', ("checkpoint[1].at", "before the start")),
        ('["Mine"]', '["Mien"]', ("checkpoint[1].places", "Mine")),
        ('reading = "charged"', 'reading = "crushed"', ("checkpoint[2].about", "crushed")),
        ('reading = "active"', 'reading = "seized"', ("checkpoint[1].about", "seized")),
        ('unit = "person" }\n', 'unit = "weapon" }\n', ("begin.members", "unit")),
        ("most = 8", "most = 8\nleast = 1", ("groups.least", "no key")),
        ('reading = "active"\n', "", ("checkpoint[1]", "undecided")),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_cure(with_prelude: Path, old: str, new: str, says: tuple[str, ...]) -> None:
    swap(FILE, old, new)(with_prelude)
    with pytest.raises(CaseError) as caught:
        open_case(with_prelude)
    blamed = [str(problem) for problem in caught.value.problems if problem.file == FILE]
    assert any(all(part in text for part in says) for text in blamed), caught.value
    assert len(caught.value.problems) <= 2


def test_an_unknown_claim_is_named(with_prelude: Path) -> None:
    add(FILE, '[[checkpoint]]\nclaim = "nothing"\nundecided = "It is not there."')(with_prelude)
    with pytest.raises(CaseError, match=r"checkpoint\[3\].claim: unknown claim 'nothing'"):
        open_case(with_prelude)


def test_what_claims_count_is_what_the_ledger_says(kazakhstan: Case) -> None:
    path = kazakhstan.folder / "evidence/claims.toml"
    claims = {row["id"]: row for row in tomllib.loads(path.read_text(encoding="utf-8"))["claim"]}
    assert kazakhstan.prelude is not None
    counted = [check for check in kazakhstan.prelude.checkpoints if check.about is not None]
    assert len(counted) >= 3
    for check in counted:
        about = claims[check.claim]["report"]["about"]
        assert (check.about, READINGS[check.reading or ""]) == (about["value"], about["unit"]), check.claim
    for check in kazakhstan.prelude.checkpoints:
        assert claims[check.claim]["source"] == "eurasia-daily-monitor-2007"


# -- readings ----------------------------------------------------------------------------------------------------------

NAMES = ("A", "B", "C")


def handmade(**levels: np.ndarray) -> xr.Dataset:
    """Seven years of two simulations of three places, in months of two weeks; members are 1 if not given."""
    time = np.arange("2000-01", "2007-01", dtype="datetime64[M]").astype("datetime64[ns]")
    shape = (2, len(time), 3)
    data = {name: (("simulation", "time", "place"), np.broadcast_to(values, shape)) for name, values in levels.items()}
    data.setdefault("members", (("simulation", "time", "place"), np.ones(shape)))
    hours = ("time", np.full(len(time), 336.0))
    return xr.Dataset(data, coords={"time": time, "hours": hours, "place": list(NAMES)})


def ask(made: xr.Dataset, reading: str, *places: str, at: str = "2006-12") -> list[float]:
    moment = datetime.strptime(at, "%Y-%m")
    return list(read(made, Checkpoint("x", moment, reading, None, places or NAMES, None)))


def test_every_reading_has_a_reader() -> None:
    assert set(_READERS) == set(READINGS)


def test_flows_are_read_by_the_week() -> None:
    made = handmade(raids=np.array([4.0, 2.0, 8.0]), arms_by_enforcement=-np.array([40.0, 20.0, 80.0]))
    assert ask(made, "charged", "A", "C") == [6.0, 6.0]
    assert ask(made, "seized", "B") == [10.0, 10.0]
    assert ask(handmade(), "charged") == [0.0, 0.0]  # the mechanism was left out


def test_groups_of_one_size_count_as_what_they_are() -> None:
    made = handmade()
    at = np.zeros((2, 1, 3, 4))
    at[0, 0, 0] = [5, 5, 0, 0]
    at[0, 0, 1] = [0, 0, 5, 5]
    at[1, 0, 2] = [90, 10, 0, 0]
    made["group_members"] = (("simulation", "mark", "place", "group"), at)
    made = made.assign_coords(mark=made["time"].values[-1:])
    assert ask(made, "groups", "A", "B") == [4.0, 0.0]
    assert ask(made, "groups", "C") == [0.0, pytest.approx(1 / 0.82)]


def test_spheres_are_led_by_one_group() -> None:
    leading = np.array([[[0.6, 0.6, 0.1]], [[0.6, 0.4, 0.1]]])
    assert ask(handmade(leading=leading), "spheres") == [1.0, 0.0]
    assert ask(handmade(leading=leading), "spheres", "A", "B") == [1.0, 1.0]  # half of them is enough


def test_fights_are_counted_for_each_member() -> None:
    members = np.array([10.0, 100.0, 100.0])
    made = handmade(members=members, feuds=np.array([1.0, 2.0, 2.0]), defects=np.array([0.0, 2.0, 1.0]))
    assert ask(made, "feuding", "A") == [1.0, 1.0]
    assert ask(made, "feuding", "C") == [0.0, 0.0]


def test_capture_here_is_held_against_capture_elsewhere() -> None:
    captured = np.array([[[0.5, 0.1, 0.1]], [[0.1, 0.1, 0.5]]])
    assert ask(handmade(captured=captured), "bought", "A") == [1.0, 0.0]


def test_killings_of_a_year_are_held_against_those_of_the_first_five() -> None:
    months = np.arange(84)[:, None]
    less, more = np.where(months < 60, 2.0, 1.0), np.where(months < 60, 1.0, 2.0)
    made = handmade(feuds=np.stack([less, more]))
    assert ask(made, "calmer") == [1.0, 0.0]


def test_crushed_is_a_tenth_and_active_a_half_of_the_most() -> None:
    months = np.arange(84)[:, None]
    gone, there = np.where(months < 50, 100.0, 9.0), np.where(months < 50, 100.0, 60.0)
    made = handmade(members=np.stack([gone, there]))
    assert ask(made, "crushed") == [1.0, 0.0]
    assert ask(made, "active") == [0.0, 1.0]
    assert ask(made, "active", at="2001-01") == [1.0, 1.0]


@pytest.fixture(scope="module")
def years(kazakhstan: Case) -> xr.Dataset:
    from corcyra.engines.slow import simulate_prelude

    return simulate_prelude(kazakhstan, 30, 1)


def test_a_count_fits_between_the_percentiles_and_a_truth_in_most(kazakhstan: Case, years: xr.Dataset) -> None:
    assert kazakhstan.prelude is not None
    found = compare(kazakhstan, years)
    assert [each.claim for each in found] == [check.claim for check in kazakhstan.prelude.checkpoints]
    for each, check in zip(found, kazakhstan.prelude.checkpoints, strict=True):
        if check.reading is None:
            assert each.verdict == "not in the model"
            assert each.why
            continue
        values = read(years, check)
        if each.unit == "truth":
            assert each.mid == values.mean()
            far = abs(values.mean() - 0.5) > 2 * values.std() / np.sqrt(len(values))
            sided = "fits" if values.mean() > 0.5 else "does not fit"
            assert each.verdict == (sided if far else "too close to call")
        else:
            within = np.quantile(values, 0.05) <= check.about <= np.quantile(values, 0.95)
            assert each.verdict == ("fits" if within else "does not fit")
    crushed, active = (next(each for each in found if each.claim == name) for name in ("ed1-crushed", "ed1-active"))
    assert {crushed.verdict, active.verdict} != {"fits"}  # they contradict each other


def test_the_eve_lies_in_a_prior_that_was_made_from_it(kazakhstan: Case, years: xr.Dataset) -> None:
    from dataclasses import replace

    account = kazakhstan.account("gangland")
    eve = years["members"].isel(time=-1).values
    wide = {p: Known(Prior("normal", (0.0, eve[:, i].max() + 1))) for i, p in enumerate(kazakhstan.place_names)}
    narrow = {"everywhere": Known(Prior("uniform", (1e6, 2e6)))}
    for begin, wanted in ((narrow, (0.0, 0.0)), ({"everywhere": Known(Prior("uniform", (-2.0, -1.0)))}, (0.0, 1.0))):
        assert against(kazakhstan, years, replace(account, begin={"members": begin}))["members"] == wanted
    found = against(kazakhstan, years, replace(account, begin={"members": wide}))
    assert found["members"] is not None
    assert found["members"][0] == 1.0
    assert 0.5 < found["members"][1] < 0.75  # above the median, most of them far below one standard deviation
    assert found["arms"] is None
    assert set(found) == set(EVE)


def test_leaving_out_is_by_pairs(kazakhstan: Case) -> None:
    found = leave_out(kazakhstan, 12, 1, ["power_sharing"])
    assert found["power_sharing"]["members"] == found[""]["members"]
    assert found["power_sharing"]["bargain"][1] == 0.0


# -- the command -------------------------------------------------------------------------------------------------------


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr(sys, "argv", ["corcyra", "prelude", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


def test_json_holds_the_same(
    with_prelude: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, str(with_prelude), "--draws", "9", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["case"], found["draws"], found["seed"]) == ("toy", 9, 1)
    assert [each["unit"] for each in found["claims"]] == ["truth", "person"]
    assert found["eve"]["members"]["Mine"]["high"] <= 40
    assert set(found["accounts"]) == {"crowd", "sent"}


def test_tables_are_printed(
    with_prelude: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, str(with_prelude), "--draws", "9") == 0
    printed = capsys.readouterr().out
    for text in ("verdict", "Harbour", "bargain, nationwide: ", "3 person", "sent"):
        assert text in printed
    assert call(monkeypatch, str(with_prelude), "--draws", "9", "--each") == 0
    assert "without enforcement" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "says"), [(("toy",), "no prelude"), (("kazakhstan-2022", "--without", "x"), "'x'")])
def test_what_can_not_be_is_one_line(
    words: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, *words) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("error: ")
    assert says in line


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.004, "0"), (0.25, "0.25"), (1.0, "1"), (3.14, "3.1"), (99.7, "100"), (1234, "1,200")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert short(value) == text
