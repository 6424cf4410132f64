"""Draws when a transition has paid: `python docs/figures/transition.py` (a few minutes).

Writes docs/figures/transition.png and prints the table of docs/how-to/plan-a-transition.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import gtmsim
from gtmsim.experiment import BreakEven, break_even
from gtmsim.stats import Estimate

ROOT = Path(__file__).resolve().parents[2]
FIGURE = ROOT / "docs" / "figures" / "transition.png"
DESIGNS = ROOT / "scenarios" / "designs"
TEMPOS = {"swift": "22 weeks", "usual": "33 weeks", "slow": "41 weeks"}
DRAWN = ("swift", "slow")
REPLICATIONS = 40
COLORS = {"swift": "#0072B2", "slow": "#D55E00"}
"""Blue and vermilion of Okabe and Ito, which everybody tells apart."""
STYLES = {"swift": "-", "slow": "--"}
BESIDE = {"swift": ((-6, 13), "right"), "slow": ((0, -18), "center")}
"""Where the word about the deepest week stands, off the other curve."""
MILLION = 1e6


def found(
    tempo: str, objective: str = "contribution", replications: int = REPLICATIONS
) -> BreakEven:
    """The way at a tempo against no change."""
    none = gtmsim.load(DESIGNS / "transition_none.yaml")
    way = gtmsim.load(DESIGNS / "transition.yaml").change("choices.tempo", tempo)
    return break_even(none, way, objective=objective, replications=replications)


def draw(ways: Mapping[str, BreakEven], target: Path) -> None:
    """Draw the mean gap by week with its band; mark the dip and the break-even."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 5.4), dpi=150, layout="constrained")
    axes.axhline(0, color="black", linewidth=0.8)
    for tempo, way in ways.items():
        frame, color = way.frame(), COLORS[tempo]
        weeks = frame["week"]
        low, high = (frame[end] / MILLION for end in ("low", "high"))
        axes.fill_between(weeks, low, high, color=color, alpha=0.18, linewidth=0)
        axes.plot(weeks, frame["mean"] / MILLION, color=color, linestyle=STYLES[tempo])
        deepest = frame["mean"].iloc[way.lowest - 1] / MILLION
        if deepest < -1:  # the mean of the others never falls behind by a million
            axes.plot([way.lowest], [deepest], "v", color=color)
            offset, side = BESIDE[tempo]
            axes.annotate(
                f"deepest: week {way.lowest}", (way.lowest, deepest), xytext=offset,
                textcoords="offset points", ha=side, color=color, fontsize=9,
            )  # fmt: skip
        if math.isfinite(way.median.mean):
            axes.plot([way.median.mean], [0], "o", color=color, zorder=3)
            axes.annotate(
                f"even: week {math.ceil(way.median.mean)} (median)", (way.median.mean, 0),
                xytext=(0, 24), textcoords="offset points", ha="right",
                color=color, fontsize=9,
            )  # fmt: skip
        axes.annotate(
            f"{TEMPOS[tempo]}\n{way.within.mean:.0%} ahead at the end",
            (weeks.iloc[-1], frame["mean"].iloc[-1] / MILLION), xytext=(6, 0),
            textcoords="offset points", va="center", color=color, fontsize=9,
        )  # fmt: skip
        axes.axvline(way.change, color=color, linestyle=":", linewidth=1)
    axes.set_xlim(0, len(weeks) + 26)
    axes.set_xticks(range(0, len(weeks), 26))
    axes.set_xlabel("Week since 2026-04-01; dotted: the pilot begins")
    axes.set_ylabel("Contribution ahead of no change, added up [million JPY]")
    axes.set_title(
        "The way to THE MODEL, in 22 weeks and in 41\n"
        f"Mean of {REPLICATIONS} paired replications; band: 95% interval of the mean",
        fontsize=11,
    )
    axes.grid(axis="y", alpha=0.3)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.savefig(target)
    plt.close(figure)


def table(rows: Mapping[str, tuple[BreakEven, BreakEven]]) -> str:
    """What each tempo brings, as rows of a Markdown table."""
    lines = []
    for tempo, (profit, wins) in rows.items():
        median = profit.median.mean
        week = f"{math.ceil(median)}" if math.isfinite(median) else "not within 131"
        cells: Sequence[str] = (
            TEMPOS[tempo],
            _millions(profit.dip),
            f"{profit.lowest}",
            week,
            f"{profit.within.mean:.0%} ({profit.within.low:.0%} to {profit.within.high:.0%})",
            _millions(profit.end),
            f"{wins.end.mean:+.1f} ({wins.end.low:+.1f} to {wins.end.high:+.1f})",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _millions(found: Estimate) -> str:
    mean, low, high = (each / MILLION for each in (found.mean, found.low, found.high))
    return f"{mean:+.0f} ({low:+.0f} to {high:+.0f})"


def main() -> None:
    """Run every tempo, draw two of them, and print what the page says."""
    rows = {tempo: (found(tempo), found(tempo, "wins")) for tempo in TEMPOS}
    draw({tempo: rows[tempo][0] for tempo in DRAWN}, FIGURE)
    print(table(rows))


if __name__ == "__main__":
    main()
