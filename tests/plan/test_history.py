"""A history runs before the start, is common to all designs, and is not reported."""

import numpy as np
import pytest

import gtmsim
from gtmsim.kpi import series
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit

TODAY = """
start: 2026-04-01
horizon: 3 months
history:
  length: 2 months
  teams: {sales: {covers: [call, close], headcount: 2}}
calendar: {hours: {mon-fri: "9:00-18:00"}}
channels: {web: {leads: 60 per month}}
stages:
  call: {function: call, work: {exponential: 2 h}, then: {close: 50%, lost.no_need: rest}}
  close: {function: close, work: {exponential: 4 h}, then: {end: 40%, lost.price: rest}}
teams:
  callers: {covers: call, headcount: 1}
  closers: {covers: close, headcount: 2}
"""


def log_of(scenario: gtmsim.Scenario) -> EventLog:
    return gtmsim.run(gtmsim.compile(scenario), seed=3)


def rows_before(log: EventLog, tick: int) -> list[np.ndarray]:
    early = log.events["time"] < tick
    return [column[early] for name, column in log.events.items() if name not in ("team", "rep")]


def test_designs_share_the_history_and_part_at_the_start() -> None:
    today = gtmsim.Scenario.from_text(TODAY)
    one, more = log_of(today), log_of(today.change("teams.callers.headcount", 3))
    opens = one.meta["opens"]
    assert one.meta["start"].startswith("2026-02-01")
    assert opens == 59 * 1440
    for a, b in zip(rows_before(one, opens), rows_before(more, opens), strict=True):
        assert np.array_equal(a, b)
    assert one.difference(more)
    assert audit(one) == audit(more) == []


def test_history_is_not_reported() -> None:
    log = log_of(gtmsim.Scenario.from_text(TODAY))
    arrived = log.events["time"][log.select(Kind.ARRIVED)]
    opens = log.meta["opens"]
    assert (arrived < opens).sum() > 50
    assert gtmsim.measure(log, ["leads"]).value("leads") == (arrived >= opens).sum()
    months = series(log, "leads", "month")
    assert [str(day)[:7] for day in months.index] == ["2026-04", "2026-05", "2026-06"]


def test_people_of_the_history_work_only_in_it() -> None:
    log = log_of(gtmsim.Scenario.from_text(TODAY))
    started = log.select(Kind.STARTED)
    reps = np.asarray(log.reps["id"])[log.events["rep"][started]]
    early = log.events["time"][started] < log.meta["opens"]
    assert set(reps[early]) == {"sales-1", "sales-2"}
    assert set(reps[~early]) == {"callers-1", "closers-1", "closers-2"}


def test_a_length_alone_runs_the_teams_of_the_scenario() -> None:
    block = TODAY[TODAY.index("history") : TODAY.index("calendar")]
    short = log_of(gtmsim.Scenario.from_text(TODAY.replace(block, "history: 2 months\n")))
    started = short.select(Kind.STARTED)
    reps = np.asarray(short.reps["id"])[short.events["rep"][started]]
    assert set(reps) == {"callers-1", "closers-1", "closers-2"}
    assert short.meta["opens"] == 59 * 1440


def test_trend_is_counted_from_the_start() -> None:
    flat = gtmsim.Scenario.from_text(TODAY.replace("60 per month", "6000 per month"))
    grown = flat.change("channels.web.trend", "100%")
    view = [gtmsim.compile(one).channels[0] for one in (flat, grown)]
    opens = gtmsim.compile(flat).dimensions["meta"]["opens"]
    before = [float(np.interp(opens, one.ticks, one.mass)) for one in view]
    assert before[1] < before[0]
    assert before[1] == pytest.approx(before[0] * 2 ** (-29.5 / 365.25), rel=0.01)
