"""The log: complete in itself, comparable byte for byte, readable by people."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gtmsim.errors import GtmsimError
from gtmsim.log import COLUMNS, EventLog, Kind
from tests.log.world import DAY, Life, World, little, reorganized, tables


@pytest.fixture
def log() -> EventLog:
    return little().log()


# --- Content ------------------------------------------------------------------------


def test_columns_have_their_declared_types_and_cannot_be_written(log: EventLog) -> None:
    assert {name: str(column.dtype) for name, column in log.events.items()} == COLUMNS
    with pytest.raises(ValueError, match="read-only"):
        log.events["time"][0] = 1
    assert log.leads["key"].dtype == np.uint64
    assert log.reps["key"].dtype == np.uint64


def test_the_writers_own_array_stays_writable() -> None:
    events = {name: np.zeros(2, dtype=kind) for name, kind in COLUMNS.items()}
    EventLog(events=events, **tables())
    events["time"][0] = 1


def test_missing_and_uneven_columns_are_refused() -> None:
    world = little()
    del world.tables["leads"]["channel"]
    with pytest.raises(GtmsimError, match="`leads` lacks columns: channel"):
        world.log()
    uneven = {**little().log().events, "lead": np.zeros(3)}
    with pytest.raises(
        GtmsimError, match=r"`events` has columns of different lengths: lead 3, time"
    ):
        EventLog(events=uneven, **tables())
    world = little()
    world.tables["teams"]["label"] = ["内勤"]
    with pytest.raises(GtmsimError, match="`teams` has columns of different lengths"):
        world.log()


def test_rows_are_counted_and_selected(log: EventLog) -> None:
    assert len(log) == len(little().rows)
    assert log.select(Kind.ARRIVED).sum() == 6
    assert log.select(Kind.LOST, Kind.CHURNED).sum() == 3
    assert log.select().sum() == 0


def test_it_says_what_it_is(log: EventLog) -> None:
    assert repr(log) == (
        "<EventLog 小さな世界: 76 events, 9 leads, 2 teams, 4 reps; "
        "from 2026-04-01; seed 7, replication 2>"
    )
    assert log.start == datetime.fromisoformat("2026-04-01T00:00:00+09:00")
    assert log.horizon == DAY + 760


def test_the_smallest_log_stands_on_events_and_leads_alone() -> None:
    events = {name: [] for name in COLUMNS}
    bare = EventLog(events=events, leads={name: [] for name in little().log().leads})  # type: ignore[arg-type]
    assert len(bare) == 0
    assert "0 events, 0 leads" in repr(bare)
    assert len(bare.digest()) == 64


# --- Equality -----------------------------------------------------------------------


def test_equal_logs_are_equal_and_have_equal_digests(log: EventLog) -> None:
    twin = little().log()
    assert log == twin
    assert log.same_as(twin)
    assert log.digest() == twin.digest()
    assert log.difference(twin) == ""
    assert pickle.loads(pickle.dumps(log)).digest() == log.digest()
    assert log != "a log"


def test_the_digest_is_the_same_on_every_machine(log: EventLog) -> None:
    """Containers, byte order and order of columns do not matter."""
    swapped = {
        name: column.astype(column.dtype.newbyteorder(">")) for name, column in log.leads.items()
    }
    turned = dict(reversed(log.events.items()))
    teams = {name: tuple(column) for name, column in reversed(log.teams.items())}
    stages = log.stages | {"phase": np.array(log.stages["phase"])}
    meta = log.meta | {"months": [int(tick) for tick in log.meta["months"]]}
    other = replace(log, leads=swapped, events=turned, teams=teams, stages=stages, meta=meta)
    assert other == log
    assert other.digest() == log.digest()


CHANGES: dict[str, Any] = {
    "events": lambda log: {**log.events, "value": log.events["value"] + (log.events["lead"] == 5)},
    "leads": lambda log: {**log.leads, "attribute.employees": log.leads["attribute.employees"] + 1},
    "teams": lambda log: log.teams | {"functions": [["inside_sales"], ["marketing"]]},
    "reps": lambda log: log.reps | {"key": [1, 2, 3, 4]},
    "memberships": lambda log: log.memberships | {"clock": [0, 0, 0, 1]},
    "clocks": lambda log: log.clocks[:2],
    "stages": lambda log: log.stages | {"target": [0.8, float("nan"), float("nan")]},
    "reasons": lambda log: [*log.reasons[:-1], "churn"],
    "reason_labels": lambda log: [*log.reason_labels[:-1], "解除"],
    "milestones": lambda log: ["won", "sql"],
    "channels": lambda log: log.channels | {"cost_each": [0, None]},
    "segments": lambda log: log.segments | {"label": ["小"]},
    "products": lambda log: log.products | {"pays_after": [60.0]},
    "targets": lambda log: log.targets | {"amount": [999_999]},
    "attributes": lambda log: log.attributes | {"categories": [["west", "east"], []]},
    "away": lambda log: {"rep": [0]},
    "overtime": lambda log: {"clock": [0]},
    "spend": lambda log: log.spend | {"amount": [1]},
    "definitions": lambda log: {"sal_event": "call"},
    "meta": lambda log: log.meta | {"seed": 8},
}


@pytest.mark.parametrize("name", [each.name for each in fields(EventLog)])
def test_any_difference_shows(log: EventLog, name: str) -> None:
    other = replace(log, **{name: CHANGES[name](log)})
    assert other != log
    assert other.digest() != log.digest()
    assert log.difference(other).startswith(name)


def test_a_type_is_part_of_the_content(log: EventLog) -> None:
    whole = log.leads["attribute.employees"].astype(np.int32)
    assert replace(log, leads={**log.leads, "attribute.employees": whole}) != log


def test_the_first_different_event_is_told(log: EventLog) -> None:
    world = little()
    world.find(Kind.FINISHED, 5)["value"] = 6
    told = log.difference(world.log())
    assert told.startswith("events from row 58: '2026-04-02 10:35 finished lead 5")
    assert "work 5' against" in told
    cut = replace(log, events={name: column[:-1] for name, column in log.events.items()})
    assert log.difference(cut).endswith("against 'the end'")


# --- For people ---------------------------------------------------------------------


def test_a_tiny_world_reads_as_text() -> None:
    world = World(tables=tables())
    desk = {"team": 0, "rep": 1}
    life = Life(world, 0).arrives(500, 0).waits(500, 0, due=555)
    life.starts(540, 25, due=555, waited=0, **desk).finishes(565, 25, **desk)
    life.say(565, Kind.RECYCLED, reason=0, value=DAY)
    assert world.log().text() == (
        "2026-04-01 08:20 arrived lead 0\n"
        "2026-04-01 08:20 entered lead 0 qualify visit 1\n"
        "2026-04-01 08:20 joined lead 0 qualify visit 1 step 1 team desk priority 1"
        " due 2026-04-01 09:15\n"
        "2026-04-01 09:00 started lead 0 qualify visit 1 step 1 team desk rep bob work 25"
        " due 2026-04-01 09:15\n"
        "2026-04-01 09:00 touched lead 0 qualify visit 1 step 1 team desk rep bob waited 0"
        " due 2026-04-01 09:15 kept\n"
        "2026-04-01 09:25 finished lead 0 qualify visit 1 step 1 team desk rep bob work 25\n"
        "2026-04-01 09:25 recycled lead 0 qualify visit 1 until 2026-04-02 00:00 timing"
    )


def test_text_shows_what_is_asked_for(log: EventLog) -> None:
    columns = ("time", "kind", "lead", "value")
    kinds = [Kind.ADVANCED, Kind.MERGED, Kind.MONEY, Kind.ASSIGNED, Kind.CHURNED]
    assert log.text(columns, kinds=kinds, dates=False).splitlines() == [
        "565 advanced lead 0 next demo",
        "565 assigned lead 0",
        "700 churned lead 6",
        "700 money lead 6 amount 60000",
        "900 assigned lead 2",
        "1980 money lead 0 amount 120000",
        "1980 advanced lead 0 next live",
        "2040 merged lead 4 into lead 0",
        "2080 assigned lead 3",
        "2115 assigned lead 2 owner before cat",
    ]
    assert reorganized().log().text(("kind", "value"), kinds=[Kind.REORGANIZED]) == (
        "reorganized epoch 1"
    )
    with pytest.raises(GtmsimError, match=r"no column 'leads'\. Columns are: lead, time"):
        log.text(["leads"])


def test_a_finer_tick_shows_seconds_and_what_never_comes_says_so() -> None:
    world = World(tables=tables())
    world.tables["meta"]["ticks_per_minute"] = 60
    Life(world, 0).arrives(90, 0).say(91, Kind.DELAYED, value=1 << 60)
    *_, last = world.log().text().splitlines()
    assert last == "2026-04-01 00:01:31 delayed lead 0 qualify visit 1 until never"


def test_a_frame_has_names_and_real_dates(log: EventLog) -> None:
    frame = log.frame()
    assert list(frame) == list(COLUMNS)
    touched = frame[frame["kind"] == "touched"].iloc[1]
    assert touched["time"] == pd.Timestamp("2026-04-01 10:30", tz="Asia/Tokyo")
    assert touched["due"] == pd.Timestamp("2026-04-01 10:25", tz="Asia/Tokyo")
    assert [touched[name] for name in ("stage", "team", "rep")] == ["qualify", "desk", "bob"]
    assert touched["reason"] == "broken"
    assert set(frame["reason"].dropna()) >= {"won", "new", "churned", "timing", "kept"}
    arrived = frame[frame["kind"] == "arrived"]
    assert arrived[["stage", "team", "rep", "reason", "due"]].isna().all(axis=None)


def test_a_frame_without_labels_is_the_columns(log: EventLog) -> None:
    frame = log.frame(labels=False)
    for name, kind in COLUMNS.items():
        assert frame[name].dtype == kind
        np.testing.assert_array_equal(frame[name].to_numpy(), log.events[name])


def test_ticks_are_elapsed_time_where_the_clock_is_put_forward() -> None:
    """Berlin, 29 March 2026: an hour is missing, and the tick after 1:59 is 3:00."""
    world = World(tables=tables())
    world.tables["meta"] |= {"start": "2026-03-29T00:00:00", "time_zone": "Europe/Berlin"}
    world.row(0, 119, Kind.ARRIVED).row(0, 120, Kind.ENTERED, stage=0, visit=1)
    assert world.log().text(("time",)) == "2026-03-29 01:59\n2026-03-29 03:00"


def test_a_tick_need_not_divide_a_minute() -> None:
    world = World(tables=tables())
    world.tables["meta"]["ticks_per_minute"] = 7
    world.row(0, 7, Kind.ARRIVED).row(0, 8, Kind.ENTERED, stage=0, visit=1)
    times = world.log().frame()["time"]
    assert times[0] == pd.Timestamp("2026-04-01 00:01", tz="Asia/Tokyo")
    assert abs((times[1] - times[0]).total_seconds() - 60 / 7) < 1e-5


def test_every_table_is_a_frame(log: EventLog) -> None:
    leads = log.table("leads")
    assert leads["channel"].tolist()[:2] == ["web", "event"]
    assert leads["attribute.region"].tolist()[:2] == ["east", "west"]
    assert leads["attribute.employees"].tolist()[:2] == [10.5, 20]
    assert leads["arrived"][1] == pd.Timestamp("2026-04-01 10:10", tz="Asia/Tokyo")
    assert log.table("leads", labels=False)["channel"].tolist()[:2] == [0, 1]
    assert log.table("memberships")["rep"].tolist() == ["ann", "bob", "cat", "dan"]
    assert log.table("clocks", labels=False)["opens"].tolist()[:2] == [540, 780]
    assert log.table("clocks")["closes"].isna().sum() == 1
    assert log.table("reasons")["label"].tolist()[0] == "時期"
    assert log.table("definitions")["option"].tolist() == ["meeting"]
    assert log.table("events").equals(log.frame())
    for name in ("teams", "reps", "stages", "milestones", "channels", "segments", "spend"):
        assert len(log.table(name))
    with pytest.raises(GtmsimError, match=r"no table 'team'\. Tables are: attributes, away"):
        log.table("team")


def test_a_number_that_points_nowhere_is_told(log: EventLog) -> None:
    lost = replace(log, teams={name: column[:1] for name, column in log.teams.items()})
    with pytest.raises(GtmsimError, match="number 1 of 1 names"):
        lost.frame()
