import numpy as np
from paired import CAPITAL, World, assert_more, last, street

WATCHED: World = street(
    "policing", "capture", "exposure", members={"Capital": 300.0}, captured=0.8, legitimacy=0.6,
    parameters={"exposure.shame": 0.02, "policing.arrest_violent": 0.02, "capture.vanish": 0.0},
)  # fmt: skip


def test_it_loosens_capture_and_costs_the_state_its_standing() -> None:
    on, off = WATCHED.pair("exposure", "captured", "legitimacy")
    assert_more(last(off, "captured", CAPITAL), last(on, "captured", CAPITAL))
    assert_more(last(off, "legitimacy"), last(on, "legitimacy"))


def test_groups_lose_their_protection() -> None:
    on, off = WATCHED.pair("exposure", "members_detained")
    assert_more(last(on, "members_detained"), last(off, "members_detained"))


def test_what_is_exposed_must_reach_people() -> None:
    dark = street(
        "blackout", "exposure", captured=0.8,
        parameters={"blackout.cut": 20, "blackout.many": 0.001, "blackout.depth": 1, "blackout.blind": 0},
    )  # fmt: skip
    captured = dark.run("captured")["captured"][..., CAPITAL]
    np.testing.assert_allclose(captured[-1], captured[10], rtol=1e-6)
    assert_more(last(dark.run("captured"), "captured"), last(dark.without("blackout").run("captured"), "captured"))


def test_where_nobody_is_bought_there_is_no_scandal() -> None:
    on, off = WATCHED.without("capture").but(captured=0.0).pair("exposure", "legitimacy")
    np.testing.assert_array_equal(on["legitimacy"], off["legitimacy"])
