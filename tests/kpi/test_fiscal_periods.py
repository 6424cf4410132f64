"""Periods of the fiscal year: named in an id, cut to the log, and adding up."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gtmsim import GtmsimError
from gtmsim.kpi import UnknownKpiError, find, measure, normal, parted, resolve, series
from gtmsim.kpi.periods import Every, cut, label_of, named
from gtmsim.log import EventLog, Kind
from gtmsim.units.fiscal import fiscal_periods
from tests.kpi.build import World, at, office


@pytest.fixture(scope="module")
def log() -> EventLog:
    """Fourteen months from 2026-04-01, by a company whose year starts in April.

    Arrivals on days 0 (April), 30 (May 1), 100 (July 10), 183 (October 1), 300 (January 26), and
    400 (2027-05-06). Won on days 29 (April 30), 182 (September 30), 183 (October 1).
    """
    world = World(days=426).member("ann", "sales").stage("live")
    leads = [world.lead(at(day)) for day in (0, 30, 100, 183, 300, 400)]
    for lead, day in zip(leads, (29, 182, 183), strict=False):
        world.event(at(day, "12:00"), Kind.MILESTONE, lead, reason="won", stage="live")
    return world.log()


VALUES = {
    "leads@2026-04": 1,
    "leads@2026年5月": 1,
    "leads@FY2026 Q1": 2,
    "leads@FY2026Q2": 1,
    "leads@FY2026 H1": 3,
    "leads@2026年度下期": 2,
    "leads@FY2026": 5,
    "wins@2026年度上期": 2,
    "wins@2026-10": 1,
    "wins@FY2026": 3,
    "wins@FY2026 Q4": 0,
}


@pytest.mark.parametrize("kpi_id", VALUES)
def test_an_id_may_name_a_period(log: EventLog, kpi_id: str) -> None:
    (row,) = measure(log, [kpi_id])
    assert row.value == VALUES[kpi_id]
    assert (row.note, row.warning) == ("", "")


def test_ids_keep_the_period_in_the_words_used_everywhere(log: EventLog) -> None:
    (row,) = measure(log, ["wins@2026年度上期"])
    assert row.kpi == "wins@FY2026 H1" == normal("wins@2026年度上期")
    assert row.name == "Wins, FY2026 H1"
    assert row.label == "受注件数、2026年度上期"


def test_an_id_may_name_a_member_and_a_period(log: EventLog) -> None:
    table = measure(log, ["utilization.sales@2026-05", "utilization.TEAM@2026-05"])
    (row,) = table
    assert row.kpi == "utilization.sales@2026-05"
    assert row.denominator == 31 * 9, "hours in May"
    assert row.label == "稼働率: sales部、2026年5月"


def test_a_period_is_one_of_the_fiscal_year_of_the_log() -> None:
    world = World(days=400, fiscal_year_starts=10)
    world.lead(at(0))
    world.lead(at(183))
    assert measure(world.log(), ["leads@FY2026 Q1"]).rows[0].value == 1
    found = named(world.log(), "FY2025 H2")
    assert (found.fiscal.first, found.fiscal.after) == (date(2026, 4, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("kpi_id", "value", "warning"),
    [
        ("leads@FY2027 H1", 1, "only 2 of 6 months"),
        ("leads@FY2027", 1, "only 2 of 12 months"),
    ],
)
def test_of_a_period_that_ends_later_the_part_inside_counts(
    log: EventLog, kpi_id: str, value: float, warning: str
) -> None:
    (row,) = measure(log, [kpi_id])
    assert (row.value, row.warning) == (value, warning)


def test_of_a_period_that_began_before_reporting_the_part_inside_counts() -> None:
    world = World(days=61, opens=at(10))
    for day in (5, 15):
        world.lead(at(day))
    (row,) = measure(world.log(), ["leads@2026-04"])
    assert (row.value, row.warning) == (1, "only 20 of 30 days")


def test_a_period_outside_the_log_is_refused_with_what_there_is(log: EventLog) -> None:
    with pytest.raises(
        UnknownKpiError,
        match=r"FY2028 is 2028-04-01 to 2029-03-31, .* holds 2026-04-01 to 2027-05-31",
    ):
        measure(log, ["wins@FY2028"])
    with pytest.raises(UnknownKpiError, match="2026-03 is 2026-03-01"):
        resolve(log, ["wins@2026-03"])


def test_a_period_that_is_none_says_how_periods_are_written(log: EventLog) -> None:
    with pytest.raises(UnknownKpiError, match=r"'FY2026 H3' is not a period. Write FY2026"):
        measure(log, ["wins@FY2026 H3"])
    with pytest.raises(UnknownKpiError, match=r"no KPI 'win'. Did you mean"):
        find("win@FY2026 H1")


def test_names_may_hold_the_sign_of_a_period() -> None:
    world = World().member("ann@example.com", "sales")
    kpi_id = "utilization_rep.ann@example.com"
    assert parted(kpi_id) == (kpi_id, "")
    assert measure(world.log(), [kpi_id]).rows[0].kpi == kpi_id
    dated = measure(world.log(), [f"{kpi_id}@2026-04"]).rows[0]
    assert (dated.kpi, dated.denominator) == (f"{kpi_id}@2026-04", 30 * 9)


def test_labels_of_periods() -> None:
    words = ["FY2026", "FY2026 H1", "FY2026 H2", "FY2026 Q3", "2026-10"]
    labels = ["2026年度", "2026年度上期", "2026年度下期", "2026年度第3四半期", "2026年10月"]
    assert [label_of(each) for each in words] == labels


# --- Series ----------------------------------------------------------------------------------


def test_series_by_half_and_year(log: EventLog) -> None:
    halves = series(log, "leads", every="fiscal half")
    assert halves["value"].tolist() == [3, 2, 1]
    assert halves["whole"].tolist() == [True, True, False]
    assert [day.date() for day in halves.index] == [
        date(2026, 4, 1), date(2026, 10, 1), date(2027, 4, 1),
    ]  # fmt: skip
    assert series(log, "leads", every="fiscal year")["value"].tolist() == [5, 1]
    civil = series(log, "leads", every="year")
    assert civil["value"].tolist() == [4, 2]
    assert civil.index[1].date() == date(2027, 1, 1)


def test_a_series_shows_every_period(log: EventLog) -> None:
    with pytest.raises(GtmsimError, match=r"every period: ask for 'leads' without one"):
        series(log, "leads@2026-04")
    with pytest.raises(GtmsimError, match=r"is several: utilization\.sales"):
        series(log, "utilization.TEAM@2026-04")


FLOWS = (
    "leads", "sql", "wins", "bookings", "new_arr", "expansion_arr", "churned_arr", "revenue",
    "cash_received",
)  # fmt: skip
LARGER: tuple[Every, ...] = ("fiscal quarter", "fiscal half", "fiscal year", "quarter", "year")


@st.composite
def histories(draw: st.DrawFn) -> EventLog:
    """Leads that arrive, are qualified and won, grow and leave at any time within two years."""
    days = draw(st.integers(min_value=200, max_value=730))
    world = World(days=days, fiscal_year_starts=draw(st.integers(min_value=1, max_value=12)))
    world.clocks = [office(1)]
    world.stage("live")
    ticks = st.integers(min_value=0, max_value=days * 1440 - 1)
    for _ in range(draw(st.integers(min_value=0, max_value=12))):
        steps = sorted(draw(st.lists(ticks, min_size=5, max_size=5, unique=True)))
        arrives, sql, won, grows, leaves = steps
        lead = world.lead(arrives, amount=1_200_000)
        world.event(sql, Kind.MILESTONE, lead, reason="sql", stage="live")
        world.event(won, Kind.MILESTONE, lead, reason="won", stage="live")
        world.event(won, Kind.MONEY, lead, reason="new", value=1_200_000, due=won)
        world.event(grows, Kind.MONEY, lead, reason="expansion", value=60_000, due=grows)
        world.event(leaves, Kind.MONEY, lead, reason="churned", value=1_260_000, due=leaves)
    return world.log()


@given(histories(), st.sampled_from(LARGER))
@settings(max_examples=40, deadline=None)
def test_flows_of_months_sum_to_those_of_larger_periods(log: EventLog, every: Every) -> None:
    for kpi_id in FLOWS:
        months, larger = series(log, kpi_id), series(log, kpi_id, every)
        for begins, row in larger.iterrows():
            inside = (months.index >= begins) & (months.index < row["until"])
            total = months["value"][inside].sum()
            assert np.isclose(total, row["value"], rtol=1e-9, atol=1e-3), (kpi_id, begins)


@given(histories())
@settings(max_examples=10, deadline=None)
def test_names_and_series_mean_the_same_periods(log: EventLog) -> None:
    starts = int(log.meta["fiscal_year_starts"])
    for kind, every in (("quarter", "fiscal quarter"), ("half", "fiscal half")):
        stretches = cut(log, every)  # type: ignore[arg-type]
        first, after = stretches[0].period.begin, stretches[-1].until
        assert first == 0
        periods = list(fiscal_periods(kind, date(2026, 4, 1), after, starts))  # type: ignore[arg-type]
        assert [named(log, each.words).period for each in periods] == [
            each.period for each in stretches
        ]
