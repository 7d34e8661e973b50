import numpy as np
from paired import CAPITAL, HARBOUR, assert_more, last
from years import HOURS, Years

QUIET = Years(
    ("turnover", "policing", "enforcement"), {"turnover.tire": 1e-5, "turnover.keep": 0.5},
    {"members": 1000.0, "commerce": {"Harbour": 1.0, "everywhere": 0.0}, "extraction": 0.0},
)  # fmt: skip


def test_members_leave_at_the_rate_that_is_written() -> None:
    left = last(QUIET.run(("enforcement",)), "members", CAPITAL) / 1000
    expected = np.exp(-1e-5 * HOURS)
    # each of 1000 stays or leaves on their own; 200 simulations; five standard errors
    assert abs(left.mean() - expected) < 5 * np.sqrt(expected * (1 - expected) / 1000 / 200)


def test_they_stay_longer_where_it_pays() -> None:
    made = QUIET.run(("enforcement",))
    assert_more(last(made, "members", HARBOUR), last(made, "members", CAPITAL))


def test_who_was_in_prison_comes_out() -> None:
    on, off = QUIET.pair("turnover")
    assert_more(last(off, "members_detained"), last(on, "members_detained"))
    assert_more(last(on, "fringe"), last(off, "fringe"))


def test_ties_outlast_membership() -> None:
    back = Years(("turnover", "criminal_governance"), {}, {**QUIET.begin, "extraction": 1.0})
    on, off = back.pair("turnover")
    assert not off["enlists"].any()  # nobody is left to be enlisted
    assert_more(on["enlists"].sum(axis=(0, 2)), 0.0 * on["enlists"].sum(axis=(0, 2)))
