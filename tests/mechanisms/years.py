"""Years before the toy case that differ in one mechanism, on the same random numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from paired import TOY, Trace, sure

from corcyra.account import Account
from corcyra.case import Case
from corcyra.engines.slow import simulate_prelude
from corcyra.prelude import Groups, Prelude

Level = float | Mapping[str, float]

#: The toy episode begins in March 2030.
START = datetime(2025, 3, 1)
MONTHS = 60
HOURS = (datetime(2030, 3, 1) - START).total_seconds() / 3600


@dataclass(frozen=True)
class Years:
    """A prelude of the toy case; ``begin`` gives a level everywhere or one by place; parameters not given vary."""

    mechanisms: tuple[str, ...]
    parameters: Mapping[str, float] = field(default_factory=dict)
    begin: Mapping[str, Level] = field(default_factory=dict)
    groups: int = 4
    unevenness: float = 0.3
    simulations: int = 200

    @property
    def case(self) -> Case:
        """The toy case with this prelude."""
        levels = {}
        for name, given in self.begin.items():
            by_place = given if isinstance(given, Mapping) else {"everywhere": given, "nation": given}
            levels[name] = {place: sure(value) for place, value in by_place.items()}
        known = {name: sure(value) for name, value in self.parameters.items()}
        account = Account("prelude", "", "", (), 0.0, self.mechanisms, known, levels, "test")
        assert set(known) <= set(account.priors())
        groups = Groups(max(self.groups, 1), sure(self.groups), sure(self.unevenness), sure(0.5))
        return replace(TOY, prelude=Prelude(account, START, {}, ("legitimacy",), groups, ()))

    def run(self, without: tuple[str, ...] = (), parts: int = 1) -> Trace:
        """Histories (month, simulation, place) by name, as the helpers of ``paired`` take them; the groups beside."""
        made = simulate_prelude(self.case, self.simulations, 11, without, parts)
        out = {str(name): np.moveaxis(made[name].values, 1, 0) for name in made.data_vars if name != "group_members"}
        out["groups"] = made["group_members"].values[:, -1]  # (simulation, place, group)
        return {name: values[..., None] if values.ndim == 2 else values for name, values in out.items()}

    def pair(self, mechanism: str) -> tuple[Trace, Trace]:
        """The histories with a mechanism and without it."""
        return self.run(), self.run((mechanism,))

    def but(self, parameters: Mapping[str, float] | None = None, **begin: Level) -> Years:
        """The same years with other parameters, or with other levels at the start."""
        return replace(self, parameters={**self.parameters, **(parameters or {})}, begin={**self.begin, **begin})
