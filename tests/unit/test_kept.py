"""Compiled code that is kept between runs: found again, never out of date, and never in the way."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corcyra import Param, mechanism
from corcyra.engines import kept
from corcyra.engines.compiled import compile_mechanism
from corcyra.engines.kept import compile_kept, folder
from corcyra.engines.layout import layout_of
from corcyra.registry import REGISTRY, Mechanism

#: Compiles one mechanism for some numbers of places, and tells whether it was found and what it does to a row.
PROGRAM = """
import ctypes, hashlib, sys
import numpy as np
from corcyra.engines.compiled import compile_mechanism
from corcyra.engines.layout import layout_of
from corcyra.registry import get_mechanism

for places in map(int, sys.argv[1:]):
    layout = layout_of(places)
    code = compile_mechanism(get_mechanism("gamble"), layout)
    z = np.linspace(0.1, 0.9, layout.scratch + code.scratch, dtype=np.float32)
    c, pairs = np.full(64, 0.5, np.float32), np.zeros(1, np.float32)
    ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3)(code.address)(z.ctypes.data, c.ctypes.data, pairs.ctypes.data)
    print(places, hashlib.sha256(z).hexdigest(), code.code.cache_hits)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which code is kept during a test."""
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "kept"))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)  # where it is set, Numba's own files lie there
    return tmp_path / "kept"


def start(place: Path, *places: int) -> subprocess.Popen[str]:
    environment = os.environ | {kept.VARIABLE: str(place)}
    words = [sys.executable, "-c", PROGRAM, *map(str, places)]
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> dict[int, tuple[str, int]]:
    """By number of places: a digest of the row, and how often code was found."""
    out, _ = process.communicate()
    assert process.returncode == 0
    rows = (line.split() for line in out.splitlines())
    return {int(places): (row, int(hits)) for places, row, hits in rows}


def half(name: str = "half", by: float = 0.5, body: str = "    z[0] = N0 * z[1]") -> tuple[float, int]:
    """What a small function makes of 8, and whether it was found."""
    code = compile_kept(name, f'N0 = F32("{by}")', body)
    return value_of(code), code.cache_hits


def value_of(code: Any) -> float:
    z = np.array([0.0, 8.0], np.float32)
    ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3)(code.address)(z.ctypes.data, z.ctypes.data, z.ctypes.data)
    return float(z[0])


def test_another_process_finds_what_one_compiled(place: Path) -> None:
    # Two processes at once on the same mechanism, and a third on the same for another number of places.
    first, second, third = start(place, 3), start(place, 3), start(place, 20)
    fresh = told(first) | told(third)
    assert told(second)[3][0] == fresh[3][0]
    assert fresh[20][1] == 0
    entries = sorted(place.iterdir())
    assert len(entries) == 2, "one folder for each source, and nothing half-written"
    compiled = {file: file.stat().st_mtime_ns for file in place.rglob("*.nb[ic]")}
    assert len(compiled) == 4, "an index and the code, of each"

    # One process takes both, which bear the same name and were compiled in different ones.
    again = told(start(place, 3, 20))
    assert again == {3: (fresh[3][0], 1), 20: (fresh[20][0], 1)}
    assert {file: file.stat().st_mtime_ns for file in place.rglob("*.nb[ic]")} == compiled, "nothing was written"


def test_code_is_found_again(place: Path) -> None:
    assert half() == (4.0, 0)
    assert half() == (4.0, 1)


def test_what_is_changed_is_compiled_anew(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert half() == (4.0, 0)
    assert half(by=0.25) == (2.0, 0), "another number"
    assert half(body="    z[0] = N0 + z[1]") == (8.5, 0), "another formula"
    monkeypatch.setattr(kept, "_made_with", lambda: "numba 99")
    assert half() == (4.0, 0), "another version"
    assert len(list(place.iterdir())) == 4


def test_no_two_sources_share_a_symbol(place: Path) -> None:
    codes = [compile_kept("half", f'N0 = F32("{by}")', "    z[0] = N0 * z[1]") for by in (0.5, 0.25)]
    assert codes[0].__name__ != codes[1].__name__


@pytest.mark.usefixtures("registry")
def test_a_changed_mechanism_is_compiled_anew(place: Path) -> None:
    def written(factor: float) -> Mechanism:
        @mechanism(on="fear", source=["x"])
        def frightens(dead_on_view, rate=Param("1", "uniform(0, 1)", why="any")):  # type: ignore[no-untyped-def]
            return factor * rate * dead_on_view

        return REGISTRY["frightens"]

    from corcyra import quantity

    quantity("dead_on_view", "1/hour", "input", "what is seen of the dead")
    layout = layout_of(3)
    seen = []
    for factor in (2.0, 3.0, 2.0):
        code = compile_mechanism(written(factor), layout)
        z, c = np.zeros(layout.scratch + code.scratch, np.float32), np.full(1, 0.5, np.float32)
        z[layout.levels["dead_on_view"] :][:3] = 4.0
        ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3)(code.address)(z.ctypes.data, c.ctypes.data, c.ctypes.data)
        seen.append((float(z[layout.sums["fear"]]), code.code.cache_hits))
    assert seen == [(4.0, 0), (6.0, 0), (4.0, 1)]


@pytest.mark.parametrize("damage", [b"", b"half", b"garbage"])
@pytest.mark.parametrize("which", ["source.py", "*.nbi", "*.nbc"])
def test_a_damaged_file_does_no_harm(place: Path, which: str, damage: bytes) -> None:
    assert half() == (4.0, 0)
    (file,) = place.rglob(which)
    whole = file.read_bytes()
    file.write_bytes({b"half": whole[: len(whole) // 2], b"garbage": bytes(range(256)) * 9}.get(damage, damage))
    assert half() == (4.0, 0)
    half()  # in its place it is kept again, at the latest now
    assert half() == (4.0, 1)


def test_a_lost_file_does_no_harm(place: Path) -> None:
    half()
    (code,) = place.rglob("*.nbc")
    code.unlink()
    assert half() == (4.0, 0)
    assert half() == (4.0, 1)


@pytest.mark.parametrize("given", ["", "file/below"], ids=["nowhere", "a folder that can't be made"])
def test_where_nothing_can_be_kept_code_is_compiled_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(kept.VARIABLE, given and str(tmp_path / given))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "else"))
    assert [half(), half()] == [(4.0, 0), (4.0, 0)]
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]


def test_what_was_unused_for_longest_makes_room(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    for not_ours in ("notes", "my_folder"):
        (place / not_ours).mkdir(parents=True)
    for number, name in enumerate("abc"):
        half(name)
        (own,) = place.glob(f"{name}_*")
        os.utime(own, (number, number))
    assert half("a")[1] == 1  # used now: 'b' is the oldest
    half("d")
    assert {path.name[0] for path in place.glob("?_*")} == {"a", "c", "d"}
    assert all((place / name).is_dir() for name in ("notes", "my_folder"))
    assert half("b")[1] == 0


def test_the_folder_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(kept.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert folder() == tmp_path / "corcyra"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder() == tmp_path / ".cache" / "corcyra"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert folder() == tmp_path / "Library" / "Caches" / "corcyra"
    monkeypatch.setenv(kept.VARIABLE, "")
    assert folder() is None
