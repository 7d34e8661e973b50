"""The verdict: which account the record supports, clue by clue, in decibels, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corcyra.case import Case
from corcyra.errors import CorcyraError, EnsembleError
from corcyra.evidence.ledger import Claim
from corcyra.inference.likelihood import clue_likelihood, plausible, trust_of

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = npt.NDArray[np.float64]

#: The reference that knows nothing but the plausible range of each report.
NONE = "none-of-these"
#: 10 / ln 10: from natural logarithms to decibels.
DECIBEL = 10.0 / math.log(10.0)
#: With fewer effective draws than this an account's evidence is called poorly known.
FEW_DRAWS = 100.0
#: A clue on which every account does worse than none-of-these by this is called unexplained [dB].
UNEXPLAINED = -3.0


@dataclass(frozen=True)
class Standing:
    """One account before and after the record.

    ``log_evidence_db``: 10 log10 of the probability (density) of the record; ``mc_error_db``: its standard error from
    the finite number of draws; ``effective_draws``: how many draws carry the record.
    """

    prior: float
    posterior: float
    log_evidence_db: float
    mc_error_db: float
    effective_draws: float


@dataclass(frozen=True)
class Weight:
    """What one clue, alone, says for an account and against another [dB]."""

    clue: str
    favours: str
    against: str
    alone_db: float
    mc_error_db: float


@dataclass(frozen=True)
class Verdict:
    """The answer; ``print`` it, or see ``summary`` and ``to_dict``."""

    case: Case
    seed: int
    draws: int
    accounts: dict[str, Standing]
    out_of_source: dict[str, float]
    weights: tuple[Weight, ...]
    alarms: tuple[str, ...]
    trust: dict[str, float]
    ensemble: xr.Dataset = field(repr=False)

    @property
    def ranking(self) -> list[str]:
        """Accounts from the most to the least probable."""
        return sorted(self.accounts, key=lambda name: -self.accounts[name].posterior)

    def odds_db(self, favours: str, against: str) -> tuple[float, float]:
        """The weight of the whole record for one account against another, and its Monte Carlo error [dB].

        The error is cautious: accounts share random numbers, and it adds theirs as if they did not.
        """
        one, other = self.accounts[favours], self.accounts[against]
        error = math.hypot(one.mc_error_db, other.mc_error_db)
        return one.log_evidence_db - other.log_evidence_db, error

    @property
    def provisional(self) -> bool:
        """Whether too few draws carry the record to call the verdict a finding."""
        return any(each.effective_draws < FEW_DRAWS for name, each in self.accounts.items() if name != NONE)

    def sentence(self) -> str:
        """The verdict in two sentences."""
        best, second = self.ranking[:2]
        weight, error = self.odds_db(best, second)
        known = f"{weight:.0f} dB, Monte Carlo error {error:.1f} dB"
        if self.provisional:
            fewest = min(each.effective_draws for each in self.accounts.values())
            return (
                f"So far the record leans towards {best} rather than {second} ({known}). This is provisional: only "
                f"{fewest:.1f} effective draws of {self.draws:,} carry the record for the account that is known least."
            )
        name = "none of the accounts" if best == NONE else f"the account {best}"
        first = f"The record supports {name} best, with a probability of {percent(self.accounts[best].posterior)}."
        if weight < 2 * error or self.accounts[best].posterior < 0.8:
            return f"{first} The evidence does not decide between it and {second} ({known})."
        return f"{first} It outweighs {second} by {known}: {in_words(weight)} evidence."

    def summary(self) -> pd.DataFrame:
        """One row an account."""
        import pandas as pd

        rows = {name: vars(self.accounts[name]) | {"out_of_source": self.out_of_source[name]} for name in self.ranking}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("account")

    def between(self, favours: str, against: str) -> list[Weight]:
        """The weight of every clue for one account and against another, strongest first."""
        out = []
        for weight in self.weights:
            if (weight.favours, weight.against) == (favours, against):
                out.append(weight)
            elif (weight.favours, weight.against) == (against, favours):
                out.append(Weight(weight.clue, favours, against, -weight.alone_db, weight.mc_error_db))
        return sorted(out, key=lambda weight: -abs(weight.alone_db))

    def to_dict(self) -> dict[str, Any]:
        """What ``verdict.json`` holds, without its provenance."""
        return {
            "schema": 1,
            "case": self.case.name,
            "seed": self.seed,
            "accounts": {name: vars(standing) for name, standing in self.accounts.items()},
            "out_of_source": self.out_of_source,
            "weights": [
                {
                    "clue": weight.clue,
                    "for": weight.favours,
                    "against": weight.against,
                    "alone_db": weight.alone_db,
                    "mc_error_db": weight.mc_error_db,
                }
                for weight in self.weights
            ],
            "alarms": list(self.alarms),
        }

    def __str__(self) -> str:
        lines = [self.case.title, "", self.sentence(), ""]
        lines.append(f"{'account':24} {'prior':>7} {'posterior':>10} {'evidence':>22} {'effective draws':>16}")
        for name in self.ranking:
            each = self.accounts[name]
            evidence = f"{each.log_evidence_db:.1f} ± {each.mc_error_db:.1f} dB"
            carried = "exact" if name == NONE else f"{each.effective_draws:.0f}"
            lines.append(f"{name:24} {each.prior:7.3f} {percent(each.posterior):>10} {evidence:>22} {carried:>16}")
        best, second = self.ranking[:2]
        lines += ["", f"Clues that weigh most, alone, for {best} against {second}:"]
        for weight in self.between(best, second)[:8]:
            lines.append(f"  {weight.alone_db:+6.1f} dB  {self.case.ledger.clues[weight.clue].question}")
        lines += ["", *(f"ALARM: {alarm}" for alarm in self.alarms)]
        return "\n".join(lines).rstrip() + "\n"


def weigh(case: Case, ensemble: xr.Dataset, trust: Mapping[str, float] | None = None) -> Verdict:
    """Weigh the record against an ensemble.

    Parameters
    ----------
    case : the case that was simulated
    ensemble : from :func:`corcyra.simulate`
    trust : trust in some speakers (0 to 1) instead of the ledger's

    Raises
    ------
    UnknownNameError
        If a speaker is unknown.
    EnsembleError
        If the ensemble is not one of this case.
    """
    names = [str(name) for name in ensemble["account"].values]
    if [str(clue) for clue in ensemble["clue"].values] != list(case.ledger.clues):
        raise EnsembleError(f"the ensemble has other clues than the case {case.name}; simulate again")
    trusted = trust_of(case.ledger, trust)
    prior = _prior(case, names)
    record = list(case.ledger.claims.values())
    tables = {name: ensemble["measure"].sel(account=name).values for name in names}
    total = _Record(case, tables, trusted, record)
    posterior = _posterior(prior, total.evidence)
    own = {source for name in names for source in case.account(name).told_by}
    others = [claim for claim in record if claim.source not in own]
    outside = _posterior(prior, _Record(case, tables, trusted, others).evidence)
    standings = {name: Standing(prior[name], posterior[name], *(total.evidence[name])) for name in [*names, NONE]}
    left_out = {
        source: _posterior(prior, _Record(case, tables, trusted, [c for c in record if c.source != source]).evidence)
        for source in sorted({claim.source for claim in record if claim.report})
    }
    weights = tuple(total.weights())
    return Verdict(
        case=case,
        seed=int(ensemble.attrs["seed"]),
        draws=int(ensemble.sizes["simulation"]),
        accounts=standings,
        out_of_source=outside,
        weights=weights,
        alarms=tuple(_alarms(case, standings, outside, any(c.report for c in others), left_out, weights)),
        trust=trusted,
        ensemble=ensemble,
    )


class _Record:
    """The evidence of some claims for every account: (log evidence [dB], error [dB], effective draws)."""

    def __init__(
        self, case: Case, tables: Mapping[str, Array], trust: Mapping[str, float], claims: Iterable[Claim]
    ) -> None:
        self.by_clue: dict[str, list[Claim]] = {}
        ids = {claim.id: claim for claim in claims if claim.report is not None and claim.clue is not None}
        for claim in ids.values():
            if claim.same_as not in ids:  # a copy speaks only where what it copies is left out
                self.by_clue.setdefault(claim.clue or "", []).append(claim)
        self.alone: dict[str, dict[str, tuple[float, float]]] = {clue: {} for clue in self.by_clue}
        self.evidence: dict[str, tuple[float, float, float]] = {}
        positions = {clue: k for k, clue in enumerate(case.ledger.clues)}
        for name, table in tables.items():
            total = np.zeros(table.shape[0])
            for clue, said in self.by_clue.items():
                one = clue_likelihood(said, case.ledger.clues[clue], table[:, positions[clue]], trust)
                self.alone[clue][name] = _mean_db(np.log(one))[:2]
                total += np.log(one)
            self.evidence[name] = _mean_db(total)
        log_none = 0.0
        for clue, said in self.by_clue.items():
            range_ = plausible(case.ledger.clues[clue])
            mean = math.log(float(clue_likelihood(said, case.ledger.clues[clue], range_, trust).mean()))
            self.alone[clue][NONE] = (DECIBEL * mean, 0.0)
            log_none += mean
        first = next(iter(tables.values()))
        self.evidence[NONE] = (DECIBEL * log_none, 0.0, float(first.shape[0]))

    def weights(self) -> Iterable[Weight]:
        """Every clue for every pair of accounts."""
        for clue, alone in self.alone.items():
            names = list(alone)
            for position, favours in enumerate(names):
                for against in names[position + 1 :]:
                    (one, error), (other, error2) = alone[favours], alone[against]
                    yield Weight(clue, favours, against, one - other, math.hypot(error, error2))


def _mean_db(log_values: Array) -> tuple[float, float, float]:
    """Mean of exp(log_values) in dB, its standard error in dB (delta method), and the effective number of draws."""
    top = float(log_values.max())
    values = np.exp(log_values - top)
    n, total = values.size, float(values.sum())
    effective = total**2 / float((values**2).sum())
    error = DECIBEL * math.sqrt(max(1.0 / effective - 1.0 / n, 0.0))
    return DECIBEL * (top + math.log(total / n)), error, effective


def _prior(case: Case, names: list[str]) -> dict[str, float]:
    weights = {name: case.account(name).weight for name in names}
    if sum(weights.values()) <= 0:
        raise CorcyraError("none of the chosen accounts has any prior weight")
    weights[NONE] = sum(weights.values()) / len(names)
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _posterior(prior: Mapping[str, float], evidence: Mapping[str, tuple[float, float, float]]) -> dict[str, float]:
    top = max(evidence[name][0] for name in prior if prior[name] > 0)
    raw = {name: prior[name] * 10 ** ((evidence[name][0] - top) / 10) for name in prior}
    total = sum(raw.values())
    return {name: value / total for name, value in raw.items()}


def _alarms(
    case: Case,
    standings: Mapping[str, Standing],
    outside: Mapping[str, float],
    outside_reports: bool,
    left_out: Mapping[str, Mapping[str, float]],
    weights: Iterable[Weight],
) -> Iterable[str]:
    best = max(standings, key=lambda name: standings[name].posterior)
    for name, each in standings.items():
        if name != NONE and each.effective_draws < FEW_DRAWS:
            yield (
                f"too few effective draws for {name}: {each.effective_draws:.0f} carry the record, so its evidence is "
                f"known to {each.mc_error_db:.1f} dB at best; more draws help slowly"
            )
    if best == NONE:
        yield "none of the accounts explains the record: plausible ranges alone, without any account, do better"
    instead = max(outside, key=lambda name: outside[name])
    if not outside_reports:
        yield "every report comes from a document that an account is taken from: there is no out-of-source verdict"
    elif instead != best:
        yield (
            f"out of source, without the documents that the accounts are taken from, the record favours {instead} "
            f"({percent(outside[instead])}), not {best}"
        )
    for source, posterior in left_out.items():
        instead = max(posterior, key=lambda name: posterior[name])
        if instead != best:
            title = case.ledger.sources[source].title
            yield f"the verdict hangs on one source: without '{title}' the record favours {instead}"
    against_none: dict[str, list[float]] = {}
    for weight in weights:
        if weight.against == NONE:
            against_none.setdefault(weight.clue, []).append(weight.alone_db)
    for clue, values in against_none.items():
        if max(values) < UNEXPLAINED:
            yield f"no account explains the clue '{clue}': the best does {-max(values):.0f} dB worse than none-of-these"


def percent(probability: float) -> str:
    """A probability as a reader wants it: neither 0 % nor 100 % when it is not."""
    if 0.0 < probability < 0.001:
        return "< 0.1 %"
    if 0.999 < probability < 1.0:
        return "> 99.9 %"
    return f"{100 * probability:.1f} %"


def in_words(decibels: float) -> str:
    """What a weight of evidence means (after Kass & Raftery 1995)."""
    size = abs(decibels)
    for limit, words in ((3, "hardly worth a mention"), (5, "slight"), (10, "positive"), (20, "strong")):
        if size < limit:
            return words
    return "very strong"
