"""No KPI lies where it cannot: within its bounds in logs of all kinds, and so do intervals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import gtmsim
from gtmsim.experiment.estimating import average
from gtmsim.kpi import find, kpi, measure, registry
from gtmsim.kpi.bounds import BELOW_ZERO, PARTS, UNBOUNDED, bounds
from gtmsim.kpi.periods import Moment, cut
from gtmsim.log import EventLog

ROUNDING = 1e-9


def outside(log: EventLog, period: tuple[Moment, Moment] | None = None) -> list[tuple[str, float]]:
    """Values that lie where they cannot."""
    found = []
    for row in measure(log, list(registry()), period=period):
        least, most = bounds(row.kpi)
        if not math.isnan(row.value) and not least - ROUNDING <= row.value <= most + ROUNDING:
            found.append((row.kpi, row.value))
    return found


@pytest.mark.parametrize("name", ["smb_inbound", "own_company", "one_desk"])
def test_in_every_month_of_a_run_every_kpi_lies_within_its_bounds(name: str) -> None:
    scenario = gtmsim.load(f"scenarios/{name}.yaml").change("horizon", "5 months")
    log = gtmsim.run(gtmsim.compile(scenario), seed=4)
    for month in cut(log, "month"):
        assert outside(log, month.period) == []
    assert outside(log) == []


def test_every_name_is_a_kpi_and_every_part_a_share() -> None:
    bases = {each.base: each for each in registry().values()}
    assert set(bases) >= PARTS | BELOW_ZERO
    assert {bases[base].unit for base in PARTS} == {"share"}
    assert not PARTS & BELOW_ZERO


def test_of_a_kpi_that_somebody_registered_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = replace(find("wins")[0], id="wins_less_losses")
    monkeypatch.setitem(kpi._registry, own.id, own)
    assert bounds("wins_less_losses") == UNBOUNDED


NEARLY_ALL = [1.0, 1.0, 1.0, 1.0, 0.95]


@pytest.mark.parametrize(
    ("kpi_id", "values", "low", "high"),
    [
        ("service_level_kept.qualify", NEARLY_ALL, None, 1.0),
        ("cold_rate", [0.0, 0.0, 0.02], 0.0, None),
        ("wins", [0.0, 0.0, 0.0, 1.0], 0.0, None),
        ("win_rate", NEARLY_ALL, None, None),  # wins of a month that saw fewer SQLs
        ("contribution", [0.0, 0.0, 0.0, 1e6], None, None),
    ],
)
def test_an_interval_ends_where_the_kpi_does(
    kpi_id: str, values: list[float], low: float | None, high: float | None
) -> None:
    bare = gtmsim.stats.mean(values)
    found = average(kpi_id, values, level=0.95)
    assert found.low == (bare.low if low is None else low)
    assert found.high == (bare.high if high is None else high)
    assert (low is None) == (found.low == bare.low)
    assert (high is None) == (found.high == bare.high)


def test_what_is_cut_off_never_held_the_truth() -> None:
    """The intervals of 2,000 experiments hold the mean as often when they are cut."""
    chance = np.random.default_rng(9)
    truth, held = 0.97, {"bare": 0, "cut": 0}
    for _ in range(2_000):
        bare = gtmsim.stats.mean(chance.beta(9.7, 0.3, size=10))
        cut_off = bare.cut(0, 1)
        held["bare"] += bare.low <= truth <= bare.high
        held["cut"] += cut_off.low <= truth <= cut_off.high
        assert 0 <= cut_off.low <= cut_off.mean <= cut_off.high <= 1
    assert held["bare"] == held["cut"]
