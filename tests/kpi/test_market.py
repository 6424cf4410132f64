"""KPIs of the market, counted by hand: readiness nobody sees, hands, sleep, duplicates."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from tests.kpi.build import DAY, World, at

NEVER = -1


def drawn(log: EventLog, **columns: list[int]) -> EventLog:
    """The log with what the market knows of its leads."""
    more = {name: np.array(values) for name, values in columns.items()}
    return replace(log, leads={**log.leads, **more})


def value(log: EventLog, kpi: str, period: tuple[int, int] | None = None) -> float:
    return measure(log, [kpi], period=period).value(kpi)


def office(days: int = 61) -> World:
    world = World(days).stage("call", "inside_sales").stage("deal", "field_sales")
    return world.member("ann", "is")


# --- Ready, and lost unseen (R069) -------------------------------------------------------


def unseen() -> EventLog:
    """Seven leads, all there from day 0; those with an elsewhere buy there.

    0: ready at once, spoken to on day 1, elsewhere on day 2: too late, but seen.
    1: ready on day 10, elsewhere on day 20; spoken to on day 5 only, before it was ready.
    2: ready on day 10, elsewhere on day 40; called on day 12, and did not answer.
    3: ready on day 10, elsewhere never, nobody cares.
    4: never ready.
    5: ready on day 10, elsewhere on day 15, but merged into lead 0 on day 3.
    6: lost on day 3, ready on day 10, elsewhere on day 15.
    """
    world = office()
    for _ in range(7):
        world.lead(at(0))
    world.works(at(0), at(1, "09:00"), 0, "call", "ann", "is", 30, at(1, "09:30"))
    world.works(at(0), at(5, "09:00"), 1, "call", "ann", "is", 30, at(5, "09:30"))
    world.works(at(0), at(12, "09:00"), 2, "call", "ann", "is", 30, at(12, "09:30"))
    world.event(at(12, "09:30"), Kind.NO_ANSWER, 2, stage="call", visit=1, step=1)
    world.enters(at(0), 5, "call").leaves(at(3), 5, "call", Kind.MERGED, value=0)
    world.enters(at(0), 6, "call").leaves(at(3), 6, "call", Kind.LOST, reason="timing")
    return drawn(
        world.log(),
        ready_at=[at(0), at(10), at(10), at(10), NEVER, at(10), at(10)],
        elsewhere_at=[at(2), at(20), at(40), NEVER, NEVER, at(15), at(15)],
    )


def test_ready_leads_lost_unseen_are_those_nobody_spoke_to_since_they_were_ready() -> None:
    """Leads 6, 1 and 2, on days 15, 20 and 40."""
    log = unseen()
    assert value(log, "lost_unseen") == 3
    assert value(log, "lost_unseen", (at(15), at(20))) == 1
    assert value(log, "lost_unseen", (at(41), at(61))) == 0


def test_their_share_is_of_the_leads_that_became_ready() -> None:
    """On day 10 leads 1, 2, 3 and 6 become ready; at the start lead 0, which was seen."""
    table = measure(unseen(), ["lost_unseen_rate"], period=(at(10), at(11)))
    assert table.value("lost_unseen_rate") == 3 / 4
    assert table.rows[0].denominator == 4
    assert value(unseen(), "lost_unseen_rate", (at(0), at(1))) == 0
    empty = measure(unseen(), ["lost_unseen_rate"], period=(at(30), at(31))).rows[0]
    assert math.isnan(empty.value)
    assert empty.note == "no lead became ready"


def test_who_never_came_is_nobody_to_lose() -> None:
    world = office()
    world.lead(at(0))
    world.lead()
    world.event(at(1), Kind.SATURATED, 1, value=at(9))
    log = drawn(world.log(), ready_at=[at(0), at(1)], elsewhere_at=[at(3), at(3)])
    assert value(log, "lost_unseen") == 1


def test_a_customer_of_the_opening_and_a_win_are_no_ready_leads() -> None:
    world = office()
    for _ in range(3):
        world.lead()
    for lead in (0, 1):
        world.event(at(0), Kind.OPENED, lead, value=-5)
    world.event(at(0), Kind.ARRIVED, 2)
    world.event(at(1), Kind.MILESTONE, 2, stage="deal", visit=1, reason="won")
    log = drawn(world.log(), opening=[3, 1, 0], ready_at=[0, 0, at(4)], elsewhere_at=[at(6)] * 3)
    assert value(log, "lost_unseen") == 1
    assert measure(log, ["lost_unseen_rate"]).rows[0].denominator == 1


# --- Noticed (R071) ----------------------------------------------------------------------


def noticed() -> EventLog:
    """Ready on day 10 all four: noticed on day 12, spoken to on day 14, on day 20, and not."""
    world = office()
    for _ in range(4):
        world.lead(at(0))
    world.event(at(12), Kind.NOTICED, 0, value=at(10))
    world.works(at(12), at(13), 0, "call", "ann", "is", 30, at(14))
    world.works(at(0), at(14), 1, "call", "ann", "is", 30, at(14, "00:30"))
    world.event(at(11), Kind.NOTICED, 2, value=-1)
    world.works(at(11), at(11), 2, "call", "ann", "is", 10, at(11, "00:10"))
    world.event(at(11, "00:10"), Kind.NO_ANSWER, 2, stage="call", visit=1, step=1)
    world.works(at(20), at(20), 2, "call", "ann", "is", 30, at(20, "00:30"), step=2)
    return drawn(world.log(), ready_at=[at(10)] * 4)


def test_days_from_ready_to_noticed() -> None:
    """2, 4 and 10 days: an alarm that was false and a call unanswered notice nothing."""
    log = noticed()
    assert value(log, "ready_to_noticed") == pytest.approx(16 / 3)
    assert value(log, "ready_to_noticed_p90") == pytest.approx(4 + 0.8 * 6)
    assert measure(log, ["ready_to_noticed"]).rows[0].denominator == 3
    assert value(log, "ready_to_noticed", (at(11), at(13))) == 2
    assert (
        measure(log, ["ready_to_noticed"], period=(0, at(9))).rows[0].note == "nobody was noticed"
    )


def test_raised_hands_and_false_alarms_are_told_apart() -> None:
    log = noticed()
    assert value(log, "raised_hands") == 1
    assert value(log, "false_alarms") == 1
    assert value(log, "false_alarms", (at(12), at(13))) == 0


# --- Rest (R070) -------------------------------------------------------------------------


def test_leads_that_nobody_has_touched_for_long() -> None:
    """At the end of day 399, without a touch: 0 for 400 days, 1 for 200, 2 for 180, 3 for 20."""
    world = office(400)
    for _ in range(6):
        world.lead(at(0))
    for lead, day in ((1, 200), (2, 220), (3, 380)):
        world.works(at(day), at(day), lead, "call", "ann", "is", 30, at(day, "00:30"))
    world.enters(at(0), 4, "call").leaves(at(9), 4, "call", Kind.LOST, reason="timing")
    world.event(at(9), Kind.MILESTONE, 5, stage="deal", visit=1, reason="won")
    log = world.log()
    assert value(log, "dormant_180") == 2, "exactly 180 days are not more"
    assert value(log, "dormant_365") == 1
    assert value(log, "dormant_180", (0, at(190))) == 4
    assert value(log, "dormant_180", (0, at(100))) == 0


# --- Recycled before (R074) --------------------------------------------------------------


def test_share_of_sqls_that_were_recycled_before() -> None:
    """Leads 1 (recycled on day 2) and 2 (house list) of three; lead 0 only afterwards."""
    world = office()
    for _ in range(4):
        world.lead(at(0))
    for lead, day in ((0, 5), (1, 6), (2, 7)):
        world.event(at(day), Kind.MILESTONE, lead, stage="call", visit=1, reason="sql")
    world.event(at(8), Kind.RECYCLED, 0, stage="deal", visit=1, reason="timing", value=at(20))
    world.event(at(2), Kind.RECYCLED, 1, stage="call", visit=1, reason="timing", value=at(4))
    log = drawn(world.log(), opening=[0, 0, 1, 1])
    assert value(log, "recycled_share") == 2 / 3
    assert value(log, "recycled_share", (at(5), at(6))) == 0
    assert measure(log, ["recycled_share"], period=(at(9), at(10))).rows[0].note == "no SQLs"


# --- Accounts (R054, R074) ---------------------------------------------------------------


def test_duplicated_approaches_and_arrivals_held_back_are_counted_in_their_period() -> None:
    world = office()
    for _ in range(3):
        world.lead(at(0))
    world.lead()
    world.event(at(3), Kind.DUPLICATED, 1, stage="call", visit=1, value=0)
    world.event(at(4), Kind.DUPLICATED, 2, stage="call", visit=1, value=0)
    world.event(at(5), Kind.SATURATED, 3, value=5 * DAY)
    log = world.log()
    assert [value(log, kpi) for kpi in ("duplicated_approaches", "saturated")] == [2, 1]
    assert value(log, "duplicated_approaches", (at(4), at(5))) == 1
    assert value(log, "saturated", (at(6), at(7))) == 0
