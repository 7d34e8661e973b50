"""The command line: thin, no science. Every command says on one line what is wrong and exits with 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corcyra.errors import CaseError, CorcyraError

if TYPE_CHECKING:
    from corcyra.case import Case
    from corcyra.engines.ensemble import Progress

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
Accounts = Annotated[list[str] | None, typer.Option(help="Only this account; repeat for more.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes; all processors if not given.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Trust = Annotated[list[str] | None, typer.Option(help="Trust in a speaker, such as official=0.2; repeat for more.")]
Mechanisms = Annotated[list[Path] | None, typer.Option(help="A Python file with mechanisms of your own; repeatable.")]


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


@app.command(epilog="Example: corcyra run kazakhstan-2022 --draws 20000 --seed 1 --out out")
def run(
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="A shipped case or a folder.")] = None,
    draws: Draws = None,
    seed: Seed = 1,
    accounts: Accounts = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results; out/CASE if not given.")] = None,
    workers: Workers = None,
    trust: Trust = None,
    mechanisms: Mechanisms = None,
    again: Annotated[Path | None, typer.Option(help="Repeat the run of this run.toml, bit for bit.")] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Simulate the accounts of a case, weigh the record, write the report."""
    from corcyra.run import Request, check_same, read_request, verdict_dict
    from corcyra.run import run as run_all

    if (case is None) == (again is None):
        raise CorcyraError("give either a case or --again RUN.TOML")
    _load(mechanisms)
    if again is not None:
        request, facts = read_request(again)
        _load([Path(file) for file in request.mechanisms])
        for difference in check_same(request, facts):
            typer.echo(f"warning: {difference}; the bits may differ", err=True)
    else:
        files = tuple(str(file.resolve()) for file in mechanisms or [])
        request = Request(str(case), draws, seed, tuple(accounts or ()), _trust(trust), files)
    name = Path(request.case).name
    with _progress(quiet or as_json) as progress:
        verdict, page = run_all(
            request, out or Path("out") / name, workers, progress, lambda text: typer.echo(text, err=True)
        )
    if as_json:
        typer.echo(json.dumps(verdict_dict(verdict, request), indent=1, allow_nan=False))
    else:
        typer.echo(str(verdict))
        typer.echo(f"The report is in {page}")


@app.command(epilog="Example: corcyra simulate toy --draws 4 --engine individual --people 1/100 --out toy.nc")
def simulate(
    case: CaseName,
    draws: Draws = None,
    seed: Seed = 1,
    accounts: Accounts = None,
    out: Annotated[Path, typer.Option(help="The netCDF file to write.")] = Path("ensemble.nc"),
    workers: Workers = None,
    mechanisms: Mechanisms = None,
    engine: Annotated[str, typer.Option(help="lumped, or individual: person by person, with ties.")] = "lumped",
    people: Annotated[str, typer.Option(help="With individual, a fraction such as 1/100: each stands for 100.")] = "1",
    ties: Annotated[bool, typer.Option(help="With individual, whether ties matter.")] = True,
    checkpoints: Annotated[
        Path | None, typer.Option(help="With individual, a folder to write to every simulated day, and to go on from.")
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Simulate the accounts of a case and keep the ensemble as netCDF."""
    from corcyra.engines import ensemble as engines
    from corcyra.run import probe_output

    _load(mechanisms)
    opened = _open(case)
    probe_output(out.absolute().parent)
    share = _fraction(people)
    with _progress(quiet or as_json) as progress:
        ensemble = engines.simulate(
            opened, draws, seed, accounts, workers, mechanisms or (), progress, engine, share, ties, checkpoints
        )
    engines.save_ensemble(ensemble, out)
    sizes = {str(name): int(size) for name, size in ensemble.sizes.items()}
    _print(as_json, {"file": str(out), "sizes": sizes}, f"{sizes['simulation']:,} simulations of each account in {out}")


@app.command(epilog="Example: corcyra weigh toy toy.nc --trust government=0.2")
def weigh(
    case: CaseName,
    ensemble: Annotated[Path, typer.Argument(help="What `corcyra simulate` or `run` wrote.")],
    trust: Trust = None,
    mechanisms: Mechanisms = None,
    as_json: Json = False,
) -> None:
    """Weigh the record against a kept ensemble, without simulating again."""
    from corcyra.run import reweigh, verdict_dict

    _load(mechanisms)
    verdict = reweigh(_open(case), ensemble, _trust(trust))
    _print(as_json, verdict_dict(verdict) if as_json else {}, str(verdict))


@app.command(epilog="Example: corcyra report out/kazakhstan-2022")
def report(
    folder: Annotated[Path, typer.Argument(help="The folder that `corcyra run` wrote.")],
    trust: Trust = None,
    as_json: Json = False,
) -> None:
    """Write the report of a finished run again, with other trust if wanted."""
    from dataclasses import replace

    from corcyra.run import read_request, reweigh, write_report

    request, _ = read_request(folder / "run.toml")
    _load([Path(file) for file in request.mechanisms])
    request = replace(request, trust={**request.trust, **_trust(trust)})
    verdict = reweigh(_open(request.case), folder / "ensemble.nc", request.trust)
    page = write_report(verdict, folder, request)
    _print(as_json, {"report": str(page)}, f"The report is in {page}")


@app.command(epilog="Example: corcyra check my-case")
def check(case: CaseName, mechanisms: Mechanisms = None, as_json: Json = False) -> None:
    """Check a case folder and say everything that is wrong with it."""
    _load(mechanisms)
    try:
        opened = _open(case)
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
    _print(as_json, {"ok": True, "case": opened.name, **counts}, f"{opened.title}: {listed}; nothing wrong")


@app.command(epilog="Example: corcyra new my-case")
def new(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")], as_json: Json = False
) -> None:
    """Make a small, valid, commented case to start from."""
    from corcyra.template import make_case

    made = make_case(folder)
    _print(as_json, {"folder": str(made)}, f"A case to start from is in {made}; try: corcyra run {made} --draws 500")


@app.command(epilog="Example: corcyra cases")
def cases(as_json: Json = False) -> None:
    """List the cases that come with the package."""
    from corcyra.case import open_case, shipped_cases

    rows = [(name, open_case(name).title) for name in shipped_cases()]
    _table(as_json, ("case", "title"), rows)


@app.command(epilog="Example: corcyra accounts kazakhstan-2022")
def accounts(case: CaseName, as_json: Json = False) -> None:
    """List the rival accounts of a case."""
    rows = [
        (each.name, each.title, ", ".join(each.told_by) or "(nobody: the null)", len(each.mechanisms))
        for each in _open(case).accounts.values()
    ]
    _table(as_json, ("account", "title", "told by", "mechanisms"), rows)


@app.command(epilog="Example: corcyra mechanisms --json")
def mechanisms(mechanisms: Mechanisms = None, as_json: Json = False) -> None:
    """List every mechanism that is known."""
    from corcyra.registry import load_builtin

    _load(mechanisms)
    rows = [
        (each.name, ", ".join(each.on), ", ".join(each.source), each.title.partition(": ")[2] or each.title)
        for each in sorted(load_builtin().values(), key=lambda each: each.name)
    ]
    _table(as_json, ("mechanism", "contributes to", "source", "idea"), rows)


@app.command(epilog="Example: corcyra plan kazakhstan-2022 elite-outsourcing")
def plan(
    case: CaseName,
    account: Annotated[str, typer.Argument(help="The account whose wiring to print.")],
    mechanisms: Mechanisms = None,
    as_json: Json = False,
) -> None:
    """Print which mechanism contributes to what, and in which order."""
    _load(mechanisms)
    rows = [tuple(row.values()) for row in _open(case).account(account).plan().rows()]
    _table(as_json, ("when", "mechanism", "reads", "on", "combines"), rows)


@app.command(epilog="Example: corcyra clues kazakhstan-2022")
def clues(case: CaseName, as_json: Json = False) -> None:
    """List the clues of a case, with the claims that report on each."""
    from corcyra.glimpse import list_clues

    rows = list_clues(_open(case))
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

    found = look_up(_open(case), name)
    text = "\n".join(f"{key:16} {value}" for key, value in found.items())
    _print(as_json, found, text)


def _open(case: str) -> Case:
    from corcyra.case import open_case

    return open_case(case)


def _load(files: list[Path] | None) -> None:
    if files:
        from corcyra.registry import load_file

        for file in files:
            load_file(file)


def _trust(given: list[str] | None) -> dict[str, float]:
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


def _fraction(text: str) -> float:
    try:
        return float(Fraction(text))
    except (ValueError, ZeroDivisionError):
        raise CorcyraError(f"--people {text}: write it as a fraction, such as 1/100") from None


def _print(as_json: bool, data: dict[str, Any], text: str) -> None:
    typer.echo(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) if as_json else text)


def _table(as_json: bool, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
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
def _progress(quiet: bool) -> Iterator[Progress | None]:
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
