"""Gamble: the losing faction outsources violence when it expects to gain, under the cover of a peaceful protest.

The more it stands to lose by waiting, and the better its men are hidden, the sooner it takes the risk.

    hazard of mobilise = quick * sigmoid(rival_expectation - price) * around / (around + cover)
    around = sum over places of his * crowd / sum over places of his,   his = patron_share * members

The crowd that hides his men is the one around them: a protest in another city is no cover.

Source: Duvanova & Junisbai 2022 ¶9, ¶15-16, ¶19; Omelicheva & Markowitz 2022 ¶9; Strigunov & Manoilo 2022 ¶15-16.
"""

from corcyra.maths import Array, nationwide, saturate, sigmoid
from corcyra.registry import Param, mechanism


@mechanism(
    on="mobilise",
    source=[
        "duvanova-junisbai-2022 ¶9",
        "duvanova-junisbai-2022 ¶15",
        "duvanova-junisbai-2022 ¶16",
        "omelicheva-markowitz-2022 ¶9",
        "strigunov-manoilo-2022 ¶15",
    ],
)
def gamble(
    crowd: Array,  # peaceful, in the street [person]
    members: Array,  # members who wait [person]
    patron_share: Array,  # share of them whom the rival patron may call [1]
    rival_expectation: Array,  # what the rival expects to gain [1]
    price: Array = Param(
        "logit", "normal(1.5, 1)", why="a failed plot costs everything: half the bargain is about worth it"
    ),
    quick: Array = Param("1/hour", "lognormal(-2.5, 0.6)", why="a decision of half a day to a day"),
    cover: Array = Param("person", "lognormal(8.5, 0.6)", why="some 500 men hide in a crowd ten times as large"),
) -> Array:
    his = patron_share * members
    around = nationwide(his * crowd) / (nationwide(his) + 1e-3)
    return quick * sigmoid(rival_expectation - price) * saturate(around, cover)
