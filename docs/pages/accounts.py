"""The page of every account, and the table of all."""

from __future__ import annotations

from corcyra.account import Account
from corcyra.case import Case
from corcyra.evidence.ledger import Clue
from corcyra.levels import Known
from corcyra.quantities import QUANTITIES
from corcyra.registry import REGISTRY
from pages import predictions, sayings
from pages.bibliography import bib
from pages.markdown import cite, table, three
from pages.mechanisms import combines


def account_index(cases: list[Case]) -> str:
    """All accounts of the shipped cases."""
    rows, names = [], []
    for case in cases:
        for each in case.accounts.values():
            names.append(f"{case.name}-{each.name}")
            told = ", ".join(_source(case, key) for key in each.told_by) or "nobody: the null"
            rows.append((case.title, f"[{each.name}]({names[-1]}.md)", each.title, told))
    tree = "```{toctree}\n:hidden:\n\n" + "\n".join(names) + "\n```"
    about = (
        "The rival accounts of the cases that come with the package. What an account says is what its source says; "
        "nothing of it is taken as true."
    )
    return "\n\n".join(["# Accounts", about, table(("case", "account", "in a few words", "told by"), rows), tree])


def account(case: Case, each: Account) -> str:
    """The page of one account."""
    told = ", ".join(_source(case, key) for key in each.told_by) or "nobody; it is the null account"
    out = [f"# {case.name}: {each.name}", f"**{each.title}.** Told by: {told}. Prior weight: {each.weight:g}."]
    out += ["What this account says:", "> " + " ".join(each.summary.split())]
    out += [sayings.section(case, each)]
    rows = [
        (f"[{m}](../mechanisms/{m}.md)", REGISTRY[m].title.partition(": ")[2], sayings.where(each, m))
        for m in each.mechanisms
    ]
    about = (
        "A mechanism without a place in its text is common ground: the account needs it, and so do others. The page of "
        "a mechanism has its equation, its parameters and all its sources."
    )
    out += ["## Mechanisms", about, table(("mechanism", "idea", "said in"), rows)]
    units_of = {f"{m}.{key}": p.unit for m in each.mechanisms for key, p in REGISTRY[m].params.items()}
    rows = [(f"`{key}`", *_known(known, units_of[key])) for key, known in each.parameters.items()]
    columns = ("parameter", "prior or value", "5; 50; 95 %", "reason")
    out += ["## Priors of its own", table(columns, rows) or "None: all parameters have the priors of their mechanisms."]
    out += ["## Levels at the start", _levels(case, each)]
    out += [predicted(case, each.name)]
    movers: dict[str, list[str]] = {}
    for m in sorted(each.mechanisms):
        for name in REGISTRY[m].on:
            movers.setdefault(name, []).append(f"[{m}](../mechanisms/{m}.md)")
    kinds = ("flow", "stock", "signal", "order")
    targets = sorted((QUANTITIES[name] for name in movers), key=lambda q: (kinds.index(q.kind), q.name))
    rows = [(f"`{q.name}`", q.kind, combines(q), ", ".join(movers[q.name])) for q in targets]
    about = f"`corcyra plan {case.name} {each.name}` prints the same in the order in which it is worked out."
    out += ["## What moves what", about, table(("quantity", "kind", "contributions", "mechanisms"), rows)]
    return "\n\n".join(line.rstrip() for line in out)


def _levels(case: Case, each: Account) -> str:
    rows = []
    for whose, begin in (("account", each.begin), ("case", case.begin)):
        for name, by_place in begin.items():
            for place, known in by_place.items():
                rows.append((f"`{name}`", place, whose, *_known(known, QUANTITIES[name].unit)))
    columns = ("quantity", "place", "given by", "prior or value", "5; 50; 95 %", "reason")
    about = "Levels that differ from place to place are in the case's `places.toml`."
    return about + "\n\n" + table(columns, rows)


def _known(known: Known, unit: str) -> tuple[str, str, str]:
    numbers = three(value * known.factor for value in known.prior.interval())
    return f"`{known.prior}`", numbers if unit == "1" else f"{numbers} {unit}", known.why


def _source(case: Case, key: str) -> str:
    if key in bib():
        return cite(key, "../")
    source = case.ledger.sources.get(key)
    return f"{source.title} (invented)" if source else key


def predicted(case: Case, account: str) -> str:
    """The section of an account's page."""
    out = ["## What it predicts that others don't"]
    known = predictions.read(predictions.path_of(case))
    if account not in known.get("accounts", {}):
        return "\n\n".join([*out, "Not measured yet: `python docs/generate.py --simulate` does it."])
    out += [
        f"From {known['draws']:,} simulations of each account (seed {known['seed']}), drawn from the priors alone: the "
        "measures on which this account is farthest from *every* other, and the other that comes nearest. The distance "
        "is the largest difference of the two distribution functions: 0 if they are the same, 1 if they never overlap. "
        "Truth values are given as the share of simulations in which they hold, the rest as 5th, 50th and 95th "
        "percentile. The record is not looked at."
    ]
    rows = []
    for row in known["accounts"][account]:
        clue = case.ledger.clues.get(row["clue"])
        if clue is None:  # gone since it was measured
            continue
        nearest = f"[{row['nearest']}]({case.name}-{row['nearest']}.md)"
        told = [_tell(case, clue, row[key]) for key in ("own", "theirs")]
        rows.append((f"{clue.question} (`{clue.id}`)", told[0], nearest, told[1], f"{row['distance']:.2f}"))
    columns = ("measure", "this account", "the nearest other", "which predicts", "distance")
    nothing = f"Nothing: on every measure some other account lies within a distance of {predictions.NOTABLE:g}."
    return "\n\n".join([*out, table(columns, rows) or nothing])


def _tell(case: Case, clue: Clue, numbers: list[float | None]) -> str:
    if clue.kind == "truth":
        return f"{numbers[0] or 0.0:.0%}"
    if clue.kind == "time":
        return "; ".join("never" if hour is None else _moment(case, hour) for hour in numbers)
    unit = "" if clue.unit == "1" else f" {clue.unit}"
    return three(value or 0.0 for value in numbers) + unit


def _moment(case: Case, hour: float) -> str:
    when = case.time(hour)
    return f"{when.day} {when:%b %H:%M}"
