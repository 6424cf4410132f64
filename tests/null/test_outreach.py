"""Campaigns and lists: neutral where people are ample, and monotone in people (R017, R018)."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from gtmsim.engine import run
from gtmsim.log import EventLog, Kind
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null import paired
from tests.null.paired import assert_moves

OWN = ("webinar.preparation", "ads.preparation")

MARKET = Scenario.from_text(
    """
start: 2026-04-01
horizon: 4 months
calendar: {hours: {mon-fri: "9:00-18:00"}, break: "12:00-13:00"}
channels:
  web: {leads: 20 per month}
  webinar: {first: 2026-04-09 14:00, every: 1 week, leads: {poisson: 12}, spread: 1 day}
  ads: {leads: 60 per month}
stages:
  talk: {function: sales, work: {exponential: 1 h}, then: {won: 30%, lost.no: rest}}
milestones: {won: end}
teams:
  sales: {covers: sales, headcount: 3}
""",
    "market.yaml",
)
NEEDS = {
    "channels.webinar.needs": {
        "function": "marketing",
        "work": {"lognormal": {"mean": "40 h", "cv": 0.3}},
        "begins": "3 weeks before",
        "sessions": 5,
    },
    "channels.ads.needs": {"function": "marketing", "work": "160 h per month", "sessions": 20},
}
LIST = {
    "list": "2000 accounts",
    "ready": {"now": "20%", "later": "rest", "later_after": {"exponential": "3 months"}},
}


def with_marketing(people: int, hours: float = 1.0) -> Scenario:
    team = {"covers": "marketing", "headcount": people}
    needs = {**NEEDS, "teams.marketing": team}
    if hours != 1.0:
        needs["channels.webinar.needs"] = {
            **NEEDS["channels.webinar.needs"],
            "work": f"{40 * hours:g} h",
        }
    return MARKET.change(needs)


# --- Null ----------------------------------------------------------------------------------


def leads_alone(log: EventLog) -> list[tuple[object, ...]]:
    """All that leads live through, without the company's own work, teams by name."""
    events = log.events
    rows = np.flatnonzero(events["lead"] >= 0)
    teams, reps = list(log.teams["id"]), list(log.reps["id"])
    columns = ("lead", "time", "kind", "stage", "visit", "step", "reason", "value", "due")
    plain = zip(*(events[name][rows].tolist() for name in columns), strict=True)
    team = [teams[place] if place >= 0 else "" for place in events["team"][rows].tolist()]
    rep = [reps[place] if place >= 0 else "" for place in events["rep"][rows].tolist()]
    return [(*row, *who) for row, who in zip(plain, zip(team, rep, strict=True), strict=True)]


def test_with_ample_people_campaigns_change_nothing() -> None:
    """The same leads come at the same times, and live the same lives to the last event."""
    without, ample = run(compile(MARKET), 3), run(compile(with_marketing(60)), 3)
    assert not ample.select(Kind.SLIPPED, Kind.WENT_COLD).any()
    for name, column in without.leads.items():
        assert np.array_equal(column, ample.leads[name]), name
    for name, column in without.spend.items():
        assert np.array_equal(column, ample.spend[name])
    assert leads_alone(without) == leads_alone(ample)


def test_a_list_changes_nothing_before_it_opens() -> None:
    """Until a list opens, the leads of all others live as they do without it."""
    late = MARKET.change(
        {"channels.outbound": {"list": 50, "first": "2026-07-31", "until": "2026-08-01"}}
    )
    busy = late.change("teams.sales.priorities", [{"channel": ["web", "webinar", "ads"]}])
    one, other = run(compile(MARKET), 5), run(compile(busy), 5)
    before = 119 * 24 * 60
    told = [
        [row for row in leads_alone(log) if isinstance(row[1], int) and row[1] < before]
        for log in (one, other)
    ]
    without_class = [[(*row[:7], *row[8:]) for row in rows] for rows in told]
    assert without_class[0] == without_class[1]


# --- Monotone ------------------------------------------------------------------------------


def arrivals(channel: str) -> paired.Measure:
    def measure(log: EventLog) -> float:
        names = list(log.channels["id"])
        mine = (log.leads["channel"] == names.index(channel)) & (log.leads["arrived"] >= 0)
        return float(mine.sum())

    return measure


def levels(scenarios: list[Scenario], measure: paired.Measure) -> NDArray[np.float64]:
    """What is measured, one row a level, one column a replication."""
    return np.asarray(
        [[measure(log) for log in paired.logs(scenario, 8)] for scenario in scenarios]
    )


PEOPLE = (1, 2, 3, 4, 6)


@pytest.mark.parametrize("channel", ["webinar", "ads"])
def test_more_marketers_bring_more_leads(channel: str) -> None:
    """Fewer people, later events, fewer leads (R017); each step never takes any away."""
    found = levels([with_marketing(people) for people in PEOPLE], arrivals(channel))
    assert (np.diff(found.mean(axis=1)) >= 0).all()
    assert_moves(found[-1] - found[0], 1)


def test_more_work_for_a_campaign_brings_fewer_leads() -> None:
    scenarios = [with_marketing(2, hours) for hours in (0.2, 0.6, 1.001, 1.5, 2.5)]
    found = levels(scenarios, arrivals("webinar"))
    assert (np.diff(found.mean(axis=1)) <= 0).all()
    assert_moves(found[-1] - found[0], -1)


def with_list(people: int) -> Scenario:
    change = {"channels.outbound": LIST, "teams.sales.headcount": people}
    return MARKET.change(change)


def test_more_people_call_up_more_of_a_list() -> None:
    found = levels([with_list(people) for people in (1, 2, 3, 4, 5)], arrivals("outbound"))
    assert (np.diff(found.mean(axis=1)) >= 0).all()
    assert_moves(found[-1] - found[0], 1)


def test_more_inbound_leaves_more_of_a_list_untouched() -> None:
    """Prospecting competes with everything else that its people have to do."""
    rates = (20, 60, 120, 240, 400)
    scenarios = [with_list(2).change("channels.web.leads", f"{rate} per month") for rate in rates]
    found = levels(scenarios, arrivals("outbound"))
    assert (np.diff(found.mean(axis=1)) <= 0).all()
    assert_moves(found[-1] - found[0], -1)


def test_faster_marketers_bring_more_leads() -> None:
    def world(skill: float) -> Scenario:
        people = [{"name": f"m{i}", "skill": skill} for i in range(2)]
        needs = {"channels.webinar.needs": NEEDS["channels.webinar.needs"]}
        return MARKET.change(
            {**needs, "teams.marketing": {"covers": "marketing", "people": people}}
        )

    found = levels([world(skill) for skill in (0.1, 0.2, 0.3, 0.5, 1.5)], arrivals("webinar"))
    assert (np.diff(found.mean(axis=1)) >= 0).all()
    assert_moves(found[-1] - found[0], 1)
