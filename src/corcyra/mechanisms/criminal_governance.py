"""Criminal governance: organised crime grows where commerce and extraction pay and the state is weak or bought.

Groups enlist those around them, and faster where they have more to offer and less to fear.

    pay  = 1 - (1 - commerce) * (1 - extraction);   weak = min(1, 1 - control + impunity * captured)
    enlists += hire * pay * weak * (members + mobilised) / (members + mobilised + fringe)

Members bring in members, so growth is logistic. Groups rule where the state leaves room, says Lessing 2021.

Source: Omelicheva & Markowitz 2022 ¶3-5; Eurasia Daily Monitor 2007 ¶2; Strigunov & Manoilo 2022 ¶7; Lessing 2021.
"""

from corcyra.maths import Array, clip01
from corcyra.registry import Param, mechanism


@mechanism(
    on="enlists",
    source=[
        "omelicheva-markowitz-2022 ¶3",
        "omelicheva-markowitz-2022 ¶4",
        "eurasia-daily-monitor-2007 ¶2",
        "strigunov-manoilo-2022 ¶7",
        "lessing-2021",
    ],
)
def criminal_governance(
    commerce: Array,  # how much markets and transport pay [1]
    extraction: Array,  # weight of oil, gas and mining [1]
    control: Array,  # how far the forces can act [1]
    captured: Array,  # share of the local officials who are bought [1]
    members: Array,  # members who wait [person]
    mobilised: Array,  # organised members in the street [person]
    fringe: Array,  # whom the groups may enlist [person]
    hire: Array = Param("1/hour", "lognormal(-3.2, 0.7)", why="where nobody rules, clients take sides in a day or two"),
    impunity: Array = Param("1", "beta(1, 40)", why="where the state is bought but there, groups grow in months"),
) -> Array:
    pay = 1.0 - (1.0 - commerce) * (1.0 - extraction)
    group = members + mobilised
    weak = clip01(1.0 - control + impunity * captured)
    return hire * pay * weak * group / (group + fringe + 1.0)
