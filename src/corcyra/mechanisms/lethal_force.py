"""Lethal force: an order to fire without warning.

It is given sooner where the violent are many and are held to be terrorists, and it hits bystanders too.

    hazard of lethal_force = resolve * total / (total + many) * (1 + licence * frame)
    shots = fire * lethal_force * control
    kills_violent, kills_members += shots;   kills_peaceful += stray * shots
    injures_violent, injures_members += wounded * shots

with ``total`` the violent and the mobilised nationwide.

Source: Chaos in Kazakhstan 2022 ¶4; Duvanova & Junisbai 2022 ¶12.
"""

from corcyra.maths import Array, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on=("lethal_force", "kills_violent", "kills_members", "kills_peaceful", "injures_violent", "injures_members"),
    source=["chaos-in-kazakhstan-2022 ¶4", "duvanova-junisbai-2022 ¶12"],
)
def lethal_force(
    violent: Array,  # violent, not organised [person]
    mobilised: Array,  # organised members in the street [person]
    lethal_force: Array,  # the order is given, 0 or 1 [1]
    frame: Array,  # belief in the official frame [1]
    control: Array,  # how far the forces can act [1]
    resolve: Array = Param("1/hour", "lognormal(-4, 0.7)", why="such an order comes after days of riots, if at all"),
    licence: Array = Param(
        "1", "lognormal(0.7, 0.5)", why="calling them terrorists makes the order two to three times likelier"
    ),
    many: Array = Param("person", "lognormal(8, 0.6)", why="some 3,000 violent people in the country"),
    fire: Array = Param("1/hour", "lognormal(-6, 0.9)", why="of those under fire a few in a hundred die in a day"),
    stray: Array = Param("1", "beta(2, 6)", why="the peaceful are hit less, but they are hit"),
    wounded: Array = Param("1", "lognormal(1.4, 0.4)", why="three to six wounded for each dead"),
) -> tuple[Array, ...]:
    hazard = resolve * saturate(nationwide(violent + mobilised), many) * (1.0 + licence * frame)
    shots = fire * lethal_force * control
    return hazard, shots, shots, stray * shots, wounded * shots, wounded * shots
