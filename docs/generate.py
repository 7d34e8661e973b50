"""Writes docs/reference from the code, the shipped cases and references.bib.

python docs/generate.py            write the pages
python docs/generate.py --check    exit with 1 if a page is missing, stale or left over
"""

from __future__ import annotations

import sys

from pages import accounts, bibliography, commands, contents, formats, mechanisms, names, quantities
from pages.markdown import DOCS

from corcyra.case import open_case, shipped_cases
from corcyra.registry import REGISTRY, load_builtin

REFERENCE = DOCS / "reference"
NOTE = "<!-- Written by docs/generate.py; change the code, not this page. -->\n\n"

PACKAGE = "corcyra.mechanisms."


def all_pages() -> dict[str, str]:
    """Every page, by its path below docs/reference."""
    load_builtin()
    builtin = [each for _, each in sorted(REGISTRY.items()) if each.function.__module__.startswith(PACKAGE)]
    cases = [open_case(name) for name in shipped_cases()]
    out = {
        "index.md": contents.INDEX,
        "bibliography.md": bibliography.bibliography(),
        "cli.md": commands.commands(),
        "decisions.md": contents.decisions(),
        "file-formats.md": formats.file_formats(),
        "priors.md": quantities.priors(),
        "python.md": names.names(),
        "quantities.md": quantities.quantities(builtin),
        "units.md": quantities.units(),
        "mechanisms/index.md": mechanisms.mechanism_index(builtin),
        "accounts/index.md": accounts.account_index(cases),
    }
    out |= {f"mechanisms/{each.name}.md": mechanisms.mechanism(each) for each in builtin}
    out |= {f"accounts/{c.name}-{a.name}.md": accounts.account(c, a) for c in cases for a in c.accounts.values()}
    return {name: NOTE + text.rstrip() + "\n" for name, text in out.items()}


def stale() -> list[str]:
    """Paths below docs/reference that are missing, stale or left over."""
    wanted = all_pages()
    there = {path.relative_to(REFERENCE).as_posix() for path in REFERENCE.rglob("*.md")}
    changed = {
        name for name in wanted if name in there and (REFERENCE / name).read_text(encoding="utf-8") != wanted[name]
    }
    return sorted((set(wanted) ^ there) | changed)


def write() -> list[str]:
    """Write every page that changed, and remove what is left over; their paths."""
    wanted, changed = all_pages(), stale()
    for name in changed:
        path = REFERENCE / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()
    return changed


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        left = stale()
        print("\n".join(f"docs/reference/{name} is not current; run python docs/generate.py" for name in left))
        sys.exit(1 if left else 0)
    print("\n".join(write()) or "nothing changed")
