"""Granovetter 1978: a riot of a hundred people, in which everybody joins once as many as his threshold have.

    python examples/granovetter_1978.py

With thresholds 0, 1, ... 99 all hundred join; with one changed from 1 to 2, one does. With thresholds of a normal law
of mean 25, the final crowd jumps from a few to nearly all where the standard deviation passes about 12.2. Thresholds
are quantiles of Corcyra's own priors, and there is no chance in it.
"""

from __future__ import annotations

import numpy as np

from corcyra.priors import parse_prior

PEOPLE = 100
MEAN = 25.0
#: The standard deviation at which the crowd jumps, as published.
PUBLISHED = 12.2


def riot(thresholds: np.ndarray) -> int:
    """How many join in the end: whoever sees at least as many as his threshold joins, until nobody more does."""
    joined = 0
    while (more := int(np.sum(thresholds <= joined))) > joined:
        joined = more
    return joined


def share_of_riot(sd: float) -> float:
    """The final share of a very large crowd, in percent, with thresholds in percent of a normal law."""
    people = 200_000
    law = parse_prior(f"normal({MEAN}, {sd!r})")
    thresholds = law.quantile((np.arange(people) + 0.5) / people)
    return 100.0 * riot(thresholds * people / 100.0) / people


def jump(low: float = 5.0, high: float = 30.0) -> float:
    """The standard deviation at which the final crowd jumps beyond half, to a thousandth."""
    while high - low > 1e-3:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if share_of_riot(middle) > 50.0 else (middle, high)
    return 0.5 * (low + high)


def main() -> None:
    """Print each published number beside ours."""
    uniform = np.arange(PEOPLE, dtype=float)
    changed = uniform.copy()
    changed[1] = 2.0
    at = jump()
    print(f"thresholds 0 to 99:             published 100, here {riot(uniform)}")
    print(f"one threshold of 1 becomes 2:   published   1, here {riot(changed)}")
    print(f"normal, mean 25: jump at a standard deviation of {PUBLISHED} (published), {at:.2f} (here)")
    print(f"just below it {share_of_riot(at - 0.01):.1f} % join, just above it {share_of_riot(at + 0.01):.1f} %")


if __name__ == "__main__":
    main()
