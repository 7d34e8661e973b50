"""The house: imports point one way only, and no file is too long to read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "corcyra"

#: The rooms from the bottom to the top: a module imports from its own room and from those below it only.
ROOMS = (
    "errors", "units", "beta", "priors", "abstract", "dimensions", "trace", "sums", "maths", "quantities", "registry",
    "mechanisms", "plan", "needs", "schema", "levels", "account", "evidence", "prelude", "guide", "case", "engines",
    "inference", "whatif", "report", "run", "cli", "__main__",
)  # fmt: skip

#: Small helpers of the top, each with the room that it stands in.
INSIDE = {"glimpse": "report", "template": "run", "advice": "inference", "": "cli"}

#: (module, what it imports from above, why that is right).
ALLOWED = {
    ("registry", "mechanisms"): "the registry finds what is in that folder; it knows no mechanism by name",
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix(".")


def room_of(module: str) -> int:
    room = module.partition(".")[0]
    room = INSIDE.get(room, room)
    assert room in ROOMS, f"'{room}' has no place in the house: add it to ROOMS"
    return ROOMS.index(room)


def imports_of(path: Path) -> set[str]:
    """Modules of the package that a file imports, at its top or inside a function, but not for types only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            found |= {node.module or ""}
            if node.module == "corcyra" or (PACKAGE.parent / (node.module or "").replace(".", "/")).is_dir():
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {name for name in inner if (PACKAGE.parent / f"{name.replace('.', '/')}.py").is_file()}
    return {name.removeprefix("corcyra").removeprefix(".") for name in found if name.split(".")[0] == "corcyra"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way_only(path: Path) -> None:
    module = name_of(path)
    for other in imports_of(path) - {""}:
        if (module, other) not in ALLOWED and module != "":
            assert room_of(other) <= room_of(module), f"{module} imports {other}, which is above it"


@pytest.mark.parametrize(("module", "other"), ALLOWED)
def test_what_is_allowed_is_still_needed(module: str, other: str) -> None:
    assert other in imports_of(PACKAGE / f"{module}.py")


def test_the_test_of_imports_sees_all_ways_to_import(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text("import corcyra.cli\nfrom corcyra.case import Case\ndef f():\n    from corcyra import run\n")
    assert {"cli", "case", "run"} <= imports_of(file)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_a_mechanism_imports_only_what_it_is_written_with() -> None:
    allowed = {"maths", "registry", "quantities"}
    for path in (PACKAGE / "mechanisms").glob("*.py"):
        assert imports_of(path) <= allowed, path.name


def outside(path: Path) -> set[str]:
    """Packages that a file imports, those of Python itself and for types included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_there_is_no_science_in_the_command_line() -> None:
    for path in (PACKAGE / "cli").glob("*.py"):
        assert outside(path) & {"numpy", "scipy", "numba", "xarray", "pandas", "matplotlib"} == set(), path.name


def test_chance_has_one_door() -> None:
    """Random numbers come by key: nothing draws from NumPy or from Python."""
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "random" not in outside(path), path.name
        for word in ("np.random", "default_rng", "numpy.random"):
            assert word not in text, path.name


def test_an_import_of_the_package_is_an_import_of_little() -> None:
    """What takes long to import, or is not needed for everything, is imported where it is used."""
    for name in (
        "errors",
        "units",
        "priors",
        "schema",
        "cli/__init__",
        "cli/options",
        "cli/running",
        "cli/looking",
        "cli/asking",
    ):
        tree = ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))
        top = {alias.name.split(".")[0] for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
        top |= {(node.module or "").split(".")[0] for node in tree.body if isinstance(node, ast.ImportFrom)}
        assert top & {"numpy", "scipy", "numba", "xarray", "pandas", "matplotlib"} == set(), name


def test_the_public_names_can_be_imported() -> None:
    import corcyra

    assert len(corcyra.__all__) <= 30
    for name in corcyra.__all__:
        assert getattr(corcyra, name) is not None
