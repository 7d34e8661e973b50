import numpy as np
from paired import CAPITAL, HARBOUR, IDLE, World, assert_more, assert_same, last, street

GANGS: World = street(
    "turf", "policing", members={"Capital": 300.0, "Mine": 300.0}, parameters={**IDLE, "turf.settle": 0.0},
    rivalry={"Capital": 0.9, "Mine": 0.0, "Harbour": 0.9}, arms=200.0, patron_share=0.3,
)  # fmt: skip


def test_rival_groups_fight_and_die() -> None:
    on, off = GANGS.pair("turf", "members_dead", "mobilised", "mobilises_total")
    assert not off["members_dead"].any()
    assert_more(last(on, "members_dead", CAPITAL), last(off, "members_dead", CAPITAL))


def test_without_rivals_nothing_changes() -> None:
    on, off = GANGS.but(rivalry=0.0).pair("turf", "mobilised", "members_dead")
    assert_same(on["mobilised"], off["mobilised"])
    on, off = GANGS.pair("turf", "members_dead")
    assert not on["members_dead"][..., HARBOUR].any()
    assert_same(on["members_dead"][..., 2], off["members_dead"][..., 2])


def test_a_challenge_is_answered() -> None:
    some = GANGS.but({"turf.opening": 0.0, "patronage.call": 0.01}, patron_share=1.0, police=0.0)
    on, off = some.pair("turf", "mobilises_total")
    assert_more(last(on, "mobilises_total", CAPITAL), last(off, "mobilises_total", CAPITAL))


def test_scores_are_settled_when_nobody_polices() -> None:
    waiting = GANGS.but(patron_share=0.0)
    out = [last(waiting.but(police=police).run("mobilises_total"), "mobilises_total", CAPITAL) for police in (0.0, 1e6)]
    assert_more(*out)


def test_groups_keep_quiet_where_the_state_can_act() -> None:
    """In calm and with police about, a few who fight bring out no others: no war without an opening."""
    calm = street(
        "turf", "policing", crowd=(), members={"Capital": 300.0}, parameters=IDLE, rivalry=0.9, patron_share=0.0,
        police=30_000.0,
    )  # fmt: skip
    mobilised = calm.but({"turf.settle": 1e-3}).run("mobilises_total", "control")
    assert mobilised["control"].min() > 0.95
    alone = 300 * (1 - np.exp(-0.9 * 1e-3 * len(mobilised["control"])))  # those whom settling alone brings out
    assert last(mobilised, "mobilises_total", CAPITAL).mean() < 1.5 * alone


def test_arms_make_it_deadly() -> None:
    assert not last(GANGS.but(arms=0.0).run("members_dead"), "members_dead").any()


def test_few_bystanders_are_hit() -> None:
    deadly = GANGS.but({"turf.feud": 0.05, "turf.stray": 0.1}, patron_share=1.0).run("members_dead", "dead")
    assert_more(last(deadly, "dead", CAPITAL), 0.0 * last(deadly, "dead", CAPITAL))
    assert_more(last(deadly, "members_dead", CAPITAL) / 300, last(deadly, "dead", CAPITAL) / 3600)
