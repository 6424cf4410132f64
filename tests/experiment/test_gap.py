"""The spreadsheet beside the simulation: parts add up, and each has the sign it should have.

Tolerances are four standard errors of the paired differences that they judge.
"""

from __future__ import annotations

from datetime import date

import pytest

from gtmsim import GtmsimError, spreadsheet_gap
from gtmsim.experiment import Gap, on_paper
from gtmsim.experiment.gap import lives_of
from gtmsim.scenario import Scenario
from gtmsim.stats import Estimate

DAYS = 90
A_DAY = 4
WON = 0.5

WORLD = """
name: world
start: 2026-04-01
horizon: 90 days
currency: JPY
calendar: {hours: always}
channels: {web: {leads: 4 per day}}
segments: {all: {share: 100%, deal_size: 100万円}}
stages:
  check:
    function: sales
    work: 10 min
    then: {good: {share: 100%, to: sell, milestone: sql}}
  sell: {function: sales, work: 10 min, then: {won: 50%, lost: rest}}
milestones: {won: end}
teams: {sales: {covers: [sales], headcount: 50}}
"""
SLOW_ANSWERS_LOSE = {"1 min": 1, "1 h": 0.5, "24 h": 0.1}
LAG = {"stages.sell.decides": {"after": "60 days"}}
OVERLOAD = {"teams.sales.headcount": 1, "stages.check.work": "12 h", "stages.check.urgency": 1}


def world(**changes: object) -> Scenario:
    return Scenario.from_text(WORLD).change(changes) if changes else Scenario.from_text(WORLD)


def gap(changes: dict[str, object], replications: int = 12) -> Gap:
    scenario = Scenario.from_text(WORLD)
    return spreadsheet_gap(
        scenario.change(changes) if changes else scenario, replications=replications
    )


def is_nothing(part: Estimate) -> bool:
    return abs(part.mean) <= 4 * part.standard_error if part.standard_error else part.mean == 0


def test_on_paper_volumes_are_multiplied_by_rates() -> None:
    found = on_paper(world())
    assert found.steps == ("arrival", "sql", "won")
    assert found.counts == pytest.approx((DAYS * A_DAY, DAYS * A_DAY, DAYS * A_DAY * WON))
    assert found.money == pytest.approx(DAYS * A_DAY * WON * 1_000_000)


def test_attempts_and_missed_meetings_are_rates_too() -> None:
    tried = {"max": 3, "connect": "50%", "work": "5 min", "exhausted": "lost.unreached"}
    found = on_paper(world(**{"stages.sell.attempts": tried}))
    assert found.wins == pytest.approx(DAYS * A_DAY * (1 - 0.5**3) * WON)


def test_what_is_returned_goes_round_and_what_is_recycled_is_gone() -> None:
    text = WORLD.replace("lost: rest", "returned.again: 25%, recycle.later: rest")
    rules = "returned: {again: {then: sell}}\n"
    rules += "recycle: {later: {nurture: 10 days, then: sell}}\nrecycle_at_most: 3\n"
    found = on_paper(Scenario.from_text(text + rules))
    assert found.wins == pytest.approx(DAYS * A_DAY * 0.5 / (1 - 0.25))


def test_whoever_comes_round_again_reaches_a_milestone_once() -> None:
    """Half are returned before the sale: the same lead is no second SQL."""
    text = WORLD.replace("lost: rest", "returned.again: 50%")
    found = on_paper(Scenario.from_text(text + "returned: {again: {then: check}}\n"))
    assert found.counts == pytest.approx((DAYS * A_DAY, DAYS * A_DAY, DAYS * A_DAY))


@pytest.mark.parametrize(
    "leads",
    [{"leads": "4 per day"}, {"interarrival": "1 day"}, {"every": "1 week", "leads": 5}],
)
@pytest.mark.parametrize("when", [{"first": "2026-08-01"}, {"until": "2026-04-01"}])
def test_a_channel_outside_the_period_brings_nothing(
    leads: dict[str, object], when: dict[str, str]
) -> None:
    late = world(**{"channels.late": {**leads, **when}})
    assert on_paper(late).counts == pytest.approx(on_paper(world()).counts)


def test_open_deals_count_from_where_they_stand() -> None:
    row = {"id": "D", "count": 10, "stage": "sell", "age": "0 days", "amount": "300万円"}
    found = on_paper(world(opening={"deals": [row]}))
    assert found.opened == pytest.approx(5)
    assert found.money == pytest.approx((DAYS * A_DAY * WON + 15) * 1_000_000)


# --- The parts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [{}, LAG, OVERLOAD, {**LAG, **OVERLOAD},
     {**OVERLOAD, "stages.check.factors": {"response_delay": SLOW_ANSWERS_LOSE},
      "stages.check.then": {"good": {"share": "80%", "to": "sell", "milestone": "sql"},
                            "lost": "rest"}},
     {"stages.sell.then": {"won": "20 of 40", "lost": "rest"}}],
)  # fmt: skip
def test_parts_add_up_to_the_gap(changes: dict[str, object]) -> None:
    found = gap(changes, replications=4)
    for of in ("money", "wins"):
        total = sum(getattr(part, of).mean for part in found.parts)
        assert total == pytest.approx(getattr(found.shortfall, of).mean, abs=1e-6)
    assert [part.reason for part in found.parts] == ["waiting", "capacity", "lag", "rest"]


def test_without_waits_queues_and_lags_the_spreadsheet_is_right() -> None:
    found = gap({})
    assert found.part("waiting").wins.mean == found.part("capacity").wins.mean == 0
    assert found.part("lag").wins.mean < 0.5  # who came in the last minutes
    assert is_nothing(found.part("rest").wins)
    assert is_nothing(found.shortfall.wins)


def test_with_people_enough_waiting_and_capacity_cost_nothing() -> None:
    found = gap({"stages.check.factors": {"response_delay": SLOW_ANSWERS_LOSE}, **LAG})
    assert found.part("waiting").wins.mean == found.part("waiting").wins.high == 0
    assert found.part("capacity").wins.mean == 0
    assert found.part("lag").wins.low > 0


def test_long_lags_are_most_of_the_gap_and_as_large_as_they_must_be() -> None:
    """Who comes in the last 60 of 90 days is won after the end."""
    found = gap(LAG)
    lag = found.part("lag").wins
    assert max(found.parts, key=lambda part: part.wins.mean).reason == "lag"
    assert abs(lag.mean - 60 * A_DAY * WON) < 4 * lag.standard_error
    assert is_nothing(found.part("rest").wins)


def test_too_few_people_are_most_of_the_gap_and_as_many_as_they_must_be() -> None:
    """One person does two checks a day of four: half of the wins are missing."""
    found = gap(OVERLOAD)
    capacity = found.part("capacity").wins
    assert max(found.parts, key=lambda part: part.wins.mean).reason == "capacity"
    assert found.part("waiting").wins.mean == 0
    # A day's leads or so are in hand or half done at the end.
    assert abs(capacity.mean - DAYS * A_DAY / 2 * WON) < 4 * capacity.standard_error + A_DAY
    assert found.busiest[0] == "sales"
    assert found.busiest[2] > 0.97


def test_buyers_who_do_not_wait_are_lost_by_waiting() -> None:
    changes = {
        **OVERLOAD,
        "stages.check.factors": {"response_delay": SLOW_ANSWERS_LOSE},
        "stages.check.then": {
            "good": {"share": "80%", "to": "sell", "milestone": "sql"},
            "lost": "rest",
        },
    }
    found = gap(changes)
    assert found.part("waiting").wins.low > 0
    assert found.part("capacity").wins.low > 0


def test_who_comes_back_is_on_no_spreadsheet() -> None:
    scenario = Scenario.from_text(WORLD.replace("lost: rest", "recycle.later: rest") + (
        "recycle: {later: {nurture: 5 days, then: sell}}\nrecycle_at_most: 3\n"
    ))  # fmt: skip
    found = spreadsheet_gap(scenario, replications=6)
    assert lives_of(scenario) == 4
    assert found.part("off paper").wins.high < 0
    assert is_nothing(found.part("rest").wins)


def test_open_deals_and_evidence_leave_nothing_unexplained() -> None:
    row = {"id": "D", "count": 40, "stage": "sell", "age": "1 day"}
    found = gap({**LAG, "opening": {"deals": [row]}, "stages.sell.then.won": "200 of 400"})
    assert found.paper.opened == pytest.approx(20)
    assert is_nothing(found.part("rest").wins)


# --- The period and the target ----------------------------------------------------------------


def test_the_first_half_year_with_a_target_is_what_counts() -> None:
    scenario = world(
        horizon="12 months",
        fiscal_year_starts="April",
        targets={
            "new": {"measure": "bookings", "by": {"FY2026 Q1": "1億円", "FY2026 H1": "1億円"}}
        },
    )
    found = spreadsheet_gap(scenario, replications=2)
    assert found.by == date(2026, 9, 30)
    assert found.aim is not None
    assert found.aim.amount == 100_000_000
    assert found.aim.hit.mean == 1.0


def test_a_day_may_be_named_and_must_be_one() -> None:
    assert spreadsheet_gap(world(), "2026-04-30", replications=2).paper.wins == pytest.approx(60)
    with pytest.raises(GtmsimError, match="no date"):
        spreadsheet_gap(world(), "soon")
    with pytest.raises(GtmsimError, match="before the start"):
        spreadsheet_gap(world(), "2026-03-01")


def test_where_nothing_is_sold_there_is_nothing_to_set_side_by_side() -> None:
    scenario = Scenario.from_text(WORLD.replace("won: 50%", "end: 50%").replace(
        "milestones: {won: end}", "milestones: {sql: sell}"))  # fmt: skip
    with pytest.raises(GtmsimError, match="nothing is ever sold"):
        spreadsheet_gap(scenario)


def test_few_replications_say_nothing_of_ranges() -> None:
    few = repr(spreadsheet_gap(world(), replications=3))
    many = repr(spreadsheet_gap(world(), replications=10))
    assert " .. " not in few
    assert " .. " in many
