import numpy as np
from paired import CAPITAL, assert_more, last, street

TIRED = street("fatigue_and_fear", members={"Capital": 300.0})


def test_people_go_home_and_stay_there() -> None:
    on, off = TIRED.pair("fatigue_and_fear", "crowd", "mobilised", "weariness")
    assert_more(last(off, "crowd"), last(on, "crowd"))
    assert_more(last(off, "mobilised"), last(on, "mobilised"))
    assert last(on, "weariness", CAPITAL).min() > 0.0


def test_the_street_empties_at_night() -> None:
    crowd = TIRED.run("crowd")["crowd"].sum(axis=-1)  # the case begins at midnight
    assert_more(crowd[22 + 24], crowd[5 + 48])


def test_force_frightens() -> None:
    shot = street(
        "fatigue_and_fear", "armouries", "lethal_force", "policing", "hijack", members={"Capital": 300.0},
        parameters={"lethal_force.resolve": 20, "lethal_force.fire": 0.05, "fatigue_and_fear.many": 20},
    )  # fmt: skip
    on, off = shot.run("fear", "crowd"), shot.without("lethal_force").run("fear", "crowd")
    assert_more(on["fear"][..., CAPITAL].mean(axis=0), off["fear"][..., CAPITAL].mean(axis=0))
    calm, afraid = (TIRED.but({"fatigue_and_fear.memory": 1e6}, fear=level).run("crowd") for level in (0.0, 1.0))
    assert_more(last(calm, "crowd"), last(afraid, "crowd"))


def test_the_weary_and_the_afraid_do_not_set_out() -> None:
    nobody_leaves = TIRED.but({"fatigue_and_fear.tired": 0.0, "fatigue_and_fear.flight": 0.0})
    on, off = nobody_leaves.pair("fatigue_and_fear", "joins_total", "goes_home_total")
    assert not on["goes_home_total"].any()
    assert_more(last(off, "joins_total"), last(on, "joins_total"))


def test_violence_spends_itself() -> None:
    on, off = street("fatigue_and_fear", "hijack", members={"Capital": 300.0}).pair("fatigue_and_fear", "calms_total")
    assert not off["calms_total"].any()
    assert_more(last(on, "calms_total"), last(off, "calms_total"))


def test_organised_men_run_too_but_less_readily() -> None:
    """In the same fear fewer of them leave than of the violent, and more than of the fearless."""
    afraid = street(
        "fatigue_and_fear", "hijack", members={"Capital": 3000.0}, fear=1.0,
        parameters={
            "fatigue_and_fear.memory": 1e6, "fatigue_and_fear.flight": 0.3, "fatigue_and_fear.nerve": 0.3,
            "fatigue_and_fear.disband": 0.01, "patronage.call": 0.05,
        },
    )  # fmt: skip
    record = ("mobilised", "demobilises_total", "violent", "calms_total")
    trace = afraid.run(*record)
    fearless = afraid.but({"fatigue_and_fear.nerve": 0.0}).run(*record)
    assert_more(last(fearless, "mobilised", CAPITAL), last(trace, "mobilised", CAPITAL))
    left, calmed = (
        last(trace, flow, CAPITAL) / np.maximum(trace[status][..., CAPITAL].sum(axis=0), 1.0)  # in person-hours
        for flow, status in (("demobilises_total", "mobilised"), ("calms_total", "violent"))
    )
    assert_more(calmed, left)


def test_the_deaths_of_members_frighten_the_city() -> None:
    war = street(
        "fatigue_and_fear", "turf", "policing", crowd=(), members={"Capital": 400.0}, police=0.0, arms=400.0,
        rivalry=0.9, parameters={"turf.feud": 0.02, "turf.stray": 0.0, "turf.opening": 0.2},
    )  # fmt: skip
    trace = war.run("fear", "members_dead", "dead")
    assert not trace["dead"].any()
    assert_more(
        trace["fear"][..., CAPITAL].max(axis=0), war.but(arms=0.0).run("fear")["fear"][..., CAPITAL].max(axis=0)
    )
