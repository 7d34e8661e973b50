"""The comparison of cases: fates are read off correctly, switches have the sign of what they switch."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import corcyra as cy
from corcyra.case import Case
from corcyra.cli import app
from corcyra.levels import Known
from corcyra.priors import Prior
from corcyra.whatif.comparison import FATES, compare_fates, compare_switches, fates, separating

DRAWS = 60


@pytest.fixture(scope="module")
def switches(toy: Case) -> pd.DataFrame:
    return compare_switches([(toy, "crowd"), (toy, "sent")], draws=DRAWS, seed=2)


def row(table: pd.DataFrame, **where: str) -> pd.Series:
    for key, value in where.items():
        table = table[table[key] == value]
    assert len(table) == 1, where
    return table.iloc[0]


def sure(value: float) -> Known:
    return Known(Prior("constant", (value,)))


def test_without_people_in_the_street_nothing_happens(toy: Case) -> None:
    calm = replace(toy.accounts["crowd"], mechanisms=("policing",))
    values = fates(toy, calm, calm.plan(), 4, 1)
    assert values.shape == (4, len(FATES))
    assert not values.any()


def test_members_out_everywhere_are_violence_in_every_region(toy: Case) -> None:
    """In the toy case every town is a region; a thousand men are called out in each, then in one of them."""
    sent = toy.accounts["sent"]
    base = dict.fromkeys(("gamble.price",), sure(-20.0)) | {"gamble.quick": sure(20.0), "gamble.cover": sure(1e-3)}
    names = list(FATES)
    for places, one, half in ((toy.place_names, 0.0, 1.0), (("Capital",), 1.0, 0.0)):
        members = {"members": {place: sure(1000.0) for place in places}}
        called = replace(sent, parameters={**sent.parameters, **base}, begin={**sent.begin, **members})
        values = fates(toy, called, called.plan(), 8, 1)
        means = dict(zip(names, values.mean(axis=0), strict=True))
        assert (means["violent"], means["one-region"], means["half-of-regions"]) == (1.0, one, half)
        assert means["violent-regions"] == pytest.approx(len(places) / 3, rel=1e-12)  # rounding of doubles


def test_nothing_moves_the_bargain_where_no_mechanism_does(toy: Case) -> None:
    table = compare_fates([(toy, "crowd")], draws=DRAWS)
    assert row(table, fate="bargain-tipped")["mean"] == 0


def test_shares_of_the_violent_are_those_of_all_over_the_violent(toy: Case) -> None:
    table = compare_fates([(toy, "sent")], draws=DRAWS, seed=3)
    violent = row(table, fate="violent")
    assert 0 < violent["mean"] < 1
    assert violent["mean_violent"] == 1
    one = row(table, fate="one-region")  # where one region is violent, there is violence
    assert one["mean_violent"] == pytest.approx(one["mean"] / violent["mean"], rel=1e-12)  # rounding of doubles
    assert one["standard_error"] == pytest.approx(
        np.sqrt(one["mean"] * (1 - one["mean"]) / (DRAWS - 1)), rel=1e-9
    )  # of a share


def test_every_mechanism_is_switched_in_every_case(switches: pd.DataFrame, toy: Case) -> None:
    every = {name for account in toy.accounts.values() for name in account.mechanisms}
    assert len(switches) == 2 * len(every) * len(FATES)
    for account in toy.accounts.values():
        found = switches[switches["account"] == account.name]
        off = set(found.loc[found["switched"] == "off", "mechanism"])
        assert off == set(account.mechanisms)
        assert set(found["mechanism"]) == every


def test_a_switch_says_what_the_mechanism_adds(switches: pd.DataFrame) -> None:
    """Off or on, the difference is with - without: the order to withdraw adds disorder where police obeys it."""
    off = row(switches, account="sent", mechanism="stand_down", fate="order-broken")
    assert off["switched"] == "off"
    assert off["difference"] > 3 * off["standard_error"]  # one in 700 by chance
    on = row(switches, account="crowd", mechanism="stand_down", fate="order-broken")
    assert (on["switched"], on["difference"], on["changed"]) == ("on", 0.0, 0.0)  # nobody calls there
    shock = row(switches, account="crowd", mechanism="price_shock", fate="largest-crowd")
    assert shock["difference"] > 3 * shock["standard_error"]


def test_the_difference_is_that_of_what_if(switches: pd.DataFrame, toy: Case) -> None:
    pairs = cy.what_if(toy, "sent", without="hijack", draws=DRAWS, seed=2)
    expected = -float(pairs["difference"].sel(outcome="largest-crowd"))
    found = row(switches, account="sent", mechanism="hijack", fate="largest-crowd")
    assert found["difference"] == pytest.approx(expected, rel=1e-6)  # sums in another order, in 32 bits


def test_what_separates_is_beyond_chance_and_sorted() -> None:
    table = pd.DataFrame(
        [
            ("a", "strong", "violent", -0.5, 0.1),
            ("b", "strong", "violent", 0.1, 0.01),
            ("a", "weak", "violent", 0.3, 0.1),
            ("b", "small", "violent", 0.1, 0.01),
            ("a", "other", "order-broken", 0.9, 0.01),
            ("c", "elsewhere", "violent", 0.9, 0.01),
        ],
        columns=["case", "mechanism", "fate", "difference", "standard_error"],
    )
    assert list(separating(table, "violent", ["a", "b"]).items()) == [("strong", -0.5), ("small", 0.1)]


def test_the_command_prints_what_the_function_gives(toy: Case) -> None:
    line = ["compare", "toy:crowd", "toy:sent", "--draws", "20", "--json"]
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["rows"]
    expected = compare_fates([(toy, "crowd"), (toy, "sent")], draws=20)
    assert [each["mean"] for each in rows] == list(expected["mean"])
    switched = json.loads(CliRunner().invoke(app, [*line[:1], "toy:crowd", *line[3:], "--switches"]).stdout)["rows"]
    assert {each["mechanism"] for each in switched} == set(toy.accounts["crowd"].mechanisms)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("toy", "error: toy: write it as CASE:ACCOUNT, such as toy:crowd"),
        ("toy:crwd", "error: unknown account 'crwd': did you mean 'crowd'?"),
        ("ty:crowd", "error: ty: no such case or folder; did you mean 'toy'?"),
    ],
)
def test_what_cannot_be_compared_is_told(given: str, message: str, capsys, monkeypatch) -> None:
    from corcyra.cli import main

    monkeypatch.setattr("sys.argv", ["corcyra", "compare", given])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""
