"""What it costs to win: per lead, MQL, SQL and order, and per new customer (R137, R138).

Costs per step divide what channels cost. What CAC includes is a policy, and four KPIs state theirs:
channels only; with pay and tools for work on leads not yet won; with onboarding; with hiring.
"""

from __future__ import annotations

import math

from gtmsim.kpi import spending
from gtmsim.kpi.customer import customers
from gtmsim.kpi.funnel import reached
from gtmsim.kpi.kpi import NO_SPEND, Figure, Formula, Kpi, count_of, ratio
from gtmsim.kpi.labor import STARTING, WINNING, pay_for
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import within
from gtmsim.kpi.view import View

NO_CURRENCY = "the scenario has no currency"


def spend(view: View, period: Period, channel: int = -1) -> float:
    """What channels, or one of them, cost in a period, in minor units."""
    rows = within(view.log.spend["tick"], period)
    if channel >= 0:
        rows &= view.log.spend["channel"] == channel
    return float(view.log.spend["amount"][rows].sum())


def new_customers(view: View, period: Period) -> int:
    """Accounts that became customers in a period."""
    return count_of(within(customers(view).begin, period))


def cost(view: View, period: Period, *purposes: int) -> float:
    """What channels cost and the pay of work for some purposes, in minor units."""
    return spend(view, period) + (pay_for(view, period, *purposes) if purposes else 0.0)


def _cost_per(step: str, nothing: str) -> Formula:
    def per(view: View, period: Period, channel: int) -> Figure:
        counted = within(reached(view, step), period)
        if channel >= 0:
            counted &= view.log.leads["channel"] == channel
        if not view.currency:
            return Figure(math.nan, float(count_of(counted)), NO_CURRENCY)
        if not view.spends:
            return Figure(math.nan, float(count_of(counted)), NO_SPEND)
        return ratio(view.money(spend(view, period, channel)), count_of(counted), nothing)

    return per


def _cac(*purposes: int) -> Formula:
    def cac(view: View, period: Period, member: int) -> Figure:
        won = new_customers(view, period)
        if not view.currency:
            return Figure(math.nan, float(won), NO_CURRENCY)
        if not purposes and not view.spends:
            return Figure(math.nan, float(won), NO_SPEND)
        return ratio(view.money(cost(view, period, *purposes)), won, "no new customers")

    return cac


cac = _cac(WINNING)


def _cac_hiring(view: View, period: Period, member: int) -> Figure:
    found = cac(view, period, member)
    hired = view.money(spending.hires(view, period))
    if math.isnan(found.value):
        return found
    return Figure(found.value + hired / found.denominator, found.denominator)


_BOTH = "both in the same period"
_PAY = ("pay and tools of teams for the hours of work on campaigns, and on leads that are no "
        "customers yet, idle time included in proportion")  # fmt: skip


def _per_step() -> tuple[Kpi, ...]:
    found = []
    for kpi_id, word, label, step, count in (
        ("cost_per_mql", "MQL", "MQL獲得単価 (CPA)", "mql", "MQLs"),
        ("cost_per_sql", "SQL", "有効商談獲得単価 (CPSQL)", "sql", "SQLs"),
        ("cost_per_order", "order (CPO)", "受注獲得単価 (CPO)", "won", "wins"),
    ):
        formula, needs = _cost_per(step, f"no {count}"), (step, "money")
        found += [
            Kpi(kpi_id, f"Cost per {word}", label, "currency", "lower", "money spent on channels",
                f"{count} of the period", _BOTH, "R137", formula, needs),
            Kpi(f"{kpi_id}.CHANNEL", f"Cost per {word} of a channel", label, "currency", "lower",
                "money spent on the channel", f"{count} of the period, of the channel", _BOTH,
                "R137, R154", formula, needs),
        ]  # fmt: skip
    return tuple(found)


_NEEDS = ("won", "money")
_CUSTOMERS = "accounts that became customers"

KPIS = (
    *_per_step(),
    Kpi("cac_channels", "CAC, channels only", "顧客獲得コスト (媒体費のみ)", "currency", "lower",
        "money spent on channels", _CUSTOMERS, _BOTH, "R138", _cac(), _NEEDS),
    Kpi("cac", "CAC", "顧客獲得コスト", "currency", "lower",
        f"money spent on channels, and {_PAY}; no hiring, no onboarding", _CUSTOMERS, _BOTH,
        "R138", cac, _NEEDS),
    Kpi("cac_hiring", "CAC, hiring included", "顧客獲得コスト (採用費込み)", "currency", "lower",
        f"money spent on channels, {_PAY}, and what hiring cost; no onboarding", _CUSTOMERS, _BOTH,
        "R138", _cac_hiring, _NEEDS),
    Kpi("cac_onboarded", "CAC, onboarding included", "顧客獲得コスト (オンボーディング込み)",
        "currency", "lower", f"money spent on channels, {_PAY}, and for work on new customers "
        "until they are onboarded; no hiring", _CUSTOMERS, _BOTH, "R138",
        _cac(WINNING, STARTING), (*_NEEDS, "onboarded")),
)  # fmt: skip
