"""Corcyra: weigh rival accounts of an episode of political violence against the record.

>>> import corcyra as cy
>>> case = cy.open_case("toy")
>>> sorted(case.accounts)
['crowd', 'sent']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

#: Public names and where they are; imported when first used, so that the command line answers at once.
_WHERE = {
    "Case": "corcyra.case",
    "CaseError": "corcyra.errors",
    "CorcyraError": "corcyra.errors",
    "Individual": "corcyra.engines.individual",
    "Measure": "corcyra.evidence.measure",
    "Param": "corcyra.registry",
    "Verdict": "corcyra.inference.verdict",
    "calibrate": "corcyra.inference.calibration",
    "agree": "corcyra.engines.agreement",
    "evaluate": "corcyra.evidence.measure",
    "learn_guides": "corcyra.inference.guiding",
    "load_ensemble": "corcyra.engines.ensemble",
    "load_file": "corcyra.registry",
    "make_case": "corcyra.template",
    "make_plan": "corcyra.plan",
    "mechanism": "corcyra.registry",
    "open_case": "corcyra.case",
    "predictive": "corcyra.inference.predictive",
    "quantity": "corcyra.quantities",
    "sample": "corcyra.inference.sampling",
    "save_ensemble": "corcyra.engines.ensemble",
    "shipped_cases": "corcyra.case",
    "simulate": "corcyra.engines.ensemble",
    "simulate_prelude": "corcyra.engines.slow",
    "weigh": "corcyra.inference.verdict",
    "what_if": "corcyra.whatif.counterfactual",
    "write_guides": "corcyra.guide",
    "write_report": "corcyra.run",
}

__all__ = [*sorted(_WHERE), "__version__"]

if TYPE_CHECKING:
    from corcyra.case import Case as Case
    from corcyra.case import open_case as open_case
    from corcyra.case import shipped_cases as shipped_cases
    from corcyra.engines.agreement import agree as agree
    from corcyra.engines.ensemble import load_ensemble as load_ensemble
    from corcyra.engines.ensemble import save_ensemble as save_ensemble
    from corcyra.engines.ensemble import simulate as simulate
    from corcyra.engines.individual import Individual as Individual
    from corcyra.engines.slow import simulate_prelude as simulate_prelude
    from corcyra.errors import CaseError as CaseError
    from corcyra.errors import CorcyraError as CorcyraError
    from corcyra.evidence.measure import Measure as Measure
    from corcyra.evidence.measure import evaluate as evaluate
    from corcyra.guide import write_guides as write_guides
    from corcyra.inference.calibration import calibrate as calibrate
    from corcyra.inference.guiding import learn_guides as learn_guides
    from corcyra.inference.predictive import predictive as predictive
    from corcyra.inference.sampling import sample as sample
    from corcyra.inference.verdict import Verdict as Verdict
    from corcyra.inference.verdict import weigh as weigh
    from corcyra.plan import make_plan as make_plan
    from corcyra.quantities import quantity as quantity
    from corcyra.registry import Param as Param
    from corcyra.registry import load_file as load_file
    from corcyra.registry import mechanism as mechanism
    from corcyra.run import write_report as write_report
    from corcyra.template import make_case as make_case
    from corcyra.whatif.counterfactual import what_if as what_if


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'corcyra' has no attribute '{name}'")
    found = getattr(importlib.import_module(_WHERE[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)
