"""Hijack: organised members inside a peaceful crowd turn part of it violent and discredit the rest.

It takes both a crowd to hide in and members who are out.

    turns_violent += reach * mobilised / (mobilised + crowd)
    d(sympathy)/dt = -scorn * sympathy * active / (active + crowd),   active = mobilised + violent

Source: Duvanova & Junisbai 2022 ¶15, ¶19; Omelicheva & Markowitz 2022 ¶3-4.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(
    on=("turns_violent", "sympathy"),
    source=["duvanova-junisbai-2022 ¶15", "duvanova-junisbai-2022 ¶19", "omelicheva-markowitz-2022 ¶4"],
)
def hijack(
    mobilised: Array,  # organised members in the street [person]
    violent: Array,  # violent, not organised [person]
    crowd: Array,  # peaceful, in the street [person]
    sympathy: Array,  # of bystanders [1]
    reach: Array = Param("1/hour", "lognormal(-2, 0.8)", why="a crowd half infiltrated turns within half a day"),
    scorn: Array = Param("1/hour", "lognormal(-3.5, 0.6)", why="a riot costs the protest its standing in a day or two"),
) -> tuple[Array, Array]:
    turns = reach * mobilised / (mobilised + crowd + 1.0)
    active = mobilised + violent
    return turns, -scorn * sympathy * active / (active + crowd + 100.0)
