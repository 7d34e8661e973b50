"""The posterior of an account as ArviZ takes it: groups of draws with names, units and coordinates.

ArviZ takes all draws of all chains as alike, and islands differ in weight. So there are two groups of draws:

- ``posterior``: draws of equal weight, in one chain. Draws of the islands' last populations are taken by their weight
  (systematic resampling) and put into a random order, both by key. Means, intervals and pictures are of these. Some
  draws are in it twice, so an effective number that ArviZ works out from them is too large.
- ``islands``: the same populations as they are, each a chain. They are for comparing islands (R-hat), not for means.

``sample_stats`` says of every draw of ``posterior`` which island it is of and how probable it was; ``prior`` holds the
plain draws that the islands began from; ``posterior_predictive`` and ``prior_predictive`` the measures of both;
``log_likelihood`` what every speaker's reports add; ``observed_data`` the reports, where they are one number.
"""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corcyra.engines.keyed import purpose, uniforms
from corcyra.engines.points import points_of
from corcyra.errors import CorcyraError
from corcyra.inference.filter import resample
from corcyra.inference.pieces import log_factors, look_table
from corcyra.inference.posterior import effective_islands, last_populations, numbers_of
from corcyra.quantities import find_quantity

if TYPE_CHECKING:
    import xarray as xr

    from corcyra.case import Case
    from corcyra.inference.scales import Scales

Array = npt.NDArray[np.float64]

#: Units of what is drawn of each readiness class.
READINESS = {"threshold": "1", "pace": "1/hour", "share": "1"}


def groups(scales: Scales, ensemble: xr.Dataset, account: str, seed: int = 1) -> dict[str, xr.Dataset]:
    """The groups by name; see the top of this file.

    Raises
    ------
    EnsembleError
        If the ensemble was not tempered.
    """
    import xarray as xr

    case, one = scales.case, last_populations(ensemble, account)
    used = one["posterior_island"].values >= 0
    island, weight = one["posterior_island"].values[used], one["posterior_weight"].values[used]
    chance = one["posterior_uniforms"].values[used]
    sizes = np.bincount(island)
    measures = _last_measures(one, sizes)
    chosen = _equal(weight, purpose(seed, "exchange", account))
    plain = range(int(sizes.size * sizes[0]))
    before = points_of(case, case.account(account), plain, int(ensemble.attrs["seed"])).uniforms.astype(np.float64)
    first = one["measure"].values[one["temperature"].values == 0.0][: len(plain)]
    clue = {"clue": list(case.ledger.clues), "unit": ("clue", [each.unit for each in case.ledger.clues.values()])}
    speaker = {"speaker": list(scales.script.speakers)}
    fit = log_factors(scales.script, look_table(scales.script, measures), scales.voices, scales.record)
    by = ("chain", "draw")
    stats = {
        "island": (by, island[chosen][None], {"long_name": "population that the draw is of"}),
        "weight": (by, weight[chosen][None], {"long_name": "probability of the draw before resampling", "units": "1"}),
    }
    out = {
        "posterior": xr.Dataset(variables(case, account, chance[chosen][None])),
        "sample_stats": xr.Dataset(stats),
        "posterior_predictive": xr.Dataset({"measure": ((*by, "clue"), measures[chosen][None])}, clue),
        "log_likelihood": xr.Dataset({"reports": ((*by, "speaker"), fit[chosen][None])}, speaker),
        "prior": xr.Dataset(variables(case, account, before[None])),
        "prior_predictive": xr.Dataset({"measure": ((*by, "clue"), first[None])}, clue),
        "islands": xr.Dataset(variables(case, account, chance.reshape(sizes.size, sizes[0], -1))),
        "observed_data": _reports(scales),
    }
    about = {
        "case": case.name, "account": account, "seed": int(ensemble.attrs["seed"]),
        "inference_library": "corcyra", "effective_islands": effective_islands(weight, island),
    }  # fmt: skip
    for data in out.values():
        for dim in {"chain", "draw"} & set(data.dims):
            data.coords[dim] = np.arange(data.sizes[dim])
        data.attrs.update(about)
    return out


def to_arviz(scales: Scales, ensemble: xr.Dataset, account: str, seed: int = 1) -> Any:
    """The groups as the installed ArviZ takes them: an ``xarray.DataTree``, or ``InferenceData`` before ArviZ 1.

    Raises
    ------
    CorcyraError
        If ArviZ is not installed.
    EnsembleError
        If the ensemble was not tempered.
    """
    try:
        arviz: Any = importlib.import_module("arviz")
    except ImportError:
        raise CorcyraError("ArviZ is not installed; install it with: pip install 'corcyra[arviz]'") from None
    import xarray as xr

    found = groups(scales, ensemble, account, seed)
    if int(str(arviz.__version__).partition(".")[0]) < 1:
        return arviz.InferenceData(**found)
    return xr.DataTree.from_dict(found, name=account)


def _equal(weight: Array, key: np.uint64) -> npt.NDArray[np.int64]:
    """As many draws of equal weight, in random order."""
    size = weight.size
    shift = float(uniforms(key, np.zeros(1, np.uint64), 0, 1)[0, 0])
    order = np.argsort(uniforms(key, np.zeros(1, np.uint64), 1, size)[0], kind="stable")
    return resample(weight, shift, size)[order]


def _last_measures(one: xr.Dataset, sizes: npt.NDArray[np.int64]) -> Array:
    """The measures of the last populations: of every island those that were kept last."""
    island, table = one["island"].values, one["measure"].transpose("simulation", "clue").values
    return np.concatenate([table[island == k][-size:] for k, size in enumerate(sizes)])


def variables(case: Case, account: str, chance: Array) -> dict[str, xr.DataArray]:
    """Every number in its unit, from chances (chain, draw, number); a dimension of places where all places have one."""
    import xarray as xr

    columns: dict[str, list[int]] = {}
    numbers = numbers_of(case, account)
    for k, (name, _) in enumerate(numbers):
        columns.setdefault(_stem(name, case.place_names), []).append(k)
    out = {}
    for stem, own in columns.items():
        values = [numbers[k][1].prior.quantile(chance[..., k]) * numbers[k][1].factor for k in own]
        if len(own) == len(case.place_names) > 1:
            coords = {"place": list(case.place_names)}
            out[stem] = xr.DataArray(np.stack(values, axis=-1), coords, ("chain", "draw", "place"))
            out[stem].attrs["units"] = _unit(case, account, stem)
            continue
        for k, value in zip(own, values, strict=True):
            name, known = numbers[k]
            out[name] = xr.DataArray(value, dims=("chain", "draw"))
            out[name].attrs.update(units=_unit(case, account, stem), prior=str(known.prior), why=known.why)
    return out


def _stem(name: str, places: tuple[str, ...] | list[str]) -> str:
    """The name of a number without its place."""
    for place in places:
        if name.endswith((f".{place}", f" {place}")):
            return name[: -len(place) - 1]
    return name


def _unit(case: Case, account: str, stem: str) -> str:
    declared = case.account(account).priors().get(stem)
    if declared is not None:
        return declared[0].unit
    if level := re.fullmatch(r"begin\.(.+)", stem):
        quantity = find_quantity(level[1])
        return quantity.unit if quantity else "1"
    return READINESS.get(stem.rpartition(".")[2], "1")


def _reports(scales: Scales) -> xr.Dataset:
    """The reports that count and are one number, a truth value or a time."""
    import xarray as xr

    claims = [
        claim for k, claim in enumerate(scales.script.claims)
        if scales.record.counts[k] and claim.report is not None and claim.report.form in ("is", "about", "at")
    ]  # fmt: skip
    clues = [scales.script.clues[claim.clue or ""] for claim in claims]
    coords = {
        "claim": [claim.id for claim in claims],
        "clue": ("claim", [clue.id for clue in clues]),
        "speaker": ("claim", [claim.speaker for claim in claims]),
        "unit": ("claim", [clue.unit for clue in clues]),
    }
    values = [claim.report.value for claim in claims if claim.report is not None]
    return xr.Dataset({"report": ("claim", np.array(values, np.float64))}, coords)
