import numpy as np
import pytest
from paired import CAPITAL, assert_more, last, street

POLICED = street("policing", "hijack", members={"Capital": 300.0})
RECORD = ("crowd", "detained", "injured", "members_detained", "control")


def test_forces_disperse_hurt_and_arrest() -> None:
    on, off = POLICED.pair("policing", *RECORD)
    assert_more(last(off, "crowd"), last(on, "crowd"))
    for name in ("detained", "injured", "members_detained"):
        assert not off[name].any()
        assert_more(last(on, name), last(off, name))


def test_their_capacity_is_limited() -> None:
    few, many = (POLICED.but(police=police).run("control", "detains_peaceful_total") for police in (100.0, 10_000.0))
    assert_more(last(many, "control", CAPITAL), last(few, "control", CAPITAL))
    assert_more(last(many, "detains_peaceful_total"), last(few, "detains_peaceful_total"))
    none = POLICED.but(police=0.0).run("control", "detained")
    assert not none["detained"].any()


def test_cities_are_lost_where_the_violent_outnumber_the_forces() -> None:
    lost = [POLICED.but(police=police).run("lost_cities")["lost_cities"][-1, :, 0] for police in (10.0, 10_000.0)]
    assert_more(*lost)
    assert np.max(lost[0]) <= 3


def test_who_does_not_obey_does_not_police() -> None:
    loyal = street(
        "policing", "stand_down", members={"Mine": 1.0},
        parameters={"stand_down.swift": 20, "stand_down.leave": 0.0},
    )  # fmt: skip
    detained = [last(loyal.but(rival_hold=hold).run("detained"), "detained", CAPITAL) for hold in (0.0, 0.9)]
    assert_more(*detained)


@pytest.mark.parametrize(
    "flow",
    [
        "goes_home", "calms", "detains_peaceful", "detains_violent", "detains_members", "injures_peaceful",
        "injures_violent", "injures_members",
    ],
)  # fmt: skip
def test_every_kind_of_people_is_dispersed_arrested_and_hurt(flow: str) -> None:
    on, off = POLICED.pair("policing", f"{flow}_total")
    assert not off[f"{flow}_total"].any()
    assert_more(last(on, f"{flow}_total"), last(off, f"{flow}_total"))
