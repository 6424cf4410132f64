"""The look-ups of the audit agree with counting tick by tick."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gtmsim.log import Kind
from gtmsim.log.history import NEVER, History, Hours, Staff
from tests.log.world import little

END = 60
"""Clocks of these tests are closed from here on."""


@st.composite
def clocks(draw: st.DrawFn) -> np.ndarray:  # type: ignore[type-arg]
    edges = sorted(draw(st.sets(st.integers(0, END), max_size=8)))
    edges = edges[: len(edges) // 2 * 2]
    return np.array(edges, dtype=np.int64).reshape(-1, 2)


def open_ticks(clock: np.ndarray) -> set[int]:  # type: ignore[type-arg]
    return {tick for opens, closes in clock.tolist() for tick in range(opens, closes)}


@given(st.lists(clocks(), min_size=1, max_size=3), st.integers(1, 20))
def test_hours_are_those_counted_one_by_one(
    many: list[np.ndarray],  # type: ignore[type-arg]
    work: int,
) -> None:
    hours = Hours(many)
    ticks = np.tile(np.arange(END + 5), len(many))
    which = np.repeat(np.arange(len(many)), END + 5)
    is_open, worked = hours.is_open(which, ticks), hours.worked(which, ticks)
    end = hours.end(which, ticks, np.full(len(ticks), work))
    for place, (one, tick) in enumerate(zip(which.tolist(), ticks.tolist(), strict=True)):
        there = sorted(open_ticks(many[one]))
        assert is_open[place] == (tick in there)
        assert worked[place] == sum(t < tick for t in there)
        ahead = [t for t in there if t >= tick]
        assert end[place] == (ahead[work - 1] + 1 if len(ahead) >= work else NEVER)


def test_on_no_clock_nobody_works() -> None:
    hours = Hours([np.array([(0, 9)])])
    none, tick = np.array([-1]), np.array([5])
    assert not hours.is_open(none, tick)[0]
    assert hours.worked(none, tick)[0] == 0
    assert hours.end(none, tick, tick)[0] == NEVER


def test_staff_is_where_the_memberships_say() -> None:
    members = {
        "epoch": [0, 0, 1],
        "from_tick": [0, 100, 200],
        "to_tick": [200, 150, 300],
        "rep": [2, 0, 2],
        "team": [1, 0, 0],
        "clock": [0, 1, 2],
    }
    log = replace(little().log(), memberships=members)
    rep = np.array([2, 2, 2, 2, 0, 0, 0, 1])
    tick = np.array([0, 199, 200, 300, 99, 100, 150, 100])
    team, clock, holds = Staff(log).at(rep, tick)
    assert team.tolist() == [1, 1, 0, 0, -1, 0, 0, -1]
    assert clock.tolist() == [0, 0, 2, 2, -1, 1, 1, -1]
    assert holds.tolist() == [True, True, True, False, False, True, False, False]


@given(st.lists(st.tuples(st.integers(-1, 3), st.booleans()), max_size=30))
def test_latest_and_next_stay_within_the_lead(rows: list[tuple[int, bool]]) -> None:
    log = little().log()
    events = {name: np.full(len(rows), -1) for name in log.events}
    events["lead"] = np.array([lead for lead, _ in rows], dtype=np.int64)
    events["kind"] = np.array([int(Kind.ENTERED if marked else Kind.LOST) for _, marked in rows])
    history = History(replace(log, events=events))
    mark = history.entered
    for place in range(len(rows)):
        mine = [p for p in np.flatnonzero(mark) if history.lead[p] == history.lead[place]]
        assert history.latest(mark)[place] == max((p for p in mine if p < place), default=-1)
        assert history.next(mark)[place] == min((p for p in mine if p > place), default=-1)
