"""What speakers would report of a simulated history: the same claims, with what they say drawn by the trust model."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from corcyra.evidence.ledger import Claim, Clue, Ledger, Report, Speaker
from corcyra.inference.likelihood import LEAST_PART, MOST_TRUST
from corcyra.inference.sampler import Stream

Array = npt.NDArray[np.float64]


def replies(ledger: Ledger, happened: Array, draw: Stream) -> Ledger:
    """The ledger with reports drawn for one history.

    Parameters
    ----------
    happened : the measure of every clue, in the ledger's order
    draw : where chance comes from

    Each speaker's trust, factor and eagerness are drawn once. A speaker who looks for the time of what never came says
    that it never came.
    """
    of_clue = dict(zip(ledger.clues, happened, strict=True))
    drawn = {name: _draw_speaker(speaker, draw) for name, speaker in ledger.speakers.items()}
    claims: dict[str, Claim] = {}
    ordered = sorted(ledger.claims.values(), key=lambda claim: claim.same_as is not None)  # originals first
    for claim in ordered:
        chance = draw(5)
        if claim.report is None or claim.clue is None:
            claims[claim.id] = claim
            continue
        clue, original = ledger.clues[claim.clue], claims.get(claim.same_as or "")
        if original is not None and original.report is not None and chance[0] < claim.dependence:
            claims[claim.id] = _repeat(claim, clue, original, chance)
            continue
        claims[claim.id] = _reply(claim, clue, float(of_clue[claim.clue]), drawn[claim.speaker], chance)
    return replace(ledger, claims={name: claims[name] for name in ledger.claims})


def _draw_speaker(speaker: Speaker, draw: Stream) -> tuple[float, float, float]:
    chance = draw(3)
    trust = speaker.trust if speaker.prior is None else float(speaker.prior.quantile(chance[:1])[0])
    over = 1.0 if speaker.overstates is None else float(speaker.overstates.quantile(chance[1:2])[0])
    eager = 0.0 if speaker.eagerness is None else float(speaker.eagerness.quantile(chance[2:])[0])
    return min(max(trust, 0.0), MOST_TRUST), over, eager


def _reply(claim: Claim, clue: Clue, happened: float, speaker: tuple[float, float, float], chance: Array) -> Claim:
    report = claim.report
    assert report is not None
    trust, over, eager = speaker
    looks = bool(chance[1] < trust)
    if clue.kind == "truth":
        return _truth(claim, report, happened > 0, looks, eager, chance)
    if clue.kind == "time" and (not math.isfinite(happened) if looks else chance[2] < LEAST_PART):
        return replace(claim, report=Report("never", 1.0))
    seen = _seen(clue, report, happened, over, looks, chance)
    if report.form != "between":
        return replace(
            claim, report=replace(report, form="at" if clue.kind == "time" else "about", value=seen, rivals=())
        )
    if seen < report.low:
        return replace(claim, report=replace(report, low=-math.inf if clue.kind != "count" else 0.0, high=report.low))
    if seen > report.high:
        return replace(claim, report=replace(report, low=report.high, high=math.inf))
    return claim


def _repeat(claim: Claim, clue: Clue, original: Claim, chance: Array) -> Claim:
    """What is copied in full, or has no error, is in the same words; a number is retold with the copier's error."""
    told = original.report
    assert told is not None
    if claim.dependence >= 1.0 or told.form not in ("about", "at"):
        return replace(claim, report=told, would_say=original.would_say, turned=original.turned)
    return _reply(claim, clue, told.value, (1.0, 1.0, 0.0), chance)


def _truth(claim: Claim, report: Report, so: bool, looks: bool, eager: float, chance: Array) -> Claim:
    odds = claim.would_say / (1.0 - claim.would_say) * math.exp(eager)
    anyway = chance[2] < odds / (1.0 + odds)
    if report.form == "silent":
        speaks = (so and chance[3] < report.value) if looks else anyway
        return replace(claim, report=Report("is", 1.0)) if speaks else claim
    same = (so == bool(report.value)) if looks else anyway
    if same:
        return claim
    told = replace(report, value=1.0 - report.value)
    return replace(claim, report=told, would_say=1.0 - claim.would_say, turned=True)


def _seen(clue: Clue, report: Report, happened: float, over: float, looks: bool, chance: Array) -> float:
    """The number that a speaker has in mind, in the unit of the clue."""
    from scipy.special import ndtri

    error = float(ndtri(chance[3]))
    if clue.kind == "count":
        if looks:
            return float(max(happened, 0.5 * clue.low) * over * report.error**error)
        return float(clue.low * (clue.high / clue.low) ** float(chance[4]))
    return happened + report.error * error if looks else clue.low + (clue.high - clue.low) * float(chance[4])
