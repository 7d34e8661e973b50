"""Tools to break the toy case with: what is changed, which file is to blame, and what has to be said about it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CASE, PLACES, TIMELINE = "case.toml", "places.toml", "timeline.toml"
CROWD, SENT = "accounts/crowd.toml", "accounts/sent.toml"
SOURCES, SPEAKERS = "evidence/sources.toml", "evidence/speakers.toml"
CLUES, CLAIMS = "evidence/clues.toml", "evidence/claims.toml"

Change = Callable[[Path], None]


@dataclass(frozen=True)
class Broken:
    """A broken case: ``file`` is to blame, and the text of its problem mentions everything in ``says``."""

    name: str
    file: str
    says: tuple[str, ...]
    change: Change


def swap(file: str, old: str, new: str) -> Change:
    """Put ``new`` for the first ``old``; that there is one is asserted, so that no change is empty."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r} to break"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def add(file: str, text: str) -> Change:
    """Add text to the end of a file."""

    def change(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as stream:
            stream.write(f"\n{text}\n")

    return change


def emptied(file: str, key: str) -> Change:
    """Leave nothing in a list."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        changed = re.sub(rf"{key} = \[.*?\]", f"{key} = []", text, count=1, flags=re.DOTALL)
        assert changed != text
        (folder / file).write_text(changed, encoding="utf-8")

    return change


def again(file: str) -> Change:
    """Repeat the first table of a file at its end."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text + "\n[[" + text.split("[[")[1], encoding="utf-8")

    return change


def raw(file: str, content: bytes) -> Change:
    """Put other bytes into a file."""
    return lambda folder: (folder / file).write_bytes(content) and None


def gone(file: str) -> Change:
    """Take a file away."""
    return lambda folder: (folder / file).unlink()


def folded(file: str) -> Change:
    """Put a directory where a file should be."""

    def change(folder: Path) -> None:
        (folder / file).unlink(missing_ok=True)
        (folder / file).mkdir()

    return change


def encoded(file: str, encoding: str) -> Change:
    """Save a file in another encoding, with a letter in it that shows."""

    def change(folder: Path) -> None:
        text = "# café\n" + (folder / file).read_text(encoding="utf-8")
        (folder / file).write_bytes(text.encode(encoding))

    return change


def both(*changes: Change) -> Change:
    """Make several changes."""

    def change(folder: Path) -> None:
        for each in changes:
            each(folder)

    return change


def drop_folder(name: str) -> Change:
    """Take a folder away."""
    return lambda folder: shutil.rmtree(folder / name)


NEW_CLAIM = """
[[claim]]
id = "{id}"
source = "gazette"
paragraph = 5
speaker = "government"
says = "Said again."
{rest}
"""


def claim(id: str = "again", rest: str = 'undecided = "test"') -> Change:
    """Add a claim."""
    return add(CLAIMS, NEW_CLAIM.format(id=id, rest=rest))


NEW_CLUE = """
[[clue]]
id = "extra"
question = "A test?"
kind = "{kind}"
{rest}
"""


def clue(kind: str, rest: str) -> Change:
    """Add a clue."""
    return add(CLUES, NEW_CLUE.format(kind=kind, rest=rest))


def broken(name: str, file: str, says: str | tuple[str, ...], change: Change) -> Broken:
    return Broken(name, file, (says,) if isinstance(says, str) else says, change)


def swapped(name: str, file: str, says: str | tuple[str, ...], old: str, new: str) -> Broken:
    return broken(name, file, says, swap(file, old, new))
