"""Worker processes: deaf to Ctrl-C, which is the parent's to answer; each opens the case once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from corcyra.case import Case, digest, open_case
from corcyra.errors import EnsembleError
from corcyra.registry import load_file

#: So many hours of a place are simulated in the time that it takes to start processes, about.
LITTLE = 1_000_000


def processes(wanted: int | None, case: Case, simulations: int) -> int:
    """How many processes to simulate in: those that are wanted; if none are, as many as there are processors.

    Where little is to be simulated, and nothing is wanted, it is one.
    """
    if wanted is None and simulations * case.hours * len(case.places) < LITTLE:
        return 1
    return wanted or os.cpu_count() or 1


@contextmanager
def worker_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """So many processes; what is not begun yet is dropped if the block is left by an error or by Ctrl-C."""
    # Forked workers need no guard around the caller's main module; elsewhere the platform's default has to do.
    method = "fork" if sys.platform == "linux" else None
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context(method), _ignore_interrupt)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def take_in(mechanisms: Iterable[str | Path]) -> tuple[str, ...]:
    """Take in files with mechanisms; their full paths, by which workers find them too."""
    files = tuple(str(Path(file).resolve()) for file in mechanisms)
    for file in files:
        load_file(file)
    return files


@lru_cache(maxsize=2)
def worker_case(folder: str, wanted: str, mechanisms: tuple[str, ...]) -> Case:
    """The case as a worker opens it, with files of mechanisms taken in.

    Raises
    ------
    EnsembleError
        If the folder has another digest than the parent saw.
    """
    take_in(mechanisms)
    if digest(Path(folder)) != wanted:
        raise EnsembleError(f"{folder} changed while it was being simulated; start again")
    return open_case(folder)


def _ignore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
