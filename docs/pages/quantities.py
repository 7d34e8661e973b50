"""Quantities, units and families of priors."""

from __future__ import annotations

from corcyra.priors import _FAMILIES, parse_prior
from corcyra.quantities import POOLS, QUANTITIES, Quantity
from corcyra.registry import Mechanism
from corcyra.units import KNOWN
from pages.markdown import short, table

EXAMPLES = {
    "normal": "normal(1.5, 1)",
    "lognormal": "lognormal(-3, 1)",
    "uniform": "uniform(0, 1)",
    "loguniform": "loguniform(1000, 20000)",
    "beta": "beta(2, 8)",
    "constant": "constant(1)",
}


def quantities(builtin: list[Mechanism]) -> str:
    """The glossary."""
    kinds = {
        "input": "Given by the case for every place, or read from the clock. Mechanisms only read them.",
        "status": "Counts of people or buildings. The statuses of one pool exclude each other and add up.",
        "flow": "Rates at which one status turns into another. Contributions add up; those to `joins` are logits.",
        "stock": "Levels that remember. Contributions are changes per hour and add up.",
        "signal": "Worked out anew every hour from what stands. Contributions add up or multiply.",
        "order": "Decisions, each taken at most once. Contributions are hazards and add up.",
    }
    out = [
        "# Quantities",
        "Every variable of the state. [How the model works](../explanation/model.md) explains the kinds.",
    ]
    out += [
        "A flow `x` can also be read as `x_count` (how many in the last hour) and `x_total` (since the start). An "
        "order `x` is read as 0 or 1; `x_age` is the number of hours since it was given, and 0 before."
    ]
    rows = [(f"`{pool.name}`", pool.unit, " ".join(f"`{s}`" for s in pool.statuses)) for pool in POOLS]
    out += ["## Pools", table(("pool", "unit", "statuses; all begin in the first"), rows)]
    for kind, meaning in kinds.items():
        rows = []
        for q in QUANTITIES.values():
            if q.kind != kind or q.file != "corcyra/quantities.py":
                continue
            way = f"`{q.source}` → `{q.target}`: " if kind == "flow" else ""
            moved = [f"[{m.name}](mechanisms/{m.name}.md)" for m in builtin if q.name in m.on]
            derived = {q.name, *(f"{q.name}_{suffix}" for suffix in ("count", "total", "age"))}
            read = [f"[{m.name}](mechanisms/{m.name}.md)" for m in builtin if derived & set(m.reads)]
            row = [f"`{q.name}`", q.unit, q.over, _bounds(q), f"{way}{q.meaning}", ", ".join(moved), ", ".join(read)]
            rows.append(row)
        columns = ["quantity", "unit", "by", "start and range", "meaning", "contributed to by", "read by"]
        drop = {"input": [5], "status": [3, 5], "flow": [2, 3], "order": [3]}.get(kind, [])
        keep = [i for i in range(len(columns)) if i not in drop]
        out += [f"## {kind.capitalize()}s" if kind != "status" else "## Statuses", meaning]
        out += [table([columns[i] for i in keep], ([row[i] for i in keep] for row in rows))]
    return "\n\n".join(line.rstrip() for line in out)


def _bounds(q: Quantity) -> str:
    if q.kind == "input":
        return "the case or the clock" if q.base is None else f"{q.base:g} if not given"
    high = "no limit" if q.high == float("inf") else f"{q.high:g}"
    return f"{q.base or 0:g}; {q.low:g} to {high}"


def units() -> str:
    """The list of units."""
    rows = [
        (
            f"`{name}`",
            f"{size:g}",
            " ".join(f"{base}^{power}" if power != 1 else base for base, power in powers.items()),
        )
        for name, (size, powers) in KNOWN.items()
    ]
    about = (
        "A unit is a product of powers: `person`, `1/hour`, `person/km2`, `weapon/building/hour`. Two quantities are "
        "only added where they measure the same thing; a level in a file may be written in any unit that measures "
        "what its quantity does, and is converted."
    )
    return "\n\n".join(["# Units", about, table(("unit", "size in base units", "measures"), rows)])


def priors() -> str:
    """The list of families."""
    rows = []
    for family, known in _FAMILIES.items():
        low, mid, high = parse_prior(EXAMPLES[family]).interval()
        example = f"`{EXAMPLES[family]}`: {short(low)}, {short(mid)}, {short(high)}"
        rows.append((f"`{family}`", ", ".join(known.names), known.rule, example))
    about = (
        "A prior says what is held possible before the record is looked at. It is written as a family with its "
        "numbers, in the unit that stands beside it, and has a reason."
    )
    columns = ("family", "numbers", "rule", "example, with its 5th, 50th and 95th percentile")
    return "\n\n".join(["# Priors", about, table(columns, rows)])
