"""Arming: groups buy weapons up to what they want, more where rivals are armed, and sell what they don't need.

A group arms because its rivals do, and they because it does.

    d(arms)/dt = trade * (want * (1 + race * rivalry) * members - arms)

Where the state settles no dispute, groups invest in force against each other (Skaperdas 2001).

Source: Eurasia Daily Monitor 2007 ¶5; Skaperdas 2001.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(on="arms", source=["eurasia-daily-monitor-2007 ¶5", "skaperdas-2001"])
def arming(
    arms: Array,  # weapons in the place [weapon]
    members: Array,  # members who wait [person]
    rivalry: Array,  # chance that two members are of rival groups [1]
    trade: Array = Param("1/hour", "lognormal(-8.4, 0.7)", why="what was lost is bought again within half a year"),
    want: Array = Param("weapon/person", "lognormal(-0.7, 0.6)", why="without rivals about every second is armed"),
    race: Array = Param("1", "lognormal(0, 0.5)", why="among rivals about twice as many"),
) -> Array:
    return trade * (want * (1.0 + race * rivalry) * members - arms)
