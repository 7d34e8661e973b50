"""The table of contents of the reference, and that of the decisions."""

from __future__ import annotations

from pages.markdown import DOCS

INDEX = """\
# Reference

Written from the code, so that it can't disagree with it.

```{toctree}
:maxdepth: 1

cli
glossary
file-formats
units
priors
quantities
mechanisms/index
accounts/index
python
bibliography
decisions
```
"""


def decisions() -> str:
    """What was decided, and why: every file of docs/decisions."""
    written = sorted(path.stem for path in (DOCS / "decisions").glob("*.md"))
    tree = "```{toctree}\n:maxdepth: 1\n\n" + "\n".join(f"../decisions/{name}" for name in written) + "\n```"
    about = (
        "Where building showed a better way than was planned, or a prior was changed: one page each, with the reason."
    )
    return "\n\n".join(["# Decisions", about, tree if written else "None yet."])
