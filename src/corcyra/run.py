"""The main job: simulate, weigh, and write everything that a reader or a repeat needs into one folder."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corcyra import __version__
from corcyra.case import Case, open_case
from corcyra.engines.ensemble import Progress, load_ensemble, save_ensemble, simulate
from corcyra.errors import CorcyraError, OutputError
from corcyra.guide import digest_of
from corcyra.inference.sampling import sample
from corcyra.inference.verdict import Verdict, weigh

PACKAGES = ("numpy", "scipy", "numba", "pandas", "xarray", "h5netcdf", "pydantic")


@dataclass(frozen=True)
class Request:
    """All that fixes a run."""

    case: str
    draws: int | None
    seed: int
    accounts: tuple[str, ...]
    trust: Mapping[str, float]
    mechanisms: tuple[str, ...]
    plain: bool = False
    full: bool = False
    engine: str = "lumped"
    each: int = 1
    ties: bool = True

    def run(self, workers: int | None = None, progress: Progress | None = None) -> Verdict:
        """Open the case, simulate, weigh: plain draws from the priors, or tempered ones, led to where the record is."""
        case = open_case(self.case)
        accounts = list(self.accounts or case.accounts) + (case.generated() if self.full else [])
        if self.engine != "lumped" and not self.plain:
            raise CorcyraError(f"--engine {self.engine} draws plainly: add --plain")
        if self.plain:
            ensemble = simulate(
                case, self.draws, self.seed, accounts, workers, self.mechanisms, progress, self.engine, 1 / self.each,
                self.ties,
            )  # fmt: skip
        else:
            ensemble = sample(
                case, self.draws, self.seed, accounts, workers, self.mechanisms, self.trust, progress=progress
            )
        return weigh(case, ensemble, self.trust)


def write_report(verdict: Verdict, out: str | Path, request: Request | None = None) -> Path:
    """Write ``report.html``, ``verdict.json``, ``ensemble.nc``, ``claims.csv``, ``weights.csv`` and ``run.toml``.

    Returns the path of the report. Each file is written whole or not at all.

    Raises
    ------
    OutputError
        If the folder can't be made or written to.
    """
    from corcyra.report.page import write_page

    out = Path(out)
    facts = provenance(verdict, request)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write(out / "verdict.json", json.dumps(_with_facts(verdict, facts), indent=1, allow_nan=False) + "\n")
        _write_tables(verdict, out)
        _write(out / "run.toml", _run_toml(facts))
        save_ensemble(verdict.ensemble, out / "ensemble.nc")
        return write_page(verdict, out / "report.html", facts)
    except OSError as error:
        raise OutputError(f"can't write to {out}: {error.strerror or error}") from None


def verdict_dict(verdict: Verdict, request: Request | None = None) -> dict[str, Any]:
    """What ``verdict.json`` holds: the verdict and what fixes it, and nothing that changes from run to run."""
    return _with_facts(verdict, provenance(verdict, request))


def _with_facts(verdict: Verdict, facts: dict[str, object]) -> dict[str, Any]:
    return verdict.to_dict() | {"provenance": {key: value for key, value in facts.items() if key != "written"}}


def provenance(verdict: Verdict, request: Request | None = None) -> dict[str, object]:
    """Everything needed to repeat a run."""
    attributes = verdict.ensemble.attrs
    files = [file for file in str(attributes["mechanisms"]).splitlines() if file]
    given = dict(sorted(request.trust.items())) if request else {}
    persons = {"engine": str(attributes["engine"]), **_persons(attributes)} if "engine" in attributes else {}
    return {
        "corcyra": __version__,
        "case": request.case if request else str(verdict.case.folder),
        "case_digest": verdict.case.digest,
        "guides_digest": str(attributes.get("guides", "")),
        "draws": asked_for(verdict),
        "plain": "log_weight" not in verdict.ensemble,
        "stopped_by": str(attributes.get("stopped_by", "the number of draws")),
        "seed": verdict.seed,
        **persons,
        "accounts": [str(name) for name in verdict.ensemble["account"].values],
        "trust": given,
        "mechanisms": files,
        "mechanisms_digest": [hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in files],
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "command": command(verdict, request),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _persons(attributes: Mapping[Any, Any]) -> dict[str, object]:
    """How persons were simulated: how many people each stands for, and whether ties matter."""
    return {"people_each": int(attributes["people_each"]), "ties": bool(attributes["ties"])}


def asked_for(verdict: Verdict) -> int:
    """How many draws a repeat must ask for: of plain ones those that were finished, else the most that were allowed."""
    if "log_weight" not in verdict.ensemble:
        return verdict.draws
    return int(verdict.ensemble.attrs["budget"])


def command(verdict: Verdict, request: Request | None) -> str:
    """The command line that does the same again."""
    words = ["corcyra run", request.case if request else str(verdict.case.folder)]
    words += [f"--draws {asked_for(verdict)}", f"--seed {verdict.seed}"]
    words += ["--plain"] if "log_weight" not in verdict.ensemble else []
    if "engine" in verdict.ensemble.attrs:
        persons = _persons(verdict.ensemble.attrs)
        words += [f"--engine individual --people 1/{persons['people_each']}"]
        words += [] if persons["ties"] else ["--no-ties"]
    chosen = [str(name) for name in verdict.ensemble["account"].values]
    if chosen != list(verdict.case.accounts):
        words += [f"--accounts {name}" for name in chosen]
    if request is not None:
        words += [f"--trust {name}={value:g}" for name, value in sorted(request.trust.items())]
        words += [f"--mechanisms {file}" for file in request.mechanisms]
    return " ".join(words)


def read_request(path: str | Path) -> tuple[Request, dict[str, Any]]:
    """Read a ``run.toml`` back.

    Raises
    ------
    CorcyraError
        If it is missing or is none.
    """
    try:
        facts = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        request = Request(
            case=facts["case"],
            draws=int(facts["draws"]),
            seed=int(facts["seed"]),
            accounts=tuple(facts["accounts"]),
            trust={str(name): float(value) for name, value in facts["trust"].items()},
            mechanisms=tuple(facts["mechanisms"]),
            plain=bool(facts.get("plain", True)),
            engine=str(facts.get("engine", "lumped")),
            each=int(facts.get("people_each", 1)),
            ties=bool(facts.get("ties", True)),
        )
    except (OSError, UnicodeDecodeError) as error:
        raise CorcyraError(f"{path} can't be read: {error}") from None
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorcyraError(f"{path} is no run.toml: {error}") from None
    return request, facts


def check_same(request: Request, facts: Mapping[str, Any]) -> list[str]:
    """Whether a repeat can give the same bits: what differs from then, in words.

    Raises
    ------
    CorcyraError
        If the case, its guides or a file of mechanisms has changed since.
    """
    case: Case = open_case(request.case)
    if case.digest != facts.get("case_digest"):
        raise CorcyraError(f"the case {request.case} has changed since that run; it can't be repeated")
    if not request.plain and digest_of(case.guides) != facts.get("guides_digest", ""):
        raise CorcyraError(f"the guides of the case {request.case} have changed since that run; it can't be repeated")
    for file, digest in zip(request.mechanisms, facts.get("mechanisms_digest", []), strict=False):
        if not Path(file).is_file() or hashlib.sha256(Path(file).read_bytes()).hexdigest() != digest:
            raise CorcyraError(f"{file} has changed since that run; it can't be repeated")
    now = {"corcyra": __version__, "python": platform.python_version()}
    now |= {name: importlib.metadata.version(name) for name in PACKAGES}
    then = {"corcyra": facts.get("corcyra"), "python": facts.get("python"), **facts.get("packages", {})}
    return [f"{name} was {then.get(name)}, is {version}" for name, version in now.items() if then.get(name) != version]


def reweigh(case: Case, ensemble: str | Path, trust: Mapping[str, float]) -> Verdict:
    """Weigh a stored ensemble, with other trust if wanted."""
    return weigh(case, load_ensemble(ensemble, case), trust)


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_tables(verdict: Verdict, out: Path) -> None:
    import pandas as pd

    ledger = verdict.case.ledger
    claims = pd.DataFrame(
        [
            {
                "claim": claim.id,
                "source": claim.source,
                "paragraph": claim.paragraph,
                "speaker": claim.speaker,
                "trust_in_speaker": verdict.trust[claim.speaker],
                "says": claim.says,
                "clue": claim.clue or "",
                "copy_of": claim.same_as or "",
                "undecided": claim.undecided or "",
                "date": claim.date or "",
                "places": "; ".join(claim.places),
            }
            for claim in ledger.claims.values()
        ]
    )
    weights = pd.DataFrame(
        [(w.clue, w.favours, w.against, w.alone_db, w.mc_error_db) for w in verdict.weights],
        columns=["clue", "for", "against", "alone_dB", "mc_error_dB"],
    )
    _write(out / "claims.csv", claims.to_csv(index=False, lineterminator="\n"))
    _write(out / "weights.csv", weights.to_csv(index=False, lineterminator="\n"))


def _run_toml(facts: Mapping[str, object]) -> str:
    lines = ["# All that is needed to repeat this run: corcyra run --again run.toml"]
    tables: list[tuple[str, dict[str, object]]] = []
    for key, value in facts.items():
        if isinstance(value, dict):
            tables.append((key, value))
        else:
            lines.append(f"{key} = {_toml(value)}")
    for key, table in tables:
        lines += ["", f"[{key}]", *(f"{json.dumps(name)} = {_toml(value)}" for name, value in table.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    # JSON's strings, numbers and lists of them are TOML too.
    return json.dumps(value, ensure_ascii=False)


def run(
    request: Request,
    out: str | Path,
    workers: int | None = None,
    progress: Progress | None = None,
    tell: Callable[[str], None] = lambda text: None,
) -> tuple[Verdict, Path]:
    """Do the whole main job; the verdict and the path of the report."""
    probe_output(Path(out))
    verdict = request.run(workers, progress)
    wanted = request.draws or verdict.case.draws
    if request.plain and verdict.draws < wanted:
        tell(f"stopped after {verdict.draws:,} of {wanted:,} draws; what was finished is weighed and kept")
    if not request.plain:
        tell(stopped(verdict))
    return verdict, write_report(verdict, out, request)


def stopped(verdict: Verdict) -> str:
    """What ended the simulating, in one sentence."""
    attributes, simulated = verdict.ensemble.attrs, verdict.ensemble["simulated"].values
    return (
        f"{simulated.sum():,} simulations; what ended them was {attributes['stopped_by']} "
        f"(target: {attributes['target_db']:g} dB for a weight between two accounts; {attributes['budget']:,} draws)"
    )


def probe_output(out: Path) -> None:
    """Find out before simulating whether the folder can be written to.

    Raises
    ------
    OutputError
        If it can't.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".corcyra-probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputError(f"can't write to {out}: {error.strerror or error}") from None
