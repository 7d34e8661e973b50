"""The page of every mechanism, and the table of all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corcyra.case import open_case, shipped_cases
from corcyra.quantities import QUANTITIES, Quantity, find_quantity
from corcyra.registry import Mechanism
from pages.markdown import cite, prose, short, table


def mechanism(each: Mechanism) -> str:
    """The page of one mechanism."""
    name, _, idea = each.title.partition(": ")
    lines = [f"# {each.name}", f"**{name}.** {idea[:1].upper()}{idea[1:]}", prose(each.doc.partition("\n")[2])]
    quantities = [(f"`{n}`", q.unit, q.meaning) for n in each.reads if (q := find_quantity(n))]
    lines += ["## Reads", table(("quantity", "unit", "meaning"), quantities)]
    targets = [QUANTITIES[name] for name in each.on]
    rows = [(f"`{q.name}`", q.kind, q.contribution, combines(q), q.meaning) for q in targets]
    lines += ["## Contributes to", table(("quantity", "kind", "contribution in", "contributions", "meaning"), rows)]
    rows = [
        (f"`{key}`", p.unit, f"`{p.prior}`", *map(short, p.prior.interval()), p.why) for key, p in each.params.items()
    ]
    columns = ("parameter", "unit", "prior", "5 %", "50 %", "95 %", "reason")
    lines += ["## Parameters", table(columns, rows) or "None."]
    lines += ["## Sources", "\n".join(f"- {cite(source, '../')}" for source in each.source)]
    where = f"`corcyra/mechanisms/{Path(each.file).name}`"
    using = [f"[{case}: {a}](../accounts/{case}-{a}.md)" for case, a in _users(each.name)]
    lines += [f"Code: {where}. Switched on in: {', '.join(using) or 'no shipped account'}."]
    return "\n\n".join(line.rstrip() for line in lines)


def _users(name: str) -> Iterator[tuple[str, str]]:
    for case in map(open_case, shipped_cases()):
        yield from ((case.name, a.name) for a in case.accounts.values() if name in a.mechanisms)


def combines(quantity: Quantity) -> str:
    """How contributions combine, in a word."""
    if quantity.kind == "order":
        return "hazards add"
    return "multiply" if quantity.combine == "multiply" else "add"


def mechanism_index(builtin: list[Mechanism]) -> str:
    """All mechanisms in one table."""
    rows = [
        (f"[{m.name}]({m.name}.md)", m.title.partition(": ")[2], ", ".join(f"`{name}`" for name in m.on))
        for m in builtin
    ]
    tree = "```{toctree}\n:hidden:\n\n" + "\n".join(m.name for m in builtin) + "\n```"
    about = "One causal idea each, in one file of `corcyra/mechanisms`. An account switches some of them on."
    return "\n\n".join(["# Mechanisms", about, table(("mechanism", "idea", "contributes to"), rows), tree])
