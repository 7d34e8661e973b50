"""Enforcement: arrests of members and seizures of arms weaken groups; officials who are bought look away.

It takes forces that are free to act, and works many times faster under a state of emergency.

    able = control * (1 - captured) * (1 + drive * emergency)
    raids += hunt * able * police / (police + members);   d(arms)/dt = -seize * able * arms

Source: Eurasia Daily Monitor 2007 ¶5, ¶7; Chaos in Kazakhstan 2022 ¶16.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(
    on=("raids", "arms"),
    source=["eurasia-daily-monitor-2007 ¶5", "eurasia-daily-monitor-2007 ¶7", "chaos-in-kazakhstan-2022 ¶16"],
)
def enforcement(
    control: Array,  # how far the forces can act [1]
    captured: Array,  # share of the local officials who are bought [1]
    emergency: Array,  # in force in the place, 0 or 1 [1]
    police: Array,  # local police on duty [person]
    members: Array,  # members who wait [person]
    arms: Array,  # weapons in the place [weapon]
    hunt: Array = Param("1/hour", "lognormal(-9.5, 0.8)", why="12 charged in a week (¶5), of about a thousand members"),
    seize: Array = Param("1/hour", "lognormal(-7.4, 0.8)", why="404 firearms in a week (¶5), of some thousands"),
    drive: Array = Param("1", "lognormal(2, 0.6)", why="special operations do in a day what takes a week otherwise"),
) -> tuple[Array, Array]:
    able = control * (1.0 - captured) * (1.0 + drive * emergency)
    return hunt * able * police / (police + members + 1.0), -seize * able * arms
