"""Campaigns: work of the company's own without which events slip and leads stay away (R017).

The work stands in the same queues as that of leads, as sessions that nobody else's luck knows
of. A session stands where a lead stands: it waits, somebody begins, it is finished.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.engine import order
from gtmsim.engine.arrivals import event_of
from gtmsim.engine.people import WAITING, Rep
from gtmsim.engine.served import Served
from gtmsim.engine.team import Piece
from gtmsim.log.kinds import Kind
from gtmsim.plan.clock import NEVER
from gtmsim.plan.outreach import WHOLE_BITS, CampaignPlan, EffortPlan
from gtmsim.plan.steps import Source

if TYPE_CHECKING:
    from gtmsim.engine.process import Company
    from gtmsim.plan.draws import Draws

CHANNEL = int(Source.CHANNEL)


class Session(Served):
    """One piece of work for a campaign, where the queues expect a lead.

    It is nobody's buyer: it has no key, no account, and nothing in the table of leads; its row
    is past theirs and becomes -1 in the log.

    Attributes:
        campaign: what it is for.
        piece: what stands in the queue.
        size: ticks of work that it stands for, whoever does it.
    """

    __slots__ = ("campaign", "piece", "size")

    is_own_work = True

    def __init__(self, campaign: Campaign, row: int, step: int, size: int) -> None:
        # No lead is born here, so nothing of what a lead knows is looked up.
        company = campaign.company
        self.company = company
        self.campaign = campaign
        self.row = row
        self.turn = campaign.turn + step
        self.size = size
        self.stage = company.plan.stages[campaign.effort.stage]
        self.visits = [0] * len(company.plan.stages)
        self.visits[self.stage.index] = campaign.plan.number + 1
        self.values = [nan] * (Source.ATTRIBUTE + len(company.born.attributes))
        self.values[CHANNEL] = campaign.effort.channel
        self.account = None
        self.owner = None
        self.owned_since = -1
        self.customer_since = -1
        self.opportunity = False
        self.existing = False
        self.there = None
        self.listed = None
        self.worked_team = self.worked_rep = -1
        self.piece = Piece(self, self.stage, step, size)
        assert self.piece.callbacks is not None
        self.piece.callbacks.append(self._is_over)

    def gets_owner(self, rep: Rep, piece: Piece) -> None:
        """Somebody takes it on; it is no lead, and takes no place among those."""
        self.owner = rep
        self.owned_since = self.company.now

    def leaves_owner(self) -> None:
        """Nobody has it any longer."""
        self.owner = None

    def joins(self) -> None:
        """Wait to be worked on."""
        self.company.team_for(self, self.stage).join(self.piece)

    def is_dropped(self) -> None:
        """The month is over, and nobody has begun: it is left undone."""
        piece = self.piece
        if piece.state == WAITING and piece.since >= 0:
            piece.team.loses(piece)
            self.record(Kind.WENT_COLD, self.stage, step=piece.step)

    def _is_over(self, _: object) -> None:
        self.is_done_with(self.piece)
        self.campaign.comes_on(self.size)


class Campaign:
    """The work for one event, or for one month's leads.

    Attributes:
        effort, plan: what the channel needs, and when.
        rows: the event's leads.
        row: of the first session; orders what happens to the campaign within a tick.
        total, done: ticks of work, and how many of them are done.
        held: tick at which the event took place if it was late; NEVER: not yet; -1: on time.
    """

    def __init__(
        self,
        company: Company,
        effort: EffortPlan,
        plan: CampaignPlan,
        row: int,
        luck: tuple[int, int],
    ) -> None:
        self.company = company
        self.effort = effort
        self.plan = plan
        self.rows: list[int] = []
        self.row = row
        work, self.turn = luck
        self.total = max(1, effort.work.whole(work))
        left = self.total * plan.left >> WHOLE_BITS
        self.done = self.total - left
        parts = effort.sessions
        sizes = [left * (i + 1) // parts - left * i // parts for i in range(parts)]
        self.sessions = [
            Session(self, row + step, step, size)
            for step, size in enumerate((size for size in sizes if size > 0), start=1)
        ]
        self.held = NEVER if self.sessions and not effort.monthly else -1

    def begins(self) -> None:
        """Let the work be there when it is to be done; a month's work ends with its month."""
        company, plan = self.company, self.plan
        for session in self.sessions:
            company.call(plan.queued, order.ARRIVALS, session.row, session.joins)
            if self.effort.monthly:
                company.call(plan.planned, order.FINISHES, session.row, session.is_dropped)

    def comes_on(self, ticks: int) -> None:
        """A session is done; after the last one of an event it takes place, late or not."""
        self.done += ticks
        if self.effort.monthly or self.done < self.total:
            return
        company, plan = self.company, self.plan
        if company.now <= plan.planned:
            self.held = -1
            company.announces(self.rows)
            return
        place = bisect_right(self.effort.midnights, company.now)
        if place < len(plan.holds):
            self.held = plan.holds[place]
            company.call(self.held, order.FINISHES, self.row, self._takes_place_late)

    def _takes_place_late(self) -> None:
        """The event takes place, so much later; its leads are the same, and so is their luck."""
        company, born = self.company, self.company.born
        late = company.now - self.plan.planned
        number = self.plan.number + 1
        company.row(
            self.row,
            company.now,
            int(Kind.SLIPPED),
            self.effort.stage,
            number,
            value=self.plan.planned,
        )
        for row in self.rows:
            born.arrived[row] += late
            if born.ready_at[row] < NEVER:
                born.ready_at[row] += late
            if born.elsewhere_at[row] < NEVER:
                born.elsewhere_at[row] += late
        company.announces(self.rows)


class Campaigns:
    """All campaigns of a replication.

    Attributes:
        all: in order of channel, then of time.
        waiting: rows of leads whose event needs work that is not done before the run.
    """

    def __init__(self, company: Company, streams: Draws) -> None:
        self.company = company
        self.streams = streams
        self.all: list[Campaign] = []
        self.waiting: set[int] = set()
        self._months: dict[int, list[Campaign]] = {}
        self._lead_stream: dict[int, int] = {}
        turn = company.plan.streams.index("turn")
        row = len(company.leads)
        for effort in company.plan.efforts:
            own = []
            for plan in effort.campaigns:
                work = streams.bits(effort.work_stream, effort.key, plan.number)
                luck = (work, streams.bits(turn, effort.key, plan.number))
                own.append(Campaign(company, effort, plan, row, luck))
                row += effort.sessions + 1
            self.all += own
            if effort.monthly:
                self._months[effort.channel] = own
                self._lead_stream[effort.channel] = effort.lead_stream
            else:
                self._gathers(effort, own)

    def _gathers(self, effort: EffortPlan, own: list[Campaign]) -> None:
        """Which leads are whose, of events that are not prepared yet."""
        company = self.company
        places = event_of(company.plan, company.plan.channels[effort.channel], self.streams)
        for row in np.flatnonzero(company.leads.channel == effort.channel).tolist():
            place = places.get(int(company.leads.key[row]))
            if place is not None and own[place].sessions:
                own[place].rows.append(row)
                self.waiting.add(row)

    def begin(self) -> None:
        """Have all work wait from its time on."""
        for campaign in self.all:
            campaign.begins()

    def keeps_away(self, row: int) -> bool:
        """Whether a lead that was to come now does not, for lack of work in the month before.

        It comes if its luck is below the share of the work that is done by now.
        """
        company = self.company
        months = self._months.get(company.born.channel[row])
        if months is None:
            return False
        now = company.now
        place = bisect_right([one.plan.planned for one in months], now) - 1
        if place < 0 or now >= months[place].plan.until or row < len(company.plan.opening):
            return False
        campaign = months[place]
        stream = self._lead_stream[campaign.effort.channel]
        return company.luck.chance(stream, row, 0) * campaign.total >= campaign.done

    def spend(self, planned: dict[str, list[int]]) -> dict[str, list[int]]:
        """Money spent on channels: on an event, when it takes place."""
        late: dict[tuple[int, int], list[int]] = defaultdict(list)
        for campaign in self.all:
            if not campaign.effort.monthly and campaign.held >= 0:
                late[campaign.effort.channel, campaign.plan.planned].append(campaign.held)
        rows = []
        for tick, channel, amount in zip(*planned.values(), strict=True):
            moved = late.get((channel, tick), [])
            when = moved.pop(0) if moved else tick
            if when < self.company.plan.horizon:
                rows.append((when, channel, amount))
        rows.sort()
        return {name: [row[i] for row in rows] for i, name in enumerate(planned)}
