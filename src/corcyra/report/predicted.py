"""The prior predictive to look at: one small figure a measure, and its numbers in words.

A figure has a row for each account: a line from the 5th to the 95th percentile, a dot at the median, and behind them
what the record reports. It is plain SVG, so that the same simulations give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from corcyra.case import Case
from corcyra.evidence.ledger import Clue
from corcyra.report.words import NOTHING, day, hour_of, number, share

if TYPE_CHECKING:
    import pandas as pd

#: Sizes of a figure [px]: the gutter for the names, the plot, a row, the axis, the margin on the right.
GUTTER, WIDE, ROW, AXIS, EDGE = 130, 430, 17, 22, 40
INK, QUIET, RECORD, BAND = "#1f2430", "#8a8f98", "#b3382c", "#f0cdc8"

Place = Callable[[float], float]


def rows(table: pd.DataFrame, case: Case) -> list[dict[str, str]]:
    """The table of :func:`corcyra.predictive` in words, one dict a row."""
    return [
        {"account": str(account), "clue": str(clue), **cells(row, case.ledger.clues[str(clue)], case)}
        for (account, clue), row in zip(table.index, table.to_dict("records"), strict=True)
    ]


def cells(row: Mapping[Any, Any], clue: Clue, case: Case) -> dict[str, str]:
    """One row in words: the three percentiles, or how often yes, or how often never; and the reports inside."""
    inside = f"{row['inside']} of {row['reports']}"
    if clue.kind == "truth":
        out = {"low": NOTHING, "median": NOTHING, "high": NOTHING, "note": f"yes in {share(row['yes'])}"}
        return {**out, "inside": inside}
    words = {"time": lambda value: hour_of(case, value), "share": share}.get(clue.kind, number)
    out = {name: words(row[name]) for name in ("low", "median", "high")}
    note = f"never in {share(row['never'])}" if clue.kind == "time" else ""
    return {**out, "note": note, "inside": inside}


def figure(table: pd.DataFrame, clue: Clue, case: Case) -> str:
    """The figure of one measure as SVG: every account of the table, and the reports on the clue behind them."""
    part = table[table.index.get_level_values("clue") == clue.id].droplevel("clue")
    place, ticks = _axis(part, clue, case)
    high = ROW * len(part) + 8
    body = _reports(clue, case, place, high)
    for position, (name, row) in enumerate(part.to_dict("index").items()):
        body += _row(str(name), row, clue, place, 4 + ROW * position + ROW / 2)
    for value, text in ticks:
        x = place(value)
        body.append(f'<line x1="{x:.1f}" y1="{high}" x2="{x:.1f}" y2="{high + 4}" stroke="{QUIET}"/>')
        body.append(f'<text x="{x:.1f}" y="{high + 15}" text-anchor="middle" fill="{QUIET}">{escape(text)}</text>')
    body.append(f'<line x1="{GUTTER}" y1="{high}" x2="{GUTTER + WIDE}" y2="{high}" stroke="{QUIET}"/>')
    size = f"{GUTTER + WIDE + EDGE} {high + AXIS}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" font-family="sans-serif" font-size="11">'
    ground = f'<rect width="{GUTTER + WIDE + EDGE}" height="{high + AXIS}" fill="#fff"/>'
    return "\n".join([head, f"<title>{escape(clue.question)}</title>", ground, *body, "</svg>", ""])


def _row(name: str, row: Mapping[Any, Any], clue: Clue, place: Place, y: float) -> list[str]:
    out = [f'<text x="{GUTTER - 8}" y="{y + 4:.1f}" text-anchor="end" fill="{INK}">{escape(name)}</text>']
    if clue.kind == "truth":
        x = place(row["yes"])
        out.append(
            f'<line x1="{place(0):.1f}" y1="{y:.1f}" x2="{x:.1f}" y2="{y:.1f}" stroke="{INK}" stroke-width="6"/>'
        )
        text = f"yes in {share(row['yes'])}"
        return [*out, f'<text x="{x + 5:.1f}" y="{y + 4:.1f}" fill="{INK}">{escape(text)}</text>']
    low, middle, high = (place(row[key]) for key in ("low", "median", "high"))
    out.append(f'<line x1="{low:.1f}" y1="{y:.1f}" x2="{high:.1f}" y2="{y:.1f}" stroke="{INK}" stroke-width="2"/>')
    return [*out, f'<circle cx="{middle:.1f}" cy="{y:.1f}" r="3.5" fill="{INK}"/>']


def _reports(clue: Clue, case: Case, place: Place, high: float) -> list[str]:
    """Bands for reports with two ends, lines for single numbers; for a yes or a no, how many say so."""
    reports = [claim.report for claim in case.ledger.on(clue.id) if claim.report is not None]
    if clue.kind == "truth":
        said = sum(bool(report.value) for report in reports)
        text = f"record: {said} yes, {len(reports) - said} no"
        right = GUTTER + WIDE + EDGE - 4
        return [f'<text x="{right}" y="{high - 8}" text-anchor="end" fill="{RECORD}">{text}</text>']
    bands, lines = [], []
    for report in reports:
        if report.form == "between":
            start, end = place(report.low), place(report.high)
            wide = f'x="{start:.1f}" y="2" width="{max(end - start, 1.0):.1f}" height="{high - 2}"'
            bands.append(f'<rect {wide} fill="{BAND}" fill-opacity="0.6"/>')
        else:
            x = place(report.value)
            lines.append(f'<line x1="{x:.1f}" y1="2" x2="{x:.1f}" y2="{high}" stroke="{RECORD}" stroke-width="1.5"/>')
    return bands + lines


def _axis(part: pd.DataFrame, clue: Clue, case: Case) -> tuple[Place, list[tuple[float, str]]]:
    """Where a value stands, and the marks of the axis: the logarithm for counts, hours with a place for never."""
    if clue.kind in ("truth", "share"):
        part_of = _between(0.0, 1.0)
        return (lambda value: part_of(min(max(value, 0.0), 1.0))), [
            (value, share(value)) for value in (0.0, 0.25, 0.5, 0.75, 1.0)
        ]
    if clue.kind == "time":
        end = float(case.hours)
        scale = _between(0.0, 1.08 * end)
        days = [(float(hour), day(case.time(hour))) for hour in range(0, case.hours, 48)]
        return (lambda value: scale(min(value, 1.08 * end))), [*days, (1.08 * end, "never")]
    nothing, top = 0.5 * clue.low, max(clue.high, float(part["high"].max()))
    scale = _between(math.log(nothing), math.log(top))
    powers = [10.0**power for power in range(math.ceil(math.log10(clue.low)), math.floor(math.log10(top)) + 1)]
    ticks = [(nothing, "0"), *((value, number(value)) for value in powers)]
    return (lambda value: scale(math.log(min(max(value, nothing), top)))), ticks


def _between(low: float, high: float) -> Place:
    return lambda value: GUTTER + WIDE * (value - low) / (high - low)
