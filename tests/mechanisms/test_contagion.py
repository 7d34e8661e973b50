import numpy as np
from paired import CAPITAL, HARBOUR, World, assert_more, first, last

SPREAD = World(("price_shock", "grievance", "contagion", "fatigue_and_fear"), begin={"sympathy": 0.7})


def test_unrest_spreads_to_other_places() -> None:
    on, off = SPREAD.pair("contagion", "joins_total")
    assert_more(last(on, "joins_total", CAPITAL), last(off, "joins_total", CAPITAL))


def test_it_begins_where_the_first_gathering_is() -> None:
    trace = SPREAD.run("crowd")
    started = first(trace, "crowd", HARBOUR, 100.0)
    spread = started < len(trace["crowd"])
    assert spread.mean() > 0.5
    assert np.median((first(trace, "crowd", CAPITAL, 1000.0) - started)[spread]) > 6


def test_without_news_from_elsewhere_a_place_stays_quieter() -> None:
    alone = SPREAD.but({"contagion.near": 0.0, "contagion.far": 0.0})
    joined = [last(world.run("joins_total"), "joins_total", CAPITAL) for world in (SPREAD, alone)]
    assert_more(*joined)


def test_sympathy_brings_out_more() -> None:
    joined = [last(SPREAD.but(sympathy=level).run("joins_total"), "joins_total") for level in (0.9, 0.1)]
    assert_more(np.log1p(joined[0]), np.log1p(joined[1]))
