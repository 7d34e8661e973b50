from paired import CAPITAL, assert_more, assert_same, first, last, street

NAMED = street("framing", "hijack", "lethal_force", "policing", members={"Capital": 400.0})


def test_a_culprit_is_named_and_sympathy_shrinks() -> None:
    on, off = NAMED.pair("framing", "frame", "sympathy")
    assert not off["frame"].any()
    assert_more(last(on, "frame"), last(off, "frame"))
    assert_more(last(off, "sympathy", CAPITAL), last(on, "sympathy", CAPITAL))


def test_the_frame_licenses_force() -> None:
    on, off = NAMED.but({"lethal_force.licence": 5.0}).pair("framing", "lethal_force")
    assert_more(first(off, "lethal_force"), first(on, "lethal_force"))


def test_there_is_nobody_to_name_without_violence() -> None:
    on, off = NAMED.but(members=0.0).pair("framing", "frame", "sympathy")
    assert not on["frame"].any()
    assert_same(on["sympathy"], off["sympathy"])
