"""Draws where one design overtakes another: `python docs/figures/crossover.py A.yaml B.yaml`.

Writes docs/figures/crossover.png, or the file named by `--out`, and prints the map as a table.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

import gtmsim
from gtmsim.experiment import local

ROOT = Path(__file__).resolve().parents[2]
FIGURE = ROOT / "docs" / "figures" / "crossover.png"
VOLUMES = (0.25, 0.5, 1.0, 1.5, 2.0)
PEOPLE = (4, 6, 8, 12, 16, 24)
REPLICATIONS = 20
DPI = 150


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
    gtmsim.figure(found).save(wanted.out, dpi=DPI)
    print(found)
    clear = np.mean([each.verdict in ("better", "worse") for each in found.cells])
    print(f"{clear:.0%} of the cells have a clear winner.")


if __name__ == "__main__":
    main()
