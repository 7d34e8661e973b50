from paired import CAPITAL, World, assert_more, assert_same, last, street

CLEAN: World = street("policing", "enforcement", "emergency", members={"Capital": 300.0}, patron_share=0.0, arms=400.0)


def test_groups_lose_members_and_arms() -> None:
    on, off = CLEAN.pair("enforcement", "members", "members_detained", "arms")
    assert not off["members_detained"].any()
    assert_more(last(on, "members_detained"), last(off, "members_detained"))
    assert_more(last(off, "members"), last(on, "members"))
    assert_more(last(off, "arms", CAPITAL), last(on, "arms", CAPITAL))


def test_officials_who_are_bought_look_away() -> None:
    on, off = CLEAN.but(captured=1.0).pair("enforcement", "members", "arms")
    assert_same(on["members"], off["members"])
    assert_same(on["arms"], off["arms"])


def test_an_emergency_brings_special_operations() -> None:
    at_once = {"emergency.local": 20, "emergency.enough": 1.0}
    never = {"emergency.local": 0.0, "emergency.national": 0.0}
    raided = [last(CLEAN.but(given).run("raids_total"), "raids_total") for given in (at_once, never)]
    assert_more(*raided)
