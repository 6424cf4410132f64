"""One more segment, approver or calendar leaves the other buyers as they are.

A buyer's fiscal year is its own luck, or its account's: whoever else the company sells to
has nothing to do with it.
"""

from __future__ import annotations

from typing import Any

import pytest

from gtmsim.engine import run
from gtmsim.engine.process import Company
from gtmsim.log import EventLog
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.one_more.telling import lives, rewritten

Tree = dict[str, Any]
NEW = "zz_new"
WORLD = """
start: 2026-04-01
horizon: 9 months
fiscal_year_starts: April
calendar: {hours: {mon-fri: "9:00-18:00"}}
segments:
  small:
    share: 60%
    deal_size: {lognormal: {mean: 100万円, cv: 1}}
    fiscal_year_starts: {April: 40%, January: 30%, July: 20%, October: rest}
  mid:
    share: 40%
    accounts: 50
    deal_size: {lognormal: {mean: 300万円, cv: 1}}
    fiscal_year_starts: {April: 50%, February: 30%, September: rest}
    calendar: {hours: always, closed: [08-11..08-16]}
approval:
  - {by: 部長, up_to: 200万円, takes: {exponential: 3 days}}
  - {by: 取締役会, takes: {exponential: 1 day}, board: day 20, papers: 3 business days}
period_end_push:
  {every: quarter, reach: 20 days, accepted: 50%, discount: 10%, stages: [ask]}
channels: {web: {leads: 60 per month}}
first_stage: ask
stages:
  ask:
    decides: {at: approval}
    means: at_factor_one
    factors: {months_to_year_end: {0: 4, 1: 2}, month: {Jun: 2}}
    then: {won: 30%, recycle.price: 40%, lost.no_need: rest}
milestones: {won: end}
recycle: {price: {at: customer's next quarter, then: ask}}
recycle_at_most: 2
teams: {}
"""


def with_segment(tree: Tree, *, first: bool) -> Tree:
    """One more segment with accounts, approvers and days off, and a channel for it alone."""
    segment = {
        "share": "0%",
        "accounts": 20,
        "deal_size": "100万円",
        "fiscal_year_starts": {"March": "50%", "August": "rest"},
        "calendar": {"hours": {"mon-fri": "10:00-17:00"}},
        "approval": [{"by": "owner", "takes": {"exponential": "2 days"}}],
    }
    added = {
        "segments": segment,
        "channels": {"leads": "90 per month", "segments": {NEW: "100%"}, "enters": NEW},
        "stages": {"decides": {"at": "approval"}, "then": {"end": "50%", "lost.new": "rest"}},
    }
    for block, one in added.items():
        tree[block] = {NEW: one, **tree[block]} if first else {**tree[block], NEW: one}
    return tree


def years(log: EventLog, scenario: Scenario) -> dict[int, int]:
    """In which month the fiscal year of each lead's buyer starts, by the lead's key."""
    company = Company(compile(scenario), 5, 0)
    kinds = company.leads.buyer.tolist()
    months = [company.plan.buyers[kind][1] for kind in kinds]
    return dict(zip(log.leads["key"].tolist(), months, strict=True))


@pytest.mark.parametrize("first", [False, True], ids=["last in the file", "first in the file"])
def test_a_segment_more_leaves_the_years_of_others(first: bool) -> None:
    alone = Scenario.from_text(WORLD)
    together = rewritten(with_segment(alone.tree(), first=first))
    one, other = (run(compile(scenario), 5) for scenario in (alone, together))
    before, after = years(one, alone), years(other, together)
    assert len(after) > len(before) + 500
    assert {lead: after[lead] for lead in before} == before
    assert len(set(before.values())) == 6
    mine = lives(one)
    theirs = lives(other, without=[NEW])
    assert {lead: theirs.get(lead) for lead in mine} == mine


def test_leads_of_one_account_share_a_year() -> None:
    """And those of other accounts have years of their own."""
    scenario = Scenario.from_text(WORLD)
    log = run(compile(scenario), 5)
    begins = list(years(log, scenario).values())
    found: dict[int, set[int]] = {}
    for account, month in zip(log.leads["account"].tolist(), begins, strict=True):
        if account >= 0:
            found.setdefault(account, set()).add(month)
    assert len(found) > 40
    assert all(len(months) == 1 for months in found.values())
    assert {month for months in found.values() for month in months} == {3, 1, 8}


def test_accounts_of_two_segments_have_luck_of_their_own() -> None:
    """Two segments alike, and their accounts by number: the years agree by chance only."""
    tree = Scenario.from_text(WORLD).tree()
    mid = {**tree["segments"]["mid"], "share": "50%", "accounts": 200}
    tree["segments"] = {"mid": mid, "twin": mid}
    scenario = rewritten(tree)
    log = run(compile(scenario), 5)
    found: tuple[dict[int, int], dict[int, int]] = ({}, {})
    begins = years(log, scenario).values()
    for account, month in zip(log.leads["account"].tolist(), begins, strict=True):
        found[account // 200][account % 200] = month
    both = found[0].keys() & found[1].keys()
    agree = sum(found[0][number] == found[1][number] for number in both)
    assert len(both) > 80
    assert agree < 0.7 * len(both), "by chance 0.5**2 + 0.3**2 + 0.2**2 = 38 % do"


def test_one_more_approver_leaves_the_times_of_those_before() -> None:
    """Who asks the first two only never notices a third."""
    scenario = Scenario.from_text(WORLD)
    tree = scenario.tree()
    tree["approval"][1]["up_to"] = "5億円"
    tree["approval"].append({"by": "parent", "takes": {"exponential": "9 days"}})
    one, other = (lives(run(compile(s), 5)) for s in (scenario, rewritten(tree)))
    assert one == other
