from paired import CAPITAL, HARBOUR, MINE, World, assert_more, assert_same, last, street

#: The same chief commands Capital and Mine; Harbour's is loyal.
TOLD: World = street(
    "policing", "stand_down", "emergency", members={"Capital": 200.0},
    rival_hold={"Harbour": 0.0, "Capital": 0.9, "Mine": 0.6},
    parameters={"emergency.local": 20, "emergency.enough": 1.0, "emergency.curfew": 3.0},
)  # fmt: skip


def test_the_places_of_that_chief_are_emptied_and_no_others() -> None:
    on, off = TOLD.pair("stand_down", "police", "withdrawn", "obedience", "stand_down")
    for place in (CAPITAL, MINE):
        assert_more(last(off, "police", place), last(on, "police", place))
        assert last(on, "police", place).mean() < 0.5 * last(off, "police", place).mean()
    for name in ("police", "obedience"):
        assert_same(last(on, name, HARBOUR), last(off, name, HARBOUR))
    assert not on["stand_down"][..., HARBOUR].any()


def test_orders_go_unobeyed_there() -> None:
    on, off = TOLD.pair("stand_down", "emergency", "obedience", "joins_total", "detained")
    assert last(on, "emergency", CAPITAL).all()
    assert last(on, "obedience", CAPITAL).max() < 0.2
    assert_more(last(on, "joins_total", CAPITAL), last(off, "joins_total", CAPITAL))  # nobody enforces the curfew
    assert_more(last(off, "detained", CAPITAL), last(on, "detained", CAPITAL))


def test_it_waits_for_the_call() -> None:
    on, off = TOLD.but({"gamble.price": 200.0}).pair("stand_down", "police", "crowd")
    assert_same(on["police"], off["police"])
    assert_same(on["crowd"], off["crowd"])


def test_they_return_when_the_chief_has_lost_his_hold() -> None:
    freed = street(
        "policing", "stand_down", "intervention", "purge", members={"Capital": 500.0}, rival_hold={"Capital": 0.8},
        parameters={"intervention.distrust": 2.0, "purge.strike": 0.5, "purge.sweep": 0.2},
    )  # fmt: skip
    police = freed.run("police")["police"][..., CAPITAL]
    assert_more(police[-1], police.min(axis=0))
