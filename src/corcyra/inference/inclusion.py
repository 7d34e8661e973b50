"""Inclusion: what the record says for and against each mechanism of the open account [dB].

In the open account every optional mechanism is on or off by a coin flip. How much more probable it is after the record
that one is on than that it is off, is the weight of the record for it, averaged over what all others may be and over
the numbers of all: 10 log10 of P(record | on) / P(record | off), since the coin gives both one half.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corcyra.account import OPEN
from corcyra.case import Case
from corcyra.engines.points import points_of, switched
from corcyra.inference.mixture import DECIBEL, even_out
from corcyra.inference.pieces import Record, record_of
from corcyra.inference.scales import Scales
from corcyra.needs import needs
from corcyra.plan import HOURLY, Plan
from corcyra.quantities import POOLS, QUANTITIES
from corcyra.registry import get_mechanism

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

#: Where fewer than so many independent draws are on one side, only a bound is known: the 95 % limit for its share.
SEEN, SURE = 3.0, 0.95
#: A bound that is no higher says nothing [dB].
LITTLE = 1.0


@dataclass(frozen=True)
class Odds:
    """Log odds of on against off, less those of the prior, with their Monte Carlo error [dB].

    With ``bound`` no more is known than that they lie beyond ``db``, to its side of 0, and there is no error; if ``db``
    is 0 then nothing is. ``effective``: as many independent draws would be as sure.
    """

    on: float
    db: float
    error_db: float
    bound: bool
    effective: float

    def in_words(self) -> str:
        """As text: ``+3.1 ± 0.4 dB``, ``above +20 dB``, ``below -20 dB``, ``not known``."""
        if self.bound and self.db == 0.0:
            return "not known"
        if self.bound:
            return f"{'above' if self.db > 0 else 'below'} {self.db:+.0f} dB"
        return f"{self.db:+.1f} ± {self.error_db:.1f} dB"


@dataclass(frozen=True)
class Inclusion:
    """One mechanism of the open account.

    ``odds`` over all simulations; ``able`` over those in which all that it needs is on, so that it makes a difference
    whether it is: the same where it needs nothing. ``outside`` counts only the ``reports`` that stand in none of the
    documents from which the mechanism is taken. ``own`` is how many reports ask for what nothing else does: an order
    that it alone gives.
    """

    mechanism: str
    title: str
    needs: tuple[str, ...]
    odds: Odds
    able: Odds
    outside: Odds
    reports: int
    own: int


def inclusions(scales: Scales, ensemble: xr.Dataset) -> tuple[Inclusion, ...]:
    """Every switched mechanism, the one that the record speaks for most first; none without an open account."""
    if OPEN not in scales.draws:
        return ()
    names = scales.case.account(OPEN).switches
    needed = needs(scales.case.account(OPEN).plan(), names, known_start(scales.case))
    on = switches_of(scales.case, ensemble)
    able = np.ones_like(on)
    for k, name in enumerate(names):
        for other in needed[name]:
            able[:, k] &= on[:, names.index(other)]
    everywhere, where_able = _odds_on(scales, on, np.ones_like(on)), _odds_on(scales, on, able)
    own_acts, found = acts(scales.case.account(OPEN).plan()), []
    for k, name in enumerate(names):
        each = get_mechanism(name)
        own = {source.partition(" ")[0] for source in each.source}
        claims = {claim.id for claim in scales.script.claims if claim.source not in own}
        outside = _odds_on(scales, on, np.ones_like(on), record_of(scales.script, claims))[k]
        asked = {id for id, clue in scales.script.clues.items() if clue.measure.reads & own_acts[name]}
        counts = scales.count(claims), scales.count({each.id for each in scales.script.claims if each.clue in asked})
        found.append(Inclusion(name, each.title, needed[name], everywhere[k], where_able[k], outside, *counts))
    return tuple(sorted(found, key=lambda each: -each.odds.db))


def acts(plan: Plan) -> dict[str, set[str]]:
    """The orders that one mechanism alone gives, and their ages, by mechanism."""
    givers: dict[str, list[str]] = {}
    for each in plan.mechanisms:
        for name in each.on:
            if QUANTITIES[name].kind == "order":
                givers.setdefault(name, []).append(each.name)
    out: dict[str, set[str]] = {each.name: set() for each in plan.mechanisms}
    for name, (first, *more) in givers.items():
        if not more:
            out[first] |= {name, f"{name}_age"}
    return out


def _odds_on(scales: Scales, on: Truths, counted: Truths, record: Record | None = None) -> list[Odds]:
    """The odds of all switches after a record, over the draws that count; of the whole record if None."""
    fit = scales.log_likelihood(OPEN, record)
    weights, used = scales.draws[OPEN].choose(fit)
    terms = weights.log + fit[used]
    values = np.exp(terms - terms.max())
    if weights.islands < values.size:  # not plain draws, of which each is an island
        values, _ = even_out(values, weights.island)
    return log_odds(values, weights.island, on[used], counted[used])


def log_odds(values: Array, island: npt.NDArray[np.int64], on: Truths, counted: Truths) -> list[Odds]:
    """Odds of weighted draws from islands that share nothing.

    Parameters
    ----------
    values : the weight of every draw (draw,)
    island : of which island it is (draw,)
    on, counted : whether a switch is on, and whether the draw counts for it (draw, switch)
    """
    count = int(island[-1]) + 1
    yes, both = (np.stack([np.bincount(island, values * column, count) for column in columns.T], axis=1)
                 for columns in (on & counted, counted))  # fmt: skip
    share = _share(yes.sum(axis=0), both.sum(axis=0))
    # With each island left out in turn: this sees an island that carries all, which the spread round the mean does not.
    without = _share(yes.sum(axis=0) - yes, both.sum(axis=0) - both)
    variance = (count - 1) / count * np.square(without - without.mean(axis=0)).sum(axis=0)
    # As many independent draws would be as sure of the shares, of all switches together.
    sure = float((share * (1.0 - share)).sum()) / max(float(variance.sum()), 1e-300)
    # Few islands may agree on one switch by chance: none is known better than all together.
    variance = np.maximum(variance, share * (1.0 - share) / max(sure, 1e-300))
    squares = np.square(values) @ counted
    most = np.square(both.sum(axis=0)) / np.where(squares > 0, squares, 1.0)
    return [_odds(*each) for each in zip(share.tolist(), variance.tolist(), np.minimum(most, sure), strict=True)]


def _odds(share: float, variance: float, effective: float) -> Odds:
    from scipy.special import betaincinv

    rare, side = min(share, 1.0 - share), math.copysign(1.0, share - 0.5)
    seen = rare * effective
    if seen < SEEN:  # Clopper and Pearson's limit
        most = float(betaincinv(seen + 1.0, max(effective - seen, 1e-9), SURE))
        least = DECIBEL * math.log((1.0 - most) / most) if most < 0.5 else 0.0
        return Odds(share, side * least if least > LITTLE else 0.0, math.nan, True, effective)
    db = DECIBEL * math.log(share / (1.0 - share))
    return Odds(share, db, DECIBEL * math.sqrt(variance) / (share * (1.0 - share)), False, effective)


def _share(part: Array, whole: Array) -> Array:
    """Parts of wholes; one half where there is nothing."""
    return np.asarray(np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.5), dtype=np.float64)


def switches_of(case: Case, ensemble: xr.Dataset) -> Truths:
    """Which mechanisms are on in every draw of the open account: (draw, switch), in the order of its switches."""
    if "switch" in ensemble:
        on = ensemble["switch"].transpose("simulation", "mechanism").values
        return np.asarray(on[on[:, 0] >= 0] > 0)
    opened, numbers = case.account(OPEN), ensemble["simulation"].values
    return switched(opened, points_of(case, opened, numbers, int(ensemble.attrs["seed"])).uniforms)


def known_start(case: Case) -> dict[str, float]:
    """The levels at the start of the open account that are known and the same everywhere."""
    opened, out = case.account(OPEN), {}
    home = {pool.statuses[0] for pool in POOLS if pool.classes}
    for name, quantity in QUANTITIES.items():
        given = quantity.kind in ("stock", "status") or (quantity.kind == "input" and quantity.base is not None)
        if not given or quantity.over == "pair" or name in HOURLY or name in home:
            continue
        places = case.place_names if quantity.over == "place" else ("nation",)
        levels = [case.level(opened, name, place) for place in places]
        values = {each.value if each.prior.family == "constant" else math.nan for each in levels}
        if len(values) == 1 and not math.isnan(next(iter(values))):
            out[name] = values.pop()
    return out


def table(found: tuple[Inclusion, ...]) -> pd.DataFrame:
    """One row a mechanism, that which the record speaks for most first.

    Returns
    -------
    DataFrame with, for every mechanism:

    title : the idea in one line
    probability : that it is on, after the record
    db, error_db : log odds of on against off after the record, less ``prior_db``; their Monte Carlo error [dB]
    bound : True where no more is known than that the log odds lie beyond ``db``, on its side of 0
    prior_db : log odds before the record: 0, a coin flip
    needs : mechanisms without which it can do nothing
    able_db, able_error_db, able_bound : the same over those simulations only in which all of these are on
    outside_db, outside_error_db, outside_bound : the same out of source, on the reports that stand in none of the
        documents from which the mechanism is taken; and how many ``reports`` these are
    own_reports : how many reports are on an order that it alone gives: they speak of the mechanism itself
    """
    import pandas as pd

    rows = [
        {
            "mechanism": each.mechanism, "title": each.title, "probability": each.odds.on, "db": each.odds.db,
            "error_db": each.odds.error_db, "bound": each.odds.bound, "prior_db": 0.0, "needs": " ".join(each.needs),
            "able_db": each.able.db, "able_error_db": each.able.error_db, "able_bound": each.able.bound,
            "outside_db": each.outside.db, "outside_error_db": each.outside.error_db,
            "outside_bound": each.outside.bound, "reports": each.reports, "own_reports": each.own,
        }
        for each in found
    ]  # fmt: skip
    columns = list(rows[0]) if rows else ["mechanism", "title", "db", "error_db"]
    return pd.DataFrame(rows, columns=columns).set_index("mechanism")


def tell(found: tuple[Inclusion, ...], opened: object) -> dict[str, Any]:
    """What ``verdict.json`` holds of the open account: nothing if it was not simulated."""
    if not found:
        return {}

    def told(odds: Odds) -> dict[str, Any]:
        error = None if odds.bound else odds.error_db
        return {"probability": odds.on, "db": odds.db, "mc_error_db": error, "bound": odds.bound}

    rows = [
        {
            "mechanism": each.mechanism, "prior_db": 0.0, **told(each.odds), "needs": each.needs,
            "able": told(each.able), "out_of_source": told(each.outside) | {"reports": each.reports},
            "own_reports": each.own,
        }
        for each in found
    ]  # fmt: skip
    return {OPEN: {**vars(opened), "effective_draws_of_inclusion": found[0].odds.effective, "inclusion": rows}}
