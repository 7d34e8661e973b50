from paired import CAPITAL, HARBOUR, IDLE, assert_more, last, street

LOOTED = street("opportunists", "policing", members={"Capital": 500.0}, parameters=IDLE, police=0.0)


def test_looters_come_where_violence_is_under_way_and_nobody_polices() -> None:
    on, off = LOOTED.pair("opportunists", "violent")
    assert not off["violent"].any()
    assert_more(last(on, "violent", CAPITAL), last(off, "violent", CAPITAL))
    assert not on["violent"][..., HARBOUR].any()


def test_they_stay_away_where_police_are_enough() -> None:
    looted = [last(LOOTED.but(police=police).run("loots_total"), "loots_total", CAPITAL) for police in (0.0, 20_000.0)]
    assert_more(*looted)
    assert looted[1].mean() < 0.05 * looted[0].mean()
