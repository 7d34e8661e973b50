"""Superposition: simultaneous unrest in many far-apart cities exhausts the state's capacity, and that feeds itself.

Each city asks for commanders, forces and attention that all share.

    load = (violent + mobilised) + crowd / ratio;   busy = load / (load + police + guard)
    n = sum over places of busy^2 / (busy + sum over other places of nearness * busy)
    effectiveness *= 1 / (1 + (n / bearable)^2)

Cities side by side are one theatre, which one command and one reserve can serve; far apart each counts as its own. So
``n`` is the number of theatres, as Leinster & Cobbold 2012 count species that may be alike. Less effective forces lose
more cities, which raises ``n``: beyond a point the collapse sustains itself.

Source: Strigunov & Manoilo 2022 ¶28; Leinster & Cobbold 2012 for the count.
"""

import numpy as np

from corcyra.maths import Array, nationwide, spread
from corcyra.registry import Param, mechanism


@mechanism(on="effectiveness", source=["strigunov-manoilo-2022 ¶28", "leinster-cobbold-2012"])
def superposition(
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, not organised [person]
    mobilised: Array,  # organised members in the street [person]
    police: Array,  # local police on duty [person]
    guard: Array,  # mobile forces present [person]
    nearness: Array,  # of every two places [1]
    ratio: Array = Param("1", "lognormal(2.3, 0.4)", why="ten peaceful people weigh like one violent"),
    bearable: Array = Param(
        "1", "lognormal(1.4, 0.5)", why="commands handle about four lost cities, far apart, at once"
    ),
) -> Array:
    load = violent + mobilised + crowd / ratio
    busy = load / (load + police + guard + 100.0)
    n = nationwide(np.square(busy) / (busy + spread(nearness, busy) + 1e-6))
    return 1.0 / (1.0 + np.square(n / bearable))
