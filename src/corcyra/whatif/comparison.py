"""Comparison: how far violence goes under accounts of several cases, and which mechanisms make the difference.

Every mechanism of any of the accounts is switched in every case: off where the account has it, on where it has not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corcyra.account import Account
from corcyra.case import Case
from corcyra.engines.ensemble import Progress
from corcyra.evidence.measure import Bound, Measure
from corcyra.plan import Plan, make_plan
from corcyra.whatif.counterfactual import DRAWS, measure
from corcyra.whatif.outcomes import ACTIVE, HELD, STREET, VIOLENCE, Outcome

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.floating[Any]]

#: Order in a place is broken if its forces face more than they can handle for so long [hour].
BROKEN = 24.0
#: The bargain is tipped if so much of power has changed hands, either way [1].
TIPPED = 0.1

#: What is compared, by name: its meaning and its unit.
FATES = {
    "violent": (f"at least {VIOLENCE:g} people were violent at once in some place", "1"),
    "one-region": ("that was so in one region only", "1"),
    "half-of-regions": ("that was so in at least half of the regions", "1"),
    "violent-regions": ("share of the regions in which it was so", "1"),
    "order-broken": (f"somewhere the forces faced more than they could handle for {BROKEN:g} hours in all", "1"),
    "bargain-tipped": (f"the incumbent's share of power changed by at least {TIPPED:g}, either way", "1"),
    "incumbent-stronger": (f"it grew by at least {TIPPED:g}", "1"),
    "largest-crowd": ("people in the street at once, nationwide, at the most", "person"),
}

Told = tuple[Case, str]


def fates(case: Case, account: Account, order: Plan, draws: int, seed: int) -> Array:
    """The fates of every simulation, shape (simulation, fate), in the order of ``FATES``."""
    regions = list(dict.fromkeys(place.region for place in case.places))
    chosen = [Outcome(name, "", "", _violence(case, name)) for name in regions]
    out = Measure(STREET, end=case.hours, take="max")
    lost = Measure(("control",), end=case.hours, across="min", take="hours", when=Bound(HELD, below=True))
    moved = Measure(("bargain",), end=case.hours, take="change")
    chosen += [Outcome(name, "", "", each) for name, each in (("lost", lost), ("moved", moved), ("out", out))]
    values = measure(case, account, order, chosen, draws, seed)
    reached = (values[:, : len(regions)] > 0).sum(axis=1)
    hours, change, crowd = values[:, len(regions) :].T
    return np.stack(
        [
            reached > 0,
            reached == 1,
            2 * reached >= len(regions),
            reached / len(regions),
            hours >= BROKEN,
            np.abs(change) >= TIPPED,
            change >= TIPPED,
            crowd,
        ],
        axis=1,
    ).astype(np.float64)


def compare_fates(told: Sequence[Told], draws: int = DRAWS, seed: int = 1) -> pd.DataFrame:
    """How far violence goes under each account.

    Parameters
    ----------
    told : cases, each with the name of one of its accounts
    draws : simulations of each
    seed : the same seed gives the same bits

    Returns
    -------
    One row an account and fate: case, account, fate, mean, standard_error; and the same of the simulations in which
    there was violence: mean_violent, standard_error_violent (not a number where there was none, or once).
    """
    import pandas as pd

    rows = []
    for case, name in told:
        account = case.account(name)
        values = fates(case, account, account.plan(), draws, seed)
        violent = values[values[:, 0] > 0]
        columns = (FATES, *_estimate(values), *_estimate(violent))
        rows += [(case.name, name, *row) for row in zip(*columns, strict=True)]
    names = ["case", "account", "fate", "mean", "standard_error", "mean_violent", "standard_error_violent"]
    return pd.DataFrame(rows, columns=names)


def compare_switches(
    told: Sequence[Told], draws: int = DRAWS, seed: int = 1, progress: Progress | None = None
) -> pd.DataFrame:
    """What every mechanism of any of the accounts does to the fates in every case, pair by pair on the same numbers.

    Parameters
    ----------
    told : cases, each with the name of one of its accounts
    draws : pairs of simulations for each switch
    seed : the same seed gives the same bits
    progress : called with (done, all) switches

    Returns
    -------
    One row a case, mechanism and fate: case, account, mechanism, switched ("off" or "on"), fate, difference (mean of
    with - without), standard_error, changed (share of the pairs that differ). Where a mechanism is switched on, it has
    the priors that it declares, and what the case gives.
    """
    import pandas as pd

    every = sorted({name for case, account in told for name in case.account(account).mechanisms})
    rows = []
    for number, (case, name) in enumerate(told):
        account = case.account(name)
        order = make_plan(every)
        base = fates(case, account, order, draws, seed)
        for position, mechanism in enumerate(every):
            has = mechanism in account.mechanisms
            kept = tuple(other for other in account.mechanisms if other != mechanism)
            changed = replace(account, mechanisms=kept if has else (*kept, mechanism))
            other = fates(case, changed, order, draws, seed)
            pair = base - other if has else other - base
            means, errors = _estimate(pair)
            apart = (pair != 0).mean(axis=0)
            switched = "off" if has else "on"
            rows += [
                (case.name, name, mechanism, switched, *row) for row in zip(FATES, means, errors, apart, strict=True)
            ]
            if progress is not None:
                progress(number * len(every) + position + 1, len(told) * len(every))
    columns = ["case", "account", "mechanism", "switched", "fate", "difference", "standard_error", "changed"]
    return pd.DataFrame(rows, columns=columns)


def separating(switches: pd.DataFrame, fate: str, cases: Iterable[str], z: float = 4.0) -> dict[str, float]:
    """Mechanisms whose effect on a fate is beyond chance in one of the cases: the largest effect, by mechanism.

    Parameters
    ----------
    switches : see :func:`compare_switches`
    fate : one of ``FATES``
    cases : names
    z : standard errors that a difference must have; some hundred differences are looked at, so 4 rather than 2
    """
    rows = switches[(switches["fate"] == fate) & switches["case"].isin(list(cases))]
    beyond = rows[rows["difference"].abs() > z * rows["standard_error"]]
    out: dict[str, float] = {}
    for mechanism, difference in zip(beyond["mechanism"], beyond["difference"], strict=True):
        if abs(difference) > abs(out.get(mechanism, 0.0)):
            out[mechanism] = float(difference)
    return dict(sorted(out.items(), key=lambda item: -abs(item[1])))


def _violence(case: Case, region: str) -> Measure:
    places = tuple(number for number, place in enumerate(case.places) if place.region == region)
    return Measure(ACTIVE, places=places, end=case.hours, across="places", when=Bound(VIOLENCE))


def _estimate(values: Array) -> tuple[Array, Array]:
    """The mean of every column and its standard error; not a number if there are fewer than two rows."""
    if len(values) < 2:
        nothing = np.full(values.shape[1], np.nan)
        return nothing, nothing
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))
