"""A new case is a copy of another under its own name."""

from pathlib import Path

import pytest

import corcyra as cy
from corcyra.errors import OutputError


@pytest.mark.parametrize("like", ["toy", "kazakhstan-2022"])
def test_copy_is_the_same_case_under_another_name(like: str, tmp_path: Path) -> None:
    made = cy.open_case(cy.make_case(tmp_path / "mine", like))
    model = cy.open_case(like)
    assert made.name == "mine"
    assert (made.title, made.accounts, made.ledger, made.readiness) == (
        model.title,
        model.accounts,
        model.ledger,
        model.readiness,
    )


def test_a_case_of_ones_own_can_be_copied_however_its_name_is_quoted(tmp_path: Path) -> None:
    first = cy.make_case(tmp_path / "first")
    file = first / "case.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('name = "first"', "name='first'"), encoding="utf-8")
    second = cy.open_case(cy.make_case(tmp_path / "second", first))
    assert second.name == "second"
    assert [each.name for each in second.readiness] == [each.name for each in cy.open_case(first).readiness]


def test_nothing_is_made_from_no_case_or_over_a_folder(tmp_path: Path) -> None:
    with pytest.raises(cy.CaseError, match="kazakhstan-2022"):
        cy.make_case(tmp_path / "mine", "kazakhstan-2021")
    (tmp_path / "there").mkdir()
    with pytest.raises(OutputError, match="exists already"):
        cy.make_case(tmp_path / "there", "toy")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
