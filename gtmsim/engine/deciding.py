"""How long buyers take to decide: approvals, days on which nobody is there, pushes.

What a buyer decides is drawn in `lead.py`; here stands when.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from gtmsim.engine import decisions
from gtmsim.plan.buying import ApproverPlan
from gtmsim.plan.factors import months_to_year_end
from gtmsim.plan.steps import Delay, Source, StagePlan

if TYPE_CHECKING:
    from gtmsim.engine.buyer import Buyer

MONTH, SEGMENT, YEAR_END = int(Source.MONTH), int(Source.SEGMENT), int(Source.YEAR_END)


def looks_at_calendar(buyer: Buyer) -> None:
    """Bring up to date the month, and how many are left of the buyer's fiscal year."""
    plan = buyer.company.plan
    day = bisect_right(plan.clocks[0].midnights, buyer.company.now) - 1
    month = plan.months[day]
    buyer.values[MONTH] = month
    buyer.values[YEAR_END] = months_to_year_end(plan.buyers[buyer.buyer][1], month)


def decided_at(buyer: Buyer, stage: StagePlan, delay: Delay, step: int = 0) -> int:
    """When a buyer who begins to think now has decided: not while away."""
    until = buyer.end_of(delay, stage, step)
    return until if buyer.there is None else buyer.there.next_open(until)


def pushed_to(buyer: Buyer, stage: StagePlan, until: int) -> int:
    """When a decision is made that is due at `until`, if the seller has its way (R095).

    Who agrees to decide at the end of the seller's period pays less for it.
    """
    push = buyer.company.plan.push
    if push is None or stage.index not in push.stages:
        return until
    end = decisions.pulled_to(push, buyer.company.now, until)
    if end < 0 or (buyer.there is not None and not buyer.there.is_open(end)):
        return until
    if buyer.chance(push.stages[stage.index], stage) >= push.accepted:
        return until
    buyer.agrees_to(end, push.keep)
    return end


def approved_at(buyer: Buyer, stage: StagePlan, delay: Delay) -> int:
    """When a purchase is approved that is asked for now: by one after the other (R090)."""
    segment = buyer.company.plan.segments[int(buyer.values[SEGMENT])]
    chain = segment.approvers[: decisions.asked(segment.approvers, buyer.amount)]
    at = buyer.company.now
    for step, approver in enumerate(chain, start=1):
        length = _takes(buyer, approver, delay.stream, stage, step)
        if approver.takes is not None:
            at = buyer.ends_from(approver.takes, at, length)
            at = at if buyer.there is None else buyer.there.next_open(at)
        at = decisions.meets_board(approver, at)
    return at


def _takes(buyer: Buyer, approver: ApproverPlan, stream: int, stage: StagePlan, step: int) -> int:
    """How many ticks an approver takes."""
    if approver.takes is None or approver.takes.table is None:
        return 0
    draw = buyer.draw(stream, buyer.visits[stage.index], step)
    return max(0, approver.takes.table.whole(draw))
