"""Blackout: internet and media are cut; it slows contagion between places and blinds everyone, the state included.

Those who are out do not know of each other any more, and commanders do not know of their forces.

    hazard of blackout = cut * out / (out + many),   out: people in the street, nationwide
    connectivity *= 1 - depth * blackout;   effectiveness *= 1 - blind * blackout

Source: Duvanova & Junisbai 2022 ¶11; Hassanpour 2014 for its mixed effect.
"""

from corcyra.maths import Array, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(on=("blackout", "connectivity", "effectiveness"), source=["duvanova-junisbai-2022 ¶11", "hassanpour-2014"])
def blackout(
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, not organised [person]
    blackout: Array,  # the cut is ordered, 0 or 1 [1]
    cut: Array = Param("1/hour", "lognormal(-3, 0.6)", why="a state that can cut the net does so within a day"),
    many: Array = Param("person", "lognormal(9.6, 0.6)", why="some 15,000 people out in the country"),
    depth: Array = Param("1", "beta(5, 2)", why="most messages stop, word of mouth and satellite don't"),
    blind: Array = Param("1", "beta(2, 8)", why="the state keeps lines of its own"),
) -> tuple[Array, Array, Array]:
    hazard = cut * saturate(nationwide(crowd + violent), many)
    return hazard, 1.0 - depth * blackout, 1.0 - blind * blackout
