"""Escalating demands: they turn from the price to resignation and to the exit of the old ruler.

The more is seen of the unrest, the faster what is asked for grows.

    d(demands)/dt = pace * (1 - demands) * attention / (attention + half)

Source: Chaos in Kazakhstan 2022 ¶2; Duvanova & Junisbai 2022 ¶10; Strigunov & Manoilo 2022 ¶3.
"""

from corcyra.maths import Array, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on="demands",
    source=["chaos-in-kazakhstan-2022 ¶2", "duvanova-junisbai-2022 ¶10", "strigunov-manoilo-2022 ¶3"],
)
def escalating_demands(
    attention: Array,  # how much unrest is seen [1]
    demands: Array,  # material 0 to political 1 [1]
    pace: Array = Param("1/hour", "lognormal(-3.2, 0.6)", why="from the price to the ruler within one to three days"),
    half: Array = Param("1", "lognormal(0.7, 0.4)", why="demands turn once thousands are out"),
) -> Array:
    return pace * (1.0 - demands) * saturate(attention, half)
