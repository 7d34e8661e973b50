"""The ledger: sources, speakers, clues and claims, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from corcyra.evidence.measure import Measure


@dataclass(frozen=True)
class Source:
    """A document, and the interest of those who wrote it."""

    key: str
    title: str
    year: int
    kind: str
    interest: str
    paragraphs: int | None
    none: dict[int, str]


@dataclass(frozen=True)
class Speaker:
    """Whom a document quotes. ``trust``: the chance that a report of this speaker looks at what is."""

    name: str
    role: str
    interest: str
    trust: float
    why: str


@dataclass(frozen=True)
class Clue:
    """A measure together with the plausible range of what may be reported on it.

    ``kind`` is truth, count, share or time; ``unit`` that of the measure; ``low`` and ``high`` the plausible range.
    """

    id: str
    question: str
    kind: str
    unit: str
    low: float
    high: float
    measure: Measure


@dataclass(frozen=True)
class Report:
    """What is said on a clue.

    ``form`` is ``is``, ``about``, ``between`` (open ends are infinite) or ``at``; ``value`` a truth value, a number or
    an hour; ``error`` the typical error: a factor for counts, a difference for shares, hours for times.
    """

    form: str
    value: float
    low: float = 0.0
    high: float = float("inf")
    error: float = 1.5


@dataclass(frozen=True)
class Claim:
    """What a speaker says in a source, paraphrased, with a locator."""

    id: str
    source: str
    paragraph: int
    speaker: str
    says: str
    clue: str | None
    undecided: str | None
    report: Report | None
    date: str | None
    places: tuple[str, ...]
    same_as: str | None
    would_say: float
    why: str

    @property
    def locator(self) -> str:
        """Where it stands: ``duvanova-junisbai-2022 ¶12``."""
        return f"{self.source} ¶{self.paragraph}"


@dataclass(frozen=True)
class Ledger:
    """Everything that was said, and what a simulation can decide of it."""

    sources: dict[str, Source]
    speakers: dict[str, Speaker]
    clues: dict[str, Clue]
    claims: dict[str, Claim]

    def on(self, clue: str) -> list[Claim]:
        """The independent reports on a clue: copies of one report are left out."""
        return [each for each in self.claims.values() if each.clue == clue and each.same_as is None]
