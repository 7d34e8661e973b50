"""A run person by person: the report says how the engines differ, and it can be repeated."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from corcyra.case import Case
from corcyra.engines.agreement import MEASURES
from corcyra.engines.ensemble import simulate
from corcyra.errors import CorcyraError
from corcyra.inference.verdict import Verdict, weigh
from corcyra.levels import Known
from corcyra.priors import Prior
from corcyra.report import persons
from corcyra.report.page import render
from corcyra.run import Request, command, read_request, run


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persons, "DRAWS", 40)
    monkeypatch.setattr(persons, "LUMPS", 200)


def tied(toy: Case) -> Case:
    """The toy case, with strong ties in one of its accounts: of them one is enough, of the place 5 in 1,000."""
    chosen = toy.account("crowd")
    given = {"solidarity_ties.bind": 4.0, "solidarity_ties.ready": 0.005}
    known = {name: Known(Prior("constant", (value,))) for name, value in given.items()}
    account = replace(
        chosen, mechanisms=(*chosen.mechanisms, "solidarity_ties"), parameters={**chosen.parameters, **known}
    )
    return replace(toy, accounts={**toy.accounts, "crowd": account})


def weighed(case: Case, engine: str = "individual", **rest: object) -> Verdict:
    people = 1 / 100 if engine == "individual" else 1.0
    return weigh(case, simulate(case, draws=30, seed=1, workers=1, engine=engine, people=people, **rest))  # type: ignore[arg-type]


def section(verdict: Verdict) -> str:
    """The text of the section about persons."""
    page = render(verdict, {})
    found = re.search(r'<section id="persons">(.*?)</section>', page, re.DOTALL)
    assert (found is None) == ('href="#persons"' not in page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])) if found else ""


def test_the_report_says_how_the_engines_differ_where_ties_matter(toy: Case) -> None:
    text = section(weighed(tied(toy)))
    assert "12,000 persons, each standing for 100 people" in text
    assert "40 histories person by person, each person standing for 100 people, beside 200 in lumps" in text
    assert "In crowd people look at their own ties" in text  # and not in sent
    assert all(f" {name} " in text for name in MEASURES)
    # the ties are strong: the joint distance is the largest of a thousand reshuffles
    assert "all measures together differ by more than chance gives" in text


def test_the_report_says_where_there_is_nothing_to_compare(toy: Case) -> None:
    assert "No account looks at ties here" in section(weighed(toy))
    assert "No account looks at ties here" in section(weighed(tied(toy), ties=False))
    assert section(weighed(toy, "lumped")) == ""


def test_a_large_nation_is_compared_on_fewer_persons(toy: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persons, "PERSONS", 5_000)
    (found,) = persons.compare_engines(weighed(tied(toy)))
    assert "each person standing for 240 people" in found.sentence


def test_a_run_person_by_person_is_repeated_bit_for_bit(tmp_path: Path) -> None:
    request = Request("toy", 4, 3, ("sent",), {}, (), True, engine="individual", each=100, ties=False)
    verdict, _ = run(request, tmp_path / "one", 1)
    assert command(verdict, request).endswith("--plain --engine individual --people 1/100 --no-ties --accounts sent")
    again, _ = read_request(tmp_path / "one" / "run.toml")
    assert again == request
    run(again, tmp_path / "two", 1)
    first, second = ((tmp_path / name / "verdict.json").read_bytes() for name in ("one", "two"))
    assert first == second


def test_persons_are_not_led_to_the_record() -> None:
    with pytest.raises(CorcyraError, match="add --plain"):
        Request("toy", 4, 3, (), {}, (), engine="individual").run(1)
