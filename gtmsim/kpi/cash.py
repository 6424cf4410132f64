"""Revenue and cash: what is earned, billed, received and paid (R111).

Three ledgers of the same contracts. Orders count at signature, revenue month by month while a
contract runs, cash when invoices are paid: a year in advance, or month by month.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi import spending
from gtmsim.kpi.contracts import (
    billing_starts,
    by_lead,
    churned,
    levels,
    movements,
    opened,
)
from gtmsim.kpi.kpi import Figure, Formula, Kpi
from gtmsim.kpi.months import Months, months_of
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import NEVER, Ticks, within
from gtmsim.kpi.view import View
from gtmsim.log import Kind

Amounts = NDArray[np.float64]

MONTHS = 12
ONCE = ("one_off", "initial_fee")


class Bills(NamedTuple):
    """Invoices, in no order; columns of equal length.

    Attributes:
        lead: whose contract.
        tick: when it is sent.
        paid: when it is paid.
        amount: minor units.
    """

    lead: Ticks
    tick: Ticks
    paid: Ticks
    amount: Amounts


class Terms(NamedTuple):
    """How each lead is billed.

    Attributes:
        prepaid: months paid in advance.
        pays_after: ticks from invoice to payment.
    """

    prepaid: Ticks
    pays_after: Ticks


# --- Revenue -------------------------------------------------------------------------------


def recognized(view: View, period: Period) -> Amounts:
    """For each lead the revenue of a period, in minor units.

    A contract earns a twelfth of its annual amount in each civil month, by the share of the
    month, from the start of billing to its end; what is paid once is earned as billing starts.
    """
    moved = movements(view, "billed")
    span = calendar(view).position(np.array(period))
    first, last = np.searchsorted(moved.tick, period)
    months = (span[1] - span[0]) / MONTHS
    earned: Amounts = levels(view, period.begin, "billed") * months
    left = span[1] - calendar(view).position(moved.tick[first:last])
    earned += by_lead(view, moved.lead[first:last], moved.amount[first:last] * left / MONTHS)
    once = _once(view)
    inside = within(once.tick, period)
    return earned + by_lead(view, once.lead[inside], once.amount[inside])


def calendar(view: View) -> Months:
    """The months of the log, and those in which its first customers' terms end."""

    def laid_out() -> Months:
        ends = anchors(view)
        return months_of(view.log, int(ends[ends < NEVER].max(initial=0)))

    return view.once("months", laid_out)


# --- Invoices ------------------------------------------------------------------------------


def bills(view: View) -> Bills:
    """Every invoice of the log.

    A contract is billed every `prepaid` months in advance, from the start of billing, for what
    it is worth by then; growth in between for the rest of the time paid. Nothing is paid back.
    """
    return view.once("bills", lambda: _joined([*_advances(view), _growth(view), _once(view)]))


def anchors(view: View) -> Ticks:
    """For each lead the tick from which billing periods count; NEVER without a contract.

    Customers of the opening are billed on the days on which their terms end, before and after;
    where no end is known, from the first day of the log.
    """

    def found() -> Ticks:
        begins: Ticks = np.where(view.opening, 0, billing_starts(view))
        rows = view.rows(Kind.OPENED)
        lead, due = view.column("lead", rows), view.column("due", rows)
        known = (due >= 0) & (due < NEVER // 2) & view.opening[lead]
        begins[lead[known]] = due[known]
        return begins

    return view.once("anchors", found)


def terms(view: View) -> Terms:
    """How each lead is billed: by its product; without one, month by month and paid at once."""

    def found() -> Terms:
        table, product = view.log.products, view.log.leads["product"]
        prepaid, after = (
            np.append(np.asarray(table.get(name, ()), dtype=np.float64), [default] * 2)
            for name, default in (("prepaid", 1), ("pays_after", 0))
        )
        a_day = view.ticks_per_minute * 1440
        months = np.maximum(prepaid[product], 1).astype(np.int64)
        return Terms(months, np.rint(after[product] * a_day).astype(np.int64))

    return view.once("terms", found)


def _advances(view: View) -> Iterator[Bills]:
    """Invoices for the time ahead, a period after another."""
    anchor, prepaid, ends = anchors(view), terms(view).prepaid, churned(view)
    ends = np.minimum(ends, view.log.horizon)
    lead = np.flatnonzero(anchor < NEVER)
    if not len(lead):
        return
    start, horizon = np.zeros(1, np.int64), np.array([view.log.horizon])
    most = calendar(view).since(start, horizon)[0] // prepaid[lead]
    # A customer of the opening is billed on the anniversaries before its term ends, too.
    back = calendar(view).since(start, anchor[lead]) // prepaid[lead]
    first = np.where(view.opening[lead], -back, 0)
    for number in range(int(first.min()), int(most.max()) + 1):
        own = lead[(first <= number) & (number <= most)]
        tick = calendar(view).later(anchor[own], number * prepaid[own])
        sent = (tick >= 0) & (tick < ends[own])
        who, when = own[sent], tick[sent]
        yield _bill(view, who, when, _level(view, who, when) * prepaid[who] / MONTHS)


def _growth(view: View) -> Bills:
    """Invoices for growth between two periods: for the rest of the time that is paid."""
    moved = movements(view, "billed")
    ends = np.minimum(churned(view)[moved.lead], view.log.horizon)
    grows = (moved.amount > 0) & (moved.tick < ends) & (anchors(view)[moved.lead] < NEVER)
    lead, tick = moved.lead[grows], moved.tick[grows]
    prepaid = terms(view).prepaid[lead]
    passed = calendar(view).since(anchors(view)[lead], tick) % prepaid
    # On the first day of a period the invoice of that day holds the growth.
    rest = np.where(passed > 0, prepaid - passed, 0)
    return _bill(view, lead, tick, moved.amount[grows] * rest / MONTHS)


def _once(view: View) -> Bills:
    """Invoices for single sales and initial fees, as billing starts."""

    def found() -> Bills:
        rows = np.concatenate([view.money_rows(kind) for kind in ONCE])
        lead = view.column("lead", rows)
        tick = np.maximum(view.column("time", rows), view.column("due", rows))
        # Whoever leaves before the first day that is billed owes nothing.
        sent = tick < churned(view)[lead]
        return _bill(view, lead[sent], tick[sent], view.amounts(rows[sent]).astype(np.float64))

    return view.once("once", found)


def _bill(view: View, lead: Ticks, tick: Ticks, amount: Amounts) -> Bills:
    return Bills(lead, tick, tick + terms(view).pays_after[lead], amount)


def _joined(parts: list[Bills]) -> Bills:
    return Bills(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _level(view: View, lead: Ticks, tick: Ticks) -> Amounts:
    """What contracts are worth a year at some ticks, changes of that tick included."""
    place, total, wide = view.once("steps", lambda: _steps(view))
    at = np.searchsorted(place, lead * wide + tick + 1, side="right")
    begin = np.searchsorted(place, lead * wide)
    worth = opened(view)[lead] + total[at] - total[begin]
    return worth.astype(np.float64)


def _steps(view: View) -> tuple[Ticks, Ticks, int]:
    """Changes sorted by lead and tick as one number, and running totals."""
    moved = movements(view, "billed")
    inside = moved.tick < view.log.horizon
    wide = view.log.horizon + 2
    place = moved.lead[inside].astype(np.int64) * wide + moved.tick[inside] + 1
    order = np.argsort(place, kind="stable")
    total = np.append(0, np.cumsum(moved.amount[inside][order]))
    return place[order], total, wide


# --- Money out -----------------------------------------------------------------------------


def paid_out(view: View, period: Period) -> float:
    """Everything that is spent, and what serving the customers costs, as revenue is earned."""
    margin = spending.margin(view)
    served = 0.0 if math.isnan(margin) else revenue(view, period) * (1.0 - margin)
    return spending.total(view, period, calendar(view)) + served


# --- Formulas ------------------------------------------------------------------------------


def _money(amount: Callable[[View, Period], float]) -> Formula:
    """A sum of money, from minor units."""

    def figure(view: View, period: Period, member: int) -> Figure:
        if not view.currency:
            return Figure(math.nan, note="the scenario has no currency")
        return Figure(view.money(amount(view, period)))

    return figure


def revenue(view: View, period: Period) -> float:
    """Revenue of a period, in minor units."""
    return float(recognized(view, period).sum())


def invoiced(view: View, period: Period) -> float:
    """Amounts of the invoices sent in a period, in minor units."""
    found = bills(view)
    return float(found.amount[within(found.tick, period)].sum())


def received(view: View, period: Period) -> float:
    """Amounts of the invoices paid in a period, in minor units."""
    return float(received_by_lead(view, period).sum())


def received_by_lead(view: View, period: Period) -> Amounts:
    """For each lead the invoices paid in a period, in minor units."""
    found = bills(view)
    inside = within(found.paid, period)
    return by_lead(view, found.lead[inside], found.amount[inside])


def _net(view: View, period: Period) -> float:
    return received(view, period) - paid_out(view, period)


def _receivables(view: View, period: Period) -> float:
    found = bills(view)
    owed = (found.tick < period.end) & (found.paid >= period.end)
    return float(found.amount[owed].sum())


# --- Definitions ---------------------------------------------------------------------------

_SUM = "none: a sum"
_NEEDS = ("won", "deals")

KPIS = (
    Kpi("revenue", "Revenue", "売上", "currency", "higher",
        "what is earned: of each contract a twelfth of its annual amount a month, from the start "
        "of billing to its end; single sales and initial fees as billing starts", _SUM,
        "civil months inside the period, a part of a month by its share of the month's time",
        "R111, R188", _money(revenue), (*_NEEDS, "products"), headline=True, carries=True),
    Kpi("invoiced", "Invoiced", "請求額", "currency", "higher",
        "amounts of invoices: `prepaid` months in advance from the start of billing, growth in "
        "between for the rest of the time paid, single sales and initial fees", _SUM,
        "invoices sent in the period", "R111", _money(invoiced), _NEEDS, carries=True),
    Kpi("cash_received", "Cash received", "入金額", "currency", "higher",
        "amounts of invoices sent since the start and paid, `pays_after` their sending; nothing "
        "is paid back when a contract ends early", _SUM, "payments in the period", "R111, R188",
        _money(received),
        (*_NEEDS, "products"), headline=True, carries=True),
    Kpi("cash_paid", "Cash paid", "支出額", "currency", "lower",
        "total cost: pay, tools, fixed costs, channels and hiring; and what serving customers "
        "costs, revenue less gross profit",
        _SUM, "pay and monthly costs by the share of each civil month; spending in the period; "
        "the cost of serving as revenue is earned", "R111, R137",
        _money(paid_out), ("money",)),
    Kpi("net_cash", "Net cash", "現金収支", "currency", "higher",
        "cash received less cash paid", _SUM, "payments in the period", "R111", _money(_net),
        _NEEDS, carries=True),
    Kpi("receivables", "Receivables at the end", "売掛金 (期末)", "currency", "neutral",
        "amounts of invoices sent since the start and not yet paid", "none: a level",
        "the last moment of the period", "R111", _money(_receivables), _NEEDS, carries=True),
)  # fmt: skip
