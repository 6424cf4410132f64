"""What people are good at: they learn, forget, differ, ramp up, and lose time by switching.

All of it belongs to a person, whatever team he or she is in; the same holds for everybody
(R213-R216).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gtmsim.engine import decisions
from gtmsim.plan.curves import PACE_BITS, WHOLE
from gtmsim.plan.draws import Draws, key_of
from gtmsim.plan.plan import Plan
from gtmsim.plan.staff import LearningPlan, MechanismsPlan
from gtmsim.plan.steps import Source, StagePlan

if TYPE_CHECKING:
    from gtmsim.engine.people import Rep
    from gtmsim.engine.served import Served
    from gtmsim.engine.team import Piece

EXPERIENCE = int(Source.EXPERIENCE)
HERE_FROM_THE_START = -1
"""Day of the first one of somebody who is no newcomer."""


class Craft:
    """One person's ways of working.

    Attributes:
        needs: time needed for any task, in units of 2**-16 of the usual one.
        learning: how one learns, or None: there is nothing to learn.
        switch: ticks that another task than the last one costs.
        last_task: what this person worked on last; -1: nothing yet.
        experience: repetitions of each task, in units of 2**-8, on the day in `practiced`.
        practiced: for each task, the day on which it was last done.
        begun: first day of a newcomer, or HERE_FROM_THE_START.
    """

    __slots__ = (
        "_midnights",
        "begun",
        "experience",
        "last_task",
        "learning",
        "needs",
        "practiced",
        "switch",
    )

    def __init__(
        self,
        plan: Plan,
        given: MechanismsPlan,
        name: str,
        streams: Draws,
        since: int,
        *,
        needs: int = WHOLE,
        experience: Sequence[int] = (),
    ) -> None:
        self._midnights = plan.clocks[0].midnights
        self.needs = needs
        if given.spread is not None:
            who = key_of(f"person/{name}")
            drawn = given.spread.fixed_point(streams.bits(given.spread_stream, who, 0))
            drawn >>= given.spread.point_bits - PACE_BITS
            self.needs = decisions.together(self.needs, drawn)
        self.learning: LearningPlan | None = given.learning
        self.switch = given.switch
        self.last_task = -1
        first = self.today(since)
        self.begun = first if since > 0 else HERE_FROM_THE_START
        self.experience = list(experience)
        self.practiced = [first] * len(self.experience)

    def today(self, now: int) -> int:
        """The civil day of a tick."""
        return bisect_right(self._midnights, now) - 1

    def knows(self, task: int, now: int) -> int:
        """Repetitions of a task that are not forgotten, in units of 2**-8."""
        learning = self.learning
        if learning is None or task < 0:
            return 0
        had = self.experience[task]
        if not learning.kept:
            return had
        return decisions.remembered(learning.kept, had, self.today(now) - self.practiced[task])

    def takes(self, ticks: int, stage: StagePlan, ramp: tuple[int, ...], now: int) -> int:
        """How long this person takes, who begins now, for what takes others `ticks`."""
        task, needs = stage.task, self.needs
        if self.learning is not None:
            known = self.knows(task, now)
            needs = decisions.together(needs, decisions.pace(self.learning.pace, known))
        if ramp and self.begun >= 0:
            day = self.today(now) - self.begun
            if day < len(ramp):
                needs = decisions.together(needs, ramp[day])
        switches = self.last_task not in (-1, task)
        return decisions.time_needed(ticks, needs) + (self.switch if switches else 0)

    def tries(self, piece: Piece, ramp: tuple[int, ...], now: int) -> int:
        """How long a piece of work takes if this person begins it now."""
        lead, stage = piece.lead, piece.stage
        lead.values[EXPERIENCE] = self.knows(stage.task, now) / decisions.ONCE
        if piece.attempt:
            lead.tries(piece, now)
        return self.takes(piece.ticks, stage, ramp, now)

    def begins(self, piece: Piece, ramp: tuple[int, ...], now: int) -> None:
        """Begin a piece of work, at this person's pace."""
        piece.ticks = self.tries(piece, ramp, now)
        self.repeats(piece.stage, now)

    def meets(self, lead: Served, stage: StagePlan, now: int) -> None:
        """Begin a meeting: its length was agreed, but it teaches."""
        lead.values[EXPERIENCE] = self.knows(stage.task, now) / decisions.ONCE
        self.repeats(stage, now)

    def repeats(self, stage: StagePlan, now: int) -> None:
        """Do a task once more."""
        task = stage.task
        self.last_task = task
        if self.learning is not None:
            known = self.knows(task, now) + decisions.ONCE
            self.experience[task] = min(known, self.learning.most)
            self.practiced[task] = self.today(now)


def gets_crafts(plan: Plan, people: list[Rep], streams: Draws) -> None:
    """Have everybody work at a pace of their own, if people differ from each other or in time."""
    given = _that_acts(plan)
    if given is None:
        return
    for rep, name, since in zip(people, plan.people, given.since, strict=True):
        rep.craft = Craft(
            plan,
            given,
            name,
            streams,
            since,
            needs=given.needs[rep.index] if given.needs else WHOLE,
            experience=given.experience[rep.index] if given.experience else (),
        )


def gets_craft(plan: Plan, rep: Rep, name: str, since: int, streams: Draws) -> None:
    """Have somebody work as a newcomer who comes within the run, with nothing learnt yet."""
    given = _that_acts(plan)
    if given is not None:
        nothing = [0] * given.tasks if given.learning is not None else []
        rep.craft = Craft(plan, given, name, streams, since, experience=nothing)


def _that_acts(plan: Plan) -> MechanismsPlan | None:
    """What makes people differ; None where everybody works alike at any time."""
    given = plan.mechanisms
    if given is None:
        return None
    ramps = any(team.ramp for epoch in plan.epochs for team in epoch.teams)
    acts = given.switch or given.learning or given.spread or given.needs or ramps
    return given if acts else None
