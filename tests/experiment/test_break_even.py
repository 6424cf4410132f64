"""When a change has paid for itself, against sums done by hand (R204)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gtmsim.experiment import ExperimentError, break_even, local
from gtmsim.experiment.break_even import weeks_to
from gtmsim.scenario import Scenario
from gtmsim.stats import mean
from tests.experiment.judged import COMPANY, company

TODAY = """\
start: 2026-04-06
horizon: 20 weeks
segments: {all: {deal_size: 1_200_000 JPY}}
channels: {web: {interarrival: 1 day}}
stages:
  sell: {function: sales, work: 1 h, then: {won: {share: 100%, to: end, milestone: won}, lost: 0%}}
teams: {desk: {covers: sales, headcount: 1, calendar: {hours: always}}}
"""
"""A Monday, one lead a day, all are won: a week is seven wins."""

CHANGED = """
reorganizations:
  - from: 2026-05-04
    teams: {}
    moves: [{people: 1, to: desk}]
"""
FIRST = (
    "channels: {web: {interarrival: 1 day, until: 2026-04-20}, "
    "late: {interarrival: 12 h, first: 2026-05-04}}"
)


def late() -> Scenario:
    """Nobody comes in weeks 3 and 4, and two a day from week 5 on."""
    return Scenario.from_text(TODAY.replace("channels: {web: {interarrival: 1 day}}", FIRST))


def test_the_week_from_which_it_stays_ahead_and_the_dip() -> None:
    """Behind by 7 a week in weeks 3 and 4, ahead by 7 a week from then on: even after week 6."""
    found = break_even(Scenario.from_text(TODAY), late(), objective="wins", replications=2)
    gaps = found.gaps[0].tolist()
    assert gaps[:2] == [0.0, 0.0]
    assert gaps[3] == pytest.approx(-14, abs=1)
    assert gaps[4] - gaps[3] == pytest.approx(7, abs=1)
    assert 6 <= found.weeks[0] <= 7
    assert found.dip.mean == gaps[3]
    assert found.dip.low == found.dip.high == gaps[3], "without luck it is known"
    assert found.deepest == (4, 4, 4)
    assert found.median.mean == found.weeks[0]
    assert found.within.mean == 1.0
    assert found.until[3] == "2026-05-04"


def test_the_same_design_never_breaks_even_and_says_so() -> None:
    found = break_even(company(), company(), replications=3)
    assert found.meaning.kpi == "contribution"
    assert np.isinf(found.weeks).all()
    assert math.isinf(found.median.mean)
    assert found.within.mean == 0.0
    assert (found.dip.mean, found.dip.high) == (0.0, 0.0)
    assert "no clear dip" in repr(found)
    assert "明確な落ち込みなし" in found.grid("ja").text()
    assert "not within the horizon" in repr(found)
    assert "期間内になし" in found.grid("ja").text()


def test_with_luck_a_part_of_the_replications_breaks_even() -> None:
    """One person more pays or not, as luck has it: the share is told as it is."""
    one, two = company(), company(teams__meeters__headcount=2)
    found = break_even(one, two, objective="wins", replications=12)
    assert found.within.n == 12
    ahead = found.gaps[:, -1] > 0
    assert np.isfinite(found.weeks).tolist() == ahead.tolist()
    assert len(found.frame()) == len(found.until)


def other_luck() -> Scenario:
    """The same company, whose stages have other names and so other luck."""
    text = COMPANY.replace("meet:", "visit:").replace("stages.meet", "stages.visit")
    return Scenario.from_text(text.replace("meet: 60%", "visit: 60%"))


def test_luck_alone_makes_no_dip() -> None:
    """Every replication falls behind at some point, and the mean of that proves nothing."""
    found = break_even(company(), other_luck(), replications=20)
    worst = np.minimum(found.gaps.min(axis=1), 0.0)
    assert mean(worst).high < 0, "what each falls behind at worst is below zero on average"
    assert found.dip.low < found.dip.mean <= found.dip.high == 0.0
    assert "no clear dip" in repr(found)
    assert "is not clear" in repr(found)
    assert "明確でない" in found.grid("ja").text()


def test_a_dip_that_is_clear_is_told_with_its_weeks() -> None:
    """For one week nobody comes, and from then on more than before."""
    web = {"interarrival": {"exponential": "72 min"}, "until": "2026-04-08", "leads": None}
    later = {"interarrival": {"exponential": "40 min"}, "first": "2026-04-15"}
    gone = company(channels__web=web, channels__later=later)
    found = break_even(company(), gone, objective="wins", replications=20)
    assert found.dip.high < 0
    week, first, last = found.deepest
    assert first <= week <= last
    assert first > 1
    assert "deepest in week" in repr(found)
    assert "最も落ち込む週" in found.grid("ja").text()


def test_one_replication_has_no_interval_of_the_dip() -> None:
    found = break_even(company(), other_luck(), replications=1)
    assert math.isnan(found.dip.low)
    assert found.dip.refused
    assert "no clear dip" in repr(found)


def test_weeks_after_the_change_are_counted_from_its_date() -> None:
    today = Scenario.from_text(TODAY)
    found = break_even(today, Scenario.from_text(TODAY + CHANGED), objective="wins", replications=2)
    assert found.change == 5
    assert "weeks after the first change" not in repr(found), "it never stays ahead"
    paid = TODAY.replace("channels: {web: {interarrival: 1 day}}", FIRST) + CHANGED
    found = break_even(today, Scenario.from_text(paid), objective="wins", replications=2)
    after = next(line for line in repr(found).splitlines() if "weeks after" in line)
    assert after.split() == [
        "weeks",
        "after",
        "the",
        "first",
        "change",
        f"{found.weeks[0] - 5:.0f}",
    ]


def test_a_gap_that_falls_until_the_end_does_not_recover() -> None:
    found = break_even(late(), Scenario.from_text(TODAY), objective="wins", replications=2)
    assert "still falling at the end" in repr(found)
    assert "期間末 (回復せず)" in found.grid("ja").text()
    assert found.end.mean == found.gaps[0, -1] < 0


def test_workers_change_no_number() -> None:
    one, two = company(), company(teams__callers__headcount=2)
    here = break_even(one, two, replications=4, seed=5)
    with local(2) as pool:
        there = break_even(one, two, replications=4, seed=5, executor=pool)
    assert np.array_equal(here.gaps, there.gaps)


def test_rates_do_not_add_up() -> None:
    with pytest.raises(ExperimentError, match="does not add up"):
        break_even(company(), company(), objective="win_rate")


def test_ahead_at_the_end_for_good() -> None:
    gaps = np.array([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0], [1.0, 1.0, 0.0], [1.0, 1.0, 1.0]])
    assert weeks_to(gaps).tolist() == [3.0, 3.0, math.inf, 1.0]
