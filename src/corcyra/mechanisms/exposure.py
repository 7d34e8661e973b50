"""Exposure: associations that expose corruption loosen capture, and cost the state its standing.

An exposed official loses his cover; while the net is cut, nothing is exposed.

    d(captured)/dt = -shame * connectivity * captured
    d(legitimacy)/dt = -embarrass * connectivity * mean of captured * legitimacy

What is exposed must reach people. That a newspaper campaign cut capture by officials is the finding of Reinikka &
Svensson 2005.

Source: Eurasia Daily Monitor 2007 ¶7, ¶9-10; Reinikka & Svensson 2005.
"""

from corcyra.maths import Array, average
from corcyra.registry import Param, mechanism


@mechanism(
    on=("captured", "legitimacy"),
    source=[
        "eurasia-daily-monitor-2007 ¶7",
        "eurasia-daily-monitor-2007 ¶9",
        "eurasia-daily-monitor-2007 ¶10",
        "reinikka-svensson-2005",
    ],
)
def exposure(
    captured: Array,  # share of the local officials who are bought [1]
    connectivity: Array,  # share of messages that get through [1]
    legitimacy: Array,  # of the incumbent [1]
    shame: Array = Param("1/hour", "lognormal(-7, 0.8)", why="an exposed official loses his cover in a month or two"),
    embarrass: Array = Param("1/hour", "lognormal(-7, 0.8)", why="a scandal costs standing over a month or two"),
) -> tuple[Array, Array]:
    return -shame * connectivity * captured, -embarrass * connectivity * average(captured) * legitimacy
