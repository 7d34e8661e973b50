"""Patronage: an elite patron may call organised groups out: markets, sports clubs, religious networks.

Nothing happens until he calls, and then only those follow who are his.

    his  = patron_share * (members + mobilised) - mobilised, at least 0: those whom he may call and who still wait
    mobilises += call * mobilise * his / members

Source: Duvanova & Junisbai 2022 ¶16-18; Chaos in Kazakhstan 2022 ¶12-14.
"""

from corcyra.maths import Array, clip01
from corcyra.registry import Param, mechanism


@mechanism(
    on="mobilises",
    source=["duvanova-junisbai-2022 ¶16", "duvanova-junisbai-2022 ¶18", "chaos-in-kazakhstan-2022 ¶12"],
)
def patronage(
    mobilise: Array,  # the order is given, 0 or 1 [1]
    members: Array,  # members who wait [person]
    mobilised: Array,  # members in the street [person]
    patron_share: Array,  # share of the members whom the rival patron may call [1]
    call: Array = Param("1/hour", "lognormal(-1.8, 0.5)", why="organised people are out within half a day of a call"),
) -> Array:
    his = patron_share * (members + mobilised) - mobilised
    return call * mobilise * clip01(his / (members + 1.0))
