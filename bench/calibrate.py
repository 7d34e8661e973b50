"""Calibrate the main case, and write what comes out of it to docs/findings.

    python bench/calibrate.py [--trials 210] [--draws 24000]

Takes a quarter of an hour on two cores, most of it for the draws, which are kept for the next time (bench/tables.py).
The page says from which state of the case it was made.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tables import table

from corcyra.case import open_case
from corcyra.inference.calibration import APART, Calibration, calibrate

FINDINGS = Path(__file__).parents[1] / "docs" / "findings"
CASE = "kazakhstan-2022"

HEAD = """# Is the method right where the answer is known?

Records were made up from the accounts of `{case}`: a history was simulated, the trust in every speaker was drawn,
and each speaker reported what it would. Then the name of the account was hidden and the record weighed.

Written by `python bench/calibrate.py --trials {trials} --draws {draws}`, from the case with the digest `{digest}`.

```text
{text}```

## How to read it

- *Taken for* is the account with the highest probability. With {count} accounts, guessing would be right
  once in {count}.
- In the second table *said* is the mean probability that the verdict gave to the account that it chose, and *right*
  how often that was the true one. Where the two differ by more than two errors, probabilities promise too much or too
  little.
- A record that gives no account 80 %, or the best one less than twice the Monte Carlo error over the next, is
  undetermined. One made-up record holds as many reports as the real one, from speakers who are trusted as little.
  What is said takes the Monte Carlo error of the evidence into account.
- *Ranks*: the chance of ranks as uneven as these if the posterior were right, for the account's worst number (times how
  many there are) and for how well histories fit the record. The true history is counted among the draws, so that ranks
  are uniform however few draws carry a record; see [the mathematics](../explanation/mathematics.md#does-it-work). The
  more of the weight is the true history's own (the median is given), the less such ranks can find.
- Two accounts are *confused* by a record that speaks for the other one. The ledger *does not tell them apart* if
  records of neither speak for it with {apart:g} dB on average. A *sure report* is one by a source that is nearly always
  right, on one clue alone, before anything else is known.
"""


def page(found: Calibration) -> str:
    """The page on what was found."""
    return HEAD.format(
        case=found.case, trials=len(found.trials), draws=found.draws, digest=found.digest[:16], text=found,
        count=len(found.accounts), apart=APART,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=210)
    parser.add_argument("--draws", type=int, default=24_000)
    parser.add_argument("--workers", type=int, default=None)
    given = parser.parse_args()
    case = open_case(CASE)
    draws = table(case, given.draws, workers=given.workers)
    found = calibrate(case, given.trials, given.draws, workers=given.workers, reference=draws)
    FINDINGS.mkdir(exist_ok=True)
    (FINDINGS / "calibration.json").write_text(json.dumps(found.to_dict(), indent=1) + "\n", encoding="utf-8")
    (FINDINGS / "calibration.md").write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
