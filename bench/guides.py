"""How far apart filters end, with the guides that a case keeps and without them.

    python bench/guides.py --filters 24

Each filter begins with as many plain draws as one of a default run, or of one with so many `--draws`, and estimates the
evidence of the whole record by itself.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor

import numpy as np

import corcyra as cy
from corcyra.engines.keyed import purpose
from corcyra.engines.lumped import compile_accounts
from corcyra.inference.filter import log_mean
from corcyra.inference.mixture import DECIBEL
from corcyra.inference.sampler import FILTERS, POPULATION, Stream
from corcyra.inference.sampling import COST, FIRST, guide_of, model_of

#: Plain draws are numbered from here: not those of a run, nor those that guides are learned from.
FIRST_NUMBER = 2**52


def evidence(case_name: str, account: str, guided: bool, number: int, size: int) -> float:
    """The logarithm of the evidence by one filter."""
    case = cy.open_case(case_name)
    guide = guide_of(case, case.account(account)) if guided else None
    first = FIRST_NUMBER + number * size
    draw = Stream(purpose(1, "bench", account, number))
    return model_of(case, account, 1, {}, guide).lead(range(first, first + size), 1.0, draw).log_z


def main() -> None:
    """Print a table: spread, median and mean by account, without guides and with them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", default="kazakhstan-2022")
    parser.add_argument("--accounts", nargs="*")
    parser.add_argument("--filters", type=int, default=24)
    parser.add_argument("--draws", type=int)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    case = cy.open_case(given.case)
    names = given.accounts or list(case.accounts)
    size = round(FILTERS[1.0] * min(POPULATION, (given.draws or case.draws) // (FIRST * COST)))
    compile_accounts(case, names)
    print(f"{given.filters} filters, each of {size} simulations at the start")
    print(f"{'account':24} {'begins':>7} {'spread [nat]':>13} {'median [dB]':>12} {'mean [dB]':>10}")
    with ProcessPoolExecutor(given.workers) as pool:
        for name in names:
            for guided in (False, True):
                jobs = [(given.case, name, guided, number, size) for number in range(given.filters)]
                found = np.array(list(pool.map(evidence, *zip(*jobs, strict=True))))
                spread, median, mean = found.std(ddof=1), np.median(found) * DECIBEL, log_mean(found) * DECIBEL
                kind = "guided" if guided else "plain"
                print(f"{name:24} {kind:>7} {spread:13.2f} {median:12.1f} {mean:10.1f}", flush=True)


if __name__ == "__main__":
    main()
