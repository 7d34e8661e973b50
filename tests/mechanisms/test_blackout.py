from paired import CAPITAL, HARBOUR, assert_more, assert_same, at, first, last, street

CUT = street(
    "contagion", "blackout", "policing", crowd=["Harbour"],
    parameters={"blackout.cut": 1.0, "blackout.many": 20.0, "blackout.depth": 0.9, "grievance.baseline": -5,
                "grievance.weight": 6},
)  # fmt: skip


def test_it_slows_the_spread_to_other_places() -> None:
    on, off = CUT.pair("blackout", "joins_total", "crowd")
    assert_more(at(off, "joins_total", 24, CAPITAL), at(on, "joins_total", 24, CAPITAL))
    assert_more(first(on, "crowd", CAPITAL, 500.0), first(off, "crowd", CAPITAL, 500.0))


def test_it_blinds_the_state() -> None:
    on, off = CUT.pair("blackout", "effectiveness", "connectivity")
    assert_more(last(off, "effectiveness"), last(on, "effectiveness"))
    assert_more(last(off, "connectivity"), last(on, "connectivity"))
    blinded = CUT.but({"blackout.blind": 0.5, "contagion.near": 0.0, "contagion.far": 0.0}).run("control")
    sighted = CUT.but({"blackout.blind": 0.0, "contagion.near": 0.0, "contagion.far": 0.0}).run("control")
    assert_more(last(sighted, "control", HARBOUR), last(blinded, "control", HARBOUR))


def test_nobody_cuts_the_net_in_calm() -> None:
    on, off = CUT.but({"grievance.baseline": -60}).pair("blackout", "blackout", "connectivity")
    assert not on["blackout"].any()
    assert_same(on["connectivity"], off["connectivity"])
