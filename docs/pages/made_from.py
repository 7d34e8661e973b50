"""What a picture or a table of numbers was made from, as a digest: it is out of date when the digest is another.

Only what bears on the numbers counts, so that a better reason or a new title makes nothing stale; and no number that a
simulation gave counts, so that a machine that rounds otherwise agrees.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import tokenize
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from corcyra.account import Account
from corcyra.case import Case
from corcyra.registry import Mechanism, get_mechanism

#: Fields of cases, accounts and their parts that change no number.
SILENT = {
    "title", "summary", "folder", "digest", "draws", "timeline", "accounts", "ledger", "told_by", "weight", "file",
    "why", "question", "prelude", "checkpoints", "guides",
}  # fmt: skip
#: Fields that change no number where they are empty.
EMPTY = {"switches"}
LAYOUT = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
)


def digest(*parts: object) -> str:
    """A short digest of plain data."""
    text = json.dumps([plain(part) for part in parts], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def plain(value: Any) -> Any:
    """Dataclasses and what they hold, as what JSON can hold, without the fields that change no number."""
    if dataclasses.is_dataclass(value):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.name not in SILENT}
        return {name: plain(inner) for name, inner in fields.items() if inner or name not in EMPTY}
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime | Path):
        return str(value)
    return value


def code(path: Path) -> str:
    """The code of a file: neither comments, docstrings nor layout, nor the reasons of priors."""
    with io.BytesIO(path.read_bytes()) as text:
        tokens = [token for token in tokenize.tokenize(text.readline) if token.type not in LAYOUT[:2]]
    out: list[str] = []
    begins = True  # of a statement, where a string is a docstring
    for token in tokens:
        text_only = token.type == tokenize.STRING and (begins or out[-2:] == ["why", "="])
        begins = token.type in LAYOUT[2:]
        if not text_only and not begins:
            out.append(token.string)
    return " ".join(out)


def substance(mechanisms: Iterable[str | Mechanism]) -> dict[str, str]:
    """The code of mechanisms, by name."""
    found = [each if isinstance(each, Mechanism) else get_mechanism(each) for each in mechanisms]
    return {each.name: code(Path(each.file)) for each in found}


def model(case: Case, accounts: Iterable[Account]) -> list[Any]:
    """All that the simulations of accounts of a case depend on, but for the engine."""
    accounts = list(accounts)
    return [plain(case), plain(accounts), substance(sorted({name for a in accounts for name in a.mechanisms}))]
