"""The benchmark funnel in plain hand-written SimPy: what gtmsim is timed against.

Two rivals share this model. One uses SimPy's resources as installed, where
`PriorityResource` sorts its whole queue on every request. The other repairs the queues,
so that a request costs O(log n), and is plain SimPy otherwise. Time is in days. The model
records one row `(lead, kind, time)` for every arrival, start and end of work, recycle,
loss, win and churn.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import count
from random import Random
from typing import Any, ClassVar

import simpy

ARRIVED, STARTED, FINISHED, RECYCLED, LOST, WON, CHURNED = range(7)
"""Kinds of rows."""

LEADS_PER_DAY = 50.0
HOT_SHARE = 0.10
CONVERTED_SHARE = 0.45
RECYCLED_SHARE = 0.50
RECYCLE_AFTER = 45.0
RECYCLE_AT_MOST = 3
SESSIONS = 3
THINKING_MEAN = 7.0
WON_SHARE = 0.25
CHECK_EVERY = 30.0
CHURN_SHARE = 0.02
QUALIFY_MEAN = 0.2
SELL_MEAN, SELL_SIGMA = 0.3, 0.8
CHECK_MEAN = 0.05

Row = tuple[int, int, float]
"""Lead, kind, time in days."""

Life = Generator[simpy.Event, Any, None]
"""What SimPy runs as a process."""


@dataclass(frozen=True)
class Staffing:
    """How many reps, how long, and whether they keep office hours."""

    inside_sales: int = 16
    field_sales: int = 32
    customer_success: int = 10
    leads_until: float = 500.0
    horizon: float = 720.0
    office_hours: bool = False


# --- Queues that do not sort -------------------------------------------------------------


class RankedQueue:
    """Waiting requests by priority, then first come first served, as a heap."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Any]] = []
        self._serial = count()

    def append(self, request: Any) -> None:
        heappush(self._heap, (request.priority, next(self._serial), request))

    def __len__(self) -> int:
        return len(self._heap)

    def __getitem__(self, index: int) -> Any:
        return self._heap[index][2]

    def pop(self, index: int) -> Any:
        assert index == 0, "SimPy's resources serve the head of the queue"
        return heappop(self._heap)[2]

    def remove(self, request: Any) -> None:
        self._heap = [waiting for waiting in self._heap if waiting[2] is not request]
        heapify(self._heap)


class ArrivalQueue(deque[Any]):
    """Waiting requests first come first served; the head leaves without moving the rest."""

    def pop(self, index: int = 0) -> Any:
        assert index == 0, "SimPy's resources serve the head of the queue"
        return self.popleft()


class RepairedPriorityResource(simpy.PriorityResource):
    """SimPy's own, but for the queue."""

    PutQueue: ClassVar[Any] = RankedQueue


class RepairedResource(simpy.Resource):
    """SimPy's own, but for the queue."""

    PutQueue: ClassVar[Any] = ArrivalQueue


# --- Office hours ----------------------------------------------------------------------------

OPENS, CLOSES, WORKDAYS, WEEK = 9 / 24, 18 / 24, 5, 7
"""9:00-18:00, Monday to Friday; day 0 is a Monday."""

OPEN_SHARE = (CLOSES - OPENS) * WORKDAYS / WEEK
"""Share of the week in which reps work; work means shrink by it to keep utilization."""


def opening(now: float) -> float:
    """The first moment at or after `now` at which the office is open."""
    day, of_day = divmod(now, 1.0)
    weekday = day % WEEK
    if weekday < WORKDAYS:
        if of_day < OPENS:
            return day + OPENS
        if of_day < CLOSES:
            return now
    if weekday < WORKDAYS - 1:
        return day + 1 + OPENS
    return day + WEEK - weekday + OPENS


def end_of_work(start: float, work: float) -> float:
    """When `work` begun at `start`, in office hours, is done if it pauses overnight."""
    now = start
    closes = math.floor(now) + CLOSES
    while now + work > closes:
        work -= closes - now
        now = opening(closes)
        closes = math.floor(now) + CLOSES
    return now + work


# --- The funnel ---------------------------------------------------------------------------------


class Funnel:
    """The organization of one replication, and the lives of its leads."""

    def __init__(self, staffing: Staffing, seed: int, *, repaired: bool) -> None:
        ranked = RepairedPriorityResource if repaired else simpy.PriorityResource
        first_come = RepairedResource if repaired else simpy.Resource
        self.staffing = staffing
        self.env = simpy.Environment()
        self.random = Random(seed)
        self.rows: list[Row] = []
        self.inside_sales = ranked(self.env, staffing.inside_sales)
        self.field_sales = first_come(self.env, staffing.field_sales)
        self.customer_success = first_come(self.env, staffing.customer_success)
        scale = OPEN_SHARE if staffing.office_hours else 1.0
        self.qualify_rate = 1 / (QUALIFY_MEAN * scale)
        self.sell_mu = math.log(SELL_MEAN * scale) - SELL_SIGMA**2 / 2
        self.check_rate = 1 / (CHECK_MEAN * scale)

    def run(self) -> list[Row]:
        """Run the replication to its horizon."""
        self.env.process(self.arrivals())
        self.env.run(until=self.staffing.horizon)
        return self.rows

    def arrivals(self) -> Life:
        env, random = self.env, self.random
        for lead in count():
            yield env.timeout(random.expovariate(LEADS_PER_DAY))
            if env.now >= self.staffing.leads_until:
                return
            env.process(self.lead(lead))

    def work(self, lead: int, duration: float) -> Life:
        """A rep, already in hand, works on the lead; in office hours, if they are kept."""
        env, rows = self.env, self.rows
        if self.staffing.office_hours:
            opens = opening(env.now)
            if opens > env.now:
                yield env.timeout(opens - env.now)
            duration = end_of_work(env.now, duration) - env.now
        rows.append((lead, STARTED, env.now))
        yield env.timeout(duration)
        rows.append((lead, FINISHED, env.now))

    def lead(self, lead: int) -> Life:
        env, random, rows = self.env, self.random, self.rows
        rows.append((lead, ARRIVED, env.now))
        priority = 0 if random.random() < HOT_SHARE else 1
        recycled = 0
        while True:
            with self.inside_sales.request(priority=priority) as rep:
                yield rep
                yield from self.work(lead, random.expovariate(self.qualify_rate))
            if random.random() < CONVERTED_SHARE:
                break
            if recycled == RECYCLE_AT_MOST or random.random() >= RECYCLED_SHARE:
                rows.append((lead, LOST, env.now))
                return
            recycled += 1
            rows.append((lead, RECYCLED, env.now))
            yield env.timeout(RECYCLE_AFTER)

        for session in range(SESSIONS):
            if session > 0:
                yield env.timeout(random.expovariate(1 / THINKING_MEAN))
            with self.field_sales.request() as rep:
                yield rep
                yield from self.work(lead, random.lognormvariate(self.sell_mu, SELL_SIGMA))
        if random.random() >= WON_SHARE:
            rows.append((lead, LOST, env.now))
            return
        rows.append((lead, WON, env.now))

        while True:
            yield env.timeout(CHECK_EVERY)
            with self.customer_success.request() as rep:
                yield rep
                yield from self.work(lead, random.expovariate(self.check_rate))
            if random.random() < CHURN_SHARE:
                rows.append((lead, CHURNED, env.now))
                return


def outputs(rows: list[Row]) -> Iterator[tuple[str, float]]:
    """Name and value of the few results by which simulators are compared."""
    arrived: dict[int, float] = {}
    first_wait: dict[int, float] = {}
    cycles: list[float] = []
    counts = [0] * (CHURNED + 1)
    for lead, kind, time in rows:
        counts[kind] += 1
        if kind == ARRIVED:
            arrived[lead] = time
        elif kind == STARTED and lead not in first_wait:
            first_wait[lead] = time - arrived[lead]
        elif kind == WON:
            cycles.append(time - arrived[lead])
    yield "leads", counts[ARRIVED]
    yield "recycled", counts[RECYCLED]
    yield "lost", counts[LOST]
    yield "won", counts[WON]
    yield "churned", counts[CHURNED]
    yield "pieces of work", counts[FINISHED]
    yield "days to first touch", sum(first_wait.values()) / max(len(first_wait), 1)
    yield "days from lead to win", sum(cycles) / max(len(cycles), 1)
