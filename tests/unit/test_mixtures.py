"""Mixtures: the union of two accounts, generated from their names."""

from __future__ import annotations

import numpy as np
import pytest

from corcyra.account import mix
from corcyra.case import Case
from corcyra.engines.ensemble import simulate
from corcyra.errors import CaseError, UnknownNameError
from corcyra.inference.verdict import weigh


def test_a_mixture_has_all_mechanisms_and_documents_of_both(toy: Case) -> None:
    both, crowd, sent = toy.account("crowd+sent"), toy.account("crowd"), toy.account("sent")
    assert set(both.mechanisms) == set(crowd.mechanisms) | set(sent.mechanisms)
    assert len(both.mechanisms) == len(set(both.mechanisms))
    assert both.told_by == ("gazette", "pamphlet")
    assert both.parameters == {**sent.parameters, **crowd.parameters}
    assert both.begin["members"] == sent.begin["members"]


def test_the_order_of_the_names_makes_no_difference(toy: Case) -> None:
    assert toy.account("sent+crowd") == toy.account("crowd+sent")
    assert toy.mixtures() == ["crowd+sent"]


def test_where_both_set_a_number_the_first_in_the_alphabet_is_followed(kazakhstan: Case) -> None:
    one, other = kazakhstan.account("criminal-hijack"), kazakhstan.account("elite-outsourcing")
    both = mix(other, one)
    shared = set(one.begin["members"]) & set(other.begin["members"])
    assert shared  # else this would test nothing
    for place in shared:
        assert both.begin["members"][place] == one.begin["members"][place]
    assert set(both.begin["members"]) == set(one.begin["members"]) | set(other.begin["members"])


def test_a_mixture_of_like_accounts_simulates_like_them(toy: Case) -> None:
    # all that crowd has, sent has too: so the mixture is sent, to the last bit
    assert set(toy.account("crowd").mechanisms) <= set(toy.account("sent").mechanisms)
    found = simulate(toy, draws=20, seed=2, accounts=["sent", "crowd+sent"], workers=1)
    one, both = (found["measure"].sel(account=name).values for name in ("sent", "crowd+sent"))
    np.testing.assert_array_equal(one, both)


def test_a_mixture_is_weighed_beside_the_pure_ones(toy: Case) -> None:
    verdict = weigh(toy, simulate(toy, draws=50, seed=2, accounts=["crowd", "sent", "crowd+sent"], workers=1))
    assert verdict.accounts["crowd+sent"].log_evidence_db == verdict.accounts["sent"].log_evidence_db
    assert verdict.outside("crowd+sent", "crowd").reports == 0  # its documents are those of both


@pytest.mark.parametrize("name", ["crowd+crwd", "crwd"])
def test_an_unknown_part_names_the_nearest(toy: Case, name: str) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'crowd'"):
        toy.account(name)


@pytest.mark.parametrize("name", ["crowd+crowd", "crowd+sent+crowd"])
def test_what_is_no_mixture_of_two_is_refused(toy: Case, name: str) -> None:
    with pytest.raises(CaseError, match="no mixture of two accounts"):
        toy.account(name)
