"""Solidarity ties: clan, household and neighbourhood ties recruit, more so where the state is weaker.

Who sees his own people go goes with them, whatever he thinks of the price.

    called = 1 - exp(-own * min(1, (crowd + violent) / (ready * population)))
    joins += bind * ties * called * (1 + weaker * (1 - control))

The mean field of a network: ``called`` is the chance that at least one of one's own is out. There are ``own`` kin and
neighbours who would ever go, and each is out as often as anybody else who would. In the individual engine
crowd, violent and population are those among a person's own ties. That ties, not views, recruit is the finding of
McAdam 1986 and Gould 1991.

Source: Strigunov & Manoilo 2022 ¶6-7, ¶13; Gould 1991; McAdam 1986.
"""

import numpy as np

from corcyra.maths import Array, clip01
from corcyra.registry import Param, mechanism


@mechanism(
    on="joins",
    source=[
        "strigunov-manoilo-2022 ¶6",
        "strigunov-manoilo-2022 ¶7",
        "strigunov-manoilo-2022 ¶13",
        "gould-1991",
        "mcadam-1986",
    ],
    own=("crowd", "violent", "population"),
)
def solidarity_ties(
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, not organised [person]
    population: Array,  # of the place [person]
    ties: Array,  # weight of ties in the place [1]
    control: Array,  # how far the forces can act [1]
    ready: Array = Param("1", "lognormal(-3.2, 0.4)", why="some 4 in 100 would ever go, as many as the case counts"),
    own: Array = Param("1", "lognormal(2.1, 0.5)", why="4 in 100 of some 200 kin and neighbours: about eight"),
    bind: Array = Param("logit", "lognormal(0.7, 0.5)", why="being asked by one's own: odds times four to ten"),
    weaker: Array = Param("1", "lognormal(-0.7, 0.6)", why="without a state ties count for about half as much again"),
) -> Array:
    called = 1.0 - np.exp(-own * clip01((crowd + violent) / (ready * population + 1.0)))
    return bind * ties * called * (1.0 + weaker * (1.0 - control))
