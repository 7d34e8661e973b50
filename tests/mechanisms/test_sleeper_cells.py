import numpy as np
from paired import NAMES, assert_more, first, last, street

#: No patron: only the cells can move them.
WAITING = street(
    "sleeper_cells", crowd=["Capital"], members=dict.fromkeys(NAMES, 200.0), cell_share=0.9,
    parameters={"sleeper_cells.rise": 1.0, "sleeper_cells.cover": 500.0, "gamble.price": 200.0},
)  # fmt: skip


def test_cells_come_out_together_wherever_they_are() -> None:
    on, off = WAITING.pair("sleeper_cells", "mobilised", "activate")
    assert not off["mobilised"].any()
    woken = last(on, "activate", 0) > 0
    assert woken.mean() > 0.5
    hours = np.array([first(on, "mobilised", place) for place in range(3)])[:, woken]
    assert (np.ptp(hours, axis=0) <= 1).all()


def test_they_wait_for_a_crowd() -> None:
    assert not WAITING.but(hardship_base=0.0).run("activate")["activate"].any()


def test_only_cells_are_woken() -> None:
    assert_more(*(last(WAITING.but(cell_share=share).run("mobilised"), "mobilised") for share in (0.9, 0.05)))
    assert not WAITING.but(cell_share=0.0).run("mobilised")["mobilised"].any()
