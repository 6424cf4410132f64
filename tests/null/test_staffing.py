"""Leaving and hiring: neutral settings change nothing; more leaving loses wins.

Turned up in five steps, the same leads with the same luck meet every setting.
"""

from __future__ import annotations

import numpy as np
import pytest

from gtmsim.engine import run
from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null.paired import Changes, assert_moves, logs, wins

SHOP = Scenario.from_text(
    """
start: 2026-04-01
horizon: 12 months
calendar: {hours: {mon-fri: "9:00-18:00"}}
channels: {web: {leads: 90 per month}}
stages:
  qualify:
    function: sales
    work: {exponential: 2 h}
    goes_cold_after: {exponential: 3 days}
    cold: lost.cold
    then: {deal: 60%, lost.no_need: rest}
  deal:
    function: sales
    work: {exponential: 2 h}
    sessions: 3
    thinking: 5 days
    then: {won: 40%, lost.price: rest}
milestones: {sql: deal, won: end}
teams:
  sales: {covers: sales, headcount: 4, assignment: when_free, salary: 600万円 per year}
hiring: {search: 60 days, notice: 1 month, cost: 100万円}
""",
    "shop.yaml",
)
REPLICATIONS = 12

NEUTRAL: dict[str, Changes] = {
    "nobody leaves": {"mechanisms.leaving": {"rate": "0% per year"}},
    "nobody leaves in any month": {
        "mechanisms.leaving": {"rate": "50% per year", "by_month": dict.fromkeys(range(1, 13), 0)}
    },
    "no hiring": {"hiring": None},
    "replacements of nobody": {"hiring.replaces_leavers": "yes"},
    "nobody is wanted": {"requisitions": {"more": {"team": "sales", "people": 0,
                                                   "opened": "2026-05-01"}}},
}  # fmt: skip


def same_log(one: EventLog, other: EventLog) -> bool:
    return one.difference(other) in ("", "meta")


@pytest.mark.parametrize("name", NEUTRAL)
def test_neutral_settings_give_the_same_log(name: str) -> None:
    changed = run(compile(SHOP.change(dict(NEUTRAL[name]))), 3)
    assert audit(changed) == []
    assert same_log(run(compile(SHOP), 3), changed)


def test_equal_leaving_in_all_months_and_overload_that_does_not_count_are_neutral() -> None:
    leaving = {"rate": "60% per year"}
    base = SHOP.change("mechanisms.leaving", leaving)
    log = run(compile(base), 3)
    assert log.select(Kind.LEFT).any()
    for more in (
        {"by_month": {"Apr": 1, "Dec": 1}},
        {"overload": {"above": "0%", "times": 1}},
        {"overload": {"above": "100%", "times": 2}},
    ):
        other = run(compile(SHOP.change("mechanisms.leaving", {**leaving, **more})), 3)
        assert same_log(log, other), more


def test_to_hand_over_is_what_happens_unless_said() -> None:
    change = {
        "from": "2026-08-01",
        "teams": {"deals": {"covers": "sales", "assignment": "on_arrival"}},
        "moves": [{"from": "sales", "to": "deals", "people": 2}],
    }
    base = SHOP.change("reorganizations", [change])
    said = SHOP.change("reorganizations", [{**change, "open_deals": "hand over"}])
    moved = {key: value for key, value in change.items() if key != "moves"}
    alias = SHOP.change("reorganizations", [{**moved, "reassign": change["moves"]}])
    log = run(compile(base), 3)
    assert same_log(log, run(compile(said), 3))
    assert same_log(log, run(compile(alias), 3))


# --- Monotone ---------------------------------------------------------------------------

RATES = ("0% per year", "20% per year", "50% per year", "100% per year", "200% per year")


def moves(levels: list[Scenario], measure_of: object, direction: int) -> None:
    assert len(levels) >= 5
    assert callable(measure_of)
    ends = [
        np.asarray([measure_of(log) for log in logs(level, REPLICATIONS)])
        for level in (levels[0], levels[-1])
    ]
    assert_moves(ends[1] - ends[0], direction)


def rates(base: Scenario, **more: object) -> list[Scenario]:
    return [base.change("mechanisms.leaving", {"rate": rate, **more}) for rate in RATES]


def test_the_more_people_leave_the_fewer_are_won() -> None:
    every = [np.asarray([wins(log) for log in logs(one, REPLICATIONS)]) for one in rates(SHOP)]
    means = [each.mean() for each in every]
    assert means == sorted(means, reverse=True)
    assert_moves(every[-1] - every[0], -1)


def test_so_too_if_they_are_replaced() -> None:
    moves(rates(SHOP.change("hiring.replaces_leavers", "yes")), wins, -1)


def test_overload_has_more_people_leave() -> None:
    def left(log: EventLog) -> float:
        return float(log.select(Kind.LEFT).sum())

    base = SHOP.change("channels.web.leads", "150 per month")
    levels = [
        base.change(
            "mechanisms.leaving",
            {"rate": "30% per year", "overload": {"above": "80%", "times": times}},
        )
        for times in (1, 2, 3, 5, 8)
    ]
    moves(levels, left, 1)


def test_the_more_overtime_is_allowed_the_more_people_leave() -> None:
    """Nobody works more than the hours there are without it; overload counts from all of them."""

    def left(log: EventLog) -> float:
        return float(log.select(Kind.LEFT).sum())

    busy: Changes = {
        "channels.web.leads": "200 per month",
        "stages.qualify.service_level": {"first_touch_within": "2 business hours"},
        "hiring": {"replaces_leavers": "yes"},
        "mechanisms.leaving": {
            "rate": "30% per year",
            "overload": {"above": "100%", "times": 6},
        },
    }
    base = SHOP.change(dict(busy))
    evenings = {"until": "21:00", "pay": 1.25, "when": "due work waits"}
    allowed = (0, 5, 15, 30, 45)
    moves(
        [base.change("overtime", {"up_to": f"{n} h per month", **evenings}) for n in allowed],
        left,
        1,
    )


def test_the_longer_the_search_the_more_months_are_missing() -> None:
    def missing(log: EventLog) -> float:
        return measure(log, ["vacancy"]).value("vacancy")

    base = SHOP.change("hiring.replaces_leavers", "yes")
    base = base.change("mechanisms.leaving", {"rate": "60% per year"})
    searches = ("0 days", "30 days", "60 days", "90 days", "120 days")
    moves([base.change("hiring.search", one) for one in searches], missing, 1)


def test_as_many_leave_as_the_rate_says() -> None:
    """With successors a position is left at the rate, whatever its holders: a Poisson process."""
    base = SHOP.change("hiring", {"replaces_leavers": "yes"}).change(
        "channels.web.leads", "1 per month"
    )
    crowd = base.change("teams.sales.headcount", 400)
    log = run(compile(crowd.change("mechanisms.leaving", {"rate": "30% per year"})), 9)
    found = measure(log, ["attrition_rate", "leavers"])
    error = np.sqrt(0.3 / 400)
    assert abs(found.value("attrition_rate") - 0.3) < 4 * error
    july = {"rate": "30% per year", "by_month": {"Jul": 4}}
    peak = run(compile(crowd.change("mechanisms.leaving", july)), 9)
    month = log.meta["months"]
    begin, end = int(month[3]), int(month[4])
    assert log.meta["start"].startswith("2026-04")
    usual, more = (
        ((one.events["time"][one.select(Kind.LEFT)] >= begin)
         & (one.events["time"][one.select(Kind.LEFT)] < end)).sum()
        for one in (log, peak)
    )  # fmt: skip
    assert more > 2.5 * usual
