"""Draws where one design overtakes another: `python docs/figures/crossover.py A.yaml B.yaml`.

Writes docs/figures/crossover.png, or the file named by `--out`, and prints the map as a table.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import look
import numpy as np

import gtmsim
from gtmsim.experiment import Crossover, local

ROOT = Path(__file__).resolve().parents[2]
FIGURE = ROOT / "docs" / "figures" / "crossover.png"
VOLUMES = (0.25, 0.5, 1.0, 1.5, 2.0)
PEOPLE = (4, 6, 8, 12, 16, 24)
REPLICATIONS = 20
COLORS = {
    "better": look.BLUE, "worse": look.VERMILION, "no clear difference": look.GRAY, "": "white"
}  # fmt: skip
SIGNS = {"better": "+", "worse": "−", "no clear difference": "=", "": "n/a"}


def draw(found: Crossover, target: Path) -> None:
    """Draw the map: a square a cell, its color and sign the verdict, its number the difference."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch, Rectangle

    volumes = list(dict.fromkeys(each.volume for each in found.cells))
    people = list(dict.fromkeys(each.headcount for each in found.cells))
    figure, axes = plt.subplots(
        figsize=(1.4 * len(volumes) + 2.5, 0.7 * len(people) + 2.5), dpi=150, layout="constrained"
    )
    for each in found.cells:
        x, y = volumes.index(each.volume), people.index(each.headcount)
        color = COLORS[each.verdict]
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=color, edgecolor="white"))
        dark = each.verdict in ("better", "worse")
        axes.text(x, y, words(found, each.volume, each.headcount), ha="center", va="center",
                  color="white" if dark else "black", fontsize=9)  # fmt: skip
    axes.set_xlim(-0.5, len(volumes) - 0.5)
    axes.set_ylim(-0.5, len(people) - 0.5)
    axes.set_xticks(range(len(volumes)), labels=[f"x{volume:g}" for volume in volumes])
    axes.set_yticks(range(len(people)), labels=[str(number) for number in people])
    axes.set_xlabel("Lead volume [times that of the files]")
    axes.set_ylabel("Headcount of either design [people]")
    unit = found.meaning.unit
    axes.set_title(
        f"{found.second} less {found.first}: {found.meaning.name}"
        f"{f' [million {unit}]' if scale(unit) > 1 else f' [{unit}]'}\n"
        f"Mean of {found.replications} paired replications; color: 95% interval of each cell",
        fontsize=10,
    )
    told = {
        "better": f"+ {found.second} clearly better",
        "worse": f"− {found.first} clearly better",
        "no clear difference": "= no clear difference",
    }
    figure.legend(
        handles=[Patch(color=COLORS[verdict], label=text) for verdict, text in told.items()],
        loc="outside lower center", ncols=3 if len(volumes) > 3 else 1, frameon=False, fontsize=8,
    )  # fmt: skip
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
    figure.savefig(target)
    plt.close(figure)


def words(found: Crossover, volume: float, people: int) -> str:
    """What a cell says: the difference and the sign of its verdict."""
    cell = found.cell(volume, people)
    if cell.difference is None:
        return SIGNS[""]
    change = cell.difference.change.mean / scale(found.meaning.unit)
    return f"{change:+.3g} {SIGNS[cell.verdict]}"


def scale(unit: str) -> float:
    """Money is drawn in millions."""
    return 1e6 if unit.partition(" ")[0] in ("JPY",) else 1.0


def main() -> None:
    """Run both designs at every cell, draw, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("first", type=Path, help="the design compared with")
    parser.add_argument("second", type=Path)
    parser.add_argument("--volume", type=float, nargs="+", default=VOLUMES)
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE)
    parser.add_argument("--shared", nargs="*", default=(), help="teams that stay as they are")
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--objective")
    parser.add_argument("--jobs", type=int, default=-1)
    parser.add_argument("--out", type=Path, default=FIGURE)
    wanted = parser.parse_args()
    with local(wanted.jobs) as pool:
        found = gtmsim.crossover(
            gtmsim.load(wanted.first), gtmsim.load(wanted.second), volume=wanted.volume,
            headcount=wanted.people, shared=wanted.shared, objective=wanted.objective,
            replications=wanted.replications, executor=pool,
        )  # fmt: skip
    draw(found, wanted.out)
    print(found)
    clear = np.mean([each.verdict in ("better", "worse") for each in found.cells])
    print(f"{clear:.0%} of the cells have a clear winner.")


if __name__ == "__main__":
    main()
