"""What brings leads at the price of people's time, as an engine reads it."""

from __future__ import annotations

from dataclasses import dataclass

from gtmsim.plan.tables import Table

WHOLE_BITS = 16
"""Shares of work are integers in units of 2**-16."""


@dataclass(frozen=True)
class CampaignPlan:
    """The work for one event, or for the leads of one month.

    Attributes:
        number: names its luck: the place of the event, or the month counted from the start.
        planned: tick of the event; or of the beginning of the month in which the leads come.
        queued: tick at which the work is there to be done.
        left: share of the work that is not done before the run, in units of 2**-16.
        until: a month's leads come before this tick; -1 for an event.
        holds: ticks at which an event of that time of day can take place later: on open days.
    """

    number: int
    planned: int
    queued: int
    left: int
    until: int = -1
    holds: tuple[int, ...] = ()


@dataclass(frozen=True)
class EffortPlan:
    """What a channel needs.

    Attributes:
        channel: its index; `key` names its luck.
        stage: the internal stage in which the work is done.
        monthly: whether the work comes round every month.
        work: of one campaign, all sessions together; `work_stream` draws it.
        sessions: pieces of work into which it falls.
        lead_stream: decides which leads come when only a part is done.
        midnights: of open days, one for each of `holds`.
        campaigns: in order of time.
    """

    channel: int
    key: int
    stage: int
    monthly: bool
    work: Table
    work_stream: int
    sessions: int
    lead_stream: int
    midnights: tuple[int, ...]
    campaigns: tuple[CampaignPlan, ...]


@dataclass(frozen=True)
class ListPlan:
    """A list of accounts that people call up.

    Attributes:
        channel: its index.
        accounts: how many there are.
        rounds: how often each is called up at most.
        again: ticks after which an account that was lost comes back.
        first, until: ticks from which, and up to which, it is worked.
        stage: where its leads enter.
    """

    channel: int
    accounts: int
    rounds: int
    again: int
    first: int
    until: int
    stage: int
