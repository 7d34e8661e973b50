"""Counter-framing: rumours and campaigns against the intervention or the state.

They win ground where foreign soldiers stand or bystanders die, and take it from the official story.

    talk = (contingent + louder * killed) / (contingent + louder * killed + many),   killed: the peaceful, nationwide
    d(counter_frame)/dt = tell * talk * (bypass + (1 - bypass) * connectivity) * (1 - counter_frame)
                          - counter_frame / memory
    d(frame)/dt = -doubt * counter_frame * frame;   d(sympathy)/dt = side * counter_frame * (1 - sympathy)
    d(legitimacy)/dt = -erode * counter_frame * legitimacy

Frames are contested: Benford & Snow 2000.

Source: Strigunov & Manoilo 2022 ¶18, ¶22, ¶32; Chaos in Kazakhstan 2022 ¶7; Benford & Snow 2000.
"""

from corcyra.maths import Array, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(
    on=("counter_frame", "frame", "sympathy", "legitimacy"),
    source=[
        "strigunov-manoilo-2022 ¶18",
        "strigunov-manoilo-2022 ¶22",
        "strigunov-manoilo-2022 ¶32",
        "chaos-in-kazakhstan-2022 ¶7",
        "benford-snow-2000",
    ],
)
def counter_framing(
    contingent: Array,  # outside troops present [person]
    kills_peaceful_count: Array,  # in the last hour [person]
    connectivity: Array,  # share of messages that get through [1]
    counter_frame: Array,  # belief in the rumours [1]
    frame: Array,  # belief in the official frame [1]
    sympathy: Array,  # of bystanders [1]
    legitimacy: Array,  # of the incumbent [1]
    many: Array = Param("person", "lognormal(7.3, 0.6)", why="some 1,500 foreign soldiers are an occupation to rumour"),
    louder: Array = Param("1", "lognormal(5, 0.7)", why="one dead bystander an hour is talked of like 150 soldiers"),
    tell: Array = Param("1/hour", "lognormal(-3.5, 0.6)", why="a rumour goes round a country in a day or two"),
    bypass: Array = Param("1", "beta(3, 7)", why="rumours travel by word of mouth when the net is cut"),
    memory: Array = Param("hour", "lognormal(4.5, 0.4)", why="a rumour is forgotten in about four days"),
    doubt: Array = Param("1/hour", "lognormal(-4.2, 0.6)", why="a counter-story undoes the official one over days"),
    side: Array = Param("1/hour", "lognormal(-4.8, 0.6)", why="bystanders come round over several days"),
    erode: Array = Param("1/hour", "lognormal(-5.5, 0.6)", why="standing is lost slower than an argument"),
) -> tuple[Array, Array, Array, Array]:
    talk = saturate(contingent + louder * nationwide(kills_peaceful_count), many)
    heard = bypass + (1.0 - bypass) * connectivity
    change = tell * talk * heard * (1.0 - counter_frame) - counter_frame / memory
    sided = side * counter_frame * (1.0 - sympathy)
    return change, -doubt * counter_frame * frame, sided, -erode * counter_frame * legitimacy
