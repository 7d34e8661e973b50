"""Sampling an ensemble for weighing: islands of tempered draws of every account, until the evidence is well known.

Of each account one small population first finds what evidence there is at each temperature; its draws count for
nothing else. Then islands are led to the record, each by itself. Whether more are needed is decided by the spread of
the islands so far and by the simulations spent, never by the clock, so that one seed gives the same bits with any
number of workers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corcyra.account import OPEN, PLUS, Account
from corcyra.case import Case, check_accounts
from corcyra.engines.daily import Daily
from corcyra.engines.ensemble import SAMPLE, Progress, simulate
from corcyra.engines.lumped import compile_accounts, simulate_points
from corcyra.engines.points import Points, points_of, switched
from corcyra.engines.workers import processes, take_in, worker_case, worker_pool
from corcyra.errors import CorcyraError
from corcyra.guide import Guide, digest_of
from corcyra.inference import coins
from corcyra.inference.mixture import Weights, expectations, mixture_weights
from corcyra.inference.pieces import log_factors, look_table, record_of, script_of
from corcyra.inference.posterior import numbers_of
from corcyra.inference.sampler import MOVES, POPULATION, Island, Model, temper
from corcyra.inference.voices import voices_of

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]

#: Monte Carlo error that a weight between two accounts is to have [dB].
TARGET = 1.0
#: Islands of an account to begin with, and how many are added at a time.
FIRST, MORE = 4, 2
#: The population that goes first, as a share of an island's, and its moves at each temperature.
PILOT, PILOT_MOVES = 0.5, 1
#: A population is no smaller than this, however few draws are asked for.
SMALL = 16
#: What an island costs, in draws for each of its population, about: by this the populations of a budget are sized.
COST = 15
#: The number that keys it, far from those of the islands.
PILOT_NUMBER = 1_000_000


@dataclass(frozen=True)
class Job:
    """One population of one account, as a worker needs it."""

    folder: str
    digest: str
    mechanisms: tuple[str, ...]
    account: str
    trust: tuple[tuple[str, float], ...]
    seed: int
    number: int
    population: int
    ladder: tuple[float, ...] | None
    moves: int | None = None
    guide: Guide | None = None


@dataclass(frozen=True)
class Tempered:
    """The islands of one account, and the constants that put them together."""

    pilot: Island
    islands: tuple[Island, ...]

    @property
    def simulated(self) -> int:
        """Simulations that were run for it."""
        return sum(each.cost for each in (self.pilot, *self.islands))

    @property
    def weights(self) -> Weights:
        """The weights of all draws of the islands against the prior."""
        parts = [
            mixture_weights(each.log_likelihood, each.rung, each.log_z, each.ladder, self.pilot.log_z)
            for each in self.islands
        ]
        return Weights(np.concatenate(parts), np.repeat(np.arange(len(parts)), [part.size for part in parts]))

    @property
    def known(self) -> tuple[Weights, Array]:
        """What the evidence of the record that they were led to is told from."""
        return self.weights, np.concatenate([each.log_likelihood for each in self.islands])


#: Runs jobs and gives each one's island, in any order.
Runner = Callable[[Sequence[Job]], Iterator[tuple[Job, Island]]]


def sample(
    case: Case,
    draws: int | None = None,
    seed: int = 1,
    accounts: Iterable[str] | None = None,
    workers: int | None = None,
    mechanisms: Iterable[str | Path] = (),
    trust: Mapping[str, float] | None = None,
    target: float = TARGET,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Simulate accounts of a case where the record is, by particle filters and tempering.

    Parameters
    ----------
    case : see :func:`corcyra.open_case`
    draws : simulations of each account at the most, but for the least that four islands need; what the case advises if
        None. The open account may use as many again for every mechanism that a coin decides on
    seed : the same seed gives the same bits, whatever the number of workers
    accounts : names; all of the case if None
    workers : processes; if None as many as there are processors, or one where little is simulated
    mechanisms : files with mechanisms of your own
    trust : trust in some speakers; the record is weighed with any other as well, if less precisely
    target : the Monte Carlo error of a weight between two accounts [dB] at which no more is simulated
    progress : called with (done, all) simulations; all is the most that may be needed

    Returns
    -------
    Dataset as :func:`corcyra.simulate` gives it, with, for every simulation, its temperature, its island, and
    ``log_weight``: how it stands for the prior.

    Raises
    ------
    UnknownNameError
        If the case has no such account or speaker.
    KeyboardInterrupt
        If it is stopped before every account has two islands.
    """
    chosen = [account.name for account in check_accounts(case, accounts)]
    budget = case.draws if draws is None else draws
    if budget < 1:
        raise CorcyraError(f"{budget} draws: at least 1 is needed")
    files = take_in(mechanisms)
    voices_of(case.ledger, trust)  # refuses what is wrong before anything is simulated
    given = tuple(sorted((trust or {}).items()))
    population = max(SMALL, min(POPULATION, budget // (FIRST * COST)))
    efforts = {name: coins.effort(len(case.account(name).switches), budget, FIRST, SMALL)
               for name in chosen if case.account(name).switches}  # fmt: skip
    shares = {name: each.share for name, each in efforts.items()}
    workers = processes(workers, case, budget * sum(shares.get(name, 1) for name in chosen))

    folder, guides = str(case.folder.resolve()), {name: guide_of(case, case.account(name)) for name in chosen}

    def job(name: str, number: int, ladder: tuple[float, ...] | None) -> Job:
        size = population if ladder is not None else max(SMALL, round(PILOT * population))
        moves = None
        if name in efforts:
            size, moves = efforts[name].population, efforts[name].moves
            if ladder is None:
                size, moves = coins.PILOT * size, min(coins.PILOT_MOVES, moves)
        return Job(folder, case.digest, files, name, given, seed, number, size, ladder, moves, guides[name])

    compile_accounts(case, chosen)
    with _runner(case, workers) as run:
        found, stopped = temper_all(chosen, job, run, budget, target, progress, shares)
    histories = simulate(case, min(SAMPLE, budget), seed, chosen, workers, files)
    out = _dataset(histories, found, stopped, target).assign_attrs(budget=budget, guides=digest_of(case.guides))
    if OPEN in found:
        clues, on = out.sizes["clue"], np.full((out.sizes["simulation"], len(case.account(OPEN).switches)), -1, np.int8)
        kept_on = np.concatenate([each.measures[:, clues:] for each in found[OPEN].islands])
        on[: len(kept_on)] = kept_on
        out = out.assign_coords(mechanism=("mechanism", np.array(case.account(OPEN).switches, dtype=object)))
        out["switch"] = (("simulation", "mechanism"), on, {"long_name": "1: on in the open account; -1: no simulation"})
    return out


def temper_all(
    names: Sequence[str],
    job: Callable[[str, int, tuple[float, ...] | None], Job],
    run: Runner,
    budget: int,
    target: float,
    progress: Progress | None = None,
    shares: Mapping[str, int] | None = None,
) -> tuple[dict[str, Tempered], str]:
    """Islands of every account until the target or the budget is met; and which of the two, in words.

    ``shares`` are of accounts that may use so many times the budget.
    """
    most = {name: budget * (shares or {}).get(name, 1) for name in names}
    pilots: dict[str, Island] = {}
    islands: dict[str, dict[int, Island]] = {name: {} for name in names}
    done = 0

    def take(jobs: Sequence[Job]) -> None:
        nonlocal done
        for each, island in run(jobs):
            if each.ladder is None:
                pilots[each.account] = island
            else:
                islands[each.account][each.number] = island
            done += island.cost
            if progress is not None:
                progress(min(done, sum(most.values())), sum(most.values()))

    def tempered(name: str) -> Tempered:
        return Tempered(pilots[name], tuple(islands[name][number] for number in sorted(islands[name])))

    stopped = "the target error"
    try:
        take([job(name, PILOT_NUMBER, None) for name in names])
        wanted = dict.fromkeys(names, FIRST)
        while wanted:
            take([
                job(name, number, pilots[name].ladder)
                for number in range(max(wanted.values()))
                for name, count in wanted.items()
                if len(islands[name]) <= number < count
            ])  # fmt: skip
            wanted, exhausted = {}, False
            so_far = {name: tempered(name) for name in names}
            evidence = expectations({name: each.known for name, each in so_far.items()}, alone=(OPEN,))
            for name, each in so_far.items():
                if evidence[name].error_db <= target / math.sqrt(2.0):
                    continue
                cost = each.islands[0].cost * MORE
                if each.simulated + cost <= most[name]:
                    wanted[name] = len(each.islands) + MORE
                else:
                    exhausted = True
            if not wanted and exhausted:
                stopped = "the number of draws"
    except KeyboardInterrupt:
        if len(pilots) < len(names) or any(len(each) < 2 for each in islands.values()):
            raise
        stopped = "Ctrl-C"
    return {name: tempered(name) for name in names}, stopped


def model_of(case: Case, account: str, seed: int, trust: Mapping[str, float], guide: Guide | None = None) -> Model:
    """An account as the sampler sees it."""
    script, voices = script_of(case.ledger), voices_of(case.ledger, trust)
    record, chosen = record_of(script), case.account(account)

    def begin(simulations: Sequence[int]) -> tuple[Array, npt.NDArray[np.uint64]]:
        points = points_of(case, chosen, simulations, seed)
        return np.asarray(points.uniforms, dtype=np.float64), points.origin

    def measure(uniforms: Array, origin: npt.NDArray[np.uint64]) -> Array:
        found = simulate_points(case, chosen, Points(uniforms, origin), seed)
        return np.concatenate([found, switched(chosen, uniforms)], axis=1)  # what is on stands behind the measures

    def log_likelihood(measures: Array) -> Array:
        return np.asarray(log_factors(script, look_table(script, measures), voices, record).sum(axis=1))

    def walk(uniforms: Array, origin: npt.NDArray[np.uint64]) -> Daily:
        return Daily(case, chosen, Points(uniforms, origin), seed)

    return Model(begin, measure, log_likelihood, len(chosen.switches), None if chosen.switches else walk, guide)


def guide_of(case: Case, account: Account) -> Guide | None:
    """The guide that the case keeps for an account; of a mixture the mean of those of its accounts; None if none is."""
    kept = [case.guides[name] for name in account.name.split(PLUS) if name in case.guides]
    if not kept:
        return None
    numbers = tuple(name for name, _ in numbers_of(case, account.name))
    rows = [[table.get(name, (0.0, 1.0)) for name in numbers] for table in kept]
    shift, width = np.array(rows, dtype=np.float64).mean(axis=0).T
    return Guide(shift, width, numbers)


def run_job(job: Job, case: Case | None = None) -> Island:
    """Lead one population from the prior to the record."""
    case = case or worker_case(job.folder, job.digest, job.mechanisms)
    model = model_of(case, job.account, job.seed, dict(job.trust), job.guide)
    moves = job.moves or (MOVES if job.ladder else PILOT_MOVES)
    every = max(1, moves // coins.KEPT)
    return temper(model, job.account, job.number, job.seed, job.ladder, job.population, moves, every)


@contextmanager
def _runner(case: Case, workers: int) -> Iterator[Runner]:
    """Runs jobs in so many processes, or in this one."""
    if workers == 1:
        yield lambda jobs: ((job, run_job(job, case)) for job in jobs)
        return
    with worker_pool(workers) as pool:
        yield lambda jobs: zip(jobs, pool.map(run_job, jobs), strict=True)


def _dataset(histories: xr.Dataset, found: Mapping[str, Tempered], stopped: str, target: float) -> xr.Dataset:
    import xarray as xr

    size = max(sum(each.log_likelihood.size for each in one.islands) for one in found.values())
    clues = histories.sizes["clue"]
    columns: dict[str, npt.NDArray[Any]] = {
        "log_weight": np.full((len(found), size), np.nan),
        "temperature": np.full((len(found), size), np.nan),
        "island": np.full((len(found), size), -1, np.int64),
    }
    measure = np.full((len(found), size, clues), np.nan)
    for a, one in enumerate(found.values()):
        weights = one.weights
        used = slice(weights.log.size)
        measure[a, used] = np.concatenate([each.measures[:, :clues] for each in one.islands])
        columns["log_weight"][a, used], columns["island"][a, used] = weights.log, weights.island
        columns["temperature"][a, used] = np.concatenate([np.array(each.ladder)[each.rung] for each in one.islands])
    about = {
        "log_weight": "log of the weight with which a simulation stands for the prior, within its island",
        "temperature": "power of the likelihood for which a simulation is drawn; 0 is the prior",
        "island": "population that a simulation belongs to; -1 is none",
    }
    data: dict[str, Any] = {
        name: (("account", "simulation"), values, {"long_name": about[name], "units": "1"})
        for name, values in columns.items()
    }
    data["measure"] = (("account", "simulation", "clue"), measure, histories["measure"].attrs)
    data["simulated"] = (
        "account", np.array([each.simulated for each in found.values()]),
        {"long_name": "simulations that were run, rejected ones included", "units": "1"},
    )  # fmt: skip
    data["accepted"] = (
        "account", np.array([np.mean([each.accepted.mean() for each in one.islands]) for one in found.values()]),
        {"long_name": "share of moves that were accepted", "units": "1"},
    )  # fmt: skip
    data |= _posterior(found)
    kept = histories.drop_vars(["measure", "simulation"])
    out = kept.assign(xr.Dataset(data)).assign_coords(simulation=("simulation", np.arange(size)))
    return out.assign_attrs(method="tempered", stopped_by=stopped, target_db=target)


def _posterior(found: Mapping[str, Tempered]) -> dict[str, Any]:
    """The last populations, at temperature 1: their points, and how probable each is after the record."""
    last = {name: one.islands for name, one in found.items()}
    size = max(sum(len(each.uniforms) for each in islands) for islands in last.values())
    numbers = max(islands[0].uniforms.shape[1] for islands in last.values())
    purposes, days = next(iter(last.values()))[0].origin.shape[1:]
    points = np.full((len(last), size, numbers), np.nan)
    origin = np.zeros((len(last), size, purposes, days), np.uint64)
    weight, island = np.zeros((len(last), size)), np.full((len(last), size), -1, np.int64)
    for a, islands in enumerate(last.values()):
        used, wide = slice(sum(len(each.uniforms) for each in islands)), slice(islands[0].uniforms.shape[1])
        points[a, used, wide] = np.concatenate([each.uniforms for each in islands])
        origin[a, used] = np.concatenate([each.origin for each in islands])
        evidence = np.array([each.log_z[-1] for each in islands])
        share = np.exp(evidence - evidence.max())
        sizes = [len(each.uniforms) for each in islands]
        weight[a, used] = np.repeat(share / share.sum() / sizes, sizes)
        island[a, used] = np.repeat(np.arange(len(sizes)), sizes)
    by = ("account", "particle")
    return {
        "posterior_uniforms": ((*by, "number"), points, {"long_name": "chances of the numbers drawn from priors"}),
        "posterior_origin": ((*by, "purpose", "day"), origin, {"long_name": "whose keyed randomness is used"}),
        "posterior_weight": (by, weight, {"long_name": "probability after the record", "units": "1"}),
        "posterior_island": (by, island, {"long_name": "population; -1 is none", "units": "1"}),
    }
