import numpy as np
from paired import HARBOUR, assert_more, last, street

RISING = street("contagion", "escalating_demands", crowd=["Harbour"])


def test_demands_turn_political_as_unrest_is_seen() -> None:
    on, off = RISING.pair("escalating_demands", "demands")
    assert not off["demands"].any()
    assert np.median(last(on, "demands", HARBOUR)) > 0.5


def test_they_never_turn_back() -> None:
    assert (np.diff(RISING.run("demands")["demands"], axis=0) >= 0).all()


def test_the_more_is_seen_the_faster() -> None:
    quiet = RISING.but(hardship_base=0.0)
    assert_more(*(last(world.run("demands"), "demands", HARBOUR) for world in (RISING, quiet)))
