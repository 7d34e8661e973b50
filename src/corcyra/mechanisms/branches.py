"""Branches: groups from elsewhere open branches where it pays, so that spheres reach over the regions.

Who finds markets at home taken looks for a place where nobody has taken them yet.

    pay = 1 - (1 - commerce) * (1 - extraction);   all = members, nationwide
    branches += extend * pay * all / (all + many)

Who is taken in belongs to a group of the country, each with a chance in proportion to its members. That mafias follow
new markets, seldom by plan, is the finding of Varese 2011.

Source: Eurasia Daily Monitor 2007 ¶2; Varese 2011.
"""

from corcyra.maths import Array, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(on="branches", source=["eurasia-daily-monitor-2007 ¶2", "varese-2011"])
def branches(
    commerce: Array,  # how much markets and transport pay [1]
    extraction: Array,  # weight of oil, gas and mining [1]
    members: Array,  # members who wait [person]
    extend: Array = Param("1/hour", "lognormal(-12, 1)", why="of some 150 clients a few a year go over to newcomers"),
    many: Array = Param("person", "lognormal(6, 0.7)", why="some 400 members in the country look for more markets"),
) -> Array:
    pay = 1.0 - (1.0 - commerce) * (1.0 - extraction)
    return extend * pay * saturate(nationwide(members), many)
