import numpy as np
from paired import World, assert_more, assert_same, last, street

BARGAIN: World = street(
    "power_sharing", "policing", "hijack", members={"Capital": 3000.0}, police=20.0,
    parameters={"gamble.price": 2.0, "gamble.quick": 0.05},
)  # fmt: skip


def called(world: World):
    return last(world.run("mobilise"), "mobilise", 0)


def test_the_more_the_rival_has_lost_the_sooner_he_acts() -> None:
    """With little to lose, the mechanism hardly moves him; with all at stake, it does."""
    stake = [called(BARGAIN.but(bargain=bargain)) for bargain in (0.95, 0.05)]
    assert_more(*stake)
    on, off = BARGAIN.but(bargain=0.95).pair("power_sharing", "mobilise")
    assert_more(last(on, "mobilise", 0), last(off, "mobilise", 0))


def test_disorder_tips_the_bargain_against_the_incumbent() -> None:
    on, off = BARGAIN.but({"gamble.price": -20.0}, bargain=0.7).pair("power_sharing", "bargain", "lost_cities")
    assert np.median(last(on, "lost_cities")) > 0.5
    assert_more(last(off, "bargain"), last(on, "bargain"))


def test_in_calm_the_incumbent_takes_more() -> None:
    on, off = BARGAIN.but(hardship_base=0.0, members=0.0, bargain=0.5).pair("power_sharing", "bargain")
    assert_more(last(on, "bargain"), last(off, "bargain"))
    assert_same(off["bargain"], np.full_like(off["bargain"], 0.5))
