import numpy as np
from paired import World, assert_more, assert_same, last, street

FOREIGN: World = street("intervention_backlash", contingent=5000.0, legitimacy=0.6)


def test_foreign_troops_awaken_resentment_that_brings_people_out() -> None:
    on, off = FOREIGN.pair("intervention_backlash", "resentment", "joins_total", "legitimacy")
    assert not off["resentment"].any()
    assert_more(last(on, "resentment"), last(off, "resentment"))
    assert_more(last(on, "joins_total"), last(off, "joins_total"))
    assert_more(last(off, "legitimacy"), last(on, "legitimacy"))


def test_without_troops_there_is_nothing_to_resent() -> None:
    on, off = FOREIGN.but(contingent=0.0).pair("intervention_backlash", "resentment", "joins_total", "legitimacy")
    for name, values in on.items():
        assert_same(values, off[name])


def test_the_more_troops_and_the_more_dead_the_stronger() -> None:
    felt = [last(FOREIGN.but(contingent=n).run("resentment"), "resentment") for n in (20_000.0, 500.0)]
    assert_more(*felt)
    shot = street(
        "intervention_backlash", "hijack", "lethal_force", "policing", members={"Capital": 400.0}, police=5000.0,
        contingent=5000.0, parameters={"lethal_force.resolve": 5.0, "lethal_force.fire": 0.02},
    )  # fmt: skip
    felt = [last(world.run("resentment"), "resentment") for world in (shot, shot.without("lethal_force"))]
    assert_more(*felt)


def test_talk_of_occupation_stirs_it() -> None:
    felt = [last(FOREIGN.but(counter_frame=talk).run("resentment"), "resentment") for talk in (0.8, 0.0)]
    assert_more(*felt)
    assert np.all(felt[0] <= 1.0)
