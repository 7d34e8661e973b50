"""Probabilities and weights in the words of a reader."""

from __future__ import annotations


def percent(probability: float) -> str:
    """A probability as a reader wants it: neither 0 % nor 100 % when it is not."""
    if 0.0 < probability < 0.001:
        return "< 0.1 %"
    if 0.999 < probability < 1.0:
        return "> 99.9 %"
    return f"{100 * probability:.1f} %"


def in_words(decibels: float) -> str:
    """What a weight of evidence means (after Kass & Raftery 1995)."""
    size = abs(decibels)
    for limit, words in ((3, "hardly worth a mention"), (5, "slight"), (10, "positive"), (20, "strong")):
        if size < limit:
            return words
    return "very strong"
