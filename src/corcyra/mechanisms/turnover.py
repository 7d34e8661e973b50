"""Turnover: in the course of years members leave their groups, and those in prison come out.

What they earned and whom they know stays with them, so that they may come back.

    pay = 1 - (1 - commerce) * (1 - extraction)
    leaves += tire * (1 - keep * pay);   frees += serve

Both go back to the fringe, from where they may be enlisted again: ties outlast membership, say Pyrooz, Decker & Webb
2014.

Source: Pyrooz, Decker & Webb 2014.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(on=("leaves", "frees"), source=["pyrooz-decker-webb-2014"])
def turnover(
    commerce: Array,  # how much markets and transport pay [1]
    extraction: Array,  # weight of oil, gas and mining [1]
    tire: Array = Param("1/hour", "lognormal(-10.2, 0.5)", why="where it pays little, people stay some three years"),
    keep: Array = Param("1", "beta(3, 3)", why="where it pays best, members stay about twice as long"),
    serve: Array = Param("1/hour", "lognormal(-10.5, 0.4)", why="sentences of some four years for arms and extortion"),
) -> tuple[Array, Array]:
    pay = 1.0 - (1.0 - commerce) * (1.0 - extraction)
    return tire * (1.0 - keep * pay), serve
