"""Rules about costs: what is paid on top of pay needs somebody who is paid."""

from __future__ import annotations

from gtmsim.scenario.check_match import every_team
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.model import ScenarioModel


def check_costs(model: ScenarioModel) -> Findings:
    """Find costs that nothing could come of."""
    costs = model.costs
    if costs is None:
        return
    teams = [team for _, team in every_team(model)]
    if costs.on_top_of_pay and not any(team.salary is not None for team in teams):
        message = "on top of which pay? No team has a salary. Add salary to the teams."
        yield Finding(("costs", "on_top_of_pay"), message, ("teams",))
    if not (costs.model_fields_set - {"source"}):
        message = "says nothing. Write gross_margin, on_top_of_pay, tools or fixed, or remove it."
        yield Finding(("costs",), message)
