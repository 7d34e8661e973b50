from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from corcyra.case import open_case
from corcyra.engines.lumped import Lumped
from corcyra.errors import PriorError, UnitError, UnknownNameError, WiringError
from corcyra.registry import REGISTRY, Param, get_mechanism, load_file, mechanism

pytestmark = pytest.mark.usefixtures("registry")

HEAD = "from corcyra.registry import Param, mechanism\n"


RATE = Param("1/hour", "lognormal(-3, 1)", why="for the test")


def test_reading_an_unknown_quantity_names_the_nearest() -> None:
    with pytest.raises(WiringError, match=r"reads 'crwod', which is no quantity: did you mean 'crowd'\?") as caught:

        @mechanism(on="fear", source=["nobody"])
        def scare(crwod, pace=RATE):
            return pace

    assert "'scare'" in str(caught.value)
    assert __file__ in str(caught.value)


def test_an_unknown_target_names_the_nearest() -> None:
    with pytest.raises(WiringError, match=r"contributes to 'feer', which is no quantity: did you mean 'fear'\?"):

        @mechanism(on="feer", source=["nobody"])
        def scare(pace=RATE):
            return pace


@pytest.mark.parametrize(("target", "kind"), [("population", "input"), ("crowd", "status")])
def test_what_mechanisms_only_read_can_not_be_a_target(target: str, kind: str) -> None:
    with pytest.raises(WiringError, match=f"'{target}', which is a {kind}"):

        @mechanism(on=target, source=["nobody"])
        def push(pace=RATE):
            return pace


def test_a_derived_count_can_not_be_a_target() -> None:
    with pytest.raises(WiringError, match="contributes to 'joins_count'"):

        @mechanism(on="joins_count", source=["nobody"])
        def push(pace=RATE):
            return pace


def test_a_clash_of_units_names_both_ends() -> None:
    with pytest.raises(WiringError) as caught:

        @mechanism(on="goes_home", source=["nobody"])
        def leave(crowd, pace=RATE):
            return pace * crowd

    said = str(caught.value)
    for part in ("'leave'", __file__, "person/hour", "'goes_home'", "quantities.py", "takes 1/hour"):
        assert part in said


def test_a_clash_of_units_inside_names_both_units() -> None:
    with pytest.raises(WiringError, match="units don't agree: add of person and weapon"):

        @mechanism(on="goes_home", source=["nobody"])
        def leave(crowd, arms, pace=RATE):
            return pace * crowd / (crowd + arms)


def test_a_parameter_may_not_be_named_like_a_quantity() -> None:
    with pytest.raises(WiringError, match="'fear' has two meanings: a parameter") as caught:

        @mechanism(on="goes_home", source=["nobody"])
        def leave(fear=RATE):
            return fear

    assert __file__ in str(caught.value)
    assert "quantities.py" in str(caught.value)


def test_a_parameter_may_not_be_named_like_a_derived_quantity() -> None:
    with pytest.raises(WiringError, match="'joins_total' has two meanings"):

        @mechanism(on="goes_home", source=["nobody"])
        def leave(joins_total=RATE):
            return joins_total


@pytest.mark.parametrize(("returned", "number"), [(lambda x: (x, x), 2), (lambda x: (x,) * 4, 4), (lambda x: x, 1)])
def test_the_number_of_contributions_is_checked(returned, number: int) -> None:
    with pytest.raises(
        WiringError, match=rf"returns {number} contributions for 3 targets: goes_home, calms, withdraws"
    ):

        @mechanism(on=("goes_home", "calms", "withdraws"), source=["nobody"])
        def leave(pace=RATE):
            return returned(pace)


def test_what_is_refused_is_not_registered() -> None:
    with pytest.raises(WiringError):

        @mechanism(on="goes_home", source=["nobody"])
        def refused(crowd):
            return crowd

    assert "refused" not in REGISTRY


def test_two_mechanisms_of_one_name_name_both_files(tmp_path: Path) -> None:
    source = HEAD + "@mechanism(on='fear', source=['x'])\ndef scare(pace=Param('1/hour', 'beta(1, 1)', why='w')):\n"
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text(source + "    return pace\n")
    other.write_text(source + "    return 2.0 * pace\n")
    load_file(one)
    with pytest.raises(WiringError, match="two mechanisms are called 'scare'") as caught:
        load_file(other)
    assert str(one) in str(caught.value)
    assert str(other) in str(caught.value)


def test_a_file_may_be_loaded_again_after_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)  # so that a stale copy could be there
    file = tmp_path / "mine.py"
    source = HEAD + "@mechanism(on='fear', source=['x'])\ndef scare(pace=Param('1/hour', 'beta(1, 1)', why='w')):\n"
    file.write_text(source + "    return pace\n")
    assert load_file(file) == ["scare"]
    file.write_text(source.replace("beta(1, 1)", "beta(2, 2)") + "    return pace\n")
    assert load_file(file) == ["scare"]
    assert REGISTRY["scare"].params["pace"].prior.args == (2.0, 2.0)


def test_a_users_mechanism_takes_part_in_a_simulation(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "calm.py"
    file.write_text(
        HEAD + "@mechanism(on='goes_home', source=['x'])\n"
        "def curfew(pace=Param('1/hour', 'constant(1000)', why='nobody stays an hour')):\n    return pace\n"
    )
    load_file(file)
    account = folder / "accounts" / "crowd.toml"
    account.write_text(account.read_text().replace('"armouries"', '"armouries", "curfew"'))
    case = open_case(folder)
    trace = Lumped(case, case.account("crowd"), range(8), seed=1).run(record=["crowd", "joins_count"], first=8)
    # Nobody who is out at the start of an hour is out at its end: only those are who came in that hour.
    np.testing.assert_array_equal(trace["crowd"], trace["joins_count"])
    assert trace["crowd"].sum() > 0


def test_a_syntax_error_in_a_users_file_gives_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.py"
    file.write_text("x = 1\n\ndef f(:\n")
    with pytest.raises(WiringError, match="SyntaxError") as caught:
        load_file(file)
    assert f"{file}, line 3" in str(caught.value)


def test_an_error_while_a_users_file_runs_gives_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.py"
    file.write_text("x = 1\n\n\n1 / 0\n")
    with pytest.raises(WiringError, match="ZeroDivisionError") as caught:
        load_file(file)
    assert f"{file}, line 4" in str(caught.value)


@pytest.mark.parametrize("name", ["nowhere.py", "."])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(WiringError, match="no file of mechanisms at") as caught:
        load_file(tmp_path / name)
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00x", b"x = '\xe9'\n", b"\x00"])
def test_a_file_that_is_no_text_is_an_error_of_wiring(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bytes.py"
    file.write_bytes(content)
    with pytest.raises(WiringError) as caught:
        load_file(file)
    assert str(file) in str(caught.value)


def test_a_file_without_the_ending_py_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("x = 1\n")
    with pytest.raises(WiringError, match="no Python file"):
        load_file(file)


def test_an_unknown_mechanism_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown mechanism 'hijak': did you mean 'hijack'\?"):
        get_mechanism("hijak")


@pytest.mark.parametrize("why", ["", "   "])
def test_a_prior_needs_a_reason(why: str) -> None:
    with pytest.raises(PriorError, match="reason"):
        Param("1/hour", "beta(1, 1)", why=why)


def test_a_parameter_needs_a_unit_and_a_prior_that_can_be_read() -> None:
    with pytest.raises(UnitError):
        Param("1/hous", "lognormal(-3, 1)", why="for the test")
    with pytest.raises(PriorError):
        Param("1/hour", "lognormal(1)", why="for the test")


def test_the_registry_is_put_back_after_each_test() -> None:
    assert "scare" not in REGISTRY
    assert "curfew" not in REGISTRY
    assert "hijack" in REGISTRY
