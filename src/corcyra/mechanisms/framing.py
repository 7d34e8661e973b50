"""Framing: officials name a culprit; the frame licenses force and shrinks sympathy for the people in the street.

The more violence there is, the sooner the story is told and believed.

    d(frame)/dt = speak * (1 - frame) * total / (total + many)
    d(sympathy)/dt = -smear * frame * sympathy

with ``total`` the violent and the mobilised nationwide.

Source: Chaos in Kazakhstan 2022 ¶6, ¶18; Duvanova & Junisbai 2022 ¶12, ¶22.
"""

from corcyra.maths import Array, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on=("frame", "sympathy"),
    source=[
        "chaos-in-kazakhstan-2022 ¶6",
        "chaos-in-kazakhstan-2022 ¶18",
        "duvanova-junisbai-2022 ¶12",
        "duvanova-junisbai-2022 ¶22",
    ],
)
def framing(
    violent: Array,  # violent, not organised [person]
    mobilised: Array,  # organised members in the street [person]
    frame: Array,  # belief in the official frame [1]
    sympathy: Array,  # of bystanders [1]
    speak: Array = Param("1/hour", "lognormal(-3.2, 0.5)", why="an official frame settles within about a day"),
    many: Array = Param("person", "lognormal(7, 0.6)", why="some 1,000 violent people make it plausible"),
    smear: Array = Param("1/hour", "lognormal(-4.5, 0.6)", why="sympathy wears off over days"),
) -> tuple[Array, Array]:
    spoken = speak * (1.0 - frame) * saturate(nationwide(violent + mobilised), many)
    return spoken, -smear * frame * sympathy
