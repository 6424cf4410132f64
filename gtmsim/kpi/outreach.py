"""What brings leads at the price of people's time: campaigns that slip, lists to call up."""

from __future__ import annotations

import numpy as np

from gtmsim.kpi.kpi import Figure, Kpi, average, count_of, summary
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import Mask, Ticks, within
from gtmsim.kpi.view import View
from gtmsim.kpi.workload import done_during
from gtmsim.log import Kind

# --- Campaigns ---------------------------------------------------------------------------


def _slipped(view: View, period: Period) -> Ticks:
    """Rows of events that took place late in a period."""
    rows = np.flatnonzero(view.log.select(Kind.SLIPPED))
    found: Ticks = rows[within(view.column("time", rows), period)]
    return found


def _campaigns_slipped(view: View, period: Period, member: int) -> Figure:
    return Figure(float(len(_slipped(view, period))))


def _slip_days(view: View, period: Period, member: int) -> Figure:
    rows = _slipped(view, period)
    late = view.days(view.column("time", rows) - view.column("value", rows))
    return summary(average, late, "no event slipped")


def _campaign_hours(view: View, period: Period, member: int) -> Figure:
    rows, ticks = done_during(view, period)
    return Figure(float(view.hours(ticks[view.is_own(rows)].sum())))


# --- Lists -------------------------------------------------------------------------------


def _of_lists(view: View, member: int) -> Mask:
    """Leads called up from lists, or from one."""
    if member < 0:
        return view.listed
    mask: Mask = view.listed & (view.log.leads["channel"] == member)
    return mask


def _prospected(view: View, period: Period, channel: int) -> Figure:
    came = within(view.arrived, period)
    return Figure(float(count_of(_of_lists(view, channel) & came)))


def _list_left(view: View, period: Period, channel: int) -> Figure:
    """Accounts that nobody has called up by the end of the period."""
    leads = view.log.leads
    listed = np.asarray(view.log.channels.get("listed", ()), dtype=np.int64)
    there = listed.sum() if channel < 0 or not len(listed) else listed[channel]
    called = _of_lists(view, channel) & (leads["arrived"] < period.end)
    entry = leads["entry"] if "entry" in leads else np.full(len(called), -1)
    pairs = np.stack([leads["channel"][called].astype(np.int64), entry[called]])
    return Figure(float(there - np.unique(pairs, axis=1).shape[1]))


def _prospecting_hours(view: View, period: Period, channel: int) -> Figure:
    """Hours of work in the stage in which each lead of a list begins."""
    rows, ticks = done_during(view, period)
    lead = view.column("lead", rows)
    first = np.full(view.number_of_leads + 1, -1, dtype=np.int64)
    entered = view.rows(Kind.ENTERED)[::-1]
    first[view.column("lead", entered)] = view.column("stage", entered)
    ours = np.append(_of_lists(view, channel), False)  # the last place is for lead -1
    chosen = ours[lead] & (view.column("stage", rows) == first[lead])
    return Figure(float(view.hours(ticks[chosen].sum())))


# --- Definitions -------------------------------------------------------------------------

_LATE = "events that took place in the period"
_INSIDE = "work inside the period, cut at both ends to the tick"

KPIS = (
    Kpi("campaigns_slipped", "Campaigns that slipped", "遅延した施策", "events", "lower",
        "events that took place later than planned, for lack of work", "none: a count", _LATE,
        "R017, R122", _campaigns_slipped, ("campaigns",), headline=True),
    Kpi("slip_days", "Days that campaigns slipped", "施策の遅延日数", "days", "lower",
        "civil days from the planned date to that on which the event took place",
        "events that slipped", _LATE, "R017, R122", _slip_days, ("campaigns",)),
    Kpi("campaign_hours", "Hours of campaign work", "施策の稼働時間", "hours", "neutral",
        "hours of work that campaigns need", "none: a sum", _INSIDE, "R017", _campaign_hours,
        ("campaigns",)),
    Kpi("prospected", "Accounts called up", "アウトバウンド着手件数", "leads", "higher",
        "leads that people called up from lists, each round for itself", "none: a count",
        "calls in the period", "R018", _prospected, ("lists",), headline=True),
    Kpi("prospected.CHANNEL", "Accounts called up, of a list", "アウトバウンド着手件数", "leads",
        "higher", "leads that people called up from the list, each round for itself",
        "none: a count", "calls in the period", "R018", _prospected, ("lists",)),
    Kpi("list_left", "Accounts left on lists", "未着手リスト", "accounts", "lower",
        "accounts of lists that nobody has called up", "none: a count", "end of the period",
        "R018", _list_left, ("lists",)),
    Kpi("list_left.CHANNEL", "Accounts left on a list", "未着手リスト", "accounts", "lower",
        "accounts of the list that nobody has called up", "none: a count", "end of the period",
        "R018", _list_left, ("lists",)),
    Kpi("prospecting_hours", "Hours of prospecting", "新規開拓の稼働時間", "hours", "neutral",
        "hours of work on leads of lists, in the stage in which they begin", "none: a sum",
        _INSIDE, "R018", _prospecting_hours, ("lists",)),
)  # fmt: skip
