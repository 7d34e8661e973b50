from paired import CAPITAL, World, assert_more, last, street

RIVAL: World = street(
    "power_sharing", "hijack", members={"Capital": 300.0}, bargain=0.9,
    parameters={"gamble.quick": 0.2, "gamble.price": 1.5, "gamble.cover": 100.0},
)  # fmt: skip


def called(world: World):
    return last(world.run("mobilise"), "mobilise", 0)


def test_it_is_taken_when_the_rival_expects_to_gain() -> None:
    on, off = RIVAL.pair("gamble", "mobilise", "violent")
    assert not off["mobilise"].any()
    assert_more(last(on, "mobilise", 0), last(off, "mobilise", 0))
    assert_more(last(on, "violent", CAPITAL), last(off, "violent", CAPITAL))


def test_it_is_not_taken_when_he_does_not() -> None:
    assert_more(called(RIVAL), called(RIVAL.but({"gamble.price": 8.0})))
    assert called(RIVAL.but({"gamble.price": 30.0})).sum() == 0
    assert_more(called(RIVAL.but({"gamble.price": 5.0})), called(RIVAL.but({"gamble.price": 5.0}, bargain=0.1)))


def test_it_needs_a_crowd_to_hide_in() -> None:
    assert called(RIVAL.but(hardship_base=0.0)).sum() == 0


def test_the_crowd_must_be_where_his_men_are() -> None:
    """A crowd in another city hides nobody; nor does one round men whom he may not call."""
    elsewhere = RIVAL.but(hardship_base={"Capital": 0.0, "Harbour": 1.0, "Mine": 1.0})
    assert called(elsewhere).sum() == 0
    others = RIVAL.but(
        hardship_base={"Capital": 1.0, "Harbour": 0.0, "Mine": 0.0}, members={"Capital": 300.0, "Mine": 300.0},
        patron_share={"Capital": 0.0, "Mine": 1.0, "Harbour": 1.0},
    )  # fmt: skip
    assert called(others).sum() == 0
    assert_more(called(others.but(patron_share=1.0)), called(others))


def test_with_nobody_to_call_there_is_nothing_to_gamble() -> None:
    assert called(RIVAL.but(patron_share=0.0)).sum() == 0
