"""Why one design does better: the one mechanism that acts is found, and nothing else (R174)."""

from __future__ import annotations

import math

import numpy as np
import pytest

import gtmsim
from gtmsim.experiment.effort import Effort
from gtmsim.experiment.one_more import Held, OneMore, judged, teams_with_one_more
from gtmsim.experiment.runner import Status
from gtmsim.experiment.scaling import assumptions_of, scale
from gtmsim.experiment.switches import off, switches_of
from gtmsim.scenario import Scenario, load
from gtmsim.stats import mean
from tests.experiment.judged import company

PAID = """\
start: 2026-04-01
horizon: 2 months
segments: {all: {deal_size: 1_200_000 JPY per year}}
channels: {web: {interarrival: 2 days, until: 2026-04-20}}
stages: {sell: {function: sales, work: 1 h, then: {won: {share: 100%, to: end, milestone: won}}}}
teams: {desk: {covers: sales, headcount: 1, salary: 600万円 per year, calendar: {hours: always}}}
costs: {gross_margin: 100%, fixed: {office: {cost: 40万円 per month}}}
assumed: [teams.desk.salary]
"""
"""One desk. All leads are won; without luck the profit is a sum."""


def delayed() -> Scenario:
    """A company in which only the response time makes leads less ready to buy.

    Nobody comes any more in the last ten days, so that everybody has been served.
    """
    return company(
        stages__call__goes_cold_after=None,
        stages__call__cold=None,
        channels__web__until="2026-04-21",
    )


def test_the_only_mechanism_is_found_and_without_it_there_is_no_difference() -> None:
    one, two = delayed(), delayed().change("teams.callers.headcount", 3)
    one = one.change({"label": "1人体制", "teams.callers.label": "架電担当"})
    found = gtmsim.explain(
        one, two, objective="wins", replications=10, tipping=False, names=("one", "two")
    )
    assert found.verdict.words == "winner: two"
    (row,) = found.switched_off
    assert row.switch.id == "response_delay"
    assert row.adds.low > 0
    assert row.without.verdict == "no clear difference"
    assert row.without.change.mean == 0
    whole = found.verdict.rows[0].difference
    assert whole is not None
    assert row.adds.mean == pytest.approx(whole.change.mean)
    frame = found.mechanisms().set_index("mechanism")
    assert frame.loc["response_delay", "effect_on_first"] < 0
    assert "odds that fall with the response time" in repr(found)
    assert "初動の遅れによる低下" in found.text("ja")
    assert "架電担当" in found.text("ja")
    assert "架電担当" not in repr(found)
    assert "1人体制" in found.text("ja")
    assert "one" not in found.text("ja").split()
    assert "1人体制" not in repr(found)


def test_the_bottleneck_is_confirmed_where_one_team_is_short() -> None:
    busy = company(channels__web__leads="30 per day")
    roomy = busy.change("teams.callers.headcount", 6)
    found = gtmsim.explain(busy, roomy, replications=8, tipping=False, names=("busy", "roomy"))
    assert found.verdict.bottlenecks["busy"].team == "callers"
    assert found.confirmed == {"busy": "confirmed", "roomy": None}
    gains = found.people().set_index(["design", "team"])
    assert gains.loc[("busy", "callers"), "output_low"] > 0
    assert gains.loc[("busy", "callers"), "output"] > gains.loc[("busy", "meeters"), "output"]
    # Everybody costs the same: half a million a month and a person.
    cost = gains["output"] - gains["gain"]
    assert cost.tolist() == pytest.approx([500_000 * 30 / 30] * 4)


def team(name: str, gains: list[float], *, named: bool = False) -> tuple[OneMore, np.ndarray]:
    values = np.array(gains)
    return OneMore("d", name, mean(values), mean(values), named), values


def test_a_bottleneck_is_judged_by_what_a_person_more_brings() -> None:
    clear, unclear = [4.0, 5.0, 6.0, 5.0], [4.0, -5.0, 6.0, 3.0]
    assert judged([]) == Held(None, "")
    assert judged([team("a", clear)]) == Held(None, "a")
    assert judged([team("a", clear, named=True), team("b", unclear)]) == Held("confirmed", "a")
    assert judged([team("a", unclear, named=True), team("b", clear)]) == Held("unclear", "b")
    none = [0.0, 0.1, -0.1, 0.0]
    assert judged([team("a", none, named=True), team("b", clear)]) == Held("not confirmed", "b")
    assert judged([team("a", unclear, named=True), team("b", none)]) == Held("unclear", "")


def test_the_best_of_many_teams_must_be_clearer_than_one_alone() -> None:
    """Some team of many looks good by luck, in about four of ten designs of 20 teams."""
    luck = np.random.default_rng(0)
    told = []
    for _ in range(200):
        rows = [team(str(each), list(luck.standard_normal(8))) for each in range(20)]
        assert judged(rows[:1]).most == (rows[0][0].team if mean(rows[0][1]).low > 0 else "")
        told.append(judged(rows).most != "")
    assert np.mean(told) < 0.08


def test_nobody_is_added_to_managers_who_follow_from_their_span() -> None:
    led = company(managers={"span": 8})
    assert [team for team, _ in teams_with_one_more(led)] == ["callers", "meeters"]


def test_the_value_that_tips_the_verdict_is_where_it_can_be_computed() -> None:
    """50 a month for a person or 40 for a machine: with 48 or less, 4/5, it is even."""
    person = Scenario.from_text(PAID).change("costs.fixed", None)
    machine = Scenario.from_text(PAID).change({"teams.desk.salary": None, "assumed": None})
    found = gtmsim.explain(person, machine, replications=3, names=("person", "machine"))
    assert found.verdict.words == "winner: machine"
    assert found.tips is not None
    assert found.tips.known == 1
    (tip,) = found.tips.rows
    assert tip.path == "teams.desk.salary"
    assert tip.factor <= 0.8 < tip.factor * 2 ** (1 / 8)
    assert (tip.before, tip.verdict) == ("600万円 per year", "worse")
    assert "winner: person" in repr(found)


def replications_of(a: Scenario, b: Scenario, *, tipping: bool) -> int:
    """How many replications an explanation runs, over all its rounds."""
    rounds: dict[int, tuple[object, int]] = {}

    def told(status: Status) -> None:
        rounds[id(status.gathered)] = (status.gathered, status.goal)

    gtmsim.explain(
        a, b, replications=3, objective="wins", names=("a", "b"), tipping=tipping, progress=told
    )
    return sum(goal for _, goal in rounds.values())


def test_how_much_it_will_run_is_foreseen() -> None:
    """Exactly, with a mechanism and two teams; at most, where searches may end early."""
    one, two = delayed(), delayed().change("teams.callers.headcount", 3)
    effort = Effort.of(replications=3, quick=False, tipping=False)
    assert effort.foreseen(one, two) == replications_of(one, two, tipping=False)
    one, two = (each.change("assumed", ["stages.call.work"]) for each in (one, two))
    most = Effort.of(replications=3, quick=False, tipping=True).foreseen(one, two)
    assert most // 2 <= replications_of(one, two, tipping=True) <= most


def test_where_nothing_tips_it_says_so() -> None:
    person = Scenario.from_text(PAID).change("costs.fixed", None)
    machine = Scenario.from_text(PAID).change({"teams.desk.salary": None, "assumed": None})
    found = gtmsim.explain(person, machine, replications=2, within=1.1)
    assert found.tips is not None
    assert found.tips.rows == ()
    assert "None within this range." in repr(found)
    assert "この範囲で覆すものなし" in found.text("ja")


HANDOFF = {"from": "calling", "to": "meeting", "retained": "98%", "rediscovery": "20 min"}
POOL = {
    "covers": ["calling", "meeting"],
    "headcount": 2,
    "salary": "6_000_000 JPY per year",
    "assignment": "on_arrival",
}


@pytest.mark.slow
def test_the_share_kept_at_handoffs_at_which_splitting_breaks_even() -> None:
    """Whoever does both loses two hours at each switch, whoever hands over a part (R192)."""
    split = company(
        horizon="60 days",
        mechanisms={"task_switch": "2 h", "handoffs": [HANDOFF]},
        channels__web={"leads": "18 per day"},
        stages__call__goes_cold_after=None,
        stages__call__cold=None,
        stages__call__means=None,
        stages__call__factors=None,
        stages__meet__factors={"information": {"0%": "0.05", "100%": "1"}},
        assumed=None,
    )
    pool = split.change({"teams.callers": None, "teams.meeters": None, "teams.all": POOL})
    found = gtmsim.explain(
        pool, split, objective="wins", replications=8, within=8, names=("pool", "split")
    )
    assert found.verdict.words == "winner: split"
    assert found.tips is not None
    tip = next(row for row in found.tips.rows if row.path.endswith("retained"))
    assert tip.before == "98%"
    assert tip.verdict != "better"
    kept = float(tip.after.rstrip("%")) / 100
    lost = split.change("mechanisms.handoffs.0.retained", f"{kept:.2%}")
    again = gtmsim.compare({"pool": pool, "split": lost}, replications=8, objective="wins")
    assert again.verdict.winner is None or again.verdict.winner.label == "pool"


@pytest.mark.slow
def test_of_many_assumptions_those_that_matter_are_tried() -> None:
    """Five values; only the time of a call can change much between one caller and two."""
    five = ["stages.call.work", "stages.meet.work", "teams.meeters.salary", "stages.meet.then",
            "segments.all.deal_size"]  # fmt: skip
    one = company(assumed=five)
    two = company(assumed=five, teams__callers__headcount=2)
    found = gtmsim.explain(one, two, objective="wins", replications=8, most=1)
    assert found.tips is not None
    assert found.tips.known == 5
    assert found.tips.tried == ("stages.call.work",)


def test_the_same_design_twice_has_nothing_to_explain() -> None:
    found = gtmsim.explain(company(), company(), replications=4, tipping=False)
    assert found.verdict.winner is None
    assert {row.without.verdict for row in found.switched_off} == {"no clear difference"}
    assert all(row.adds.mean == 0 for row in found.switched_off)


# --- What can be switched off, and scaled ------------------------------------------------------


def test_switches_are_what_the_scenario_says() -> None:
    assert [each.id for each in switches_of(company())] == ["patience", "response_delay"]
    learning = company(mechanisms={"learning": {"first": 2, "halves_after": 20}})
    learning = learning.change("stages.meet.factors", {"experience": {"0": 0.5, "20": 1}})
    switch = next(each for each in switches_of(learning) if each.id == "learning")
    changes = off(learning, switch)
    assert changes == {"mechanisms.learning": "none", "stages.meet.factors.experience": "none"}
    switched = learning.change(changes)
    assert switched.stages["meet"].factors == {}
    assert switched.mechanisms is None or switched.mechanisms.learning is None


def test_patience_stays_as_words_where_the_journey_needs_them() -> None:
    needs = company(
        stages__call__cold="second",
        stages__second={
            "function": "calling",
            "work": "10 min",
            "then": {"meet": "9%", "lost": "rest"},
        },
    )
    switch = next(each for each in switches_of(needs) if each.id == "patience")
    assert off(needs, switch) == {"stages.call.goes_cold_after": "36500 days"}


@pytest.mark.parametrize("file", ["smb_inbound", "own_company", "recontact"])
def test_every_mechanism_of_a_shipped_scenario_can_be_switched_off(file: str) -> None:
    scenario = load(f"scenarios/{file}.yaml")
    for switch in switches_of(scenario):
        changes = off(scenario, switch)
        assert changes
        assert switch.never or switch.id not in [
            each.id for each in switches_of(scenario.change(changes))
        ]


@pytest.mark.parametrize(
    ("text", "factor", "scaled"),
    [
        ("45 min", 2, "90 min"),
        ("30万円 per month", 0.5, "15万円 per month"),
        ("100_000 JPY", 1.5, "150000 JPY"),
        ("80%", 0.25, "50%"),
        ("2", 1.5, "3"),
        ("12 of 48", 2, None),
        ("25% (18%..33%)", 2, None),
        ("2026-04-01", 2, None),
        ("9:00-18:00", 2, None),
        ("next quarter", 2, None),
    ],
)
def test_quantities_scale_in_their_unit(text: str, factor: float, scaled: str | None) -> None:
    assert scale(text, factor) == scaled


def test_shares_never_leave_their_bounds() -> None:
    for factor in (1e-3, 0.5, 2, 1e3):
        text = scale("37%", factor)
        assert text is not None
        assert 0 < float(text.rstrip("%")) < 100
    assert math.isclose(float(str(scale("50%", 3)).rstrip("%")), 75)


def test_what_a_design_is_made_of_is_no_assumption_about_the_world() -> None:
    told = company(assumed=["teams.callers.headcount", "stages.call.work", "stages.meet.then"])
    assert [each.path for each in assumptions_of(told)] == ["stages.call.work", "stages.meet.then"]
