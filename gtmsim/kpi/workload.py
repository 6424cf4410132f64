"""People and their time: how busy they are, how many they are, what passes between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.clock import clock_of, open_until
from gtmsim.kpi.kpi import Figure, Formula, Kpi, count_of, ratio
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import Ticks, between, by_lead, within
from gtmsim.kpi.view import View
from gtmsim.log import Kind


class Work(NamedTuple):
    """Pieces of work, and empty meetings, in order of beginning.

    Attributes:
        row: row of STARTED (or NO_SHOW).
        team, rep: who.
        ticks: open ticks it takes.
        clock: index of the rep's clock at the beginning.
        open_before: open ticks of that clock before the beginning.
        end: tick at which it is finished; NEVER if it is in hand at the horizon.
    """

    row: Ticks
    team: Ticks
    rep: Ticks
    ticks: Ticks
    clock: Ticks
    open_before: Ticks
    end: Ticks


def work(view: View) -> Work:
    """All work of a log; a buyer who does not show up takes the rep's time too."""
    row = np.flatnonzero(view.log.select(Kind.STARTED, Kind.NO_SHOW))
    rep = view.column("rep", row).astype(np.int64)
    begin = view.column("time", row)
    clock = _with_overtime(view, row, clock_of(view.log, rep, begin))
    finished = between(view.log, (Kind.STARTED,), (Kind.FINISHED,), managers=True)
    end = begin.copy()  # of empty meetings, which are never interrupted
    end[np.searchsorted(row, finished.row)] = finished.end
    return Work(
        row=row,
        team=view.column("team", row).astype(np.int64),
        rep=rep,
        ticks=np.maximum(view.column("value", row), 0),
        clock=clock,
        open_before=open_until(view.log.clocks, clock, begin),
        end=end,
    )


def _with_overtime(view: View, row: Ticks, clock: Ticks) -> Ticks:
    """The clocks by which work is done: the longer one for what reaches into overtime."""
    table = view.log.overtime
    if not table:
        return clock
    longer = np.arange(len(view.log.clocks) + 1)
    longer[np.asarray(table["clock"])] = table["late_clock"]
    told = view.overtime
    begun = np.searchsorted(row, told, side="right") - 1  # told right after the work began
    found = clock.copy()
    found[begun] = longer[clock[begun]]
    return found


def worked(view: View) -> Work:
    """All work of a log, found once."""
    return view.once("work", lambda: work(view))


def done_by(view: View, tick: int) -> Ticks:
    """Ticks of each piece of work done before a tick."""
    return view.once(("done by", tick), lambda: _done_by(view, worked(view), tick))


class Load(NamedTuple):
    """Ticks of a period in which people work, and could work.

    Attributes:
        busy_team, open_team: by team.
        busy_rep, open_rep: by rep.
        present_team: ticks of membership by team, nights included.
    """

    busy_team: NDArray[np.float64]
    open_team: NDArray[np.float64]
    busy_rep: NDArray[np.float64]
    open_rep: NDArray[np.float64]
    present_team: NDArray[np.float64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Utilization by team; 0 where nobody had working hours."""
        nothing = np.zeros(len(self.busy_team))
        return np.divide(self.busy_team, self.open_team, out=nothing, where=self.open_team > 0)


def load(view: View, period: Period) -> Load:
    """Working time and open time of everybody in a period, to the tick.

    Work that is still in hand at the end of the period counts with what is done by then.
    """
    return view.once(("load", period), lambda: _load(view, period))


def _load(view: View, period: Period) -> Load:
    done = worked(view)
    clocks, member = view.log.clocks, view.log.memberships
    busy = done_by(view, period.end) - done_by(view, period.begin)
    since = np.clip(member["from_tick"], period.begin, period.end)
    until = np.clip(member["to_tick"], since, period.end)
    clock = member["clock"]
    opens = open_until(clocks, clock, until) - open_until(clocks, clock, since)
    teams, reps = (len(view.members(parameter)[0]) for parameter in ("TEAM", "REP"))
    return Load(
        busy_team=_sums(done.team, busy, teams),
        open_team=_sums(member["team"], opens, teams),
        busy_rep=_sums(done.rep, busy, reps),
        open_rep=_sums(member["rep"], opens, reps),
        present_team=_sums(member["team"], until - since, teams),
    )


def done_during(view: View, period: Period) -> tuple[Ticks, Ticks]:
    """Rows that begin work, and the ticks of each that are done in a period."""
    return worked(view).row, done_by(view, period.end) - done_by(view, period.begin)


def _done_by(view: View, pieces: Work, tick: int) -> Ticks:
    """Ticks of each piece of work done before a tick.

    Work in hand pauses for booked meetings: what the rep did there is not done here.
    """
    begin = view.column("time", pieces.row)
    now = open_until(view.log.clocks, pieces.clock, np.full(len(begin), tick))
    most = np.where(begin < tick, now - pieces.open_before, 0)
    done = np.minimum(most, pieces.ticks)
    for piece in np.flatnonzero((begin < tick) & (pieces.end > tick)).tolist():
        inside = (pieces.rep == pieces.rep[piece]) & (begin < tick)
        inside[: piece + 1] = False
        done[piece] = min(done[piece], max(most[piece] - done[inside].sum(), 0))
    return done


def _sums(groups: Ticks, amounts: Ticks, number: int) -> NDArray[np.float64]:
    """Sums by group; what belongs to no group is left out."""
    known = groups >= 0
    return np.bincount(groups[known], amounts[known], minlength=number).astype(np.float64)


# --- Formulas --------------------------------------------------------------------------


def _utilization(view: View, period: Period, team: int) -> Figure:
    found = load(view, period)
    return _busy(view, found.busy_team, found.open_team, team)


def _utilization_rep(view: View, period: Period, rep: int) -> Figure:
    found = load(view, period)
    return _busy(view, found.busy_rep, found.open_rep, rep)


def _busy(view: View, busy: NDArray[np.float64], opens: NDArray[np.float64], at: int) -> Figure:
    chosen = slice(None) if at < 0 else slice(at, at + 1)
    worked, could = (float(view.hours(part[chosen].sum())) for part in (busy, opens))
    return ratio(worked, could, "nobody had working hours")


def _work_hours(view: View, period: Period, team: int) -> Figure:
    chosen = slice(None) if team < 0 else slice(team, team + 1)
    return Figure(float(view.hours(load(view, period).busy_team[chosen].sum())))


def _headcount(view: View, period: Period, team: int) -> Figure:
    chosen = slice(None) if team < 0 else slice(team, team + 1)
    return Figure(float(load(view, period).present_team[chosen].sum()) / period.length)


def _counted(kind: Kind) -> Formula:
    def count(view: View, period: Period, member: int) -> Figure:
        return Figure(float(len(view.during(kind, period))))

    return count


def _handoffs(view: View, period: Period, member: int) -> Figure:
    """Owners who take a lead over from another, whether or not it was nobody's in between."""
    rows = by_lead(view.log.events, view.rows(Kind.ASSIGNED))
    rows = rows[view.column("rep", rows) >= 0]
    lead, rep = view.column("lead", rows), view.column("rep", rows)
    handed = (np.diff(lead) == 0) & (np.diff(rep) != 0)
    return Figure(float(count_of(handed & within(view.column("time", rows[1:]), period))))


def _return_rate(view: View, period: Period, stage: int) -> Figure:
    spells = view.visits_of(stage)
    ended = spells.decided(period)
    if stage < 0:
        ended &= np.asarray(view.worked, dtype=np.bool_)[spells.stage]
    returned = count_of(ended & (spells.how == Kind.RETURNED))
    return ratio(returned, count_of(ended), "no visit ended")


def _connect_rate(view: View, period: Period, attempt: int) -> Figure:
    rows, number = view.attempts
    if attempt >= 0:
        rows = rows[number == attempt + 1]
    return _connected(view, period, rows)


def _connect_rate_channel(view: View, period: Period, channel: int) -> Figure:
    rows, _ = view.attempts
    came_by = view.log.leads["channel"][view.column("lead", rows)]
    return _connected(view, period, rows[came_by == channel])


def _connected(view: View, period: Period, rows: Ticks) -> Figure:
    when = view.column("time", rows)
    kinds = view.column("kind", rows)[(when >= period.begin) & (when < period.end)]
    return ratio(count_of(kinds == Kind.CONNECTED), len(kinds), "no attempts")


def _shown(kind: Kind) -> Formula:
    def rate(view: View, period: Period, member: int) -> Figure:
        held = len(view.during(Kind.HELD, period))
        missed = len(view.during(Kind.NO_SHOW, period))
        chosen = held if kind is Kind.HELD else missed
        return ratio(chosen, held + missed, "no meeting came due")

    return rate


# --- Definitions -----------------------------------------------------------------------

_AT_ATTEMPT = "attempts made in the period"
_AT_DUE = "meetings that came due in the period"
_INSIDE = "work and working hours inside the period, cut at both ends to the tick"

KPIS = (
    Kpi("utilization", "Utilization", "稼働率", "share", "neutral",
        "hours of work, empty meetings included, of all teams",
        "working hours of their members", _INSIDE, "R148", _utilization),
    Kpi("utilization.TEAM", "Utilization of a team", "稼働率", "share", "neutral",
        "hours of work done for the team, empty meetings included",
        "working hours of its members, while members", _INSIDE, "R148, R174", _utilization,
        headline=True),
    Kpi("utilization_rep.REP", "Utilization of a rep", "担当者別稼働率", "share", "neutral",
        "hours of work of the rep, in whatever team",
        "working hours of the rep", _INSIDE, "R148", _utilization_rep),
    Kpi("work_hours", "Hours worked", "稼働時間", "hours", "neutral",
        "hours of work, empty meetings included", "none: a sum", _INSIDE, "R148", _work_hours),
    Kpi("work_hours.TEAM", "Hours worked by a team", "稼働時間", "hours", "neutral",
        "hours of work done for the team", "none: a sum", _INSIDE, "R148", _work_hours),
    Kpi("headcount", "Headcount", "人員数", "reps", "neutral",
        "people in teams, averaged over time", "none: a time average",
        "the whole period", "R028", _headcount),
    Kpi("headcount.TEAM", "Headcount of a team", "人員数", "reps", "neutral",
        "people in the team, averaged over time", "none: a time average",
        "the whole period", "R028", _headcount),
    Kpi("handoffs", "Handoffs", "引き継ぎ件数", "handoffs", "neutral",
        "changes of owner from one rep to another, also after a time without one", "none: a count",
        "changes in the period", "R048, R149", _handoffs),
    Kpi("return_rate", "Return rate", "差戻し率", "share", "lower",
        "visits that ended with a return", "visits of worked stages that ended",
        "visits that ended in the period", "R042, R149", _return_rate),
    Kpi("return_rate.STAGE", "Return rate of a stage", "差戻し率", "share", "lower",
        "visits of the stage that ended with a return", "visits of the stage that ended",
        "visits that ended in the period", "R042, R149", _return_rate),
    Kpi("connect_rate", "Connect rate", "接続率", "share", "higher",
        "attempts that reached the buyer", "attempts, every call counted", _AT_ATTEMPT,
        "R144", _connect_rate, needs=("attempts",), headline=True),
    Kpi("connect_rate.ATTEMPT", "Connect rate of the n-th attempt", "接続率", "share", "higher",
        "n-th attempts of a visit that reached the buyer", "n-th attempts of a visit",
        _AT_ATTEMPT, "R033, R144", _connect_rate, needs=("attempts",)),
    Kpi("connect_rate_channel.CHANNEL", "Connect rate of a channel", "接続率", "share", "higher",
        "attempts at leads of the channel that reached the buyer",
        "attempts at leads of the channel", _AT_ATTEMPT, "R144", _connect_rate_channel,
        needs=("attempts",)),
    Kpi("meetings_booked", "Meetings booked", "アポ件数", "meetings", "higher",
        "meetings booked, rebookings included", "none: a count", "bookings in the period",
        "R035, R142", _counted(Kind.BOOKED), needs=("meetings",)),
    Kpi("held_rate", "Held rate", "アポ実施率", "share", "higher",
        "meetings at which the buyer showed up", "meetings that came due", _AT_DUE,
        "R142", _shown(Kind.HELD), needs=("meetings",), headline=True),
    Kpi("no_show_rate", "No-show rate", "ノーショー率", "share", "lower",
        "meetings at which the buyer did not show up", "meetings that came due", _AT_DUE,
        "R144", _shown(Kind.NO_SHOW), needs=("meetings",)),
)  # fmt: skip
