"""The prior predictive of ensembles made by hand: percentiles, and where the record lies, worked out on paper."""

from __future__ import annotations

import math

import numpy as np
import pytest
from handmade import about, at, between, case_of, claim, count, ensemble_of, says, share, time, truth

import corcyra as cy
from corcyra.errors import EnsembleError
from corcyra.inference.predictive import inside
from corcyra.report.predicted import figure, rows

HUNDRED = [[float(number)] for number in range(101)]  # percentiles that can be read off


@pytest.fixture
def made(toy: cy.Case):
    def make(clue, reports, a, b=None):
        claims = [claim(clue, report, id=f"c{number}") for number, report in enumerate(reports)]
        case = case_of(toy, claims, [clue])
        ensemble = ensemble_of(case, a=a, b=b or a)
        ensemble.attrs |= {"case": case.name, "case_digest": case.digest}
        return case, ensemble

    return make


def test_percentiles_are_simulated_values(made) -> None:
    case, ensemble = made(count(), [about(50.0)], HUNDRED, [[7.0]] * 101)
    table = cy.predictive(ensemble, case)
    assert list(table.index) == [("a", "crowd"), ("b", "crowd")]
    row = table.loc[("a", "crowd")]
    assert (row["low"], row["median"], row["high"]) == (5.0, 50.0, 95.0)
    assert math.isnan(row["yes"])
    assert math.isnan(row["never"])
    assert table.loc[("b", "crowd"), "low"] == table.loc[("b", "crowd"), "high"] == 7.0


def test_where_the_record_lies(made) -> None:
    case, ensemble = made(count(), [about(20.0), between(90.0, math.inf), about(1000.0)], HUNDRED)
    row = cy.predictive(ensemble, case).loc[("a", "crowd")]
    assert (row["reports"], row["inside"]) == (3, 2)
    assert (row["reported_low"], row["reported_high"]) == (20.0, 1000.0)
    assert row["below_low"] == pytest.approx(20 / 101)
    assert row["below_high"] == 1.0


def test_an_open_end_is_not_a_report(made) -> None:
    case, ensemble = made(share(), [between(0.0, 0.3)], [[number / 100] for number in range(101)])
    row = cy.predictive(ensemble, case).loc[("a", "share")]
    assert (row["reported_low"], row["reported_high"]) == (0.3, 0.3)
    assert row["inside"] == 1


def test_a_truth_has_a_share_and_no_percentiles(made) -> None:
    case, ensemble = made(truth(), [says(True), says(False)], [[1.0]] * 99 + [[0.0]])
    row = cy.predictive(ensemble, case).loc[("a", "gone")]
    assert row["yes"] == pytest.approx(0.99)
    assert math.isnan(row["median"])
    assert row["inside"] == 1  # one in a hundred says no, and that is too rare


def test_times_may_never_come(made) -> None:
    case, ensemble = made(time(), [at(10.0)], [[10.0]] * 60 + [[math.inf]] * 40)
    row = cy.predictive(ensemble, case).loc[("a", "hour")]
    assert row["never"] == pytest.approx(0.4)
    assert (row["low"], row["median"], row["high"]) == (10.0, 10.0, math.inf)
    assert row["inside"] == 1


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (about(5.0), True), (about(4.0), False), (about(96.0), False), (between(0.0, 4.0), False),
        (between(0.0, 6.0), True), (between(95.0, math.inf), True), (between(200.0, 300.0), False),
    ],
)  # fmt: skip
def test_inside_is_the_middle_ninety_percent(report, expected: bool) -> None:
    assert inside(np.arange(101.0), count(), report) is expected


def test_an_ensemble_of_another_state_of_the_case_is_refused(made) -> None:
    case, ensemble = made(count(), [about(50.0)], HUNDRED)
    ensemble.attrs["case_digest"] = "another"
    with pytest.raises(EnsembleError, match="simulate again"):
        cy.predictive(ensemble, case)


def test_the_shipped_case_is_found_by_its_name(toy: cy.Case) -> None:
    ensemble = cy.simulate(toy, draws=20, seed=3, accounts=["crowd"], workers=1)
    table = cy.predictive(ensemble)
    assert set(table.index.get_level_values("clue")) == set(toy.ledger.clues)
    assert table.equals(cy.predictive(ensemble, toy))


def test_rows_are_in_words(made) -> None:
    case, ensemble = made(count(), [about(50.0)], HUNDRED)
    first = rows(cy.predictive(ensemble, case), case)[0]
    assert first == {
        "account": "a", "clue": "crowd", "low": "5", "median": "50", "high": "95", "note": "", "inside": "1 of 1",
    }  # fmt: skip


def test_a_figure_shows_every_account_and_the_record(made) -> None:
    case, ensemble = made(count(), [about(50.0), between(20.0, 30.0)], HUNDRED)
    table = cy.predictive(ensemble, case)
    drawn = figure(table, case.ledger.clues["crowd"], case)
    assert drawn == figure(table, case.ledger.clues["crowd"], case)
    assert drawn.count("<circle") == 2  # a median for each account
    assert drawn.count('fill-opacity="0.6"') == 1  # the band of a report with two ends
    assert "nan" not in drawn
    assert "inf" not in drawn


def test_open_ends_stop_at_the_axis(made) -> None:
    case, ensemble = made(share(), [between(0.3, math.inf)], [[number / 100] for number in range(101)])
    drawn = figure(cy.predictive(ensemble, case), case.ledger.clues["share"], case)
    assert drawn.count('fill-opacity="0.6"') == 1
    assert "inf" not in drawn


def test_a_figure_of_times_has_a_place_for_never(made) -> None:
    case, ensemble = made(time(), [at(10.0)], [[10.0]] * 60 + [[math.inf]] * 40)
    drawn = figure(cy.predictive(ensemble, case), case.ledger.clues["hour"], case)
    assert ">never<" in drawn
    assert "nan" not in drawn
    assert "inf" not in drawn
