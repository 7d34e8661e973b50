"""The tables of ``corcyra prelude``: rows of plain text, and the same for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from corcyra.case import Case
from corcyra.inference.snapshot import BEYOND, COMPARED, EVE, Finding, against, compare, eve

if TYPE_CHECKING:
    import xarray as xr

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]

BY_PLACE = ("members", "fringe", "arms", "captured", "rivalry", "patron_share")


def tables(case: Case, prelude: xr.Dataset) -> list[tuple[str, Table]]:
    """What is said against what is simulated, the eve by place, and the eve in the priors of the accounts."""
    power = _interval(eve(prelude, "bargain")[:, 0])
    return [
        (
            "What is said of the years before, and what the prelude gives (5th, 50th, 95th percentile)",
            _said(case, prelude),
        ),
        ("What is said, and what the prelude has nothing for", _beyond(case, prelude)),
        (f"The eve of the episode: 50th percentile (5th - 95th); bargain, nationwide: {power}", _eve(case, prelude)),
        (
            "The eve in the priors of the accounts: share within their 90 % interval, chance that the prelude has more",
            _accounts(case, prelude),
        ),
    ]


def data(case: Case, prelude: xr.Dataset) -> dict[str, Any]:
    """The same for programs."""
    places = {
        name: {
            place: dict(zip(("low", "mid", "high"), _quantiles(eve(prelude, name)[:, p]), strict=True))
            for p, place in enumerate(case.place_names)
        }
        for name in BY_PLACE
    }
    low, mid, high = _quantiles(eve(prelude, "bargain")[:, 0])
    return {
        "case": case.name,
        "draws": int(prelude.sizes["simulation"]),
        "seed": int(prelude.attrs["seed"]),
        "claims": [asdict(found) for found in compare(case, prelude)],
        "eve": {**places, "bargain": {"nation": {"low": low, "mid": mid, "high": high}}},
        "accounts": {name: against(case, prelude, account) for name, account in case.accounts.items()},
    }


def _quantiles(values: Any) -> tuple[float, float, float]:
    low, mid, high = np.quantile(values, [0.05, 0.5, 0.95])
    return float(low), float(mid), float(high)


def _said(case: Case, prelude: xr.Dataset) -> Table:
    columns = ("claim", "says", "reported", "the prelude gives", "verdict")
    return columns, [_row(found) for found in compare(case, prelude) if found.verdict != BEYOND]


def _beyond(case: Case, prelude: xr.Dataset) -> Table:
    return ("claim", "says", "why"), [(f.claim, f.says, f.why) for f in compare(case, prelude) if f.verdict == BEYOND]


def _row(found: Finding) -> tuple[str, ...]:
    head = (found.claim, found.says)
    if found.unit == "truth":
        return (*head, "true", f"true in {100 * (found.mid or 0.0):.0f} of 100", found.verdict)
    given = ", ".join(short(value or 0.0) for value in (found.low, found.mid, found.high))
    return (*head, f"{found.said:g} {found.unit}", given, found.verdict)


def _eve(case: Case, prelude: xr.Dataset) -> Table:
    rows = []
    for p, place in enumerate(case.place_names):
        rows.append((place, *(_interval(eve(prelude, name)[:, p]) for name in BY_PLACE)))
    return ("place", *BY_PLACE), rows


def _interval(values: Any) -> str:
    low, mid, high = map(short, _quantiles(values))
    return f"{mid} ({low} - {high})"


def _accounts(case: Case, prelude: xr.Dataset) -> Table:
    rows = []
    for name, account in case.accounts.items():
        found = against(case, prelude, account)
        rows.append((name, *(f"{pair[0]:.2f}, {pair[1]:.2f}" if (pair := found[key]) else "" for key in EVE)))
    return ("account", *EVE), rows


def left_out(found: dict[str, dict[str, tuple[float, float]]]) -> Table:
    """What leaving out each mechanism does: the median, and the share of simulations in which it is more."""
    rows = []
    for mechanism, by_quantity in found.items():
        cells = []
        for name in COMPARED:
            median, more = by_quantity[name]
            cells.append(f"{short(median)} ({more:.2f})" if mechanism else short(median))
        rows.append((f"without {mechanism}" if mechanism else "all", *cells))
    return ("mechanisms", *COMPARED), rows


def short(value: float) -> str:
    """A number to about two digits, without powers of ten."""
    if abs(value) >= 100:
        return f"{float(f'{value:.2g}'):,.0f}"
    if abs(value) >= 10:
        return f"{value:.0f}"
    return (f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}").rstrip("0").rstrip(".") or "0"
