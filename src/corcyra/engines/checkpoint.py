"""Checkpoints of the individual engine: all that a simulation needs to go on, in one file, written whole or not at all.

Of the persons only those who are, or have been, more than at home are kept. The file knows what it was made from; it
is refused for anything else.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corcyra.engines.draws import Indices
from corcyra.engines.persons import People, Sets
from corcyra.errors import OutputError

Arrays = dict[str, npt.NDArray[Any]]


def save_checkpoint(path: Path, key: str, arrays: Arrays) -> None:
    """Write arrays to a file, with the key of all that they depend on.

    Raises
    ------
    OutputError
        If it can't be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            np.savez(stream, allow_pickle=False, key=np.array(key), **arrays)
        part.replace(path)
    except OSError as error:
        raise OutputError(f"can't write the checkpoint {path}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)


def load_checkpoint(path: Path, key: str) -> Arrays:
    """Read the arrays back.

    Raises
    ------
    OutputError
        If the file is none, or was made from something else.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = dict(file)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise OutputError(f"{path} is no checkpoint ({error}); delete it to start again") from None
    if str(arrays.pop("key", "")) != key:
        raise OutputError(f"{path} was made from another case, account, seed or scale; delete it to start again")
    return arrays


def pack_people(people: People) -> Arrays:
    """The persons and sets, as small as they can be."""
    (moved,) = np.nonzero(people.state)
    return {
        "moved": moved,
        "state": people.state[moved],
        "out": _pack(people.out, people.first),
        "out_bounds": people.out.bounds,
        "called": _pack(people.called, people.first),
        "called_bounds": people.called.bounds,
    }


def unpack_people(people: People, arrays: Arrays) -> None:
    """Put the persons and sets back, where everybody is still at home."""
    people.state[arrays["moved"]] = arrays["state"]
    for name, sets in (("out", people.out), ("called", people.called)):
        sets.bounds[...] = arrays[f"{name}_bounds"]
        members, free = arrays[name], 0
        for cell, size in enumerate(sets.bounds[:, -1]):
            first = people.first[cell]
            sets.order[first : first + size] = members[free : free + size]
            people.where[members[free : free + size]] = np.arange(size)
            free += size


def _pack(sets: Sets, first: Indices) -> npt.NDArray[np.uint32]:
    parts = [sets.order[begin : begin + size] for begin, size in zip(first, sets.bounds[:, -1], strict=False)]
    return np.concatenate(parts) if parts else np.zeros(0, np.uint32)
