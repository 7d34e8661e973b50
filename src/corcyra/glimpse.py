"""One named thing of a case, as plain text: what ``corcyra show`` prints."""

from __future__ import annotations

from typing import Any

from corcyra.account import OPEN
from corcyra.case import Case
from corcyra.errors import UnknownNameError
from corcyra.quantities import QUANTITIES
from corcyra.registry import load_builtin

Facts = dict[str, str]


def look_up(case: Case, name: str | None) -> Facts:
    """The facts on a name of a case, or on the case itself.

    Raises
    ------
    UnknownNameError
        If nothing has that name; the message offers the nearest.
    """
    if name is None:
        return _case(case)
    registry = load_builtin()
    ledger = case.ledger
    for place in case.places:
        if place.name == name:
            levels = {key: f"{known.value:g} {QUANTITIES[key].unit}" for key, known in place.levels.items()}
            people = f"{place.population:,} person"
            return {"place": name, "region": place.region, "population": people, **levels}
    if name in case.accounts or name == OPEN:
        account = case.account(name)
        about = {"account": name, "title": account.title, "told by": ", ".join(account.told_by) or "nobody (the null)"}
        coins = {"by a coin": ", ".join(account.switches)} if account.switches else {}
        sure = ", ".join(key for key in account.mechanisms if key not in account.switches)
        return {**about, "summary": " ".join(account.summary.split()), "mechanisms": sure, **coins}
    if name in registry:
        mechanism = registry[name]
        priors = {key: f"{p.prior} {p.unit}: {p.why}" for key, p in mechanism.params.items()}
        return {"mechanism": name, "idea": mechanism.doc.strip(), "on": ", ".join(mechanism.on), **priors}
    if name in ledger.clues:
        clue = ledger.clues[name]
        said = {claim.id: f"{claim.speaker} ({claim.locator}): {claim.says}" for claim in ledger.on(name)}
        return {"clue": name, "question": clue.question, "kind": f"{clue.kind} [{clue.unit}]", **said}
    if name in ledger.speakers:
        speaker = ledger.speakers[name]
        trust = f"{speaker.trust:g} ({speaker.why})"
        return {"speaker": name, "role": speaker.role, "interest": speaker.interest, "trust": trust}
    if name in QUANTITIES:
        quantity = QUANTITIES[name]
        kind = f"{quantity.kind} by {quantity.over}"
        return {"quantity": name, "unit": quantity.unit, "kind": kind, "meaning": quantity.meaning}
    known = [*case.place_names, *case.accounts, *registry, *ledger.clues, *ledger.speakers, *QUANTITIES]
    raise UnknownNameError("name", name, known)


def list_clues(case: Case) -> list[dict[str, Any]]:
    """Every clue with the claims that report on it, a line a claim."""
    rows = []
    for clue in case.ledger.clues.values():
        said = [claim for claim in case.ledger.claims.values() if claim.clue == clue.id]
        claims = [f"    {claim.speaker} ({claim.locator}): {claim.says}" for claim in said]
        rows.append({"clue": clue.id, "kind": clue.kind, "question": clue.question, "claims": claims})
    return rows


def _case(case: Case) -> Facts:
    people = sum(place.population for place in case.places)
    return {
        "case": case.name,
        "title": case.title,
        "summary": " ".join(case.summary.split()),
        "episode": f"{case.start:%Y-%m-%d %H:%M}, {case.hours} hours",
        "places": f"{len(case.places)}: {', '.join(case.place_names)}",
        "people": f"{people:,}",
        "accounts": ", ".join(case.accounts),
        "ledger": f"{len(case.ledger.clues)} clues, {len(case.ledger.claims)} claims",
        "folder": str(case.folder),
    }
