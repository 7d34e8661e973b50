import numpy as np
from paired import CAPITAL, World, assert_more, assert_same, first, last, street

ASKED: World = street(
    "policing", "intervention", "redeployment", members={"Capital": 2000.0}, police=50.0, rival_hold={"Capital": 0.8},
    parameters={"intervention.alarm": 1.0, "intervention.few": 0.01, "intervention.size": 5000.0},
)  # fmt: skip


def test_it_frees_loyal_forces() -> None:
    on, off = ASKED.pair("intervention", "contingent", "guard", "guard_reserve", "guard_transit")
    assert not off["contingent"].any()
    assert last(on, "contingent").max() <= 5000 * (1 + 1e-5)
    own = [last(t, "guard") + last(t, "guard_reserve") + last(t, "guard_transit") for t in (on, off)]
    assert_more(*own)
    assert_more(last(on, "guard", CAPITAL), last(off, "guard", CAPITAL))


def test_troops_take_time_to_arrive() -> None:
    trace = ASKED.run("request", "contingent")
    asked, there = first(trace, "request"), first(trace, "contingent", 0, 2500.0)
    both = there < len(trace["request"])
    assert both.mean() > 0.5
    assert np.median((there - asked)[both]) > 6


def test_hesitant_services_choose_the_winning_side() -> None:
    on, off = ASKED.pair("intervention", "rival_hold")
    assert_more(last(off, "rival_hold", CAPITAL), last(on, "rival_hold", CAPITAL))


def test_nobody_is_asked_without_need() -> None:
    on, off = ASKED.but(members=0.0, hardship_base=0.0, police=1e9).pair("intervention", "request", "guard_reserve")
    assert not on["request"].any()
    assert_same(on["guard_reserve"], off["guard_reserve"])


def test_services_that_disobey_are_a_reason_too() -> None:
    told = street(
        "policing", "stand_down", "intervention", members={"Capital": 10.0}, rival_hold={"Capital": 0.8}, police=1e5,
        parameters={"intervention.alarm": 0.0},
    )  # fmt: skip
    loyal = told.but(rival_hold=0.0)
    assert_more(*(last(world.run("request"), "request", 0) for world in (told, loyal)))


def test_a_crowd_that_cannot_be_mastered_alarms_less_than_fighting_does() -> None:
    """Without a single violent person the state may lose its head, the more so the less it can do."""
    alarmed = {"intervention.alarm": 0.1, "intervention.few": 2.0, "intervention.panic": 0.2}
    peaceful = street("policing", "intervention", parameters=alarmed)
    asked = [last(peaceful.but(police=police).run("request"), "request", 0) for police in (20.0, 1e9)]
    assert not asked[1].any()
    assert_more(*asked)
    calm = peaceful.but({"intervention.panic": 0.0}, police=20.0).run("request", "violent")
    assert not calm["violent"].any()
    assert not calm["request"].any()
    fighting = street("policing", "intervention", members={"Capital": 2000.0}, parameters=alarmed, police=20.0)
    assert_more(last(fighting.run("request"), "request", 0), asked[0], z=3.0)
