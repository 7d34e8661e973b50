"""Model choice by another road: a random forest, trained on the same draws, on the records of the calibration.

    python bench/calibrate.py && python bench/forest.py [--histories 12000] [--trees 300]

Needs scikit-learn. Takes some minutes, and writes docs/findings/forest.md. The forest (Pudlo et al. 2016) never sees a
likelihood: it is shown reports made up from plain draws, with the name of the account that each came from, and then
the records of the calibration, of which it knows no more than the verdict does. Beside the reports as they are it is
given the axes of a linear discriminant analysis, as that paper advises.
"""

from __future__ import annotations

import argparse
import json
import math
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tables import FOLDER, table

from corcyra.case import Case, open_case
from corcyra.evidence.ledger import Ledger
from corcyra.inference.calibration import made_up, truths
from corcyra.inference.pieces import record_of, script_of

Array = npt.NDArray[np.float64]

FINDINGS = Path(__file__).parents[1] / "docs" / "findings"
CASE = "kazakhstan-2022"
#: Part of the seed of the records that the forest learns from, so that they are not those it is asked about.
LEARNS = 1000
#: How often the two should agree where the verdict has decided.
AIM = 0.9
#: Histories that are turned into records in one piece of work.
STEP = 250
#: The fewest examples in a leaf that are tried; what gets most of the examples right that a tree has not seen is used.
LEAVES = (3, 10, 30)

HEAD = """# Does another method choose the same account?

A random forest ([Pudlo et al.](../reference/bibliography.md#pudlo-et-al-2016)) was trained on {learned:,} records made
up from plain draws of the accounts of `{case}`, and then shown the {records} records of
[the calibration](calibration.md). It knows no likelihood and no trust: only what was reported, and from which account
its examples came. Where the verdict calls a record decided, the two should agree.

Written by `python bench/forest.py --histories {histories} --trees {trees}`, from the case with the digest `{digest}`.

```text
{text}```

## How to read it

- *Same account* is how often the forest chose the account that the verdict chose; the error is that of a share.
- *Right* is how often each chose the account that the record was made from. Of {count} accounts, guessing would be
  right once in {count}.
- Both can be wrong together, and where they differ either can be: the forest uses every report less well than a
  likelihood does, the verdict has an error from its draws. Which of the two it is shows in the votes: a forest that
  gives its choice less than half of the trees has not decided.
"""


def features(ledger: Ledger, claims: list[str]) -> Array:
    """A record as numbers, one a report: yes or no, a number (counts by the logarithm), an hour, or where in bounds."""
    out = []
    for name in claims:
        claim = ledger.claims[name]
        report, clue = claim.report, ledger.clues[claim.clue or ""]
        assert report is not None
        if report.form == "between":
            told = ORIGINAL[name]
            out.append(float(report.low >= told[1]) - float(report.high <= told[0]))
        elif report.form == "never":
            out.append(2.0 * clue.high)
        else:
            out.append(math.log(max(report.value, 1e-9)) if clue.kind == "count" else report.value)
    return np.array(out)


#: Bounds as the case's own ledger gives them, by claim.
ORIGINAL: dict[str, tuple[float, float]] = {}


def learn(part: tuple[str, int, Array]) -> Array:
    """Records made up from some histories of one account, as numbers."""
    account, first, measures = part
    case = opened()
    return np.array([
        features(made_up(case, account, first + k, each, LEARNS), CLAIMS) for k, each in enumerate(measures)
    ])  # fmt: skip


CLAIMS: list[str] = []
_KEPT: list[Case] = []


def opened() -> Case:
    """The case; its reports that count are noted."""
    if not _KEPT:
        case = open_case(CASE)
        script = script_of(case.ledger)
        counts = record_of(script).counts
        CLAIMS.extend(claim.id for claim, counted in zip(script.claims, counts, strict=True) if counted)
        for claim in script.claims:
            assert claim.report is not None
            ORIGINAL[claim.id] = (claim.report.low, claim.report.high)
        _KEPT.append(case)
    return _KEPT[0]


def main() -> None:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.ensemble import RandomForestClassifier

    parser = argparse.ArgumentParser()
    parser.add_argument("--histories", type=int, default=12_000)
    parser.add_argument("--trees", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    case = opened()
    known = json.loads((FINDINGS / "calibration.json").read_text(encoding="utf-8"))
    if known["case_digest"] != case.digest:
        raise SystemExit("the calibration is of another state of the case; run bench/calibrate.py first")
    names, records = list(case.accounts), known["records"]
    measures = table(case, known["draws"], known["seed"], given.workers)["measure"]
    measures = measures.transpose("account", "simulation", "clue").values[:, : given.histories]
    parts = [
        (name, at, measures[a, at : at + STEP])
        for a, name in enumerate(names)
        for at in range(0, given.histories, STEP)
    ]
    kept = FOLDER / f"forest-{case.name}-{given.histories}-{known['seed']}-{case.digest[:16]}.npy"
    if not kept.is_file():
        with ProcessPoolExecutor(given.workers, get_context("fork")) as pool:
            np.save(kept, np.concatenate(list(pool.map(learn, parts))))
    x = np.load(kept)
    y = np.repeat(np.arange(len(names)), measures.shape[1])
    happened, _ = truths(case, names, -(-len(records) // len(names)), known["seed"], given.workers)
    asked = np.array([
        features(made_up(case, names[a], row, happened[a, row], known["seed"]), CLAIMS)
        for a, row in ((k % len(names), k // len(names)) for k in range(len(records)))
    ])  # fmt: skip
    axes = LinearDiscriminantAnalysis().fit(x, y)
    grown = {}
    for leaf in LEAVES:
        grown[leaf] = RandomForestClassifier(
            given.trees, min_samples_leaf=leaf, n_jobs=given.workers, random_state=known["seed"], oob_score=True
        ).fit(np.hstack([x, axes.transform(x)]), y)
    leaf = max(grown, key=lambda leaf: float(grown[leaf].oob_score_))
    forest = grown[leaf]
    votes = forest.predict_proba(np.hstack([asked, axes.transform(asked)]))
    text = compare(names, records, votes, float(forest.oob_score_))
    found = {
        "schema": 1, "case": case.name, "case_digest": case.digest, "histories": given.histories, "trees": given.trees,
        "leaf": leaf,
        "records": [
            {"truth": each["truth"], "verdict": each["chosen"], "decided": each["decided"],
             "forest": names[int(np.argmax(vote))], "votes": dict(zip(names, vote.round(4).tolist(), strict=True))}
            for each, vote in zip(records, votes, strict=True)
        ],
    }  # fmt: skip
    page = HEAD.format(
        learned=y.size, case=case.name, records=len(records), histories=given.histories, trees=given.trees,
        digest=case.digest[:16], text=text, count=len(names),
    )  # fmt: skip
    (FINDINGS / "forest.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (FINDINGS / "forest.md").write_text(page, encoding="utf-8")
    print(text)


def compare(names: list[str], records: list[dict[str, object]], votes: Array, known: float) -> str:
    """Where the forest agrees with the verdict, as a table, and every decided record on which it does not."""
    chosen = [names[int(np.argmax(vote))] for vote in votes]
    lines = [f"{'records':32} {'number':>7} {'same account':>16} {'verdict right':>14} {'forest right':>13}"]
    sure = votes.max(axis=1) > 0.5
    kinds = {
        "decided by the verdict": [each["decided"] for each in records],
        "  and by half of the trees": [each["decided"] and sure[k] for k, each in enumerate(records)],
        "undetermined": [not each["decided"] for each in records],
        "all": [True] * len(records),
    }
    for title, which in kinds.items():
        own = [k for k in range(len(records)) if which[k]]
        if not own:
            continue
        same = np.mean([records[k]["chosen"] == chosen[k] for k in own])
        share = (same * len(own) + 1) / (len(own) + 2)  # of one more that agrees and one more that does not
        error = math.sqrt(share * (1 - share) / len(own))
        verdict = np.mean([records[k]["chosen"] == records[k]["truth"] for k in own])
        forest = np.mean([chosen[k] == records[k]["truth"] for k in own])
        lines.append(f"{title:32} {len(own):>7} {f'{same:.0%} ± {error:.0%}':>16} {verdict:>14.0%} {forest:>13.0%}")
    lines += [f"Of its own examples, each by the trees that had not seen it, the forest gets {known:.0%} right.", ""]
    decided = [k for k, each in enumerate(records) if each["decided"]]
    agreed = np.mean([records[k]["chosen"] == chosen[k] for k in decided]) if decided else 0.0
    reached = "is reached" if agreed >= AIM else "is not reached"
    lines.append(f"The aim of {AIM:.0%} of the decided records {reached}.")
    differ = [k for k, each in enumerate(records) if each["decided"] and each["chosen"] != chosen[k]]
    right = [sum(records[k]["chosen"] == records[k]["truth"] for k in differ)]
    right.append(sum(chosen[k] == records[k]["truth"] for k in differ))
    lines.append(
        f"Decided records on which they differ; the verdict is right on {right[0]}, the forest on {right[1]}:"
        if differ else "They differ on no decided record."
    )  # fmt: skip
    for k in differ:
        each, vote = records[k], votes[k]
        said = each["posterior"][each["chosen"]]  # type: ignore[index]
        lines.append(
            f"  made from {each['truth']}: verdict {each['chosen']} ({said:.2f}), forest {chosen[k]} "
            f"({vote.max():.2f}, and {vote[names.index(str(each['chosen']))]:.2f} for the verdict's)"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
