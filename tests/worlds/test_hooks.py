"""Policies as functions: they decide as written rules do, see copies, and are told by name."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

import gtmsim
from gtmsim import EventLog, Hooks, Scenario
from gtmsim.engine import CompanyView, HookError, LeadView
from gtmsim.experiment import compare, simulate, sweep
from gtmsim.experiment.experiment import ExperimentError
from gtmsim.log import Kind, audit

BUSY = """
start: 2026-04-01
horizon: 3 months
calendar: {hours: {mon-fri: "9:00-18:00"}}
attributes:
  employees: {law: {lognormal: {mean: 300, cv: 2}}}
  region: {shares: {east: 60%, west: rest}}
  fit: {shares: {good: 30%, poor: rest}, latent: yes}
channels: {web: {leads: 12 per day}, ads: {leads: 6 per day}}
stages:
  qualify: {function: sales, work: {exponential: 60 min}, then: {close: 50%, lost.no_need: rest}}
  close: {function: sales, work: {exponential: 90 min}, then: {won: 40%, lost.price: rest}}
milestones: {won: end}
teams:
  inside: {covers: sales, headcount: 3PRIORITIES}
  seniors: {covers: sales, headcount: 2}
  partners: {covers: sales, headcount: 1}
RULES
"""
WRITTEN = Scenario.from_text(
    BUSY.replace(
        "RULES",
        "assignment_rules:\n  - {when: {employees: '>= 500'}, team: seniors}\n"
        "  - {when: {channel: ads, stage: close}, team: partners}\n  - {team: inside}\n",
    ).replace("PRIORITIES", ", priorities: [{region: west}, {channel: ads}]")
)
BARE = Scenario.from_text(BUSY.replace("RULES", "").replace("PRIORITIES", ""))


def by_size(lead: LeadView, teams: tuple[str, ...]) -> str:
    """The written rules, as a function."""
    assert teams == ("inside", "seniors", "partners")
    if float(lead.attributes["employees"]) >= 500:
        return "seniors"
    return "partners" if (lead.channel, lead.stage) == ("ads", "close") else "inside"


def in_class(lead: LeadView, stage: str) -> int:
    """The written priorities of inside sales, as a function."""
    assert stage == lead.stage
    if by_size(lead, ("inside", "seniors", "partners")) != "inside":
        return 0
    if lead.attributes["region"] == "west":
        return 0
    return 1 if lead.channel == "ads" else 2


def events(scenario: Scenario, hooks: Hooks | None = None) -> EventLog:
    log = gtmsim.run(gtmsim.compile(scenario), 7, hooks=hooks)
    audit.check(log)
    return log


def test_hooks_that_decide_as_the_file_does_give_the_same_events() -> None:
    written = events(WRITTEN)
    hooked = events(BARE, Hooks(assign=by_size, priority=in_class))
    assert len(written) > 3000
    for column, values in written.events.items():
        assert (values == hooked.events[column]).all(), column
    assert events(BARE).digest() != written.digest()


def test_hooks_replace_the_written_rules() -> None:
    log = events(WRITTEN, Hooks(assign=lambda lead, teams: teams[-1]))
    joined = log.select(Kind.JOINED)
    assert set(log.events["team"][joined].tolist()) == {2}


def test_without_hooks_nothing_differs_and_the_meta_names_those_that_are_used() -> None:
    assert events(WRITTEN, Hooks()).digest() == events(WRITTEN).digest()
    assert "hooks" not in events(WRITTEN).meta
    meta = events(BARE, Hooks(assign=by_size)).meta
    assert meta["hooks"] == {"assign": f"{__name__}.by_size"}


def test_no_hook_is_asked_about_the_companys_own_work() -> None:
    campaigns = BARE.change(
        "channels.fair",
        {
            "first": "2026-04-20",
            "every": "2 weeks",
            "leads": 10,
            "needs": {"function": "sales", "work": "4 h", "begins": "1 week before"},
        },
    )
    seen: set[str] = set()

    def by_channel(lead: LeadView, stage: str) -> int:
        seen.add(stage)
        return 0

    log = events(campaigns, Hooks(assign=by_size, priority=by_channel))
    assert seen == {"qualify", "close"}
    work = log.select(Kind.FINISHED)
    assert (log.events["lead"][work] == -1).any()


def test_a_hook_sees_a_frozen_lead_without_what_is_latent() -> None:
    seen: list[LeadView] = []

    def look(lead: LeadView, teams: tuple[str, ...]) -> str:
        seen.append(lead)
        return teams[0]

    events(BARE, Hooks(assign=look))
    one = seen[0]
    assert set(one.attributes) == {"employees", "region"}
    assert (one.stage, one.function, one.visit) == ("qualify", "sales", 1)
    assert (one.date, one.customer, one.owner) == (dt.date(2026, 4, 1), False, None)
    with pytest.raises(FrozenInstanceError):
        one.stage = "close"  # type: ignore[misc]
    with pytest.raises(TypeError):
        one.attributes["region"] = "north"  # type: ignore[index]


def fails(lead: LeadView, teams: tuple[str, ...]) -> str:
    raise ValueError("no idea")


@pytest.mark.parametrize(
    ("hooks", "phrases"),
    [
        (Hooks(assign=fails), ("hook `assign`", "fails", "lead 0 in stage qualify", "no idea")),
        (Hooks(assign=lambda lead, teams: "nobody"), ("returned 'nobody'", "seniors")),
        (Hooks(priority=lambda lead, stage: -1), ("hook `priority`", "-1", "0 to 999")),
        (Hooks(priority=lambda lead, stage: "high"), ("'high'", "0 to 999")),  # type: ignore[arg-type,return-value]
        (Hooks(monthly=lambda view: [("inside", "seniors", 9)]),
         ("hook `monthly`", "2026-05-01", "inside has 3 people")),
        (Hooks(monthly=lambda view: [("inside", "senior", 1)]), ("'senior'", "seniors")),
        (Hooks(monthly=lambda view: 1 / 0), ("ZeroDivisionError",)),  # type: ignore[arg-type,return-value]
    ],
)  # fmt: skip
def test_what_a_hook_does_wrong_is_told_with_its_name(
    hooks: Hooks, phrases: tuple[str, ...]
) -> None:
    with pytest.raises(HookError) as refusal:
        events(BARE, hooks)
    for phrase in phrases:
        assert phrase in str(refusal.value)


def test_a_scenario_that_was_not_compiled_is_refused_with_the_remedy() -> None:
    with pytest.raises(TypeError, match="write gtmsim"):
        gtmsim.run(BARE)  # type: ignore[arg-type]


# --- Months ------------------------------------------------------------------------------


def test_people_move_on_the_first_of_a_month_and_stay_when_others_join() -> None:
    views: list[CompanyView] = []

    def move(view: CompanyView) -> list[tuple[str, str, int]]:
        views.append(view)
        return [("inside", "seniors", 1)] if view.date.month == 5 else []

    hired = BARE.change(
        "reorganizations",
        [{"from": "2026-05-11", "teams": {}, "moves": [{"people": 1, "to": "partners"}]}],
    )
    log = events(hired, Hooks(monthly=move))
    assert [view.date for view in views] == [dt.date(2026, 5, 1), dt.date(2026, 6, 1)]
    assert views[0].headcount == {"inside": 3, "seniors": 2, "partners": 1}
    assert views[1].headcount == {"inside": 2, "seniors": 3, "partners": 2}
    assert 0 < views[0].wins < views[1].wins
    assert views[0].backlog["inside"] > 0
    ids, names = log.teams["id"], log.reps["id"]
    stays = log.memberships
    mover = [
        (ids[team], since)
        for rep, team, since in zip(stays["rep"], stays["team"], stays["from_tick"], strict=True)
        if names[rep] == "inside-3"
    ]
    assert mover[0] == ("inside", 0)
    assert {team for team, since in mover[1:]} == {"seniors"}
    assert mover[1][1] == 30 * 1440


def test_a_monthly_hook_that_moves_nobody_changes_nothing() -> None:
    quiet = events(BARE, Hooks(monthly=lambda view: []))
    assert (quiet.events["time"] == events(BARE).events["time"]).all()


# --- Many replications -------------------------------------------------------------------

FEW = BARE.change("horizon", "5 days")


def test_a_simulation_uses_hooks_and_says_so() -> None:
    result = simulate(FEW, replications=2, kpis=["leads"], hooks=Hooks(assign=by_size))
    assert result.hooks == {"scenario": {"assign": f"{__name__}.by_size"}}
    assert f"Decided by functions of Python, not by the file: assign ({__name__}.by_size)." in str(
        result
    )
    plain = simulate(FEW, replications=2, kpis=["leads"])
    assert plain.hooks == {}
    assert "functions of Python" not in str(plain)


WAITS = ["waiting_time", "speed_to_lead"]
"""What differs where a rule does."""


def test_a_policy_as_a_function_is_compared_with_the_written_one() -> None:
    """The same design twice, once by hand; the hook that decides as the file does is as good."""
    designs = {"bare": BARE, "by hand": BARE, "written": WRITTEN}
    decided = Hooks(assign=by_size, priority=in_class)
    found = compare(designs, replications=2, kpis=WAITS, hooks={"by hand": decided})
    waits = {
        point.label: found.result.values("waiting_time", point) for point in found.result.points
    }
    assert (waits["by hand"] == waits["written"]).all()
    assert (waits["by hand"] != waits["bare"]).all()
    assert list(found.result.hooks) == ["by hand"]
    assert f"priority ({__name__}.in_class) (by hand)." in str(found)


def test_hooks_without_a_design_decide_in_every_one() -> None:
    designs = {"bare": BARE, "two": BARE.change("teams.seniors.headcount", 3)}
    found = compare(designs, replications=1, kpis=WAITS, hooks=Hooks(assign=by_size))
    alone = simulate(BARE, replications=1, kpis=WAITS, hooks=Hooks(assign=by_size))
    assert found.result.values("waiting_time", 0) == alone.values("waiting_time")
    assert list(found.result.hooks) == ["bare", "two"]
    assert "by_size)." in str(found)


def test_a_sweep_uses_hooks_at_every_point() -> None:
    sizes = {"teams.seniors.headcount": [1, 2]}
    found = sweep(BARE, sizes, replications=1, kpis=WAITS, hooks=Hooks(assign=by_size))
    alone = simulate(BARE, replications=1, kpis=WAITS, hooks=Hooks(assign=by_size))
    assert found.values("waiting_time", 1) == alone.values("waiting_time")
    assert "Decided by functions of Python" in str(found)


def test_hooks_do_not_go_into_a_folder_nor_into_processes_they_cannot_reach(tmp_path: Path) -> None:
    two = {"a": FEW, "b": FEW}
    hooks = Hooks(assign=by_size)
    with pytest.raises(ExperimentError, match="a folder cannot keep hooks"):
        simulate(FEW, replications=1, hooks=hooks, out=tmp_path / "kept")
    with pytest.raises(ExperimentError, match="a folder cannot keep hooks"):
        compare(two, replications=1, hooks={"b": hooks}, out=tmp_path / "kept")
    with pytest.raises(ExperimentError, match="a folder cannot keep hooks"):
        sweep(FEW, {"teams.seniors.headcount": [1]}, hooks=hooks, out=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
    with (
        ProcessPoolExecutor(1) as pool,
        pytest.raises(ExperimentError, match="hook `assign` cannot travel"),
    ):
        compare(two, replications=1, executor=pool, hooks=Hooks(assign=lambda a, b: b[0]))


def test_hooks_travel_to_other_processes_with_their_design() -> None:
    two = {"a": FEW, "b": FEW}
    hooks = {"b": Hooks(assign=by_size)}
    here = compare(two, replications=2, kpis=WAITS, hooks=hooks).result
    with ProcessPoolExecutor(1) as pool:
        there = compare(two, replications=2, kpis=WAITS, hooks=hooks, executor=pool).result
    for point in (0, 1):
        assert (here.values("waiting_time", point) == there.values("waiting_time", point)).all()


@pytest.mark.parametrize(
    ("hooks", "phrase"),
    [
        ({"c": Hooks(assign=by_size)}, "`hooks` names 'c': no such design. Designs: a, b."),
        ({"a": by_size}, "write gtmsim.Hooks"),
        (by_size, "write gtmsim.Hooks"),
    ],
)
def test_hooks_for_no_design_and_functions_alone_are_refused(hooks: Any, phrase: str) -> None:
    with pytest.raises(ExperimentError, match=re.escape(phrase)):
        compare({"a": FEW, "b": FEW}, replications=1, hooks=hooks)
