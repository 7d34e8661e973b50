import numpy as np
from paired import CAPITAL, HARBOUR, MINE, assert_same, last, street

CALLED = street(members={"Capital": 200.0, "Mine": 200.0}, patron_share={"Capital": 0.9, "Mine": 0.0})


def test_the_patron_s_people_come_out_and_nobody_else_s() -> None:
    on, off = CALLED.pair("patronage", "mobilised")
    assert not off["mobilised"].any()
    assert last(on, "mobilised", CAPITAL).min() > 150
    for place in (HARBOUR, MINE):
        assert not on["mobilised"][..., place].any()


def test_nobody_comes_without_a_call() -> None:
    on, off = CALLED.but({"gamble.price": 200.0}).pair("patronage", "mobilised")
    assert_same(on["mobilised"], off["mobilised"])


def test_members_are_conserved() -> None:
    trace = CALLED.run("members", "mobilised", "members_detained", "members_dead", "fringe", "abroad")
    assert_same(sum(trace.values()), np.broadcast_to([0.0, 200.0, 200.0], trace["members"].shape))
