"""Channels against each other: what each brings, what it costs, how far its leads get (R154)."""

from __future__ import annotations

import math

import numpy as np

from gtmsim.kpi.acquisition import NO_CURRENCY, spend
from gtmsim.kpi.funnel import ARRIVAL, reached
from gtmsim.kpi.kpi import Figure, Formula, Kpi, count_of, ratio
from gtmsim.kpi.lifetime import margin
from gtmsim.kpi.periods import Period
from gtmsim.kpi.revenue import BOOKED, deals
from gtmsim.kpi.spells import within
from gtmsim.kpi.view import View


def booked(view: View, period: Period, channel: int) -> float:
    """Amounts of deals won in a period with leads of a channel (-1: of all), in money."""
    rows = deals(view, period, BOOKED)
    if channel >= 0:
        rows = rows[view.log.leads["channel"][view.column("lead", rows)] == channel]
    return view.money(float(view.amounts(rows).sum()))


def _bookings(view: View, period: Period, channel: int) -> Figure:
    if not view.currency:
        return Figure(math.nan, note=NO_CURRENCY)
    return Figure(booked(view, period, channel))


def _share(view: View, period: Period, channel: int) -> Figure:
    total = booked(view, period, -1)
    return ratio(booked(view, period, channel), total, "no wins with an amount")


def _roas(view: View, period: Period, channel: int) -> Figure:
    paid = view.money(spend(view, period, channel))
    return ratio(booked(view, period, channel), paid, "nothing was spent")


def _roi(view: View, period: Period, channel: int) -> Figure:
    paid = view.money(spend(view, period, channel))
    left = booked(view, period, channel) * margin(view) - paid
    return ratio(left, paid, "nothing was spent")


def _rate(since: str, to: str, nothing: str) -> Formula:
    def rate(view: View, period: Period, channel: int) -> Figure:
        own = view.log.leads["channel"] == channel
        base = count_of(within(reached(view, since), period) & own)
        return ratio(count_of(within(reached(view, to), period) & own), base, nothing)

    return rate


def _organic(view: View, period: Period, member: int) -> Figure:
    """Leads of channels on which the log holds no spending."""
    counted = within(view.arrived, period)
    free = ~np.isin(view.log.leads["channel"], np.unique(view.log.spend["channel"]))
    return ratio(count_of(counted & free), count_of(counted), "no leads")


_SAME = "both in the same period, not the same leads"
_WON = "wins and spending of the period"
_BOOKED = "amounts of deals won with leads of the channel, at signature"
_NEEDS = ("won", "deals")

KPIS = (
    Kpi("organic_share", "Share of leads that cost nothing", "オーガニック比率", "share", "higher",
        "leads of channels on which nothing is spent in the whole log", "leads that arrived",
        "arrivals in the period", "R025, R154", _organic),
    Kpi("mql_rate.CHANNEL", "MQL rate of a channel", "MQL率", "share", "higher",
        "MQLs of the period, of the channel", "leads of the channel that arrived in the period",
        _SAME, "R136, R154", _rate(ARRIVAL, "mql", "no leads"), ("mql",)),
    Kpi("opportunity_rate.CHANNEL", "Opportunity rate of a channel", "商談化率", "share", "higher",
        "SQLs of the period, of the channel", "MQLs of the period, of the channel", _SAME,
        "R142, R154", _rate("mql", "sql", "no MQLs"), ("mql", "sql")),
    Kpi("win_rate.CHANNEL", "Win rate of a channel", "受注率", "share", "higher",
        "wins of the period, of the channel", "SQLs of the period, of the channel", _SAME,
        "R142, R154", _rate("sql", "won", "no SQLs"), ("sql", "won")),
    Kpi("lead_to_win_rate.CHANNEL", "Lead to win rate of a channel", "チャネルCVR", "share",
        "higher", "wins of the period, of the channel",
        "leads of the channel that arrived in the period", _SAME, "R154",
        _rate(ARRIVAL, "won", "no leads"), ("won",)),
    Kpi("bookings.CHANNEL", "Bookings of a channel", "受注金額", "currency", "higher", _BOOKED,
        "none: a sum", "wins in the period", "R154", _bookings, _NEEDS),
    Kpi("bookings_share.CHANNEL", "Share of bookings by channel", "チャネル別受注金額貢献比",
        "share", "neutral", _BOOKED, "amounts of all deals won, in money", "wins in the period",
        "R154", _share, _NEEDS),
    Kpi("roas", "Return on spend (ROAS)", "広告費回収率 (ROAS)", "times", "higher",
        "amounts of deals won, at signature", "money spent on channels", _WON, "R154", _roas,
        _NEEDS),
    Kpi("roas.CHANNEL", "Return on spend (ROAS) of a channel", "広告費回収率 (ROAS)", "times",
        "higher", _BOOKED, "money spent on the channel", _WON, "R154", _roas, _NEEDS),
    Kpi("roi.CHANNEL", "Return on investment (ROI) of a channel", "チャネル別ROI", "share",
        "higher", f"{_BOOKED}, × gross margin, less money spent on the channel",
        "money spent on the channel", _WON, "R154, R172", _roi, _NEEDS, of_margin=True),
)  # fmt: skip
