"""Armouries: stormed offices and shops give weapons; weapons raise lethality on both sides.

Whoever is violent and outnumbers the guards of a building takes it, and what lies in it is shared out.

    storms += reach * active / (active + hold * (police + guard) + 200 persons)
    d(arms)/dt = haul * stormed in the last hour
    armed = arms / (arms + active);   clash = active / (active + police + guard)
    injures_police += hit * clash;   kills_police += shoot * armed * clash
    kills_violent, kills_members += answer * armed * control

Source: Chaos in Kazakhstan 2022 ¶10; Duvanova & Junisbai 2022 ¶11; Strigunov & Manoilo 2022 ¶4.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(
    on=("storms", "arms", "injures_police", "kills_police", "kills_violent", "kills_members"),
    source=["chaos-in-kazakhstan-2022 ¶10", "duvanova-junisbai-2022 ¶11", "strigunov-manoilo-2022 ¶4"],
)
def armouries(
    violent: Array,  # violent, not organised [person]
    mobilised: Array,  # organised members in the street [person]
    police: Array,  # local police on duty [person]
    guard: Array,  # mobile forces present [person]
    arms: Array,  # in the hands of the violent [weapon]
    storms_count: Array,  # buildings stormed in the last hour [building]
    control: Array,  # how far the forces can act [1]
    reach: Array = Param("1/hour", "lognormal(-3.2, 0.7)", why="an unguarded building falls within a day or two"),
    hold: Array = Param("1", "lognormal(0, 0.5)", why="one officer holds a building against about one attacker"),
    haul: Array = Param("weapon/building/hour", "lognormal(2.3, 0.8)", why="a police office holds tens of firearms"),
    one: Array = Param("weapon/person", "constant(1)", why="one weapon arms one person"),
    hit: Array = Param("1/hour", "lognormal(-5, 0.6)", why="in a riot one officer in some 150 is hurt an hour"),
    shoot: Array = Param(
        "1/hour", "lognormal(-7, 0.8)", why="one officer in a thousand is killed an hour by armed men"
    ),
    answer: Array = Param("1/hour", "lognormal(-6.5, 0.8)", why="about what the armed do to the police"),
) -> tuple[Array, Array, Array, Array, Array, Array]:
    active = violent + mobilised
    force = police + guard
    storms = reach * active / (active + hold * force + 200.0)
    armed = arms / (arms + one * active + 1.0)
    clash = active / (active + force + 1.0)
    killed = answer * armed * control
    return storms, haul * storms_count, hit * clash, shoot * armed * clash, killed, killed
