"""Scales: an ensemble and a record, ready to be weighed again with another trust or with part of the record."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corcyra.account import OPEN
from corcyra.case import Case
from corcyra.errors import EnsembleError
from corcyra.inference.mixture import Evidence, Weights, expectation, expectations, plain_weights
from corcyra.inference.none import Crowd, Reference, crowd_of
from corcyra.inference.pieces import Record, Script, Table, log_factors, look_table, record_of, script_of
from corcyra.inference.voices import Voice, voices_of

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]

#: Plain draws are used where so many of them carry what is asked.
ENOUGH = 100.0
#: The reference that knows nothing but the plausible range of each report.
NONE = "none-of-these"


@dataclass(frozen=True)
class Draws:
    """The draws of one account: measures (draw, clue), weights against the prior, and what looking speakers would say.

    ``prior``: which of them are plain draws from the prior.
    """

    measures: Array
    weights: Weights
    table: Table
    prior: npt.NDArray[np.bool_]

    def choose(self, log_value: Array) -> tuple[Weights, npt.NDArray[np.bool_]]:
        """Weights from which the expectation of exp(log_value) is known better, and the draws that they are of.

        What few reports say is known better from the plain draws, what all say from those that were led there.
        """
        everything = np.ones(self.prior.size, bool)
        if self.prior.any() and not self.prior.all():
            plain = plain_weights(int(self.prior.sum()))
            simple = expectation(plain, log_value[self.prior])
            if simple.effective > ENOUGH and simple.error_db < expectation(self.weights, log_value).error_db:
                return plain, self.prior
        return self.weights, everything


@dataclass(frozen=True)
class Scales:
    """Everything that weighing needs; :meth:`trusting` and :meth:`evidence` only multiply and add."""

    case: Case
    script: Script
    draws: dict[str, Draws]
    reference: Reference
    given: dict[str, float]
    voices: dict[str, Voice]
    crowd: Crowd
    record: Record
    factors: dict[str, Array] = field(repr=False)
    clues: dict[int, Array] = field(repr=False)

    @property
    def accounts(self) -> list[str]:
        """The accounts that were simulated, and the reference."""
        return [*self.draws, NONE]

    def trusting(self, trust: Mapping[str, float]) -> Scales:
        """The same with a trust fixed for some speakers, the others as they are."""
        given = {**self.given, **trust}
        voices = voices_of(self.case.ledger, given)
        changed = {
            s for s, name in enumerate(self.script.speakers)
            if not np.array_equal(voices[name].trust, self.voices[name].trust)
        }  # fmt: skip
        crowd = self.crowd
        if changed:
            crowd = crowd_of(self.script, voices)
        factors = {}
        for name, each in self.draws.items():
            factors[name] = self.factors[name].copy()
            log_factors(self.script, each.table, voices, self.record, changed, factors[name])
        other = replace(self, given=given, voices=voices, crowd=crowd, factors=factors, clues={})
        same_points = crowd.trust.shape == self.crowd.trust.shape
        for clue, values in self.clues.items():
            speakers = set(self.script.speaker[self.script.clue == clue].tolist())
            moved = not same_points or any(
                not np.array_equal(crowd.trust[:, s], self.crowd.trust[:, s])
                or not np.array_equal(crowd.eager[:, s], self.crowd.eager[:, s])
                or not np.array_equal(crowd.over[:, s], self.crowd.over[:, s])
                for s in speakers
            )
            other.clues[clue] = self.reference.log_clue(clue, crowd, self.record) if moved else values
        return other

    def log_likelihood(self, name: str, record: Record | None = None) -> Array:
        """The log of P(record | draw) of an account; of the whole record if None."""
        if record is None:
            return np.asarray(self.factors[name].sum(axis=1), dtype=np.float64)
        each = self.draws[name]
        out = np.zeros(each.measures.shape[0])
        for s in range(len(self.script.speakers)):
            own = self.script.speaker == s
            if not (record.counts & own).any():
                continue
            if all(np.array_equal(a[own], b[own]) for a, b in zip(_parts(record), _parts(self.record), strict=True)):
                out += self.factors[name][:, s]
            else:
                out += log_factors(self.script, each.table, self.voices, record, [s])[:, s]
        return out

    def log_reference(self, record: Record | None = None) -> Array:
        """The log of P(record | point) of the reference."""
        total = np.zeros(self.crowd.trust.shape[0])
        for clue, values in self.clues.items():
            own = self.script.clue == clue
            if record is None or all(
                np.array_equal(a[own], b[own]) for a, b in zip(_parts(record), _parts(self.record), strict=True)
            ):
                total += values
            elif (record.counts & own).any():
                total += self.reference.log_clue(clue, self.crowd, record)
        return total

    def evidence(
        self, claims: Collection[str] | None = None, names: Iterable[str] | None = None
    ) -> dict[str, Evidence]:
        """The evidence of a record of some claims (all if None) for some accounts (all and the reference if None).

        How far islands lie apart is told from those of the accounts that are asked for.
        """
        record = None if claims is None else record_of(self.script, claims)
        wanted = list(self.accounts if names is None else names)
        if record is not None and not record.counts.any():
            return dict.fromkeys(wanted, Evidence(0.0, 0.0, math.inf))
        known = {}
        for name in wanted:
            if name == NONE:
                known[name] = self.crowd.weights, self.log_reference(record)
            else:
                log_value = self.log_likelihood(name, record)
                weights, used = self.draws[name].choose(log_value)
                known[name] = weights, log_value[used]
        return expectations(known, alone=(OPEN, NONE))  # of another kind: they say nothing of the accounts' islands

    def count(self, claims: Collection[str]) -> int:
        """How many of some claims count."""
        return int(record_of(self.script, claims).counts.sum())

    def claims(self, clue: str) -> set[str]:
        """The reports on one clue."""
        return {claim.id for claim in self.script.claims if claim.clue == clue}

    @property
    def reported(self) -> list[str]:
        """The clues on which a report counts, in the ledger's order."""
        counted = set(self.script.clue[self.record.counts].tolist())
        return [name for k, name in enumerate(self.script.clues) if k in counted]


def _parts(record: Record) -> tuple[npt.NDArray[np.bool_], Array, Array]:
    return record.counts, record.fixed, record.scale


def make_scales(case: Case, ensemble: xr.Dataset, trust: Mapping[str, float] | None = None) -> Scales:
    """Work out what looking speakers would say in every simulation.

    Raises
    ------
    UnknownNameError
        If a speaker is unknown.
    EnsembleError
        If the ensemble is not one of this case.
    """
    if [str(clue) for clue in ensemble["clue"].values] != list(case.ledger.clues):
        raise EnsembleError(f"the ensemble has other clues than the case {case.name}; simulate again")
    voices = voices_of(case.ledger, trust)
    script = script_of(case.ledger)
    record, crowd, reference = record_of(script), crowd_of(script, voices), Reference(script)
    draws, factors = {}, {}
    for name in (str(name) for name in ensemble["account"].values):
        draws[name] = draws_of(script, ensemble, name)
        factors[name] = log_factors(script, draws[name].table, voices, record)
    clues = {clue: reference.log_clue(clue, crowd, record) for clue in reference.tables}
    return Scales(case, script, draws, reference, dict(trust or {}), voices, crowd, record, factors, clues)


def prior_measures(ensemble: xr.Dataset, name: str) -> Array:
    """The measures of an account's plain draws from the prior, shape (simulation, clue)."""
    one = ensemble.sel(account=name)
    measures = one["measure"].transpose("simulation", "clue").values
    return np.asarray(measures[one["temperature"].values == 0.0] if "temperature" in ensemble else measures)


def draws_of(script: Script, ensemble: xr.Dataset, name: str) -> Draws:
    """The draws of one account in an ensemble: plain ones, or those of all temperatures."""
    one = ensemble.sel(account=name)
    measures = one["measure"].transpose("simulation", "clue").values
    if "log_weight" not in ensemble:
        prior = np.ones(measures.shape[0], bool)
        return Draws(measures, plain_weights(measures.shape[0]), look_table(script, measures), prior)
    log_weight = one["log_weight"].values
    used = ~np.isnan(log_weight)
    measures, prior = measures[used], one["temperature"].values[used] == 0.0
    weights = Weights(log_weight[used], one["island"].values[used].astype(np.int64))
    return Draws(measures, weights, look_table(script, measures), prior)
