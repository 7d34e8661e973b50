"""The picture of every mechanism: an account that uses it, simulated with it and without it on the same numbers.

``docs/pictures.toml`` says which account and which number tell most; a mechanism that is not in it gets the first thing
that it contributes to, in the smallest account of the main case that uses it. A mechanism that no account uses is one
of the years before: its picture is by the month, from the prelude that uses it. Drawing takes minutes and has its own
switch.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from corcyra.account import Account
from corcyra.case import Case
from corcyra.engines.lumped import Lumped
from corcyra.engines.slow import simulate_prelude
from corcyra.quantities import QUANTITIES, Quantity, find_quantity
from corcyra.registry import Mechanism
from pages import drawing
from pages.made_from import code, digest, model
from pages.markdown import DOCS, short

FOLDER = DOCS / "reference" / "mechanisms"
SIMULATIONS, SEED = 400, 1
FEWEST = 20  # simulations that the mechanism changes, to draw only them
INVENTED = "toy"  # drawn only if no other case will do
ACROSS = {"sum": np.sum, "mean": np.mean, "max": np.max}


@dataclass(frozen=True)
class Choice:
    """What the picture of a mechanism shows: quantities that are added up, in some places, of an account."""

    mechanism: str
    case: Case
    account: Account
    of: tuple[str, ...]
    places: tuple[str, ...]
    across: str
    linear: bool

    @property
    def quantity(self) -> Quantity:
        """The first of the quantities, for its unit and kind."""
        found = find_quantity(self.of[0])
        assert found is not None
        return found

    @property
    def title(self) -> str:
        """What is drawn, in the words of the glossary."""
        where = "nationwide" if self.quantity.over == "nation" else ", ".join(self.places) or "all places"
        one = self.quantity.over == "nation" or len(self.places) == 1
        how = "" if one or self.across == "sum" else f"{self.across} of "
        return f"{' + '.join(self.of)}, {how}{where} [{self.quantity.unit}]"

    @property
    def made_from(self) -> str:
        """The digest of all that the picture depends on, but for the engine."""
        how = [self.mechanism, self.of, self.places, self.across, self.linear, SIMULATIONS, SEED]
        made = digest(how, model(self.case, [self.account]), code(Path(drawing.__file__)), code(Path(__file__)))
        return digest(made, self.case.prelude) if self.slow else made

    @property
    def slow(self) -> bool:
        """Whether it shows the years before the episode."""
        return self.case.prelude is not None and self.account == self.case.prelude.account


def choose_all(mechanisms: Iterable[Mechanism], cases: Iterable[Case]) -> list[Choice]:
    """What to draw for every mechanism that an account uses."""
    cases, mechanisms = list(cases), list(mechanisms)
    rows = {name for name, row in _rows().items() if isinstance(row, dict)}
    left = rows - {each.name for each in mechanisms}
    if left:
        raise SystemExit(f"docs/pictures.toml: there is no mechanism {', '.join(sorted(left))}")
    return [choice for each in mechanisms if (choice := choose(each, cases))]


def choose(each: Mechanism, cases: Iterable[Case]) -> Choice | None:
    """What to draw for a mechanism; None if no account uses it."""
    table = _rows()
    row = table.get(each.name, {})
    using = [
        (case.name != table.get("case"), case.name == INVENTED, len(account.mechanisms), case, account)
        for case in cases
        for account in case.accounts.values()
        if each.name in account.mechanisms
        and row.get("account", account.name) == account.name
        and row.get("case", case.name) == case.name
    ]
    if not using and not {"account", "case"} & set(row):
        using = [
            (case.name != table.get("case"), False, 0, _years(case), case.prelude.account)
            for case in cases
            if case.prelude is not None and each.name in case.prelude.account.mechanisms
        ]
    if not using:
        if row:
            raise SystemExit(f"docs/pictures.toml, [{each.name}]: no account {row.get('account')} uses it")
        return None
    *_, case, account = min(using, key=lambda item: item[:3])
    of = tuple(row.get("of", ())) or (_shown(QUANTITIES[each.on[0]]),)
    unknown = [name for name in of if find_quantity(name) is None] + sorted(
        set(row.get("places", ())) - set(case.place_names)
    )
    if unknown:
        raise SystemExit(f"docs/pictures.toml, [{each.name}]: there is no {', '.join(unknown)}")
    first = find_quantity(of[0])
    assert first is not None
    across = row.get("across", "mean" if first.unit == "1" and first.kind != "order" else "sum")
    linear = row.get("scale") == "linear" or first.unit == "1"
    return Choice(each.name, case, account, of, tuple(row.get("places", ())), across, linear)


def _rows() -> dict[str, Any]:
    return tomllib.loads((DOCS / "pictures.toml").read_text(encoding="utf-8"))


def _years(case: Case) -> Case:
    """The case with its clock on the years before."""
    assert case.prelude is not None
    hours = (case.start - case.prelude.start).total_seconds() / 3600
    return replace(case, start=case.prelude.start, hours=round(hours))


def _shown(quantity: Quantity) -> str:
    return f"{quantity.name}_total" if quantity.kind == "flow" else quantity.name


def path_of(mechanism: str) -> Path:
    """Where the picture of a mechanism is."""
    return FOLDER / f"{mechanism}.svg"


def stale(choices: Iterable[Choice]) -> list[Path]:
    """Pictures that are missing, made from something else than what stands, or left over."""
    wanted = {path_of(each.mechanism): each.made_from for each in choices}
    old = {path for path, made_from in wanted.items() if not path.is_file() or made_from_of(path) != made_from}
    return sorted(old | (set(FOLDER.glob("*.svg")) - set(wanted)))


def made_from_of(path: Path) -> str:
    """The digest that a picture carries."""
    found = re.search(r"<!-- made from (\w+) -->", path.read_text(encoding="utf-8"))
    return found[1] if found else ""


def caption(mechanism: str) -> str:
    """What a picture says of itself; empty if it is not there."""
    path = path_of(mechanism)
    found = re.search(r"<desc>(.*?)</desc>", path.read_text(encoding="utf-8"), re.DOTALL) if path.is_file() else None
    return found[1] if found else ""


def draw_all(choices: Iterable[Choice], everything: bool = False) -> Iterator[Path]:
    """Draw what is stale, or everything, and remove what is left over; the paths, each when it is done."""
    choices = list(choices)
    old = stale(choices)
    todo = [each for each in choices if everything or path_of(each.mechanism) in old]
    for path in set(old) - {path_of(each.mechanism) for each in todo}:
        path.unlink()
        yield path
    todo.sort(key=lambda each: (each.case.name, each.account.name))
    on: dict[str, np.ndarray] = {}
    whose = ("", "")
    for each in todo:
        if whose != (each.case.name, each.account.name):  # one account at a time, with all that its pictures need
            whose = (each.case.name, each.account.name)
            names = {name for other in todo if (other.case.name, other.account.name) == whose for name in other.of}
            on = _run(each.case, each.account, names)
        off = _run(each.case, without(each.account, each.mechanism), each.of)
        path = path_of(each.mechanism)
        path.write_text(_draw(each, number(each, on), number(each, off)), encoding="utf-8")
        yield path


def without(account: Account, mechanism: str) -> Account:
    """The account with one mechanism switched off."""
    return replace(account, mechanisms=tuple(name for name in account.mechanisms if name != mechanism))


def _run(case: Case, account: Account, names: Iterable[str]) -> dict[str, np.ndarray]:
    if account.name == "prelude":
        return _run_years(case, account, names)
    return Lumped(case, account, range(SIMULATIONS), SEED).run(record=names, first=SIMULATIONS)


def _run_years(case: Case, account: Account, names: Iterable[str]) -> dict[str, np.ndarray]:
    """By the month; the flows of a mechanism that is left out are none."""
    assert case.prelude is not None
    eve = replace(case, start=case.time(case.hours))
    left_out = set(case.prelude.account.mechanisms) - set(account.mechanisms)
    made = simulate_prelude(eve, SIMULATIONS, SEED, left_out)
    out = {}
    for name in names:
        stem = name.removesuffix("_total")
        values = made[stem].values if stem in made else np.zeros(made["members"].shape)
        out[name] = np.moveaxis(values.cumsum(axis=1) if name != stem else values, 1, 0)
    return out


def number(each: Choice, trace: dict[str, np.ndarray]) -> drawing.Array:
    """The number that is drawn, (hour, simulation)."""
    values = np.sum([trace[name] for name in each.of], axis=0, dtype=np.float64)
    if each.places and values.shape[-1] > 1:
        values = values[..., [each.case.place_names.index(place) for place in each.places]]
    return np.asarray(ACROSS[each.across](values, axis=-1), dtype=np.float64)


def _draw(each: Choice, on: drawing.Array, off: drawing.Array) -> str:
    differ = (on != off).any(axis=0)
    many = int(differ.sum())
    if many >= FEWEST:
        on, off = on[:, differ], off[:, differ]
        whose = f"the {many} of {SIMULATIONS} simulations that it changes"
    else:
        whose = f"all {SIMULATIONS} simulations; it changes {many}"
    hour = _farthest(on, off)
    moment = each.case.time((hour + 1) * each.case.hours / len(on))
    when = f"{moment:%B %Y}" if each.slow else f"{moment.day} {moment:%B, %H:%M}"
    middle = [short(float(np.median(values[hour]))) for values in (on, off)]
    tail = [short(float(np.percentile(values[hour], 95))) for values in (on, off)]
    meaning = "; ".join(quantity.meaning for name in each.of if (quantity := find_quantity(name)))
    about = (
        f"{each.title}: {meaning}. From {each.account.name} of {each.case.name}: {whose}, each with the mechanism "
        "(blue) and without it (orange, dashed) on the same random numbers. Lines are medians, bands reach from the "
        f"5th to the 95th percentile. Where the two lie farthest apart, on {when}, the median is {middle[0]} with it "
        f"and {middle[1]} without, the 95th percentile {tail[0]} and {tail[1]}."
    )
    picture = drawing.Picture(each.title, whose, about, each.made_from, each.case, on, off, each.linear)
    return drawing.draw(picture)


def _farthest(on: drawing.Array, off: drawing.Array) -> int:
    """The hour at which the mean of the number, or of its logarithm if it is large, is moved most."""
    if max(on.max(), off.max()) > 100:
        on, off = np.log1p(on), np.log1p(off)
    return int(np.abs(on - off).mean(axis=1).argmax())
