"""By what designs are judged: the profit where costs are known, else what is sold (R158)."""

from __future__ import annotations

from collections.abc import Iterable

from gtmsim.scenario import Scenario
from gtmsim.scenario.amounts import amount_laws
from gtmsim.scenario.targets import stage_outcomes
from gtmsim.scenario.ways import ways

MONEY = ("arr", "gross_profit", "contribution", "cash_balance")
"""What a verdict tells of every design besides its objective, as far as it is known."""


def default_objective(scenarios: Iterable[Scenario]) -> str:
    """The KPI that decides between designs where nobody names one.

    `contribution` (gross profit less total cost over the horizon) where every design says its
    gross margin; else `arr` (at the end) where contracts recur, `bookings` where deals have an
    amount, `wins` where leads are won. Empty where nothing is won.
    """
    designs = list(scenarios)
    if not designs or not all(_wins(each) for each in designs):
        return ""
    laws = [list(amount_laws(each)) for each in designs]
    if not all(laws):
        return "wins"
    if all(each.costs is not None and each.costs.gross_margin is not None for each in designs):
        return "contribution"
    recurs = any(law.per is not None for each in laws for law in each)
    return "arr" if recurs else "bookings"


def money_of(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """The money that a verdict tells of: what every design has."""
    objective = default_objective(scenarios)
    if objective == "contribution":
        return MONEY
    return ("arr", "cash_balance") if objective in ("arr", "bookings") else ()


def costs_of(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """What designs are held against in money, where the costs of all of them are known."""
    return ("total_cost",) if default_objective(scenarios) == "contribution" else ()


def _wins(scenario: Scenario) -> bool:
    """Whether some way of the journey reaches the milestone `won`."""
    targets = [way.target for way in ways(scenario) if way.target is not None]
    targets += [each.target for name in scenario.stages for each in stage_outcomes(scenario, name)]
    return any(target.milestone == "won" for target in targets)
