"""How the figures look: curves with the interval of their mean, in colors that all tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

BLUE, VERMILION, GREEN, GRAY = "#0072B2", "#D55E00", "#009E73", "#BBBBBB"
"""Of Okabe and Ito, which everybody tells apart; gray where something is unclear."""


def canvas(width: float, height: float, rows: int = 1) -> tuple[Any, Any]:
    """A figure that needs no screen, and its axes, one below the other on one scale."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    return plt.subplots(rows, sharex=True, figsize=(width, height), dpi=150, layout="constrained")


def band(
    axes: Any, at: Sequence[float], mean: Sequence[float], low: Sequence[float],
    high: Sequence[float], color: str, **line: Any,
) -> None:  # fmt: skip
    """A curve of means, with the intervals as a band around it."""
    axes.fill_between(at, low, high, color=color, alpha=0.2, linewidth=0)
    axes.plot(at, mean, color=color, markersize=5, **line)


def save(figure: Any, target: Path) -> None:
    """Write a figure without frames around its axes."""
    import matplotlib.pyplot as plt

    for axes in figure.axes:
        axes.grid(axis="y", alpha=0.3)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    figure.savefig(target)
    plt.close(figure)
