"""A buyer's interest: what a rival may take, and what somebody may notice (R069, R071).

Only the buyer knows when it is ready and when it has bought elsewhere. The company learns of
the one by a raised hand, found sooner or later or by mistake, and of the other by talking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gtmsim.engine import decisions
from gtmsim.plan.clock import NEVER
from gtmsim.plan.steps import NoticesPlan, StagePlan, Where

if TYPE_CHECKING:
    from gtmsim.engine.buyer import Buyer

FALSE = -1
"""What stands for the tick of readiness where there is none."""


class Notice(NamedTuple):
    """Somebody notices a resting buyer.

    Attributes:
        tick: when.
        since: since when the buyer is ready; `FALSE`: it is not.
    """

    tick: int
    since: int


def elsewhere_at(buyer: Buyer) -> int:
    """When the buyer has bought elsewhere, if nobody but rivals sees it from now on."""
    company = buyer.company
    if company.plan.bought_elsewhere is None:
        return buyer.elsewhere_at
    if buyer.customer_since >= 0:
        return NEVER  # it has bought here
    if buyer.opportunity:
        return decisions.rival_wins_at(
            buyer.elsewhere_at, buyer.ready_at, buyer.opened_at, company.now
        )
    return buyer.elsewhere_at


def has_bought_elsewhere(buyer: Buyer) -> bool:
    """Whether whoever talks to the buyer now hears that it is too late."""
    return buyer.company.now >= elsewhere_at(buyer)


def hears_of_rival(buyer: Buyer, stage: StagePlan) -> Where | None:
    """Where a buyer goes who tells that it has bought elsewhere; None if it has not.

    That rival has won; after some time the buyer may be open to another purchase, without one.
    """
    where = buyer.company.plan.bought_elsewhere
    if where is None or stage.function < 0 or not has_bought_elsewhere(buyer):
        return None
    buyer.elsewhere_at = NEVER
    return where


def first_notice(buyer: Buyer, notices: NoticesPlan, until: int) -> Notice | None:
    """Who is noticed before its time: one who is ready, or one who only seems to be.

    Args:
        buyer: rests from now on; its number of recyclings names the draws.
        notices: the rule.
        until: when it comes back anyway.
    """
    now, horizon = buyer.company.now, buyer.company.plan.horizon
    found = min(_false_alarm(buyer, notices), _raised_hand(buyer, notices, min(until, horizon)))
    # Nobody notices in the tick in which the buyer is let go: time must pass in every circle.
    tick = max(found.tick, now + 1)
    return Notice(tick, found.since) if tick < min(until, horizon) else None


def _raised_hand(buyer: Buyer, notices: NoticesPlan, until: int) -> Notice:
    company, turn = buyer.company, buyer.recycles
    shows = decisions.shows_at(company.now, until, buyer.ready_at, buyer.elsewhere_at)
    if (
        shows >= NEVER
        or company.luck.chance(notices.share_stream, buyer.row, turn) >= notices.share
    ):
        return Notice(NEVER, FALSE)
    after, length = notices.after, 0
    if after is None:
        return Notice(shows, max(buyer.ready_at, 0))
    if after.table is not None and after.stream >= 0:
        length = company.luck.ticks(after.table, after.stream, buyer.row, turn, 0)
    elif after.table is not None:
        length = after.table.whole(0)
    return Notice(buyer.ends_from(after, shows, max(length, 0)), max(buyer.ready_at, 0))


def _false_alarm(buyer: Buyer, notices: NoticesPlan) -> Notice:
    if not notices.false_alarms:
        return Notice(NEVER, FALSE)
    table = buyer.company.plan.exponential
    threshold = table.fixed_point(buyer.draw(notices.alarm_stream, buyer.recycles, 0))
    threshold <<= decisions.HAZARD_BITS - table.point_bits
    tick = decisions.false_alarm_at(
        buyer.company.now, buyer.ready_at, notices.false_alarms, threshold
    )
    return Notice(tick, FALSE)
