"""Goals against today: as likely as theory says, whichever way is better."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from gtmsim.experiment import Comparison, ExperimentError, compare, goals
from gtmsim.experiment.goals import grid
from gtmsim.kpi import UnknownKpiError
from gtmsim.scenario import Scenario
from tests.experiment.judged import company

TODAY = Scenario.from_text("""
name: today
start: 2026-04-01
horizon: 10 days
channels: {web: {leads: 10 per day}}
stages: {answer: {function: sales, work: {exponential: 1 h}, then: {end: 100%}}}
teams: {sales: {covers: [sales], headcount: 1, calendar: {hours: always}}}
""")
REPLICATIONS = 200


@pytest.fixture(scope="module")
def found() -> Comparison:
    """Leads of another channel come on top: 100 a run are Poisson, 80 more are too."""
    more = TODAY.change("channels.more", {"leads": "8 per day"})
    return compare(
        {"today": TODAY, "more": more}, replications=REPLICATIONS,
        kpis=["leads", "waiting_time", "utilization"],
    )  # fmt: skip


def test_a_goal_is_met_as_often_as_it_should(found: Comparison) -> None:
    """R159: leads grow by 80% where 80 more come for 100: as X of Poisson(80) is 0.8 Y or more."""
    (goal,) = goals(found, {"leads": "+80%"})
    chance = sum(
        stats.poisson.pmf(y, 100) * stats.poisson.sf(math.ceil(0.8 * y) - 1, 80)
        for y in range(40, 180)
    )
    error = math.sqrt(chance * (1 - chance) / REPLICATIONS)
    assert abs(goal.met.mean - chance) < 4 * error
    assert (goal.today, goal.then) == pytest.approx((100, 180), rel=0.05)


def test_of_what_should_be_less_a_goal_is_met_from_below(found: Comparison) -> None:
    """With more leads they wait longer."""
    less, more = goals(found, {"waiting_time": "-20%"}) + goals(found, {"waiting_time": "1000%"})
    assert less.met.mean < 0.1
    assert more.met.mean > 0.9


def test_of_a_loss_a_part_is_made_good() -> None:
    """Half of the pay of everybody is half of the loss, give or take what is earned."""
    pay = ("teams.callers.salary", "teams.meeters.salary")
    dear, cheap = (
        company().change(dict.fromkeys(pay, f"{much}億円 per year")) for much in (60, 30)
    )
    both = compare({"dear": dear, "cheap": cheap}, replications=3, kpis=["contribution"])
    found = goals(both, {"contribution": "+40%"}) + goals(both, {"contribution": "+60%"})
    assert found[0].today < 0
    assert [goal.met.mean for goal in found] == [1.0, 0.0]


def test_nothing_is_not_twice_nothing() -> None:
    """Where nobody comes today, nobody is no goal met, and somebody is."""
    nobody = TODAY.change("channels.web", {"leads": "0 per day"})
    all_three = compare({"today": nobody, "same": nobody, "more": TODAY}, replications=3,
                        kpis=["leads"])  # fmt: skip
    assert [goal.met.mean for goal in goals(all_three, {"leads": "+100%"})] == [0, 1]
    assert [goal.met.mean for goal in goals(all_three, {"leads": 0})] == [1, 1]


def test_what_stays_as_it_is_meets_a_goal_that_lets_it() -> None:
    """The same design twice: not a tenth more, but no tenth less and no tenth longer either."""
    twice = compare({"today": TODAY, "same": TODAY}, replications=3, kpis=["leads", "waiting_time"])
    wanted = [{"leads": "+10%"}, {"leads": "-10%"}, {"waiting_time": "+10%"}]
    assert [goals(twice, each)[0].met.mean for each in wanted] == [0, 1, 1]


def test_goals_are_told_in_both_languages(found: Comparison) -> None:
    told = goals(found, {"leads": 0.5})
    assert "Leads +50%" in grid(told).text()
    assert "達成確率" in grid(told, "ja").text()


def test_a_goal_that_cannot_be_judged_is_refused(found: Comparison) -> None:
    with pytest.raises(ExperimentError, match="goal of leads"):
        goals(found, {"leads": "much"})
    with pytest.raises(UnknownKpiError, match="was not measured"):
        goals(found, {"wins": "+10%"})
