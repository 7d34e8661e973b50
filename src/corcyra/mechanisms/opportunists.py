"""Opportunists: looters and unemployed youth join violence that is under way once nobody polices.

They need violence to hide in and forces that are busy elsewhere.

    loots += lure * (1 - control)^2 * active / (active + enough),   active = violent + mobilised

Source: Strigunov & Manoilo 2022 ¶17; Chaos in Kazakhstan 2022 ¶16; Duvanova & Junisbai 2022 ¶13.
"""

import numpy as np

from corcyra.maths import Array, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on="loots", source=["strigunov-manoilo-2022 ¶17", "chaos-in-kazakhstan-2022 ¶16", "duvanova-junisbai-2022 ¶13"]
)
def opportunists(
    violent: Array,  # violent, not organised [person]
    mobilised: Array,  # organised members in the street [person]
    control: Array,  # how far the forces can act [1]
    lure: Array = Param("1/hour", "lognormal(-10.3, 0.9)", why="in a city of two million some 70 an hour at the worst"),
    enough: Array = Param("person", "lognormal(6.2, 0.6)", why="some 500 violent people make looting look safe"),
) -> Array:
    return lure * np.square(1.0 - control) * saturate(violent + mobilised, enough)
