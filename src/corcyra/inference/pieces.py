"""The table from which every likelihood is put together: what a looking speaker would say, by simulation and report.

It is worked out once for an ensemble. Another trust, a clue or a source left out, a set of clues: all of them only
multiply its numbers anew. Within a simulation the reports of one speaker share what is not known of the speaker:

    P(reports of a speaker | m) = sum over trust q, weight w_q, of
        w_q * product over its reports of (q * look + (1 - q) * idle)

where the sums over the speaker's eagerness and over its factor on counts stand inside, round the reports they bear on.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from corcyra.evidence.ledger import Claim, Clue, Ledger
from corcyra.inference.likelihood import idle, looking, repeats
from corcyra.inference.voices import Voice, voices_of

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
#: What looking speakers would say: for each speaker an array (simulation, column).
Table = tuple[Array, ...]

#: Larger tables lie on disk [bytes].
IN_MEMORY = 400_000_000
#: Simulations of which a table is worked out at a time.
CHUNK = 20_000
PLAIN, EAGER, COUNTED = 0, 1, 2
#: Stands for a probability that is too small for a number.
TINY = 1e-300


@dataclass(frozen=True)
class Script:
    """The reports of a ledger in the order of their speakers, as arrays.

    ``column``: the first of a report's columns in its speaker's table, one for each factor on counts; ``idle``:
    P(report | not looking) by eagerness, over ``unit``, by which the columns are divided too; ``kind``: what else it
    depends on.
    """

    clues: dict[str, Clue]
    claims: tuple[Claim, ...]
    speakers: tuple[str, ...]
    speaker: Indices
    clue: Indices
    column: Indices
    columns: tuple[int, ...]
    kind: Indices
    idle: Array
    unit: Array
    overstates: tuple[Array, ...]

    def position(self, claim: str) -> int:
        """Where a claim stands."""
        return next(k for k, each in enumerate(self.claims) if each.id == claim)


@dataclass(frozen=True)
class Record:
    """Which reports of a script count, and how: each gives ``fixed + scale * (q * look + (1 - q) * idle)``.

    A report that does not count has 1 and 0; one that may repeat another has a part that no simulation bears on.
    """

    counts: npt.NDArray[np.bool_]
    fixed: Array
    scale: Array


def script_of(ledger: Ledger) -> Script:
    """The reports of a ledger, in order of speakers."""
    voices = voices_of(ledger)
    speakers = tuple(ledger.speakers)
    claims = [claim for claim in ledger.claims.values() if claim.report is not None and claim.clue in ledger.clues]
    claims.sort(key=lambda claim: speakers.index(claim.speaker))
    clue_names = list(ledger.clues)
    column, kind, over, rows, unit = [], [], [], [], []
    columns = [0] * len(speakers)
    for claim in claims:
        voice, clue = voices[claim.speaker], ledger.clues[claim.clue or ""]
        assert claim.report is not None
        counted = clue.kind == "count" and voice.overstates.size > 1
        eager = clue.kind == "truth" and voice.eagerness.size > 1
        over.append(voice.overstates if clue.kind == "count" else np.ones(1))
        column.append(columns[speakers.index(claim.speaker)])
        columns[speakers.index(claim.speaker)] += over[-1].size
        kind.append(COUNTED if counted else EAGER if eager else PLAIN)
        eager_to = -voice.eagerness if claim.turned else voice.eagerness
        anyway = [idle(claim.report, clue, _shifted(claim.would_say, shift)) for shift in eager_to]
        unit.append(anyway[len(anyway) // 2])
        rows.append([value / unit[-1] for value in anyway])
    widest = max((len(row) for row in rows), default=1)
    return Script(
        clues=ledger.clues,
        claims=tuple(claims),
        speakers=speakers,
        speaker=np.array([speakers.index(claim.speaker) for claim in claims], np.int64),
        clue=np.array([clue_names.index(claim.clue or "") for claim in claims], np.int64),
        column=np.array(column, np.int64),
        columns=tuple(columns),
        kind=np.array(kind, np.int64),
        idle=np.array([row + [0.0] * (widest - len(row)) for row in rows], np.float64).reshape(len(rows), widest),
        unit=np.array(unit, np.float64),
        overstates=tuple(over),
    )


def _shifted(chance: float, logit: float) -> float:
    odds = chance / (1.0 - chance) * float(np.exp(logit))
    return odds / (1.0 + odds)


def record_of(script: Script, claims: Collection[str] | None = None) -> Record:
    """The record that some claims make (all if None); a copy counts in full only where what it copies is left out."""
    chosen = {claim.id: claim for claim in script.claims if claims is None or claim.id in claims}
    counts = np.array([claim.id in chosen for claim in script.claims], bool)
    fixed, scale = np.ones(counts.size), np.zeros(counts.size)
    first: dict[object, str] = {}
    for k, claim in enumerate(script.claims):
        if not counts[k]:
            continue
        original, share = chosen.get(claim.same_as or ""), claim.dependence
        if original is None:  # a speaker that says a thing twice has said it once
            same = first.setdefault((claim.speaker, claim.clue, claim.report), claim.id)
            original, share = (None, 0.0) if same == claim.id else (chosen[same], 1.0)
        if share >= 1.0:
            counts[k] = False
            continue
        scale[k] = 1.0 - share
        fixed[k] = 0.0
        if original is not None:
            fixed[k] = share * repeats(claim, script.clues[claim.clue or ""], original) / script.unit[k]
    return Record(counts, fixed, scale)


def look_table(script: Script, measures: Array) -> Table:
    """What looking speakers would say, over each report's unit; on disk if it is large."""
    size = measures.shape[0]
    small = 8 * size * sum(script.columns) <= IN_MEMORY
    table = tuple(np.empty((size, width)) if small else _on_disk((size, width)) for width in script.columns)
    for begin in range(0, size, CHUNK):
        part = slice(begin, begin + CHUNK)
        for k, claim in enumerate(script.claims):
            clue, happened = script.clues[claim.clue or ""], np.asarray(measures[part, script.clue[k]])
            assert claim.report is not None
            for b, factor in enumerate(script.overstates[k]):
                said = looking(claim.report, clue, happened, float(factor))
                table[script.speaker[k]][part, script.column[k] + b] = said / script.unit[k]
    return table


def _on_disk(shape: tuple[int, int]) -> Array:
    if 0 in shape:
        return np.empty(shape)
    with tempfile.TemporaryFile(prefix="corcyra-") as file:
        return np.memmap(file, dtype=np.float64, mode="w+", shape=shape)


def log_factors(
    script: Script,
    table: Table,
    voices: Mapping[str, Voice],
    record: Record,
    speakers: Collection[int] | None = None,
    into: Array | None = None,
) -> Array:
    """The log of P(what each speaker reports | simulation), shape (simulation, speaker).

    Parameters
    ----------
    speakers : positions of those to work out; all if None
    into : where to write them; what it holds of the others is kept
    """
    out = np.zeros((len(table[0]) if table else 0, len(script.speakers))) if into is None else into
    for s in range(len(script.speakers)) if speakers is None else speakers:
        own = np.nonzero((script.speaker == s) & record.counts)[0]
        if own.size == 0:
            out[:, s] = 0.0
            continue
        own = own[np.argsort(script.kind[own], kind="stable")]
        voice, kind = voices[script.speakers[s]], script.kind[own]
        anyway = record.fixed[own] + record.scale[own] * np.multiply.outer(1.0 - voice.trust, script.idle[own].T)
        _fill(
            table[s], out[:, s], script.column[own], np.searchsorted(kind, [EAGER, COUNTED]),
            np.ascontiguousarray(anyway),
            np.outer(voice.trust, record.scale[own]), voice.trust_weight, voice.eagerness_weight,
            voice.overstates_weight, float(np.log(script.unit[own]).sum()),
        )  # fmt: skip
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(
    table: Array,
    out: Array,
    column: Indices,
    bounds: Indices,
    anyway: Array,
    look: Array,
    trust_weight: Array,
    eager_weight: Array,
    over_weight: Array,
    constant: float,
) -> None:
    """The logarithm of the sum over what is not known of one speaker, for every simulation.

    ``anyway``: (trust, eagerness, report), what does not depend on the simulation; ``look``: (trust, report); reports
    from the first of ``bounds`` on depend on the eagerness, from the second on on the factor on counts.
    """
    eager, counted, reports = bounds[0], bounds[1], column.shape[0]
    for i in range(table.shape[0]):
        total = 0.0
        for q in range(trust_weight.shape[0]):
            product = trust_weight[q]
            for k in range(eager):
                product *= anyway[q, 0, k] + look[q, k] * table[i, column[k]]
            if counted > eager:
                part = 0.0
                for e in range(eager_weight.shape[0]):
                    inner = eager_weight[e]
                    for k in range(eager, counted):
                        inner *= anyway[q, e, k] + look[q, k] * table[i, column[k]]
                    part += inner
                product *= part
            if reports > counted:
                part = 0.0
                for b in range(over_weight.shape[0]):
                    inner = over_weight[b]
                    for k in range(counted, reports):
                        inner *= anyway[q, 0, k] + look[q, k] * table[i, column[k] + b]
                    part += inner
                product *= part
            total += product
        out[i] = np.log(max(total, TINY)) + constant
