"""Inclusion odds of which the answer is known on paper, each through the real way from case folder to verdict."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
import xarray as xr
from test_closed_forms import HEAD, PLACE, SOURCE, SPEAKER, known, level, says
from typer.testing import CliRunner

from corcyra.account import OPEN
from corcyra.case import Case, open_case
from corcyra.cli import app
from corcyra.engines.ensemble import load_ensemble, save_ensemble, simulate
from corcyra.engines.keyed import purpose
from corcyra.inference.coins import effort, move_coins
from corcyra.inference.inclusion import acts, inclusions, log_odds, switches_of
from corcyra.inference.mixture import even_out
from corcyra.inference.sampler import REACH, Stream, temper
from corcyra.inference.sampling import model_of, sample
from corcyra.inference.verdict import NONE, Verdict, weigh
from corcyra.registry import REGISTRY, get_mechanism, load_file
from corcyra.report.page import render

#: ``lift`` makes the clue on the bargain true within an hour; ``fade`` moves what no clue looks at; ``order`` only
#: gives an order, which ``follow`` needs to make the clue on the grip true.
MECHANISMS = """
from corcyra import Param, mechanism

@mechanism(on="bargain", source=["test"])
def lift(bargain, pace=Param("1/hour", "constant(10)", why="at once")):
    return pace * (2.0 - bargain)

@mechanism(on="frame", source=["test"])
def fade(frame, pace=Param("1/hour", "lognormal(-2, 1)", why="test")):
    return pace * (1.0 - frame)

@mechanism(on="blackout", source=["test"])
def order(bargain, pace=Param("1/hour", "constant(100)", why="at once")):
    return pace * (2.0 - bargain)

@mechanism(on="grip", source=["test"])
def follow(blackout, pace=Param("1/hour", "constant(10)", why="at once")):
    return pace * blackout
"""
ACCOUNT = """
schema = 1
name = "{name}"
title = "Account {name}"
told_by = []
summary = "Draws its levels at the start."
mechanisms = {mechanisms}
[begin.bargain]
nation = {{ prior = "uniform(0, 0.75)", unit = "1", why = "given" }}
"""
TRUST = 0.9


@pytest.fixture
def case(tmp_path: Path, registry: None) -> Case:
    """Two accounts, four coins, two clues: a witness says that the bargain was not high, and the grip was."""
    file = tmp_path / "mine.py"
    file.write_text(MECHANISMS)
    load_file(file)
    clues = level("bargain", "bargain", 0.5) + level("grip", "grip", 0.9)
    claims = says("bargain", "{ is = false }") + says("grip", "{ is = true }")
    for name, text in {
        "case.toml": HEAD, "places.toml": PLACE, "timeline.toml": "schema = 1\n", "evidence/sources.toml": SOURCE,
        "evidence/speakers.toml": SPEAKER.replace("{trust}", known(TRUST)),
        "evidence/clues.toml": "schema = 1\n" + clues, "evidence/claims.toml": "schema = 1\n" + claims,
        "accounts/none.toml": ACCOUNT.format(name="none", mechanisms='["price_shock"]'),
        "accounts/all.toml": ACCOUNT.format(
            name="all", mechanisms='["price_shock", "lift", "fade", "order", "follow"]'
        ),
    }.items():  # fmt: skip
        path = tmp_path / "case" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return open_case(tmp_path / "case")


def db(ratio: float) -> float:
    return 10.0 * math.log10(ratio)


# A report that is right has 0.9 + 0.1 / 2, one that is wrong 0.1 / 2.
RIGHT, WRONG = TRUST + (1 - TRUST) / 2, (1 - TRUST) / 2
#: Without `lift` the bargain is high with 1/3, with it always; the grip is high if both `order` and `follow` are on.
EXACT = {
    "lift": db(WRONG / (WRONG / 3 + RIGHT * 2 / 3)),
    "fade": 0.0,
    "order": db((RIGHT + WRONG) / 2 / WRONG),
    "follow": db((RIGHT + WRONG) / 2 / WRONG),
}
#: Where `order` is on.
FOLLOWING = db(RIGHT / WRONG)


def check(verdict: Verdict, exact: dict[str, float], most: float) -> None:
    """Every mechanism within four and a half of its stated errors, which are small enough to mean something.

    From few islands the stated error is itself known to some 40 %; the seeds are fixed.
    """
    found = verdict.inclusion()
    assert set(found.index) == set(exact)
    for name, wanted in exact.items():
        row = found.loc[name]
        assert not row["bound"], name
        assert 0.0 < row["error_db"] < most, name
        assert abs(row["db"] - wanted) < 4.5 * row["error_db"], name


def test_the_numbers_on_paper() -> None:
    assert {name: round(value, 2) for name, value in EXACT.items()} == {
        "lift": -11.14, "fade": 0.0, "order": 10.0, "follow": 10.0
    }  # fmt: skip
    assert round(FOLLOWING, 2) == 12.79


def test_plain_draws_give_the_odds_that_are_known_on_paper(case: Case) -> None:
    verdict = weigh(case, simulate(case, 8000, seed=1, accounts=[OPEN], workers=1))
    check(verdict, EXACT, 0.6)
    row = verdict.inclusion().loc["follow"]
    assert row["needs"] == "order"
    assert not verdict.inclusion()["own_reports"].any()  # no clue asks for the order
    assert abs(row["able_db"] - FOLLOWING) < 4.5 * row["able_error_db"] < 4.5
    assert (verdict.inclusion()["prior_db"] == 0.0).all()
    evidence = verdict.accounts[OPEN]
    # A quarter of all coins are both on; half lift. The two reports are of one speaker whose trust is known.
    high, low = (RIGHT + 3 * WRONG) / 4, (WRONG + WRONG / 3 + RIGHT * 2 / 3) / 2
    assert abs(evidence.log_evidence_db - db(high * low)) < 4.5 * evidence.mc_error_db < 1.0


@pytest.mark.parametrize("seed", [1, 2])
def test_tempered_draws_give_the_odds_that_are_known_on_paper(case: Case, seed: int) -> None:
    verdict = weigh(case, sample(case, 3000, seed=seed, accounts=[OPEN], workers=1))
    check(verdict, EXACT, 2.5)


def test_the_stated_error_is_the_spread_over_seeds(case: Case) -> None:
    """Ten runs: the spread of what they give, against the error that they state."""
    runs = [weigh(case, sample(case, 1200, seed=seed, accounts=[OPEN], workers=1)) for seed in range(20, 30)]
    for name in ("order", "fade"):
        rows = [verdict.inclusion().loc[name] for verdict in runs]
        values = np.array([row["db"] for row in rows if not row["bound"]])
        stated = np.array([row["error_db"] for row in rows if not row["bound"]])
        assert len(values) >= 8
        # Chi squared of ten off by a factor: 1/2 and 2 stand at about 1 in 1000 for errors that are known exactly.
        assert 0.4 < np.sqrt(np.mean((values - EXACT[name]) ** 2) / np.mean(stated**2)) < 2.0


def test_another_trust_reweighs_and_a_deaf_witness_says_nothing(case: Case) -> None:
    verdict = weigh(case, simulate(case, 4000, seed=1, accounts=[OPEN], workers=1))
    half = verdict.trusting({"witness": 0.5}).inclusion()
    right, wrong = 0.75, 0.25
    assert abs(half.loc["lift", "db"] - db(wrong / (wrong / 3 + right * 2 / 3))) < 4.5 * half.loc["lift", "error_db"]
    # With weights that are all alike only the share of coins is left: its error is 4 dB over the root of the draws.
    assert verdict.trusting({"witness": 0.0}).inclusion()["db"].abs().max() < 4.5 * 8.7 / math.sqrt(4000)


def test_what_is_never_seen_on_one_side_gets_a_bound_and_no_number() -> None:
    size = 600
    on = np.stack([np.ones(size, bool), np.arange(size) % 2 == 0, np.zeros(size, bool)], axis=1)
    always, half, never = log_odds(np.ones(size), np.arange(size), on, np.ones_like(on))
    assert half.effective == pytest.approx(size, rel=0.02)
    assert (always.bound, half.bound, never.bound) == (True, False, True)
    # None of 600 draws: with 95 % the chance is below 1 - 0.05^(1/600), which is about 3 / 600.
    limit = 1 - 0.05 ** (1 / half.effective)
    assert always.db == pytest.approx(db((1 - limit) / limit), abs=1e-6)
    assert never.db == pytest.approx(-always.db)
    assert math.isnan(always.error_db)
    assert (always.in_words(), never.in_words()) == ("above +23 dB", "below -23 dB")
    assert half.in_words() == "+0.0 ± 0.4 dB"


def test_an_island_that_carries_everything_is_seen_in_the_error() -> None:
    """Four islands, each sure of its own coin; one has nearly all the weight, so that next to nothing is known."""
    island = np.repeat(np.arange(4), 500)
    on = np.array([True, False, True, False])[island][:, None]
    values = np.array([1.0, 0.01, 0.01, 0.01])[island]
    (found,) = log_odds(values, island, on, np.ones_like(on))
    assert found.bound
    assert found.in_words() == "not known"
    assert found.effective < 2


def test_islands_that_agree_are_as_good_as_independent_draws() -> None:
    island = np.repeat(np.arange(50), 40)
    on = (np.arange(2000) * 7919 % 10 < 3)[:, None]
    on = on[np.argsort(np.sin(np.arange(2000) * 12.9898) * 43758.5453 % 1.0)]  # shuffled, without chance
    (found,) = log_odds(np.ones(2000), island, on, np.ones_like(on))
    assert found.db == pytest.approx(db(0.3 / 0.7))
    exact = 10 / math.log(10) / math.sqrt(2000 * 0.3 * 0.7)
    assert 0.6 * exact < found.error_db < 1.5 * exact  # fifty islands: the error is known to 10 %, the shuffle to more


def test_a_switch_on_which_few_islands_agree_by_chance_is_not_known_better_than_the_others() -> None:
    island = np.repeat(np.arange(4), 100)
    turn = np.arange(100) / 100
    shares = [(0.5, 0.5, 0.5, 0.5), (0.1, 0.9, 0.2, 0.8), (0.7, 0.2, 0.9, 0.4)]
    on = np.stack([np.concatenate([turn < share for share in row]) for row in shares], axis=1)
    found = log_odds(np.ones(400), island, on, np.ones_like(on))
    assert found[0].error_db == pytest.approx(10 / math.log(10) / math.sqrt(found[0].effective * 0.25), rel=1e-6)
    assert 3.0 < found[0].effective < 30.0


def test_where_nothing_counts_nothing_is_known() -> None:
    on = np.ones((40, 1), bool)
    (found,) = log_odds(np.ones(40), np.repeat(np.arange(4), 10), on, np.zeros_like(on))
    assert found.in_words() == "not known"


def test_islands_that_agree_count_as_they_are_and_others_are_evened_out() -> None:
    island = np.repeat(np.arange(6), 10)
    alike = np.exp(0.1 * np.sin(np.arange(60.0)))
    same, power = even_out(alike, island)
    assert power == 1.0
    np.testing.assert_array_equal(same, alike)
    apart, power = even_out(alike * np.array([1.0, 1e-3, 1e-6, 1e-9, 1e-12, 1e-15])[island], island)
    total = np.bincount(island, apart)
    assert 0.0 < power < 0.2
    assert total.sum() ** 2 / (total**2).sum() == pytest.approx(3.0, rel=1e-6)  # half of six
    assert (np.diff(total) < 0).all()  # those that fit better still count for more
    np.testing.assert_allclose(apart[:10] / apart[0], alike[:10] / alike[0])  # within an island nothing changes


def test_moves_of_coins_leave_the_prior_as_it_is() -> None:
    numbers, coins, size = 12, 4, 4000
    draw = Stream(purpose(3, "test"))
    start = draw(size, numbers)
    uniforms, origin = start, np.zeros((size, 2, 3), np.uint64)
    for _ in range(30):
        moved, same = move_coins((uniforms, origin), (uniforms, origin + np.uint64(1)), coins, REACH, draw)
        turned = (moved[:, -coins:] > 0.5) != (uniforms[:, -coins:] > 0.5)
        uniforms = moved
    assert set(np.unique(same)) == {0, 1}  # other moves pass as they were proposed
    assert 0.25 < turned.any(axis=1).mean() < 0.6  # three in ten turn a coin, and some fall over with few numbers
    for column in uniforms.T:
        assert scipy.stats.kstest(column, "uniform").pvalue > 1e-4  # a dozen at 1e-4: once in a thousand
    together = np.corrcoef(np.concatenate([uniforms, start], axis=1).T)[np.triu_indices(numbers, 1)]
    assert abs(together).max() < 4.5 / math.sqrt(size)  # nor do numbers depend on each other


@pytest.mark.parametrize(
    ("coins", "budget", "share", "population", "moves"),
    [(20, 8000, 21, 32, 60), (5, 1600, 6, 16, 18), (5, 12_000, 6, 32, 60), (1, 1, 2, 16, 2)],
)
def test_long_searches_are_cut_short_where_few_draws_are_asked_for(
    coins: int, budget: int, share: int, population: int, moves: int
) -> None:
    found = effort(coins, budget, islands=4, least=16)
    assert (found.share, found.population, found.moves) == (share, population, moves)
    if population > 16:  # what four such islands take, with eight temperatures, is within the share
        assert 4 * population * (1 + 8 * moves) <= share * budget


def test_of_long_searches_some_moves_are_kept_and_the_last_is_among_them(toy: Case) -> None:
    model, ladder = model_of(toy, OPEN, 1, {}), (0.0, 0.3, 1.0)
    every, some = (temper(model, OPEN, 0, 1, ladder, population=16, moves=7, every=n) for n in (1, 3))
    assert every.cost == some.cost == every.log_likelihood.size == 16 * (1 + 7 * 2)
    assert some.log_likelihood.size == 16 * (1 + 3 * 2)  # the first, fourth and seventh move at each temperature
    np.testing.assert_array_equal(every.uniforms, some.uniforms)  # what is kept changes nothing
    np.testing.assert_array_equal(every.log_z, some.log_z)
    for one in (every, some):
        np.testing.assert_array_equal(model.measure(one.uniforms, one.origin), one.measures[-16:])


def test_out_of_source_no_mechanism_is_credited_for_its_own_document(case: Case) -> None:
    """All reports stand in the paper, and it has the ideas of nobody but ``lift``, once that is said."""
    ensemble = simulate(case, 3000, seed=1, accounts=[OPEN], workers=1)
    before = weigh(case, ensemble).inclusion()
    np.testing.assert_array_equal(before["outside_db"], before["db"])
    assert (before["reports"] == 2).all()
    told = get_mechanism("lift")
    REGISTRY["lift"] = replace(told, source=("paper ¶3",))
    found = weigh(case, ensemble).inclusion()
    assert found.loc["lift", "reports"] == 0
    assert abs(found.loc["lift", "outside_db"]) < 4.5 * 8.7 / math.sqrt(3000)  # the share of coins is left
    assert found.loc["order", "outside_db"] == before.loc["order", "db"]


def test_reports_on_an_order_are_those_of_its_only_giver(kazakhstan: Case) -> None:
    found = acts(kazakhstan.account(OPEN).plan())
    assert found["gamble"] == {"mobilise", "mobilise_age"}
    assert found["intervention"] == {"request", "request_age"}
    assert found["hijack"] == set()
    ensemble = simulate(kazakhstan, 4, seed=1, accounts=[OPEN], workers=1)
    own = weigh(kazakhstan, ensemble).inclusion()["own_reports"]
    clues = kazakhstan.ledger.clues.values()
    for name, order in (("gamble", "mobilise"), ("purge", "purge"), ("stand_down", "stand_down")):
        asked = [clue.id for clue in clues if {order, f"{order}_age"} & clue.measure.reads]
        assert own[name] == sum(len(kazakhstan.ledger.on(id)) for id in asked) > 0
    assert own["hijack"] == 0


# -- in the verdict ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def full(toy: Case) -> xr.Dataset:
    return sample(toy, 600, seed=2, accounts=["crowd", "sent", OPEN], workers=1)


def test_tempered_and_plain_draws_agree(toy: Case) -> None:
    one = weigh(toy, sample(toy, 600, seed=1, accounts=[OPEN], workers=1)).inclusion()
    other = weigh(toy, simulate(toy, 4000, seed=5, accounts=[OPEN], workers=1)).inclusion()
    assert (other["db"] > 2).any()  # the record asks for somebody who calls
    for name in one.index:
        error = math.hypot(one.loc[name, "error_db"], other.loc[name, "error_db"])
        assert abs(one.loc[name, "db"] - other.loc[name, "db"]) < 4.5 * error, name


def test_the_open_account_is_no_rival_of_those_that_it_holds(toy: Case, full: xr.Dataset) -> None:
    verdict, without = weigh(toy, full), weigh(toy, full.sel(account=["crowd", "sent"]))
    assert verdict.accounts == without.accounts
    assert verdict.ranking == without.ranking
    assert verdict.alarms == without.alarms
    assert verdict.opened is not None
    assert (verdict.opened.prior, verdict.opened.posterior) == (0.0, 0.0)
    assert without.opened is None
    assert without.inclusion().empty
    weight, error = verdict.odds_db(OPEN, NONE)
    row = verdict.summary().loc[OPEN]
    assert (row["against_none_db"], row["against_none_error_db"]) == (weight, error)
    assert row["posterior"] == 0.0


def test_alone_it_stands_against_none_of_these(toy: Case, full: xr.Dataset) -> None:
    verdict = weigh(toy, full.sel(account=[OPEN]))
    assert set(verdict.accounts) == {OPEN, NONE}
    assert verdict.accounts[OPEN].prior == 0.5
    assert verdict.opened is None
    assert len(verdict.inclusions) == 5


def test_a_kept_ensemble_has_the_same_odds(toy: Case, full: xr.Dataset, tmp_path: Path) -> None:
    save_ensemble(full, tmp_path / "e.nc")
    again = weigh(toy, load_ensemble(tmp_path / "e.nc", toy))
    assert again.inclusions == weigh(toy, full).inclusions


def test_any_number_of_workers_gives_the_same_coins(toy: Case) -> None:
    one, two = (sample(toy, 100, seed=4, accounts=[OPEN, "crowd"], workers=workers) for workers in (1, 2))
    xr.testing.assert_identical(one, two)


def test_coins_of_plain_draws_are_found_again_from_their_keys(toy: Case, full: xr.Dataset) -> None:
    first = full["temperature"].sel(account=OPEN).values == 0.0
    plain = simulate(toy, int(first.sum()), seed=2, accounts=[OPEN], workers=1)
    np.testing.assert_array_equal(switches_of(toy, full)[first], switches_of(toy, plain))


def test_it_is_told_in_text_in_json_and_in_the_report(toy: Case, full: xr.Dataset) -> None:
    verdict, without = weigh(toy, full), weigh(toy, full.sel(account=["crowd", "sent"]))
    text, told = str(verdict), json.loads(json.dumps(verdict.to_dict(), allow_nan=False))
    assert "Gamble: the losing faction" in text
    assert text.count("\nopen  ") == 1
    rows = {row["mechanism"]: row for row in told["open"]["inclusion"]}
    assert set(rows) == set(toy.account(OPEN).switches)
    assert rows["stand_down"]["needs"] == ["gamble"]
    assert "open" not in without.to_dict()
    page, other = render(verdict, {}), render(without, {})
    assert "Which mechanisms the record asks for" in page
    assert page.count('<a href="#mechanisms">Mechanisms</a>') == 1
    assert "#mechanisms" not in other
    assert page.count("<td>no rival</td>") == 3  # neither prior nor posterior, nor out of source
    assert "no rival" not in other
    for each in verdict.inclusions:
        assert each.odds.in_words().replace("-", "−") in page


def test_numbers_of_its_posterior_leave_the_coins_to_inclusion(toy: Case, full: xr.Dataset) -> None:
    table = weigh(toy, full).parameters(OPEN)
    assert not [name for name in table.index if name.startswith("switch")]
    assert "gamble.price" in table.index


def test_the_command_line_runs_it_alone(tmp_path: Path) -> None:
    command = ["run", "toy", "--accounts", "open", "--draws", "64", "--plain", "-q", "--json", "--out", str(tmp_path)]
    found = CliRunner().invoke(app, [*command, "--workers", "1"])
    assert found.exit_code == 0, found.output
    assert set(json.loads(found.stdout)["accounts"]) == {OPEN, NONE}


def test_an_ensemble_without_it_has_no_inclusion(toy: Case) -> None:
    ensemble = simulate(toy, 20, seed=1, workers=1)
    assert inclusions(weigh(toy, ensemble).scales, ensemble) == ()
