"""Plain draws of every account, made once for all benches that weigh made-up records, and kept in bench/tables.

A kept table is used again if the case and the mechanisms are as they were; after a change of the engine that changes
numbers, delete the folder.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from corcyra.case import Case
from corcyra.engines.ensemble import load_ensemble, save_ensemble, simulate
from corcyra.errors import EnsembleError

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))
from pages.made_from import digest, model

if TYPE_CHECKING:
    import xarray as xr

FOLDER = Path(__file__).parent / "tables"


def table(case: Case, draws: int, seed: int = 1, workers: int | None = None) -> xr.Dataset:
    """The ensemble that ``simulate(case, draws, seed)`` gives."""
    path = FOLDER / f"{case.name}-{draws}-{seed}-{digest(*model(case, case.accounts.values()))}.nc"
    try:
        return load_ensemble(path, case)
    except EnsembleError:
        made = simulate(case, draws, seed, None, workers)
    FOLDER.mkdir(exist_ok=True)
    save_ensemble(made, path)
    return made
