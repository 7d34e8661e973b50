"""The command line: thin, no science. Every command says on one line what is wrong and exits with 2."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corcyra.errors import CaseError, CorcyraError
from corcyra.terminal import print_one as _print
from corcyra.terminal import print_table as _table
from corcyra.terminal import show_progress as _progress

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
    list[str] | None, typer.Option(help="Only this account, or a mixture such as crowd+sent; repeat for more.")
]
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
    plain: Annotated[bool, typer.Option("--plain", help="Plain draws from the priors, without tempering.")] = False,
    full: Annotated[bool, typer.Option("--full", help="With all mixtures of two accounts; takes long.")] = False,
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
        request = Request(str(case), draws, seed, tuple(accounts or ()), _trust(trust), files, plain, full)
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


@app.command(epilog="Example: corcyra simulate toy --draws 500 --out toy.nc")
def simulate(
    case: CaseName,
    draws: Draws = None,
    seed: Seed = 1,
    accounts: Accounts = None,
    out: Annotated[Path, typer.Option(help="The netCDF file to write.")] = Path("ensemble.nc"),
    workers: Workers = None,
    mechanisms: Mechanisms = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Simulate the accounts of a case and keep the ensemble as netCDF."""
    from corcyra.engines import ensemble as engine
    from corcyra.run import probe_output

    _load(mechanisms)
    opened = _open(case)
    probe_output(out.absolute().parent)
    with _progress(quiet or as_json) as progress:
        ensemble = engine.simulate(opened, draws, seed, accounts, workers, mechanisms or (), progress)
    engine.save_ensemble(ensemble, out)
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

    _load(mechanisms)
    with _progress(quiet or as_json) as progress:
        found = try_out(_open(case), trials, draws, seed, accounts, workers, mechanisms or (), progress)
    _print(as_json, found.to_dict() if as_json else {}, str(found))


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
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    like: Annotated[str, typer.Option(help="The case to copy, by name or folder.")] = "toy",
    as_json: Json = False,
) -> None:
    """Make a valid, commented case to start from: a copy of another, by default of a small one."""
    from corcyra.template import make_case

    made = make_case(folder, like)
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

    opened = _open(case)
    if each:
        found = leave_out(opened, draws, seed, of_case(opened).account.mechanisms)
        if as_json:
            _print(True, found, "")
        else:
            _table(False, *left_out(found))
        return
    simulated = simulate_prelude(opened, draws, seed, without or ())
    if as_json:
        _print(True, data(opened, simulated), "")
        return
    for title, (columns, rows) in tables(opened, simulated):
        typer.echo(title)
        _table(False, columns, list(rows))
        typer.echo("")


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

    _load(mechanisms)
    opened = _open(case)
    with _progress(quiet or as_json) as progress:
        ensemble = engine.simulate(opened, draws, seed, accounts, workers, mechanisms or (), progress)
    table = predictive(ensemble, opened)
    if as_json:
        typer.echo(table.reset_index().to_json(orient="records", indent=1, double_precision=6))
        return
    columns = ("account", "clue", "5 %", "50 %", "95 %", "", "reports inside")
    _table(False, columns, [tuple(row.values()) for row in in_words(table, opened)])


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

    _load(mechanisms)
    opened = _open(case)
    with _progress(quiet or as_json) as progress:
        pairs = pair_up(opened, account, without or (), with_ or (), draws, seed, progress=progress)
    rows = summary(pairs).reset_index().to_dict("records")
    if as_json:
        typer.echo(json.dumps({**pairs.attrs, "draws": draws, "outcomes": rows}, indent=1, ensure_ascii=False))
        return
    cells = [[f"{cell:.4g}" if isinstance(cell, float) else cell for cell in row.values()] for row in rows]
    apart = [tuple(row[:-1]) for row, known in zip(cells, rows, strict=True) if known["changed"]]
    _table(False, ("outcome", "unit", "told", "otherwise", "difference", "error"), apart)
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

    _load(mechanisms)
    told = [_told(each) for each in accounts]
    if switches:
        with _progress(quiet or as_json) as progress:
            found = compare_switches(told, draws, seed, progress)
    else:
        found = compare_fates(told, draws, seed)
    rows = [{key: None if cell != cell else cell for key, cell in row.items()} for row in found.to_dict("records")]
    if as_json:
        typer.echo(json.dumps({"draws": draws, "seed": seed, "rows": rows}, indent=1, allow_nan=False))
        return
    cells = [tuple(f"{cell:.3g}" if isinstance(cell, float) else cell for cell in row.values()) for row in rows]
    _table(False, tuple(name.replace("_", " ") for name in found.columns), cells)


def _told(given: str) -> tuple[Case, str]:
    case, colon, account = given.rpartition(":")
    if not colon:
        raise CorcyraError(f"{given}: write it as CASE:ACCOUNT, such as toy:crowd")
    opened = _open(case)
    opened.account(account)
    return opened, account


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
