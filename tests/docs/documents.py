"""The documents that people wrote, and the blocks in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>.*?) -->\n)?```(?P<language>\w+)\n(?P<source>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    document: str
    line: int
    mark: str
    language: str
    source: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"


def documents() -> list[Path]:
    """README.md and everything in docs/ that is neither generated nor a decision."""
    pages = [path for path in (ROOT / "docs").rglob("*.md") if path.relative_to(ROOT / "docs").parts[0] not in SKIPPED]
    return [ROOT / "README.md", *sorted(pages)]


SKIPPED = ("reference", "decisions", "_build")


def blocks(paths: list[Path] | None = None) -> Iterator[Block]:
    for path in paths or documents():
        text = path.read_text(encoding="utf-8")
        for found in BLOCK.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            name = path.relative_to(ROOT).as_posix()
            yield Block(name, line, found["mark"] or "", found["language"], found["source"])
