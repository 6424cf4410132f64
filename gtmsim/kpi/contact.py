"""From the first contact to a meeting: who is reached, agrees to meet, and comes (R142-R144)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.kpi import (
    Figure,
    Formula,
    Kpi,
    Statistic,
    average,
    count_of,
    median,
    ratio,
    summary,
)
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import NEVER, Ticks, within
from gtmsim.kpi.view import View
from gtmsim.log import Kind


def _leads_of(view: View, period: Period, *kinds: Kind) -> int:
    """Leads to which one of these things happened in a period."""
    rows = np.concatenate([view.during(kind, period) for kind in kinds])
    return len(np.unique(view.column("lead", rows)))


def _conversation_rate(view: View, period: Period, member: int) -> Figure:
    tried = _leads_of(view, period, Kind.CONNECTED, Kind.NO_ANSWER)
    return ratio(_leads_of(view, period, Kind.CONNECTED), tried, "no attempts")


def _conversation_rate_channel(view: View, period: Period, channel: int) -> Figure:
    reached, tried = (
        count_of(_own(view, period, channel, *kinds))
        for kinds in ((Kind.CONNECTED,), (Kind.CONNECTED, Kind.NO_ANSWER))
    )
    return ratio(reached, tried, "no attempts")


def _own(view: View, period: Period, channel: int, *kinds: Kind) -> NDArray[np.bool_]:
    """Which leads of a channel saw one of these things in a period."""
    seen = np.zeros(view.number_of_leads, dtype=np.bool_)
    for kind in kinds:
        seen[view.column("lead", view.during(kind, period))] = True
    own: NDArray[np.bool_] = seen & (view.log.leads["channel"] == channel)
    return own


def _reach_rate(view: View, period: Period, channel: int) -> Figure:
    came = within(view.arrived, period)
    if channel >= 0:
        came &= view.log.leads["channel"] == channel
    reached = came & (_firsts(view, Kind.CONNECTED) < NEVER)
    return ratio(count_of(reached), count_of(came), "no leads")


def _reply_rate(view: View, period: Period, stage: int) -> Figure:
    answered, silent = (
        count_of(view.column("stage", view.during(kind, period)) == stage)
        for kind in (Kind.CONNECTED, Kind.NO_ANSWER)
    )
    return ratio(answered, answered + silent, "no attempts")


def _appointment_rate(view: View, period: Period, member: int) -> Figure:
    met = _leads_of(view, period, Kind.CONNECTED)
    return ratio(_leads_of(view, period, Kind.BOOKED), met, "nobody was reached")


def _no_show_rate(view: View, period: Period, channel: int) -> Figure:
    came_by = view.log.leads["channel"]
    held, missed = (
        count_of(came_by[view.column("lead", view.during(kind, period))] == channel)
        for kind in (Kind.HELD, Kind.NO_SHOW)
    )
    return ratio(missed, held + missed, "no meeting came due")


def _firsts(view: View, kind: Kind) -> Ticks:
    """For each lead the first tick of a kind, or NEVER."""
    rows = view.rows(kind)
    when = np.full(view.number_of_leads, NEVER)
    when[view.column("lead", rows)[::-1]] = view.column("time", rows)[::-1]
    return when


def _to_meeting(statistic: Statistic) -> Formula:
    def days(view: View, period: Period, member: int) -> Figure:
        begun, reached = _firsts(view, Kind.STARTED), _firsts(view, Kind.CONNECTED)
        contact = np.where(reached < NEVER, reached, begun)
        met = _firsts(view, Kind.HELD)
        both = within(met, period) & (contact <= met)
        return summary(statistic, view.days((met - contact)[both]), "no first meeting")

    return days


_MET = "first meetings held in the period"
_CONTACT = "days from the first contact (the first time reached; else the first work) to the first "

KPIS = (
    Kpi("conversation_rate", "Conversation rate", "有効接触率", "share", "higher",
        "leads that were reached", "leads that somebody tried to reach",
        "attempts made in the period", "R144", _conversation_rate, ("attempts",)),
    Kpi("conversation_rate.CHANNEL", "Conversation rate of a channel", "有効接触率", "share",
        "higher", "leads of the channel that were reached",
        "leads of the channel that somebody tried to reach", "attempts made in the period", "R144",
        _conversation_rate_channel, ("attempts",)),
    Kpi("reach_rate", "Leads ever reached", "到達率", "share", "higher",
        "leads of these that were reached by the end of the log", "leads that arrived",
        "leads that arrived in the period", "R144", _reach_rate, ("attempts",)),
    Kpi("reach_rate.CHANNEL", "Leads of a channel ever reached", "到達率", "share", "higher",
        "leads of these that were reached by the end of the log",
        "leads of the channel that arrived", "leads that arrived in the period", "R144",
        _reach_rate, ("attempts",)),
    Kpi("reply_rate.STAGE", "Attempts answered, of a stage", "返信率", "share", "higher",
        "attempts of the stage that the buyer answered, whether calls or mails",
        "attempts of the stage", "attempts made in the period", "R144", _reply_rate,
        ("attempts",)),
    Kpi("appointment_rate", "Appointment rate", "アポ獲得率", "share", "higher",
        "leads with a meeting booked", "leads that were reached",
        "both in the same period, not the same leads", "R142, R144", _appointment_rate,
        ("attempts", "meetings")),
    Kpi("no_show_rate.CHANNEL", "No-show rate of a channel", "ノーショー率", "share", "lower",
        "meetings with leads of the channel at which the buyer did not show up",
        "meetings with leads of the channel that came due", "meetings that came due in the period",
        "R144", _no_show_rate, ("meetings",)),
    Kpi("contact_to_meeting", "From contact to the first meeting, mean", "接触→初回商談日数 (平均)",
        "days", "lower", f"{_CONTACT}meeting held", "leads with both", _MET, "R143",
        _to_meeting(average), ("meetings",)),
    Kpi("contact_to_meeting_median", "From contact to the first meeting, median",
        "接触→初回商談日数 (中央値)", "days", "lower", f"median of {_CONTACT}meeting held",
        "none: a quantile of leads with both", _MET, "R143", _to_meeting(median), ("meetings",)),
)  # fmt: skip
