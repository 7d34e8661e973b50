"""Concession: a price put back or a cabinet dismissed helps only while demands are material.

Who asks for the old price can be satisfied, who asks for another government can't.

    hazard of concession = give * out / (out + enough)         out: people in the street, nationwide
    hazard of dismissal  = sack * out / (out + more)
    joins -= (relief_price * concession * exposure + relief_cabinet * dismissal) * (1 - demands)

Source: Duvanova & Junisbai 2022 ¶10; Strigunov & Manoilo 2022 ¶3.
"""

from corcyra.maths import Array, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(on=("concession", "dismissal", "joins"), source=["duvanova-junisbai-2022 ¶10", "strigunov-manoilo-2022 ¶3"])
def concession(
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, in the street [person]
    concession: Array,  # the price is put back, 0 or 1 [1]
    dismissal: Array,  # the cabinet is dismissed, 0 or 1 [1]
    exposure: Array,  # share of households that pay the price [1]
    demands: Array,  # material 0 to political 1 [1]
    give: Array = Param("1/hour", "lognormal(-3.2, 0.6)", why="a government under pressure gives way in a day or so"),
    sack: Array = Param("1/hour", "lognormal(-3.2, 0.6)", why="a cabinet falls within days of nationwide protest"),
    enough: Array = Param("person", "lognormal(8.5, 0.5)", why="some 5,000 people out make a price negotiable"),
    more: Array = Param("person", "lognormal(9.9, 0.5)", why="some 20,000 people out make a cabinet negotiable"),
    relief_price: Array = Param("logit", "lognormal(0.7, 0.5)", why="undoes about what the price did"),
    relief_cabinet: Array = Param("logit", "lognormal(0, 0.5)", why="a symbol: less than the price itself"),
) -> tuple[Array, Array, Array]:
    out = nationwide(crowd + violent)
    relief = (relief_price * concession * exposure + relief_cabinet * dismissal) * (1.0 - demands)
    return give * saturate(out, enough), sack * saturate(out, more), -relief
