"""Made-up records, many at once, as numbers: what :func:`corcyra.inference.replies.replies` says of one history.

The same chances give the same reports, which :func:`agrees` tries; only here they are drawn for thousands of histories
together, so that a method that learns from examples can be given many of them. Reports of silence and partial copies,
of which the main case has none, are not told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from corcyra.case import Case
from corcyra.engines.keyed import purpose, uniforms
from corcyra.evidence.ledger import Claim, Clue, Ledger
from corcyra.inference.calibration import made_up
from corcyra.inference.likelihood import LEAST_PART, MOST_TRUST
from corcyra.inference.pieces import record_of, script_of
from corcyra.inference.sampler import Stream

Array = npt.NDArray[np.float64]
#: Some numbers between 0 and 1 for every history: whose (a speaker's or a claim's name), and how many.
Chance = Callable[[str, int], Array]


def counted(case: Case) -> list[Claim]:
    """The claims of a case that count; mere copies don't."""
    script = script_of(case.ledger)
    return [claim for claim, counts in zip(script.claims, record_of(script).counts, strict=True) if counts]


def numbers(case: Case, claims: Sequence[Claim], told: Ledger) -> Array:
    """A record as numbers, one a report: yes or no, where in the claim's own bounds, a number, an hour.

    Counts by the logarithm; a time that never came is one far behind all others (:func:`never`).
    """
    out = []
    for claim in claims:
        report, clue, own = told.claims[claim.id].report, told.clues[claim.clue or ""], claim.report
        assert report is not None
        assert own is not None
        if report.form == "between":
            out.append(float(report.low >= own.high) - float(report.high <= own.low))
        elif report.form == "never":
            out.append(never(clue))
        else:
            out.append(math.log(max(report.value, 1e-9)) if clue.kind == "count" else report.value)
    return np.array(out)


def never(clue: Clue) -> float:
    """The number that stands for a time that never came."""
    return 2.0 * clue.high


def many(case: Case, claims: Sequence[Claim], happened: Array, chance: Chance) -> Array:
    """The records of histories (history, clue), as numbers (history, report)."""
    ledger, clues, known = case.ledger, list(case.ledger.clues), {}
    for name in dict.fromkeys(claim.speaker for claim in claims):
        speaker, drawn = ledger.speakers[name], chance(name, 3)
        known[name] = (
            np.clip(speaker.prior.quantile(drawn[:, 0]) if speaker.prior else speaker.trust, 0.0, MOST_TRUST),
            speaker.overstates.quantile(drawn[:, 1]) if speaker.overstates else 1.0,
            speaker.eagerness.quantile(drawn[:, 2]) if speaker.eagerness else 0.0,
        )
    out = [
        _say(claim, ledger.clues[claim.clue or ""], happened[:, clues.index(claim.clue or "")], known[claim.speaker],
             chance(claim.id, 5).T)
        for claim in claims
    ]  # fmt: skip
    return np.stack(out, axis=1)


def _say(claim: Claim, clue: Clue, happened: Array, speaker: tuple[Any, Any, Any], chance: Array) -> Array:
    """What a speaker of some trust, factor on counts and eagerness, drawn for every history, reports on one clue."""
    report, (trust, over, eager) = claim.report, speaker
    assert report is not None
    looks = chance[1] < trust
    if clue.kind == "truth":
        odds = claim.would_say / (1.0 - claim.would_say) * np.exp(eager)
        same = np.where(looks, (happened > 0) == bool(report.value), chance[2] < odds / (1.0 + odds))
        return np.where(same, report.value, 1.0 - report.value)
    if clue.kind == "count":
        seen = np.maximum(happened, 0.5 * clue.low) * over * report.error ** ndtri(chance[3])
        seen = np.where(looks, seen, clue.low * (clue.high / clue.low) ** chance[4])
    else:
        seen = happened + report.error * ndtri(chance[3])
        seen = np.where(looks, seen, clue.low + (clue.high - clue.low) * chance[4])
    if report.form == "between":
        said = (seen > report.high).astype(np.float64) - (seen < report.low)
    else:
        said = np.log(np.maximum(seen, 1e-9)) if clue.kind == "count" else seen
    if clue.kind == "time":
        said = np.where(np.where(looks, ~np.isfinite(happened), chance[2] < LEAST_PART), never(clue), said)
    return np.asarray(said, dtype=np.float64)


def fresh(case: Case, claims: Sequence[Claim], happened: Array, turn: int, seed: int) -> Array:
    """Records of histories (account, history, clue), one account after the other; another turn gives other records."""
    rows = np.arange(happened.shape[1], dtype=np.uint64)

    def of(account: str) -> Chance:
        def chance(who: str, count: int) -> Array:
            return np.asarray(uniforms(purpose(seed, "told", account, who), rows, turn, count), dtype=np.float64)

        return chance

    return np.concatenate([many(case, claims, happened[a], of(name)) for a, name in enumerate(case.accounts)])


def agrees(case: Case, claims: Sequence[Claim], account: str, happened: Array, seed: int) -> bool:
    """Whether records made up together are those that are made up one by one, chance for chance."""
    drawn: dict[str, list[Array]] = {}
    ordered = sorted(case.ledger.claims.values(), key=lambda claim: claim.same_as is not None)
    for number in range(len(happened)):
        draw = Stream(purpose(seed, "replies", account, number))
        for name in case.ledger.speakers:
            drawn.setdefault(name, []).append(draw(3))
        for claim in ordered:
            drawn.setdefault(claim.id, []).append(draw(5))
    one_by_one = [
        numbers(case, claims, made_up(case, account, number, each, seed)) for number, each in enumerate(happened)
    ]
    together = many(case, claims, happened, lambda who, _: np.array(drawn[who]))
    return np.allclose(together, one_by_one, rtol=1e-9)
