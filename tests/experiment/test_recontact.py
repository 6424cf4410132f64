"""An optimum exists: calling again too early wastes work, too late loses to the rival."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import gtmsim
from gtmsim.experiment import Result
from gtmsim.stats import mean
from tests.figures import figure

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "choose-a-recycle-interval.md"
ROW = re.compile(r"^\| (\d+) \| ([\d.]+) \| ([\d.]+) to ([\d.]+) \|", re.MULTILINE)
EARLIEST, MIDDLE, LATEST = 7, 90, 365
"""Days; the middle is R064's, not chosen for being the best."""
REPLICATIONS = 60
CERTAINTY = 4.0
MOST_ROWS = 20_000


@pytest.fixture(scope="module")
def swept() -> Result:
    return gtmsim.sweep(
        gtmsim.load(ROOT / "scenarios" / "recontact.yaml"),
        {"recycle.timing.nurture": [f"{days} days" for days in (EARLIEST, MIDDLE, LATEST)]},
        replications=REPLICATIONS,
        kpis=["wins", "losses.competitor", "utilization.sales", "lost_unseen_rate"],
    )


@pytest.mark.slow
@pytest.mark.parametrize("end", [0, 2], ids=["too early", "too late"])
def test_both_ends_are_clearly_below_the_middle(swept: Result, end: int) -> None:
    """Paired: the same leads with the same luck; the interval of the difference excludes 0."""
    gained = mean(swept.values("wins", 1) - swept.values("wins", end))
    assert gained.low > 0
    assert gained.mean > CERTAINTY * gained.standard_error


@pytest.mark.slow
def test_too_early_wastes_work_and_too_late_loses_to_the_rival(swept: Result) -> None:
    def values(kpi: str) -> list[float]:
        return [float(np.nanmean(swept.values(kpi, place))) for place in range(3)]

    busy, unseen = values("utilization.sales"), values("lost_unseen_rate")
    assert busy[0] > 0.9 > busy[1] > busy[2]
    assert unseen[2] > unseen[1] + 0.1


@pytest.mark.slow
def test_the_page_says_what_the_scenario_gives(swept: Result) -> None:
    told = {int(days): float(wins) for days, wins, _, _ in ROW.findall(PAGE.read_text("utf-8"))}
    for place, days in enumerate((EARLIEST, MIDDLE, LATEST)):
        found = mean(swept.values("wins", place))
        assert abs(found.mean - told[days]) < CERTAINTY * found.standard_error


def test_a_replication_is_short() -> None:
    for days in (EARLIEST, MIDDLE):
        scenario = gtmsim.load(ROOT / "scenarios" / "recontact.yaml")
        plan = gtmsim.compile(scenario.change("recycle.timing.nurture", f"{days} days"))
        assert len(gtmsim.run(plan, seed=0)) < MOST_ROWS


def test_the_figure_is_drawn_from_its_numbers(tmp_path: Path) -> None:
    script = figure("recontact")
    curve = script.Curve(30, (7, 90, 365), (1.0, 3.0, 2.0), (0.5, 2.5, 1.5), (1.5, 3.5, 2.5))
    assert curve.days[curve.best] == 90
    assert script.table(curve).splitlines()[1] == "| 90 | 3.0 | 2.5 to 3.5 |"
    script.draw([curve], tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 10_000
