"""Probabilities of accounts, from evidence that is itself known with an error.

Bayes' rule takes the evidence as known. An estimate within several decibels is not, and to put it in as it stands says
0.99 where nobody can know that. So the rule is averaged over what the evidence may be: 10 log10 of it is taken as
normal around the estimate, with the Monte Carlo error as standard deviation, for every account by itself. For two
accounts that is the logistic-normal integral.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from corcyra.case import Case
from corcyra.errors import CorcyraError
from corcyra.inference.mixture import Evidence
from corcyra.inference.scales import NONE

Array = npt.NDArray[np.float64]

#: Quasi-random points that the rule is averaged over, each with its mirror image: known to a few thousandths.
PAIRS = 1024


def prior_of(case: Case, names: list[str]) -> dict[str, float]:
    """Prior probabilities from the weights of the accounts; the reference gets their mean."""
    weights = {name: case.account(name).weight for name in names}
    if sum(weights.values()) <= 0:
        raise CorcyraError("none of the chosen accounts has any prior weight")
    weights[NONE] = sum(weights.values()) / len(names)
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def posterior_of(prior: Mapping[str, float], evidence: Mapping[str, Evidence]) -> dict[str, float]:
    """Bayes' rule, averaged over what is not known of the evidence; without error, the rule itself."""
    names = [name for name in prior if prior[name] > 0]
    db = np.array([evidence[name].db for name in names])
    error = np.array([evidence[name].error_db for name in names])
    may_be = db + error * _scores(len(names)) if error.any() else db[None]
    raw = np.array([prior[name] for name in names]) * 10 ** ((may_be - may_be.max(axis=1, keepdims=True)) / 10)
    mean = (raw / raw.sum(axis=1, keepdims=True)).mean(axis=0)
    found = dict(zip(names, mean.tolist(), strict=True))
    return {name: found.get(name, 0.0) for name in prior}


@lru_cache
def _scores(count: int) -> Array:
    """Normal scores, shape (point, account), spread evenly: multiples of the roots of primes (Richtmyer 1951)."""
    from scipy.special import ndtri

    primes = [n for n in range(2, 16 + count**2) if all(n % k for k in range(2, n))][:count]
    scores = ndtri(np.outer(np.arange(PAIRS) + 0.5, np.sqrt(primes)) % 1.0)
    return np.asarray(np.concatenate([scores, -scores]), dtype=np.float64)
