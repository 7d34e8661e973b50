"""Turf: groups divide places into spheres, and fight over them when nobody keeps them apart, the more when they meet.

A challenge in the street is answered, and weapons make the answer deadly.

    met = mobilised^2 / (mobilised^2 + few^2);   armed = arms / (arms + mobilised)
    mobilises     += rivalry * (settle + (opening + defend * met) * (1 - control))
    kills_members += feud * rivalry * armed * met;   kills_peaceful += stray * feud * rivalry * armed * met

Rivalry is the chance that two members belong to rival groups; a few men out are no challenge yet. Where the state can
act, groups keep quiet: it took a crisis to bring them to the surface. Violence settles what no court can (Reuter 2009).

Source: Eurasia Daily Monitor 2007 ¶1-2, ¶4-6; Chaos in Kazakhstan 2022 ¶15, ¶17; Reuter 2009.
"""

import numpy as np

from corcyra.maths import Array, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on=("mobilises", "kills_members", "kills_peaceful"),
    source=[
        "eurasia-daily-monitor-2007 ¶1",
        "eurasia-daily-monitor-2007 ¶2",
        "eurasia-daily-monitor-2007 ¶4",
        "chaos-in-kazakhstan-2022 ¶15",
        "chaos-in-kazakhstan-2022 ¶17",
        "reuter-2009",
    ],
)
def turf(
    rivalry: Array,  # chance that two members are of rival groups [1]
    mobilised: Array,  # organised members in the street [person]
    arms: Array,  # weapons in the place [weapon]
    control: Array,  # how far the forces can act [1]
    few: Array = Param("person", "lognormal(4.3, 0.7)", why="some 70 men out are a challenge to the other group"),
    settle: Array = Param("1/hour", "lognormal(-10, 0.8)", why="in ordinary times a member fights every few years"),
    opening: Array = Param("1/hour", "lognormal(-3.5, 0.7)", why="with no police about, scores are settled in days"),
    defend: Array = Param(
        "1/hour", "lognormal(-3.5, 0.7)", why="nobody between them, rivals answer a challenge in a day or so"
    ),
    one: Array = Param("weapon/person", "constant(1)", why="one weapon arms one person"),
    feud: Array = Param("1/hour", "lognormal(-7, 0.8)", why="of armed rivals who fight one in a thousand dies an hour"),
    stray: Array = Param("1", "beta(1, 30)", why="gangs shoot at each other; few bystanders are hit"),
) -> tuple[Array, Array, Array]:
    met = saturate(np.square(mobilised), np.square(few))
    shots = feud * rivalry * met * arms / (arms + one * mobilised + 1.0)
    return rivalry * (settle + (opening + defend * met) * (1.0 - control)), shots, stray * shots
