from paired import CAPITAL, HARBOUR, MINE, World, assert_more, assert_same, last

SHOCK = World(("grievance", "price_shock"), begin={"exposure": {"Harbour": 0.9, "Capital": 0.0, "Mine": 0.6}})


def test_it_brings_out_those_who_pay_and_only_them() -> None:
    on, off = SHOCK.pair("price_shock", "joins_total")
    for place in (HARBOUR, MINE):
        assert_more(last(on, "joins_total", place), last(off, "joins_total", place))
    assert_same(last(on, "joins_total", CAPITAL), last(off, "joins_total", CAPITAL))


def test_hardship_falls_unevenly_over_places() -> None:
    trace = SHOCK.run("hardship")
    assert_more(last(trace, "hardship", HARBOUR), last(trace, "hardship", MINE))
    assert_more(last(trace, "hardship", MINE), last(trace, "hardship", CAPITAL))
