"""Staying longer: who may, for what, and when such work ends.

Overtime is work after the team has closed, on days on which the person is there, until it is
late. A piece of work that reaches into it is judged when it begins, and its end is fixed then.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from gtmsim.engine import decisions
from gtmsim.engine.people import WAITING, Queue, Rep
from gtmsim.log.kinds import Kind
from gtmsim.plan.clock import NEVER, Clock
from gtmsim.plan.staff import OvertimePlan

if TYPE_CHECKING:
    from gtmsim.engine.team import Piece, Team

OVERTIME = int(Kind.OVERTIME)


class Late:
    """The longer hours of one person.

    Attributes:
        clock: normal hours, and those after them until it is late.
        rule: how much, and for what.
        months: ticks at which civil months begin.
        spent: ticks of overtime of each month, by its number; it goes on when teams change.
    """

    __slots__ = ("clock", "months", "rule", "spent")

    def __init__(
        self, clock: Clock, rule: OvertimePlan, months: tuple[int, ...], spent: dict[int, int]
    ) -> None:
        self.clock = clock
        self.rule = rule
        self.months = months
        self.spent = spent

    def next_piece(self, team: Team, rep: Rep, now: int) -> Piece | None:
        """After hours: the most urgent piece for which there is reason to stay, and time."""
        if not self.clock.is_open(now) or self._left(now) <= 0:
            return None
        taken = rep.appointments_from(now)
        for entry, queue in self._waiting(team, rep, now):
            piece = entry[4]
            ticks = team.would_take(piece, rep, now)
            if piece.stage.fits and not decisions.fits(self.clock, taken, now, ticks):
                continue
            end = decisions.work_end(self.clock, taken, now, ticks)
            if self._allowed(self._parts(rep, taken, now, end)):
                queue.remove(entry)
                queue.sort()  # a sorted list is a heap
                return piece
        return None

    def end(self, team: Team, piece: Piece, rep: Rep, now: int) -> int:
        """When a piece of work that begins now ends; what of it is overtime is told."""
        taken = rep.appointments_from(now)
        end = decisions.work_end(rep.clock, taken, now, piece.ticks)
        later = decisions.work_end(self.clock, taken, now, piece.ticks)
        after_hours = not rep.clock.is_open(now)
        if later >= end or later >= NEVER:
            return end
        if not after_hours and (piece.stage.fits or not self._waiting(team, rep, now)):
            return end
        parts = self._parts(rep, taken, now, later)
        if not after_hours and not self._allowed(parts):
            return end
        for month, ticks in parts.items():
            self.spent[month] = self.spent.get(month, 0) + ticks
        company = team.company
        row, stage = piece.lead.row, piece.stage.index
        number = team.index
        spent = sum(parts.values())
        company.row(
            row, now, OVERTIME, stage, piece.visit, piece.step, number, rep.index, -1, spent, -1
        )
        return later

    # --- reasons and limits --------------------------------------------------------------

    def _waiting(
        self, team: Team, rep: Rep, now: int
    ) -> list[tuple[tuple[int, int, int, int, Piece], Queue]]:
        """Work for which this person has reason to stay, most urgent first."""
        queues = [rep.agenda, team.shared]
        if not team.pooled and team.has_room(rep):
            queues.append(team.newcomers)
        until = NEVER if not self.rule.if_due else self._next_day(rep.clock, now)
        found = [
            (entry, queue)
            for queue in queues
            for entry in queue
            if entry[4].state == WAITING and (not self.rule.if_due or 0 <= entry[4].due < until)
        ]
        return sorted(found, key=lambda pair: pair[0][:4])

    @staticmethod
    def _next_day(clock: Clock, now: int) -> int:
        """The next opening on a later day."""
        day = bisect_right(clock.midnights, now)
        return clock.next_open(clock.midnights[day]) if day < len(clock.midnights) else NEVER

    def _left(self, now: int) -> int:
        month = bisect_right(self.months, now) - 1
        return self.rule.limit - self.spent.get(month, 0)

    def _allowed(self, parts: dict[int, int]) -> bool:
        """Whether so much more, month by month, stays within the limit."""
        limit, spent = self.rule.limit, self.spent
        return all(spent.get(month, 0) + ticks <= limit for month, ticks in parts.items())

    def _parts(
        self, rep: Rep, taken: list[tuple[int, int, int]], start: int, end: int
    ) -> dict[int, int]:
        """Ticks of overtime of a piece of work, by month."""
        parts: dict[int, int] = {}
        at = start
        for meeting, _, over in [one for one in taken if start < one[2] and one[0] < end]:
            if at < meeting:
                self._add(parts, rep.clock, at, meeting)
            at = max(at, over)
        if at < end:
            self._add(parts, rep.clock, at, end)
        return parts

    def _add(self, parts: dict[int, int], normal: Clock, start: int, end: int) -> None:
        month = bisect_right(self.months, start) - 1
        while start < end:
            following = self.months[month + 1] if month + 1 < len(self.months) else NEVER
            until = min(end, following)
            ticks = self.clock.between(start, until) - normal.between(start, until)
            if ticks:
                parts[month] = parts.get(month, 0) + ticks
            start, month = until, month + 1
