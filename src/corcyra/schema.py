"""The shape of a case's files: what each may hold, before names are looked up."""

from __future__ import annotations

import reprlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corcyra.errors import Problem, nearest

SCHEMA = 1
LARGEST = 1e12  # no count, distance or rate of a case is larger

Number = Annotated[float, Field(allow_inf_nan=False, ge=-LARGEST, le=LARGEST)]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Text = Annotated[str, Field(min_length=1)]


class Table(BaseModel):
    """A TOML table: no unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Amount(Table):
    """A number with its unit."""

    value: Number
    unit: str


class Level(Table):
    """A number with its unit, known or uncertain; an uncertain one says why."""

    value: Number | None = None
    prior: str | None = None
    unit: str
    why: str = ""

    @model_validator(mode="after")
    def _one(self) -> Level:
        if (self.value is None) == (self.prior is None):
            raise ValueError('give either value = ... or prior = "..."')
        if self.prior is not None and not self.why.strip():
            raise ValueError('a prior needs a reason: add why = "..."')
        return self


Levels = dict[str, dict[str, Level]]  # quantity -> place, "everywhere" or "nation" -> level


class File(Table):
    """Every file names the version of the format."""

    format: Annotated[int, Field(alias="schema", ge=SCHEMA, le=SCHEMA)]


class ReadinessTable(Table):
    name: Name
    share: Level | None = None  # the last class takes what the others leave
    threshold: Level
    pace: Level


class CaseFile(File):
    name: Name
    title: Text
    summary: Text
    start: str
    end: str
    seat: Name
    draws: Annotated[int, Field(ge=1, le=100_000_000)] = 4000
    readiness: list[ReadinessTable] = Field(min_length=1, max_length=8)
    begin: Levels = {}


class PlaceTable(BaseModel):
    """A place; beside the five keys below it may give any quantity by place."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, Level]

    name: Name
    region: Name
    population: Amount
    latitude: Amount
    longitude: Amount


class PlacesFile(File):
    place: list[PlaceTable] = Field(min_length=1, max_length=500)


class GivenTable(Table):
    quantity: Name
    value: Number
    unit: str
    place: Name
    duration: Amount


class EventTable(Table):
    at: str
    what: Text
    source: Name
    paragraph: int | None = None
    speaker: Name | None = None
    place: Name | None = None
    precision: Literal["hour", "day"] = "day"
    given: GivenTable | None = None


class TimelineFile(File):
    event: list[EventTable] = []


class AccountFile(File):
    name: Name
    title: Text
    told_by: list[str]
    summary: Text
    weight: Amount | None = None
    mechanisms: list[str] = Field(min_length=1)
    parameters: dict[str, Level] = {}
    begin: Levels = {}


class GroupsTable(Table):
    most: Annotated[int, Field(ge=1, le=100)]
    number: Level
    unevenness: Level
    patron: Level


class CheckpointTable(Table):
    claim: Name
    at: str | None = None
    reading: Name | None = None
    about: Amount | None = None
    places: Annotated[list[str], Field(min_length=1)] | None = None
    undecided: str | None = None

    @model_validator(mode="after")
    def _one(self) -> CheckpointTable:
        if (self.reading is None) == (self.undecided is None) or (self.at is None) != (self.reading is None):
            raise ValueError('give either at = "2007-11" and reading = ..., or undecided = "why"')
        return self


class PreludeFile(File):
    start: str
    mechanisms: list[str] = Field(min_length=1)
    held: list[str] = []
    since: dict[str, str] = {}
    groups: GroupsTable
    parameters: dict[str, Level] = {}
    begin: Levels = {}
    checkpoint: list[CheckpointTable] = []


class NoneTable(Table):
    paragraph: int
    reason: Text


class SourceTable(Table):
    key: Name
    title: Text
    year: int
    kind: Text
    interest: Text
    paragraphs: int | None = None
    none: list[NoneTable] = []


class SourcesFile(File):
    source: list[SourceTable] = []


class SpeakerTable(Table):
    name: Name
    role: Text
    interest: Text
    trust: Level
    overstates: Level | None = None
    eagerness: Level | None = None


class SpeakersFile(File):
    speaker: list[SpeakerTable] = []


class Bound(Table):
    at_least: Amount | None = None
    below: Amount | None = None

    @model_validator(mode="after")
    def _one(self) -> Bound:
        if (self.at_least is None) == (self.below is None):
            raise ValueError("give either at_least = {...} or below = {...}")
        return self


class MeasureTable(Table):
    of: list[str] = []
    over: list[str] = []
    places: Annotated[list[str], Field(min_length=1)] | None = None
    start: str | None = Field(default=None, alias="from")
    end: str | None = Field(default=None, alias="to")
    relative: bool = False
    across: Literal["sum", "mean", "max", "min", "places"] = "sum"
    take: Literal["last", "max", "min", "mean", "sum", "change", "first", "hours"] = "last"
    when: Bound | None = None
    holds: Bound | None = None
    earlier: MeasureTable | None = None
    later: MeasureTable | None = None


#: The forms of a report, as keys.
FORMS = (
    "is_", "silent", "exactly", "about", "more_than", "less_than", "between", "some", "rivals", "at", "after", "before",
)  # fmt: skip


class RangeTable(Table):
    low: Number
    high: Number
    unit: str


class ClueTable(Table):
    id: Name
    question: Text
    kind: Literal["truth", "count", "share", "time"]
    range: RangeTable | None = None
    measure: MeasureTable


class CluesFile(File):
    clue: list[ClueTable] = []


class RivalsTable(Table):
    values: Annotated[list[Number], Field(min_length=2, max_length=10)]
    unit: str


class ReportTable(Table):
    is_: bool | None = Field(default=None, alias="is")
    silent: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    exactly: Amount | None = None
    about: Amount | None = None
    factor: Annotated[float, Field(gt=1.0, le=1000.0)] | None = None
    more_than: Amount | None = None
    less_than: Amount | None = None
    between: RangeTable | None = None
    some: Literal["dozens", "hundreds", "thousands", "tens of thousands"] | None = None
    rivals: RivalsTable | None = None
    at: str | None = None
    after: str | None = None
    before: str | None = None
    within: Amount | None = None

    @model_validator(mode="after")
    def _one(self) -> ReportTable:
        said = [getattr(self, name) for name in FORMS if name != "before"]
        said.append(self.before if self.after is None else None)  # after and before together are one statement
        if sum(part is not None for part in said) != 1:
            names = ", ".join(name.rstrip("_") for name in FORMS)
            raise ValueError(f"give exactly one of {names} (after and before may stand together)")
        return self


class ClaimTable(Table):
    id: Name
    source: Name
    paragraph: int
    speaker: Name
    says: Text
    clue: Name | None = None
    undecided: Text | None = None
    report: ReportTable | None = None
    date: str | None = None
    places: list[str] = []
    same_as: Name | None = None
    dependence: Annotated[float, Field(gt=0.0, le=1.0)] | None = None
    would_say: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    why: str = ""

    @model_validator(mode="after")
    def _decided(self) -> ClaimTable:
        if (self.clue is None) == (self.undecided is None):
            raise ValueError('give either clue = "..." or undecided = "the reason"')
        if self.dependence is not None and self.same_as is None:
            raise ValueError("dependence says how surely a claim repeats another: add same_as")
        if self.clue is not None and self.report is None:
            raise ValueError("a claim on a clue needs report = {...}")
        return self


class ClaimsFile(File):
    claim: list[ClaimTable] = []


Shape = TypeVar("Shape", bound=File)


def read_file(folder: Path, name: str, shape: type[Shape], problems: list[Problem]) -> Shape | None:
    """Read one TOML file of a case; what is wrong with it is added to ``problems``."""
    path = folder / name
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problems.append(Problem(name, "", "is missing", "add this file (`corcyra new` makes one of each)"))
        return None
    except UnicodeDecodeError as error:
        problems.append(Problem(name, "", f"is not UTF-8 (byte {error.start})", "save it as UTF-8"))
        return None
    except OSError as error:
        problems.append(Problem(name, "", f"can't be read: {error.strerror}", "make it a readable file"))
        return None
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(name, "", f"is not TOML: {error}", "correct the syntax there"))
        return None
    except (ValueError, RecursionError) as error:
        problems.append(Problem(name, "", f"is not TOML: {error}", "write plain numbers, strings and tables"))
        return None
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        problems.extend(_explain(name, shape, error))
        return None


def _explain(name: str, shape: type[BaseModel], error: ValidationError) -> Iterator[Problem]:
    for each in error.errors(include_url=False):
        location = tuple(part for part in each["loc"] if part != "[key]")
        key, kind = spell_key(location), each["type"]
        if kind == "missing":
            yield Problem(name, key, "is missing", f"add {location[-1]} = ...")
        elif kind == "extra_forbidden":
            known = _fields_at(shape, location[:-1])
            yield Problem(name, key, "is no key of this file", nearest(str(location[-1]), known))
        elif kind == "value_error":
            problem, _, cure = each["msg"].removeprefix("Value error, ").partition(": ")
            yield Problem(name, key, "does not fit", f"{problem}{': ' + cure if cure else ''}")
        else:
            given = reprlib.repr(each.get("input"))
            message = each["msg"][0].lower() + each["msg"][1:]
            yield Problem(name, key, f"{given} does not fit", message.replace("input should be", "it should be"))


def spell_key(location: tuple[Any, ...]) -> str:
    """Write a location as a key: ``("place", 3, "population")`` is ``place[3].population``, counted from 1."""
    out = ""
    for part in location:
        out += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out if len(out) <= 200 else f"{out[:100]} ... {out[-80:]}"


def _fields_at(shape: Any, location: tuple[Any, ...]) -> list[str]:
    """The keys that the table at a location may have."""
    for part in location:
        if isinstance(part, int):
            continue
        field = next((f for n, f in shape.model_fields.items() if part in (n, f.alias)), None)
        models = list(_models(field.annotation)) if field else [Level]  # keys of one's own hold levels
        shape = models[0] if models else None
        if shape is None:
            return []
    return [f.alias or n for n, f in shape.model_fields.items()] if shape else []


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)
