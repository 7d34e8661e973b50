"""Commands that show what there is: cases, accounts, mechanisms, clues; and that check or begin a case."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from corcyra.cli.options import CaseName, Json, Mechanisms, app, load_files, open_named
from corcyra.cli.terminal import print_one, print_table
from corcyra.errors import CaseError


@app.command(epilog="Example: corcyra check my-case")
def check(case: CaseName, mechanisms: Mechanisms = None, as_json: Json = False) -> None:
    """Check a case folder and say everything that is wrong with it."""
    load_files(mechanisms)
    try:
        opened = open_named(case)
    except CaseError as error:
        if not as_json:
            raise
        typer.echo(json.dumps({"ok": False, "problems": [vars(problem) for problem in error.problems]}, indent=1))
        sys.exit(2)
    counts = {
        "places": len(opened.places),
        "accounts": len(opened.accounts),
        "clues": len(opened.ledger.clues),
        "claims": len(opened.ledger.claims),
    }
    listed = ", ".join(f"{number} {what}" for what, number in counts.items())
    print_one(as_json, {"ok": True, "case": opened.name, **counts}, f"{opened.title}: {listed}; nothing wrong")


@app.command(epilog="Example: corcyra new my-case")
def new(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    like: Annotated[str, typer.Option(help="The case to copy, by name or folder.")] = "toy",
    as_json: Json = False,
) -> None:
    """Make a valid, commented case to start from: a copy of another, by default of a small one."""
    from corcyra.template import make_case

    made = make_case(folder, like)
    print_one(as_json, {"folder": str(made)}, f"A case to start from is in {made}; try: corcyra run {made} --draws 500")


@app.command(epilog="Example: corcyra cases")
def cases(as_json: Json = False) -> None:
    """List the cases that come with the package."""
    from corcyra.case import open_case, shipped_cases

    rows = [(name, open_case(name).title) for name in shipped_cases()]
    print_table(as_json, ("case", "title"), rows)


@app.command(epilog="Example: corcyra accounts kazakhstan-2022")
def accounts(case: CaseName, as_json: Json = False) -> None:
    """List the rival accounts of a case."""
    rows = [
        (each.name, each.title, ", ".join(each.told_by) or "(nobody: the null)", len(each.mechanisms))
        for each in open_named(case).accounts.values()
    ]
    print_table(as_json, ("account", "title", "told by", "mechanisms"), rows)


@app.command(epilog="Example: corcyra mechanisms --json")
def mechanisms(mechanisms: Mechanisms = None, as_json: Json = False) -> None:
    """List every mechanism that is known."""
    from corcyra.registry import load_builtin

    load_files(mechanisms)
    rows = [
        (each.name, ", ".join(each.on), ", ".join(each.source), each.title.partition(": ")[2] or each.title)
        for each in sorted(load_builtin().values(), key=lambda each: each.name)
    ]
    print_table(as_json, ("mechanism", "contributes to", "source", "idea"), rows)


@app.command(epilog="Example: corcyra plan kazakhstan-2022 elite-outsourcing")
def plan(
    case: CaseName,
    account: Annotated[str, typer.Argument(help="The account whose wiring to print; open has them all.")],
    mechanisms: Mechanisms = None,
    as_json: Json = False,
) -> None:
    """Print which mechanism contributes to what, and in which order."""
    load_files(mechanisms)
    chosen = open_named(case).account(account)
    rows = [tuple(row.values()) for row in chosen.plan().rows(chosen.switches)]
    print_table(as_json, ("when", "mechanism", "reads", "on", "combines"), rows)


@app.command(epilog="Example: corcyra clues kazakhstan-2022")
def clues(case: CaseName, as_json: Json = False) -> None:
    """List the clues of a case, with the claims that report on each."""
    from corcyra.glimpse import list_clues

    rows = list_clues(open_named(case))
    lines = [line for row in rows for line in (f"{row['clue']} ({row['kind']}): {row['question']}", *row["claims"], "")]
    typer.echo(json.dumps(rows, indent=1, ensure_ascii=False) if as_json else "\n".join(lines).rstrip())


@app.command(epilog="Example: corcyra show kazakhstan-2022 Almaty")
def show(
    case: CaseName,
    name: Annotated[str | None, typer.Argument(help="A place, account, mechanism, clue, speaker or quantity.")] = None,
    as_json: Json = False,
) -> None:
    """Show a case, or one thing of it by name."""
    from corcyra.glimpse import look_up

    found = look_up(open_named(case), name)
    text = "\n".join(f"{key:16} {value}" for key, value in found.items())
    print_one(as_json, found, text)
