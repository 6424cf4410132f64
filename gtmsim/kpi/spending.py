"""What is spent, by the share of each civil month: people, tools, channels, hires, the company.

People are paid while they are members of a team, nights and weekends included. Amounts are in
minor units.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.clock import open_until
from gtmsim.kpi.months import Months
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import within
from gtmsim.kpi.view import View
from gtmsim.log import Kind

Amounts = NDArray[np.float64]

MONTHS = 12


def margin(view: View) -> float:
    """Share of revenue that is left after serving the customers; NaN where nobody says."""
    told = _costs(view).get("gross_margin")
    return math.nan if told is None else float(told)


def payroll(view: View, period: Period, months: Months) -> Amounts:
    """Pay by team: salaries of members, overtime, and what an employer pays on top."""
    on_top = 1.0 + float(_costs(view).get("on_top_of_pay") or 0.0)
    return (_by_team(view, "salary_per_year", period, months) + overtime(view, period, months)) * (
        on_top
    )


def overtime(view: View, period: Period, months: Months) -> Amounts:
    """Pay for overtime by team, nothing on top.

    An hour is paid as the average hour of the team over the log, times its `overtime_pay`.
    """
    teams = len(view.members("TEAM")[0])
    paid = np.zeros(teams)
    rows = view.overtime[within(view.column("time", view.overtime), period)]
    if not len(rows):
        return paid
    members, whole = view.log.memberships, Period(0, view.log.horizon)
    begin, until = (np.clip(members[name], *whole) for name in ("from_tick", "to_tick"))
    clocks, clock = view.log.clocks, members["clock"]
    hours = open_until(clocks, clock, until) - open_until(clocks, clock, begin)
    usual = np.bincount(members["team"], hours, minlength=teams)
    salaries = _by_team(view, "salary_per_year", whole, months)
    factor = np.asarray(view.log.teams.get("overtime_pay", np.ones(teams)), dtype=np.float64)
    worth = np.divide(salaries * factor, usual, out=np.zeros(teams), where=usual > 0)
    team = view.column("team", rows).astype(np.int64)
    np.add.at(paid, team, np.maximum(view.column("value", rows), 0) * worth[team])
    return paid


def tools(view: View, period: Period, months: Months) -> Amounts:
    """Tools of members by team."""
    return _by_team(view, "tools_per_year", period, months)


def fixed(view: View, period: Period, months: Months) -> float:
    """What is paid whatever happens."""
    a_year = float(sum(_costs(view).get("fixed", {}).values()))
    begin, end = months.position(np.array(period))
    return float(a_year * (end - begin) / MONTHS)


def channels(view: View, period: Period) -> float:
    """What channels cost, when it is spent."""
    spend = view.log.spend
    return float(spend["amount"][within(spend["tick"], period)].sum())


def hires(view: View, period: Period) -> float:
    """What hiring costs, on the day of each hire."""
    rows = view.rows(Kind.HIRED)
    rows = rows[within(view.column("time", rows), period)]
    return float(np.maximum(view.column("value", rows), 0).sum())


def total(view: View, period: Period, months: Months) -> float:
    """Everything that is spent but for serving customers."""
    people = payroll(view, period, months).sum() + tools(view, period, months).sum()
    rest = fixed(view, period, months) + channels(view, period) + hires(view, period)
    return float(people) + rest


def _costs(view: View) -> dict[str, Any]:
    return view.log.meta.get("costs") or {}


def _by_team(view: View, column: str, period: Period, months: Months) -> Amounts:
    """A yearly amount of each person of a team, by the share of each month of membership."""
    teams = len(view.members("TEAM")[0])
    rates = np.asarray(view.log.teams.get(column, ()), dtype=np.float64)
    members = view.log.memberships
    if not len(rates) or not len(members["team"]):
        return np.zeros(teams)
    begin, until = (np.clip(members[name], *period) for name in ("from_tick", "to_tick"))
    passed = months.position(until) - months.position(begin)
    paid = np.bincount(members["team"], rates[members["team"]] * passed / MONTHS, minlength=teams)
    return paid.astype(np.float64)
