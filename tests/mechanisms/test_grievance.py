from paired import World, assert_more, last

PLAIN = World(("grievance",), begin={"legitimacy": 0.5, "hardship_base": 0.5})


def joined(world: World):
    return last(world.run("joins_total"), "joins_total")


def test_without_it_nobody_has_a_reason_and_with_it_hardship_is_one() -> None:
    assert not joined(World(("price_shock",))).any()
    assert_more(joined(PLAIN.but(hardship_base=1.0)), joined(PLAIN))


def test_legitimacy_lowers_it() -> None:
    assert_more(joined(PLAIN.but(legitimacy=0.1)), joined(PLAIN.but(legitimacy=0.9)))
