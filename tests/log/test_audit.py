"""The audit finds nothing in a sound log, and every way of breaking a law."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable

import numpy as np
import pytest

from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import FIRST_LAWS, LAWS, AuditError, audit, check
from tests.log import test_campaign_laws
from tests.log.breaking import Break
from tests.log.campaigned import campaigned
from tests.log.longer import MUTATIONS_OF_HOURS, longer
from tests.log.mutations import MUTATIONS, REORGANIZATIONS, REPLACEMENTS
from tests.log.pressed import MUTATIONS_OF_PRESSURE, pressed
from tests.log.world import (
    DAN,
    DEMO,
    FIELD,
    HORIZON,
    Life,
    World,
    little,
    reorganized,
    replaced,
)


def broken(world: World) -> set[str]:
    return {violation.law for violation in audit(world.log())}


@pytest.mark.parametrize("world", [little, reorganized, replaced, longer, pressed])
def test_a_sound_log_breaks_no_law(world: Callable[[], World]) -> None:
    assert [str(violation) for violation in audit(world().log())] == []
    check(world().log())


def test_the_little_log_uses_every_kind_of_event() -> None:
    logs = (little(), reorganized(), replaced(), campaigned(), longer(), pressed())
    kinds = {row["kind"] for log in logs for row in log.rows}
    assert kinds == {int(kind) for kind in Kind}


CASES = [
    *((little, *one) for one in MUTATIONS),
    *((longer, *one) for one in MUTATIONS_OF_HOURS),
    *((pressed, *one) for one in MUTATIONS_OF_PRESSURE),
    *((reorganized, *one) for one in REORGANIZATIONS),
    *((replaced, *one) for one in REPLACEMENTS),
]


@pytest.mark.parametrize(
    ("sound", "law", "change"),
    [pytest.param(sound, law, change, id=f"{law}-{told}") for sound, law, told, change in CASES],
)
def test_a_broken_law_is_found(sound: Callable[[], World], law: str, change: Break) -> None:
    world = sound()
    change(world)
    assert law in broken(world)


def test_time_that_runs_back_is_found() -> None:
    world = little()
    world.rows.sort(key=lambda row: row["time"])
    place = next(i for i, row in enumerate(world.rows) if row["time"] > 0)
    world.rows[place - 1], world.rows[place] = world.rows[place], world.rows[place - 1]
    found = {violation.law: violation for violation in audit(world.log(in_order=False))}
    assert found["time_runs_forward"].rows == (place,)


def test_every_law_is_broken_by_some_mutation() -> None:
    tried = {law for law, _, _ in (*MUTATIONS, *REPLACEMENTS, *MUTATIONS_OF_HOURS)}
    tried |= {law for law, *_ in (*test_campaign_laws.MUTATIONS, *MUTATIONS_OF_PRESSURE)}
    tried |= {"time_runs_forward"}
    assert tried == {law.__name__ for law in LAWS}


def test_every_law_has_a_name_of_its_own_and_says_what_it_means() -> None:
    names = [law.__name__ for law in LAWS]
    assert len(set(names)) == len(names)
    assert all((law.__doc__ or "").split("\n")[0].endswith(".") for law in LAWS)


def leaver() -> World:
    """Dan leaves at noon: a meeting falls through for which his work in hand was to pause."""
    world = reorganized()
    world.rows = [row for row in world.rows if row["lead"] == -1]
    members = world.tables["memberships"]
    world.tables["memberships"] = {name: column[:-1] for name, column in members.items()}
    world.tables["leads"]["arrived"] = np.array([600, 650, HORIZON])
    dan = {"team": FIELD, "rep": DAN}
    met = Life(world, 1).arrives(650, DEMO).waits(650, FIELD)
    met.say(650, Kind.ASSIGNED, **dan).say(650, Kind.BOOKED, step=1, value=900, **dan)
    met.say(900, Kind.ASSIGNED, value=DAN).waits(900, FIELD, step=2)
    held = Life(world, 0).arrives(600, DEMO).waits(600, FIELD)
    held.say(700, Kind.ASSIGNED, **dan).starts(700, 200, **dan).finishes(990, 200, **dan)
    held.say(990, Kind.DONE)
    return world


def test_a_meeting_may_fall_through_when_the_rep_leaves() -> None:
    assert [str(violation) for violation in audit(leaver().log())] == []


def test_a_lead_may_wait_without_end() -> None:
    world = little()
    for row in list(world.rows):
        if row["lead"] == 5 and row["kind"] not in (Kind.ARRIVED, Kind.ENTERED, Kind.JOINED):
            world.rows.remove(row)
    assert broken(world) == set()


def test_a_message_says_the_law_how_often_and_where() -> None:
    world = little()
    world.find(Kind.FINISHED, 5)["time"] -= 1
    (violation,) = audit(world.log())
    assert str(violation) == (
        "work_ends_when_worked: Work ends when its ticks, and those of meetings within it, have "
        "passed on the clock. Broken in 1 row: 56: 2026-04-02 10:30 started lead 5 qualify visit 1 "
        "step 1 team desk rep bob work 5 due 2026-04-02 10:45"
    )
    assert violation.rows == (56,)


def test_check_raises_with_everything_that_is_wrong() -> None:
    world = little()
    world.drop(Kind.ADVANCED, 0)
    with pytest.raises(AuditError, match="breaks 3 laws") as caught:
        check(world.log())
    assert {violation.law for violation in caught.value.violations} >= {"littles_law"}
    copy = pickle.loads(pickle.dumps(caught.value))
    assert copy.violations == caught.value.violations


def test_an_empty_log_is_sound() -> None:
    world = little()
    world.rows = []
    world.tables["leads"]["arrived"] = np.full(9, HORIZON)
    world.tables["leads"]["opening"] = np.zeros(9)
    assert audit(world.log()) == []
    del world.tables["memberships"]
    assert audit(world.log()) == []


def test_the_first_laws_come_first() -> None:
    """A log whose numbers point nowhere is not judged further, and nothing crashes."""
    world = little()
    for row in world.rows:
        row["stage"] = 99
    (violation,) = audit(world.log())
    assert violation.law == FIRST_LAWS[0].__name__


def test_a_big_log_is_judged_in_seconds() -> None:
    """300,000 rows in far less than five seconds of processor time."""
    log = many(little().log(), 4500)
    begin = time.process_time()
    assert audit(log) == []
    assert time.process_time() - begin < 5.0


def many(log: EventLog, copies: int) -> EventLog:
    """The little log many times over at once, with people and leads of their own each time."""
    size, leads, reps = len(log), len(log.leads["key"]), len(log.reps["id"])
    which = np.repeat(np.arange(copies), size)
    columns = {name: np.tile(column, copies) for name, column in log.events.items()}
    columns["lead"] = columns["lead"] + which * leads
    columns["rep"] = np.where(columns["rep"] >= 0, columns["rep"] + which * reps, -1)
    handed = (columns["kind"] == Kind.ASSIGNED) & (columns["value"] >= 0)
    columns["value"] = columns["value"] + np.where(handed, which * reps, 0)
    merged = np.isin(columns["kind"], [int(Kind.MERGED), int(Kind.DUPLICATED)])
    columns["value"] = columns["value"] + np.where(merged, which * leads, 0)
    order = np.argsort(columns["time"], kind="stable")
    members = {name: np.tile(column, copies) for name, column in log.memberships.items()}
    members["rep"] = (
        members["rep"] + np.repeat(np.arange(copies), len(log.memberships["rep"])) * reps
    )
    tables = little().tables
    tables["leads"] = {name: np.tile(column, copies) for name, column in log.leads.items()}
    tables["reps"] = {"id": [f"rep-{i}" for i in range(copies * reps)]}
    tables["memberships"] = members
    events = {name: column[order] for name, column in columns.items()}
    return EventLog(events=events, **tables)
