"""Compiled mechanisms calculate what the plain functions do."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

from corcyra import Param, maths, mechanism
from corcyra.engines.compiled import compile_mechanism
from corcyra.engines.layout import layout_of
from corcyra.errors import WiringError
from corcyra.quantities import QUANTITIES, find_quantity
from corcyra.registry import Mechanism, get_mechanism, load_builtin

pytestmark = pytest.mark.usefixtures("registry")

PLACES = 5
every = pytest.mark.parametrize("each", [m for _, m in sorted(load_builtin().items())], ids=lambda each: each.name)


def state(each: Mechanism, draw: np.random.Generator) -> dict[str, np.ndarray]:
    """A level for all that a mechanism reads, in the middle of its range."""
    out = {}
    for name in each.reads:
        quantity = find_quantity(name)
        assert quantity is not None
        shape = {"pair": (PLACES, PLACES), "nation": (1, 1), "place": (1, PLACES)}[quantity.over]
        high = min(quantity.high, 20_000.0 if quantity.unit in ("person", "weapon") else 24.0)
        values = draw.uniform(max(quantity.low, -high), high, shape)
        out[name] = ((values + values.T) / 2 if quantity.over == "pair" else values).astype(np.float32)
    return out


def compiled(each: Mechanism, levels: dict[str, np.ndarray], params: list[np.ndarray]) -> list[np.ndarray]:
    """What the machine code adds to each target."""
    layout = layout_of(PLACES)
    code = compile_mechanism(each, layout)
    z = np.zeros(layout.scratch + code.scratch, np.float32)
    pairs = np.zeros((len(layout.pairs), PLACES, layout.wide), np.float32)
    for name, values in levels.items():
        if name in layout.pairs:
            pairs.ravel()[layout.pairs[name] :][: PLACES * layout.wide].reshape(PLACES, -1)[:, :PLACES] = values
        else:
            z[layout.levels[name] : layout.levels[name] + layout.width(name)] = values[0]
    for name in each.on:
        z[layout.sums[name] :][: layout.width(name)] = float(QUANTITIES[name].combine == "multiply")
    wide = [np.pad(p[0], (0, layout.wide - PLACES)) if p.shape[1] > 1 else p[0] for p in params]
    c = np.concatenate([*wide, [0.0]]).astype(np.float32)
    call = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3)(code.address)
    call(z.ctypes.data, c.ctypes.data, pairs.ctypes.data)
    return [z[layout.sums[name] :][: layout.width(name)] for name in each.on]


def check(each: Mechanism, seed: int) -> None:
    draw = np.random.default_rng(seed)
    levels = state(each, draw)
    params = {
        name: param.prior.quantile(draw.uniform(0.1, 0.9, (1, PLACES if param.by_place else 1))).astype(np.float32)
        for name, param in each.params.items()
    }
    parts = each.function(**levels, **params)
    parts = parts if isinstance(parts, tuple) else (parts,)
    for wanted, got, name in zip(parts, compiled(each, levels, list(params.values())), each.on, strict=True):
        # some twenty operations in single precision, of which a difference may lose a digit or two
        scale = np.abs(wanted).max()
        np.testing.assert_allclose(
            got, np.broadcast_to(wanted[0], got.shape), rtol=1e-4, atol=1e-5 * scale, err_msg=name
        )


@every
@pytest.mark.parametrize("seed", range(3))
def test_machine_code_and_function_agree(each: Mechanism, seed: int) -> None:
    check(each, seed)


def test_everything_that_can_be_written_can_be_compiled() -> None:
    @mechanism(on=("fear", "sympathy", "bargain"), source=["x"])
    def everything(
        crowd,
        fear,
        bargain,
        nearness,
        local=Param("1", "beta(2, 2)", why="for the test", by_place=True),
        half=Param("person", "lognormal(6, 1)", why="for the test"),
        pace=Param("1/hour", "lognormal(-3, 1)", why="for the test"),
    ):
        share = maths.saturate(crowd, half)
        seen = maths.spread(nearness, np.exp(-np.abs(local - share)))
        some = maths.where((fear > 0.3) & ~(share < 0.1), maths.sigmoid(seen), np.sqrt(local) ** 3)
        both = maths.clip01(np.minimum(some, maths.average(local)) + np.log1p(share) - np.floor(seen))
        last = maths.where(maths.nationwide(share) >= bargain, np.tanh(maths.nationwide(seen)), -bargain)
        return pace * both, pace * local, pace * (last + maths.nationwide(bargain))

    for seed in range(20):
        check(get_mechanism("everything"), seed)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("np.arctan(fear) * pace", "can't calculate arctan"),
        ("pace * fear * nearness", "kernel of spread"),
        ("pace * maths.spread(nearness, 1.0)", "takes a value by place"),
        ("pace if fear > 0.5 else 2.0 * pace", r"can't branch on a value.*where"),
    ],
)
def test_what_can_not_be_compiled_is_refused_when_it_is_written(body: str, problem: str) -> None:
    names: dict[str, object] = {"np": np, "maths": maths, "Param": Param}
    exec(f"def wrong(fear, nearness, pace=Param('1/hour', 'beta(1, 1)', why='w')):\n    return {body}\n", names)
    with pytest.raises(WiringError, match=problem):
        mechanism(on="fear", source=["x"])(names["wrong"])  # type: ignore[arg-type]


def test_a_value_by_place_is_no_contribution_to_the_nation() -> None:
    with pytest.raises(WiringError, match="'bargain', which is national"):

        @mechanism(on="bargain", source=["x"])
        def wrong(fear, pace=Param("1/hour", "beta(1, 1)", why="w")):
            return pace * fear
