from paired import CAPITAL, HARBOUR, assert_more, assert_same, last, street

STORMED = street(
    "armouries", "hijack", "policing", members={"Capital": 400.0}, police=200.0,
    parameters={"armouries.shoot": 0.01, "armouries.answer": 0.01},
)  # fmt: skip
RECORD = ("stormed", "arms", "police_dead", "police_injured", "members_dead", "dead")


def test_buildings_fall_and_give_weapons() -> None:
    on, off = STORMED.pair("armouries", *RECORD)
    for name in RECORD:
        assert_more(last(on, name, CAPITAL), last(off, name, CAPITAL))


def test_only_where_somebody_storms_them() -> None:
    on, off = STORMED.pair("armouries", *RECORD)
    for name in RECORD:
        assert_same(last(on, name, HARBOUR), last(off, name, HARBOUR))


def test_a_guarded_building_holds_longer() -> None:
    assert_more(*(last(STORMED.but(police=n).run("stormed"), "stormed", CAPITAL) for n in (50.0, 5000.0)))


def test_weapons_raise_lethality() -> None:
    armed, bare = (STORMED.but({"armouries.haul": haul}).run("police_dead", "members_dead") for haul in (30.0, 0.0))
    assert not bare["police_dead"].any()
    assert_more(last(armed, "police_dead"), last(bare, "police_dead"))
    assert_more(last(armed, "members_dead"), last(bare, "members_dead"))
