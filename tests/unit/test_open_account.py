"""The open account: what it has, that the engine runs it as the account with what is on, and who is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from typer.testing import CliRunner

import corcyra as cy
from corcyra.account import OPEN, Account, open_up, optional
from corcyra.case import Case
from corcyra.cli import app
from corcyra.engines.ensemble import BY_HOUR
from corcyra.engines.individual import Individual
from corcyra.engines.keyed import Floats
from corcyra.engines.lumped import Lumped
from corcyra.engines.points import Points, dimensions, points_of, switched
from corcyra.errors import CaseError
from corcyra.inference.inclusion import known_start
from corcyra.levels import Known
from corcyra.needs import idle, needs
from corcyra.priors import Prior
from corcyra.registry import load_file
from corcyra.run import Request

LIVELY = 10  # a simulation of the main case in which many are out
#: A block that was run, and its histories.
Run = tuple[Lumped, dict[str, Floats]]

SLOW = {"spheres", "branches", "arming", "turnover"}


def fixed(points: Points, account: Account, on: tuple[bool, ...]) -> Points:
    """The same points with every coin as wanted."""
    uniforms = points.uniforms.copy()
    uniforms[:, uniforms.shape[1] - len(account.switches) :] = np.where(on, 0.75, 0.25)
    return Points(uniforms, points.origin)


def run(case: Case, account: Account, numbers: range, points: Points | None = None) -> Run:
    block = Lumped(case, account, numbers, 1, points=points)
    return block, block.run((clue.measure for clue in case.ledger.clues.values()), BY_HOUR, len(numbers))


def alike(one: Run, other: Run, rows: slice = slice(None)) -> None:
    """The same measures and histories, to the last bit."""
    np.testing.assert_array_equal(one[0].measured, other[0].measured[rows])
    for name in BY_HOUR:
        np.testing.assert_array_equal(one[1][name], other[1][name][:, rows], name)


# -- what it has -------------------------------------------------------------------------------------------------------


def test_it_flips_what_some_accounts_have_and_not_all(kazakhstan: Case) -> None:
    opened = kazakhstan.account(OPEN)
    sets = [set(each.mechanisms) for each in kazakhstan.accounts.values()]
    assert set(opened.mechanisms) == set.union(*sets)
    assert set(opened.switches) == set.union(*sets) - set.intersection(*sets)
    assert {"stand_down", "infiltration", "turf"} <= set(opened.switches)
    assert not {"contagion", "policing", *SLOW} & set(opened.switches)
    assert not SLOW & set(opened.mechanisms)  # the years before are no part of any account


def test_coins_stand_behind_all_other_numbers(toy: Case) -> None:
    opened = toy.account(OPEN)
    names = [name for name, _ in dimensions(toy, opened)]
    assert names[-len(opened.switches) :] == [f"switch.{name}" for name in opened.switches]
    assert names[: -len(opened.switches)] == [name for name, _ in dimensions(toy, replace(opened, switches=()))]


def test_half_of_the_coins_fall_either_way(toy: Case) -> None:
    opened, size = toy.account(OPEN), 4000
    on = switched(opened, points_of(toy, opened, range(size), 1).uniforms)
    # Four and a half standard errors of a share, and of the share in which two agree.
    assert abs(on.mean(axis=0) - 0.5).max() < 4.5 * 0.5 / np.sqrt(size)
    agree = np.array([(on[:, [k]] == on[:, k + 1 :]).mean(axis=0).tolist() for k in range(1)])
    assert abs(agree - 0.5).max() < 4.5 * 0.5 / np.sqrt(size)


def test_a_number_has_any_of_the_priors_of_the_accounts_that_give_it(kazakhstan: Case) -> None:
    begin = kazakhstan.account(OPEN).begin
    told = [each for each in kazakhstan.accounts.values() if "Almaty" in each.begin.get("members", {})]
    chance = np.linspace(0.001, 0.999, 400)
    values = begin["members"]["Almaty"].prior.quantile(chance)
    exact = np.mean(
        [scipy.stats.lognorm.cdf(values, s=args[1], scale=np.exp(args[0])) for args in
         (each.begin["members"]["Almaty"].prior.args for each in told)], axis=0,
    )  # fmt: skip
    assert len(told) == 6  # else this tests something else
    np.testing.assert_allclose(exact, chance, atol=2e-5)  # the table it is read off
    assert begin["ties"]["Aktau"] == kazakhstan.accounts["hybrid-coup"].begin["ties"]["everywhere"]  # one account only


def test_accounts_that_do_not_have_a_mechanism_have_no_say_on_its_numbers(toy: Case) -> None:
    sent = toy.accounts["sent"]
    assert toy.account(OPEN).parameters == sent.parameters
    other = replace(sent, name="other", parameters={})
    cover = open_up([*toy.accounts.values(), other], toy.place_names).priors()["gamble.cover"][1]
    known = [sent.priors()["gamble.cover"][1], other.priors()["gamble.cover"][1]]
    ends = [each.prior.quantile(np.array([0.01, 0.5, 0.99])) for each in known]
    middle = cover.prior.quantile(np.array([0.01, 0.5, 0.99]))
    assert np.minimum(*ends)[0] < middle[0] < np.maximum(*ends)[0]
    assert np.minimum(*ends)[1] < middle[1] < np.maximum(*ends)[1]


def test_known_numbers_can_be_pooled_too(toy: Case) -> None:
    crowd = toy.accounts["crowd"]
    forty, hundred = Known(Prior("constant", (40.0,))), Known(Prior("uniform", (0.0, 100.0)))
    known = {"arms": {"Capital": forty}, "bargain": {"nation": Known(Prior("beta", (2, 2)))}}
    drawn = {"arms": {"everywhere": hundred}}
    opened = open_up([replace(crowd, begin=known), replace(crowd, begin=drawn)], toy.place_names)
    arms = opened.begin["arms"]["Capital"].prior
    # Half of it lies at 40: less than that has a chance of 0.2, up to it 0.7.
    found = arms.quantile(np.array([0.1, 0.19, 0.3, 0.6, 0.69, 0.9]))
    np.testing.assert_allclose(found, [20, 38, 40, 40, 40, 80], atol=0.3)
    assert opened.begin["arms"]["Harbour"] == hundred
    assert opened.begin["bargain"]["nation"] == known["bargain"]["nation"]


# -- the engines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["toy", "kazakhstan-2022"])
def test_a_simulation_is_that_of_the_account_that_has_what_is_on(name: str) -> None:
    case = cy.open_case(name)
    opened = case.account(OPEN)
    together = run(case, opened, range(6))
    on = switched(opened, together[0].points.uniforms)
    assert len({tuple(row) for row in on}) > 3
    for s in range(6):
        off = {k for k, is_on in zip(opened.switches, on[s], strict=True) if not is_on}
        chosen = replace(opened, mechanisms=tuple(k for k in opened.mechanisms if k not in off), switches=())
        alone = run(case, chosen, range(s, s + 1))
        alike(alone, together, slice(s, s + 1))


@pytest.mark.parametrize(("name", "on"), [("sent", True), ("crowd", False)])
def test_with_the_coins_of_an_account_it_is_that_account(toy: Case, name: str, on: bool) -> None:
    # All numbers that `sent` gives are of mechanisms that `crowd` has not, where they bear on nothing.
    opened, account = toy.account(OPEN), toy.accounts[name]
    assert set(account.mechanisms) == set(opened.mechanisms) - (set() if on else set(opened.switches))
    points = fixed(points_of(toy, opened, range(10), 1), opened, (on,) * len(opened.switches))
    found = run(toy, opened, range(10), points)
    alike(run(toy, account, range(10)), found)
    assert found[1]["crowd"].max() > 100  # not a comparison of nothing


def test_what_is_off_leaves_no_trace_in_what_others_read(toy: Case) -> None:
    """Also where a coin decides on what is worked out once, on the only cause of an urge, and on a signal."""
    base = replace(toy.accounts["crowd"], name="one", mechanisms=("redeployment", "fatigue_and_fear", "policing"))
    more = ("price_shock", "grievance", "contagion", "superposition", "blackout")
    accounts = {"one": base, "two": replace(base, name="two", mechanisms=(*base.mechanisms, *more))}
    still = replace(base, name="three", mechanisms=tuple(k for k in base.mechanisms if k != "fatigue_and_fear"))
    case = replace(toy, accounts=accounts | {"three": still})
    opened = case.account(OPEN)
    assert set(opened.switches) == {*more, "fatigue_and_fear"}  # all that moves people by an urge has a coin
    out = {}
    for on in product((False, True), repeat=len(opened.switches)):
        points = fixed(points_of(case, opened, range(2), 1), opened, on)
        off = {k for k, is_on in zip(opened.switches, on, strict=True) if not is_on}
        chosen = replace(opened, mechanisms=tuple(k for k in opened.mechanisms if k not in off), switches=())
        found = run(case, opened, range(2), points)
        alike(run(case, chosen, range(2)), found)
        out[frozenset(set(opened.switches) - off)] = found[0].state["joins_total"].sum()
    assert out[frozenset()] == 0.0
    assert out[frozenset({"grievance", "contagion"})] > 0.0


@pytest.mark.parametrize("ties", [False, True])
def test_person_by_person_it_runs_as_well(kazakhstan: Case, ties: bool) -> None:
    """Without ties to the last bit as in lumps; with them, the only mechanism that sees them makes a difference."""
    opened = kazakhstan.account(OPEN)
    k = opened.switches.index("solidarity_ties")
    points = points_of(kazakhstan, opened, [LIVELY], 1)
    column = points.uniforms.shape[1] - len(opened.switches) + k
    measures = [clue.measure for clue in kazakhstan.ledger.clues.values()]
    found = {}
    for on in (0.25, 0.75):
        points.uniforms[:, column] = on
        one = Individual(kazakhstan, opened, LIVELY, 1, each=100, ties=ties, points=points)
        one.run(measures)
        lumps = Lumped(kazakhstan, opened, [LIVELY], 1, points=points, each=100)
        lumps.run(measures)
        found[on] = one.lumped.state["joins_total"].copy()
        if not ties:
            np.testing.assert_array_equal(one.measured, lumps.measured)
    assert not np.array_equal(found[0.25], found[0.75])


# -- what needs what ---------------------------------------------------------------------------------------------------


def test_what_needs_what_is_worked_out_from_the_mechanisms(kazakhstan: Case) -> None:
    opened = kazakhstan.account(OPEN)
    found = needs(opened.plan(), opened.switches, known_start(kazakhstan))
    assert {name: found[name] for name in found if found[name]} == {
        "stand_down": ("gamble",),  # it waits for the rival's call
        "patronage": ("gamble",),
        "purge": ("intervention",),  # it follows the request
        "intervention_backlash": ("intervention",),
    }


def test_what_lacks_what_it_needs_does_nothing(kazakhstan: Case) -> None:
    opened = kazakhstan.account(OPEN)
    points = points_of(kazakhstan, opened, range(4), 1)
    for name, needed in needs(opened.plan(), opened.switches, known_start(kazakhstan)).items():
        for other in needed:
            two = [
                fixed(points, opened, tuple(k != other and (k != name or on) for k in opened.switches))
                for on in (False, True)
            ]
            without, with_it = (run(kazakhstan, opened, range(4), each) for each in two)
            alike(without, with_it)


def test_a_chain_of_needs_is_followed_and_a_level_at_the_start_breaks_it(toy: Case) -> None:
    names = ("gamble", "patronage", "purge", "intervention_backlash", "policing")
    plan, start = replace(toy.accounts["crowd"], mechanisms=names).plan(), known_start(toy)
    assert idle(plan, (), start) == {"purge", "intervention_backlash"}  # nobody asks for troops, and none are there
    assert idle(plan, ("gamble",), start) == {"gamble", "patronage", "purge", "intervention_backlash"}
    some = {name: value for name, value in start.items() if name != "contingent"}  # troops that are there already
    assert idle(plan, (), some) == {"purge"}


# -- where it stands, and what is refused ------------------------------------------------------------------------------


def test_a_full_run_has_it_and_all_mixtures(toy: Case) -> None:
    assert toy.generated() == ["crowd+sent", "open"]
    request = Request("toy", 40, 1, (), {}, (), plain=True, full=True)
    verdict = request.run(workers=1)
    assert list(verdict.ensemble["account"].values) == ["crowd", "sent", "crowd+sent", "open"]
    assert set(verdict.accounts) == {"crowd", "sent", "crowd+sent", "none-of-these"}


def test_accounts_with_the_same_mechanisms_leave_nothing_to_flip(toy: Case) -> None:
    alone = replace(toy, accounts={"crowd": toy.accounts["crowd"]})
    assert optional(alone.accounts.values()) == ()
    assert alone.generated() == []
    with pytest.raises(CaseError, match="no mechanism to flip a coin for"):
        alone.account(OPEN)


@pytest.mark.usefixtures("registry")
def test_mechanisms_that_need_each_other_in_a_circle_are_named(toy: Case, tmp_path: Path) -> None:
    file = tmp_path / "circle.py"
    file.write_text(
        "from corcyra import Param, mechanism\n"
        '@mechanism(on="hardship", source=["test"])\n'
        "def one(control):\n    return control * 1.0\n"
        '@mechanism(on="control", source=["test"])\n'
        "def other(hardship):\n    return hardship * 1.0\n"
    )
    load_file(file)
    accounts = {k: replace(toy.accounts["crowd"], name=k, mechanisms=("redeployment", k)) for k in ("one", "other")}
    with pytest.raises(CaseError, match="can't have all mechanisms at once: signals need each other in a circle"):
        replace(toy, accounts=accounts).account(OPEN)


def test_the_plan_says_what_a_coin_decides() -> None:
    found = CliRunner().invoke(app, ["plan", "toy", "open", "--json"])
    when = {row["mechanism"]: row["when"] for row in json.loads(found.output)}
    assert when["hijack"] == "change, if on"
    assert when["stand_down"] == "signal, if on"
    assert when["contagion"] == "change"


def test_it_can_be_shown_by_name() -> None:
    found = json.loads(CliRunner().invoke(app, ["show", "toy", "open", "--json"]).output)
    assert found["by a coin"] == "gamble, hijack, patronage, power_sharing, stand_down"
    assert "contagion" in found["mechanisms"].split(", ")
    assert "gamble" not in found["mechanisms"].split(", ")


def test_a_mechanism_of_it_can_be_switched_off_in_a_counterfactual(toy: Case) -> None:
    pairs = cy.what_if(toy, OPEN, without="gamble", draws=60)
    opened = toy.account(OPEN)
    on = switched(opened, points_of(toy, opened, range(60), 1).uniforms)[:, opened.switches.index("gamble")]
    apart = (pairs["told"] != pairs["otherwise"]).any("outcome").values
    assert apart.any()
    assert not apart[~on].any()  # where the coin had it off, nothing changes
