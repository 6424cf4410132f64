"""Draws wins against the recycle interval: `python docs/figures/recontact.py` (a minute).

Writes docs/figures/recontact.png and prints the table of docs/how-to/choose-a-recycle-interval.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import look

import gtmsim
from gtmsim.experiment import Result

ROOT = Path(__file__).resolve().parents[2]
FIGURE = ROOT / "docs" / "figures" / "recontact.png"
INTERVAL = "recycle.timing.nurture"
DAYS = (7, 14, 30, 45, 60, 75, 90, 120, 180, 270, 365)
LEADS = (30, 20)
"""Leads a month: as in the file, and for a salesperson with more time."""
REPLICATIONS = 200
COLORS = {30: look.BLUE, 20: look.VERMILION}
MARKERS = {30: "o", 20: "s"}


@dataclass(frozen=True)
class Curve:
    """Wins at each interval, with the 95% interval of their mean."""

    leads: int
    days: tuple[int, ...]
    wins: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @property
    def best(self) -> int:
        """The place of the highest mean."""
        return self.wins.index(max(self.wins))


def curve(leads: int, replications: int = REPLICATIONS) -> tuple[Curve, Result]:
    """Try every interval on the same leads with the same luck."""
    scenario = gtmsim.load(ROOT / "scenarios" / "recontact.yaml")
    scenario = scenario.change("channels.inbound.leads", f"{leads} per month")
    result = gtmsim.sweep(
        scenario,
        {INTERVAL: [f"{days} days" for days in DAYS]},
        replications=replications,
        kpis=["wins"],
    )
    found = [result.estimate("wins", point) for point in result.points]
    means, lows, highs = zip(*((one.mean, one.low, one.high) for one in found), strict=True)
    return Curve(leads, DAYS, means, lows, highs), result


def draw(curves: list[Curve], target: Path) -> None:
    """Draw the curves with their intervals."""
    figure, axes = look.canvas(8, 5)
    for one in curves:
        color = COLORS[one.leads]
        look.band(axes, one.days, one.wins, one.low, one.high, color, marker=MARKERS[one.leads])
        axes.annotate(
            f"{one.leads} leads a month\nhighest at {one.days[one.best]} days",
            (one.days[one.best], one.high[one.best]),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            color=color,
        )
    axes.set_xscale("log")
    axes.set_xticks(DAYS, labels=[str(days) for days in DAYS])
    axes.minorticks_off()
    axes.set_ylim(0, 1.2 * max(max(one.high) for one in curves))
    axes.set_xlabel("Interval until a buyer who said “not now” is called again [days, log scale]")
    axes.set_ylabel("Wins in 18 months [leads]")
    axes.set_title(
        f"Too early wastes work, too late loses to the rival\n"
        f"Mean of {REPLICATIONS} replications; band: 95% interval of the mean",
        fontsize=11,
    )
    look.save(figure, target)


def table(one: Curve) -> str:
    """The curve as rows of a Markdown table."""
    rows = zip(one.days, one.wins, one.low, one.high, strict=True)
    return "\n".join(
        f"| {day} | {wins:.1f} | {low:.1f} to {high:.1f} |" for day, wins, low, high in rows
    )


def main() -> None:
    """Sweep, draw, and print what the page says."""
    found = [curve(leads) for leads in LEADS]
    draw([one for one, _ in found], FIGURE)
    for one, result in found:
        print(f"\n{one.leads} leads a month\n\n{table(one)}\n")
        print(result.compare(baseline=one.best))


if __name__ == "__main__":
    main()
