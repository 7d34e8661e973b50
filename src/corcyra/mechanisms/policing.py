"""Policing: forces present disperse, hurt and arrest people; their capacity is limited.

The more people there are for each officer, the less is done against each of them.

    strength = (police + guard) * obedience * effectiveness
    load     = crowd / span + burden * (violent + mobilised)
    control  = strength / (strength + load)
    lost_cities = sum over places of active / (active + strength)

and every effect is a rate times ``control``, so that arrests per officer are bounded.

Source: Duvanova & Junisbai 2022 ¶13-14; Epstein 2002 for the ratio of police to active people.
"""

from corcyra.maths import Array, nationwide
from corcyra.registry import Param, mechanism


@mechanism(
    on=(
        "control", "lost_cities", "goes_home", "calms", "detains_peaceful", "detains_violent", "detains_members",
        "injures_peaceful", "injures_violent", "injures_members",
    ),
    source=["duvanova-junisbai-2022 ¶13", "duvanova-junisbai-2022 ¶14", "epstein-2002"],
)  # fmt: skip
def policing(
    police: Array,  # local police on duty [person]
    guard: Array,  # mobile forces present [person]
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, not organised [person]
    mobilised: Array,  # organised members in the street [person]
    obedience: Array,  # share that carries orders out [1]
    effectiveness: Array,  # what is left of the state's capacity [1]
    focus: Array,  # share of its duty done against the violent [1]
    span: Array = Param("1", "lognormal(1.6, 0.4)", why="one officer keeps about five peaceful people in check"),
    burden: Array = Param("1", "lognormal(0.4, 0.4)", why="one violent person takes more than one officer"),
    disperse: Array = Param("1/hour", "lognormal(-2.5, 0.5)", why="full control clears a square in half a day"),
    arrest: Array = Param("1/hour", "lognormal(-5.8, 0.6)", why="of the peaceful a few in a hundred a day"),
    arrest_violent: Array = Param("1/hour", "lognormal(-4.6, 0.6)", why="of the violent about three times as many"),
    hurt: Array = Param("1/hour", "lognormal(-7.5, 0.7)", why="dispersal hurts about one in two thousand an hour"),
    hurt_violent: Array = Param("1/hour", "lognormal(-5.5, 0.7)", why="clashes hurt several times as many"),
) -> tuple[Array, ...]:
    strength = (police + guard) * obedience * effectiveness
    active = violent + mobilised
    control = strength / (strength + crowd / span + burden * active + 1.0)
    lost = nationwide(active / (active + strength + 50.0))
    caught = arrest_violent * focus * control
    clear = disperse * control
    clashed = hurt_violent * control
    return control, lost, clear, clear, arrest * control, caught, caught, hurt * control, clashed, clashed
