"""Reads the ledger of a case from its ``evidence`` folder, and checks it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from corcyra.errors import Problem, nearest
from corcyra.evidence.ledger import Claim, Clue, Ledger, Report, Source, Speaker
from corcyra.evidence.measure import Bound, Measure
from corcyra.evidence.reports import Frame as Frame
from corcyra.evidence.reports import Part, read_report
from corcyra.levels import amount, level
from corcyra.priors import mean_of
from corcyra.quantities import QUANTITIES, find_quantity
from corcyra.schema import (
    Bound as BoundTable,
)
from corcyra.schema import (
    ClaimsFile,
    ClaimTable,
    CluesFile,
    ClueTable,
    File,
    MeasureTable,
    SourcesFile,
    SpeakersFile,
    read_file,
)

Item = TypeVar("Item")

LEDGER_FILES: dict[str, type[File]] = {
    "evidence/sources.toml": SourcesFile,
    "evidence/speakers.toml": SpeakersFile,
    "evidence/clues.toml": CluesFile,
    "evidence/claims.toml": ClaimsFile,
}


def read_ledger(folder: Path, frame: Frame, problems: list[Problem]) -> Ledger:
    """Read the four files of the ledger; what is wrong is added to ``problems``."""
    sources = _read_sources(folder, problems)
    speakers = _read_speakers(folder, problems)
    file = "evidence/clues.toml"
    clues_file = read_file(folder, file, CluesFile, problems)
    clues: dict[str, Clue] = {}
    for position, row in enumerate(clues_file.clue if clues_file else [], 1):
        key = f"clue[{position}]"
        clue = _read_clue(file, key, row, frame, problems)
        _add(file, key, row.id, clue, clues, problems)
    file = "evidence/claims.toml"
    claims_file = read_file(folder, file, ClaimsFile, problems)
    rows = {row.id: row for row in claims_file.claim} if claims_file else {}
    unread = {problem.file for problem in problems}
    claims: dict[str, Claim] = {}
    for position, each in enumerate(claims_file.claim if claims_file else [], 1):
        key = f"claim[{position}]"
        known: dict[str, Iterable[str]] = {"source": sources, "speaker": speakers}
        for name, table in known.items():
            if table or f"evidence/{name}s.toml" not in unread:
                _known(file, f"{key}.{name}", getattr(each, name), name, table, problems)
        if each.same_as is not None:
            _check_copy(file, f"{key}.same_as", each, rows, problems)
        for number, place in enumerate(each.places, 1):
            _known(file, f"{key}.places[{number}]", place, "place", frame.places, problems)
        if each.clue is not None and clues_file is not None:
            _known(file, f"{key}.clue", each.clue, "clue", [row.id for row in clues_file.clue], problems)
        clue = clues.get(each.clue or "")
        report = None
        if clue is not None and each.report is not None:
            report = read_report(file, f"{key}.report", each.report, clue, frame, problems)
        _add(file, key, each.id, _claim(each, report), claims, problems)
    return Ledger(sources, speakers, clues, claims)


def _check_copy(file: str, key: str, copy: ClaimTable, rows: dict[str, ClaimTable], problems: list[Problem]) -> None:
    """A copy names an original, which is no copy itself, on the same clue."""
    original = rows.get(copy.same_as or "")
    if original is None or original.id == copy.id:
        _known(file, key, copy.same_as or "", "claim", [name for name in rows if name != copy.id], problems)
    elif original.same_as is not None:
        cure = "copies name the first claim, which has no same_as"
        problems.append(Problem(file, key, f"'{original.id}' is a copy itself", cure))
    elif original.clue != copy.clue:
        cure = "a copy says the same on the same clue: correct one of the two, or leave same_as out"
        problems.append(Problem(file, key, f"'{original.id}' is on another clue", cure))


def _read_sources(folder: Path, problems: list[Problem]) -> dict[str, Source]:
    file = "evidence/sources.toml"
    table = read_file(folder, file, SourcesFile, problems)
    out: dict[str, Source] = {}
    for position, row in enumerate(table.source if table else [], 1):
        none = {each.paragraph: each.reason for each in row.none}
        source = Source(row.key, row.title, row.year, row.kind, row.interest, row.paragraphs, none)
        _add(file, f"source[{position}]", row.key, source, out, problems)
    return out


def _read_speakers(folder: Path, problems: list[Problem]) -> dict[str, Speaker]:
    file = "evidence/speakers.toml"
    table = read_file(folder, file, SpeakersFile, problems)
    out: dict[str, Speaker] = {}
    for position, row in enumerate(table.speaker if table else [], 1):
        key = f"speaker[{position}]"
        trust = level(file, f"{key}.trust", row.trust, "1", problems, low=0.0, high=1.0)
        overstates = row.overstates and level(file, f"{key}.overstates", row.overstates, "1", problems, low=0.01)
        eagerness = row.eagerness and level(file, f"{key}.eagerness", row.eagerness, "logit", problems)
        speaker = Speaker(
            name=row.name,
            role=row.role,
            interest=row.interest,
            trust=0.5 if trust is None else mean_of(trust.prior) * trust.factor,
            why=row.trust.why,
            prior=trust.prior if trust and trust.prior.family != "constant" else None,
            overstates=overstates.prior if overstates else None,
            eagerness=eagerness.prior if eagerness else None,
        )
        _add(file, key, row.name, speaker, out, problems)
    return out


def _read_clue(file: str, key: str, row: ClueTable, frame: Frame, problems: list[Problem]) -> Clue | None:
    read = _read_measure(file, f"{key}.measure", row.measure, frame, problems)
    if read is None:
        return None
    measure, unit = read
    is_time = measure.take == "first" and measure.across != "places"
    kind_of = "truth" if measure.holds or measure.earlier else "time" if is_time else "number"
    if kind_of != {"count": "number", "share": "number"}.get(row.kind, row.kind):
        cure = {"truth": "add holds = {...}", "time": 'use take = "first"'}.get(row.kind, "leave holds and first out")
        problems.append(Problem(file, f"{key}.kind", f"the measure gives a {kind_of}, not a {row.kind}", cure))
        return None
    low, high = {"truth": (0.0, 1.0), "share": (0.0, 1.0), "time": (0.0, float(frame.hours))}.get(row.kind, (0.0, 0.0))
    if row.kind == "count":
        if row.range is None:
            cure = "add range = { low = ..., high = ..., unit = ... }"
            problems.append(Problem(file, f"{key}.range", "is missing", cure))
            return None
        pair = [
            amount(file, f"{key}.range", Part(number, row.range.unit), unit, problems)
            for number in (row.range.low, row.range.high)
        ]
        if pair[0] is None or pair[1] is None:
            return None
        low, high = pair[0], pair[1]
        if not 0 < low < high:
            problems.append(Problem(file, f"{key}.range", f"{low:g} to {high:g} is no range", "0 < low < high"))
            return None
    elif row.kind == "share" and not measure.over and not measure.relative and unit != "1":
        problems.append(Problem(file, f"{key}.measure", "a share needs a whole", "add over = [...] or relative = true"))
        return None
    return Clue(row.id, row.question, row.kind, "hour" if row.kind == "time" else unit, low, high, measure)


def _read_measure(
    file: str, key: str, row: MeasureTable, frame: Frame, problems: list[Problem]
) -> tuple[Measure, str] | None:
    """A checked measure and the unit of what it gives."""
    before = len(problems)
    if row.earlier is not None or row.later is not None:
        if row.earlier is None or row.later is None or row.of:
            problems.append(Problem(file, key, "earlier and later come together, without of", "give both, alone"))
            return None
        one = _read_measure(file, f"{key}.earlier", row.earlier, frame, problems)
        other = _read_measure(file, f"{key}.later", row.later, frame, problems)
        if one is None or other is None:
            return None
        if any(part.take != "first" or part.across == "places" for part in (one[0], other[0])):
            problems.append(Problem(file, key, "earlier and later are times", 'use take = "first" in both'))
            return None
        return Measure(earlier=one[0], later=other[0]), "1"
    quantities = []
    for field in ("of", "over"):
        for position, name in enumerate(getattr(row, field), 1):
            quantity = find_quantity(name)
            if quantity is None or quantity.kind in ("input", "flow"):
                cure = nearest(name, [n for n, q in QUANTITIES.items() if q.kind not in ("input", "flow")])
                problem = f"unknown quantity '{name}'" if quantity is None else f"'{name}' is not simulated as a level"
                problems.append(Problem(file, f"{key}.{field}[{position}]", problem, cure))
            else:
                quantities.append(quantity)
    if not row.of:
        problems.append(Problem(file, f"{key}.of", "is missing", 'name quantities, such as of = ["crowd"]'))
    if len({quantity.over for quantity in quantities}) > 1:
        problems.append(Problem(file, f"{key}.of", "mixes quantities by place and national ones", "use one kind"))
    if len({quantity.unit for quantity in quantities}) > 1:
        problems.append(Problem(file, f"{key}.of", "mixes units", "sum only quantities of one unit"))
    places = None
    if row.places is not None:
        for position, place in enumerate(row.places, 1):
            _known(file, f"{key}.places[{position}]", place, "place", frame.places, problems)
        places = tuple(frame.places.index(place) for place in row.places if place in frame.places)
    start = frame.hour(file, f"{key}.from", row.start, problems) if row.start else 0
    end = frame.hour(file, f"{key}.to", row.end, problems) if row.end else frame.hours
    if start is not None and end is not None and start >= end:
        problems.append(Problem(file, f"{key}.to", "is not after from", "the end is exclusive and later"))
    if (row.across == "places" or row.take in ("first", "hours")) and row.when is None:
        problems.append(Problem(file, f"{key}.when", "is missing", "add when = { at_least = {...} }"))
    if row.over and (row.across == "places" or row.take in ("first", "hours")):
        problems.append(Problem(file, f"{key}.over", "does not go with times or places", "leave over out"))
    if len(problems) > before or start is None or end is None:
        return None
    inner = "1" if row.relative else quantities[0].unit
    unit = "place" if row.across == "places" else "hour" if row.take == "hours" else "1" if row.over else inner
    when = _read_bound(file, f"{key}.when", row.when, inner, problems)
    holds = _read_bound(file, f"{key}.holds", row.holds, unit, problems)
    if len(problems) > before:
        return None
    return (
        Measure(
            of=tuple(row.of),
            over=tuple(row.over),
            places=places,
            start=start,
            end=end,
            relative=row.relative,
            across=row.across,
            take=row.take,
            when=when,
            holds=holds,
        ),
        unit,
    )


def _read_bound(file: str, key: str, row: BoundTable | None, unit: str, problems: list[Problem]) -> Bound | None:
    if row is None:
        return None
    name = "at_least" if row.at_least is not None else "below"
    written = row.at_least or row.below
    value = amount(file, f"{key}.{name}", written, unit, problems) if written else None
    return None if value is None else Bound(value, below=name == "below")


def _claim(row: ClaimTable, report: Report | None) -> Claim:
    return Claim(
        id=row.id,
        source=row.source,
        paragraph=row.paragraph,
        speaker=row.speaker,
        says=row.says,
        clue=row.clue,
        undecided=row.undecided,
        report=report,
        date=row.date,
        places=tuple(row.places),
        same_as=row.same_as,
        would_say=0.5 if row.would_say is None else row.would_say,
        why=row.why,
        dependence=1.0 if row.dependence is None else row.dependence,
    )


def _known(file: str, key: str, name: str, kind: str, known: Iterable[str], problems: list[Problem]) -> None:
    names = list(known)
    if name not in names:
        problems.append(Problem(file, key, f"unknown {kind} '{name}'", nearest(name, names)))


def _add(file: str, key: str, name: str, item: Item | None, into: dict[str, Item], problems: list[Problem]) -> None:
    if name in into:
        problems.append(Problem(file, key, f"'{name}' is there twice", "give every one a name of its own"))
    elif item is not None:
        into[name] = item
