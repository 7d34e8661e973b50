"""The page that compares the cases holds what the code gives; parts of it are measured again, with as many draws."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from documents import ROOT

from corcyra.plan import make_plan
from corcyra.whatif.comparison import FATES, compare_fates, fates


@pytest.fixture(scope="module")
def compare() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compare", ROOT / "docs" / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["compare"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(compare: ModuleType) -> str:
    return str(compare.PAGE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def measured(compare: ModuleType) -> pd.DataFrame:
    told = compare.open_told((compare.LOCAL[1], compare.BEYOND[0]))
    return compare_fates(told, compare.DRAWS, compare.SEED)


def test_how_far_it_goes_is_measured(compare: ModuleType, page: str, measured: pd.DataFrame) -> None:
    for cells in compare.far_rows(measured):
        assert f"| {' | '.join(cells)} |" in page, "run python docs/compare.py"


def test_what_a_mechanism_adds_is_measured(compare: ModuleType, page: str) -> None:
    """Turf at Osh, in every table in which it stands. The order of contributions is that of all accounts together."""
    told = compare.open_told(compare.LOCAL + compare.BEYOND)
    order = make_plan(name for case, account in told for name in case.account(account).mechanisms)
    case, name = told[2]
    account = case.account(name)
    without = replace(account, mechanisms=tuple(other for other in account.mechanisms if other != "turf"))
    one, other = (fates(case, each, order, compare.DRAWS, compare.SEED) for each in (account, without))
    lines = [line for line in page.splitlines() if line.startswith(f"| {compare.link('turf')} |")]
    for fate in compare.MADE:
        pair = (one - other)[:, list(FATES).index(fate)]
        cell = compare.points(pair.mean(), pair.std(ddof=1) / np.sqrt(len(pair)))
        assert any(line.split(" | ")[3] == cell for line in lines), (fate, cell, "run python docs/compare.py")


def test_the_fixed_text_is_that_of_the_script(compare: ModuleType, page: str) -> None:
    for text in (compare.NOTE, compare.INTRO, compare.MAKES, compare.REACH, compare.LIMITS.partition("{")[0]):
        assert text in page
