"""The rules that no single field can know: names, sums, graphs, people, coverage.

Each rule is a function of the model that yields findings, and lives in one of the `check_*`
files. All rules look at every scenario, so that all problems are told at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from gtmsim.scenario.check_assigning import check_assigning
from gtmsim.scenario.check_buyers import check_buyers
from gtmsim.scenario.check_costs import check_costs
from gtmsim.scenario.check_coverage import check_coverage
from gtmsim.scenario.check_currency import check_currency
from gtmsim.scenario.check_epochs import check_epochs
from gtmsim.scenario.check_goals import check_goals
from gtmsim.scenario.check_graph import check_graph
from gtmsim.scenario.check_handoffs import check_handoffs
from gtmsim.scenario.check_market import check_market
from gtmsim.scenario.check_match import check_match
from gtmsim.scenario.check_mechanisms import check_mechanisms
from gtmsim.scenario.check_offer import check_offer
from gtmsim.scenario.check_opening import check_opening
from gtmsim.scenario.check_pressure import check_pressure
from gtmsim.scenario.check_prospecting import check_prospecting
from gtmsim.scenario.check_settings import check_settings
from gtmsim.scenario.check_shares import check_shares
from gtmsim.scenario.check_staffing import check_staffing
from gtmsim.scenario.check_stages import check_stages
from gtmsim.scenario.check_targets import check_targets
from gtmsim.scenario.check_teams import check_teams
from gtmsim.scenario.check_times import check_times
from gtmsim.scenario.check_working_time import check_working_time
from gtmsim.scenario.finding import Finding
from gtmsim.scenario.model import ScenarioModel

RULES = (
    check_times,
    check_settings,
    check_currency,
    check_targets,
    check_shares,
    check_graph,
    check_stages,
    check_market,
    check_prospecting,
    check_match,
    check_offer,
    check_buyers,
    check_goals,
    check_opening,
    check_teams,
    check_mechanisms,
    check_handoffs,
    check_pressure,
    check_costs,
    check_working_time,
    check_epochs,
    check_assigning,
    check_staffing,
    check_coverage,
)


def check(model: ScenarioModel) -> Iterator[Finding]:
    """Look at a model with every rule, one finding at a time.

    The model may lack what was pruned from it, so a rule expects nothing of other rules: where
    a name leads nowhere it looks away, since that is another rule's finding.
    """
    for rule in RULES:
        yield from rule(model)
