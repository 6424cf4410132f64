"""Who of an account is approached at a time, and whether the company knows it (R054).

A lead that is not recognized as its account's is served as if it were an account of its own:
it does not merge, has no owner to go to, and its buyer hears from two people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtmsim.log.kinds import Kind
from gtmsim.plan.notices import MATCHING
from gtmsim.plan.steps import StagePlan

if TYPE_CHECKING:
    from gtmsim.engine.buyer import Buyer


def is_recognized(buyer: Buyer) -> bool:
    """Whether somebody sees, when a lead arrives, which account it belongs to."""
    plan = buyer.company.plan
    if plan.matching >= 1.0:
        return True
    stream = plan.streams.index(MATCHING)
    return buyer.company.luck.chance(stream, buyer.row, 0) < plan.matching


def is_approached(buyer: Buyer, stage: StagePlan) -> None:
    """Somebody turns to the buyer; if somebody else does so already, unknowingly, that is told."""
    account = buyer.origin
    assert account is not None
    in_touch = stage.function >= 0 or buyer.opportunity or buyer.customer_since >= 0
    if not in_touch:
        is_left_alone(buyer)
        return
    account.in_touch.setdefault(buyer.row, buyer)
    if stage.function < 0 or buyer.duplicated:
        return
    known = buyer.account is not None
    for other in account.in_touch.values():
        if other is not buyer and not (known and other.account is not None):
            buyer.duplicated = other.duplicated = True  # told once, of whoever came second
            buyer.record(Kind.DUPLICATED, stage, value=other.row)
            return


def is_left_alone(buyer: Buyer) -> None:
    """Nobody turns to the buyer for the time being."""
    if buyer.origin is not None:
        buyer.origin.in_touch.pop(buyer.row, None)
