"""Accounts: one rival explanation each, as a set of mechanisms with priors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corcyra.errors import CorcyraError, Problem, nearest
from corcyra.levels import Known, amount, level, pool
from corcyra.plan import Plan, make_plan
from corcyra.quantities import POOLS, QUANTITIES
from corcyra.registry import REGISTRY, Parameter, load_builtin
from corcyra.schema import AccountFile, Levels, PreludeFile, read_file

#: The places of a level that hold for more than one place.
EVERYWHERE, NATION = "everywhere", "nation"
#: Stands between the names of two accounts that are mixed.
PLUS = "+"
#: The account in which every mechanism that not all accounts have is a coin flip.
OPEN = "open"
#: Names that are taken, and by what.
RESERVED = {"none-of-these": "the reference account", OPEN: "the open account"}

Begin = dict[str, dict[str, Known]]


@dataclass(frozen=True)
class Account:
    """A checked account.

    ``parameters`` replaces priors of mechanisms (``hijack.reach``); ``begin`` replaces levels at the start, by quantity
    and place. ``weight`` is its prior odds against an account of weight 1. ``switches`` names those of its mechanisms
    that are on or off by a coin flip in every simulation.
    """

    name: str
    title: str
    summary: str
    told_by: tuple[str, ...]
    weight: float
    mechanisms: tuple[str, ...]
    parameters: dict[str, Known]
    begin: Begin
    file: str
    switches: tuple[str, ...] = ()

    def plan(self) -> Plan:
        """The wiring of its mechanisms; see :func:`corcyra.plan.make_plan`."""
        return make_plan(self.mechanisms)

    def priors(self) -> dict[str, tuple[Parameter, Known]]:
        """Every parameter of its mechanisms, with the declaration and the prior in force."""
        out = {}
        for name in self.mechanisms:
            for key, param in REGISTRY[name].params.items():
                full = f"{name}.{key}"
                out[full] = (param, self.parameters.get(full) or Known(param.prior, 1.0, param.why))
        return out


def mix(one: Account, other: Account) -> Account:
    """The union of two accounts: all mechanisms of both, and the numbers of both.

    Where both set the same number, the one whose name comes first in the alphabet is followed. It is taken from the
    documents of both, and has the smaller of their prior weights.
    """
    first, second = sorted((one, other), key=lambda each: each.name)
    begin = {name: second.begin.get(name, {}) | first.begin.get(name, {}) for name in {**first.begin, **second.begin}}
    return Account(
        name=f"{first.name}{PLUS}{second.name}",
        title=f"{first.title}, and: {second.title}",
        summary=f"Both at once. {first.summary.strip()} {second.summary.strip()}",
        told_by=tuple(dict.fromkeys((*first.told_by, *second.told_by))),
        weight=min(first.weight, second.weight),
        mechanisms=tuple(dict.fromkeys((*first.mechanisms, *second.mechanisms))),
        parameters={**second.parameters, **first.parameters},
        begin=begin,
        file=f"{first.file} and {second.file}",
    )


def optional(accounts: Iterable[Account]) -> tuple[str, ...]:
    """The mechanisms that some of the accounts have and not all, in the order of the alphabet."""
    sets = [set(each.mechanisms) for each in accounts]
    return tuple(sorted({name for one in sets for name in one if not all(name in other for other in sets)}))


def open_up(accounts: Sequence[Account], places: Sequence[str]) -> Account:
    """The account that has the mechanisms of all, those that not all have by a coin flip.

    A number that some accounts give has any of their priors, as likely: of a parameter those of the accounts with its
    mechanism, of a level at the start those of the accounts that give it in the place.
    """
    mechanisms = tuple(dict.fromkeys(name for each in accounts for name in each.mechanisms))
    parameters = {
        full: pool([each.priors()[full][1] for each in accounts if full.partition(".")[0] in each.mechanisms])
        for full in sorted({full for each in accounts for full in each.parameters})
    }
    begin: Begin = {}
    for name in sorted({name for each in accounts for name in each.begin}):
        for place in (NATION,) if QUANTITIES[name].over == "nation" else places:
            tables = [each.begin.get(name, {}) for each in accounts]
            known = [table.get(place) or table.get(EVERYWHERE) for table in tables]
            if any(known):
                begin.setdefault(name, {})[place] = pool([each for each in known if each])
    return Account(
        name=OPEN,
        title="Open: every mechanism that not all accounts have is a coin flip",
        summary="No story of its own: whatever the accounts put forward may be at work, or may not.",
        told_by=tuple(dict.fromkeys(source for each in accounts for source in each.told_by)),
        weight=1.0,
        mechanisms=mechanisms,
        parameters=parameters,
        begin=begin,
        file=" and ".join(each.file for each in accounts),
        switches=optional(accounts),
    )


def read_account(folder: Path, file: str, places: Iterable[str], problems: list[Problem]) -> Account | None:
    """Read and check one account of a case; what is wrong is added to ``problems``."""
    table = read_file(folder, file, AccountFile, problems)
    if table is None:
        return None
    load_builtin()
    before = len(problems)
    if table.name != Path(file).stem:
        cure = f"call the file {table.name}.toml, or the account {Path(file).stem}"
        problems.append(Problem(file, "name", f"'{table.name}' is not the name of the file", cure))
    if PLUS in table.name:
        problems.append(Problem(file, "name", f"'{table.name}' has a '{PLUS}'", "that is for mixtures: leave it out"))
    if table.name in RESERVED:
        problem = f"'{table.name}' is the name of {RESERVED[table.name]}"
        problems.append(Problem(file, "name", problem, "choose another name"))
    parameters = read_parameters(file, table, problems)
    weight = 1.0
    if table.weight is not None:
        weight = amount(file, "weight", table.weight, "1", problems, low=0.0) or 0.0
    begin = read_begin(file, table.begin, places, problems)
    if len(problems) == before:
        try:
            make_plan(table.mechanisms)
        except CorcyraError as error:
            problems.append(Problem(file, "mechanisms", str(error), "leave one of them out, or mend it"))
    return Account(
        name=table.name,
        title=table.title,
        summary=table.summary,
        told_by=tuple(table.told_by),
        weight=weight,
        mechanisms=tuple(table.mechanisms),
        parameters=parameters,
        begin=begin,
        file=file,
    )


def read_parameters(file: str, table: AccountFile | PreludeFile, problems: list[Problem]) -> dict[str, Known]:
    """Check which mechanisms a file switches on, and the priors that it replaces."""
    for position, name in enumerate(table.mechanisms, 1):
        if name not in REGISTRY:
            key = f"mechanisms[{position}]"
            problems.append(Problem(file, key, f"unknown mechanism '{name}'", nearest(name, sorted(REGISTRY))))
        elif name in table.mechanisms[: position - 1]:
            problems.append(Problem(file, f"mechanisms[{position}]", f"'{name}' is named twice", "name it once"))
    parameters = {}
    chosen = [REGISTRY[name] for name in table.mechanisms if name in REGISTRY]
    known = {f"{each.name}.{key}": param for each in chosen for key, param in each.params.items()}
    for full, written in table.parameters.items():
        if full not in known:
            problem = f"'{full}' is no parameter of the mechanisms named here"
            problems.append(Problem(file, f"parameters.{full}", problem, nearest(full, sorted(known))))
            continue
        found = level(file, f"parameters.{full}", written, known[full].unit, problems)
        if found is not None:
            parameters[full] = found
    return parameters


def read_begin(file: str, table: Levels, places: Iterable[str], problems: list[Problem]) -> Begin:
    """Check levels at the start, by quantity and place."""
    out: Begin = {}
    places = list(places)
    for name, by_place in table.items():
        key = f"begin.{name}"
        if not settable(name):
            cure = nearest(name, [other for other in QUANTITIES if settable(other)])
            problems.append(Problem(file, key, f"'{name}' is no quantity that has a level at the start", cure))
            continue
        quantity = QUANTITIES[name]
        allowed = [NATION] if quantity.over == "nation" else [*places, EVERYWHERE]
        for place, written in by_place.items():
            if place not in allowed:
                problems.append(Problem(file, f"{key}.{place}", f"unknown place '{place}'", nearest(place, allowed)))
                continue
            found = level(file, f"{key}.{place}", written, quantity.unit, problems, quantity.low, quantity.high)
            if found is not None:
                out.setdefault(name, {})[place] = found
    return out


def settable(name: str) -> bool:
    """Whether a case or an account may give the level of this quantity at the start."""
    quantity = QUANTITIES.get(name)
    if quantity is None or quantity.over == "pair" or name in ("population", "hour_of_day", "seat_distance", "spark"):
        return False
    first = {status for pool in POOLS for status in pool.begins} - {"quiet"}
    return quantity.kind in ("input", "stock") or name in first
