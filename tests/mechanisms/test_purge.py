from paired import CAPITAL, assert_more, assert_same, last, street

REMOVED = street(
    "policing", "intervention", "purge", members={"Capital": 2000.0}, police=50.0, rival_hold={"Capital": 0.8},
    parameters={"intervention.alarm": 1.0, "intervention.deter": 0.0, "purge.strike": 0.5, "intervention.few": 0.01},
)  # fmt: skip


def test_it_ends_the_rival_s_hold_and_shifts_the_bargain() -> None:
    on, off = REMOVED.pair("purge", "rival_hold", "bargain", "purge")
    assert last(on, "purge", 0).mean() > 0.9
    assert_more(last(off, "rival_hold", CAPITAL), last(on, "rival_hold", CAPITAL))
    assert_more(last(on, "bargain"), last(off, "bargain"))


def test_it_comes_only_once_there_is_other_support() -> None:
    on, off = REMOVED.but({"intervention.alarm": 0.0, "intervention.distrust": 0.0}).pair(
        "purge", "purge", "rival_hold"
    )
    assert not on["purge"].any()
    assert_same(on["rival_hold"], off["rival_hold"])


def test_the_services_obey_again() -> None:
    told = street(
        "policing", "stand_down", "intervention", "purge", members={"Capital": 500.0}, rival_hold={"Capital": 0.8},
        parameters={"intervention.distrust": 2.0, "intervention.deter": 0.0, "purge.strike": 0.5, "purge.sweep": 0.1},
    )  # fmt: skip
    on, off = told.pair("purge", "police", "obedience")
    assert_more(last(on, "obedience", CAPITAL), last(off, "obedience", CAPITAL))
    assert_more(last(on, "police", CAPITAL), last(off, "police", CAPITAL))
