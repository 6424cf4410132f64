"""The way from two stages to THE MODEL: its roadmap, what it costs, when it pays (R185, R204).

Directions hold by intervals, so that other values in the shared files do not break them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

import gtmsim
from gtmsim.engine import run
from gtmsim.experiment import (
    ExperimentError,
    PilotReading,
    break_even,
    pilot_power,
    pilot_reading,
)
from gtmsim.kpi import measure
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.scenario import Scenario
from gtmsim.stats import Estimate, mean
from tests.experiment.judged import company
from tests.figures import figure

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scenarios" / "designs"
PAGE = ROOT / "docs" / "how-to" / "plan-a-transition.md"
ROADMAP = ((2, 6), (2, 4), (2, 3), (4, 8), (4, 8), (8, 12))
"""Weeks of each phase, from and to (R198-R203)."""
TEMPOS = ("swift", "usual", "slow")
PAIRS = (("transition_none", "transition"), ("transition_small_none", "transition_small"))
EAST = {"region": "east"}


def shipped(name: str) -> Scenario:
    return gtmsim.load(FOLDER / f"{name}.yaml")


@pytest.fixture(scope="module")
def logs() -> dict[str, EventLog]:
    """One year of each file."""
    names = [name for pair in PAIRS for name in pair]
    return {
        name: run(gtmsim.compile(shipped(name).change("horizon", "12 months")), 3) for name in names
    }


# --- The roadmap -------------------------------------------------------------------------------


@pytest.mark.parametrize("tempo", TEMPOS)
def test_every_phase_lasts_as_long_as_the_roadmap_says(tempo: str) -> None:
    scenario = shipped("transition").change("choices.tempo", tempo)
    (project,) = scenario.projects.values()
    weeks = [_weeks(phase.lasts) for phase in project.phases]
    for lasts, (least, most) in zip(weeks, ROADMAP, strict=True):
        assert least <= lasts <= most
    assert 22 <= sum(weeks) <= 41
    ends = [project.begins + timedelta(weeks=done) for done in accumulate(weeks)]
    begins = [change.on for change in scenario.reorganizations]
    assert begins == [ends[2], ends[4], ends[5]], "after agreement, standards, and automation"


def _weeks(lasts: object) -> int:
    minutes = getattr(lasts, "minutes", None)
    assert minutes is not None
    return int(minutes) // (7 * 1440)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_same_people_stay_all_the_time(
    pair: tuple[str, str], logs: dict[str, EventLog]
) -> None:
    """Nobody appears or goes at a reorganization; who moves, moves by name."""
    people = [set(logs[name].memberships["rep"].tolist()) for name in pair]
    assert len(people[0]) == len(people[1])
    members = logs[pair[1]].memberships
    first_day = {
        rep for rep, begin in zip(members["rep"], members["from_tick"], strict=True) if begin == 0
    }
    assert len(first_day) == (14 if "small" not in pair[1] else 6)
    ons = [change.on for change in shipped(pair[1]).reorganizations]
    start = date.fromisoformat(str(logs[pair[1]].meta["start"])[:10])
    for on in ons:
        tick = (on - start).days * 1440
        came = set(members["rep"][members["from_tick"] == tick].tolist())
        went = set(members["rep"][members["to_tick"] == tick].tolist())
        assert came == went


@pytest.mark.parametrize("name", [name for pair in PAIRS for name in pair])
def test_the_log_is_in_order(name: str, logs: dict[str, EventLog]) -> None:
    assert audit(logs[name]) == []


def test_before_the_first_hour_it_takes_nothing_differs(logs: dict[str, EventLog]) -> None:
    """The project begins on a Monday; until then it is the same company."""
    until = 5 * 1440
    told = []
    for name in PAIRS[0]:
        events = logs[name].events
        soon = events["time"] < until
        told.append([events[key][soon].tolist() for key in ("time", "lead", "kind", "rep")])
    assert told[0] == told[1]


def test_who_calls_at_each_step(logs: dict[str, EventLog]) -> None:
    """Sales; then inside sales for the east alone; then inside sales for all."""
    log = logs["transition"]
    day = 1440
    first, second = 47 * day, 103 * day
    assert _callers(log, 0, first) == {("sales", 0), ("sales", 1)}
    assert _callers(log, first + 7 * day, second) == {("inside_sales", 0), ("sales", 1)}
    assert _callers(log, second, log.horizon) == {("inside_sales", 0), ("inside_sales", 1)}


def _callers(log: EventLog, begin: int, end: int) -> set[tuple[str, int]]:
    """Which team called leads of which region (0: east), of those that came since then.

    Whoever had a lead before stays its owner while his or her team still calls.
    """
    events = log.events
    approach = list(log.stages["id"]).index("approach")
    mine = log.select(Kind.STARTED) & (events["stage"] == approach)
    mine &= (events["time"] >= begin) & (events["time"] < end)
    mine &= log.leads["arrived"][events["lead"]] >= begin
    regions = log.leads["attribute.region"][events["lead"][mine]].tolist()
    teams = [str(log.teams["id"][team]) for team in events["team"][mine].tolist()]
    return set(zip(teams, regions, strict=True))


# --- Dip, recovery, break-even -----------------------------------------------------------------


@pytest.mark.slow
def test_sqls_dip_and_recover() -> None:
    """By the curve of the mean, for all weeks together: deeper the more slowly it is gone."""
    none = shipped("transition_none")
    swift, slow = (
        break_even(none, shipped(name), objective="sql", replications=30)
        for name in ("transition", "transition_slow")
    )
    told = dict(re.findall(r"^\| (\d+) weeks \| (-[\d.]+) ", PAGE.read_text("utf-8"), re.MULTILINE))
    for found, weeks in ((swift, "22"), (slow, "41")):
        assert found.dip.high < 0, "it dips"
        assert found.dip.low <= float(told[weeks]) <= found.dip.high, "as the page says"
        _, first, _ = found.deepest
        assert first > found.change - 6, "not before the first hours go into the project"
        assert found.end.low > 0, "it is ahead in the end"
    _, _, last = swift.deepest
    assert last < len(swift.until), "it recovers within the horizon"
    deepest = slow.deepest[0] - 1
    assert mean(slow.gaps[:, deepest] - swift.gaps[:, deepest]).high < 0


@pytest.mark.slow
def test_wins_break_even_within_the_horizon() -> None:
    """By wins it is sure that the way of 22 weeks pays; by profit it takes more replications."""
    none, way = shipped("transition_none"), shipped("transition")
    found = break_even(none, way, objective="wins", replications=24)
    assert found.end.low > 0
    assert found.within.low > 0.5, "in more than half of the replications"
    assert found.change < found.median.mean < len(found.until)
    assert np.isfinite(found.median.high), "with an interval that ends"


@pytest.mark.slow
def test_profit_ends_higher_if_the_way_is_gone_quickly() -> None:
    """Whoever takes 41 weeks instead of 22 is further behind in the end."""
    none = shipped("transition_none")
    swift, slow = (
        break_even(none, shipped(name), replications=30)
        for name in ("transition", "transition_slow")
    )
    assert swift.meaning.kpi == "contribution"
    assert mean(swift.gaps[:, -1] - slow.gaps[:, -1]).low > 0


@pytest.mark.slow
def test_where_everybody_knows_the_product_the_way_does_not_pay() -> None:
    """What it gains is that specialists learn sooner: with nothing to learn it only costs."""
    people = {
        f"teams.{name}.people": [getattr(one, "name", one) for one in team.people]
        for name, team in shipped("transition_none").teams.items()
    }
    none, way = (shipped(name).change(people) for name in ("transition_none", "transition"))
    assert break_even(none, way, replications=16).end.high < 0


@pytest.mark.slow
def test_in_a_small_company_it_never_pays() -> None:
    small, none = shipped("transition_small"), shipped("transition_small_none")
    found = break_even(none, small, objective="wins", replications=20)
    assert found.end.high < 0
    assert found.within.high < 0.5


def test_the_figure_is_drawn_from_its_numbers(tmp_path: Path) -> None:
    script = figure("transition")
    found = break_even(company(), company(teams__callers__headcount=2), replications=3)
    rows = {tempo: dict.fromkeys(script.OBJECTIVES, found) for tempo in script.TEMPOS}
    first = script.table(rows).splitlines()[0]
    assert first.startswith("| 22 weeks | ")
    assert f"| {found.within.mean:.0%} (" in first
    script.draw(rows, tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("effect", "kpi", "sign"),
    [
        (
            {"stages.research.work": {"lognormal": {"mean": "2.4 h", "p90": "4 h"}}},
            "waiting_time.research",
            -1,
        ),
        ({"mechanisms.learning.halves_after": 10, "mechanisms.skill_spread": "none"}, "sql", 1),
    ],
    ids=["automation", "standards"],
)
def test_what_standards_and_automation_bring_is_an_input(
    effect: dict[str, object], kpi: str, sign: int
) -> None:
    """A fifth less research, or quicker and more even newcomers: what is written, and no more."""
    way = shipped("transition").change("horizon", "12 months")
    plans = [gtmsim.compile(one) for one in (way, way.change(effect))]
    found = np.array(
        [[measure(run(plan, 0, one), [kpi]).value(kpi) for plan in plans] for one in range(12)]
    )
    assert mean(sign * (found[:, 1] - found[:, 0])).low > 0


# --- The pilot -----------------------------------------------------------------------------------

HALVES = """
start: 2026-04-01
horizon: 30 weeks
attributes: {region: {shares: {east: 50%, west: 50%}}}
segments: {all: {deal_size: 1_000_000 JPY}}
channels: {web: {leads: 400 per month}}
milestones: {sql: meet}
stages:
  call:
    function: sales
    work: 5 min
    service_level: {first_touch_within: 1 h, target: 95%}
    FACTORS
    then: {sql: 30%, lost.no_need: rest}
  meet: {then: {won: {share: 100%, to: end, milestone: won}}}
teams: {sales: {covers: sales, headcount: 3, calendar: {hours: always}}}
"""
PLAIN = Scenario.from_text(HALVES.replace("    FACTORS\n", ""))
BETTER = Scenario.from_text(HALVES.replace("FACTORS", "factors: {region: {east: 3, west: 1}}"))


def test_a_pilot_is_read_against_the_rest() -> None:
    """Odds three times as high in the east: clear, with all promises kept."""
    for one in range(3):
        log = run(gtmsim.compile(BETTER), 0, one)
        found = pilot_reading(log, EAST, begins="2026-05-01", weeks=8)
        came = measure(log, ["leads"], period=("2026-05-01", "2026-06-26")).value("leads")
        assert sum(found.leads) == came
        assert found.reached[0] / found.leads[0] > found.reached[1] / found.leads[1]
        assert found.lift > 0.15
        assert found.clear()
        assert 0 < found.kept == found.promised


def test_clear_means_that_the_interval_excludes_zero() -> None:
    """Newcombe's own example: 56 of 70 less 48 of 80 lies between 0.0524 and 0.3339."""
    assert PilotReading((70, 80), (56, 48), 0, 0).clear()
    assert not PilotReading((70, 80), (48, 56), 0, 0).clear()
    assert not PilotReading((7, 8), (6, 5), 0, 0).clear()
    assert not PilotReading((0, 8), (0, 5), 0, 0).clear()
    assert PilotReading((100, 100), (46, 40), 0, 0).lift == pytest.approx(0.15)


def test_power_grows_with_the_weeks_and_false_alarms_do_not() -> None:
    """At 30% and about 46 leads a week in each half, against the textbook's power."""
    power = pilot_power(
        PLAIN, EAST, begins="2026-04-01", weeks=(4, 26), effect=0.15, replications=60
    )
    short, long = power.rows
    assert long.clear_there.low > short.clear_there.high
    assert _covers(long.clear_there, _normal_power(0.30, 0.345, long.leads.mean))
    assert _covers(short.clear_there, _normal_power(0.30, 0.345, short.leads.mean))
    assert short.clear_not_there.low < 0.025 < short.clear_not_there.high + 0.05
    assert long.clear_not_there.mean < 0.1
    assert long.met_not_there.mean < short.met_not_there.high


def _normal_power(rest: float, pilot: float, leads: float) -> float:
    """Chance that two shares of so many leads each differ clearly, by the normal law."""
    from scipy.stats import norm

    error = ((rest * (1 - rest) + pilot * (1 - pilot)) / leads) ** 0.5
    return float(norm.cdf((pilot - rest) / error - 1.96))


def _covers(found: Estimate, theory: float) -> bool:
    """Within the interval, widened by what the normal law is off."""
    return found.low - 0.05 <= theory <= found.high + 0.05


def test_a_pilot_that_cannot_be_read_is_refused() -> None:
    log = run(gtmsim.compile(PLAIN), 0)
    with pytest.raises(ExperimentError, match="no leads have region: north"):
        pilot_reading(log, {"region": "north"}, begins="2026-04-01", weeks=4)
    with pytest.raises(ExperimentError, match="no milestone 'sal'"):
        pilot_reading(log, EAST, begins="2026-04-01", weeks=4, goal="sal")
    with pytest.raises(ExperimentError, match="does not hold 40 weeks"):
        pilot_reading(log, EAST, begins="2026-04-01", weeks=40)
    with pytest.raises(ExperimentError, match="cannot be 300% higher"):
        pilot_power(PLAIN, EAST, begins="2026-04-01", weeks=[4], effect=3, replications=2)


def test_the_shipped_pilot_is_too_short_to_be_sure() -> None:
    """Four weeks bring too few leads: +15% that is there is hardly ever clear."""
    none = shipped("transition_none").change("horizon", "4 months")
    power = pilot_power(none, EAST, begins="2026-05-18", weeks=[4, 8], replications=30)
    assert all(row.clear_there.high < 0.5 for row in power.rows)
    assert "+15% is there" in repr(power)
    assert "+15% が本当なら" in power.grid("ja").text()
