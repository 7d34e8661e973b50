"""Ensembles: many simulated histories of several accounts, simulated in blocks and kept as one Dataset."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corcyra.case import Case, check_accounts
from corcyra.engines.individual import Individual, stands_for
from corcyra.engines.lumped import Lumped, compile_accounts
from corcyra.engines.workers import processes, take_in, worker_case, worker_pool
from corcyra.errors import CorcyraError, EnsembleError, UnknownNameError
from corcyra.quantities import find_quantity

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.floating[Any]]
Progress = Callable[[int, int], None]

#: Simulations in a block: enough to set up once for, few enough to keep what is read off them small.
BLOCK = 500
#: The engines by name, and how many simulations of each are one piece of work.
ENGINES = {"lumped": BLOCK, "individual": 1}
#: How many simulations of each account keep their history by the hour.
SAMPLE = 100
#: Larger tables of measures lie on disk [bytes].
IN_MEMORY = 300_000_000

#: What is kept by the hour: counts as whole numbers, levels as 32-bit floats.
BY_HOUR = (
    "crowd", "violent", "mobilised", "police", "guard", "detained", "injured", "dead", "stormed", "fear", "sympathy",
    "demands", "contingent", "bargain",
)  # fmt: skip


@dataclass(frozen=True)
class Job:
    """A block of simulations of one account, as a worker needs it."""

    folder: str
    digest: str
    mechanisms: tuple[str, ...]
    account: str
    seed: int
    first: int
    size: int
    sample: int
    engine: str = "lumped"
    each: int = 1
    ties: bool = True
    checkpoints: str = ""


def simulate(
    case: Case,
    draws: int | None = None,
    seed: int = 1,
    accounts: Iterable[str] | None = None,
    workers: int | None = None,
    mechanisms: Iterable[str | Path] = (),
    progress: Progress | None = None,
    engine: str = "lumped",
    people: float = 1.0,
    ties: bool = True,
    checkpoints: str | Path | None = None,
) -> xr.Dataset:
    """Simulate accounts of a case.

    Parameters
    ----------
    case : see :func:`corcyra.open_case`
    draws : simulations of each account; what the case advises if None
    seed : the same seed gives the same bits, whatever the number of workers
    accounts : names; all of the case if None
    workers : processes; if None as many as there are processors, or one where little is simulated
    mechanisms : files with mechanisms of your own
    progress : called with (done, all) simulations after each block
    engine : ``lumped`` counts people who are alike; with ``individual`` everybody is a person with ties
    people : with ``individual``, a fraction such as 1/100: each person then stands for a hundred
    ties : with ``individual``, whether ties matter
    checkpoints : with ``individual``, a folder: every simulation writes a file there at the end of every simulated day,
        and goes on from it if it is there

    Returns
    -------
    Dataset with dimensions account, simulation, clue (measures of all simulations), and account, sample, time, place
    (histories of the first simulations). Stopped by Ctrl-C, it holds the blocks that were finished.

    Raises
    ------
    UnknownNameError
        If the case has no such account, or there is no such engine.
    KeyboardInterrupt
        If it is stopped before every account has a block.
    """
    chosen = [account.name for account in check_accounts(case, accounts)]
    draws = case.draws if draws is None else draws
    if draws < 1:
        raise CorcyraError(f"{draws} draws: at least 1 is needed")
    if engine not in ENGINES:
        raise UnknownNameError("engine", engine, ENGINES)
    each = stands_for(people)
    if engine == "lumped" and (each > 1 or checkpoints):
        word = "people" if each > 1 else "checkpoints"
        raise CorcyraError(f"{word}= is for engine='individual'; the lumped engine counts everybody in a moment")
    folder = str(Path(checkpoints).absolute()) if checkpoints else ""
    block = BLOCK if engine == "lumped" else ENGINES[engine]
    files = take_in(mechanisms)
    jobs = [
        Job(
            str(case.folder.resolve()),
            case.digest,
            files,
            name,
            seed,
            first,
            min(block, draws - first),
            SAMPLE,
            engine,
            each,
            ties,
            folder,
        )
        for first in range(0, draws, block)
        for name in chosen
    ]
    clues = list(case.ledger.clues)
    table = _table((len(chosen), draws, len(clues)))
    kept = min(SAMPLE, draws)
    traces = {name: np.zeros((len(chosen), case.hours, kept, _width(case, name)), _kind(name)) for name in BY_HOUR}
    compile_accounts(case, chosen, engine == "lumped")
    complete = _fill(case, jobs, chosen, workers, table, traces, progress)
    ensemble = _dataset(case, chosen, seed, files, table[:, :complete], traces, min(kept, complete))
    if engine == "individual":
        ensemble.attrs |= {"engine": engine, "people_each": each, "ties": int(ties)}
    return ensemble


def _fill(
    case: Case,
    jobs: list[Job],
    chosen: list[str],
    workers: int | None,
    table: Array,
    traces: dict[str, npt.NDArray[Any]],
    progress: Progress | None,
) -> int:
    """Run the jobs; the number of simulations that every account has finished."""
    draws, done, block = table.shape[1], 0, jobs[0].size
    finished: dict[str, set[int]] = {name: set() for name in chosen}

    def put(job: Job, measures: Array, trace: dict[str, Array]) -> None:
        nonlocal done
        a = chosen.index(job.account)
        table[a, job.first : job.first + job.size] = measures
        for name, values in trace.items():
            traces[name][a, :, job.first : job.first + values.shape[1]] = values
        finished[job.account].add(job.first)
        done += job.size
        if progress is not None:
            progress(done, draws * len(chosen))

    try:
        for job, (measures, trace) in _run(case, jobs, workers):
            put(job, measures, trace)
    except KeyboardInterrupt:
        complete = 0
        while complete < draws and all(complete in starts for starts in finished.values()):
            complete = min(complete + block, draws)
        if complete == 0:
            raise
        return int(complete)
    return int(draws)


def _run(case: Case, jobs: list[Job], workers: int | None) -> Iterator[tuple[Job, tuple[Array, dict[str, Array]]]]:
    if jobs[0].engine == "lumped":
        workers = processes(workers, case, sum(job.size for job in jobs))
    workers = min(workers or os.cpu_count() or 1, len(jobs))
    if workers == 1:
        for job in jobs:
            yield job, run_block(job, case)
        return
    with worker_pool(workers) as pool:
        queue = iter(jobs)
        running: dict[Future[tuple[Array, dict[str, Array]]], Job] = {}
        for job in queue:
            running[pool.submit(run_block, job)] = job
            if len(running) < 2 * workers:
                continue
            yield from _collect(running)
        while running:
            yield from _collect(running)


def _collect(
    running: dict[Future[tuple[Array, dict[str, Array]]], Job],
) -> Iterator[tuple[Job, tuple[Array, dict[str, Array]]]]:
    ready, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in ready:
        yield running.pop(future), future.result()


def run_block(job: Job, case: Case | None = None) -> tuple[Array, dict[str, Array]]:
    """Simulate one block: its measures (simulation, clue), and histories (hour, simulation, place) by name."""
    case = case or worker_case(job.folder, job.digest, job.mechanisms)
    if job.engine == "individual":
        return _run_person_by_person(job, case)
    block = Lumped(case, case.account(job.account), range(job.first, job.first + job.size), job.seed)
    first = min(max(job.sample - job.first, 0), job.size)
    trace = block.run((clue.measure for clue in case.ledger.clues.values()), BY_HOUR if first else (), first)
    return block.measured, trace


def _run_person_by_person(job: Job, case: Case) -> tuple[Array, dict[str, Array]]:
    measures, traces = [], []
    for number in range(job.first, job.first + job.size):
        one = Individual(case, case.account(job.account), number, job.seed, each=job.each, ties=job.ties)
        file = Path(job.checkpoints) / f"{job.account}-{number}.npz" if job.checkpoints else None
        clues = (clue.measure for clue in case.ledger.clues.values())
        trace = one.run(clues, BY_HOUR if number < job.sample else (), file)
        measures.append(one.measured)
        traces += [trace] if trace else []
    names = BY_HOUR if traces else ()
    return np.concatenate(measures), {n: np.concatenate([each[n] for each in traces], axis=1) for n in names}


def _table(shape: tuple[int, int, int]) -> Array:
    """A table of measures, on disk if it is large; the file goes when the table does."""
    if 8 * np.prod(shape, dtype=np.float64) <= IN_MEMORY:
        return np.full(shape, np.nan)
    with tempfile.TemporaryFile(prefix="corcyra-") as file:
        return np.memmap(file, dtype=np.float64, mode="w+", shape=shape)


def _width(case: Case, name: str) -> int:
    quantity = find_quantity(name)
    assert quantity is not None
    return 1 if quantity.over == "nation" else len(case.places)


def _kind(name: str) -> type[np.generic]:
    quantity = find_quantity(name)
    return np.int32 if quantity is not None and quantity.kind == "status" else np.float32


def _dataset(
    case: Case,
    chosen: list[str],
    seed: int,
    files: tuple[str, ...],
    table: Array,
    traces: dict[str, npt.NDArray[Any]],
    kept: int,
) -> xr.Dataset:
    import xarray as xr

    from corcyra import __version__

    clues = case.ledger.clues
    data: dict[str, Any] = {
        "measure": (
            ("account", "simulation", "clue"),
            table,
            {"long_name": "what each clue's measure gives; see the variable clue_unit", "units": "by clue"},
        )
    }
    for name, values in traces.items():
        quantity = find_quantity(name)
        assert quantity is not None
        about = {"long_name": quantity.meaning, "units": quantity.unit}
        ordered = np.moveaxis(values[:, :, :kept], 1, 2)
        if quantity.over == "nation":
            data[name] = (("account", "sample", "time"), ordered[..., 0], about)
        else:
            data[name] = (("account", "sample", "time", "place"), ordered, about)
    times = np.datetime64(case.start, "ns") + np.arange(1, case.hours + 1) * np.timedelta64(3_600_000_000_000, "ns")
    coordinates = {
        "account": ("account", np.array(chosen, dtype=object)),
        "simulation": ("simulation", np.arange(table.shape[1]), {"long_name": "number that keys the randomness"}),
        "sample": ("sample", np.arange(kept), {"long_name": "simulation whose history is kept"}),
        "time": ("time", times, {"long_name": "local time, end of the hour"}),
        "place": ("place", np.array(case.place_names, dtype=object)),
        "clue": ("clue", np.array(list(clues), dtype=object)),
        "clue_unit": ("clue", np.array([clue.unit for clue in clues.values()], dtype=object)),
    }
    attributes: dict[str, Any] = {
        "title": f"Ensemble of {case.title}",
        "case": case.name,
        "case_digest": case.digest,
        "seed": seed,
        "mechanisms": "\n".join(files),
        "corcyra": __version__,
        "Conventions": "CF-1.8",
    }
    return xr.Dataset(data, coordinates, attributes)


def save_ensemble(ensemble: xr.Dataset, path: Path) -> None:
    """Write an ensemble as compressed netCDF-4, whole or not at all."""
    import xarray as xr

    part = path.with_name(path.name + ".part")
    # coordinates first: HDF5 then ties each variable to them once
    ensemble = xr.Dataset(coords=ensemble.coords, attrs=ensemble.attrs).assign(dict(ensemble.data_vars))
    encoding = {name: {"zlib": True, "complevel": 4} for name in ensemble.data_vars}
    try:
        ensemble.to_netcdf(part, engine="h5netcdf", encoding=encoding)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def load_ensemble(path: str | Path, case: Case) -> xr.Dataset:
    """Read an ensemble back, and check that it is one of this case.

    Raises
    ------
    EnsembleError
        If the file is missing or no ensemble, or was made from another state of the case.
    """
    import xarray as xr

    if not Path(path).is_file():
        raise EnsembleError(f"no ensemble at {path}; make one with `corcyra simulate`")
    try:
        ensemble = xr.load_dataset(path, engine="h5netcdf")
    except (OSError, ValueError, KeyError) as error:
        raise EnsembleError(f"{path} is no ensemble: {error}") from None
    if ensemble.attrs.get("case") != case.name:
        made = ensemble.attrs.get("case", "something else")
        raise EnsembleError(f"{path} is an ensemble of {made}, not of {case.name}")
    if ensemble.attrs.get("case_digest") != case.digest:
        raise EnsembleError(f"{path} was made before the case {case.name} was changed; simulate again")
    return ensemble
