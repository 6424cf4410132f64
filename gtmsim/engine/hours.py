"""Everybody's hours: the clock of the team, less what takes a person's time.

Whole days first (leave, sickness, training), then internal meetings, then what projects take
of the day's end; so each tick is taken once. A clock that nothing is taken off is the team's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gtmsim.engine.overtime import Late
from gtmsim.plan.clock import Clock
from gtmsim.plan.draws import Draws
from gtmsim.plan.hours_plan import (
    MEETINGS,
    PROJECTS,
    TRAINING,
    HoursPlan,
    ProjectWeek,
    Spans,
    days_from,
    days_of,
    drawn_off,
    ends_of_days,
    later_hours,
    spans_of,
    split,
)
from gtmsim.plan.plan import Plan
from gtmsim.plan.staff import OvertimePlan, TeamPlan

if TYPE_CHECKING:
    from gtmsim.engine.people import Rep

AWAY = ("rep", "team", "reason", "from_tick", "to_tick")
"""Columns of the log's table `away`."""


class Hours:
    """The clocks of persons.

    Attributes:
        clocks: of the roster; those of persons are added.
    """

    def __init__(self, plan: Plan, clocks: list[Clock], draws: Draws) -> None:
        self.clocks = clocks
        self._plan = plan.hours
        self._horizon = plan.horizon
        self._people = list(plan.hours.people) if plan.hours is not None else []
        self._bases = draws.bases
        self._known: dict[tuple[int, int, int, OvertimePlan | None], int] = {}
        self._taken: dict[int, list[tuple[str, Spans]]] = {}
        self._late: dict[int, tuple[int, int]] = {}
        self._spent: dict[int, dict[int, int]] = {}

    def is_joined_by(self, person: int) -> None:
        """Somebody comes within the run; the key names the luck."""
        self._people.append(person)

    def keeps(self, rep: Rep, contract: int) -> None:
        """Have a person work the hours of his or her team, less what takes them."""
        plan = self._plan
        if plan is None:
            rep.keeps_hours(self.clocks[contract], contract)
            return
        assert rep.team is not None
        team = rep.team.plan
        personal = plan.days_off or rep.index in plan.training
        key = (contract, team.index, rep.index if personal else -1, team.overtime)
        if key not in self._known:
            self._known[key] = self._reduced(plan, contract, team, key[2])
        number = self._known[key]
        rep.keeps_hours(self.clocks[number], number)
        rep.late = None
        if number in self._late:
            assert team.overtime is not None
            longer = self.clocks[self._late[number][0]]
            spent = self._spent.setdefault(rep.index, {})
            rep.late = Late(longer, team.overtime, plan.months, spent)

    def _reduced(self, plan: HoursPlan, contract: int, team: TeamPlan, rep: int) -> int:
        """The number of a clock from which everything is taken that takes time of it."""
        clock = self.clocks[contract]
        left = spans_of(clock)
        taken = []
        for reason, spans in self._takers(plan, clock, team.index, rep):
            left, gone = split(left, spans(left))
            if len(gone):
                taken.append((reason, gone))
        stays = team.overtime is not None and not clock.always
        if not taken and not stays:
            return contract
        number = self._add(left)
        self._taken[number] = taken
        if stays:
            assert team.overtime is not None
            until = team.overtime.until
            longer = self._add(later_hours(self.clocks[number], clock, until))
            self._late[number] = (longer, team.overtime.limit)
        return number

    def _takers(
        self, plan: HoursPlan, contract: Clock, team: int, rep: int
    ) -> Iterator[tuple[str, Callable[[Spans], Spans]]]:
        """What takes time, in order, each with what it takes of the hours that are left."""
        midnights = contract.midnights
        if rep >= 0:
            for off in plan.days_off:
                days = drawn_off(plan, off, contract, self._people[rep], self._bases[off.stream])
                yield off.reason, partial(_always, days_of(midnights, days))
            for tick, number in plan.training.get(rep, ()):
                yield TRAINING, partial(_first_days, tick, number, midnights)
        for one in plan.gatherings:
            if one.teams is None or team in one.teams:
                spans = np.asarray(one.spans, dtype=np.int64).reshape(-1, 2)
                yield MEETINGS, partial(_always, spans)
        for weeks in _one_after_another([week for week in plan.weeks if week.team == team]):
            yield PROJECTS, partial(_ends_of_days, weeks, midnights)

    def _add(self, spans: Spans) -> int:
        self.clocks.append(Clock.from_intervals(spans, _array(self.clocks[0].midnights)))
        return len(self.clocks) - 1

    def tables(self, memberships: dict[str, NDArray[np.int64]]) -> dict[str, Any]:
        """`away` and `overtime` of the log: why people were not there, and clocks of who stays."""
        if self._plan is None:
            return {}
        rows: list[tuple[int, int, str, int, int]] = []
        names = ("rep", "team", "clock", "from_tick", "to_tick")
        for rep, team, clock, since, until in zip(
            *(memberships[name].tolist() for name in names), strict=True
        ):
            for reason, spans in self._taken.get(clock, ()):
                begin = np.maximum(spans[:, 0], since)
                end = np.minimum(spans[:, 1], min(until, self._horizon))
                here = begin < end
                rows += [
                    (rep, team, reason, first, last)
                    for first, last in zip(begin[here].tolist(), end[here].tolist(), strict=True)
                ]
        rows.sort(key=lambda row: (row[3], row[0], row[2]))
        away = {name: [row[place] for row in rows] for place, name in enumerate(AWAY)}
        late = {
            "clock": list(self._late),
            "late_clock": [clock for clock, _ in self._late.values()],
            "limit": [limit for _, limit in self._late.values()],
        }
        return {"away": away if rows else {}, "overtime": late if self._late else {}}


def _one_after_another(weeks: list[ProjectWeek]) -> list[list[ProjectWeek]]:
    """Weeks of projects, those apart that may take hours of the same days."""
    found: list[list[ProjectWeek]] = []
    for week in weeks:
        if found and week.begin >= found[-1][-1].end:
            found[-1].append(week)
        else:
            found.append([week])
    return found


def _always(spans: Spans, left: Spans) -> Spans:
    return spans


def _first_days(tick: int, number: int, midnights: list[int], left: Spans) -> Spans:
    clock = Clock.from_intervals(left, _array(midnights))
    return days_of(midnights, days_from(clock, tick, number))


def _ends_of_days(weeks: list[ProjectWeek], midnights: list[int], left: Spans) -> Spans:
    clock = Clock.from_intervals(left, _array(midnights))
    return np.concatenate([ends_of_days(week, clock) for week in weeks])


def _array(ticks: list[int]) -> NDArray[np.int64]:
    return np.asarray(ticks, dtype=np.int64)
