"""Pressure: a team that has missed its target of the last month, and what that does (R167).

The target is uniform: so much for each person, whatever the market has. It is the lead that
carries the pressure under which it was brought; the factors of stages say what that does.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gtmsim.engine import order
from gtmsim.log.kinds import MOST_PRESSED, UNPRESSED, Kind
from gtmsim.plan.staff import PressurePlan
from gtmsim.plan.steps import Source, StagePlan

if TYPE_CHECKING:
    from gtmsim.engine.process import Company
    from gtmsim.engine.served import Served

PRESSURE = int(Source.PRESSURE)


def pressure(owed: int, brought: int) -> int:
    """What was owed over what was brought, in units of 2**-16; no less than all of it.

    Args:
        owed: in units of 2**-16.
        brought: how many.
    """
    if owed <= brought * UNPRESSED:
        return UNPRESSED
    return min(owed // brought, MOST_PRESSED) if brought else MOST_PRESSED


class Pressing:
    """One team, month by month.

    Attributes:
        now: the pressure of this month, in units of 2**-16.
        people: of the team when the month began.
        brought: in this month so far.
    """

    def __init__(self, company: Company, given: PressurePlan) -> None:
        self.company = company
        self.given = given
        self.now = UNPRESSED
        self.people = 0
        self.brought = 0

    def begins(self) -> None:
        """Plan the beginnings of the months."""
        for month, tick in enumerate(self.given.months):
            action = partial(self._month, month)
            self.company.call(tick, order.OPENINGS, order.FIRST_COUNT + month, action)

    def _month(self, month: int) -> None:
        """A month begins: what was owed in the last one is held against what was brought."""
        given, company = self.given, self.company
        people = len(company.teams[given.team].reps)
        self.now = UNPRESSED
        if month and people:
            self.now = pressure(self.people * given.owed[month - 1], self.brought)
        if self.now > UNPRESSED:
            company.row(
                -1,
                company.now,
                int(Kind.PRESSED),
                step=self.people,
                team=given.team,
                reason=given.milestone,
                value=self.now,
                due=self.brought,
            )
        self.people, self.brought = people, 0

    def is_felt(self, lead: Served, stage: StagePlan, team: int) -> None:
        """Work on a lead ends: where the milestone is brought, pressure is part of it."""
        given = self.given
        if stage.index in given.stages:
            lead.values[PRESSURE] = self.now if team == given.team else UNPRESSED

    def counts(self, team: int, milestone: int) -> None:
        """A lead passes a milestone: it was brought by the team that worked on it last."""
        given = self.given
        if milestone == given.milestone and team == given.team:
            self.brought += 1
