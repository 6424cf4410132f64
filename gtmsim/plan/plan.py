"""What will be run: the scenario with names turned into integers and rules into tables.

A plan holds plain numbers, tuples and tables only. Engines read it and never write to it;
everything a log says about names comes from `Plan.dimensions`. Times are ticks since
00:00 of the start date. -1 stands for "none" in every index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gtmsim.plan.buying import ChannelPlan, OpenedPlan, ProductPlan, PushPlan, SegmentPlan
from gtmsim.plan.clock import Clock
from gtmsim.plan.hours_plan import HoursPlan
from gtmsim.plan.outreach import EffortPlan, ListPlan
from gtmsim.plan.staff import Epoch, MechanismsPlan
from gtmsim.plan.staffing import StaffingPlan
from gtmsim.plan.steps import Delay, StagePlan, Where
from gtmsim.plan.tables import Table


@dataclass(frozen=True, eq=False)
class Plan:
    """A scenario, compiled for any engine.

    Attributes:
        horizon: ticks; events at the horizon are excluded.
        ticks_per_minute: resolution of time.
        streams: names of the streams of luck, by number.
        clocks: all clocks; 0 is the company's.
        products: what is sold; at least one.
        buyers: (segment, month in which the fiscal year starts, 0 to 11) of each kind of buyer.
        opening: who is there on the first day; the first rows of the leads.
        slip: how much later than expected deals of the opening close; its stream.
        push: the rush at a period's end.
        bought_elsewhere: where a lead goes whose buyer turns out to have bought elsewhere.
        lapsed: where a customer goes whose contract nobody renewed; None if all run on.
        opening_channels: how often a lead of the opening came by each channel: weights.
        matching: share of leads recognized as their account's.
        months: for each civil day, its month, 0 to 11; empty if no factor asks for it.
        exponential: the Exp(1) law, for arrivals and hazards.
        month_shifts: months -> for each civil day, the first tick of the day that many months
            later.
        recycle_most: recyclings allowed per lead, or -1; beyond it `recycle_beyond`.
        hours: what takes people's hours; None where nothing does.
        dimensions: tables and words for the log.
        functions, latent: names of functions, and of attributes that nobody sees, for hooks.
        efforts: channels that bring leads only if somebody prepares them.
        lists: channels whose leads people call up.
    """

    horizon: int
    ticks_per_minute: int
    streams: tuple[str, ...]
    clocks: tuple[Clock, ...]
    channels: tuple[ChannelPlan, ...]
    segments: tuple[SegmentPlan, ...]
    stages: tuple[StagePlan, ...]
    epochs: tuple[Epoch, ...]
    people: tuple[str, ...]
    milestones: Mapping[str, int]
    products: tuple[ProductPlan, ...]
    exponential: Table
    month_shifts: Mapping[int, tuple[int, ...]]
    recycle_most: int
    recycle_beyond: Where
    dimensions: Mapping[str, Any]
    buyers: tuple[tuple[int, int], ...] = ()
    opening: tuple[OpenedPlan, ...] = ()
    slip: Delay | None = None
    push: PushPlan | None = None
    bought_elsewhere: Where | None = None
    lapsed: Where | None = None
    opening_channels: tuple[float, ...] = ()
    matching: float = 1.0
    months: tuple[int, ...] = ()
    mechanisms: MechanismsPlan | None = None
    functions: Mapping[str, int] = field(default_factory=dict)
    latent: frozenset[str] = frozenset()
    staffing: StaffingPlan | None = None
    efforts: tuple[EffortPlan, ...] = ()
    lists: tuple[ListPlan, ...] = ()
    hours: HoursPlan | None = None

    def __repr__(self) -> str:
        people = sum(team >= 0 for team in self.epochs[0].membership)
        return (
            f"<Plan of {self.dimensions['meta']['scenario'] or 'a scenario'}: "
            f"{len(self.stages)} stages, "
            f"{len(self.epochs[0].teams)} teams, {people} people, {self.horizon} ticks>"
        )
