"""Figures: what each account expects by place and hour, and how clues weigh; inline SVG round small images."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from markupsafe import Markup, escape

from corcyra.case import Case
from corcyra.evidence.timeline import Event
from corcyra.report.words import day, decibels, hour_of, share

if TYPE_CHECKING:
    import xarray as xr

Shares = npt.NDArray[np.float64]

#: So many people in a place make it count as protest, or as violence.
ENOUGH = 100
#: Police below this share of its strength at the start counts as gone.
GONE = 0.5
#: Upper ends of the classes of shares; a share of 0 is a class of its own.
CLASSES = (0.05, 0.10, 0.25, 0.50, 0.75, 1.0)
#: Colours of the classes of shares, none first: cividis (Nunez, Anderton & Renslow 2018) from its bright end on. The
#: lower ones are mixed with white: a bright colour there would shout of what hardly ever happens.
COLOURS = ("#f6f6f2", "#f9f0b9", "#d1c79a", "#8c8878", "#61656f", "#32436d", "#00224e")

#: Sizes in the units of a panel's view box.
WIDE, GUTTER, ROW, AXIS, LANE = 480.0, 86.0, 13.0, 17.0, 12.0


@dataclass(frozen=True)
class Panel:
    """One heat map: what is shown, its picture, and its highest share in words."""

    title: str
    picture: Markup
    peak: str


@dataclass(frozen=True)
class Mark:
    """A numbered event of the record on the panels: the hour it stands at, its row (None: the country), its lane."""

    number: int
    event: Event
    x: float
    row: int | None
    lane: int


@dataclass(frozen=True)
class Frame:
    """What all panels share: the order of the rows, the marks, and the height of the top with the country's row."""

    case: Case
    rows: tuple[int, ...]
    marks: tuple[Mark, ...]
    top: float

    @property
    def height(self) -> float:
        """Height of a panel."""
        return self.top + ROW * len(self.rows) + 4

    def x(self, hour: float) -> float:
        """Where an hour of the episode stands."""
        return GUTTER + (WIDE - GUTTER - 4) * hour / self.case.hours


def make_frame(case: Case) -> Frame:
    """Lay rows and marks out: places from west to east, events numbered by time."""
    rows = tuple(sorted(range(len(case.places)), key=lambda position: case.places[position].longitude))
    bare = Frame(case, rows, (), 0.0)
    marks = tuple(_marks(case, bare))
    lanes = 1 + max((mark.lane for mark in marks if mark.row is None), default=0)
    return Frame(case, rows, marks, AXIS + LANE * lanes + 4)


def shares(ensemble: xr.Dataset, account: str) -> Iterator[tuple[str, str, Shares]]:
    """By place and hour, the share of the kept simulations in which something holds: title, what holds, shares."""
    kept = {
        name: ensemble[name].sel(account=account).transpose("sample", "time", "place").values.astype(np.float64)
        for name in ("crowd", "violent", "mobilised", "police")
    }
    start = kept["police"][:, :1]
    yield "Protest", f"at least {ENOUGH} people peacefully in the street", (kept["crowd"] >= ENOUGH).mean(axis=0)
    active = kept["violent"] + kept["mobilised"]
    yield "Violence", f"at least {ENOUGH} people violent or mobilised", (active >= ENOUGH).mean(axis=0)
    # A place without police at the start can't lose it: the comparison is false there, without a division by zero.
    yield (
        "Police gone",
        "less than half of the police of the first hour on duty",
        (kept["police"] < GONE * start).mean(0),
    )


def panels(frame: Frame, ensemble: xr.Dataset, account: str) -> list[Panel]:
    """The heat maps of one account.

    Parameters
    ----------
    frame : see :func:`make_frame`
    ensemble : with histories
    account : its name
    """
    out = []
    for title, holds, values in shares(ensemble, account):
        hour, place = np.unravel_index(int(values.argmax()), values.shape)
        peak = "in no simulation"
        if values[hour, place] > 0:
            where = frame.case.places[int(place)].name
            peak = f"highest: {share(float(values[hour, place]))}, {where}, {hour_of(frame.case, float(hour) + 1)}"
        alt = f"{title} in the account {account}, by place and hour: share of simulations with {holds}; {peak}."
        image = _image(values[:, list(frame.rows)].T)
        box = f'x="{GUTTER}" y="{frame.top}" width="{WIDE - GUTTER - 4}" height="{ROW * len(frame.rows)}"'
        picture = Markup(
            f'<svg class="panel" role="img" aria-label="{escape(alt)}" viewBox="0 0 {WIDE:.0f} {frame.height:.0f}">'
            f'<image {box} preserveAspectRatio="none" style="image-rendering:pixelated" href="{image}"/>'
            '<use href="#overlay"/></svg>'
        )
        out.append(Panel(title, picture, peak))
    return out


def overlay(frame: Frame) -> Markup:
    """Labels, grid and numbered events, defined once and used by every panel."""
    parts = []
    bottom = frame.height - 4
    for position, place in enumerate(frame.rows):
        y = frame.top + ROW * position
        name = escape(frame.case.places[place].name)
        parts.append(f'<text class="row" x="{GUTTER - 5}" y="{y + 10:.1f}">{name}</text>')
        if position:
            parts.append(f'<path class="rule" d="M{GUTTER} {y:.1f}H{WIDE - 4}"/>')
    parts.append(f'<text class="row country" x="{GUTTER - 5}" y="{AXIS + 10:.1f}">country</text>')
    parts += _days(frame, bottom)
    for mark in frame.marks:
        lane = AXIS + 1 + LANE * mark.lane
        y = lane if mark.row is None else frame.top + ROW * frame.rows.index(mark.row) + (ROW - 11) / 2
        wide = 11 if mark.number < 10 else 15
        parts.append(
            f'<g class="mark"><title>{mark.number}: {escape(_who(mark.event))} says: {escape(mark.event.what)}</title>'
            f'<rect x="{mark.x - wide / 2:.1f}" y="{y:.1f}" width="{wide}" height="11" rx="3"/>'
            f'<text x="{mark.x:.1f}" y="{y + 8.8:.1f}">{mark.number}</text></g>'
        )
    size = f'viewBox="0 0 {WIDE:.0f} {frame.height:.0f}"'
    return Markup(
        '<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false">'
        f'<symbol id="overlay" {size}>{"".join(parts)}</symbol></svg>'
    )


def classes() -> list[tuple[str, str]]:
    """The legend of the heat maps: colour and words of every class."""
    low, out = 0.0, [(COLOURS[0], "in none")]
    for colour, high in zip(COLOURS[1:], CLASSES, strict=True):
        words = f"up to {100 * high:.0f} %" if low == 0 else f"{100 * low:.0f} to {100 * high:.0f} %"
        out.append((colour, words))
        low = high
    return out


def bar(value: float, error: float, limit: float, favours: str, against: str) -> Markup:
    """One weight as a bar from the middle: to the right for the first account, to the left for the second.

    Parameters
    ----------
    value, error : the weight and its Monte Carlo error [dB]
    limit : what the edge of the picture stands for [dB]
    favours, against : names of the accounts
    """
    half = 100.0

    def x(size: float) -> float:
        return half + half * min(max(size / limit, -1.0), 1.0)

    left, right = sorted((half, x(value)))
    alt = f"{decibels(value, error)}: speaks for {favours if value >= 0 else against}"
    whisker = f"M{x(value - error):.1f} 8H{x(value + error):.1f}"
    caps = "".join(f"M{x(end):.1f} 5V11" for end in (value - error, value + error))
    return Markup(
        f'<svg class="bar" role="img" aria-label="{escape(alt)}" viewBox="0 0 200 16" preserveAspectRatio="none">'
        f'<rect class="{"for" if value >= 0 else "against"}" x="{left:.1f}" y="2.5" width="{right - left:.1f}" '
        f'height="11"/><path class="zero" d="M100 0V16"/><path class="error" d="{whisker}{caps}"/></svg>'
    )


def edge(weights: Iterable[tuple[float, float]]) -> float:
    """A round number of decibels that no bar exceeds."""
    largest = max((abs(value) + error for value, error in weights if math.isfinite(value + error)), default=0.0)
    return max(5.0, 5.0 * math.ceil(largest / 5.0))


def _image(values: Shares) -> str:
    """Shares as a PNG, one pixel for a place and hour, in the colours of the classes."""
    picked = np.where(values > 0, 1 + np.searchsorted(CLASSES, values - 1e-9), 0).astype(np.uint8)
    high, wide = picked.shape
    palette = bytes.fromhex("".join(COLOURS).replace("#", ""))
    lines = b"".join(b"\0" + row.tobytes() for row in picked)  # each as it is, without a filter
    parts = (
        (b"IHDR", struct.pack(">2I5B", wide, high, 8, 3, 0, 0, 0)),  # 8 bits a pixel, which pick from the palette
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    png = b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


def _who(event: Event) -> str:
    return event.speaker or event.source


def _days(frame: Frame, bottom: float) -> Iterator[str]:
    """Ticks at midnight, with as many dates as fit."""
    case = frame.case
    first = (24 - case.start.hour) % 24
    width = frame.x(24) - frame.x(0)
    every = max(1, math.ceil(32 / width))
    for count, hour in enumerate(range(first, case.hours, 24)):
        x = frame.x(hour)
        if hour:
            yield f'<path class="midnight" d="M{x:.1f} {AXIS - 3}V{bottom:.1f}"/>'
        if count % every == 0:
            yield f'<text class="day" x="{x + 2:.1f}" y="{AXIS - 6}">{day(case.time(hour))}</text>'
    yield f'<path class="frame" d="M{GUTTER} {frame.top:.1f}H{WIDE - 4}V{bottom:.1f}H{GUTTER}Z"/>'


def _marks(case: Case, frame: Frame) -> Iterator[Mark]:
    """Events known to the hour stand at it; those known to the day share the day between them."""
    ordered = sorted(case.timeline, key=lambda event: event.at)
    rows = {name: position for position, name in enumerate(case.place_names)}
    groups: dict[tuple[object, object], list[Event]] = {}
    for event in ordered:
        if event.precision != "hour":
            groups.setdefault((event.place, event.at.date()), []).append(event)
    ends: dict[tuple[int | None, int], float] = {}
    for number, event in enumerate(ordered, 1):
        hour = (event.at - case.start).total_seconds() / 3600
        if event.precision != "hour":
            group = groups[event.place, event.at.date()]
            hour += 24 * (group.index(event) + 0.5) / len(group) - event.at.hour - event.at.minute / 60
        row = rows.get(event.place or "")
        x = min(max(frame.x(hour), GUTTER + 6), WIDE - 12)
        lane = 0
        if row is None:
            while ends.get((row, lane), -1e9) > x - 7:
                lane += 1
        else:  # a place has one row only: push a mark right, rather than hide the one before
            x = max(x, ends.get((row, 0), -1e9) + 8)
        ends[row, lane] = x + 8
        yield Mark(number, event, x, row, lane)
