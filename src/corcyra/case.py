"""Opens a case folder and checks it, all problems at once.

case.toml  places.toml  timeline.toml  accounts/*.toml  evidence/{sources,speakers,clues,claims}.toml
prelude.toml, outlines.json and guide.csv, where a case has them
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corcyra.account import (
    OPEN,
    PLUS,
    Account,
    Begin,
    mix,
    open_up,
    optional,
    read_account,
    read_begin,
    settable,
)
from corcyra.errors import CaseError, Problem, UnknownNameError, WiringError, nearest
from corcyra.evidence.ledger import Ledger
from corcyra.evidence.reading import LEDGER_FILES, Frame, read_ledger
from corcyra.evidence.timeline import Event, Given, read_timeline
from corcyra.guide import Guides, read_guides
from corcyra.levels import Known, amount, level
from corcyra.prelude import Prelude, read_prelude
from corcyra.priors import Prior
from corcyra.quantities import QUANTITIES
from corcyra.schema import CaseFile, File, Level, PlacesFile, PlaceTable, TimelineFile, read_file

SHIPPED = Path(__file__).parent / "cases"
EARTH = 6371.0  # mean radius [km]
LONGEST = 24 * 366  # hours of an episode
MOST_PEOPLE = 2_000_000_000  # of a place: what an ensemble can write down in 32 bits

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """A city or region: its people [person], position [degree], and the levels that its row gives."""

    name: str
    region: str
    population: int
    latitude: float
    longitude: float
    levels: dict[str, Known]


@dataclass(frozen=True)
class ReadinessClass:
    """People who join alike: their share, the urge at which half do [logit], and the highest rate [1/hour]."""

    name: str
    share: Known | None
    threshold: Known
    pace: Known


@dataclass(frozen=True)
class Case:
    """A checked case folder."""

    name: str
    title: str
    summary: str
    folder: Path
    digest: str
    start: datetime
    hours: int
    draws: int
    seat: str
    places: tuple[Place, ...]
    readiness: tuple[ReadinessClass, ...]
    begin: Begin
    timeline: tuple[Event, ...]
    given: tuple[Given, ...]
    accounts: dict[str, Account]
    ledger: Ledger
    prelude: Prelude | None = None
    guides: Guides = field(default_factory=dict)

    def account(self, name: str) -> Account:
        """One account by name, a mixture of two by both names, such as ``crowd+sent``, or the ``open`` one.

        Raises
        ------
        UnknownNameError
            If the case has none of that name.
        """
        if name in self.accounts:
            return self.accounts[name]
        if name == OPEN:
            return self._open
        parts = name.split(PLUS)
        for part in parts:
            if part not in self.accounts:
                raise UnknownNameError("account", part, self.accounts)
        if len(set(parts)) != 2 or len(parts) != 2:
            raise CaseError([Problem(name, "", "is no mixture of two accounts", f"write it as one{PLUS}other")])
        return mix(*(self.accounts[part] for part in parts))

    def mixtures(self) -> list[str]:
        """The names of all mixtures of two accounts."""
        return [PLUS.join(pair) for pair in combinations(sorted(self.accounts), 2)]

    def generated(self) -> list[str]:
        """The names of all mixtures, and of the open account if there is anything to flip a coin for."""
        return [*self.mixtures(), *([OPEN] if optional(self.accounts.values()) else [])]

    @cached_property
    def _open(self) -> Account:
        if not optional(self.accounts.values()):
            cure = "it needs two accounts that differ in their mechanisms"
            raise CaseError([Problem(OPEN, "", "has no mechanism to flip a coin for", cure)])
        opened = open_up(tuple(self.accounts.values()), self.place_names)
        try:
            opened.plan()
        except WiringError as error:
            cure = "run the accounts, or mixtures of two, without it"
            raise CaseError([Problem(OPEN, "", f"can't have all mechanisms at once: {error}", cure)]) from None
        return opened

    def time(self, hour: float) -> datetime:
        """The local time of an hour of the episode."""
        return self.start + timedelta(hours=hour)

    @property
    def place_names(self) -> tuple[str, ...]:
        """Names of the places, in order."""
        return tuple(place.name for place in self.places)

    @cached_property
    def distance(self) -> Array:
        """Great-circle distances [km], shape (place, place)."""
        latitude = np.radians([place.latitude for place in self.places])
        longitude = np.radians([place.longitude for place in self.places])
        dlat = latitude[:, None] - latitude
        dlon = longitude[:, None] - longitude
        inner = np.sin(dlat / 2) ** 2 + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin(dlon / 2) ** 2
        return np.asarray(2 * EARTH * np.arcsin(np.sqrt(np.clip(inner, 0, 1))), dtype=np.float64)

    def level(self, account: Account, quantity: str, place: str) -> Known:
        """The level at the start: the account's own, else the place's, else the case's, else the glossary's."""
        for table in (account.begin, self._place_levels, self.begin):
            by_place = table.get(quantity, {})
            for key in (place, "everywhere", "nation"):
                if key in by_place:
                    return by_place[key]
        return Known(Prior("constant", (QUANTITIES[quantity].base or 0.0,)))

    @cached_property
    def _place_levels(self) -> Begin:
        table: Begin = {}
        for place in self.places:
            for name, known in place.levels.items():
                table.setdefault(name, {})[place.name] = known
        return table

    @cached_property
    def outlines(self) -> list[dict[str, Any]]:
        """Outlines of the regions for drawing, if the case has any: ``{"name": ..., "rings": [[[lon, lat], ...]]}``."""
        path = self.folder / "outlines.json"
        if not path.is_file():
            return []
        units = json.loads(path.read_text(encoding="utf-8"))["units"]
        return [
            {"name": str(unit["name"]), "rings": [[[float(x), float(y)] for x, y in ring] for ring in unit["rings"]]}
            for unit in units
        ]


def shipped_cases() -> list[str]:
    """Names of the cases that come with the package."""
    return sorted(path.parent.name for path in SHIPPED.glob("*/case.toml"))


def find_case(name_or_path: str | Path) -> Path:
    """The folder of a case.

    Raises
    ------
    CaseError
        If there is none.
    """
    path, shipped = Path(name_or_path), shipped_cases()
    with suppress(OSError, ValueError):  # what no path can be is no folder
        # a folder without a case, such as the output of a run, does not hide the shipped case of its name
        if path.is_dir() and (str(name_or_path) not in shipped or (path / "case.toml").exists()):
            return path
    if str(name_or_path) in shipped:
        return SHIPPED / str(name_or_path)
    raise CaseError([Problem(str(name_or_path), "", "no such case or folder", nearest(str(name_or_path), shipped))])


def open_case(name_or_path: str | Path) -> Case:
    """Open and check a case.

    Parameters
    ----------
    name_or_path : the name of a shipped case, or a folder

    Raises
    ------
    CaseError
        With everything that is wrong, each as file, key, problem and cure.
    """
    folder = find_case(name_or_path)
    problems: list[Problem] = []
    table = read_file(folder, "case.toml", CaseFile, problems)
    rows = read_file(folder, "places.toml", PlacesFile, problems)
    times = _episode(table, problems) if table else None
    if table is None or rows is None or times is None:
        later: dict[str, type[File]] = {"timeline.toml": TimelineFile, **LEDGER_FILES}
        for name, shape in later.items():
            read_file(folder, name, shape, problems)
        raise CaseError(problems)
    places = _read_places(rows, problems)
    names = tuple(row.name for row in rows.place)
    if table.seat not in names:
        problems.append(Problem("case.toml", "seat", f"unknown place '{table.seat}'", nearest(table.seat, names)))
    frame = Frame(*times, names)
    ledger = read_ledger(folder, frame, problems)
    timeline, given = read_timeline(folder, frame, ledger, problems)
    accounts = {}
    files = sorted(path.name for path in (folder / "accounts").glob("*.toml"))
    if not files:
        problems.append(Problem("accounts/", "", "has no account", "add at least one accounts/NAME.toml"))
    for file in files:
        account = read_account(folder, f"accounts/{file}", names, problems)
        if account is not None:
            accounts[account.name] = account
    if accounts and not any(account.weight > 0 for account in accounts.values()):
        problems.append(Problem("accounts/", "weight", "no account has any weight", "give one a weight above 0"))
    case = Case(
        name=table.name,
        title=table.title,
        summary=table.summary,
        folder=folder,
        digest=digest(folder),
        start=frame.begin,
        hours=frame.hours,
        draws=table.draws,
        seat=table.seat,
        places=places,
        readiness=_read_readiness(table, problems),
        begin=read_begin("case.toml", table.begin, names, problems),
        timeline=timeline,
        given=given,
        accounts=accounts,
        ledger=ledger,
        prelude=read_prelude(folder, frame.begin, names, ledger, problems),
        guides=read_guides(folder, problems),
    )
    try:
        _ = case.outlines
    except (ValueError, KeyError, TypeError, OSError, RecursionError) as error:
        problems.append(Problem("outlines.json", "", f"can't be read: {error}", "leave it out, or mend it"))
    _check_sources(case, problems)
    if problems:
        raise CaseError(problems)
    return case


def digest(folder: Path) -> str:
    """A hash of every file of a case folder that bears on what is estimated."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*.toml") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _episode(table: CaseFile, problems: list[Problem]) -> tuple[datetime, int] | None:
    moments = []
    for key in ("start", "end"):
        text = getattr(table, key)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            problems.append(Problem("case.toml", key, f"'{text}' is no time", "write it as 2022-01-02T00:00"))
            return None
        if moment.tzinfo is not None or not 1700 <= moment.year <= 2200:
            cure = "write local time, without a time zone, in the years 1700 to 2200"
            problems.append(Problem("case.toml", key, f"'{text}' does not fit", cure))
            return None
        moments.append(moment)
    hours = round((moments[1] - moments[0]).total_seconds() / 3600)
    if not 1 <= hours <= LONGEST:
        cure = f"an episode lasts 1 to {LONGEST} hours, and the end is exclusive"
        problems.append(Problem("case.toml", "end", f"the episode would last {hours} hours", cure))
        return None
    return moments[0], hours


def _read_places(rows: PlacesFile, problems: list[Problem]) -> tuple[Place, ...]:
    places, seen = [], set()
    for position, row in enumerate(rows.place, 1):
        key = f"place[{position}]"
        if row.name in seen or row.name in ("everywhere", "nation"):
            problems.append(Problem("places.toml", f"{key}.name", f"'{row.name}' is taken", "choose another name"))
        seen.add(row.name)
        population = amount("places.toml", f"{key}.population", row.population, "person", problems, 1.0, MOST_PEOPLE)
        if population is not None and population != int(population):
            cure = "people are whole"
            problems.append(Problem("places.toml", f"{key}.population.value", f"{population:g} is no integer", cure))
        position_ = []
        for name, limit in (("latitude", 90.0), ("longitude", 180.0)):
            value = amount("places.toml", f"{key}.{name}", getattr(row, name), "degree", problems, low=-limit)
            if value is not None and value > limit:
                problems.append(Problem("places.toml", f"{key}.{name}.value", f"{value:g}", f"it is at most {limit:g}"))
            position_.append(value if value is not None else math.nan)
        levels = _place_levels(row, key, problems)
        places.append(Place(row.name, row.region, int(population or 1), position_[0], position_[1], levels))
    return tuple(places)


def _place_levels(row: PlaceTable, key: str, problems: list[Problem]) -> dict[str, Known]:
    levels = {}
    extra: dict[str, Level] = row.__pydantic_extra__ or {}
    for name, written in extra.items():
        if not settable(name) or QUANTITIES[name].over != "place":
            by_place = [other for other, q in QUANTITIES.items() if settable(other) and q.over == "place"]
            problem = f"'{name}' is no quantity that a place may give"
            problems.append(Problem("places.toml", f"{key}.{name}", problem, nearest(name, by_place)))
            continue
        quantity = QUANTITIES[name]
        found = level("places.toml", f"{key}.{name}", written, quantity.unit, problems, quantity.low, quantity.high)
        if found is not None:
            levels[name] = found
    return levels


def _read_readiness(table: CaseFile, problems: list[Problem]) -> tuple[ReadinessClass, ...]:
    out = []
    for position, row in enumerate(table.readiness, 1):
        key, last = f"readiness[{position}]", position == len(table.readiness)
        if row.name in [other.name for other in table.readiness[: position - 1]]:
            problems.append(Problem("case.toml", f"{key}.name", f"'{row.name}' is taken", "choose another name"))
        if (row.share is None) != last:
            problem = "the last class takes the rest" if last else "is missing"
            problems.append(Problem("case.toml", f"{key}.share", problem, "give a share to every class but the last"))
            continue
        share = level("case.toml", f"{key}.share", row.share, "1", problems, low=0.0) if row.share else None
        threshold = level("case.toml", f"{key}.threshold", row.threshold, "logit", problems)
        pace = level("case.toml", f"{key}.pace", row.pace, "1/hour", problems, low=0.0)
        if threshold is not None and pace is not None:
            out.append(ReadinessClass(row.name, share, threshold, pace))
    if sum(each.share.value for each in out if each.share) >= 1.0:
        problems.append(Problem("case.toml", "readiness", "the shares leave nothing for the last class", "lower them"))
    return tuple(out)


def _check_sources(case: Case, problems: list[Problem]) -> None:
    sources = case.ledger.sources
    for account in case.accounts.values():
        for number, name in enumerate(account.told_by, 1):
            if sources and name not in sources:
                problem = f"unknown source '{name}'"
                problems.append(Problem(account.file, f"told_by[{number}]", problem, nearest(name, sources)))
    for number, claim in enumerate(case.ledger.claims.values(), 1):
        source = sources.get(claim.source)
        last = source.paragraphs if source else None
        if last is not None and not 1 <= claim.paragraph <= last:
            cure = f"'{claim.source}' has paragraphs 1 to {last}"
            key = f"claim[{number}].paragraph"
            problems.append(Problem("evidence/claims.toml", key, f"there is no ¶{claim.paragraph}", cure))


def check_accounts(case: Case, names: Iterable[str] | None) -> list[Account]:
    """The named accounts of a case, or all of them, in the case's order.

    Raises
    ------
    UnknownNameError
        If one is unknown.
    """
    return [case.account(name) for name in (case.accounts if names is None else dict.fromkeys(names))]
