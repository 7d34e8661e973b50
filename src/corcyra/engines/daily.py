"""Simulations that stop at the end of every day, where some may go on as several and others end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corcyra.engines.lumped import AT_ONCE, Lumped, read_all, spans_of

if TYPE_CHECKING:
    from corcyra.account import Account
    from corcyra.case import Case
    from corcyra.engines.draws import Counts
    from corcyra.engines.keyed import Floats, Words
    from corcyra.engines.points import Points


class Daily:
    """A block of simulations of one account, taken through the episode day by day.

    What measures need of a past day is kept once, however many simulations share it: ``past[d]`` holds it for day d,
    shape (row, column, hour), and ``rows`` says which row is whose, shape (simulation, day).
    """

    def __init__(self, case: Case, account: Account, points: Points, seed: int) -> None:
        self.block = Lumped(case, account, (), seed, points=points)
        self.measures = [clue.measure for clue in case.ledger.clues.values()]
        # Every hour is added up, since a measure may be read before the hours that it is about.
        self.spans = dict.fromkeys(spans_of(self.measures), (0, case.hours))
        self.tallying = self.block.tallying(self.spans)
        self.past: list[Floats] = []
        self.rows = np.zeros((points.uniforms.shape[0], 0), np.int64)

    @property
    def passed(self) -> float:
        """The share of the episode that has passed; 1 at its end."""
        return self.block.hour / self.block.case.hours

    @property
    def numbers(self) -> Floats:
        """The uniforms of all simulations: (simulation, number)."""
        return self.block.points.uniforms

    @property
    def origin(self) -> Words:
        """Whose randomness each uses: (simulation, purpose, day)."""
        return self.block.points.origin

    def advance(self) -> None:
        """Simulate one more day."""
        block, size = self.block, self.rows.shape[0]
        begin, end = block.hour, min(block.hour + 24, block.case.hours)
        some = np.zeros((AT_ONCE, self.tallying.at[-1], block.case.hours + 1))
        first = begin + (begin > 0)  # the first day holds the start too
        day = np.empty((size, some.shape[1], end + 1 - first))
        for start in range(0, size, AT_ONCE):
            part = slice(start, min(start + AT_ONCE, size))
            block.advance_part(part, end, self.tallying, some[: part.stop - start])
            day[part] = some[: part.stop - start, :, first : end + 1]
        block.hour = end
        self.past.append(day)
        self.rows = np.concatenate([self.rows, np.arange(size)[:, None]], axis=1)

    def read(self) -> Floats:
        """The measures (simulation, measure), as they are if everything stays as it is from now on."""
        size, hours, now = self.rows.shape[0], self.block.case.hours, self.block.hour
        some = np.zeros((min(AT_ONCE, size), self.tallying.at[-1], hours + 1))
        out = np.zeros((size, len(self.measures)))
        for start in range(0, size, AT_ONCE):
            rows = self.rows[start : start + AT_ONCE]
            values, at = some[: len(rows)], 0
            for d, day in enumerate(self.past):
                values[:, :, at : at + day.shape[2]] = day[rows[:, d]]
                at += day.shape[2]
            values[:, :, now + 1 :] = values[:, :, now : now + 1]
            out[start : start + len(rows)] = read_all(self.measures, self.spans, self.tallying, values)
        return out

    def choose(self, chosen: Counts, fresh: Words) -> None:
        """Go on with some simulations, each as often as it is named, with other randomness from now on.

        Parameters
        ----------
        chosen : their positions
        fresh : whose randomness each uses for the days to come, shape (simulation,)
        """
        self.block.choose(chosen)
        self.block.points.origin[:, :, len(self.past) :] = fresh[:, None, None]
        self.rows = self.rows[chosen]
        for d, day in enumerate(self.past):  # days that nobody shares any more are forgotten
            kept, self.rows[:, d] = np.unique(self.rows[:, d], return_inverse=True)
            self.past[d] = day[kept]
