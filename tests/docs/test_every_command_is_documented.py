import pytest
from documents import ROOT
from typer.testing import CliRunner

from corcyra.cli import app

COMMANDS = [info.name or info.callback.__name__ for info in app.registered_commands if info.callback]


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_a_section(name: str) -> None:
    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    assert f"## corcyra {name}\n" in page


@pytest.mark.parametrize("name", COMMANDS)
def test_command_help_has_an_example_of_it(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0
    assert f"Example: corcyra {name}" in " ".join(result.output.split())


def test_commands_are_found() -> None:
    assert {"run", "simulate", "weigh", "report", "check", "new"} <= set(COMMANDS)
