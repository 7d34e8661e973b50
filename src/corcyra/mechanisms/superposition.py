"""Superposition: simultaneous unrest in many far-apart cities exhausts the state's capacity, and that feeds itself.

Each city asks for commanders, forces and attention that all share.

    n = sum over places of load / (load + police + guard),   load = (violent + mobilised) + crowd / ratio
    effectiveness *= 1 / (1 + (n / bearable)^2)

Less effective forces lose more cities, which raises ``n``: beyond a point the collapse sustains itself.

Source: Strigunov & Manoilo 2022 ¶28.
"""

import numpy as np

from corcyra.maths import Array, nationwide
from corcyra.registry import Param, mechanism


@mechanism(on="effectiveness", source=["strigunov-manoilo-2022 ¶28"])
def superposition(
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, not organised [person]
    mobilised: Array,  # organised members in the street [person]
    police: Array,  # local police on duty [person]
    guard: Array,  # mobile forces present [person]
    ratio: Array = Param("1", "lognormal(2.3, 0.4)", why="ten peaceful people weigh like one violent"),
    bearable: Array = Param("1", "lognormal(1.4, 0.5)", why="commands handle about four lost cities at once"),
) -> Array:
    load = violent + mobilised + crowd / ratio
    n = nationwide(load / (load + police + guard + 100.0))
    return 1.0 / (1.0 + np.square(n / bearable))
