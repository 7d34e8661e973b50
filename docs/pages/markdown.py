"""Markdown: tables, docstrings, numbers, citations."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from pathlib import Path

DOCS = Path(__file__).parents[1]
CITED = re.compile(r"^(?P<key>[a-z][a-z-]*-\d{4})(?: (?P<paragraph>¶\d+))?$")


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


def three(numbers: Iterable[float]) -> str:
    """Percentiles; a single number if they are all the same."""
    told = [short(number) for number in numbers]
    return told[0] if len(set(told)) == 1 else "; ".join(told)


def cite(source: str, up: str) -> str:
    """A citation as a link into the bibliography."""
    found = CITED.match(source)
    if found is None:
        raise SystemExit(f"'{source}' is no citation: write key-year, or key-year ¶7")
    link = f"[{found['key']}]({up}bibliography.md#{found['key']})"
    return f"{link} {found['paragraph']}" if found["paragraph"] else link
