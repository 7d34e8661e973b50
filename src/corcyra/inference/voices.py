"""Speakers as mixtures: the few values at which each of their unknowns is integrated over.

What is not known of a speaker is shared by all its reports: its trust, the factor by which its counts are off, and how
eagerly it says what it would say anyway. An integral over a prior is a sum over Gauss's points: twelve for trust, three
for the others, which are only known to be something like this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corcyra.evidence.ledger import Ledger, Speaker
from corcyra.inference.likelihood import MOST_TRUST, trust_of
from corcyra.priors import points

Array = npt.NDArray[np.float64]

#: Points for a prior of trust: exact for the product of 23 reports under a beta prior, and near it for more (tested).
TRUST_POINTS = 12
#: Points for the other two.
POINTS = 3


@dataclass(frozen=True)
class Voice:
    """Values and their weights: of trust, of the factor on counts, and of the eagerness [logit]."""

    trust: Array
    trust_weight: Array
    overstates: Array
    overstates_weight: Array
    eagerness: Array
    eagerness_weight: Array


def voice_of(speaker: Speaker, trust: float, fixed: bool) -> Voice:
    """One speaker; its trust is taken as it is where the caller has fixed it."""
    values, weights = points(None if fixed else speaker.prior, TRUST_POINTS, trust)
    over, over_weight = points(speaker.overstates, POINTS, 1.0)
    eager, eager_weight = points(speaker.eagerness, POINTS, 0.0)
    return Voice(np.clip(values, 0.0, MOST_TRUST), weights, over, over_weight, eager, eager_weight)


def voices_of(ledger: Ledger, override: Mapping[str, float] | None = None) -> dict[str, Voice]:
    """Every speaker of a ledger; see :func:`corcyra.inference.likelihood.trust_of` for what is refused."""
    trust = trust_of(ledger, override)
    fixed = set(override or {})
    return {name: voice_of(speaker, trust[name], name in fixed) for name, speaker in ledger.speakers.items()}
