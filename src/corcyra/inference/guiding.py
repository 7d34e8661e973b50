"""Learning guides: where filters end up, round after round, each led by what the rounds before have found.

Accounts of a case share its record and most of their numbers, and a record asks much the same of a number whatever the
account. So a number's shift is first estimated from all accounts that have it, then for each account by itself; and
either counts only as far as it stands out from the noise of its estimate (as in the nonnegative garrote: Breiman
1995). What is noise would cost more than what is missed, since an account has hundreds of numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corcyra.case import Case, check_accounts
from corcyra.engines.ensemble import Progress
from corcyra.engines.keyed import purpose
from corcyra.engines.lumped import compile_accounts
from corcyra.engines.workers import processes, take_in, worker_case, worker_pool
from corcyra.errors import CorcyraError
from corcyra.guide import Guide
from corcyra.inference.filter import Led
from corcyra.inference.mixture import even_out
from corcyra.inference.posterior import numbers_of
from corcyra.inference.sampler import Stream
from corcyra.inference.sampling import SMALL, model_of

Array = npt.NDArray[np.float64]

#: Simulations of each account, unless another number is asked for; and those with which one filter begins.
DRAWS, SIZE = 80_000, 2000
#: What a filter costs, as a share of the simulations with which it begins, about; see ``filter.SHRINK``.
COST = 0.5
#: The share of all filters in each round; no round has fewer than this.
ROUNDS, FEWEST = (0.2, 0.4, 0.4), 2
#: Plain draws with which filters begin are numbered from here, not those of any run that is guided; and how far from
#: each other those of two accounts, since noise that they shared would look like something that they share.
FIRST_NUMBER, BETWEEN = 2**50, 2**40
#: How many times its variance is taken off the square of what all accounts say of a number, and of how one differs.
#: There are several times as many differences as numbers, each known several times less well.
NOISE, NOISE_OWN = 2.0, 8.0
#: Variances of scores are between these.
NARROWEST, WIDEST = 0.2, 1.1


@dataclass(frozen=True)
class Job:
    """One filter of one account, as a worker needs it."""

    folder: str
    digest: str
    mechanisms: tuple[str, ...]
    account: str
    seed: int
    number: int
    first: int
    size: int
    guide: Guide | None


@dataclass(frozen=True)
class End:
    """Where a filter ends: scores of the histories that share no numbers, (history, number), and their weights."""

    log_z: float
    scores: Array
    weight: Array


def learn_guides(
    case: Case,
    draws: int = DRAWS,
    seed: int = 1,
    accounts: Iterable[str] | None = None,
    workers: int | None = None,
    mechanisms: Iterable[str | Path] = (),
    progress: Progress | None = None,
) -> dict[str, Guide]:
    """Learn where among the numbers of accounts the record is met.

    Parameters
    ----------
    case : see :func:`corcyra.open_case`
    draws : simulations of each account, about
    seed : the same seed gives the same guides, whatever the number of workers
    accounts : names; all of the case if None
    workers : processes; if None as many as there are processors, or one where little is simulated
    mechanisms : files with mechanisms of your own
    progress : called with (done, all) simulations, about

    Returns
    -------
    A guide for each account, for :func:`corcyra.write_guides` to keep.

    Raises
    ------
    UnknownNameError
        If the case has no such account.
    CorcyraError
        If one is a mixture, which is led by the guides of its accounts, or the open account, which is not led.
    """
    chosen = [account.name for account in check_accounts(case, accounts)]
    for name in chosen:
        if name not in case.accounts:
            raise CorcyraError(f"'{name}' has no guide of its own: learn those of {', '.join(sorted(case.accounts))}")
    files = take_in(mechanisms)
    size = max(SMALL, min(SIZE, round(draws / (FEWEST * len(ROUNDS) * COST))))
    filters = [max(FEWEST, round(share * draws / (size * COST))) for share in ROUNDS]
    numbers = {name: [number for number, _ in numbers_of(case, name)] for name in chosen}
    begin = {name: FIRST_NUMBER + BETWEEN * position for position, name in enumerate(sorted(case.accounts))}
    folder = str(case.folder.resolve())
    found: dict[str, list[list[End]]] = {name: [] for name in chosen}
    guides: dict[str, Guide] = {}
    ended, every, most = 0, sum(filters) * len(chosen), draws * len(chosen)
    compile_accounts(case, chosen)
    with worker_pool(processes(workers, case, most)) as pool:
        for k, count in enumerate(filters):
            jobs = [
                Job(folder, case.digest, files, name, seed, number, begin[name] + number * size, size, guides.get(name))
                for name in chosen
                for number in range(sum(filters[:k]), sum(filters[:k]) + count)
            ]
            for name in chosen:
                found[name].append([])
            for job, end in zip(jobs, pool.map(follow, jobs), strict=True):
                found[job.account][-1].append(end)
                ended += 1
                if progress is not None:
                    progress(most * ended // every, most)
            guides = conclude(numbers, found)
    return guides


def follow(job: Job) -> End:
    """Lead one filter to the record."""
    case = worker_case(job.folder, job.digest, job.mechanisms)
    model = model_of(case, job.account, job.seed, {}, job.guide)
    draw = Stream(purpose(job.seed, "guide", job.account, job.number))
    return end_of(model.lead(range(job.first, job.first + job.size), 1.0, draw))


def conclude(numbers: Mapping[str, Sequence[str]], found: Mapping[str, Sequence[Sequence[End]]]) -> dict[str, Guide]:
    """The guides that filters suggest.

    Parameters
    ----------
    numbers : the names of each account's numbers
    found : the ends of each account's filters, by round
    """
    seen = {name: _moments(rounds) for name, rounds in found.items()}
    shared = _shared(numbers, seen)
    guides = {}
    for name, (mean, variance, effective) in seen.items():
        shift, log_variance = np.array([shared[number] for number in numbers[name]]).T
        shift += _beyond_noise(mean - shift, variance / effective, NOISE_OWN)
        log_variance += _beyond_noise(np.log(variance) - log_variance, 2.0 / effective, NOISE_OWN)
        width = np.sqrt(np.clip(np.exp(log_variance), NARROWEST, WIDEST))
        guides[name] = Guide(shift, width, tuple(numbers[name]))
    return guides


def end_of(led: Led) -> End:
    """What a filter says of numbers: copies share theirs, and count as one."""
    from scipy.special import ndtri

    _, first, line = np.unique(led.uniforms[:, 0], return_index=True, return_inverse=True)
    weight = np.bincount(line, np.exp(led.log_weight - led.log_weight.max()))
    return End(led.log_z, ndtri(led.uniforms[first]), weight / weight.sum())


def _moments(rounds: Sequence[Sequence[End]]) -> tuple[Array, Array, float]:
    """Mean and variance of each score after the record, and how many independent draws know as much.

    Filters of a round count by their evidence, evened out; rounds by how many draws each is worth. To the variance one
    draw from the prior is added, since of a mean that is estimated too nothing less could be said.
    """
    scores, weights = [], []
    for ends in rounds:
        log_z = np.array([each.log_z for each in ends])
        island = np.repeat(np.arange(len(ends)), [each.weight.size for each in ends])
        own = np.concatenate([each.weight for each in ends]) * np.exp(log_z - log_z.max())[island]
        own, _ = even_out(own, island)
        scores.append(np.concatenate([each.scores for each in ends]))
        weights.append(own / np.square(own).sum() * own.sum())
    score, weight = np.concatenate(scores), np.concatenate(weights)
    weight /= weight.sum()
    effective = 1.0 / float(np.square(weight).sum())
    mean = weight @ score
    return mean, weight @ (score - mean) ** 2 + 1.0 / effective, effective


def _shared(
    numbers: Mapping[str, Sequence[str]], seen: Mapping[str, tuple[Array, Array, float]]
) -> dict[str, tuple[float, float]]:
    """Shift and logarithm of the variance of every number, from all accounts that have it."""
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for name, (mean, variance, effective) in seen.items():
        for number, shift, spread in zip(numbers[name], mean, variance, strict=True):
            rows.setdefault(number, []).append((shift, spread, effective))
    out = {}
    for number, known in rows.items():
        shift, spread, effective = np.array(known).T
        precise = effective / np.maximum(spread, NARROWEST)
        mean, log_variance = np.average(shift, weights=precise), np.average(np.log(spread), weights=effective)
        out[number] = (
            float(_beyond_noise(mean, 1.0 / precise.sum(), NOISE)),
            float(_beyond_noise(log_variance, 2.0 / effective.sum(), NOISE)),
        )
    return out


def _beyond_noise(estimate: npt.ArrayLike, variance: npt.ArrayLike, times: float) -> Array:
    """An estimate, less what so many times its variance takes off its square."""
    value = np.asarray(estimate, dtype=np.float64)
    kept = np.maximum(0.0, value**2 - times * np.asarray(variance, dtype=np.float64))
    return np.divide(kept, value, out=np.zeros_like(value), where=value != 0.0)
