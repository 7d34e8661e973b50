from paired import World, assert_more, assert_same, last, street

BEATEN: World = street("policing", "backlash", parameters={"policing.arrest": 0.05})


def test_force_against_the_peaceful_brings_out_more_and_turns_some_violent() -> None:
    on, off = BEATEN.pair("backlash", "joins_total", "violent", "repression")
    assert_more(last(on, "joins_total"), last(off, "joins_total"))
    assert not off["violent"].any()
    assert_more(last(on, "violent"), last(off, "violent"))


def test_without_force_there_is_none() -> None:
    on, off = BEATEN.but(police=0.0).pair("backlash", "joins_total", "turns_violent_total")
    assert_same(on["joins_total"], off["joins_total"])
    assert not on["turns_violent_total"].any()
