"""The prelude held against what is said of one of its months, and its eve against what each account assumes.

Two rules, for claims that a prelude can be read against:

- a claim that counts *fits* if what it says lies between the 5th and the 95th percentile of the simulations;
- a claim that is true or false *fits* if it is true in most simulations: in more than half, by more than two standard
  errors of that share. It does not fit if it is true in less than half by as much; else it is too close to call.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corcyra.account import Account
from corcyra.case import Case
from corcyra.engines.slow import of_case, simulate_prelude
from corcyra.prelude import READINGS, Checkpoint

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Answer = npt.NDArray[Any]  # numbers or truth values, shape (simulation,)

FITS, FITS_NOT, CLOSE, BEYOND = "fits", "does not fit", "too close to call", "not in the model"
WEEK = 168.0  # hours
YEAR = 12  # months
FIRST = 5 * YEAR  # months that stand for the time before
CRUSHED, ACTIVE = 0.1, 0.5  # of the most members that there ever were
#: What an account assumes of the eve, by place; the bargain is national.
EVE = ("members", "fringe", "arms", "captured", "rivalry", "patron_share", "bargain")
#: What is compared when a mechanism is left out, added up or (shares) averaged over places.
COMPARED = ("members", "members_detained", "members_dead", "arms", "captured", "rivalry", "bargain")


@dataclass(frozen=True)
class Finding:
    """A claim, and what the simulations give: 5th, 50th, 95th percentile, or as ``mid`` the share in which it is true.

    ``why`` says why the prelude can't be read against it, where it can't.
    """

    claim: str
    locator: str
    says: str
    unit: str
    said: float | None
    low: float | None
    mid: float | None
    high: float | None
    verdict: str
    why: str


def compare(case: Case, prelude: xr.Dataset) -> list[Finding]:
    """Every checkpoint of a case against its simulated prelude."""
    return [_find(case, prelude, check) for check in of_case(case).checkpoints]


def _find(case: Case, prelude: xr.Dataset, check: Checkpoint) -> Finding:
    claim = case.ledger.claims[check.claim]
    head = (claim.id, claim.locator, claim.says)
    if check.reading is None:
        return Finding(*head, "", None, None, None, None, BEYOND, check.undecided or "")
    values, unit = read(prelude, check), READINGS[check.reading]
    if unit == "truth":
        share = float(values.mean())
        error = math.sqrt(share * (1.0 - share) / len(values))
        verdict = CLOSE if abs(share - 0.5) <= 2.0 * error else FITS if share > 0.5 else FITS_NOT
        return Finding(*head, unit, 1.0, None, share, None, verdict, "")
    low, mid, high = (float(value) for value in np.quantile(values, [0.05, 0.5, 0.95]))
    said = check.about or 0.0
    return Finding(*head, unit, said, low, mid, high, FITS if low <= said <= high else FITS_NOT, "")


def read(prelude: xr.Dataset, check: Checkpoint) -> Array:
    """What every simulation answers to a checkpoint, shape (simulation,)."""
    names = [str(name) for name in prelude["place"].values]
    here = np.isin(names, check.places)
    month = int(np.flatnonzero(prelude["time"].values == np.datetime64(str(check.at), "ns"))[0])
    return np.asarray(_READERS[check.reading or ""](prelude, month, here), np.float64)


def _level(prelude: xr.Dataset, name: str) -> Array:
    """A variable (simulation, time, place); nothing where the mechanism that drives it was left out."""
    if name not in prelude:
        return np.zeros(prelude["members"].shape)
    return np.asarray(prelude[name].values, np.float64)


def _last_year(prelude: xr.Dataset, name: str, month: int) -> Array:
    return np.asarray(_level(prelude, name)[:, max(month + 1 - YEAR, 0) : month + 1].sum(axis=1), np.float64)


def _weekly(prelude: xr.Dataset, name: str, month: int, here: Answer) -> Answer:
    return np.asarray(_level(prelude, name)[:, month, here].sum(axis=1) * (WEEK / float(prelude["hours"][month])))


def groups(prelude: xr.Dataset, month: int, here: Answer) -> Answer:
    """The effective number of groups among the members of the places: 1 / sum of squared shares.

    It counts groups of one size as what they are, and small ones little (laakso-taagepera-1979).
    """
    at = prelude["group_members"].sel(mark=prelude["time"][month]).values[:, here].sum(axis=1)
    total = at.sum(axis=1)
    share = at / np.maximum(total, 1)[:, None]
    return np.asarray(np.where(total > 0, 1.0 / np.maximum(np.square(share).sum(axis=1), 1e-9), 0.0))


def _spheres(prelude: xr.Dataset, month: int, here: Answer) -> Answer:
    return np.asarray((_level(prelude, "leading")[:, month, here] > 0.5).mean(axis=1) >= 0.5)


def _feuding(prelude: xr.Dataset, month: int, here: Answer) -> Answer:
    fights = _last_year(prelude, "feuds", month) + _last_year(prelude, "defects", month)
    members = _level(prelude, "members")[:, month]
    inside, outside = (fights[:, part].sum(1) / np.maximum(members[:, part].sum(1), 1) for part in (here, ~here))
    return np.asarray(inside > outside)


def _bought(prelude: xr.Dataset, month: int, here: Answer) -> Answer:
    captured = _level(prelude, "captured")[:, month]
    return np.asarray(captured[:, here].mean(axis=1) > captured[:, ~here].mean(axis=1))


def _calmer(prelude: xr.Dataset, month: int, here: Answer) -> Answer:
    before = _level(prelude, "feuds")[:, :FIRST, here].sum(axis=(1, 2)) * (YEAR / FIRST)
    return np.asarray(_last_year(prelude, "feuds", month)[:, here].sum(axis=1) < before)


def _left(prelude: xr.Dataset, month: int, here: Answer) -> Answer:
    members = _level(prelude, "members")[:, : month + 1, here].sum(axis=2)
    return np.asarray(members[:, -1] / np.maximum(members.max(axis=1), 1.0))


_READERS: dict[str, Callable[[xr.Dataset, int, Answer], Answer]] = {
    "groups": groups,
    "charged": lambda prelude, month, here: _weekly(prelude, "raids", month, here),
    "seized": lambda prelude, month, here: -_weekly(prelude, "arms_by_enforcement", month, here),
    "spheres": _spheres,
    "feuding": _feuding,
    "bought": _bought,
    "calmer": _calmer,
    "crushed": lambda prelude, month, here: _left(prelude, month, here) < CRUSHED,
    "active": lambda prelude, month, here: _left(prelude, month, here) >= ACTIVE,
}


# -- the eve -----------------------------------------------------------------------------------------------------------


def eve(prelude: xr.Dataset, name: str) -> Array:
    """A quantity on the eve of the episode, shape (simulation, place), or (simulation, 1) where it is national."""
    values = np.asarray(prelude[name].isel(time=-1).values, np.float64)
    return values if values.ndim == 2 else values[:, None]


def against(case: Case, prelude: xr.Dataset, account: Account) -> dict[str, tuple[float, float] | None]:
    """How the eve of the prelude lies in the priors of an account, by quantity; None where it gives no level.

    Two shares, averaged over the places for which the account or the case gives a level: of the simulations that lie
    within the account's 90 % interval, and the chance that the prelude's level is the higher of the two.
    """
    out: dict[str, tuple[float, float] | None] = {}
    grid = np.linspace(0.0025, 0.9975, 200)
    for name in EVE:
        levels, shares = eve(prelude, name), []
        for p, place in enumerate(["nation"] if name == "bargain" else case.place_names):
            if not any({place, "everywhere"} & set(table.get(name, {})) for table in (account.begin, case.begin)):
                continue
            known = case.level(account, name, place)
            prior = known.prior.quantile(grid) * known.factor
            low, _, high = (value * known.factor for value in known.prior.interval())
            inside = (levels[:, p] >= low) & (levels[:, p] <= high)
            shares.append((inside.mean(), (np.searchsorted(prior, levels[:, p]) / len(grid)).mean()))
        out[name] = (float(np.mean([s for s, _ in shares])), float(np.mean([s for _, s in shares]))) if shares else None
    return out


def totals(prelude: xr.Dataset) -> dict[str, Array]:
    """The country on the eve, by quantity, shape (simulation,): people and weapons added up, shares averaged."""
    return {
        name: eve(prelude, name).sum(axis=1) if prelude[name].attrs["units"] != "1" else eve(prelude, name).mean(axis=1)
        for name in COMPARED
    }


def leave_out(case: Case, draws: int, seed: int, names: Iterable[str]) -> dict[str, dict[str, tuple[float, float]]]:
    """What leaving out each mechanism does to the eve, on the same random numbers.

    By mechanism and quantity: the median without it, and the share of the simulations in which there is more without
    it (half of those in which it is the same count as more).
    """
    whole = totals(simulate_prelude(case, draws, seed))
    out = {"": {name: (float(np.median(values)), 0.5) for name, values in whole.items()}}
    for mechanism in names:
        rest = totals(simulate_prelude(case, draws, seed, without=[mechanism]))
        out[mechanism] = {
            name: (float(np.median(rest[name])), float((np.sign(rest[name] - whole[name]) / 2 + 0.5).mean()))
            for name in COMPARED
        }
    return out
