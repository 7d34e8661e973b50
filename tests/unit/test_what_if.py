"""Counterfactuals: what does nothing changes nothing, what does something changes what it is for, and errors say so."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

import corcyra as cy
from corcyra.case import Case
from corcyra.cli import app
from corcyra.errors import CorcyraError, UnknownNameError
from corcyra.levels import Known
from corcyra.plan import make_plan
from corcyra.priors import Prior
from corcyra.whatif.counterfactual import compare, each_without, measure, read_off, summary
from corcyra.whatif.outcomes import Outcome, outcomes

DRAWS = 240


@pytest.fixture(scope="module")
def stood(toy: Case) -> xr.Dataset:
    return cy.what_if(toy, "sent", without="stand_down", draws=DRAWS, seed=3)


def test_switching_on_what_nothing_triggers_changes_nothing(toy: Case) -> None:
    """A purge follows a request for troops, and nobody in the toy case asks for any."""
    pairs = cy.what_if(toy, "sent", with_="purge", draws=DRAWS)
    np.testing.assert_array_equal(pairs["told"], pairs["otherwise"])
    assert pairs.attrs["changed"] == 0
    assert not pairs["difference"].any()
    assert not pairs["standard_error"].any()


def test_twins_work_in_one_order(toy: Case) -> None:
    """A mechanism that does nothing here puts the others in another order in a plan of its own; no bit may move."""
    crowd = toy.accounts["crowd"]
    alone, together = make_plan(crowd.mechanisms), make_plan([*crowd.mechanisms, "stand_down"])
    both = [[each.name for each in plan.mechanisms if each.name != "stand_down"] for plan in (alone, together)]
    assert both[0] != both[1], "choose a mechanism that does"
    chosen = read_off(toy)
    with_it = replace(crowd, mechanisms=(*crowd.mechanisms, "stand_down"))
    told, otherwise = (measure(toy, each, together, chosen, DRAWS, 1) for each in (crowd, with_it))
    np.testing.assert_array_equal(told, otherwise)
    assert cy.what_if(toy, "crowd", with_="stand_down", draws=DRAWS).attrs["changed"] == 0


def test_switching_off_what_has_nothing_to_act_on_changes_nothing(toy: Case) -> None:
    sent = toy.accounts["sent"]
    loyal = replace(sent, begin={**sent.begin, "rival_hold": {"Capital": Known(Prior("constant", (0.0,)))}})
    pairs = cy.what_if(replace(toy, accounts={"sent": loyal}), "sent", without="stand_down", draws=DRAWS)
    assert pairs.attrs["changed"] == 0


def test_a_difference_has_the_direction_of_the_mechanism(stood: xr.Dataset) -> None:
    """Without the order to withdraw the police of the capital stays, fewer buildings fall, more people are held."""
    z = stood["difference"] / stood["standard_error"].where(stood["standard_error"] > 0)
    for name, sign in (("police-gone", -1), ("stormed", -1), ("hours-of-disorder", -1), ("detained", 1)):
        # five standard errors: chance gives this once in three million times
        assert sign * float(z.sel(outcome=name)) > 5, name
    assert float(stood["mean_otherwise"].sel(outcome="police-gone")) == 0


def test_twins_agree_until_the_change_bites(stood: xr.Dataset) -> None:
    """Where the police was never told to go, nothing at all differs; some pairs are of that kind."""
    alike = (stood["told"] == stood["otherwise"]).all("outcome")
    assert 0 < int(alike.sum()) < DRAWS
    assert not stood["told"].sel(outcome="police-gone")[alike].any()
    assert stood.attrs["changed"] == pytest.approx(1 - float(alike.mean()))


def test_on_is_the_inverse_of_off(stood: xr.Dataset, toy: Case) -> None:
    sent = toy.accounts["sent"]
    bare = replace(sent, mechanisms=tuple(name for name in sent.mechanisms if name != "stand_down"))
    back = cy.what_if(replace(toy, accounts={"sent": bare}), "sent", with_="stand_down", draws=DRAWS, seed=3)
    np.testing.assert_array_equal(back["told"], stood["otherwise"])
    np.testing.assert_array_equal(back["otherwise"], stood["told"])


def test_the_same_seed_gives_the_same_bits_and_another_does_not(stood: xr.Dataset, toy: Case) -> None:
    xr.testing.assert_identical(cy.what_if(toy, "sent", without=["stand_down"], draws=DRAWS, seed=3), stood)
    other = cy.what_if(toy, "sent", without="stand_down", draws=DRAWS, seed=4)
    assert not other["told"].equals(stood["told"])


def test_more_draws_begin_with_the_same_pairs(stood: xr.Dataset, toy: Case) -> None:
    few = cy.what_if(toy, "sent", without="stand_down", draws=7, seed=3)
    np.testing.assert_array_equal(few["otherwise"], stood["otherwise"][:7])


def test_as_told_is_what_the_ensemble_holds(stood: xr.Dataset, toy: Case) -> None:
    ensemble = cy.simulate(toy, draws=DRAWS, seed=3, accounts=["sent"], workers=1)["measure"][0]
    never = float(toy.hours)
    for clue in toy.ledger.clues:
        expected = np.where(np.isinf(ensemble.sel(clue=clue)), never, ensemble.sel(clue=clue))
        np.testing.assert_array_equal(stood["told"].sel(outcome=clue), expected)


def test_each_in_turn_is_what_one_by_one_gives(toy: Case) -> None:
    found = each_without(toy, "sent", draws=9, seed=5)
    assert sorted(found) == sorted(toy.accounts["sent"].mechanisms)
    for name in ("hijack", "redeployment"):
        xr.testing.assert_identical(found[name], cy.what_if(toy, "sent", without=name, draws=9, seed=5))


def test_two_changes_at_once(toy: Case) -> None:
    """Without the call nobody mobilises, whatever else is switched on."""
    pairs = cy.what_if(toy, "sent", without="gamble", with_="turf", draws=9)
    assert (pairs.attrs["without"], pairs.attrs["with_"]) == (["gamble"], ["turf"])


def test_the_table_is_the_arithmetic_of_pairs() -> None:
    """Differences of 1, 2, 3, 0: mean 1.5, standard deviation sqrt(5/3), and three of four changed."""
    told = np.array([[5.0], [5.0], [5.0], [5.0]])
    chosen = [Outcome("x", "How many?", "person", outcomes(cy.open_case("toy"))[0].measure)]
    table = summary(compare(chosen, told, told + np.array([[1.0], [2.0], [3.0], [0.0]])))
    row = table.loc["x"]
    assert list(table.columns) == ["unit", "mean_told", "mean_otherwise", "difference", "standard_error", "changed"]
    assert (row["mean_told"], row["mean_otherwise"], row["difference"], row["changed"]) == (5.0, 6.5, 1.5, 0.75)
    assert row["standard_error"] == pytest.approx(np.sqrt(5 / 3) / 2, rel=1e-12)  # rounding of doubles


def test_a_time_that_never_comes_is_the_end(toy: Case) -> None:
    calm = replace(toy.accounts["crowd"], mechanisms=("policing",))
    chosen = [each for each in read_off(toy) if each.name == "first-storming"]
    assert (measure(toy, calm, calm.plan(), chosen, 3, 1) == toy.hours).all()


def test_names_of_outcomes_are_unique_in_every_case() -> None:
    for name in cy.shipped_cases():
        names = [each.name for each in read_off(cy.open_case(name))]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("account", "change", "error", "message"),
    [
        ("sent", {"without": "stand_dwn"}, UnknownNameError, "did you mean 'stand_down'"),
        ("sent", {"with_": "no such thing"}, UnknownNameError, "unknown mechanism 'no such thing'"),
        ("snt", {"without": "hijack"}, UnknownNameError, "did you mean 'sent'"),
        ("crowd", {"without": "hijack"}, CorcyraError, "has no 'hijack' to switch off"),
        ("sent", {"with_": "hijack"}, CorcyraError, "has 'hijack' already"),
        ("sent", {}, CorcyraError, "nothing to change"),
        ("sent", {"without": "hijack", "draws": 1}, CorcyraError, "at least 2"),
    ],
)
def test_what_cannot_be_asked_is_told(
    toy: Case, account: str, change: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        cy.what_if(toy, account, **change)


def test_the_command_prints_what_the_function_gives(toy: Case) -> None:
    line = ["what-if", "toy", "sent", "--without", "stand_down", "--draws", "20", "--seed", "3"]
    result = CliRunner().invoke(app, [*line, "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    expected = summary(cy.what_if(toy, "sent", without="stand_down", draws=20, seed=3))
    rows = {row["outcome"]: row["difference"] for row in found["outcomes"]}
    assert rows == expected["difference"].to_dict()
    assert (found["without"], found["with_"], found["draws"]) == (["stand_down"], [], 20)
    text = CliRunner().invoke(app, [*line, "--quiet"]).stdout
    assert "police-gone" in text
    assert "The same in every pair: " in text


def test_an_unknown_mechanism_is_one_message_and_exit_2(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    from corcyra.cli import main

    monkeypatch.setattr("sys.argv", ["corcyra", "what-if", "toy", "sent", "--without", "stand_dwn"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    shown = capsys.readouterr()
    assert shown.err.strip() == "error: unknown mechanism 'stand_dwn': did you mean 'stand_down'?"
    assert shown.out == ""
