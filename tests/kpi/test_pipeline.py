"""The weighted pipeline, coverage and forecasts, against logs counted by hand."""

from __future__ import annotations

import math

import pytest

from gtmsim.kpi import forecasts, measure
from gtmsim.log import EventLog, Kind
from tests.kpi.build import World, at

M = 1_000_000


def stages(world: World) -> World:
    return world.stage("talk", "sales").stage("offer", "sales")


def deal(world: World, amount: int, *passed: tuple[int, int, Kind | str]) -> int:
    """A deal that is SQL from its arrival: (begin, end, how) of talk, then of offer."""
    lead = world.lead(at(passed[0][0]), amount=amount)
    world.event(at(passed[0][0]), Kind.MILESTONE, lead, stage="talk", visit=1, reason="sql")
    for stage, (begin, end, how) in zip(("talk", "offer"), passed, strict=False):
        world.enters(at(begin), lead, stage)
        if how == "won":
            world.leaves(at(end), lead, stage, milestone="won", kind=Kind.DONE)
            world.event(at(end), Kind.MONEY, lead, reason="one_off", value=amount)
        elif how == "lost":
            world.leaves(at(end), lead, stage, kind=Kind.LOST, reason="price")
        elif how == "on":
            world.leaves(at(end), lead, stage)
    return lead


@pytest.fixture(scope="module")
def weighted() -> EventLog:
    """Of four talks that ended, two came to an offer; of two offers, one was won.

    So an offer is worth 1/2 and a talk 1/2 x 1/2; 1 M is in talk and 2 M in offer.
    """
    world = stages(World())
    deal(world, M, (1, 5, "on"), (5, 9, "won"))
    deal(world, M, (1, 5, "on"), (5, 9, "lost"))
    deal(world, M, (1, 5, "lost"))
    deal(world, M, (1, 5, "lost"))
    deal(world, M, (50, 0, "open"))
    deal(world, 2 * M, (1, 40, "on"), (40, 0, "open"))
    return world.log()


def test_a_deal_weighs_what_deals_of_its_stage_came_to(weighted: EventLog) -> None:
    """Five talks have ended, of which three led to an offer."""
    table = measure(weighted, ["pipeline", "weighted_pipeline"])
    assert table.value("pipeline") == 3 * M
    assert table.value("weighted_pipeline") == pytest.approx(M * 3 / 5 / 2 + 2 * M / 2)


def test_before_anything_has_ended_no_chance_is_known(weighted: EventLog) -> None:
    row = measure(weighted, ["weighted_pipeline"], period=("2026-04-01", "2026-04-04"))
    assert math.isnan(row["weighted_pipeline"].value)
    assert row["weighted_pipeline"].note


def test_leads_that_come_back_count_with_what_became_of_them() -> None:
    """Of three talks one is won and two rest; one came back and was lost, one rests still."""
    world = stages(World())
    deal(world, M, (1, 5, "won"))
    back = deal(world, M, (1, 0, "open"))
    world.leaves(at(5), back, "talk", Kind.RECYCLED, reason="timing", value=at(20))
    world.passes(at(20), at(25), back, "talk", kind=Kind.LOST, reason="price", visit=2)
    rests = deal(world, M, (1, 0, "open"))
    world.leaves(at(5), rests, "talk", Kind.RECYCLED, reason="timing", value=at(90))
    deal(world, M, (50, 0, "open"))
    # A talk: 1 of 4 is won, 1 lost, 2 rest; who rests comes back to a talk.
    # p = 1/4 + 2/4 p, so p = 1/2; a lead at rest is worth the same.
    table = measure(world.log(), ["weighted_pipeline"])
    assert table.value("weighted_pipeline") == pytest.approx(M / 2 + M / 2)


def test_a_quarter_lands_on_what_is_booked_and_what_its_open_deals_are_worth() -> None:
    """R171: of three talks that ended two were won, so the open one (3 M) is worth two thirds.

    In April to June 1 M and 2 M are booked; in July nothing of that counts any more.
    """
    world = stages(World(days=122, months=[0, at(30), at(61), at(91), at(122)]))
    deal(world, M, (1, 10, "won"))
    deal(world, 2 * M, (1, 40, "won"))
    deal(world, M, (1, 40, "lost"))
    deal(world, 3 * M, (1, 0, "open"))
    for period, landing in (
        (("2026-05-01", "2026-06-01"), 3 * M + 2 * M),
        (("2026-07-01", "2026-08-01"), 2 * M),
    ):
        row = measure(world.log(), ["quarter_landing"], period=period)["quarter_landing"]
        assert (row.value, row.denominator) == (pytest.approx(landing), 1)


def test_coverage_is_the_pipeline_by_the_target(weighted: EventLog) -> None:
    world = stages(World())
    deal(world, 3 * M, (1, 40, "on"), (40, 0, "open"))
    deal(world, M, (1, 45, "won"))
    world.target("may", "bookings", "2026-05", M).target("count", "wins", "2026-05", 4)
    table = measure(world.log(), ["coverage.may@2026-05", "coverage.count@2026-05"])
    assert [row.value for row in table] == [4.0, 0.5]
    # R146: shown with one by the win rate; one of six SQLs was won.
    assert measure(weighted, ["coverage_needed"]).value("coverage_needed") == 6


@pytest.fixture(scope="module")
def months() -> EventLog:
    """Three months. At the start of May two talks (1 M each), of which one is won in May;
    at the start of June four talks (1 M each), of which one is won in June, and another deal
    that comes and is won within June (2 M)."""
    world = stages(World(days=91, months=[0, at(30), at(61), at(91)]))
    deal(world, M, (1, 40, "won"))
    deal(world, M, (1, 70, "won"))
    for _ in range(3):
        deal(world, M, (50, 0, "open"))
    deal(world, 2 * M, (65, 75, "won"))
    return world.log()


def test_a_forecast_knows_only_the_past(months: EventLog) -> None:
    found = forecasts(months)
    assert found["forecast"].isna().tolist() == [True, True, False]
    # In June four deals are open; in May one of two was won.
    assert found["forecast"].iloc[2] == 4 * M / 2
    assert found["perfect"].tolist() == [0, M, M]
    assert found["actual"].tolist() == [0, M, 3 * M]


def test_error_and_bias_of_forecasts(months: EventLog) -> None:
    table = measure(months, ["forecast_mape", "forecast_bias", "forecast_mape_perfect"])
    assert table.value("forecast_mape") == pytest.approx(1 / 3)
    assert table.value("forecast_bias") == pytest.approx(-1 / 3)
    assert table.value("forecast_mape_perfect") == pytest.approx(2 / 3)
    assert table["forecast_mape"].denominator == 1


def test_error_and_bias_three_months_ahead() -> None:
    """At the start of August four deals are open (1 M each), and of the two that were on 1 May
    one was won by the end of July; then one is won (1 M), and another that comes later (2 M)."""
    world = stages(World(days=214, months=[at(d) for d in (0, 30, 61, 91, 122, 153, 183, 214)]))
    deal(world, M, (1, 70, "won"))
    deal(world, M, (1, 0, "open"))
    deal(world, M, (100, 150, "won"))
    deal(world, M, (100, 0, "open"))
    deal(world, M, (100, 0, "open"))
    deal(world, 2 * M, (130, 160, "won"))
    ids = ["forecast_mape_quarter", "forecast_bias_quarter", "forecast_mape_perfect_quarter"]
    found = [row.value for row in measure(world.log(), ids)]
    assert found == pytest.approx([1 / 3, -1 / 3, 2 / 3])


def test_a_forecast_further_ahead_waits_until_past_windows_have_ended() -> None:
    """Two months ahead: at the start of June the window of May and June is not over."""
    world = stages(World(days=122, months=[0, at(30), at(61), at(91), at(122)]))
    deal(world, M, (1, 70, "won"))
    deal(world, M, (1, 0, "open"))
    found = forecasts(world.log(), 2)
    assert found["forecast"].isna().all()
    assert found["actual"].tolist() == [0, M, M]
