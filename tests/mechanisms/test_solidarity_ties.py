from paired import IDLE, World, assert_more, assert_same, last, street

TIED = street("solidarity_ties", "policing", parameters=IDLE, ties=0.5)


def effect(world: World):
    on, off = world.pair("solidarity_ties", "joins_total")
    return last(on, "joins_total") - last(off, "joins_total")


def test_those_who_are_out_bring_others_out() -> None:
    on, off = TIED.pair("solidarity_ties", "joins_total")
    assert_more(last(on, "joins_total"), last(off, "joins_total"))


def test_without_ties_nothing_changes() -> None:
    on, off = TIED.but(ties=0.0).pair("solidarity_ties", "joins_total")
    assert_same(on["joins_total"], off["joins_total"])


def test_ties_count_for_more_where_the_state_is_weaker() -> None:
    assert_more(effect(TIED.but(police=0.0)), effect(TIED.but(police=1e6)))


def test_one_of_ones_own_is_enough() -> None:
    """While few of the ready are out, whoever has ten ties is called more than three times as often as who has one."""
    rare = {"solidarity_ties.ready": 0.5, "solidarity_ties.bind": 1.0}
    few, many = (TIED.but({**rare, "solidarity_ties.own": own}) for own in (1.0, 10.0))
    assert_more(effect(many), 3.0 * effect(few))
