"""Reports drawn by the trust model, and what the method makes of them."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from handmade import about, at, between, case_of, claim, count, share, time, truth
from handmade import says as says_so

from corcyra.case import Case
from corcyra.engines.keyed import purpose
from corcyra.errors import CorcyraError
from corcyra.evidence.ledger import Clue, Report
from corcyra.inference.calibration import APART, Calibration, Trial, calibrate
from corcyra.inference.likelihood import report_likelihood
from corcyra.inference.pieces import log_factors, look_table, record_of, script_of
from corcyra.inference.replies import replies
from corcyra.inference.sampler import Stream
from corcyra.inference.scales import NONE
from corcyra.inference.voices import voices_of
from corcyra.priors import parse_prior


# If reports come as the likelihood says, the mean over reports of P(report | other) / P(report | happened) is 1,
# whatever the other is. 4,000 reports; limits of five standard errors of the mean, as it came out.
@pytest.mark.parametrize(
    ("clue", "report", "happened", "other"),
    [
        (truth(), says_so(True), 1.0, 0.0),
        (truth(), says_so(False), 1.0, 0.0),
        (truth(), says_so(True), 0.0, 1.0),
        (count(), about(100.0, 1.5), 100.0, 60.0),
        (count(), between(50.0, math.inf), 40.0, 100.0),
        (count(), between(50.0, 200.0), 150.0, 400.0),
        (share(), about(0.5, 0.1), 0.5, 0.65),
        (share(), between(0.0, 0.2, 0.1), 0.3, 0.1),
        (time(), at(30.0), 40.0, 50.0),
        (time(), between(-math.inf, 50.0, 6.0), 45.0, 60.0),
        (time(), at(30.0), math.inf, 50.0),
        (time(), between(-math.inf, 50.0, 6.0), math.inf, 45.0),
    ],
    ids=[
        "so",
        "not so",
        "none",
        "about",
        "more",
        "range",
        "share",
        "less",
        "at",
        "before",
        "never",
        "never before",
    ],
)
@pytest.mark.parametrize("speaker", ["half", "sure"])
def test_reports_come_as_the_likelihood_says(
    toy: Case, clue: Clue, report: Report, happened: float, other: float, speaker: str
) -> None:
    case = case_of(toy, [claim(clue, report, id="it", speaker=speaker, would_say=0.7)], [clue])
    trust = case.ledger.speakers[speaker].trust
    ratios = []
    for number in range(4000):
        told = replies(case.ledger, np.array([happened]), Stream(purpose("replies", number))).claims["it"]
        there, here = report_likelihood(told, clue, np.array([other, happened]), trust)
        ratios.append(there / here)
    error = float(np.std(ratios) / math.sqrt(len(ratios)))
    assert abs(np.mean(ratios) - 1.0) < 5 * error + 1e-9
    assert np.std(ratios) > 0.05  # reports differ, else this would test nothing


def test_a_speaker_is_as_eager_whichever_answer_it_gives(toy: Case) -> None:
    """Six answers of one speaker whose eagerness is not known, some the opposite of what the ledger has.

    If the likelihood is that of the replies the mean ratio is 1, up to what three points for the eagerness leave.
    """
    clues = [truth(f"k{k}") for k in range(6)]
    case = case_of(toy, [claim(each, says_so(True), would_say=0.7) for each in clues], clues)
    eager = replace(case.ledger.speakers["half"], eagerness=parse_prior("normal(0, 1)"), trust=0.2)
    ledger = replace(case.ledger, speakers={**case.ledger.speakers, "half": eager})
    happened, other = np.zeros(6), np.ones(6)
    ratios = []
    for number in range(4000):
        told = replies(ledger, happened, Stream(purpose("eager", number)))
        script = script_of(told)
        table = look_table(script, np.array([happened, other]))
        here, there = log_factors(script, table, voices_of(told), record_of(script)).sum(axis=1)
        ratios.append(math.exp(there - here))
    error = float(np.std(ratios) / math.sqrt(len(ratios)))
    assert abs(np.mean(ratios) - 1.0) < 4 * error + 0.01
    assert error < 0.05


def test_a_number_that_is_retold_is_retold_with_an_error(toy: Case) -> None:
    """So the likelihood has it: who looks at the other report errs as one who looks at what happened."""
    first = claim(count(), about(100.0), id="first", speaker="sure")
    copy = claim(count(), about(100.0), id="copy", source="two", same_as="first", dependence=0.999, speaker="sure")
    case = case_of(toy, [first, copy], [count()])
    ratios = []
    for number in range(1000):
        told = replies(case.ledger, np.array([100.0]), Stream(purpose("retold", number))).claims
        one, other = told["first"].report, told["copy"].report
        assert one is not None
        assert other is not None
        ratios.append(math.log(other.value / one.value))
    assert abs(np.mean(ratios)) < 4 * math.log(1.5) / math.sqrt(1000)
    assert np.std(ratios) == pytest.approx(math.log(1.5), rel=0.1)  # known to 2 % from 1,000


def test_who_would_have_said_it_speaks_or_is_silent(toy: Case) -> None:
    case = case_of(toy, [claim(truth(), Report("silent", 0.6), id="it", speaker="half", would_say=0.2)], [truth()])
    spoke = 0
    for number in range(4000):
        told = replies(case.ledger, np.array([1.0]), Stream(purpose("silent", number))).claims["it"]
        assert told.report is not None
        spoke += told.report.form == "is"
    chance = 0.5 * 0.6 + 0.5 * 0.2
    assert abs(spoke / 4000 - chance) < 4 * math.sqrt(chance * (1 - chance) / 4000)


def test_a_copy_says_what_its_original_says(toy: Case) -> None:
    first = claim(count(), about(100.0), id="first")
    case = case_of(toy, [claim(count(), about(1.0), id="copy", source="two", same_as="first"), first], [count()])
    told = replies(case.ledger, np.array([300.0]), Stream(purpose("copy"))).claims
    assert list(told) == ["copy", "first"]  # in the ledger's order
    assert told["copy"].report == told["first"].report
    assert told["first"].report != about(100.0)


def test_claims_that_nothing_decides_are_left_alone(toy: Case) -> None:
    told = replies(toy.ledger, np.array([800.0, 1.0, 0.2, 30.0]), Stream(purpose("toy")))
    assert told.claims["motive"] == toy.ledger.claims["motive"]
    assert set(told.claims) == set(toy.ledger.claims)


@pytest.fixture(scope="module")
def found(toy: Case) -> Calibration:
    return calibrate(toy, trials=60, draws=600, workers=1)


def test_the_same_seed_makes_up_the_same_records(toy: Case, found: Calibration) -> None:
    again = calibrate(toy, trials=10, draws=600, workers=2)
    for one, other in zip(found.trials, again.trials, strict=False):
        assert one.posterior == other.posterior


def test_the_posterior_of_every_account_has_uniform_ranks(found: Calibration) -> None:
    # 30 records of each account: a right posterior fails once in 1,000 runs, and the seed is fixed.
    for name in found.accounts:
        assert min(found.uniformity(name)) > 1e-3


def test_ranks_are_uniform_however_few_draws_there_are(toy: Case) -> None:
    """Six draws, and the true history; other draws for every record, so that ranks are independent."""
    runs = [calibrate(toy, trials=2, draws=6, seed=seed, workers=1) for seed in range(1, 31)]
    found = Calibration("toy", 6, 1, tuple(each for run in runs for each in run.trials))
    for name in found.accounts:
        assert found.own(name) > 0.1  # one of seven, if all fit alike
        assert min(found.uniformity(name)) > 1e-3


def test_probabilities_are_as_good_as_they_say(found: Calibration) -> None:
    # Records come from the two accounts and never from none-of-these, so it is taken out of what is said.
    said = np.array([each.posterior["crowd"] / (1 - each.posterior[NONE]) for each in found.trials])
    right = np.array([each.truth == "crowd" for each in found.trials], float)
    spread = math.sqrt(float((said * (1 - said)).sum())) / said.size
    assert abs(right.mean() - said.mean()) < 4 * spread


def test_every_record_is_counted_once(found: Calibration) -> None:
    table = found.confusion()
    assert list(table.sum(axis=1)) == [30, 30]
    assert int(found.curve()["records"].sum()) == 60
    json.dumps(found.to_dict(), allow_nan=False)
    assert "60 records" in str(found)


def trial(name: str, evidence: dict[str, float], error: float = 0.0) -> Trial:
    total = sum(10 ** (value / 10) for value in evidence.values())
    posterior = {key: 10 ** (value / 10) / total for key, value in evidence.items()}
    return Trial(name, posterior, evidence, dict.fromkeys(evidence, error), np.zeros(2), 0.0)


def test_accounts_that_no_record_tells_apart_are_named() -> None:
    trials = tuple(
        trial(name, {"a": 0.0, "b": (-1) ** k * 1.0, "c": -20.0 if name != "c" else 20.0, NONE: -30.0})
        for k in range(6)
        for name in ("a", "b", "c")
    )
    made = Calibration("x", 1, 1, trials)
    assert made.twins() == [("a", "b")]
    assert abs(made.weight("a", "c")[0]) == 20.0 > APART
    assert made.confusion().loc["c", "c"] == 6


def test_the_log_score_is_that_of_the_true_account() -> None:
    made = Calibration("x", 1, 1, (trial("a", {"a": 0.0, NONE: 0.0}), trial("a", {"a": 0.0, NONE: -300.0})))
    assert made.log_score == pytest.approx(0.5 * math.log(0.5), rel=1e-9)
    assert made.undetermined == 0.5


def test_too_few_trials_are_refused(toy: Case) -> None:
    with pytest.raises(CorcyraError, match="at least 2 are needed"):
        calibrate(replace(toy), trials=1)
