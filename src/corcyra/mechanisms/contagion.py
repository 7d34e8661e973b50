"""Contagion: seeing others out, at home and in other cities, makes people join; it starts in one western town.

Every further person who is seen lowers the risk for the next.

    seen  = log10(1 + (crowd + violent) / 100 persons)
    shown = home * seen + connectivity * (near * sum of nearness * seen + far * mean of seen)
    d(attention)/dt = (shown - attention) / delay
    joins += pull * attention / (attention + half) + warmth * (sympathy - 1/2) + first * spark

Unrest is seen by its order of magnitude, and word of it takes time. The threshold form is Granovetter's; that a
turnout informs the undecided is Lohmann's.

Source: Duvanova & Junisbai 2022 ¶10; Strigunov & Manoilo 2022 ¶2; Granovetter 1978; Lohmann 1994.
"""

import math

import numpy as np

from corcyra.maths import Array, average, saturate, spread
from corcyra.registry import Param, mechanism


@mechanism(
    on=("attention", "joins"),
    source=["duvanova-junisbai-2022 ¶10", "strigunov-manoilo-2022 ¶2", "granovetter-1978", "lohmann-1994"],
)
def contagion(
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, in the street [person]
    nearness: Array,  # of every two places [1]
    attention: Array,  # how much unrest has been seen [1]
    connectivity: Array,  # share of messages that get through [1]
    sympathy: Array,  # of bystanders [1]
    spark: Array,  # a first gathering, given [1]
    unit: Array = Param("person", "constant(100)", why="a gathering that a city takes note of"),
    home: Array = Param("1", "lognormal(0.4, 0.4)", why="what happens in one's own streets is seen first"),
    near: Array = Param("1", "lognormal(-0.7, 0.6)", why="a neighbouring city counts about a third of one's own"),
    far: Array = Param("1", "lognormal(1.1, 0.6)", why="the mean of all cities counts about twice one's own"),
    delay: Array = Param("hour", "lognormal(2.5, 0.4)", why="to hear, to agree and to set out takes about half a day"),
    pull: Array = Param("logit", "lognormal(2.3, 0.2)", why="from nobody to everybody out: odds times some 10,000"),
    half: Array = Param("1", "lognormal(0.4, 0.4)", why="half the pull at a thousand people out in one's own city"),
    warmth: Array = Param("logit", "lognormal(0.3, 0.5)", why="sympathy matters about as much as hardship"),
    first: Array = Param("logit", "lognormal(1.6, 0.2)", why="the first gathering is of hundreds to thousands"),
) -> tuple[Array, Array]:
    seen = np.log1p((crowd + violent) / unit) * (1 / math.log(10.0))
    afar = near * spread(nearness, seen) + far * average(seen)
    change = (home * seen + connectivity * afar - attention) / delay
    return change, pull * saturate(attention, half) + warmth * (sympathy - 0.5) + first * spark
