"""Where the leads and customers of an opening stand, as the rules about the journey see it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.opening import OpeningCustomer, OpeningLead
from gtmsim.scenario.tree import Path
from gtmsim.scenario.ways import ways


@dataclass(frozen=True)
class Standing:
    """Leads of an opening that stand alike.

    Attributes:
        stage: where they stand, or come back to.
        channel: where they came from; None if any channel may be.
        recycled: whether they were recycled.
        customer: whether they are customers.
    """

    stage: str
    channel: str | None = None
    recycled: bool = False
    customer: bool = False


def opening_rows(model: ScenarioModel) -> Iterator[tuple[Path, OpeningLead | OpeningCustomer]]:
    """Every lead and customer of the opening, in order, with its path."""
    opening = model.opening
    if opening is None:
        return
    for block in ("house_list", "leads", "deals", "customers"):
        for place, row in enumerate(getattr(opening, block)):
            yield ("opening", block, place), row


def standings(model: ScenarioModel) -> list[Standing]:
    """Every way in which leads of the opening stand, each once; without what is misnamed."""
    rest = resting_stage(model) if model.opening and model.opening.customers else None
    found: dict[Standing, None] = {}
    for _, row in opening_rows(model):
        stage, recycled = row.stage, False
        if isinstance(row, OpeningLead):
            rule = model.recycle.get(row.recycle or "")
            stage = stage or (rule.then if rule is not None else None)
            recycled = row.recycle is not None or bool(row.recycles)
        else:
            stage = stage or rest
        known = row.channel is None or row.channel in model.channels
        if stage in model.stages and known:
            customer = isinstance(row, OpeningCustomer)
            found[Standing(str(stage), row.channel, recycled, customer)] = None
    return list(found)


def resting_stage(model: ScenarioModel) -> str | None:
    """The first resting stage after the win: where customers are; None if there is none."""
    found = ways(model)
    ahead = deque(
        way.target.stage
        for way in found
        if way.target is not None and way.target.milestone == "won" and way.target.stage
    )
    seen = set(ahead)
    while ahead:
        name = ahead.popleft()
        if model.stages[name].waits_for is not None:
            return name
        for way in found:
            after = way.target.stage if way.target is not None and way.stage == name else None
            if after is not None and way.possible and after not in seen:
                seen.add(after)
                ahead.append(after)
    return None
