"""Coordination channel: an outside channel or a conspiracy times unrest in several places at once.

People come out in the hours after a call because they expect others to have heard it too.

    hazard of outside_call = pick_up * out / (out + notable),   out: people in the street, nationwide
    loud = outside_call * exp(-outside_call_age / lasting) * (bypass + (1 - bypass) * connectivity)
    joins += urge * loud;   mobilises += cue * loud

Everybody knows that everybody has been called: common knowledge solves the problem of coordination (Chwe 2000).

Source: Strigunov & Manoilo 2022 ¶18; Chwe 2000.
"""

import numpy as np

from corcyra.maths import Array, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(on=("outside_call", "joins", "mobilises"), source=["strigunov-manoilo-2022 ¶18", "chwe-2000"])
def coordination_channel(
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, not organised [person]
    outside_call: Array,  # the channel calls people out, 0 or 1 [1]
    outside_call_age: Array,  # since then [hour]
    connectivity: Array,  # share of messages that get through [1]
    pick_up: Array = Param("1/hour", "lognormal(-3, 0.6)", why="a channel abroad takes an uprising up within a day"),
    notable: Array = Param("person", "lognormal(9, 0.6)", why="some 8,000 people out are news abroad"),
    lasting: Array = Param("hour", "lognormal(3.6, 0.5)", why="a campaign holds attention for a day or two"),
    bypass: Array = Param("1", "beta(2, 8)", why="satellite and foreign numbers get round a cut for a few"),
    urge: Array = Param("logit", "lognormal(-0.3, 0.6)", why="a call counts less than what is seen: odds times two"),
    cue: Array = Param("1/hour", "lognormal(-4, 0.7)", why="a public call moves some of the organised within days"),
) -> tuple[Array, Array, Array]:
    hazard = pick_up * saturate(nationwide(crowd + violent), notable)
    fading = outside_call * np.exp(-outside_call_age / lasting)
    loud = fading * (bypass + (1.0 - bypass) * connectivity)
    return hazard, urge * loud, cue * loud
