"""The classics under examples/ give what was published."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest


def example(root: Path, name: str) -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(root / "examples" / f"{name}.py")))


def test_granovetter_1978_two_nearly_equal_crowds(root: Path) -> None:
    classic = example(root, "granovetter_1978")
    thresholds = np.arange(100.0)
    assert classic.riot(thresholds) == 100
    thresholds[1] = 2.0
    assert classic.riot(thresholds) == 1


def test_granovetter_1978_jump(root: Path) -> None:
    classic = example(root, "granovetter_1978")
    assert classic.jump() == pytest.approx(classic.PUBLISHED, abs=0.05)  # published to one decimal
    assert classic.share_of_riot(12.1) < 7.0
    assert classic.share_of_riot(12.4) > 95.0
