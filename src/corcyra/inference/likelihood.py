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
from corcyra.evidence.ledger import Claim, Clue, Ledger, Report

Array = npt.NDArray[np.float64]

#: Nobody is trusted beyond this: a slip of the pen is always possible.
MOST_TRUST = 0.995
#: The smallest part of a plausible range that a statement about it is taken to fill.
LEAST_PART = 1e-3
#: Points at which the plausible range of a clue is cut for none-of-these: a typical error spans two of them or more.
GRID = 256


def trust_of(ledger: Ledger, override: Mapping[str, float] | None = None) -> dict[str, float]:
    """The trust in every speaker, with some of them set by the caller; the mean where it is uncertain.

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


def looking(report: Report, clue: Clue, happened: Array, overstates: float = 1.0) -> Array:
    """P(report | what happened) for a speaker who looks, elementwise; a density where the report is one number.

    Parameters
    ----------
    happened : what the clue's measure gave, in its unit; an infinite time is one that never came
    overstates : the factor by which the speaker's counts are off
    """
    if report.form == "is":
        return np.where(happened == report.value, 1.0, 0.0)
    if report.form == "silent":
        return np.where(happened > 0, 1.0 - report.value, 1.0)
    if report.form == "never":
        return np.where(np.isfinite(happened), 0.0, 1.0)
    value, low, high, error = report.value, report.low, report.high, report.error
    rivals = report.rivals
    if clue.kind == "count":  # on the logarithm; nothing counts as half of the least that is plausible
        happened = np.log(np.maximum(happened, 0.5 * clue.low)) + math.log(overstates)
        value, low, high, error = _log(value), _log(low), _log(high), math.log(error)
        rivals = tuple(_log(each) for each in rivals)
    if report.form == "between":
        came = np.isfinite(happened)  # what never happened has no time
        happened = np.where(came, happened, 0.0)
        return np.where(came, _below((high - happened) / error) - _below((low - happened) / error), 0.0)
    if report.form == "rivals":
        return np.asarray(sum(_density(each, happened, error) for each in rivals) / len(rivals), dtype=np.float64)
    return _density(value, happened, error)


def idle(report: Report, clue: Clue, would_say: float) -> float:
    """P(report) for a speaker who does not look, whatever happened; a density where the report is one number."""
    if report.form == "is":
        return would_say
    if report.form == "silent":
        return 1.0 - would_say
    if report.form == "never":
        return LEAST_PART
    low, high, bottom, top = report.low, report.high, clue.low, clue.high
    if clue.kind == "count":
        low, high, bottom, top = _log(low), _log(high), math.log(bottom), math.log(top)
    if report.form == "between":
        return max(min(high, top) - max(low, bottom), LEAST_PART * (top - bottom)) / (top - bottom)
    return 1.0 / (top - bottom)


def repeats(claim: Claim, clue: Clue, original: Claim) -> float:
    """P(report | it looks at the original report instead of at what happened)."""
    assert claim.report is not None
    assert original.report is not None
    if claim.report == original.report and claim.report.form in ("is", "silent", "between"):
        return 1.0
    return float(looking(claim.report, clue, np.array([_said(original.report, clue)]))[0])


def _said(report: Report, clue: Clue) -> float:
    """One number for what a report says: the middle of bounds, an open end being that of the plausible range."""
    if report.form == "silent":
        return 0.0
    if report.form == "rivals":
        return sum(report.rivals) / len(report.rivals)
    if report.form != "between":
        return report.value
    low, high = max(report.low, clue.low), min(report.high, clue.high)
    return math.sqrt(low * high) if clue.kind == "count" else 0.5 * (low + high)


def report_likelihood(claim: Claim, clue: Clue, happened: Array, trust: float) -> Array:
    """P(report | what happened), elementwise over simulations; strictly positive below a trust of 1."""
    assert claim.report is not None
    anyway = idle(claim.report, clue, claim.would_say)
    return trust * looking(claim.report, clue, happened) + (1.0 - trust) * anyway


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


def _density(value: float, happened: Array, error: float) -> Array:
    with np.errstate(invalid="ignore"):
        density = np.exp(-0.5 * ((value - happened) / error) ** 2) / (error * math.sqrt(2 * math.pi))
    return np.where(np.isfinite(happened), density, 0.0)  # what never happened has no time


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def _below(z: Array) -> Array:
    from scipy.special import ndtr

    return np.asarray(ndtr(z), dtype=np.float64)
