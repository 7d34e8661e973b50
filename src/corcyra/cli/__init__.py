"""The command line: thin, no science. Every command says on one line what is wrong and exits with 2."""

from __future__ import annotations

import sys

import typer

from corcyra.cli import running  # isort: skip
from corcyra.cli import looking  # isort: skip
from corcyra.cli import asking  # isort: skip
from corcyra.cli.options import app
from corcyra.errors import CaseError, CorcyraError

__all__ = ["app", "asking", "looking", "main", "running"]


def main() -> None:
    """Run the command line; errors made on purpose become one message and exit code 2."""
    try:
        app()
    except CorcyraError as error:
        _fail(error)
    except SystemExit as stop:
        if stop.code == 130:  # Ctrl-C before anything was finished
            typer.echo("stopped; nothing was finished, nothing is kept", err=True)
        raise
    except BrokenPipeError:
        sys.exit(141)


def _fail(error: CorcyraError) -> None:
    if isinstance(error, CaseError):
        count = len(error.problems)
        typer.echo(f"{count} problem{'s' if count > 1 else ''}:", err=True)
    typer.echo("\n".join(f"error: {line}" for line in str(error).splitlines()), err=True)
    sys.exit(2)
