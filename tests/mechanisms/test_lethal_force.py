from paired import assert_more, assert_same, first, last, street

FIRE = street(
    "lethal_force", "hijack", "policing", members={"Capital": 400.0}, police=5000.0,
    parameters={"lethal_force.fire": 0.02},
)  # fmt: skip


def test_it_kills_the_violent_the_members_and_some_of_the_peaceful() -> None:
    on, off = FIRE.but({"lethal_force.resolve": 1.0, "policing.hurt_violent": 0.0}).pair(
        "lethal_force",
        "kills_violent_total",
        "kills_members_total",
        "kills_peaceful_total",
        "injured",
        "members_injured",
    )
    for name in ("kills_violent_total", "kills_members_total", "kills_peaceful_total"):
        assert not off[name].any()
        assert_more(last(on, name), last(off, name))
    assert_more(last(on, "injured"), last(off, "injured"))
    assert not off["members_injured"].any()
    assert_more(last(on, "members_injured"), 2.0 * last(on, "kills_members_total"))  # three to six hurt for each


def test_there_is_no_order_without_violence() -> None:
    on, off = FIRE.but(members=0.0).pair("lethal_force", "dead", "lethal_force", "crowd")
    assert not on["lethal_force"].any()
    assert_same(on["crowd"], off["crowd"])


def test_a_frame_licenses_it() -> None:
    hours = [first(FIRE.but(frame=frame).run("lethal_force"), "lethal_force") for frame in (0.0, 1.0)]
    assert_more(*hours)


def test_who_is_not_there_does_not_fire() -> None:
    absent = FIRE.but({"lethal_force.resolve": 1.0}, police=0.0).run("dead", "lethal_force")
    assert last(absent, "lethal_force", 0).any()
    assert not absent["dead"].any()
