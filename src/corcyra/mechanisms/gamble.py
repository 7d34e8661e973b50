"""Gamble: the losing faction outsources violence when it expects to gain, under the cover of a peaceful protest.

The more it stands to lose by waiting, and the better its men are hidden, the sooner it takes the risk.

    hazard of mobilise = quick * sigmoid(rival_expectation - price) * out / (out + cover),   out: the crowd, nationwide

Source: Duvanova & Junisbai 2022 ¶15-16, ¶19; Omelicheva & Markowitz 2022 ¶9; Strigunov & Manoilo 2022 ¶15-16.
"""

from corcyra.maths import Array, nationwide, saturate, sigmoid
from corcyra.registry import Param, mechanism


@mechanism(
    on="mobilise",
    source=[
        "duvanova-junisbai-2022 ¶15",
        "duvanova-junisbai-2022 ¶16",
        "omelicheva-markowitz-2022 ¶9",
        "strigunov-manoilo-2022 ¶15",
    ],
)
def gamble(
    crowd: Array,  # peaceful, in the street [person]
    rival_expectation: Array,  # what the rival expects to gain [1]
    price: Array = Param(
        "logit", "normal(1.5, 1)", why="a failed plot costs everything: half the bargain is about worth it"
    ),
    quick: Array = Param("1/hour", "lognormal(-2.5, 0.6)", why="a decision of half a day to a day"),
    cover: Array = Param("person", "lognormal(9, 0.6)", why="some 8,000 people out are a crowd to hide in"),
) -> Array:
    return quick * sigmoid(rival_expectation - price) * saturate(nationwide(crowd), cover)
