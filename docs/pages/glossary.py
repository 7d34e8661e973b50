"""The glossary: every word of the project and every quantity, each in a line."""

from __future__ import annotations

import tomllib

from corcyra.quantities import QUANTITIES
from pages.markdown import DOCS, table


def glossary() -> str:
    """The page."""
    words = tomllib.loads((DOCS / "words.toml").read_text(encoding="utf-8"))
    known = sorted((word, entry["means"], f"[more]({entry['see']})") for word, entry in words.items())
    rows = [
        (f"`{q.name}`", q.unit, q.kind, {"place": "place", "nation": "nation", "pair": "two places"}[q.over], q.meaning)
        for _, q in sorted(QUANTITIES.items())
        if q.file == "corcyra/quantities.py"
    ]
    return "\n\n".join(
        [
            "# Glossary",
            "One word for one thing, in the code, in the files, on the command line and on these pages.",
            "## Words",
            table(("word", "means", ""), known),
            "## Names of quantities",
            "What each of them is moved and read by is on the page of the [quantities](quantities.md). A flow `x` is "
            "also read as `x_count` (how many in the last hour) and `x_total` (since the start), an order `x` as "
            "`x_age` (hours since it was given).",
            table(("quantity", "unit", "kind", "by", "meaning"), rows),
        ]
    )
