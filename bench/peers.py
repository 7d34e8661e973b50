"""Contagion with recovery on one random network, in Corcyra and in three other packages, checked to be the same.

    python -m venv .peers && .peers/bin/pip install . -r bench/peers.txt
    .peers/bin/python bench/peers.py

Everybody has ten ties. In every hour a person catches on with the chance 1 - exp(-beta * ties that are ill), and
recovers with the chance 1 - exp(-gamma); all see the state from before the hour. One in a hundred is ill after the
first hour. The network is the one that Corcyra computes; the others are handed it, which is not timed. Each run is in a
process of its own.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import numpy as np

HOURS, TIES, BETA, GAMMA, FIRST = 120, 10, 0.02, 0.1, 0.01
#: People for the comparison of curves, and how many runs; the largest that each does for the comparison of speed.
SAME, RUNS = 20_000, 8
SIZES = {"corcyra": 2_000_000, "mesa": 50_000, "mesa-frames": 500_000, "starsim": 200_000}
#: The hours at which curves are compared, and how many standard errors they may be apart.
LOOK, NEAR = (12, 24, 48, HOURS), 4.0


def individual(people: int, seed: int):  # type: ignore[no-untyped-def]
    """The engine, with two mechanisms written for this."""
    from corcyra import Individual, Param, mechanism, open_case
    from corcyra.case import ReadinessClass
    from corcyra.engines.keyed import purpose
    from corcyra.engines.ties import make_ties
    from corcyra.evidence.timeline import Given
    from corcyra.levels import Known
    from corcyra.priors import Prior

    @mechanism(on="joins", source=["bench"], own=("crowd",))
    def meets(crowd, spark, beta=Param("1/person", f"constant({BETA})", why="bench")):
        x = np.minimum(beta * crowd - np.log(1.0 - FIRST) * spark + 1e-12, 0.9)
        return np.log(x / (1.0 - x))

    @mechanism(on="detains_peaceful", source=["bench"])
    def recovers(gamma=Param("1/hour", f"constant({GAMMA})", why="bench")):
        return gamma

    def sure(value: float) -> Known:
        return Known(Prior("constant", (value,)))

    case = open_case("toy")
    place = replace(case.places[0], population=people)
    case = replace(
        case, places=(place,), seat=place.name, hours=HOURS, given=(Given("spark", place.name, 0, 1, 1.0),),
        readiness=(ReadinessClass("all", None, sure(0.0), sure(1.0)),),
    )  # fmt: skip
    account = replace(case.account("crowd"), mechanisms=("meets", "recovers"), parameters={}, begin={})
    none = {"household": 1.0, "kin": 0.0, "away": 0.0, "kin_circle": 4.0}
    ties = make_ties(none | {"neighbours": TIES, "neighbourhood": people}, purpose("peers", seed))
    return Individual(case, account, seed, 1, ties=ties)


def network(people: int, seed: int) -> np.ndarray:
    """Pairs of persons, each once: (pair, 2)."""
    from numba import njit

    from corcyra.engines.ties import find_ties

    @njit
    def write(ties, people, bits):
        found, pairs, number = np.empty(31, np.int64), np.empty((people * 8, 2), np.int64), 0
        for i in range(people):
            for k in range(find_ties(ties, 0, i, people, bits, found)):
                if found[k] > i:
                    pairs[number] = i, found[k]
                    number += 1
        return pairs[:number]

    one = individual(people, seed)
    return write(one.ties, people, one.people.bits[0])


# -- each gives the number who have ever caught on, at the end of every hour -------------------------------------------


def run_corcyra(people: int, seed: int, pairs: np.ndarray) -> Callable[[], np.ndarray]:
    one = individual(people, seed)
    return lambda: one.run((), ("joins_total",))["joins_total"][:, 0, 0]


def run_mesa(people: int, seed: int, pairs: np.ndarray) -> Callable[[], np.ndarray]:
    import mesa

    class Person(mesa.Agent):
        def __init__(self, model):
            super().__init__(model)
            self.status, self.then, self.ties = 0, 0, []

        def look(self):
            if self.status == 0:
                ill = sum(other.status == 1 for other in self.ties)
                if ill and self.model.random.random() < 1.0 - np.exp(-BETA * ill):
                    self.then = 1
            elif self.status == 1 and self.model.random.random() < 1.0 - np.exp(-GAMMA):
                self.then = 2

        def move(self):
            self.status = self.then

    model = mesa.Model(seed=seed)
    persons = [Person(model) for _ in range(people)]
    for a, b in pairs:
        persons[a].ties.append(persons[b])
        persons[b].ties.append(persons[a])

    def go() -> np.ndarray:
        for person in persons:
            person.status = person.then = int(model.random.random() < FIRST)
        ever = [sum(person.status > 0 for person in persons)]
        for _ in range(HOURS - 1):
            model.agents.do("look")
            model.agents.do("move")
            ever.append(sum(person.status > 0 for person in persons))
        return np.array(ever)

    return go


def run_frames(people: int, seed: int, pairs: np.ndarray) -> Callable[[], np.ndarray]:
    import polars as pl
    from mesa_frames import AgentSetPolars, ModelDF

    both = np.concatenate([pairs, pairs[:, ::-1]])
    ties = pl.DataFrame({"one": both[:, 0], "other": both[:, 1]})
    draw = np.random.default_rng(seed)

    class Persons(AgentSetPolars):
        def __init__(self, model):
            super().__init__(model)
            first = (draw.random(people) < FIRST).astype(np.int8)
            self += pl.DataFrame({"unique_id": np.arange(people), "status": first})

        def step(self):
            status = self.agents["status"].to_numpy()
            ill = pl.DataFrame({"one": np.flatnonzero(status == 1)})
            met = ill.join(ties, on="one").group_by("other").len()
            seen = np.zeros(people)
            seen[met["other"].to_numpy()] = met["len"].to_numpy()
            chance = draw.random(people)
            catches = (status == 0) & (chance < 1.0 - np.exp(-BETA * seen))
            recovers = (status == 1) & (chance < 1.0 - np.exp(-GAMMA))
            self["status"] = pl.Series(np.where(catches, 1, np.where(recovers, 2, status)).astype(np.int8))

    model = ModelDF()
    persons = Persons(model)
    model.agents += persons

    def go() -> np.ndarray:
        ever = [int((persons.agents["status"] > 0).sum())]
        for _ in range(HOURS - 1):
            model.agents.do("step")
            ever.append(int((persons.agents["status"] > 0).sum()))
        return np.array(ever)

    return go


def run_starsim(people: int, seed: int, pairs: np.ndarray) -> Callable[[], np.ndarray]:
    import starsim as ss

    draw = np.random.default_rng(seed)

    class Contagion(ss.SIR):
        def set_prognoses(self, uids, sources=None):
            super().set_prognoses(uids, sources)
            # Recovery comes before contagion in a step here, so that one step more gives as many hours of contagion;
            # not for the first, who are ill before the first step.
            later = 0 if np.ndim(sources) == 0 and sources == -1 else 1
            self.ti_recovered[uids] = self.t.ti + later + draw.geometric(1.0 - np.exp(-GAMMA), len(uids))

    class Ties(ss.Network):
        def init_post(self):
            super().init_post()
            self.append(p1=ss.uids(pairs[:, 0]), p2=ss.uids(pairs[:, 1]), beta=np.ones(len(pairs), np.float32))

        def step(self):
            pass

    disease = Contagion(beta=1.0 - np.exp(-BETA), init_prev=ss.bernoulli(FIRST), p_death=ss.bernoulli(0.0))
    sim = ss.Sim(
        n_agents=people, start=0, dur=HOURS - 1, dt=1, networks=Ties(), diseases=disease, rand_seed=seed, verbose=0
    )
    sim.init()

    def go() -> np.ndarray:
        sim.run()
        results = sim.results[disease.name]
        ever = people - np.asarray(results.n_susceptible)
        return np.concatenate([[np.nan], ever])[:HOURS]  # the first step is the second hour

    return go


PEERS: dict[str, tuple[str, Callable[..., Any]]] = {
    "corcyra": ("corcyra", run_corcyra),
    "mesa": ("mesa", run_mesa),
    "mesa-frames": ("mesa_frames", run_frames),
    "starsim": ("starsim", run_starsim),
}


def work(name: str, people: int, seed: int) -> tuple[np.ndarray, float, float]:
    """A run: its curve, the processor's seconds, and the most memory [MB] beyond that before it."""
    if name == "corcyra":
        PEERS[name][1](1000, seed, None)()  # compiles
        pairs = None
    else:
        pairs = network(people, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    go = PEERS[name][1](people, seed, pairs)
    begin = time.process_time()
    curve = go()
    seconds = time.process_time() - begin
    return curve, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def alone(*words: Any) -> tuple[np.ndarray, float, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, words)


def main() -> None:
    import corcyra

    print(f"{SAME:,} people, {TIES} ties each, {HOURS} hours, {RUNS} runs: share who ever caught on by an hour [%]")
    print(f"{'':12}" + "".join(f"{hour:>16}" for hour in LOOK) + "   farthest from Corcyra, in standard errors")
    ours = None
    for name in PEERS:
        share = np.array([alone(name, SAME, seed)[0] for seed in range(RUNS)])[:, np.array(LOOK) - 1] * 100.0 / SAME
        mean, error = share.mean(axis=0), share.std(axis=0, ddof=1) / np.sqrt(RUNS)
        ours = ours or (mean, error)
        apart = np.max(np.abs(mean - ours[0]) / np.hypot(error, ours[1]))
        columns = "".join(f"{m:>9.1f} ± {e:<4.1f}" for m, e in zip(mean, error, strict=True))
        print(f"{name:12}{columns}   {apart:.1f}{'' if apart < NEAR else ': NOT THE SAME'}", flush=True)
    head = f"{'version':>10}{'people':>11}{'seconds':>9}{'people x hours a second':>25}{'memory':>10}{'ratio':>8}"
    print(f"\n{'':12}{head}")
    rates = {}
    for name, (package, _) in PEERS.items():
        number = corcyra.__version__ if name == "corcyra" else version(package)
        _, seconds, memory = alone(name, SIZES[name], 0)
        rates[name] = SIZES[name] * HOURS / seconds
        print(f"{name:12}{number:>10}{SIZES[name]:>11,}{seconds:>9.2f}{rates[name]:>25,.0f}"
              f"{memory:>7,.0f} MB{rates['corcyra'] / rates[name]:>8.1f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
