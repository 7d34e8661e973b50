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
Indices = npt.NDArray[np.int64]


def posterior_points(case: Case, ensemble: xr.Dataset, account: str, size: int, seed: int = 1) -> Points:
    """Points of so many simulations drawn from an account's posterior, to be simulated again or with a change.

    Raises
    ------
    EnsembleError
        If the ensemble was not tempered.
    """
    one = last_populations(ensemble, account)
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
    moved, error : the mean after the record and its Monte Carlo error, from islands as replicates [standard deviations
        of the prior, on the scale of normal scores]
    islands : 1 where populations that were led to the record apart from each other agree, more where they don't; see
        :func:`agreement`

    Raises
    ------
    EnsembleError
        If the ensemble was not tempered.
    """
    import pandas as pd
    from scipy.special import ndtri

    one = last_populations(ensemble, account)
    used = one["posterior_island"].values >= 0
    island, weight = one["posterior_island"].values[used], one["posterior_weight"].values[used]
    chance = one["posterior_uniforms"].values[used]
    score = ndtri(chance)
    mean, error = replicates(score, island, weight)
    agree = agreement(score, island)
    rows, names = [], []
    for column, (name, known) in enumerate(numbers_of(case, account)):
        values = known.prior.quantile(chance[:, column]) * known.factor
        low, middle, high = (value * known.factor for value in known.prior.interval())
        order = np.argsort(values)
        at = np.searchsorted(np.cumsum(weight[order]), [0.05, 0.5, 0.95])
        ends = values[order][np.minimum(at, values.size - 1)]
        rows.append((low, middle, high, *ends, mean[column], error[column], agree[column]))
        names.append(name)
    columns = ["prior_low", "prior_median", "prior_high", "low", "median", "high", "moved", "error", "islands"]
    table = pd.DataFrame(rows, index=pd.Index(names, name="number"), columns=columns)
    table = table[~table.index.str.startswith(SWITCH)]
    return table.sort_values("moved", key=np.abs, ascending=False)


def agreement(score: Array, island: Indices) -> Array:
    """How far islands agree, by number: the root of the whole variance over that within islands.

        sqrt(1 + B / W)

    with B the variance of the islands' means and W the mean of their variances, as R-hat compares chains (Gelman &
    Rubin 1992). Islands count alike here, whatever their weight: an island that went astray shows. Below 1.1 they agree
    well; at 1.4 their means differ as much as the draws within one.

    Parameters
    ----------
    score : (draw, number); island : (draw,)
    """
    own = [score[island == k] for k in np.unique(island)]
    if len(own) < 2:
        return np.full(score.shape[1], np.nan)
    between = np.var([each.mean(axis=0) for each in own], axis=0, ddof=1)
    within = np.mean([each.var(axis=0, ddof=1) for each in own], axis=0)
    return np.asarray(np.sqrt(1.0 + between / np.maximum(within, 1e-12)), dtype=np.float64)


def replicates(score: Array, island: Indices, weight: Array) -> tuple[Array, Array]:
    """The weighted mean of every number, and its error from islands as replicates that share nothing."""
    names = np.unique(island)
    share = np.array([weight[island == k].sum() for k in names])
    own = np.array([weight[island == k] @ score[island == k] / share[j] for j, k in enumerate(names)])
    mean = share @ own / share.sum()
    spread = (share[:, None] / share.sum() * (own - mean)) ** 2
    correction = names.size / (names.size - 1) if names.size > 1 else np.nan
    return mean, np.sqrt(correction * spread.sum(axis=0))


def effective_islands(weight: Array, island: Indices) -> float:
    """How many islands carry the posterior: as many as there are if their weights are alike, 1 if one has it all."""
    share = np.bincount(island, weight)
    return float(share.sum() ** 2 / (share**2).sum())


def last_populations(ensemble: xr.Dataset, account: str) -> xr.Dataset:
    """What an ensemble holds of one account, its last populations among it."""
    if "posterior_weight" not in ensemble:
        raise EnsembleError("the ensemble holds plain draws only; make one with `corcyra.sample`")
    return ensemble.sel(account=account)


def numbers_of(case: Case, account: str) -> list[tuple[str, Known]]:
    """Every number drawn from a prior, one for each column of the points."""
    chosen, out = case.account(account), []

    def note(name: str, known: Known, wide: int) -> Floats:
        if known.prior.family != "constant":
            out.extend([(name, known)] if wide == 1 else [(f"{name} {place}", known) for place in case.place_names])
        return np.zeros((1, wide))

    read_start(case, chosen, chosen.plan(), note)
    return out
