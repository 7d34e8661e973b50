"""The picture of every mechanism: it is there, it is current, and it shows what was simulated."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import generate
import numpy as np
import pytest
from documents import ROOT
from pages import drawing, pictures

from corcyra.case import open_case
from corcyra.registry import Mechanism

SVG = "{http://www.w3.org/2000/svg}"
BUILTIN, CASES = generate.what_there_is()
CHOICES = {choice.mechanism: choice for choice in pictures.choose_all(BUILTIN, CASES)}
TOY = open_case("toy")

every = pytest.mark.parametrize("each", BUILTIN, ids=lambda each: each.name)


@every
def test_mechanism_has_a_current_picture(each: Mechanism) -> None:
    path = pictures.path_of(each.name)
    assert pictures.made_from_of(path) == CHOICES[each.name].made_from, "run python docs/generate.py --simulate"


@every
def test_picture_can_be_read(each: Mechanism) -> None:
    root = ET.parse(pictures.path_of(each.name)).getroot()
    assert root.find(f"{SVG}title").text == CHOICES[each.name].title
    assert CHOICES[each.name].account.name in root.find(f"{SVG}desc").text
    assert {"with", "without"} <= {text.text for text in root.iter(f"{SVG}text")}
    wide, high = map(float, root.attrib["viewBox"].split()[2:])
    for shape in [*root.iter(f"{SVG}polyline"), *root.iter(f"{SVG}polygon")]:
        points = np.array([pair.split(",") for pair in shape.attrib["points"].split()], dtype=float)
        assert points.min() >= 0
        assert (points.max(axis=0) <= (wide, high)).all()


def test_pictures_and_predictions_are_small() -> None:
    kept = [*(ROOT / "docs/reference").rglob("*.svg"), *(ROOT / "docs/reference").rglob("*.json")]
    assert len(kept) >= len(BUILTIN)
    assert sum(path.stat().st_size for path in kept) < 3_000_000


def test_what_is_written_says_what_was_asked_for() -> None:
    hijack = CHOICES["hijack"]
    assert hijack.title == "turns_violent_total, Almaty [person]"
    assert (hijack.case.name, hijack.account.name) == ("kazakhstan-2022", "elite-outsourcing")


def test_a_mechanism_without_a_row_gets_a_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pictures.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr(pictures, "DOCS", tmp_path)
    for each in BUILTIN:
        choice = pictures.choose(each, CASES)
        assert choice is not None
        assert choice.case.name != "toy"
        assert each.name in choice.account.mechanisms
    flow = pictures.choose(next(each for each in BUILTIN if each.name == "patronage"), CASES)
    assert flow is not None
    assert (flow.of, flow.across) == (("mobilises_total",), "sum")
    assert pictures.choose(BUILTIN[0], []) is None


def test_a_row_for_no_mechanism_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pictures.toml").write_text('case = "toy"\n[hijak]\nof = ["violent"]\n', encoding="utf-8")
    monkeypatch.setattr(pictures, "DOCS", tmp_path)
    with pytest.raises(SystemExit, match="no mechanism hijak"):
        pictures.choose_all(BUILTIN, CASES)


def test_the_main_case_goes_before_a_smaller_account_of_another() -> None:
    main = next(case for case in CASES if case.name == "kazakhstan-2022")
    small = replace(main.account("popular-cascade"), mechanisms=("price_shock", "contagion"))
    other = replace(main, name="elsewhere", accounts={"popular-cascade": small})
    contagion = next(each for each in BUILTIN if each.name == "contagion")
    for cases in ([other, main], [main, other]):
        choice = pictures.choose(contagion, cases)
        assert choice is not None
        assert choice.case.name == "kazakhstan-2022"
    only = pictures.choose(contagion, [other])
    assert only is not None
    assert only.case.name == "elsewhere"


@pytest.mark.parametrize(
    ("row", "named"),
    [('of = ["mob"]', "mob"), ('places = ["Atlantis"]', "Atlantis"), ('account = "nobody"', "nobody")],
)
def test_a_wrong_row_is_refused(row: str, named: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pictures.toml").write_text(f"[hijack]\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(pictures, "DOCS", tmp_path)
    with pytest.raises(SystemExit, match=named):
        pictures.choose(next(each for each in BUILTIN if each.name == "hijack"), CASES)


# -- drawing again -----------------------------------------------------------------------------------------------------


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pictures.Choice:
    """The picture of a mechanism of the toy case, of few simulations, in a folder of its own."""
    monkeypatch.setattr(pictures, "SIMULATIONS", 60)
    monkeypatch.setattr(pictures, "FOLDER", tmp_path)
    return pictures.Choice("contagion", TOY, TOY.account("sent"), ("crowd",), (), "sum", False)


def test_the_same_is_drawn_again(few: pictures.Choice) -> None:
    (path,) = pictures.draw_all([few])
    first = path.read_bytes()
    assert pictures.stale([few]) == []
    assert list(pictures.draw_all([few])) == []
    assert list(pictures.draw_all([few], everything=True)) == [path]
    assert path.read_bytes() == first


def test_what_is_out_of_date_or_left_over_is_found(few: pictures.Choice) -> None:
    (path,) = pictures.draw_all([few])
    fewer = replace(few, account=replace(few.account, mechanisms=few.account.mechanisms[:-1]))
    assert pictures.stale([fewer]) == [path]
    assert pictures.stale([replace(few, of=("violent",))]) == [path]
    assert pictures.stale([]) == [path]
    assert list(pictures.draw_all([])) == [path]
    assert not path.exists()


def test_without_is_without_and_the_numbers_are_the_same(few: pictures.Choice) -> None:
    """Without contagion fewer come out; and what the engine counts is what is drawn."""
    (path,) = pictures.draw_all([few])
    root = ET.parse(path).getroot()
    on, off = (
        heights(root, colour, "2.4") for colour in (drawing.WITH, drawing.WITHOUT)
    )  # of the medians; larger is lower
    assert (on <= off).all()
    assert (on < off).any()
    assert "without" not in pictures.without(few.account, "contagion").mechanisms
    assert set(few.account.mechanisms) - set(pictures.without(few.account, "contagion").mechanisms) == {"contagion"}


def heights(root: ET.Element, colour: str, width: str) -> np.ndarray:
    (line,) = [
        line
        for line in root.iter(f"{SVG}polyline")
        if (line.attrib["stroke"], line.attrib["stroke-width"]) == (colour, width)
    ]
    return np.array([pair.split(",")[1] for pair in line.attrib["points"].split()], dtype=float)


def test_places_and_quantities_are_chosen_and_added() -> None:
    hours, simulations = 4, 5
    crowd = np.arange(hours * simulations * 3, dtype=float).reshape(hours, simulations, 3)
    trace = {"crowd": crowd, "violent": 10 * crowd}
    two = pictures.Choice("x", TOY, TOY.account("sent"), ("crowd", "violent"), TOY.place_names[1:], "sum", False)
    np.testing.assert_array_equal(pictures.number(two, trace), 11 * crowd[..., 1:].sum(axis=-1))
    mean = replace(two, of=("crowd",), places=(), across="mean")
    np.testing.assert_array_equal(pictures.number(mean, trace), crowd.mean(axis=-1))


def drawn(on: np.ndarray, off: np.ndarray, linear: bool, hours: int = 240) -> ET.Element:
    case = replace(TOY, hours=hours)
    return ET.fromstring(drawing.draw(drawing.Picture("a < b", "who", "what", "0", case, on, off, linear)))


@pytest.mark.parametrize("linear", [True, False])
@pytest.mark.parametrize("top", [0.0, 0.003, 1.0, 7.3, 99.0, 12_345.0, 1e9])
@pytest.mark.parametrize("hours", [24, 240, 24 * 366])
def test_axes_fit_any_range(linear: bool, top: float, hours: int) -> None:
    on = np.linspace(0, top, hours)[:, None] * np.ones(9)
    root = drawn(on, 0 * on, linear, hours)
    words = [text.text for text in root.iter(f"{SVG}text")]
    ticks = [float(word.replace(",", "")) for word in words if word.replace(",", "").replace(".", "").isdigit()]
    assert 2 <= len(ticks) <= 7
    assert ticks == sorted(set(ticks))
    assert max(ticks) <= max(top, 1.0)
    months = tuple(f"{TOY.start + timedelta(days=30 * n):%b}" for n in range(13))
    days = [word for word in words if word and word.endswith(months)]
    assert 2 <= len(days) <= 7


def test_names_of_lines_do_not_cover_each_other() -> None:
    on = np.ones((240, 9))
    root = drawn(on, on, True)
    y = {text.text: float(text.attrib["y"]) for text in root.iter(f"{SVG}text") if text.text in ("with", "without")}
    assert abs(y["with"] - y["without"]) >= 13


def test_more_is_higher_and_hours_go_to_the_right() -> None:
    on = np.linspace(0, 1000, 240)[:, None] * np.ones(9)
    root = drawn(on, 0.1 * on, True)
    high, low = heights(root, drawing.WITH, "2.4"), heights(root, drawing.WITHOUT, "2.4")
    assert (np.diff(high) < 0).all()
    base = drawing.HIGH - drawing.BOTTOM
    # a tenth of the number is a tenth of the height; points are rounded to a tenth of a unit
    np.testing.assert_allclose(base - low, 0.1 * (base - high), atol=0.11)
