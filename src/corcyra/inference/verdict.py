"""The verdict: which account the record supports, clue by clue, in decibels, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corcyra.account import OPEN
from corcyra.case import Case
from corcyra.inference.inclusion import Inclusion, inclusions, table, tell
from corcyra.inference.likelihood import trust_of
from corcyra.inference.mixture import DECIBEL as DECIBEL
from corcyra.inference.orders import Added, added
from corcyra.inference.posterior import parameters
from corcyra.inference.probability import posterior_of, prior_of
from corcyra.inference.probe import Probe, from_record, probe
from corcyra.inference.scales import NONE as NONE
from corcyra.inference.scales import Scales, make_scales
from corcyra.inference.wording import in_words as in_words
from corcyra.inference.wording import percent as percent

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

#: With fewer effective draws than this an account's evidence is called poorly known.
FEW_DRAWS = 100.0
#: With a larger Monte Carlo error than this it is called so too [dB].
LARGE_ERROR = 3.0
#: A clue on which every account does worse than none-of-these by this is called unexplained [dB].
UNEXPLAINED = -3.0
#: The record decides if the best account has this probability, and outweighs the next by twice the error.
DECIDED = 0.8


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
class Outside:
    """The weight for one account against another on reports that stand in neither one's documents [dB]."""

    favours: str
    against: str
    db: float
    mc_error_db: float
    reports: int


@dataclass(frozen=True)
class Verdict:
    """The answer; ``print`` it, or see ``summary``, ``between``, ``inclusion``, ``plot`` and ``to_dict``.

    What is costly, such as the verdict with each clue left out, is worked out when it is first asked for. ``opened`` is
    the open account where it was simulated beside others: it is no rival of theirs, so that it has no probability.
    """

    case: Case
    seed: int
    draws: int
    accounts: dict[str, Standing]
    trust: dict[str, float]
    ensemble: xr.Dataset = field(repr=False)
    scales: Scales = field(repr=False)
    opened: Standing | None = None

    @property
    def ranking(self) -> list[str]:
        """Accounts from the most to the least probable."""
        return sorted(self.accounts, key=lambda name: -self.accounts[name].posterior)

    @property
    def leading(self) -> list[str]:
        """The same without none-of-these."""
        return [name for name in self.ranking if name != NONE]

    def odds_db(self, favours: str, against: str) -> tuple[float, float]:
        """The weight of the whole record for one account against another, and its Monte Carlo error [dB].

        The error adds those of both accounts in squares, as if they shared no random numbers.
        """
        known = self.accounts if self.opened is None else {**self.accounts, OPEN: self.opened}
        one, other = known[favours], known[against]
        error = math.hypot(one.mc_error_db, other.mc_error_db)
        return one.log_evidence_db - other.log_evidence_db, error

    def trusting(self, trust: Mapping[str, float]) -> Verdict:
        """The verdict with a trust fixed for some speakers, the others as they are; without simulating again."""
        return _judge(self.case, self.ensemble, self.scales.trusting(trust))

    @property
    def provisional(self) -> bool:
        """Whether too few draws carry the record to call the verdict a finding."""
        return any(_poor(each) for name, each in self.accounts.items() if name != NONE)

    @property
    def undetermined(self) -> bool:
        """Whether the record leaves open which account is right, or its weight is not known well enough to say."""
        best, second = self.ranking[:2]
        weight, error = self.odds_db(best, second)
        return self.provisional or self.accounts[best].posterior < DECIDED or weight < 2 * error

    def reversing_prior(self, favours: str | None = None) -> float:
        """How probable an account must be held beforehand, of it and the best, for the record not to decide [0..1].

        The second if none is named. At 0.99 one must have been 99 % sure of it before looking at the record.
        """
        best = self.ranking[0]
        other = favours or self.ranking[1]
        return 1.0 / (1.0 + 10 ** (-self.odds_db(best, other)[0] / 10))

    @cached_property
    def weights(self) -> tuple[Weight, ...]:
        """The weight of every clue, alone, for every pair of accounts."""
        out, names = [], list(self.accounts)
        for clue in self.scales.reported:
            alone = self.scales.evidence(self.scales.claims(clue))
            for position, favours in enumerate(names):
                for against in names[position + 1 :]:
                    one, other = alone[favours], alone[against]
                    error = math.hypot(one.error_db, other.error_db)
                    out.append(Weight(clue, favours, against, one.db - other.db, error))
        return tuple(out)

    def between(self, favours: str, against: str) -> list[Weight]:
        """The weight of every clue for one account and against another, strongest first."""
        out = []
        for weight in self.weights:
            if (weight.favours, weight.against) == (favours, against):
                out.append(weight)
            elif (weight.favours, weight.against) == (against, favours):
                out.append(Weight(weight.clue, favours, against, -weight.alone_db, weight.mc_error_db))
        return sorted(out, key=lambda weight: -abs(weight.alone_db))

    def posterior(self, claims: Collection[str]) -> dict[str, float]:
        """The probability of every account on part of the record."""
        return posterior_of({name: each.prior for name, each in self.accounts.items()}, self.scales.evidence(claims))

    @cached_property
    def out_of_source(self) -> dict[str, float]:
        """Probabilities on the reports that stand in no document from which any of the accounts is taken."""
        return self.posterior(self.outside_claims(*self.accounts))

    def outside_claims(self, *names: str) -> set[str]:
        """The reports that stand in no document from which the named accounts are taken."""
        own = {source for name in names for source in told_by(self.case, name)}
        return {claim.id for claim in self.scales.script.claims if claim.source not in own}

    def outside(self, favours: str, against: str) -> Outside:
        """The weight for one account against another where neither is credited for fitting its own document."""
        claims = self.outside_claims(favours, against)
        found = self.scales.evidence(claims, (favours, against))
        one, other = found[favours], found[against]
        counted = int(self.scales.count(claims))
        return Outside(favours, against, one.db - other.db, math.hypot(one.error_db, other.error_db), counted)

    @cached_property
    def outside_best(self) -> tuple[Outside, ...]:
        """The best account against every other one, out of source."""
        return tuple(self.outside(self.ranking[0], other) for other in self.ranking[1:])

    @cached_property
    def without_source(self) -> dict[str, dict[str, float]]:
        """Probabilities with the reports of each source left out."""
        claims = self.scales.script.claims
        sources = sorted({claim.source for claim in claims})
        return {name: self.posterior({claim.id for claim in claims if claim.source != name}) for name in sources}

    @cached_property
    def without_clue(self) -> dict[str, dict[str, float]]:
        """Probabilities with the reports on each clue left out."""
        claims = self.scales.script.claims
        return {
            name: self.posterior({claim.id for claim in claims if claim.clue != name}) for name in self.scales.reported
        }

    @cached_property
    def with_half_trust(self) -> dict[str, dict[str, float]]:
        """Probabilities with each speaker trusted half as much, and that taken as known."""
        speakers = {claim.speaker for claim in self.scales.script.claims}
        out = {}
        for name in sorted(speakers):
            other = self.trusting({name: 0.5 * self.trust[name]})
            out[name] = {account: each.posterior for account, each in other.accounts.items()}
        return out

    def orders(self, favours: str | None = None, against: str | None = None) -> list[Added]:
        """What every clue adds to the weight for one account against another; the two best if none are named.

        In the ledger's order, and averaged over orders; both add up to the weight of the whole record.
        """
        best, second = self.ranking[:2]
        return added(self.scales, favours or best, against or second, seed=self.seed)

    @cached_property
    def alarms(self) -> tuple[str, ...]:
        """What a reader must know before the verdict is used."""
        from corcyra.inference.alarms import raise_alarms

        return tuple(raise_alarms(self))

    def sentence(self) -> str:
        """The verdict in two sentences."""
        best, second = self.ranking[:2]
        weight, error = self.odds_db(best, second)
        known = f"{weight:.0f} dB, Monte Carlo error {error:.1f} dB"
        if self.provisional:
            simulated = [each for name, each in self.accounts.items() if name != NONE]
            fewest = min(each.effective_draws for each in simulated)
            why = f"only {fewest:.1f} effective draws of {self.draws:,} carry the record for the account"
            if fewest >= FEW_DRAWS:
                worst = max(each.mc_error_db for each in simulated)
                why = f"the evidence is known to no more than {worst:.1f} dB for the account"
            so_far = f"does not decide between {best} and {second}"
            if weight >= 2 * error:
                so_far = f"leans towards {best} rather than {second}"
            return f"So far the record {so_far} ({known}). This is provisional: {why} that is known least."
        name = "none of the accounts" if best == NONE else f"the account {best}"
        first = f"The record supports {name} best, with a probability of {percent(self.accounts[best].posterior)}."
        if self.undetermined:
            return (
                f"{first} The verdict is undetermined: the evidence does not decide between it and {second} ({known})."
            )
        return f"{first} It outweighs {second} by {known}: {in_words(weight)} evidence."

    def summary(self) -> pd.DataFrame:
        """One row an account, the most probable first; see the column names for the units."""
        import pandas as pd

        best = self.ranking[0]
        rows = {}
        for name in self.ranking:
            weight, error = self.odds_db(name, NONE)
            rows[name] = vars(self.accounts[name]) | {
                "out_of_source": self.out_of_source[name],
                "against_none_db": weight,
                "against_none_error_db": error,
                "reversing_prior": 0.5 if name == best else self.reversing_prior(name),
            }
        if self.opened is not None:
            weight, error = self.odds_db(OPEN, NONE)
            rows[OPEN] = vars(self.opened) | {"against_none_db": weight, "against_none_error_db": error}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("account")

    @cached_property
    def inclusions(self) -> tuple[Inclusion, ...]:
        """What the record says for every mechanism of the open account, if that was simulated."""
        return inclusions(self.scales, self.ensemble)

    def inclusion(self) -> pd.DataFrame:
        """The same as a table, in dB; see :func:`corcyra.inference.inclusion.table`."""
        return table(self.inclusions)

    def parameters(self, account: str | None = None) -> pd.DataFrame:
        """What the record leaves of the numbers of an account, the best if None; see ``inference.posterior``."""
        return parameters(self.case, self.ensemble, account or self.leading[0])

    def to_arviz(self, account: str | None = None) -> Any:
        """The posterior of an account, the best if None, for ArviZ; see ``inference.exchange`` for what it holds."""
        from corcyra.inference.exchange import to_arviz

        return to_arviz(self.scales, self.ensemble, account or self.leading[0])

    def probes(self, one: str | None = None, other: str | None = None) -> list[Probe]:
        """What a sure report on every clue is expected to weigh between two accounts, the best if None are named.

        After the record: what is reported already has been taken into account.
        """
        pair = [name for name in self.leading if name not in (one, other)]
        sides = [from_record(self.scales, name or pair.pop(0)) for name in (one, other)]
        return probe(self.case.ledger.clues.values(), *sides)

    def plot(self, favours: str | None = None, against: str | None = None) -> Figure:
        """A picture of every account's evidence, and of the clues that weigh most between two of them."""
        from corcyra.inference.show import as_picture

        return as_picture(self, favours, against)

    def _repr_html_(self) -> str:
        from corcyra.inference.show import as_html

        return as_html(self)

    def to_dict(self) -> dict[str, Any]:
        """What ``verdict.json`` holds, without its provenance."""
        second = self.ranking[1]
        return {
            "schema": 1,
            "case": self.case.name,
            "seed": self.seed,
            "accounts": {name: vars(standing) for name, standing in self.accounts.items()},
            "out_of_source": self.out_of_source,
            "out_of_source_pairs": [
                {
                    "for": each.favours,
                    "against": each.against,
                    "db": each.db,
                    "mc_error_db": each.mc_error_db,
                    "reports": each.reports,
                }
                for each in self.outside_best
            ],
            "undetermined": self.undetermined,
            "reversing_prior": {"account": second, "probability": self.reversing_prior(second)},
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
            "would_tell": [vars(each) for each in self.probes()[:5]] if self.undetermined and self.leading[1:] else [],
            "alarms": list(self.alarms),
            **tell(self.inclusions, self.opened or self.accounts.get(OPEN)),
        }

    def __str__(self) -> str:
        from corcyra.inference.show import as_text

        return as_text(self)


def weigh(case: Case, ensemble: xr.Dataset, trust: Mapping[str, float] | None = None) -> Verdict:
    """Weigh the record against an ensemble.

    Parameters
    ----------
    case : the case that was simulated
    ensemble : from :func:`corcyra.simulate` or :func:`corcyra.sample`
    trust : trust in some speakers (0 to 1), taken as known, instead of the ledger's

    Raises
    ------
    UnknownNameError
        If a speaker is unknown.
    EnsembleError
        If the ensemble is not one of this case.
    """
    return _judge(case, ensemble, make_scales(case, ensemble, trust))


def _judge(case: Case, ensemble: xr.Dataset, scales: Scales) -> Verdict:
    rivals = [name for name in scales.draws if name != OPEN] or [OPEN]
    prior, evidence = prior_of(case, rivals), scales.evidence()
    posterior = posterior_of(prior, evidence)
    standings = {
        name: Standing(prior.get(name, 0.0), posterior.get(name, 0.0), each.db, each.error_db, each.effective)
        for name, each in evidence.items()
    }
    opened = standings.pop(OPEN) if OPEN in standings and OPEN not in prior else None
    trust = trust_of(case.ledger, scales.given)
    sizes = [each.measures.shape[0] for each in scales.draws.values()]
    return Verdict(case, int(ensemble.attrs["seed"]), max(sizes), standings, trust, ensemble, scales, opened)


def told_by(case: Case, name: str) -> tuple[str, ...]:
    """The documents from which an account is taken; none for the reference."""
    return () if name == NONE else case.account(name).told_by


def _poor(each: Standing) -> bool:
    return each.effective_draws < FEW_DRAWS or each.mc_error_db > LARGE_ERROR
