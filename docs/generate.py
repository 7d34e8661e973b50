"""Writes docs/reference from the code, the shipped cases and references.bib.

python docs/generate.py            write the pages
python docs/generate.py --check    exit with 1 if a page is missing, stale or left over
python docs/generate.py --simulate        simulate first what pictures and predictions show, where it is out of date
python docs/generate.py --simulate all    simulate all of it first
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pages import (
    accounts,
    bibliography,
    commands,
    contents,
    formats,
    glossary,
    mechanisms,
    names,
    odd,
    pictures,
    predictions,
    quantities,
)
from pages.markdown import DOCS

from corcyra.case import Case, open_case, shipped_cases
from corcyra.registry import REGISTRY, Mechanism, load_builtin

NOTE = "<!-- Written by docs/generate.py; change the code, not this page. -->\n\n"

PACKAGE = "corcyra.mechanisms."


def what_there_is() -> tuple[list[Mechanism], list[Case]]:
    """The mechanisms of the package, in order, and the shipped cases."""
    load_builtin()
    builtin = [each for _, each in sorted(REGISTRY.items()) if each.function.__module__.startswith(PACKAGE)]
    return builtin, [open_case(name) for name in shipped_cases()]


def all_pages() -> dict[str, str]:
    """Every page, by its path below docs."""
    builtin, cases = what_there_is()
    out = {
        "index.md": contents.INDEX,
        "bibliography.md": bibliography.bibliography(builtin, cases),
        "cli.md": commands.commands(),
        "decisions.md": contents.decisions(),
        "file-formats.md": formats.file_formats(),
        "glossary.md": glossary.glossary(),
        "priors.md": quantities.priors(),
        "python.md": names.names(),
        "quantities.md": quantities.quantities(builtin),
        "units.md": quantities.units(),
        "mechanisms/gallery.md": mechanisms.gallery(builtin),
        "mechanisms/index.md": mechanisms.mechanism_index(builtin),
        "accounts/index.md": accounts.account_index(cases),
    }
    out |= {f"mechanisms/{each.name}.md": mechanisms.mechanism(each) for each in builtin}
    out |= {f"accounts/{c.name}-{a.name}.md": accounts.account(c, a) for c in cases for a in c.accounts.values()}
    out = {f"reference/{name}": text for name, text in out.items()}
    out["explanation/odd.md"] = odd.odd(builtin, cases)
    return {name: NOTE + text.rstrip() + "\n" for name, text in out.items()}


def stale() -> list[str]:
    """Paths below docs of pages that are missing, stale or left over."""
    wanted = all_pages()
    changed = {name for name, text in wanted.items() if _read(DOCS / name) != text}
    there = {path.relative_to(DOCS).as_posix() for path in (DOCS / "reference").rglob("*.md")}
    return sorted(changed | (there - set(wanted)))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def write() -> list[str]:
    """Write every page that changed, and remove what is left over; their paths."""
    wanted, changed = all_pages(), stale()
    for name in changed:
        path = DOCS / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()
    return changed


def simulate(everything: bool = False) -> Iterator[Path]:
    """Draw pictures and measure predictions, where they are out of date or all of them; the paths as they are done."""
    builtin, cases = what_there_is()
    yield from predictions.measure_all(cases, everything)
    yield from pictures.draw_all(pictures.choose_all(builtin, cases), everything)


def not_simulated() -> list[Path]:
    """Pictures and predictions that are missing, out of date or left over."""
    builtin, cases = what_there_is()
    return predictions.stale(cases) + pictures.stale(pictures.choose_all(builtin, cases))


def check() -> list[str]:
    """What is not current, each with its cure."""
    out = [f"docs/{name} is not current; run python docs/generate.py" for name in stale()]
    for path in not_simulated():
        out.append(f"{path.relative_to(DOCS.parent)} is out of date; run python docs/generate.py --simulate")
    return out


if __name__ == "__main__":
    words = sys.argv[1:]
    if words not in ([], ["--check"], ["--simulate"], ["--simulate", "all"]):
        sys.exit(__doc__)
    if words == ["--check"]:
        left = check()
        print("\n".join(left))
        sys.exit(1 if left else 0)
    if words:
        for done in simulate(words[1:] == ["all"]):
            print(done.relative_to(DOCS.parent), flush=True)
    print("\n".join(write()) or "nothing changed")
