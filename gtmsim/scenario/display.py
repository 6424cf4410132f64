"""A scenario at a glance, for notebooks."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gtmsim.scenario.scenario import Scenario


def html_of(scenario: Scenario) -> str:
    """The scenario as a small table: when, who, what comes in, what has no source."""
    title = " · ".join(each for each in (scenario.name, scenario.label) if each) or "Scenario"
    rows = "".join(
        f'<tr><th style="text-align:left">{html.escape(name)}</th>'
        f'<td style="text-align:left">{html.escape(text)}</td></tr>'
        for name, text in _rows(scenario)
    )
    return f"<table><caption>{html.escape(title)}</caption><tbody>{rows}</tbody></table>"


def _rows(scenario: Scenario) -> Iterator[tuple[str, str]]:
    tree = scenario.tree()
    yield "runs", f"from {tree.get('start', '?')}, {tree.get('horizon', '?')}"
    teams = []
    for name, team in scenario.teams.items():
        people = team.headcount if team.headcount is not None else len(team.people or ())
        teams.append(f"{name} {people}")
    for name, found in (
        ("teams", teams),
        ("channels", scenario.channels),
        ("stages", scenario.stages),
        ("targets", scenario.targets),
    ):
        if found:
            yield name, ", ".join(found)
    yield "without a source", f"{len(scenario.assumed)} values"
    yield "SHA-256", scenario.hash[:12]
