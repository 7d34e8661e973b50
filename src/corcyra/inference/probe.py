"""Probe: what a sure report on a clue would be expected to weigh between two accounts, before it is seen.

A speaker who is nearly always right, with an ordinary error, would report on the clue. Each account predicts what: a
distribution p over reports, from its draws. If the one is right, the report weighs on average

    10 / ln 10 * sum over reports of p_one * ln(p_one / p_other)   [dB]

for it and against the other (Good 1950; the divergence of Kullback and Leibler), and the same with the two exchanged.
Finite draws make accounts look more different than they are; leaving out one group of draws at a time takes that off
and gives the error (the jackknife).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corcyra.evidence.ledger import Clue
from corcyra.evidence.reports import FACTOR, HOURS, SHARE
from corcyra.inference.checks import posterior_weights
from corcyra.inference.likelihood import LEAST_PART, MOST_TRUST
from corcyra.inference.mixture import DECIBEL, even_out
from corcyra.inference.scales import Scales

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

#: Cells into which the plausible range of a clue is cut, and how far reports may lie beyond it [typical errors].
CELLS, BEYOND = 256, 4
#: Groups of plain draws; draws that were led to the record are grouped by population.
GROUPS = 8


@dataclass(frozen=True)
class Probe:
    """A clue, and what a sure report on it is expected to weigh for the account that is right [dB].

    ``if_one_db``: if the first account is; ``if_other_db``: if the second is; ``error_db``: of their mean.
    """

    clue: str
    if_one_db: float
    if_other_db: float
    error_db: float

    @property
    def expected_db(self) -> float:
        """If both are as likely to be right."""
        return 0.5 * (self.if_one_db + self.if_other_db)


@dataclass(frozen=True)
class Predicted:
    """What an account predicts: measures (draw, clue), weights that add up to 1, and groups that share nothing."""

    measures: Array
    weight: Array
    group: Indices


def from_plain(measures: Array) -> Predicted:
    """What plain draws from the priors predict."""
    size = measures.shape[0]
    return Predicted(measures, np.full(size, 1.0 / size), np.arange(size) % GROUPS)


def from_record(scales: Scales, account: str) -> Predicted:
    """What an account predicts after the record."""
    draws, weight = scales.draws[account], posterior_weights(scales, account)
    if draws.weights.islands == draws.measures.shape[0]:  # plain draws, of which each is an island
        return Predicted(draws.measures, weight, np.arange(draws.measures.shape[0]) % GROUPS)
    return from_islands(draws.measures, weight, draws.weights.island)


def from_islands(measures: Array, weight: Array, island: Indices) -> Predicted:
    """What weighted draws of islands predict; half of the islands count, even where the best has nearly all weight.

    The few histories that one island found are sure of much that the next one would have otherwise.
    """
    evened, _ = even_out(weight, island)
    return Predicted(measures, evened / evened.sum(), island)


def probe(clues: Iterable[Clue], one: Predicted, other: Predicted) -> list[Probe]:
    """Every clue of a ledger, in its order as the columns of the measures; those that would tell most first."""
    found = [_probe(clue, one, other, column) for column, clue in enumerate(clues)]
    return sorted(found, key=lambda each: -each.expected_db)


def _probe(clue: Clue, one: Predicted, other: Predicted, column: int) -> Probe:
    table = report_table(clue)
    a, b = _reports(clue, one, column, table), _reports(clue, other, column, table)
    whole, parts_a, parts_b = _both(a[0], b[0]), _both(a[1], b[0]), _both(a[0], b[1])
    known = whole.copy()
    variance = 0.0
    for parts in (parts_a, parts_b):
        size = parts.shape[0]
        known -= (size - 1) * (parts.mean(axis=0) - whole[0])[None]
        mean = parts.mean(axis=1)
        variance += (size - 1) / size * float(((mean - mean.mean()) ** 2).sum())
    if_one, if_other = np.maximum(known[0], 0.0)
    return Probe(clue.id, float(if_one), float(if_other), math.sqrt(variance))


def _both(one: Array, other: Array) -> Array:
    """The two expected weights [dB] for rows of report distributions, shape (row, 2)."""
    ratio = np.log(one / other)
    return DECIBEL * np.stack([(one * ratio).sum(axis=1), -(other * ratio).sum(axis=1)], axis=1)


def _reports(clue: Clue, by: Predicted, column: int, table: Array) -> tuple[Array, Array]:
    """P(report), shape (1, report), and with each group left out, (group, report)."""
    cell, groups = _cell(clue, by.measures[:, column]), int(by.group.max()) + 1
    flat = np.bincount(by.group * table.shape[0] + cell, by.weight, groups * table.shape[0])
    each = flat.reshape(groups, table.shape[0])
    rest = np.maximum(each.sum(axis=0) - each, 0.0)
    rest = (rest + 1e-12 / table.shape[0]) / (rest.sum(axis=1, keepdims=True) + 1e-12)
    return (each.sum(axis=0, keepdims=True) / each.sum()) @ table, rest @ table


def _scale(clue: Clue) -> tuple[float, float, float]:
    """The ends of what may be measured and the typical error of a report; of counts by the logarithm."""
    if clue.kind == "count":
        return math.log(0.5 * clue.low), math.log(clue.high), math.log(FACTOR)
    return clue.low, clue.high, SHARE if clue.kind == "share" else HOURS


def _cell(clue: Clue, measured: Array) -> Indices:
    """The cell of what was measured; of a time that never comes, the one after the last."""
    if clue.kind == "truth":
        return (measured > 0).astype(np.int64)
    low, high, _ = _scale(clue)
    came = np.isfinite(measured)
    value = np.where(came, measured, low)
    if clue.kind == "count":
        value = np.log(np.maximum(value, 0.5 * clue.low))
    cell = np.clip((value - low) / (high - low) * CELLS, 0, CELLS - 1)
    return np.where(came, cell, CELLS).astype(np.int64)


def report_table(clue: Clue) -> Array:
    """P(what a sure speaker says | what was measured), shape (cell, report)."""
    if clue.kind == "truth":
        return MOST_TRUST * np.eye(2) + (1.0 - MOST_TRUST) * 0.5
    low, high, error = _scale(clue)
    happened = low + (np.arange(CELLS) + 0.5) * (high - low) / CELLS
    said = np.arange(low - BEYOND * error, high + BEYOND * error, min(0.25 * error, (high - low) / 20))
    looking = np.exp(-0.5 * ((said - happened[:, None]) / error) ** 2)
    table = np.zeros((CELLS + 1, said.size + 1))
    table[:-1, :-1] = MOST_TRUST * looking / looking.sum(axis=1, keepdims=True)
    table[-1, -1] = MOST_TRUST
    anyway = np.full(said.size + 1, (1.0 - LEAST_PART) / said.size)
    anyway[-1] = LEAST_PART
    return np.asarray(table + (1.0 - MOST_TRUST) * anyway, dtype=np.float64)
