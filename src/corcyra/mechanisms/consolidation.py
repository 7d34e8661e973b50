"""Consolidation: who holds power after, and whether repression is tighter than before.

The fewer cities he has lost and the better his excuse, the more an incumbent gathers.

    excuse = 1 - (1 - frame) * (1 - purge);   order = few / (few + lost_cities)
    d(grip)/dt = tighten * excuse * order * (1 - grip) - loosen * (1 - order) * grip
    d(bargain)/dt = gather * excuse * order * (1 - bargain)
    joins -= chill * (grip - 1/2);   detains_peaceful += sweep * max(0, grip - 1/2)

An incumbent who is still in control turns the violence, or the rivals whom he removed, into a reason to hold more. That
threats from within end in personal rule, and dissent in repression, follows Svolik 2012 and Davenport 2007.

Source: Duvanova & Junisbai 2022 ¶20, ¶22; Omelicheva & Markowitz 2022 ¶8-9; Davenport 2007; Svolik 2012.
"""

import numpy as np

from corcyra.maths import Array, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on=("grip", "bargain", "joins", "detains_peaceful"),
    source=[
        "duvanova-junisbai-2022 ¶20",
        "duvanova-junisbai-2022 ¶22",
        "omelicheva-markowitz-2022 ¶8",
        "davenport-2007",
        "svolik-2012",
    ],
)
def consolidation(
    grip: Array,  # tightness of repression; one half: as before [1]
    bargain: Array,  # incumbent's share of power [1]
    frame: Array,  # belief in the official frame [1]
    purge: Array,  # rivals are removed, 0 or 1 [1]
    lost_cities: Array,  # cities beyond the forces' control [1]
    few: Array = Param("1", "lognormal(0, 0.5)", why="one lost city halves what the incumbent can make of it"),
    tighten: Array = Param("1/hour", "lognormal(-5, 0.6)", why="bans and arrests follow within a week"),
    loosen: Array = Param("1/hour", "lognormal(-5, 0.6)", why="a state that is losing lets go as fast as it grips"),
    gather: Array = Param("1/hour", "lognormal(-5, 0.6)", why="posts and assets change hands over a week or more"),
    chill: Array = Param("logit", "lognormal(0.7, 0.5)", why="fully tightened repression: odds a third to a half"),
    sweep: Array = Param("1/hour", "lognormal(-5, 0.7)", why="in a sweep the peaceful are arrested twice as often"),
) -> tuple[Array, Array, Array, Array]:
    lost = saturate(lost_cities, few)
    held = (1.0 - (1.0 - frame) * (1.0 - purge)) * (1.0 - lost)
    change = tighten * held * (1.0 - grip) - loosen * lost * grip
    tighter = grip - 0.5
    return change, gather * held * (1.0 - bargain), -chill * tighter, sweep * np.maximum(tighter, 0.0)
