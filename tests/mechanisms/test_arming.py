from dataclasses import replace

import numpy as np
from paired import CAPITAL, assert_more
from years import MONTHS, Years

BUYING = Years(
    ("arming",), {"arming.trade": 1e-4, "arming.want": 0.5, "arming.race": 1.0}, {"members": 200.0, "arms": 0.0},
    simulations=60,
)  # fmt: skip


def test_groups_arm_and_more_so_among_rivals() -> None:
    on, off = BUYING.pair("arming")
    assert not off["arms"].any()
    alone = replace(BUYING, groups=1).run()
    assert_more(on["arms"][-1, :, CAPITAL], alone["arms"][-1, :, CAPITAL])
    assert_more(alone["arms"][-1, :, CAPITAL], off["arms"][-1, :, CAPITAL])


def test_a_month_is_the_exact_solution() -> None:
    made = replace(BUYING, groups=1).run()
    hours = np.cumsum(
        24 * np.diff(np.arange("2025-03", "2030-04", dtype="datetime64[M]").astype("datetime64[D]")).astype(float)
    )
    wanted = 0.5 * 200 * (1 - np.exp(-1e-4 * hours))
    assert len(hours) == MONTHS
    np.testing.assert_allclose(made["arms"][:, 0, CAPITAL], wanted, rtol=1e-5)  # kept in 32 bits


def test_what_is_not_needed_is_sold() -> None:
    made = replace(BUYING, groups=1).but(arms=1000.0).run()
    assert (np.diff(made["arms"][:, 0, CAPITAL]) < 0).all()
    assert made["arms"][-1, 0, CAPITAL] > 100


def test_who_has_no_members_buys_nothing() -> None:
    assert not BUYING.but(members=0.0).run()["arms"].any()
