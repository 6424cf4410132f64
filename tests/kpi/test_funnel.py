"""Counts and rates of the funnel, against a log counted by hand."""

from __future__ import annotations

import math

import pytest

from gtmsim.kpi import cohorts, measure
from gtmsim.log import EventLog, Kind
from gtmsim.log.kinds import OPEN_DEAL
from tests.kpi.build import World, at

APRIL = ("2026-04-01", "2026-05-01")
MAY = ("2026-05-01", "2026-06-01")


def funnel() -> World:
    """Seven leads, two months.

    | lead | channel | arrives | mql | sal | sql | end |
    | 0 | web   | Apr 2  | Apr 2  | Apr 6  | Apr 11 | won May 6            |
    | 1 | web   | Apr 3  | Apr 3  | Apr 8  | Apr 16 | lost Apr 21 (price)  |
    | 2 | event | Apr 4  | Apr 4  | May 11 | May 16 | open (recycled once for timing, mql twice) |
    | 3 | event | Apr 5  | -      | -      | -      | lost Apr 6 (no fit)  |
    | 4 | web   | Apr 21 | Apr 21 | -      | -      | went cold Apr 22, then lost (cold) |
    | 5 | web   | May 2  | May 2  | -      | -      | merged May 3         |
    | 6 | event | May 11 | May 12 | -      | -      | open, returned once (no budget) |
    """
    world = World()
    for stage in ("gate", "qualify", "discover", "propose"):
        world.stage(stage, "" if stage == "gate" else "sales")
    world.member("ann", "sales")
    a = world.lead(at(1), amount=1_200_000)
    world.passes(at(1), at(1), a, "gate", milestone="mql")
    world.passes(at(1), at(5), a, "qualify", milestone="sal")
    world.passes(at(5), at(10), a, "discover", milestone="sql")
    world.passes(at(10), at(35), a, "propose", milestone="won", kind=Kind.DONE)
    b = world.lead(at(2))
    world.passes(at(2), at(2), b, "gate", milestone="mql")
    world.passes(at(2), at(7), b, "qualify", milestone="sal")
    world.passes(at(7), at(15), b, "discover", milestone="sql")
    world.passes(at(15), at(20), b, "propose", kind=Kind.LOST, reason="price")
    c = world.lead(at(3), "event", amount=500_000)
    world.passes(at(3), at(3), c, "gate", milestone="mql")
    world.passes(at(3), at(8), c, "qualify", kind=Kind.RECYCLED, reason="timing", value=at(33))
    world.passes(at(33), at(34), c, "gate", milestone="mql", visit=2)
    world.passes(at(34), at(40), c, "qualify", milestone="sal", visit=2)
    world.passes(at(40), at(45), c, "discover", milestone="sql")
    world.enters(at(45), c, "propose")
    d = world.lead(at(4), "event")
    world.passes(at(4), at(5), d, "gate", kind=Kind.LOST, reason="no fit")
    e = world.lead(at(20))
    world.passes(at(20), at(20), e, "gate", milestone="mql")
    world.enters(at(20), e, "qualify")
    world.event(at(20), Kind.JOINED, e, stage="qualify", visit=1, step=1, team="sales")
    world.event(at(21), Kind.WENT_COLD, e, stage="qualify", visit=1, step=1)
    world.leaves(at(21), e, "qualify", Kind.LOST, reason="cold")
    f = world.lead(at(31))
    world.passes(at(31), at(31), f, "gate", milestone="mql")
    world.passes(at(31), at(32), f, "qualify", kind=Kind.MERGED, value=0)
    g = world.lead(at(40), "event")
    world.passes(at(40), at(41), g, "gate", milestone="mql")
    world.passes(at(41), at(42), g, "qualify", kind=Kind.RETURNED, reason="no budget", value=0)
    world.enters(at(42), g, "gate", visit=2)
    world.spend += [(at(0), 0, 100_000), (at(30), 0, 200_000), (at(40), 1, 90_000)]
    return world


@pytest.fixture(scope="module")
def log() -> EventLog:
    return funnel().log()


COUNTS = {
    # id: (whole log, April, May)
    "leads": (7, 5, 2),
    "leads.web": (4, 3, 1),
    "mql": (6, 4, 2),  # the second MQL of lead 2 is not another lead
    "sal": (3, 2, 1),
    "sql": (3, 2, 1),
    "wins": (1, 0, 1),
    "wins.event": (0, 0, 0),
    "reached.sal": (3, 2, 1),
    "losses": (3, 3, 0),
    "losses.price": (1, 1, 0),
    "losses.timing": (0, 0, 0),
    "recycles": (1, 1, 0),
    "recycles.timing": (1, 1, 0),
    "returns": (1, 0, 1),
    "returns.no budget": (1, 0, 1),
    "merged": (1, 0, 1),
    "went_cold": (1, 1, 0),
    "neglected": (1, 1, 0),
    "open": (2, 2, 2),  # end of April: leads 0 and 2; end of May: leads 2 and 6
    "open_deals": (1, 1, 1),
    "pipeline": (500_000, 1_200_000, 500_000),
    "pipeline.web": (0, 1_200_000, 0),
    "pipeline.event": (500_000, 0, 500_000),
    "spend": (390_000, 100_000, 290_000),
    "spend.event": (90_000, 0, 90_000),
}


@pytest.mark.parametrize("kpi_id", COUNTS)
def test_counts(log: EventLog, kpi_id: str) -> None:
    periods = (None, APRIL, MAY)
    found = tuple(measure(log, [kpi_id], period=period).value(kpi_id) for period in periods)
    assert found == COUNTS[kpi_id]


RATES = {
    # id: (numerator, denominator) for the whole log, April, May
    "mql_rate": ((6, 7), (4, 5), (2, 2)),
    "mql_rate_cohort": ((6, 7), (4, 5), (2, 2)),
    "sal_rate": ((3, 6), (2, 4), (1, 2)),
    "sal_rate_cohort": ((3, 6), (3, 4), (0, 2)),
    "sql_rate": ((3, 3), (2, 2), (1, 1)),
    "sql_rate_cohort": ((3, 3), (2, 2), (1, 1)),
    "opportunity_rate": ((3, 6), (2, 4), (1, 2)),
    "opportunity_rate_cohort": ((3, 6), (3, 4), (0, 2)),
    "win_rate": ((1, 3), (0, 2), (1, 1)),
    "win_rate_cohort": ((1, 3), (1, 2), (0, 1)),
    "lead_to_win_rate": ((1, 7), (0, 5), (1, 2)),
    "lead_to_win_rate_cohort": ((1, 7), (1, 5), (0, 2)),
    "loss_rate": ((1, 2), (1, 1), (0, 1)),
    "recycles_per_lead": ((1, 7), (1, 5), (0, 2)),
    # visits of worked stages that ended, merged ones aside: April 0q 0d 1q 1d 1p 2q 4q; May
    # 0p 2q 2d 6q
    "recycle_rate": ((1, 11), (1, 7), (0, 4)),
    "return_rate": ((1, 11), (0, 7), (1, 4)),
    "return_rate.qualify": ((1, 6), (0, 4), (1, 2)),
    "stage_conversion.qualify": ((3, 6), (2, 4), (1, 2)),
    "stage_conversion_cohort.qualify": ((3, 6), (2, 4), (1, 2)),
    "stage_conversion.propose": ((1, 2), (0, 1), (1, 1)),
    "stage_conversion_cohort.propose": ((1, 3), (1, 2), (0, 1)),
    "stage_conversion.gate": ((7, 8), (4, 5), (3, 3)),
    "lead_share.web": ((4, 7), (3, 5), (1, 2)),
    "win_share.web": ((1, 1), (0, 0), (1, 1)),
    "cost_per_lead": ((390_000, 7), (100_000, 5), (290_000, 2)),
    "cost_per_lead.web": ((300_000, 4), (100_000, 3), (200_000, 1)),
}


@pytest.mark.parametrize("kpi_id", RATES)
def test_rates_carry_their_denominators(log: EventLog, kpi_id: str) -> None:
    for period, (numerator, denominator) in zip((None, APRIL, MAY), RATES[kpi_id], strict=True):
        row = measure(log, [kpi_id], period=period)[kpi_id]
        assert row.denominator == denominator
        if denominator:
            assert row.value == pytest.approx(numerator / denominator, rel=1e-12)
        else:
            assert math.isnan(row.value)
            assert row.note == "none in the period"


def test_deals_of_the_first_day_are_lost_and_won_alike() -> None:
    """Two deals are open when the log begins: one is won, one is lost; a lead is lost before."""
    world = World().stage("sell", "sales")
    for kind, milestone in ((Kind.DONE, "won"), (Kind.LOST, "")):
        deal = world.lead(opening=OPEN_DEAL)
        world.passes(at(0), at(5), deal, "sell", kind=kind, milestone=milestone)
    world.passes(at(1), at(2), world.lead(at(1)), "sell", kind=Kind.LOST)
    row = measure(world.log(), ["loss_rate"])["loss_rate"]
    assert (row.value, row.denominator) == (0.5, 2)


def test_period_and_cohort_rates_differ_where_lags_are_long(log: EventLog) -> None:
    """R226: April's SALs came from April's MQLs, but so did one of May's."""
    table = measure(log, ["sal_rate", "sal_rate_cohort"], period=APRIL)
    assert table.value("sal_rate_cohort") - table.value("sal_rate") == pytest.approx(0.25)


def test_every_lead_is_somewhere(log: EventLog) -> None:
    """R001: leads = won + lost + merged + open."""
    table = measure(log, ["leads", "wins", "losses", "merged", "open"])
    leads, *rest = (row.value for row in table)
    assert leads == sum(rest)


@pytest.mark.parametrize("share", ["lead_share.CHANNEL", "win_share.CHANNEL"])
def test_shares_of_channels_sum_to_one(log: EventLog, share: str) -> None:
    """R154."""
    assert sum(row.value for row in measure(log, [share])) == pytest.approx(1)


def test_cohorts_follow_the_leads_of_a_month(log: EventLog) -> None:
    """R226, R228."""
    table = cohorts(log)
    assert [str(day.date()) for day in table.index] == ["2026-04-01", "2026-05-01"]
    counts = ["leads", "mql", "sal", "sql", "won", "lost", "merged", "open"]
    assert table[counts].to_numpy().tolist() == [[5, 4, 3, 3, 1, 3, 0, 1], [2, 2, 0, 0, 0, 0, 1, 1]]
    assert table["sal_share"].tolist() == [0.6, 0]
    event = cohorts(log, channel="event")
    assert event["leads"].tolist() == [2, 1]
    assert event["mql_share"].tolist() == [0.5, 1]


def test_a_cohort_without_leads_has_no_rate() -> None:
    table = cohorts(World().log())
    assert table["leads"].tolist() == [0, 0]
    assert table["mql_share"].isna().all()


def test_a_lead_whose_promise_ran_out_untouched_is_neglected() -> None:
    world = World().stage("qualify", "sales", promise=0).member("ann", "sales")
    for starts in (None, at(1, "11:00")):
        lead = world.lead(at(1, "10:00"))
        world.enters(at(1, "10:00"), lead, "qualify")
        where = {"stage": "qualify", "visit": 1, "step": 1, "team": "sales"}
        world.event(at(1, "10:00"), Kind.JOINED, lead, due=at(1, "10:15"), **where)
        if starts:  # late, but not neglected
            world.event(starts, Kind.STARTED, lead, rep="ann", value=30, **where)
    assert measure(world.log(), ["neglected"]).value("neglected") == 1
