"""Mechanisms whose effect is known for every single lead, not only on average.

Leads keep their luck in every design, so many directions hold without any tolerance: nobody
who is won against worse odds is lost against better ones.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from gtmsim.engine import run
from gtmsim.log import EventLog, Kind
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null.paired import CERTAINTY, DESK, Changes, logs
from tests.null.sequences import compare
from tests.null.test_monotone import CALLS, CUSTOMERS, MEETING, OWNED, SLOW_RESPONSE
from tests.one_more.telling import lives, told


def log_of(scenario: Scenario, seed: int = 1) -> EventLog:
    return run(compile(scenario), seed)


def leads_with(log: EventLog, *kinds: Kind) -> set[int]:
    return set(log.leads["key"][log.events["lead"][log.select(*kinds)]].tolist())


def leads_won(log: EventLog) -> set[int]:
    won = log.select(Kind.MILESTONE) & (log.events["reason"] == log.milestones.index("won"))
    return set(log.leads["key"][log.events["lead"][won]].tolist())


def ended_in_both(one: EventLog, other: EventLog) -> set[int]:
    ends = (Kind.LOST, Kind.DONE, Kind.CHURNED, Kind.MERGED)
    return leads_with(one, *ends) & leads_with(other, *ends)


# --- Odds -------------------------------------------------------------------------------


def test_better_odds_lose_nobody() -> None:
    """A factor above 1 turns losses into wins, never a win into a loss."""
    at_once = DESK.change({"recycle_at_most": 0, "stages.qualify.then.recycle.timing": None})
    better = at_once.change("stages.qualify.factors", {"segment": {"smb": 1, "large": 4}})
    before, after = log_of(at_once), log_of(better)
    assert leads_won(before) < leads_won(after)
    large = after.leads["segment"] == after.segments["id"].index("large")
    gained = leads_won(after) - leads_won(before)
    assert gained <= set(after.leads["key"][large].tolist())


def test_moving_the_odds_does_not_reshuffle_reasons() -> None:
    """Whoever is not won in either setting fails for the same reason in both."""
    several = {"won": "30%", "lost.price": "30%", "lost.timing": "20%", "lost.need": "rest"}
    before = DESK.change({"stages.qualify.then": several, "recycle": None, "recycle_at_most": None})
    after = before.change("stages.qualify.factors", {"channel": {"web": 2.5}})
    reasons = [reasons_of(log_of(scenario)) for scenario in (before, after)]
    both = set(reasons[0]) & set(reasons[1])
    assert len(both) > 100
    assert len(reasons[0]) > len(reasons[1])
    assert all(reasons[0][lead] == reasons[1][lead] for lead in both)


def reasons_of(log: EventLog) -> dict[int, str]:
    lost = log.select(Kind.LOST)
    keys = log.leads["key"][log.events["lead"][lost]].tolist()
    return dict(
        zip(keys, (log.reasons[one] for one in log.events["reason"][lost].tolist()), strict=True)
    )


def test_more_people_lose_nobody_to_delay() -> None:
    """One queue, first come first served: with more people no lead waits longer."""
    plain = {"recycle": None, "recycle_at_most": None, "stages.qualify.then.recycle.timing": None}
    busy = DESK.change({**SLOW_RESPONSE, **plain})
    before, after = log_of(busy), log_of(busy.change("teams.sales.headcount", 2))
    ended = ended_in_both(before, after)
    assert len(ended) > 300
    assert leads_won(before) & ended < leads_won(after) & ended


# --- Meetings and calls -----------------------------------------------------------------


def test_who_shows_up_against_the_odds_shows_up_with_them() -> None:
    often = DESK.change({**MEETING, "stages.qualify.meeting.no_show": "40%"})
    seldom = often.change("stages.qualify.meeting.no_show", "10%")
    worse, better = log_of(often), log_of(seldom)
    first = [leads_with(log, Kind.HELD, Kind.NO_SHOW) for log in (worse, better)]
    both = first[0] & first[1]
    held = [leads_with(log, Kind.HELD) & both for log in (worse, better)]
    assert len(both) > 300
    assert held[0] < held[1]


@pytest.mark.parametrize("stop_after", [1, 2, 3, 5])
@pytest.mark.parametrize("connect", [0.2, 0.48])
def test_unreached_after_k_failures_in_a_row(connect: float, stop_after: int) -> None:
    """With the same chance p at every attempt, (1 - p)^k stay unreached (R033, R034)."""
    scenario = DESK.change(
        {
            **CALLS,
            "teams.sales.headcount": 20,
            "stages.qualify.attempts.connect": connect,
            "stages.qualify.attempts.within": None,
            "stages.qualify.attempts.gaps": ["1 min"] * 4,
            "stages.qualify.attempts.stop_after": stop_after,
            "stages.qualify.then": {"won": "40%", "lost.no_need": "rest"},
            "recycle": None,
            "recycle_at_most": None,
        }
    )
    tried, unreached = 0, 0
    for log in logs(scenario, 6):
        lost = log.select(Kind.LOST)
        code = log.reasons.index("unreached")
        unreached += int((log.events["reason"][lost] == code).sum())
        tried += int(log.select(Kind.LOST, Kind.DONE).sum())
        assert int(log.events["step"][log.select(Kind.NO_ANSWER)].max()) == stop_after
    expected = (1 - connect) ** stop_after
    error = math.sqrt(expected * (1 - expected) / tried)
    assert abs(unreached / tried - expected) < CERTAINTY * error


def test_the_chance_of_later_attempts_is_that_of_then() -> None:
    """`connect` is the first attempt's chance and `then` that of all later ones (R033)."""
    scenario = DESK.change(
        {**CALLS, "teams.sales.headcount": 20, "stages.qualify.attempts.then": "10%"}
    )
    for attempt, chance in ((1, 0.3), (2, 0.1), (5, 0.1)):
        reached = tried = 0
        for log in logs(scenario, 6):
            step = log.events["step"] == attempt
            reached += int((step & log.select(Kind.CONNECTED)).sum())
            tried += int((step & log.select(Kind.CONNECTED, Kind.NO_ANSWER)).sum())
        error = math.sqrt(chance * (1 - chance) / tried)
        assert abs(reached / tried - chance) < CERTAINTY * error


# --- Promises ---------------------------------------------------------------------------

PROMISED = {
    "calendars.office": {"hours": {"mon-fri": "9:00-18:00"}, "break": "12:00-13:00"},
    "calendars.late": {"hours": {"mon-fri": "9:00-18:00"}, "break": "13:00-14:00"},
    "calendars.promise": {"hours": {"mon-fri": "9:00-18:00"}},
    "stages.qualify.service_level": {
        "first_touch_within": "15 business minutes",
        "out_of_hours": "1 h",
        "hours": "promise",
    },
    "teams.sales.headcount": 8,
    "teams.sales.calendar": "office",
}


def test_a_staggered_lunch_does_not_stop_the_clock_of_a_promise() -> None:
    """When somebody eats changes when leads are touched, not when they are due (R030, R031)."""
    early = log_of(DESK.change(PROMISED))
    late = log_of(DESK.change({**PROMISED, "teams.sales.calendar": "late"}))
    dues = [first_dues(log) for log in (early, late)]
    assert len(dues[0]) > 500
    assert dues[0] == dues[1]
    assert told(early) != told(late)


def first_dues(log: EventLog) -> dict[int, int]:
    """When each lead's first call is due."""
    joined = log.select(Kind.JOINED) & (log.events["visit"] == 1)
    keys = log.leads["key"][log.events["lead"][joined]].tolist()
    return dict(zip(keys, log.events["due"][joined].tolist(), strict=True))


def test_a_promise_alone_changes_nothing() -> None:
    """It is a promise: who works when stays; the log tells besides whether it was kept."""
    without = {name: one for name, one in PROMISED.items() if "service_level" not in name}
    quiet, promised = log_of(DESK.change(without)), log_of(DESK.change(PROMISED))
    kept = [(*event[:10], -1) for event in told(promised) if event[1] != Kind.TOUCHED.name]
    assert kept == [(*event[:10], -1) for event in told(quiet)]


def test_a_later_promise_is_kept_more_often() -> None:
    broken = []
    for within in ("15 business minutes", "1 business hours", "1 business day"):
        path = "stages.qualify.service_level.first_touch_within"
        log = log_of(DESK.change({**PROMISED, "teams.sales.headcount": 1, path: within}))
        touched = log.select(Kind.TOUCHED)
        late = touched & (log.events["reason"] == 1)
        broken.append(set(log.events["lead"][late].tolist()))
    assert broken[0] > broken[1] > broken[2]


# --- Customers and money ----------------------------------------------------------------


def test_more_hazard_churns_everybody_sooner() -> None:
    """One exponential draw a customer: twice the hazard halves the time, for each of them."""
    alone = {name: one for name, one in CUSTOMERS.items() if name != "stages.help"}
    resting = {"waits_for": {"churned.quits": {"rate": "5% per week"}}}
    slow = DESK.change({**alone, "stages.live": resting})
    fast = slow.change("stages.live.waits_for.churned.quits.rate", "10% per week")
    seldom, often = churned_after(log_of(slow)), churned_after(log_of(fast))
    assert seldom.keys() < often.keys()
    for lead, ticks in seldom.items():
        assert abs(2 * often[lead] - ticks) <= 2


def churned_after(log: EventLog) -> dict[int, int]:
    """Ticks from the win to the loss of each customer who churned."""
    found = {}
    for lead, life in lives(log).items():
        won = [event[0] for event in life if event[1] == Kind.MILESTONE.name]
        churned = [event[0] for event in life if event[1] == Kind.CHURNED.name]
        if churned:
            found[lead] = churned[0] - won[0]
    return found


def test_prices_change_money_and_nothing_else() -> None:
    cheap = log_of(DESK)
    dear = log_of(DESK.change("segments.smb.deal_size", "1_200_000 JPY per year"))
    money = cheap.select(Kind.MONEY)
    assert money.sum() > 50
    assert np.array_equal(2 * cheap.events["value"][money], dear.events["value"][money])
    for name, column in cheap.events.items():
        assert np.array_equal(column[~money], dear.events[name][~money])


# --- Nothing of its own -----------------------------------------------------------------

NEUTRAL: dict[str, Changes] = {
    "labels": {"teams.sales.label": "営業部", "stages.qualify.label": "初回接触"},
    "a salary": {"teams.sales.salary": "6_000_000 JPY per year"},
    "the cost of a channel": {"channels.web.cost": "800_000 JPY per month"},
    "factors of 1": {"stages.qualify.factors": {"segment": {"smb": 1}, "recycles": {"1": 1}}},
    "a delay that costs nothing": {
        "stages.qualify.factors": {"response_delay": {"0 min": 1, "1 day": 1}}
    },
    "readiness nobody asks for": {"channels.web.ready": {"now": "10%", "never": "rest"}},
    "an attribute nobody asks for": {
        "attributes.region": {"shares": {"east": "50%", "west": "rest"}}
    },
    "endless patience": {
        "stages.qualify.goes_cold_after": "10 years",
        "stages.qualify.cold": "lost.cold",
    },
    "room for everybody": {
        "teams.sales.assignment": "when_free",
        "teams.sales.max_open_leads": 9999,
    },
    "one priority for all": {"teams.sales.priorities": [{"channel": ["web", "ads"]}]},
    "a cap that is never reached": {
        "recycle_at_most": 1000,
        "stages.qualify.then.recycle.timing": "1%",
        "stages.qualify.then.lost.no_need": "59%",
    },
    "work that pauses where nothing closes": {"stages.qualify.work_style": "fits"},
}
"""Settings that must not move anything; each is laid on the desk alone."""


@pytest.mark.parametrize("name", NEUTRAL)
def test_a_neutral_setting_moves_nothing(name: str) -> None:
    base = DESK
    if name == "a cap that is never reached":
        base = DESK.change({**NEUTRAL[name], "recycle_at_most": 500})
    if name == "room for everybody":
        base = DESK.change("teams.sales.assignment", "when_free")
    before, after = log_of(base), log_of(base.change(NEUTRAL[name]))
    assert lives(before) == lives(after)


def test_ownership_changes_times_only() -> None:
    """Pooled or owned: who does it, and when, but not what becomes of the lead."""
    assert (
        compare(log_of(DESK.change("teams.sales.headcount", 3)), log_of(DESK.change(OWNED))) > 300
    )


def test_a_resting_stage_begins_after_its_start() -> None:
    """`starts` is a wait before whatever the stage is for, resting included."""
    rests = DESK.change(
        {
            "stages.live": {"waits_for": {"end": {"after": "1 day"}}},
            "stages.qualify.then": {"live": "100%"},
            "milestones": None,
            "recycle": None,
            "recycle_at_most": None,
        }
    )
    later = rests.change("stages.live.starts", {"after": "3 h"})
    for scenario, ticks in ((rests, 1440), (later, 1440 + 180)):
        for life in lives(log_of(scenario)).values():
            entered = [event[0] for event in life if event[3] == "live"]
            ended = [event[0] for event in life if event[1] == Kind.DONE.name]
            assert not ended or ended[0] == entered[0] + ticks
