"""Little's law, L = arrival rate x W, exactly and on every shipped scenario.

L is the area under the number present, counted event by event without knowing who is who. W
adds up each lead's own time, cut at both ends of the report: at the horizon, and at the start
for those whom the history left there. In ticks the two are equal to the last one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import gtmsim
from gtmsim import EventLog, kpi
from gtmsim.log import ENDS, LEAVES, Kind

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
TEMPLATES = {"the_model_journey", "rules", "smb_market"}
"""They do not run alone."""
PATHS = sorted(path for path in SCENARIOS.rglob("*.yaml") if path.stem not in TEMPLATES)

ENDS_WAIT = (Kind.STARTED, Kind.BOOKED, Kind.WENT_COLD)

Mask = NDArray[np.bool_]


@cache
def log_of(path: Path) -> EventLog:
    """One replication of a shipped scenario."""
    return gtmsim.run(gtmsim.compile(gtmsim.load(path)), seed=3)


def opens(log: EventLog) -> int:
    """The tick at which the report begins."""
    return int(log.meta.get("opens") or 0)


def area(log: EventLog, comes: Mask, goes: Mask) -> int:
    """The integral over time of how many are present, from ticks of coming and going."""
    change = np.bincount(log.events["time"][comes], minlength=log.horizon)
    change -= np.bincount(log.events["time"][goes], minlength=log.horizon)
    level = np.cumsum(change)
    assert (level >= 0).all()
    return int(level[opens(log) :].sum())


def own_times(log: EventLog, comes: Mask, goes: Mask) -> int:
    """Lead by lead: the sum of the times between coming and going, cut at both ends."""
    present: dict[int, int] = {}
    total, begin = 0, opens(log)
    rows = np.flatnonzero(comes | goes)
    leads, times = (log.events[name][rows].tolist() for name in ("lead", "time"))
    for lead, time, coming in zip(leads, times, comes[rows].tolist(), strict=True):
        if coming:
            present.setdefault(lead, time)  # handed to another team's queue, it waits on
        elif lead in present:
            total += max(time, begin) - max(present.pop(lead), begin)
    return total + sum(log.horizon - max(time, begin) for time in present.values())


def test_there_are_scenarios() -> None:
    assert {"one_desk", "smb_inbound"} <= {path.stem for path in PATHS}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_leads_in_the_journey(path: Path) -> None:
    log = log_of(path)
    comes, goes = log.select(Kind.ARRIVED, Kind.OPENED), log.select(*ENDS)
    present = area(log, comes, goes)
    assert present > 0
    assert present == own_times(log, comes, goes)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_leads_in_each_stage(path: Path) -> None:
    """The KPI says the same, in leads, leads a day and days."""
    log = log_of(path)
    table = kpi.littles_law(log)
    length = log.horizon - opens(log)
    days = length / log.meta["ticks_per_minute"] / 1440
    for stage, name in enumerate(log.stages["id"]):
        if log.stages.get("own", [0] * (stage + 1))[stage]:
            continue  # of the company's own work, which no lead enters
        here = log.events["stage"] == stage
        comes, goes = here & log.select(Kind.ENTERED), here & log.select(*LEAVES)
        present = area(log, comes, goes)
        assert present == own_times(log, comes, goes), name
        number, rate, stay = table.loc[name, ["number", "rate", "days"]]
        assert number * length == pytest.approx(present, rel=1e-12), name
        if not opens(log):
            assert rate * days == pytest.approx(comes.sum(), rel=1e-12), name
        if rate > 0:
            assert rate * stay == pytest.approx(number, rel=1e-12), name


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_leads_that_wait_for_a_person(path: Path) -> None:
    log = log_of(path)
    leads = log.events["lead"] >= 0  # not the company's own work
    comes, goes = log.select(Kind.JOINED) & leads, log.select(*ENDS_WAIT) & leads
    waiting = own_times(log, comes, goes)
    assert waiting > 0
    number = kpi.littles_law(log, of="waiting")["number"].sum()
    assert number * (log.horizon - opens(log)) == pytest.approx(waiting, rel=1e-12)
