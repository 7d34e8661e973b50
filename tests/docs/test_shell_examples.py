"""The commands in the documentation: conftest.py at the root runs them; here is what it can't see."""

import re
import shlex
import subprocess
import sys

import pytest
from documents import ROOT, Block, blocks

MARKS = ("file: ", "append: ", "output", "fails", "not run: ")
BLOCKS = list(blocks())
SHELL = [block for block in BLOCKS if block.language == "bash"]

RUN = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/corcyra run kazakhstan-2022\n"
TEST = 'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/pytest\n'


def test_readme_begins_with_the_two_commands() -> None:
    first, second = list(blocks([ROOT / "README.md"]))[:2]
    assert (first.language, first.source) == ("bash", RUN)
    assert (second.language, second.source) == ("bash", TEST)


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_shell_example_is_run_or_says_why_not(block: Block) -> None:
    if block.source in (RUN, TEST):  # done by .ci/run
        return
    assert block.source.startswith("corcyra "), "begin with corcyra, or use another language"
    assert not block.mark or block.mark == "fails" or block.mark.startswith("not run: ")


@pytest.mark.parametrize("block", [block for block in SHELL if block.mark.startswith("not run")], ids=str)
def test_example_that_is_not_run_uses_known_words(block: Block) -> None:
    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    for line in block.source.splitlines():
        _, command, *words = shlex.split(line)
        section = page.partition(f"## corcyra {command}\n")[2].partition("\n## ")[0]
        assert section, f"no command {command}"
        assert all(f"`{word}`" in section for word in words if word.startswith("-"))


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.mark], ids=str)
def test_mark_is_known(block: Block) -> None:
    assert block.mark.startswith(MARKS)


@pytest.fixture(scope="module")
def collected() -> str:
    command = [sys.executable, "-m", "pytest", "--collect-only", "README.md", "docs"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", sorted({block.document for block in BLOCKS if block.language == "python"}))
def test_examples_are_collected(name: str, collected: str) -> None:
    fences = sum(block.language == "python" and not block.mark for block in BLOCKS if block.document == name)
    assert len(re.findall(rf"^{re.escape(name)}::line:", collected, re.MULTILINE)) >= fences
