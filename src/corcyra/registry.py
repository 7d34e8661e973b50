"""Mechanisms: one causal idea, one function, and the registry that knows them all.

A mechanism's arguments without a default name the quantities it reads; arguments with a :func:`Param` are its
parameters; ``on`` names what it contributes to. A mechanism is deterministic: chance is in the parameters, in the
flows of people and in the hours at which orders are given.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from corcyra.dimensions import Dim
from corcyra.errors import CorcyraError, PriorError, UnitError, UnknownNameError, WiringError, nearest
from corcyra.priors import Prior, parse_prior
from corcyra.quantities import QUANTITIES, find_quantity
from corcyra.trace import Program, trace
from corcyra.units import parse_unit

ENTRY_POINTS = "corcyra.mechanisms"

#: What can be counted among a person's own ties: those who are out, peaceful or not, and all of them.
OWN = ("crowd", "violent", "population")


@dataclass(frozen=True)
class Parameter:
    """An uncertain number of a mechanism: its unit, its prior in that unit, and why this prior."""

    unit: str
    prior: Prior
    why: str
    by_place: bool = False


def Param(unit: str, prior: str, why: str, by_place: bool = False) -> Any:
    """Declare a parameter as the default value of a mechanism's argument.

    Parameters
    ----------
    unit : such as ``1/hour``
    prior : such as ``lognormal(-3, 1)``, in that unit
    why : the reason for this prior, in a few words
    by_place : draw an own value for every place
    """
    parse_unit(unit)
    if not why.strip():
        raise PriorError(f"the prior {prior} has no reason; write it in why=")
    return Parameter(unit, parse_prior(prior), why, by_place)


@dataclass(frozen=True, eq=False)
class Mechanism:
    """A causal idea as a function, with all that is known about it."""

    name: str
    function: Callable[..., Any]
    on: tuple[str, ...]
    source: tuple[str, ...]
    reads: tuple[str, ...]
    params: dict[str, Parameter]
    doc: str
    file: str
    own: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The idea in one line; the name, if nobody wrote one down."""
        return (self.doc.strip().splitlines() or [self.name])[0]

    @cached_property
    def program(self) -> Program:
        """What it calculates, step by step."""
        reads = {name: quantity.over for name in self.reads if (quantity := find_quantity(name)) is not None}
        return trace(self.function, reads, {name: param.by_place for name, param in self.params.items()})


REGISTRY: dict[str, Mechanism] = {}


def mechanism(
    *, on: str | Iterable[str], source: Iterable[str], own: Iterable[str] = ()
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a mechanism under its own name.

    Parameters
    ----------
    on : the quantity that it contributes to, or several: then it returns one contribution for each, in that order
    source : where the idea is from: keys of ``references.bib``, each with a paragraph where it has one
    own : which of ``OWN`` the individual engine counts among a person's own ties, where it has ties

    Raises
    ------
    WiringError
        If a name is unknown or has two meanings; if the units don't agree.
    """
    targets = (on,) if isinstance(on, str) else tuple(on)

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        reads, params = [], {}
        for name, argument in inspect.signature(function).parameters.items():
            if isinstance(argument.default, Parameter):
                params[name] = argument.default
            else:
                reads.append(name)
        file = inspect.getsourcefile(function) or "?"
        module = sys.modules.get(function.__module__)
        doc = inspect.getdoc(function) or (module and inspect.getdoc(module)) or ""
        about = (tuple(source), tuple(reads), params, doc, file, tuple(own))
        new = Mechanism(function.__name__, function, targets, *about)
        _check(new)
        old = REGISTRY.get(new.name)
        in_notebook = function.__module__ == "__main__"  # a cell that is run again replaces what it defined
        if old is not None and old.file != new.file and not in_notebook:
            raise WiringError(f"two mechanisms are called '{new.name}': in {old.file} and in {new.file}")
        REGISTRY[new.name] = new
        return function

    return register


def _check(new: Mechanism) -> None:
    where = f"mechanism '{new.name}' ({new.file})"
    for name in new.reads:
        if find_quantity(name) is None:
            raise WiringError(f"{where} reads '{name}', which is no quantity: {nearest(name, QUANTITIES)}")
    for name in new.params:
        known = find_quantity(name)
        if known is not None:
            raise WiringError(
                f"'{name}' has two meanings: a parameter of {where}, and a quantity in {known.file} ({known.meaning})"
            )
    for name in new.on:
        target = QUANTITIES.get(name)
        if target is None:
            raise WiringError(f"{where} contributes to '{name}', which is no quantity: {nearest(name, QUANTITIES)}")
        if target.kind in ("input", "status"):
            raise WiringError(
                f"{where} contributes to '{name}', which is a {target.kind} ({target.file}); "
                "contribute to a flow, a stock, a signal or an order"
            )
    if any(name not in OWN or name not in new.reads for name in new.own):
        raise WiringError(f"{where} has own={new.own}; of a person's own are {', '.join(OWN)}, where it reads them")
    if new.own and new.on != ("joins",):
        raise WiringError(
            f"{where} looks at a person's own ties; such a mechanism contributes to joins, and only to it"
        )
    _check_units(new, where)
    try:
        program = new.program
    except UnitError as error:
        raise WiringError(f"{where}: {error}") from None
    for position, name in zip(program.results, new.on, strict=True):
        if program.steps[position].wide and QUANTITIES[name].over == "nation":
            raise WiringError(f"{where} contributes a value by place to '{name}', which is national: nationwide(...)?")


def _check_units(new: Mechanism, where: str) -> None:
    values = {name: Dim.of(quantity.unit) for name in new.reads if (quantity := find_quantity(name)) is not None}
    values |= {name: Dim.of(param.unit) for name, param in new.params.items()}
    try:
        result = new.function(**values)
    except UnitError as error:
        raise WiringError(f"{where}: units don't agree: {error}") from None
    parts = result if isinstance(result, tuple) else (result,)
    if len(parts) != len(new.on):
        raise WiringError(f"{where} returns {len(parts)} contributions for {len(new.on)} targets: {', '.join(new.on)}")
    for part, name in zip(parts, new.on, strict=True):
        target = QUANTITIES[name]
        want = Dim.of(target.contribution)
        if isinstance(part, Dim) and not part.agrees(want):
            raise WiringError(
                f"{where} contributes {part!r} to '{name}' ({target.file}), which takes {target.contribution}"
            )


def load_builtin() -> dict[str, Mechanism]:
    """Import every file of ``corcyra.mechanisms`` and every entry point; the registry, by name."""
    _import_all()
    return REGISTRY


@lru_cache(maxsize=1)
def _import_all() -> None:
    import corcyra.mechanisms as package

    for info in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{info.name}")
    for entry in importlib.metadata.entry_points(group=ENTRY_POINTS):
        entry.load()


def load_file(path: str | Path) -> list[str]:
    """Import a user's own file of mechanisms; the names of those that it added.

    Raises
    ------
    WiringError
        If the file is missing, can't be imported, or has a mechanism that doesn't fit.
    """
    path = Path(path).resolve()
    if not path.is_file():
        raise WiringError(f"no file of mechanisms at {path}")
    before = set(REGISTRY)
    name = f"corcyra_user_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise WiringError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        _Fresh(name, str(path)).exec_module(module)
    except CorcyraError:
        raise
    except Exception as error:
        line = getattr(error, "lineno", None) or _line_in(path, error)
        raise WiringError(f"{path}{f', line {line}' if line else ''}: {type(error).__name__}: {error}") from error
    return sorted(set(REGISTRY) - before | {key for key, known in REGISTRY.items() if known.file == str(path)})


class _Fresh(SourceFileLoader):
    """Reads the file itself: the copy that Python compiles can miss a change that comes within the second."""

    def get_code(self, fullname: str) -> CodeType:
        """Compile the file as it is now."""
        return self.source_to_code(self.get_data(self.path), self.path)


def _line_in(path: Path, error: BaseException) -> int | None:
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def get_mechanism(name: str) -> Mechanism:
    """One mechanism by name.

    Raises
    ------
    UnknownNameError
        If there is none; the message names the nearest.
    """
    load_builtin()
    if name not in REGISTRY:
        raise UnknownNameError("mechanism", name, REGISTRY)
    return REGISTRY[name]
