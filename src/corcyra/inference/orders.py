"""The weight of a clue within the record: after those before it in an order, and averaged over orders.

Within an account clues depend on each other, so what a clue adds depends on what is known already. In any one order the
weights add up to that of the whole record. Their average over orders (Shapley 1953) does not depend on the order of the
ledger; it is estimated from a few orders drawn at random, each together with its reverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from corcyra.engines.keyed import purpose, uniforms
from corcyra.inference.mixture import DECIBEL, Weights
from corcyra.inference.pieces import COUNTED, EAGER
from corcyra.inference.scales import NONE, Draws, Scales

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

#: Orders drawn, not counting their reverses.
ORDERS = 8


@dataclass(frozen=True)
class Added:
    """What a clue adds to the weight for one account against another [dB].

    ``in_order_db``: after the clues before it in the ledger; ``average_db``: averaged over orders, with the standard
    error from the number of orders (not the Monte Carlo error of the draws).
    """

    clue: str
    in_order_db: float
    average_db: float
    error_db: float


def orders_of(count: int, orders: int, seed: int) -> Indices:
    """Orders of so many clues: the ledger's first, then pairs of a random one and its reverse."""
    drawn = np.argsort(uniforms(purpose(seed, "orders"), np.arange(orders, dtype=np.uint64), 0, count), axis=1)
    rows = [np.arange(count), *(row for each in drawn for row in (each, each[::-1]))]
    return np.array(rows, np.int64).reshape(1 + 2 * orders, count)


def added(scales: Scales, favours: str, against: str, orders: int = ORDERS, seed: int = 1) -> list[Added]:
    """What every clue adds to the weight for one account against another, in the ledger's order."""
    clues = scales.reported
    rows = orders_of(len(clues), orders, seed)
    gain = gains(scales, favours, rows) - gains(scales, against, rows)  # (order, clue)
    pairs = gain[1:].reshape(orders, 2, len(clues)).mean(axis=1)
    error = pairs.std(axis=0, ddof=1) / np.sqrt(orders) if orders > 1 else np.full(len(clues), np.inf)
    return [Added(name, float(gain[0, k]), float(pairs[:, k].mean()), float(error[k])) for k, name in enumerate(clues)]


def gains(scales: Scales, name: str, rows: Indices) -> Array:
    """What each clue adds to the log evidence of an account, by order, shape (order, clue) [dB]."""
    numbers = [list(scales.script.clues).index(clue) for clue in scales.reported]
    out = np.empty(rows.shape)
    chosen = None if name == NONE else scales.draws[name].choose(scales.log_likelihood(name))
    for r, row in enumerate(rows):
        steps = [numbers[k] for k in row]
        if chosen is None:
            total = np.cumsum([scales.clues[number] for number in steps], axis=0)
            known = _log_means(total, scales.crowd.weights)
        else:
            known = _known(scales, scales.draws[name], steps, *chosen)
        out[r, row] = DECIBEL * np.diff(known, prepend=0.0)
    return out


def _log_means(log_values: Array, weights: Weights) -> Array:
    terms = log_values + weights.log
    top = terms.max(axis=1, keepdims=True)
    sums = top[:, 0] + np.log(np.exp(terms - top).sum(axis=1))
    return np.asarray(sums - np.log(weights.islands), dtype=np.float64)


def _known(scales: Scales, draws: Draws, steps: Sequence[int], weights: Weights, used: npt.NDArray[np.bool_]) -> Array:
    """Log evidence after each of some clues."""
    script, record = scales.script, scales.record
    order = np.array([c for clue in steps for c in np.nonzero((script.clue == clue) & record.counts)[0]], np.int64)
    ends = np.cumsum([((script.clue == clue) & record.counts).sum() for clue in steps])
    voices = [scales.voices[speaker] for speaker in script.speakers]
    most = max(voice.trust.size for voice in voices)
    trust, weight = np.zeros((len(voices), most)), np.zeros((len(voices), most))
    eager, over = np.zeros((len(voices), 3)), np.zeros((len(voices), 3))
    for s, voice in enumerate(voices):
        trust[s, : voice.trust.size], weight[s, : voice.trust.size] = voice.trust, voice.trust_weight
        eager[s, : voice.eagerness.size], over[s, : voice.overstates.size] = (
            voice.eagerness_weight, voice.overstates_weight,
        )  # fmt: skip
    width = max(script.overstates[c].size for c in order)
    look = np.empty((int(used.sum()), order.size, width))
    for k, c in enumerate(order):
        size = script.overstates[c].size
        look[:, k, :size] = draws.table[script.speaker[c]][used, script.column[c] : script.column[c] + size]
    idle = np.ones((order.size, 3))
    idle[:, : script.idle.shape[1]] = script.idle[order]
    total = np.zeros(len(steps))
    _walk(
        look, script.speaker[order], script.kind[order], record.fixed[order], record.scale[order], idle,
        np.log(script.unit[order]), trust, weight, eager, over, ends.astype(np.int64), weights.log, total,
    )  # fmt: skip
    return np.asarray(total - np.log(weights.islands), dtype=np.float64)


@njit(cache=True, nogil=True, error_model="numpy")
def _walk(
    look: Array,
    speaker: Indices,
    kind: Indices,
    fixed: Array,
    scale: Array,
    idle: Array,
    log_unit: Array,
    trust: Array,
    weight: Array,
    eager: Array,
    over: Array,
    ends: Indices,
    log_weight: Array,
    total: Array,
) -> None:
    """Add one report after another for every draw; the log of the weighted sum of likelihoods after each clue."""
    speakers, most = trust.shape
    plain = np.ones((speakers, most))
    by_eager, by_over = np.ones((speakers, most, 3)), np.ones((speakers, most, 3))
    logs = np.zeros(speakers)
    top = np.full(total.shape[0], -np.inf)
    sums = np.zeros(total.shape[0])
    for i in range(look.shape[0]):
        plain[:] = 1.0
        by_eager[:] = 1.0
        by_over[:] = 1.0
        logs[:] = 0.0
        value, k = log_weight[i], 0
        for step in range(ends.shape[0]):
            while k < ends[step]:
                s = speaker[k]
                factor = 0.0
                for q in range(most):
                    if weight[s, q] == 0.0:
                        continue
                    here, anyway = scale[k] * trust[s, q], scale[k] * (1.0 - trust[s, q])
                    if kind[k] == EAGER:
                        for e in range(3):
                            by_eager[s, q, e] *= fixed[k] + here * look[i, k, 0] + anyway * idle[k, e]
                    elif kind[k] == COUNTED:
                        for b in range(3):
                            by_over[s, q, b] *= fixed[k] + here * look[i, k, b] + anyway * idle[k, 0]
                    else:
                        plain[s, q] *= fixed[k] + here * look[i, k, 0] + anyway * idle[k, 0]
                    one = eager[s, 0] * by_eager[s, q, 0] + eager[s, 1] * by_eager[s, q, 1]
                    two = over[s, 0] * by_over[s, q, 0] + over[s, 1] * by_over[s, q, 1]
                    one += eager[s, 2] * by_eager[s, q, 2]
                    two += over[s, 2] * by_over[s, q, 2]
                    factor += weight[s, q] * plain[s, q] * one * two
                new = np.log(max(factor, 1e-300))
                value += new - logs[s] + log_unit[k]
                logs[s] = new
                k += 1
            if value > top[step]:
                sums[step] = sums[step] * np.exp(top[step] - value) + 1.0
                top[step] = value
            else:
                sums[step] += np.exp(value - top[step])
    for step in range(ends.shape[0]):
        total[step] = top[step] + np.log(sums[step])
