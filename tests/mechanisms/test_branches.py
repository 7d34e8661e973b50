import numpy as np
from paired import CAPITAL, HARBOUR, MINE, assert_more, assert_same, last
from years import Years

NEW = Years(
    ("branches",), {"branches.extend": 1e-5},
    {"members": {"Capital": 400.0, "everywhere": 0.0}, "fringe": 500.0, "commerce": {"Harbour": 0.8, "everywhere": 0.0},
     "extraction": 0.0},
)  # fmt: skip


def test_groups_come_to_places_that_pay_and_to_no_other() -> None:
    on, off = NEW.pair("branches")
    assert not off["members"][..., HARBOUR].any()
    assert_more(last(on, "members", HARBOUR), last(off, "members", HARBOUR))
    assert_same(on["members"][..., MINE], off["members"][..., MINE])
    assert_more(last(NEW.but(extraction={"Mine": 0.5, "everywhere": 0.0}).run(), "members", MINE), 0.0 * np.ones(200))


def test_without_groups_nobody_opens_a_branch() -> None:
    assert not NEW.but(members=0.0).run()["members"].any()


def test_newcomers_are_of_the_groups_of_elsewhere_in_proportion() -> None:
    made = NEW.run()["groups"].astype(float)
    home, abroad = made[:, CAPITAL], made[:, HARBOUR]
    assert not abroad[home == 0].any()
    expected = home / home.sum(axis=1, keepdims=True) * abroad.sum(axis=1, keepdims=True)
    spread = np.sqrt(expected.sum())  # at most that of a Poisson number for each group
    assert abs((abroad - expected)[:, 0].sum()) < 5 * spread


def test_a_branch_brings_rivals() -> None:
    one = NEW.but({"branches.extend": 1e-4}, members={"Capital": 400.0, "Harbour": 1.0, "Mine": 0.0})
    on, off = one.pair("branches")
    assert_more(last(on, "rivalry", HARBOUR), last(off, "rivalry", HARBOUR))
