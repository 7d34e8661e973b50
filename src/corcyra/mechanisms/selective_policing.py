"""Selective policing: peaceful organisers are detained fast, violent actors hardly at all.

So the street loses those who could have kept it peaceful.

    detains_peaceful += hunt * police / (police + crowd);   focus *= 1 - bias

Source: Duvanova & Junisbai 2022 ¶13-14.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(on=("detains_peaceful", "focus"), source=["duvanova-junisbai-2022 ¶13", "duvanova-junisbai-2022 ¶14"])
def selective_policing(
    police: Array,  # local police on duty [person]
    crowd: Array,  # peaceful, in the street [person]
    hunt: Array = Param("1/hour", "lognormal(-5, 0.7)", why="known organisers are held within days, if not hours"),
    bias: Array = Param("1", "beta(4, 2)", why="the violent were left largely, not wholly, unhindered"),
) -> tuple[Array, Array]:
    return hunt * police / (police + crowd + 1.0), 1.0 - bias
