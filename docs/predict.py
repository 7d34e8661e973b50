"""Writes docs/findings from simulations: the prior predictive, and what each mechanism does.

python docs/predict.py                  both pages; some twenty minutes on one processor
python docs/predict.py predictive       the prior predictive alone; a minute
python docs/predict.py switches         what each mechanism does alone

Both depend on nothing but the code, the case and the seed. `docs/explained.toml` says why a mechanism hardly matters.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pages.markdown import table

import corcyra as cy
from corcyra.case import Case, open_case
from corcyra.evidence.ledger import Clue
from corcyra.report.predicted import cells, figure
from corcyra.report.words import number, plural, report_text, share
from corcyra.whatif.counterfactual import each_without

DOCS = Path(__file__).parent
FOLDER = DOCS / "findings"
CASE, SEED = "kazakhstan-2022", 1
#: Simulations of each account, and pairs of simulations for each mechanism.
DRAWS, PAIRS = 2000, 389
#: An effect counts if it is so many standard errors from nothing, and so large [standard deviations].
SURE, NOTABLE = 4.0, 0.05
#: A mechanism that moves no more clues than this hardly matters in an account.
HARDLY = 1
NOTE = "<!-- Written by docs/predict.py from simulations; change the code, not this page. -->\n\n"


# -- the prior predictive ----------------------------------------------------------------------------------------------


def predictive_pages(case: Case, draws: int = DRAWS) -> dict[str, str]:
    """The page of the prior predictive and its figures, by path below docs/findings."""
    ensemble = cy.simulate(case, draws=draws, seed=SEED)
    expected = cy.predictive(ensemble, case)
    out = {f"predictive/{clue.id}.svg": figure(expected, clue, case) for clue in case.ledger.clues.values()}
    parts = [
        "# What each account expects",
        f"{draws:,} simulations of every account of `{case.name}` from its priors (seed {SEED}), before the record is "
        "looked at. A line goes from the 5th to the 95th percentile, the dot is the median; red is what the record "
        "reports: a line for a number, a band for a range, whoever says it and whatever the trust in it. The same from "
        f"the command line: `corcyra predict {case.name} --draws {draws} --seed {SEED}`.",
        "## Neither everything nor nothing",
        _overview(case, ensemble, expected).rstrip(),
        _outside(case, expected),
        "## Measure by measure",
    ]
    for clue in case.ledger.clues.values():
        parts += [_section(case, clue, expected)]
    out["predictive.md"] = NOTE + "\n\n".join(parts) + "\n"
    return out


def _overview(case: Case, ensemble: Any, expected: Any) -> str:
    """How many simulations are quiet or burn, the tolls, and how much of the record lies inside, by account."""
    clues, places = [str(name) for name in ensemble["clue"].values], len(case.places)
    rows = []
    for name in (str(name) for name in ensemble["account"].values):
        values = ensemble["measure"].sel(account=name).transpose("clue", "simulation").values
        out, violent = values[clues.index("cities-with-protest")], values[clues.index("violent-places")]
        row = expected.xs(name, level="account")
        tolls = [_three(row.loc[clue]) for clue in ("deaths-total", "injured-total", "detained-total")]
        inside = f"{int(row['inside'].sum())} of {int(row['reports'].sum())}"
        nothing, every, burns = (float(part.mean()) for part in (out == 0, out == places, violent == places))
        rows.append((name, share(nothing), share(every), share(burns), *tolls, inside))
    columns = (
        "account", "no place sees 500 out", "every place does", "every place is violent", "dead", "hurt", "detained",
        "reports inside",
    )  # fmt: skip
    about = (
        "Shares of the simulations; the tolls are the median, and the 5th and 95th percentile. A report is inside if "
        "it lies between these two percentiles; an answer to a yes-or-no question, if 5 % of the simulations give it."
    )
    return about + "\n\n" + table(columns, rows)


def _three(row: Any) -> str:
    return f"{number(row['median'])} ({number(row['low'])} to {number(row['high'])})"


def _outside(case: Case, expected: Any) -> str:
    """The clues on which no account has any report inside, and why."""
    why = _explained().get("outside", {})
    best = expected["inside"].groupby(level="clue").max()
    rows = [(f"`{clue}`", why.get(clue, "Not explained yet.")) for clue in case.ledger.clues if best[clue] == 0]
    if not rows:
        return "On every clue some account has a report inside."
    return "On these clues no account has a report inside:\n\n" + table(("clue", "why"), rows).rstrip()


def _explained() -> dict[str, Any]:
    return tomllib.loads((DOCS / "explained.toml").read_text(encoding="utf-8"))


def _section(case: Case, clue: Clue, expected: Any) -> str:
    part = expected.xs(clue.id, level="clue")
    words = [cells(row, clue, case) for row in part.to_dict("records")]
    said = [report_text(claim.report, clue, case) for claim in case.ledger.on(clue.id)]
    if clue.kind == "truth":
        columns: tuple[str, ...] = ("account", "", "reports inside")
        lines: list[tuple[str, ...]] = [
            (name, row["note"], row["inside"]) for name, row in zip(part.index, words, strict=True)
        ]
    else:
        columns = ("account", "5 %", "50 %", "95 %", "", "reports inside")
        lines = [(name, *row.values()) for name, row in zip(part.index, words, strict=True)]
    return "\n\n".join(
        [
            f"### {clue.id}",
            f"{clue.question} The record: {'; '.join(said)}.",
            f"![{clue.question}](predictive/{clue.id}.svg)",
            table(columns, lines).rstrip(),
        ]
    )


# -- what each mechanism does ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """What a mechanism does to one outcome: told less otherwise, in standard deviations, and its standard error."""

    outcome: str
    size: float
    error: float
    apart: float  # share of the pairs in which the outcome differs

    @property
    def counts(self) -> bool:
        """Whether it is beyond chance, and large enough to speak of."""
        return abs(self.size) >= max(SURE * self.error, NOTABLE)


def effects(case: Case, pairs: Any) -> list[Effect]:
    """The effect on every outcome, largest first.

    Counts of clues are compared on the logarithm (none counts as half of the least that is plausible), as reports are.
    """
    out = []
    for name in (str(name) for name in pairs["outcome"].values):
        told, otherwise = (pairs[key].sel(outcome=name).values for key in ("told", "otherwise"))
        clue = case.ledger.clues.get(name)
        if clue is not None and clue.kind == "count":
            told, otherwise = (np.log(np.maximum(values, 0.5 * clue.low)) for values in (told, otherwise))
        spread = max(float(told.std()), float(otherwise.std()))
        pair = told - otherwise
        if spread > 0.0:
            error = float(pair.std(ddof=1)) / np.sqrt(len(pair)) / spread
            out.append(Effect(name, float(pair.mean()) / spread, error, float((pair != 0.0).mean())))
    return sorted(out, key=lambda effect: -abs(effect.size))


@dataclass(frozen=True)
class Switched:
    """A mechanism switched off: the effects on clues and on other outcomes, and the share of the pairs that differ."""

    mechanism: str
    here: list[Effect]
    elsewhere: list[Effect]
    apart: float

    @property
    def moved(self) -> int:
        """How many clues it moves."""
        return sum(effect.counts for effect in self.here)


def switch(case: Case, account: str, pairs: int = PAIRS) -> list[Switched]:
    """Every mechanism of an account switched off in turn, those that move most clues first."""
    out = []
    for name, found in each_without(case, account, draws=pairs, seed=SEED).items():
        every = effects(case, found)
        here = [effect for effect in every if effect.outcome in case.ledger.clues]
        elsewhere = [effect for effect in every if effect.outcome not in case.ledger.clues]
        out.append(Switched(name, here, elsewhere, float(found.attrs["changed"])))
    return sorted(out, key=lambda each: (-each.moved, each.mechanism))


def switch_pages(case: Case, pairs: int = PAIRS) -> dict[str, str]:
    """The page on what each mechanism does, by path below docs/findings."""
    found = {account: switch(case, account, pairs) for account in case.accounts}
    moved = {account: {each.mechanism: each.moved for each in rows} for account, rows in found.items()}
    names = sorted({name for by_name in moved.values() for name in by_name})
    grid = [
        (f"[{name}](../reference/mechanisms/{name}.md)", *(moved[account].get(name, "") for account in found))
        for name in names
    ]
    parts = [
        "# What each mechanism does",
        f"Every mechanism of every account of `{case.name}` is switched off in turn, on the same random numbers "
        f"({plural(pairs, 'pair')} of simulations, seed {SEED}). An effect is what the mechanism adds: the mean of "
        "told less otherwise, in standard deviations of the measure, with its standard error. Counts are compared on "
        f"the logarithm. The share of the pairs in which the outcome differs at all stands beside it: a mechanism that "
        f"needs an occasion may do much in few histories. A clue counts as moved if the effect is at least {NOTABLE:g} "
        f"standard deviations and {SURE:g} standard errors. One of them from the command line: "
        f"`corcyra what-if {case.name} popular-cascade --without blackout --draws {pairs}`.",
        f"## Clues moved, of {len(case.ledger.clues)}",
        "A dash stands where the account has no such mechanism.",
        table(("mechanism", *found), grid),
        "## Those that hardly matter",
        f"Mechanisms that move at most {plural(HARDLY, 'clue')}, in which accounts, and why.",
        _hardly(found),
    ]
    for account, rows in found.items():
        parts += [f"## {account}", table(("mechanism", "clues moved", "strongest on a clue", "strongest elsewhere",
                                          "pairs that differ"), map(_line, rows))]  # fmt: skip
    return {"switches.md": NOTE + "\n\n".join(part.rstrip() for part in parts) + "\n"}


def _line(each: Switched) -> tuple[object, ...]:
    return each.mechanism, each.moved, _effect(each.here), _effect(each.elsewhere), share(each.apart)


def _effect(found: list[Effect]) -> str:
    if not found or found[0].size == 0.0:
        return "none"
    size = f"{found[0].size:+.2f}".replace("-", "−")
    return f"{size} ± {found[0].error:.2f} on `{found[0].outcome}`, in {share(found[0].apart)} of the pairs"


def _hardly(found: dict[str, list[Switched]]) -> str:
    why = _explained()
    where: dict[str, list[str]] = {}
    for account, rows in found.items():
        for each in rows:
            if each.moved <= HARDLY:
                where.setdefault(each.mechanism, []).append(account)
    lines = [(name, ", ".join(where[name]), why.get(name, "Not explained yet.")) for name in sorted(where)]
    return table(("mechanism", "in", "why"), lines) or "There is none."


# -- writing -----------------------------------------------------------------------------------------------------------


def write(pages: dict[str, str]) -> None:
    """Write every page that changed."""
    for name, text in pages.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(DOCS.parent))


def main(wanted: Iterable[str]) -> None:
    """Write the pages that are asked for, or both."""
    wanted, case = set(wanted) or {"predictive", "switches"}, open_case(CASE)
    unknown = wanted - {"predictive", "switches"}
    if unknown:
        sys.exit(f"no page called {', '.join(sorted(unknown))}: predictive or switches")
    if "predictive" in wanted:
        write(predictive_pages(case))
    if "switches" in wanted:
        write(switch_pages(case))


if __name__ == "__main__":
    main(sys.argv[1:])
