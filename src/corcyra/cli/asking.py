"""Commands that ask the model: what is expected, what if, what came before, and whether the method works."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from corcyra.cli.options import Accounts, CaseName, Json, Mechanisms, Quiet, Seed, Workers, app, load_files, open_named
from corcyra.cli.terminal import print_one, print_table, show_progress
from corcyra.errors import CorcyraError

if TYPE_CHECKING:
    from corcyra.case import Case


@app.command(epilog="Example: corcyra predict toy --accounts crowd --draws 500")
def predict(
    case: CaseName,
    accounts: Accounts = None,
    draws: Annotated[int, typer.Option(min=1, help="Simulations of each account.")] = 2000,
    seed: Seed = 1,
    workers: Workers = None,
    mechanisms: Mechanisms = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Say what each account expects of every measure before the record is looked at, and where the record lies."""
    from corcyra.engines import ensemble as engine
    from corcyra.inference.predictive import predictive
    from corcyra.report.predicted import rows as in_words

    load_files(mechanisms)
    opened = open_named(case)
    with show_progress(quiet or as_json) as progress:
        ensemble = engine.simulate(opened, draws, seed, accounts, workers, mechanisms or (), progress)
    table = predictive(ensemble, opened)
    if as_json:
        typer.echo(table.reset_index().to_json(orient="records", indent=1, double_precision=6))
        return
    columns = ("account", "clue", "5 %", "50 %", "95 %", "", "reports inside")
    print_table(False, columns, [tuple(row.values()) for row in in_words(table, opened)])


@app.command("what-if", epilog="Example: corcyra what-if toy sent --without stand_down")
def what_if(
    case: CaseName,
    account: Annotated[str, typer.Argument(help="The account to change.")],
    without: Annotated[list[str] | None, typer.Option(help="A mechanism to switch off; repeat for more.")] = None,
    with_: Annotated[list[str] | None, typer.Option("--with", help="One to switch on; repeat for more.")] = None,
    draws: Annotated[int, typer.Option(min=2, help="Pairs of simulations.")] = 1000,
    seed: Seed = 1,
    mechanisms: Mechanisms = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Switch a mechanism off or on, all else and the random numbers equal, and say what changes."""
    from corcyra.whatif.counterfactual import summary
    from corcyra.whatif.counterfactual import what_if as pair_up

    load_files(mechanisms)
    opened = open_named(case)
    with show_progress(quiet or as_json) as progress:
        pairs = pair_up(opened, account, without or (), with_ or (), draws, seed, progress=progress)
    rows = summary(pairs).reset_index().to_dict("records")
    if as_json:
        typer.echo(json.dumps({**pairs.attrs, "draws": draws, "outcomes": rows}, indent=1, ensure_ascii=False))
        return
    cells = [[f"{cell:.4g}" if isinstance(cell, float) else cell for cell in row.values()] for row in rows]
    apart = [tuple(row[:-1]) for row, known in zip(cells, rows, strict=True) if known["changed"]]
    print_table(False, ("outcome", "unit", "told", "otherwise", "difference", "error"), apart)
    same = [row["outcome"] for row in rows if not row["changed"]]
    typer.echo(f"\nThe same in every pair: {', '.join(same) or 'nothing'}.")
    typer.echo(f"{pairs.attrs['changed']:.0%} of {draws:,} pairs differ in some outcome.")


@app.command(epilog="Example: corcyra compare zhanaozen-2011:governor-agitators kazakhstan-2022:criminal-hijack")
def compare(
    accounts: Annotated[list[str], typer.Argument(metavar="CASE:ACCOUNT...", help="Accounts, each with its case.")],
    switches: Annotated[
        bool, typer.Option("--switches", help="Switch every mechanism off or on, and say what it changes.")
    ] = False,
    draws: Annotated[int, typer.Option(min=2, help="Simulations of each, or pairs.")] = 1000,
    seed: Seed = 1,
    mechanisms: Mechanisms = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Compare how far violence goes under accounts of several cases, and what makes the difference."""
    from corcyra.whatif.comparison import compare_fates, compare_switches

    load_files(mechanisms)
    told = [_told(each) for each in accounts]
    if switches:
        with show_progress(quiet or as_json) as progress:
            found = compare_switches(told, draws, seed, progress)
    else:
        found = compare_fates(told, draws, seed)
    rows = [{key: None if cell != cell else cell for key, cell in row.items()} for row in found.to_dict("records")]
    if as_json:
        typer.echo(json.dumps({"draws": draws, "seed": seed, "rows": rows}, indent=1, allow_nan=False))
        return
    cells = [tuple(f"{cell:.3g}" if isinstance(cell, float) else cell for cell in row.values()) for row in rows]
    print_table(False, tuple(name.replace("_", " ") for name in found.columns), cells)


@app.command(epilog="Example: corcyra prelude kazakhstan-2022 --draws 200")
def prelude(
    case: CaseName,
    draws: Annotated[int, typer.Option(min=1, help="Simulations of the years before the episode.")] = 400,
    seed: Seed = 1,
    without: Annotated[list[str] | None, typer.Option(help="Leave this mechanism out; repeat for more.")] = None,
    each: Annotated[bool, typer.Option("--each", help="Leave out each mechanism in turn.")] = False,
    as_json: Json = False,
) -> None:
    """Simulate the years before the episode; hold them against what is said of them and against the accounts.

    With --each: the medians on the eve, and in brackets the share of simulations with more when one is left out.
    """
    from corcyra.engines.slow import of_case, simulate_prelude
    from corcyra.inference.snapshot import leave_out
    from corcyra.report.prelude import data, left_out, tables

    opened = open_named(case)
    if each:
        found = leave_out(opened, draws, seed, of_case(opened).account.mechanisms)
        if as_json:
            print_one(True, found, "")
        else:
            print_table(False, *left_out(found))
        return
    simulated = simulate_prelude(opened, draws, seed, without or ())
    if as_json:
        print_one(True, data(opened, simulated), "")
        return
    for title, (columns, rows) in tables(opened, simulated):
        typer.echo(title)
        print_table(False, columns, list(rows))
        typer.echo("")


@app.command(epilog="Example: corcyra calibrate toy --trials 20 --draws 500")
def calibrate(
    case: CaseName,
    trials: Annotated[int, typer.Option(min=1, help="Records to make up.")] = 100,
    draws: Annotated[int, typer.Option(min=1, help="Plain draws of each account to weigh each record with.")] = 4000,
    seed: Seed = 1,
    accounts: Accounts = None,
    workers: Workers = None,
    mechanisms: Mechanisms = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Make up records of known accounts, and see whether the method gives the accounts back."""
    from corcyra.inference.calibration import calibrate as try_out

    load_files(mechanisms)
    with show_progress(quiet or as_json) as progress:
        found = try_out(open_named(case), trials, draws, seed, accounts, workers, mechanisms or (), progress)
    print_one(as_json, found.to_dict() if as_json else {}, str(found))


def _told(given: str) -> tuple[Case, str]:
    case, colon, account = given.rpartition(":")
    if not colon:
        raise CorcyraError(f"{given}: write it as CASE:ACCOUNT, such as toy:crowd")
    opened = open_named(case)
    opened.account(account)
    return opened, account
