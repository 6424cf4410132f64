"""Keeping open deals and customers: owners go on with what their new team does not cover.

A reorganization says what becomes of them: they are handed over at once, kept until they
close (customers for good), or handed over one by one within a time. A deal is open from the
SQL on; what its owner keeps is whatever his or her team covered before the change.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import partial
from heapq import heapify
from typing import TYPE_CHECKING

from gtmsim.engine import order
from gtmsim.engine.people import WAITING
from gtmsim.plan.clock import NEVER
from gtmsim.plan.staff import Epoch
from gtmsim.plan.steps import StagePlan

if TYPE_CHECKING:
    from gtmsim.engine.process import Company
    from gtmsim.engine.served import Served
    from gtmsim.engine.team import Piece, Team


@dataclass(frozen=True)
class Kept:
    """What one person keeps.

    Attributes:
        functions: what that person's team covered before, and what he or she kept before.
        since: tick of the change: only what was there and owned before is kept.
        day: civil day of the change, from the first of the run; it names the draws.
        within: ticks within which all of it is handed over; `NEVER`: no hurry.
    """

    functions: frozenset[int]
    since: int
    day: int
    within: int


def keeping(company: Company) -> Keeping | None:
    """What is kept by whom, if any reorganization lets people keep anything."""
    if any(epoch.keeps for epoch in company.plan.epochs):
        return Keeping(company)
    return None


class Keeping:
    """Who keeps what."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._by_rep: dict[int, Kept] = {}
        self._stream = company.plan.streams.index("open_deals")

    def organizes(self, epoch: Epoch, number: int) -> None:
        """A new organization begins: note what everybody covers in the old one."""
        if not number or not self._is_reorganized(epoch, number):
            return
        now = self.company.now
        day = bisect_right(self.company.plan.clocks[0].midnights, now) - 1
        for rep in self.company.reps:
            if rep.team is None:
                self._by_rep.pop(rep.index, None)
                continue
            before = self._by_rep.get(rep.index)
            functions = rep.team.plan.functions
            if epoch.keeps:
                earlier = before.functions if before is not None else frozenset()
                self._by_rep[rep.index] = Kept(functions | earlier, now, day, epoch.keeps)
            elif before is not None:
                del self._by_rep[rep.index]

    def _is_reorganized(self, epoch: Epoch, number: int) -> bool:
        """Whether teams change, and not only somebody begins or leaves."""
        before = self.company.plan.epochs[number - 1]
        stayed = zip(before.membership, epoch.membership, strict=True)
        moved = any(one != other for one, other in stayed if one >= 0 and other >= 0)
        return moved or before.teams != epoch.teams

    def keeps(self, lead: Served, stage: StagePlan) -> bool:
        """Whether the owner goes on with a lead that his or her team does not cover."""
        return self._until(lead, stage) > self.company.now

    def _until(self, lead: Served, stage: StagePlan) -> int:
        """The tick until which the owner keeps a lead in this stage; 0: he or she does not."""
        owner = lead.owner
        kept = self._by_rep.get(owner.index) if owner is not None else None
        if kept is None or stage.function not in kept.functions or lead.owned_since >= kept.since:
            return 0
        if lead.customer_since >= 0:
            if lead.customer_since >= kept.since:
                return 0  # won since: the deal is closed
        elif not lead.opportunity or lead.opened_at >= kept.since:
            return 0
        if kept.within >= NEVER:
            return NEVER
        luck = lead.company.luck.chance(self._stream, lead.row, kept.day)
        return kept.since + int(luck * kept.within)

    def is_kept(self, piece: Piece, team: Team) -> bool:
        """Whether a piece waits for an owner whose team does not cover it.

        If only for a time, it is handed over then, should it still wait.
        """
        lead, stage = piece.lead, piece.stage
        if lead.owner is None or stage.function in team.plan.functions:
            return False
        until = self._until(lead, stage)
        if until <= self.company.now:
            return False
        if until < NEVER:
            action = partial(self._hands_over, piece)
            self.company.call(until, order.OPENINGS, order.FIRST_LEAD + lead.row, action)
        return True

    def _hands_over(self, piece: Piece) -> None:
        """The time is over: a piece that still waits for its owner is assigned anew."""
        lead, company = piece.lead, self.company
        owner = lead.owner
        if piece.state != WAITING or owner is None or self.keeps(lead, piece.stage):
            return
        entry = next((one for one in owner.agenda if one[4] is piece), None)
        if entry is None:
            return
        owner.agenda.remove(entry)
        heapify(owner.agenda)
        piece.team.backlog -= 1
        company.team_for(lead, piece.stage).join(piece)
