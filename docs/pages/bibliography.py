"""The bibliography, from references.bib."""

from __future__ import annotations

import re

from pages.markdown import DOCS

ENTRY = re.compile(r"^@(?P<kind>\w+)\{(?P<key>[^,\s]+),\n(?P<body>.*?)^\}$", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^ *(\w+) *= \{(.*?)\},$", re.MULTILINE | re.DOTALL)

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def bib() -> dict[str, dict[str, str]]:
    """The entries of references.bib by key."""
    text = (DOCS.parent / "references.bib").read_text(encoding="utf-8")
    out = {}
    for entry in ENTRY.finditer(text):
        fields = {name: " ".join(re.sub(r"[{}]", "", value).split()) for name, value in FIELD.findall(entry["body"])}
        out[entry["key"]] = fields
    return out


def bibliography() -> str:
    """All entries, each under its key."""
    out = [
        "# Bibliography",
        "Keys are those of `references.bib`. The five documents of the case `kazakhstan-2022` are sources to be "
        "weighed, not authorities; the project cites them and does not hold them.",
    ]
    for key, entry in sorted(bib().items()):
        where = (
            entry.get("journal") or entry.get("booktitle") or entry.get("publisher") or entry.get("howpublished", "")
        )
        if "volume" in entry:
            where += f" {entry['volume']}" + (f"({entry['number']})" if "number" in entry else "")
        if "pages" in entry:
            where += f", {entry['pages']}"
        date = _date(entry["date"]) if "date" in entry else entry["year"]
        text = f"{entry['author'].replace(' and ', '; ')} ({date}). *{entry['title']}*. {where}."
        link = f"https://doi.org/{entry['doi']}" if "doi" in entry else entry.get("url", "")
        text = text.replace("--", "–")
        out += [f"## {key}", f"{text} <{link}>" if link else text, entry.get("note", "")]
    return "\n\n".join(line for line in out if line)


def _date(iso: str) -> str:
    year, month, *day = (int(part) for part in iso.split("-"))
    return " ".join([*map(str, day), MONTHS[month - 1], str(year)])
