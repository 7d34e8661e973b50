"""The timeline: dated statements for orientation, and the few inputs that every account takes as given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corcyra.errors import Problem, nearest
from corcyra.evidence.ledger import Ledger
from corcyra.evidence.reading import Frame
from corcyra.levels import amount
from corcyra.quantities import QUANTITIES
from corcyra.schema import TimelineFile, read_file


@dataclass(frozen=True)
class Given:
    """An input by the hour that every account takes as it is."""

    quantity: str
    place: str
    start: int
    end: int
    value: float


@dataclass(frozen=True)
class Event:
    """A dated statement of the record, for the reader's orientation."""

    at: datetime
    what: str
    source: str
    paragraph: int | None
    speaker: str | None
    place: str | None
    precision: str


def read_timeline(
    folder: Path, frame: Frame, ledger: Ledger, problems: list[Problem]
) -> tuple[tuple[Event, ...], tuple[Given, ...]]:
    """Read ``timeline.toml``; what is wrong is added to ``problems``."""
    file = "timeline.toml"
    table = read_file(folder, file, TimelineFile, problems)
    events, given = [], []
    for position, row in enumerate(table.event if table else [], 1):
        key = f"event[{position}]"
        hour = frame.hour(file, f"{key}.at", row.at, problems)
        for kind, known in (("place", frame.places), ("source", ledger.sources), ("speaker", ledger.speakers)):
            name = getattr(row, kind)
            if name is not None and known and name not in known:
                problems.append(Problem(file, f"{key}.{kind}", f"unknown {kind} '{name}'", nearest(name, known)))
        if hour is None:
            continue
        at = datetime.fromisoformat(row.at)
        events.append(Event(at, row.what, row.source, row.paragraph, row.speaker, row.place, row.precision))
        if row.given is None:
            continue
        if row.given.quantity != "spark":
            problem = f"'{row.given.quantity}' is not given by the hour"
            problems.append(Problem(file, f"{key}.given.quantity", problem, nearest(row.given.quantity, ["spark"])))
            continue
        if row.given.place not in frame.places:
            cure = nearest(row.given.place, frame.places)
            problems.append(Problem(file, f"{key}.given.place", f"unknown place '{row.given.place}'", cure))
            continue
        value = amount(file, f"{key}.given", row.given, QUANTITIES[row.given.quantity].unit, problems, low=0.0)
        lasts = amount(file, f"{key}.given.duration", row.given.duration, "hour", problems, low=1.0)
        if value is not None and lasts is not None:
            given.append(Given(row.given.quantity, row.given.place, hour, hour + round(lasts), value))
    return tuple(sorted(events, key=lambda event: event.at)), tuple(given)
