"""Counterfactuals: a mechanism is switched off or on, and every history has a twin without the change.

Random numbers are keyed by what they are for, and both twins work their mechanisms out in one order, so that twins are
identical until the change bites: a mechanism that does nothing makes a difference of exactly 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corcyra.account import Account
from corcyra.case import Case
from corcyra.engines.ensemble import BLOCK, Progress
from corcyra.engines.lumped import Lumped
from corcyra.errors import CorcyraError, nearest
from corcyra.plan import Plan, make_plan
from corcyra.registry import get_mechanism, load_file
from corcyra.whatif.outcomes import Outcome, clues, outcomes

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = npt.NDArray[np.floating[Any]]
Names = str | Iterable[str]

#: Pairs, if the reader asks for no other number.
DRAWS = 1000


def what_if(
    case: Case,
    account: str,
    without: Names = (),
    with_: Names = (),
    draws: int = DRAWS,
    seed: int = 1,
    mechanisms: Iterable[str | Path] = (),
    progress: Progress | None = None,
) -> xr.Dataset:
    """Simulate an account as it is told and otherwise, on the same random numbers, and compare pair by pair.

    Parameters
    ----------
    case : see :func:`corcyra.open_case`
    account : its name
    without : mechanisms of the account to switch off
    with_ : mechanisms that it does not have, to switch on with the priors that they declare
    draws : pairs of simulations; at least 2
    seed : the same seed gives the same bits
    mechanisms : files with mechanisms of your own
    progress : called with (done, all) simulations after each block

    Returns
    -------
    Dataset with dimensions simulation, outcome: ``told`` and ``otherwise`` (in the unit of each outcome); and by
    outcome: ``mean_told``, ``mean_otherwise``, ``difference`` (mean of otherwise - told), ``standard_error`` of that
    mean, ``changed`` (share of the pairs that differ). Outcomes are those that every case has, and the case's clues. A
    time that never comes counts as the end of the episode. The attribute ``changed`` is the share of pairs that differ
    in any outcome.

    Raises
    ------
    UnknownNameError
        If the case has no such account, or no mechanism has that name.
    CorcyraError
        If the account lacks what is to be switched off, has what is to be switched on, or nothing is to be changed.
    """
    for file in mechanisms:
        load_file(file)
    off, on = _names(without), _names(with_)
    told = case.account(account)
    _check(told, off, on, draws)
    order = make_plan((*told.mechanisms, *on))
    kept = [*told.mechanisms, *on]
    total, chosen = 2 * draws, read_off(case)

    def count(start: int) -> Progress | None:
        return (lambda done, _: progress(start + done, total)) if progress else None

    one = measure(case, told, order, chosen, draws, seed, count(0))
    changed = replace(told, mechanisms=tuple(name for name in kept if name not in off))
    other = measure(case, changed, order, chosen, draws, seed, count(draws))
    out = compare(chosen, one, other)
    return out.assign_attrs(case=case.name, account=account, without=list(off), with_=list(on), seed=seed)


def each_without(
    case: Case, account: str, draws: int = DRAWS, seed: int = 1, progress: Progress | None = None
) -> dict[str, xr.Dataset]:
    """Every mechanism of an account switched off in turn, by its name.

    What :func:`what_if` gives for each, but the account as it is told is simulated only once.
    """
    told = case.account(account)
    order, chosen, names = told.plan(), read_off(case), sorted(told.mechanisms)
    _check(told, tuple(names[:1]), (), draws)
    one, out = measure(case, told, order, chosen, draws, seed), {}
    for number, name in enumerate(names):
        changed = replace(told, mechanisms=tuple(other for other in told.mechanisms if other != name))
        found = compare(chosen, one, measure(case, changed, order, chosen, draws, seed))
        out[name] = found.assign_attrs(case=case.name, account=account, without=[name], with_=[], seed=seed)
        if progress is not None:
            progress(number + 1, len(names))
    return out


def summary(pairs: xr.Dataset) -> pd.DataFrame:
    """One row an outcome: its unit, both means, the difference, its standard error, the share of pairs that changed."""
    columns = ["unit", "mean_told", "mean_otherwise", "difference", "standard_error", "changed"]
    return pairs.drop_dims("simulation").reset_coords()[["outcome", *columns]].to_dataframe()[columns]


def read_off(case: Case) -> list[Outcome]:
    """What is compared: the outcomes that every case has, then the clues of this one that are not among them."""
    common = outcomes(case)
    taken = {each.name for each in common}
    return [*common, *(each for each in clues(case) if each.name not in taken)]


def measure(
    case: Case,
    account: Account,
    order: Plan,
    chosen: Sequence[Outcome],
    draws: int,
    seed: int,
    progress: Progress | None = None,
) -> Array:
    """The outcomes of every simulation, shape (simulation, outcome).

    Mechanisms run in the given order, as far as they are on. The order may hold some that the account has not: both
    twins take it, so that sums are added up alike.
    """
    on = set(account.mechanisms)
    parts = [tuple(each for each in part if each.name in on) for part in (order.once, order.signals, order.changes)]
    rows = []
    for first in range(0, draws, BLOCK):
        numbers = range(first, min(first + BLOCK, draws))
        block = Lumped(case, account, numbers, seed, Plan(*parts))
        block.run(each.measure for each in chosen)
        rows.append(block.measured)
        if progress is not None:
            progress(numbers.stop, draws)
    values = np.concatenate(rows)
    return np.where(np.isinf(values), float(case.hours), values)


def compare(chosen: Sequence[Outcome], told: Array, otherwise: Array) -> xr.Dataset:
    """Differences pair by pair; see :func:`what_if`."""
    import xarray as xr

    pair, apart = otherwise - told, otherwise != told
    data = {
        "told": (("simulation", "outcome"), told),
        "otherwise": (("simulation", "outcome"), otherwise),
        "mean_told": ("outcome", told.mean(axis=0)),
        "mean_otherwise": ("outcome", otherwise.mean(axis=0)),
        "difference": ("outcome", pair.mean(axis=0)),
        "standard_error": ("outcome", pair.std(axis=0, ddof=1) / np.sqrt(len(pair))),
        "changed": ("outcome", apart.mean(axis=0)),
    }
    coordinates = {
        "simulation": np.arange(len(pair)),
        "outcome": np.array([each.name for each in chosen], dtype=object),
        "unit": ("outcome", np.array([each.unit for each in chosen], dtype=object)),
        "question": ("outcome", np.array([each.question for each in chosen], dtype=object)),
    }
    return xr.Dataset(data, coordinates, {"changed": float(apart.any(axis=1).mean())})


def _names(given: Names) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(dict.fromkeys(given))


def _check(told: Account, off: Sequence[str], on: Sequence[str], draws: int) -> None:
    for name in (*off, *on):
        get_mechanism(name)
    if not off and not on:
        raise CorcyraError("nothing to change: name a mechanism to switch off, or one to switch on")
    for name in off:
        if name not in told.mechanisms:
            cure = nearest(name, told.mechanisms)
            raise CorcyraError(f"account '{told.name}' has no '{name}' to switch off: {cure}")
    for name in on:
        if name in told.mechanisms:
            raise CorcyraError(f"account '{told.name}' has '{name}' already: it can only be switched off")
    if draws < 2:
        raise CorcyraError(f"{draws} draws: a standard error needs at least 2")
