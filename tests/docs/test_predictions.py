"""What an account predicts that others don't: the distance, the numbers that are kept, and the section on the page."""

import json
from dataclasses import replace
from pathlib import Path

import generate
import numpy as np
import pytest
from documents import ROOT
from pages import accounts, predictions

from corcyra.case import Case, open_case

BUILTIN, CASES = generate.what_there_is()
TOY = open_case("toy")

every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], 0.0),
        ([1, 2], [3, 4], 1.0),
        ([0, 0, 1, 1], [0, 1, 1, 1], 0.25),  # truth values: the difference of their shares
        ([5, np.inf], [5, 5], 0.5),  # never is later than any time
        ([np.inf], [np.inf], 0.0),
        ([1, 3], [2, 2, 2, 2], 0.5),  # of different size
    ],
)
def test_distance(one: list[float], other: list[float], distance: float) -> None:
    for first, second in ((one, other), (other, one)):
        found = predictions.distance(np.array(first, dtype=float), np.array(second, dtype=float))
        assert found == pytest.approx(distance, abs=1e-12)


def test_distance_is_that_of_kolmogorov_and_smirnov() -> None:
    from scipy.stats import ks_2samp

    rng = np.random.default_rng(3)
    one, other = rng.normal(0, 1, 200), rng.normal(0.4, 2, 150)
    assert predictions.distance(one, other) == pytest.approx(ks_2samp(one, other).statistic, abs=1e-12)


def test_equal_accounts_are_rarely_as_far_apart_as_what_is_told() -> None:
    rng = np.random.default_rng(4)
    far = [
        predictions.distance(rng.normal(size=predictions.DRAWS), rng.normal(size=predictions.DRAWS)) for _ in range(300)
    ]
    assert max(far) < predictions.NOTABLE  # fails by chance once in 30 such tests, but the numbers are fixed


@every
def test_numbers_are_current(case: Case) -> None:
    kept = json.loads(predictions.path_of(case).read_text(encoding="utf-8"))
    assert kept["made_from"] == predictions.made_from(case), "run python docs/generate.py --simulate"
    assert set(kept["accounts"]) == set(case.accounts)
    for rows in kept["accounts"].values():
        distances = [row["distance"] for row in rows]
        assert distances == sorted(distances, reverse=True)
        assert all(distance >= predictions.NOTABLE for distance in distances)
        assert len(rows) <= predictions.MOST


@every
def test_page_of_an_account_tells_them(case: Case) -> None:
    kept = json.loads(predictions.path_of(case).read_text(encoding="utf-8"))["accounts"]
    for account, rows in kept.items():
        page = (ROOT / f"docs/reference/accounts/{case.name}-{account}.md").read_text(encoding="utf-8")
        section = page.partition("## What it predicts that others don't")[2].partition("\n## ")[0]
        assert "simulations of each account" in section
        assert [line for line in section.splitlines() if line.startswith("| ")][1:] or not rows
        for row in rows:
            assert f"(`{row['clue']}`)" in section
            assert f"({case.name}-{row['nearest']}.md)" in section


def test_what_bears_on_the_numbers_is_seen() -> None:
    crowd = TOY.account("crowd")
    fewer = replace(TOY, accounts={**TOY.accounts, "crowd": replace(crowd, mechanisms=crowd.mechanisms[:-1])})
    clue = next(iter(TOY.ledger.clues.values()))
    asked = {**TOY.ledger.clues, clue.id: replace(clue, measure=replace(clue.measure, start=1))}
    other = replace(TOY, ledger=replace(TOY.ledger, clues=asked))
    reworded = replace(TOY, ledger=replace(TOY.ledger, claims={}))
    assert len({predictions.made_from(each) for each in (TOY, fewer, other)}) == 3
    assert predictions.made_from(reworded) == predictions.made_from(TOY)


def test_measured_again_and_left_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(predictions, "DRAWS", 60)
    monkeypatch.setattr(predictions, "FOLDER", tmp_path)
    assert "Not measured yet" in accounts.predicted(TOY, "sent")
    (path,) = predictions.measure_all([TOY])
    first = path.read_bytes()
    assert predictions.stale([TOY]) == []
    assert list(predictions.measure_all([TOY])) == []
    assert list(predictions.measure_all([TOY], everything=True)) == [path]
    assert path.read_bytes() == first
    assert list(predictions.measure_all([])) == [path]
    assert not path.exists()


def test_accounts_that_differ_are_told_apart_and_twins_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predictions, "DRAWS", 60)
    found = predictions.measure(TOY)["accounts"]
    assert found["sent"][0]["nearest"] == "crowd"
    # With two accounts, each is the other's nearest, at the same distances.
    assert [row["distance"] for row in found["sent"]] == [row["distance"] for row in found["crowd"]]
    twins = replace(TOY, accounts={"sent": TOY.account("sent"), "twin": replace(TOY.account("sent"), name="twin")})
    assert predictions.measure(twins)["accounts"] == {"sent": [], "twin": []}


def test_never_stays_never() -> None:
    clue = replace(next(iter(TOY.ledger.clues.values())), kind="time")
    assert predictions.summary(clue, np.array([3.0] * 6 + [np.inf] * 4)) == [3.0, 3.0, None]
    assert accounts._tell(TOY, clue, [3.0, None, None]) == "1 Mar 03:00; never; never"
    truth = replace(clue, kind="truth")
    assert accounts._tell(TOY, truth, predictions.summary(truth, np.array([1.0, 0.0, 0.0, 0.0]))) == "25%"
