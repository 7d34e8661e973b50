"""The model by the ODD protocol: prose from odd.md.in, tables from the registry and the shipped cases."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from corcyra.case import Case
from corcyra.errors import WiringError
from corcyra.plan import Plan, make_plan
from corcyra.quantities import POOLS, QUANTITIES
from corcyra.registry import Mechanism
from pages.markdown import prose, short, table, three
from pages.mechanisms import equation, idea, name_of

SLOT = re.compile(r"\{\{(\w+)\}\}")
KINDS = ("input", "status", "flow", "stock", "signal", "order")
LINK = "../reference/mechanisms/{name}.md"


def odd(builtin: list[Mechanism], cases: list[Case]) -> str:
    """The page; every slot of the prose is filled, and nothing is left over."""
    text = Path(__file__).with_name("odd.md.in").read_text(encoding="utf-8")
    fills = {
        "patterns": patterns(cases),
        "pools": pools(),
        "counts": counts(),
        "variables": variables(),
        "scales": scales(cases),
        "schedule": schedule(builtin, cases),
        "readiness": readiness(cases),
        "begin": begin(cases),
        "inputs": inputs(cases),
        "submodels": submodels(builtin),
    }
    slots = set(SLOT.findall(text))
    if slots != set(fills):
        raise SystemExit(f"pages/odd.md.in: {', '.join(sorted(slots ^ set(fills)))} is on one side only")
    return SLOT.sub(lambda slot: fills[slot[1]].strip(), text)


def patterns(cases: list[Case]) -> str:
    """How many clues of each kind the cases have."""
    kinds = ("truth", "count", "share", "time")
    rows = []
    for case in cases:
        number = Counter(clue.kind for clue in case.ledger.clues.values())
        rows.append((case.name, *(number[kind] for kind in kinds), len(case.ledger.claims)))
    return table(("case", *(f"clues: {kind}" for kind in kinds), "claims"), rows)


def pools() -> str:
    """The pools with their statuses."""
    rows = [(pool.name, pool.unit, " ".join(f"`{s}`" for s in pool.statuses), pool.classes) for pool in POOLS]
    told = [(*row[:3], "readiness class, place" if row[3] else "place") for row in rows]
    return table(("pool", "unit", "statuses, which exclude each other and add up", "told apart by"), told)


def counts() -> str:
    """How many quantities there are of each kind."""
    number = Counter(q.kind for q in _own())
    parts = [f"{number[kind]} {kind}{'es' if kind == 'status' else 's'}" for kind in KINDS]
    return f"{', '.join(parts[:-1])} and {parts[-1]}."


def variables() -> str:
    """Levels, signals and orders, by place and for the nation."""
    rows = []
    for kind in ("stock", "signal", "order"):
        for over in ("place", "nation"):
            names = [f"`{q.name}` [{q.unit}]" for q in _own() if q.kind == kind and q.over == over]
            rows.append((f"{kind}s", over, ", ".join(names) or "none"))
    return table(("kind", "of every", "quantities, with units"), rows)


def _own() -> list:
    return [q for q in QUANTITIES.values() if q.file == "corcyra/quantities.py"]


def scales(cases: list[Case]) -> str:
    """The size of every case."""
    rows = [
        (
            case.name,
            f"{case.start:%Y-%m-%d}, {case.hours:,} hours",
            len(case.places),
            f"{sum(place.population for place in case.places):,}",
            f"{case.distance.max():,.0f} km",
            len(case.accounts),
        )
        for case in cases
    ]
    columns = ("case", "begins, lasts", "places", "people", "farthest two places", "accounts")
    return table(columns, rows)


def schedule(builtin: list[Mechanism], cases: list[Case]) -> str:
    """When each mechanism is worked out."""
    plan = _plan(builtin, cases)
    stages = (("once", plan.once), ("signal", plan.signals),
              ("change", plan.changes))  # fmt: skip
    rows = [
        (when, f"[{each.name}]({LINK.format(name=each.name)})", ", ".join(f"`{name}`" for name in each.on))
        for when, group in stages
        for each in group
    ]
    return table(("when", "mechanism", "contributes to"), rows)


def _plan(builtin: list[Mechanism], cases: list[Case]) -> Plan:
    """The plan of all mechanisms; of the largest account if they don't go together."""
    try:
        return make_plan(each.name for each in builtin)
    except WiringError:
        return max((account.plan() for case in cases for account in case.accounts.values()), key=_size)


def _size(plan: Plan) -> int:
    return len(plan.mechanisms)


def readiness(cases: list[Case]) -> str:
    """The readiness classes of every case."""
    rows = [
        (
            case.name,
            each.name,
            f"`{each.share.prior}`" if each.share else "the rest",
            f"`{each.threshold.prior}` logit",
            f"`{each.pace.prior}` 1/hour",
            each.share.why if each.share else "",
        )
        for case in cases
        for each in case.readiness
    ]
    return table(("case", "readiness class", "share of the people", "threshold", "pace", "reason"), rows)


def begin(cases: list[Case]) -> str:
    """Levels that a case gives to all of its accounts."""
    rows = [
        (case.name, f"`{name}`", place, three(value * known.factor for value in known.prior.interval()),
         QUANTITIES[name].unit, known.why)
        for case in cases
        for name, by_place in case.begin.items()
        for place, known in by_place.items()
    ]  # fmt: skip
    by_place = [
        f"{case.name} gives {', '.join(f'`{name}`' for name in names)} by place"
        for case in cases
        if (names := sorted({name for place in case.places for name in place.levels}))
    ]
    about = f"In `places.toml`, {'; '.join(by_place)}." if by_place else ""
    return "\n\n".join([table(("case", "level", "of", "5; 50; 95 %", "unit", "reason"), rows), about])


def inputs(cases: list[Case]) -> str:
    """What cases give by the hour."""
    rows = [
        (case.name, f"`{given.quantity}`", given.place, f"{case.time(given.start):%Y-%m-%d %H:%M}",
         f"{given.end - given.start} hours", short(given.value))
        for case in cases
        for given in case.given
    ]  # fmt: skip
    return table(("case", "input", "place", "from", "for", "level"), rows) or "No shipped case gives any."


def submodels(builtin: list[Mechanism]) -> str:
    """Every mechanism with its idea and its equations."""
    out = []
    for each in builtin:
        out.append(f"**[{name_of(each)}]({LINK.format(name=each.name)}).** {idea(each)}")
        out.append(prose(equation(each)))
    return "\n\n".join(out)
