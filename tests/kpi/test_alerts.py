"""Alert rules of every kind against series that one can check by eye, and reports."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from gtmsim import GtmsimError
from gtmsim.kpi import RULES, Rule, alerts, find, read_rules, report
from gtmsim.kpi.alerts import RuleError, judged, spoken
from gtmsim.log import EventLog, Kind
from tests.kpi.build import World, at

NAN = math.nan


def frame(*values: float, of: float = 100) -> pd.DataFrame:
    begins = pd.date_range("2026-04-06", periods=len(values), freq="W-MON")
    return pd.DataFrame(
        {
            "until": begins + pd.Timedelta(days=7),
            "whole": True,
            "value": list(values),
            "denominator": of,
        },
        index=begins,
    )


def places(rule: Rule, *values: float, of: float = 100) -> list[int]:
    weeks = frame(*values, of=of)
    return [list(weeks.index.date).index(each.begins) for each in spoken(rule, weeks)]


def test_change_against_the_period_before() -> None:
    """R169, 前週比: a share that falls by more than 30%; a cost that grows by more than 30%."""
    rule = Rule("win_rate", "change", "week", 0.3)
    assert places(rule, 0.5, 0.4, 0.2, 0.2, 0.5) == [2]
    assert places(Rule("cost_per_lead", "change", "week", 0.3), 100, 130, 170, 90) == [2]


def test_deviation_from_the_moving_average() -> None:
    """R169, 移動平均からの乖離: 0.2 against the mean of 0.4, 0.5 and 0.3."""
    rule = Rule("win_rate", "average", "week", 0.3, over=3)
    assert places(rule, 0.4, 0.5, 0.3, 0.2, 0.33) == [3]
    found = list(spoken(rule, frame(0.4, 0.5, 0.3, 0.2)))
    assert found[0].reference == pytest.approx(0.4)


def test_a_band_is_in_standard_deviations() -> None:
    rule = Rule("leads", "band", "week", 2, over=3)
    # The last three have a mean of 10 and a standard deviation of 1.
    assert places(rule, 9, 10, 11, 8.1) == []
    assert places(rule, 9, 10, 11, 7.9) == [3]


def test_what_has_never_varied_may_leave_its_band() -> None:
    rule = Rule("leads", "band", "week", 3, over=3)
    assert places(rule, 20, 20, 20, 0) == [3]
    assert places(rule, 0.1, 0.1, 0.1, 0.1) == []


def test_of_nothing_there_is_no_share() -> None:
    """After months in which nobody left, one customer is not 100% more; that is not judged."""
    rule = Rule("logo_churn", "change", "month", 1.0)
    assert places(rule, 0, 0.01, 0.05) == [2]
    assert judged(rule, [0, 0.01, 0.05]) == [2]


def test_a_level_must_be_left_for_some_periods_in_a_row() -> None:
    """R141: LTV below CAC for three periods."""
    rule = Rule("ltv_cac", "level", "month", 1, over=3)
    assert places(rule, 2, 0.9, 0.8, 1.1, 0.9, 0.8, 0.7, 0.6) == [6, 7]


def test_without_enough_before_or_below_nothing_is_judged() -> None:
    rule = Rule("win_rate", "average", "week", 0.3, over=2, least=20)
    assert places(rule, 0.5, 0.1) == []
    assert places(rule, 0.5, NAN, 0.1, 0.1) == []
    assert places(rule, 0.5, 0.5, 0.1, of=19) == []
    assert places(rule, 0.5, 0.5, 0.1, of=20) == [2]


def test_days_are_compared_with_the_same_day_of_the_week() -> None:
    """Nobody comes on weekends, and that is no news."""
    rule = Rule("leads", "average", "day", 0.5, over=2)
    week = [10, 10, 10, 10, 10, 0, 0]
    assert places(rule, *week, *week, *week) == []
    assert places(rule, *week, *week, 10, 10, 3) == [16]


def test_every_rule_in_force_is_about_a_kpi() -> None:
    assert all(find(rule.kpi) for rule in RULES)
    signs = {rule.kpi for rule in RULES}
    # R168: CPL and CPQL rise, the win rate falls, onboarding drags on before customers leave.
    assert {"cost_per_lead", "cost_per_mql", "win_rate", "onboarding_time", "ltv_cac"} <= signs


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("leads: 3", "write a list of rules"),
        ("- {kpi: leads, kind: change, every: week}", "rule 1: has no by"),
        ("- {kpi: lead, kind: change, every: week, by: 1}", "rule 1: no KPI 'lead'"),
        ("- {kpi: leads, kind: jump, every: week, by: 1}", "no kind 'jump'"),
        ("- {kpi: leads, kind: change, every: year, by: 1}", "no every 'year'"),
        ("- {kpi: leads, kind: band, every: week, by: 1}", "needs `over` 2"),
        ("- {kpi: leads, kind: change, every: week, by: ab%}", "rule 1: 'ab%' is not a number"),
        ("- {kpi: leads, kind: change, every: week, by: -0.3}", "by is -0.3: must be 0 or more"),
        ("- {kpi: leads, kind: change, every: week, by: .nan}", "by is nan"),
        ("- {kpi: leads, kind: change, every: week, by: yes}", "by is True: must be a number"),
        ("- {kpi: leads, kind: change, every: week, by: 1, over: 2.5}", "over is 2.5"),
        ("- {kpi: leads, kind: change, every: week, by: 1, least: ten}", "least is 'ten'"),
        ("- {kpi: leads, wings: 2}", "its keys are kpi, kind"),
        ("- [", "rules.yaml"),
    ],
)
def test_rules_that_cannot_be_followed_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        read_rules(path)


def test_rules_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("- {kpi: leads, kind: average, every: week, by: 30%, over: 4}\n")
    assert read_rules(path) == (Rule("leads", "average", "week", 0.3, over=4),)


@pytest.fixture(scope="module")
def log() -> EventLog:
    """Ten leads a day in April and May of 2026, but two a day in the week from May 18."""
    world = World().stage("call", "sales")
    for day in range(61):
        for _ in range(2 if 47 <= day < 54 else 10):
            lead = world.lead(at(day, "10:00"))
            world.event(at(day, "11:00"), Kind.MILESTONE, lead, reason="mql")
    return world.log()


WEEK = (Rule("leads", "change", "week", 0.5),)


def test_alerts_of_a_log(log: EventLog) -> None:
    found = alerts(log, WEEK)
    assert [str(each.begins) for each in found] == ["2026-05-18"]
    assert (found[0].value, found[0].reference) == (14, 70)


def test_a_report_shows_its_period_beside_those_before(log: EventLog) -> None:
    """R170: the week of the drop, the week before, and the mean of those before."""
    found = report(log, "weekly", on="2026-05-20", rules=WEEK)
    line = next(line for line in found.lines if line.value.kpi == "leads")
    assert (line.value.value, line.before, line.usual) == (14, 70, 70)
    assert line.alert
    assert [alert.rule for alert in found.alerts] == list(WEEK)
    after = report(log, "daily", on="2026-05-25", rules=WEEK)
    assert not after.alerts[1:]
    assert after.frame()["kpi"].tolist()[0] == "leads"


@pytest.mark.parametrize(
    ("cadence", "handoff", "kpis"),
    [
        ("weekly", "marketing_to_inside_sales", ["mql", "conversation_rate", "duplicate_rate"]),
        ("weekly", "inside_to_field_sales", ["sal_rate", "no_show_rate"]),
        ("monthly", "field_sales_to_customer_success", ["onboarding_rate", "onboarding_time"]),
    ],
)
def test_reports_show_packs_too(log: EventLog, cadence: str, handoff: str, kpis: list[str]) -> None:
    """R044: the three reports of handoffs, of any log; what it has nothing of has a note."""
    found = report(log, cadence, packs=[f"handoff.{handoff}"])
    assert [line.value.kpi for line in found.lines] == kpis
    assert all(line.value.note or line.value.value >= 0 for line in found.lines)


@pytest.mark.parametrize("cadence", ["daily", "weekly", "monthly"])
def test_every_report_can_be_made(log: EventLog, cadence: str) -> None:
    assert report(log, cadence).lines


def test_a_period_outside_the_run_is_refused(log: EventLog) -> None:
    with pytest.raises(GtmsimError, match="no whole month of the run holds 2027-01-01"):
        report(log, "monthly", on="2027-01-01")
    with pytest.raises(GtmsimError, match="no report 'hourly'"):
        report(log, "hourly")
    with pytest.raises(GtmsimError, match="holds no whole fiscal quarter"):
        report(log, "quarterly")


def test_days_are_told_against_the_same_day_of_the_week() -> None:
    one, four = Rule("leads", "change", "day", 0.125), Rule("leads", "average", "day", 0.3, over=4)
    assert one.words == "leads, same day a week before, 12.5% worse"
    assert one.told("ja") == "前週同曜日比 12.5%超の悪化"
    assert four.words == "leads, average of the same day of 4 weeks, 30% worse"
    assert four.told("ja") == "過去4週の同曜日平均から30%超の悪化"
