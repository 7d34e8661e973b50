"""Cases of which the answer is known on paper, each through the real way from case folder or measures to verdict."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import scipy.integrate
import scipy.optimize
import scipy.stats
from handmade import about, case_of, claim, count, ensemble_of

from corcyra.case import Case, open_case
from corcyra.engines.ensemble import simulate
from corcyra.inference.likelihood import MOST_TRUST
from corcyra.inference.sampling import sample
from corcyra.inference.verdict import NONE, Verdict, weigh

HEAD = """
schema = 1
name = "paper"
title = "On paper"
summary = "One place, a few hours, and what is drawn at the start stays as it is."
start = "2030-01-01T00:00"
end = "2030-01-01T03:00"
seat = "Town"
[[readiness]]
name = "all"
threshold = { value = 12, unit = "logit" }
pace = { value = 0, unit = "1/hour" }
"""
PLACE = """
schema = 1
[[place]]
name = "Town"
region = "Land"
population = { value = 1000, unit = "person" }
latitude = { value = 45, unit = "degree" }
longitude = { value = 65, unit = "degree" }
"""
SOURCE = 'schema = 1\n[[source]]\nkey = "paper"\ntitle = "The paper"\nyear = 2030\nkind = "paper"\ninterest = "none"\n'
SPEAKER = """
schema = 1
[[speaker]]
name = "witness"
role = "a witness"
interest = "none"
trust = {trust}
"""
ACCOUNT = """
schema = 1
name = "{name}"
title = "Account {name}"
told_by = []
summary = "Draws its levels at the start."
mechanisms = ["price_shock"]
[begin.bargain]
nation = {{ prior = "{bargain}", unit = "1", why = "given" }}
[begin.legitimacy]
nation = {{ prior = "{legitimacy}", unit = "1", why = "given" }}
"""


def write(folder: Path, accounts: dict[str, tuple[str, str]], clues: str, claims: str, trust: str) -> Case:
    """A case whose accounts draw two levels from priors, which nothing moves afterwards."""
    for name, text in {
        "case.toml": HEAD, "places.toml": PLACE, "timeline.toml": "schema = 1\n", "evidence/sources.toml": SOURCE,
        "evidence/speakers.toml": SPEAKER.replace("{trust}", trust), "evidence/clues.toml": "schema = 1\n" + clues,
        "evidence/claims.toml": "schema = 1\n" + claims,
        **{
            f"accounts/{name}.toml": ACCOUNT.format(name=name, bargain=bargain, legitimacy=legitimacy)
            for name, (bargain, legitimacy) in accounts.items()
        },
    }.items():  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return open_case(folder)


def level(id: str, of: str, at_least: float | None = None, kind: str = "") -> str:
    """A clue on a level: its number, or whether it is at least so much."""
    holds = "" if at_least is None else f', holds = {{ at_least = {{ value = {at_least}, unit = "1" }} }}'
    kind = kind or ("share" if at_least is None else "truth")
    return f'[[clue]]\nid = "{id}"\nquestion = "{id}?"\nkind = "{kind}"\nmeasure = {{ of = ["{of}"]{holds} }}\n'


def says(clue: str, report: str, more: str = "") -> str:
    return (
        f'[[claim]]\nid = "on-{clue}"\nsource = "paper"\nparagraph = 1\nspeaker = "witness"\nsays = "So."\n'
        f'clue = "{clue}"\nreport = {report}\n{more}\n'
    )


def known(value: float) -> str:
    return f'{{ value = {value}, unit = "1", why = "given" }}'


def verdict_of(case: Case, draws: int) -> Verdict:
    return weigh(case, sample(case, draws=draws, seed=1, workers=1))


def within(verdict: Verdict, pair: tuple[str, str], wanted: float, most: float) -> None:
    """The weight is as wanted within four and a half of its stated errors, which are small enough to mean something.

    With four islands the stated error is known to some 40 %; the seeds are fixed.
    """
    weight, error = verdict.odds_db(*pair)
    assert error < most
    assert abs(weight - wanted) < 4.5 * error


# Two urns: a white ball has 1/3 in one and 1/6 in the other. White weighs 2, which is +3.01 dB; black (2/3) / (5/6) =
# 0.8, which is -0.97 dB. A level is uniform up to where it passes the threshold of 0.5 with the chance of its urn.
@pytest.mark.parametrize(("drawn", "wanted"), [("true", 3.01), ("false", -0.97)])
def test_two_urns(tmp_path: Path, drawn: str, wanted: float) -> None:
    accounts = {"one": ("uniform(0.0, 0.75)", "uniform(0, 1)"), "other": ("uniform(0.0, 0.6)", "uniform(0, 1)")}
    case = write(
        tmp_path, accounts, level("white", "bargain", 0.5), says("white", f"{{ is = {drawn} }}"), known(MOST_TRUST)
    )
    verdict = weigh(case, simulate(case, draws=40_000, seed=2, workers=1))
    yes = np.array([1 / 3, 1 / 6]) if drawn == "true" else np.array([2 / 3, 5 / 6])
    told = MOST_TRUST * yes + (1 - MOST_TRUST) * 0.5
    exact = 10 * math.log10(told[0] / told[1])
    assert exact == pytest.approx(wanted, abs=0.04)  # what a witness of 0.995 takes off
    within(verdict, ("one", "other"), exact, 0.1)


def gauss(mean: float, sd: float, said: float) -> float:
    """P(a share is said to be so much): the witness errs by 0.1, and names anything with a chance of 0.005."""
    return MOST_TRUST * float(scipy.stats.norm.pdf(said, mean, math.hypot(sd, 0.1))) + (1 - MOST_TRUST)


def test_two_gaussians(tmp_path: Path) -> None:
    """Evidence known exactly, and chosen so that the posterior of the better one is e / (1 + e) = 0.7311."""
    one = gauss(0.5, 0.05, 0.55)
    other_mean = scipy.optimize.brentq(lambda mean: gauss(mean, 0.05, 0.55) * math.e - one, 0.2, 0.5)
    accounts = {
        "one": ("normal(0.5, 0.05)", "uniform(0, 1)"),
        "other": (f"normal({other_mean:.6f}, 0.05)", "uniform(0, 1)"),
    }
    told = says("share", '{ about = { value = 0.55, unit = "1" } }')
    case = write(tmp_path, accounts, level("share", "bargain"), told, known(MOST_TRUST))
    verdict = verdict_of(case, 6000)
    within(verdict, ("one", "other"), 10 * math.log10(math.e), 0.6)
    two = {name: verdict.accounts[name].posterior for name in ("one", "other")}
    assert two["one"] / sum(two.values()) == pytest.approx(0.7311, abs=0.06)  # 0.6 dB are 0.03 there
    assert verdict.accounts[NONE].log_evidence_db == pytest.approx(
        10 * math.log10(MOST_TRUST * (scipy.stats.norm.cdf(4.5) - scipy.stats.norm.cdf(-5.5)) + 1 - MOST_TRUST),
        abs=1e-3,
    )  # the grid of the plausible range


def test_a_sharp_record_is_known_from_where_it_is_and_not_from_the_prior(tmp_path: Path) -> None:
    """Two shares far out in the tails of their priors: a plain draw comes near both once in some hundreds."""
    accounts = {"one": ("beta(6, 2)", "beta(2, 6)"), "other": ("beta(4, 4)", "beta(4, 4)")}
    clues = level("high", "legitimacy") + level("low", "bargain")
    claims = "".join(
        says(clue, f'{{ about = {{ value = {share}, unit = "1" }} }}') for clue, share in (("high", 0.85), ("low", 0.1))
    )
    case = write(tmp_path, accounts, clues, claims, known(0.8))

    def exact(*levels: tuple[float, float, float]) -> float:
        def told(x: float, a: float, b: float, said: float) -> float:
            return float(scipy.stats.beta.pdf(x, a, b) * (0.8 * scipy.stats.norm.pdf(said, x, 0.1) + 0.2))

        return 10 * math.log10(math.prod(scipy.integrate.quad(told, 0, 1, args=each)[0] for each in levels))

    verdict = verdict_of(case, 6000)
    wanted = {"one": exact((6, 2, 0.1), (2, 6, 0.85)), "other": exact((4, 4, 0.1), (4, 4, 0.85))}
    for name, value in wanted.items():
        each = verdict.accounts[name]
        assert each.mc_error_db < 0.75  # at 0.71 no more is simulated
        assert abs(each.log_evidence_db - value) < 4.5 * each.mc_error_db
    within(verdict, ("one", "other"), wanted["one"] - wanted["other"], 1.0)


def test_poisson_against_geometric_needs_every_count_and_not_their_sum(toy: Case) -> None:
    """Three counts of 4, from one rate drawn from Exp(1), or geometric with one chance drawn from U(0, 1).

    All three: 12! / 4!^3 / 4^13 against 3! 12! / 16!, which is +5.75 dB. Their sum, which is sufficient within either,
    and not between them: 3^12 / 4^13 against 91 * 3! 12! / 16!, which is -1.98 dB, the wrong way round.
    """
    draw, size = np.random.default_rng(11), 1_000_000
    rate, chance = draw.exponential(size=(size, 1)), draw.random((size, 1))
    counts = {"a": draw.poisson(rate, (size, 3)), "b": draw.geometric(chance, (size, 3)) - 1}
    clues = [count(f"n{k}", low=1.0, high=1e3) for k in range(3)]
    whole = count("sum", low=1.0, high=1e3)
    poisson, geometric = math.factorial(12) / 24**3 / 4**13, 6 * math.factorial(12) / math.factorial(16)
    exact = {"each": poisson / geometric, "sum": 3**12 / 4**13 / (91 * geometric)}
    assert [round(10 * math.log10(value), 2) for value in exact.values()] == [5.75, -1.98]
    for name, record in {"each": clues, "sum": [whole]}.items():
        # A factor of 1.02 tells whole numbers of this size apart by nine standard errors.
        claims = [claim(c, about(4.0 if c in clues else 12.0, 1.02), speaker="true") for c in record]
        case = case_of(toy, claims, record, speakers={"true": 1.0})
        tables = {key: value if name == "each" else value.sum(axis=1) for key, value in counts.items()}
        within(weigh(case, ensemble_of(case, **tables)), ("a", "b"), 10 * math.log10(exact[name]), 0.6)


# A clue of a known chance under every kind of report: the level is uniform, so everything is an integral over 0 to 1.
WITNESS = 0.7


def between(low: float, high: float) -> float:
    """How much of a normal error lies between two standard errors."""
    return float(np.diff(scipy.stats.norm.cdf([low, high]))[0])


@pytest.mark.parametrize(
    ("clue", "report", "looking", "idle"),
    [
        (level("k", "bargain", 0.8), "{ is = true }", 0.2, 0.5),
        (level("k", "bargain", 0.8), "{ is = false }", 0.8, 0.5),
        (level("k", "bargain", 0.8), "{ silent = 0.6 }", 0.2 * 0.4 + 0.8, 0.5),
        (level("k", "bargain"), '{ about = { value = 0.5, unit = "1" } }', between(-5, 5), 1.0),
        (level("k", "bargain"), '{ more_than = { value = 0.5, unit = "1" } }', 0.5, 0.5),
        (level("k", "bargain"), '{ between = { low = 0.4, high = 0.6, unit = "1" } }', 0.2, 0.2),
        (level("k", "bargain"), '{ rivals = { values = [0.4, 0.6], unit = "1" } }', between(-4, 6), 1.0),
    ],
    ids=["is", "is not", "silent", "about", "more than", "between", "rivals"],
)  # fmt: skip
def test_a_clue_of_a_known_chance_under_every_kind_of_report(
    tmp_path: Path, clue: str, report: str, looking: float, idle: float
) -> None:
    accounts = {"one": ("uniform(0, 1)", "uniform(0, 1)")}
    case = write(tmp_path, accounts, clue, says("k", report), known(WITNESS))
    verdict = weigh(case, simulate(case, draws=8000, seed=4, workers=1))
    each = verdict.accounts["one"]
    exact = 10 * math.log10(WITNESS * looking + (1 - WITNESS) * idle)
    assert each.mc_error_db < 0.1
    # By symmetry of the error round the middle, "between" and "more than" are exact up to the edges: 1e-3.
    assert abs(each.log_evidence_db - exact) < 4.5 * each.mc_error_db + 0.01
