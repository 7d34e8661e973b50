"""The report in a real browser: it fits, stands alone, says everything, and shows no number that is none."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corcyra.case import open_case
from corcyra.engines.ensemble import simulate
from corcyra.inference.verdict import Verdict, weigh
from corcyra.report.page import UNEXPLAINED, sort_alarms, write_page

playwright_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (400, 800, 1400)
NO_NUMBER = re.compile(r"\b(nan|inf|infinity|undefined)\b", re.IGNORECASE)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    case = open_case("toy")
    return weigh(case, simulate(case, draws=200, seed=1, workers=1))


@pytest.fixture(scope="module")
def file(verdict: Verdict, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    provenance = {"seed": 1, "empty": None, "unknown": float("nan"), "versions": {"numpy": "2"}, "list": []}
    return write_page(verdict, folder / "report.html", provenance)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright_api.sync_playwright() as player:
        running = player.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any, file: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page at a width, with what it asked for and complained of noted on it."""
    opened = browser.new_page(viewport={"width": getattr(request, "param", 1400), "height": 900})
    opened.requested, opened.complaints = [], []
    opened.on("request", lambda each: opened.requested.append(each.url))
    opened.on(
        "console", lambda each: opened.complaints.append(each.text) if each.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda each: opened.complaints.append(str(each)))
    opened.goto(file.as_uri())
    opened.wait_for_load_state("load")
    yield opened
    opened.close()


def open_everything(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")


@pytest.mark.parametrize("page", WIDTHS, indirect=True)
@pytest.mark.parametrize("opened", [False, True])
def test_nothing_sticks_out_of_the_page(page: Any, opened: bool) -> None:
    if opened:
        open_everything(page)
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room


@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_it_needs_nothing_but_itself_and_has_no_errors(page: Any, file: Path) -> None:
    page.wait_for_timeout(200)
    outside = [url for url in page.requested if url != file.as_uri() and not url.startswith("data:")]
    assert outside == []
    assert page.complaints == []


@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_the_verdict_and_every_alarm_are_seen_at_once(page: Any, verdict: Verdict) -> None:
    shown = page.inner_text("#verdict").lower()
    assert verdict.sentence().lower() in shown
    assert verdict.alarms, "the toy run should raise alarms, or this test shows nothing"
    for alarm in verdict.alarms:
        found = UNEXPLAINED.match(alarm)
        wanted = verdict.case.ledger.clues[found["clue"]].question if found else alarm
        assert wanted.lower() in shown
    assert f"{len(verdict.alarms)} alarm" in shown


@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_every_account_and_every_clue_is_there(page: Any, verdict: Verdict) -> None:
    for name in verdict.accounts:
        assert page.locator("#accounts tbody th b", has_text=re.compile(f"^{name}$")).is_visible()
    for clue in verdict.case.ledger.clues.values():
        assert page.locator(f"#clue-{clue.id} > summary").is_visible()
        assert clue.question in page.inner_text(f"#clue-{clue.id} > summary")
        assert clue.question in page.inner_text("#expected")


def test_every_claim_stands_with_its_speaker(page: Any, verdict: Verdict) -> None:
    open_everything(page)
    for claim in verdict.case.ledger.claims.values():
        row = page.inner_text(f"#claim-{claim.id}")
        assert claim.speaker in row
        assert claim.locator in row
        assert f"says: {claim.says}" in row


def test_pictures_have_words(page: Any) -> None:
    bare = page.evaluate(
        """() => [...document.querySelectorAll('img, svg:not([aria-hidden]):not(svg svg)')]
            .filter(each => !(each.getAttribute('alt') || each.getAttribute('aria-label')))
            .map(each => each.outerHTML.slice(0, 200))"""
    )
    assert bare == []
    assert page.locator("svg[role=img]").count() > 0


def test_tables_say_what_their_headings_head(page: Any) -> None:
    assert page.locator("th:not([scope])").count() == 0


def test_it_is_small(file: Path) -> None:
    assert file.stat().st_size < 3_000_000


def test_no_number_that_is_none(page: Any, file: Path) -> None:
    open_everything(page)
    assert NO_NUMBER.findall(page.inner_text("body")) == []
    words = page.evaluate(
        "[...document.querySelectorAll('[aria-label], title')].map(e => e.ariaLabel || e.textContent)"
    )
    assert NO_NUMBER.findall(" ".join(words)) == []
    assert not re.search(r'="(nan|-?inf)', file.read_text(encoding="utf-8"))


def test_the_ledger_can_be_searched(page: Any) -> None:
    page.fill("#find", "town hall")
    assert page.locator("#claim-storming-both").is_visible()
    assert not page.locator("#claim-motive").is_visible()
    page.fill("#find", "")
    assert page.locator("#clue-largest-crowd > summary").is_visible()
    page.click("text=Open all")
    assert page.locator("#claim-motive").is_visible()


def test_the_page_is_written_whole_and_alone(file: Path) -> None:
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    assert file.read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_every_alarm_is_in_one_group(verdict: Verdict) -> None:
    assert sort_alarms(verdict).count == len(verdict.alarms)
