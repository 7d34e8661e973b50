"""How sturdy the verdict is: with parts of the record left out, speakers believed less, and clues within the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corcyra.inference.checks import predictive
from corcyra.inference.verdict import NONE, Verdict, in_words, percent
from corcyra.report.words import NOTHING, decibels, plural

#: Below this a clue is one that the account does not explain [dB].
UNEXPLAINED = -3.0
#: How many clues that would tell accounts apart are shown, and from which expected weight on one would [dB].
TELLING, APART = 5, 3.0


@dataclass(frozen=True)
class Pair:
    """The best account against another: on the whole record, and out of source, in words."""

    against: str
    whole: str
    outside: str
    reports: str
    turned: bool


@dataclass(frozen=True)
class Change:
    """What the verdict is with something changed: who leads, and with which probability."""

    what: str
    leads: str
    probability: str
    turned: bool


@dataclass(frozen=True)
class Within:
    """A clue within the record: its weight alone, in order, averaged over orders; and how well it is predicted."""

    question: str
    alone: str
    in_order: str
    average: str
    before: str
    after: str
    unexplained: bool


@dataclass(frozen=True)
class Telling:
    """A clue that would tell the two best accounts apart: what a sure report would weigh, and if either is right."""

    question: str
    expected: str
    if_best: str
    if_second: str
    reported: str


def telling(verdict: Verdict) -> tuple[list[Telling], bool]:
    """The clues that would tell the two best accounts apart best, and whether any would; none for one account."""
    if len(verdict.leading) < 2:
        return [], False
    ledger, found = verdict.case.ledger, verdict.probes()[:TELLING]
    rows = [
        Telling(
            question=ledger.clues[each.clue].question,
            expected=decibels(each.expected_db, each.error_db),
            if_best=decibels(each.if_one_db),
            if_second=decibels(each.if_other_db),
            reported=str(len(ledger.on(each.clue)) or "none"),
        )
        for each in found
    ]
    return rows, bool(found) and found[0].expected_db >= APART


def pairs(verdict: Verdict, best: str) -> list[Pair]:
    """The best account against every other one."""
    out = []
    for name in (name for name in verdict.ranking if name != best):
        each, (weight, error) = verdict.outside(best, name), verdict.odds_db(best, name)
        outside = decibels(each.db, each.mc_error_db) if each.reports else NOTHING
        turned = bool(each.reports) and weight * each.db < 0
        out.append(Pair(name, decibels(weight, error), outside, plural(each.reports, "report"), turned))
    return out


def left_out(verdict: Verdict) -> list[tuple[str, list[Change]]]:
    """The verdict with each source left out, each speaker trusted half as much, and the clues that matter most."""
    ledger = verdict.case.ledger
    sources = [
        _change(verdict, f"without “{ledger.sources[name].title}”", found)
        for name, found in verdict.without_source.items()
    ]
    speakers = [
        _change(verdict, f"{name} at {verdict.trust[name] / 2:.2f} instead of {verdict.trust[name]:.2f}", found)
        for name, found in verdict.with_half_trust.items()
    ]
    best = verdict.ranking[0]
    moved = sorted(
        verdict.without_clue.items(), key=lambda item: -abs(item[1][best] - verdict.accounts[best].posterior)
    )
    clues = [_change(verdict, ledger.clues[name].question, found) for name, found in moved]
    clues = [each for each in clues if each.turned] + [each for each in clues if not each.turned][:5]
    return [
        ("Each source left out", sources),
        ("Each speaker trusted half as much", speakers),
        ("Each clue left out: those that turn the verdict, and the five that move it most", clues),
    ]


def _change(verdict: Verdict, what: str, found: Mapping[str, float]) -> Change:
    leads = max(found, key=lambda name: found[name])
    return Change(what, leads, percent(found[leads]), leads != verdict.ranking[0])


def reversing(verdict: Verdict) -> str:
    """The prior that would reverse the verdict, in a sentence."""
    best, second = verdict.ranking[:2]
    weight, error = verdict.odds_db(best, second)
    known = f"{decibels(weight, error)} ({in_words(weight)}" + (", and not decided)" if verdict.undetermined else ")")
    return (
        f"The record speaks for {best} and against {second} with {known}. To "
        f"hold {second} the more probable of the two after the record, one must have held it more than "
        f"{percent(verdict.reversing_prior(second))} probable, of the two, before."
    )


def within(verdict: Verdict, best: str, other: str) -> tuple[list[Within], tuple[str, str, str]]:
    """Every clue for one account against another within the record, the heaviest first; and the sums."""
    alone = {each.clue: each for each in verdict.between(best, other)}
    checks = {each.clue: each for each in predictive(verdict.scales, best)} if best != NONE else {}
    added = verdict.orders(best, other)
    out = []
    for each in sorted(added, key=lambda each: -abs(each.average_db)):
        check = checks.get(each.clue)
        out.append(
            Within(
                question=verdict.case.ledger.clues[each.clue].question,
                alone=decibels(alone[each.clue].alone_db),
                in_order=decibels(each.in_order_db),
                average=decibels(each.average_db, each.error_db),
                before=decibels(check.prior_db) if check else NOTHING,
                after=decibels(check.posterior_db) if check else NOTHING,
                unexplained=bool(check and check.posterior_db < UNEXPLAINED and check.prior_db < UNEXPLAINED),
            )
        )
    sums = (
        decibels(sum(each.alone_db for each in alone.values())),
        decibels(sum(each.in_order_db for each in added)),
        decibels(sum(each.average_db for each in added)),
    )
    return out, sums
