"""A picture with and without: two medians with their bands over the hours of an episode, as a small SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

import numpy as np
import numpy.typing as npt

from corcyra.case import LONGEST, Case

Array = npt.NDArray[np.float64]

#: Blue and vermilion of Okabe and Ito, which the colour-blind tell apart; besides, one line is whole, one dashed.
WITH, WITHOUT = "#0072b2", "#d55e00"
WIDE, HIGH = 480, 290
LEFT, RIGHT, TOP, BOTTOM = 58, 66, 52, 34
POINTS = 100  # of a line
PERCENTILES = (5, 50, 95)


@dataclass(frozen=True)
class Picture:
    """What is drawn: the histories (hour, simulation) of one number, with a mechanism and without it."""

    title: str
    whose: str
    about: str
    made_from: str
    case: Case
    on: Array
    off: Array
    linear: bool


def draw(picture: Picture) -> str:
    """The picture as SVG."""
    on, off = (np.percentile(values, PERCENTILES, axis=1) for values in (picture.on, picture.off))
    top = float(max(on[2].max(), off[2].max()))
    scale = _Scale(top or 1.0, not picture.linear and top > 100, picture.case.hours)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" '
        'font-family="Helvetica, Arial, sans-serif" font-size="13">',
        f"<!-- made from {picture.made_from} -->",
        f"<title>{escape(picture.title)}</title>",
        f"<desc>{escape(picture.about)}</desc>",
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
        f'<text x="10" y="20" font-weight="bold" fill="#222">{escape(picture.title)}</text>',
        f'<text x="10" y="38" fill="#444">{escape(picture.whose)}</text>',
        *_axes(scale, picture.case),
    ]
    for (low, mid, high), colour, dashes in ((off, WITHOUT, ' stroke-dasharray="6 3"'), (on, WITH, "")):
        points = [*_points(scale, high), *reversed(_points(scale, low))]
        out.append(f'<polygon points="{" ".join(points)}" fill="{colour}" fill-opacity="0.18"/>')
        for edge in (low, high):
            out.append(_line(scale, edge, colour, ' stroke-width="0.7" stroke-opacity="0.6"' + dashes))
        out.append(_line(scale, mid, colour, ' stroke-width="2.4"' + dashes))
    out += _labels(scale, float(on[1][-1]), float(off[1][-1]))
    return "\n".join([*out, "</svg>"]) + "\n"


@dataclass(frozen=True)
class _Scale:
    """Where a number and an hour stand; the logarithmic scale is that of one more, so that none has a place."""

    most: float
    logarithmic: bool
    hours: int

    def y(self, value: float) -> float:
        share = math.log1p(value) / math.log1p(self.most) if self.logarithmic else value / self.most
        return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * share

    def x(self, hour: float) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * hour / self.hours

    def ticks(self) -> list[float]:
        if self.logarithmic:
            powers = range(1, int(math.log10(self.most)) + 1)
            step = -(-len(powers) // 5)
            return [0.0, *(10.0**power for power in powers[::step])]
        step = 10.0 ** math.floor(math.log10(self.most))
        step = next(step * part for part in (0.1, 0.2, 0.25, 0.5, 1, 2) if self.most <= 5 * step * part)
        return [step * number for number in range(int(self.most / step + 1e-9) + 1)]


def _axes(scale: _Scale, case: Case) -> list[str]:
    out = []
    for value in scale.ticks():
        y = scale.y(value)
        out.append(f'<path d="M{LEFT} {y:.1f}H{WIDE - RIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#444">{value:,.10g}</text>')
    if case.hours > LONGEST:
        return [*out, *_years(scale, case), f'<path d="M{LEFT} {HIGH - BOTTOM}H{WIDE - RIGHT}" stroke="#444"/>']
    days = math.ceil(case.hours / 24)
    first = (24 - case.start.hour) % 24
    for day in range(0, days + 1, max(1, math.ceil(days / 5))):
        hour = first + 24 * day
        if hour > case.hours:
            break
        x, when = scale.x(hour), case.start + timedelta(hours=hour)
        out.append(f'<path d="M{x:.1f} {HIGH - BOTTOM}v5" stroke="#444"/>')
        out.append(f'<text x="{x:.1f}" y="{HIGH - 12}" text-anchor="middle" fill="#444">{when.day} {when:%b}</text>')
    out.append(f'<path d="M{LEFT} {HIGH - BOTTOM}H{WIDE - RIGHT}" stroke="#444"/>')
    return out


def _years(scale: _Scale, case: Case) -> list[str]:
    """Every fifth year, for what takes longer than an episode may."""
    out = []
    for year in range(5 * math.ceil(case.start.year / 5), case.time(case.hours).year + 1, 5):
        x = scale.x((datetime(year, 1, 1) - case.start).total_seconds() / 3600)
        out.append(f'<path d="M{x:.1f} {HIGH - BOTTOM}v5" stroke="#444"/>')
        out.append(f'<text x="{x:.1f}" y="{HIGH - 12}" text-anchor="middle" fill="#444">{year}</text>')
    return out


def _points(scale: _Scale, values: Array) -> list[str]:
    """Of a number by the hour, or by the month, which are of one length here."""
    steps = np.unique(np.linspace(0, len(values) - 1, min(POINTS, len(values))).round().astype(int))
    hours = scale.hours / len(values)
    return [f"{scale.x((step + 1) * hours):.1f},{scale.y(float(values[step])):.1f}" for step in steps]


def _line(scale: _Scale, values: Array, colour: str, style: str) -> str:
    return f'<polyline points="{" ".join(_points(scale, values))}" fill="none" stroke="{colour}"{style}/>'


def _labels(scale: _Scale, on: float, off: float) -> list[str]:
    """The names of the lines at their ends, kept apart."""
    places = {"with": scale.y(on), "without": scale.y(off)}
    apart = 15 - abs(places["with"] - places["without"])
    if apart > 0:
        above = "with" if on >= off else "without"
        for name in places:
            places[name] += (-1 if name == above else 1) * apart / 2
        spare = max(places.values()) - (HIGH - BOTTOM + 2)
        places = {name: y - max(spare, 0) for name, y in places.items()}
    return [
        f'<text x="{WIDE - RIGHT + 6}" y="{places[name] + 4:.1f}" fill="{colour}" font-weight="bold">{name}</text>'
        for name, colour in (("with", WITH), ("without", WITHOUT))
    ]
