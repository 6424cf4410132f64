"""What one person more is worth, team by team: the test of a bottleneck (R174)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gtmsim.errors import ScenarioError
from gtmsim.experiment.batch import Floats
from gtmsim.experiment.lab import Change, as_settings
from gtmsim.scenario import Scenario
from gtmsim.scenario.epochs import people_of, states
from gtmsim.scenario.tree import Plain
from gtmsim.scenario.working_time import MANAGERS
from gtmsim.stats import Estimate, mean

Confirmed = Literal["confirmed", "not confirmed", "unclear"]
NEWCOMER = "one more"


@dataclass(frozen=True)
class OneMore:
    """A team with one person more.

    Attributes:
        design: label of the design.
        team: the team.
        gain: what that adds to the objective, the person's cost included.
        output: what it adds to what is produced, before the person's cost.
        named: whether the team is the bottleneck that was named.
    """

    design: str
    team: str
    gain: Estimate
    output: Estimate
    named: bool


@dataclass(frozen=True)
class Held:
    """What a person more says of the bottleneck of one design.

    Attributes:
        bottleneck: whether the team that was named holds the design back; None if none was named.
        most: the team in which a person more clearly adds, and adds most; empty if none does.
    """

    bottleneck: Confirmed | None
    most: str


def teams_with_one_more(scenario: Scenario) -> Iterator[tuple[str, dict[str, Plain]]]:
    """Each team that can take a person more, and the change that gives it one.

    Where the organization changes on a date, the person is hired into the last one.
    """
    last = len(scenario.reorganizations) - 1
    *_, state = states(scenario)
    for team in state.teams:
        if team == MANAGERS and scenario.managers is not None:
            continue  # how many they are follows from their span
        changes = _hired(scenario, last, team) if last >= 0 else _added(scenario, team)
        try:
            scenario.change(changes)
        except ScenarioError:
            continue
        yield team, changes


def _added(scenario: Scenario, team: str) -> dict[str, Plain]:
    written = scenario.teams[team]
    if not written.people:
        return {f"teams.{team}.headcount": str((written.headcount or 0) + 1)}
    listed: Plain = scenario.tree()["teams"][team]["people"]
    people = listed if isinstance(listed, list) else [listed]
    return {f"teams.{team}.people": [*people, f"{team} {NEWCOMER}"]}


def _hired(scenario: Scenario, epoch: int, team: str) -> dict[str, Plain]:
    tree = scenario.tree()["reorganizations"][epoch]
    moves = [*tree.get("moves", ()), {"people": "1", "to": team}]
    changes: dict[str, Plain] = {f"reorganizations.{epoch}.moves": moves}
    declared = scenario.reorganizations[epoch].teams.get(team)
    if declared is not None and not declared.people:
        count = len(people_of(team, declared)) + 1
        changes[f"reorganizations.{epoch}.teams.{team}.headcount"] = str(count)
    return changes


def changes_of(designs: Mapping[str, Scenario]) -> list[tuple[str, str, Change]]:
    """Every design and team with one person more: `(design, team, change)`."""
    return [
        (label, team, (at, as_settings(changes)))
        for at, (label, scenario) in enumerate(designs.items())
        for team, changes in teams_with_one_more(scenario)
    ]


def judged(rows: Sequence[tuple[OneMore, Floats]], level: float = 0.95) -> Held:
    """Whether the named team of one design holds it back, and where a person more helps most.

    Confirmed: a person more there clearly adds to the output, and nowhere adds more on average.
    Not confirmed: somewhere else it clearly adds more. The rest is unclear. Of several teams the
    best is picked by looking, so their intervals are made to hold together (Bonferroni).

    Args:
        rows: the teams of the design, each with its gains in output by replication.
        level: confidence level of all comparisons of the design together.
    """
    if not rows:
        return Held(None, "")
    best, gains = max(rows, key=lambda each: float(each[1].mean()))
    most = best.team if _clear(gains, level, len(rows)) else ""
    named = next((each for each in rows if each[0].named), None)
    if named is None:
        return Held(None, most)
    others = [more for row, more in rows if not row.named]
    if any(_clear(more - named[1], level, len(others)) for more in others):
        return Held("not confirmed", most)
    return Held("confirmed" if most == named[0].team else "unclear", most)


def _clear(gains: Floats, level: float, comparisons: int) -> bool:
    return mean(gains, level=1.0 - (1.0 - level) / comparisons).low > 0
