"""Intervention: the incumbent asks an outside guarantor; troops arrive after a delay, guard, and free loyal forces.

He asks when cities slip away or when his own services disobey.

    beyond  = lost_cities + panic * sum over places of (1 - control)
    hazard of request = alarm * beyond / (beyond + few) + distrust * disobeying / (disobeying + 1)
    asked   = size / 1 hour in the first hour after the request
    arrived = contingent_transit / delay
    d(contingent)/dt = arrived;   d(guard_reserve)/dt = freed * arrived
    d(rival_hold)/dt = -deter * rival_hold * contingent / (contingent + 1,000 persons)

with ``disobeying`` the sum over places of the share of the services that disobeys. A crowd that the forces can't
master alarms as well, less than fighting does.

Source: Chaos in Kazakhstan 2022 ¶4-9; Duvanova & Junisbai 2022 ¶12, ¶20; Strigunov & Manoilo 2022 ¶21.
"""

from corcyra.maths import Array, nationwide, saturate, where
from corcyra.registry import Param, mechanism


@mechanism(
    on=("request", "contingent_transit", "contingent", "guard_reserve", "rival_hold"),
    source=[
        "chaos-in-kazakhstan-2022 ¶4",
        "chaos-in-kazakhstan-2022 ¶5",
        "duvanova-junisbai-2022 ¶12",
        "duvanova-junisbai-2022 ¶20",
        "strigunov-manoilo-2022 ¶21",
    ],
)
def intervention(
    lost_cities: Array,  # cities beyond the forces' control [1]
    control: Array,  # how far the forces can act in the place [1]
    obedience: Array,  # share of the services that carries orders out [1]
    request: Array,  # the guarantor is asked, 0 or 1 [1]
    request_age: Array,  # since then [hour]
    contingent_transit: Array,  # troops on their way [person]
    contingent: Array,  # troops present [person]
    rival_hold: Array,  # share of the services that the rival commands [1]
    alarm: Array = Param("1/hour", "lognormal(-3.5, 0.7)", why="asking for foreign troops is a last resort of days"),
    few: Array = Param("1", "lognormal(0.9, 0.5)", why="two or three lost cities are an emergency of the state"),
    panic: Array = Param("1", "beta(2, 6)", why="a full square that the police can't clear is no burning city"),
    distrust: Array = Param(
        "1/hour", "lognormal(-2.5, 0.7)", why="open disobedience leaves no other choice within a day"
    ),
    size: Array = Param("person", "loguniform(1000, 20000)", why="between a token battalion and two divisions"),
    at_once: Array = Param("hour", "constant(1)", why="the whole contingent is promised at once"),
    delay: Array = Param("hour", "lognormal(3, 0.4)", why="an airlift is in place within about a day"),
    freed: Array = Param("1", "lognormal(0, 0.4)", why="a guard at a gate frees about one soldier"),
    deter: Array = Param("1/hour", "lognormal(-3, 0.6)", why="hesitant services choose the winning side in a day"),
) -> tuple[Array, Array, Array, Array, Array]:
    disobeying = nationwide(1.0 - obedience)
    beyond = lost_cities + panic * nationwide(1.0 - control)
    hazard = alarm * saturate(beyond, few) + distrust * saturate(disobeying, 1.0)
    asked = where((request > 0.5) & (request_age <= at_once), size / at_once, 0.0)
    arrived = contingent_transit / delay
    cowed = deter * rival_hold * saturate(contingent, 1000.0)
    return hazard, asked - arrived, arrived, freed * arrived, -cowed
