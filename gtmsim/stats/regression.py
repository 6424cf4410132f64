"""Additive regression on curves of several inputs, with the variance each input explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gtmsim.stats.intervals import Floats
from gtmsim.stats.refusal import require

ROWS_PER_COLUMN = 5
"""Observations wanted for each fitted column; curves get simpler until there are as many."""

BEND = 3.0
"""Standard deviations beyond which curves go straight on."""


@dataclass(frozen=True)
class AdditiveFit:
    """Variances of one fit or of many, all in squared units of the output.

    Attributes:
        total: variance of the output, one element a fit.
        residual: variance the fit leaves, adjusted for its number of columns.
        parts: variance each input explains beyond the others, adjusted likewise; the last axis
            counts inputs.
        raw_residual: as `residual`, not adjusted.
        raw_parts: as `parts`, not adjusted.
    """

    total: Floats
    residual: Floats
    parts: Floats
    raw_residual: Floats
    raw_parts: Floats


def additive_columns(inputs: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Regression columns for each input: itself, and its square and cube if there is room.

    The input itself catches proportional effects exactly; its square and cube catch curvature, held
    constant beyond three standard deviations so that a few extreme draws do not dominate.

    Args:
        inputs: shape (observations, inputs).

    Returns:
        The columns, shape (observations, columns), and how many belong to each input.
    """
    n, count = inputs.shape
    least = ROWS_PER_COLUMN * count
    require(n >= least, f"{n} sets of draws are too few for {count} inputs: it needs {least}.")
    degree = int(min(3, n // least)) if count else 0
    blocks = [_curves(inputs[:, j], degree) for j in range(count)]
    groups = np.array([block.shape[1] for block in blocks], dtype=np.int64)
    return np.hstack([*blocks, np.empty((n, 0))]), groups


def _curves(column: Floats, degree: int) -> Floats:
    kinds = int(np.unique(column).size)
    if kinds == 1:
        return np.empty((column.size, 0))
    line = (column - column.mean()) / column.std()
    bounded = np.clip(line, -BEND, BEND)
    powers = [bounded**power for power in range(2, min(degree, kinds - 1) + 1)]
    return np.column_stack([line, *powers])


def fit_additive(output: Floats, columns: Floats, groups: NDArray[np.int64]) -> AdditiveFit:
    """Least squares, and what each group of columns explains beyond all the others.

    Args:
        output: shape (..., observations); leading axes count fits.
        columns: shape (..., observations, columns).
        groups: number of columns of each input.
    """
    n, width = columns.shape[-2:]
    y = output - output.mean(axis=-1, keepdims=True)
    x = columns - columns.mean(axis=-2, keepdims=True)
    square = np.asarray((y**2).sum(axis=-1), dtype=np.float64)
    turned = np.swapaxes(x, -1, -2)
    # Inputs drawn alike in a resample leave no unique slopes; the pseudo-inverse takes the least.
    inverse = np.linalg.pinv(turned @ x, hermitian=True)
    projection = turned @ y[..., None]
    slopes = inverse @ projection
    rest = np.maximum(0.0, square - (slopes * projection).sum(axis=(-2, -1)))
    residual = rest / max(1, n - 1 - width)
    # What a group explains beyond the others is seen on the n - 1 - (their columns) directions
    # of the sample that the others leave free.
    explained = np.zeros((*square.shape, groups.size))
    ends = np.cumsum(groups)
    for j, (end, size) in enumerate(zip(ends, groups, strict=True)):
        if size:
            own = slice(int(end - size), int(end))
            block = np.linalg.pinv(inverse[..., own, own], hermitian=True)
            slope = slopes[..., own, :]
            explained[..., j] = (slope * (block @ slope)).sum(axis=(-2, -1))
    free = np.maximum(1, n - 1 - (width - groups))
    return AdditiveFit(
        total=square / (n - 1),
        residual=residual,
        parts=(explained - groups * residual[..., None]) / free,
        raw_residual=rest / (n - 1),
        raw_parts=explained / (n - 1),
    )
