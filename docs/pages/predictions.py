"""What an account predicts that others don't: where its prior predictive distribution differs from every other's.

For every clue, the distance of two accounts is the largest difference of their distribution functions (Kolmogorov and
Smirnov's), which means the same for counts, shares, times with "never" among them, and truth values. An account is as
far from the others as from the nearest of them. The record is not looked at.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corcyra.case import Case
from corcyra.engines.ensemble import simulate
from corcyra.evidence.ledger import Clue
from pages.made_from import code, digest, model
from pages.markdown import DOCS

FOLDER = DOCS / "reference" / "accounts"
DRAWS, SEED = 1000, 1
#: Smaller distances are not told: two samples of this size from one distribution are so far apart once in 10,000.
NOTABLE = 0.1
MOST = 8  # rows of a page
PERCENTILES = (5, 50, 95)

Values = npt.NDArray[np.float64]


def path_of(case: Case) -> Path:
    """Where the numbers of a case are."""
    return FOLDER / f"{case.name}.json"


def made_from(case: Case) -> str:
    """The digest of all that the numbers depend on, but for the engine."""
    clues = {clue.id: (clue.kind, clue.measure) for clue in case.ledger.clues.values()}
    return digest(DRAWS, SEED, NOTABLE, MOST, clues, model(case, case.accounts.values()), code(Path(__file__)))


def stale(cases: Iterable[Case]) -> list[Path]:
    """Files that are missing, made from something else than what stands, or left over."""
    wanted = {path_of(case): made_from(case) for case in cases}
    old = {path for path, digest in wanted.items() if read(path).get("made_from") != digest}
    return sorted(old | (set(FOLDER.glob("*.json")) - set(wanted)))


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def measure_all(cases: Iterable[Case], everything: bool = False) -> Iterator[Path]:
    """Simulate the cases whose numbers are stale, or all, and write them; the paths, each when it is done."""
    cases = list(cases)
    old = stale(cases)
    for case in cases:
        if everything or path_of(case) in old:
            text = json.dumps(measure(case), indent=1, ensure_ascii=False)
            path_of(case).write_text(text + "\n", encoding="utf-8")
            yield path_of(case)
    for path in set(old) - {path_of(case) for case in cases}:
        path.unlink()
        yield path


def measure(case: Case) -> dict[str, Any]:
    """For every account, the clues on which it is farthest from every other, farthest first."""
    ensemble = simulate(case, draws=DRAWS, seed=SEED, workers=1)
    found = {name: ensemble["measure"].sel(account=name) for name in case.accounts}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in found}
    for clue in case.ledger.clues.values():
        values = {name: np.asarray(given.sel(clue=clue.id), dtype=np.float64) for name, given in found.items()}
        for name, own in values.items():
            others = {other: distance(own, theirs) for other, theirs in values.items() if other != name}
            if not others:
                continue
            nearest = min(others, key=lambda other: others[other])
            row = {"clue": clue.id, "distance": round(others[nearest], 3), "nearest": nearest}
            if others[nearest] >= NOTABLE:
                rows[name].append(row | {"own": summary(clue, own), "theirs": summary(clue, values[nearest])})
    for each in rows.values():
        each.sort(key=lambda row: -row["distance"])
    best = {name: each[:MOST] for name, each in rows.items()}
    return {"made_from": made_from(case), "draws": DRAWS, "seed": SEED, "accounts": best}


def distance(one: Values, other: Values) -> float:
    """The largest difference of two distribution functions; infinite values are values like others."""
    values = np.unique(np.concatenate([one, other]))
    below = [np.searchsorted(np.sort(each), values, side="right") / len(each) for each in (one, other)]
    return float(np.abs(below[0] - below[1]).max())


def summary(clue: Clue, values: Values) -> list[float | None]:
    """The share of truth, or three percentiles; None for a time that is never."""
    if clue.kind == "truth":
        return [float(values.mean())]
    # By rank: what lies between "then" and "never" is no time.
    found = np.percentile(values, PERCENTILES, method="inverted_cdf")
    return [float(f"{value:.4g}") if math.isfinite(value) else None for value in found]
