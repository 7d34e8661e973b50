"""The page: a verdict as one HTML file that needs no network and no other file."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from corcyra.inference.verdict import NONE, Verdict
from corcyra.report import figures, map, opened, persons, rows, sturdy, words

#: An alarm about one clue, as the verdict words it: all of them go into one list, with the clue's question.
UNEXPLAINED = re.compile(r"no account explains the clue '(?P<clue>[^']+)': (?P<rest>.*)")
WORSE = re.compile(r"\d+ dB worse")
MONTE_CARLO = "too few effective draws"

#: What weights of evidence mean: decibels, odds, and what that is like.
LEGEND = (
    ("0 dB", "1 : 1", "the record speaks for neither account"),
    ("3 dB", "2 : 1", "twice as probable under the one as under the other"),
    ("10 dB", "10 : 1", "ten times as probable"),
    ("20 dB", "100 : 1", "a hundred times"),
    ("30 dB", "1000 : 1", "a thousand times"),
)


@dataclass(frozen=True)
class Alarms:
    """The alarms of a verdict by kind; ``unexplained`` pairs a clue's question with what the alarm says of it."""

    monte_carlo: list[str]
    general: list[str]
    unexplained: list[tuple[str, str]]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.monte_carlo) + len(self.general) + len(self.unexplained)


@dataclass(frozen=True)
class Chart:
    """The weights of all clues for one account against another; their sum, and the weight of the whole record."""

    against: str
    rows: list[tuple[str, str, Markup]]
    limit: float
    added: str
    whole: str


def write_page(verdict: Verdict, path: Path, provenance: dict[str, object]) -> Path:
    """Write the report of a verdict, whole or not at all.

    Parameters
    ----------
    verdict : from :func:`corcyra.weigh`; its ensemble must have histories
    path : the HTML file to write; an older one is replaced
    provenance : what the run was made with, shown as it is

    Returns
    -------
    The path that was written.
    """
    path = Path(path)
    text = render(verdict, provenance)
    handle, part = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        # mkstemp hides its file from others; a report is to be read as any other file.
        mask = os.umask(0)
        os.umask(mask)
        Path(part).chmod(0o666 & ~mask)
        Path(part).replace(path)
    finally:
        Path(part).unlink(missing_ok=True)
    return path


def render(verdict: Verdict, provenance: Mapping[str, object]) -> str:
    """The report of a verdict as HTML."""
    import jinja2

    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    engine = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return engine.get_template("page.html").render(_context(verdict, provenance))


def sort_alarms(verdict: Verdict) -> Alarms:
    """The alarms by kind, those about a clue with its question, the worst first."""
    monte_carlo, general, unexplained = [], [], []
    for alarm in verdict.alarms:
        found = UNEXPLAINED.match(alarm)
        clue = verdict.case.ledger.clues.get(found["clue"]) if found else None
        if found and clue:
            worse = WORSE.search(found["rest"])
            unexplained.append((clue.question, worse[0] if worse else found["rest"]))
        elif alarm.startswith(MONTE_CARLO):
            monte_carlo.append(alarm)
        else:
            general.append(alarm)

    def size(pair: tuple[str, str]) -> float:
        digits = re.search(r"\d+", pair[1])
        return -float(digits[0]) if digits else 0.0

    return Alarms(monte_carlo, general, sorted(unexplained, key=size))


def _context(verdict: Verdict, provenance: Mapping[str, object]) -> dict[str, object]:
    case, ensemble = verdict.case, verdict.ensemble
    best = rows.best_account(verdict)
    others, weights = rows.weight_rows(verdict, best)
    simulated, expected = rows.expected_rows(verdict)
    frame = figures.make_frame(case)
    ranked = [name for name in verdict.ranking if name in simulated]
    undecided = rows.undecided(case)
    return {
        "case": case,
        "verdict": verdict,
        "none": NONE,
        "alarms": sort_alarms(verdict),
        "accounts": [*rows.account_rows(verdict), *filter(None, [opened.row(verdict)])],
        "opened": opened.opened(verdict),
        "legend": LEGEND,
        "map": map.draw_map(case),
        "map_legend": map.map_legend(case),
        "outlines": map.about_outlines(case),
        "overlay": figures.overlay(frame),
        "marks": frame.marks,
        "strips": [(name, rows.title_of(case, name), figures.panels(frame, ensemble, name)) for name in ranked],
        "classes": figures.classes(),
        "enough": figures.ENOUGH,
        "kept": int(ensemble.sizes["sample"]),
        "sizes": rows.sizes(verdict),
        "best": best,
        "charts": _charts(verdict, best, others),
        "others": others,
        "weights": weights,
        "simulated": simulated,
        "expected": expected,
        "decided": list(rows.decided(verdict)),
        "undecided": undecided,
        "assumed": [_assumed(verdict, name) for name in ranked if name in case.accounts],
        "provenance": list(flatten(provenance)),
        "rows": rows,
        "sturdy": sturdy,
        "persons": persons.persons_of(verdict),
        "compared": persons.compare_engines(verdict),
        "rival": next(name for name in verdict.ranking if name != best),
        "words": words,
    }


def _charts(verdict: Verdict, best: str, others: Iterable[str]) -> list[Chart]:
    pairs = {name: verdict.between(best, name) for name in others}
    limit = figures.edge((each.alone_db, each.mc_error_db) for pair in pairs.values() for each in pair)
    out = []
    for name, pair in pairs.items():
        ordered = sorted(pair, key=lambda weight: -weight.alone_db)
        lines = [
            (
                verdict.case.ledger.clues[each.clue].question,
                words.decibels(each.alone_db, each.mc_error_db),
                figures.bar(each.alone_db, each.mc_error_db, limit, best, name),
            )
            for each in ordered
        ]
        added = words.decibels(sum(each.alone_db for each in pair))
        out.append(Chart(name, lines, limit, added, words.decibels(*verdict.odds_db(best, name))))
    return out


def _assumed(verdict: Verdict, name: str) -> dict[str, object]:
    account, sources = verdict.case.accounts[name], verdict.case.ledger.sources
    return {
        "account": account,
        "told_by": [sources[key].title if key in sources else key for key in account.told_by],
        "mechanisms": rows.mechanisms(account),
        "own": rows.own_assumptions(account),
        "all": rows.all_assumptions(account),
    }


def flatten(table: Mapping[str, object], before: str = "") -> Iterable[tuple[str, str]]:
    """A table of provenance as pairs of text, inner tables with dotted names."""
    for key, value in table.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{name}.")
        elif isinstance(value, (list, tuple)):
            yield name, ", ".join(str(part) for part in value) or "none"
        elif value is None or value != value:  # not a number
            yield name, "none"
        else:
            yield name, str(value)
