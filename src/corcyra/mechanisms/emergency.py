"""Emergency: a state of emergency and curfew, first in regions and then everywhere.

The curfew keeps people at home only as far as it is obeyed, and clears the street only where there are forces.

    hazard of emergency = local * load / (load + enough) + national * total / (total + many)
    joins -= curfew * emergency * obedience;   goes_home += clear * emergency * control

with ``load`` the violent and a twentieth of the crowd in the place, and ``total`` their sum over places.

Source: Duvanova & Junisbai 2022 ¶10; Strigunov & Manoilo 2022 ¶3.
"""

from corcyra.maths import Array, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(on=("emergency", "joins", "goes_home"), source=["duvanova-junisbai-2022 ¶10", "strigunov-manoilo-2022 ¶3"])
def emergency(
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, not organised [person]
    mobilised: Array,  # organised members in the street [person]
    emergency: Array,  # in force in the place, 0 or 1 [1]
    obedience: Array,  # share of the services that carries it out [1]
    control: Array,  # how far the forces can act [1]
    local: Array = Param("1/hour", "lognormal(-2.8, 0.6)", why="a regional emergency comes within a day of riots"),
    national: Array = Param("1/hour", "lognormal(-3, 0.6)", why="a national one within about a day of many riots"),
    enough: Array = Param("person", "lognormal(6.2, 0.6)", why="some 500 violent people in one place"),
    many: Array = Param("person", "lognormal(8.3, 0.6)", why="some 4,000 violent people in the country"),
    curfew: Array = Param("logit", "lognormal(0, 0.5)", why="a curfew that is enforced keeps most at home"),
    clear: Array = Param("1/hour", "lognormal(-2.3, 0.5)", why="a curfew doubles what dispersal does"),
) -> tuple[Array, Array, Array]:
    load = violent + mobilised + 0.05 * crowd
    hazard = local * saturate(load, enough) + national * saturate(nationwide(load), many)
    return hazard, -curfew * emergency * obedience, clear * emergency * control
