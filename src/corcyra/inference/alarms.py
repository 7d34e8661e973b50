"""Alarms: what a reader must know before a verdict is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corcyra.inference.verdict import FEW_DRAWS, LARGE_ERROR, NONE, UNEXPLAINED, percent

if TYPE_CHECKING:
    from corcyra.inference.verdict import Verdict


def raise_alarms(verdict: Verdict) -> Iterator[str]:
    """All alarms of a verdict, those about its own precision first."""
    best = verdict.ranking[0]
    for name, each in verdict.accounts.items():
        if name != NONE and each.effective_draws < FEW_DRAWS:
            yield (
                f"too few effective draws for {name}: {each.effective_draws:.0f} carry the record, so its evidence is "
                f"known to {each.mc_error_db:.1f} dB at best; more draws help slowly"
            )
        elif name != NONE and each.mc_error_db > LARGE_ERROR:
            yield (
                f"too few effective draws for {name}: populations that were led to the record apart from each other "
                f"disagree, so its evidence is known to {each.mc_error_db:.1f} dB only"
            )
    if best == NONE:
        yield "none of the accounts explains the record: plausible ranges alone, without any account, do better"
    yield from _outside(verdict)
    yield from _hangs_on_a_source(verdict)
    against_none: dict[str, list[float]] = {}
    for weight in verdict.weights:
        if weight.against == NONE:
            against_none.setdefault(weight.clue, []).append(weight.alone_db)
    for clue, values in against_none.items():
        if max(values) < UNEXPLAINED:
            yield f"no account explains the clue '{clue}': the best does {-max(values):.0f} dB worse than none-of-these"


def _outside(verdict: Verdict) -> Iterator[str]:
    best = verdict.ranking[0]
    common = verdict.outside_claims(*verdict.accounts)
    instead = max(verdict.out_of_source, key=lambda name: verdict.out_of_source[name])
    if not verdict.scales.count(common):
        yield "every report comes from a document that an account is taken from: there is no out-of-source verdict"
    elif instead != best:
        yield (
            f"out of source, without the documents that the accounts are taken from, the record favours {instead} "
            f"({percent(verdict.out_of_source[instead])}), not {best}"
        )
    for each in verdict.outside_best:
        weight, _ = verdict.odds_db(best, each.against)
        if each.reports and weight > 0 > each.db and (instead == best or not verdict.scales.count(common)):
            yield (
                f"on the reports that stand in the documents of neither ({each.reports}), the record favours "
                f"{each.against} over {best} by {-each.db:.0f} dB, not the other way round"
            )


def _hangs_on_a_source(verdict: Verdict) -> Iterator[str]:
    best = verdict.ranking[0]
    for source, posterior in verdict.without_source.items():
        instead = max(posterior, key=lambda name: posterior[name])
        if instead != best:
            title = verdict.case.ledger.sources[source].title
            yield f"the verdict hangs on one source: without '{title}' the record favours {instead}"
