from __future__ import annotations

from pathlib import Path

import pytest

from corcyra.errors import UnitError, WiringError
from corcyra.quantities import POOLS, QUANTITIES, find_quantity, quantity
from corcyra.registry import load_file
from corcyra.units import parse_unit

TWICE = """
from corcyra.quantities import quantity
quantity("{name}", "{unit}", "stock", "{meaning}")
"""


def write(path: Path, name: str, unit: str = "1", meaning: str = "shops looted") -> Path:
    path.write_text(TWICE.format(name=name, unit=unit, meaning=meaning))
    return path


@pytest.mark.usefixtures("registry")
def test_a_name_with_two_meanings_names_both_files(tmp_path: Path) -> None:
    one, other = write(tmp_path / "one.py", "loot"), write(tmp_path / "other.py", "loot", unit="building")
    load_file(one)
    with pytest.raises(WiringError, match="'loot' has two meanings") as caught:
        load_file(other)
    assert str(one) in str(caught.value)
    assert str(other) in str(caught.value)
    assert QUANTITIES["loot"].unit == "1"


@pytest.mark.usefixtures("registry")
def test_a_name_of_the_package_with_another_meaning_names_both_files(tmp_path: Path) -> None:
    own = write(tmp_path / "own.py", "crowd")
    with pytest.raises(WiringError) as caught:
        load_file(own)
    assert str(own) in str(caught.value)
    assert "quantities.py" in str(caught.value)


@pytest.mark.usefixtures("registry")
def test_the_same_meaning_twice_is_one_quantity(tmp_path: Path) -> None:
    load_file(write(tmp_path / "one.py", "loot"))
    load_file(write(tmp_path / "other.py", "loot"))
    assert QUANTITIES["loot"].file == str(tmp_path / "one.py")


@pytest.mark.usefixtures("registry")
def test_a_unit_that_can_not_be_read_is_refused() -> None:
    with pytest.raises(UnitError, match="did you mean 'person'"):
        quantity("loot", "persns", "stock", "no such unit")
    assert "loot" not in QUANTITIES


FLOWS = [each for each in QUANTITIES.values() if each.kind == "flow"]
ORDERS = [each for each in QUANTITIES.values() if each.kind == "order"]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
@pytest.mark.parametrize("suffix", ["count", "total"])
def test_counts_of_a_flow_are_in_the_unit_of_its_pool(flow, suffix: str) -> None:
    pool = next(pool for pool in POOLS if flow.source in pool.statuses)
    derived = find_quantity(f"{flow.name}_{suffix}")
    assert derived is not None
    assert (derived.unit, derived.kind, derived.over) == (pool.unit, "status", "place")


def test_stormed_buildings_are_counted_in_buildings() -> None:
    assert find_quantity("storms_total").unit == "building"  # type: ignore[union-attr]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_the_age_of_an_order_is_in_hours_where_the_order_is(order) -> None:
    derived = find_quantity(f"{order.name}_age")
    assert derived is not None
    assert (derived.unit, derived.over) == ("hour", order.over)


@pytest.mark.parametrize(
    "name", ["crowd_count", "crowd_total", "fear_age", "joins_age", "purge_count", "nothing", "_", ""]
)
def test_only_flows_are_counted_and_only_orders_have_an_age(name: str) -> None:
    assert find_quantity(name) is None


@pytest.mark.parametrize("each", QUANTITIES.values(), ids=lambda each: each.name)
def test_every_quantity_can_be_read_and_is_bounded_around_its_base(each) -> None:
    parse_unit(each.unit)
    parse_unit(each.contribution)
    assert each.meaning
    assert each.low < each.high
    assert each.base is None or each.low <= each.base <= each.high


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_flow_leads_from_one_status_to_another_of_one_pool(flow) -> None:
    pools = [pool for pool in POOLS if {flow.source, flow.target} <= set(pool.statuses)]
    assert len(pools) == 1
    assert flow.source != flow.target or flow.name == "defects"  # which leads from group to group


def test_every_status_is_in_exactly_one_pool() -> None:
    statuses = [status for pool in POOLS for status in pool.statuses]
    assert sorted(statuses) == sorted(name for name, each in QUANTITIES.items() if each.kind == "status")


def test_a_contribution_to_a_stock_is_a_change_per_hour() -> None:
    assert parse_unit(QUANTITIES["arms"].contribution).dimension == parse_unit("weapon/hour").dimension
    assert parse_unit(QUANTITIES["fear"].contribution).dimension == parse_unit("1/hour").dimension
    assert parse_unit(QUANTITIES["purge"].contribution).dimension == parse_unit("1/hour").dimension


@pytest.mark.parametrize(
    "each", [q for q in QUANTITIES.values() if "share of" in q.meaning], ids=lambda each: each.name
)
def test_a_share_is_at_most_one(each) -> None:
    assert (each.low, each.high) == (0.0, 1.0)
