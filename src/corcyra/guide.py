"""Guides: where among an account's numbers the record is met, learned by a long run and kept beside the case.

A particle filter that begins with numbers drawn from a guide, and weighs them by the prior over the guide, estimates
the same evidence as one that begins with the prior. A bad guide costs precision and nothing else, so that one may be
learned roughly, kept, and used after the case has changed.

A guide holds a normal distribution of the normal score of every number, each by itself. Some draws stay with the prior,
so that no ratio is more than their share allows (a defensive mixture: Owen & Zhou 2000).
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corcyra.errors import OutputError, Problem

Array = npt.NDArray[np.float64]

#: The share of draws that stay with the prior.
PLAIN = 0.05
#: No guide leads farther from the prior's median, nor is narrower or wider: beyond that chances are no longer exact.
FARTHEST, NARROWEST, WIDEST = 5.0, 0.1, 3.0
#: The file in the folder of a case, and its columns. Scores are in standard deviations of the prior's normal score.
FILE, COLUMNS = "guide.csv", ("account", "number", "shift [prior sd]", "width [prior sd]")

#: Shift and width by account and number, of those that a guide moves.
Guides = dict[str, dict[str, tuple[float, float]]]


@dataclass(frozen=True)
class Guide:
    """Where the normal scores of an account's numbers are looked for: ``shift`` and ``width``, shape (number,)."""

    shift: Array
    width: Array
    numbers: tuple[str, ...] = ()

    def bend(self, uniforms: Array, draw: Callable[..., Array]) -> Array:
        """Plain draws from the priors as draws that follow the guide, all but some: (simulation, number)."""
        from scipy.special import ndtr, ndtri

        bent = np.clip(ndtr(self.shift + self.width * ndtri(uniforms)), 1e-16, 1.0 - 1e-16)
        return np.where(draw(uniforms.shape[0], 1) < PLAIN, uniforms, bent)

    def log_ratio(self, uniforms: Array) -> Array:
        """The logarithm of the prior's density over that of what :meth:`bend` gives: (simulation,)."""
        from scipy.special import ndtri

        moved = (self.shift != 0.0) | (self.width != 1.0)
        score, shift, width = ndtri(uniforms[:, moved]), self.shift[moved], self.width[moved]
        bent = 0.5 * (score**2 - ((score - shift) / width) ** 2).sum(axis=1) - np.log(width).sum()
        return np.asarray(-np.logaddexp(math.log(PLAIN), math.log1p(-PLAIN) + bent), dtype=np.float64)


def read_guides(folder: Path, problems: list[Problem]) -> Guides:
    """What the folder of a case keeps; nothing if it keeps none. What is wrong with it is added to the problems."""
    found: Guides = {}
    path = folder / FILE
    if not path.is_file():
        return found
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(FILE, "", f"can't be read: {error}", "learn it again with `corcyra guide`"))
        return found
    if not lines or lines[0] != ",".join(COLUMNS):
        problems.append(Problem(FILE, "line 1", "has other columns", f"it needs {','.join(COLUMNS)}"))
        return found
    for position, line in enumerate(lines[1:], 2):
        try:
            account, number, shift, width = next(csv.reader([line]))
            score = float(shift), float(width)
            if not (abs(score[0]) <= FARTHEST and NARROWEST <= score[1] <= WIDEST):
                raise ValueError
        except (ValueError, StopIteration, csv.Error):
            wanted = f"an account, a number, a shift within {FARTHEST:g} and a width from {NARROWEST:g} to {WIDEST:g}"
            problems.append(Problem(FILE, f"line {position}", f"is '{line[:80]}'", f"it needs {wanted}"))
        else:
            found.setdefault(account, {})[number] = score
    return found


def digest_of(guides: Guides) -> str:
    """A hash of what a case keeps; nothing if it keeps none."""
    return hashlib.sha256(repr(sorted(guides.items())).encode()).hexdigest() if guides else ""


def write_guides(guides: Mapping[str, Guide], path: str | Path) -> None:
    """Write guides, whole or not at all: the numbers that they move, by account.

    Parameters
    ----------
    guides : by account, as :func:`corcyra.learn_guides` gives them
    path : the file; it is followed if it is ``guide.csv`` in the folder of a case

    Raises
    ------
    OutputError
        If nothing can be written there.
    """
    path = Path(path)
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(COLUMNS)
            for account, guide in sorted(guides.items()):
                for number, shift, width in zip(guide.numbers, guide.shift, guide.width, strict=True):
                    if (round(shift, 3), round(width, 3)) != (0.0, 1.0):
                        lines.writerow((account, number, f"{shift:.3f}", f"{width:.3f}"))
        part.replace(path)
    except OSError as error:
        raise OutputError(f"can't write {path}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)
