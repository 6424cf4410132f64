"""Laws on any log: shares sum, identities hold, and columns agree with a story told slowly."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gtmsim.kpi import backlog, littles_law, measure, registry, series
from gtmsim.kpi.bounds import bounds
from gtmsim.kpi.spells import NEVER
from gtmsim.kpi.view import View
from gtmsim.log import ENDS, LEAVES, EventLog, Kind
from tests.kpi.build import World, at

STAGES = ("gate", "qualify", "propose")
WAYS = (Kind.ADVANCED, Kind.RECYCLED, Kind.RETURNED, Kind.LOST, Kind.MERGED, Kind.CHURNED)
gaps = st.integers(min_value=0, max_value=5 * 24 * 60)


@st.composite
def logs(draw: st.DrawFn) -> EventLog:
    """Leads that wander through stages, wait, are worked on, and leave in any way."""
    world = World(days=61, months=[0, at(30), at(61)])
    for stage in STAGES:
        world.stage(stage, "sales", promise=0 if stage == "qualify" else -1)
    world.member("ann", "sales").member("bob", "sales", until=at(40))
    for _ in range(draw(st.integers(1, 6))):
        time = draw(st.integers(0, at(60)))
        lead = world.lead(time, draw(st.sampled_from(["web", "event"])))
        visits: dict[str, int] = defaultdict(int)
        for _ in range(draw(st.integers(1, 5))):
            stage, way = draw(st.sampled_from(STAGES)), draw(st.sampled_from(WAYS))
            visits[stage] += 1
            time = wander(draw, world, lead, stage, visits[stage], time, way)
            if way in ENDS:
                break
    world.rows = [row for row in world.rows if row["time"] < at(61)]
    return world.log()


def wander(
    draw: st.DrawFn, world: World, lead: int, stage: str, visit: int, time: int, way: Kind
) -> int:
    world.enters(time, lead, stage, visit)
    joins = time + draw(gaps)
    starts = joins + draw(gaps)
    where = {"stage": stage, "visit": visit, "step": 1, "team": "sales"}
    world.event(joins, Kind.JOINED, lead, due=joins + 15, **where)
    if draw(st.booleans()):
        ticks = draw(st.integers(1, 600))
        world.event(starts, Kind.STARTED, lead, rep="ann", value=ticks, **where)
        world.event(starts + ticks, Kind.FINISHED, lead, rep="ann", value=ticks, **where)
        starts += ticks
    milestone = draw(st.sampled_from(["", "mql", "sal", "sql", "won", "onboarded"]))
    world.leaves(starts, lead, stage, way, visit, milestone, reason=draw(st.sampled_from("pq")))
    return starts + (draw(gaps) if way == Kind.RECYCLED else 0)


@given(logs())
@settings(max_examples=60)
def test_visits_and_waits_agree_with_a_story_told_slowly(log: EventLog) -> None:
    view = View(log)
    for spells, opens, closes in (
        (view.visits, Kind.ENTERED, LEAVES),
        (view.waits, Kind.JOINED, (Kind.STARTED, Kind.WENT_COLD, *LEAVES)),
    ):
        since: dict[int, int] = {}
        told = []
        for lead, time, kind in zip(
            *(log.events[column].tolist() for column in ("lead", "time", "kind")), strict=True
        ):
            if kind == opens:
                since.setdefault(lead, time)
            elif kind in closes and lead in since:
                told.append((lead, since.pop(lead), time))
        told += [(lead, time, NEVER) for lead, time in since.items()]
        found = zip(spells.lead.tolist(), spells.begin.tolist(), spells.end.tolist(), strict=True)
        assert sorted(found) == sorted(told)


@given(logs())
@settings(max_examples=60)
def test_littles_law_is_an_identity(log: EventLog) -> None:
    for table in (littles_law(log), littles_law(log, of="waiting")):
        known = table.dropna()
        assert np.allclose(known["number"], known["rate"] * known["days"], rtol=1e-12, atol=0)
        assert (table["entries"][table["days"].isna()] == 0).all()


@given(logs())
@settings(max_examples=40)
def test_parts_add_up_to_the_whole(log: EventLog) -> None:
    def total(kpi_id: str) -> float:
        return float(np.nansum([row.value for row in measure(log, [kpi_id])]))

    for whole in ("losses", "recycles", "returns"):
        assert total(f"{whole}.REASON") == total(whole)
    assert total("leads.CHANNEL") == total("leads")
    assert total("lead_share.CHANNEL") == pytest.approx(1)
    assert total("backlog.STAGE") == pytest.approx(total("backlog"))
    assert total("backlog_end.STAGE") == total("backlog_end")
    assert total("work_hours.TEAM") == pytest.approx(total("work_hours"))
    assert total("number_in_stage.STAGE") >= total("backlog") - 1e-9


@given(logs())
@settings(max_examples=40)
def test_months_add_up_to_the_whole(log: EventLog) -> None:
    for kpi_id in ("leads", "mql", "wins", "losses", "work_hours", "neglected", "customers_lost"):
        whole = measure(log, [kpi_id]).value(kpi_id)
        for every in ("day", "month"):
            assert series(log, kpi_id, every)["value"].sum() == pytest.approx(whole)
    days = backlog(log)
    assert days["mean"].mean() == pytest.approx(measure(log, ["backlog"]).value("backlog"))
    assert days["largest"].max() == measure(log, ["backlog_max"]).value("backlog_max")
    assert (days["largest"] >= days["mean"]).all()


@given(logs())
@settings(max_examples=40)
def test_every_number_is_what_it_can_be(log: EventLog) -> None:
    """Every KPI lies within its bounds; NaN has a note."""
    asked = [kpi_id for kpi_id in registry() if not kpi_id.endswith((".ATTEMPT", ".CLASS"))]
    for row in measure(log, asked):
        assert np.isnan(row.value) == bool(row.note), row
        if np.isnan(row.value):
            continue
        least, most = bounds(row.kpi)
        assert least <= row.value <= most, row
