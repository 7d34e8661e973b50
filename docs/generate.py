"""Writes docs/reference from the code, the shipped cases and references.bib.

python docs/generate.py            write the pages
python docs/generate.py --check    exit with 1 if a page is missing, stale or left over
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import tomllib
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import corcyra
from corcyra import cli, maths, schema
from corcyra.account import Account
from corcyra.case import Case, open_case, shipped_cases
from corcyra.levels import Known
from corcyra.priors import _FAMILIES, parse_prior
from corcyra.quantities import POOLS, QUANTITIES, Quantity, find_quantity
from corcyra.registry import REGISTRY, Mechanism, load_builtin
from corcyra.units import KNOWN

DOCS = Path(__file__).parent
REFERENCE = DOCS / "reference"
NOTE = "<!-- Written by docs/generate.py; change the code, not this page. -->\n\n"

PACKAGE = "corcyra.mechanisms."
CITED = re.compile(r"^(?P<key>[a-z][a-z-]*-\d{4})(?: (?P<paragraph>¶\d+))?$")
ENTRY = re.compile(r"^@(?P<kind>\w+)\{(?P<key>[^,\s]+),\n(?P<body>.*?)^\}$", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^ *(\w+) *= \{(.*?)\},$", re.MULTILINE | re.DOTALL)

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

EXAMPLES = {
    "normal": "normal(1.5, 1)",
    "lognormal": "lognormal(-3, 1)",
    "uniform": "uniform(0, 1)",
    "loguniform": "loguniform(1000, 20000)",
    "beta": "beta(2, 8)",
    "constant": "constant(1)",
}

FILES: tuple[tuple[str, type[schema.File], str], ...] = (
    ("case.toml", schema.CaseFile, "The episode, who is ready to join, and levels at the start."),
    ("places.toml", schema.PlacesFile, "The cities or regions."),
    ("timeline.toml", schema.TimelineFile, "Dated statements of the documents, for orientation, and what is given."),
    ("accounts/NAME.toml", schema.AccountFile, "One rival account; as many files as there are accounts."),
    ("prelude.toml", schema.PreludeFile, "The years before the episode, if the case has them."),
    ("evidence/sources.toml", schema.SourcesFile, "The documents."),
    ("evidence/speakers.toml", schema.SpeakersFile, "Whom the documents quote, and how far each is trusted."),
    ("evidence/clues.toml", schema.CluesFile, "What a simulation can answer."),
    ("evidence/claims.toml", schema.ClaimsFile, "What is said, by whom, and on which clue."),
)

RESULTS = """\
## What a run writes

`corcyra run` writes one folder, and each of its files whole or not at all.

| file | holds |
|---|---|
| `report.html` | the report, in one file that needs no network |
| `verdict.json` | the verdict for programs; the same run gives the same bytes |
| `ensemble.nc` | the simulations as netCDF-4; see [reading an ensemble](../howto/ensemble-in-r.md) |
| `claims.csv` | the ledger, with the trust that was used |
| `weights.csv` | the weight of every clue for every two accounts |
| `run.toml` | all that is needed to repeat the run: `corcyra run --again run.toml` |
"""

INDEX = """\
# Reference

Written from the code, so that it can't disagree with it.

```{toctree}
:maxdepth: 1

cli
file-formats
units
priors
quantities
mechanisms/index
accounts/index
python
bibliography
decisions
```
"""


def pages() -> dict[str, str]:
    """Every page, by its path below docs/reference."""
    load_builtin()
    builtin = [each for _, each in sorted(REGISTRY.items()) if each.function.__module__.startswith(PACKAGE)]
    out = {
        "index.md": INDEX,
        "bibliography.md": bibliography(),
        "cli.md": commands(),
        "decisions.md": decisions(),
        "file-formats.md": file_formats(),
        "priors.md": priors(),
        "python.md": python(),
        "quantities.md": quantities(builtin),
        "units.md": units(),
        "mechanisms/index.md": mechanism_index(builtin),
    }
    out |= {f"mechanisms/{each.name}.md": mechanism(each) for each in builtin}
    cases = [open_case(name) for name in shipped_cases()]
    out["accounts/index.md"] = account_index(cases)
    out |= {f"accounts/{case.name}-{a.name}.md": account(case, a) for case in cases for a in case.accounts.values()}
    return {name: NOTE + text.rstrip() + "\n" for name, text in out.items()}


# -- Markdown ----------------------------------------------------------------------------------------------------------


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table; empty if there are no rows."""
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    columns = list(columns)
    head = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return "\n".join(head + lines) + "\n" if lines else ""


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|") or "–"


def prose(text: str) -> str:
    """A docstring as Markdown: literals, references, and indented blocks as code."""
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text).replace("``", "`")
    out = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        if block.startswith("    "):
            out.append("```text\n" + inspect.cleandoc(block) + "\n```")
        else:
            out.append(block.strip())
    return "\n\n".join(out).replace("```\n\n```text\n", "\n")


def short(value: float) -> str:
    """A number to three digits."""
    if abs(value) >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}" if abs(value) >= 1e-3 or value == 0 else f"{value:.2e}"


def cite(source: str, up: str) -> str:
    """A citation as a link into the bibliography."""
    found = CITED.match(source)
    if found is None:
        raise SystemExit(f"'{source}' is no citation: write key-year, or key-year ¶7")
    link = f"[{found['key']}]({up}bibliography.md#{found['key']})"
    return f"{link} {found['paragraph']}" if found["paragraph"] else link


# -- mechanisms and quantities -----------------------------------------------------------------------------------------


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
    using += _preludes(each.name)
    lines += [f"Code: {where}. Switched on in: {', '.join(using) or 'no shipped account'}."]
    return "\n\n".join(line.rstrip() for line in lines)


def _users(name: str) -> Iterator[tuple[str, str]]:
    for case in map(open_case, shipped_cases()):
        yield from ((case.name, a.name) for a in case.accounts.values() if name in a.mechanisms)


def _preludes(name: str) -> Iterator[str]:
    for case in map(open_case, shipped_cases()):
        if case.prelude is not None and name in case.prelude.account.mechanisms:
            yield f"[the prelude of {case.name}](../../explanation/prelude.md)"


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


# -- accounts ----------------------------------------------------------------------------------------------------------


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
    rows = [(f"[{m}](../mechanisms/{m}.md)", REGISTRY[m].title.partition(": ")[2]) for m in each.mechanisms]
    out += ["## Mechanisms", table(("mechanism", "idea"), rows)]
    rows = [(f"`{key}`", *_known(known)) for key, known in each.parameters.items()]
    columns = ("parameter", "prior or value", "5 %", "50 %", "95 %", "unit", "reason")
    units_of = {f"{m}.{key}": p.unit for m in each.mechanisms for key, p in REGISTRY[m].params.items()}
    rows = [(*row[:5], units_of[key], row[5]) for row, key in zip(rows, each.parameters, strict=True)]
    out += ["## Priors of its own", table(columns, rows) or "None: all parameters have the priors of their mechanisms."]
    out += ["## Levels at the start", _levels(case, each)]
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


# -- the command line --------------------------------------------------------------------------------------------------


def commands() -> str:
    """Every command with its options."""
    out = ["# Command line", "Every command says what is wrong in one line each, with a cure, and exits with 2."]
    for info in cli.app.registered_commands:
        callback = info.callback
        assert callback is not None
        name = info.name or callback.__name__
        out += [f"## corcyra {name}", inspect.getdoc(callback) or ""]
        hints = typing.get_type_hints(callback, include_extras=True)
        rows = []
        for key, parameter in inspect.signature(callback).parameters.items():
            kind, about = typing.get_args(hints[key])[:2]
            argument = type(about).__name__ == "ArgumentInfo"
            default = parameter.default
            required = default is inspect.Parameter.empty
            words = [about.default, *(about.param_decls or ())]  # typer takes the first spelling for a default
            words = [word for word in words if isinstance(word, str) and word.startswith("-")]
            spelt = ", ".join(words) or f"--{key.replace('_', '-')}"
            if argument:
                spelt = (getattr(about, "metavar", None) or key.upper()).strip("[]")
            shown = "required" if required else "" if default in (None, False) else f"{default}"
            rows.append((f"`{spelt}`", _type(kind), shown, about.help))
        out += [table(("word", "takes", "if left out", "meaning"), rows)]
        out += ["```bash\n" + (info.epilog or "").removeprefix("Example: ") + "\n```"]
    return "\n\n".join(line.rstrip() for line in out)


def _type(kind: Any) -> str:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _type(next(part for part in inner if part is not type(None)))
    if origin is list:
        return f"{_type(inner[0])}, repeatable"
    return {bool: "–", str: "text", int: "whole number", float: "number", Path: "path"}.get(kind, str(kind))


# -- file formats ------------------------------------------------------------------------------------------------------


def file_formats() -> str:
    """Every key of every file."""
    described = tomllib.loads((DOCS / "fields.toml").read_text(encoding="utf-8"))
    out = [
        "# File formats",
        "A case is a folder of TOML files in UTF-8. Unknown keys are errors, and so are numbers without their unit.",
    ]
    out += [table(("file", "holds"), ((f"[{n}](#{_slug(n)})", about) for n, _, about in FILES))]
    tables: list[type] = []
    for name, model, about in FILES:
        out += [f"## {name}", about, _keys(model, described, tables)]
    out += ["## Tables within files"]
    done = 0
    while done < len(tables):  # tables name further tables
        model = tables[done]
        doc = inspect.getdoc(model) or ""
        first = doc.splitlines()[0] if model.__doc__ and "TOML table" not in doc else ""
        out += [f"### {model.__name__}", first, _keys(model, described, tables)]
        done += 1
    unknown = set(described) - {model.__name__ for model in tables} - {model.__name__ for _, model, _ in FILES}
    if unknown:
        raise SystemExit(f"docs/fields.toml describes what is not there: {', '.join(sorted(unknown))}")
    return "\n\n".join([line.rstrip() for line in out if line] + [RESULTS])


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _keys(model: Any, described: dict[str, dict[str, str]], tables: list[type]) -> str:
    known, rows = described.get(model.__name__, {}), []
    keys = {field.alias or name: field for name, field in model.model_fields.items()}
    missing, extra = sorted(set(keys) - set(known)), sorted(set(known) - set(keys) - {"*"})
    if missing or extra:
        raise SystemExit(f"docs/fields.toml, [{model.__name__}]: missing {missing}, no such key {extra}")
    for key, field in keys.items():
        kind = _kind(field.annotation, field.metadata, tables)
        default = "required" if field.is_required() else _default(field.default)
        rows.append((f"`{key}`", kind, default, known[key]))
    if "*" in known:
        rows.append(("any other", _kind(schema.Level, (), tables), "", known["*"]))
    return table(("key", "type", "if left out", "meaning"), rows)


def _default(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "nothing"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def _kind(annotation: Any, metadata: Iterable[Any], tables: list[type]) -> str:
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _kind(inner[0], inner[1].metadata if hasattr(inner[1], "metadata") else inner[1:], tables)
    if origin in (typing.Union, types.UnionType):
        return _kind(next(part for part in inner if part is not type(None)), metadata, tables)
    if origin is typing.Literal:
        return ", ".join(f"`{word}`" for word in inner)
    if origin is list:
        return f"list of {_kind(inner[0], (), tables)}"
    if origin is dict:
        return f"table of {_kind(inner[1], (), tables)}"
    if isinstance(annotation, type) and issubclass(annotation, schema.BaseModel):
        if annotation not in tables:
            tables.append(annotation)
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    word = {str: "text", int: "whole number", float: "number", bool: "true or false"}[annotation]
    limits = {
        name: getattr(part, name) for part in metadata for name in ("ge", "gt", "le", "lt") if hasattr(part, name)
    }
    if limits.get("ge") == limits.get("le") and "ge" in limits:
        return f"{limits['ge']:g}"
    low = f"from {limits['ge']:g}" if "ge" in limits else f"above {limits['gt']:g}" if "gt" in limits else ""
    high = f"to {limits['le']:g}" if "le" in limits else f"below {limits['lt']:g}" if "lt" in limits else ""
    if not (low or high) or limits.get("le") == schema.LARGEST:
        return word
    return f"{word}, {' '.join(filter(None, (low, high)))}"


# -- Python ------------------------------------------------------------------------------------------------------------


def python() -> str:
    """The public names."""
    out = ["# Python", "Everything public is in `corcyra`:", "```python\nimport corcyra as cy\n```"]
    for name, module in sorted(corcyra._WHERE.items(), key=lambda item: item[0].casefold()):
        thing = getattr(importlib.import_module(module), name)
        out += [f"## {name}"]
        if inspect.isclass(thing):
            out += [docstring(thing)]
            if issubclass(thing, Exception):
                continue
            members = [
                (f"`{key}`", (inspect.getdoc(member) or "").partition("\n")[0].replace("``", "`"))
                for key, member in vars(thing).items()
                if not key.startswith("_") and (callable(member) or isinstance(member, property) or _cached(member))
            ]
            fields = ", ".join(f"`{key}`" for key in getattr(thing, "__dataclass_fields__", {}))
            out += [f"Fields: {fields}."] if fields else []
            out += [table(("method or property", "gives"), members)]
        else:
            out += [f"```text\n{name}({_signature(thing)})\n```", docstring(thing)]
    out += [
        "## For mechanisms: corcyra.maths",
        "Functions that mechanisms use beside arithmetic. Never divide by what can be 0.",
    ]
    functions = [f for _, f in inspect.getmembers(maths, inspect.isfunction) if f.__module__ == maths.__name__]
    rows = [
        (f"`{f.__name__}({_signature(f)})`", prose((inspect.getdoc(f) or "").partition("\n")[0])) for f in functions
    ]
    out += [table(("function", "gives"), rows)]
    return "\n\n".join(line.rstrip() for line in out if line)


def _cached(member: object) -> bool:
    return type(member).__name__ == "cached_property"


def _signature(function: Callable[..., Any]) -> str:
    out, starred = [], False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            out.append("*")
            starred = True
        mark = {inspect.Parameter.VAR_KEYWORD: "**", inspect.Parameter.VAR_POSITIONAL: "*"}.get(parameter.kind, "")
        given = "" if parameter.default is inspect.Parameter.empty else f"={parameter.default!r}"
        out.append(f"{mark}{parameter.name}{given}")
    return ", ".join(out)


def docstring(thing: Any) -> str:
    """A docstring with its sections as lists."""
    text = inspect.getdoc(thing) or ""
    parts = re.split(r"^(\w+)\n-+\n", text, flags=re.MULTILINE)
    out = [prose(parts[0])]
    for heading, body in zip(parts[1::2], parts[2::2], strict=True):
        out.append(f"**{heading}**")
        if heading == "Parameters":
            items = re.findall(r"^(\S[^:\n]*?) : (.*(?:\n    .*)*)", body, flags=re.MULTILINE)
            out.append("\n".join(f"- `{name}`: {prose(' '.join(about.split()))}" for name, about in items))
        elif heading == "Raises":
            items = re.findall(r"^(\S+)\n((?:    .*\n?)+)", body, flags=re.MULTILINE)
            out.append("\n".join(f"- `{name}`: {prose(' '.join(about.split()))}" for name, about in items))
        else:
            out.append(prose(body))
    return "\n\n".join(out)


# -- the bibliography --------------------------------------------------------------------------------------------------


def bib() -> dict[str, dict[str, str]]:
    """The entries of references.bib by key."""
    text = (DOCS.parent / "references.bib").read_text(encoding="utf-8")
    out = {}
    for entry in ENTRY.finditer(text):
        fields = {name: " ".join(re.sub(r"[{}]", "", value).split()) for name, value in FIELD.findall(entry["body"])}
        out[entry["key"]] = fields
    return out


def bibliography() -> str:
    """All entries, each under its key."""
    out = [
        "# Bibliography",
        "Keys are those of `references.bib`. The five documents of the case `kazakhstan-2022` are sources to be "
        "weighed, not authorities; the project cites them and does not hold them.",
    ]
    for key, entry in sorted(bib().items()):
        where = (
            entry.get("journal") or entry.get("booktitle") or entry.get("publisher") or entry.get("howpublished", "")
        )
        if "volume" in entry:
            where += f" {entry['volume']}" + (f"({entry['number']})" if "number" in entry else "")
        if "pages" in entry:
            where += f", {entry['pages']}"
        date = _date(entry["date"]) if "date" in entry else entry["year"]
        text = f"{entry['author'].replace(' and ', '; ')} ({date}). *{entry['title']}*. {where}."
        link = f"https://doi.org/{entry['doi']}" if "doi" in entry else entry.get("url", "")
        text = text.replace("--", "–")
        out += [f"## {key}", f"{text} <{link}>" if link else text, entry.get("note", "")]
    return "\n\n".join(line for line in out if line)


def _date(iso: str) -> str:
    year, month, *day = (int(part) for part in iso.split("-"))
    return " ".join([*map(str, day), MONTHS[month - 1], str(year)])


def decisions() -> str:
    """What was decided, and why: every file of docs/decisions."""
    names = sorted(path.stem for path in (DOCS / "decisions").glob("*.md"))
    tree = "```{toctree}\n:maxdepth: 1\n\n" + "\n".join(f"../decisions/{name}" for name in names) + "\n```"
    about = (
        "Where building showed a better way than was planned, or a prior was changed: one page each, with the reason."
    )
    return "\n\n".join(["# Decisions", about, tree if names else "None yet."])


# -- writing -----------------------------------------------------------------------------------------------------------


def stale() -> list[str]:
    """Paths below docs/reference that are missing, stale or left over."""
    wanted = pages()
    there = {path.relative_to(REFERENCE).as_posix() for path in REFERENCE.rglob("*.md")}
    changed = {
        name for name in wanted if name in there and (REFERENCE / name).read_text(encoding="utf-8") != wanted[name]
    }
    return sorted((set(wanted) ^ there) | changed)


def write() -> list[str]:
    """Write every page that changed, and remove what is left over; their paths."""
    wanted, changed = pages(), stale()
    for name in changed:
        path = REFERENCE / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()
    return changed


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        names = stale()
        print("\n".join(f"docs/reference/{name} is not current; run python docs/generate.py" for name in names))
        sys.exit(1 if names else 0)
    print("\n".join(write()) or "nothing changed")
