"""Who stays: renewals, customers after a year, growth of those who stay, and cohorts (R151)."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from gtmsim.kpi.cash import calendar
from gtmsim.kpi.customer import customers
from gtmsim.kpi.kpi import Figure, Kpi, count_of, ratio, registry
from gtmsim.kpi.periods import Every, Period, cut, year_before
from gtmsim.kpi.spells import within
from gtmsim.kpi.view import View
from gtmsim.log import EventLog, Kind


def _renewal_rate(view: View, period: Period, member: int) -> Figure:
    renewed = count_of(within(view.column("time", view.reached("renewed")), period))
    ended = len(view.during(Kind.CHURNED, period))
    return ratio(renewed, renewed + ended, "no contract was renewed or ended")


def _stayed(view: View, period: Period, member: int) -> Figure:
    since = year_before(view.log, period.end)
    if since < 0:
        return Figure(math.nan, 0.0, "the log begins less than 12 months before")
    found = customers(view)
    there, still = found.at(since), found.at(period.end)
    return ratio(count_of(there & still), count_of(there), "no customers 12 months before")


def _expansion_rate(view: View, period: Period, member: int) -> Figure:
    """NRR less GRR: what those who stayed have grown by."""
    net, gross = (registry()[each].formula(view, period, -1) for each in ("nrr", "grr"))
    return Figure(net.value - gross.value, net.denominator, net.note)


def retention(log: EventLog, every: Every = "quarter") -> pd.DataFrame:
    """How many of the customers won in each period are still there, month after month (R151).

    Args:
        log: one replication.
        every: month, quarter ... of the win, as in `series`.

    Returns:
        One row a cohort, by its local date `begins`: `until`, `customers`, and in columns 1, 2,
        3 ... the share of them that were customers that many months after their own win; NaN from
        the month that not all of them have reached by the end of the log.

    Example:
        >>> import gtmsim
        >>> scenario = gtmsim.load("scenarios/smb_inbound.yaml").change("horizon", "6 months")
        >>> log = gtmsim.run(gtmsim.compile(scenario), seed=1)
        >>> gtmsim.kpi.retention(log)["customers"].shape
        (2,)
    """
    view = View(log)
    found, months = customers(view), calendar(view)
    stretches = cut(log, every)
    most = int(
        months.position(np.array([log.horizon]))[0] - months.position(np.zeros(1, np.int64))[0]
    )
    lines = []
    for stretch in stretches:
        own = within(found.begin, stretch.period)
        line: dict[object, object] = {"until": pd.Timestamp(stretch.until)}
        line["customers"] = count_of(own)
        for month in range(1, most + 1):
            due = months.later(found.begin[own], np.full(count_of(own), month))
            known = len(due) > 0 and bool((due <= log.horizon).all())
            line[month] = float((found.end[own] > due).mean()) if known else math.nan
        lines.append(line)
    begins = pd.DatetimeIndex([stretch.begins for stretch in stretches], name="begins")
    return pd.DataFrame(lines, index=begins)


_YEAR = "the 12 months that end with the period"

KPIS = (
    Kpi("renewal_rate", "Renewal rate", "更新率", "share", "higher", "contracts renewed",
        "contracts renewed or churned", "renewals and churns in the period", "R107, R151",
        _renewal_rate, ("renewed",), carries=True),
    Kpi("logo_retention", "Customers kept, 12 months", "継続率 (社数、12か月)", "share", "higher",
        "those of them who are customers at the end", "customers 12 months before", _YEAR,
        "R151", _stayed, ("won",), carries=True),
    Kpi("expansion_rate", "Expansion rate, 12 months", "拡張率 (NRR - GRR)", "share", "higher",
        "NRR less GRR: what those who stayed pay more than 12 months before",
        "their recurring revenue then (counted: those customers)", _YEAR, "R151",
        _expansion_rate, ("won", "deals"), carries=True),
)  # fmt: skip
