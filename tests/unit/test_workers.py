"""How many processes are started."""

from __future__ import annotations

import os

from corcyra.case import Case
from corcyra.engines.workers import LITTLE, processes


def test_little_is_simulated_in_one_process_and_much_in_all(toy: Case) -> None:
    enough = -(-LITTLE // (toy.hours * len(toy.places)))
    assert processes(None, toy, enough - 1) == 1
    assert processes(None, toy, enough) == (os.cpu_count() or 1)


def test_what_is_asked_for_is_done(toy: Case) -> None:
    assert [processes(wanted, toy, draws) for wanted in (1, 3) for draws in (1, LITTLE)] == [1, 1, 3, 3]


def test_the_toy_is_little_and_the_main_case_is_not(toy: Case, kazakhstan: Case) -> None:
    for case, little in ((toy, True), (kazakhstan, False)):
        work = case.draws * len(case.accounts) * case.hours * len(case.places)
        assert (work < LITTLE) is little, case.name
