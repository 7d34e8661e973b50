"""Commands that simulate and weigh: from a case to a report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from corcyra.cli.options import (
    Accounts,
    CaseName,
    Draws,
    Engine,
    Json,
    Mechanisms,
    People,
    Quiet,
    Seed,
    Ties,
    Trust,
    Workers,
    app,
    fraction,
    load_files,
    open_named,
    trust_in,
)
from corcyra.cli.terminal import print_one, show_progress
from corcyra.errors import CorcyraError


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
    full: Annotated[
        bool, typer.Option("--full", help="With all mixtures of two accounts and the open account; takes long.")
    ] = False,
    engine: Engine = "lumped",
    people: People = "1",
    ties: Ties = True,
    again: Annotated[Path | None, typer.Option(help="Repeat the run of this run.toml, bit for bit.")] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Simulate the accounts of a case, weigh the record, write the report."""
    from corcyra.engines.individual import stands_for
    from corcyra.run import Request, check_same, read_request, verdict_dict
    from corcyra.run import run as run_all

    if (case is None) == (again is None):
        raise CorcyraError("give either a case or --again RUN.TOML")
    load_files(mechanisms)
    if again is not None:
        request, facts = read_request(again)
        load_files([Path(file) for file in request.mechanisms])
        for difference in check_same(request, facts):
            typer.echo(f"warning: {difference}; the bits may differ", err=True)
    else:
        files = tuple(str(file.resolve()) for file in mechanisms or [])
        chosen, each = tuple(accounts or ()), stands_for(fraction(people))
        request = Request(str(case), draws, seed, chosen, trust_in(trust), files, plain, full, engine, each, ties)
    name = Path(request.case).name
    with show_progress(quiet or as_json) as progress:
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
    engine: Engine = "lumped",
    people: People = "1",
    ties: Ties = True,
    checkpoints: Annotated[
        Path | None, typer.Option(help="With individual, a folder to write to every simulated day, and to go on from.")
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Simulate the accounts of a case and keep the ensemble as netCDF."""
    from corcyra.engines import ensemble as engines
    from corcyra.run import probe_output

    load_files(mechanisms)
    opened = open_named(case)
    probe_output(out.absolute().parent)
    share = fraction(people)
    with show_progress(quiet or as_json) as progress:
        ensemble = engines.simulate(
            opened, draws, seed, accounts, workers, mechanisms or (), progress, engine, share, ties, checkpoints
        )
    engines.save_ensemble(ensemble, out)
    sizes = {str(name): int(size) for name, size in ensemble.sizes.items()}
    print_one(
        as_json, {"file": str(out), "sizes": sizes}, f"{sizes['simulation']:,} simulations of each account in {out}"
    )


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

    load_files(mechanisms)
    verdict = reweigh(open_named(case), ensemble, trust_in(trust))
    print_one(as_json, verdict_dict(verdict) if as_json else {}, str(verdict))


@app.command(epilog="Example: corcyra guide toy --draws 400 --out guide.csv")
def guide(
    case: CaseName,
    draws: Annotated[int, typer.Option(min=1, help="Simulations of each account, about.")] = 80_000,
    seed: Seed = 1,
    accounts: Accounts = None,
    out: Annotated[
        Path,
        typer.Option(
            help="The file to write; put it into the folder of the case. Guides that it keeps of other accounts stay."
        ),
    ] = Path("guide.csv"),
    workers: Workers = None,
    mechanisms: Mechanisms = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Learn where among the numbers of a case the record is met, for later runs to know its evidence better."""
    from corcyra.guide import write_guides
    from corcyra.inference.guiding import learn_guides
    from corcyra.inference.sampling import guide_of
    from corcyra.run import probe_output

    load_files(mechanisms)
    opened = open_named(case)
    if out.is_dir():
        raise CorcyraError(f"--out {out} is a folder: name a file, such as {out / 'guide.csv'}")
    probe_output(out.absolute().parent)
    with show_progress(quiet or as_json) as progress:
        guides = learn_guides(opened, draws, seed, accounts, workers, mechanisms or (), progress)
    kept = {name: guide_of(opened, each) for name, each in opened.accounts.items() if name in opened.guides}
    write_guides({name: each for name, each in (kept | guides).items() if each}, out)
    moved = {name: int(((each.shift != 0) | (each.width != 1)).sum()) for name, each in guides.items()}
    words = ", ".join(f"{count} of {name}" for name, count in moved.items())
    print_one(as_json, {"file": str(out), "moved": moved}, f"The guides in {out} move these numbers: {words}")


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
    load_files([Path(file) for file in request.mechanisms])
    request = replace(request, trust={**request.trust, **trust_in(trust)})
    verdict = reweigh(open_named(request.case), folder / "ensemble.nc", request.trust)
    page = write_report(verdict, folder, request)
    print_one(as_json, {"report": str(page)}, f"The report is in {page}")
