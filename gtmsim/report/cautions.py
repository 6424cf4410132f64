"""What a sound scenario says that its writer may not have meant."""

from __future__ import annotations

from collections.abc import Iterator

from gtmsim.report.ways import ways
from gtmsim.scenario import Scenario


def cautions(scenario: Scenario) -> Iterator[str]:
    """Things that run well and count nothing, or later than one thinks: one sentence each."""
    reached = {way.target.milestone for way in ways(scenario)}
    for name, stage in scenario.milestones.items():
        if name not in reached:
            yield (
                f"milestones.{name}: is counted when a lead comes to {stage} by an outcome named "
                f"{name}, and no outcome is. Write {name} in the then of a stage before it."
            )
    yield from _terms(scenario)


def _terms(scenario: Scenario) -> Iterator[str]:
    opening, contract = scenario.opening, scenario.contract
    if opening is None or contract is None or contract.term is None:
        return
    undated = sum(
        row.count for row in opening.customers if row.starts is None and row.renews is None
    )
    if undated:
        yield (
            f"opening.customers: {undated:,} without starts or renews, so that their terms of "
            f"{contract.term} begin on the first day. Write renews: DATE to spread them."
        )
