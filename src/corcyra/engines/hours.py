"""The clock: takes simulations through hours, one simulation at a time, so that all of it stays in the cache.

Every hour: signals in their derived order, then changes from the same state, then the draws of people and orders.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from corcyra.engines.draws import Counts, Indices
from corcyra.engines.keyed import Floats, Words, join
from corcyra.engines.moves import Room, Ways, decide, move

Floats32 = npt.NDArray[np.float32]


class Wiring(NamedTuple):
    """The plan of an account, as numbers.

    ``calls`` are the addresses of compiled mechanisms, ``firsts`` where the parameters of each begin. After call ``i``
    the signals ``due[i]`` to ``due[i + 1]`` are complete: rows (sum, level, width) in ``signals``, with their bounds.
    ``stocks`` are such rows too; ``orders`` are (order, age, hazard, width, purpose). Call ``i`` is made where the
    parameter at ``gates[i]`` is not 0.
    """

    calls: npt.NDArray[np.uint64]
    firsts: Indices
    gates: Indices
    due: Indices
    signals: Indices
    signal_bounds: Floats32
    stocks: Indices
    stock_bounds: Floats32
    orders: Indices
    clock: Indices  # spark, hour of day, where sums begin and end


class Tallying(NamedTuple):
    """What is added up at the end of every hour: rows by tally, places by tally, and how.

    ``names`` and ``places`` list offsets and positions, those of tally ``k`` from ``name_of[k]`` and ``place_of[k]`` to
    the next; ``how``: 0 sum, 1 mean, 2 max, 3 min, 4 each place; ``at`` is the first column that it fills, and
    ``hours`` the first hour and the one after the last in which it is wanted, beside the start.
    """

    names: Indices
    name_of: Indices
    places: Indices
    place_of: Indices
    how: Indices
    at: Indices
    hours: Indices


def _machine_code(context: Any, address: Any, z: Any, c: Any, pairs: Any) -> Any:
    """Call machine code at an address with three addresses."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [pointer] * 3)
        code = builder.inttoptr(arguments[0], kind.as_pointer())
        builder.call(code, [builder.inttoptr(each, pointer) for each in arguments[1:]])
        return context.get_dummy_value()

    return types.void(types.uint64, types.uint64, types.uint64, types.uint64), generate


_call: Any = intrinsic(_machine_code)


@njit(inline="always", error_model="numpy")
def _settle(z: Floats32, rows: Indices, bounds: Floats32, i: int, keep: bool) -> None:
    """Hold a level within its bounds: the sum itself (a signal), or what stood and the sum (a stock)."""
    total, level, wide = rows[i, 0], rows[i, 1], rows[i, 2]
    low, high = bounds[i, 0], bounds[i, 1]
    sums, levels = z[total : total + wide], z[level : level + wide]
    for p in range(wide):
        value = sums[p]
        if keep:
            value += levels[p]
        levels[p] = min(max(value, low), high)


@njit(inline="always", error_model="numpy")
def contribute(z: Floats32, c: Floats32, pairs: Floats32, wiring: Wiring) -> None:
    """Let mechanisms contribute, and complete signals in the order in which they are needed."""
    # taken apart once: every look into a tuple of arrays counts a reference
    calls, firsts, gates, due, signals, bounds = (
        wiring.calls, wiring.firsts, wiring.gates, wiring.due, wiring.signals, wiring.signal_bounds
    )  # fmt: skip
    row, parameters, tables = np.uint64(z.ctypes.data), c.ctypes.data, np.uint64(pairs.ctypes.data)
    for i in range(calls.shape[0]):
        if c[gates[i]] != 0.0:
            _call(calls[i], row, np.uint64(parameters + 4 * firsts[i]), tables)
        for k in range(due[i], due[i + 1]):
            _settle(z, signals, bounds, k, False)


@njit(cache=True, nogil=True, error_model="numpy")
def prepare(levels: Floats32, base: Floats32, c: Floats32, pairs: Floats32, wiring: Wiring) -> None:
    """Add what only depends on inputs to ``base``, with which the sums of every hour begin: (simulation, sum)."""
    first, last = wiring.clock[2], wiring.clock[3]
    for s in range(levels.shape[0]):
        levels[s, first:last] = base[s]
        contribute(levels[s], c[s], pairs, wiring)
        base[s] = levels[s, first:last]


@njit(nogil=True, error_model="numpy", fastmath={"reassoc"})  # so that a row can be added up in vector registers
def _row_sum(z: Floats32, row: int, wide: int) -> float:
    total = 0.0
    for p in range(wide):
        total += z[row + p]
    return total


@njit(inline="always", error_model="numpy")
def open_hour(
    z: Floats32, base: Floats32, c: Floats32, pairs: Floats32, wiring: Wiring, sparks: Floats32, hour: int, time: int
) -> None:
    """Set what the case gives for an hour of one simulation, and let every mechanism contribute."""
    row, clock, first, last = wiring.clock
    sums = z[first:last]
    for k in range(sums.shape[0]):
        sums[k] = base[k]
    for p in range(sparks.shape[1]):
        z[row + p] = sparks[hour, p]
    z[clock] = (time + hour) % 24
    contribute(z, c, pairs, wiring)


@njit(inline="always", error_model="numpy")
def key_hour(keys: Words, ways: Ways, purposes: Words, origin: Words, hour: int) -> None:
    """What the draws of each status are keyed by in an hour of one simulation."""
    leaving, draws_for = ways.leaving, ways.purposes
    for i in range(leaving.shape[0]):
        purpose = draws_for[leaving[i]]
        keys[leaving[i]] = join(join(purposes[purpose], origin[purpose, hour // 24]), np.uint64(hour))


@njit(inline="always", error_model="numpy")
def close_hour(z: Floats32, wiring: Wiring, purposes: Words, origin: Words, hour: int) -> None:
    """Let stocks take their changes, and decide on orders, when people have moved."""
    stocks, bounds, orders = wiring.stocks, wiring.stock_bounds, wiring.orders
    for k in range(stocks.shape[0]):
        _settle(z, stocks, bounds, k, True)
    for k in range(orders.shape[0]):
        purpose = orders[k, 4]
        key = join(join(purposes[purpose], origin[purpose, hour // 24]), np.uint64(hour))
        decide(z, orders[k, 0], orders[k, 1], orders[k, 2], orders[k, 3], key)


@njit(inline="always", error_model="numpy")
def add_up(z: Floats32, tallying: Tallying, hour: int, out: Floats) -> None:
    """What every tally comes to at the end of an hour of one simulation (-1: at the start)."""
    hours, names, name_of = tallying.hours, tallying.names, tallying.name_of
    positions, place_of, hows, columns = tallying.places, tallying.place_of, tallying.how, tallying.at
    for k in range(hows.shape[0]):
        if hour >= 0 and not hours[k, 0] <= hour < hours[k, 1]:
            continue
        how, at = hows[k], columns[k]
        first, last = place_of[k], place_of[k + 1]
        start, wide = positions[first], last - first
        stretch = positions[last - 1] - start == wide - 1  # places that stand side by side
        if stretch and how == 4:
            out[at : at + wide] = 0.0
            for n in range(name_of[k], name_of[k + 1]):
                row = names[n] + start
                for p in range(wide):
                    out[at + p] += z[row + p]
            continue
        total = 0.0
        if stretch and how < 2:
            for n in range(name_of[k], name_of[k + 1]):
                row = names[n] + start
                total += z[row] if wide == 1 else _row_sum(z, row, wide)
        else:
            for i in range(first, last):
                value = 0.0
                for n in range(name_of[k], name_of[k + 1]):
                    value += z[names[n] + positions[i]]
                if how == 4:
                    out[at + i - first] = value
                elif how < 2:
                    total += value
                elif i == first or (value > total) == (how == 2):
                    total = value
        if how < 4:
            out[at] = total / wide if how == 1 else total


# nothing is allocated in it, so that no references to arrays need be counted
@njit(cache=True, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]
def advance(
    levels: Floats32,
    base: Floats32,
    c: Floats32,
    pairs: Floats32,
    wiring: Wiring,
    counts: tuple[Counts, Counts],
    ways: tuple[Ways, Ways],
    weights: Floats,
    paces: Floats,
    purposes: Words,
    origin: Words,
    sparks: Floats32,
    hour_of_day: int,
    begin: int,
    end: int,
    tallying: Tallying,
    tallies: Floats,
    rows: Indices,
    trace: Floats32,
    each: float,
    rooms: tuple[Room, Room],
    one: Floats,
    passed: Floats,
) -> None:
    """Take every simulation from hour ``begin`` to hour ``end``.

    Parameters
    ----------
    levels, base, c : (simulation, ...): the rows, what the sums of an hour begin with, the parameters
    pairs : (pair, place, place), flat
    counts, ways : the people told apart by class, and the others: (simulation, place, class, status)
    weights, paces : (simulation, place, class) and (simulation, class)
    purposes : what the draws of each purpose are keyed by
    origin : (simulation, purpose, day): whose randomness is used
    sparks : (hour, place)
    hour_of_day : at the start of the episode
    tallies : (simulation, column, hour + 1), the start first; set for the hours passed
    rows, trace : offsets of what is kept by the hour, and (simulation, row, hour, width) for the first simulations
    each : how many people one of those told apart by class stands for
    rooms, one, passed : to work in; (place, 1) of ones; (hour + 1, column)
    """
    people, others = counts
    ways_people, ways_others = ways
    room, room_others = rooms
    for s in range(levels.shape[0]):
        # rows once a simulation: each look at a row or into a tuple of arrays counts a reference
        z, start, parameters, whose = levels[s], base[s], c[s], origin[s]
        inhabitants, weight, pace, rest = people[s], weights[s], paces[s], others[s]
        if begin == 0:
            add_up(z, tallying, -1, passed[0])
        for hour in range(begin, end):
            open_hour(z, start, parameters, pairs, wiring, sparks, hour, hour_of_day)
            key_hour(room.keys, ways_people, purposes, whose, hour)
            key_hour(room_others.keys, ways_others, purposes, whose, hour)
            move(inhabitants, z, ways_people, weight, pace, room, each)
            move(rest, z, ways_others, one, one[0], room_others)
            close_hour(z, wiring, purposes, whose, hour)
            add_up(z, tallying, hour, passed[hour + 1])
            if s < trace.shape[0]:
                for k in range(rows.shape[0]):
                    for p in range(trace.shape[3]):
                        trace[s, k, hour, p] = z[rows[k] + p]
        for k in range(tallies.shape[1]):
            for column in range(begin + (begin > 0), end + 1):
                tallies[s, k, column] = passed[column, k]
