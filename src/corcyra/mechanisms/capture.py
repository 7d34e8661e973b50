"""Capture: groups buy officials; what is bought looks away, and leaves when the groups come out. Impunity follows.

The larger the group, the more of the officials of its town it can pay.

    paid = (members + mobilised) / (members + mobilised + few);   call = captured * mobilised / (mobilised + few)
    d(captured)/dt = buy * paid * (1 - captured)
    focus *= 1 - blind * captured * paid
    withdraws += vanish * call;   returns += back * (1 - call)

That groups buy officials, rather than fight them, follows Dal Bó, Dal Bó & Di Tella 2006.

Source: Eurasia Daily Monitor 2007 ¶3, ¶8; Omelicheva & Markowitz 2022 ¶5; Dal Bó, Dal Bó & Di Tella 2006.
"""

from corcyra.maths import Array, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on=("captured", "focus", "withdraws", "returns"),
    source=[
        "eurasia-daily-monitor-2007 ¶3",
        "eurasia-daily-monitor-2007 ¶8",
        "omelicheva-markowitz-2022 ¶5",
        "dalbo-dalbo-ditella-2006",
    ],
)
def capture(
    captured: Array,  # share of the local officials who are bought [1]
    members: Array,  # members who wait [person]
    mobilised: Array,  # organised members in the street [person]
    buy: Array = Param("1/hour", "lognormal(-9.5, 0.8)", why="officials are won over in a year or two, not in days"),
    few: Array = Param("person", "lognormal(4.3, 0.7)", why="some 70 men are a group that a town's officials know"),
    blind: Array = Param("1", "beta(6, 2)", why="the bought look away from most, not all, that their payers do"),
    vanish: Array = Param("1/hour", "lognormal(-1.2, 0.5)", why="bought officers are gone within some three hours"),
    back: Array = Param("1/hour", "lognormal(-2.5, 0.5)", why="return to duty takes about half a day"),
) -> tuple[Array, Array, Array, Array]:
    paid = saturate(members + mobilised, few)
    call = captured * saturate(mobilised, few)
    return buy * paid * (1.0 - captured), 1.0 - blind * captured * paid, vanish * call, back * (1.0 - call)
