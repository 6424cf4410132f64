"""The shipped designs on their shared market, and the market without what makes designs differ."""

from __future__ import annotations

from pathlib import Path

import gtmsim
from gtmsim.scenario import Scenario

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "designs"
DESIGNS = ("generalists", "two_stage", "the_model", "pods")

NEUTRAL_POLICIES = {"choices.automation": "without"}
"""Who is noticed while resting depends on when it was called."""


def design(name: str, changes: dict[str, object] | None = None) -> Scenario:
    """A shipped design, with some of the market's circumstances changed."""
    scenario = gtmsim.load(FOLDER / f"{name}.yaml")
    return scenario.change(changes) if changes else scenario


def neutral(scenario: Scenario) -> Scenario:
    """Without mechanisms, odds factors, impatience, readiness and no-shows that follow the lag.

    What is left cannot depend on when a lead is served, nor by whom, up to the win. After the
    win clocks race each other (a review, an alert, a renewal), so customer life ends there.
    """
    changes: dict[str, object] = {
        **NEUTRAL_POLICIES,
        "mechanisms": None,
        "channels.webinar.needs": None,
        "bought_elsewhere": None,
        **{f"milestones.{name}": None for name in ("onboarded", "renewed", "expanded", "churned")},
        "stages.kickoff.then": {"end": "100%"},
        "opening.customers": None,
        "stages.first_meeting.meeting.no_show": "22%",
    }
    for name, channel in scenario.channels.items():
        if channel.ready is not None:
            changes[f"channels.{name}.ready"] = None
    for name, stage in scenario.stages.items():
        if stage.factors:
            changes[f"stages.{name}.factors"] = None
        if stage.goes_cold_after is not None:
            changes |= {f"stages.{name}.goes_cold_after": None, f"stages.{name}.cold": None}
    for name in CUSTOMER_LIFE:
        changes = {key: one for key, one in changes.items() if f"stages.{name}." not in f"{key}."}
        changes[f"stages.{name}"] = None
    changes["choices.promises"] = "without"
    changes["choices.order"] = "by_arrival"
    return scenario.change({**changes, "assumed": None})


CUSTOMER_LIFE = (
    *("onboarding", "live", "check_in", "rescue", "expand", "renewal", "renewal_alone"),
)
