"""Between which numbers a KPI lies, whatever happens: a share of a whole is never above 100%."""

from __future__ import annotations

import math

from gtmsim.kpi.kpi import find
from gtmsim.kpi.measure import BUILT_IN

Bounds = tuple[float, float]

UNBOUNDED: Bounds = (-math.inf, math.inf)

BELOW_ZERO = frozenset((
    "backlog_growth",
    *("net_new_mrr", "net_new_arr", "gross_profit", "contribution"),
    *("net_cash", "cash_balance", "receivables", "ltv_after_support"),
    *("forecast_bias", "forecast_bias_quarter", "roi"),
    *("target_actual", "attainment", "quota_attainment"),
))  # fmt: skip
"""KPIs that may be less than 0: differences, and targets for one."""

PARTS = frozenset((
    *(f"{step}_rate_cohort" for step in ("mql", "sal", "sql", "opportunity", "win")),
    *("lead_to_win_rate_cohort", "onboarding_rate_cohort", "stage_conversion_cohort"),
    *("stage_conversion", "loss_rate", "recycle_rate", "return_rate", "renewal_rate"),
    *("lead_share", "win_share", "bookings_share", "organic_share", "recycled_share"),
    *("conversation_rate", "reach_rate", "reply_rate", "connect_rate", "connect_rate_channel"),
    *("held_rate", "no_show_rate", "cold_rate", "lost_unseen_rate"),
    *("service_level_kept", "service_level_kept_channel", "service_level_kept_segment"),
    *("acceptance_rate", "handoff_defect_rate", "information_at_win", "away_share"),
    *("logo_churn", "revenue_churn", "grr", "logo_retention"),
    *("reps_at_quota", "target_hit"),
))  # fmt: skip
"""KPIs that are a part of a whole: what is counted is among what divides it.

Not so the rates of what happened in the same period to other leads, utilization (overtime), NRR
(growth) and attainment: these may be above 100%.
"""


def bounds(kpi_id: str) -> Bounds:
    """Between which numbers a KPI lies; of one that somebody registered, nothing is known.

    Args:
        kpi_id: as in `measure`; a period makes no difference.

    Example:
        >>> bounds("service_level_kept"), bounds("wins@2026-04"), bounds("contribution")
        ((0.0, 1.0), (0.0, inf), (-inf, inf))
    """
    kpi, _ = find(kpi_id)
    if kpi.id not in BUILT_IN or kpi.base in BELOW_ZERO:
        return UNBOUNDED
    return 0.0, 1.0 if kpi.base in PARTS else math.inf
