"""A valid, commented case to start from: a copy of the shipped toy case, or of another case, under a new name."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from corcyra.case import find_case
from corcyra.errors import OutputError

NAME = re.compile(r"^name\s*=\s*(['\"]).*?\1", re.MULTILINE)


def make_case(folder: str | Path, like: str | Path = "toy") -> Path:
    """Make the folder, whole or not at all.

    Parameters
    ----------
    folder : where; it must not exist yet
    like : the case that is copied, by name or folder

    Raises
    ------
    CaseError
        If there is no such case to copy.
    OutputError
        If the folder exists already or can't be made.
    """
    model = find_case(like)
    folder = Path(folder)
    if folder.exists():
        raise OutputError(f"{folder} exists already; choose a new name")
    part = folder.with_name(folder.name + ".part")
    try:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(model, part)
        path = part / "case.toml"
        text = NAME.sub(f'name = "{_plain(folder.name)}"', path.read_text(encoding="utf-8"), count=1)
        path.write_text(text, encoding="utf-8")
        part.rename(folder)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise OutputError(f"can't make {folder}: {error.strerror or error}") from None
    return folder


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)[:80] or "case"
