import numpy as np
from paired import World, assert_more, last, street

WON: World = street(
    "consolidation", "policing", "hijack", members={"Capital": 300.0}, frame=0.8, bargain=0.5, police=1e5
)


def test_the_regime_can_come_out_of_it_stronger() -> None:
    on, off = WON.pair("consolidation", "bargain", "grip", "detains_peaceful_total", "crowd")
    assert np.all(off["bargain"] == 0.5)
    assert_more(last(on, "bargain"), last(off, "bargain"))
    assert_more(last(on, "grip"), last(off, "grip"))
    risk = [last(trace, "detains_peaceful_total") / trace["crowd"].sum(axis=(0, 2)) for trace in (on, off)]
    assert_more(*risk)  # for each hour in the street: fewer are there to be arrested


def test_a_state_that_loses_its_cities_loses_its_grip() -> None:
    losing = WON.but(police=1.0, members=3000.0)
    on, off = losing.pair("consolidation", "bargain", "grip")
    assert_more(last(off, "grip"), last(on, "grip"))
    assert_more(last(WON.run("bargain"), "bargain"), last(on, "bargain"))


def test_it_needs_an_excuse() -> None:
    on, off = WON.but(frame=0.0).pair("consolidation", "bargain")
    np.testing.assert_array_equal(on["bargain"], off["bargain"])


def test_removed_rivals_are_an_excuse_too() -> None:
    removed = street(
        "consolidation", "policing", "stand_down", "intervention", "purge", members={"Capital": 10.0}, police=1e4,
        rival_hold={"Capital": 0.5},
        parameters={"intervention.distrust": 2.0, "purge.strike": 0.5, "purge.gain": 0.0},
    )  # fmt: skip
    on, off = removed.pair("consolidation", "bargain", "purge")
    assert last(on, "purge", 0).mean() > 0.9
    assert_more(last(on, "bargain"), last(off, "bargain"))


def test_tighter_repression_keeps_people_at_home() -> None:
    on, off = WON.but({"consolidation.sweep": 0.0}).pair("consolidation", "joins_total")
    assert_more(last(off, "joins_total"), last(on, "joins_total"))
