"""The pages that are written: each holds what it is for, whatever cases, accounts and mechanisms there are."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import generate
import pytest
from documents import ROOT
from pages import mechanisms, odd, sayings

from corcyra.account import Account
from corcyra.case import Case
from corcyra.quantities import QUANTITIES
from corcyra.registry import Mechanism

BUILTIN, CASES = generate.what_there_is()
ACCOUNTS = [(case, account) for case in CASES for account in case.accounts.values()]
REFERENCE = ROOT / "docs/reference"
ODD = (ROOT / "docs/explanation/odd.md").read_text(encoding="utf-8")

each_mechanism = pytest.mark.parametrize("each", BUILTIN, ids=lambda each: each.name)
each_account = pytest.mark.parametrize(
    ("case", "account"), ACCOUNTS, ids=[f"{case.name}-{account.name}" for case, account in ACCOUNTS]
)


def read(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    assert f"\n## {heading}\n" in page
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of all tables, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines][1:]


# -- mechanisms --------------------------------------------------------------------------------------------------------


@each_mechanism
def test_page_has_the_idea_in_two_sentences(each: Mechanism) -> None:
    idea = next(line for line in read(f"mechanisms/{each.name}.md").splitlines() if line.startswith("**"))
    assert len(re.findall(r"[a-z0-9)]\.(?= [A-Z]|$)", idea.partition("** ")[2])) >= 2, idea
    assert "=" not in idea


@each_mechanism
def test_page_has_equation_picture_parameters_and_sources(each: Mechanism) -> None:
    page = read(f"mechanisms/{each.name}.md")
    equations = page.partition("```text\n")[2].partition("```")[0]
    assert re.search(r"=", equations)
    assert f"]({each.name}.svg)" in section(page, "With it and without it")
    told = {row[0]: row for row in rows(section(page, "Parameters"))}
    assert set(told) == {f"`{name}`" for name in each.params}
    for name, param in each.params.items():
        row = told[f"`{name}`"]
        assert row[1] == param.unit
        assert row[2] == f"`{param.prior}`"
        assert row[-1].replace("\\|", "|") == " ".join(param.why.split())
    for source in each.source:
        assert f"- [{source.split(' ')[0]}](../bibliography.md#{source.split(' ')[0]})" in section(page, "Sources")


@each_mechanism
def test_gallery_shows_it(each: Mechanism) -> None:
    assert f"]({each.name}.svg)]({each.name}.md)" in read("mechanisms/gallery.md")


def test_a_mechanism_of_one_sentence_still_has_a_page() -> None:
    each = replace(BUILTIN[0], doc="Name: one idea.\n\n    joins += pull\n\nSource: somebody 2000.\n")
    assert mechanisms.idea(each) == "One idea."
    assert mechanisms.equation(each) == "    joins += pull"
    two = replace(each, doc=each.doc.replace("idea.\n", "idea.\n\nAnd a\nsecond.\n"))
    assert mechanisms.idea(two) == "One idea. And a second."
    assert mechanisms.equation(two) == mechanisms.equation(each)


# -- accounts ----------------------------------------------------------------------------------------------------------


@each_account
def test_page_says_what_which_and_why(case: Case, account: Account) -> None:
    page = read(f"accounts/{case.name}-{account.name}.md")
    assert " ".join(account.summary.split()) in page
    shown = [row[0] for row in rows(section(page, "Mechanisms"))]
    assert shown == [f"[{name}](../mechanisms/{name}.md)" for name in account.mechanisms]
    for known in [*account.parameters.values(), *(k for by_place in account.begin.values() for k in by_place.values())]:
        assert f"`{known.prior}`" in page
        assert " ".join(known.why.split()).replace("|", "\\|") in page


@each_account
def test_page_tells_what_its_author_says(case: Case, account: Account) -> None:
    page = read(f"accounts/{case.name}-{account.name}.md")
    tellers = tomllib.loads((ROOT / "docs/tellers.toml").read_text(encoding="utf-8"))
    speakers = tellers.get(case.name, {}).get(account.name, [])
    claims = case.ledger.claims.values()
    if not account.told_by and not speakers:
        assert "## What its author says" not in page
        return
    said = section(page, "What its author says")
    if account.told_by:
        own = [claim for claim in claims if claim.source in account.told_by]
        cited = sayings.cited(account)
        told = [claim for claim in own if (claim.source, claim.paragraph) in cited] or own
    else:
        told = [claim for claim in claims if claim.speaker in speakers]
    assert told
    for claim in told:
        assert claim.says.replace("|", "\\|") in said, claim.id
        assert f"¶{claim.paragraph} |" in said


def test_mechanisms_stand_beside_the_paragraph_that_says_them() -> None:
    said = section(read("accounts/kazakhstan-2022-elite-outsourcing.md"), "What its author says")
    beside = {row[0]: row[2] for row in rows(said)}
    assert "[hijack]" in beside["¶19"]
    assert "`members`" in beside["¶19"]  # "some 500 provocateurs (¶19)"
    assert "[turf]" not in said
    where = {row[0]: row[2] for row in rows(section(read("accounts/kazakhstan-2022-gangland.md"), "Mechanisms"))}
    assert {"¶2", "¶4"} <= set(where["[turf](../mechanisms/turf.md)"].split(", "))
    assert where["[contagion](../mechanisms/contagion.md)"] == "–"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("some 500 (¶19); more (¶3-5)", [("own-2000", 19), ("own-2000", 3), ("own-2000", 4), ("own-2000", 5)]),
        ("thousands (chaos-2022 ¶11)", [("chaos-2022", 11)]),
        ("nobody knows", []),
    ],
)
def test_places_in_a_reason(text: str, places: list[tuple[str, int]]) -> None:
    assert list(sayings.places_in(text, "own-2000")) == places


def test_an_unknown_teller_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.name == "kazakhstan-2022")
    (tmp_path / "tellers.toml").write_text('[kazakhstan-2022]\npopular-cascade = ["nobody"]\n', encoding="utf-8")
    monkeypatch.setattr(sayings, "DOCS", tmp_path)
    assert sayings.section(case, case.account("foreign-terrorists")) == ""
    with pytest.raises(SystemExit, match="no speaker nobody"):
        sayings.section(case, case.account("popular-cascade"))


# -- the ODD protocol --------------------------------------------------------------------------------------------------

ELEMENTS = (
    "1. Purpose and patterns", "2. Entities, state variables, and scales", "3. Process overview and scheduling",
    "4. Design concepts", "5. Initialization", "6. Input data", "7. Submodels",
)  # fmt: skip
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


def test_odd_has_its_seven_elements_in_order_and_all_design_concepts() -> None:
    assert tuple(re.findall(r"^## (.*)$", ODD, re.MULTILINE)) == ELEMENTS
    assert tuple(re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", section(ODD, ELEMENTS[3]), re.MULTILINE)) == CONCEPTS


@each_mechanism
def test_odd_has_every_submodel_with_its_equations(each: Mechanism) -> None:
    found = section(ODD, ELEMENTS[6])
    assert f"](../reference/mechanisms/{each.name}.md).**" in found
    equations = [line.strip() for line in each.doc.splitlines() if line.startswith("    ")]
    assert equations
    for line in equations:
        assert line in found
    assert f"[{each.name}](../reference/mechanisms/{each.name}.md)" in section(ODD, ELEMENTS[2])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_odd_has_every_case(case: Case) -> None:
    scales = {row[0]: row for row in rows(section(ODD, ELEMENTS[1]))}
    people = sum(place.population for place in case.places)
    assert f"{people:,}" in scales[case.name]
    assert f"{case.hours:,} hours" in scales[case.name][1]
    start = section(ODD, ELEMENTS[4])
    for each in case.readiness:
        assert f"| {case.name} | {each.name} |" in start
    for given in case.given:
        assert f"| {case.name} | `{given.quantity}` | {given.place} |" in section(ODD, ELEMENTS[5])


def test_odd_names_every_state_variable() -> None:
    found = section(ODD, ELEMENTS[1])
    for name, quantity in QUANTITIES.items():
        if quantity.file == "corcyra/quantities.py" and quantity.kind in ("status", "stock", "signal", "order"):
            assert f"`{name}`" in found, name


def test_a_slot_without_a_filling_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odd, "SLOT", re.compile(r"\{\{(s\w+)\}\}"))  # finds only some of the slots
    with pytest.raises(SystemExit, match="begin"):
        odd.odd(BUILTIN, CASES)


# -- the glossary and the bibliography ---------------------------------------------------------------------------------

WORDS = (
    "case", "place", "account", "mechanism", "quantity", "flow", "order", "trajectory", "ensemble", "measure", "source",
    "speaker", "claim", "clue", "trust", "weight of evidence", "verdict", "counterfactual", "probe",
)  # fmt: skip


def test_glossary_has_the_words_of_the_house() -> None:
    known = {row[0]: row for row in rows(section(read("glossary.md"), "Words"))}
    assert set(WORDS) <= set(known)
    assert list(known) == sorted(known)
    for word, meaning, link in known.values():
        assert meaning.endswith("."), word
        target = re.fullmatch(r"\[more\]\((.*)\)", link)
        assert target, word
        assert (REFERENCE / target[1]).resolve().is_file(), word


@pytest.mark.parametrize("name", [name for name, q in QUANTITIES.items() if q.file == "corcyra/quantities.py"])
def test_glossary_has_every_quantity(name: str) -> None:
    quantity = QUANTITIES[name]
    known = {row[0]: row[1:] for row in rows(section(read("glossary.md"), "Names of quantities"))}
    over = "two places" if quantity.over == "pair" else quantity.over
    assert known[f"`{name}`"] == [quantity.unit, quantity.kind, over, " ".join(quantity.meaning.split())]


def test_every_entry_of_the_bibliography_says_where_it_is_cited() -> None:
    page = read("bibliography.md")
    entries = page.split("\n## ")[1:]
    assert len(entries) > 20
    for entry in entries:
        key, _, text = entry.partition("\n")
        found = re.search(r"^Cited in: (.*)\.$", text, re.MULTILINE)
        assert found, f"{key} is cited nowhere"
        for target in re.findall(r"\]\(([^)#]*)\)", found[1]):
            assert (REFERENCE / target).resolve().is_file(), (key, target)


# -- the writer itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*(ROOT / "docs").glob("*.py"), *(ROOT / "docs/pages").glob("*.py")], ids=lambda p: p.name
)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith('"""')
    assert len(text.splitlines()) <= 400


def test_writing_again_changes_nothing_and_a_stale_page_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pages = {"reference/a.md": "a", "explanation/odd.md": "odd"}
    monkeypatch.setattr(generate, "all_pages", lambda: pages)
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    left = tmp_path / "reference/deep/old.md"
    left.parent.mkdir(parents=True)
    left.write_text("old", encoding="utf-8")
    assert generate.write() == ["explanation/odd.md", "reference/a.md", "reference/deep/old.md"]
    assert not left.exists()
    assert (tmp_path / "reference/a.md").read_text(encoding="utf-8") == "a"
    assert generate.write() == []
    (tmp_path / "reference/a.md").write_text("changed by hand", encoding="utf-8")
    assert generate.stale() == ["reference/a.md"]
