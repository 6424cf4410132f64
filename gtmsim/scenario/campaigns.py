"""The company's own work, as stages that no lead ever enters.

What a channel needs is done in an internal stage, `webinar.preparation`: teams can name it in
their priorities, and the log names it.
"""

from __future__ import annotations

from gtmsim.scenario.journey import Stage
from gtmsim.scenario.model import ScenarioModel

PREPARATION = "preparation"


def own_stages(model: ScenarioModel) -> dict[str, Stage]:
    """The internal stages of a scenario, in the order of its channels."""
    return {
        stage_of(name): Stage(function=channel.needs.function, urgency=channel.needs.urgency)
        for name, channel in model.channels.items()
        if channel.needs is not None
    }


def stage_of(channel: str) -> str:
    """The internal stage in which the work for a channel is done."""
    return f"{channel}.{PREPARATION}"
