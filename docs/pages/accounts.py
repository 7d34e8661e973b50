"""The page of every account, and the table of all."""

from __future__ import annotations

from corcyra.account import Account
from corcyra.case import Case
from corcyra.levels import Known
from corcyra.quantities import QUANTITIES
from corcyra.registry import REGISTRY
from pages import predictions, sayings
from pages.bibliography import bib
from pages.markdown import cite, short, table
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
    rows = [(f"`{key}`", *_known(known)) for key, known in each.parameters.items()]
    columns = ("parameter", "prior or value", "5 %", "50 %", "95 %", "unit", "reason")
    units_of = {f"{m}.{key}": p.unit for m in each.mechanisms for key, p in REGISTRY[m].params.items()}
    rows = [(*row[:5], units_of[key], row[5]) for row, key in zip(rows, each.parameters, strict=True)]
    out += ["## Priors of its own", table(columns, rows) or "None: all parameters have the priors of their mechanisms."]
    out += ["## Levels at the start", _levels(case, each)]
    out += [predictions.section(case, each.name)]
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
                prior, *rest = _known(known)
                rows.append((f"`{name}`", place, whose, prior, *rest[:3], QUANTITIES[name].unit, rest[3]))
    columns = ("quantity", "place", "given by", "prior or value", "5 %", "50 %", "95 %", "unit", "reason")
    about = "Levels that differ from place to place are in the case's `places.toml`."
    return about + "\n\n" + table(columns, rows)


def _known(known: Known) -> tuple[str, str, str, str, str]:
    low, mid, high = (short(value * known.factor) for value in known.prior.interval())
    return f"`{known.prior}`", low, mid, high, known.why


def _source(case: Case, key: str) -> str:
    if key in bib():
        return cite(key, "../")
    source = case.ledger.sources.get(key)
    return f"{source.title} (invented)" if source else key
