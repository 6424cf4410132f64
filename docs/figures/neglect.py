"""Draws how new leads are neglected as load rises: `python docs/figures/neglect.py` (a minute).

Writes docs/figures/neglect.png and prints the table of docs/background/generalists-or-the-model.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import look
import numpy as np
from numpy.typing import NDArray

import gtmsim
from gtmsim.log import EventLog, Kind
from gtmsim.scenario import Scenario
from gtmsim.stats import mean

ROOT = Path(__file__).resolve().parents[2]
FIGURE = ROOT / "docs" / "figures" / "neglect.png"
SCENARIO = ROOT / "scenarios" / "designs" / "generalists.yaml"
PEOPLE = 3
LOADS = (0.5, 1.0, 1.5, 1.75, 2.0, 2.25, 2.5)
"""Multiples of the leads of the shared market, served by half of its people."""
LEADS = {"website": 22, "demo_request": 4}
WEBINAR = 8
HORIZON = "8 months"
LATE_AFTER = 30
"""Days after which a new lead that nobody has turned to counts as neglected."""
REPLICATIONS = 24
CLOSING = {"choices.order": "closing_first"}
BLOCK = {
    "hours": {"mon-wed": "9:00-18:00"},
    "first": {"stage": ["demo_call", "first_call", "intake"]},
}
"""Three days a week on which whoever has not been touched yet comes first."""
ORDERS: dict[str, dict[str, object]] = {
    "closing first": {**CLOSING},
    "closing first, but from Monday to Wednesday new leads": {
        **CLOSING,
        "teams.sales.time_blocks": [BLOCK],
    },
    "new leads first": {"choices.order": "new_leads_first"},
}
"""What is changed, by what the figure calls it."""
COLORS = dict(zip(ORDERS, (look.VERMILION, look.GREEN, look.BLUE), strict=True))
MARKERS = dict(zip(ORDERS, "s^o", strict=True))


@dataclass(frozen=True)
class Curve:
    """The share of new leads neglected at each load, with the 95% interval of its mean."""

    order: str
    loads: tuple[float, ...]
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def world() -> Scenario:
    """Three generalists with the market's leads and customers."""
    return gtmsim.load(SCENARIO).change({"horizon": HORIZON, "teams.sales.headcount": PEOPLE})


def loaded(load: float) -> dict[str, object]:
    """The changes that multiply the leads of the market."""
    steady = {f"channels.{name}.leads": f"{load * n:g} per month" for name, n in LEADS.items()}
    return {**steady, "channels.webinar.leads": {"poisson": f"{load * WEBINAR:g}"}}


def neglected(log: EventLog) -> float:
    """The share of new leads on which nobody had begun to work LATE_AFTER days after they came.

    Counted are leads that came to a desk, at least so long before the end.
    """
    late = LATE_AFTER * 24 * 60
    arrived = _first(log, Kind.ARRIVED)
    queued, begun = _first(log, Kind.JOINED), _first(log, Kind.STARTED)
    counted = (arrived >= 0) & (arrived < log.horizon - late) & (queued < NEVER)
    return float(np.mean(begun[counted] - arrived[counted] > late))


NEVER = np.iinfo(np.int64).max


def _first(log: EventLog, kind: Kind) -> NDArray[np.int64]:
    """When each lead first had an event of a kind; -1 for leads that did not arrive."""
    chosen = log.select(kind)
    missing = -1 if kind is Kind.ARRIVED else NEVER
    first = np.full(len(log.leads["key"]), missing, dtype=np.int64)
    leads, times = log.events["lead"][chosen], log.events["time"][chosen]
    first[leads[::-1]] = times[::-1]
    return first


def shares(
    changes: Mapping[str, object], loads: Sequence[float] = LOADS, replications: int = REPLICATIONS
) -> NDArray[np.float64]:
    """The share neglected, a row for each load and a column for each replication."""
    scenario = world().change(changes) if changes else world()
    plans = [gtmsim.compile(scenario.change(loaded(load))) for load in loads]
    return np.asarray(
        [[neglected(gtmsim.run(plan, 0, one)) for one in range(replications)] for plan in plans]
    )


def curve(order: str, found: NDArray[np.float64]) -> Curve:
    """The means of each load, with their intervals."""
    rows = [mean(row) for row in found]
    parts = ([row.mean for row in rows], [row.low for row in rows], [row.high for row in rows])
    share, low, high = (tuple(part) for part in parts)
    return Curve(order, LOADS[: len(rows)], share, low, high)


def draw(curves: Sequence[Curve], target: Path) -> None:
    """Draw the curves with their intervals."""
    figure, axes = look.canvas(8, 5)
    for one in curves:
        percent = [[100 * each for each in row] for row in (one.share, one.low, one.high)]
        look.band(
            axes, one.loads, *percent, COLORS[one.order], marker=MARKERS[one.order], label=one.order
        )
    axes.legend(loc="upper left", frameon=False)
    axes.set_ylim(bottom=0)
    axes.set_xticks(curves[0].loads)
    axes.set_xlabel("Leads, in multiples of the market's, for three generalists")
    axes.set_ylabel(f"New leads that nobody turned to in {LATE_AFTER} days [%]")
    axes.set_title(
        "Whoever closes first comes to neglect new leads\n"
        f"Mean of {REPLICATIONS} replications of {HORIZON}; band: 95% interval of the mean",
        fontsize=11,
    )
    look.save(figure, target)


def table(curves: Sequence[Curve]) -> str:
    """The curves as rows of a Markdown table."""
    rows = []
    for place, load in enumerate(curves[0].loads):
        cells = [
            f"{one.share[place]:.1%} | {one.low[place]:.1%} to {one.high[place]:.1%}"
            for one in curves
        ]
        rows.append(f"| {load:g} | {' | '.join(cells)} |")
    return "\n".join(rows)


def main() -> None:
    """Run every load under both orders, draw, and print what the page says."""
    curves = [curve(order, shares(changes)) for order, changes in ORDERS.items()]
    draw(curves, FIGURE)
    print(table(curves))


if __name__ == "__main__":
    main()
