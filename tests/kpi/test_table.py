"""What a reader sees: headlines, units, reasons for gaps, definitions in force; series."""

from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError

import pytest

from gtmsim import GtmsimError
from gtmsim.kpi import UnknownKpiError, cohorts, measure, series, written
from gtmsim.log import Kind
from tests.kpi.build import World, at


def small() -> World:
    world = World(days=20, label="小さな会社").stage("gate").stage("desk", "sales", promise=0)
    world.member("ann", "inside_sales")
    world.milestones = ["mql"]
    world.definitions = {"sql_means": "bant", "first_touch": "15 min"}
    lead = world.lead(at(1, "10:00"))
    world.passes(at(1, "10:00"), at(1, "10:00"), lead, "gate", milestone="mql")
    world.enters(at(1, "10:00"), lead, "desk")
    world.works(at(1, "10:00"), at(1, "10:10"), lead, "desk", "ann", "inside_sales", 30)
    return world


def test_headlines_are_what_the_log_can_answer() -> None:
    shown = [row.kpi for row in measure(small().log())]
    assert {"leads", "mql", "mql_rate", "utilization.inside_sales", "waiting_time.desk"} < {*shown}
    assert "service_level_kept" in shown
    absent = {"sal", "sal_rate", "win_rate", "arr", "connect_rate", "waiting_time.gate"}
    assert not absent & {*shown}, "no SAL, no money, no calls, and nobody works at the gate"
    assert len(shown) == len({*shown})


def test_headlines_depend_on_the_scenario_not_on_luck() -> None:
    quiet = World(days=20).stage("gate").stage("desk", "sales", promise=0)
    quiet.member("ann", "inside_sales").milestones = ["mql"]
    assert [row.kpi for row in measure(quiet.log())] == [row.kpi for row in measure(small().log())]


@pytest.mark.parametrize(
    ("ratios", "shown"), [("cohort", "mql_rate_cohort"), ("period", "mql_rate")]
)
def test_headlines_follow_the_choice_of_ratios(ratios: str, shown: str) -> None:
    """R226: both versions can be measured; the definition in force says which leads."""
    world = small()
    world.definitions = {"ratios": ratios}
    ids = [row.kpi for row in measure(world.log())]
    assert [kpi_id for kpi_id in ids if kpi_id.startswith("mql_rate")] == [shown]


def test_a_table_tells_what_it_shows() -> None:
    text = repr(measure(small().log(), ["leads", "mql_rate", "win_rate", "speed_to_lead_wall"]))
    assert text.splitlines() == [
        "小さな会社, seed 0, replication 0; 2026-04-01 to 2026-04-20",
        "definitions: first_touch: 15 min, sql_means: bant",
        "KPI                          of",
        "leads               1 leads",
        "mql_rate             100.0%   1",
        "win_rate                n/a   0  no SQLs",
        "speed_to_lead_wall      n/a   0  nobody was touched",
    ]


def test_a_table_in_html_shows_labels_and_escapes() -> None:
    world = small()
    world.meta["label"] = "A & B <Ltd>"
    page = measure(world.log(), ["mql_rate"])._repr_html_()
    assert "MQL率" in page
    assert "A &amp; B &lt;Ltd&gt;" in page


def test_a_table_as_json_and_frame() -> None:
    table = measure(small().log(), ["mql_rate", "win_rate"])
    content = json.loads(json.dumps(table.json(), allow_nan=False))
    assert content["kpis"][0]["value"] == 1
    assert content["kpis"][1]["value"] is None
    assert content["definitions"] == {"first_touch": "15 min", "sql_means": "bant"}
    frame = table.frame()
    assert frame.loc["mql_rate", "denominator"] == 1
    assert frame.loc["win_rate", "note"] == "no SQLs"


def test_equal_logs_give_equal_json() -> None:
    assert json.dumps(measure(small().log()).json()) == json.dumps(measure(small().log()).json())


def test_a_table_is_frozen_and_knows_what_it_lacks() -> None:
    table = measure(small().log(), ["mql_rate"])
    with pytest.raises(FrozenInstanceError):
        table.rows = ()  # type: ignore[misc]
    with pytest.raises(UnknownKpiError, match=r"no KPI 'mql_rat' in this table. Did you mean"):
        table.value("mql_rat")
    assert len(table) == 1


@pytest.mark.parametrize(
    ("value", "unit", "half", "text"),
    [
        (91.25, "leads", 6.9, "91.2 leads"),
        (98.15, "leads", 6.9, "98.2 leads"),
        (27.25, "min", 11.44, "27 min"),
        (1668, "min", 892.1, "1,670 min"),
        (0.4119, "hours", 0.0284, "0.41 hours"),
        (0.4119, "hours", 0.284, "0.41 hours"),
        (0.4119, "hours", 2.84, "0.4 hours"),
        (0.02, "hours", 2.84, "0.02 hours"),  # not nothing
        (0.0, "hours", 2.84, "0 hours"),
        (7, "leads", 0.0, "7 leads"),
        (143_989_806, "JPY", 10_965_650, "144,000,000 JPY"),
        (0.754, "share", 0.019, "75%"),
        (0.754, "share", 0.0099, "75.4%"),
        (0.0, "share", 0.019, "0%"),
        (0.004, "share", 0.019, "0.4%"),
        (1.0, "share", 0.019, "100%"),
        (0.998, "share", 0.019, "99.8%"),
    ],
)
def test_no_more_digits_than_the_interval_vouches_for(
    value: float, unit: str, half: float, text: str
) -> None:
    assert written(value, unit, half=half) == text


def test_yen_in_japanese_are_rounded_before_they_are_told() -> None:
    assert written(143_989_806, "JPY", "ja", half=10_965_650) == "1.44億円"
    assert written(-2_828_568, "JPY", "ja", half=1_538_433) == "-280万円"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.35219, "share", "35.2%"),
        (1.085, "share", "108.5%"),
        (1200, "leads", "1,200 leads"),
        (6.2549, "days", "6.25 days"),
        (123.456, "min", "123.5 min"),
        (1234.56, "hours", "1,235 hours"),
        (0.0512, "hours", "0.051 hours"),
        (12_345_678.9, "JPY", "12,345,679 JPY"),
        (-0.5, "days", "-0.5 days"),
        (math.nan, "days", "n/a"),
    ],
)
def test_numbers_as_people_write_them(value: float, unit: str, text: str) -> None:
    assert written(value, unit) == text


def test_a_list_is_asked_for_not_a_word() -> None:
    with pytest.raises(GtmsimError, match=r"write \['mql_rate'\]"):
        measure(small().log(), "mql_rate")


@pytest.mark.parametrize(
    "period", [("2026-04-10", "2026-04-10"), ("2026-03-01", "2026-04-05"), (at(3), at(21))]
)
def test_a_period_lies_within_the_log(period: tuple[str, str]) -> None:
    with pytest.raises(GtmsimError, match="must begin before it ends and lie within the log"):
        measure(small().log(), ["leads"], period=period)


def test_a_period_is_named_by_dates() -> None:
    with pytest.raises(GtmsimError, match="'April' is no date: write 2026-10-01"):
        measure(small().log(), ["leads"], period=("April", "May"))
    table = measure(small().log(), ["leads"], period=("2026-04-02 10:01", "2026-04-03"))
    assert table.value("leads") == 0
    assert table.period == "2026-04-02 10:01 to 2026-04-03 00:00 (exclusive)"


# --- Series ------------------------------------------------------------------------------


def arrivals(days: int, start: str, zone: str = "Asia/Tokyo") -> World:
    """One lead a day, at midnight."""
    world = World(days=days, start=start, time_zone=zone)
    for day in range(days):
        world.lead(at(day))
    return world


def test_series_cut_the_calendar() -> None:
    """2026-04-01 is a Wednesday; the fiscal year starts in March."""
    log = arrivals(100, "2026-04-01T00:00:00").log()
    log.meta["fiscal_year_starts"] = 3
    weeks = series(log, "leads", "week")
    assert weeks["value"].tolist()[:3] == [5, 7, 7]
    assert weeks["whole"].tolist()[:2] == [False, True]
    assert str(weeks.index[0].date()) == "2026-03-30"
    months = series(log, "leads")
    assert months["value"].tolist() == [30, 31, 30, 9]
    assert months["whole"].tolist() == [True, True, True, False]
    quarters = series(log, "leads", "quarter")
    assert quarters["value"].tolist() == [91, 9]
    fiscal = series(log, "leads", "fiscal quarter")
    assert [str(day.date()) for day in fiscal.index] == ["2026-03-01", "2026-06-01"]
    assert fiscal["value"].tolist() == [61, 39]


def test_days_are_local_even_when_one_has_23_hours() -> None:
    """Berlin loses an hour on 2026-03-29: from there on, local midnights come an hour early."""
    log = arrivals(4, "2026-03-28T00:00:00", "Europe/Berlin").log()
    days = series(log, "leads", "day")
    assert [str(day.date()) for day in days.index][:3] == ["2026-03-28", "2026-03-29", "2026-03-30"]
    assert days["value"].tolist() == [1, 1, 1, 1, 0]
    assert days["whole"].tolist() == [True, True, True, True, False]


def test_fine_ticks_measure_the_same_days() -> None:
    world = World(days=20, ticks_per_minute=60).stage("desk", "sales")
    world.meta["horizon"] *= 60
    world.clocks = []
    lead = world.lead(at(1) * 60)
    world.passes(at(1) * 60, at(3) * 60, lead, "desk")
    assert measure(world.log(), ["dwell_time.desk"]).value("dwell_time.desk") == 2
    assert series(world.log(), "leads", "day")["value"].tolist()[:3] == [0, 1, 0]


def test_a_series_is_of_one_kpi() -> None:
    with pytest.raises(GtmsimError, match=r"is several: dwell_time\.gate, dwell_time\.desk"):
        series(small().log(), "dwell_time.STAGE")
    with pytest.raises(GtmsimError, match=r"no period 'fortnight'\. Periods are: day, week"):
        series(small().log(), "leads", "fortnight")  # type: ignore[arg-type]
    with pytest.raises(UnknownKpiError, match=r"no channel 'wev' .* Did you mean web"):
        cohorts(small().log(), channel="wev")


def test_reorganizations_belong_to_no_lead() -> None:
    world = small()
    world.event(at(5), Kind.REORGANIZED, -1, value=1)
    assert measure(world.log()).json()["kpis"] == measure(small().log()).json()["kpis"]
