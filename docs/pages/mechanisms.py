"""The page of every mechanism, and the table of all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corcyra.case import open_case, shipped_cases
from corcyra.quantities import QUANTITIES, Quantity, find_quantity
from corcyra.registry import Mechanism
from pages.markdown import cite, prose, table, three
from pages.pictures import caption


def mechanism(each: Mechanism) -> str:
    """The page of one mechanism."""
    lines = [f"# {each.name}", f"**{name_of(each)}.** {idea(each)}"]
    lines += [prose("\n\n".join(_parts(each)[1]))]
    if caption(each.name):
        lines += [
            "## With it and without it",
            f"![{each.name}, with it and without it]({each.name}.svg)",
            caption(each.name),
        ]
    quantities = [(f"`{n}`", q.unit, q.meaning) for n in each.reads if (q := find_quantity(n))]
    lines += ["## Reads", table(("quantity", "unit", "meaning"), quantities)]
    targets = [QUANTITIES[name] for name in each.on]
    rows = [(f"`{q.name}`", q.kind, q.contribution, combines(q), q.meaning) for q in targets]
    lines += ["## Contributes to", table(("quantity", "kind", "contribution in", "contributions", "meaning"), rows)]
    rows = [(f"`{key}`", p.unit, f"`{p.prior}`", three(p.prior.interval()), p.why) for key, p in each.params.items()]
    columns = ("parameter", "unit", "prior", "5; 50; 95 %", "reason")
    lines += ["## Parameters", table(columns, rows) or "None."]
    lines += ["## Sources", "\n".join(f"- {cite(source, '../')}" for source in each.source)]
    where = f"`corcyra/mechanisms/{Path(each.file).name}`"
    using = [f"[{case}: {a}](../accounts/{case}-{a}.md)" for case, a in _users(each.name)]
    using += [f"[the prelude of {case}](../../explanation/prelude.md)" for case in _preludes(each.name)]
    lines += [f"Code: {where}. Switched on in: {', '.join(using) or 'no shipped account'}."]
    return "\n\n".join(line.rstrip() for line in lines)


def name_of(each: Mechanism) -> str:
    """Its name as a title has it."""
    return each.title.partition(": ")[0]


def idea(each: Mechanism) -> str:
    """The idea in two sentences: the first line of the docstring and the paragraph after it."""
    text = " ".join(_parts(each)[0].split()).partition(": ")[2]
    return f"{text[:1].upper()}{text[1:]}"


def equation(each: Mechanism) -> str:
    """Its equations, and what stands beside them, without the sources."""
    return "\n\n".join(part for part in _parts(each)[1] if not part.startswith("Source:"))


def _parts(each: Mechanism) -> tuple[str, list[str]]:
    """The idea, which ends where the equation begins or with the second paragraph, and the paragraphs after it."""
    first, *rest = re.split(r"\n\s*\n", each.doc.strip("\n"))
    if rest and not rest[0].startswith((" ", "Source:")):
        first += f" {rest.pop(0)}"
    return first, rest


def gallery(builtin: list[Mechanism]) -> str:
    """The pictures of all mechanisms, two in a row."""
    about = (
        "Every mechanism switched on and off, all else and the random numbers equal, in an account that uses it. Blue "
        "is with it, orange and dashed without it; lines are medians, bands reach from the 5th to the 95th percentile. "
        "Only the simulations that the mechanism changes are drawn; how many they are stands above. Counts that reach "
        "far are drawn on a logarithmic scale. Each page says more, and `docs/pictures.toml` says what is drawn."
    )
    cells = [
        f"**[{name}]({name}.md)**: {idea} [![{name}, with it and without it]({name}.svg)]({name}.md)"
        for name, idea in ((each.name, each.title.partition(": ")[2]) for each in builtin)
        if caption(name)
    ]
    cells += [""] * (len(cells) % 2)
    return "\n\n".join(["# Gallery", about, table(("", ""), zip(cells[::2], cells[1::2], strict=True))])


def _users(name: str) -> Iterator[tuple[str, str]]:
    for case in map(open_case, shipped_cases()):
        yield from ((case.name, a.name) for a in case.accounts.values() if name in a.mechanisms)


def _preludes(name: str) -> Iterator[str]:
    for case in map(open_case, shipped_cases()):
        if case.prelude is not None and name in case.prelude.account.mechanisms:
            yield case.name


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
    tree = "```{toctree}\n:hidden:\n\ngallery\n" + "\n".join(m.name for m in builtin) + "\n```"
    about = (
        "One causal idea each, in one file of `corcyra/mechanisms`. An account switches some of them on. "
        "The [gallery](gallery.md) shows what each of them does."
    )
    return "\n\n".join(["# Mechanisms", about, table(("mechanism", "idea", "contributes to"), rows), tree])
