"""Rules about targets out of reach: whose, of what, and what they do to odds (R167)."""

from __future__ import annotations

from gtmsim.scenario.check_match import every_team
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.match import PRESSURE
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.pressure import Pressure
from gtmsim.scenario.suggest import enumeration, listed
from gtmsim.scenario.tree import Path, shown
from gtmsim.scenario.ways import ways
from gtmsim.units import parse_number

_AT: Path = ("mechanisms", "pressure")
_DEPENDS = ("mechanisms", "mechanisms.pressure")


def check_pressure(model: ScenarioModel) -> Findings:
    """Find targets of nobody, or of nothing, and pressure that comes from nowhere."""
    given = model.mechanisms.pressure if model.mechanisms is not None else None
    if given is not None:
        yield from _whose(model, given)
        yield from _quota(given)
    for name, stage in model.stages.items():
        at: Path = ("stages", name, "factors", PRESSURE)
        if PRESSURE in stage.factors:
            yield from _comes_from_somewhere(at, given)
            yield from _begins_at_one(at, stage.factors[PRESSURE])
        if stage.attempts is not None and PRESSURE in stage.attempts.factors:
            path: Path = ("stages", name, "attempts", "factors", PRESSURE)
            message = "whether a buyer answers does not depend on who is under pressure. Write it "
            yield Finding(path, f"{message}under the factors of the stage.")


def _whose(model: ScenarioModel, given: Pressure) -> Findings:
    """Some team is to bring the milestone, and does a stage that can bring it."""
    teams = [(str(path[-1]), team) for path, team in every_team(model)]
    covered = {one for name, team in teams if name == given.team for one in team.covers}
    if given.team not in {name for name, _ in teams}:
        hint = listed("Teams", given.team, [name for name, _ in teams])
        message = f'no team "{shown(given.team)}".{hint}'
        yield Finding((*_AT, "team"), message, ("teams", "history", "reorganizations"))
        return
    bringing = {
        way.target.milestone: way.stage
        for way in ways(model)
        if way.path[2:3] == ("then",)
        and way.target is not None
        and way.target.milestone is not None
        and model.stages[way.stage].function in covered
    }
    if given.counts not in bringing:
        known = enumeration(bringing)
        message = (
            f"{given.team} does no stage whose `then` leads to {shown(given.counts)}. "
            f"What it can bring: {known}."
        )
        yield Finding((*_AT, "counts"), message, ("stages", "milestones", "teams"))


def _quota(given: Pressure) -> Findings:
    path = (*_AT, "quota")
    if given.quota.business:
        message = f"{given.quota}: a target is for civil months. Write 20 per month."
        yield Finding(path, message)
    elif given.quota.count <= 0:
        message = "nobody is to bring anything. Write 20 per month, or remove the target."
        yield Finding(path, message)


def _comes_from_somewhere(at: Path, given: Pressure | None) -> Findings:
    if given is None:
        message = (
            "whose pressure? Nobody has a target that could be out of reach. Add mechanisms: "
            "{pressure: {team: TEAM, counts: sql, quota: 20 per month}}, or remove the factor."
        )
        yield Finding(at, message, _DEPENDS)


def _begins_at_one(at: Path, table: dict[str, float]) -> Findings:
    """Where the target was met nothing changes."""
    for value, factor in table.items():
        try:
            first = parse_number(value, percent=True)
        except ValueError:
            return  # told with the table's other keys
        if first == 1 and factor != 1:
            message = f"{factor:g}: at 100% the target was met, and nothing changes. Write 1."
            yield Finding((*at, value), message)
        elif first > 1:
            message = "begins above 100%, where the target was met. Write {100%: 1, 200%: 0.6}."
            yield Finding((*at, value), message)
        return
