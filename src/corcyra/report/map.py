"""The map: places over outlines of regions, as inline SVG."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from corcyra.case import Case, Place
from corcyra.report.words import number, places_of, plural

WIDTH, MARGIN = 1000.0, 46.0
LARGEST, SMALLEST = 24.0, 4.0  # radius of a dot
#: Fills of the dots, by how many claims are about a place at least: light to dark, told apart without colour vision.
SHADES = ((0, "#ffffff"), (1, "#f3e08a"), (5, "#b5a87c"), (10, "#7d7c78"), (20, "#44506f"), (40, "#00224e"))

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Outlines:
    """What the case says of its outlines: the regions that have none of their own, the note and the licence."""

    missing: tuple[str, ...]
    note: str
    licence: str
    source: str


def about_outlines(case: Case) -> Outlines | None:
    """What the reader must know of the outlines; None if the case has none."""
    if not case.outlines:
        return None
    table = json.loads((case.folder / "outlines.json").read_text(encoding="utf-8"))
    drawn = {unit["name"] for unit in case.outlines}
    missing = tuple(dict.fromkeys(place.region for place in case.places if place.region not in drawn))
    note, licence, source = (str(table.get(key, "")) for key in ("note", "licence", "source"))
    return Outlines(missing, note, licence, source)


def claims_by_place(case: Case) -> dict[str, int]:
    """How many claims are about each place; copies of one report are left out."""
    counts = dict.fromkeys(case.place_names, 0)
    for claim in case.ledger.claims.values():
        if claim.same_as is None:
            for name in places_of(case, claim):
                counts[name] += 1
    return counts


def draw_map(case: Case) -> Markup:
    """The places of a case over the outlines of its regions.

    Parameters
    ----------
    case : its ``outlines`` may be empty; then only the dots are drawn

    Returns
    -------
    An ``<svg>`` element; the area of a dot grows with the people of the place, its shade with the claims about it.
    """
    counts = claims_by_place(case)
    project, height = _fit(case)
    shapes = [
        f'<path class="unit" d="{_path(unit["rings"], project)}"><title>{escape(unit["name"])}</title></path>'
        for unit in case.outlines
    ]
    most = max(place.population for place in case.places)
    dots = {
        place.name: (*project(place.longitude, place.latitude), _radius(place.population, most))
        for place in case.places
    }
    order = sorted(case.places, key=lambda place: -place.population)
    circles = [_dot(place, dots[place.name], counts[place.name]) for place in order]
    labels = _labels(order, dots, counts, height)
    told = sorted(counts.items(), key=lambda item: -item[1])[:3]
    alt = (
        f"Map of {plural(len(case.places), 'place')}"
        + (f" over {plural(len(case.outlines), 'outline')} of regions" if case.outlines else "")
        + ". Most claims are about "
        + ", ".join(f"{name} ({count})" for name, count in told)
        + "."
    )
    return Markup(
        f'<svg class="map" role="img" aria-label="{escape(alt)}" viewBox="0 0 {WIDTH:.0f} {height:.0f}">'
        f"<g>{''.join(shapes)}</g><g>{''.join(circles)}</g><g>{''.join(labels)}</g></svg>"
    )


def map_legend(case: Case) -> Markup:
    """What the size and the shade of a dot mean, as inline SVG."""
    most = max(place.population for place in case.places)
    step = 10 ** math.floor(math.log10(most))
    x, parts = 8.0, []
    for people in (step / 10, step, most):
        radius = _radius(people, most)
        parts.append(f'<circle cx="{x + radius:.1f}" cy="28" r="{radius:.1f}" fill="#fff" stroke="#1d2a33"/>')
        parts.append(f'<text x="{x + 2 * radius + 6:.1f}" y="32">{number(people)} people</text>')
        x += 2 * radius + 30 + 7.2 * len(f"{number(people)} people")
    x = 8.0
    for (least, shade), following in zip(SHADES, [*(pair[0] for pair in SHADES[1:]), None], strict=True):
        if following is None:
            words = f"{least} or more claims"
        else:
            words = f"{least} claims" if following == least + 1 else f"{least}–{following - 1}"
        parts.append(f'<circle cx="{x + 8:.1f}" cy="74" r="8" fill="{shade}" stroke="#1d2a33"/>')
        parts.append(f'<text x="{x + 21:.1f}" y="78">{words}</text>')
        x += 40 + 7.6 * len(words)
    alt = "Legend: the area of a dot stands for the people of a place, its shade for the number of claims about it."
    return Markup(
        f'<svg class="legend" role="img" aria-label="{alt}" viewBox="0 0 {WIDTH:.0f} 92">{"".join(parts)}</svg>'
    )


def _fit(case: Case) -> tuple[Callable[[float, float], Point], float]:
    """A projection that fills the picture, and the height of the picture."""
    points = [(place.longitude, place.latitude) for place in case.places]
    points += [(x, y) for unit in case.outlines for ring in unit["rings"] for x, y in ring]
    flat = _albers(points)
    xs, ys = zip(*(flat(*point) for point in points), strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    inner = WIDTH - 2 * MARGIN
    scale = min(inner / max(wide, 1e-9), 640.0 / max(high, 1e-9))
    if not math.isfinite(scale) or max(wide, high) < 1e-9:  # a single place
        scale = 1.0
    left, top = (WIDTH - scale * wide) / 2, MARGIN

    def project(longitude: float, latitude: float) -> Point:
        x, y = flat(longitude, latitude)
        return left + scale * (x - min_x), top + scale * (max_y - y)

    min_x, max_y = min(xs), max(ys)
    return project, scale * high + 2 * MARGIN


def _albers(points: list[Point]) -> Callable[[float, float], Point]:
    """Albers' equal-area conic projection, with standard parallels a sixth inside the extent (Snyder 1987)."""
    longitudes, latitudes = zip(*points, strict=True)
    centre = math.radians((min(longitudes) + max(longitudes)) / 2)
    low, high = math.radians(min(latitudes)), math.radians(max(latitudes))
    one, two = low + (high - low) / 6, high - (high - low) / 6
    n = (math.sin(one) + math.sin(two)) / 2
    if abs(n) < 0.02:  # at the equator the cone is a cylinder
        return lambda longitude, latitude: (math.radians(longitude), math.sin(math.radians(latitude)))
    c = math.cos(one) ** 2 + 2 * n * math.sin(one)

    def flat(longitude: float, latitude: float) -> Point:
        rho = math.sqrt(max(c - 2 * n * math.sin(math.radians(latitude)), 0.0)) / n
        theta = n * (math.radians(longitude) - centre)
        return rho * math.sin(theta), -rho * math.cos(theta)

    return flat


def _path(rings: Iterable[Iterable[Point]], project: Callable[[float, float], Point]) -> str:
    parts = []
    for ring in rings:
        points = [f"{x:.1f} {y:.1f}" for x, y in (project(*point) for point in ring)]
        parts.append(f"M{'L'.join(points)}Z")
    return "".join(parts)


def _radius(people: float, most: float) -> float:
    return max(SMALLEST, LARGEST * math.sqrt(people / most))


def _dot(place: Place, dot: tuple[float, float, float], count: int) -> str:
    x, y, radius = dot
    shade = next(fill for least, fill in reversed(SHADES) if count >= least)
    title = f"{place.name}: {place.population:,} people, {plural(count, 'claim')}"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{shade}" stroke="#1d2a33">'
        f"<title>{escape(title)}</title></circle>"
    )


def _labels(
    order: list[Place], dots: dict[str, tuple[float, float, float]], counts: dict[str, int], height: float
) -> list[str]:
    """Labels beside their dots, each where it hides least of what is already there."""
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for x, y, r in dots.values()]
    out = []
    for place in order:
        x, y, radius = dots[place.name]
        words = plural(counts[place.name], "claim")
        wide = max(9.6 * len(place.name), 7.4 * len(words)) + 2
        best: tuple[float, Box, float] | None = None
        for far in (5.0, 17.0, 34.0):
            for turn in range(16):
                angle = turn * math.pi / 8
                box = _beside(x, y, radius + far, angle, wide, 33.0)
                cost = sum(_overlap(box, other) for other in taken) + 3 * _outside(box, height)
                cost += 2.5 * far + 4 * abs(math.sin(angle)) + (2 if math.cos(angle) < 0 else 0)
                if best is None or cost < best[0]:
                    best = (cost, box, far)
        assert best is not None
        _, box, far = best
        taken.append(box)
        middle = (box[0] + box[2]) / 2
        if far > 5:
            near_x, near_y = min(max(x, box[0]), box[2]), min(max(y, box[1] + 4), box[3] - 2)
            out.append(f'<line class="leader" x1="{x:.1f}" y1="{y:.1f}" x2="{near_x:.1f}" y2="{near_y:.1f}"/>')
        out.append(
            f'<text class="name" x="{middle:.1f}" y="{box[1] + 15:.1f}">{escape(place.name)}</text>'
            f'<text class="count" x="{middle:.1f}" y="{box[1] + 29:.1f}">{words}</text>'
        )
    return out


def _beside(x: float, y: float, away: float, angle: float, wide: float, high: float) -> Box:
    """A box that touches a circle round a point, in a direction."""
    dx, dy = math.cos(angle), math.sin(angle)
    # From straight beside to straight above, the point of the box that touches runs along its edge to its corner.
    centre_x = x + dx * away + min(max(1.5 * dx, -1.0), 1.0) * wide / 2
    centre_y = y + dy * away + min(max(1.5 * dy, -1.0), 1.0) * high / 2
    return centre_x - wide / 2, centre_y - high / 2, centre_x + wide / 2, centre_y + high / 2


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _outside(box: Box, height: float) -> float:
    return (
        max(0.0, 4 - box[0]) + max(0.0, box[2] - WIDTH + 4) + max(0.0, 4 - box[1]) + max(0.0, box[3] - height + 4)
    ) * 33.0
