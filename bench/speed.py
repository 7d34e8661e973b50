"""Speed of the lumped engine on a case: simulations a second, and the ratio to the time that its draws alone take.

    python bench/speed.py [CASE] [--draws N] [--workers N] [--accounts A ...]

Start-up (imports, compilation, opening the case, forking) is not counted: mechanisms are compiled before workers are
forked, and every worker first runs one block. The draws alone are the moves of people from the states of one hour a
day of some simulations; whole hours are timed from the same states.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Callable

import numpy as np
from numba import njit

from corcyra import Case, open_case
from corcyra.engines.ensemble import BLOCK, Job, run_block
from corcyra.engines.lumped import Lumped
from corcyra.engines.moves import move, room_for

Work = Callable[[tuple[str, str, int]], None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", nargs="?", default="kazakhstan-2022")
    parser.add_argument("--draws", type=int, default=8 * BLOCK, help="simulations of each account")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--accounts", nargs="*")
    given = parser.parse_args()
    case = open_case(given.case)
    print(f"{case.title}: {len(case.places)} places, {case.hours} hours, {len(case.ledger.clues)} clues")
    print(f"simulations a second of {given.workers} workers, and time over that of the draws alone in the same process")
    print(f"{'account':24} {'mechanisms':>10} {'simulated':>10} {'and weighable':>14} {'total / draws':>14}")
    for name in given.accounts or case.accounts:
        blocks = max(given.draws // BLOCK, given.workers)
        draws_share = ratio(case, name)
        alone = throughput(_simulate, case.name, name, blocks, given.workers)
        whole = throughput(_run, case.name, name, blocks, given.workers)
        count = len(case.account(name).mechanisms)
        print(f"{name:24} {count:10} {alone:10.0f} {whole:14.0f} {draws_share:14.2f}")


def throughput(work: Work, case: str, account: str, blocks: int, workers: int) -> float:
    """Simulations a second of all workers together."""
    shares = [blocks // workers + (w < blocks % workers) for w in range(workers)]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        pool.map(work, [(case, account, 1)] * workers, chunksize=1)  # not counted
        start = time.perf_counter()
        pool.map(work, [(case, account, share) for share in shares], chunksize=1)
        return blocks * BLOCK / (time.perf_counter() - start)


@njit(error_model="numpy")
def _moves(levels, counts, ways, weights, paces, keys, times, draw):
    """Move everybody by one hour, ``times`` times from the same state; or only put the state back."""
    room = room_for(counts.shape[1], counts.shape[2], counts.shape[3], ways.rate.shape[0])
    z, people = levels[0].copy(), counts[0].copy()
    for s in range(levels.shape[0]):
        for k in range(times):
            z[:] = levels[s]
            people[:] = counts[s]
            if draw:
                room.keys[:] = keys + np.uint64(k)
                move(people, z, ways, weights[s], paces[s], room)


def ratio(case: Case, account: str, simulations: int = 100, times: int = 5) -> float:
    """Time of whole hours over the time of the same hours' draws, from one hour a day of some simulations."""
    engine = Lumped(case, case.account(account), range(simulations), 1)
    one = np.ones((simulations, len(case.places), 1))
    keys = np.arange(20, dtype=np.uint64) << np.uint64(32)
    people = [(engine.weights, engine.paces), (one, one[:, 0])]
    draws = hours = 0.0
    Lumped(case, case.account(account), range(2), 1).run()  # compiled
    for noon in range(12, case.hours, 24):
        engine.advance(noon)
        for counts, ways, (weights, paces) in zip(engine.counts, engine.ways, people, strict=True):
            for repeats, draw in ((1, True), (times, True), (times, False)):  # the first is not counted
                start = time.process_time()
                _moves(engine.levels, counts, ways, weights, paces, keys[: counts.shape[3]], repeats, draw)
                spent = (time.process_time() - start) / times
                draws += 0.0 if repeats == 1 else spent if draw else -spent
        start = time.process_time()
        engine.advance(noon + 1)
        hours += time.process_time() - start
    return hours / draws


_CASES: dict[str, Case] = {}


def _simulate(work: tuple[str, str, int]) -> None:
    """The histories alone."""
    name, account, blocks = work
    case = _CASES.setdefault(name, open_case(name))
    for block in range(1, blocks + 1):
        Lumped(case, case.account(account), range(block * BLOCK, (block + 1) * BLOCK), 1).run()


def _run(work: tuple[str, str, int]) -> None:
    """The histories, with every clue read off them."""
    name, account, blocks = work
    case = _CASES.setdefault(name, open_case(name))
    for block in range(blocks):
        run_block(Job(str(case.folder), case.digest, (), account, 1, (block + 1) * BLOCK, BLOCK, 0), case)


if __name__ == "__main__":
    main()
