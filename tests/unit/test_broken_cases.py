"""Every broken case is told apart, and told where and how to mend it; nothing else comes out, ever."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from breaking import CASE, CLAIMS, CLUES, PLACES, SENT, Broken, both, swap
from broken_names import TYPOS
from broken_numbers import KEYS, NUMBERS
from broken_sense import FILES, SENSE

from corcyra.case import open_case
from corcyra.cli import main
from corcyra.errors import CaseError, Problem

ALL = [*NUMBERS, *KEYS, *TYPOS, *SENSE, *FILES]
BY_NAME = {each.name: each for each in ALL}


def problems_of(folder: Path) -> list[Problem]:
    with pytest.raises(CaseError) as caught:
        open_case(folder)
    return caught.value.problems


def snapshot(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def test_every_broken_case_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(ALL)


def test_the_copy_that_is_broken_is_whole_before(folder: Path) -> None:
    assert open_case(folder).name == "toy"


@pytest.mark.parametrize("broken", ALL, ids=lambda broken: broken.name)
def test_a_broken_case_blames_the_right_file_and_says_why(folder: Path, broken: Broken) -> None:
    broken.change(folder)
    problems = problems_of(folder)
    blamed = [str(problem) for problem in problems if problem.file == broken.file]
    assert any(all(part in text for part in broken.says) for text in blamed), "\n".join(map(str, problems))


@pytest.mark.parametrize("broken", ALL, ids=lambda broken: broken.name)
def test_every_problem_of_a_broken_case_can_be_read_and_has_a_cure(folder: Path, broken: Broken) -> None:
    broken.change(folder)
    for problem in problems_of(folder):
        assert problem.problem.strip()
        assert problem.cure.strip()
        assert len(str(problem)) < 1000  # a dozen lines: more than that nobody reads


@pytest.mark.parametrize("broken", [*NUMBERS, *KEYS, *TYPOS, *SENSE], ids=lambda broken: broken.name)
def test_one_mistake_makes_at_most_three_problems(folder: Path, broken: Broken) -> None:
    # One to name it, and one or two where something else in the same row or file hangs on it.
    broken.change(folder)
    problems = problems_of(folder)
    assert len(problems) <= 3, "\n".join(map(str, problems))


@pytest.fixture
def check(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Run ``corcyra check`` on the folder in this process; what it printed, once it has exited with 2."""

    def run() -> str:
        monkeypatch.setattr(sys, "argv", ["corcyra", "check", str(folder)])
        with pytest.raises(SystemExit) as caught:
            main()
        assert caught.value.code == 2
        return "".join(capsys.readouterr())

    return run


@pytest.mark.parametrize("broken", ALL, ids=lambda broken: broken.name)
def test_the_command_line_says_so_and_leaves_the_folder_alone(
    folder: Path, broken: Broken, check: Callable[[], str]
) -> None:
    broken.change(folder)
    before = snapshot(folder)
    said = check()
    assert broken.file in said
    assert "Traceback" not in said
    assert snapshot(folder) == before


@pytest.mark.parametrize("name", ["typo in seat", "people negative", "case.toml missing", "places.toml a directory"])
def test_the_program_itself_exits_with_2_and_no_traceback(folder: Path, name: str) -> None:
    broken = BY_NAME[name]
    broken.change(folder)
    before = snapshot(folder)
    command = [sys.executable, "-m", "corcyra", "check", str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    said = result.stdout + result.stderr
    assert result.returncode == 2, said
    assert "Traceback" not in said
    assert broken.file in said
    assert snapshot(folder) == before


SEVERAL = both(
    swap(CASE, '"Capital"', '"Captial"'),
    swap(PLACES, "value = 700", "value = -1"),
    swap(SENT, '"hijack"', '"hijak"'),
    swap(CLUES, '["police"]', '["polic"]'),
    swap(CLAIMS, '"gazette"', '"gazete"'),
)
MISTAKES = ("Captial", "-1", "hijak", "polic'", "gazete")


def test_several_problems_are_told_at_once(folder: Path) -> None:
    SEVERAL(folder)
    text = "\n".join(map(str, problems_of(folder)))
    assert [mistake for mistake in MISTAKES if mistake not in text] == []


def test_several_problems_are_all_printed(folder: Path, check: Callable[[], str]) -> None:
    SEVERAL(folder)
    said = check()
    assert [mistake for mistake in MISTAKES if mistake not in said] == []


def test_problems_of_places_and_of_the_case_file_are_told_at_once(folder: Path) -> None:
    both(swap(CASE, "summary", "sumary"), swap(PLACES, "region", "regoin"))(folder)
    assert {problem.file for problem in problems_of(folder)} == {CASE, PLACES}


def test_a_mistake_in_one_file_does_not_hide_those_in_another(folder: Path) -> None:
    both(swap(CASE, "summary", "sumary"), swap(CLAIMS, "speaker", "speeker"))(folder)
    assert {problem.file for problem in problems_of(folder)} == {CASE, CLAIMS}


def test_problems_are_sorted_and_told_once(folder: Path) -> None:
    SEVERAL(folder)
    problems = problems_of(folder)
    assert problems == sorted(set(problems))


@pytest.mark.parametrize("file", [CASE, PLACES, SENT, CLAIMS])
def test_a_byte_order_mark_is_skipped(folder: Path, file: str) -> None:  # editors on Windows add one
    (folder / file).write_bytes(b"\xef\xbb\xbf" + (folder / file).read_bytes())
    assert open_case(folder).name == "toy"


def test_a_mistake_of_the_case_name_names_the_nearest_case() -> None:
    with pytest.raises(CaseError, match="did you mean 'kazakhstan-2022'"):
        open_case("kazakstan-2022")


def test_a_file_is_no_case(folder: Path) -> None:
    with pytest.raises(CaseError, match="no such case or folder"):
        open_case(folder / CASE)


@pytest.mark.parametrize("name", ["", "no\0where", "x" * 5000])
def test_what_is_no_path_is_no_case(name: str) -> None:
    with pytest.raises(CaseError):
        open_case(name)
