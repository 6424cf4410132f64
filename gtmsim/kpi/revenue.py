"""Revenue: the sales cycle, the size of deals, bookings, and what recurs.

Recurring money is booked at a year's worth, so that MRR is a twelfth of it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.funnel import ARRIVAL, reached
from gtmsim.kpi.kpi import (
    Figure,
    Formula,
    Kpi,
    Statistic,
    average,
    count_of,
    median,
    p90,
    ratio,
    summary,
)
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import NEVER, Ticks, within
from gtmsim.kpi.view import View

MONTHS = 12
SIGNS = {"new": 1, "expansion": 1, "contraction": -1, "churned": -1}
"""What each kind of recurring money does to annual recurring revenue."""


# --- Time to win ---------------------------------------------------------------------------


def days_to(view: View, since: str, to: str, period: Period) -> NDArray[np.float64]:
    """Civil days between two steps, of the leads that reach the second in a period."""
    first, last = reached(view, since), reached(view, to)
    both = within(last, period) & (first <= last)
    days: NDArray[np.float64] = view.days((last - first)[both])
    return days


def _cycle(since: str, statistic: Statistic) -> Formula:
    def cycle(view: View, period: Period, member: int) -> Figure:
        return summary(statistic, days_to(view, since, "won", period), "no wins")

    return cycle


def _lead_time(view: View, period: Period, stage: int) -> Figure:
    """Mean days of won leads in a stage before the win, stages not visited counting 0."""
    return _days_of_wins(view, period, _ticks_before_win(view, stage))


def _nurture_time(view: View, period: Period, member: int) -> Figure:
    """What the stages leave of the lead time: waiting to come back from recycling."""
    whole = view.first("won") - view.arrived
    return _days_of_wins(view, period, whole - _ticks_before_win(view, -1))


def _days_of_wins(view: View, period: Period, ticks: Ticks) -> Figure:
    """Mean of a time that each lead won in a period has spent."""
    won = within(view.first("won"), period) & (view.arrived < NEVER)
    leads = count_of(won)
    return ratio(view.days(float(ticks[won].sum())), leads, "no wins")


def _ticks_before_win(view: View, stage: int) -> Ticks:
    """For each lead the ticks in visits of a stage (-1: of any) that ended by its win."""
    visits = view.visits_of(stage)
    counted = visits.end <= np.minimum(view.first("won")[visits.lead], view.log.horizon)
    spent = np.bincount(
        visits.lead[counted],
        (visits.end - visits.begin)[counted],
        minlength=view.number_of_leads,
    )
    return spent.astype(np.int64)


# --- Money ---------------------------------------------------------------------------------


def _deals(view: View, period: Period) -> Ticks:
    """Amounts of deals won in a period, in minor units.

    What a win sells to an account that is a customer already is booked as expansion; it is
    told from the later growth of a contract by coming at the tick of the win.
    """
    rows = np.concatenate([view.money_rows(kind) for kind in ("new", "one_off", "expansion")])
    when = view.column("time", rows)
    at_win = within(when, period) & (view.first("won")[view.column("lead", rows)] == when)
    return view.amounts(rows[at_win])


def _bookings(view: View, period: Period, member: int) -> Figure:
    return _money(view, view.money(int(_deals(view, period).sum())))


def _deal_size(view: View, period: Period, member: int) -> Figure:
    deals = _deals(view, period)
    found = summary(average, deals, "no wins with an amount")
    return found._replace(value=view.money(found.value))


def _monthly(kind: str) -> Formula:
    def monthly(view: View, period: Period, member: int) -> Figure:
        return _money(view, view.paid(kind, period) / MONTHS)

    return monthly


def _recurring(months: int) -> Formula:
    def recurring(view: View, period: Period, member: int) -> Figure:
        arr = view.money(int(arr_at(view, period.end).sum()))
        return _money(view, arr * months / MONTHS)

    return recurring


def _net_new_mrr(view: View, period: Period, member: int) -> Figure:
    net = sum(sign * view.paid(kind, period) for kind, sign in SIGNS.items())
    return _money(view, net / MONTHS)


def _money(view: View, amount: float) -> Figure:
    if not view.currency:
        return Figure(math.nan, note="the scenario has no currency")
    return Figure(float(amount))


def arr_at(view: View, tick: int) -> Ticks:
    """For each account the annual recurring revenue just before a tick, in minor units.

    Customers of the opening bring theirs along; everything else is booked in the log.
    """
    return view.once(("arr", tick), lambda: _arr_at(view, tick))


def _arr_at(view: View, tick: int) -> Ticks:
    amounts = np.zeros(number_of_accounts(view), dtype=np.int64)
    group, leads = accounts(view), view.log.leads
    opening = view.opening & (leads["recurring"] == 1)
    np.add.at(amounts, group[opening], np.maximum(leads["amount"][opening], 0))
    for kind, sign in SIGNS.items():
        rows = view.money_rows(kind)
        rows = rows[: np.searchsorted(view.column("time", rows), tick)]
        np.add.at(amounts, group[view.column("lead", rows)], sign * view.amounts(rows))
    return amounts


def accounts(view: View) -> Ticks:
    """For each lead the number of its account; a lead without one is its own."""
    return _accounts(view)[0]


def number_of_accounts(view: View) -> int:
    """How many numbers `accounts` gives out."""
    return _accounts(view)[1]


def _accounts(view: View) -> tuple[Ticks, int]:
    def number() -> tuple[Ticks, int]:
        account = view.log.leads["account"]
        alone = -2 - np.arange(len(account))
        distinct, group = np.unique(np.where(account < 0, alone, account), return_inverse=True)
        return group.astype(np.int64), len(distinct)

    return view.once("accounts", number)


# --- Definitions -----------------------------------------------------------------------------

_WON = "wins in the period"
_BOOKED = "money booked in the period"
_SUM = "none: a sum"
_MRR = "currency per month"

KPIS = (
    Kpi("sales_cycle", "Sales cycle, mean", "平均商談期間", "days", "lower",
        "days from first SQL to win", "wins that were SQL", _WON, "R143",
        _cycle("sql", average), ("sql", "won"), headline=True),
    Kpi("sales_cycle_median", "Sales cycle, median", "商談期間 (中央値)", "days", "lower",
        "median of days from first SQL to win", "none: a quantile of wins that were SQL", _WON,
        "R143", _cycle("sql", median), ("sql", "won")),
    Kpi("sales_cycle_p90", "Sales cycle, 90th percentile", "商談期間 (90パーセンタイル)", "days",
        "lower", "90th percentile of days from first SQL to win",
        "none: a quantile of wins that were SQL", _WON, "R143", _cycle("sql", p90),
        ("sql", "won")),
    Kpi("lead_time", "Lead time, mean", "リードタイム", "days", "lower",
        "days from arrival to win", "wins", _WON, "R014, R143", _cycle(ARRIVAL, average),
        ("won",), headline=True),
    Kpi("lead_time_median", "Lead time, median", "リードタイム (中央値)", "days", "lower",
        "median of days from arrival to win", "none: a quantile of wins", _WON, "R143",
        _cycle(ARRIVAL, median), ("won",)),
    Kpi("lead_time_p90", "Lead time, 90th percentile", "リードタイム (90パーセンタイル)", "days",
        "lower", "90th percentile of days from arrival to win", "none: a quantile of wins",
        _WON, "R143", _cycle(ARRIVAL, p90), ("won",)),
    Kpi("lead_time.STAGE", "Lead time spent in a stage", "リードタイム内訳", "days", "lower",
        "days in the stage before the win, all visits; 0 for leads that never were there",
        "wins", _WON, "R014", _lead_time, ("won",)),
    Kpi("nurture_time", "Lead time spent between stages", "リードタイム内訳 (再育成)", "days",
        "lower", "days before the win outside all stages: coming back from recycling", "wins",
        _WON, "R014", _nurture_time, ("won",)),
    Kpi("deal_size", "Deal size", "平均受注単価", "currency", "higher",
        "amounts of deals won: a year's worth of what recurs, or the single sale",
        "deals won with an amount", _WON, "R145, R160", _deal_size, ("won", "deals"),
        headline=True),
    Kpi("bookings", "Bookings", "受注金額", "currency", "higher",
        "amounts of deals won: a year's worth of what recurs, and single sales; "
        "later growth of contracts is not in it", _SUM, _WON, "R010, R145", _bookings,
        ("won", "deals"), headline=True),
    Kpi("new_mrr", "New MRR", "新規MRR", _MRR, "higher",
        "a twelfth of the annual amounts of new contracts", _SUM, _BOOKED, "R151, R158",
        _monthly("new"), ("won", "deals"), headline=True),
    Kpi("expansion_mrr", "Expansion MRR", "拡張MRR", _MRR, "higher",
        "a twelfth of the annual amounts by which contracts grew", _SUM, _BOOKED,
        "R108, R151", _monthly("expansion"), ("won", "deals"), headline=True),
    Kpi("contraction_mrr", "Contraction MRR", "縮小MRR", _MRR, "lower",
        "a twelfth of the annual amounts by which contracts shrank", _SUM, _BOOKED, "R151",
        _monthly("contraction"), ("won", "deals")),
    Kpi("churned_mrr", "Churned MRR", "解約MRR", _MRR, "lower",
        "a twelfth of the annual amounts of contracts that ended", _SUM, _BOOKED, "R151",
        _monthly("churned"), ("won", "deals"), headline=True),
    Kpi("net_new_mrr", "Net new MRR", "純増MRR", _MRR, "higher",
        "new and expansion MRR less contraction and churned MRR", _SUM, _BOOKED, "R151",
        _net_new_mrr, ("won", "deals")),
    Kpi("expansion_arr", "Expansion ARR", "拡張ARR", "currency per year", "higher",
        "annual amounts by which contracts grew", _SUM, _BOOKED, "R108, R151",
        lambda view, period, member: _money(view, view.paid("expansion", period)),
        ("won", "deals")),
    Kpi("mrr", "MRR at the end", "MRR (期末)", _MRR, "higher",
        "a twelfth of the annual recurring revenue", "none: a level",
        "the last moment of the period", "R151, R188", _recurring(1), ("won", "deals")),
    Kpi("arr", "ARR at the end", "ARR (期末)", "currency per year", "higher",
        "annual recurring revenue: new and expanded less contracted and churned, since the start",
        "none: a level", "the last moment of the period", "R151, R158", _recurring(MONTHS),
        ("won", "deals"), headline=True),
)  # fmt: skip
