"""Guides: what they weigh, and that they are learned from what stands out of the noise."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import ndtri
from typer.testing import CliRunner

import corcyra as cy
from corcyra.cli import app
from corcyra.errors import CorcyraError
from corcyra.guide import PLAIN, Guide, digest_of
from corcyra.inference.guiding import End, conclude
from corcyra.inference.posterior import numbers_of
from corcyra.inference.sampling import guide_of
from corcyra.inference.verdict import weigh
from corcyra.run import Request, check_same, provenance

Array = npt.NDArray[np.float64]

NUMBERS = ["far", "near", *(f"idle {k}" for k in range(50))]


def test_its_ratio_is_that_of_two_densities() -> None:
    generator = np.random.default_rng(1)
    guide = Guide(np.array([0.8, 0.0, -0.4]), np.array([0.7, 1.0, 1.1]))
    uniforms = generator.uniform(size=(200_000, 3))
    bent = guide.bend(uniforms, lambda *shape: generator.uniform(size=shape))
    ratio = np.exp(guide.log_ratio(bent))
    # Weighed by it, what is bent has the prior's mean and variance: 200,000 draws know both to 0.01 or less.
    assert ratio.mean() == pytest.approx(1.0, abs=0.02)
    score = ndtri(bent)
    np.testing.assert_allclose((ratio[:, None] * score).mean(axis=0), 0.0, atol=0.03)
    np.testing.assert_allclose((ratio[:, None] * score**2).mean(axis=0), 1.0, atol=0.05)
    assert ratio.max() < 1.0 / PLAIN
    # All but the plain ones are where the guide says.
    assert score[:, 0].mean() == pytest.approx((1 - PLAIN) * 0.8, abs=0.01)


def ends(seed: int, filters: int, far: float) -> list[list[End]]:
    """A round of filters of 10 histories each, whose first number is at ``far``, and whose second varies less."""
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(filters):
        scores = generator.normal(size=(10, len(NUMBERS)))
        scores[:, 0] += far
        scores[:, 1] *= 0.5
        found.append(End(generator.normal(), scores, np.full(10, 0.1)))
    return [found]


def test_what_stands_out_is_learned_and_what_is_noise_is_not() -> None:
    guide = conclude({"a": NUMBERS}, {"a": ends(1, 40, 0.9)})["a"]
    # Some 200 draws count in full: a mean is known to 0.07, and 0.02 of 0.9 are taken off it.
    assert guide.shift[0] == pytest.approx(0.9, abs=0.2)
    assert guide.width[1] == pytest.approx(0.5, abs=0.1)
    idle = guide.shift[2:]
    # Twice the variance is taken off the square, which noise exceeds once in six.
    assert 30 <= (idle == 0.0).sum() <= 48
    assert np.square(idle).sum() < 50 / 200 / 2  # less than half of what the means themselves have


def test_what_accounts_share_is_learned_from_all_of_them() -> None:
    """An account of which little is known is led by the others, and one that differs goes its own way."""
    little, known, also, other = ends(3, 2, 0.9), ends(1, 60, 0.9), ends(2, 60, 0.9), ends(4, 60, -0.9)

    def shift(of: str, **found: list[list[End]]) -> Array:
        return conclude(dict.fromkeys(found, NUMBERS), found)[of].shift

    alone, helped = shift("little", little=little), shift("little", little=little, known=known, also=also)
    assert abs(helped[0] - 0.9) < abs(alone[0] - 0.9)
    assert helped[0] == pytest.approx(0.9, abs=0.25)
    assert shift("other", known=known, other=other)[0] == pytest.approx(-0.9, abs=0.25)
    assert shift("known", known=known, other=other)[0] == pytest.approx(0.9, abs=0.25)


def test_guides_are_the_same_with_any_number_of_workers() -> None:
    case = cy.open_case("toy")
    one, two = (cy.learn_guides(case, 300, 1, workers=workers) for workers in (1, 2))
    for name, guide in one.items():
        np.testing.assert_array_equal(guide.shift, two[name].shift)
        np.testing.assert_array_equal(guide.width, two[name].width)
        assert guide.shift.shape == (len(numbers_of(case, name)),)
    assert any((guide.shift != 0).any() for guide in one.values())


def test_what_is_kept_is_what_is_used(tmp_path: Path) -> None:
    shutil.copytree(cy.open_case("toy").folder, tmp_path / "mine")
    case = cy.open_case(tmp_path / "mine")
    numbers = [name for name, _ in numbers_of(case, "sent")]
    assert guide_of(case, case.account("sent")) is None
    guide = Guide(np.linspace(-1, 1, len(numbers)), np.linspace(0.5, 1.5, len(numbers)), tuple(numbers))
    cy.write_guides({"sent": guide}, case.folder / "guide.csv")
    case = cy.open_case(case.folder)
    kept = guide_of(case, case.account("sent"))
    assert kept is not None
    np.testing.assert_allclose(kept.shift, guide.shift, atol=0.0005)  # three decimals are kept
    np.testing.assert_allclose(kept.width, guide.width, atol=0.0005)
    mixed = guide_of(case, case.account("crowd+sent"))
    assert mixed is not None
    by_name = dict(zip(mixed.numbers, mixed.shift, strict=True))
    assert all(by_name[name] == value for name, value in zip(numbers, kept.shift, strict=True))
    assert guide_of(case, case.account("crowd")) is None
    with_it, again, without = (
        cy.sample(each, 200, 1, ["sent"], workers=1) for each in (case, case, cy.open_case("toy"))
    )
    assert with_it.identical(again)
    assert not np.array_equal(with_it["measure"], without["measure"])


@pytest.mark.parametrize("name", cy.shipped_cases())
def test_lines_of_a_shipped_guide_are_of_numbers_that_there_are(name: str) -> None:
    """What has been renamed is no longer led: learn it again, or take the lines away."""
    case = cy.open_case(name)
    assert set(case.guides) <= set(case.accounts)
    for account, lines in case.guides.items():
        assert set(lines) <= {number for number, _ in numbers_of(case, account)}


def test_a_run_with_other_guides_is_no_repeat(tmp_path: Path) -> None:
    shutil.copytree(cy.open_case("toy").folder, tmp_path / "mine")
    request = Request(str(tmp_path / "mine"), 40, 1, ("sent",), {}, ())
    verdict = weigh(cy.open_case(request.case), cy.sample(cy.open_case(request.case), 40, 1, ["sent"], workers=1))
    facts = provenance(verdict, request)
    assert facts["guides_digest"] == ""
    check_same(request, facts)
    guide = Guide(np.array([0.5]), np.array([1.0]), ("contagion.pull",))
    cy.write_guides({"sent": guide}, tmp_path / "mine" / "guide.csv")
    with pytest.raises(CorcyraError, match=r"the guides of the case .* have changed"):
        check_same(request, facts)
    check_same(replace(request, plain=True), facts)  # plain draws follow no guide


def test_what_was_used_is_told_and_not_what_lies_there_now(tmp_path: Path) -> None:
    shutil.copytree(cy.open_case("toy").folder, tmp_path / "mine")
    case = cy.open_case(tmp_path / "mine")
    ensemble = cy.sample(case, 40, 1, ["sent"], workers=1)
    cy.write_guides({"sent": Guide(np.array([0.5]), np.array([1.0]), ("contagion.pull",))}, case.folder / "guide.csv")
    assert provenance(weigh(case, ensemble))["guides_digest"] == ""
    # and a case that was opened before is followed as it was, in this process or in others
    assert cy.sample(case, 40, 1, ["sent"], workers=2).identical(ensemble)
    guided = cy.sample(cy.open_case(case.folder), 40, 1, ["sent"], workers=1)
    assert guided.attrs["guides"] == digest_of(cy.open_case(case.folder).guides) != ""


@pytest.mark.parametrize("name", ["open", "crowd+sent"])
def test_what_has_no_guide_of_its_own_is_refused(name: str) -> None:
    with pytest.raises(CorcyraError, match="learn those of crowd, sent"):
        cy.learn_guides(cy.open_case("toy"), 40, accounts=[name])


def test_the_command_keeps_guides_of_other_accounts_and_refuses_a_folder(tmp_path: Path) -> None:
    shutil.copytree(cy.open_case("toy").folder, tmp_path / "mine")
    file = tmp_path / "mine" / "guide.csv"
    learn = ["guide", str(tmp_path / "mine"), "--draws", "60", "--quiet", "--accounts"]
    for name in ("crowd", "sent"):
        assert CliRunner().invoke(app, [*learn, name, "--out", str(file)]).exit_code == 0
    kept = cy.open_case(tmp_path / "mine").guides
    assert set(kept) == {"crowd", "sent"}
    assert kept["crowd"].keys() - kept["sent"].keys()
    refused = CliRunner().invoke(app, [*learn, "crowd", "--out", str(tmp_path / "mine")])
    assert isinstance(refused.exception, CorcyraError)
    assert "is a folder" in str(refused.exception)
