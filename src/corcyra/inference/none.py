"""None of these: a reference that knows nothing but the plausible range of each report.

It takes every value in a clue's range as equally likely (for counts, on the logarithm) and every clue as independent of
all others. Given what is not known of the speakers the record is then a product over clues, each a sum over a grid.
What is not known of the speakers bears on many clues at once, and is averaged over a set of quasi-random points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from corcyra.engines.keyed import purpose, uniforms
from corcyra.inference.likelihood import plausible
from corcyra.inference.mixture import Weights
from corcyra.inference.pieces import EAGER, Record, Script, look_table
from corcyra.inference.sobol import POINTS, sobol
from corcyra.inference.voices import Voice

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

#: Independent sets of points: 512 points in all.
SETS = 8


@dataclass(frozen=True)
class Crowd:
    """Points in what is not known of the speakers, shape (point, speaker): the trust, and which value of the rest."""

    trust: Array
    eager: npt.NDArray[np.int64]
    over: npt.NDArray[np.int64]

    @property
    def weights(self) -> Weights:
        """Every set of points as an island."""
        size = self.trust.shape[0]
        return Weights(np.zeros(1), np.zeros(1, np.int64)) if size == 1 else Weights(
            np.full(size, -np.log(POINTS)), np.arange(size) // POINTS
        )  # fmt: skip


def crowd_of(script: Script, voices: Mapping[str, Voice]) -> Crowd:
    """Points in what is not known of the speakers; one if everything is."""
    each = [voices[name] for name in script.speakers]
    # Every speaker keeps its columns, whatever is known of it: fixing one leaves the points of the others alone.
    unknown = [(s, what) for s in np.unique(script.speaker) for what in ("trust", "eager", "over")]
    known = all(
        part.size == 1 for s in np.unique(script.speaker)
        for part in (each[s].trust, each[s].eagerness, each[s].overstates)
    )  # fmt: skip
    size = 1 if known else SETS * POINTS
    trust = np.tile([float(voice.trust[0]) for voice in each], (size, 1)).reshape(size, len(each))
    eager, over = np.zeros((size, len(each)), np.int64), np.zeros((size, len(each)), np.int64)
    if not known:
        shifts = uniforms(purpose("none-of-these"), np.arange(SETS, dtype=np.uint64), 0, len(unknown))
        chance = ((sobol(len(unknown))[None] + shifts[:, None]) % 1.0).reshape(size, len(unknown))
        for column, (s, what) in enumerate(unknown):
            voice = each[s]
            weight = {"trust": voice.trust_weight, "eager": voice.eagerness_weight, "over": voice.overstates_weight}
            at = np.minimum(np.searchsorted(np.cumsum(weight[what]), chance[:, column]), weight[what].size - 1)
            if what == "trust":
                trust[:, s] = voice.trust[at]
            elif what == "eager":
                eager[:, s] = at
            else:
                over[:, s] = at
    return Crowd(trust, eager, over)


class Reference:
    """What none-of-these knows of every clue: what looking speakers would say over its plausible range."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.tables: dict[int, Array] = {}
        for k in np.unique(script.clue):
            clue = list(script.clues.values())[k]
            happened = np.zeros((plausible(clue).size, len(script.clues)))
            happened[:, k] = plausible(clue)
            own = np.nonzero(script.clue == k)[0]
            tables = look_table(_only(script, own), happened)
            widest = max(script.overstates[c].size for c in own)
            table = np.zeros((own.size, widest, happened.shape[0]))
            at = np.zeros(len(script.speakers), np.int64)
            for row, c in enumerate(own):
                s, width = script.speaker[c], script.overstates[c].size
                table[row, :width] = tables[s][:, at[s] : at[s] + width].T
                at[s] += width
            self.tables[int(k)] = table

    def log_clue(self, clue: int, crowd: Crowd, record: Record) -> Array:
        """The log of P(reports on one clue | point), shape (point,)."""
        script = self.script
        own = np.nonzero(script.clue == clue)[0]
        rows = np.nonzero(record.counts[own])[0]
        if rows.size == 0:
            return np.zeros(crowd.trust.shape[0])
        own = own[rows]
        speakers = script.speaker[own]
        eager = np.where(script.kind[own] == EAGER, crowd.eager[:, speakers], 0)
        wide = np.array([script.overstates[c].size > 1 for c in own])
        over = np.where(wide, crowd.over[:, speakers], 0)
        out = np.empty(crowd.trust.shape[0])
        _mean(
            self.tables[clue][rows], over, crowd.trust[:, speakers], script.idle[own, eager], record.fixed[own],
            record.scale[own], out,
        )  # fmt: skip
        return np.log(out) + float(np.log(script.unit[own]).sum())


@njit(cache=True, nogil=True, error_model="numpy")
def _mean(look: Array, over: Indices, trust: Array, idle: Array, fixed: Array, scale: Array, out: Array) -> None:
    """The mean over a clue's range of the product of what is said on it, for every point."""
    grid = look.shape[2]
    for point in range(trust.shape[0]):
        total = 0.0
        for at in range(grid):
            product = 1.0
            for k in range(look.shape[0]):
                q = trust[point, k]
                product *= fixed[k] + scale[k] * (q * look[k, over[point, k], at] + (1.0 - q) * idle[point, k])
            total += product
        out[point] = total / grid


def _only(script: Script, own: npt.NDArray[np.int64]) -> Script:
    """A script of some of its reports, each speaker's columns counted anew."""
    from dataclasses import replace

    columns, first = [0] * len(script.speakers), []
    for c in own:
        first.append(columns[script.speaker[c]])
        columns[script.speaker[c]] += script.overstates[c].size
    return replace(
        script,
        claims=tuple(script.claims[c] for c in own),
        speaker=script.speaker[own],
        clue=script.clue[own],
        column=np.array(first, np.int64),
        columns=tuple(columns),
        unit=script.unit[own],
        overstates=tuple(script.overstates[c] for c in own),
    )
