"""Purge: the incumbent removes and arrests rivals in the services, once he may look elsewhere for support.

What they held then obeys again, and the incumbent's share of power grows.

    hazard of purge = strike * request
    d(rival_hold)/dt = -sweep * purge * rival_hold;   d(bargain)/dt = gain * purge * (1 - bargain)

Source: Chaos in Kazakhstan 2022 ¶9; Strigunov & Manoilo 2022 ¶16; Omelicheva & Markowitz 2022 ¶1.
"""

from corcyra.maths import Array
from corcyra.registry import Param, mechanism


@mechanism(
    on=("purge", "rival_hold", "bargain"),
    source=["chaos-in-kazakhstan-2022 ¶9", "strigunov-manoilo-2022 ¶16", "omelicheva-markowitz-2022 ¶1"],
)
def purge(
    request: Array,  # the guarantor is asked, 0 or 1 [1]
    purge: Array,  # rivals are removed, 0 or 1 [1]
    rival_hold: Array,  # share of the services that the rival commands [1]
    bargain: Array,  # incumbent's share of power [1]
    strike: Array = Param("1/hour", "lognormal(-3.5, 0.6)", why="chiefs are dismissed and held within days"),
    sweep: Array = Param("1/hour", "lognormal(-3, 0.5)", why="a new chief is obeyed within about a day"),
    gain: Array = Param("1/hour", "lognormal(-4, 0.5)", why="posts and assets change hands over days"),
) -> tuple[Array, Array, Array]:
    return strike * request, -sweep * purge * rival_hold, gain * purge * (1.0 - bargain)
