import numpy as np
from paired import World, assert_more, last, street

RUMOUR: World = street("counter_framing", contingent=3000.0, frame=0.8, sympathy=0.4, legitimacy=0.6)
RECORD = ("counter_frame", "frame", "sympathy", "legitimacy")


def test_a_campaign_against_the_troops_undoes_the_official_frame() -> None:
    on, off = RUMOUR.pair("counter_framing", *RECORD)
    assert_more(last(on, "counter_frame"), last(off, "counter_frame"))
    assert_more(last(off, "frame"), last(on, "frame"))
    assert_more(last(on, "sympathy"), last(off, "sympathy"))
    assert_more(last(off, "legitimacy"), last(on, "legitimacy"))


def test_there_is_nothing_to_tell_without_troops_or_dead() -> None:
    on, off = RUMOUR.but(contingent=0.0).pair("counter_framing", *RECORD)
    for name in RECORD:
        np.testing.assert_array_equal(on[name], off[name])


def test_the_unarmed_dead_are_talked_of() -> None:
    shot = street(
        "counter_framing", "hijack", "lethal_force", "policing", members={"Capital": 400.0}, police=5000.0,
        parameters={"lethal_force.resolve": 5.0, "lethal_force.fire": 0.02},
    )  # fmt: skip
    trace, calm = shot.run("counter_frame"), shot.without("lethal_force").run("counter_frame")
    assert_more(last(trace, "counter_frame"), last(calm, "counter_frame"))


def test_a_cut_net_slows_it() -> None:
    dark = street(
        "counter_framing", "blackout", contingent=3000.0,
        parameters={"blackout.cut": 20, "blackout.many": 0.001, "blackout.depth": 1},
    )  # fmt: skip
    heard = [last(world.run("counter_frame"), "counter_frame") for world in (dark.without("blackout"), dark)]
    assert_more(*heard)
