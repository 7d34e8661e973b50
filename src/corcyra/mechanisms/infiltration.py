"""Infiltration: fighters enter over long, thin borders; the density of forces per km decides how many get through.

Where the border is guarded densely few pass, and whoever passes joins the members in place.

    open = southern_border / (southern_border + (police + guard) / dense)
    infiltrates += slip * min(1, open + sum over places of nearness * open)

Fighters bound for a place enter there or nearby. That control takes a density of forces is Quinlivan's rule. One of
the documents denies that thousands could enter unseen (Chaos in Kazakhstan 2022 ¶11).

Source: Strigunov & Manoilo 2022 ¶8, ¶14; Quinlivan 1995.
"""

from corcyra.maths import Array, clip01, spread
from corcyra.registry import Param, mechanism


@mechanism(on="infiltrates", source=["strigunov-manoilo-2022 ¶8", "strigunov-manoilo-2022 ¶14", "quinlivan-1995"])
def infiltration(
    southern_border: Array,  # in the place's region [km]
    nearness: Array,  # of every two places [1]
    police: Array,  # local police on duty [person]
    guard: Array,  # mobile forces present [person]
    dense: Array = Param("person/km", "lognormal(2.3, 0.7)", why="ten per km, in shifts, turn back about half"),
    slip: Array = Param("1/hour", "lognormal(-3.5, 0.7)", why="a crossing and the drive to a city take about a day"),
) -> Array:
    gap = southern_border / (southern_border + (police + guard) / dense + 1.0)
    return slip * clip01(gap + spread(nearness, gap))
