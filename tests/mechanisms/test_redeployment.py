from dataclasses import replace

import numpy as np
from paired import CAPITAL, HARBOUR, TOY, World, assert_more, first, last, street

SENT: World = street("redeployment", crowd=["Capital"], guard_reserve=1000.0, police=50.0)


def test_forces_go_where_they_are_needed() -> None:
    on, off = SENT.pair("redeployment", "guard")
    assert not off["guard"].any()
    assert_more(last(on, "guard", CAPITAL), last(off, "guard", CAPITAL))
    assert not on["guard"][..., HARBOUR].any()


def test_travel_takes_time_and_more_of_it_over_more_km() -> None:
    worlds = [replace(SENT, case=replace(TOY, seat=seat)) for seat in ("Harbour", "Capital")]
    hours = [first(world.run("guard"), "guard", CAPITAL, 50.0) for world in worlds]
    assert_more(*hours)


def test_strength_is_conserved() -> None:
    trace = SENT.run("guard", "guard_transit", "guard_reserve")
    total = trace["guard"].sum(-1) + trace["guard_transit"].sum(-1) + trace["guard_reserve"][..., 0]
    np.testing.assert_allclose(total, 1000.0, rtol=1e-3)  # 32-bit levels over 96 hours


def test_they_leave_when_it_is_calm() -> None:
    calm = SENT.but(hardship_base=0.0, guard={"Capital": 500.0}, away=500.0)
    assert_more(*(last(world.run("guard"), "guard", CAPITAL) for world in (calm.without("redeployment"), calm)))


def test_garrisons_stay_when_it_is_calm() -> None:
    calm = SENT.but(hardship_base=0.0, guard={"Capital": 500.0}, away=0.0)
    assert (last(calm.run("guard"), "guard", CAPITAL) == 500.0).all()
