"""The posterior of an account: what the record leaves of its priors, and points to simulate from again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corcyra.case import Case
from corcyra.engines.keyed import Floats, purpose, uniforms
from corcyra.engines.points import SWITCH, Points, dimensions, read_start
from corcyra.errors import EnsembleError
from corcyra.levels import Known

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = npt.NDArray[np.float64]


def posterior_points(case: Case, ensemble: xr.Dataset, account: str, size: int, seed: int = 1) -> Points:
    """Points of so many simulations drawn from an account's posterior, to be simulated again or with a change.

    Raises
    ------
    EnsembleError
        If the ensemble was not tempered.
    """
    one = _last(ensemble, account)
    edges = np.cumsum(one["posterior_weight"].values)
    shift = float(uniforms(purpose(seed, "posterior", account), np.zeros(1, np.uint64), 0, 1)[0, 0])
    at = np.searchsorted(edges, (np.arange(size) + shift) * (edges[-1] / size), side="right")
    chosen = np.minimum(at, int((one["posterior_island"].values >= 0).sum()) - 1)
    wide = sum(each[1] for each in dimensions(case, case.account(account)))
    return Points(one["posterior_uniforms"].values[chosen, :wide], one["posterior_origin"].values[chosen])


def parameters(case: Case, ensemble: xr.Dataset, account: str) -> pd.DataFrame:
    """What the record leaves of every number that an account draws from a prior, those that moved most first.

    Of the coins of the open account see :mod:`corcyra.inference.inclusion`.

    Returns
    -------
    DataFrame with a row for each number (of numbers by place, one for each place):

    prior_low, prior_median, prior_high, low, median, high : 5th, 50th and 95th percentile before and after, in the unit
        of the number
    moved : the mean after the record [standard deviations of the prior, on the scale of normal scores]
    islands : 1 where populations that were led to the record apart from each other agree, more where they don't: the
        root of the whole variance over that within them (as R-hat compares chains)

    Raises
    ------
    EnsembleError
        If the ensemble was not tempered.
    """
    import pandas as pd
    from scipy.special import ndtri

    one = _last(ensemble, account)
    used = one["posterior_island"].values >= 0
    island, weight = one["posterior_island"].values[used], one["posterior_weight"].values[used]
    chance = one["posterior_uniforms"].values[used]
    score = ndtri(chance)
    rows, names = [], []
    for column, (name, known) in enumerate(_numbers(case, account)):
        values, scores = known.prior.quantile(chance[:, column]) * known.factor, score[:, column]
        means = np.array([scores[island == k].mean() for k in np.unique(island)])
        within = np.mean([scores[island == k].var() for k in np.unique(island)])
        low, middle, high = (value * known.factor for value in known.prior.interval())
        order = np.argsort(values)
        at = np.searchsorted(np.cumsum(weight[order]), [0.05, 0.5, 0.95])
        ends = values[order][np.minimum(at, values.size - 1)]
        agree = float(np.sqrt(1.0 + means.var() / max(within, 1e-12)))
        rows.append((low, middle, high, *ends, float(weight @ scores), agree))
        names.append(name)
    columns = ["prior_low", "prior_median", "prior_high", "low", "median", "high", "moved", "islands"]
    table = pd.DataFrame(rows, index=pd.Index(names, name="number"), columns=columns)
    table = table[~table.index.str.startswith(SWITCH)]
    return table.sort_values("moved", key=np.abs, ascending=False)


def _last(ensemble: xr.Dataset, account: str) -> xr.Dataset:
    if "posterior_weight" not in ensemble:
        raise EnsembleError("the ensemble holds plain draws only; make one with `corcyra.sample`")
    return ensemble.sel(account=account)


def _numbers(case: Case, account: str) -> list[tuple[str, Known]]:
    """Every number drawn from a prior, one for each column of the points."""
    chosen, out = case.account(account), []

    def note(name: str, known: Known, wide: int) -> Floats:
        if known.prior.family != "constant":
            out.extend([(name, known)] if wide == 1 else [(f"{name} {place}", known) for place in case.place_names])
        return np.zeros((1, wide))

    read_start(case, chosen, chosen.plan(), note)
    return out
