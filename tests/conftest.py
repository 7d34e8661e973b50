"""What every test may use: copies of the toy case to break, and a registry that is put back."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from corcyra.case import SHIPPED, Case, open_case
from corcyra.quantities import QUANTITIES
from corcyra.registry import REGISTRY, load_builtin

settings.register_profile("corcyra", deadline=None, derandomize=True)
settings.load_profile("corcyra")

ROOT = Path(__file__).parents[1]
TOY = SHIPPED / "toy"


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def toy() -> Case:
    return open_case("toy")


@pytest.fixture(scope="session")
def kazakhstan() -> Case:
    return open_case("kazakhstan-2022")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the toy case, to be changed at will."""
    return Path(shutil.copytree(TOY, tmp_path / "toy"))


@pytest.fixture
def registry() -> Iterator[None]:
    """Mechanisms, quantities and modules that the test adds are gone after it."""
    load_builtin()
    mechanisms, quantities, modules = dict(REGISTRY), dict(QUANTITIES), set(sys.modules)
    yield
    for table, before in ((REGISTRY, mechanisms), (QUANTITIES, quantities)):
        table.clear()
        table.update(before)
    for name in set(sys.modules) - modules:
        if name.startswith("corcyra_user_"):
            del sys.modules[name]
