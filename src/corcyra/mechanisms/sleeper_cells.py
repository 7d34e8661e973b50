"""Sleeper cells: cells in place beforehand are activated together, everywhere in the same hour.

Nobody sees them until a crowd gives the moment.

    hazard of activate = signal * out / (out + cover),   out: the crowd, nationwide
    asleep = cell_share * (members + mobilised) - mobilised, at least 0
    mobilises += rise * activate * asleep / members

Source: Strigunov & Manoilo 2022 ¶12, ¶17.
"""

from corcyra.maths import Array, clip01, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(on=("activate", "mobilises"), source=["strigunov-manoilo-2022 ¶12", "strigunov-manoilo-2022 ¶17"])
def sleeper_cells(
    crowd: Array,  # peaceful, in the street [person]
    activate: Array,  # the cells are woken, 0 or 1 [1]
    members: Array,  # members who wait [person]
    mobilised: Array,  # members in the street [person]
    cell_share: Array,  # share of the members who are in cells [1]
    signal: Array = Param("1/hour", "lognormal(-2.8, 0.6)", why="whoever waits for the moment takes it within a day"),
    cover: Array = Param("person", "lognormal(9, 0.6)", why="some 8,000 people out are the moment to act"),
    rise: Array = Param("1/hour", "lognormal(-1.5, 0.5)", why="cells that were told beforehand are out in hours"),
) -> tuple[Array, Array]:
    asleep = clip01((cell_share * (members + mobilised) - mobilised) / (members + 1.0))
    return signal * saturate(nationwide(crowd), cover), rise * activate * asleep
