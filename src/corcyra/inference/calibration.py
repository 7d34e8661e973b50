"""Calibration: simulate from an account, let speakers report, hide its name, and see whether it is found.

Whether the posterior of an account's numbers is right is tested with the true history put among the draws. It is a draw
from the prior like the others, and which of them the record comes from is as probable as their likelihoods say. So the
rank of the true one among the weighted draws is uniform, whatever their number: a likelihood that is not that of the
reports shows, and too few draws only cost power.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corcyra.case import Case, check_accounts
from corcyra.engines.ensemble import simulate
from corcyra.engines.keyed import purpose
from corcyra.engines.points import points_of
from corcyra.errors import CorcyraError, EnsembleError
from corcyra.evidence.ledger import Ledger
from corcyra.inference.pieces import log_factors, look_table
from corcyra.inference.probability import posterior_of, prior_of
from corcyra.inference.probe import Probe, from_plain, probe
from corcyra.inference.replies import replies
from corcyra.inference.sampler import Stream
from corcyra.inference.scales import NONE, Scales, make_scales
from corcyra.inference.verdict import DECIDED

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = npt.NDArray[np.float64]

#: Ends of the bins of the calibration curve.
BINS = (0.0, 0.3, 0.5, 0.7, 0.9, 1.0)
#: Two accounts are not told apart if the record of neither speaks for it with so much, on average [dB].
APART = 3.0
#: How many clues that would tell two accounts apart are kept, and how many pairs of accounts are printed.
CLUES, PAIRS = 3, 5


@dataclass(frozen=True)
class Trial:
    """One record made up: the account that it was simulated from, the probabilities, and the log evidence [dB].

    ``error_db``: Monte Carlo errors of the evidence. ``ranks``: for every number drawn from a prior, the posterior
    probability of less than the true one, and last that of a history with a smaller likelihood than the true one;
    uniform in 0 to 1 if the posterior is right (Talts et al. 2018; for the likelihood Modrák et al. 2023). ``own``: the
    posterior probability of the true history among the draws; where it is near 1, ranks say nothing.
    """

    truth: str
    posterior: dict[str, float]
    evidence_db: dict[str, float]
    error_db: dict[str, float]
    ranks: Array
    own: float

    @property
    def chosen(self) -> str:
        """The account that the record gives back."""
        return max(self.posterior, key=lambda name: self.posterior[name])

    @property
    def decided(self) -> bool:
        """Whether it is probable enough, and outweighs the next by twice the error."""
        best, second = sorted(self.posterior, key=lambda name: -self.posterior[name])[:2]
        error = float(np.hypot(self.error_db[best], self.error_db[second]))
        return self.posterior[best] >= DECIDED and self.evidence_db[best] - self.evidence_db[second] >= 2 * error


@dataclass(frozen=True)
class Calibration:
    """What the method made of records of which the account is known.

    ``probes``: for pairs of accounts, the clues that would tell them apart best, were they reported surely.
    """

    case: str
    draws: int
    seed: int
    trials: tuple[Trial, ...]
    digest: str = ""
    probes: Mapping[tuple[str, str], tuple[Probe, ...]] = field(default_factory=dict)

    @property
    def accounts(self) -> list[str]:
        """The accounts that were simulated."""
        return list(dict.fromkeys(each.truth for each in self.trials))

    def confusion(self) -> pd.DataFrame:
        """How often each account (row) was taken for each (column); ``none-of-these`` is a column too."""
        import pandas as pd

        columns = [*self.accounts, NONE]
        counts = [
            [sum(each.truth == truth and each.chosen == chosen for each in self.trials) for chosen in columns]
            for truth in self.accounts
        ]
        table = pd.DataFrame(counts, index=self.accounts, columns=columns)
        return table.rename_axis("simulated from").rename_axis("taken for", axis=1)

    def curve(self) -> pd.DataFrame:
        """How often the account given back was right, by how probable it was said to be; with standard errors."""
        import pandas as pd

        said = np.array([each.posterior[each.chosen] for each in self.trials])
        right = np.array([each.chosen == each.truth for each in self.trials], float)
        rows = []
        for low, high in pairwise(BINS):
            inside = (said > low) & (said <= high)
            if inside.any():
                # Of one more right and one more wrong, so that a bin with nothing but hits has an error too.
                share = (right[inside].sum() + 1) / (inside.sum() + 2)
                error = float(np.sqrt(share * (1 - share) / inside.sum()))
                rows.append((low, high, int(inside.sum()), said[inside].mean(), right[inside].mean(), error))
        return pd.DataFrame(rows, columns=["above", "to", "records", "said", "right", "error"])

    @property
    def log_score(self) -> float:
        """The mean natural logarithm of the probability of the true account; 0 is perfect."""
        return float(np.mean([np.log(max(each.posterior[each.truth], 1e-300)) for each in self.trials]))

    @property
    def undetermined(self) -> float:
        """The share of records that did not decide."""
        return float(np.mean([not each.decided for each in self.trials]))

    def weight(self, truth: str, other: str) -> tuple[float, float]:
        """The mean weight for an account against another in records of the first, and its standard error [dB]."""
        values = [each.evidence_db[truth] - each.evidence_db[other] for each in self.trials if each.truth == truth]
        return float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0

    def uniformity(self, account: str) -> tuple[float, float]:
        """The chance of ranks as far from uniform as those found, were all of them uniform.

        By Kolmogorov and Smirnov's test: of the account's worst number, times how many there are; of the likelihood.
        """
        from scipy.stats import kstest

        ranks = np.array([each.ranks for each in self.trials if each.truth == account])
        chances = [float(kstest(column, "uniform").pvalue) for column in ranks.T]
        return min(1.0, min(chances[:-1], default=1.0) * (len(chances) - 1)), chances[-1]

    def own(self, account: str) -> float:
        """The median weight of the true history among the draws of its account."""
        return float(np.median([each.own for each in self.trials if each.truth == account]))

    def pairs(self) -> pd.DataFrame:
        """A row for every two accounts, those that are confused most first.

        confused : the share of the records of either that speak for the other one
        if_one, if_other : the mean weight for the true one against the other [dB]; and its standard error
        clue, expected : the clue that would tell them apart best, were it reported surely, and its expected weight [dB]
        """
        import pandas as pd

        rows, names = [], self.accounts
        for one, other in ((one, other) for k, one in enumerate(names) for other in names[k + 1 :]):
            wrong = [
                each.evidence_db[one if each.truth == other else other] > each.evidence_db[each.truth]
                for each in self.trials
                if each.truth in (one, other)
            ]
            best = next(iter(self.probes.get((one, other), ())), None)
            rows.append((
                one, other, float(np.mean(wrong)), *self.weight(one, other), *self.weight(other, one),
                best.clue if best else "", best.expected_db if best else 0.0,
            ))  # fmt: skip
        columns = ["one", "other", "confused", "if_one", "error", "if_other", "error_other", "clue", "expected"]
        return pd.DataFrame(rows, columns=columns).sort_values("confused", ascending=False, kind="stable")

    def twins(self) -> list[tuple[str, str]]:
        """Pairs of accounts that the ledger can't tell apart, those that are confused most first."""
        pairs = [(str(each.one), str(each.other)) for each in self.pairs().itertuples()]
        return [pair for pair in pairs if max(self.weight(*pair)[0], self.weight(*pair[::-1])[0]) < APART]

    def to_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "schema": 1,
            "case": self.case,
            "case_digest": self.digest,
            "draws": self.draws,
            "seed": self.seed,
            "trials": len(self.trials),
            "confusion": {str(name): row.to_dict() for name, row in self.confusion().iterrows()},
            "curve": self.curve().to_dict("records"),
            "log_score": self.log_score,
            "undetermined": self.undetermined,
            "uniformity_of_ranks": {
                name: dict(zip(("numbers", "likelihood", "own"), (*self.uniformity(name), self.own(name)), strict=True))
                for name in self.accounts
            },
            "not_told_apart": [list(pair) for pair in self.twins()],
            "pairs": [
                {
                    "one": each.one,
                    "other": each.other,
                    "confused": each.confused,
                    "weight_if_one_db": each.if_one,
                    "weight_if_other_db": each.if_other,
                    "would_tell": [vars(clue) for clue in self.probes.get((str(each.one), str(each.other)), ())],
                }
                for each in self.pairs().itertuples()
            ],
            "records": [
                {"truth": each.truth, "chosen": each.chosen, "decided": each.decided, "posterior": each.posterior}
                for each in self.trials
            ],
        }

    def __str__(self) -> str:
        right = np.mean([each.chosen == each.truth for each in self.trials])
        lines = [
            f"{len(self.trials)} records made up, each weighed with {self.draws:,} plain draws of every account.",
            f"Given back: {right:.0%}. Undetermined: {self.undetermined:.0%}. Mean log score: {self.log_score:.2f}.",
            "", self.confusion().to_string(), "", self.curve().to_string(index=False, float_format="{:.2f}".format),
        ]  # fmt: skip
        for name in self.accounts:
            numbers, likelihood = self.uniformity(name)
            lines.append(
                f"Ranks of {name}, if uniform: chance {numbers:.2f} for its worst number, {likelihood:.2f} for its "
                f"fit; the true history has {self.own(name):.0%} of the weight"
            )
        table = self.pairs()[:PAIRS]
        lines += ["", "Accounts that are confused most; the mean weight for the true one [dB]:"]
        lines.append(table.drop(columns=["clue", "expected"]).to_string(index=False, float_format="{:.2f}".format))
        lines += ["", *self._most_telling(table.itertuples()), ""]
        for one, other in self.twins():
            lines.append(f"The ledger does not tell {one} and {other} apart. {self._would_tell(one, other)}")
        return "\n".join(lines).rstrip() + "\n"

    def _most_telling(self, pairs: Iterable[Any]) -> list[str]:
        told = [
            f"  {each.one} and {each.other}: {each.clue}, expected to weigh {each.expected:.1f} dB"
            for each in pairs
            if each.clue
        ]
        return ["What would tell most between them, were it reported surely:", *told] if told else []

    def _would_tell(self, one: str, other: str) -> str:
        best = next(iter(self.probes.get((one, other), ())), None)
        if best is None:
            return ""
        if best.expected_db < APART:
            return f"Nor would a sure report on any clue: the best, {best.clue}, would weigh {best.expected_db:.1f} dB."
        return f"A sure report on {best.clue} would: it is expected to weigh {best.expected_db:.1f} dB."


def made_up(case: Case, account: str, number: int, happened: Array, seed: int) -> Ledger:
    """The record that is made up from one history of an account."""
    return replies(case.ledger, happened, Stream(purpose(seed, "replies", account, number)))


def truths(
    case: Case, names: list[str], each: int, seed: int, workers: int | None, mechanisms: Iterable[str | Path] = ()
) -> tuple[Array, int]:
    """Histories to make records from: measures (account, simulation, clue), and the seed that they have."""
    other = int(purpose(seed, "calibrate") >> np.uint64(33))
    histories = simulate(case, each, other, names, workers, list(mechanisms))
    return histories["measure"].transpose("account", "simulation", "clue").values, other


def calibrate(
    case: Case,
    trials: int = 100,
    draws: int = 4000,
    seed: int = 1,
    accounts: Iterable[str] | None = None,
    workers: int | None = None,
    mechanisms: Iterable[str | Path] = (),
    progress: Callable[[int, int], None] | None = None,
    reference: xr.Dataset | None = None,
) -> Calibration:
    """Find out whether the method finds the account when the account is known.

    Parameters
    ----------
    case : see :func:`corcyra.open_case`
    trials : records to make up, the same number of each account or one more
    draws : plain draws of each account to weigh each record with; other ones than the records are made from
    seed, accounts, workers, mechanisms : as for :func:`corcyra.simulate`
    progress : called with (done, all) records
    reference : the plain draws, from ``simulate(case, draws, seed, ...)``, where they are at hand

    Raises
    ------
    CorcyraError
        If there are fewer trials than accounts.
    EnsembleError
        If the reference is another ensemble than would be simulated.
    """
    names = [account.name for account in check_accounts(case, accounts)]
    if trials < len(names):
        raise CorcyraError(f"{trials} trials: at least {len(names)} are needed, one of each account")
    each = -(-trials // len(names))
    files = list(mechanisms)
    if reference is None:
        reference = simulate(case, draws, seed, names, workers, files)
    made_with = (reference.attrs.get("case_digest"), reference.attrs.get("seed"), reference.sizes["simulation"])
    if made_with != (case.digest, seed, draws) or [str(name) for name in reference["account"].values] != names:
        raise EnsembleError("the reference is not what would be simulated: another case, seed, number or accounts")
    measures, other = truths(case, names, each, seed, workers, files)
    drawn = {name: points_of(case, case.account(name), range(draws), seed).uniforms for name in names}
    true = {name: points_of(case, case.account(name), range(each), other).uniforms for name in names}
    prior = prior_of(case, names)

    def weigh_one(number: int) -> Trial:
        a, row = number % len(names), number // len(names)
        told = made_up(case, names[a], row, measures[a, row], seed)
        scales = make_scales(replace(case, ledger=told), reference)
        evidence = scales.evidence()
        less = drawn[names[a]] < true[names[a]][row]
        ranks, own = _ranks(scales, names[a], less, measures[a, row], Stream(purpose(seed, "ranks", number)))
        found = {name: one.db for name, one in evidence.items()}
        errors = {name: one.error_db for name, one in evidence.items()}
        return Trial(names[a], posterior_of(prior, evidence), found, errors, ranks, own)

    out = []
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for done, trial in enumerate(pool.map(weigh_one, range(trials)), 1):
            out.append(trial)
            if progress is not None:
                progress(done, trials)
    predicted = [from_plain(each) for each in reference["measure"].transpose("account", "simulation", "clue").values]
    probes = {
        (names[k], names[j]): tuple(probe(case.ledger.clues.values(), predicted[k], predicted[j])[:CLUES])
        for k in range(len(names))
        for j in range(k + 1, len(names))
    }
    return Calibration(case.name, draws, seed, tuple(out), case.digest, probes)


def _ranks(
    scales: Scales, account: str, less: npt.NDArray[np.bool_], happened: Array, draw: Stream
) -> tuple[Array, float]:
    """Where the true history stands among the draws of its account and itself, and its own weight there."""
    true = log_factors(scales.script, look_table(scales.script, happened[None]), scales.voices, scales.record).sum()
    fit = scales.log_likelihood(account)
    top = max(float(fit.max()), float(true))
    weight, own = np.exp(fit - top), float(np.exp(true - top))
    below = np.append(weight @ less, weight @ (fit < true) + draw(1)[0] * (weight @ (fit == true)))
    whole = float(weight.sum()) + own
    return np.asarray((below + draw(below.size) * own) / whole, dtype=np.float64), own / whole
