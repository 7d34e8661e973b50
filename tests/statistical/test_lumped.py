"""What the lumped engine keeps to, whatever the draw."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laws import ALPHA

from corcyra.account import Account
from corcyra.case import Case, open_case
from corcyra.engines import ensemble, points
from corcyra.engines.lumped import Lumped
from corcyra.quantities import POOLS, QUANTITIES

CASES = ("toy", "kazakhstan-2022")
ACCOUNTS = [(name, account) for name in CASES for account in open_case(name).accounts]
every_account = pytest.mark.parametrize(("case", "account"), ACCOUNTS)


def run_looking(engine: Lumped, look: Callable[[Lumped], None]) -> None:
    """Look at the engine at the start and after every hour."""
    look(engine)
    for hour in range(1, engine.case.hours + 1):
        engine.advance(hour)
        look(engine)


GROUPS = [[pool for pool in POOLS if pool.classes is flag] for flag in (True, False)]


def people_of(engine: Lumped) -> dict[str, np.ndarray]:
    """The people of each pool, whatever their status, by simulation, place and class."""
    out = {}
    for counts, statuses, pools in zip(engine.counts, engine.statuses, GROUPS, strict=True):
        for pool in pools:
            out[pool.name] = counts[..., [statuses.index(status) for status in pool.statuses]].sum(axis=-1)
    return out


def check_people(engine: Lumped, begun: dict[str, np.ndarray]) -> None:
    for name, now in people_of(engine).items():
        np.testing.assert_array_equal(now, begun[name], name)
    for counts, statuses in zip(engine.counts, engine.statuses, strict=True):
        assert (counts >= 0).all()
        for number, status in enumerate(statuses):
            np.testing.assert_array_equal(engine.state[status], counts[..., number].sum(axis=2))


def check_levels(engine: Lumped) -> None:
    for name, values in engine.state.items():
        assert np.isfinite(values).all(), name
        quantity = QUANTITIES.get(name)
        if quantity is not None and quantity.kind != "input":
            assert (values >= quantity.low).all(), name
            assert (values <= quantity.high).all(), name


@every_account
def test_people_are_conserved_in_every_hour_by_place_and_class(case: str, account: str) -> None:
    opened = open_case(case)
    engine = Lumped(opened, opened.account(account), range(16), seed=3)
    begun = people_of(engine)
    people = begun["people"].sum(axis=-1)
    np.testing.assert_array_equal(people, np.broadcast_to([p.population for p in opened.places], people.shape))
    run_looking(engine, lambda engine: check_people(engine, begun))
    assert (engine.state["crowd"] + engine.state["injured"]).sum() > 0  # somebody has moved


KEYED = points.uniforms


def at_the_edge(*key: object) -> np.ndarray:
    """Every level and parameter of every simulation at its 0.1 % or its 99.9 % quantile, by the toss of a coin."""
    return np.where(KEYED(*key) < 0.5, 0.001, 0.999)


@every_account
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_nothing_breaks_when_every_prior_is_at_its_edge(
    case: str, account: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(points, "uniforms", at_the_edge)
        opened = open_case(case)
        engine = Lumped(opened, opened.account(account), range(8), seed)
    begun = people_of(engine)

    def look(engine: Lumped) -> None:
        check_people(engine, begun)
        check_levels(engine)

    run_looking(engine, look)


@every_account
def test_no_level_leaves_its_range(case: str, account: str) -> None:
    opened = open_case(case)
    run_looking(Lumped(opened, opened.account(account), range(64), seed=11), check_levels)


def strength(engine: Lumped) -> np.ndarray:
    return np.array(sum(engine.state[name].sum(axis=-1) for name in ("guard", "guard_transit", "guard_reserve")))


@pytest.mark.parametrize("edge", [None, 0.001, 0.01, 0.99, 0.999, "either"])
def test_mobile_forces_are_neither_made_nor_lost_on_the_road(
    kazakhstan: Case, edge: float | str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without the intervention, which frees soldiers: redeployment alone moves them.
    account = kazakhstan.account("popular-cascade")
    chosen = tuple(name for name in account.mechanisms if name != "intervention")
    if edge == "either":
        monkeypatch.setattr(points, "uniforms", at_the_edge)
    elif edge is not None:  # every prior at this quantile
        monkeypatch.setattr(points, "uniforms", lambda key, sims, hour, places: np.full((len(sims), places), edge))
    engine = Lumped(kazakhstan, replace(account, mechanisms=chosen), range(64), seed=2)
    before = strength(engine)

    def look(engine: Lumped) -> None:
        # 240 hours of some 20 sums in single precision: rounding stays below 240 * 20 * 6e-8 = 3e-4 of the whole
        np.testing.assert_allclose(strength(engine), before, rtol=3e-4)

    run_looking(engine, look)


# -- the same bits -----------------------------------------------------------------------------------------------------

RECORD = ensemble.BY_HOUR


def history(case: Case, account: Account, simulations: Sequence[int], seed: int = 5) -> dict[str, np.ndarray]:
    engine = Lumped(case, account, simulations, seed)
    trace = engine.run((clue.measure for clue in case.ledger.clues.values()), RECORD, len(simulations))
    measures = {f"clue {k}": values[None] for k, values in enumerate(engine.measured.T)}
    return trace | measures  # (hour, simulation, ...)


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def joined(parts: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


@every_account
@pytest.mark.parametrize("block", [1, 7, 13])
def test_simulations_have_the_same_bits_in_blocks_of_any_size(case: str, account: str, block: int) -> None:
    opened = open_case(case)
    number = 64 if case == "toy" else 22
    whole = history(opened, opened.account(account), range(number))
    parts = [
        history(opened, opened.account(account), range(first, min(first + block, number)))
        for first in range(0, number, block)
    ]
    assert same(joined(parts), whole)


@every_account
def test_simulations_have_the_same_bits_in_any_order_and_company(case: str, account: str) -> None:
    opened = open_case(case)
    order = [9, 2, 700, 3, 41]
    together = history(opened, opened.account(account), order)
    alone = [history(opened, opened.account(account), [number]) for number in order]
    assert same(joined(alone), together)


def test_other_simulations_and_other_seeds_have_other_bits(toy: Case) -> None:
    account = toy.account("sent")
    one, other, seed = (history(toy, account, [n], seed=s)["crowd"] for n, s in ((1, 1), (2, 1), (1, 2)))
    assert not np.array_equal(one, other)
    assert not np.array_equal(one, seed)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("block", [7, 64])
def test_ensembles_have_the_same_bits_whatever_the_blocks_and_workers(
    toy: Case, monkeypatch: pytest.MonkeyPatch, block: int, workers: int
) -> None:
    whole = ensemble.simulate(toy, draws=70, seed=4, workers=1)
    monkeypatch.setattr(ensemble, "BLOCK", block)
    assert ensemble.simulate(toy, draws=70, seed=4, workers=workers).identical(whole)


def test_more_draws_keep_the_first(toy: Case) -> None:
    few, many = (ensemble.simulate(toy, draws=draws, seed=4, workers=1) for draws in (20, 50))
    np.testing.assert_array_equal(many["measure"][:, :20], few["measure"])


def test_an_account_is_the_same_alone_and_among_others(toy: Case) -> None:
    alone = ensemble.simulate(toy, draws=20, seed=4, accounts=["sent"], workers=1)
    among = ensemble.simulate(toy, draws=20, seed=4, workers=1)
    assert alone.identical(among.sel(account=["sent"]))


def test_an_ensemble_is_what_its_simulations_are(toy: Case) -> None:
    data = ensemble.simulate(toy, draws=12, seed=5, workers=1)
    own = history(toy, toy.account("sent"), range(12))
    np.testing.assert_array_equal(data["crowd"].sel(account="sent"), np.moveaxis(own["crowd"], 1, 0))
    for k in range(len(toy.ledger.clues)):
        np.testing.assert_array_equal(data["measure"].sel(account="sent")[:, k], own[f"clue {k}"][0])


# -- the same law ------------------------------------------------------------------------------------------------------

TWINS = """
schema = 1
[[place]]
name = "East"
region = "East"
population = { value = 300000, unit = "person" }
latitude = { value = 0, unit = "degree" }
longitude = { value = 0, unit = "degree" }
exposure = { value = 0.6, unit = "1" }
police = { value = 900, unit = "person" }
guarded = { value = 10, unit = "building" }

[[place]]
name = "West"
region = "West"
population = { value = 300000, unit = "person" }
latitude = { value = 0, unit = "degree" }
longitude = { value = 180, unit = "degree" }
exposure = { value = 0.6, unit = "1" }
police = { value = 900, unit = "person" }
guarded = { value = 10, unit = "building" }
"""
SPARK = """
[[event]]
at = "2030-03-01T09:00"
what = "A gathering."
source = "gazette"
given = {{ quantity = "spark", value = 1, unit = "1", place = "{}", duration = {{ value = 12, unit = "hour" }} }}
"""


def twins(folder: Path) -> Case:
    """A case of two places that are alike in everything, at opposite ends of the world."""
    (folder / "places.toml").write_text(TWINS)
    (folder / "timeline.toml").write_text("schema = 1\n" + SPARK.format("East") + SPARK.format("West"))
    (folder / "accounts" / "sent.toml").unlink()
    for name in ("clues", "claims"):
        (folder / "evidence" / f"{name}.toml").write_text("schema = 1\n")
    case = folder / "case.toml"
    case.write_text(case.read_text().replace('"Capital"', '"East"'))
    return open_case(folder)


def test_places_that_are_alike_have_the_same_law_and_draws_of_their_own(folder: Path) -> None:
    case = twins(folder)
    trace = Lumped(case, case.account("crowd"), range(3000), seed=6).run(
        record=["crowd", "violent", "injured"], first=3000
    )
    assert not np.array_equal(trace["crowd"][..., 0], trace["crowd"][..., 1])
    for name, values in trace.items():
        # East in one half of the simulations against West in the other, so that the two samples are independent;
        # a shift of a fifth of a standard deviation is found with a probability above 0.9.
        east, west = values[..., 0].max(axis=0)[:1500], values[..., 1].max(axis=0)[1500:]
        assert scipy.stats.ks_2samp(east, west).pvalue > ALPHA, name


def test_what_never_acts_changes_nothing(toy: Case) -> None:
    # Nobody mobilises in the account of the crowd, and there are no members: patron and chiefs have nothing to do.
    account = toy.account("crowd")
    more = replace(account, mechanisms=(*account.mechanisms, "patronage", "stand_down"))
    assert same(history(toy, more, range(32)), history(toy, account, range(32)))


def test_the_order_in_which_mechanisms_are_named_changes_nothing(toy: Case) -> None:
    account = toy.account("sent")
    turned = replace(account, mechanisms=account.mechanisms[::-1])
    assert same(history(toy, turned, range(32)), history(toy, account, range(32)))


def test_what_acts_changes_something(toy: Case) -> None:
    account = toy.account("crowd")
    fewer = replace(account, mechanisms=tuple(name for name in account.mechanisms if name != "backlash"))
    assert not same(history(toy, fewer, range(32)), history(toy, account, range(32)))


def test_without_a_spark_and_with_a_high_threshold_nobody_comes_out(toy: Case) -> None:
    quiet = replace(
        toy,
        given=(),
        readiness=tuple(replace(c, threshold=replace(c.threshold, prior=replace(c.threshold.prior, args=(1e4,))))
                        for c in toy.readiness if c.threshold.prior.family == "constant"),
    )  # fmt: skip
    trace = history(quiet, quiet.account("crowd"), range(8))
    for name in ("crowd", "violent", "injured", "dead", "detained"):
        assert not trace[name].any()


def test_a_prior_that_reaches_beyond_the_range_is_held_within_it(folder: Path) -> None:
    # One in thirty draws is above 1, for a place and for the nation.
    level = '{ prior = "normal(0.9, 0.055)", unit = "1", why = "high" }'
    with (folder / "case.toml").open("a") as stream:
        stream.write(f"\n[begin.bargain]\nnation = {level}\n[begin.fear]\neverywhere = {level}\n")
    case = open_case(folder)
    run_looking(Lumped(case, case.account("sent"), range(200), seed=1), check_levels)


def test_classes_that_want_more_than_everybody_get_what_is_left(folder: Path) -> None:
    # Two classes that each take up to nearly all: together they want more than there are in half of the simulations.
    wide = 'share = { prior = "uniform(0, 0.98)", unit = "1", why = "unknown" }\nthreshold'
    text = (folder / "case.toml").read_text()
    text = re.sub(r"share = \{.*?\}\nthreshold", wide, text)
    assert text.count("uniform(0, 0.98)") == 2
    (folder / "case.toml").write_text(text)
    case = open_case(folder)
    people = Lumped(case, case.account("crowd"), range(50), seed=1).counts[0].sum(axis=-1)
    assert (people >= 0).all()
    assert (people[..., 2] == 0).any()
    np.testing.assert_array_equal(people.sum(axis=-1), [[place.population for place in case.places]] * 50)
