"""Seasons, ends of years, approvals, days off and pushes: neutral, one way, on average, found.

`means: average` promises that turning a factor on leaves the average where it is; what it
moves is who converts, and when, and an estimator finds that again in the log (R228).
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from gtmsim.engine import run
from gtmsim.log import EventLog, Kind
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from tests.null import paired
from tests.null.paired import CERTAINTY, DESK, Changes, Measure, assert_moves, differences, logs
from tests.null.test_monotone import CALLS, CUSTOMERS, DOWN, MEETING, UP

DAY = 1440
MOST_ROWS = 20_000
"""Rows of one replication, so that many are cheap."""

YEAR = Scenario.from_text(
    """
start: 2026-04-01
horizon: 12 months
segments:
  smb: {share: 70%, fiscal_year_starts: {April: 60%, January: 25%, October: rest}}
  large: {share: 30%, fiscal_year_starts: April}
products:
  basic: {price: 1_000 JPY per month, share: 70%}
  plus: {price: 3_000 JPY per month, share: rest}
channels:
  web:
    leads: 6 per day
    season: {Mar: 1.5, Aug: 0.6}
    ready: {preset: "1:9", never: 35%, later_after: {exponential: 9 months}}
  ads: {leads: 4 per day, segments: {smb: 20%, large: rest}}
stages:
  gate: {then: {won: 40%, lost.price: 30%, lost.no_need: rest}}
milestones: {won: end}
teams: {}
""",
    "year.yaml",
)
"""Who comes is decided on at once: the mix that decides is the mix that arrives."""

SEASON = {"month": {"Mar": 4, "Apr": 2, "Aug": 0.25}}
FACTORS: dict[str, dict[str, dict[str, float]]] = {
    "a season": SEASON,
    "the end of the buyer's year": {"months_to_year_end": {"0": 5, "1": 2, "6": 0.3}},
    "the product": {"product": {"plus": 4}},
    "readiness": {"readiness": {"now": 5, "later": 0.6, "never": 0.1}},
    "all of them": {
        **SEASON,
        "months_to_year_end": {"0": 3},
        "product": {"plus": 2},
        "readiness": {"never": 0.2},
        "segment": {"large": 2},
    },
}


# --- Neutral ----------------------------------------------------------------------------

ONES = {
    "month": {"Mar": 1, "Apr": 1.0},
    "months_to_year_end": {"0": 1, "11": 1},
    "product": {"plus": 1},
}
CALLING = {
    **CALLS,
    "segments.large.deal_size": "6_000_000 JPY per year",
    "products": {"basic": {"share": "50%"}, "plus": {"share": "50%"}},
}
RUSH = {"every": "month", "reach": "30 days", "discount": "20%", "stages": ["qualify"]}
THINKS = {"stages.qualify.decides": {"after": {"exponential": "4 days"}}}
NEUTRAL: dict[str, tuple[Changes, Changes]] = {
    "factors of 1 on outcomes": (CALLING, {"stages.qualify.factors": ONES}),
    "factors of 1 on attempts": (CALLING, {"stages.qualify.attempts.factors": ONES}),
    "factors of 1 on a hazard": (
        CUSTOMERS,
        {"stages.live.waits_for.churned.quits.factors": {"segment": {"smb": 1, "large": 1}}},
    ),
    "customers who are always there": (
        {**MEETING, **THINKS},
        {"segments.smb.calendar": {"hours": "always"}},
    ),
    "a push that nobody accepts": (THINKS, {"period_end_push": {**RUSH, "accepted": "0%"}}),
    "a push that reaches nobody": (
        THINKS,
        {"period_end_push": {**RUSH, "accepted": "100%", "reach": "0 days"}},
    ),
    "an approval of no time": (
        {"stages.qualify.decides.after": "0 min"},
        {
            "stages.qualify.decides.after": None,
            "stages.qualify.decides.at": "approval",
            "approval": [{"by": "me"}],
        },
    ),
    "fiscal years that nobody asks for": (
        {},
        {"segments.smb.fiscal_year_starts": {"April": "50%", "July": "rest"}},
    ),
}


@pytest.mark.parametrize("name", NEUTRAL)
def test_neutral_is_the_same_log(name: str) -> None:
    """Every row the same, to the tick."""
    world, change = NEUTRAL[name]
    base = DESK.change({**world, "stages.qualify.means": None})
    before, after = (run(compile(one), 7) for one in (base, base.change(change)))
    for column in before.events:
        assert before.events[column].tolist() == after.events[column].tolist()
    assert len(before) > 1000


# --- One way ----------------------------------------------------------------------------


def decided(log: EventLog) -> float:
    """Mean ticks of a wait for a buyer, as announced."""
    chosen = log.select(Kind.DELAYED)
    return float((log.events["value"][chosen] - log.events["time"][chosen]).mean())


def connects(log: EventLog) -> float:
    """Calls that reach somebody."""
    reached = paired.count(log, Kind.CONNECTED)
    return reached / (reached + paired.count(log, Kind.NO_ANSWER))


def money(log: EventLog) -> float:
    """Mean amount of a sale."""
    return float(log.events["value"][log.select(Kind.MONEY)].mean())


APPROVED = {
    "stages.qualify.decides": {"at": "approval"},
    "approval": [{"by": "head", "takes": {"exponential": "2 days"}}],
}
ONE_WAY: dict[str, tuple[Changes, Changes, Measure, int]] = {
    "a month in which more buy": (
        {},
        {"stages.qualify.factors": {"month": {"Apr": 2}}},
        paired.wins,
        UP,
    ),
    "a month in which fewer answer": (
        CALLS,
        {"stages.qualify.attempts.factors": {"month": {"Apr": 0.5}}},
        connects,
        DOWN,
    ),
    "the end of the buyer's year": (
        {"segments.smb.fiscal_year_starts": "May"},
        {"stages.qualify.factors": {"months_to_year_end": {"0": 2}}},
        paired.wins,
        UP,
    ),
    "one more approver takes longer": (
        {**APPROVED, "approval": [{"by": "head", "up_to": "1万円", "takes": "1 day"}]},
        {
            "approval": [
                {"by": "head", "up_to": "1万円", "takes": "1 day"},
                {"by": "owner", "takes": {"exponential": "1 day"}},
            ]
        },
        decided,
        UP,
    ),
    "a board takes longer": (
        APPROVED,
        {"approval": [{"by": "head", "takes": {"exponential": "2 days"}, "board": "day 20"}]},
        decided,
        UP,
    ),
    "customers who are away answer less": (
        CALLS,
        {"segments.smb.calendar": {"hours": {"mon-fri": "9:00-18:00"}}},
        connects,
        DOWN,
    ),
    "customers who are away decide later": (
        THINKS,
        {"segments.smb.calendar": {"hours": "always", "closed": ["04-10..04-17"]}},
        decided,
        UP,
    ),
    "a push is paid for": (
        {**THINKS, "start": "2026-04-20"},
        {"period_end_push": {**RUSH, "accepted": "60%"}},
        money,
        DOWN,
    ),
    "a push brings decisions forward": (
        {**THINKS, "start": "2026-04-20"},
        {"period_end_push": {**RUSH, "accepted": "60%"}},
        decided,
        DOWN,
    ),
    "poor health churns": (
        CUSTOMERS,
        {"stages.live.waits_for.churned.quits.factors": {"segment": {"smb": 3}}},
        lambda log: paired.count(log, Kind.CHURNED),
        UP,
    ),
}


@pytest.mark.parametrize("name", ONE_WAY)
def test_moves_its_declared_way(name: str) -> None:
    world, change, measure, direction = ONE_WAY[name]
    before = DESK.change(world) if world else DESK
    assert_moves(differences(before, before.change(change), measure), direction)


# --- On average -------------------------------------------------------------------------


def moved(name: str, means: str, replications: int) -> NDArray[np.float64]:
    """What a factor does to the share of leads won, replication by replication."""
    turned_on = {"stages.gate.factors": FACTORS[name], "stages.gate.means": means}
    return differences(YEAR, YEAR.change(turned_on), paired.wins, replications)


@pytest.mark.parametrize("name", FACTORS)
def test_turning_a_factor_on_leaves_the_average_alone(name: str) -> None:
    """Paired: the mean difference lies within its interval of none."""
    difference = moved(name, "average", 16)
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    assert error > 0, "the factor changed nothing at all"
    assert abs(difference.mean()) < CERTAINTY * error
    assert CERTAINTY * error < 0.015, "the interval is narrow enough to say something"


@pytest.mark.parametrize("name", FACTORS)
def test_without_that_promise_the_average_moves(name: str) -> None:
    """The test above can fail: the same factors at factor one do move the average."""
    difference = moved(name, "at_factor_one", 4)
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    assert abs(difference.mean()) > CERTAINTY * error


def test_replications_are_small() -> None:
    assert len(run(compile(YEAR), 1)) < MOST_ROWS


# --- Found again ------------------------------------------------------------------------

FLAT = YEAR.change(
    {
        "channels.ads": None,
        "channels.web.season": None,
        "channels.web.leads": "9 per day",
        "stages.gate.then": {"won": "50%", "lost.price": "rest"},
    }
)
MONTHS = np.repeat(
    [3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2], [30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31]
)
"""The civil month, 0 for January, of each day from April 1, 2026."""
MARCH = 2


def table_of(found: list[EventLog]) -> NDArray[np.int64]:
    """Leads that were lost and won, by civil month of the decision: shape (12, 2)."""
    counts = np.zeros((12, 2), dtype=np.int64)
    for log in found:
        for column, kind in enumerate((Kind.LOST, Kind.DONE)):
            days = log.events["time"][log.select(kind)] // DAY
            counts[:, column] += np.bincount(MONTHS[days], minlength=12)
    return counts


def odds_ratio(counts: NDArray[np.int64]) -> tuple[float, float]:
    """The log of March's odds to those of all other months, and its standard error (Woolf)."""
    others = counts.sum(axis=0) - counts[MARCH]
    ratio = np.log(counts[MARCH, 1] / counts[MARCH, 0] * others[0] / others[1])
    error = np.sqrt((1 / counts[MARCH]).sum() + (1 / others).sum())
    return float(ratio), float(error)


def test_odds_of_a_fifth_more_in_march_are_recovered() -> None:
    """R228: from the logs, the odds ratio of March, with an interval that excludes none."""
    found = logs(FLAT.change("stages.gate.factors", {"month": {"Mar": 1.2}}), 13)
    assert max(len(log) for log in found) < MOST_ROWS
    ratio, error = odds_ratio(table_of(found))
    assert abs(ratio - np.log(1.2)) < CERTAINTY * error
    assert ratio > 3 * error
    counts = table_of(found).sum(axis=0)
    assert abs(counts[1] / counts.sum() - 0.5) < CERTAINTY * np.sqrt(0.25 / counts.sum())


def test_without_a_season_none_is_found() -> None:
    ratio, error = odds_ratio(table_of(logs(FLAT, 8)))
    assert abs(ratio) < CERTAINTY * error


def test_more_leads_and_better_odds_in_march_are_told_apart() -> None:
    """R228: a channel's season moves how many come, a factor which of them buy."""
    both = FLAT.change(
        {"channels.web.season": {"Mar": 1.2}, "stages.gate.factors": {"month": {"Mar": 1.2}}}
    )
    counts = table_of(logs(both, 12))
    ratio, error = odds_ratio(counts)
    assert abs(ratio - np.log(1.2)) < CERTAINTY * error
    march, others = counts[MARCH].sum(), counts.sum() - counts[MARCH].sum()
    rates = np.log(march / 31 / (others / 334))
    assert abs(rates - np.log(1.2)) < CERTAINTY * np.sqrt(1 / march + 1 / others)
    assert rates > 3 * np.sqrt(1 / march + 1 / others)


# --- Boards -----------------------------------------------------------------------------

BOARDS = FLAT.change(
    {
        "calendar": {"hours": {"mon-fri": "9:00-18:00"}},
        "approval": [{"by": "head", "takes": "2 days"}],
        "stages.gate.decides": {"at": "approval"},
        "channels.web.leads": "7 per day",
    }
)
THE_BOARD = {"by": "board", "board": "second tuesday", "papers": "7 days"}
MEETS = [14, 12, 9, 14, 11, 8, 13, 10, 8, 12, 9, 9]
"""Second Tuesdays from April 2026 to March 2027."""


def closing(log: EventLog) -> NDArray[np.int64]:
    return log.events["time"][log.select(Kind.DONE)]


def test_closing_dates_show_the_boards() -> None:
    """R090: whatever closes, closes on one of twelve days, in the proportions of the gaps."""
    chain = [{"by": "head", "up_to": "1万円", "takes": "2 days"}, THE_BOARD]
    found = logs(BOARDS.change("approval", chain), 6)
    assert max(len(log) for log in found) < MOST_ROWS
    firsts = np.flatnonzero(np.diff(MONTHS, prepend=-1))
    boards = (firsts + np.asarray(MEETS) - 1) * DAY + 9 * 60
    closed = np.concatenate([closing(log) for log in found])
    days, counts = np.unique(closed, return_counts=True)
    assert days.tolist() == boards.tolist()
    # Who comes between two deadlines, nine days before the boards, closes at the second.
    deadlines = boards - 9 * DAY
    arrivals = np.diff(np.maximum(deadlines, 0), prepend=0)
    expected = 6 * 7 * 0.5 * arrivals / DAY
    assert (np.abs(counts - expected) < CERTAINTY * np.sqrt(expected)).all()


def test_without_boards_every_day_sees_some_close() -> None:
    closed = closing(run(compile(BOARDS), 3))
    assert len(np.unique(closed // DAY)) > 300
