"""Writes docs/explanation/comparison.md: how far violence goes in each case, and which mechanisms make the difference.

python docs/compare.py      takes some minutes; a test holds parts of the page against the code
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import corcyra as cy
from corcyra.levels import Known
from corcyra.priors import parse_prior
from corcyra.whatif.comparison import BROKEN, FATES, TIPPED, Told, compare_fates, compare_switches, fates, separating
from corcyra.whatif.outcomes import VIOLENCE

PAGE = Path(__file__).parent / "explanation" / "comparison.md"
DRAWS, SEED = 1000, 1

#: The accounts that the documents give of each case; those that stayed local first.
LOCAL = (("zhanaozen-2011", "governor-agitators"), ("andijan-2005", "criminal-networks"))
BEYOND = (("osh-2010", "broken-authority"), ("kazakhstan-2022", "criminal-hijack"))
NULL = "popular-cascade"

#: Standard errors beyond which a difference is told; some hundred are looked at.
Z = 4.0
#: The fates of which the page tells what makes them, each with its words.
MADE = {
    "violent-regions": "Spread: the share of regions with violence",
    "order-broken": "Broken order: a place beyond control for a day or more",
    "bargain-tipped": "The bargain: a tenth of power or more changes hands",
}
#: What gives the level by which a fate is measured: without it, the fate has no meaning.
MEASURES = {"order-broken": "policing"}


def open_told(pairs: tuple[tuple[str, str], ...]) -> list[Told]:
    """The cases, opened, each with the name of its account."""
    return [(cy.open_case(case), account) for case, account in pairs]


# -- cells -------------------------------------------------------------------------------------------------------------


def percent(mean: float, error: float) -> str:
    """A share and its standard error in percent."""
    return "–" if np.isnan(mean) else f"{100 * mean:.0f} ± {100 * error:.1f}"


def points(difference: float, error: float) -> str:
    """A difference of shares and its standard error, in points of a percent."""
    if difference == 0 and error == 0:
        return "0"
    return f"{100 * difference:+.1f} ± {100 * error:.1f}".replace("-", "−")


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *lines])


def link(mechanism: str) -> str:
    """A mechanism, as a link to its page."""
    return f"[{mechanism}](../reference/mechanisms/{mechanism}.md)"


# -- how far it goes ---------------------------------------------------------------------------------------------------


def far_rows(found: pd.DataFrame) -> list[list[str]]:
    """One row an account: how often there is violence, and how far it goes then."""
    rows = []
    for (case, account), part in found.groupby(["case", "account"], sort=False):
        by_fate = part.set_index("fate")
        violent = by_fate.loc["violent"]
        then = ("one-region", "half-of-regions", "order-broken", "bargain-tipped", "incumbent-stronger")
        cells = [percent(*by_fate.loc[fate, ["mean_violent", "standard_error_violent"]]) for fate in then]
        name = f"[{account}](../reference/accounts/{case}-{account}.md)"
        rows.append([f"`{case}`", name, percent(violent["mean"], violent["standard_error"]), *cells])
    return rows


def say_whether(found: pd.DataFrame) -> Iterator[str]:
    """What the documents say of the cases, each with whether the model shows it."""

    def share(case: str, fate: str) -> tuple[float, float]:
        account = dict(LOCAL + BEYOND)[case]
        row = found[(found["case"] == case) & (found["account"] == account) & (found["fate"] == fate)].iloc[0]
        return float(row["mean_violent"]), float(row["standard_error_violent"])

    for case, fate, says, means in (
        ("zhanaozen-2011", "one-region", "Zhanaozen stayed local", "violence in one region only"),
        ("andijan-2005", "one-region", "Andijan stayed local", "violence in one region only"),
        ("osh-2010", "order-broken", "At Osh the authority of the state broke down", "order is broken somewhere"),
        ("kazakhstan-2022", "bargain-tipped", "In 2022 the bargain was tipped", "it is"),
        ("kazakhstan-2022", "incumbent-stronger", "In 2022 the incumbent came out stronger", "he does"),
    ):
        mean, error = share(case, fate)
        verdict = "shown" if mean - 2 * error > 0.5 else "not shown" if mean + 2 * error < 0.5 else "undecided"
        yield f"- **{says}: {verdict}.** {means[0].upper()}{means[1:]} in {percent(mean, error)} % of them."


# -- what makes the difference -----------------------------------------------------------------------------------------


def made_rows(switches: pd.DataFrame, fate: str, names: list[str]) -> list[list[str]]:
    """One row a mechanism, one column a case: what the mechanism adds."""
    rows = []
    part = switches[switches["fate"] == fate].set_index(["mechanism", "case"])
    for name in names:
        cells = []
        for case, _ in LOCAL + BEYOND:
            row = part.loc[(name, case)]
            text = points(row["difference"], row["standard_error"])
            cells.append(text if row["switched"] == "off" else f"*{text}*")
        rows.append([link(name), *cells])
    return rows


def both_ways(switches: pd.DataFrame, fate: str, differing: set[str]) -> Iterator[str]:
    """Mechanisms that some accounts lack: what goes when one is taken off, and comes when it is put on."""
    part = switches[(switches["fate"] == fate) & switches["mechanism"].isin(differing)]
    beyond = part[part["difference"].abs() > Z * part["standard_error"]]
    lost = beyond[(beyond["switched"] == "off") & beyond["case"].isin(dict(BEYOND))]
    won = beyond[(beyond["switched"] == "on") & beyond["case"].isin(dict(LOCAL))]
    for name in sorted(set(lost["mechanism"]) & set(won["mechanism"])):
        off, on = lost[lost["mechanism"] == name], won[won["mechanism"] == name]
        if len(set(np.sign([*off["difference"], *on["difference"]]))) > 1:
            continue
        does = "more" if off["difference"].iloc[0] > 0 else "less"
        told = "; ".join(
            f"{how} `{row['case']}` {points(row['difference'], row['standard_error'])}"
            for how, rows in (("has it:", off), ("switched on in", on))
            for _, row in rows.iterrows()
        )
        yield f"- {link(name)} makes it **{does}**: {told}."


def in_short(switches: pd.DataFrame, found: pd.DataFrame) -> Iterator[str]:
    """What the tables come to; a sentence that the numbers don't bear out stops the script."""
    by = switches.set_index(["fate", "mechanism", "case"])

    def adds(fate: str, mechanism: str, cases: Iterable[str]) -> bool:
        rows = [by.loc[(fate, mechanism, case)] for case in cases]
        return all(row["difference"] > Z * row["standard_error"] for row in rows)

    def hold(holds: bool, sentence: str) -> str:
        if not holds:
            raise SystemExit(f"the numbers do not say any more: {sentence}")
        return f"- {sentence}"

    local = list(dict(LOCAL))
    yield hold(
        adds("violent-regions", "price_shock", [*local, *dict(BEYOND)]),
        "**What spreads violence over a country is a shock that all places share**: the price shock adds regions with "
        "violence in every case, in those that stayed local as well.",
    )
    part = switches[(switches["fate"] == "order-broken") & (switches["case"] == "osh-2010")]
    first = part[part["switched"] == "off"].sort_values("difference")["mechanism"].iloc[-2:]
    yield hold(
        set(first) == {"turf", "capture"},
        "**What breaks order at Osh is, above all, rival groups and bought officials**: of what the account has, turf "
        "and capture add most.",
    )
    yield hold(
        adds("bargain-tipped", "power_sharing", local),
        "**What makes a local disruption national is a bargain that it can tip**: once power is shared, the disorder "
        "of Zhanaozen or Andijan tips it too.",
    )
    base = found[found["fate"] == "half-of-regions"].set_index(["case", "account"])["mean"]
    added = {case: by.loc[("half-of-regions", "backlash", case)]["difference"] for case in local}
    yield hold(
        all(added[case] > 0.95 * base[case, who] for case, who in LOCAL),
        "**When violence does go nationwide in the two local cases, the backlash against force carries it**, and not "
        "the agitators: without backlash, at most one in twenty of those histories is left.",
    )
    hijack = switches[(switches["mechanism"] == "hijack") & (switches["fate"] == "violent")]
    yield hold(
        bool((hijack["difference"].abs() < Z * hijack["standard_error"]).all()),
        "**To come out matters more than to turn the crowd**: organised people in the street count as violent "
        "themselves, and nowhere does hijack change, beyond chance, whether there is violence.",
    )


def sections(switches: pd.DataFrame) -> Iterator[str]:
    """One section a fate."""
    having = [set(cy.open_case(case).account(account).mechanisms) for case, account in LOCAL + BEYOND]
    differing = set.union(*having) - set.intersection(*having)
    head = ["mechanism", *(f"`{case}`" for case, _ in LOCAL + BEYOND)]
    for fate, title in MADE.items():
        found = separating(switches, fate, dict(LOCAL + BEYOND), Z)
        names = [name for name in found if name != MEASURES.get(fate)]
        yield f"### {title}"
        some = list(both_ways(switches, fate, differing))
        yield "Lost if taken from a case that went beyond, and won if put into one that stayed local, beyond chance:"
        yield "\n".join(some) or "- none."
        yield "Mechanisms in which the accounts differ:"
        yield table(head, made_rows(switches, fate, [name for name in names if name in differing]))
        yield "Mechanisms that all four accounts have:"
        yield table(head, made_rows(switches, fate, [name for name in names if name not in differing]))
        every = set(switches["mechanism"]) - set(found)
        yield "Beyond chance nowhere: " + ", ".join(link(name) for name in sorted(every)) + "."


def reach_rows() -> list[list[str]]:
    """What changes if the local patron could call half of the members everywhere."""
    rows = []
    everywhere = {"everywhere": Known(parse_prior("beta(2, 2)"))}
    for case, name in open_told(LOCAL):
        account = case.account(name)
        wide = replace(account, begin=account.begin | {"patron_share": everywhere})
        plan = account.plan()
        pair = fates(case, wide, plan, DRAWS, SEED) - fates(case, account, plan, DRAWS, SEED)
        means, errors = pair.mean(axis=0), pair.std(axis=0, ddof=1) / np.sqrt(DRAWS)
        told = dict(zip(FATES, zip(means, errors, strict=True), strict=True))
        cells = [
            points(*told[fate])
            for fate in ("violent", "one-region", "violent-regions", "half-of-regions", "order-broken")
        ]
        rows.append([f"`{case.name}`", *cells])
    return rows


# -- the page ----------------------------------------------------------------------------------------------------------

NOTE = "*This page is written by `python docs/compare.py`: change the script, not the page.*"

PAIRS = " ".join(f"{case}:{account}" for case, account in LOCAL + BEYOND)

INTRO = f"""\
# What separates local from national

The documents argue by comparison. Organised crime had a part in Zhanaozen in 2011 and in Andijan in 2005, and both
stayed local; in Kyrgyzstan in 2010 it joined others while the authority of the state broke down; in January 2022 a
local disruption tipped a bargain between elites
([omelicheva-markowitz-2022](../reference/bibliography.md#omelicheva-markowitz-2022) ¶7-8).

Four cases hold what the documents say of these episodes and no more. They share the mechanisms and the priors of the
mechanisms, the classes of readiness, the length of the episode (ten days) and what is given, a first gathering of half
a day. They differ in the country, and in what the account of the case says.

Every number here is measured on {DRAWS:,} histories with seed {SEED}, and stands with its standard error. These
commands give them:

<!-- not run: takes minutes; a test holds the page against the code -->
```bash
corcyra compare {PAIRS}
corcyra compare {PAIRS} --switches
```

## How far it goes

*Violence* means that at least {VIOLENCE:g} people were violent or out with an organised group at once in some place.
*Broken order* means that for {BROKEN:g} hours or more the forces in some place faced more than they could handle. The
*bargain* is tipped if the incumbent's share of power changed by {TIPPED:g} or more. The last five columns are of the
histories with violence, in percent."""

MAKES = f"""\
## What makes the difference

Each mechanism is switched in each case, all else and the random numbers equal: off where the account has it, on (in
*italics*) where it has not. A number says what the mechanism adds, in points of a percent of all histories (or of the
regions), whether it was switched off or on. A mechanism stands in a table if it is beyond chance in at least one case:
beyond {Z:g} standard errors, because hundreds of differences are looked at."""

REACH = """\
## What was put in, and what is left out

**The reach of the patron.** In the two local cases nobody outside the region obeys the patron: that is what the account
says of a *regional* governor and of *local* patrons, so it is an input. If he could call half of the members
everywhere, as a faction at the centre could, this would change, in points of a percent:"""

LIMITS = """\
**The riot itself.** The documents take the riots of Zhanaozen and the uprising of Andijan as given. The models are
given only a first gathering, so many of their histories end with it, and how far it goes is told for those with
violence.

**The breakdown at Osh.** The account begins with a state that has broken down: low legitimacy, half the police in the
south, bought officials. That order breaks is in part put in. What is found is which mechanisms carry it.

**The bargain.** No account of the two local cases has a mechanism that moves the bargain, because the documents name no
bargain there. That it stays is put in. What is found is what happens when
[power_sharing](../reference/mechanisms/power_sharing.md) is switched on: {tipped}. Not all of that is violence: in
{creeping} % of the histories of Zhanaozen that have none it is tipped as well, because the incumbent encroaches slowly,
or because smaller unrest counts against him.

**Which town is lost.** The model counts lost cities and not their weight: for the bargain and for the call for troops,
a lost town of a hundred thousand is as much as the largest city. So it can't say that 2022 was national because Almaty
is Almaty.

**What a switch finds.** A mechanism that is switched on finds only what the case gives.
[purge](../reference/mechanisms/purge.md) does nothing where nobody asks for troops. Where no rival commands anybody in
the services, [stand_down](../reference/mechanisms/stand_down.md) gives no order; what it shows in Andijan and at Osh is
a side effect, and a flaw: it calls back police who left for another reason, having been bought
([capture](../reference/mechanisms/capture.md)).

**What a switch takes away.** [grievance](../reference/mechanisms/grievance.md) holds the baseline that keeps nearly
everybody at home on an ordinary day, and [fatigue_and_fear](../reference/mechanisms/fatigue_and_fear.md) sends people
home: without either everybody is out, so both seem to calm. [policing](../reference/mechanisms/policing.md) works out
how far the forces can act; without it they could not at all, so it is left out of the table on broken order.

**Two that do the same.** Switches are single. Where two mechanisms do the same work, as
[consolidation](../reference/mechanisms/consolidation.md) and [purge](../reference/mechanisms/purge.md) do for the
incumbent, each alone seems to matter little.

**How little there is to go by.** The three cases rest on half a sentence to a paragraph of text each, and on
populations. Nobody should learn from them what happened in Zhanaozen, Andijan or Osh."""


def limits(switches: pd.DataFrame) -> str:
    """What was put in and left out, with the two numbers in it."""
    rows = switches[(switches["fate"] == "bargain-tipped") & (switches["mechanism"] == "power_sharing")]
    told = rows[rows["case"].isin(dict(LOCAL))]
    tipped = " and ".join(
        f"in `{row['case']}` {percent(row['difference'], row['standard_error'])} %" for _, row in told.iterrows()
    )
    tipped = f"of all histories it is tipped {tipped}"
    case, name = open_told(LOCAL)[0]
    account = case.account(name)
    sharing = replace(account, mechanisms=(*account.mechanisms, "power_sharing"))
    values = fates(case, sharing, sharing.plan(), DRAWS, SEED)
    calm = values[values[:, 0] == 0, list(FATES).index("bargain-tipped")]
    creeping = percent(calm.mean(), calm.std(ddof=1) / np.sqrt(len(calm)))
    return LIMITS.replace("{tipped}", tipped).replace("{creeping}", creeping)


def far() -> pd.DataFrame:
    """How far it goes, under the account of each case and under the null."""
    pairs = tuple(pair for case, account in LOCAL + BEYOND for pair in ((case, account), (case, NULL)))
    return compare_fates(open_told(pairs), DRAWS, SEED)


def page(progress: Callable[[int, int], None] | None = None) -> str:
    """The whole page."""
    found = far()
    switches = compare_switches(open_told(LOCAL + BEYOND), DRAWS, SEED, progress)
    reach_head = ["case", "violence", "in one region", "share of regions", "half of the regions", "broken order"]
    head = ["case", "account", "violence, %", "one region", "half of the regions", "broken order", "bargain tipped"]
    parts = [INTRO, table([*head, "incumbent stronger"], far_rows(found))]
    parts += ["What the documents say, held against the histories with violence:", "\n".join(say_whether(found))]
    parts += [
        MAKES,
        "In short:",
        "\n".join(in_short(switches, found)),
        *sections(switches),
        REACH,
        table(reach_head, reach_rows()),
        limits(switches),
    ]
    return "\n\n".join([*parts, NOTE]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(lambda done, total: print(f"{done} of {total}", file=sys.stderr)), encoding="utf-8")
