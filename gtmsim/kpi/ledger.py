"""The books of a log, month by month: orders, ARR, revenue and cash side by side (R111)."""

from __future__ import annotations

import pandas as pd

from gtmsim.errors import GtmsimError
from gtmsim.kpi import cash, revenue
from gtmsim.kpi.contracts import levels
from gtmsim.kpi.periods import Every, cut
from gtmsim.kpi.view import View
from gtmsim.log import EventLog

MOVED = ("new_arr", "expansion_arr", "contraction_arr", "churned_arr")
SUMS = ("bookings", "initial_fees")
BOOKS = ("revenue", "invoiced", "cash_received", "cash_paid", "net_cash", "receivables")


def ledger(log: EventLog, every: Every = "month") -> pd.DataFrame:
    """Orders, recurring revenue, revenue and cash of each month.

    Args:
        log: one replication.
        every: month, or any other period that `series` knows.

    Returns:
        One row a period, by its local date `begins`: `until`, `whole` (whether the log holds all
        of it), then in money: `bookings` and `initial_fees` of contracts signed; `new_arr`,
        `expansion_arr`, `contraction_arr`, `churned_arr`; at its end `arr`, `mrr`, and
        `arr_signed`, `arr_billed`, of which the choice `arr_from` makes one the `arr`;
        `revenue`, `invoiced`, `cash_received`, `cash_paid`, `net_cash`; at its end `receivables`.
        `attrs` has the `currency` and `arr_from`.

    Raises:
        GtmsimError: the scenario has no currency, or there is no such period.

    Example:
        >>> import gtmsim
        >>> scenario = gtmsim.load("scenarios/smb_inbound.yaml").change("horizon", "3 months")
        >>> log = gtmsim.run(gtmsim.compile(scenario), seed=1)
        >>> books = gtmsim.kpi.ledger(log)
        >>> bool((books["net_cash"] == books["cash_received"] - books["cash_paid"]).all())
        True
    """
    view = View(log)
    if not view.currency:
        raise GtmsimError("the scenario has no currency: there is no money to keep books of")
    formulas = {kpi.id: kpi.formula for kpi in (*revenue.KPIS, *cash.KPIS)}
    stretches = cut(log, every)
    lines = []
    for stretch in stretches:
        found = {"until": pd.Timestamp(stretch.until), "whole": stretch.whole}
        names = (*SUMS, *MOVED, "arr", "mrr")
        found |= {name: formulas[name](view, stretch.period, -1).value for name in names}
        for counted in ("signed", "billed"):
            worth = int(levels(view, stretch.period.end, counted).sum())
            found[f"arr_{counted}"] = view.money(worth)
        found |= {name: formulas[name](view, stretch.period, -1).value for name in BOOKS}
        lines.append(found)
    begins = pd.DatetimeIndex([stretch.begins for stretch in stretches], name="begins")
    frame = pd.DataFrame(lines, index=begins)
    frame.attrs.update(currency=view.currency, arr_from=log.meta.get("arr_from") or "signed")
    return frame
