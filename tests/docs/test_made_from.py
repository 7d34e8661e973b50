"""The digest of what was simulated sees what bears on the numbers, and nothing else."""

import sys
from dataclasses import replace
from pathlib import Path

from pages.made_from import code, digest, model, plain

from corcyra.case import open_case
from corcyra.levels import Known
from corcyra.priors import parse_prior
from corcyra.registry import get_mechanism

TOY = open_case("toy")
SENT = TOY.account("sent")
FILE = '''"""Idea: one thing.

    joins += pull * crowd
"""
from corcyra.registry import Param, mechanism


@mechanism(on="joins", source=["x-2000"])
def idea(crowd, pull=Param("logit", "normal(1, 1)", why="a reason")):
    """What it does."""
    return pull * crowd  # a remark
'''


def told(account=SENT, case=TOY) -> str:
    return digest(model(case, [account]))


def code_of(text: str, folder: Path) -> str:
    path = folder / "idea.py"
    path.write_text(text, encoding="utf-8")
    return code(path)


def test_words_and_layout_make_nothing_stale(tmp_path: Path) -> None:
    before = code_of(FILE, tmp_path)
    for old, new in [
        ("one thing.", "one thing, said better."),
        ("What it does.", "What it does, in other words."),
        ("a reason", "a better reason"),
        ("  # a remark", ""),
        ("crowd, pull=", "\n    crowd,\n    pull="),
        ("\n\n\n@", "\n\n\n\n@"),
    ]:
        assert old in FILE
        assert code_of(FILE.replace(old, new), tmp_path) == before, new


def test_another_equation_prior_or_target_is_seen(tmp_path: Path) -> None:
    before = code_of(FILE, tmp_path)
    for old, new in [("pull * crowd  #", "pull + crowd  #"), ("(1, 1)", "(1, 2)"), ('"joins"', '"loots"')]:
        assert old in FILE
        assert code_of(FILE.replace(old, new), tmp_path) != before, new


def test_the_code_of_a_mechanism_is_its_code() -> None:
    found = code(Path(get_mechanism("hijack").file))
    assert "reach * mobilised / ( mobilised + crowd + 1.0 )" in found
    assert "discredit" not in found
    assert "half infiltrated" not in found


def test_titles_and_reasons_make_nothing_stale() -> None:
    reworded = {
        name: {place: replace(known, why="another reason") for place, known in by_place.items()}
        for name, by_place in SENT.begin.items()
    }
    assert reworded != SENT.begin
    assert told(replace(SENT, title="Another", summary="Other words", weight=2.0, begin=reworded)) == told()
    assert told(case=replace(TOY, title="Another", draws=7)) == told()


def test_another_mechanism_prior_level_or_place_is_seen() -> None:
    name, by_place = next(iter(SENT.begin.items()))
    place = next(iter(by_place))
    other = Known(parse_prior("constant(0.123)"))
    first = TOY.places[0]
    changed = [
        told(replace(SENT, mechanisms=SENT.mechanisms[:-1])),
        told(replace(SENT, parameters={**SENT.parameters, "policing.span": other})),
        told(replace(SENT, begin={**SENT.begin, name: {**by_place, place: other}})),
        told(case=replace(TOY, places=(replace(first, population=first.population + 1), *TOY.places[1:]))),
        told(case=replace(TOY, hours=TOY.hours + 1)),
    ]
    assert len({told(), *changed}) == 6


def test_a_set_has_one_order() -> None:
    assert plain({"b", "a", "c"}) == ["a", "b", "c"]
    assert digest(frozenset("xyz")) == digest(frozenset("zyx"))


def test_a_digest_is_the_same_in_another_process() -> None:
    import subprocess

    from documents import ROOT

    program = (
        "import sys; sys.path.insert(0, 'docs')\n"
        "from corcyra.case import open_case; from pages.made_from import digest, model\n"
        "case = open_case('toy'); print(digest(model(case, [case.account('sent')])))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == told()
