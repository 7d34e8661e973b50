"""Spheres: in ordinary years rival groups kill each other one by one, and the strong take over the weak.

So rivals grow fewer, and what is left are spheres in which one group has the say.

    armed = arms / (arms + members)
    feuds += feud * rivalry * armed;   defects += give_in * rivalry

The slow form of turf. The dead of a place are from its groups in proportion to the rivals each meets; who goes over
chooses a rival group in proportion to the square of its members, as in a contest where strength decides
(Skaperdas 1996). In a gang at war some 7 in 100 members died a year (Levitt & Venkatesh 2000).

Source: Eurasia Daily Monitor 2007 ¶2, ¶4; Skaperdas 1996; Levitt & Venkatesh 2000.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(
    on=("feuds", "defects"),
    source=[
        "eurasia-daily-monitor-2007 ¶2",
        "eurasia-daily-monitor-2007 ¶4",
        "skaperdas-1996",
        "levitt-venkatesh-2000",
    ],
)
def spheres(
    rivalry: Array,  # chance that two members are of rival groups [1]
    arms: Array,  # weapons in the place [weapon]
    members: Array,  # members who wait [person]
    one: Array = Param("weapon/person", "constant(1)", why="one weapon arms one person"),
    feud: Array = Param("1/hour", "lognormal(-11.7, 0.8)", why="among armed rivals some 7 in 100 die in a year"),
    give_in: Array = Param("1/hour", "lognormal(-10.5, 0.8)", why="a member of a weak group holds out for some years"),
) -> tuple[Array, Array]:
    armed = arms / (arms + one * members + 1.0)
    return feud * rivalry * armed, give_in * rivalry
