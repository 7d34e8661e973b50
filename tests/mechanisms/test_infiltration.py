import numpy as np
from paired import CAPITAL, HARBOUR, MINE, World, assert_more, last, street

BORDER: World = street(
    "infiltration", parameters={"infiltration.slip": 0.02}, abroad=1000.0, southern_border={"Harbour": 300.0},
    police={"Harbour": 1000.0, "Capital": 1000.0, "Mine": 1000.0},
)  # fmt: skip


def entered(world: World, place: int = HARBOUR):
    return last(world.run("infiltrates_total"), "infiltrates_total", place)


def test_fighters_enter_and_wait() -> None:
    on, off = BORDER.pair("infiltration", "abroad", "members")
    assert not off["members"].any()
    assert_more(last(on, "members", HARBOUR), last(off, "members", HARBOUR))
    np.testing.assert_array_equal(on["abroad"] + on["members"], 1000.0)


def test_the_density_of_forces_per_km_decides() -> None:
    assert_more(entered(BORDER), entered(BORDER.but(police={"Harbour": 10_000.0})))
    assert_more(entered(BORDER.but(southern_border={"Harbour": 3000.0})), entered(BORDER))
    both = BORDER.but(southern_border={"Harbour": 3000.0}, police={"Harbour": 10_000.0})
    assert abs(entered(both).mean() - entered(BORDER).mean()) < 10  # the same density: the 1 km that keeps it finite


def test_without_a_border_nearby_nobody_enters() -> None:
    assert not entered(BORDER.but(southern_border=0.0)).any()


def test_the_nearer_the_border_the_more() -> None:
    assert_more(entered(BORDER, HARBOUR), entered(BORDER, CAPITAL))
    distance = BORDER.case.distance[HARBOUR]
    assert distance[CAPITAL] < distance[MINE]
    assert_more(entered(BORDER, CAPITAL), entered(BORDER, MINE))
