"""The ledger: sources, speakers, clues and claims, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from corcyra.evidence.measure import Measure
from corcyra.priors import Prior


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
    """Whom a document quotes.

    ``trust``: the chance that a report of this speaker looks at what is (the mean, where it has a ``prior``);
    ``overstates``: by which factor its counts are off; ``eagerness``: how much more readily than its claims say it
    says what it would say anyway [logit]. None where a number is taken as it is.
    """

    name: str
    role: str
    interest: str
    trust: float
    why: str
    prior: Prior | None = None
    overstates: Prior | None = None
    eagerness: Prior | None = None


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

    ``form`` is ``is``, ``silent``, ``about``, ``between`` (open ends are infinite), ``rivals``, ``at`` or, in records
    that are made up, ``never``; ``value`` a truth value, a number or an hour; ``error`` the typical error: a factor for
    counts, a difference for shares, hours for times; ``rivals`` the numbers that are named side by side. For ``silent``
    the value is the chance that the speaker would have said it, had it been so.
    """

    form: str
    value: float
    low: float = 0.0
    high: float = float("inf")
    error: float = 1.5
    rivals: tuple[float, ...] = ()


@dataclass(frozen=True)
class Claim:
    """What a speaker says in a source, paraphrased, with a locator.

    ``same_as`` names the claim that it repeats, ``dependence`` the chance that it does so rather than report by itself.
    ``turned``: in a record that is made up, the speaker says the opposite of what it says in the ledger.
    """

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
    dependence: float = 1.0
    turned: bool = False

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
        """The reports on a clue of which each adds something: mere copies of one report are left out."""
        on = [each for each in self.claims.values() if each.clue == clue]
        return [each for each in on if each.same_as is None or each.dependence < 1.0]
