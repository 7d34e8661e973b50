"""Model choice by another road: a random forest, trained on the same draws, on the records of the calibration.

    python bench/calibrate.py && python bench/forest.py [--histories 24000] [--passes 20] [--trees 300]

Needs scikit-learn. Takes a quarter of an hour, and writes docs/findings/forest.md. The forest (Pudlo et al. 2016) never
sees a likelihood: it is shown reports made up from plain draws, with the name of the account that each came from, and
then the records of the calibration, of which it knows no more than the verdict does. Beside the reports it may be given
summaries that are learned from such examples too: the axes of a linear discriminant analysis, as that paper advises,
and what small neural networks make of a record (Jiang et al. 2017). What it is given, and how large its leaves are,
is chosen by how often it is right on made-up records of other histories, and by nothing else.
"""

from __future__ import annotations

import argparse
import json
import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tables import table
from told import agrees, counted, fresh, numbers

from corcyra.case import Case, open_case
from corcyra.evidence.ledger import Claim
from corcyra.inference.calibration import made_up, truths

Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Code = Callable[[Array], npt.NDArray[np.float32]]
#: Records, and the account that each was made from.
Told = tuple[Array, Labels]
#: What a forest is given of some records.
Show = Callable[[Array], Array]

FINDINGS = Path(__file__).parents[1] / "docs" / "findings"
CASE = "kazakhstan-2022"
#: How often the two should agree where the verdict has decided.
AIM = 0.9
#: Histories of each account from which nothing is learned, and their seed: the first half chooses, the second judges.
UNSEEN, UNSEEN_SEED = 2_000, 1_000
#: The fewest examples in a leaf that are tried, with forests of so many trees.
LEAVES, TRIED = (10, 100), 40
#: The networks: how many, the width of their layers, examples in a step, first and last rate, classes of a number.
NETWORKS, WIDTHS, BATCH, RATES, CLASSES = 2, (256, 128), 512, (3e-3, 2e-5), 10
#: The least probability that the forest is shown, as its logarithm.
LEAST = 1e-9
#: Shares of the histories for the learning curve.
SHARES = (1 / 16, 1 / 4, 1.0)

HEAD = """# Does another method choose the same account?

A random forest ([Pudlo et al.](../reference/bibliography.md#pudlo-et-al-2016)) was trained on records made up from
{histories:,} plain draws of each of the {count} accounts of `{case}`, and then shown the {records} records of
[the calibration](calibration.md). It knows no likelihood and no trust: only what was reported, and from which account
its examples came. Where the verdict calls a record decided, the two should agree.

Written by `python bench/forest.py --histories {histories} --passes {passes} --trees {trees}`, from the case with the
digest `{digest}`.

```text
{text}```

## How to read it

- *Same account* is how often the forest chose the account that the verdict chose; the error is that of a share.
- *Right* is how often each chose the account that the record was made from. Of {count} accounts, guessing would be
  right once in {count}.
- Both can be wrong together, and where they differ either can be: the forest has to learn from examples what a
  likelihood knows, the verdict has an error from its draws. Which of the two it is shows in the votes: a forest that
  gives its choice less than half of them has not decided.
- What the forest is given, and how large its leaves are, was chosen by how often it is right on made-up records of
  {half:,} histories of each account from which nothing was learned. Neither the verdict nor the records of the
  calibration had a part in the choice. How often the choice is right was counted on as many other histories.
- *Axes* are those of a linear discriminant analysis of the reports. The *network* stands for {networks} small
  neural ones ([Jiang et al.](../reference/bibliography.md#jiang-et-al-2017)). They saw other records of the same
  histories in each of {passes} passes; the forest is shown the logarithm of their mean probabilities. A forest that is
  shown nothing else only puts these into classes: what was learned, the network has learned.
- In the learning curve *its own* are new records of the histories from which the network learned, *unseen* those of
  histories from which it did not. As far as it is better on its own, more histories would help. Every part of the
  histories was passed through as often, so a smaller part is fewer records too.
"""


def coded(examples: Array) -> Code:
    """How records are put to the network: which answer it is, or how large a number, and into which class that falls.

    Answers, classes and scale are those of the examples.
    """
    ends = []
    for told in examples.T:
        answers = np.unique(told)
        classes = np.quantile(told, (np.arange(CLASSES) + 1) / CLASSES, method="lower")
        ends.append(answers if answers.size <= 3 else np.unique(classes))
    middle, spread = examples.mean(axis=0), examples.std(axis=0)

    def code(records: Array) -> npt.NDArray[np.float32]:
        out = []
        for k, told in enumerate(records.T):
            falls = np.minimum(np.searchsorted(ends[k], told), ends[k].size - 1)
            out.append(np.where(falls[:, None] == np.arange(ends[k].size), 2.0, 0.0).astype(np.float32))
            if ends[k].size > 3:
                out.append(((told - middle[k]) / spread[k]).astype(np.float32)[:, None])
        return np.hstack(out)

    return code


def network(code: Code, told: Callable[[int], Array], y: Labels, passes: int) -> Callable[[Array], Array]:
    """What some networks make of records on average: a probability of every account.

    They learn from other records of their histories in every pass, at a rate that falls.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    nets = []
    for k in range(NETWORKS):
        net = MLPClassifier(WIDTHS, alpha=0.0, batch_size=BATCH, max_iter=1, warm_start=True, random_state=k)
        for turn in range(passes):
            falling = 0.5 + 0.5 * math.cos(math.pi * turn / passes)
            net.set_params(learning_rate_init=RATES[1] + RATES[0] * falling)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # one pass at a time is what is asked for
                net.fit(code(told(1 + k * passes + turn)), y)
        nets.append(net)
    return lambda records: np.asarray(np.mean([net.predict_proba(code(records)) for net in nets], axis=0))


def grown(trees: int, leaf: int, shown: Array, y: Labels, workers: int) -> Any:
    """A forest."""
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(trees, min_samples_leaf=leaf, n_jobs=workers, random_state=1).fit(shown, y)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--histories", type=int, default=24_000)
    parser.add_argument("--passes", type=int, default=20)
    parser.add_argument("--trees", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    case = open_case(CASE)
    known = json.loads((FINDINGS / "calibration.json").read_text(encoding="utf-8"))
    if known["case_digest"] != case.digest:
        raise SystemExit("the calibration is of another state of the case; run bench/calibrate.py first")
    names, claims, seed, records = list(case.accounts), counted(case), known["seed"], known["records"]

    def plain(draws: int, key: int) -> Array:
        measures = table(case, draws, key, given.workers)["measure"]
        return np.asarray(measures.transpose("account", "simulation", "clue").values, dtype=np.float64)

    seen = plain(known["draws"], seed)[:, : given.histories]
    if not all(agrees(case, claims, name, seen[a, :50], seed) for a, name in enumerate(names)):
        raise SystemExit("bench/told.py no longer tells what corcyra.inference.replies tells")
    choosing, judging = (
        (fresh(case, claims, part, 0, UNSEEN_SEED + k), of(part))
        for k, part in enumerate(np.split(plain(UNSEEN, UNSEEN_SEED), 2, axis=1))
    )
    x, y = fresh(case, claims, seen, 0, seed), of(seen)
    curve, ways = learning(case, claims, seen, judging, seed, given)
    tried = choices(ways, (x, y), choosing, judging, given.workers)

    happened, _ = truths(case, names, -(-len(records) // len(names)), seed, given.workers)
    asked = np.array([
        numbers(case, claims, made_up(case, names[a], row, happened[a, row], seed))
        for a, row in ((k % len(names), k // len(names)) for k in range(len(records)))
    ])  # fmt: skip

    def full(each: dict[str, Any]) -> tuple[float, Array]:
        show = ways[each["given"]]
        forest = grown(given.trees, each["leaf"], show(x), y, given.workers)
        return forest.score(show(judging[0]), judging[1]), forest.predict_proba(show(asked))

    best, alone = (
        max((each for each in tried if each["given"] in among), key=lambda each: float(each["chooses"]))
        for among in (list(ways), list(ways)[:1])
    )
    (right, votes), (right_alone, votes_alone) = full(best), full(alone)
    agree = np.mean([
        each["chosen"] == names[int(np.argmax(vote))]
        for each, vote in zip(records, votes_alone, strict=True)
        if each["decided"]
    ])  # fmt: skip
    text = compare(names, records, votes) + learned(curve, tried, best, right, judging[1].size)
    text += (
        f"\nA forest that is not given the network is right on {right_alone:.1%} of the records of unseen histories,\n"
        f"and chooses the verdict's account in {agree:.0%} of the decided records.\n"
    )
    found = {
        "schema": 2, "case": case.name, "case_digest": case.digest, "histories": given.histories,
        "passes": given.passes, "trees": given.trees, "given": best["given"], "leaf": best["leaf"], "right": right,
        "without_network": {"leaf": alone["leaf"], "right": right_alone, "same_of_decided": float(agree)},
        "tried": tried, "curve": curve,
        "records": [
            {"truth": each["truth"], "verdict": each["chosen"], "decided": each["decided"],
             "forest": names[int(np.argmax(vote))], "votes": dict(zip(names, vote.round(4).tolist(), strict=True))}
            for each, vote in zip(records, votes, strict=True)
        ],
    }  # fmt: skip
    page = HEAD.format(
        case=case.name, records=len(records), histories=given.histories, passes=given.passes, trees=given.trees,
        digest=case.digest[:16], text=text, count=len(names), half=UNSEEN // 2,
        networks=NETWORKS,
    )  # fmt: skip
    (FINDINGS / "forest.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (FINDINGS / "forest.md").write_text(page, encoding="utf-8")
    print(text)


def learning(
    case: Case, claims: list[Claim], seen: Array, judging: Told, seed: int, given: argparse.Namespace
) -> tuple[list[dict[str, Any]], dict[str, Show]]:
    """How much is learned from parts of the histories, and what a forest may be given once all have been seen."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    code = coded(fresh(case, claims, seen, 0, seed))
    curve = []
    for share in SHARES:  # the last is all of them
        part = seen[:, : round(share * seen.shape[1])]
        x, y = fresh(case, claims, part, 0, seed), of(part)
        net = network(code, lambda turn, part=part: fresh(case, claims, part, turn, seed), y, given.passes)  # type: ignore[misc]
        axes = LinearDiscriminantAnalysis().fit(x, y)
        small = grown(TRIED, LEAVES[0], with_axes(axes, x), y, given.workers)
        curve.append({
            "histories": part.shape[1],
            "network_own": share_right(net(fresh(case, claims, part, 1 + NETWORKS * given.passes, seed)), y),
            "network": share_right(net(judging[0]), judging[1]),
            "forest_alone": small.score(with_axes(axes, judging[0]), judging[1]),
        })  # fmt: skip
        print(curve[-1], flush=True)
    ways: dict[str, Show] = {
        "reports and axes": lambda told: with_axes(axes, told),
        "network": lambda told: np.log(np.maximum(net(told), LEAST)),
        "reports, axes and network": lambda told: np.hstack([ways[way](told) for way in list(ways)[:2]]),
    }
    return curve, ways


def choices(ways: dict[str, Show], learns: Told, choosing: Told, judging: Told, workers: int) -> list[dict[str, Any]]:
    """How often small forests are right, by what they are given and how large their leaves are."""
    tried: list[dict[str, Any]] = []
    for way, show in ways.items():
        shown = [show(told) for told, _ in (learns, choosing, judging)]
        for leaf in LEAVES:
            forest = grown(TRIED, leaf, shown[0], learns[1], workers)
            scores = forest.score(shown[1], choosing[1]), forest.score(shown[2], judging[1])
            tried.append({"given": way, "leaf": leaf, "chooses": scores[0], "judges": scores[1]})
            print(tried[-1], flush=True)
    return tried


def of(histories: Array) -> Labels:
    """The account of every history, in the order of their records."""
    return np.repeat(np.arange(histories.shape[0]), histories.shape[1])


def share_right(probable: Array, y: Labels) -> float:
    """How often the most probable account is the true one."""
    return float(np.mean(probable.argmax(axis=1) == y))


def with_axes(axes: Any, records: Array) -> Array:
    """Reports, and beside them the axes of the discriminant analysis."""
    return np.hstack([records, axes.transform(records)])


def learned(
    curve: list[dict[str, float]], tried: list[dict[str, Any]], best: dict[str, Any], right: float, judged: int
) -> str:
    """How good the forest is on records of histories that it has not seen, as tables."""
    error = math.sqrt(right * (1 - right) / judged)
    lines = [
        "", f"Of {judged:,} made-up records of histories that nothing was learned from, the chosen forest gets "
        f"{right:.1%} ± {error:.1%} right.", "",
        f"{'small forests, by what they are given':40} {'leaf':>5} {'right, by which':>16} {'right, of':>10}",
        f"{'':40} {'':>5} {'it was chosen':>16} {'others':>10}",
    ]  # fmt: skip
    for each in tried:
        mark = "  (chosen)" if each is best else ""
        lines.append(f"{each['given'] + mark:40} {each['leaf']:>5} {each['chooses']:>16.1%} {each['judges']:>10.1%}")
    lines += ["", "Learning curve; right:", f"{'histories of each':20} {'network, its own':>17} {'unseen':>8} "
              f"{'forest without network, unseen':>31}"]  # fmt: skip
    for point in curve:
        lines.append(
            f"{point['histories']:<20,} {point['network_own']:>17.1%} {point['network']:>8.1%} "
            f"{point['forest_alone']:>31.1%}"
        )
    return "\n".join(lines) + "\n"


def compare(names: list[str], records: list[dict[str, Any]], votes: Array) -> str:
    """Where the forest agrees with the verdict, as a table, and every decided record on which it does not."""
    chosen = [names[int(np.argmax(vote))] for vote in votes]
    lines = [f"{'records':32} {'number':>7} {'same account':>16} {'verdict right':>14} {'forest right':>13}"]
    sure = votes.max(axis=1) > 0.5
    kinds = {
        "decided by the verdict": [each["decided"] for each in records],
        "  and by half of the votes": [each["decided"] and sure[k] for k, each in enumerate(records)],
        "undetermined": [not each["decided"] for each in records],
        "all": [True] * len(records),
    }
    for title, which in kinds.items():
        own = [k for k in range(len(records)) if which[k]]
        if not own:
            continue
        same = np.mean([records[k]["chosen"] == chosen[k] for k in own])
        share = (same * len(own) + 1) / (len(own) + 2)  # of one more that agrees and one more that does not
        error = math.sqrt(share * (1 - share) / len(own))
        verdict = np.mean([records[k]["chosen"] == records[k]["truth"] for k in own])
        forest = np.mean([chosen[k] == records[k]["truth"] for k in own])
        lines.append(f"{title:32} {len(own):>7} {f'{same:.0%} ± {error:.0%}':>16} {verdict:>14.0%} {forest:>13.0%}")
    lines.append("")
    decided = [k for k, each in enumerate(records) if each["decided"]]
    agreed = np.mean([records[k]["chosen"] == chosen[k] for k in decided]) if decided else 0.0
    reached = "is reached" if agreed >= AIM else "is not reached"
    lines.append(f"The aim of {AIM:.0%} of the decided records {reached}.")
    differ = [k for k, each in enumerate(records) if each["decided"] and each["chosen"] != chosen[k]]
    right = [sum(records[k]["chosen"] == records[k]["truth"] for k in differ)]
    right.append(sum(chosen[k] == records[k]["truth"] for k in differ))
    lines.append(
        f"Decided records on which they differ; the verdict is right on {right[0]}, the forest on {right[1]}:"
        if differ else "They differ on no decided record."
    )  # fmt: skip
    for k in differ:
        each, vote = records[k], votes[k]
        said = each["posterior"][each["chosen"]]
        lines.append(
            f"  made from {each['truth']}: verdict {each['chosen']} ({said:.2f}), forest {chosen[k]} "
            f"({vote.max():.2f}, and {vote[names.index(str(each['chosen']))]:.2f} for the verdict's)"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
