"""Lang & De Sterck 2014: a revolution that is censored and policed, and the four regimes that follow.

    python examples/lang_desterck_2014.py

A share r of a country is out. Of the others all join at a rate c1 once the revolution is seen, which it is from a
share of 1 - alpha on; those who are out go home at a rate c2 while the police can cope, which it can below a share of
beta:

    r' = c1 * (r > 1 - alpha) * (1 - r) - c2 * (r < beta) * r

The two thresholds and c* = c1 / (c1 + c2), where both terms balance, can stand in four orders. For each the equation
says where a country settles, by the share that is out at the start. Corcyra's engine, which moves whole people by
chance, hour by hour, has to settle there too. The equation, and the names of the regimes, are those of the paper; which
share leads where is worked out here, from the equation. In the paper the time scale is free, and so it is here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from corcyra import open_case
from corcyra.account import Account
from corcyra.case import Case, Place, ReadinessClass
from corcyra.engines.lumped import Lumped
from corcyra.levels import Known
from corcyra.maths import where
from corcyra.priors import Prior
from corcyra.registry import Param, mechanism

PEOPLE = 10_000_000
HOURS = 600
#: How fast people join a revolution that is seen, and go home where the police can cope [1/hour].
C1, C2 = 0.02, 0.03
BALANCE = C1 / (C1 + C2)


@dataclass(frozen=True)
class Regime:
    """A regime: its name, the share from which a revolution is seen, and that from which police can't cope."""

    name: str
    seen: float  # 1 - alpha
    beta: float

    def settles(self, share: float) -> float:
        """Where the equation leads from a share."""
        for low, high, end in self.ranges():
            if low < share < high:
                return share if end is None else end
        raise ValueError(f"{share} is a threshold")

    def ranges(self) -> list[tuple[float, float, float | None]]:
        """From which share, to which, and where it leads; None: it stays."""
        if self.beta < self.seen:  # in between nobody joins and nobody goes home
            return [(0.0, self.beta, 0.0), (self.beta, self.seen, None), (self.seen, 1.0, 1.0)]
        if self.seen < BALANCE < self.beta:
            return [(0.0, self.seen, 0.0), (self.seen, self.beta, BALANCE), (self.beta, 1.0, 1.0)]
        turn = self.seen if self.beta <= BALANCE else self.beta
        return [(0.0, turn, 0.0), (turn, 1.0, 1.0)]


REGIMES = (
    Regime("stable police state", seen=0.5, beta=0.7),
    Regime("meta-stable police state", seen=0.6, beta=0.3),
    Regime("unstable police state", seen=0.1, beta=0.3),
    Regime("failed state", seen=0.2, beta=0.7),
)


@mechanism(on="joins", source=["lang-desterck-2014"])
def visibility(
    crowd,  # peaceful, in the street [person]
    population,  # of the country [person]
    alpha=Param("1", "uniform(0, 1)", why="any: the regimes differ by it"),
    sure=Param("logit", "constant(60)", why="a step: everybody joins at the highest rate, or nobody does"),
):
    """Censorship hides a revolution below a share of 1 - alpha."""
    return sure * where(crowd > (1.0 - alpha) * population, 1.0, -1.0)


@mechanism(on="goes_home", source=["lang-desterck-2014"])
def repression(
    crowd,  # peaceful, in the street [person]
    population,  # of the country [person]
    beta=Param("1", "uniform(0, 1)", why="any: the regimes differ by it"),
    rate=Param("1/hour", f"constant({C2})", why="any: only its ratio to the rate of joining matters"),
):
    """The police can cope below a share of beta."""
    return rate * where(crowd < beta * population, 1.0, 0.0)


def constant(value: float) -> Known:
    """A number that is known."""
    return Known(Prior("constant", (value,)))


def country(regime: Regime) -> tuple[Case, Account]:
    """A case of one place and one readiness class, and the account of a regime."""
    account = Account(
        name=regime.name,
        title=regime.name,
        summary="",
        told_by=(),
        weight=1.0,
        mechanisms=("visibility", "repression"),
        parameters={"visibility.alpha": constant(1.0 - regime.seen), "repression.beta": constant(regime.beta)},
        begin={},
        file=__file__,
    )
    case = replace(
        open_case("toy"),
        places=(Place("Country", "Country", PEOPLE, 0.0, 0.0, {}),),
        readiness=(ReadinessClass("everybody", None, constant(0.0), constant(C1)),),
        seat="Country",
        hours=HOURS,
        begin={},
        timeline=(),
        given=(),
        accounts={regime.name: account},
    )
    return case, account


def simulate(regime: Regime, shares: np.ndarray) -> np.ndarray:
    """The share that is out in the end, for some shares at the start; each is a simulation."""
    case, account = country(regime)
    engine = Lumped(case, account, range(len(shares)), seed=1)
    out = np.rint(shares * PEOPLE)
    for status, people in (("quiet", PEOPLE - out), ("crowd", out)):
        engine.counts[0][:, 0, 0, engine.statuses[0].index(status)] = people
        engine.state[status][:, 0] = people
    engine.advance(HOURS)
    return engine.state["crowd"][:, 0] / PEOPLE


def main() -> None:
    """Print where each regime settles, by the equation and by the engine."""
    shares = (np.arange(100) + 0.5) / 100
    for regime in REGIMES:
        found = simulate(regime, shares)
        print(f"{regime.name}: seen from {regime.seen:.0%}, policed below {regime.beta:.0%}, balance {BALANCE:.0%}")
        for low, high, end in regime.ranges():
            here = (shares > low) & (shares < high)
            wanted = shares[here] if end is None else np.full(here.sum(), end)
            leads = "stays" if end is None else f"settles at {end:.0%}"
            error = np.abs(found[here] - wanted).max()
            print(f"    from {low:.0%} to {high:.0%}: {leads:16} here, off by at most {error:.2%}")


if __name__ == "__main__":
    main()
