"""People as an engine reads them: teams, who is where and when, what helps or harms anybody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from gtmsim.log.kinds import INFORMED
from gtmsim.plan.steps import Condition, Where
from gtmsim.plan.tables import Table


class Assignment(IntEnum):
    """Who takes a lead, and for how long."""

    POOLED = 0
    WHEN_FREE = 1
    ON_ARRIVAL = 2


class Choice(IntEnum):
    """Who of a team owns a lead, or takes it."""

    LONGEST_IDLE = 0
    LEAST_LOADED = 1
    ROUND_ROBIN = 2
    MOST_SKILLED = 3


class Order(IntEnum):
    """What comes first among work of the same class."""

    FIRST_COME = 0
    NEWEST = 1
    DUE = 2
    SCORE = 3


@dataclass(frozen=True)
class BlockPlan:
    """Open ticks of `clock` in which work that meets `first` comes first."""

    clock: int
    first: tuple[Condition, ...]


@dataclass(frozen=True)
class OvertimePlan:
    """How long people may stay.

    Attributes:
        limit: ticks of a civil month.
        until: for each civil day the tick at which it is late.
        if_due: only for work whose promise runs out before the next opening.
    """

    limit: int
    until: tuple[int, ...]
    if_due: bool


@dataclass(frozen=True)
class TeamPlan:
    """A team: what it covers, whom it serves, in which order. The same index in every epoch.

    Who of its people becomes an owner is told by `owners`, and who of the free takes work by
    `takers`; `score` is the source that `order` goes by; `helps` are teams whose work its free
    people take, each with the backlog that it must exceed.
    Of its newcomers it says, in `ramp`, what time they need on their day 0, 1, 2 ..., in units
    of 2**-16; from its end on, that of anybody.
    """

    index: int
    name: str
    functions: frozenset[int]
    serves: tuple[Condition, ...]
    assignment: Assignment
    max_open_leads: int
    priorities: tuple[tuple[Condition, ...], ...]
    clock: int
    ramp: tuple[int, ...] = ()
    owners: Choice = Choice.LEAST_LOADED
    takers: Choice = Choice.LONGEST_IDLE
    order: Order = Order.FIRST_COME
    score: int = -1
    helps: tuple[tuple[int, int], ...] = ()
    blocks: tuple[BlockPlan, ...] = ()
    overtime: OvertimePlan | None = None
    manages: bool = False


@dataclass(frozen=True)
class RulePlan:
    """Which team takes the leads that meet `when`; -1: that of their customer's owner."""

    when: tuple[Condition, ...]
    team: int


@dataclass(frozen=True)
class Epoch:
    """An organization valid from a tick: teams, and where each person of the roster works.

    Attributes:
        start: first tick.
        rules: who takes which leads, in order; without any, whom teams serve decides.
        teams: in file order; empty teams (no longer existing) have no functions.
        membership: for each person, the index of the team, or -1 (not here yet, or left).
        clocks: for each person, the index of the clock.
        keeps: ticks within which open deals and customers of owners who no longer cover them are
            handed over: 0 at once, `NEVER` not before they close.
    """

    start: int
    teams: tuple[TeamPlan, ...]
    membership: tuple[int, ...]
    clocks: tuple[int, ...]
    rules: tuple[RulePlan, ...] = ()
    keeps: int = 0


@dataclass(frozen=True)
class LearningPlan:
    """A learning curve as tables; repetitions are integers in units of 2**-8.

    Attributes:
        pace: time needed at 0, 1, 2 ... repetitions, in units of 2**-16 of an experienced
            person's; the last entry holds from there on.
        kept: share of repetitions that is left after 0, 1, 2 ... days without practice, in units
            of 2**-16; empty: nothing is forgotten.
        most: repetitions after which there is nothing more to learn.
    """

    pace: tuple[int, ...]
    kept: tuple[int, ...] = ()
    most: int = 0


@dataclass(frozen=True)
class HandoffPlan:
    """What changing hands loses and costs.

    Attributes:
        giver, taker: functions, or -1 for any.
        retained: what is left of the information, in units of 2**-16.
        rediscovery: time to find out everything again; its stream for each stage of a taker.
        checklist: work of whoever hands over, and its stream for each stage of a giver; None:
            nothing is written down.
        listed: what is retained with the checklist, in units of 2**-16.
        completeness: share of the items that are there; its stream for each stage of a giver.
        accepts: least completeness that is accepted, in the fixed point of `completeness`.
        incomplete: where a lead goes that is not accepted.
    """

    giver: int
    taker: int
    retained: int = INFORMED
    rediscovery: Table | None = None
    rediscovery_streams: tuple[int, ...] = ()
    checklist: Table | None = None
    checklist_streams: tuple[int, ...] = ()
    listed: int = INFORMED
    completeness: Table | None = None
    completeness_streams: tuple[int, ...] = ()
    accepts: int = 0
    incomplete: Where | None = None


@dataclass(frozen=True)
class PressurePlan:
    """A uniform target for each person of a team (R167).

    Attributes:
        team, milestone: who is to bring what.
        stages: in which it is brought.
        months: ticks at which civil months begin, from 0 on.
        owed: what a person is to bring in each of them, in units of 2**-16.
    """

    team: int
    milestone: int
    stages: frozenset[int]
    months: tuple[int, ...]
    owed: tuple[int, ...]


@dataclass(frozen=True)
class MechanismsPlan:
    """What helps or harms anybody (R212-R216).

    Attributes:
        switch: ticks added when a person's last piece of work was another task.
        learning: the curve of every task, or None.
        tasks: how many there are; `StagePlan.task` numbers them.
        spread: the law of a person's pace (mean 1, time needed), or None; its stream.
        since: the tick at which each person of the roster begins.
        needs: for each person, time needed by skill, in units of 2**-16; empty: all the same.
        experience: for each person, repetitions of each task to begin with; empty: no learning.
        handoffs: rules in order; the first that fits counts.
        pressure: the target of a team that may be out of reach, or None.
    """

    switch: int = 0
    learning: LearningPlan | None = None
    tasks: int = 0
    spread: Table | None = None
    spread_stream: int = -1
    since: tuple[int, ...] = ()
    needs: tuple[int, ...] = ()
    experience: tuple[tuple[int, ...], ...] = ()
    handoffs: tuple[HandoffPlan, ...] = ()
    pressure: PressurePlan | None = None
