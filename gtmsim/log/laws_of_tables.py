"""Laws of the tables: numbers point at something, people and clocks make sense."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gtmsim.log.history import NEVER, History, Ints, Mask
from gtmsim.log.kinds import MONEY_KINDS, OWN_WORK, Kind

Law = Callable[[History], Ints]
"""Rows that break the law; empty if it holds. The first line of its docstring states it."""


def everything_is_named(history: History) -> Ints:
    """Every number in an event points into its table, and every lead's event has a lead."""
    log, kind = history.log, history.kind
    wrong = ~np.isin(kind, [int(each) for each in Kind])
    leads = len(log.leads["key"])
    known = _within(history.lead, leads, 0)
    of_nobody = history.of(Kind.REORGANIZED, Kind.HIRED, Kind.LEFT, Kind.PRESSED)
    own = (history.lead < -1) & history.of(*OWN_WORK)
    known = np.where(history.of(Kind.SLIPPED), own, known | own)
    wrong |= np.where(of_nobody, history.lead == -1, known) == 0
    for column, table in (("stage", log.stages), ("team", log.teams), ("rep", log.reps)):
        wrong |= ~_within(getattr(history, column), _size(table), -1)
    reasons = np.full(len(log), len(log.reasons), dtype=np.int64)
    reasons[history.of(Kind.MILESTONE, Kind.PRESSED)] = len(log.milestones)
    reasons[history.of(Kind.MONEY)] = len(MONEY_KINDS)
    reasons[history.of(Kind.TOUCHED)] = 2
    wrong |= ~_within(history.reason, reasons, -1)
    reason_needed = history.of(Kind.MILESTONE, Kind.MONEY, Kind.TOUCHED, Kind.PRESSED)
    wrong |= reason_needed & (history.reason < 0)
    stage_next = history.of(Kind.ADVANCED, Kind.RETURNED)
    wrong |= stage_next & ~_within(history.value, _size(log.stages), 0)
    wrong |= history.of(Kind.MERGED, Kind.DUPLICATED) & ~_within(history.value, leads, 0)
    stage_needed = history.of(
        Kind.ENTERED, Kind.JOINED, Kind.STARTED, Kind.FINISHED, Kind.CANCELLED, Kind.SLIPPED
    )
    wrong |= stage_needed & (history.stage < 0)
    working = history.of(
        Kind.STARTED, Kind.FINISHED, Kind.HELD, Kind.NO_SHOW, Kind.BOOKED, Kind.HANDED_OVER
    ) | history.of(Kind.HIRED, Kind.LEFT)
    wrong |= working & ((history.rep < 0) | (history.team < 0))
    wrong |= history.of(Kind.PRESSED) & (history.team < 0)
    return history.rows(wrong)


def members_are_named(history: History) -> Ints:
    """Every membership names a person, a team and a clock (rows of `memberships`)."""
    log = history.log
    table = log.memberships
    wrong = ~_within(table["rep"], _size(log.reps), 0)
    wrong |= ~_within(table["team"], _size(log.teams), -1)
    # Who is in no team needs no clock.
    wrong |= ~_within(table["clock"], len(log.clocks), -1)
    wrong |= (table["team"] >= 0) & (table["clock"] < 0)
    return np.flatnonzero(wrong)


def one_team_at_a_time(history: History) -> Ints:
    """A person is in one team at a time (rows of `memberships`)."""
    staff = history.staff
    clash = np.zeros(len(staff.rep), dtype=np.bool_)
    clash[1:] = (staff.rep[1:] == staff.rep[:-1]) & (staff.since[1:] < staff.until[:-1])
    return np.sort(staff.order[clash])


def clocks_run_forward(history: History) -> Ints:
    """A clock's hours are [open, close), in order, without overlap (rows of `clocks`)."""
    wrong = []
    for index, clock in enumerate(history.log.clocks):
        edges = np.minimum(clock, NEVER).ravel()
        opens_before_close = bool((clock[:, 0] < clock[:, 1]).all())
        if not opens_before_close or bool((np.diff(edges) < 0).any()):
            wrong.append(index)
    return np.array(wrong, dtype=np.int64)


def promises_are_timed(history: History) -> Ints:
    """A stage's promise runs on a clock of this log (rows of `stages`)."""
    stages = history.log.stages
    clocks = np.asarray(stages.get("clock_of_promise", ()), dtype=np.int64)
    return np.flatnonzero(~_within(clocks, len(history.log.clocks), -1))


def _size(table: dict[str, object]) -> int:
    ids = table.get("id", ())
    return len(ids)  # type: ignore[arg-type]


def _within(numbers: Ints, size: int | Ints, least: int) -> Mask:
    inside: Mask = (numbers >= least) & (numbers < size)
    return inside


LAWS: tuple[Law, ...] = (
    everything_is_named,
    members_are_named,
    one_team_at_a_time,
    clocks_run_forward,
    promises_are_timed,
)
