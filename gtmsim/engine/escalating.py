"""Broken promises come before a manager, who has finite minutes for them (R022, R043).

A lead whose promise is broken, and who still waits, waits for a manager too. When one has time,
the manager takes the lead out of the queue, sees to it, and puts it back as the most urgent.
Who is served before that needs no manager any more.
"""

from __future__ import annotations

from functools import partial
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from gtmsim.engine import order
from gtmsim.engine.people import TAKEN, WAITING, Rep
from gtmsim.engine.team import Piece, Team
from gtmsim.log.kinds import Kind
from gtmsim.plan.staff import TeamPlan
from gtmsim.plan.steps import EscalationPlan

if TYPE_CHECKING:
    from gtmsim.engine.process import Company
    from gtmsim.engine.served import Served

ESCALATED, STARTED = int(Kind.ESCALATED), int(Kind.STARTED)
FINISHED = int(Kind.FINISHED)
NO_STEP = 0
"""The step under which the work of managers stands in the log: it serves no lead."""


class Escalation(Piece):
    """A manager's work on a broken promise.

    Attributes:
        waiting: the piece of work that waits for somebody.
    """

    def __init__(self, waiting: Piece, ticks: int) -> None:
        super().__init__(waiting.lead, waiting.stage, NO_STEP, ticks)
        self.waiting = waiting


class Managers(Team):
    """The managers of today's organization; what waits for them outlasts reorganizations."""

    def __init__(self, company: Company, plan: TeamPlan) -> None:
        super().__init__(company, plan)
        self.backlog = len(company.escalations)
        if self.backlog:
            self.asks_to_pick()

    def is_told(self, task: Escalation) -> None:
        """Let a broken promise wait for a manager."""
        company, lead = self.company, task.lead
        heappush(company.escalations, (0, company.now, lead.turn, lead.row, task))
        self.backlog += 1
        if self.free and company.now >= self.asleep_until:
            self.asks_to_pick()

    def next_piece(self, rep: Rep, now: int) -> Piece | None:
        """The broken promise that has been told first, of those that are still waiting."""
        tasks = self.company.escalations
        while tasks:
            task = heappop(tasks)[4]
            if isinstance(task, Escalation) and task.waiting.state == WAITING:
                return task
            self.backlog -= 1  # somebody was faster, or the buyer went cold
        return None

    def begin(self, piece: Piece, rep: Rep, now: int) -> None:
        """A manager sees to a lead, which waits for nobody else meanwhile."""
        assert isinstance(piece, Escalation)
        self.backlog -= 1
        _takes_out(piece.waiting)
        piece.rep, piece.team, piece.state = rep, self, TAKEN
        piece.tells(STARTED, rep.index, piece.ticks)
        rep.working = True
        rep.busy_until = rep.clock.end(now, piece.ticks)
        piece.callbacks.append(partial(self._is_over, piece))
        self.company.resume(piece, rep.busy_until, order.FINISHES, piece.lead.row)

    def _is_over(self, task: Escalation, event: object) -> None:
        """The lead waits again, before all others of its team."""
        company, waiting = self.company, task.waiting
        task.tells(FINISHED, task.rep.index, task.ticks)
        task.rep.working = False
        task.rep.is_released(company.now)
        waiting.state = WAITING
        waiting.escalated = True
        company.team_for(waiting.lead, waiting.stage).join(waiting)


def watches(lead: Served, piece: Piece, rule: EscalationPlan) -> None:
    """Have a promise come before a manager if it is broken and nobody begins in time."""
    when = piece.due
    if rule.after is not None:
        length = rule.after.table.whole(0) if rule.after.table is not None else 0
        when = lead.ends_from(rule.after, piece.due, length)
    lead.company.call(when, order.ESCALATIONS, lead.row, partial(_comes_up, lead, piece, rule))


def _comes_up(lead: Served, piece: Piece, rule: EscalationPlan) -> None:
    """The time has come: if the lead still waits, a manager is told."""
    if piece.state != WAITING:
        return
    stage, company = piece.stage, lead.company
    lead.record(Kind.ESCALATED, stage, step=piece.step, value=piece.due)
    ticks = lead.work_ticks(rule.work, rule.stream, stage, NO_STEP)
    for team in company.teams:
        if isinstance(team, Managers):
            team.is_told(Escalation(piece, ticks))


def _takes_out(piece: Piece) -> None:
    """Take a waiting piece of work out of its queue."""
    team = piece.team
    queues = [team.shared, team.newcomers, team.unowned, *(rep.agenda for rep in team.reps)]
    for queue in queues:
        kept = [entry for entry in queue if entry[4] is not piece]
        if len(kept) < len(queue):
            queue[:] = kept
            heapify(queue)
    team.loses(piece)
    piece.state = TAKEN
