"""With neutral mechanisms and no impatience, the organization changes times and nothing else.

No effect is attached to a design's name or form: if nobody goes cold, no odds depend on
delay, and nobody leaves, then more people, other teams, another order of the file and another
calendar leave what becomes of each lead as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gtmsim.engine import run
from gtmsim.log import EventLog
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from gtmsim.testing import scenarios
from tests.null.sequences import compare
from tests.one_more.telling import lives, rewritten, told

Tree = dict[str, Any]

SEEDS = st.integers(0, 2**64 - 1)
ANY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
LEAST_LEADS = 100
"""Leads that must have ended in both runs, over all examples, for a comparison to mean much."""
LEAST_TIMES = 3
"""Examples in which the change must have moved something in time."""


def log_of(scenario: Scenario, seed: int) -> EventLog:
    return run(compile(scenario), seed)


def tree_of(scenario: Scenario) -> Tree:
    """A scenario without what names its people and teams: targets, openings, rules, help."""
    tree = scenario.tree()
    tree.pop("targets", None)
    tree.pop("quotas", None)
    tree.get("opening", {}).pop("reps", None)
    tree.pop("assignment_rules", None)
    for team in tree["teams"].values():
        team.pop("helps", None)
    return tree


# --- Changes of an organization ---------------------------------------------------------


def size(team: Tree) -> int:
    return int(team["headcount"]) if "headcount" in team else len(team["people"])


def more_people(tree: Tree) -> None:
    """Every team has three more."""
    for name, team in tree["teams"].items():
        if "headcount" in team:
            team["headcount"] = size(team) + 3
        else:
            team["people"] += [f"{name}_new_{number}" for number in range(3)]


def one_person(tree: Tree) -> None:
    """Every team is a single person, who may own any number of leads."""
    for team in tree["teams"].values():
        team.pop("people", None)
        team.pop("max_open_leads", None)
        team["headcount"] = 1


def _for_any_team(tree: Tree) -> None:
    """Meetings and projects name no team that may be gone, and nothing counts on salaries."""
    tree.pop("projects", None)
    tree.pop("costs", None)  # on top of salaries, which the new teams have not
    for meeting in tree.get("meetings", ()):
        meeting.pop("teams", None)


def generalists(tree: Tree) -> None:
    """One team does everything, with the people of all."""
    if not tree["teams"]:
        return
    owned = any("meeting" in stage for stage in tree["stages"].values())
    functions = {stage.get("function") for stage in tree["stages"].values()} - {None}
    people = sum(size(team) for team in tree["teams"].values())
    _for_any_team(tree)
    tree["teams"] = {
        "everybody": {
            "covers": sorted(functions),
            "headcount": people,
            "assignment": "when_free" if owned else "pooled",
        }
    }


def specialists(tree: Tree) -> None:
    """A team for each function."""
    needs_owners = {s["function"] for s in tree["stages"].values() if "meeting" in s}
    functions = {stage.get("function") for stage in tree["stages"].values()} - {None}
    _for_any_team(tree)
    tree["teams"] = {
        f"{function}_team": {
            "covers": function,
            "headcount": 2,
            "assignment": "on_arrival" if function in needs_owners else "pooled",
        }
        for function in sorted(functions)
    }


def always_open(tree: Tree) -> None:
    """Nobody sleeps: everybody's hours are around the clock."""
    for team in tree["teams"].values():
        team["calendar"] = "desk"


def other_priorities(tree: Tree) -> None:
    """Whoever waits is served in another order."""
    last = list(tree["stages"])[-1]
    for team in tree["teams"].values():
        team["priorities"] = [{"stage": last}, {"recycled": "yes"}]
    for place, stage in enumerate(tree["stages"].values()):
        if "function" in stage:
            stage["urgency"] = place


def a_reorganization(tree: Tree) -> None:
    """Everybody moves into one team; nobody is hired, nobody leaves, and no hours change.

    (A meeting outside of its owner's new hours would be booked anew, with luck of its own.)
    """
    always_open(tree)
    before = {name: dict(team) for name, team in tree["teams"].items()}
    generalists(tree)
    everybody = tree["teams"].pop("everybody", None)
    tree["teams"] = before
    if everybody is None:
        return
    everybody["calendar"] = "desk"
    moves = [{"people": size(t), "from": name, "to": "everybody"} for name, t in before.items()]
    on = date.fromisoformat(tree["start"]) + timedelta(days=2)
    change = {"from": on.isoformat(), "teams": {"everybody": everybody}, "moves": moves}
    tree["reorganizations"] = [change]


CHANGES: tuple[Callable[[Tree], None], ...] = (
    more_people,
    one_person,
    generalists,
    specialists,
    always_open,
    other_priorities,
    a_reorganization,
)


@pytest.mark.parametrize("change", CHANGES)
def test_the_organization_changes_times_only(change: Callable[[Tree], None]) -> None:
    leads, moved = 0, 0

    @ANY
    @given(scenarios(patient=True), SEEDS)
    def becomes_the_same(scenario: Scenario, seed: int) -> None:
        nonlocal leads, moved
        tree = tree_of(scenario)
        change(tree)
        one, other = log_of(scenario, seed), log_of(rewritten(tree), seed)
        leads += compare(one, other)
        moved += one.events["time"].tolist() != other.events["time"].tolist()

    becomes_the_same()
    assert leads >= LEAST_LEADS, "too few leads ended in both runs"
    assert moved >= LEAST_TIMES, "the change changed nothing at all"


def test_impatience_is_what_makes_organizations_differ() -> None:
    """The other way round: where buyers are impatient, more people do change outcomes."""
    differs = 0

    @ANY
    @given(scenarios(), SEEDS)
    def may_become_another(scenario: Scenario, seed: int) -> None:
        nonlocal differs
        tree = tree_of(scenario)
        tree.pop("reorganizations", None)
        tree.pop("history", None)
        base = rewritten(tree)
        more_people(tree)
        try:
            compare(log_of(base, seed), log_of(rewritten(tree), seed))
        except AssertionError:
            differs += 1

    may_become_another()
    assert differs >= 3, "the comparison of this file sees no difference where there are some"


# --- Equal coverage ---------------------------------------------------------------------


def named_people(tree: Tree) -> None:
    """Write everybody's name, so that a team's own name is only a name."""
    for name, team in tree["teams"].items():
        if "headcount" in team:
            team["people"] = [f"{name}-{n + 1}" for n in range(int(team.pop("headcount")))]


def test_the_name_of_a_team_means_nothing() -> None:
    """Where coverage is the same set, the logs are identical, row by row."""

    @ANY
    @given(scenarios(patient=True), SEEDS)
    def is_the_same(scenario: Scenario, seed: int) -> None:
        tree = tree_of(scenario)
        named_people(tree)
        _for_any_team(tree)
        base = log_of(rewritten(tree), seed)
        tree["teams"] = {f"the_model_{name}": team for name, team in tree["teams"].items()}
        renamed = log_of(rewritten(tree), seed)
        for column in base.events:
            assert base.events[column].tolist() == renamed.events[column].tolist()
        assert base.reps["id"] == renamed.reps["id"]

    is_the_same()


def test_the_order_of_channels_and_stages_means_nothing() -> None:
    """Who is served first of those who wait equally is decided by luck, not by the file."""
    turned = 0

    @ANY
    @given(scenarios(patient=True), SEEDS)
    def is_the_same(scenario: Scenario, seed: int) -> None:
        nonlocal turned
        tree = tree_of(scenario)
        tree.setdefault("first_stage", next(iter(tree["stages"])))
        base = log_of(rewritten(tree), seed)
        for block in ("channels", "stages"):
            tree[block] = dict(reversed(tree[block].items()))
            turned += len(tree[block]) > 1
        assert lives(base) == lives(log_of(rewritten(tree), seed))

    is_the_same()
    assert turned >= LEAST_TIMES


@pytest.mark.parametrize("assignment", ["pooled", "when_free", "on_arrival"])
def test_leads_that_come_together_are_not_served_in_order_of_the_file(assignment: str) -> None:
    """Ten of each channel at the same minute, and one person: luck decides, by name."""
    ten = {"on": ["2026-04-01 09:00"] * 10}
    tree = {
        "start": "2026-04-01",
        "horizon": "5 days",
        "channels": {"web": ten, "ads": ten},
        "stages": {"call": {"function": "sales", "work": "1 h", "then": {"end": "100%"}}},
        "teams": {"sales": {"covers": "sales", "headcount": 1, "assignment": assignment}},
    }
    base = lives(log_of(rewritten(tree), 1))
    turned = {**tree, "channels": {"ads": ten, "web": ten}}
    assert base == lives(log_of(rewritten(turned), 1))
    served = sorted(base, key=lambda lead: base[lead][-1][0])
    assert served != sorted(base), "nor by key, which is no luck"


def test_the_order_of_teams_means_nothing() -> None:
    """Teams that share no function may stand in any order: every life is the same, to the tick."""
    shuffled = 0

    @settings(ANY, max_examples=150)
    @given(scenarios(), SEEDS)
    def is_the_same(scenario: Scenario, seed: int) -> None:
        nonlocal shuffled
        tree = tree_of(scenario)
        named_people(tree)
        if "reorganizations" in tree or isinstance(tree.get("history"), dict):
            return
        base = log_of(rewritten(tree), seed)
        names = list(tree["teams"])
        # Of teams that cover the same, the first that serves a lead takes it: those stay in order.
        parts = [*dict.fromkeys(name.split("_")[-1] for name in names)]
        order = [name for part in reversed(parts) for name in names if name.split("_")[-1] == part]
        tree["teams"] = {name: tree["teams"][name] for name in order}
        other = log_of(rewritten(tree), seed)
        assert sorted(told(base)) == sorted(told(other))
        one, another = lives(base), lives(other)
        for found in (one, another):
            found.pop(-1, None)  # who leave in the same tick do so in the order of the roster
        assert one == another
        shuffled += order != names

    is_the_same()
    assert shuffled >= LEAST_TIMES
