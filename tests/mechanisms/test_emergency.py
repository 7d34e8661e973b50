from paired import CAPITAL, HARBOUR, assert_more, first, last, street

RIOT = street(
    "emergency", "policing", "hijack", crowd=["Capital"], members={"Capital": 500.0}, police=1e5,
    parameters={"emergency.local": 0.5, "emergency.national": 0.05, "emergency.enough": 100, "emergency.curfew": 2.0},
)  # fmt: skip


def test_a_curfew_keeps_people_at_home() -> None:
    on, off = RIOT.pair("emergency", "joins_total", "crowd")
    assert_more(last(off, "joins_total", CAPITAL), last(on, "joins_total", CAPITAL))
    assert_more(last(off, "crowd", CAPITAL), last(on, "crowd", CAPITAL))


def test_regions_come_first_then_the_country() -> None:
    trace = RIOT.run("emergency")
    assert_more(first(trace, "emergency", HARBOUR), first(trace, "emergency", CAPITAL))
    assert last(trace, "emergency", HARBOUR).mean() > 0.2


def test_there_is_none_without_unrest() -> None:
    calm = RIOT.but(hardship_base=0.0, members=0.0)
    assert not calm.run("emergency")["emergency"].any()


def test_a_curfew_clears_the_street() -> None:
    on, off = RIOT.but({"emergency.curfew": 0.0}).pair("emergency", "crowd")
    assert_more(last(off, "crowd", CAPITAL), last(on, "crowd", CAPITAL))
