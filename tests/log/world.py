"""A little log, written by hand, that uses every kind of event and breaks no law.

Two offices: a pooled desk (ann, bob) that qualifies, and a field team (cat, dan) whose leads
have owners, that gives demos. Office hours are 9-12 and 13-18 (ticks are minutes); the
promise runs from 9 to 18. The horizon lies on the second day at 12:40.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gtmsim.log import COLUMNS, EventLog, Kind

DAY = 1440
HORIZON = DAY + 760
QUALIFY, DEMO, LIVE = 0, 1, 2
DESK, FIELD = 0, 1
ANN, BOB, CAT, DAN = 0, 1, 2, 3
TIMING, COLD, ABSENT, UNFIT, LEFT = 0, 1, 2, 3, 4
OFFICE, ALWAYS, PROMISE = 0, 1, 2

Event = dict[str, int]


@dataclass
class World:
    """A log in the making: rows that can still be changed."""

    rows: list[Event] = field(default_factory=list)
    tables: dict[str, Any] = field(default_factory=dict)

    def row(self, lead: int, time: int, kind: Kind, **more: int) -> World:
        event = dict.fromkeys(COLUMNS, -1)
        event |= {"lead": lead, "time": time, "kind": int(kind), **more}
        self.rows.append(event)
        return self

    def find(self, kind: Kind, lead: int | None = None, nth: int = 0) -> Event:
        """The nth row of a kind (of a lead); changing it changes the log."""
        mine = [r for r in self.rows if r["kind"] == kind and lead in (None, r["lead"])]
        return mine[nth]

    def drop(self, kind: Kind, lead: int | None = None, nth: int = 0) -> None:
        found = self.find(kind, lead, nth)
        self.rows = [row for row in self.rows if row is not found]

    def after(self, found: Event, kind: Kind, **more: int) -> None:
        """A new row behind one, at the same time, stage and visit unless told."""
        event = dict.fromkeys(COLUMNS, -1)
        event |= {name: found[name] for name in ("lead", "time", "stage", "visit")}
        event |= {"kind": int(kind), **more}
        place = next(i for i, row in enumerate(self.rows) if row is found)
        self.rows.insert(place + 1, event)

    def log(self, *, in_order: bool = True) -> EventLog:
        rows = sorted(self.rows, key=lambda row: row["time"]) if in_order else self.rows
        events = {name: np.array([row[name] for row in rows]) for name in COLUMNS}
        return EventLog(events=events, **self.tables)


class Life:
    """The rows of one lead, said in one breath each."""

    def __init__(self, world: World, lead: int) -> None:
        self.world, self.lead = world, lead
        self.at: dict[str, int] = {}
        self.visits: dict[int, int] = {}

    def say(self, time: int, kind: Kind, **more: int) -> Life:
        self.world.row(self.lead, time, kind, **(self.at | more))
        return self

    def arrives(self, time: int, stage: int) -> Life:
        self.world.row(self.lead, time, Kind.ARRIVED)
        return self.enters(time, stage)

    def was_there(self, since: int, due: int = -1) -> Life:
        self.world.row(self.lead, 0, Kind.OPENED, value=since, due=due)
        return self

    def enters(self, time: int, stage: int) -> Life:
        self.visits[stage] = self.visits.get(stage, 0) + 1
        self.at = {"stage": stage, "visit": self.visits[stage]}
        return self.say(time, Kind.ENTERED)

    def waits(self, time: int, team: int, due: int = -1, step: int = 1) -> Life:
        return self.say(time, Kind.JOINED, team=team, step=step, value=1, due=due)

    def starts(self, time: int, work: int, due: int = -1, waited: int = 0, **who: int) -> Life:
        who = {"step": 1} | who
        self.say(time, Kind.STARTED, value=work, due=due, **who)
        if due >= 0:
            broken = int(time > due)
            self.say(time, Kind.TOUCHED, value=waited, reason=broken, due=due, **who)
        return self

    def finishes(self, time: int, work: int, **who: int) -> Life:
        return self.say(time, Kind.FINISHED, value=work, **({"step": 1} | who))


def little() -> World:
    """The little log."""
    world = World(tables=tables())
    ann, bob = {"team": DESK, "rep": ANN}, {"team": DESK, "rep": BOB}
    cat = {"team": FIELD, "rep": CAT}
    second = DAY + 540

    won = Life(world, 0).arrives(500, QUALIFY).waits(500, DESK, due=555)
    won.starts(540, 25, due=555, waited=0, **ann).finishes(565, 25, **ann)
    won.say(565, Kind.CONNECTED, step=1).say(565, Kind.ADVANCED, value=DEMO)
    won.enters(565, DEMO).waits(565, FIELD)
    won.say(565, Kind.ASSIGNED, **cat).say(565, Kind.BOOKED, step=1, value=800, **cat)
    won.say(800, Kind.HANDED_OVER, step=1, value=52_429, due=6, **cat)
    won.say(800, Kind.HELD, step=1, **cat).starts(800, 60, **cat).finishes(860, 60, **cat)
    won.say(860, Kind.DELAYED, value=second)
    won.say(second, Kind.MILESTONE, reason=1, **cat)
    won.say(second, Kind.MONEY, reason=0, value=120_000, due=second, **cat)
    won.say(second, Kind.ADVANCED, value=LIVE).enters(second, LIVE)
    won.say(second, Kind.DELAYED, value=99_999)

    later = Life(world, 1).arrives(610, QUALIFY).waits(610, DESK, due=625)
    # 130 minutes from 10:30 pause for lunch and end at 13:40.
    later.starts(630, 130, due=625, waited=20, **bob).finishes(820, 130, **bob)
    later.say(820, Kind.NO_ANSWER, step=1)
    later.say(820, Kind.RECYCLED, reason=TIMING, value=second + 10)
    later.enters(second + 10, QUALIFY).waits(second + 10, DESK, due=second + 25)
    later.say(second + 20, Kind.WENT_COLD, step=1).say(second + 20, Kind.LOST, reason=COLD)

    absent = Life(world, 2).arrives(900, DEMO).waits(900, FIELD)
    absent.say(900, Kind.ASSIGNED, **cat).say(900, Kind.BOOKED, step=1, value=DAY + 660, **cat)
    absent.say(DAY + 660, Kind.NO_SHOW, step=1, value=15, **cat)
    absent.say(DAY + 675, Kind.LOST, reason=ABSENT)
    absent.say(DAY + 675, Kind.ASSIGNED, value=CAT)

    # An hour's work, interrupted for a quarter by the buyer who does not come.
    back = Life(world, 3).arrives(DAY + 600, DEMO).waits(DAY + 600, FIELD)
    back.say(DAY + 640, Kind.ASSIGNED, **cat).starts(DAY + 640, 60, **cat)
    back.finishes(DAY + 715, 60, **cat)
    back.say(DAY + 715, Kind.RETURNED, reason=UNFIT, value=QUALIFY).enters(DAY + 715, QUALIFY)
    back.waits(DAY + 715, DESK, due=DAY + 730)
    back.say(DAY + 715, Kind.HANDED_OVER, step=1, value=65_536, **ann)
    back.starts(DAY + 715, 10, due=DAY + 730, waited=0, **ann)  # not over at the horizon

    Life(world, 4).arrives(second + 60, QUALIFY).say(second + 60, Kind.MERGED, value=0)

    done = Life(world, 5).arrives(second + 90, QUALIFY).waits(second + 90, DESK, due=second + 105)
    done.starts(second + 90, 5, due=second + 105, **bob).finishes(second + 95, 5, **bob)
    done.say(second + 95, Kind.DONE)

    gone = Life(world, 6).was_there(-DAY, due=700).enters(0, LIVE)
    gone.say(0, Kind.DELAYED, value=300).say(300, Kind.CANCELLED, value=700)
    gone.say(700, Kind.CHURNED, reason=LEFT).say(700, Kind.MONEY, reason=3, value=60_000, due=700)

    Life(world, 7).say(620, Kind.SATURATED, value=DAY)

    hand = Life(world, 8).was_there(-5 * DAY).say(second + 210, Kind.NOTICED, value=DAY)
    hand.enters(second + 210, QUALIFY).say(second + 210, Kind.DUPLICATED, value=0)
    hand.waits(second + 210, DESK, due=second + 225)
    return world


def reorganized() -> World:
    """Dan owned leads in the field team; from noon on he works at the desk, around the clock."""
    world = World(tables=tables())
    world.tables["leads"] = {name: column[:3] for name, column in world.tables["leads"].items()}
    world.tables["leads"]["arrived"] = np.array([600, 650, 650])
    world.tables["memberships"] = {
        "epoch": [0, 0, 0, 0, 1, 1, 1, 1],
        "from_tick": [0, 0, 0, 0, 720, 720, 720, 720],
        "to_tick": [720, 720, 720, 720, HORIZON, HORIZON, HORIZON, HORIZON],
        "rep": [ANN, BOB, CAT, DAN] * 2,
        "team": [DESK, DESK, FIELD, FIELD, DESK, DESK, FIELD, DESK],
        "clock": [OFFICE] * 7 + [ALWAYS],
    }
    dan = {"team": FIELD, "rep": DAN}
    # Work in hand: begun under the old hours, it pauses for lunch all the same.
    held = Life(world, 0).arrives(600, DEMO).waits(600, FIELD)
    held.say(700, Kind.ASSIGNED, **dan).starts(700, 30, **dan).finishes(790, 30, **dan)
    held.say(790, Kind.DONE)
    # A meeting booked before the change is kept, for the team it was booked with.
    met = Life(world, 1).arrives(650, DEMO).waits(650, FIELD)
    met.say(650, Kind.ASSIGNED, **dan).say(650, Kind.BOOKED, step=1, value=1000, **dan)
    met.say(1000, Kind.HELD, step=1, **dan).starts(1000, 30, **dan).finishes(1030, 30, **dan)
    # Whoever waits, waits anew.
    anew = Life(world, 2).arrives(650, QUALIFY).waits(650, DESK, due=665)
    world.row(-1, 720, Kind.REORGANIZED, value=1)
    anew.waits(720, DESK, due=665)
    anew.starts(795, 5, due=665, waited=145, team=DESK, rep=DAN)
    anew.finishes(800, 5, team=DESK, rep=DAN)
    return world


def replaced() -> World:
    """Dan leaves at noon, eve takes the place at one o'clock."""
    world = World(tables=tables())
    eve = 4
    world.tables["leads"] = {name: column[:1] for name, column in world.tables["leads"].items()}
    world.tables["leads"]["arrived"] = np.array([600])
    world.tables["reps"] = {"id": ["ann", "bob", "cat", "dan", "dan/2"], "key": [9, 2, 3, 4, 5]}
    world.tables["memberships"] = {
        "epoch": [0] * 5,
        "from_tick": [0, 0, 0, 0, 780],
        "to_tick": [HORIZON, HORIZON, HORIZON, 720, HORIZON],
        "rep": [ANN, BOB, CAT, DAN, eve],
        "team": [DESK, DESK, FIELD, FIELD, FIELD],
        "clock": [OFFICE] * 5,
    }
    life = Life(world, 0).arrives(600, QUALIFY).waits(600, DESK, due=615)
    life.starts(610, 5, due=615, waited=10, team=DESK, rep=ANN)
    life.finishes(615, 5, team=DESK, rep=ANN)
    world.row(-1, 720, Kind.LEFT, step=1, team=FIELD, rep=DAN)
    world.row(-1, 780, Kind.HIRED, step=2, team=FIELD, rep=eve, value=1_500_000, due=500)
    return world


def tables() -> dict[str, Any]:
    """Everything but the events."""
    office = [
        (day * DAY + o, day * DAY + c) for day in range(5) for o, c in ((540, 720), (780, 1080))
    ]
    promise = [(day * DAY + 540, day * DAY + 1080) for day in range(5)]
    return {
        "leads": {
            "key": np.array([2**63 + 9, 8, 7, 6, 5, 4, 3, 2, 1], dtype=np.uint64),
            "arrived": np.array(
                [500, 610, 900, DAY + 600, DAY + 600, DAY + 630, -DAY, 620, -5 * DAY]
            ),
            "account": np.array([77, -1, -1, -1, 77, -1, -1, 78, 77]),
            "channel": np.array([0, 1, 0, 1, 0, 1, 0, 1, 0]),
            "segment": np.zeros(9),
            "amount": np.array([120_000, 1, 2, 3, 4, 5, 60_000, 6, 7]),
            "recurring": np.ones(9),
            "existing": np.zeros(9),
            "opening": np.array([0, 0, 0, 0, 0, 0, 3, 0, 1]),
            "product": np.zeros(9),
            "attribute.region": np.array([0, 1, 0, 1, 0, 1, 0, 1, 0], dtype=np.int64),
            "attribute.employees": np.array([10.5, 20, 30, 40, 50, 60, 70, 80, 90]),
        },
        "teams": {
            "id": ["desk", "field"],
            "label": ["内勤", "外勤"],
            "functions": [["inside_sales"], ["field_sales"]],
            "salary_per_year": [6_000_000, 8_000_000],
            "epoch_from": [0, 0],
            "assignment": ["pooled", "when_free"],
            "max_open_leads": [-1, 3],
        },
        "reps": {"id": ["ann", "bob", "cat", "dan"], "key": [2**64 - 1, 2, 3, 4]},
        "memberships": {
            "epoch": [0, 0, 0, 0],
            "from_tick": [0, 0, 0, 0],
            "to_tick": [HORIZON] * 4,
            "rep": [ANN, BOB, CAT, DAN],
            "team": [DESK, DESK, FIELD, FIELD],
            "clock": [OFFICE] * 4,
        },
        "clocks": [np.array(office), np.array([(0, 1 << 60)]), np.array(promise)],
        "stages": {
            "id": ["qualify", "demo", "live"],
            "label": ["有効化", "デモ", "利用中"],
            "function": ["inside_sales", "field_sales", ""],
            "clock_of_promise": [PROMISE, -1, -1],
            "target": [0.9, float("nan"), float("nan")],
            "within": ["15 business minutes", "", ""],
            "phase": [-1, 0, -1],
        },
        "reasons": ["timing", "cold", "no_show", "unfit", "left"],
        "reason_labels": ["時期", "離脱", "欠席", "不適合", "解約"],
        "milestones": ["sql", "won"],
        "channels": {
            "id": ["web", "event"],
            "label": ["ウェブ", "展示会"],
            "cost_each": [0, 300_000],
        },
        "segments": {"id": ["smb"], "label": ["中小"], "accounts": [0]},
        "products": {
            "id": ["basic"],
            "label": ["ベーシック"],
            "term": [12],
            "prepaid": [1],
            "automatic": [True],
            "pays_after": [30.0],
        },
        "targets": {
            "id": ["new@FY2026 H1"],
            "label": ["新規"],
            "measure": ["new_arr"],
            "period": ["FY2026 H1"],
            "begin": [0],
            "end": [183 * DAY],
            "amount": [1_000_000],
            "team": [-1],
            "segment": [0],
            "product": [-1],
            "rep": [-1],
        },
        "attributes": {"name": ["region", "employees"], "categories": [["east", "west"], []]},
        "spend": {"tick": [0], "channel": [1], "amount": [300_000]},
        "definitions": {"sal_event": "meeting"},
        "meta": {
            "start": "2026-04-01T00:00:00",
            "time_zone": "Asia/Tokyo",
            "ticks_per_minute": 1,
            "horizon": HORIZON,
            "currency": "JPY",
            "minor_units": 0,
            "seed": 7,
            "replication": 2,
            "scenario": "little",
            "label": "小さな世界",
            "hash": "0" * 8,
            "fiscal_year_starts": 4,
            "version": "0.1.0",
            "months": np.array([0, 30 * DAY]),
        },
    }
