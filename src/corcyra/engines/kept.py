"""Compiled code is kept between runs: every source has a folder of its own, where Numba finds what it compiled.

A folder is named for a digest of the source, and the source names everything that it was compiled with. So what has
changed is another source, and nothing that is kept can be out of date. A folder that can't be used is no error: its
source is compiled as if nothing had been kept.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
import numpy as np
from llvmlite.binding import get_host_cpu_features, get_host_cpu_name
from numba.core import config as numba_config

from corcyra import __version__

#: Names the folder for what is kept; nothing is kept if it is set and empty.
VARIABLE = "CORCYRA_CACHE"
#: Sources that are kept at the most, some 20 kB each: room for a dozen cases. The ones unused for longest go first.
MOST = 500
DIGEST = 32

#: The function takes the addresses of a simulation's row, of parameters, and of the tables of pairs of places.
FORM = """\
# {made_with}
import math
from numba import cfunc
from numpy import float32 as F32
{constants}
@cfunc("void(CPointer(float32), CPointer(float32), CPointer(float32))", error_model="numpy", cache=KEPT)
def {name}(z, c, pairs):
{body}
"""


def compile_kept(name: str, constants: str, body: str) -> Any:
    """Compile a function of (z, c, pairs), or take it as an earlier run compiled it.

    Parameters
    ----------
    name : what it is of
    constants, body : lines of its source
    """
    blank = FORM.format(made_with=_made_with(), constants=constants, name=name, body=body)
    # The name of the function bears the digest: by nothing else does the linker tell apart what was kept at different
    # times under one name.
    unique = f"{name}_{hashlib.sha256(blank.encode()).hexdigest()[:DIGEST]}"
    source = FORM.format(made_with=_made_with(), constants=constants, name=unique, body=body)
    file = _file_of(unique, source)
    if file is not None:
        try:
            return _run(source, str(file), True)[unique]
        except Exception:  # what a damaged or vanishing file makes Numba raise is of any kind
            shutil.rmtree(file.parent, ignore_errors=True)
    return _run(source, f"<compiled {name}>", False)[unique]


def folder() -> Path | None:
    """Where compiled code is kept, whether it is there yet or not; None if nowhere."""
    given = os.environ.get(VARIABLE)
    try:
        if given is not None:
            return Path(given).expanduser().absolute() if given else None
        if sys.platform == "win32":
            return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "corcyra"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "corcyra"
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "corcyra"
    except RuntimeError:  # nobody's home
        return None


@lru_cache(maxsize=1)
def _made_with() -> str:
    """What the compiled code depends on beside its source: versions, settings, and the processor.

    Numba tells processors apart too, but two that write at once can take each other's code for theirs.
    """
    versions = f"corcyra {__version__}, numba {numba.__version__}, llvmlite {llvmlite.__version__}"
    settings = sorted((key, value) for key, value in os.environ.items() if key.startswith("NUMBA_"))
    processor = get_host_cpu_name(), sorted(key for key, there in get_host_cpu_features().items() if there)
    return f"{versions}, numpy {np.__version__}, python {platform.python_version()}, {settings!r}, {processor!r}"


def _run(source: str, file: str, kept: bool) -> dict[str, Any]:
    names: dict[str, Any] = {"KEPT": kept, "__name__": __name__}  # Numba imports the module of what it loads
    config: Any = numba_config
    before = config.SLP_VECTORIZE
    config.SLP_VECTORIZE = 1  # sums that are written side by side share a vector register
    try:
        exec(compile(source, file, "exec"), names)
    finally:
        config.SLP_VECTORIZE = before
    return names


def _file_of(name: str, source: str) -> Path | None:
    """The file of a source, written now if need be; None if that can't be done."""
    place = folder()
    if place is None:
        return None
    own = place / name
    try:
        if not own.is_dir():
            _write(own, source)
            _make_room(place)
        os.utime(own)  # used now
    except OSError:
        return None
    return own / "source.py"


def _write(own: Path, source: str) -> None:
    """Make the folder of a source, whole or not at all, whoever else is at it."""
    part = own.with_name(f"part_{uuid.uuid4().hex}")
    part.mkdir(mode=0o700, parents=True)
    try:
        (part / "source.py").write_bytes(source.encode())
        part.rename(own)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        if not own.is_dir():  # else another process was faster
            raise


def _make_room(place: Path) -> None:
    """Remove what has been unused for longest, where more is kept than may be."""
    kept = list(place.glob("*_" + DIGEST * "[0-9a-f]"))
    if len(kept) > MOST:
        used = {each: _used(each) for each in kept}
        for each in sorted(kept, key=used.__getitem__)[: len(kept) - MOST]:
            shutil.rmtree(each, ignore_errors=True)


def _used(each: Path) -> float:
    try:
        return each.stat().st_mtime
    except OSError:  # gone meanwhile
        return 0.0
