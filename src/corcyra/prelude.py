"""The prelude of a case: what the months and years before the episode are made of, read from ``prelude.toml``.

It is written as an account is, with mechanisms, priors and levels at the start, and has a clock of its own. Its
checkpoints name claims of the ledger, and how the state of that month is read against each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corcyra.account import Account, read_begin, read_parameters
from corcyra.errors import CorcyraError, Problem, nearest
from corcyra.evidence.ledger import Ledger
from corcyra.levels import Known, amount, level
from corcyra.plan import make_plan
from corcyra.quantities import QUANTITIES
from corcyra.registry import REGISTRY, load_builtin
from corcyra.schema import PreludeFile, read_file

FILE = "prelude.toml"
LONGEST = 100 * 12  # months

#: What the state of a month can be asked, with the unit of the answer (see :mod:`corcyra.inference.snapshot`).
READINGS = {
    "groups": "group", "charged": "person", "seized": "weapon", "spheres": "truth",
    "feuding": "truth", "bought": "truth", "calmer": "truth", "crushed": "truth", "active": "truth",
}  # fmt: skip


@dataclass(frozen=True)
class Groups:
    """How the members of a place are divided among groups at the start.

    ``most``: groups that the arrays hold; ``number``: groups of the country; ``unevenness``: the standard deviation of
    the logarithm of a group's weight in a place; ``patron``: the chance that a group has the rival for its patron.
    """

    most: int
    number: Known
    unevenness: Known
    patron: Known


@dataclass(frozen=True)
class Checkpoint:
    """A claim of the ledger on the years before, and how the month ``at`` is read against it, or why it can't be.

    ``about``: what the claim counts, in the unit of the reading; None where the reading is a truth value.
    """

    claim: str
    at: datetime | None
    reading: str | None
    about: float | None
    places: tuple[str, ...]
    undecided: str | None


@dataclass(frozen=True)
class Prelude:
    """A checked prelude: an account with a start, mechanisms that begin later, levels that are held, checkpoints."""

    account: Account
    start: datetime
    since: dict[str, datetime]
    held: tuple[str, ...]
    groups: Groups
    checkpoints: tuple[Checkpoint, ...]


def read_prelude(
    folder: Path, eve: datetime, places: Iterable[str], ledger: Ledger, problems: list[Problem]
) -> Prelude | None:
    """Read and check the prelude of a case, if it has one; what is wrong is added to ``problems``."""
    if not (folder / FILE).is_file():
        return None
    table = read_file(folder, FILE, PreludeFile, problems)
    if table is None:
        return None
    load_builtin()
    places, before = tuple(places), len(problems)
    parameters = read_parameters(FILE, table, problems)
    begin = read_begin(FILE, table.begin, places, problems)
    start = _month("start", table.start, eve, problems)
    _check_slow(table, problems)
    since = {}
    for name, text in table.since.items():
        if name not in table.mechanisms:
            problem = f"'{name}' is no mechanism of this file"
            problems.append(Problem(FILE, f"since.{name}", problem, nearest(name, table.mechanisms)))
        moment = _month(f"since.{name}", text, eve, problems)
        if moment is not None:
            since[name] = moment
    if start is not None and len(problems) == before:
        months = (eve.year - start.year) * 12 + eve.month - start.month
        if months > LONGEST:
            cure = f"a prelude lasts {LONGEST} months at most"
            problems.append(Problem(FILE, "start", f"it would last {months} months", cure))
        try:
            make_plan(table.mechanisms)
        except CorcyraError as error:
            problems.append(Problem(FILE, "mechanisms", str(error), "leave one of them out, or mend it"))
    groups = _read_groups(table, problems)
    checkpoints = _read_checkpoints(table, start, eve, places, ledger, problems)
    if start is None or groups is None or len(problems) > before:
        return None
    account = Account("prelude", "The years before", "", (), 0.0, tuple(table.mechanisms), parameters, begin, FILE)
    return Prelude(account, start, since, tuple(table.held), groups, checkpoints)


def _month(key: str, text: str, eve: datetime, problems: list[Problem]) -> datetime | None:
    """The beginning of a month before the episode."""
    try:
        moment = datetime.strptime(text, "%Y-%m")
    except ValueError:
        problems.append(Problem(FILE, key, f"'{text}' is no month", "write it as 2007-11"))
        return None
    if moment.year < 1700 or moment >= eve:
        cure = f"it lies before the episode, which begins in {eve:%Y-%m}, and after 1700"
        problems.append(Problem(FILE, key, f"'{text}' does not fit", cure))
        return None
    return moment


def _check_slow(table: PreludeFile, problems: list[Problem]) -> None:
    """Refuse what belongs to the hours of an episode: orders, and ways into the street."""
    for position, name in enumerate(table.mechanisms, 1):
        for target in REGISTRY[name].on if name in REGISTRY else ():
            quantity = QUANTITIES[target]
            street = quantity.source in ("quiet", "guarded") or quantity.target == "mobilised"
            if quantity.kind == "order" or street:
                problem = f"'{name}' contributes to '{target}', which takes the hours of an episode"
                problems.append(Problem(FILE, f"mechanisms[{position}]", problem, "leave it to the accounts"))
    stocks = [name for name, quantity in QUANTITIES.items() if quantity.kind == "stock"]
    for position, name in enumerate(table.held, 1):
        if name not in stocks:
            problems.append(Problem(FILE, f"held[{position}]", f"'{name}' is no stock", nearest(name, stocks)))


def _read_groups(table: PreludeFile, problems: list[Problem]) -> Groups | None:
    written, most = table.groups, float(table.groups.most)
    number = level(FILE, "groups.number", written.number, "group", problems, 1.0, most)
    unevenness = level(FILE, "groups.unevenness", written.unevenness, "1", problems, 0.0)
    patron = level(FILE, "groups.patron", written.patron, "1", problems, 0.0, 1.0)
    if number is None or unevenness is None or patron is None:
        return None
    return Groups(written.most, number, unevenness, patron)


def _read_checkpoints(
    table: PreludeFile,
    start: datetime | None,
    eve: datetime,
    places: tuple[str, ...],
    ledger: Ledger,
    problems: list[Problem],
) -> tuple[Checkpoint, ...]:
    out = []
    for position, row in enumerate(table.checkpoint, 1):
        key = f"checkpoint[{position}]"
        if row.claim not in ledger.claims:
            cure = nearest(row.claim, ledger.claims)
            problems.append(Problem(FILE, f"{key}.claim", f"unknown claim '{row.claim}'", cure))
        if row.reading is not None and row.reading not in READINGS:
            cure = nearest(row.reading, READINGS)
            problems.append(Problem(FILE, f"{key}.reading", f"unknown reading '{row.reading}'", cure))
        about = None
        unit = READINGS.get(row.reading or "", "truth")
        if (unit != "truth") != (row.about is not None):
            cure = "give what the claim counts, in its unit, for a reading that counts, and else nothing"
            problems.append(Problem(FILE, f"{key}.about", f"does not go with '{row.reading}'", cure))
        elif row.about is not None:
            about = amount(FILE, f"{key}.about", row.about, unit, problems, 0.0)
        for place in row.places or ():
            if place not in places:
                problems.append(Problem(FILE, f"{key}.places", f"unknown place '{place}'", nearest(place, places)))
        moment = None if row.at is None else _month(f"{key}.at", row.at, eve, problems)
        if moment is not None and start is not None and moment < start:
            problems.append(Problem(FILE, f"{key}.at", f"'{row.at}' is before the start", f"begin by {row.at}"))
        out.append(Checkpoint(row.claim, moment, row.reading, about, tuple(row.places or places), row.undecided))
    return tuple(out)
