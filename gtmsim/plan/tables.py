"""Laws as tables: look-ups that need no logarithm, no scipy and no rounding of the machine.

A table holds a law's quantiles in fixed-point integers at nodes that halve their distance
towards both tails (64 cells an octave, 40 octaves a side). An even grid of 4,096 nodes
would inflate the variance of a lognormal law by 73 %; this one keeps it within 0.1 %.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Quantile = Callable[[NDArray[np.float64]], NDArray[np.float64]]

SUB_BITS = 6
CELLS = 1 << SUB_BITS
LOWEST = 12
"""Octaves end at 2**12 of 2**53: the 2**-41 tail is one last straight piece."""
HALF = 1 << 52
TIME_BITS = 8
"""Times keep 1/256 of a tick, so that rounding to ticks is unbiased."""
LARGEST = 1 << 46

FIXED, SMOOTH, STEPS = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Table:
    """A law, compiled.

    Attributes:
        kind: FIXED (one value), SMOOTH (interpolated quantiles) or STEPS (a discrete law).
        low: SMOOTH: quantiles from the lower tail to the median. STEPS: the values.
            FIXED: the value. Fixed-point integers.
        high: SMOOTH: quantiles from the upper tail down to the median. STEPS: cumulative
            probabilities in 1/2**53. FIXED: empty.
        point_bits: position of the binary point in `low` and `high`.
    """

    kind: int
    low: list[int]
    high: list[int]
    point_bits: int

    @cached_property
    def half(self) -> int:
        """One half in fixed point, for rounding."""
        return 1 << self.point_bits >> 1

    def fixed_point(self, draw: int) -> int:
        """The quantile at `draw` of 2**53, as a fixed-point integer."""
        if self.kind == SMOOTH:
            return smooth(self.low, self.high, draw)
        if self.kind == FIXED:
            return self.low[0]
        return self.low[bisect_right(self.high, draw)]

    def whole(self, draw: int) -> int:
        """The quantile at `draw`, rounded to the nearest whole number (of ticks, of yen)."""
        if self.kind == SMOOTH:
            return (smooth(self.low, self.high, draw) + self.half) >> self.point_bits
        return (self.fixed_point(draw) + self.half) >> self.point_bits

    def fixed_points(self, draws: NDArray[np.int64]) -> NDArray[np.int64]:
        """`fixed_point` for an array."""
        low = np.asarray(self.low, dtype=np.int64)
        if self.kind == FIXED:
            return np.full(len(draws), low[0])
        if self.kind == STEPS:
            return low[np.searchsorted(np.asarray(self.high, dtype=np.int64), draws, side="right")]
        return smooth_many(low, np.asarray(self.high, dtype=np.int64), draws)

    def wholes(self, draws: NDArray[np.int64]) -> NDArray[np.int64]:
        """`whole` for an array."""
        return (self.fixed_points(draws) + self.half) >> self.point_bits


def smooth(low: Sequence[int], high: Sequence[int], draw: int) -> int:
    """Interpolate graded quantiles at `draw` of 2**53; integers only."""
    side = low
    if draw >= HALF:
        side = high
        draw = 2 * HALF - 1 - draw
    octave = draw.bit_length()
    shift = (octave if octave > LOWEST else LOWEST + 1) - 1 - SUB_BITS
    cell = draw >> shift
    if octave > LOWEST:
        cell += (octave - LOWEST - 1) * CELLS
    start = side[cell]
    rest = draw & ((1 << shift) - 1)
    part = rest >> (shift - 16) if shift >= 16 else rest << (16 - shift)
    return start + ((side[cell + 1] - start) * part >> 16)


def smooth_many(
    low: NDArray[np.int64], high: NDArray[np.int64], draws: NDArray[np.int64]
) -> NDArray[np.int64]:
    """`smooth` for an array of draws."""
    upper = draws >= HALF
    draw = np.where(upper, 2 * HALF - 1 - draws, draws)
    octave = np.frexp(draw.astype(np.float64))[1].astype(np.int64)
    shift = np.maximum(octave, LOWEST + 1) - 1 - SUB_BITS
    cell = (draw >> shift) + np.maximum(octave - LOWEST - 1, 0) * CELLS
    rest = draw & ((np.int64(1) << shift) - 1)
    part = np.where(
        shift >= 16, rest >> np.maximum(shift - 16, 0), rest << np.maximum(16 - shift, 0)
    )
    start = np.where(upper, high[cell], low[cell])
    step = np.where(upper, high[cell + 1], low[cell + 1]) - start
    result: NDArray[np.int64] = start + (step * part >> 16)
    return result


def node_probabilities() -> NDArray[np.float64]:
    """Tail probabilities of the nodes, from 0 (clipped) to one half."""
    draws = [cell << (LOWEST - SUB_BITS) for cell in range(CELLS)]
    for octave in range(LOWEST + 1, 53):
        draws += [(CELLS + cell) << (octave - 1 - SUB_BITS) for cell in range(CELLS)]
    draws.append(HALF)
    # The very end of a law with an endless tail is infinite: stop a quarter of a cell short.
    draws_array = np.asarray(draws, dtype=np.float64)
    draws_array[0] = (1 << (LOWEST - SUB_BITS)) / 4
    return draws_array / 2.0**53


PROBABILITIES = node_probabilities()


def constant(value: float, point_bits: int = TIME_BITS) -> Table:
    """A law that always gives `value`."""
    return Table(FIXED, [round(value * 2**point_bits)], [], point_bits)


def from_quantiles(quantile: Quantile, scale: float = 1.0, point_bits: int = TIME_BITS) -> Table:
    """Compile a continuous law, given its quantile function; values are multiplied by `scale`."""
    points = scale * 2.0**point_bits
    low = np.rint(quantile(PROBABILITIES) * points)
    high = np.rint(quantile(1.0 - PROBABILITIES) * points)
    limit = float(LARGEST)
    return Table(
        SMOOTH,
        np.clip(low, -limit, limit).astype(np.int64).tolist(),
        np.clip(high, -limit, limit).astype(np.int64).tolist(),
        point_bits,
    )


def from_steps(
    values: Sequence[float],
    shares: Sequence[float],
    scale: float = 1.0,
    point_bits: int = TIME_BITS,
) -> Table:
    """Compile a discrete law: `values` in order with their `shares`."""
    cumulative = np.cumsum(np.asarray(shares, dtype=np.float64))
    edges = np.rint(cumulative / cumulative[-1] * 2.0**53).astype(np.int64)[:-1]
    points = [round(value * scale * 2**point_bits) for value in values]
    return Table(STEPS, points, edges.tolist(), point_bits)
