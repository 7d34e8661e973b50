"""Exact tests of what is drawn against its law, at a false alarm rate that is shared out over the whole suite."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.stats

#: The chance that any statistical test of the suite fails though all is right, and the number of its tests at most.
#: All keys and seeds are fixed, so that a test that passed once passes always; the chance is that of a new draw.
OVERALL, TESTS = 1e-6, 1000
ALPHA = OVERALL / TESTS


def fits_binomial(drawn: npt.ArrayLike, n: int, p: float) -> float:
    """P-value of draws against Binomial(n, p): the smaller of that of the shape and that of the mean, doubled."""
    drawn = np.asarray(drawn)
    shape, variance = _shape(drawn, n, p), n * p * (1 - p)
    if variance * drawn.size < 1000:  # too few for a mean that is all but normal
        return shape
    z = (drawn.mean() - n * p) / np.sqrt(variance / drawn.size)
    return min(1.0, 2 * shape, 4 * float(scipy.stats.norm.sf(abs(z))))


def _shape(drawn: np.ndarray, n: int, p: float) -> float:
    """P-value of a chi-square test in about 40 bins of at least 20 expected draws."""
    assert drawn.min() >= 0
    assert drawn.max() <= n
    law = scipy.stats.binom(n, p)
    edges = np.unique(law.ppf(np.linspace(0, 1, 41)[1:-1]))  # the last value of each bin but the last
    cumulated = np.concatenate([[0.0], law.cdf(edges), [1.0]])
    observed = np.bincount(np.searchsorted(edges, drawn, side="left"), minlength=len(edges) + 1)
    expected = np.diff(cumulated) * drawn.size
    observed, expected = _merge(observed, expected)
    if len(expected) < 2:  # one value is all but certain: are the others as rare as they should be?
        common = edges[0]
        return float(scipy.stats.binomtest(int((drawn != common).sum()), drawn.size, 1 - law.pmf(common)).pvalue)
    return float(scipy.stats.chisquare(observed, expected * observed.sum() / expected.sum()).pvalue)


def fits_uniform(drawn: npt.ArrayLike, bins: int = 256) -> float:
    """P-value of a chi-square test of numbers against the uniform law on 0 to 1."""
    drawn = np.ravel(drawn)
    return float(scipy.stats.chisquare(np.bincount((drawn * bins).astype(int), minlength=bins)).pvalue)


def are_independent(one: npt.ArrayLike, other: npt.ArrayLike, bins: int = 16) -> float:
    """P-value of a chi-square test that pairs of uniform numbers fill the square evenly."""
    one, other = np.ravel(one), np.ravel(other)
    cells = (one * bins).astype(int) * bins + (other * bins).astype(int)
    return float(scipy.stats.chisquare(np.bincount(cells, minlength=bins**2)).pvalue)


def are_uncorrelated(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """P-value of a test that two series have no linear correlation."""
    return float(scipy.stats.pearsonr(np.ravel(one), np.ravel(other)).pvalue)


def _merge(observed: np.ndarray, expected: np.ndarray, least: float = 20.0) -> tuple[np.ndarray, np.ndarray]:
    groups: list[list[float]] = [[0.0, 0.0]]
    for o, e in zip(observed, expected, strict=True):
        if groups[-1][1] >= least:
            groups.append([0.0, 0.0])
        groups[-1][0] += o
        groups[-1][1] += e
    if len(groups) > 1 and groups[-1][1] < least:
        last = groups.pop()
        groups[-1] = [groups[-1][0] + last[0], groups[-1][1] + last[1]]
    merged = np.array(groups)
    return merged[:, 0], merged[:, 1]
