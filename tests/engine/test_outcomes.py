"""What becomes of leads: two draws, odds that factors move, and hazards of customer life."""

from __future__ import annotations

from datetime import datetime, timedelta
from textwrap import dedent

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize, stats

import gtmsim
from gtmsim import EventLog, Scenario
from gtmsim.log import Kind
from tests.engine.market import same_law, same_shares

DAY = 1440
MONTH = 30.4375 * DAY


def run(world: str, horizon: str = "1 month", seed: int = 5) -> EventLog:
    frame = f"start: 2026-04-01\nhorizon: {horizon}\ntime_zone: UTC\ncalendar: {{hours: always}}\n"
    return gtmsim.run(gtmsim.compile(Scenario.from_text(frame + dedent(world))), seed=seed)


def gate(then: str, rest: str = "", stage: str = "", channels: str = "") -> str:
    """4,000 leads at once, each judged by nobody."""
    return f"""
{channels or "channels: {web: {on: [2026-04-01], leads: 4000}}"}
stages:
  gate:
    then: {{{then}}}
    {stage}
teams: {{}}
{rest}
"""


def reasons(log: EventLog) -> NDArray[np.int64]:
    """For each lead the reason it was lost for, or -1."""
    found = np.full(len(log.leads["key"]), -1)
    rows = log.select(Kind.LOST)
    found[log.events["lead"][rows]] = log.events["reason"][rows]
    return found


def same_chance(outcomes: NDArray[np.bool_], chance: NDArray[np.float64] | float) -> bool:
    """Whether independent yes or no could have these chances: four standard errors."""
    expected = np.broadcast_to(chance, outcomes.shape)
    error = np.sqrt((expected * (1 - expected)).sum())
    return bool(abs(outcomes.sum() - expected.sum()) < 4 * error)


# --- Two draws ----------------------------------------------------------------------------


def test_outcomes_come_in_the_shares_of_the_file() -> None:
    log = run(gate("end: 30%, lost.price: 40%, lost.rival: 20%, lost.later: rest"))
    found = np.bincount(reasons(log) + 1, minlength=4)
    assert log.reasons[:3] == ["price", "rival", "later"]
    assert same_shares(found, [0.3, 0.4, 0.2, 0.1])


def test_better_odds_do_not_reshuffle_the_reasons_of_those_who_are_still_lost() -> None:
    ways = "lost.price: {}, lost.rival: {}, lost.later: rest"
    few = reasons(run(gate("end: 30%, " + ways.format("40%", "20%"))))
    many = reasons(run(gate("end: 65%, " + ways.format("20%", "10%"))))
    assert (few[many >= 0] >= 0).all()
    assert (few[many >= 0] == many[many >= 0]).all()
    assert (many < 0).sum() > (few < 0).sum() + 1000


def test_several_ways_onward_share_the_odds() -> None:
    """A demo request goes onward too: 30% of all, a third of those who go on."""
    log = run(
        """
        channels: {web: {on: [2026-04-01], leads: 4000}}
        stages:
          gate:
            then:
              call: 20%
              demo: {share: 10%, to: show, onward: yes}
              lost.no: rest
          call: {then: {end: 100%}}
          show: {then: {end: 100%}}
        teams: {}
        """
    )
    advanced = log.select(Kind.ADVANCED)
    onto = np.bincount(log.events["value"][advanced], minlength=3)
    assert same_shares(np.asarray([onto[1], onto[2], 4000 - onto.sum()]), [0.2, 0.1, 0.7])


def test_three_failures_in_a_row_leave_the_cube_of_missing() -> None:
    """R034: with a constant chance p to connect, (1 - p) ** 3 go back."""
    log = run(
        """
        channels: {web: {on: [2026-04-01], leads: 3000}}
        stages:
          call:
            function: sales
            attempts:
              {max: 5, within: 5 h, connect: 40%, work: 1 min, stop_after: 3, exhausted: lost.no}
            then: {end: 100%}
        teams:
          is: {covers: sales, headcount: 100}
        """
    )
    assert same_chance(reasons(log) >= 0, 0.6**3)
    answered = log.events["step"][log.select(Kind.CONNECTED)]
    assert same_shares(np.bincount(answered)[1:], [0.4 / 0.784, 0.24 / 0.784, 0.144 / 0.784])


# --- Odds factors -------------------------------------------------------------------------

SEGMENTS = "segments: {small: {share: 50%}, mid: {share: 30%}, large: {share: rest}}"


def test_factors_move_the_odds_around_an_average_that_stays() -> None:
    """30% on average, with odds twice as good in one segment and a third of it in another."""
    factors = "factors: {segment: {small: 2, large: 1/3}}"
    stage = factors.replace("1/3", "0.3333333333")
    log = run(gate("end: 30%, lost.no: rest", SEGMENTS, stage))
    won = reasons(log) < 0
    odds = optimize.brentq(lambda x: mean_chance(x) - 0.3, 1e-3, 1e3)
    for segment, factor in enumerate((2, 1, 1 / 3)):
        here = log.leads["segment"] == segment
        chance = odds * factor / (1 + odds * factor)
        assert same_chance(won[here], chance), segment
        assert not same_chance(won[here], 0.3) or segment == 1
    assert same_chance(won, 0.3)


def mean_chance(odds: float) -> float:
    """Over the market's mix."""
    parts = ((0.5, 2), (0.3, 1), (0.2, 1 / 3))
    return sum(share * odds * factor / (1 + odds * factor) for share, factor in parts)


def test_a_share_may_hold_for_leads_whose_factors_are_one() -> None:
    stage = "factors: {segment: {small: 2}}\n    means: at_factor_one"
    log = run(gate("end: 30%, lost.no: rest", SEGMENTS, stage))
    won, segment = reasons(log) < 0, log.leads["segment"]
    odds = 0.3 / 0.7
    assert same_chance(won[segment == 0], 2 * odds / (1 + 2 * odds))
    assert same_chance(won[segment != 0], 0.3)


def test_factors_of_channel_and_attribute_multiply() -> None:
    channels = """channels:
  web: {on: [2026-04-01], leads: 4000}
  fair: {on: [2026-04-01], leads: 4000}
attributes: {employees: {law: {uniform: {low: 0, high: 100}}}}"""
    stage = """means: at_factor_one
    factors: {channel: {fair: 0.5}, employees: {">= 60": 3, "20..39": 2}}"""
    log = run(gate("end: 20%, lost.no: rest", "", stage, channels))
    size = log.leads["attribute.employees"]
    factor = np.where(log.leads["channel"] == 1, 0.5, 1.0)
    factor *= np.where(size >= 60, 3.0, np.where((size >= 20) & (size <= 39), 2.0, 1.0))
    # Between 39 and 40 the reading of "20..39" does not matter: both are one part in forty.
    clear = (size < 39) | (size >= 40)
    odds = 0.25 * factor
    for each in np.unique(factor):
        chosen = clear & (factor == each)
        assert same_chance(reasons(log)[chosen] < 0, (odds / (1 + odds))[chosen]), each


@pytest.mark.parametrize(
    ("minutes", "factor"),
    [(0, 1.0), (5, 1.0), (35, 0.75), (65, 0.5), (125, 0.3), (600, 0.3)],
)
def test_odds_fall_with_the_response_delay(minutes: int, factor: float) -> None:
    """Straight lines between 5, 65 and 125 minutes, flat outside; the base is the best case."""
    arrives = datetime(2026, 4, 1, 10) - timedelta(minutes=minutes)
    log = run(f"""
        channels: {{web: {{on: ["{arrives:%Y-%m-%d %H:%M}"], leads: 2500}}}}
        stages:
          call:
            function: sales
            work: 1 min
            factors: {{response_delay: {{5 min: 1, 65 min: 0.5, 125 min: 0.3}}}}
            then: {{end: 60%, lost.no: rest}}
        teams:
          is: {{covers: sales, headcount: 2500, calendar: {{hours: {{mon-sun: "10:00-18:00"}}}}}}
    """)
    joined, started = (log.events["time"][log.select(kind)] for kind in (Kind.JOINED, Kind.STARTED))
    assert set((started - joined).tolist()) == {minutes}
    odds = 1.5 * factor
    assert same_chance(reasons(log) < 0, odds / (1 + odds))


def test_the_first_attempts_delay_moves_the_connect_rate() -> None:
    log = run("""
        channels: {web: {on: [2026-04-01 09:00], leads: 2500}}
        stages:
          call:
            function: sales
            attempts:
              max: 1
              connect: 50%
              work: 1 min
              exhausted: lost.no
              factors: {response_delay: {0 min: 1, 2 h: 0.25}}
            then: {end: 100%}
        teams:
          is: {covers: sales, headcount: 2500, calendar: {hours: {mon-sun: "10:00-18:00"}}}
    """)
    assert same_chance(reasons(log) < 0, 0.625 / 1.625)


# --- Hazards ------------------------------------------------------------------------------

LIFE = """
channels: {{web: {{on: [2026-04-01], leads: {leads}}}}}
milestones: {{won: live}}
stages:
  sell: {{then: {{won: 100%}}}}
  live:
    waits_for: {{{clocks}}}
  visit: {{then: {{live: 100%}}}}
teams: {{}}
"""


@pytest.mark.parametrize("check_ins", ["", "visit: {every: 2 months}, "], ids=["alone", "visited"])
def test_churn_follows_its_hazard_by_tenure_whoever_calls_in_between(check_ins: str) -> None:
    """30% a month in the first three months, 10% afterwards: H(T) is Exp(1), unless we err."""
    clocks = check_ins or "visit: {after: 100 years}, "
    churn = "churned.gone: {rate: {0 months: 30% per month, 3 months: 10% per month}}"
    log = run(LIFE.format(leads=1500, clocks=clocks + churn), horizon="15 years")
    tenure = log.events["time"][log.select(Kind.CHURNED)] / MONTH
    assert len(tenure) == 1500  # exp(-18) are left after 15 years
    hazard = np.where(tenure < 3, 0.3 * tenure, 0.9 + 0.1 * (tenure - 3))
    assert same_law(hazard, stats.expon())


def test_a_visit_in_between_moves_nobodys_churn() -> None:
    """The same luck, lead by lead: what has accumulated is not forgotten."""
    churn = "churned.gone: {rate: {0 months: 30% per month, 3 months: 10% per month}}"
    ends = []
    for visits in ("100 years", "5 weeks"):
        clocks = f"visit: {{every: {visits}}}, {churn}"
        log = run(LIFE.format(leads=300, clocks=clocks), horizon="15 years")
        rows = log.select(Kind.CHURNED)
        ends.append(dict(zip(log.events["lead"][rows], log.events["time"][rows], strict=True)))
    assert ends[0] == ends[1]


def test_two_hazards_compete_and_one_that_has_fired_starts_anew() -> None:
    """Until churn at 5% a month, expansions come at 20% a month: geometric with odds 4 to 1."""
    clocks = "visit: {rate: 20% per month}, churned.gone: {rate: 5% per month}"
    log = run(LIFE.format(leads=1500, clocks=clocks), horizon="30 years")
    visit = log.stages["id"].index("visit")
    entered = log.select(Kind.ENTERED) & (log.events["stage"] == visit)
    number = np.bincount(log.events["lead"][entered], minlength=1500)
    observed = np.bincount(np.minimum(number, 12), minlength=13)
    shares = [0.2 * 0.8**k for k in range(12)]
    assert same_shares(observed, [*shares, 1 - sum(shares)])
    tenure = log.events["time"][log.select(Kind.CHURNED)] / MONTH
    assert len(tenure) == 1500
    assert same_law(tenure * 0.05, stats.expon())
