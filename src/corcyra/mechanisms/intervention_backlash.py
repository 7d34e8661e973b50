"""Intervention backlash: foreign troops awaken national sentiment, the more so when people die while they are there.

So the troops that calm the street by force also give it a cause.

    here = contingent / (contingent + many)
    d(resentment)/dt = awaken * here * (1 + stir * counter_frame + outrage * killed / (killed + few)) * (1 - resentment)
    joins += pride * resentment;   d(legitimacy)/dt = -cost * resentment * legitimacy

with ``killed`` the peaceful killed nationwide in the last hour. That occupation awakens nationalism is Edelstein's
finding.

Source: Chaos in Kazakhstan 2022 ¶7; Strigunov & Manoilo 2022 ¶22-23; Edelstein 2004.
"""

from corcyra.maths import Array, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on=("resentment", "joins", "legitimacy"),
    source=[
        "chaos-in-kazakhstan-2022 ¶7",
        "strigunov-manoilo-2022 ¶22",
        "strigunov-manoilo-2022 ¶23",
        "edelstein-2004",
    ],
)
def intervention_backlash(
    contingent: Array,  # outside troops present [person]
    kills_peaceful_count: Array,  # in the last hour [person]
    counter_frame: Array,  # belief in rumours against the state and its helpers [1]
    resentment: Array,  # against foreign troops [1]
    legitimacy: Array,  # of the incumbent [1]
    many: Array = Param("person", "lognormal(8.5, 0.6)", why="some 5,000 soldiers are seen, a guard at a gate is not"),
    awaken: Array = Param("1/hour", "lognormal(-5.7, 0.8)", why="sentiment turns over weeks of foreign patrols"),
    stir: Array = Param("1", "lognormal(0.7, 0.5)", why="talk of occupation makes it two or three times as fast"),
    outrage: Array = Param("1", "lognormal(1.6, 0.6)", why="deaths of the unarmed make it several times as fast"),
    few: Array = Param("person", "lognormal(1.6, 0.6)", why="some five dead in an hour are known to all"),
    pride: Array = Param("logit", "lognormal(0.3, 0.5)", why="weighs like sympathy or hardship: odds times four"),
    cost: Array = Param("1/hour", "lognormal(-5.5, 0.6)", why="who called the troops loses standing over weeks"),
) -> tuple[Array, Array, Array]:
    faster = 1.0 + stir * counter_frame + outrage * saturate(nationwide(kills_peaceful_count), few)
    change = awaken * saturate(contingent, many) * faster * (1.0 - resentment)
    return change, pride * resentment, -cost * resentment * legitimacy
