"""When leads come: rates, seasons, weekdays, hours, bursts and renewals (R115, R122, R228)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

import gtmsim
from gtmsim.log import Kind
from tests.engine.market import (
    UNLIKELY,
    day_of,
    leads,
    many,
    market,
    minute_of_day,
    same_counts,
    same_law,
    same_total,
)

START = date(2026, 4, 1)
DAY = 1440


def weekdays(days: np.ndarray) -> np.ndarray:
    """Monday is 0; April 1, 2026 is a Wednesday."""
    return (days + START.weekday()) % 7


def months(days: np.ndarray) -> np.ndarray:
    """The civil month of each day."""
    return np.asarray([(START + timedelta(days=int(day))).month for day in days])


# --- A steady rate ------------------------------------------------------------------------


def test_a_rate_gives_poisson_counts() -> None:
    """120 a month: 48,000 / 30.4375 over 400 days, with a variance that equals the mean."""
    plan = market("web: {leads: 120 per month}", horizon="400 days")
    counts = np.asarray([len(one) for one in many(plan, 60)])
    expected = 120 / 30.4375 * 400
    assert same_total(counts.sum(), expected * 60)
    assert same_counts(counts, np.full(60, expected))


def test_gaps_are_exponential_and_independent() -> None:
    plan = market("web: {leads: 20 per day}\n", horizon="300 days", rest="tick: 1 s")
    arrived = leads(plan).arrived
    gaps = np.diff(arrived) / 60
    assert same_law(gaps, stats.expon(scale=72))
    lag = stats.pearsonr(gaps[:-1], gaps[1:]).statistic
    assert abs(lag) < 4 / np.sqrt(len(gaps))


def test_a_steady_rate_knows_no_hour_and_no_weekday() -> None:
    plan = market("web: {leads: 20 per day}", horizon="364 days")
    arrived = leads(plan).arrived
    assert same_law(arrived / plan.horizon, stats.uniform())
    assert same_law(minute_of_day(plan, arrived) / DAY, stats.uniform())
    assert same_counts(np.bincount(weekdays(day_of(plan, arrived))), np.full(7, 20 * 52.0))


def test_leads_come_from_the_first_moment_until_the_last() -> None:
    span = "first: 2026-05-01 12:00, until: 2026-06-01 18:00"
    plan = market(f"web: {{leads: 20 per day, {span}}}")
    first, last = 30 * DAY + 720, 61 * DAY + 1080
    found = np.concatenate([one.arrived for one in many(plan, 20)])
    assert (found >= first).all()
    assert (found < last).all()
    assert same_total(len(found), 20 * 20 * (last - first) / DAY)


def test_leads_are_listed_in_order_of_arrival_and_the_log_says_the_same() -> None:
    plan = market("web: {leads: 5 per day}\nads: {leads: 5 per day}", horizon="60 days")
    found = leads(plan)
    assert (np.diff(found.arrived) >= 0).all()
    assert len(np.unique(found.key)) == len(found)
    log = gtmsim.run(plan, seed=5)
    rows = log.select(Kind.ARRIVED)
    assert (log.events["lead"][rows] == np.arange(len(found))).all()
    assert (log.events["time"][rows] == found.arrived).all()


def test_a_busy_channel_on_a_fine_tick_loses_nobody() -> None:
    """20,000 a day in milliseconds: products of leads and ticks pass 64 bits."""
    plan = market("web: {leads: 20_000 per day}", horizon="2 days", rest="tick: 1 ms")
    arrived = leads(plan).arrived
    assert same_total(len(arrived), 40_000)
    assert same_law(arrived / plan.horizon, stats.uniform())


# --- What shapes the rate -----------------------------------------------------------------


def test_a_season_of_a_fifth_more_in_march_is_recovered() -> None:
    """R228: from the logs, the ratio of daily rates in March and in all other months."""
    plan = market("web: {leads: 50 per day, season: {Mar: 1.2}}", horizon="24 months")
    counts = np.zeros(731)
    for number in range(6):
        log = gtmsim.run(plan, seed=5, replication=number)
        times = log.events["time"][log.select(Kind.ARRIVED)]
        counts += np.bincount(day_of(plan, times), minlength=731)
    inside = months(np.arange(731)) == 3
    assert inside.sum() == 62
    march, others = counts[inside].sum(), counts[~inside].sum()
    ratio = np.log(march / 62 / (others / 669))
    error = np.sqrt(1 / march + 1 / others)
    assert 4 * error < 0.05
    assert abs(ratio - np.log(1.2)) < 4 * error
    assert same_total(others, 6 * 50 * 669)


def test_a_season_of_one_changes_nothing() -> None:
    """R228: not one lead moves by one tick."""
    plain = leads(market("web: {leads: 10 per day}"))
    even = leads(market("web: {leads: 10 per day, season: {Jan: 1, Mar: 1.0, Aug: 1}}"))
    assert (plain.arrived == even.arrived).all()
    assert (plain.key == even.key).all()


def test_the_weekday_moves_leads_within_the_week() -> None:
    """Weekends have a fifth of a working day: 10 a day are 70 / 5.4 on those, and 14 / 5.4."""
    plan = market("web: {leads: 10 per day, weekday: {sat: 0.2, sun: 0.2}}", horizon="364 days")
    found = np.concatenate([day_of(plan, one.arrived) for one in many(plan, 10)])
    expected = np.asarray([1.0] * 5 + [0.2] * 2) * 70 / 5.4 * 520
    assert same_counts(np.bincount(weekdays(found), minlength=7), expected)


def test_hours_move_leads_within_the_day() -> None:
    plan = market('web: {leads: 10 per day, hours: "8:00-22:00"}', horizon="364 days")
    found = np.concatenate([minute_of_day(plan, one.arrived) for one in many(plan, 5)])
    assert (found >= 480).all()
    assert (found < 1320).all()
    assert same_law((found - 480) / 840, stats.uniform())
    assert same_total(len(found), 10 * 364 * 5)


def test_a_business_rate_comes_in_business_hours_only() -> None:
    """A Japanese office of eight hours a day; 4 per business day, so half a lead an hour."""
    hours = 'calendar: {hours: {mon-fri: "9:00-18:00"}, break: "12:00-13:00", country: JP}'
    plan = market("web: {leads: 4 per business day}", horizon="364 days", rest=hours)
    clock = plan.clocks[0]
    found = [one.arrived.tolist() for one in many(plan, 10)]
    assert all(clock.is_open(tick) for part in found for tick in part)
    open_days = clock.worked(plan.horizon) / 480
    assert open_days == int(open_days)
    assert 240 < open_days < 250
    assert same_total(sum(map(len, found)), 4 * open_days * 10)


def test_a_trend_compounds_from_day_to_day() -> None:
    """20% a year: the expected number of each half-year is an integral of 1.2 ** t."""
    plan = market("web: {leads: 10 per day, trend: 20%}", horizon="36 months")
    days = np.concatenate([day_of(plan, one.arrived) for one in many(plan, 10)])
    rate = 100 * 1.2 ** (np.arange(1096) / 365.25)
    edges = [0, 183, 365, 548, 730, 914, 1096]
    observed = np.histogram(days, edges)[0]
    expected = np.asarray([rate[a:b].sum() for a, b in pairwise(edges)])
    assert plan.horizon == 1096 * DAY
    assert same_counts(observed, expected)
    assert not same_counts(observed, np.full(6, 100 * 1096 / 6))


def test_shapes_multiply() -> None:
    """Season, weekday and hours at once: each month and weekday has its product."""
    shape = 'season: {Aug: 0.5}, weekday: {sun: 0}, hours: "9:00-10:00"'
    plan = market(f"web: {{leads: 30 per day, {shape}}}", horizon="365 days")
    found = leads(plan).arrived
    day = day_of(plan, found)
    assert (minute_of_day(plan, found) // 60 == 9).all()
    assert (weekdays(day) != 6).all()
    every = np.arange(365)
    weight = np.where(months(every) == 8, 0.5, 1) * np.where(weekdays(every) == 6, 0, 7 / 6)
    working = weight > 0
    assert same_counts(np.bincount(day, minlength=365)[working], 30 * weight[working])


# --- Events -------------------------------------------------------------------------------


def test_events_bring_bursts_of_poisson_size_spread_evenly() -> None:
    """R122: every second Thursday at 14:00, forty people on average, within two hours."""
    webinar = "first: 2026-04-09 14:00, every: 2 weeks, leads: {poisson: 40}, spread: 2 h"
    plan = market(f"webinar: {{{webinar}}}", horizon="364 days")
    begins = 8 * DAY + 840 + 14 * DAY * np.arange(26)
    counts, late = [], []
    for one in many(plan, 20):
        event = np.searchsorted(begins, one.arrived, side="right") - 1
        counts.append(np.bincount(event, minlength=26))
        late.append(one.arrived - begins[event])
    lag = np.concatenate(late)
    assert (lag >= 0).all()
    assert (lag < 120).all()
    assert same_counts(np.concatenate(counts), np.full(520, 40.0))
    # Whole minutes: each of the 120 is equally likely.
    assert same_counts(np.bincount(lag, minlength=120), np.full(120, len(lag) / 120))


def test_an_event_without_spread_brings_all_at_once() -> None:
    plan = market("fair: {on: [2026-05-20 10:00, 2026-10-21 10:00], leads: 30}")
    found = leads(plan).arrived
    assert found.tolist() == [49 * DAY + 600] * 30 + [203 * DAY + 600] * 30


def test_dates_without_a_number_bring_one_lead_each() -> None:
    plan = market("web: {on: [2026-04-03 09:30, 2026-04-01, 2026-04-02 23:59]}")
    assert leads(plan).arrived.tolist() == [0, 2 * DAY - 1, 2 * DAY + 570]


def test_events_by_the_month_keep_the_day_of_the_month() -> None:
    """From January 31: the last of February, then again the 31st."""
    plan = market(
        "fair: {first: 2026-01-31 10:00, every: 1 month, leads: 1}",
        start="2026-01-01",
        horizon="4 months",
    )
    found = leads(plan).arrived.tolist()
    days = [date(2026, 1, 1) + timedelta(days=tick // DAY) for tick in found]
    assert [(day.month, day.day) for day in days] == [(1, 31), (2, 28), (3, 31), (4, 30)]


# --- Renewals -----------------------------------------------------------------------------


def test_a_renewal_process_has_gaps_of_its_law() -> None:
    plan = market(
        "web: {interarrival: {gamma: {mean: 2 h, cv: 0.5}}}", horizon="364 days", rest="tick: 1 s"
    )
    arrived = leads(plan).arrived
    assert same_law(np.diff(arrived, prepend=0) / 7200, stats.gamma(4, scale=1 / 4))
    # The number until a time has the mean t / m and the variance t cv^2 / m, nearly.
    assert abs(len(arrived) - 4368) < 4 * np.sqrt(4368 * 0.25)


def test_fixed_gaps_are_a_beat() -> None:
    plan = market("web: {interarrival: 45 min, until: 2026-04-01 03:00}")
    assert leads(plan).arrived.tolist() == [45, 90, 135]


def test_gaps_are_added_before_they_are_rounded() -> None:
    """A gap of 100 seconds on a tick of a minute: 864 a day, not 720."""
    plan = market("web: {interarrival: 100 s}", horizon="1 day")
    found = leads(plan).arrived
    assert len(found) == 863
    assert found[:4].tolist() == [2, 3, 5, 7]  # 1.67, 3.33, 5, 6.67


# --- One more -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "web", ["leads: 5 per day", "interarrival: {exponential: 5 h}", "every: 1 week, leads: 9"]
)
def test_one_more_channel_moves_nobody(web: str) -> None:
    alone = leads(market(f"web: {{{web}}}"))
    both = leads(market(f"ads: {{leads: 7 per day}}\nweb: {{{web}}}"))
    mine = both.channel == 1
    assert (both.key[mine] == alone.key).all()
    assert (both.arrived[mine] == alone.arrived).all()


def test_replications_and_seeds_are_independent() -> None:
    plan = market("web: {leads: 10 per day}")
    days = [np.bincount(day_of(plan, leads(plan, n, s).arrived), minlength=365)
            for n, s in ((0, 5), (1, 5), (0, 6))]  # fmt: skip
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert stats.pearsonr(days[one], days[other]).pvalue > UNLIKELY
