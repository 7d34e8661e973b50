import numpy as np
import pytest
from paired import IDLE, World, assert_more, assert_same, last, street

from corcyra.mechanisms.solidarity_ties import solidarity_ties

TIED = street("solidarity_ties", "policing", parameters=IDLE, ties=0.5)


def effect(world: World):
    on, off = world.pair("solidarity_ties", "joins_total")
    return last(on, "joins_total") - last(off, "joins_total")


def test_those_who_are_out_bring_others_out() -> None:
    on, off = TIED.pair("solidarity_ties", "joins_total")
    assert_more(last(on, "joins_total"), last(off, "joins_total"))


def test_without_ties_nothing_changes() -> None:
    on, off = TIED.but(ties=0.0).pair("solidarity_ties", "joins_total")
    assert_same(on["joins_total"], off["joins_total"])


def test_ties_count_for_more_where_the_state_is_weaker() -> None:
    assert_more(effect(TIED.but(police=0.0)), effect(TIED.but(police=1e6)))


def test_one_of_ones_own_is_enough() -> None:
    """While few of the ready are out, whoever has ten ties is called more than three times as often as who has one."""
    rare = {"solidarity_ties.ready": 0.5, "solidarity_ties.bind": 1.0}
    few, many = (TIED.but({**rare, "solidarity_ties.own": own}) for own in (1.0, 10.0))
    assert_more(effect(many), 3.0 * effect(few))


def test_a_place_has_some_200_ties_and_of_a_persons_own_one_is_enough() -> None:
    """What decision 91 says of the lumped and of the individual engine, at the medians of the priors."""
    medians = {"ready": np.exp(-3.2), "own": np.exp(2.1), "bind": 1.0, "weaker": 0.0}

    def called(crowd: float, population: float) -> float:
        # a million people let the one that keeps the quotient finite weigh nothing
        return float(solidarity_ties(np.array(crowd), 0.0, np.array(population), 1.0, 1.0, **medians))

    for share in (1e-5, 1e-4, 1e-3):
        assert called(share * 1e6, 1e6) == pytest.approx(1.0 - np.exp(-200.0 * share), rel=0.02)
    assert called(1.0, 10.0) > 0.95
