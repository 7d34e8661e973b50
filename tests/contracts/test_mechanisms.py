"""Contracts of every mechanism, generated from the registry: a new file is held to them without a new test."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from corcyra import registry as module
from corcyra.case import SHIPPED
from corcyra.dimensions import Dim
from corcyra.errors import UnitError, WiringError
from corcyra.quantities import QUANTITIES, find_quantity
from corcyra.registry import Mechanism, Parameter, load_builtin

every = pytest.mark.parametrize("each", [m for _, m in sorted(load_builtin().items())], ids=lambda each: each.name)

SIMULATIONS, PLACES = 5, 3
NONE, TYPICAL, HUGE = "none", "typical", "huge"


def level(name: str, size: str, kind: type) -> np.ndarray:
    """A level of a quantity: as little as there may be, something of it, or as much as there may be."""
    quantity = find_quantity(name)
    assert quantity is not None
    most = 2e7 if quantity.unit in ("person", "weapon") else 1e4  # more people than the country has; distances, hours
    low = 1.0 if name == "population" else quantity.low  # a place has at least one inhabitant
    high = min(quantity.high, most)
    value = {NONE: low, TYPICAL: low + 0.1 * (high - low), HUGE: high}[size]
    if quantity.over == "pair":
        return np.full((PLACES, PLACES), value, kind)
    if quantity.kind == "input" and quantity.over == "nation":
        return np.full((1, 1), value, kind)
    return np.full((SIMULATIONS, 1 if quantity.over == "nation" else PLACES), value, kind)


def parameter(param: Parameter, chance: float, kind: type) -> np.ndarray:
    return np.full((SIMULATIONS, PLACES if param.by_place else 1), param.prior.quantile(np.array(chance)), kind)


def contributions(each: Mechanism, sizes: dict[str, str], chance: float, kind: type = np.float64) -> tuple:
    arguments = {name: level(name, sizes[name], kind) for name in each.reads}
    arguments |= {name: parameter(param, chance, kind) for name, param in each.params.items()}
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        result = each.function(**arguments)
    return result if isinstance(result, tuple) else (result,)


def states(each: Mechanism) -> list[dict[str, str]]:
    """All alike; one unlike the others; and both ends of the first few quantities against each other."""
    alike = [dict.fromkeys(each.reads, size) for size in (NONE, TYPICAL, HUGE)]
    single = [base | {name: size} for base in alike for name in each.reads for size in (NONE, HUGE)]
    mixed = [
        dict(zip(each.reads, ends, strict=False)) for ends in product((NONE, HUGE), repeat=min(len(each.reads), 6))
    ]
    return alike + single + [dict.fromkeys(each.reads, TYPICAL) | ends for ends in mixed]


@every
@pytest.mark.parametrize("kind", [np.float64, np.float32], ids=["double", "single"])
@pytest.mark.parametrize("chance", [0.001, 0.5, 0.999])
def test_contributions_are_finite_whatever_the_state(each: Mechanism, chance: float, kind: type) -> None:
    for sizes in states(each):
        for part, target in zip(contributions(each, sizes, chance, kind), each.on, strict=True):
            assert np.isfinite(part).all(), (target, sizes)


@every
def test_contributions_have_the_shape_of_their_target(each: Mechanism) -> None:
    for part, target in zip(contributions(each, dict.fromkeys(each.reads, TYPICAL), 0.5), each.on, strict=True):
        wide = 1 if QUANTITIES[target].over == "nation" else PLACES
        assert np.broadcast_shapes(np.shape(part), (SIMULATIONS, wide)) == (SIMULATIONS, wide), target


@every
def test_rates_and_hazards_are_never_negative(each: Mechanism) -> None:
    for sizes in states(each):
        for part, target in zip(contributions(each, sizes, 0.5), each.on, strict=True):
            if target != "joins" and QUANTITIES[target].kind in ("flow", "order"):
                assert np.min(part) >= 0, (target, sizes)


@every
def test_a_signal_that_multiplies_stays_between_0_and_1(each: Mechanism) -> None:
    for sizes in states(each):
        for part, target in zip(contributions(each, sizes, 0.5), each.on, strict=True):
            if QUANTITIES[target].combine == "multiply":
                assert np.min(part) >= 0, (target, sizes)
                assert np.max(part) <= 1, (target, sizes)


@every
def test_units_agree(each: Mechanism) -> None:
    module._check(each)


@every
def test_another_unit_of_what_is_read_is_found(each: Mechanism) -> None:
    """The check of units is not empty: it sees when what is read is in a unit that nothing has."""
    right = {name: Dim.of(quantity.unit) for name in each.reads if (quantity := find_quantity(name))}
    right |= {name: Dim.of(param.unit) for name, param in each.params.items()}
    assert agree(each, right)
    assert not all(agree(each, right | {name: right[name] * Dim.of("kg^3")}) for name in each.reads)


def agree(each: Mechanism, units: dict[str, Dim]) -> bool:
    try:
        result = each.function(**units)
    except UnitError:
        return False
    parts = result if isinstance(result, tuple) else (result,)
    wanted = [Dim.of(QUANTITIES[target].contribution) for target in each.on]
    return all(not isinstance(part, Dim) or part.agrees(want) for part, want in zip(parts, wanted, strict=True))


@every
def test_a_mechanism_is_a_function_of_its_arguments_alone(each: Mechanism) -> None:
    sizes = dict.fromkeys(each.reads, TYPICAL)
    for one, other in zip(contributions(each, sizes, 0.5), contributions(each, sizes, 0.5), strict=True):
        np.testing.assert_array_equal(one, other)


@every
def test_a_mechanism_leaves_its_arguments_as_they_are(each: Mechanism) -> None:
    arguments = {name: level(name, TYPICAL, np.float64) for name in each.reads}
    arguments |= {name: parameter(param, 0.5, np.float64) for name, param in each.params.items()}
    before = {name: values.copy() for name, values in arguments.items()}
    each.function(**arguments)
    for name, values in arguments.items():
        np.testing.assert_array_equal(values, before[name])


# -- what is written about it ------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    return re.sub(r"[\s_-]", "", text).casefold()


@every
def test_the_first_line_is_the_name_and_the_idea(each: Mechanism) -> None:
    name, colon, idea = each.title.partition(": ")
    assert colon
    assert folded(name) == folded(each.name)
    assert name[0].isupper()
    assert idea.endswith(".")


@every
def test_the_text_names_the_years_of_its_sources(each: Mechanism) -> None:
    _, found, cited = each.doc.rpartition("Source:")
    assert found
    for source in each.source:
        year = source.split(" ")[0].rpartition("-")[2]
        assert year in cited, source


@every
def test_a_file_holds_one_idea_in_fewer_than_80_lines(each: Mechanism) -> None:
    path = Path(each.file)
    assert path.stem == each.name
    assert len(path.read_text(encoding="utf-8").splitlines()) < 80
    assert [other.name for other in load_builtin().values() if other.file == each.file] == [each.name]


@every
def test_every_parameter_has_a_reason_in_words(each: Mechanism) -> None:
    for name, param in each.params.items():
        assert len(param.why.split()) >= 3, name


@every
def test_everything_that_is_read_is_explained_with_its_unit(each: Mechanism) -> None:
    lines = Path(each.file).read_text(encoding="utf-8").splitlines()
    for name in each.reads:
        quantity = find_quantity(name)
        assert quantity is not None
        (line,) = [line for line in lines if re.match(rf"    {name}(: Array)?,", line)]
        assert f"[{quantity.unit}]" in line.partition("#")[2], line


SOURCES = tomllib.loads((SHIPPED / "kazakhstan-2022/evidence/sources.toml").read_text(encoding="utf-8"))["source"]
PARAGRAPHS = {source["key"]: source["paragraphs"] for source in SOURCES}


@every
def test_every_source_is_in_the_bibliography(each: Mechanism, root: Path) -> None:
    keys = set(re.findall(r"@\w+\{([^,\s]+),", (root / "references.bib").read_text(encoding="utf-8")))
    assert each.source
    for source in each.source:
        assert source.split(" ")[0] in keys, source


@every
def test_every_paragraph_cited_is_there(each: Mechanism) -> None:
    for source in each.source:
        match = re.fullmatch(r"(\S+)(?: ¶(\d+))?", source)
        assert match, source
        key, paragraph = match.groups()
        if key in PARAGRAPHS:
            assert paragraph, f"{source} needs a paragraph"
            assert 1 <= int(paragraph) <= PARAGRAPHS[key]
        else:
            assert paragraph is None, f"{source} is not one of the documents whose paragraphs are counted"


@every
def test_there_is_a_page_about_it(each: Mechanism, root: Path) -> None:
    page = root / "docs/reference/mechanisms" / f"{each.name}.md"
    assert page.is_file()
    text = page.read_text(encoding="utf-8")
    for name in (*each.params, *each.reads, *each.on):
        assert name in text, name


def test_some_account_or_prelude_uses_every_mechanism() -> None:
    used = set()
    for path in [*SHIPPED.glob("*/accounts/*.toml"), *SHIPPED.glob("*/prelude.toml")]:
        used |= set(tomllib.loads(path.read_text(encoding="utf-8"))["mechanisms"])
    assert set(load_builtin()) - used == set()


def test_the_checks_are_not_empty() -> None:
    broken = Mechanism("wrong", lambda crowd: crowd, ("goes_home",), ("x",), ("crowd",), {}, "Wrong: x.", __file__)
    with pytest.raises(WiringError):
        module._check(broken)
