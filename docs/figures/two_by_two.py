"""Structure by policies: `python docs/figures/two_by_two.py` (half a minute).

Prints the tables of docs/background/generalists-or-the-model.md.
"""

from __future__ import annotations

from pathlib import Path

import gtmsim
from gtmsim.experiment import Comparison
from gtmsim.scenario import Scenario
from gtmsim.stats import Estimate, mean

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "designs"
STRUCTURES = ("generalists", "the_model")
WITHOUT = {
    "choices.promises": "without",
    "choices.order": "by_arrival",
    "choices.recycling": "without",
    "choices.automation": "without",
}
"""No promises, everything in the order in which it came, nobody called again, nobody noticed."""
REPLICATIONS = 40
KPIS = ("wins", "arr")


def cells() -> dict[str, Scenario]:
    """The four cells: each structure, without and with the policies."""
    found = {}
    for structure in STRUCTURES:
        scenario = gtmsim.load(FOLDER / f"{structure}.yaml")
        found[f"{structure}, without"] = scenario.change(WITHOUT)
        found[f"{structure}, with"] = scenario
    return found


def compared(replications: int = REPLICATIONS) -> Comparison:
    """The four cells on the same leads with the same luck."""
    return gtmsim.compare(cells(), replications=replications, kpis=list(KPIS))


def effects(comparison: Comparison, kpi: str) -> dict[str, Estimate]:
    """What policies are worth to each structure, and structure to each set of policies."""
    places = {name: place for place, name in enumerate(cells())}
    values = {name: comparison.result.values(kpi, place) for name, place in places.items()}
    pairs = {
        "policies, to generalists": ("generalists, without", "generalists, with"),
        "policies, to THE MODEL": ("the_model, without", "the_model, with"),
        "THE MODEL, without policies": ("generalists, without", "the_model, without"),
        "THE MODEL, with policies": ("generalists, with", "the_model, with"),
    }
    return {name: mean(values[after] - values[before]) for name, (before, after) in pairs.items()}


def means(comparison: Comparison, kpi: str) -> dict[str, float]:
    """The mean of each cell."""
    return {
        name: mean(comparison.result.values(kpi, place)).mean for place, name in enumerate(cells())
    }


def table(comparison: Comparison) -> str:
    """The effects as rows of a Markdown table: wins, and ARR in 万円."""
    wins, arr = effects(comparison, "wins"), effects(comparison, "arr")
    return "\n".join(
        f"| {name} | {_told(wins[name], '+.1f')} | {_told(arr[name], '+,.0f', 1e4)} |"
        for name in wins
    )


def _told(found: Estimate, form: str, unit: float = 1.0) -> str:
    """The mean and its interval as two cells."""
    middle, low, high = (f"{each / unit:{form}}" for each in (found.mean, found.low, found.high))
    return f"{middle} | {low} to {high}"


def main() -> None:
    """Run the four cells and print both tables."""
    comparison = compared()
    for kpi in KPIS:
        print(kpi, {name: round(each, 1) for name, each in means(comparison, kpi).items()})
    print(table(comparison))


if __name__ == "__main__":
    main()
