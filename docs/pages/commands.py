"""Every command of the command line with its options."""

from __future__ import annotations

import inspect
import types
import typing
from pathlib import Path
from typing import Any

from corcyra import cli
from pages.markdown import table


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
