"""Fatigue and fear: people go home, tired, at night, or afraid; weariness and fear keep others from joining.

So a protest that wins nothing ebbs by itself, and force can end it sooner.

    goes_home += tired * (1 + night * at_night) + flight * fear
    calms     += spent + flight * fear;   demobilises += disband + nerve * flight * fear
    joins     -= dread * fear + weary * weariness + rest * at_night
    d(fear)/dt = shock * harmed / (harmed + many) * (1 - fear) - fear / memory
    d(weariness)/dt = wear * out / (out + notable * population) * (1 - weariness) - weariness / recovery

with ``harmed`` the people killed in the place in the last hour, members included, or hurt, and ``out`` those in the
street. That fear rules even those who came to fight is Collins's finding.

Source: Duvanova & Junisbai 2022 ¶13; Collins 2008; Epstein 2002 for the weighing of risk.
"""

from corcyra.maths import Array, saturate, where
from corcyra.registry import Param, mechanism


@mechanism(
    on=("goes_home", "calms", "demobilises", "joins", "fear", "weariness"),
    source=["duvanova-junisbai-2022 ¶13", "collins-2008", "epstein-2002"],
)
def fatigue_and_fear(
    hour_of_day: Array,  # local time [hour]
    fear: Array,  # in the place [1]
    weariness: Array,  # of those who have been out [1]
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, not organised [person]
    population: Array,  # of the place [person]
    kills_peaceful_count: Array,  # in the last hour [person]
    kills_violent_count: Array,  # in the last hour [person]
    kills_members_count: Array,  # in the last hour [person]
    injures_peaceful_count: Array,  # in the last hour [person]
    tired: Array = Param("1/hour", "lognormal(-1.9, 0.3)", why="a stay in the street lasts five to ten hours"),
    night: Array = Param("1", "lognormal(0, 0.5)", why="January nights empty a square about twice as fast"),
    spent: Array = Param("1/hour", "lognormal(-2.5, 0.4)", why="a spell of violence lasts about half a day"),
    disband: Array = Param("1/hour", "lognormal(-4.3, 0.5)", why="organised members stay out for some three days"),
    flight: Array = Param("1/hour", "lognormal(-1.2, 0.5)", why="terrified people leave within hours"),
    nerve: Array = Param("1", "beta(2, 4)", why="men who are paid or bound to stay run too, about a third as readily"),
    dread: Array = Param("logit", "lognormal(1.4, 0.4)", why="full fear outweighs most of the pull of others"),
    rest: Array = Param("logit", "lognormal(0.5, 0.4)", why="odds of setting out at night are a fraction of the day's"),
    shock: Array = Param("1/hour", "lognormal(-1, 0.5)", why="word of shooting goes round in hours"),
    many: Array = Param("person", "lognormal(3, 0.7)", why="some 20 casualties an hour terrify a city"),
    memory: Array = Param("hour", "lognormal(3.6, 0.4)", why="fear fades over a day or two"),
    weary: Array = Param("logit", "lognormal(1.8, 0.3)", why="full weariness undoes most of the pull of others"),
    wear: Array = Param("1/hour", "lognormal(-4.2, 0.4)", why="a protest without a break wears out in some three days"),
    notable: Array = Param("1", "lognormal(-7, 0.5)", why="with one in a thousand out most of the ready have been"),
    recovery: Array = Param("hour", "lognormal(5.3, 0.3)", why="jobs and sleep are made up for in about a week"),
    late: Array = Param("hour", "constant(23)", why="when the street empties"),
    early: Array = Param("hour", "constant(7)", why="when the day begins"),
) -> tuple[Array, ...]:
    at_night = where((hour_of_day >= late) | (hour_of_day < early), 1.0, 0.0)
    harmed = kills_peaceful_count + kills_violent_count + kills_members_count + injures_peaceful_count
    change = shock * saturate(harmed, many) * (1.0 - fear) - fear / memory
    leave = flight * fear
    home = tired * (1.0 + night * at_night) + leave
    out = crowd + violent
    worn = wear * saturate(out, notable * population) * (1.0 - weariness) - weariness / recovery
    return (
        home,
        spent + leave,
        disband + nerve * leave,
        -(dread * fear + weary * weariness + rest * at_night),
        change,
        worn,
    )
