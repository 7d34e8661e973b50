import pytest
from paired import assert_more, assert_same, last, street

GIVEN = street("concession", parameters={"concession.give": 20, "concession.sack": 20}, exposure=0.8)


def test_it_keeps_people_home_while_demands_are_material() -> None:
    on, off = GIVEN.but(demands=0.0).pair("concession", "joins_total", "concession")
    assert last(on, "concession", 0).all()
    assert_more(last(off, "joins_total"), last(on, "joins_total"))


def test_it_comes_too_late_once_demands_are_political() -> None:
    on, off = GIVEN.but(demands=1.0).pair("concession", "joins_total", "concession")
    assert last(on, "concession", 0).all()
    assert_same(on["joins_total"], off["joins_total"])


@pytest.mark.parametrize(("part", "other"), [("relief_price", "relief_cabinet"), ("relief_cabinet", "relief_price")])
def test_price_and_cabinet_each_help(part: str, other: str) -> None:
    world = GIVEN.but({f"concession.{other}": 0.0}, demands=0.0)
    on, off = world.pair("concession", "joins_total")
    assert_more(last(off, "joins_total"), last(on, "joins_total"))
