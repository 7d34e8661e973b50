"""How probable a report is, given what happened and the trust in the speaker.

    P(report | m, trust) = trust * P(report | m, looking) + (1 - trust) * P(report | not looking)

A speaker who looks reports what is, with an error; one who doesn't says what it would say anyway, whatever happened. So
a speaker of trust 0 has a likelihood ratio of one (0 dB), and no report can rule anything out alone. For numbers both
terms are densities over the logarithm (counts), the number (shares) or the hour (times); statements such as "more than"
are probabilities in both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from corcyra.errors import CorcyraError, UnknownNameError
from corcyra.evidence.ledger import Claim, Clue, Ledger

Array = npt.NDArray[np.float64]

#: Nobody is trusted beyond this: a slip of the pen is always possible.
MOST_TRUST = 0.995
#: Points at which the plausible range of a clue is cut for none-of-these.
GRID = 2001


def trust_of(ledger: Ledger, override: Mapping[str, float] | None = None) -> dict[str, float]:
    """The trust in every speaker, with some of them set by the caller.

    Raises
    ------
    UnknownNameError
        If a speaker is unknown.
    CorcyraError
        If a trust is not between 0 and 1.
    """
    trust = {name: speaker.trust for name, speaker in ledger.speakers.items()}
    for name, value in (override or {}).items():
        if name not in trust:
            raise UnknownNameError("speaker", name, trust)
        if not 0.0 <= value <= 1.0:
            raise CorcyraError(f"trust in '{name}' is {value:g}; trust is between 0 and 1")
        trust[name] = value
    return {name: min(value, MOST_TRUST) for name, value in trust.items()}


def report_likelihood(claim: Claim, clue: Clue, happened: Array, trust: float) -> Array:
    """P(report | what happened), elementwise over simulations; strictly positive below a trust of 1."""
    report = claim.report
    assert report is not None
    if report.form == "is":
        return np.where(happened == report.value, trust, 0.0) + (1.0 - trust) * claim.would_say
    value, error = report.value, report.error
    if clue.kind == "count":  # on the logarithm; nothing counts as half of the least that is plausible
        happened = np.log(np.maximum(happened, 0.5 * clue.low))
        span, error = math.log(clue.high / clue.low), math.log(report.error)
        low, high = _log(report.low), _log(report.high)
        value = _log(value) if report.form == "about" else value
        bottom, top = math.log(clue.low), math.log(clue.high)
    else:
        span, low, high, bottom, top = clue.high - clue.low, report.low, report.high, clue.low, clue.high
    if report.form == "between":
        looking = _below((high - happened) / error) - _below((low - happened) / error)
        idle = max(min(high, top) - max(low, bottom), 1e-3 * span) / span
    else:
        with np.errstate(invalid="ignore"):
            looking = np.exp(-0.5 * ((value - happened) / error) ** 2) / (error * math.sqrt(2 * math.pi))
        looking = np.where(np.isfinite(happened), looking, 0.0)  # what never happened has no time
        idle = 1.0 / span
    return trust * looking + (1.0 - trust) * idle


def clue_likelihood(claims: Iterable[Claim], clue: Clue, happened: Array, trust: Mapping[str, float]) -> Array:
    """The product over the reports on one clue."""
    total = np.ones_like(happened)
    for claim in claims:
        total *= report_likelihood(claim, clue, happened, trust[claim.speaker])
    return total


def plausible(clue: Clue) -> Array:
    """The plausible range of a clue, evenly cut: what none-of-these knows."""
    if clue.kind == "truth":
        return np.array([0.0, 1.0])
    middle = (np.arange(GRID) + 0.5) / GRID
    if clue.kind == "count":
        return np.asarray(clue.low * np.exp(middle * math.log(clue.high / clue.low)), dtype=np.float64)
    return np.asarray(clue.low + middle * (clue.high - clue.low), dtype=np.float64)


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def _below(z: Array) -> Array:
    from scipy.special import ndtr

    return np.asarray(ndtr(z), dtype=np.float64)
