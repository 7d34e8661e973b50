"""Predictive checks: how probable what was reported on a clue is, before and after the record is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corcyra.inference.scales import NONE, Scales

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Check:
    """The reports on one clue under one account, against none-of-these [dB].

    ``prior_db``: with the account's priors; ``posterior_db``: with what the rest of the record leaves of them, so that
    a clue is never predicted from itself. Below 0, none-of-these does better.
    """

    clue: str
    account: str
    prior_db: float
    posterior_db: float


def predictive(scales: Scales, account: str) -> list[Check]:
    """How an account predicts the reports on every clue."""
    claims = {claim.id for claim in scales.script.claims}
    whole = _db(scales, account)
    reference = _db(scales, NONE)
    out = []
    for clue in scales.reported:
        own = scales.claims(clue)
        alone = scales.evidence(own, (account, NONE))
        rest = scales.evidence(claims - own, (account, NONE))
        out.append(
            Check(
                clue, account, alone[account].db - alone[NONE].db,
                (whole - rest[account].db) - (reference - rest[NONE].db),
            )
        )  # fmt: skip
    return out


def _db(scales: Scales, name: str) -> float:
    return scales.evidence(None, (name,))[name].db


def posterior_weights(scales: Scales, account: str) -> Array:
    """The probability of every draw of an account after the record; they add up to 1."""
    terms = scales.draws[account].weights.log + scales.log_likelihood(account)
    values = np.exp(terms - terms.max())
    return np.asarray(values / values.sum(), dtype=np.float64)
