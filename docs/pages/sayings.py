"""What the author of an account says: the ledger's paraphrases, beside the mechanisms and priors that cite them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator

from corcyra.account import Account
from corcyra.case import Case
from corcyra.evidence.ledger import Claim
from corcyra.registry import REGISTRY
from pages.markdown import DOCS, table

#: ``¶7`` or ``¶7-8``, after a key of references.bib or alone: then it is a place in the account's own text.
LOCATOR = re.compile(r"(?:([a-z]+(?:-[a-z]+)*-\d{4}) )?¶(\d+)(?:-(\d+))?")

Place = tuple[str, int]  # document and paragraph


def places_in(text: str, own: str) -> Iterator[Place]:
    """The paragraphs that a text cites; ``own`` is the document of those without a key."""
    for key, first, last in LOCATOR.findall(text):
        yield from ((key or own, number) for number in range(int(first), int(last or first) + 1))


def where(account: Account, mechanism: str) -> str:
    """The paragraphs of an account's own text in which a mechanism is said."""
    found = [place for source in REGISTRY[mechanism].source for place in places_in(source, "")]
    return ", ".join(f"¶{paragraph}" for key, paragraph in sorted(set(found)) if key in account.told_by)


def cited(account: Account) -> dict[Place, list[str]]:
    """By paragraph, the mechanisms and priors of an account that cite it, as links and names."""
    out: dict[Place, list[str]] = {}
    own = account.told_by[0] if account.told_by else ""
    for name in account.mechanisms:
        for source in REGISTRY[name].source:
            for place in places_in(source, ""):
                out.setdefault(place, []).append(f"[{name}](../mechanisms/{name}.md)")
    given = [(full, known) for full, known in account.parameters.items()]
    given += [(name, known) for name, by_place in account.begin.items() for known in by_place.values()]
    for name, known in given:
        for place in places_in(known.why, own):
            out.setdefault(place, []).append(f"`{name}`")
    return {place: list(dict.fromkeys(names)) for place, names in out.items()}


def section(case: Case, account: Account) -> str:
    """The section of an account's page; empty for an account that nobody tells."""
    uses = cited(account)
    claims, about = _claims(case, account, set(uses))
    if not claims:
        return ""
    by_place: dict[Place, list[Claim]] = {}
    for claim in claims:
        by_place.setdefault((claim.source, claim.paragraph), []).append(claim)
    authors = _authors(case)
    several = len({key for key, _ in by_place}) > 1
    rows = []
    for (key, paragraph), said in sorted(by_place.items()):
        place = f"{key} ¶{paragraph}" if several else f"¶{paragraph}"
        text = " ".join(_told(claim, authors) for claim in said)
        rows.append((place, text, ", ".join(uses.get((key, paragraph), ()))))
    columns = ("where", "what is said, in the ledger's words", "mechanisms and priors that cite it")
    return "\n\n".join(["## What its author says", f"{about} Nothing of it is taken as true.", table(columns, rows)])


def _claims(case: Case, account: Account, uses: set[Place]) -> tuple[list[Claim], str]:
    """The claims that tell an account, and who makes them."""
    every = list(case.ledger.claims.values())
    if account.told_by:
        own = [claim for claim in every if claim.source in account.told_by]
        used = [claim for claim in own if (claim.source, claim.paragraph) in uses]
        part = "Those paragraphs of its text on which a mechanism or a prior of this account rests"
        whose = "Where nobody else is named, the author speaks."
        return used or own, f"{part if used else 'Its text'}, as the ledger paraphrases it. {whose}"
    tellers = tomllib.loads((DOCS / "tellers.toml").read_text(encoding="utf-8"))
    speakers = tellers.get(case.name, {}).get(account.name, [])
    unknown = set(speakers) - set(case.ledger.speakers)
    if unknown:
        raise SystemExit(f"docs/tellers.toml, {case.name}.{account.name}: no speaker {', '.join(sorted(unknown))}")
    names = ", ".join(f"`{name}`" for name in speakers)
    about = f"No document tells this account. It is what {names} say where the documents quote them."
    return [claim for claim in every if claim.speaker in speakers], about


def _authors(case: Case) -> set[str]:
    """The speaker of most of the claims of each document."""
    said: dict[str, Counter[str]] = {}
    for claim in case.ledger.claims.values():
        said.setdefault(claim.source, Counter())[claim.speaker] += 1
    return {speakers.most_common(1)[0][0] for speakers in said.values()}


def _told(claim: Claim, authors: set[str]) -> str:
    return claim.says if claim.speaker in authors else f"{claim.says} (`{claim.speaker}`)"
