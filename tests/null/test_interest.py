"""Rivals, raised hands and accounts: neutral settings change nothing, others their own way."""

from __future__ import annotations

import pytest

from gtmsim.engine import run
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null.paired import Changes, assert_moves, count, differences, wins

MARKET = Scenario.from_text(
    """
start: 2026-04-01
horizon: 60 days
calendar: {hours: always}
segments: {smb: {accounts: 150}}
channels:
  web:
    leads: 12 per day
    ready: {now: 20%, later: 60%, later_after: {exponential: 15 days}}
stages:
  qualify:
    function: sales
    work: {exponential: 40 min}
    means: at_factor_one
    factors: {readiness: {later: 0.05, never: 0.01}}
    then: {sql: 50%, recycle.timing: 40%, lost.no_need: rest}
  deal:
    function: sales
    work: {exponential: 2 h}
    decides: {after: {exponential: 5 days}}
    then: {won: 40%, lost.price: 30%, recycle.timing: rest}
milestones: {sql: deal, won: end}
recycle: {timing: {nurture: 12 days, then: qualify}}
recycle_at_most: 3
teams: {sales: {covers: sales, headcount: 3}}
""",
    "market.yaml",
)

PATIENCE_FOR_EVER = {"channels.web.ready.buys_elsewhere_after": "90 days"}
PATIENCE = {"channels.web.ready.buys_elsewhere_after": {"exponential": "8 days"}}
RIVAL: Changes = {**PATIENCE, "bought_elsewhere": "lost.competitor"}
HANDS: Changes = {"recycle.timing.notices": {"share": "80%", "after": {"exponential": "1 day"}}}
ALARMS: Changes = {"recycle.timing.notices": {"share": "0%", "false_alarms": "2 per month"}}

NEUTRAL: dict[str, Changes] = {
    "no rival in time": {**PATIENCE_FOR_EVER, "bought_elsewhere": "lost.competitor"},
    "nothing shows": {"recycle.timing.notices": {"share": "0%", "after": "1 day"}},
    "everybody is recognized": {"account_matching": "100%"},
    "nothing cools": {"segments.smb.cooling_off": "0 days"},
}


def same_events(one: EventLog, other: EventLog) -> bool:
    return all(one.events[name].tolist() == other.events[name].tolist() for name in one.events)


def log_of(changes: Changes, seed: int = 7) -> EventLog:
    log = run(compile(MARKET.change(dict(changes))), seed)
    assert audit(log) == []
    return log


@pytest.mark.parametrize("setting", NEUTRAL)
def test_neutral_settings_change_nothing(setting: str) -> None:
    plain = run(compile(MARKET), 7)
    changed = log_of(NEUTRAL[setting])
    if setting == "no rival in time":  # one more reason to point at
        reasons = [plain.reasons, changed.reasons]
        assert [*reasons[0], "competitor"] == list(reasons[1])
    assert same_events(plain, changed)


def test_a_rival_changes_nothing_before_it_has_won() -> None:
    """Patience alone is known to nobody: without an answer to it the log stays the same."""
    assert same_events(run(compile(MARKET), 7), log_of(PATIENCE))


def test_a_rival_takes_wins() -> None:
    assert_moves(differences(MARKET, MARKET.change(dict(RIVAL)), wins), -1)


def test_the_more_impatient_the_buyer_the_fewer_the_wins() -> None:
    slow = MARKET.change({**RIVAL, "channels.web.ready.buys_elsewhere_after": "30 days"})
    assert_moves(differences(slow, MARKET.change(dict(RIVAL)), wins), -1)


def test_raised_hands_win_back_some_of_them() -> None:
    rival = MARKET.change(dict(RIVAL))
    assert_moves(differences(rival, rival.change(dict(HANDS)), wins), 1)


def test_false_alarms_bring_leads_back_in_vain() -> None:
    def talks(log: EventLog) -> float:
        return float(count(log, Kind.STARTED))

    assert_moves(differences(MARKET, MARKET.change(dict(ALARMS)), talks, 8), 1)


def test_who_is_noticed_is_ready_unless_it_is_a_false_alarm() -> None:
    log = log_of({**RIVAL, **HANDS, "recycle.timing.notices.false_alarms": "2 per month"})
    rows = log.select(Kind.NOTICED)
    lead, time, since = (log.events[name][rows] for name in ("lead", "time", "value"))
    ready = log.leads["ready_at"][lead]
    assert (since == -1).sum() > 30
    assert (since >= 0).sum() > 30
    assert ((since == -1) | ((since == ready) & (since <= time))).all()
    never = (since == -1) & (ready == -1)
    assert ((since != -1) | never | (time < ready)).all()


def test_the_worse_the_matching_the_more_duplicates_and_the_fewer_merged() -> None:
    bad, worse = (MARKET.change("account_matching", share) for share in ("90%", "50%"))
    assert_moves(differences(bad, worse, lambda log: float(count(log, Kind.DUPLICATED)), 8), 1)
    assert_moves(differences(bad, worse, lambda log: float(count(log, Kind.MERGED)), 8), -1)
    assert count(log_of({"account_matching": "0%"}), Kind.MERGED) == 0


def test_the_longer_accounts_cool_off_the_fewer_leads_come() -> None:
    short, long = (MARKET.change("segments.smb.cooling_off", f"{n} days") for n in (5, 20))
    for before, after in ((MARKET, short), (short, long)):
        assert_moves(differences(before, after, lambda log: float(count(log, Kind.ARRIVED)), 8), -1)
    log = log_of({"segments.smb.cooling_off": "20 days"})
    assert count(log, Kind.ARRIVED) + count(log, Kind.SATURATED) == len(log.leads["key"])
