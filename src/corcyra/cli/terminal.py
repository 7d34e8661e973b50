"""What the command line prints: one thing, a table, and how far a simulation has come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from corcyra.engines.ensemble import Progress


def print_one(as_json: bool, data: dict[str, Any], text: str) -> None:
    """Print the text, or the data as JSON."""
    typer.echo(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) if as_json else text)


def print_table(as_json: bool, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Print a table, or its rows as JSON."""
    if as_json:
        typer.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=1, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console().print(table, markup=False)


@contextmanager
def show_progress(quiet: bool) -> Iterator[Progress | None]:
    """A bar on standard error while something is simulated; None, and no bar, if quiet."""
    if quiet:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("simulating"), BarColumn(), MofNCompleteColumn(), TextColumn("left:"), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("simulating", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
