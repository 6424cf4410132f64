"""Campaigns and lists, compiled: when work is there to be done, and when events can take place."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from functools import cache

from gtmsim.plan.buying import ChannelPlan
from gtmsim.plan.clock import NEVER
from gtmsim.plan.outreach import WHOLE_BITS, CampaignPlan, EffortPlan, ListPlan
from gtmsim.plan.steps import StagePlan
from gtmsim.plan.tables import constant
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.campaigns import own_stages, stage_of
from gtmsim.scenario.prospecting import MonthlyWork, Needs
from gtmsim.scenario.tasks import by_stage

WHOLE = 1 << WHOLE_BITS


def own_stage_plans(bench: Workshop) -> tuple[StagePlan, ...]:
    """The internal stages; nobody but the company's own work is ever in them."""
    numbers = by_stage(bench.scenario)
    return tuple(
        StagePlan(
            index=bench.stages.number(name),
            name=name,
            function=bench.functions.number(str(stage.function)),
            urgency=stage.urgency,
            task=numbers.get(name, -1),
            starts=None,
            attempts=None,
            work=None,
            work_stream=-1,
            sessions=1,
            thinking=None,
            fits=False,
            meeting=None,
            promise=None,
            patience=None,
            cold=None,
            decides=None,
            outcomes=None,
            expansion_stream=-1,
            life=(),
        )
        for name, stage in own_stages(bench.scenario).items()
    )


def efforts(bench: Workshop, channels: tuple[ChannelPlan, ...]) -> tuple[EffortPlan, ...]:
    """What channels need, for each that needs something."""
    return tuple(
        _effort(bench, channel, needs)
        for channel in channels
        if (needs := bench.scenario.channels[channel.name].needs) is not None
    )


def _effort(bench: Workshop, channel: ChannelPlan, needs: Needs) -> EffortPlan:
    time = bench.time
    work = needs.work
    days = bench.clocks[0].open_days
    if isinstance(work, MonthlyWork):
        table = constant(time.ticks(work.length.minutes))
        campaigns = _months(bench, channel)
    else:
        assert needs.begins is not None
        table = bench.times(work)
        campaigns = _events(bench, channel, time.ticks(needs.begins.minutes))
    return EffortPlan(
        channel=channel.index,
        key=channel.key,
        stage=bench.stages.number(stage_of(channel.name)),
        monthly=isinstance(work, MonthlyWork),
        work=table,
        work_stream=bench.stream(f"campaign.{channel.name}"),
        sessions=needs.sessions,
        lead_stream=bench.stream(f"campaign_leads.{channel.name}"),
        midnights=tuple(int(time.midnights[day]) for day in days if day < time.days),
        campaigns=campaigns,
    )


def _left(queued: int, length: int, until: int) -> tuple[int, int]:
    """When work that takes from `queued` to `until` begins in the run, and what is left of it."""
    if queued >= 0:
        return queued, WHOLE
    return 0, (until << WHOLE_BITS) // length


def _events(bench: Workshop, channel: ChannelPlan, ahead: int) -> tuple[CampaignPlan, ...]:
    time = bench.time
    days = [day for day in bench.clocks[0].open_days if day < time.days]

    @cache
    def holds(minutes: int) -> tuple[int, ...]:
        """The ticks of a local time of day on every open day."""
        return tuple(
            time.at(_moment(time.start + timedelta(days=int(day)), minutes)) for day in days
        )

    found = []
    for number, planned in enumerate(channel.events):
        queued, left = _left(planned - ahead, ahead, planned)
        day = int(time.midnights.searchsorted(planned, side="right")) - 1
        minutes = round((planned - int(time.midnights[day])) / time.ticks_per_minute)
        found.append(CampaignPlan(number, planned, queued, left, holds=holds(minutes)))
    return tuple(found)


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time_of_day()) + timedelta(minutes=min(minutes, 24 * 60 - 1))


def _months(bench: Workshop, channel: ChannelPlan) -> tuple[CampaignPlan, ...]:
    """Every month's work is for the leads of the next; those of the first are prepared."""
    time = bench.time
    starts = [time.at(day) for day in time.month_starts()]
    found = []
    for number in range(len(starts) - 2):
        begin, planned, until = starts[number : number + 3]
        if begin >= time.horizon or planned >= NEVER:
            break
        if planned <= 0 or until <= channel.first or planned >= channel.until:
            continue
        queued, left = _left(begin, planned - begin, planned)
        found.append(CampaignPlan(number, planned, queued, left, until=until))
    return tuple(found)


def target_lists(bench: Workshop, channels: tuple[ChannelPlan, ...]) -> tuple[ListPlan, ...]:
    """The lists that people call up."""
    time = bench.time
    found = []
    for plan in channels:
        channel = bench.scenario.channels[plan.name]
        if channel.list_ is not None:
            again = channel.again_after
            found.append(
                ListPlan(
                    channel=plan.index,
                    accounts=channel.list_,
                    rounds=channel.rounds,
                    again=time.ticks(again.minutes) if again is not None else 0,
                    first=max(plan.first, 0),
                    until=plan.until,
                    stage=plan.enters,
                )
            )
    return tuple(found)
