"""One more campaign, or one more account on a list, changes nobody else's luck."""

from __future__ import annotations

from typing import Any

import numpy as np

from gtmsim.engine import run
from gtmsim.log import EventLog
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.one_more.telling import told

BASE = Scenario.from_text(
    """
start: 2026-04-01
horizon: 2 months
calendar: {hours: {mon-fri: "9:00-18:00"}}
attributes: {region: {shares: {east: 50%, west: rest}}}
segments: {smb: {deal_size: {lognormal: {mean: 600_000 JPY per year, cv: 1}}}}
channels:
  web: {leads: 3 per day}
  webinar:
    first: 2026-04-10 14:00
    every: 2 weeks
    leads: {poisson: 6}
    needs: {function: marketing, work: {exponential: 30 h}, begins: 1 week before, sessions: 3}
  outbound: {list: 60 accounts, rounds: 2, again_after: 10 days, enters: prospect}
stages:
  talk: {function: sales, work: {exponential: 1 h}, then: {won: 30%, lost.no: rest}}
  prospect: {function: development, work: {exponential: 2 h}, then: {talk: 40%, lost.no: rest}}
milestones: {won: end}
teams:
  sales: {covers: sales, headcount: 2}
  callers: {covers: development, headcount: 1}
  marketing: {covers: marketing, headcount: 1}
""",
    "base.yaml",
)


def log_of(scenario: Scenario) -> EventLog:
    return run(compile(scenario), 11)


def known(log: EventLog, *, when: bool) -> dict[int, tuple[Any, ...]]:
    """What each lead is, by key; and when it came."""
    names = ["amount", "attribute.region", "account", "entry"] + (["arrived"] if when else [])
    rows = zip(*(log.leads[name].tolist() for name in names), strict=True)
    return dict(zip(log.leads["key"].tolist(), rows, strict=True))


def test_one_more_campaign_leaves_all_other_leads_as_they_are() -> None:
    """A second webinar with people of its own: nobody else notices at all."""
    more = BASE.change(
        {
            "channels.fair": {
                "first": "2026-04-15 10:00",
                "every": "3 weeks",
                "leads": 5,
                "enters": "visit",
                "needs": {"function": "fairs", "work": "20 h", "begins": "1 week before"},
            },
            "stages.visit": {"function": "fairs", "work": "1 h", "then": {"lost.no": "100%"}},
            "teams.fairs": {"covers": "fairs", "headcount": 1},
        }
    )
    alone, together = log_of(BASE), log_of(more)
    internal = "fair.preparation"
    shown = [event for event in told(together, without=["fair"]) if event[3] != internal]
    assert shown == told(alone)


def test_one_more_campaign_for_the_same_people_moves_times_only() -> None:
    more = BASE.change(
        "channels.fair",
        {
            "first": "2026-04-15 10:00",
            "every": "1 week",
            "leads": 5,
            "needs": {"function": "marketing", "work": "20 h", "begins": "1 week before"},
        },
    )
    alone, together = known(log_of(BASE), when=False), known(log_of(more), when=False)
    both = set(alone) & set(together)
    assert len(both) > 100
    assert {key: alone[key] for key in both} == {key: together[key] for key in both}


def test_one_more_account_on_the_list_leaves_those_before_it() -> None:
    """Sixty accounts outlast the run; a hundred do too, and nobody sees the end of the list."""
    slow = BASE.change("stages.prospect.work", "20 h")
    alone, together = log_of(slow), log_of(slow.change("channels.outbound.list", "100 accounts"))
    assert known(alone, when=True) == known(together, when=True)
    assert told(alone) == told(together)


def test_who_calls_and_when_does_not_change_who_is_called() -> None:
    """With five callers an entry is the same account, and answers with the same luck."""
    alone, together = log_of(BASE), log_of(BASE.change("teams.callers.headcount", 5))
    one, other = known(alone, when=False), known(together, when=False)
    both = set(one) & set(other)
    assert len(both) > 100
    assert {key: one[key] for key in both} == {key: other[key] for key in both}
    outcome = [outcomes(log) for log in (alone, together)]
    shared = set(outcome[0]) & set(outcome[1])
    assert len(shared) > 50
    assert all(outcome[0][name] == outcome[1][name] for name in shared)


def outcomes(log: EventLog) -> dict[tuple[int, int, int], int]:
    """How each visit of a stage ended, by key of the lead, stage and visit."""
    events = log.events
    ends = np.isin(events["kind"], [15, 18])  # advanced, lost
    key = log.leads["key"][events["lead"][ends]].tolist()
    stage, visit = events["stage"][ends].tolist(), events["visit"][ends].tolist()
    return dict(
        zip(zip(key, stage, visit, strict=True), events["kind"][ends].tolist(), strict=True)
    )


def test_rounds_are_about_the_same_account() -> None:
    log = log_of(BASE.change("teams.callers.headcount", 5))
    listed = log.leads["entry"] >= 0
    entry, region = log.leads["entry"][listed], log.leads["attribute.region"][listed]
    amount = log.leads["amount"][listed]
    again = [one for one in set(entry.tolist()) if (entry == one).sum() == 2]
    assert len(again) > 10
    for one in again:
        assert len(set(region[entry == one].tolist())) == 1
        assert len(set(amount[entry == one].tolist())) == 1
