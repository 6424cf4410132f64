"""The reverse funnel as on paper: from a revenue back to wins, SQLs, MQLs, leads, visits.

Volumes divided by rates, no lag, no capacity: what a spreadsheet says (R160-R164). Whether it can
be reached in time is another question: see `reverse_funnel`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from gtmsim.errors import GtmsimError


@dataclass(frozen=True)
class Rates:
    """What a reverse funnel divides by; None: the step is not counted.

    Attributes:
        deal_size: money of a win.
        win_rate: wins by SQLs.
        sql_rate: SQLs by SALs.
        sal_rate: SALs by MQLs.
        mql_rate: MQLs by leads.
        lead_rate: leads by visits of the website.
        opportunity_rate: SQLs by MQLs, where SALs are not counted.
    """

    deal_size: float
    win_rate: float
    sql_rate: float | None = None
    sal_rate: float | None = None
    mql_rate: float | None = None
    lead_rate: float | None = None
    opportunity_rate: float | None = None

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value is not None and not value > 0:
                raise GtmsimError(f"{name} is {value}: must be above 0 to divide by it.")


@dataclass(frozen=True)
class Needs:
    """What a revenue takes, on paper; None where no rate leads to it.

    Attributes:
        revenue: money of new business.
        wins, sql, sal, mql, leads, visits: how many, fractions included.
        pipeline: money of open deals.
    """

    revenue: float
    wins: float
    sql: float
    sal: float | None
    mql: float | None
    leads: float | None
    visits: float | None
    pipeline: float


def needs(revenue: float, rates: Rates) -> Needs:
    """Divide a revenue back to the beginning of the funnel.

    Args:
        revenue: money of new business.
        rates: what to divide by.

    Example:
        >>> rates = Rates(2_000_000, win_rate=0.25, opportunity_rate=0.2, mql_rate=0.1)
        >>> found = needs(100_000_000, rates)
        >>> [round(each or 0) for each in (found.wins, found.sql, found.mql, found.leads)]
        [50, 200, 1000, 10000]
        >>> round(found.pipeline)
        400000000
    """
    wins = revenue / rates.deal_size
    sql = wins / rates.win_rate
    sal = _divided(sql, rates.sql_rate)
    mql = _divided(sal, rates.sal_rate)
    if mql is None:
        mql = _divided(sql, rates.opportunity_rate)
    leads = _divided(mql, rates.mql_rate)
    visits = _divided(leads, rates.lead_rate)
    return Needs(revenue, wins, sql, sal, mql, leads, visits, revenue / rates.win_rate)


def _divided(number: float | None, rate: float | None) -> float | None:
    return None if number is None or rate is None else number / rate


def counted(number: float) -> int:
    """A need as whole leads: half a lead is none, so it is rounded up.

    Example:
        >>> counted(49.2), counted(50.0000000001)
        (50, 50)
    """
    return math.ceil(number - 1e-6)
