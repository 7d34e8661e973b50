"""Redeployment: mobile forces move between distant places and take travel time.

A city far from the reserve waits longest, and a force on the road is nowhere.

    need    = max(0, crowd / span + burden * (violent + mobilised) - police - guard - guard_transit)
    leaving = min(send, 1 / hour) * guard_reserve * need / (sum of need + 1,000 persons)
    arriving = guard_transit / max(muster + seat_distance / speed, 1 hour)
    back = relieve * away / (sum of guard) * guard * (1 - need / (need + 100))
    d(away)/dt = sum of leaving - sum of back

What leaves the reserve goes on the road, what arrives leaves the road, and within an hour no more leaves than there is:
strength is conserved. Only as many return as were sent: garrisons stay where they belong.

Source: Strigunov & Manoilo 2022 ¶28.
"""

import numpy as np

from corcyra.maths import Array, clip01, nationwide, saturate
from corcyra.registry import Param, mechanism


@mechanism(on=("guard_reserve", "guard_transit", "guard", "away"), source=["strigunov-manoilo-2022 ¶28"])
def redeployment(
    crowd: Array,  # peaceful, in the street [person]
    violent: Array,  # violent, not organised [person]
    mobilised: Array,  # organised members in the street [person]
    police: Array,  # local police on duty [person]
    guard: Array,  # mobile forces present [person]
    guard_transit: Array,  # mobile forces on their way [person]
    guard_reserve: Array,  # mobile forces not yet sent [person]
    away: Array,  # mobile forces sent from the reserve and not back [person]
    seat_distance: Array,  # from the reserve's base [km]
    span: Array = Param("1", "lognormal(2.3, 0.4)", why="planners count one officer for about ten peaceful people"),
    burden: Array = Param("1", "lognormal(0.4, 0.4)", why="one violent person takes more than one officer"),
    send: Array = Param("1/hour", "lognormal(-1.5, 0.5)", why="a decision to send takes some hours"),
    muster: Array = Param("hour", "lognormal(1.1, 0.4)", why="loading and boarding take about three hours"),
    speed: Array = Param("km/hour", "lognormal(4.8, 0.4)", why="between road and air: about 120 km/hour on the whole"),
    relieve: Array = Param("1/hour", "lognormal(-3.9, 0.5)", why="units stay about two days after a place is calm"),
) -> tuple[Array, Array, Array, Array]:
    need = np.maximum(crowd / span + burden * (violent + mobilised) - police - guard - guard_transit, 0.0)
    leaving = np.minimum(send, 1.0) * guard_reserve * need / (nationwide(need) + 1000.0)
    arriving = guard_transit / np.maximum(muster + seat_distance / speed, 1.0)
    sent = clip01(away / (nationwide(guard) + 1.0))
    back = relieve * sent * guard * (1.0 - saturate(need, 100.0))
    out = nationwide(leaving) - nationwide(back)
    return -out, leaving - arriving, arriving - back, out
