"""A small, valid, commented case to start from: a copy of the shipped toy case under a new name."""

from __future__ import annotations

import shutil
from pathlib import Path

from corcyra.case import SHIPPED
from corcyra.errors import OutputError


def make_case(folder: str | Path) -> Path:
    """Make the folder, whole or not at all.

    Raises
    ------
    OutputError
        If it exists already or can't be made.
    """
    folder = Path(folder)
    if folder.exists():
        raise OutputError(f"{folder} exists already; choose a new name")
    part = folder.with_name(folder.name + ".part")
    try:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(SHIPPED / "toy", part)
        path = part / "case.toml"
        text = path.read_text(encoding="utf-8").replace('name = "toy"', f'name = "{_plain(folder.name)}"')
        path.write_text(text, encoding="utf-8")
        part.rename(folder)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise OutputError(f"can't make {folder}: {error.strerror or error}") from None
    return folder


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)[:80] or "case"
