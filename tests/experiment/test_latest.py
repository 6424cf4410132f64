"""A sweep of the dates of a requisition says until when to open it."""

from __future__ import annotations

from datetime import date

import pytest

import gtmsim
from gtmsim import Scenario, simulate, sweep
from gtmsim.experiment.latest import latest_dates
from gtmsim.kpi import registry
from gtmsim.log import Kind

SHOP = Scenario.from_text(
    """
start: 2026-04-01
horizon: 12 months
fiscal_year_starts: April
calendar: {hours: always}
channels: {web: {leads: 200 per month}}
stages:
  call:
    function: sales
    work: {exponential: 4 h}
    goes_cold_after: {exponential: 5 days}
    cold: lost.cold
    then: {won: 50%, lost.price: rest}
milestones: {won: end}
teams: {sales: {covers: sales, headcount: 1}}
hiring: {search: {exponential: 20 days}}
requisitions: {more: {team: sales, people: 1, opened: 2026-05-01}}
""",
    "shop.yaml",
)
DATES = ["2026-04-01", "2026-05-01", "2026-08-01", "2026-11-01"]
PATH = "requisitions.more.opened"


def test_the_earliest_of_dates_that_matter_is_the_latest_that_will_do() -> None:
    """Work for two is there from the first day, so every month without the second costs wins."""
    result = sweep(SHOP, {PATH: DATES}, replications=8, kpis=["wins"])
    (found,) = latest_dates(result)
    assert (found.requisition, found.opened, found.edge) == ("more", date(2026, 4, 1), "first")
    assert found.there == found.best_there > 0
    line = found.text()
    assert line.startswith("Latest date to open more: 2026-04-01 (wins ")
    assert line.endswith("It is the first date tried: try earlier ones.")
    assert line in repr(result)


def test_where_it_does_not_matter_the_last_date_will_do() -> None:
    idle = SHOP.change("channels.web.leads", "20 per month")
    (found,) = latest_dates(sweep(idle, {PATH: DATES}, replications=8, kpis=["wins"]))
    assert (found.opened, found.edge) == (date(2026, 11, 1), "last")
    assert "try later ones" in found.text()
    assert "さらに遅い日付" in found.text("ja")


def test_targets_are_judged_by_their_probability() -> None:
    """So many wins are had with the second person from summer on, and seldom from autumn on."""
    aim = {"plan": {"measure": "wins", "by": {"FY2026": 1095}}}
    scenario = SHOP.change("targets", aim)
    dates = ["2026-04-01", "2026-05-01", "2026-06-01", "2026-11-01", "2027-01-01"]
    (found,) = latest_dates(sweep(scenario, {PATH: dates}, replications=12))
    assert found.measure[0] == "probability of plan@FY2026"
    assert found.unit == "share"
    assert found.opened == found.best == date(2026, 6, 1)
    assert (found.there, found.edge) == (1.0, "")


def test_each_setting_has_a_date_of_its_own() -> None:
    settings = {PATH: DATES[:2], "teams.sales.headcount": [1, 2]}
    found = latest_dates(sweep(SHOP, settings, replications=4, kpis=["wins"]))
    assert [one.among for one in found] == ["sales.headcount 1", "sales.headcount 2"]


def test_other_sweeps_say_nothing_of_it() -> None:
    assert latest_dates(sweep(SHOP, {"teams.sales.headcount": [1, 2]}, replications=2)) == []


PEOPLE = SHOP.change(
    {
        "mechanisms.leaving": {"rate": "200% per year"},
        "hiring.replaces_leavers": "yes",
    }
)


def test_people_who_come_in_some_replications_only_are_measured_in_those() -> None:
    result = simulate(PEOPLE, replications=6, kpis=["utilization_rep.REP", "leavers", "hires"])
    names = {kpi.partition(".")[2] for kpi in result.kpis if kpi.startswith("utilization_rep")}
    assert "sales-1" in names
    assert any("/" in name for name in names)
    missing = [result.estimate(f"utilization_rep.{name}").missing for name in sorted(names)]
    assert max(missing) > 0
    assert "utilization_rep.sales-1" in repr(result)


@pytest.mark.parametrize("kpi", ["attrition_rate", "vacancy", "orphaned_leads", "average_tenure"])
def test_staffing_is_measured_in_every_replication(kpi: str) -> None:
    result = simulate(PEOPLE, replications=3, kpis=[kpi])
    assert result.estimate(kpi).missing == 0
    assert registry()[kpi].unit


def test_hires_of_the_log_are_those_of_the_kpi() -> None:
    log = gtmsim.run(gtmsim.compile(PEOPLE), 3)
    assert gtmsim.measure(log, ["hires"]).value("hires") == log.select(Kind.HIRED).sum() > 1
    assert gtmsim.measure(log, ["leavers"]).value("leavers") == log.select(Kind.LEFT).sum()
