"""Backlash: force against the peaceful raises grievance, and turns some of them violent.

What was done to the peaceful is remembered for days, and moves those who only watched.

    harm = detained + weight_injured * injured + weight_killed * killed        (peaceful, in the last hour)
    d(repression)/dt = note * harm / (harm + many) * (1 - repression) - repression / memory
    joins += indignation * repression;   turns_violent += anger * repression

That repression can backfire is the finding of Hess & Martin 2006.

Source: Duvanova & Junisbai 2022 ¶12-13; Hess & Martin 2006.
"""

from corcyra.maths import Array, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on=("repression", "joins", "turns_violent"),
    source=["duvanova-junisbai-2022 ¶12", "duvanova-junisbai-2022 ¶13", "hess-martin-2006"],
)
def backlash(
    repression: Array,  # remembered force against the peaceful [1]
    detains_peaceful_count: Array,  # in the last hour [person]
    injures_peaceful_count: Array,  # in the last hour [person]
    kills_peaceful_count: Array,  # in the last hour [person]
    weight_injured: Array = Param("1", "constant(5)", why="an injury angers more than an arrest"),
    weight_killed: Array = Param("1", "constant(50)", why="a death angers more than many arrests"),
    many: Array = Param("person", "lognormal(4.5, 0.7)", why="some hundred arrests an hour are remembered"),
    note: Array = Param("1/hour", "lognormal(-1.5, 0.5)", why="pictures go round within hours"),
    memory: Array = Param("hour", "lognormal(3.9, 0.4)", why="anger lasts about two days"),
    indignation: Array = Param("logit", "lognormal(0.3, 0.6)", why="brings out others: odds times one to ten"),
    anger: Array = Param("1/hour", "lognormal(-4.2, 0.8)", why="at the height one in seventy turns violent an hour"),
) -> tuple[Array, Array, Array]:
    harm = detains_peaceful_count + weight_injured * injures_peaceful_count + weight_killed * kills_peaceful_count
    change = note * saturate(harm, many) * (1.0 - repression) - repression / memory
    return change, indignation * repression, anger * repression
