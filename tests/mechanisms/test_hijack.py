from paired import CAPITAL, HARBOUR, MINE, assert_more, last, street

JOINED = street("hijack", crowd=["Capital", "Harbour"], members={"Capital": 300.0, "Mine": 300.0})


def test_members_turn_a_crowd_violent() -> None:
    on, off = JOINED.pair("hijack", "violent")
    assert not off["violent"].any()
    assert_more(last(on, "violent", CAPITAL), last(off, "violent", CAPITAL))


def test_only_where_there_is_a_crowd_and_members_are_in_it() -> None:
    trace = JOINED.run("violent", "mobilised")
    assert last(trace, "mobilised", MINE).min() > 0
    assert not trace["violent"][..., MINE].any()
    assert not trace["violent"][..., HARBOUR].any()


def test_the_crowd_loses_sympathy_where_it_is_hijacked() -> None:
    on, off = JOINED.but(sympathy=0.7).pair("hijack", "sympathy")
    assert_more(last(off, "sympathy", CAPITAL), last(on, "sympathy", CAPITAL))
    assert (last(on, "sympathy", HARBOUR) == last(off, "sympathy", HARBOUR)).all()


def test_more_members_turn_more() -> None:
    many = JOINED.but(members={"Capital": 1000.0})
    assert_more(last(many.run("violent"), "violent", CAPITAL), last(JOINED.run("violent"), "violent", CAPITAL))
