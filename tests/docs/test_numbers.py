"""Numbers that the explanation gives are those of the code."""

import pytest
from documents import ROOT

from corcyra.engines.ties import TIES
from corcyra.evidence.ledger import Report
from corcyra.inference.likelihood import MOST_TRUST
from corcyra.inference.verdict import FEW_DRAWS, UNEXPLAINED


@pytest.mark.parametrize("name", TIES)
def test_priors_of_ties(name: str) -> None:
    text = (ROOT / "docs/explanation/individuals.md").read_text(encoding="utf-8")
    assert f"| `{name}` | {TIES[name].prior} |" in text


@pytest.mark.parametrize(
    ("page", "text", "number"),
    [
        ("explanation/mathematics.md", f"beyond {MOST_TRUST:g}", 0.995),
        ("howto/speaker.md", f"beyond {MOST_TRUST:g}", 0.995),
        ("explanation/mathematics.md", f"fewer than {FEW_DRAWS:g} raise", 100),
        ("tutorial.md", f"Below {FEW_DRAWS:g} the number", 100),
        ("explanation/mathematics.md", f"worse by {-UNEXPLAINED:g} dB", 3),
        ("howto/claim.md", f"{Report('about', 1.0).error:g} if left out", 1.5),
    ],
)
def test_number(page: str, text: str, number: float) -> None:
    assert f"{number:g}" in text
    assert text in (ROOT / "docs" / page).read_text(encoding="utf-8")
