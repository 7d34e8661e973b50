"""The bibliography, from references.bib."""

from __future__ import annotations

import re
from pathlib import Path

import corcyra
from corcyra.case import Case
from corcyra.registry import Mechanism
from pages.markdown import DOCS

ENTRY = re.compile(r"^@(?P<kind>\w+)\{(?P<key>[^,\s]+),\n(?P<body>.*?)^\}$", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^ *(\w+) *= \{(.*?)\},$", re.MULTILINE | re.DOTALL)

#: A key in brackets in a reason or a comment; a link from a page.
KEY = re.compile(r"\(([a-z]+(?:-[a-z]+)*-\d{4})\)")
LINKED = re.compile(r"bibliography\.md#([a-z]+(?:-[a-z]+)*-\d{4})")
CODE = Path(corcyra.__file__).parent

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


def bibliography(builtin: list[Mechanism], cases: list[Case]) -> str:
    """All entries, each under its key, with where it is cited."""
    places = cited(builtin, cases)
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
        out += [f"Cited in: {', '.join(places[key])}." if key in places else ""]
    return "\n\n".join(line for line in out if line)


def cited(builtin: list[Mechanism], cases: list[Case]) -> dict[str, list[str]]:
    """Where each key is cited, as links: mechanisms, cases, and pages that people wrote."""
    out: dict[str, list[str]] = {}
    for each in builtin:
        for source in each.source:
            out.setdefault(source.partition(" ")[0], []).append(f"[{each.name}](mechanisms/{each.name}.md)")
    for case in cases:
        for key in case.ledger.sources:
            out.setdefault(key, []).append(f"the ledger of `{case.name}`")
            told = [a.name for a in case.accounts.values() if key in a.told_by]
            out[key] += [f"[{name}](accounts/{case.name}-{name}.md)" for name in told]
        text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(case.folder.rglob("*.toml")))
        for key in KEY.findall(text):
            out.setdefault(key, []).append(f"the files of `{case.name}`")
    for name, text in written().items():
        for key in LINKED.findall(text):
            out.setdefault(key, []).append(f"[{Path(name).stem}](../{name})")
    for path in sorted(CODE.rglob("*.py")):
        for key in KEY.findall(path.read_text(encoding="utf-8")):
            if CODE / "mechanisms" not in path.parents:
                out.setdefault(key, []).append(f"`{path.relative_to(CODE.parent).as_posix()}`")
    return {key: list(dict.fromkeys(places)) for key, places in out.items()}


def written() -> dict[str, str]:
    """The pages that people wrote, by their path below docs; of the one that is filled in, what they wrote of it."""
    kept = ("decisions", "reference", "_build")
    pages = [path for path in [*DOCS.glob("*.md"), *DOCS.glob("*/*.md")] if path.parent.name not in kept]
    texts = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in sorted(pages)}
    return texts | {"explanation/odd.md": (DOCS / "pages" / "odd.md.in").read_text(encoding="utf-8")}


def _date(iso: str) -> str:
    year, month, *day = (int(part) for part in iso.split("-"))
    return " ".join([*map(str, day), MONTHS[month - 1], str(year)])
