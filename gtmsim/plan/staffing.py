"""Leaving, hiring and moving, compiled: hazards by month, delays, intake dates."""

from __future__ import annotations

from dataclasses import dataclass

from gtmsim.plan.clock import NEVER
from gtmsim.plan.notices import HAZARD_UNITS
from gtmsim.plan.organization import Organization
from gtmsim.plan.steps import Delay
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.laws import Law
from gtmsim.scenario.readers import parse_month
from gtmsim.scenario.staffing import Hiring, Leaving, Requisition
from gtmsim.units import Duration

UTILIZATION_BITS = 16
"""Utilization is an integer in units of 2**-16."""


@dataclass(frozen=True)
class LeavingPlan:
    """How often people leave.

    Attributes:
        slope: hazard per tick in each of `StaffingPlan.months`, in units of 2**-40.
        overloaded: the same for who had too much to do in the month before; empty: no difference.
        above: utilization from which that is so, in units of 2**-16.
        stream: of the threshold that each person's hazard has to pass.
        notice: from giving notice to the last day; None: the same day.
    """

    slope: tuple[int, ...]
    stream: int
    overloaded: tuple[int, ...] = ()
    above: int = 0
    notice: Delay | None = None


@dataclass(frozen=True)
class HiringPlan:
    """How long it takes until somebody begins.

    Attributes:
        delays: approval, search and notice, one after the other.
        intakes: first ticks of the months in which people begin, ascending; None: any day.
        cost: of each person, in minor units.
    """

    delays: tuple[Delay, ...]
    intakes: tuple[int, ...] | None
    cost: int


@dataclass(frozen=True)
class WantedPlan:
    """Somebody to be hired.

    Attributes:
        name: names the person, hence the luck.
        hiring: how.
        opened: tick at which approval is asked for.
        teams: the index of the team in each epoch; -1: nobody is wanted any longer.
    """

    name: str
    hiring: HiringPlan
    opened: int
    teams: tuple[int, ...]


@dataclass(frozen=True)
class StaffingPlan:
    """People who come and go within a run.

    Attributes:
        months: ticks at which civil months begin, from 0 to past the horizon.
        leaving: how often people leave, or None.
        replaces: how leavers are replaced, or None.
        wanted: who else is to be hired, in file order.
    """

    months: tuple[int, ...]
    leaving: LeavingPlan | None = None
    replaces: HiringPlan | None = None
    wanted: tuple[WantedPlan, ...] = ()


def staffing(bench: Workshop, organization: Organization) -> StaffingPlan | None:
    """Who leaves and who is hired within a run; None where nobody does."""
    scenario = bench.scenario
    given = scenario.mechanisms.leaving if scenario.mechanisms is not None else None
    leaving = _leaving(bench, given) if given is not None and given.rate.per_minute else None
    asked = scenario.requisitions
    if leaving is None and not any(one.people for one in asked.values()):
        return None
    hiring = scenario.hiring if scenario.hiring is not None else Hiring()
    seats = tuple(
        WantedPlan(
            name=f"{name}-{number + 1}",
            hiring=_hiring(bench, hiring, one),
            opened=bench.time.at(one.opened),
            teams=_teams(bench, organization, f"{name}-{number + 1}"),
        )
        for name, one in asked.items()
        for number in range(one.people)
    )
    replaces = _hiring(bench, hiring) if leaving is not None and hiring.replaces_leavers else None
    return StaffingPlan(_months(bench), leaving, replaces, seats)


def _months(bench: Workshop) -> tuple[int, ...]:
    starts = (bench.time.at(day) for day in bench.time.month_starts())
    return (0, *(tick for tick in starts if 0 < tick < NEVER))


def _leaving(bench: Workshop, given: Leaving) -> LeavingPlan:
    factors = {parse_month(word): factor for word, factor in given.by_month.items()}
    first = bench.time.start.month
    rate = given.rate.per_minute * HAZARD_UNITS / bench.time.ticks_per_minute

    def slopes(times: float) -> tuple[int, ...]:
        return tuple(
            round(rate * times * factors.get((first - 1 + month) % 12 + 1, 1.0))
            for month in range(len(_months(bench)))
        )

    overload = given.overload
    return LeavingPlan(
        slope=slopes(1.0),
        stream=bench.stream("leaving"),
        overloaded=slopes(overload.times) if overload is not None else (),
        above=round(overload.above * 2**UTILIZATION_BITS) if overload is not None else 0,
        notice=bench.duration(given.notice, 0) if given.notice is not None else None,
    )


def _hiring(bench: Workshop, default: Hiring, own: Requisition | None = None) -> HiringPlan:
    """How somebody is hired; a requisition says what is different."""
    delays = []
    for part in ("approval", "search", "notice"):
        given: Law | Duration | None = getattr(own, part) if own is not None else None
        given = given if given is not None else getattr(default, part)
        if given is not None:
            delays.append(bench.delay(given, 0, f"hiring.{part}"))
    intake = own.intake if own is not None and own.intake else default.intake
    cost = own.cost if own is not None and own.cost is not None else default.cost
    days = (day for day in bench.time.month_starts() if day.month in intake)
    ticks = tuple(tick for tick in map(bench.time.at, days) if 0 <= tick < NEVER)
    minor = round(cost.amount * bench.minor) if cost is not None else 0
    return HiringPlan(tuple(delays), ticks if intake else None, minor)


def _teams(bench: Workshop, organization: Organization, name: str) -> tuple[int, ...]:
    """The team for which somebody is hired, epoch by epoch."""
    teams = []
    for epoch in organization.epochs:
        state = organization.state_at(epoch.start)
        team = state.wanted.get(name)
        known = team is not None and team in state.teams
        teams.append(organization.names.index(team) if known and team is not None else -1)
    return tuple(teams)
