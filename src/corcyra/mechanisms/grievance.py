"""Grievance: hardship and closed politics add up to readiness to join; legitimacy lowers it.

It is what people bring with them before anybody is in the street.

    joins += baseline + weight * (hardship_base + hardship) - shield * (legitimacy - 1/2)

The readiness class's threshold is taken off the sum of all logits. Relative deprivation as a driver of protest
follows Gurr 1970.

Source: Omelicheva & Markowitz 2022 ¶1, ¶9; Gurr 1970.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(on="joins", source=["omelicheva-markowitz-2022 ¶1", "omelicheva-markowitz-2022 ¶9", "gurr-1970"])
def grievance(
    hardship: Array,  # hardship that the episode adds [1]
    hardship_base: Array,  # relative hardship before the episode [1]
    legitimacy: Array,  # of the incumbent [1]
    baseline: Array = Param(
        "logit", "normal(-7.2, 0.7)", why="on an ordinary day about one small protest in the whole country"
    ),
    weight: Array = Param(
        "logit", "lognormal(1.4, 0.25)", why="between no hardship and the worst: odds times 20 to 500"
    ),
    shield: Array = Param("logit", "lognormal(0, 0.5)", why="legitimacy matters about as much as hardship"),
) -> Array:
    return baseline + weight * (hardship_base + hardship) - shield * (legitimacy - 0.5)
