from paired import CAPITAL, IDLE, World, assert_more, last, street

GROUPS: World = street(
    "criminal_governance", "policing", parameters=IDLE, members={"Capital": 50.0}, fringe=200.0, police=1e5,
    commerce=0.8, extraction=0.0,
)  # fmt: skip


def enlisted(world: World):
    return last(world.run("enlists_total"), "enlists_total", CAPITAL)


def test_groups_grow_where_nobody_rules() -> None:
    on, off = GROUPS.but(police=0.0).pair("criminal_governance", "mobilised", "fringe")
    assert_more(last(on, "mobilised", CAPITAL), last(off, "mobilised", CAPITAL))
    assert_more(last(off, "fringe", CAPITAL), last(on, "fringe", CAPITAL))


def test_a_state_that_is_neither_weak_nor_bought_keeps_them_small() -> None:
    assert_more(enlisted(GROUPS.but(police=0.0)), enlisted(GROUPS))
    assert_more(enlisted(GROUPS.but(captured=1.0)), enlisted(GROUPS))
    assert enlisted(GROUPS.but(police=1e7)).mean() < 0.1


def test_they_grow_only_where_it_pays() -> None:
    poor = GROUPS.but(police=0.0, commerce=0.0)
    assert not enlisted(poor).any()
    assert_more(enlisted(poor.but(extraction=0.8)), enlisted(poor))


def test_nobody_joins_a_group_that_is_not_there() -> None:
    assert not enlisted(GROUPS.but(police=0.0, members=0.0)).any()
