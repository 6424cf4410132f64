"""One more account, with leads, a rival and raised hands of its own, changes nothing else."""

from __future__ import annotations

import pytest

from gtmsim.engine import run
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.one_more.telling import told

MARKET = Scenario.from_text(
    """
start: 2026-04-01
horizon: 90 days
segments: {smb: {accounts: 20, cooling_off: 5 days}}
account_matching: 60%
channels:
  web:
    leads: 2 per day
    segments: {smb: 100%}
    ready: {preset: "2:8", never: 20%, later_after: {exponential: 20 days},
            buys_elsewhere_after: {exponential: 15 days}}
bought_elsewhere: lost.competitor
stages:
  qualify: {function: sales, work: {exponential: 40 min},
            then: {sql: 30%, recycle.timing: 50%, lost.no_need: rest}}
  deal: {function: sales, work: {exponential: 2 h}, decides: {after: {exponential: 5 days}},
         then: {won: 40%, lost.price: rest}}
milestones: {sql: deal, won: end}
recycle:
  timing: {nurture: 12 days, then: qualify,
           notices: {share: 70%, after: {exponential: 1 day}, false_alarms: 1 per month}}
teams: {sales: {covers: sales, headcount: 3}}
""",
    "market.yaml",
)

FURTHER = {
    "segments.further": {"accounts": 1, "cooling_off": "2 days"},
    "channels.further": {
        "leads": "1 per day",
        "segments": {"further": "100%"},
        "ready": {"now": "30%", "later": "rest", "later_after": "9 days"},
        "enters": "other",
    },
    "channels.further.ready.buys_elsewhere_after": "10 days",
    "first_stage": "qualify",
    "stages.other": {
        "function": "others",
        "work": "1 h",
        "then": {"end": "20%", "recycle.later": "40%", "lost.other": "rest"},
    },
    "recycle.later": {
        "nurture": "4 days",
        "then": "other",
        "notices": {"share": "50%", "false_alarms": "1 per week"},
    },
    "teams.others": {"covers": "others", "headcount": 1},
}


@pytest.mark.parametrize("seed", range(5))
def test_a_further_account_changes_nothing_else(seed: int) -> None:
    alone = run(compile(MARKET), seed)
    together = run(compile(MARKET.change(FURTHER)), seed)
    assert audit(together) == []
    assert told(alone) == told(together, without=["further"])
    assert own(alone) == own(together)
    newcomers = len(together) - len(alone)
    assert newcomers > 50


def own(log: EventLog) -> list[tuple[int, ...]]:
    """What the market knows of the leads of smb."""
    mine = log.leads["segment"] == 0
    names = ("account", "arrived", "ready_at", "elsewhere_at")
    return list(zip(*(log.leads[name][mine].tolist() for name in names), strict=True))


def test_the_market_uses_what_is_tried() -> None:
    log = run(compile(MARKET), 0)
    kinds = (Kind.DUPLICATED, Kind.SATURATED, Kind.NOTICED, Kind.MERGED)
    assert all(log.select(kind).any() for kind in kinds)
