"""Speed of the individual engine: a nation person by person, and how the cost grows with people and with unrest.

    python bench/individual.py [--simulations N ...] [--plot FILE] [--populations X ...]

Each run is timed in a process of its own, after one small run that compiles everything; its memory is the most that the
whole process ever held. Slopes and ratios are of the processor's time, which others on the machine change less; the
seconds on the clock stand beside it. The limit is what the machine would need for the increments alone: one for every
tie of everybody who comes out or goes home, at the rate of random increments to one byte a person, measured here.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time
from dataclasses import replace

import numpy as np
from numba import njit

from corcyra import Case, open_case
from corcyra.engines.individual import Individual
from corcyra.engines.keyed import join, purpose

ACCOUNT = "hybrid-coup"  # all mechanisms of the account, ties among them
#: Simulations of seed 1, from calm to the largest unrest among the first 120.
SIMULATIONS = (7, 22, 9, 67, 100, 114, 32, 49)
POPULATIONS = (0.01, 0.1, 1.0, 10.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulations", type=int, nargs="*", default=SIMULATIONS)
    parser.add_argument("--populations", type=float, nargs="*", default=POPULATIONS)
    parser.add_argument("--plot", help="a file for the two figures")
    given = parser.parse_args()
    case = open_case("kazakhstan-2022")
    people = sum(place.population for place in case.places)
    rate = measured(random_increments, people)
    print(f"{case.title}, {ACCOUNT}: {people:,} people, {case.hours} hours; {os.cpu_count()} processors, one is used")
    print(f"random increments of {people:,} bytes: {rate / 1e6:.0f} million a second\n")
    print("against unrest: simulations of seed 1, everybody a person")
    unrest = table([(1.0, number, True) for number in given.simulations], rate)
    slope = fitted([row["moves"] for row in unrest], [row["cpu"] for row in unrest])
    print(f"seconds grow with moves to the power {slope:.2f}\n")
    print("against people: without the first gathering, so that few come out")
    calm = table([(share, 7, False) for share in given.populations], rate)
    slope = fitted([row["people"] for row in calm], [row["cpu"] for row in calm])
    print(f"seconds grow with people to the power {slope:.2f}\n")
    print("against people: the same simulation, so that unrest grows with them")
    grown = table([(share, 100, True) for share in given.populations], rate)
    slope = fitted([row["people"] for row in grown], [row["cpu"] for row in grown])
    print(f"seconds grow with people to the power {slope:.2f}")
    if given.plot:
        plot(given.plot, unrest, calm, grown)


def table(runs: list[tuple[float, int, bool]], rate: float) -> list[dict[str, float]]:
    print(f"{'people':>12}{'simulation':>11}{'ties':>6}{'most out':>10}{'moves':>12}"
          f"{'to set up':>10}{'240 hours':>10}{'CPU':>7}{'memory':>8}{'limit':>8}{'ratio':>7}")  # fmt: skip
    rows = []
    for share, number, spark in runs:
        row = measured(run, share, number, spark)
        limit = row["street"] * row["ties"] / rate
        print(f"{row['people']:>12,.0f}{number:>11}{row['ties']:>6.1f}{row['most']:>10,.0f}{row['moves']:>12,.0f}"
              f"{row['setup']:>8.2f} s{row['seconds']:>8.2f} s{row['cpu']:>5.2f} s{row['memory']:>5.0f} MB"
              f"{limit:>6.3f} s{row['cpu'] / max(limit, 1e-9):>7.1f}")  # fmt: skip
        rows.append(row)
    return rows


def fitted(x: list[float], y: list[float]) -> float:
    """The slope of the logarithms."""
    return float(np.polyfit(np.log(x), np.log(y), 1)[0]) if len(x) > 1 else float("nan")


def measured(work, *words):  # type: ignore[no-untyped-def]
    """What comes of work that is done in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, words)


def scaled(case: Case, share: float) -> Case:
    """The case with a multiple of its people."""
    return replace(case, places=tuple(replace(p, population=round(p.population * share)) for p in case.places))


def run(share: float, number: int, spark: bool) -> dict[str, float]:
    """One simulation of a multiple of the people; below one, each stands for more of them."""
    case = open_case("kazakhstan-2022")
    case = case if spark else replace(case, given=())
    Individual(case, case.account(ACCOUNT), 100, 1, each=1000).run((), ("crowd", "violent"))  # compiles
    many = scaled(case, share) if share > 1 else case
    begin = time.perf_counter()
    one = Individual(many, many.account(ACCOUNT), number, 1, each=round(1 / min(share, 1.0)))
    ready, cpu = time.perf_counter(), time.process_time()
    history = one.run((), ("crowd", "violent"))
    end, cpu = time.perf_counter(), time.process_time() - cpu
    flows = np.concatenate([flow for _, flow in one.log]).astype(int)
    return {
        "people": len(one.people.state),
        "ties": one.ties.degree,
        "most": float((history["crowd"] + history["violent"]).sum(axis=-1).max()),
        "moves": len(flows),
        "street": int(np.abs(one.frame.street[flows]).sum()),
        "setup": ready - begin,
        "seconds": end - ready,
        "cpu": cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


@njit
def _increment(counts, number, key):
    for i in range(number):
        word = join(key, np.uint64(i)) >> np.uint64(32)
        counts[np.int64((word * np.uint64(counts.shape[0])) >> np.uint64(32))] += 1


def random_increments(people: int) -> float:
    """How many a second, on one core."""
    counts, best = np.ones(people, np.uint8), 0.0
    for k in range(4):
        begin = time.process_time()
        _increment(counts, 20_000_000 if k else 1, purpose("bench", k))
        best = max(best, 20_000_000 / (time.process_time() - begin)) if k else best
    return best


def plot(file: str, unrest, calm, grown) -> None:  # type: ignore[no-untyped-def]
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
    for rows, word in ((grown, "same simulation"), (calm, "no first gathering")):
        left.loglog([row["people"] for row in rows], [row["cpu"] for row in rows], "o-", label=word)
    left.set(xlabel="people", ylabel="seconds of one processor for 240 hours")
    left.legend(frameon=False)
    right.loglog([row["moves"] for row in unrest], [row["cpu"] for row in unrest], "o")
    right.set(xlabel="changes of status, all 19 million people")
    figure.savefig(file, dpi=110)


if __name__ == "__main__":
    main()
