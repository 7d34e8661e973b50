"""The glossary: every quantity of the state, with its unit, its meaning and how contributions to it combine.

Kinds
-----
input    given by the case for every place, or read from the clock; mechanisms only read it
status   a count of people (or buildings) in a pool; statuses of one pool are exclusive and add up
flow     the rate at which one status of a pool turns into another; rates add, the logits of ``joins`` add
stock    a level that remembers; contributions are changes per hour and add
signal   worked out anew every hour from what stands; contributions add or multiply
order    a decision, taken at most once; contributions are hazards and add (so the chances are a noisy-or)

A flow ``x`` can also be read as ``x_count`` (how many in the last hour) and ``x_total`` (since the start); an order
``x`` is read as 0 or 1, and ``x_age`` is the number of hours since it was given (0 before that).
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from corcyra.errors import WiringError
from corcyra.units import parse_unit

Kind = Literal["input", "status", "flow", "stock", "signal", "order"]
Over = Literal["place", "nation", "pair"]
Combine = Literal["add", "multiply"]


@dataclass(frozen=True)
class Quantity:
    """A named variable of the state.

    ``base`` is the level at the start (stock), with no contribution (signal), or where the case gives none (input;
    ``None``: the case must give it). ``low`` and ``high`` bound stocks and signals. ``source`` and ``target`` are
    the statuses that a flow leads from and to.
    """

    name: str
    unit: str
    kind: Kind
    meaning: str
    over: Over = "place"
    base: float | None = 0.0
    low: float = 0.0
    high: float = float("inf")
    combine: Combine = "add"
    source: str = ""
    target: str = ""
    file: str = "corcyra/quantities.py"

    @property
    def contribution(self) -> str:
        """The unit of what a mechanism contributes to this quantity."""
        if self.kind == "stock":
            return "1/hour" if self.unit in ("1", "share") else f"{self.unit}/hour"
        return "1/hour" if self.kind == "order" else self.unit


@dataclass(frozen=True)
class Pool:
    """People (or things) that are conserved: exclusive statuses; all begin in the first, or in one of ``also``."""

    name: str
    unit: str
    statuses: tuple[str, ...]
    classes: bool = False  # are its members told apart by readiness class?
    also: tuple[str, ...] = ()

    @property
    def begins(self) -> tuple[str, ...]:
        """The statuses that somebody may begin in."""
        return (self.statuses[0], *self.also)


POOLS = (
    Pool("people", "person", ("quiet", "crowd", "violent", "detained", "injured", "dead"), classes=True),
    Pool(
        "members",
        "person",
        ("members", "mobilised", "members_detained", "members_injured", "members_dead", "fringe", "abroad"),
        also=("fringe", "abroad"),
    ),
    Pool("police", "person", ("police", "withdrawn", "police_injured", "police_dead")),
    Pool("buildings", "building", ("guarded", "stormed")),
)

QUANTITIES: dict[str, Quantity] = {}


def quantity(name: str, unit: str, kind: Kind, meaning: str, **rest: object) -> Quantity:
    """Name a quantity, so that mechanisms can read it and contribute to it.

    Raises
    ------
    WiringError
        If the name already means something else; the message names both files.
    UnitError
        If the unit can't be read.
    """
    parse_unit(unit)
    caller = inspect.stack()[1].filename
    new = Quantity(name, unit, kind, meaning, **rest, file=caller)  # type: ignore[arg-type]
    old = QUANTITIES.get(name)
    if old is not None and replace(old, file=caller) != new:
        raise WiringError(
            f"'{name}' has two meanings: in {old.file} a {old.kind} in {old.unit} ({old.meaning}), "
            f"in {caller} a {kind} in {unit} ({meaning})"
        )
    QUANTITIES[name] = old or new
    return QUANTITIES[name]


def find_quantity(name: str) -> Quantity | None:
    """Look a quantity up, the derived ``x_count``, ``x_total`` and ``x_age`` included; None if there is none."""
    if name in QUANTITIES:
        return QUANTITIES[name]
    stem, _, suffix = name.rpartition("_")
    base = QUANTITIES.get(stem)
    return None if base is None else _derived(base, name, suffix)


@lru_cache(maxsize=1024)
def _derived(base: Quantity, name: str, suffix: str) -> Quantity | None:
    if base.kind == "flow" and suffix in ("count", "total"):
        unit = _pool_of(base.source).unit
        when = "in the last hour" if suffix == "count" else "since the start"
        return replace(base, name=name, unit=unit, kind="status", meaning=f"how many went {base.meaning}, {when}")
    if base.kind == "order" and suffix == "age":
        return replace(base, name=name, unit="hour", kind="status", meaning=f"hours since the order: {base.meaning}")
    return None


def _pool_of(status: str) -> Pool:
    return next(pool for pool in POOLS if status in pool.statuses)


def _define(kind: Kind, rows: str, **rest: object) -> None:
    for row in rows.strip().splitlines():
        name, unit, meaning, *more = (cell.strip() for cell in row.split("|"))
        extra = dict(rest)
        for cell in filter(None, more):
            key, _, value = cell.partition("=")
            if key in ("base", "low", "high"):
                extra[key] = None if value == "none" else float(value)
            else:
                extra[key] = value
        QUANTITIES[name] = Quantity(name, unit, kind, meaning, **extra)  # type: ignore[arg-type]


_define(
    "input",
    """
    population      | person | inhabitants of the place, its catchment included              | base=none
    exposure        | 1      | share of households whose daily cost follows the price shock | base=0|high=1
    hardship_base   | 1      | relative social hardship before the episode                   | base=0.5|high=1
    commerce        | 1      | how much markets and transport pay organised crime            | base=0|high=1
    extraction      | 1      | weight of oil, gas and mining in the local economy            | base=0|high=1
    southern_border | km     | length of the thinly guarded border in the place's region     | base=0
    patron_share    | 1      | share of the place's members whom the rival patron may call   | base=1|high=1
    ties            | 1      | weight of clan, household and neighbourhood ties in the place | base=0.5|high=1
    rivalry         | 1      | chance that two of the place's members are of rival groups    | base=0.5|high=1
    cell_share      | 1      | share of the place's members in cells that an outside hand may wake | base=1|high=1
    spark           | 1      | first gathering that every account takes as given             | base=0|high=1
    distance        | km     | great-circle distance between two places                      | over=pair|base=none
    nearness        | 1      | exp(-distance / 300 km) between two places                 | over=pair|base=none|high=1
    seat_distance   | km     | distance from the mobile reserve's base                       | base=none
    hour_of_day     | hour   | local time of day                                             | over=nation|base=none
    """,
)
_define(
    "status",
    """
    quiet            | person   | at home
    crowd            | person   | peaceful, in the street
    violent          | person   | in the street and violent, not organised
    detained         | person   | held by the state
    injured          | person   | hurt and out of the street
    dead             | person   | killed
    members          | person   | members of organised groups who wait
    mobilised        | person   | members of organised groups in the street
    members_detained | person   | members held by the state
    members_injured  | person   | members hurt and out of the street
    members_dead     | person   | members killed
    fringe           | person   | clients and youth around organised groups, whom they may enlist
    abroad           | person   | fighters beyond the border who are bound for the place
    police           | person   | local police on duty
    withdrawn        | person   | local police who left the street
    police_injured   | person   | local police hurt
    police_dead      | person   | local police killed
    guarded          | building | public buildings that stand
    stormed          | building | public buildings that were stormed
    """,
)
_define(
    "flow",
    """
    joins            | logit  | from home to the street                  | source=quiet|target=crowd
    loots            | 1/hour | from home straight to violence           | source=quiet|target=violent
    goes_home        | 1/hour | from the street back home                | source=crowd|target=quiet
    turns_violent    | 1/hour | from peaceful to violent                 | source=crowd|target=violent
    calms            | 1/hour | from violence back home                  | source=violent|target=quiet
    detains_peaceful | 1/hour | from the peaceful crowd into detention   | source=crowd|target=detained
    detains_violent  | 1/hour | from violence into detention             | source=violent|target=detained
    injures_peaceful | 1/hour | from the peaceful crowd to injury        | source=crowd|target=injured
    injures_violent  | 1/hour | from violence to injury                  | source=violent|target=injured
    kills_peaceful   | 1/hour | from the peaceful crowd to death         | source=crowd|target=dead
    kills_violent    | 1/hour | from violence to death                   | source=violent|target=dead
    releases         | 1/hour | from detention back home                 | source=detained|target=quiet
    mobilises        | 1/hour | from waiting members to the street       | source=members|target=mobilised
    demobilises      | 1/hour | from the street back to waiting          | source=mobilised|target=members
    detains_members  | 1/hour | from organised action into detention     | source=mobilised|target=members_detained
    injures_members  | 1/hour | from organised action to injury          | source=mobilised|target=members_injured
    kills_members    | 1/hour | from organised action to death           | source=mobilised|target=members_dead
    enlists          | 1/hour | from the fringe to membership            | source=fringe|target=members
    infiltrates      | 1/hour | from beyond the border to membership     | source=abroad|target=members
    raids            | 1/hour | from waiting members into detention      | source=members|target=members_detained
    branches         | 1/hour | from the fringe into a group from elsewhere | source=fringe|target=members
    leaves           | 1/hour | from membership back to the fringe       | source=members|target=fringe
    frees            | 1/hour | from detention back to the fringe        | source=members_detained|target=fringe
    feuds            | 1/hour | from waiting members to death by rivals  | source=members|target=members_dead
    defects          | 1/hour | from a group to a rival group of the place | source=members|target=members
    withdraws        | 1/hour | from police duty to the barracks         | source=police|target=withdrawn
    returns          | 1/hour | from the barracks back to police duty    | source=withdrawn|target=police
    injures_police   | 1/hour | from police duty to injury               | source=police|target=police_injured
    kills_police     | 1/hour | from police duty to death                | source=police|target=police_dead
    storms           | 1/hour | from standing to stormed                 | source=guarded|target=stormed
    """,
)
_define(
    "stock",
    """
    demands       | 1      | from material (0) to political (1)                    | high=1
    fear          | 1      | of what the state or the violent may do               | high=1
    weariness     | 1      | of those who have been out, so that they stay at home | high=1
    sympathy      | 1      | of bystanders for the people in the street            | high=1|base=0.7
    attention     | 1      | how much of the unrest, here and elsewhere, has been seen
    repression    | 1      | remembered force against the peaceful                 | high=1
    arms          | weapon | weapons in the hands of the violent and the members
    rival_hold    | 1      | share of the services that the rival still commands   | high=1
    captured      | 1      | share of the local officials whom organised groups have bought | high=1
    guard         | person | mobile forces present, as strength
    guard_transit | person | mobile forces on their way, as strength
    """,
)
_define(
    "stock",
    """
    guard_reserve      | person | mobile forces not yet sent, as strength
    away               | person | mobile forces sent from the reserve and not back
    contingent_transit | person | outside guarantor's troops on their way
    contingent         | person | outside guarantor's troops present
    frame              | 1      | belief in the official frame of terrorists       | high=1
    counter_frame      | 1      | belief in rumours against the state and its helpers | high=1
    resentment         | 1      | national sentiment against foreign troops        | high=1
    grip               | 1      | tightness of repression; one half: as before     | high=1|base=0.5
    legitimacy         | 1      | of the incumbent                                 | high=1|base=0.5
    bargain            | 1      | incumbent's share of power                       | high=1|base=0.5
    """,
    over="nation",
)
_define(
    "signal",
    """
    hardship  | 1 | hardship that the episode adds to what was there                  | high=2
    control   | 1 | how far the forces in the place can act on the unrest there       | high=1
    obedience | 1 | share of the services in the place that carry orders out          | high=1|base=1|combine=multiply
    focus     | 1 | share of its duty that the police does against the violent        | high=1|base=1|combine=multiply
    """,
)
_define(
    "signal",
    """
    connectivity      | 1 | share of the messages between places that get through      | high=1|base=1|combine=multiply
    effectiveness     | 1 | what is left of the state's capacity when cities add up    | high=1|base=1|combine=multiply
    lost_cities       | 1 | cities where the violent are beyond the forces' control |
    rival_expectation | 1 | what the rival expects to gain from disorder | low=-10|high=10
    """,
    over="nation",
)
_define(
    "order",
    """
    emergency  | 1 | state of emergency and curfew in the place
    stand_down | 1 | chiefs loyal to the rival withdraw the services from the place
    """,
    high=1,
)
_define(
    "order",
    """
    concession   | 1 | the price is put back
    dismissal    | 1 | the cabinet is dismissed
    blackout     | 1 | internet and media are cut
    lethal_force | 1 | the forces may fire without warning
    request      | 1 | the outside guarantor is asked for troops
    purge        | 1 | rivals in the services are removed
    outside_call | 1 | an outside channel calls people out everywhere at once
    activate     | 1 | the cells that were in place beforehand are woken, all together
    mobilise     | 1 | the rival patron calls his organised members out
    """,
    over="nation",
    high=1,
)
