"""Solidarity ties: clan, household and neighbourhood ties recruit, more so where the state is weaker.

    called = min(1, (crowd + violent) / (ready * population))
    joins += bind * ties * called * (1 + weaker * (1 - control))

The mean field of a network: the share of the place's ready who are out stands for the share of one's own people. In the
individual engine crowd, violent and population are those among a person's own ties, whom households, kin and neighbours
make. That ties, not views, recruit is the finding of McAdam 1986 and Gould 1991.

Source: Strigunov & Manoilo 2022 ¶6-7, ¶13; Gould 1991; McAdam 1986.
"""

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
    bind: Array = Param("logit", "lognormal(0.7, 0.5)", why="being asked by one's own: odds times four to ten"),
    weaker: Array = Param("1", "lognormal(-0.7, 0.6)", why="without a state ties count for about half as much again"),
) -> Array:
    called = clip01((crowd + violent) / (ready * population + 1.0))
    return bind * ties * called * (1.0 + weaker * (1.0 - control))
