"""Runs the examples of README.md and docs/, each document in an empty folder of its own.

Every block marked ``python`` and every ``bash`` block that begins with ``corcyra`` is run, from the top to the bottom.
An HTML comment on the line above a block changes what is done with it:

    <!-- file: NAME -->      the block is written to a file
    <!-- append: NAME -->    the block is added to a file
    <!-- output -->          every line of the block was printed by the command before it
    <!-- fails -->           the command is refused, with exit code 2
    <!-- not run: WHY -->    the block is left alone
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from doctest import ELLIPSIS
from pathlib import Path
from typing import Any

from sybil import Document, Example, Region, Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer

BLOCKS = FencedCodeBlockLexer(language=r".+", mapping={"language": "language", "source": "source"})
PYTHON = PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)
MARK = re.compile(r"<!-- (file|append|output|fails|not run)(?:: (.*?))? -->\s*\Z")


def parse_examples(document: Document) -> Iterator[Region]:
    """Find what is to be run, written or compared."""
    python = []
    for block in BLOCKS(document):
        found = MARK.search(document.text[: block.start])
        mark, argument = found.groups() if found else ("", "")
        source, language = str(block.lexemes["source"]), block.lexemes["language"]
        if mark in ("file", "append"):
            yield Region(block.start, block.end, (mark, argument, source), write)
        elif mark == "output":
            yield Region(block.start, block.end, source, compare)
        elif mark == "not run":
            continue
        elif language == "bash" and source.startswith("corcyra"):
            yield Region(block.start, block.end, (source, mark == "fails"), run)
        elif language == "python":
            python.append((block.start, block.end))
    for region in PYTHON(document):
        if any(start <= region.start < end for start, end in python):
            yield region


def write(example: Example) -> None:
    """Write a block to a file, or add it to one."""
    mark, name, source = example.parsed
    path = Path(name)
    assert not path.is_absolute(), f"{name} is not in the document's folder"
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") + "\n" if mark == "append" else ""
    path.write_text(before + source, encoding="utf-8")


def run(example: Example) -> str | None:
    """Run every line of a block as a command, in this process."""
    from corcyra.cli import main

    source, fails = example.parsed
    for line in filter(None, (line.partition("  #")[0].strip() for line in source.splitlines())):
        words = shlex.split(line)
        assert words[0] == "corcyra", f"'{line}' is no command of corcyra"
        before, sys.argv, code = sys.argv, words, 0
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        finally:
            sys.argv = before
        example.namespace["printed"] = printed.getvalue()
        if code != (2 if fails else 0):
            return f"{line} ended with {code}:\n{printed.getvalue()}"
    return None


def compare(example: Example) -> str | None:
    """Look for every line of a block in what the last command printed."""
    printed = [" ".join(line.split()) for line in example.namespace["printed"].splitlines()]
    missing = [line for line in example.parsed.splitlines() if line.strip() and " ".join(line.split()) not in printed]
    return "\n".join(["not printed:", *missing, "but:", *printed]) if missing else None


def enter(namespace: dict[str, Any]) -> None:
    """Go to an empty folder; remember which mechanisms there are."""
    from corcyra.quantities import QUANTITIES
    from corcyra.registry import REGISTRY, load_builtin

    load_builtin()
    tables = [(table, dict(table)) for table in (REGISTRY, QUANTITIES)]
    namespace["_before"] = (Path.cwd(), os.environ.get("COLUMNS"), tables, set(sys.modules))
    namespace["_folder"] = tempfile.TemporaryDirectory(prefix="corcyra-docs-")
    os.chdir(namespace["_folder"].name)
    os.environ["COLUMNS"] = "160"


def leave(namespace: dict[str, Any]) -> None:
    """Put everything back."""
    folder, columns, tables, modules = namespace["_before"]
    os.chdir(folder)
    namespace["_folder"].cleanup()
    if columns is None:
        os.environ.pop("COLUMNS", None)
    else:
        os.environ["COLUMNS"] = columns
    for table, before in tables:
        table.clear()
        table.update(before)
    for name in set(sys.modules) - modules:
        if name.startswith("corcyra_user_"):
            del sys.modules[name]


pytest_collect_file = Sybil(
    parsers=[parse_examples],
    patterns=["README.md", "docs/*.md", "docs/howto/*.md", "docs/explanation/*.md"],
    setup=enter,
    teardown=leave,
).pytest()
