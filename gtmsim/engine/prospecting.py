"""Lists that people call up: a lead is born when somebody has the time for it (R018).

Who calls whom, and when, depends on people; what an account is and how lucky its leads are does
not: both are named by the entry.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gtmsim.engine import choosing, decisions, order
from gtmsim.engine.lead import Lead
from gtmsim.log.kinds import Kind
from gtmsim.plan.factors import matches
from gtmsim.plan.outreach import ListPlan
from gtmsim.plan.steps import Source, StagePlan, Way, Where

if TYPE_CHECKING:
    from gtmsim.engine.people import Rep
    from gtmsim.engine.process import Company
    from gtmsim.engine.team import Piece, Team

STAGE, FUNCTION = int(Source.STAGE), int(Source.FUNCTION)
JOINED = int(Kind.JOINED)
NOBODY = -1
LOST = int(Way.LOST)


class Prospect(Lead):
    """A lead that somebody called up.

    Attributes:
        source: the list.
        caller: who calls it up, until the first piece of work is there.
        home: the team that called it up.
        first: the piece of work with which it is called up; None if nothing comes of it.
    """

    __slots__ = ("caller", "first", "home", "source")

    def __init__(self, source: TargetList, row: int, team: Team, caller: Rep) -> None:
        super().__init__(source.company, row)
        self.source = source
        self.caller: Rep | None = caller
        self.home = team.index
        self.first: Piece | None = None

    def waits_for_somebody(self, piece: Piece) -> Piece:
        """Be taken up at once by the caller; later wait as any lead does."""
        caller = self.caller
        if caller is None:
            return super().waits_for_somebody(piece)
        self.caller = None
        self.first = piece
        self.is_promised(piece)
        self._joins(piece, caller)
        return piece

    def stays_with(self, stage: StagePlan) -> Team | None:
        """The team that called it up, if that has people, covers the stage and serves the lead."""
        team = self.company.teams[self.home]
        if self.existing or not team.reps or stage.function not in team.plan.functions:
            return None
        self.values[STAGE], self.values[FUNCTION] = stage.index, stage.function
        return team if matches(team.plan.serves, self.values) else None

    def _joins(self, piece: Piece, caller: Rep) -> None:
        """Stand in the queue for no time: the caller is free, and nobody else may come first."""
        team, now = caller.team, self.company.now
        assert team is not None
        piece.team = team
        piece.since = now
        stage = piece.stage
        self.values[STAGE], self.values[FUNCTION] = stage.index, stage.function
        urgent = decisions.priority_class(team.plan, stage.urgency, self.values)
        piece.tells(JOINED, NOBODY, urgent)
        team.backlog += 1

    # --- coming back on the list ------------------------------------------------------------

    def is_held_back(self) -> bool:
        """Not be there to talk to, as the account was lost a short time ago."""
        held = super().is_held_back()
        if held:
            self.source.comes_back(self.row)
        return held

    def merges(self, stage: StagePlan) -> bool:
        """End inside the account's open opportunity."""
        merged = super().merges(stage)
        if merged:
            self.source.comes_back(self.row)
        return merged

    def leaves(self, stage: StagePlan, where: Where) -> None:
        """End; whoever was lost comes back on the list after a while."""
        super().leaves(stage, where)
        if where.way == LOST:
            self.source.comes_back(self.row)


class TargetList:
    """The entries of a list that can be called up now.

    Attributes:
        plan: how many there are, how often, from when.
        stage: where they enter.
        entries: rows of leads that may be born, in order; those in `called` are.
        left: entries that are not called up yet.
    """

    def __init__(self, company: Company, plan: ListPlan) -> None:
        self.company = company
        self.plan = plan
        self.stage = company.plan.stages[plan.stage]
        leads = company.leads
        unborn = leads.arrived == company.plan.horizon
        own = np.flatnonzero((leads.channel == plan.channel) & unborn)
        self.first_row = int(own[0])
        self.entries: list[int] = []
        self.called: set[int] = set()
        self.left = 0
        self._places: dict[int, int] = {}

    # --- what is on it ------------------------------------------------------------------------

    def begins(self) -> None:
        """Be worked from the first day to the last."""
        company, plan = self.company, self.plan
        first = range(self.first_row, self.first_row + plan.accounts)
        company.call(plan.first, order.ARRIVALS, self.first_row, partial(self._offers, first))
        company.call(plan.until, order.DATES, self.first_row, self._closes)

    def comes_back(self, row: int) -> None:
        """An account is lost: if it may be called up once more, that is after a while."""
        following = row + self.plan.accounts
        if following < self.first_row + self.plan.accounts * self.plan.rounds:
            again = self.company.now + self.plan.again
            offer = partial(self._offers, (following,))
            self.company.call(again, order.ARRIVALS, following, offer)

    def _offers(self, rows: range | tuple[int, ...]) -> None:
        if self.company.now >= self.plan.until:
            return
        self.entries += rows
        was_empty = not self.left
        self.left += len(rows)
        for team in self.company.teams:
            if team.lists is not None and self.stage.function in team.plan.functions:
                team.backlog += was_empty
                team.listed += was_empty
                team.asks_to_pick()

    def _closes(self) -> None:
        if self.left:
            self.left = 0
            self._is_empty()
        self.entries.clear()
        self._places.clear()

    def _is_empty(self) -> None:
        for team in self.company.teams:
            if team.lists is not None and self.stage.function in team.plan.functions:
                team.backlog -= 1
                team.listed -= 1

    # --- calling up ---------------------------------------------------------------------------

    def reads_anew(self) -> None:
        """A new organization begins: other teams may serve other entries."""
        self._places.clear()

    def next_for(self, team: Team) -> int:
        """The next entry that a team may call up; -1 if there is none."""
        if not self.left or self.stage.function not in team.plan.functions:
            return -1
        entries, called = self.entries, self.called
        place = self._places.get(team.index, 0)
        while place < len(entries):
            row = entries[place]
            if row not in called and matches(team.plan.serves, self.values(row)):
                break
            place += 1
        self._places[team.index] = place
        return entries[place] if place < len(entries) else -1

    def urgency(self, team: Team, row: int) -> int:
        """How urgent calling up an entry is for a team."""
        return decisions.priority_class(team.plan, self.stage.urgency, self.values(row))

    def values(self, row: int) -> list[float]:
        """What conditions look at, of an entry."""
        values = self.company.born.values(row)
        values[STAGE], values[FUNCTION] = self.stage.index, self.stage.function
        return values

    def calls_up(self, row: int, team: Team, rep: Rep) -> Piece | None:
        """A lead is born as somebody turns to it; None if nothing is to be worked on."""
        company = self.company
        self.called.add(row)
        self.left -= 1
        if not self.left:
            self._is_empty()
        company.born.arrived[row] = company.now
        lead = Prospect(self, row, team, rep)
        company.starts(lead)
        return lead.first


class Prospecting:
    """All lists of a replication, in order of the channels."""

    def __init__(self, company: Company) -> None:
        self.lists = [TargetList(company, plan) for plan in company.plan.lists]

    def entry_of(self, leads: int) -> NDArray[np.int64]:
        """For each lead its entry on the list of its channel; -1: on none."""
        found = np.full(leads, -1, dtype=np.int64)
        for one in self.lists:
            accounts, rounds = one.plan.accounts, one.plan.rounds
            rows = slice(one.first_row, one.first_row + accounts * rounds)
            found[rows] = np.tile(np.arange(accounts), rounds)
        return found

    def begin(self) -> None:
        """Open the lists."""
        for one in self.lists:
            one.begins()

    def is_for(self, teams: list[Team]) -> None:
        """A new organization begins: whose work the lists are."""
        for one in self.lists:
            one.reads_anew()
            for team in teams:
                if one.stage.function in team.plan.functions:
                    team.lists = self
                    if one.left:
                        team.backlog += 1
                        team.listed += 1
                        team.asks_to_pick()

    def calls_up(self, team: Team, rep: Rep, before: int, running: int = 0) -> Piece | None:
        """Call up the most urgent next entry, if it is more urgent than `before`.

        With time blocks that run, among those that come first in them.
        """
        while True:
            nearest = [
                (one.urgency(team, row), place, row)
                for place, one in enumerate(self.lists)
                if (row := one.next_for(team)) >= 0
                and (not running or running & choosing.blocks_of(team, one.values(row)))
            ]
            if not nearest or min(nearest)[0] >= before:
                return None
            _, place, row = min(nearest)
            piece = self.lists[place].calls_up(row, team, rep)
            if piece is not None:
                return piece
