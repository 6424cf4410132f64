"""People's hours, compiled: meetings, days off, projects and training, in ticks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from gtmsim.plan.clock import NEVER
from gtmsim.plan.dates import monthly, months_on
from gtmsim.plan.draws import key_of
from gtmsim.plan.hours_plan import LEAVE, SICK, DaysOff, Gathering, HoursPlan, ProjectWeek
from gtmsim.plan.organization import Organization
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.working_time import Phase, TimeOff
from gtmsim.units import Duration
from gtmsim.units.time import MINUTES


def hours(bench: Workshop, organization: Organization) -> HoursPlan | None:
    """What takes people's hours, and adds to them; None where nothing does."""
    scenario = bench.scenario
    plan = HoursPlan(
        days_off=_days_off(bench, scenario.time_off),
        gatherings=_gatherings(bench, organization),
        weeks=_weeks(bench, organization),
        training=_training(bench, organization),
        people=tuple(key_of(f"person/{name}") for name in organization.people),
        first_day=bench.time.start.toordinal(),
        months=tuple(bench.time.at(day) for day in bench.time.month_starts()),
    )
    longer = any(team.overtime for epoch in organization.epochs for team in epoch.teams)
    used = plan.days_off or plan.gatherings or plan.weeks or plan.training or longer
    return plan if used else None


def _days_off(bench: Workshop, given: TimeOff | None) -> tuple[DaysOff, ...]:
    rates = () if given is None else ((LEAVE, given.leave), (SICK, given.sick))
    return tuple(
        DaysOff(reason, rate.length.amount, bench.stream(f"days_off.{reason}"))
        for reason, rate in rates
        if rate is not None and rate.length.amount > 0
    )


# --- Meetings -----------------------------------------------------------------------------


def _gatherings(bench: Workshop, organization: Organization) -> tuple[Gathering, ...]:
    found = []
    for meeting in bench.scenario.meetings:
        days = _days(bench, meeting.on.day, meeting.on.weekday, int(meeting.every.amount))
        length = max(1, bench.time.ticks(meeting.lasts.minutes))
        moments = (
            bench.time.at(datetime.combine(day, time()) + timedelta(minutes=meeting.on.minute))
            for day in days
        )
        teams = frozenset(organization.names.index(name) for name in meeting.teams)
        spans = tuple((tick, tick + length) for tick in moments if tick < NEVER)
        found.append(Gathering(teams if meeting.teams else None, spans))
    return tuple(found)


def _days(bench: Workshop, rule: str, weekday: int, every: int) -> list[date]:
    """Days of a meeting; what comes every so often is counted from the scenario's start."""
    begin = bench.time.start
    start = bench.scenario.start
    if weekday < 0 and rule:
        first = start.year * 12 + start.month - 1
        months = bench.time.month_starts()
        chosen = {
            month for month in months if (month.year * 12 + month.month - 1 - first) % every == 0
        }
        return sorted(day for day in (monthly(rule, one) for one in chosen) if day >= begin)
    anchor, step = start, every
    if weekday >= 0:
        anchor, step = start + timedelta(days=(weekday - start.weekday()) % 7), every * 7
    days = (begin + timedelta(days=place) for place in range(bench.time.days))
    return [day for day in days if (day - anchor).days % step == 0]


# --- Projects -----------------------------------------------------------------------------


def _weeks(bench: Workshop, organization: Organization) -> tuple[ProjectWeek, ...]:
    """What projects take, week by week from the beginning of each phase."""
    found = []
    for project in bench.scenario.projects.values():
        begin = project.begins
        for phase in project.phases:
            end = _later(begin, phase.lasts)
            found += _of_phase(bench, organization, phase, begin, end)
            begin = end
    return tuple(found)


def _later(day: date, length: Duration) -> date:
    if length.unit == "month" and length.amount == int(length.amount):
        return months_on(day, int(length.amount))
    return day + timedelta(days=max(1, round(length.minutes / MINUTES["day"])))


def _of_phase(
    bench: Workshop, organization: Organization, phase: Phase, begin: date, end: date
) -> list[ProjectWeek]:
    days = (end - begin).days
    edges = [begin + timedelta(days=place) for place in (*range(0, days, 7), days)]
    found = []
    for team, rate in phase.takes.items():
        place = organization.names.index(team)
        a_day = rate.length.minutes / MINUTES[rate.per] * MINUTES["day"]
        for first, last in pairwise(edges):
            since, until = bench.time.at(first), bench.time.at(last)
            ticks = bench.time.ticks(a_day * (last - first).days)
            if until > 0 and since < bench.time.horizon and ticks:
                found.append(ProjectWeek(place, since, min(until, NEVER), ticks))
    return found


def _training(
    bench: Workshop, organization: Organization
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Who changes teams at a reorganization with a training, and is away for it."""
    changes = bench.scenario.reorganizations
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for before, after in pairwise(organization.states):
        place = after.path[1] if after.path[:1] == ("reorganizations",) else None
        length = changes[place].training if isinstance(place, int) else None
        if length is None:
            continue
        assert after.since is not None
        stay = (bench.time.at(after.since), int(length.amount))
        for rep, name in enumerate(organization.people):
            old, new = before.members.get(name), after.members.get(name)
            if old is not None and new is not None and old != new:
                found[rep] = (*found.get(rep, ()), stay)
    return found
