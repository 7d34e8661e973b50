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


@pytest.mark.usefixtures("registry")
def test_lang_desterck_2014_regimes_settle_where_the_equation_leads(root: Path) -> None:
    classic = example(root, "lang_desterck_2014")
    shares = (np.arange(20) + 0.5) / 20
    ends = {}
    for regime in classic.REGIMES:
        wanted = [regime.settles(share) for share in shares]
        # an hour is a step: in balance c1 and c2 are 1 - exp(-c1) and 1 - exp(-c2), and c* is 0.4012
        np.testing.assert_allclose(classic.simulate(regime, shares), wanted, atol=2e-3)
        ends[regime.name] = {round(end, 3) for end in wanted}
    assert ends["stable police state"] == ends["unstable police state"] == {0.0, 1.0}
    assert ends["failed state"] == {0.0, 0.4, 1.0}
    assert len(ends["meta-stable police state"]) > 3  # in between, any size stays
    stable, _, unstable, _ = classic.REGIMES
    assert stable.ranges()[0][1] == stable.beta
    assert unstable.ranges()[0][1] == unstable.seen


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(("share", "slope"), [(0.1, -1), (0.35, 0), (0.8, 1)])
def test_lang_desterck_2014_follows_the_equation_on_the_way(root: Path, share: float, slope: int) -> None:
    classic = example(root, "lang_desterck_2014")
    regime = classic.REGIMES[1]  # goes home below 0.3, stays in between, joins from 0.6
    classic.simulate.__globals__["HOURS"] = 10
    (found,) = classic.simulate(regime, np.array([share]))
    wanted = {-1: share * np.exp(-10 * classic.C2), 0: share, 1: 1 - (1 - share) * np.exp(-10 * classic.C1)}[slope]
    assert found == pytest.approx(wanted, abs=1e-3)  # six standard deviations of ten million who choose


def test_epstein_2002_outbursts_come_with_the_whole_part_of_the_ratio(root: Path) -> None:
    classic = example(root, "epstein_2002")
    literal = classic.outbursts(classic.run(300, whole=False))
    assert literal.number == 0
    assert 0 < literal.most < classic.OUTBURST
    floored = classic.outbursts(classic.run(600, whole=True))
    # about 23 outbursts; times between two have a standard deviation of some 10, so their mean one of 2
    assert 15 < floored.mean_wait < 28 < classic.PUBLISHED
    assert floored.most > 200
    assert floored.number > 15


def test_epstein_2002_measures_outbursts_as_they_are_defined(root: Path) -> None:
    classic = example(root, "epstein_2002")
    active = np.array([0, 51, 80, 50, 3, 3, 60, 0, 0, 0, 0, 51])
    assert classic.outbursts(active) == (3, 3.5, 80)  # from the end at 3 to 6, and from 7 to 11
