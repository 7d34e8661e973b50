"""A verdict to read: as text, as a table for a notebook, and as a picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from corcyra.account import OPEN
from corcyra.inference.verdict import LARGE_ERROR, NONE, Standing, Verdict, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Two colours that everybody can tell apart: for the best account, and against it.
FOR, AGAINST = "#0072b2", "#d55e00"
#: How many clues a picture shows.
CLUES = 12


def as_text(verdict: Verdict) -> str:
    """The verdict for a terminal."""
    lines = [verdict.case.title, "", verdict.sentence(), ""]
    lines.append(f"{'account':24} {'prior':>7} {'posterior':>10} {'evidence':>22} {'effective draws':>16}")
    for name in verdict.ranking:
        each = verdict.accounts[name]
        carried = "exact" if name == NONE and each.mc_error_db == 0 else f"{each.effective_draws:.0f}"
        lines.append(_line(name, f"{each.prior:.3f}", percent(each.posterior), each, carried))
    if verdict.opened is not None:
        lines.append(_line(OPEN, "-", "-", verdict.opened, f"{verdict.opened.effective_draws:.0f}"))
    best, second = verdict.ranking[:2]
    lines += ["", f"Clues that weigh most, alone, for {best} against {second}:"]
    for weight in verdict.between(best, second)[:8]:
        lines.append(f"  {weight.alone_db:+6.1f} dB  {verdict.case.ledger.clues[weight.clue].question}")
    if verdict.inclusions:
        lines += ["", "What the record says for each mechanism to be at work, in the open account:"]
        lines += [f"  {each.odds.in_words():>18}  {each.title}" for each in verdict.inclusions]
        lines += [f"  {doubt(verdict)}"] if doubt(verdict) else []
    lines += ["", *(f"ALARM: {alarm}" for alarm in verdict.alarms)]
    return "\n".join(lines).rstrip() + "\n"


def doubt(verdict: Verdict) -> str:
    """What to doubt of the odds of mechanisms; nothing if the searches of the open account agree."""
    opened = verdict.opened or verdict.accounts[OPEN]
    if opened.mc_error_db <= LARGE_ERROR:
        return ""
    return (
        "Searches that were led to the record apart from each other disagree: the evidence of the open account is "
        f"known to {opened.mc_error_db:.1f} dB only. Take these odds as what long searches found."
    )


def _line(name: str, prior: str, posterior: str, each: Standing, carried: str) -> str:
    evidence = f"{each.log_evidence_db:.1f} ± {each.mc_error_db:.1f} dB"
    return f"{name:24} {prior:>7} {posterior:>10} {evidence:>22} {carried:>16}"


def as_html(verdict: Verdict) -> str:
    """The verdict as a table, with what a decibel means."""
    rows = []
    for name in verdict.ranking:
        each = verdict.accounts[name]
        weight, error = verdict.odds_db(name, NONE)
        cells = (escape(name), percent(each.prior), percent(each.posterior), f"{weight:+.1f} ± {error:.1f}")
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    alarms = "".join(f"<li>{escape(alarm)}</li>" for alarm in verdict.alarms)
    return (
        f"<h3>{escape(verdict.case.title)}</h3><p>{escape(verdict.sentence())}</p>"
        "<table><thead><tr><th>account</th><th>prior</th><th>posterior</th><th>against none of these [dB]</th></tr>"
        f"</thead><tbody>{''.join(rows)}</tbody></table>"
        "<p>0 dB: the record speaks for neither; 3 dB: 2 to 1; 10 dB: 10 to 1; 20 dB: 100 to 1; 30 dB: 1,000 to 1.</p>"
        + (f"<p>Alarms:</p><ul>{alarms}</ul>" if alarms else "")
    )


def as_picture(verdict: Verdict, favours: str | None = None, against: str | None = None) -> Figure:
    """The evidence of every account, and the clues that weigh most, alone, between two of them.

    Parameters
    ----------
    favours, against : accounts; the two most probable if None
    """
    from matplotlib.figure import Figure

    best, second = favours or verdict.ranking[0], against or verdict.ranking[1]
    figure = Figure(figsize=(9, 0.35 * (len(verdict.accounts) + CLUES) + 2), layout="constrained")
    parts: Any = figure.subplots(2, 1, height_ratios=[len(verdict.accounts), CLUES])
    names = [name for name in reversed(verdict.ranking) if name != NONE]
    weights = [verdict.odds_db(name, NONE) for name in names]
    _bars(parts[0], names, [each[0] for each in weights], [each[1] for each in weights])
    parts[0].set_xlabel("whole record, against none of these [dB]")
    clues = verdict.between(best, second)[:CLUES][::-1]
    questions = [verdict.case.ledger.clues[each.clue].question for each in clues]
    _bars(parts[1], questions, [each.alone_db for each in clues], [each.mc_error_db for each in clues])
    parts[1].set_xlabel(f"each clue alone: for {best} (right) against {second} (left) [dB]")
    return figure


def _bars(part: Any, names: list[str], values: list[float], errors: list[float]) -> None:
    colours = [FOR if value > 0 else AGAINST for value in values]
    part.barh(names, values, xerr=errors, color=colours, ecolor="#333333")
    part.axvline(0.0, color="#333333", linewidth=0.8)
