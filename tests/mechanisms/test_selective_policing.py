from paired import assert_more, at, last, street

PICKED = street(
    "policing", "hijack", "selective_policing", members={"Capital": 300.0, "Harbour": 100.0},
    parameters={"policing.arrest": 0.003, "policing.arrest_violent": 0.01, "selective_policing.hunt": 0.05},
)  # fmt: skip
PEACEFUL, VIOLENT, MEMBERS = "detains_peaceful_total", "detains_violent_total", "detains_members_total"


def test_the_peaceful_are_detained_and_the_violent_spared() -> None:
    on, off = PICKED.pair("selective_policing", PEACEFUL, VIOLENT, MEMBERS)
    assert_more(last(on, PEACEFUL), last(off, PEACEFUL))
    for name in (VIOLENT, MEMBERS):
        assert_more(last(off, name), last(on, name))


def test_organisers_are_detained_first() -> None:
    """While a gathering is small, the known are most of it: its people run a higher risk than its later mass."""
    trace = PICKED.but({"policing.arrest": 0.0}, police=500.0).run(PEACEFUL, "crowd")
    crowd = trace["crowd"].sum(axis=-1)  # who is arrested in an hour was in the street at the end of the last one
    early = at(trace, PEACEFUL, 12) / crowd[:12].sum(axis=0)
    late = (last(trace, PEACEFUL) - at(trace, PEACEFUL, 48)) / crowd[48:-1].sum(axis=0)
    assert_more(early, late)


def test_it_takes_police() -> None:
    on, off = PICKED.but(police=0.0).pair("selective_policing", PEACEFUL)
    assert not on[PEACEFUL].any()
    assert not off[PEACEFUL].any()
