"""Power sharing: incumbent and former ruler share power by a bargain, which disorder can tip.

A rival who sees his share shrink expects more of disorder than of peace.

    rival_expectation += stake * bargain
    d(bargain)/dt = encroach * (1 - bargain) - tip * bargain * lost_cities / (lost_cities + few)

The more of power the incumbent has taken, the more the rival stands to lose by waiting; disorder makes the incumbent
look weak. Power sharing under a threat of force follows Svolik 2012.

Source: Omelicheva & Markowitz 2022 ¶6, ¶8; Duvanova & Junisbai 2022 ¶16; Svolik 2012.
"""

from corcyra.maths import Array, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on=("rival_expectation", "bargain"),
    source=[
        "omelicheva-markowitz-2022 ¶6",
        "omelicheva-markowitz-2022 ¶8",
        "duvanova-junisbai-2022 ¶16",
        "svolik-2012",
    ],
)
def power_sharing(
    bargain: Array,  # incumbent's share of power [1]
    lost_cities: Array,  # cities beyond the forces' control [1]
    stake: Array = Param("logit", "lognormal(1.1, 0.4)", why="losing all of power against keeping it: odds times 20"),
    encroach: Array = Param("1/hour", "lognormal(-8, 0.5)", why="over months the incumbent takes more"),
    tip: Array = Param("1/hour", "lognormal(-4, 0.6)", why="days of disorder shake the incumbent's standing"),
    few: Array = Param("1", "lognormal(0.5, 0.4)", why="one or two lost cities are felt"),
) -> tuple[Array, Array]:
    return stake * bargain, encroach * (1.0 - bargain) - tip * bargain * saturate(lost_cities, few)
