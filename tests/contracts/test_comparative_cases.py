"""What the comparative cases must hold: what the documents say and no more, and all else equal."""

from __future__ import annotations

import re

import pytest

from corcyra.case import Case, open_case, shipped_cases
from corcyra.evidence.ledger import Claim

MAIN = open_case("kazakhstan-2022")
CASES = [open_case(name) for name in ("andijan-2005", "osh-2010", "zhanaozen-2011")]
every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_claim = pytest.mark.parametrize(
    ("case", "claim"), [(case, claim) for case in CASES for claim in case.ledger.claims.values()],
    ids=lambda one: getattr(one, "id", getattr(one, "name", "")),
)  # fmt: skip

#: The paragraphs that speak of the episode, or of such episodes in the country.
SPOKEN = {
    "andijan-2005": {"omelicheva-markowitz-2022": {6, 8}},
    "osh-2010": {"omelicheva-markowitz-2022": {6, 7}, "duvanova-junisbai-2022": {21}},
    "zhanaozen-2011": {"omelicheva-markowitz-2022": {6, 8}},
}

#: Latitude and longitude within which every place is [degree], from the map.
WITHIN = {
    "andijan-2005": (37.0, 45.6, 55.9, 73.2),
    "osh-2010": (39.1, 43.3, 69.2, 80.3),
    "zhanaozen-2011": (40.5, 55.5, 46.0, 87.5),
}

#: Published totals [thousand persons]: the censuses of 2009; the sum of the estimates for 2006.
PEOPLE = {"andijan-2005": 26_312.7, "osh-2010": 5_362.8, "zhanaozen-2011": 16_009.6}


def test_they_come_with_the_package() -> None:
    assert {case.name for case in CASES} <= set(shipped_cases())


@every
def test_the_stated_totals_are_those_of_the_rows(case: Case) -> None:
    text = (case.folder / "places.toml").read_text(encoding="utf-8")
    sums = {"population": sum(place.population for place in case.places)}
    sums |= {name: round(sum(place.levels[name].value for place in case.places)) for name in ("police", "guarded")}
    for name, total in sums.items():
        match = re.search(rf"#\s+{name}\s+([\d,]+)", text)
        assert match
        assert int(match[1].replace(",", "")) == total
    assert re.search(rf"^# {len(case.places)} places", text, re.MULTILINE)


@every
def test_the_whole_country_is_there(case: Case) -> None:
    """Each unit is rounded to a thousand, so the sum may be off by half a thousand a place at most."""
    total = sum(place.population for place in case.places) / 1000
    assert total == pytest.approx(PEOPLE[case.name], abs=len(case.places) / 2)


@every
def test_every_place_is_in_the_country(case: Case) -> None:
    south, north, west, east = WITHIN[case.name]
    for place in case.places:
        assert south < place.latitude < north, place.name
        assert west < place.longitude < east, place.name


@every
def test_police_and_buildings_follow_the_rule(case: Case) -> None:
    for place in case.places:
        each = round(1000 * place.levels["police"].value / place.population, 1)
        assert each in (3.5, 4.2), place.name
        assert place.levels["guarded"].value == round(0.55 * (place.population / 1000) ** 0.5), place.name


@every
def test_people_episode_and_what_is_given_are_as_in_the_main_case(case: Case) -> None:
    assert case.readiness == MAIN.readiness
    assert case.hours == MAIN.hours
    assert [(given.start, given.end, given.value) for given in case.given] == [
        (given.start, given.end, given.value) for given in MAIN.given
    ]


@every
def test_forces_are_as_many_per_inhabitant_as_in_the_main_case(case: Case) -> None:
    """The priors' medians are powers of e, rounded to one digit after the point: within 6 %."""
    ratios = [
        each.begin["guard_reserve"]["nation"].value / sum(place.population for place in each.places)
        for each in (case, MAIN)
    ]
    assert ratios[0] == pytest.approx(ratios[1], rel=0.06)


@every
def test_mechanisms_keep_their_priors_except_for_the_stake_of_a_local_patron(case: Case) -> None:
    for account in case.accounts.values():
        assert set(account.parameters) <= {"gamble.price", "gamble.cover"}


@every
def test_accounts_share_the_machinery_of_the_null(case: Case) -> None:
    null = set(case.account("popular-cascade").mechanisms)
    assert case.account("popular-cascade").told_by == ()
    assert null <= set(MAIN.account("popular-cascade").mechanisms)
    for account in case.accounts.values():
        assert null <= set(account.mechanisms)


@every
def test_sources_speakers_and_trust_are_those_of_the_main_case(case: Case) -> None:
    for key, source in case.ledger.sources.items():
        assert source.title == MAIN.ledger.sources[key].title
        assert source.paragraphs == MAIN.ledger.sources[key].paragraphs
    for name, speaker in case.ledger.speakers.items():
        assert speaker.trust == MAIN.ledger.speakers[name].trust


@every_claim
def test_a_claim_is_from_a_paragraph_that_speaks_of_the_episode(case: Case, claim: Claim) -> None:
    assert claim.paragraph in SPOKEN[case.name][claim.source]
    assert claim.says[0].isupper()
    assert claim.says.endswith(".")


@every_claim
def test_a_claim_is_on_a_clue_or_says_why_not(case: Case, claim: Claim) -> None:
    assert (claim.clue is None) != (claim.undecided is None)
    if claim.undecided is not None:
        assert len(claim.undecided.split()) >= 4, "a reason, in words"


@every
def test_every_paragraph_that_speaks_of_it_has_a_claim(case: Case) -> None:
    found: dict[str, set[int]] = {}
    for claim in case.ledger.claims.values():
        found.setdefault(claim.source, set()).add(claim.paragraph)
    assert found == SPOKEN[case.name]


@every
def test_somebody_reports_on_every_clue(case: Case) -> None:
    for clue in case.ledger.clues:
        assert case.ledger.on(clue), clue
