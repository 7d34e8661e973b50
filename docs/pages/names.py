"""The public names of the package."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable
from typing import Any

import corcyra
from corcyra import maths
from pages.markdown import prose, table


def names() -> str:
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
