"""Price shock: a price decision by the state doubles a daily cost, and hardship falls unevenly over places.

Households that pay the price feel it, others do not.

    hardship += size * exposure

Source: Duvanova & Junisbai 2022 ¶10; Chaos in Kazakhstan 2022 ¶2; Strigunov & Manoilo 2022 ¶1.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(
    on="hardship",
    source=["duvanova-junisbai-2022 ¶10", "chaos-in-kazakhstan-2022 ¶2", "strigunov-manoilo-2022 ¶1"],
)
def price_shock(
    exposure: Array,  # share of households that pay the price [1]
    size: Array = Param(
        "1",
        "lognormal(-0.4, 0.4)",
        why="a doubled daily cost for all weighs like most of the range from no hardship to the worst",
    ),
) -> Array:
    return size * exposure
