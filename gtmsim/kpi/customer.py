"""Customer life: who is a customer, who leaves, and what becomes of the revenue.

A customer is an account with a contract: from its win (or from the opening) until its
last contract is churned, not until notice is given. Months are civil months; rates of the year
look back 12 of them.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.kpi import Figure, Formula, Kpi, average, count_of, ratio, summary
from gtmsim.kpi.periods import Period, whole_months, year_before
from gtmsim.kpi.revenue import accounts, arr_at, days_to
from gtmsim.kpi.spells import NEVER, Mask, Ticks, within
from gtmsim.kpi.view import View
from gtmsim.log import Kind


class Customers(NamedTuple):
    """Stretches in which accounts are customers.

    Attributes:
        begin: tick of the win; -1 for customers of the opening.
        end: tick at which the last contract is churned; NEVER if none is.
        account: number of the account, as in `revenue.accounts`.
    """

    begin: Ticks
    end: Ticks
    account: Ticks

    def at(self, tick: int) -> Mask:
        """Who is a customer just before a tick."""
        mask: Mask = (self.begin < tick) & (self.end >= tick)
        return mask


def customers(view: View) -> Customers:
    """Customers over time: overlapping contracts of one account are one customer."""
    return view.once("customers", lambda: _customers(view))


def _customers(view: View) -> Customers:
    won = np.where(view.opening, -1, view.first("won"))
    ended, how = view.ended
    lead = np.flatnonzero(won < NEVER)
    begin = won[lead]
    end = np.where(how[lead] == Kind.CHURNED, ended[lead], NEVER)
    group = accounts(view)[lead]
    order = np.lexsort((begin, group))
    begin, end, group = begin[order], end[order], group[order]
    fresh = np.ones(len(order), dtype=np.bool_)
    for i in range(1, len(order)):
        # Accounts rarely win twice: this loop sees customers only, and mostly passes by.
        if group[i] == group[i - 1] and begin[i] <= end[i - 1]:
            fresh[i] = False
            end[i] = max(end[i], end[i - 1])
    last = np.append(np.flatnonzero(fresh)[1:], len(order)) - 1
    return Customers(begin[fresh], end[last[: fresh.sum()]], group[fresh])


# --- Formulas --------------------------------------------------------------------------------


def _customers_end(view: View, period: Period, member: int) -> Figure:
    return Figure(float(count_of(customers(view).at(period.end))))


def _new_customers(view: View, period: Period, member: int) -> Figure:
    return Figure(float(count_of(within(customers(view).begin, period))))


def _customers_lost(view: View, period: Period, member: int) -> Figure:
    return Figure(float(count_of(within(customers(view).end, period))))


def _cancellations(view: View, period: Period, member: int) -> Figure:
    return Figure(float(len(view.during(Kind.CANCELLED, period))))


def _churns(view: View, period: Period, reason: int) -> Figure:
    rows = view.during(Kind.CHURNED, period)
    return Figure(float(count_of(view.column("reason", rows) == reason)))


def _events(milestone: str) -> Formula:
    def count(view: View, period: Period, member: int) -> Figure:
        times = view.column("time", view.reached(milestone))
        return Figure(float(count_of(within(times, period))))

    return count


def _onboarding_rate(cohort: bool) -> Formula:
    def rate(view: View, period: Period, member: int) -> Figure:
        won, onboarded = view.first("won"), view.first("onboarded")
        base = within(won, period)
        done = within(onboarded, period)
        if cohort:
            done = base & (onboarded >= won) & (onboarded < NEVER)
        return ratio(count_of(done), count_of(base), "no wins")

    return rate


def _onboarding_time(view: View, period: Period, member: int) -> Figure:
    return summary(average, days_to(view, "won", "onboarded", period), "nobody was onboarded")


def logo_churn(view: View, period: Period, member: int) -> Figure:
    """Customers lost in a month, of those at its start; whole months of a period, pooled."""
    months = whole_months(view.log, period)
    if not months:
        return Figure(math.nan, 0.0, "the period holds no whole month")
    found = customers(view)
    lost = base = 0
    for month in months:
        there = found.at(month.begin)
        base += count_of(there)
        lost += count_of(there & within(found.end, month))
    return ratio(lost, base, "no customers at the start of any month")


def _revenue_churn(view: View, period: Period, member: int) -> Figure:
    months = whole_months(view.log, period)
    if not months:
        return Figure(math.nan, 0.0, "the period holds no whole month")
    before = kept = 0
    for month in months:
        since, until = arr_at(view, month.begin), arr_at(view, month.end)
        before += int(since.sum())
        kept += int(np.minimum(since, until).sum())
    lost, base = view.money(before - kept), view.money(before)
    return ratio(lost, base, "no recurring revenue at the start of any month")


def _retention(gross: bool) -> Formula:
    def retention(view: View, period: Period, member: int) -> Figure:
        since = year_before(view.log, period.end)
        if since < 0:
            return Figure(math.nan, 0.0, "the log begins less than 12 months before")
        before, after = arr_at(view, since), arr_at(view, period.end)
        there: NDArray[np.bool_] = before > 0
        kept = np.minimum(before, after) if gross else after
        number = float(count_of(there))
        if not number:
            return Figure(math.nan, 0.0, "no customers 12 months before")
        return Figure(float(kept[there].sum() / before[there].sum()), number)

    return retention


# --- Definitions -----------------------------------------------------------------------------

_END = "the last moment of the period"
_MONTHLY = "the whole civil months inside the period, pooled"
_YEAR = "the 12 months that end with the period"
_COUNT = "none: a count"

KPIS = (
    Kpi("customers", "Customers at the end", "顧客数 (期末)", "customers", "higher",
        "accounts with a contract", _COUNT, _END, "R012, R151", _customers_end, ("won",),
        headline=True, carries=True),
    Kpi("new_customers", "New customers", "新規顧客数", "customers", "higher",
        "accounts that became customers", _COUNT, "wins in the period", "R053, R138",
        _new_customers, ("won",)),
    Kpi("customers_lost", "Customers lost", "解約社数", "customers", "lower",
        "accounts whose last contract was churned", _COUNT, "churns in the period", "R151",
        _customers_lost, ("won",), headline=True, carries=True),
    Kpi("cancellations", "Cancellations", "解約通知件数", "contracts", "lower",
        "notices by which customers end their contracts; until the end of the term they remain "
        "customers", _COUNT, "notices in the period", "R111, R151", _cancellations, ("won",)),
    Kpi("churns.REASON", "Contracts churned for a reason", "解約件数", "contracts", "lower",
        "contracts churned for the reason", _COUNT, "churns in the period", "R103", _churns),
    Kpi("logo_churn", "Logo churn, monthly", "解約率 (社数、月次)", "share", "lower",
        "customers at the start of a month who were lost in it",
        "customers at the start of a month", _MONTHLY, "R151", logo_churn, ("won",),
        headline=True, carries=True),
    Kpi("revenue_churn", "Revenue churn, monthly", "解約率 (金額、月次)", "share", "lower",
        "recurring revenue of customers at the start of a month that they dropped in it",
        "recurring revenue at the start of a month, in money", _MONTHLY, "R151",
        _revenue_churn, ("won", "deals"), carries=True),
    Kpi("nrr", "NRR, 12 months", "売上継続率 (NRR)", "share", "higher",
        "recurring revenue, at the end, of those who were customers 12 months before",
        "their recurring revenue then (counted: those customers)", _YEAR, "R151",
        _retention(gross=False), ("won", "deals"), headline=True, carries=True),
    Kpi("grr", "GRR, 12 months", "GRR", "share", "higher",
        "the same, no customer counting with more than 12 months before",
        "their recurring revenue then (counted: those customers)", _YEAR, "R151",
        _retention(gross=True), ("won", "deals"), headline=True, carries=True),
    Kpi("onboarded", "Customers onboarded", "オンボーディング完了数", "leads", "higher",
        "onboardings completed", _COUNT, "completed in the period", "R097, R098",
        _events("onboarded"), ("onboarded",), headline=True),
    Kpi("onboarding_rate", "Onboarding rate", "オンボーディング完了率", "share", "higher",
        "onboardings first completed in the period", "wins of the period",
        "both in the same period, not the same customers", "R098, R226",
        _onboarding_rate(cohort=False), ("won", "onboarded")),
    Kpi("onboarding_rate_cohort", "Onboarding rate (cohort)",
        "オンボーディング完了率 (コホート)", "share", "higher",
        "those of them that were onboarded by the end of the log", "wins of the period",
        "the same customers, followed to the end of the log", "R098, R226",
        _onboarding_rate(cohort=True), ("won", "onboarded")),
    Kpi("onboarding_time", "Onboarding time", "オンボーディング期間 (平均)", "days", "lower",
        "days from win to the end of onboarding", "customers onboarded",
        "completed in the period", "R098, R099, R152", _onboarding_time, ("won", "onboarded")),
    Kpi("renewals", "Renewals", "更新件数", "contracts", "higher", "contracts renewed", _COUNT,
        "renewals in the period", "R107, R151", _events("renewed"), ("renewed",)),
    Kpi("expansions", "Expansions", "拡張件数", "contracts", "higher", "contracts expanded",
        _COUNT, "expansions in the period", "R108, R151", _events("expanded"), ("expanded",)),
)  # fmt: skip
