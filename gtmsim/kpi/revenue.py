"""Revenue: the sales cycle, the size of deals, bookings, and what recurs.

Recurring money is booked at a year's worth, so that MRR is a twelfth of it. Orders count at
signature; from when a contract is ARR says the scenario's choice `arr_from`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.contracts import EXPANSIONS, SIGNS, counted_from, levels, movements
from gtmsim.kpi.funnel import ARRIVAL, reached
from gtmsim.kpi.kpi import (
    Direction,
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
SOLD = ("new", "one_off", "expansion")
"""Kinds of money that a win is worth, the initial fee aside."""
BOOKED = (*SOLD, "initial_fee")
"""Kinds of money that a win books."""


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


def deals(view: View, period: Period, kinds: tuple[str, ...] = SOLD) -> Ticks:
    """Rows of money of the deals won in a period.

    What a win sells to an account that is a customer already is booked as expansion; it is
    told from the later growth of a contract by coming at the tick of the win.
    """
    rows = np.concatenate([view.money_rows(kind) for kind in kinds])
    when = view.column("time", rows)
    at_win = within(when, period) & (view.first("won")[view.column("lead", rows)] == when)
    found: Ticks = rows[at_win]
    return found


def _bookings(view: View, period: Period, member: int) -> Figure:
    rows = deals(view, period, BOOKED)
    return _money(view, view.money(int(view.amounts(rows).sum())))


def _deal_size(view: View, period: Period, member: int) -> Figure:
    found = summary(average, view.amounts(deals(view, period)), "no wins with an amount")
    return found._replace(value=view.money(found.value))


def _fees(view: View, period: Period, member: int) -> Figure:
    return _money(view, view.paid("initial_fee", period))


def _moved(months: int, kinds: tuple[str, ...]) -> Formula:
    """What changes of these kinds come to in some months; the size of what only shrinks."""
    sign = -1 if all(SIGNS[kind] < 0 for kind in kinds) else 1

    def change(view: View, period: Period, member: int) -> Figure:
        found = movements(view, counted_from(view))
        net = sum(sign * SIGNS[kind] * found.of(kind, period) for kind in kinds)
        return _money(view, view.money(net) * months / MONTHS)

    return change


def _recurring(months: int) -> Formula:
    def recurring(view: View, period: Period, member: int) -> Figure:
        arr = view.money(int(arr_at(view, period.end).sum()))
        return _money(view, arr * months / MONTHS)

    return recurring


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
    np.add.at(amounts, accounts(view), levels(view, tick, counted_from(view)))
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
_COUNTED = "changes that begin to count in the period (see `arr_from`)"
_SUM = "none: a sum"
_MRR = "currency per month"
_ARR = "currency per year"

_MOVEMENTS: tuple[tuple[str, str, str, Direction, str, tuple[str, ...], str], ...] = (
    # id, name, label, direction, which amounts, kinds of money, source
    ("new", "New", "新規", "higher", "of new contracts", ("new",), "R151, R158"),
    ("expansion", "Expansion", "拡張", "higher",
     "by which contracts grew: more of the same, other products, dearer prices", EXPANSIONS,
     "R108, R151"),
    ("cross_sell", "Cross-sell", "クロスセル", "higher",
     "by which contracts grew by other products", ("cross_sold",), "R108"),
    ("repriced", "Repriced", "値上げ", "higher", "by which contracts grew by dearer prices",
     ("repriced",), "R111, R133"),
    ("contraction", "Contraction", "縮小", "lower", "by which contracts shrank",
     ("contraction",), "R151"),
    ("churned", "Churned", "解約", "lower", "of contracts that ended", ("churned",), "R151"),
    ("net_new", "Net new", "純増", "higher",
     "of new contracts and growth, less contraction and churn", tuple(SIGNS), "R151"),
)  # fmt: skip
_HEADLINES = ("new_mrr", "expansion_mrr", "churned_mrr")


def _kpis_of_movements() -> tuple[Kpi, ...]:
    """What changes recurring revenue, as MRR and as ARR."""
    found = []
    for word, months, unit, amounts in (
        ("MRR", 1, _MRR, "a twelfth of the annual amounts"),
        ("ARR", MONTHS, _ARR, "annual amounts"),
    ):
        for kind, name, label, direction, which, kinds, source in _MOVEMENTS:
            kpi_id = f"{kind}_{word.lower()}"
            found.append(
                Kpi(kpi_id, f"{name} {word}", f"{label}{word}", unit, direction,
                    f"{amounts} {which}", _SUM, _COUNTED, source, _moved(months, kinds),
                    ("won", "deals"), headline=kpi_id in _HEADLINES, carries=True)
            )  # fmt: skip
    return tuple(found)


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
        "amounts of deals won: a year's worth of what recurs, or the single sale; without "
        "initial fees",
        "deals won with an amount", _WON, "R145, R160", _deal_size, ("won", "deals"),
        headline=True),
    Kpi("bookings", "Bookings", "受注金額", "currency", "higher",
        "amounts of deals won, at signature: a year's worth of what recurs, single sales and "
        "initial fees; later growth of contracts is not in it", _SUM, _WON, "R010, R145",
        _bookings, ("won", "deals"), headline=True),
    Kpi("initial_fees", "Initial fees", "初期費用", "currency", "higher",
        "initial fees of contracts signed; never part of ARR", _SUM, "signatures in the period",
        "R111, R133", _fees, ("won", "deals")),
    *_kpis_of_movements(),
    Kpi("mrr", "MRR at the end", "MRR (期末)", _MRR, "higher",
        "a twelfth of the annual recurring revenue", "none: a level",
        "the last moment of the period", "R151, R188", _recurring(1), ("won", "deals"),
        carries=True),
    Kpi("arr", "ARR at the end", "ARR (期末)", _ARR, "higher",
        "annual recurring revenue: of the first day's customers, and new and expanded less "
        "contracted and churned since; counted from `arr_from`", "none: a level",
        "the last moment of the period", "R111, R151, R158", _recurring(MONTHS),
        ("won", "deals"), headline=True, carries=True),
)  # fmt: skip
