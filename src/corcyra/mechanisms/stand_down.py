"""Stand-down: a security chief loyal to the rival patron withdraws forces; orders there go unobeyed.

It happens once the patron has called his people out, and only as far as he holds the services of the place.

    hazard of stand_down = swift * mobilise * rival_hold
    obedience *= 1 - stand_down * rival_hold
    withdraws += leave * stand_down * rival_hold;   returns += back * stand_down * (1 - rival_hold)

Source: Duvanova & Junisbai 2022 ¶14, ¶18-19; Omelicheva & Markowitz 2022 ¶5; Strigunov & Manoilo 2022 ¶16.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(
    on=("stand_down", "obedience", "withdraws", "returns"),
    source=[
        "duvanova-junisbai-2022 ¶14",
        "duvanova-junisbai-2022 ¶18",
        "omelicheva-markowitz-2022 ¶5",
        "strigunov-manoilo-2022 ¶16",
    ],
)
def stand_down(
    mobilise: Array,  # the rival's call is out, 0 or 1 [1]
    stand_down: Array,  # the order to withdraw is given in the place, 0 or 1 [1]
    rival_hold: Array,  # share of the services that the rival commands [1]
    swift: Array = Param("1/hour", "lognormal(-1.5, 0.5)", why="chiefs in the plot act within hours"),
    leave: Array = Param("1/hour", "lognormal(-0.7, 0.4)", why="a street empties of police within a few hours"),
    back: Array = Param("1/hour", "lognormal(-2.5, 0.5)", why="return to duty takes about half a day"),
) -> tuple[Array, Array, Array, Array]:
    held = stand_down * rival_hold
    return swift * mobilise * rival_hold, 1.0 - held, leave * held, back * stand_down * (1.0 - rival_hold)
