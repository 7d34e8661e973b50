from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corcyra.errors import UnknownNameError, WiringError
from corcyra.plan import Plan, make_plan
from corcyra.quantities import QUANTITIES, quantity
from corcyra.registry import REGISTRY, Param, load_builtin, mechanism

NAMES = sorted(load_builtin())
subsets = st.lists(st.sampled_from(NAMES), unique=True, min_size=1)


def signals_of(names: list[str]) -> set[str]:
    return {target for name in names for target in REGISTRY[name].on if QUANTITIES[target].kind == "signal"}


@given(subsets)
def test_every_mechanism_has_exactly_one_turn(names: list[str]) -> None:
    assert sorted(each.name for each in make_plan(names).mechanisms) == sorted(names)


@given(subsets)
def test_a_signal_is_read_only_after_all_who_make_it(names: list[str]) -> None:
    done: list[str] = []
    for each in make_plan(names).mechanisms:
        needed = {maker for maker in names for name in each.reads if name in signals_of([maker])}
        assert needed <= set(done)
        done.append(each.name)


@given(subsets, st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_of_the_names(names: list[str], random) -> None:
    other = list(names)
    random.shuffle(other)
    assert make_plan(other) == make_plan(names)


@given(subsets)
def test_naming_a_mechanism_twice_changes_nothing(names: list[str]) -> None:
    assert make_plan(names + names) == make_plan(names)


@given(subsets)
def test_what_is_worked_out_once_depends_on_nothing_that_changes(names: list[str]) -> None:
    plan = make_plan(names)
    fixed = {name for name, each in QUANTITIES.items() if each.kind == "input"} - {"spark", "hour_of_day"}
    fixed |= signals_of([each.name for each in plan.once])
    hourly = signals_of([each.name for each in plan.signals])
    for each in plan.once:
        assert set(each.reads) <= fixed
        assert not set(each.reads) & hourly


def test_what_reads_the_hour_is_not_worked_out_once() -> None:
    plan = make_plan(["fatigue_and_fear", "price_shock"])
    assert [each.name for each in plan.once] == ["price_shock"]
    assert [each.name for each in plan.changes] == ["fatigue_and_fear"]


def test_a_row_says_who_reads_and_writes_what_and_how() -> None:
    rows = {(row["mechanism"], row["on"]): row for row in make_plan(["blackout", "price_shock"]).rows()}
    assert rows["blackout", "connectivity"]["combines"] == "multiplies (signal, 1)"
    assert rows["blackout", "blackout"]["combines"] == "adds (order, 1/hour)"
    assert rows["price_shock", "hardship"]["when"] == "once"
    assert rows["price_shock", "hardship"]["reads"] == "exposure"


def test_an_unknown_name_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'contagion'"):
        make_plan(["grievance", "contagoin"])


def test_an_empty_plan_has_nothing_to_do() -> None:
    assert make_plan([]) == Plan((), (), ())


def chain(*links: tuple[str, str]) -> list[str]:
    """Mechanisms of which each reads one signal of its own kind and makes another."""
    names = []
    for takes, gives in links:
        for name in (takes, gives):
            quantity(f"signal_{name}", "1", "signal", f"test signal {name}")
        source = f"def from_{takes}_to_{gives}(signal_{takes}, scale=Param('1', 'beta(1, 1)', why='test')):\n"
        space = {"Param": Param}
        exec(source + f"    return scale * signal_{takes}", space)  # names of arguments are what is wired
        mechanism(on=f"signal_{gives}", source=["x"])(space[f"from_{takes}_to_{gives}"])
        names.append(f"from_{takes}_to_{gives}")
    return names


@pytest.mark.usefixtures("registry")
def test_a_chain_of_signals_is_put_in_order_however_it_is_named() -> None:
    names = chain(("c", "d"), ("a", "b"), ("b", "c"))
    for order in itertools.permutations(names):
        plan = make_plan(order)
        assert [each.name for each in plan.mechanisms] == ["from_a_to_b", "from_b_to_c", "from_c_to_d"]


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize("links", [(("a", "b"), ("b", "a")), (("a", "b"), ("b", "c"), ("c", "a")), (("a", "a"),)])
def test_a_circle_of_signals_names_every_end(links: tuple[tuple[str, str], ...]) -> None:
    names = chain(*links)
    with pytest.raises(WiringError, match="in a circle") as caught:
        make_plan(names)
    for name in names:
        assert f"'{name}' ({REGISTRY[name].file})" in str(caught.value)
    for takes, _ in links:
        assert f"signal_{takes}" in str(caught.value)


@pytest.mark.usefixtures("registry")
def test_a_circle_through_a_stock_is_no_circle() -> None:
    plan = make_plan(["blackout", "contagion"])  # connectivity -> attention -> (an hour later) crowd -> connectivity
    assert {each.name for each in plan.mechanisms} == {"blackout", "contagion"}
