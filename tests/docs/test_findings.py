"""The pages in docs/findings are written by docs/predict.py from many simulations; here a small part is done again."""

from __future__ import annotations

import sys
from functools import lru_cache

import pytest
from documents import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import predict

import corcyra as cy
from corcyra.report.predicted import cells

ACCOUNT, MECHANISM = "popular-cascade", "blackout"
CASE = cy.open_case(predict.CASE)


@lru_cache
def page(name: str) -> str:
    return (predict.FOLDER / name).read_text(encoding="utf-8")


def test_the_prior_predictive_is_that_of_the_code() -> None:
    ensemble = cy.simulate(CASE, draws=predict.DRAWS, seed=predict.SEED, accounts=[ACCOUNT])
    found = cy.predictive(ensemble, CASE)
    same = 0
    for clue in CASE.ledger.clues.values():
        section = page("predictive.md").partition(f"### {clue.id}\n")[2].partition("\n### ")[0]
        words = cells(found.loc[(ACCOUNT, clue.id)].to_dict(), clue, CASE)
        if clue.kind == "truth":
            words = {name: words[name] for name in ("note", "inside")}
        row = "| " + " | ".join([ACCOUNT, *(word or "–" for word in words.values())]) + " |"
        same += row in section
    # On another processor a rounding may go the other way, and with it a draw: not every last digit need be the same.
    assert same >= 0.9 * len(CASE.ledger.clues), f"{same} rows are as written; run python docs/predict.py"


def test_what_a_mechanism_does_is_what_the_code_does() -> None:
    pairs = cy.what_if(CASE, ACCOUNT, without=MECHANISM, draws=predict.PAIRS, seed=predict.SEED)
    here = [each for each in predict.effects(CASE, pairs) if each.outcome in CASE.ledger.clues]
    section = page("switches.md").partition(f"## {ACCOUNT}\n")[2].partition("\n## ")[0]
    line = next(line for line in section.splitlines() if line.startswith(f"| {MECHANISM} |"))
    size, _, rest = line.split(" | ")[2].partition(" ± ")
    error, _, outcome = rest.partition(" on ")
    assert outcome.startswith(f"`{here[0].outcome}`"), "run python docs/predict.py"
    # Three standard errors beside rounding to two digits: on another processor a few pairs may differ.
    assert float(size.replace("−", "-")) == pytest.approx(here[0].size, abs=0.005 + 3 * float(error))


@pytest.mark.parametrize("name", ["predictive.md", "switches.md"])
def test_what_looks_odd_is_explained(name: str) -> None:
    assert "Not explained yet" not in page(name)


@pytest.mark.parametrize("clue", CASE.ledger.clues)
def test_every_measure_has_a_figure(clue: str) -> None:
    drawn = (predict.FOLDER / "predictive" / f"{clue}.svg").read_text(encoding="utf-8")
    assert all(f">{name}</text>" in drawn for name in CASE.accounts)


def test_nothing_is_left_over() -> None:
    drawn = {path.stem for path in (predict.FOLDER / "predictive").glob("*.svg")}
    assert drawn == set(CASE.ledger.clues)
