"""What the simulation does beyond a spreadsheet, switched off one by one."""

from __future__ import annotations

from datetime import date, timedelta

from gtmsim.experiment.switches import SWITCHES, off
from gtmsim.scenario import Scenario

MANY = 10
"""So many times the people of each team leave nobody waiting for one of them."""
WAITING = ("response_delay", "patience", "rivals")
"""Mechanisms by which waiting costs buyers."""


def lasting(scenario: Scenario, horizon: str) -> Scenario:
    """The same over another time."""
    return scenario.change("horizon", horizon)


def calm(scenario: Scenario) -> tuple[Scenario, tuple[str, ...]]:
    """A market that does not mind waiting, and what could not be switched off."""
    kept = []
    for switch in SWITCHES:
        if switch.id in WAITING:
            changes = off(scenario, switch)
            if changes is None:
                kept.append(switch.id)
            elif changes:
                scenario = scenario.change(changes)
    return scenario, tuple(kept)


def many(scenario: Scenario) -> dict[str, object]:
    """So many people in every team that nobody waits for one."""
    changes: dict[str, object] = {}
    for name, team in scenario.teams.items():
        if team.headcount is not None:
            changes[f"teams.{name}.headcount"] = team.headcount * MANY
        elif team.people:
            more = [f"{name} +{n}" for n in range(1, len(team.people) * (MANY - 1) + 1)]
            written = scenario.tree()["teams"][name]["people"]
            changes[f"teams.{name}.people"] = [*written, *more]
    return changes


def closed(scenario: Scenario, last: date) -> dict[str, object]:
    """No new leads after the period, whose leads are followed."""
    end = (last + timedelta(days=1)).isoformat()
    return {
        f"channels.{name}.until": end
        for name, channel in scenario.channels.items()
        if channel.until is None and channel.list_ is None and not channel.on
    }
