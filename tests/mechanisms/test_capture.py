from paired import CAPITAL, HARBOUR, MINE, World, assert_more, assert_same, last, street

BOUGHT: World = street(
    "policing", "capture", members={"Capital": 300.0}, captured=0.8, parameters={"policing.arrest_violent": 0.02}
)


def test_it_protects_the_groups() -> None:
    on, off = BOUGHT.pair("capture", "members_detained", "mobilised")
    assert_more(last(off, "members_detained"), last(on, "members_detained"))
    assert_more(last(on, "mobilised"), last(off, "mobilised"))


def test_the_police_vanish_where_the_groups_are_out_and_nowhere_else() -> None:
    on, off = BOUGHT.pair("capture", "police")
    assert_more(last(off, "police", CAPITAL), last(on, "police", CAPITAL))
    for place in (HARBOUR, MINE):
        assert_same(last(on, "police", place), last(off, "police", place))


def test_where_nobody_is_bought_nothing_changes() -> None:
    on, off = BOUGHT.but({"capture.buy": 0.0}, captured=0.0).pair("capture", "police", "members_detained")
    assert_same(on["police"], off["police"])
    assert_same(on["members_detained"], off["members_detained"])


def test_officials_are_bought_where_groups_are_and_slowly() -> None:
    trace = BOUGHT.but(captured=0.1).run("captured")
    assert_more(last(trace, "captured", CAPITAL), last(trace, "captured", HARBOUR))
    assert last(trace, "captured", CAPITAL).mean() < 0.2


def test_those_who_stay_look_away() -> None:
    on, off = BOUGHT.but({"capture.vanish": 0.0}).pair("capture", "police", "members_detained", "detained")
    assert_same(on["police"], off["police"])
    assert_more(last(off, "members_detained"), last(on, "members_detained"))


def test_the_police_come_back_once_the_groups_are_gone() -> None:
    taken = BOUGHT.but({"policing.arrest_violent": 0.5}, guard=20_000.0)
    police = taken.run("police")["police"][..., CAPITAL]
    assert_more(police[-1], police.min(axis=0))
