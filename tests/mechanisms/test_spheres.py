from dataclasses import replace

import numpy as np
from paired import CAPITAL, assert_more, assert_same, last
from years import HOURS, Years

RIVALS = Years(("spheres",), {"spheres.feud": 1e-5, "spheres.give_in": 5e-5}, {"members": 300.0, "arms": 300.0})


def test_rivals_kill_each_other_if_they_are_armed() -> None:
    on, off = RIVALS.pair("spheres")
    assert not off["members_dead"].any()
    assert_more(last(on, "members_dead"), last(off, "members_dead"))
    assert_more(last(RIVALS.but(arms=30.0).run(), "members_dead"), 0.0 * last(on, "members_dead"))
    assert_more(last(on, "members_dead"), last(RIVALS.but(arms=30.0).run(), "members_dead"))
    assert not RIVALS.but(arms=0.0).run()["members_dead"].any()


def test_the_strong_take_over_the_weak() -> None:
    on, off = RIVALS.but(arms=0.0).pair("spheres")
    assert_same(on["members"], off["members"])  # nobody is lost when somebody goes over
    assert_more(last(off, "rivalry", CAPITAL), last(on, "rivalry", CAPITAL))
    assert_more(last(on, "leading", CAPITAL), last(off, "leading", CAPITAL))


def test_one_group_alone_has_peace() -> None:
    on, off = replace(RIVALS, groups=1).pair("spheres")
    assert not on["members_dead"].any()
    assert not on["rivalry"].any()
    assert_same(on["members"], off["members"])


def test_of_two_groups_that_stay_equal_the_dead_are_as_many_as_written() -> None:
    two = replace(RIVALS, groups=2, unevenness=1e-6).but({"spheres.give_in": 0.0, "spheres.feud": 1e-6}, members=1000.0)
    dead = last(two.run(), "members_dead", CAPITAL) / 1000
    # rivalry about one half, armed 300 / 1301 and rising a little as members die
    low = 1 - np.exp(-1e-6 * 0.49 * 300 / 1301 * HOURS)
    high = 1 - np.exp(-1e-6 * 0.5 * 300 / 1280 * HOURS)
    error = np.sqrt(high / 1000 / 200)
    assert low - 5 * error < dead.mean() < high + 5 * error


def test_every_killing_is_between_two_groups_so_the_small_lose_as_many_as_the_large() -> None:
    two = replace(RIVALS, groups=2, unevenness=1.0).but({"spheres.give_in": 0.0, "spheres.feud": 2e-6}, members=1000.0)
    on, off = two.pair("spheres")
    before, dead = off["groups"].astype(float), (off["groups"] - on["groups"]).astype(float)
    uneven = (before.min(axis=-1) < 0.3 * before.max(axis=-1)) & (before.min(axis=-1) > 50)
    assert uneven.sum() > 20
    small = before[uneven].argmin(axis=-1)[:, None]
    lost = np.take_along_axis(dead[uneven], small, axis=-1).sum(), np.take_along_axis(dead[uneven], 1 - small, -1).sum()
    assert sum(lost) > 500
    assert abs(lost[0] - lost[1]) < 5 * np.sqrt(sum(lost))  # heads or tails for each of the dead
