"""Prior predictive: what each account makes of every measure before the record is looked at, and where the record lies.

An account under which everything burns, or nothing happens, says little. What it expects is read off plain draws from
its priors, so that one may see whether the record is possible at all (gabry-et-al-2019).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corcyra.case import Case, open_case
from corcyra.errors import EnsembleError
from corcyra.evidence.ledger import Clue, Report
from corcyra.inference.scales import prior_measures

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = npt.NDArray[np.float64]

#: The ends of the middle 90 % of the simulations.
LOW, HIGH = 5, 95
#: An answer to a yes-or-no question that fewer simulations than this give lies outside what an account expects.
RARE = 0.05


def predictive(ensemble: xr.Dataset, case: Case | None = None) -> pd.DataFrame:
    """What each account expects of every measure, and where what the record reports lies.

    Parameters
    ----------
    ensemble : what :func:`corcyra.simulate` gave, or :func:`corcyra.sample`, of which the plain draws are used
    case : the case that it is of; the shipped case of that name if None

    Returns
    -------
    DataFrame with a row for each account and clue:

    kind, unit : of the measure
    low, median, high : 5th, 50th and 95th percentile of the simulations, as simulated; times in hours from the start,
        infinite where never; NaN for truth values
    yes : share of the simulations in which it is so; NaN but for truth values
    never : share of the simulations in which it does not happen; NaN but for times
    reports : number of independent reports on the clue
    inside : how many of them lie within the middle 90 %; of a truth value, how many answer what at least 5 % answer
    reported_low, reported_high : the lowest and the highest of the reports, open ends left out
    below_low, below_high : the shares of the simulations below these two

    Raises
    ------
    EnsembleError
        If the ensemble is of another case.
    """
    import pandas as pd

    case = case or open_case(str(ensemble.attrs.get("case", "")))
    if ensemble.attrs.get("case_digest") != case.digest:
        raise EnsembleError(f"the ensemble was not made from the case {case.name} as it is now; simulate again")
    clues = [str(name) for name in ensemble["clue"].values]
    rows, names = [], []
    for account in (str(name) for name in ensemble["account"].values):
        measures = prior_measures(ensemble, account)
        for clue in case.ledger.clues.values():
            reports = [claim.report for claim in case.ledger.on(clue.id) if claim.report is not None]
            rows.append(expect(measures[:, clues.index(clue.id)], clue, reports))
            names.append((account, clue.id))
    return pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(names, names=["account", "clue"]))


def expect(values: Array, clue: Clue, reports: Iterable[Report]) -> dict[str, object]:
    """One row of :func:`predictive`: the simulations of one measure under one account, and the reports on it."""
    reports = list(reports)
    truth, time = clue.kind == "truth", clue.kind == "time"
    low, median, high = [math.nan] * 3 if truth else _percentiles(values)
    ends = [end for report in reports for end in _ends(report) if _is_said(end, report)]
    first, last = (min(ends), max(ends)) if ends else (math.nan, math.nan)
    number = bool(ends) and not truth
    return {
        "kind": clue.kind,
        "unit": clue.unit,
        "low": low,
        "median": median,
        "high": high,
        "yes": float((values > 0).mean()) if truth else math.nan,
        "never": float(np.isinf(values).mean()) if time else math.nan,
        "reports": len(reports),
        "inside": sum(inside(values, clue, report) for report in reports),
        "reported_low": first,
        "reported_high": last,
        "below_low": float((values < first).mean()) if number else math.nan,
        "below_high": float((values < last).mean()) if number else math.nan,
    }


def inside(values: Array, clue: Clue, report: Report) -> bool:
    """Whether a report lies within what an account expects, the speaker's error left out."""
    if clue.kind == "truth":
        return bool(((values > 0) == bool(report.value)).mean() >= RARE)
    low, _, high = _percentiles(values)  # times that never come are infinite, and so later than any report
    first, last = _ends(report)
    return low <= last and first <= high


def _is_said(end: float, report: Report) -> bool:
    """Whether somebody named this end: more than a number has no upper one, less than a number no lower one."""
    return math.isfinite(end) and not (report.form == "between" and end <= 0.0)


def _ends(report: Report) -> tuple[float, float]:
    return (report.low, report.high) if report.form == "between" else (report.value, report.value)


def _percentiles(values: Array) -> list[float]:
    # The nearest simulated value, not one between two: half a person was never simulated.
    return [float(value) for value in np.percentile(values, [LOW, 50, HIGH], method="nearest")]
