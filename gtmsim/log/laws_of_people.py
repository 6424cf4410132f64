"""Laws of people: what a person can work on, when, for whom, and what was promised."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gtmsim.log.history import History, Ints, Mask
from gtmsim.log.kinds import ENDS, Kind
from gtmsim.log.laws_of_tables import Law
from gtmsim.log.works import Days, Works

MAY_BE_DUE = (Kind.JOINED, Kind.STARTED, Kind.TOUCHED, Kind.BOOKED)
"""Kinds that may carry a promised first touch."""

BESIDE_WORK = (Kind.ASSIGNED, Kind.TOUCHED, Kind.MONEY, Kind.OVERTIME)
"""Kinds that may stand between the beginning of work, or a booking, and what comes of it."""

TAKES_UP = (Kind.STARTED, Kind.BOOKED)
"""Kinds with which somebody answers a lead that waits."""


# --- Work and its place in a lead's life -------------------------------------------------


def work_was_waited_for(history: History) -> Ints:
    """What a rep takes up had joined the queue of that team, with the same promise."""
    taken = np.flatnonzero(history.of(*TAKES_UP) & ~_at_meeting(history) & ~history.managed)
    joined = history.latest(history.of(Kind.JOINED))[taken]
    since = history.latest(
        history.of(*TAKES_UP, Kind.ENTERED, Kind.HELD, Kind.NO_SHOW, Kind.WENT_COLD)
    )[taken]
    sound = history.same(taken, joined, "stage", "visit", "step", "team", "due")
    return history.rows(taken[~(sound & (joined > since))])


def work_is_finished(history: History) -> Ints:
    """Each piece of work finishes once, as it began, before its lead lives on."""
    finished = np.flatnonzero(history.of(Kind.FINISHED))
    begun = history.latest(history.of(Kind.STARTED))[finished]
    earlier = history.latest(history.of(Kind.FINISHED))[finished]
    as_begun = history.same(finished, begun, "stage", "visit", "step", "team", "rep", "value")
    wrong = finished[~(as_begun & (begun > earlier))]
    started = history.started
    following = history.next(~history.of(*BESIDE_WORK))[started]
    cut = (following >= 0) & (history.kind[following] != Kind.FINISHED)
    return history.rows(np.concatenate([wrong, started[cut]]))


def work_takes_time(history: History) -> Ints:
    """Work lasts at least one tick."""
    return history.rows(history.of(Kind.STARTED, Kind.FINISHED) & (history.value < 1))


def meetings_happen_as_booked(history: History) -> Ints:
    """A meeting happens, or is missed, at the tick booked, with the rep it was booked with."""
    met = np.flatnonzero(history.of(Kind.HELD, Kind.NO_SHOW))
    booked = history.latest(history.of(Kind.BOOKED))[met]
    since = history.latest(history.of(Kind.HELD, Kind.NO_SHOW, Kind.ENTERED))[met]
    sound = history.same(met, booked, "stage", "visit", "step", "team", "rep")
    sound &= (booked > since) & (history.value[booked] == history.time[met])
    return history.rows(met[~sound])


def bookings_are_kept(history: History) -> Ints:
    """After booking, a lead does nothing before the meeting, and something then."""
    booked = np.flatnonzero(history.of(Kind.BOOKED))
    meets = history.value[booked]
    following = history.next(~history.of(*BESIDE_WORK))[booked]
    then = (following >= 0) & (history.time[following] == meets)
    unseen = (following < 0) & (meets >= history.log.horizon)
    return history.rows(booked[~(then | unseen) | (meets < history.time[booked])])


def meetings_are_work(history: History) -> Ints:
    """Where the buyer shows up, the rep's work begins in the same tick."""
    held = np.flatnonzero(history.of(Kind.HELD))
    following = history.next(~history.of(Kind.ASSIGNED))[held]
    sound = history.same(held, following, "time", "stage", "visit", "step", "rep")
    return history.rows(held[~(sound & (history.kind[following] == Kind.STARTED))])


def _at_meeting(history: History) -> Mask:
    """Which places follow a HELD at once."""
    before = history.latest(~history.of(Kind.ASSIGNED))
    held: Mask = (before >= 0) & (history.kind[before] == Kind.HELD)
    return held


# --- A person's time ---------------------------------------------------------------------


def no_double_work(history: History) -> Ints:
    """Nobody works on two things at once; a piece of work may pause for a booked meeting."""
    return history.rows(Days(history).clashing)


def within_working_hours(history: History) -> Ints:
    """Work begins while the rep's clock is open."""
    works = Works(history)
    hours = history.hours
    sound = hours.is_open(works.clock, works.start)
    sound |= hours.is_open(_clock_when_booked(works), works.start)
    return history.rows(works.place[~sound & (works.normal >= 0)])


def work_ends_when_worked(history: History) -> Ints:
    """Work ends when its ticks, and those of meetings within it, have passed on the clock."""
    days = Days(history)
    works, hours = days.works, history.hours
    nested, unknown = nested_in(history, days)
    end = hours.end(works.clock, works.start, works.work + nested)
    sound = _ends_at(works, end, history.log.horizon)
    # A meeting was booked on the clock of its time, which may have changed since.
    booked_end = hours.end(_clock_when_booked(works), works.start, works.work)
    sound |= works.is_meeting & _ends_at(works, booked_end, history.log.horizon)
    return history.rows(works.place[~sound & ~unknown & (works.normal >= 0)])


def _ends_at(works: Works, end: Ints, horizon: int) -> Mask:
    """Whether each piece of work ends then, or is not over at the horizon."""
    return np.where(works.finish >= 0, works.end == end, end >= horizon)


def nested_in(history: History, days: Days) -> tuple[Ints, Mask]:
    """For each work the open ticks of blocks within it, and whether its end cannot be judged.

    Work in hand keeps the clock and the pauses that were known when it began. If a meeting
    within it was booked or held on another clock, or fell through because a reorganization
    took the rep away, the log does not tell how the work paused.
    """
    works, blocks, hours = days.works, days.blocks, history.hours
    nested = np.zeros(len(works.place), dtype=np.int64)
    unknown = np.zeros(len(works.place), dtype=np.bool_)
    inside = days.holder >= 0
    around = days.outer[days.holder[inside]]
    clock, normal = works.clock[around], works.normal[around]
    length = hours.worked(clock, blocks.end[inside]) - hours.worked(clock, blocks.start[inside])
    np.add.at(nested, around, length)
    changed = (blocks.clock[inside] != normal) | (blocks.booked_clock[inside] != normal)
    unknown[around[changed]] = True
    booked = np.flatnonzero(history.of(Kind.BOOKED))
    following = history.next(~history.of(*BESIDE_WORK))[booked]
    fell_through = booked[(following >= 0) & (history.kind[following] == Kind.JOINED)]
    around = days.around(history.rep[fell_through], history.value[fell_through])
    unknown[around[around >= 0]] = True
    return nested, unknown


def _clock_when_booked(works: Works) -> Ints:
    """For meetings the rep's clock when it was booked; -1 for other work."""
    history = works.history
    asked = np.where(works.booked >= 0, history.time[works.booked], 0)
    _, clock, _ = history.staff.at(works.rep, asked)
    return np.where(works.booked >= 0, clock, -1)


# --- Teams and owners --------------------------------------------------------------------


def works_for_own_team(history: History) -> Ints:
    """A rep works for the team that he or she is in; at a meeting, or was in when it was booked."""
    works = Works(history)
    sound = works.is_member & (works.team == works.current_team)
    asked = np.where(works.booked >= 0, history.time[works.booked], 0)
    team, _, was_member = history.staff.at(works.rep, asked)
    sound |= (works.booked >= 0) & was_member & (works.team == team)
    return history.rows(works.place[~sound])


def team_covers_function(history: History) -> Ints:
    """A team works on stages whose function it covers."""
    log = history.log
    functions, wanted = log.teams.get("functions"), log.stages.get("function")
    if functions is None or wanted is None:
        return np.empty(0, dtype=np.int64)
    covers = np.array(
        [[function in covered for function in wanted] for covered in functions], dtype=np.bool_
    ).reshape(len(functions), len(wanted))
    told = history.of(Kind.JOINED, Kind.STARTED) & (history.team >= 0) & _as_told(history)
    told &= ~history.managed
    # A meeting booked with a team is kept, whatever the team covers by then.
    placed = np.flatnonzero(told & ~_at_meeting(history) & ~_kept(history))
    return history.rows(placed[~covers[history.team[placed], history.stage[placed]]])


def _kept(history: History) -> Mask:
    """Which places are of leads that somebody owns since before the last organization.

    Where a reorganization says so, owners go on with what their team does not cover.
    """
    if history.log.meta.get("open_deals") != "kept":
        return np.zeros(len(history.row), dtype=np.bool_)
    assigned = history.latest(history.of(Kind.ASSIGNED))
    told = _as_told(history)
    before: Mask = (assigned >= 0) & ~told[assigned] & (history.rep[assigned] == history.rep)
    return before & (history.rep >= 0)


def owners_do_the_work(history: History) -> Ints:
    """Where leads are owned, it is the owner who takes up their work."""
    owned = _column(history, "assignment", "pooled", history.team) != "pooled"
    of_a_lead = history.lead >= 0  # the company's own work has no owner
    taken = np.flatnonzero(
        history.of(*TAKES_UP) & of_a_lead & owned & _as_told(history) & ~_at_meeting(history)
    )
    assigned = history.latest(history.of(Kind.ASSIGNED))[taken]
    return history.rows(taken[~history.same(taken, assigned, "rep")])


def no_more_than_allowed(history: History) -> Ints:
    """Nobody is given a lead beyond the team's `max_open_leads`."""
    given = history.of(Kind.ASSIGNED) & (history.rep >= 0)
    ends = history.next(history.of(Kind.ASSIGNED, *ENDS))
    taken, dropped = np.flatnonzero(given), ends[given & (ends >= 0)]
    rep = np.concatenate([history.rep[taken], history.rep[given & (ends >= 0)]])
    row = np.concatenate([history.row[taken], history.row[dropped]])
    change = np.repeat([1, -1], [len(taken), len(dropped)])
    # A lead leaves the owner before in the row in which it gets the next.
    order = np.lexsort((change, row, rep))
    number = np.cumsum(change[order])
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = rep[order][1:] != rep[order][:-1]
    base = (number - change[order])[
        np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
    ]
    load = np.zeros(len(order), dtype=np.int64)
    load[order] = number - base
    team = history.team[taken]
    now_in, _, _ = history.staff.at(history.rep[taken], history.time[taken])
    most = _column(history, "max_open_leads", -1, np.where(team >= 0, team, now_in))
    most = most.astype(np.int64)
    judged = _as_told(history)[taken] & (most >= 0)
    return history.rows(taken[judged & (load[: len(taken)] > most)])


def _as_told(history: History) -> Mask:
    """Which places the table of teams speaks of: it tells the last organization's rules."""
    changes = np.flatnonzero(history.log.select(Kind.REORGANIZED))
    told: Mask = history.row > (changes[-1] if len(changes) else -1)
    return told


def _column(history: History, name: str, default: object, team: Ints) -> NDArray[Any]:
    """A column of the teams at each index; the default where there is no team or no column."""
    number = len(history.log.teams.get("id", ()))
    column = history.log.teams.get(name, [default] * number)
    return np.array([*column, default])[np.where(team >= 0, team, number)]


# --- Promises ----------------------------------------------------------------------------


def due_only_where_promised(history: History) -> Ints:
    """But for billing, only a promised first touch, and waiting for it, have a due time."""
    clocks = np.asarray(history.log.stages.get("clock_of_promise", ()), dtype=np.int64)
    promised = np.append(clocks, -1)[np.clip(history.stage, -1, len(clocks))] >= 0
    other = (Kind.MONEY, Kind.OPENED, Kind.HANDED_OVER, Kind.HIRED, Kind.PRESSED)
    due = (history.due != -1) & ~history.of(*other)
    return history.rows(due & ~(history.of(*MAY_BE_DUE) & promised))


def first_touch_is_told(history: History) -> Ints:
    """The first touch of a visit with a promise is told once, at once, and broken if it is late."""
    touched = np.flatnonzero(history.of(Kind.TOUCHED))
    taken = history.latest(~history.of(Kind.ASSIGNED))[touched]
    sound = history.same(touched, taken, "time", "stage", "visit", "step", "team", "rep")
    sound &= np.isin(history.kind[taken], [int(kind) for kind in TAKES_UP])
    due = history.due[taken]
    sound &= (due >= 0) & ((history.time[touched] > due) == (history.reason[touched] == 1))
    sound &= np.isin(history.due[touched], [-1]) | (history.due[touched] == due)
    again = history.latest(history.of(Kind.TOUCHED))[touched]
    sound &= again <= history.visiting[touched]
    return history.rows(np.concatenate([touched[~sound], _untold(history)]))


def _untold(history: History) -> Ints:
    """Places of first touches of a visit with a promise that no TOUCHED follows."""
    first = np.flatnonzero(history.of(*TAKES_UP) & (history.due >= 0))
    earlier = history.latest(history.of(*TAKES_UP))[first]
    first = first[earlier <= history.visiting[first]]
    following = history.next(~history.of(Kind.ASSIGNED))[first]
    untold: Ints = first[(following < 0) | (history.kind[following] != Kind.TOUCHED)]
    return untold


def waits_on_the_promised_clock(history: History) -> Ints:
    """The wait for a first touch is what passed on the clock of the promise since it was asked."""
    touched = np.flatnonzero(history.of(Kind.TOUCHED) & (history.stage >= 0))
    clocks = np.asarray(history.log.stages.get("clock_of_promise", ()), dtype=np.int64)
    clock = np.append(clocks, -1)[np.clip(history.stage[touched], 0, len(clocks))]
    visit = history.visiting[touched]
    joined = history.next(history.of(Kind.JOINED))[visit]
    known = (visit >= 0) & (joined >= 0) & (joined < touched)
    now, since = history.time[touched], history.time[joined]
    waited = history.hours.worked(clock, now) - history.hours.worked(clock, since)
    return history.rows(touched[~(known & (waited == history.value[touched]))])


LAWS: tuple[Law, ...] = (
    work_was_waited_for,
    work_is_finished,
    work_takes_time,
    meetings_happen_as_booked,
    bookings_are_kept,
    meetings_are_work,
    no_double_work,
    within_working_hours,
    work_ends_when_worked,
    works_for_own_team,
    team_covers_function,
    owners_do_the_work,
    no_more_than_allowed,
    due_only_where_promised,
    first_touch_is_told,
    waits_on_the_promised_clock,
)
