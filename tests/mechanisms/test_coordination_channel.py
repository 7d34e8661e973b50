import numpy as np
from paired import assert_more, first, last, street

HEARD = street(
    "coordination_channel", members={"Capital": 200.0, "Mine": 200.0},
    parameters={"coordination_channel.pick_up": 0.2, "coordination_channel.notable": 500.0,
                "coordination_channel.urge": 1.5, "gamble.price": 200.0, "grievance.baseline": -3,
                "grievance.weight": 5},
    hardship_base={"Harbour": 1.0, "Capital": 0.2, "Mine": 0.2},
)  # fmt: skip


def test_a_call_brings_people_and_the_organised_out() -> None:
    on, off = HEARD.pair("coordination_channel", "joins_total", "mobilised")
    assert_more(last(on, "joins_total"), last(off, "joins_total"))
    assert not off["mobilised"].any()
    assert_more(last(on, "mobilised"), last(off, "mobilised"))


def test_it_times_unrest_in_several_places_at_once() -> None:
    """The share of all joining in the three hours after the call is raised in every place alike."""
    trace = HEARD.run("joins_total", "outside_call")
    call = first(trace, "outside_call")
    told = np.flatnonzero((call > 8) & (call < 80))
    assert len(told) > 50
    joins = trace["joins_total"]
    for place in range(3):
        before = np.array([joins[call[s], s, place] - joins[call[s] - 3, s, place] for s in told])
        after = np.array([joins[call[s] + 3, s, place] - joins[call[s], s, place] for s in told])
        assert_more(after, before)


def test_there_is_no_call_about_nothing() -> None:
    quiet = HEARD.but({"grievance.baseline": -60})
    assert not quiet.run("outside_call")["outside_call"].any()


def test_a_cut_net_muffles_it() -> None:
    dark = street(
        "coordination_channel", "blackout",
        parameters={**HEARD.parameters, "blackout.cut": 20, "blackout.many": 0.001, "blackout.depth": 1,
                    "coordination_channel.bypass": 0.1},
        hardship_base=HEARD.begin["hardship_base"],
    )  # fmt: skip
    joined = [last(world.run("joins_total"), "joins_total") for world in (dark.without("blackout"), dark)]
    assert_more(*joined)
