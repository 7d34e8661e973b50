"""Calibration: simulate from an account, let speakers report, hide its name, and see whether it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corcyra.case import Case, check_accounts
from corcyra.engines.ensemble import simulate
from corcyra.engines.keyed import purpose
from corcyra.engines.points import points_of
from corcyra.errors import CorcyraError
from corcyra.inference.checks import posterior_weights
from corcyra.inference.replies import replies
from corcyra.inference.sampler import Stream
from corcyra.inference.scales import NONE, make_scales
from corcyra.inference.probability import posterior_of, prior_of
from corcyra.inference.verdict import DECIDED

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]

#: Ends of the bins of the calibration curve.
BINS = (0.0, 0.3, 0.5, 0.7, 0.9, 1.0)
#: Two accounts are not told apart if the record of neither speaks for it with so much, on average [dB].
APART = 3.0


@dataclass(frozen=True)
class Trial:
    """One record made up: the account that it was simulated from, the probabilities, and the log evidence [dB].

    ``ranks``: for every number drawn from a prior, the posterior probability of less than the true one; uniform in 0
    to 1 if the posterior is right (Talts et al. 2018).
    """

    truth: str
    posterior: dict[str, float]
    evidence_db: dict[str, float]
    ranks: Array

    @property
    def chosen(self) -> str:
        """The account that the record gives back."""
        return max(self.posterior, key=lambda name: self.posterior[name])


@dataclass(frozen=True)
class Calibration:
    """What the method made of records of which the account is known."""

    case: str
    draws: int
    seed: int
    trials: tuple[Trial, ...]
    digest: str = ""

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
        return float(np.mean([max(each.posterior.values()) < DECIDED for each in self.trials]))

    def weight(self, truth: str, other: str) -> tuple[float, float]:
        """The mean weight for an account against another in records of the first, and its standard error [dB]."""
        values = [each.evidence_db[truth] - each.evidence_db[other] for each in self.trials if each.truth == truth]
        return float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0

    def uniformity(self, account: str) -> float:
        """The chance of ranks as far from uniform as those of an account's worst number, were all of them uniform.

        By Kolmogorov and Smirnov's test of each number, times how many there are.
        """
        from scipy.stats import kstest

        ranks = np.array([each.ranks for each in self.trials if each.truth == account])
        least = min(float(kstest(column, "uniform").pvalue) for column in ranks.T)
        return float(min(1.0, least * ranks.shape[1]))

    def twins(self) -> list[tuple[str, str]]:
        """Pairs of accounts that the ledger can't tell apart."""
        names = self.accounts
        pairs = [(one, other) for k, one in enumerate(names) for other in names[k + 1 :]]
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
            "uniformity_of_ranks": {name: self.uniformity(name) for name in self.accounts},
            "not_told_apart": [list(pair) for pair in self.twins()],
        }

    def __str__(self) -> str:
        right = np.mean([each.chosen == each.truth for each in self.trials])
        lines = [
            f"{len(self.trials)} records made up, each weighed with {self.draws:,} plain draws of every account.",
            f"Given back: {right:.0%}. Undetermined: {self.undetermined:.0%}. Mean log score: {self.log_score:.2f}.",
            "", self.confusion().to_string(), "", self.curve().to_string(index=False, float_format="{:.2f}".format),
        ]  # fmt: skip
        for name in self.accounts:
            lines.append(f"Ranks of the true numbers of {name}, uniform: chance {self.uniformity(name):.2f}")
        lines += ["", *(f"The ledger does not tell {one} and {other} apart." for one, other in self.twins())]
        return "\n".join(lines).rstrip() + "\n"


def calibrate(
    case: Case,
    trials: int = 100,
    draws: int = 4000,
    seed: int = 1,
    accounts: Iterable[str] | None = None,
    workers: int | None = None,
    mechanisms: Iterable[str | Path] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Find out whether the method finds the account when the account is known.

    Parameters
    ----------
    case : see :func:`corcyra.open_case`
    trials : records to make up, the same number of each account or one more
    draws : plain draws of each account to weigh each record with; other ones than the records are made from
    seed, accounts, workers, mechanisms : as for :func:`corcyra.simulate`
    progress : called with (done, all) records

    Raises
    ------
    CorcyraError
        If there are fewer trials than accounts.
    """
    names = [account.name for account in check_accounts(case, accounts)]
    if trials < len(names):
        raise CorcyraError(f"{trials} trials: at least {len(names)} are needed, one of each account")
    each = -(-trials // len(names))
    files = list(mechanisms)
    reference = simulate(case, draws, seed, names, workers, files)
    other = int(purpose(seed, "calibrate") >> np.uint64(33))
    histories = simulate(case, each, other, names, workers, files)
    drawn = {name: points_of(case, case.account(name), range(draws), seed).uniforms for name in names}
    true = {name: points_of(case, case.account(name), range(each), other).uniforms for name in names}
    measures = histories["measure"].transpose("account", "simulation", "clue").values
    prior = prior_of(case, names)
    out = []
    for number in range(trials):
        a, row = number % len(names), number // len(names)
        told = replies(case.ledger, measures[a, row], Stream(purpose(seed, "replies", names[a], row)))
        scales = make_scales(replace(case, ledger=told), reference)
        evidence = scales.evidence()
        less = drawn[names[a]] < true[names[a]][row]
        ranks = np.asarray(posterior_weights(scales, names[a]) @ less, dtype=np.float64)
        found = {name: one.db for name, one in evidence.items()}
        out.append(Trial(names[a], posterior_of(prior, evidence), found, ranks))
        if progress is not None:
            progress(number + 1, trials)
    return Calibration(case.name, draws, seed, tuple(out), case.digest)
