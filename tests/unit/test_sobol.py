"""Sobol's points are those of SciPy, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from corcyra.inference.sobol import BITS, TABLE, sobol

WIDEST = len(TABLE) // BITS


@pytest.mark.parametrize("dimensions", [1, 7, WIDEST, WIDEST + 1], ids=str)
def test_they_are_scipys(dimensions: int) -> None:
    wanted = qmc.Sobol(dimensions, scramble=False).random_base2(BITS)
    np.testing.assert_array_equal(sobol(dimensions), wanted)
