"""What commands share: the application, their options, and how a case, a file or a trust is read."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corcyra.errors import CorcyraError

if TYPE_CHECKING:
    from corcyra.case import Case

app = typer.Typer(
    name="corcyra",
    help="Weigh rival accounts of an episode of political violence against the record.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

CaseName = Annotated[str, typer.Argument(metavar="CASE", help="A shipped case, such as kazakhstan-2022, or a folder.")]
Draws = Annotated[
    int | None, typer.Option(min=1, help="Simulations of each account; as the case advises if not given.")
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same bits.")]
Accounts = Annotated[
    list[str] | None, typer.Option(help="Only this account, a mixture such as crowd+sent, or open; repeat for more.")
]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes; all processors if not given, or one for little.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Trust = Annotated[list[str] | None, typer.Option(help="Trust in a speaker, such as official=0.2; repeat for more.")]
Mechanisms = Annotated[list[Path] | None, typer.Option(help="A Python file with mechanisms of your own; repeatable.")]

Engine = Annotated[str, typer.Option(help="lumped, or individual: person by person, with ties.")]
People = Annotated[str, typer.Option(help="With individual, a fraction such as 1/100: each stands for 100.")]
Ties = Annotated[bool, typer.Option(help="With individual, whether ties matter.")]


def open_named(case: str) -> Case:
    """A case by its name or folder."""
    from corcyra.case import open_case

    return open_case(case)


def load_files(files: list[Path] | None) -> None:
    """Take in files with mechanisms."""
    if files:
        from corcyra.registry import load_file

        for file in files:
            load_file(file)


def trust_in(given: list[str] | None) -> dict[str, float]:
    """Trust by speaker, from words such as ``official=0.2``."""
    out = {}
    for part in given or []:
        name, equals, value = part.partition("=")
        try:
            out[name.strip()] = float(value)
        except ValueError:
            equals = ""
        if not equals:
            raise CorcyraError(f"--trust {part}: write it as speaker=0.2, with a number between 0 and 1")
    return out


def fraction(text: str) -> float:
    """A fraction, such as 1/100."""
    try:
        return float(Fraction(text))
    except (ValueError, ZeroDivisionError):
        raise CorcyraError(f"--people {text}: write it as a fraction, such as 1/100") from None
