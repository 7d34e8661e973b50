"""Where every number of one simulation stands: one row of 32-bit levels, so that all of it stays in the cache.

First the levels by name, then what contributions to each target add up to in this hour, then room to work in. A row by
place is as wide as a whole number of vector registers; a national level is a row of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from corcyra.quantities import QUANTITIES, Quantity, find_quantity

#: Numbers in a vector register: rows by place are padded to a multiple of it.
LANES = 8


@dataclass(frozen=True, eq=False)
class Layout:
    """Offsets of levels, sums and tables of pairs of places, by name, for a number of places."""

    places: int
    wide: int
    levels: dict[str, int]
    sums: dict[str, int]
    pairs: dict[str, int]
    scratch: int
    national: frozenset[str]

    def width(self, name: str) -> int:
        """How many numbers a level or a sum of this name has: one, or one by place."""
        return 1 if name in self.national else self.places


def layout_of(places: int) -> Layout:
    """The layout for all quantities that are known now."""
    return _layout(places, tuple(QUANTITIES.values()))


@lru_cache(maxsize=16)
def _layout(places: int, quantities: tuple[Quantity, ...]) -> Layout:
    wide = -(-places // LANES) * LANES
    names = [q.name for q in quantities if q.over != "pair"]
    names += [f"{q.name}_{tally}" for q in quantities if q.kind == "flow" for tally in ("count", "total")]
    names += [f"{q.name}_age" for q in quantities if q.kind == "order"]
    levels: dict[str, int] = {}
    sums: dict[str, int] = {}
    national: set[str] = set()
    free = 0
    targets = [q.name for q in quantities if q.kind not in ("input", "status")]
    by_name = {q.name: q for q in quantities}
    # rows by place first, so that they begin at whole registers
    for table, members in ((levels, names), (sums, targets)):
        for over in ("place", "nation"):
            for name in members:
                quantity = by_name.get(name) or find_quantity(name)
                assert quantity is not None
                if quantity.over == over:
                    table[name] = free
                    national |= {name} if over == "nation" else set()
                    free += wide if over == "place" else 1
            free = -(-free // LANES) * LANES
    pairs = {q.name: number * places * wide for number, q in enumerate(q for q in quantities if q.over == "pair")}
    return Layout(places, wide, levels, sums, pairs, free, frozenset(national))
