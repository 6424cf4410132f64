"""What the shipped designs show: splitting pays in one market, costs in another, or neither.

Every difference is paired: both designs meet the same leads with the same luck. Nothing in the
files is tied to the name of a design (see tests/null/test_designs.py).
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import gtmsim
from gtmsim.log.audit import audit
from gtmsim.stats import Estimate, mean
from tests.figures import figure

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scenarios" / "designs"
PAGE = ROOT / "docs" / "background" / "generalists-or-the-model.md"
SHARED_MARKET = ("generalists", "two_stage", "the_model", "pods")
PAIRS = (
    ("startup_of_five", "startup_of_five_split"),
    ("instant_decision", "instant_decision_split"),
    ("d2c_subscription", "d2c_subscription_generalists"),
    ("smb_inhouse", "smb_inhouse_generalists"),
    ("enterprise_abm", "enterprise_abm_generalists"),
    ("busy_desk", "busy_desk_split"),
)
ALL = (*SHARED_MARKET, *(name for pair in PAIRS for name in pair), "transition")
LONGER = {
    "smb_inhouse": "2 months",
    "smb_inhouse_generalists": "2 months",
    "busy_desk": "1 months",
    "busy_desk_split": "1 months",
    "transition": "10 months",
}
"""Scenarios of more than 20,000 rows, and the horizon that shortens them for statistics."""
MOST_ROWS = 20_000
CERTAINTY = 4.0


def shipped(name: str) -> gtmsim.Scenario:
    return gtmsim.load(FOLDER / f"{name}.yaml")


def difference(one: str, other: str, replications: int, kpi: str = "wins") -> Estimate:
    """What the second design brings more than the first."""
    designs = {name: shipped(name) for name in (one, other)}
    result = gtmsim.compare(designs, replications=replications, kpis=[kpi]).result
    return mean(result.values(kpi, 1) - result.values(kpi, 0))


# --- The files -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_a_design_runs_and_its_log_is_in_order(name: str) -> None:
    scenario = shipped(name)
    assert scenario.name == name
    if name in LONGER:
        scenario = scenario.change("horizon", LONGER[name])
    log = gtmsim.run(gtmsim.compile(scenario), seed=0)
    assert audit(log) == []
    assert len(log) < MOST_ROWS


def payroll(name: str) -> Counter[float]:
    """How many people at which pay a year."""
    found: Counter[float] = Counter()
    for team in shipped(name).teams.values():
        assert team.salary is not None
        found[team.salary.per_year] += team.headcount or len(team.people)
    return found


@pytest.mark.parametrize(
    "pair", [(SHARED_MARKET[0], other) for other in SHARED_MARKET[1:]] + list(PAIRS), ids="-".join
)
def test_designs_that_are_compared_have_the_same_people_at_the_same_pay(
    pair: tuple[str, str],
) -> None:
    """At the busy desk callers are paid less than closers, and only the payroll is the same."""
    one, other = (payroll(name) for name in pair)
    assert pair[0] == "busy_desk" or one == other
    totals = [sum(pay * people for pay, people in each.items()) for each in (one, other)]
    assert totals[0] == totals[1]


@pytest.mark.parametrize("name", ALL)
def test_everything_has_a_label_and_a_source_or_is_assumed(name: str) -> None:
    scenario = shipped(name)
    blocks = ("attributes", "segments", "channels", "stages", "recycle", "teams", "choices")
    parts = {
        f"{block}.{key}": part
        for block in blocks
        for key, part in (getattr(scenario, block) or {}).items()
    }
    assert not [path for path, part in parts.items() if not part.label]
    assert not [
        path
        for path, part in parts.items()
        if not part.source and not any(f"{one}.".startswith(f"{path}.") for one in scenario.assumed)
    ]


def test_a_policy_is_the_same_for_every_design() -> None:
    policies = [
        {key: choice.use for key, choice in shipped(name).choices.items()} for name in SHARED_MARKET
    ]
    assert all(each == policies[0] for each in policies)
    stages = [shipped(name).stages for name in SHARED_MARKET]
    assert all(each == stages[0] for each in stages)


# --- Both ways -------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("kpi", ["wins", "contribution"])
def test_a_busy_desk_wins_by_dividing_calls_from_closing(kpi: str) -> None:
    """For one payroll, as whoever only calls is paid less: seven people instead of five."""
    assert difference("busy_desk", "busy_desk_split", 6, kpi).low > 0


@pytest.mark.slow
def test_at_the_same_pay_for_everybody_the_busy_desk_loses_by_it() -> None:
    """What tips it: five people in either design."""
    same = {"teams.callers.headcount": 3, "teams.callers.salary": "1200万円 per year"}
    designs = {"one": shipped("busy_desk"), "other": shipped("busy_desk_split").change(same)}
    result = gtmsim.compare(designs, replications=8, kpis=["wins"]).result
    assert mean(result.values("wins", 1) - result.values("wins", 0)).high < 0


@pytest.mark.slow
def test_with_the_published_ramp_named_accounts_show_no_clear_difference() -> None:
    gained = difference("enterprise_abm_generalists", "enterprise_abm", 32)
    assert gained.low < 0 < gained.high


def test_generalists_win_where_buyers_decide_at_once() -> None:
    gained = difference("instant_decision_split", "instant_decision", 8)
    assert gained.mean > CERTAINTY * gained.standard_error


@pytest.mark.slow
def test_generalists_win_in_a_start_up_of_five() -> None:
    assert difference("startup_of_five_split", "startup_of_five", 24).low > 0


@pytest.mark.slow
def test_in_the_small_market_the_less_is_split_the_better() -> None:
    designs = {name: shipped(name) for name in ("generalists", "two_stage", "the_model")}
    result = gtmsim.compare(designs, replications=30, kpis=["wins"]).result
    for place in (1, 2):
        assert mean(result.values("wins", place - 1) - result.values("wins", place)).low > 0


@pytest.mark.slow
def test_with_more_people_for_the_same_leads_the_gap_closes() -> None:
    """A department of one cannot stand in for itself; one of several can."""
    generalists, the_model = shipped("generalists"), shipped("the_model")
    found = gtmsim.crossover(
        generalists, the_model, volume=[1], headcount=[6, 18], replications=12, objective="wins"
    )
    assert found.cell(1, 6).verdict == "worse"
    assert found.cell(1, 18).verdict == "no clear difference"


def grown(times: int, replications: int) -> tuple[float, Estimate]:
    """Wins of generalists, and what THE MODEL brings more, at so many times people and leads."""
    designs = {}
    for name in ("generalists", "the_model"):
        scenario = shipped(name)
        people = {
            f"teams.{team}.headcount": times * (one.headcount or 0)
            for team, one in scenario.teams.items()
        }
        designs[name] = scenario.change({**people, **figure("neglect").loaded(times)})
    result = gtmsim.compare(designs, replications=replications, kpis=["wins"]).result
    gap = mean(result.values("wins", 1) - result.values("wins", 0))
    return float(result.values("wins", 0).mean()), gap


GROWTH = re.compile(r"^\| (\d) times \| [^|]+ \| ([+-][\d.]+) \|", re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 2, 4])
def test_the_page_says_what_growth_brings(times: int) -> None:
    told = {int(each): float(gap) for each, gap in GROWTH.findall(PAGE.read_text("utf-8"))}
    _, gap = grown(times, 6)
    assert abs(gap.mean - told[times]) < CERTAINTY * gap.standard_error


LINE = re.compile(
    r"^\|[^|]+\| \[[^]]+\]\(\S+/(\w+)\.yaml\), \[[^]]+\]\(\S+/(\w+)\.yaml\) "
    r"\| [\d.]+ \| ([+-][\d.]+) \|",
    re.MULTILINE,
)
TOLD = {(one, other): float(wins) for one, other, wins in LINE.findall(PAGE.read_text("utf-8"))}
FEWER = {"smb_inhouse_generalists": 6, "busy_desk": 6, "startup_of_five": 16, "instant_decision": 8}
"""Replications, where not 24; the page has more."""


def test_the_page_tells_of_every_pair() -> None:
    shown = {frozenset(pair) for pair in TOLD}
    shared = {frozenset((SHARED_MARKET[0], other)) for other in SHARED_MARKET[1:]}
    assert shown == shared | {frozenset(pair) for pair in PAIRS}


@pytest.mark.slow
@pytest.mark.parametrize("pair", TOLD, ids="-".join)
def test_the_page_says_what_the_pair_gives(pair: tuple[str, str]) -> None:
    found = difference(*pair, FEWER.get(pair[0], 24))
    assert abs(found.mean - TOLD[pair]) < CERTAINTY * found.standard_error


WITHOUT_DELAY = {
    f"stages.{stage}.factors.response_delay": None for stage in ("demo_call", "first_call")
}
NOBODY_LEAVES = {"mechanisms.leaving": None, "hiring": None, "assumed": None}
REASONS: dict[str, dict[str, object]] = {
    "handoffs lose nothing": {"mechanisms.handoffs": None},
    "buyers do not mind when they are called": {**WITHOUT_DELAY},
    "nobody leaves": {**NOBODY_LEAVES},
    "all three": {"mechanisms.handoffs": None, **WITHOUT_DELAY, **NOBODY_LEAVES},
    "changing to other work costs 20 minutes instead of 5": {"mechanisms.task_switch": "20 min"},
}


@pytest.mark.slow
@pytest.mark.parametrize("reason", REASONS)
def test_the_page_says_what_each_mechanism_takes(reason: str) -> None:
    told = re.search(rf"^\| {reason} \| ([+-][\d.]+)", PAGE.read_text("utf-8"), re.MULTILINE)
    assert told is not None
    designs = {name: shipped(name).change(REASONS[reason]) for name in ("generalists", "the_model")}
    result = gtmsim.compare(designs, replications=20, kpis=["wins"]).result
    found = mean(result.values("wins", 1) - result.values("wins", 0))
    assert abs(found.mean - float(told[1])) < CERTAINTY * found.standard_error


# --- Structure and policies ------------------------------------------------------------------

EFFECT = re.compile(r"^\| ([\w ,]+?) \| ([+-][\d.]+) \| [^|]+ \| ([+-][\d,]+) \|", re.MULTILINE)


@pytest.mark.slow
def test_policies_are_worth_more_than_structure_and_the_page_says_so() -> None:
    """The 2 x 2: generalists or THE MODEL, without and with the policies."""
    script = figure("two_by_two")
    found = script.effects(script.compared(24), "wins")
    assert found["policies, to generalists"].low > 0
    assert found["policies, to THE MODEL"].low > 0
    assert found["THE MODEL, with policies"].high < 0
    assert found["policies, to generalists"].low > -found["THE MODEL, without policies"].low
    told = {name: float(wins) for name, wins, _ in EFFECT.findall(PAGE.read_text("utf-8"))}
    assert told.keys() == found.keys()
    for name, effect in found.items():
        assert abs(effect.mean - told[name]) < CERTAINTY * effect.standard_error, name


# --- Neglect ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_whoever_closes_first_neglects_new_leads_more_as_load_rises() -> None:
    """It emerges: no file says that new leads are forgotten, only what comes first."""
    script = figure("neglect")
    closing = script.shares(script.CLOSING, script.LOADS, 10)
    means = closing.mean(axis=1)
    assert (np.diff(means) >= 0).all()
    risen = mean(closing[-1] - closing[0])
    assert risen.mean > CERTAINTY * risen.standard_error
    assert risen.low > 0.05


@pytest.mark.slow
@pytest.mark.parametrize("repair", list(figure("neglect").ORDERS)[1:])
def test_it_is_repaired_by_what_keeps_time_for_first_touches(repair: str) -> None:
    """The same people and the same load: new leads first, always or on three days a week."""
    script = figure("neglect")
    heaviest = script.LOADS[-1:]
    closing = script.shares(script.CLOSING, heaviest, 10)[0]
    repaired = script.shares(script.ORDERS[repair], heaviest, 10)[0]
    gone = mean(closing - repaired)
    assert gone.mean > CERTAINTY * gone.standard_error
    assert repaired.mean() < 0.03


@pytest.mark.slow
def test_the_page_says_how_many_leads_are_neglected() -> None:
    script = figure("neglect")
    rows = re.findall(
        r"^\| ([\d.]+) \| ([\d.]+)% \| [^|]+ \| 0\.\d% \|", PAGE.read_text("utf-8"), re.M
    )
    assert tuple(float(load) for load, _ in rows) == script.LOADS
    found = script.shares(script.CLOSING, script.LOADS[-2:], 10)
    for (_, told), row in zip(rows[-2:], found, strict=True):
        share = mean(row)
        assert abs(share.mean - float(told) / 100) < CERTAINTY * share.standard_error


def test_the_figure_of_neglect_is_drawn_from_its_numbers(tmp_path: Path) -> None:
    script = figure("neglect")
    shares = np.asarray([[0.0, 0.01], [0.1, 0.12], [0.3, 0.32]])
    curve = script.curve("closing first", shares)
    assert script.table([curve]).splitlines()[2].startswith("| 1.5 | 31.0% |")
    script.draw([curve], tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 10_000


@pytest.mark.slow
def test_the_longest_log_of_neglect_is_short_enough() -> None:
    script = figure("neglect")
    scenario = script.world().change(script.loaded(script.LOADS[-1]))
    for changes in script.ORDERS.values():
        plan = gtmsim.compile(scenario.change(changes))
        assert len(gtmsim.run(plan, seed=0)) < MOST_ROWS
