"""Everything that is cited has an entry, and every entry is cited."""

import re
import tomllib
from collections.abc import Iterator

import pytest
from documents import ROOT, documents

from corcyra.case import SHIPPED
from corcyra.registry import load_builtin

ENTRIES = re.findall(r"^@\w+\{([^,\s]+),$", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
KEY = r"[a-z]+(?:-[a-z]+)*-\d{4}"
#: ``(key)`` or ``key ¶3`` in a reason or a comment.
IN_TEXT = re.compile(rf"\(({KEY})\)|({KEY}) ¶\d")
IN_DOCS = re.compile(rf"bibliography\.md#({KEY})")


def cited() -> Iterator[tuple[str, str]]:
    """Every cited key, and where."""
    for each in load_builtin().values():
        if each.function.__module__.startswith("corcyra.mechanisms."):
            yield from ((source.partition(" ")[0], each.name) for source in each.source)
    for path in SHIPPED.glob("*/evidence/sources.toml"):
        if path.parts[-3] != "toy":  # its sources are invented
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            yield from ((source["key"], path.parts[-3]) for source in table["source"])
    for path in [*(ROOT / "src").rglob("*.py"), *SHIPPED.rglob("*.toml")]:
        for found in IN_TEXT.finditer(path.read_text(encoding="utf-8")):
            yield found[1] or found[2], path.name
    for path in documents():
        for key in IN_DOCS.findall(path.read_text(encoding="utf-8")):
            yield key, path.name


CITED = sorted(set(cited()))


@pytest.mark.parametrize("key", sorted({key for key, _ in CITED}))
def test_cited_key_has_an_entry(key: str) -> None:
    assert key in ENTRIES, f"cited in {', '.join(where for other, where in CITED if other == key)}"


@pytest.mark.parametrize("key", ENTRIES)
def test_entry_is_cited(key: str) -> None:
    assert key in {other for other, _ in CITED}


def test_keys_are_unique_and_end_in_the_year() -> None:
    assert len(set(ENTRIES)) == len(ENTRIES)
    text = (ROOT / "references.bib").read_text(encoding="utf-8")
    years = re.findall(r"^  year\s*= \{(\d{4})\},$", text, re.MULTILINE)
    assert [key[-4:] for key in ENTRIES] == years


@pytest.mark.parametrize("key", [key for key, where in CITED if where == "kazakhstan-2022"])
def test_document_says_how_paragraphs_are_counted(key: str) -> None:
    text = (ROOT / "references.bib").read_text(encoding="utf-8")
    entry = text[text.index(f"{{{key},") :].partition("\n}")[0]
    assert "more than 200 characters" in entry
