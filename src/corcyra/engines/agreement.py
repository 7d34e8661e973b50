"""Agreement of the engines: whether their histories have the same law, and where they differ.

Each engine simulates draws of its own. Single measures are compared by the Kolmogorov-Smirnov distance, all of them
together by the energy distance of their ranks (szekely-rizzo-2013), against reshuffles of who is from which engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corcyra.account import Account
from corcyra.case import Case
from corcyra.engines.individual import Individual, stands_for
from corcyra.engines.keyed import purpose, uniforms
from corcyra.engines.lumped import Lumped
from corcyra.engines.points import Points, points_of
from corcyra.errors import CorcyraError

Array = npt.NDArray[np.float64]
Trace = Mapping[str, npt.NDArray[np.floating]]

#: How often it is reshuffled who is from which engine.
SHUFFLES = 999
QUANTILES = (0.05, 0.5, 0.95)


def _nation(name: str) -> Callable[[Trace], Array]:
    return lambda trace: trace[name].sum(axis=-1, dtype=np.float64)


def _out(trace: Trace) -> Array:
    return np.asarray((trace["crowd"] + trace["violent"]).sum(axis=-1), dtype=np.float64)


def _first(series: Array, level: float) -> Array:
    """The first hour at which a level is reached; the end of the episode if it never is."""
    met = series >= level
    return np.where(met.any(axis=0), met.argmax(axis=0), len(series)).astype(np.float64)


#: What is compared: size, time and place of peaks, totals by status at the end, and first passages.
MEASURES: dict[str, tuple[str, Callable[[Trace], Array]]] = {
    "most out": ("person", lambda t: _out(t).max(axis=0)),
    "hour of most out": ("hour", lambda t: _out(t).argmax(axis=0).astype(np.float64)),
    "place of the largest crowd": ("place", lambda t: t["crowd"].max(axis=0).argmax(axis=-1).astype(np.float64)),
    "largest crowd of a place": ("person", lambda t: t["crowd"].max(axis=(0, 2)).astype(np.float64)),
    "most violent": ("person", lambda t: _nation("violent")(t).max(axis=0)),
    "hour of most violent": ("hour", lambda t: _nation("violent")(t).argmax(axis=0).astype(np.float64)),
    "joined": ("person", lambda t: _nation("joins_total")(t)[-1]),
    "went home": ("person", lambda t: _nation("goes_home_total")(t)[-1]),
    "dead": ("person", lambda t: _nation("dead")(t)[-1]),
    "injured": ("person", lambda t: _nation("injured")(t)[-1]),
    "detained": ("person", lambda t: _nation("detained")(t)[-1]),
    "stormed": ("building", lambda t: _nation("stormed")(t)[-1]),
    "first 500 out": ("hour", lambda t: _first(_out(t), 500)),
    "first 100 violent": ("hour", lambda t: _first(_nation("violent")(t), 100)),
}
NEEDED = ("crowd", "violent", "joins_total", "goes_home_total", "dead", "injured", "detained", "stormed")


@dataclass(frozen=True)
class Comparison:
    """One measure: its 5 %, 50 % and 95 % quantiles in either engine, the distance of the laws, the chance of it."""

    measure: str
    unit: str
    one: tuple[float, ...]
    other: tuple[float, ...]
    distance: float
    p_value: float


@dataclass(frozen=True)
class Agreement:
    """How two sets of histories compare. ``p_value``: the chance of so large a joint distance if the laws are one."""

    title: str
    rows: tuple[Comparison, ...]
    distance: float
    p_value: float

    def __str__(self) -> str:
        head = (
            f"{'measure':28}{'unit':9}{'individual: 5 % 50 % 95 %':>30}{'lumped: 5 % 50 % 95 %':>30}{'KS':>7}{'p':>8}"
        )
        lines = [self.title, head]
        for row in self.rows:
            one, other = ("".join(f"{value:>10,.0f}" for value in part) for part in (row.one, row.other))
            lines.append(f"{row.measure:28}{row.unit:9}{one}{other}{row.distance:>7.2f}{row.p_value:>8.3f}")
        lines.append(
            f"all together: energy distance {self.distance:.4f}, p = {self.p_value:.3f} ({SHUFFLES} reshuffles)"
        )
        return "\n".join(lines)


def points_like(case: Case, account: Account, numbers: Iterable[int], seed: int, like: int | None = None) -> Points:
    """The points of numbered simulations; the parameters of all are those of simulation ``like``, if it is given."""
    own = points_of(case, account, numbers, seed)
    if like is None:
        return own
    return Points(np.repeat(points_of(case, account, [like], seed).uniforms, len(own.origin), axis=0), own.origin)


def agree(
    case: Case,
    account: str,
    draws: int = 200,
    seed: int = 1,
    people: float = 1.0,
    ties: bool = True,
    like: int | None = None,
    lumps: int | None = None,
) -> Agreement:
    """Simulate an account with either engine, and compare.

    Parameters
    ----------
    draws : simulations of the individual engine
    people : the fraction of the people that both engines simulate, such as 1/100
    ties : whether ties matter in the individual engine; without, the laws are the same
    like : the number of a simulation whose parameters all take, so that only chance differs: much the sharper test
    lumps : simulations of the lumped engine; as many as ``draws`` if None. They have other numbers than those of the
        individual engine, so that the two sets are independent

    Raises
    ------
    CorcyraError
        If there are too few draws to compare.
    """
    if draws < 20:
        raise CorcyraError(f"{draws} draws can't show a law: at least 20 are needed")
    each, chosen = stands_for(people), case.account(account)
    one = simulate_persons(case, chosen, range(draws), seed, each, ties, like)
    numbers = range(draws, draws + (lumps or draws))
    points = points_like(case, chosen, numbers, seed, like)
    other = Lumped(case, chosen, numbers, seed, points=points, each=each).run((), NEEDED, len(numbers))
    how = "with ties" if ties else "without ties"
    return compare(one, other, f"{case.title}, {account}: the individual engine {how}, {draws} draws, and the lumped")


def simulate_persons(
    case: Case, account: Account, numbers: Iterable[int], seed: int, each: int, ties: bool, like: int | None
) -> Trace:
    """Histories of the individual engine, of what ``compare`` needs."""
    traces = []
    for number in numbers:
        points = points_like(case, account, [number], seed, like)
        one = Individual(case, account, number, seed, each=each, ties=ties, points=points)
        traces.append(one.run((), NEEDED))
    return {name: np.concatenate([trace[name] for trace in traces], axis=1) for name in NEEDED}


def compare(one: Trace, other: Trace, title: str = "") -> Agreement:
    """Compare two independent sets of histories: by name, (hour, simulation, place)."""
    from scipy.stats import chi2_contingency, ks_2samp

    rows, ranks = [], []
    for name, (unit, measure) in MEASURES.items():
        a, b = measure(one), measure(other)
        test = ks_2samp(a, b, method="asymp")
        chance = float(test.pvalue)
        if unit == "place":  # places have no order
            table = np.array([[np.sum(part == place) for place in np.union1d(a, b)] for part in (a, b)])
            chance = float(chi2_contingency(table).pvalue) if table.shape[1] > 1 else 1.0
        quantiles = [tuple(float(q) for q in np.quantile(part, QUANTILES)) for part in (a, b)]
        rows.append(Comparison(name, unit, quantiles[0], quantiles[1], float(test.statistic), chance))
        ranks.append(_ranks(np.concatenate([a, b])))
    distance, chance = _energy(np.stack(ranks, axis=1), len(a))
    return Agreement(title, tuple(rows), distance, chance)


def _ranks(values: Array) -> Array:
    """Ranks between 0 and 1; the mean of them for those that are equal."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(values) / len(values), dtype=np.float64)


def _energy(points: Array, first: int) -> tuple[float, float]:
    """The energy distance of the first points from the others, and the chance of one as large."""
    number = len(points)
    squares = np.sum(points**2, axis=1)
    apart = np.sqrt(np.maximum(squares[:, None] + squares - 2.0 * points @ points.T, 0.0))
    keyed = uniforms(purpose("agreement"), np.arange(SHUFFLES, dtype=np.uint64), 0, number)
    orders = np.concatenate([np.arange(number)[None], np.argsort(keyed, axis=1)])
    weights = np.full(orders.shape, -1.0 / (number - first))
    np.put_along_axis(weights, orders[:, :first], 1.0 / first, axis=1)
    distances = -np.einsum("si,si->s", weights @ apart, weights)
    return float(distances[0]), float(np.mean(distances >= distances[0]))
