"""What it costs and what is left: pay, tools, total cost, gross profit, contribution, cash."""

from __future__ import annotations

import math
from collections.abc import Callable

from gtmsim.kpi import spending
from gtmsim.kpi.cash import calendar, paid_out, received, revenue
from gtmsim.kpi.kpi import Figure, Formula, Kpi
from gtmsim.kpi.periods import Period
from gtmsim.kpi.view import View

NO_MARGIN = "the scenario does not say its gross margin: costs: {gross_margin: 75%}"


def gross_profit(view: View, period: Period) -> float:
    """Revenue times the gross margin, in minor units; NaN where the margin is not known."""
    return revenue(view, period) * spending.margin(view)


def total_cost(view: View, period: Period) -> float:
    """Everything that is spent but for serving customers, in minor units."""
    return spending.total(view, period, calendar(view))


def contribution(view: View, period: Period) -> float:
    """Gross profit less total cost, in minor units; NaN where the margin is not known."""
    return gross_profit(view, period) - total_cost(view, period)


def _money(amount: Callable[[View, Period], float]) -> Formula:
    def figure(view: View, period: Period, member: int) -> Figure:
        if not view.currency:
            return Figure(math.nan, note="the scenario has no currency")
        found = amount(view, period)
        return Figure(view.money(found), note=NO_MARGIN if math.isnan(found) else "")

    return figure


def _payroll(view: View, period: Period, team: int) -> Figure:
    if not view.currency:
        return Figure(math.nan, note="the scenario has no currency")
    paid = spending.payroll(view, period, calendar(view))
    return Figure(view.money(float(paid.sum() if team < 0 else paid[team])))


def _tools(view: View, period: Period) -> float:
    return float(spending.tools(view, period, calendar(view)).sum())


def _fixed(view: View, period: Period) -> float:
    return spending.fixed(view, period, calendar(view))


def _balance(view: View, period: Period) -> float:
    since = Period(0, period.end)
    return received(view, since) - paid_out(view, since)


_SUM = "none: a sum"
_SHARE = "membership inside the period, a part of a month by its share of the month's time"
_ALL = "costs, spending and hires of the period"
_EARNED = "revenue and costs of the period"

KPIS = (
    Kpi("payroll", "Payroll", "人件費", "currency", "neutral",
        "salaries of members of teams, pay for overtime, and what an employer pays on top of "
        "both", _SUM, _SHARE, "R138", _payroll, ("money",)),
    Kpi("payroll.TEAM", "Payroll of a team", "人件費", "currency", "neutral",
        "salaries of the team's members, pay for overtime, and what an employer pays on top of "
        "both", _SUM, _SHARE, "R138", _payroll, ("money",)),
    Kpi("tool_cost", "Cost of tools", "ツール費", "currency", "neutral",
        "tools of members of teams", _SUM, _SHARE, "R138, R181", _money(_tools), ("money",)),
    Kpi("fixed_cost", "Fixed costs", "固定費", "currency", "neutral",
        "costs that are paid whatever happens", _SUM,
        "a part of a month by its share of the month's time", "R196", _money(_fixed),
        ("money",)),
    Kpi("total_cost", "Total cost", "総費用", "currency", "lower",
        "payroll, tools, fixed costs, spend on channels and hiring; not the cost of serving "
        "customers, which the gross margin holds", _SUM, _ALL, "R138, R196",
        _money(total_cost), ("money",)),
    Kpi("gross_profit", "Gross profit", "粗利", "currency", "higher",
        "revenue times the gross margin", _SUM, "revenue of the period", "R139",
        _money(gross_profit), ("won", "deals", "margin"), carries=True),
    Kpi("contribution", "Contribution", "営業利益 (粗利−費用)", "currency", "higher",
        "gross profit less total cost", _SUM, _EARNED, "R138, R158", _money(contribution),
        ("won", "deals", "margin"), headline=True, carries=True),
    Kpi("cash_balance", "Cash balance at the end", "現金残高 (期末)", "currency", "higher",
        "cash received less cash paid since the first day, from 0", "none: a level",
        "the last moment of the period", "R111", _money(_balance), ("won", "deals"),
        carries=True),
)  # fmt: skip
