"""Reps: people with a clock, an agenda and appointments."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from gtmsim.plan.clock import Clock

if TYPE_CHECKING:
    from gtmsim.engine.craft import Craft
    from gtmsim.engine.overtime import Late
    from gtmsim.engine.team import Piece, Team

WAITING, TAKEN, GONE = 0, 1, 2
"""States of a piece of work; GONE: the buyer went cold."""

Queue = list[tuple[int, Any, int, int, "Piece"]]
"""Waiting work by (class, waiting since or `decisions.place_in_class`, keyed draw, row)."""


class Rep:
    """One person: a single server with a clock, an agenda and appointments.

    Attributes:
        index: place in the roster.
        team: today's team; None before the first day and after the last.
        clock, clock_index: working hours.
        agenda: waiting work of leads this person owns.
        appointments: booked meetings as (start, booked end, actual end), ascending.
        working, in_meeting: busy with a piece of work, with a meeting (work may pause for one).
        busy_until: end of the work in hand.
        idle_since: tick of the last release.
        open_leads: leads owned now.
        assigned_at: when the last lead was assigned.
        craft: what this person has learnt and how fast; None where all work alike.
        late: the longer hours of who may stay; None where nobody may.
    """

    __slots__ = (
        "agenda",
        "appointments",
        "assigned_at",
        "busy_until",
        "clock",
        "clock_index",
        "craft",
        "idle_since",
        "in_meeting",
        "index",
        "late",
        "open_leads",
        "team",
        "working",
    )

    def __init__(self, index: int) -> None:
        self.index = index
        self.team: Team | None = None
        self.clock: Clock
        self.clock_index = -1
        self.agenda: Queue = []
        self.appointments: list[tuple[int, int, int]] = []
        self.working = False
        self.in_meeting = False
        self.busy_until = 0
        self.idle_since = 0
        self.open_leads = 0
        self.assigned_at = -1
        self.craft: Craft | None = None
        self.late: Late | None = None

    def keeps_hours(self, clock: Clock, index: int) -> None:
        """Work these hours from now on; meetings outside them fall through."""
        self.clock = clock
        self.clock_index = index
        self.appointments = [one for one in self.appointments if clock.is_open(one[0])]

    def is_released(self, now: int) -> None:
        """Be done with a piece of work or a meeting: free, unless still in the other."""
        team = self.team
        if self.working or self.in_meeting or team is None:
            return
        self.idle_since = now
        heappush(team.free, (now, self.index, self))
        if team.backlog or team.helps:
            team.asks_to_pick()

    def appointments_from(self, now: int) -> list[tuple[int, int, int]]:
        """Appointments that are not over; the others are forgotten."""
        while self.appointments and self.appointments[0][1] <= now:
            self.appointments.pop(0)
        return self.appointments


def anybody(queue: Queue) -> bool:
    """Whether a queue holds waiting work, once those who went cold are swept from its top."""
    while queue and queue[0][4].state == GONE:
        heappop(queue)
    return bool(queue)
