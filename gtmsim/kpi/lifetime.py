"""What a customer is worth: LTV by formula and as it came, payback, LTV against CAC.

The formula takes no expansion and no support cost: a customer pays what customers pay now, for as
long as today's churn lets one stay (R139). Support cost counts in the payback (R140), and in
`ltv_after_support` for who wants it there too (R227).
"""

from __future__ import annotations

import math

import numpy as np

from gtmsim.kpi import spending
from gtmsim.kpi.acquisition import NO_CURRENCY, cac, new_customers
from gtmsim.kpi.cash import calendar, recognized
from gtmsim.kpi.customer import customers, logo_churn
from gtmsim.kpi.kpi import Figure, Kpi, count_of, ratio
from gtmsim.kpi.labor import KEEPING, pay_for
from gtmsim.kpi.periods import Period
from gtmsim.kpi.revenue import accounts, arr_at
from gtmsim.kpi.spells import within
from gtmsim.kpi.view import View

MONTHS = 12
FEW_LOST = 10
"""Customers who must have been lost for today's churn to tell how long one stays."""
BY_CHURN = ("lifetime", "ltv", "ltv_after_support", "ltv_cac")
"""KPIs that rest on it."""


def margin(view: View) -> float:
    """What is left of a yen of revenue; all of it where the scenario does not say."""
    told = spending.margin(view)
    return 1.0 if math.isnan(told) else told


# --- Parts -----------------------------------------------------------------------------------


def _arpa(view: View, period: Period, member: int = -1) -> Figure:
    there = count_of(customers(view).at(period.end))
    if not view.currency:
        return Figure(math.nan, float(there), NO_CURRENCY)
    recurring = view.money(int(arr_at(view, period.end).sum())) / MONTHS
    return ratio(recurring, there, "no customers")


def _lifetime(view: View, period: Period, member: int = -1) -> Figure:
    churn = logo_churn(view, period, -1)
    if churn.value == 0:
        return Figure(math.nan, churn.denominator, "no customer was lost")
    return Figure(1 / churn.value, churn.denominator, churn.note)


def customer_months(view: View, period: Period) -> float:
    """Months for which customers were there in a period, each civil month counting one."""
    found = customers(view)
    begin = np.clip(found.begin, period.begin, period.end)
    end = np.clip(found.end, period.begin, period.end)
    months = calendar(view)
    return float((months.position(end) - months.position(begin)).sum())


def _support(view: View, period: Period, member: int = -1) -> Figure:
    if not view.currency:
        return Figure(math.nan, note=NO_CURRENCY)
    paid = view.money(pay_for(view, period, KEEPING))
    return ratio(paid, customer_months(view, period), "no customers")


def few_lost(view: View, period: Period) -> str:
    """A warning where too few customers were lost to tell how long one stays."""
    lost = count_of(within(customers(view).end, period))
    if not 0 < lost < FEW_LOST:
        return ""
    return f"rests on {lost} {'customer' if lost == 1 else 'customers'} lost: a guess"


# --- Lifetime value --------------------------------------------------------------------------


def _first_missing(*figures: Figure) -> Figure | None:
    """Not a number, and why, where a part is none."""
    missing = next((each for each in figures if math.isnan(each.value)), None)
    return missing and Figure(math.nan, missing.denominator, missing.note)


def _ltv(view: View, period: Period, member: int = -1) -> Figure:
    arpa, months = _arpa(view, period), _lifetime(view, period)
    worth = arpa.value * months.value * margin(view)
    return _first_missing(arpa, months) or Figure(worth, arpa.denominator)


def _earned(view: View, period: Period) -> Figure:
    """What a customer leaves a month after margin and support."""
    arpa, support = _arpa(view, period), _support(view, period)
    left = arpa.value * margin(view) - support.value
    return _first_missing(arpa, support) or Figure(left, arpa.denominator)


def _ltv_after_support(view: View, period: Period, member: int) -> Figure:
    earned, months = _earned(view, period), _lifetime(view, period)
    worth = earned.value * months.value
    return _first_missing(earned, months) or Figure(worth, earned.denominator)


def _realized(view: View, period: Period, member: int = -1) -> Figure:
    """What new customers of a period have left by the end of the log, each on average."""
    found = customers(view)
    own = np.unique(found.account[within(found.begin, period)])
    if not view.currency:
        return Figure(math.nan, float(len(own)), NO_CURRENCY)
    earned = recognized(view, Period(period.begin, view.log.horizon))
    whole = earned[np.isin(accounts(view), own)].sum()
    return ratio(view.money(float(whole)) * margin(view), len(own), "no new customers")


# --- Against cost ----------------------------------------------------------------------------


def _payback(view: View, period: Period, member: int) -> Figure:
    paid, earned = cac(view, period, -1), _earned(view, period)
    missing = _first_missing(paid, earned)
    if missing:
        return missing
    if earned.value <= 0:
        return Figure(math.nan, paid.denominator, "a customer costs more than it brings")
    return Figure(paid.value / earned.value, paid.denominator)


def _ltv_cac(view: View, period: Period, member: int) -> Figure:
    return _over(_ltv(view, period), cac(view, period, -1), view, period)


def _ltv_cac_cohort(view: View, period: Period, member: int) -> Figure:
    return _over(_realized(view, period), cac(view, period, -1), view, period)


def _over(worth: Figure, paid: Figure, view: View, period: Period) -> Figure:
    won = float(new_customers(view, period))
    if not math.isnan(paid.value) and paid.value <= 0:
        return Figure(math.nan, won, "winning customers cost nothing")
    return _first_missing(worth, paid) or Figure(worth.value / paid.value, won)


_NEEDS = ("won", "deals")
_LEFT = "gross margin"
_END = "the last moment of the period"
_FORMULA = "revenue at the end of the period; churn of the whole civil months inside it"
_COSTS = "costs and new customers of the period; revenue at its end"

KPIS = (
    Kpi("arpa", "ARPA, monthly", "顧客当たり月次売上 (ARPA)", "currency per month", "higher",
        "monthly recurring revenue", "customers", _END, "R139", _arpa, _NEEDS, carries=True),
    Kpi("lifetime", "Customer lifetime by churn", "平均継続月数", "months", "higher",
        "one", "monthly churn of customers (counted: customers at the start of a month)",
        "the whole civil months inside the period, pooled", "R139", _lifetime, _NEEDS,
        carries=True),
    Kpi("support_cost", "Support cost of a customer", "顧客当たり月次サポート費",
        "currency per month", "lower",
        "pay and tools of teams for the hours of work on customers, onboarding aside, and on "
        "leads that come from them", "months of customers", "work, pay and customers of the period",
        "R140, R227", _support, _NEEDS, carries=True),
    Kpi("ltv", "LTV by formula", "LTV (計算式)", "currency", "higher",
        f"ARPA × lifetime × {_LEFT}; no expansion, no support cost", "customers at the end",
        _FORMULA, "R139, R227", _ltv, _NEEDS, carries=True, of_margin=True),
    Kpi("ltv_after_support", "LTV by formula, after support", "LTV (計算式、サポート費控除後)",
        "currency", "higher", f"(ARPA × {_LEFT} - support cost) × lifetime; no expansion",
        "customers at the end", _FORMULA, "R139, R227", _ltv_after_support, _NEEDS,
        carries=True, of_margin=True),
    Kpi("ltv_realized", "LTV as it came", "LTV (実現値、コホート)", "currency", "higher",
        f"revenue of new customers from their win to the end of the log, expansion included, × "
        f"{_LEFT}", "accounts that became customers",
        "customers won in the period, followed to the end of the log: young cohorts read low",
        "R139, R141", _realized, _NEEDS, of_margin=True),
    Kpi("payback", "CAC payback", "CAC回収期間", "months", "lower",
        "CAC", f"ARPA × {_LEFT} - support cost (counted: new customers)", _COSTS,
        "R140, R227", _payback, _NEEDS, carries=True, of_margin=True),
    Kpi("ltv_cac", "LTV by CAC", "ユニットエコノミクス (LTV ÷ CAC)", "times", "higher",
        "LTV by formula",
        "CAC (counted: new customers)", _COSTS, "R141, R158", _ltv_cac, _NEEDS, carries=True,
        of_margin=True),
    Kpi("ltv_cac_cohort", "LTV by CAC (cohort)", "ユニットエコノミクス (コホート)", "times",
        "higher",
        "LTV as it came, of the customers won in the period",
        "CAC of the period (counted: new customers)",
        "customers won in the period, followed to the end of the log: young cohorts read low",
        "R141", _ltv_cac_cohort, _NEEDS, of_margin=True),
)  # fmt: skip
