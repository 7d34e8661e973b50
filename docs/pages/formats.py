"""Every key of every file of a case."""

from __future__ import annotations

import inspect
import re
import tomllib
import types
import typing
from collections.abc import Iterable
from typing import Any

from corcyra import schema
from pages.markdown import DOCS, table

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

GUIDE = """\
## guide.csv

Where among the numbers of accounts the record is met, if the case keeps that.
[`corcyra guide`](cli.md#corcyra-guide) writes it; put it beside `case.toml`. What it says changes how well the evidence
is known, and not what it is, so a line for an account or a number that is no more does nothing.

| column | holds |
|---|---|
| `account` | the account |
| `number` | one of its uncertain numbers: a parameter, a level at the start, or a value of a readiness class |
| `shift [prior sd]` | the mean of its normal score: 1 is where a sixth of the prior lies above |
| `width [prior sd]` | the standard deviation of its normal score; that of the prior is 1 |
"""

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


def file_formats() -> str:
    """Every key of every file."""
    described = tomllib.loads((DOCS / "fields.toml").read_text(encoding="utf-8"))
    out = [
        "# File formats",
        "A case is a folder of TOML files in UTF-8, with a guide and outlines if it has them. Unknown keys are errors, "
        "and so are numbers without their unit.",
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
    return "\n\n".join([line.rstrip() for line in out if line] + [GUIDE.rstrip(), RESULTS])


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
