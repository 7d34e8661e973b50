"""Speed of the lumped engine on a case: simulations a second, and the ratio to the time that its draws alone take.

    python bench/speed.py [CASE] [--draws N] [--workers N]

Start-up (imports, compilation, opening the case, forking) is not counted: every worker first runs one block.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Callable

from corcyra import Case, open_case
from corcyra.engines import lumped
from corcyra.engines.ensemble import BLOCK, Job, run_block

Work = Callable[[tuple[str, str, int]], None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", nargs="?", default="kazakhstan-2022")
    parser.add_argument("--draws", type=int, default=40 * BLOCK, help="simulations of each account")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    case = open_case(given.case)
    print(f"{case.title}: {len(case.places)} places, {case.hours} hours, {len(case.ledger.clues)} clues")
    print(f"simulations a second of {given.workers} workers, and time over that of the draws alone in the same process")
    print(f"{'account':24} {'mechanisms':>10} {'simulated':>10} {'and weighable':>14} {'total / draws':>14}")
    for name, account in case.accounts.items():
        blocks = max(given.draws // BLOCK, given.workers)
        alone = throughput(_simulate, case.name, name, blocks, given.workers)
        whole = throughput(_run, case.name, name, blocks, given.workers)
        print(f"{name:24} {len(account.mechanisms):10} {alone:10.0f} {whole:14.0f} {ratio(case.name, name):14.2f}")


def throughput(work: Work, case: str, account: str, blocks: int, workers: int) -> float:
    """Simulations a second of all workers together."""
    shares = [blocks // workers + (w < blocks % workers) for w in range(workers)]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        pool.map(work, [(case, account, 1)] * workers, chunksize=1)  # not counted
        start = time.perf_counter()
        pool.map(work, [(case, account, share) for share in shares], chunksize=1)
        return blocks * BLOCK / (time.perf_counter() - start)


def ratio(case: str, account: str) -> float:
    """Time of whole blocks over the time of the same blocks' draws, in this process."""
    spent, real = 0.0, lumped.move

    def timed(*arguments: object) -> None:
        nonlocal spent
        start = time.perf_counter()
        real(*arguments)
        spent += time.perf_counter() - start

    _run((case, account, 1))
    lumped.move = timed
    try:
        start = time.perf_counter()
        _run((case, account, 4))
        return (time.perf_counter() - start) / spent
    finally:
        lumped.move = real


_CASES: dict[str, Case] = {}


def _simulate(work: tuple[str, str, int]) -> None:
    """The histories alone."""
    name, account, blocks = work
    case = _CASES.setdefault(name, open_case(name))
    for block in range(1, blocks + 1):
        lumped.Lumped(case, case.account(account), range(block * BLOCK, (block + 1) * BLOCK), 1).run()


def _run(work: tuple[str, str, int]) -> None:
    """The histories, with every clue read off them."""
    name, account, blocks = work
    case = _CASES.setdefault(name, open_case(name))
    for block in range(blocks):
        run_block(Job(str(case.folder), case.digest, (), account, 1, (block + 1) * BLOCK, BLOCK, 0), case)


if __name__ == "__main__":
    main()
