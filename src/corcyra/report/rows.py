"""Rows: the tables of the report as plain data, so that the template only lays them out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corcyra.account import OPEN, Account
from corcyra.case import Case
from corcyra.evidence.ledger import Claim, Clue, Report
from corcyra.inference.scales import prior_measures
from corcyra.inference.verdict import FEW_DRAWS, NONE, Verdict, percent
from corcyra.levels import Known
from corcyra.quantities import QUANTITIES
from corcyra.registry import get_mechanism
from corcyra.report.words import NOTHING, amount, decibels, hour_of, number, plural, report_text, said_on, share, whole

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One account in the table of accounts, in words."""

    name: str
    title: str
    prior: str
    posterior: str
    evidence: str
    draws: str
    poor: bool
    outside: str


@dataclass(frozen=True)
class ClueRow:
    """One clue, what is said on it, and one cell for every column."""

    clue: Clue
    said: list[tuple[str, str]]
    cells: list[str]
    missed: list[bool]


@dataclass(frozen=True)
class ClaimRow:
    """One claim of the ledger, in words."""

    claim: Claim
    report: str
    trust: str
    would_say: str


@dataclass(frozen=True)
class Assumption:
    """A number that an account assumes: its name, its prior, the middle and the ends of it, and why."""

    name: str
    where: str
    prior: str
    unit: str
    spread: str
    why: str


def title_of(case: Case, name: str) -> str:
    """The title of an account; what stands for one where the tool made it."""
    if name == NONE:
        return "Knows nothing but the plausible range of each report"
    return case.account(name).title if name in (*case.accounts, OPEN) else name


def best_account(verdict: Verdict) -> str:
    """The most probable account that is one: none-of-these explains nothing, so it is only compared with."""
    return next(name for name in verdict.ranking if name != NONE)


def has_outside(verdict: Verdict) -> bool:
    """Whether any report comes from a document that no account is taken from."""
    own = {key for name in verdict.accounts if name in verdict.case.accounts for key in _told_by(verdict.case, name)}
    return any(claim.report and claim.clue and claim.source not in own for claim in verdict.case.ledger.claims.values())


def _told_by(case: Case, name: str) -> tuple[str, ...]:
    return case.accounts[name].told_by


def account_rows(verdict: Verdict) -> list[Row]:
    """The table of accounts, from the most to the least probable."""
    rows, outside = [], has_outside(verdict)
    for name in verdict.ranking:
        each = verdict.accounts[name]
        evidence = "0 dB, the reference" if name == NONE else decibels(*verdict.odds_db(name, NONE))
        draws = "none needed"
        if name != NONE:
            draws = f"{number(max(each.effective_draws, 1.0), 2)} of {whole(verdict.draws)}"
        rows.append(
            Row(
                name,
                title_of(verdict.case, name),
                percent(each.prior),
                percent(each.posterior),
                evidence,
                draws,
                name != NONE and each.effective_draws < FEW_DRAWS,
                percent(verdict.out_of_source[name]) if outside else "no reports",
            )
        )
    return rows


def weight_rows(verdict: Verdict, best: str) -> tuple[list[str], list[ClueRow]]:
    """Every clue's weight for the best account against each other one: the others, and a row for each clue."""
    others = [name for name in verdict.ranking if name != best]
    pairs = {name: {weight.clue: weight for weight in verdict.between(best, name)} for name in others}
    rows = []
    for clue in verdict.case.ledger.clues.values():
        found = [pairs[name].get(clue.id) for name in others]
        if not any(found):
            continue
        cells = [decibels(weight.alone_db, weight.mc_error_db) if weight else NOTHING for weight in found]
        rows.append(ClueRow(clue, said_on(verdict.case.ledger, clue, verdict.case), cells, []))
    return others, rows


def expected_rows(verdict: Verdict) -> tuple[list[str], list[ClueRow]]:
    """What each account's simulations give for every clue: the accounts, and a row for each clue."""
    case = verdict.case
    names = [str(name) for name in verdict.ensemble["account"].values]
    clues = [str(name) for name in verdict.ensemble["clue"].values]
    tables = {name: prior_measures(verdict.ensemble, name) for name in names}
    rows = []
    for clue in case.ledger.clues.values():
        columns = [tables[name][:, clues.index(clue.id)] for name in names]
        reports = [claim.report for claim in case.ledger.on(clue.id) if claim.report is not None]
        missed = [bool(reports) and all(misses(values, clue, report) for report in reports) for values in columns]
        cells = [expected(values, clue, case) for values in columns]
        rows.append(ClueRow(clue, said_on(case.ledger, clue, case), cells, missed))
    return names, rows


def expected(values: Array, clue: Clue, case: Case) -> str:
    """What simulations give for one clue, in words.

    Parameters
    ----------
    values : the measure of every simulation; an infinite time means never
    clue, case : say what the values are
    """
    if clue.kind == "truth":
        return f"yes in {share(float((values > 0).mean()))}"
    happened = values[np.isfinite(values)]
    if clue.kind == "time":
        never = 1.0 - happened.size / values.size
        if happened.size == 0:
            return "never"
        first, median, last = (hour_of(case, float(value)) for value in _three(happened))
        return f"{median} ({first} to {last}), never in {share(never)}"
    if happened.size == 0:
        return NOTHING
    low, middle, high = (float(value) for value in _three(happened))
    if clue.kind == "share":
        return f"{share(middle)} ({share(low)} to {share(high)})"
    return f"{number(middle)} ({number(low)} to {number(high)})"


def misses(values: Array, clue: Clue, report: Report) -> bool:
    """Whether a report lies outside the middle 90 % of an account's simulations, whatever the speaker's error."""
    if report.form == "silent":
        return False  # silence is possible whatever happened
    if clue.kind == "truth":
        return float(((values > 0) == bool(report.value)).mean()) < 0.05
    # Times that never come are infinite, and so later than any report.
    low, _, high = (float(value) for value in _three(values))
    first, last = (report.low, report.high) if report.form == "between" else (report.value, report.value)
    if report.form == "rivals":
        first, last = min(report.rivals), max(report.rivals)
    return last < low or first > high


def _three(values: Array) -> Array:
    # The nearest simulated value, not one between two: half a person was never simulated.
    return np.asarray(np.percentile(values, [50, 5, 95], method="nearest"))[[1, 0, 2]]


def sizes(verdict: Verdict) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The most people in the street at once, by place: accounts, and for each place a cell for peaceful and violent."""
    data, case = verdict.ensemble, verdict.case
    names = [str(name) for name in data["account"].values]
    tops = []
    for name in names:
        one = data.sel(account=name)
        for series in (one["crowd"], one["violent"] + one["mobilised"]):
            tops.append(series.transpose("sample", "time", "place").values.max(axis=1).astype(np.float64))
    rows = []
    for position in sorted(range(len(case.places)), key=lambda place: case.places[place].longitude):
        cells = []
        for top in tops:
            low, middle, high = (number(float(value)) for value in _three(top[:, position]))
            cells.append(f"{middle} ({low} to {high})")
        rows.append((case.places[position].name, cells))
    return names, rows


def claim_row(verdict: Verdict, claim: Claim) -> ClaimRow:
    """One claim in words."""
    ledger = verdict.case.ledger
    clue = ledger.clues.get(claim.clue or "")
    trust = verdict.trust.get(claim.speaker, ledger.speakers[claim.speaker].trust)
    report = report_text(claim.report, clue, verdict.case) if clue else NOTHING
    would = share(claim.would_say) if clue and clue.kind == "truth" else "anything plausible"
    return ClaimRow(claim, report, trust_text(trust, ledger.speakers[claim.speaker].trust), would)


def trust_text(used: float, written: float) -> str:
    """The trust that was used, and the ledger's where somebody set another."""
    changed = abs(used - written) > 0.006  # the ceiling just below 1 is no change worth a word
    return f"{share(used)} (set by hand; the ledger has {share(written)})" if changed else share(used)


def decided(verdict: Verdict) -> Iterator[tuple[Clue, str, list[ClaimRow], str]]:
    """Every clue with its plausible range, its claims, and how many of them are independent."""
    ledger = verdict.case.ledger
    for clue in ledger.clues.values():
        rows = [claim_row(verdict, claim) for claim in ledger.claims.values() if claim.clue == clue.id]
        count = plural(len(ledger.on(clue.id)), "independent report")
        yield clue, plausible_text(clue, verdict.case), rows, count


def plausible_text(clue: Clue, case: Case) -> str:
    """The plausible range of what may be reported on a clue."""
    if clue.kind == "truth":
        return "yes or no"
    if clue.kind == "time":
        return f"{hour_of(case, clue.low)} to {hour_of(case, clue.high)}"
    low = share(clue.low) if clue.kind == "share" else number(clue.low)
    return f"{low} to {amount(clue.high, clue)}"


def undecided(case: Case) -> list[tuple[Claim, str]]:
    """The claims that no simulation decides, with what they report and why that can't be decided."""
    out = []
    for claim in case.ledger.claims.values():
        if claim.clue is None:
            out.append((claim, claim.undecided or "The ledger gives no reason."))
    return out


def mechanisms(account: Account) -> list[tuple[str, str, tuple[str, ...]]]:
    """The mechanisms of an account: name, idea in one line, and where the idea is from."""
    found = [get_mechanism(name) for name in account.mechanisms]
    return [(each.name, each.title.partition(": ")[2] or each.title, each.source) for each in found]


def own_assumptions(account: Account) -> list[Assumption]:
    """The numbers that an account sets itself: of its mechanisms, and at the start."""
    out = [
        _assumption(full, "everywhere", account.priors()[full][0].unit, known)
        for full, known in account.parameters.items()
    ]
    for name, by_place in account.begin.items():
        out += [_assumption(name, place, QUANTITIES[name].unit, known) for place, known in by_place.items()]
    return out


def all_assumptions(account: Account) -> list[Assumption]:
    """Every parameter of an account's mechanisms, with the prior in force."""
    return [
        _assumption(full, "each place its own" if param.by_place else "everywhere", param.unit, known)
        for full, (param, known) in account.priors().items()
    ]


def _assumption(name: str, where: str, unit: str, known: Known) -> Assumption:
    low, middle, high = (number(value * known.factor) for value in known.prior.interval())
    prior = "known" if known.prior.family == "constant" else str(known.prior)
    if not math.isclose(known.factor, 1.0):
        prior = f"{number(known.factor)} × {prior}"
    spread = middle if known.prior.family == "constant" else f"{middle} ({low} to {high})"
    return Assumption(name, where, prior, "" if unit == "1" else unit, spread, known.why)
