"""Forecasts without a simulation, as a back-test compares: last year's month, volumes x rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from gtmsim.experiment.batch import Floats
from gtmsim.experiment.lives import Asked, lives
from gtmsim.experiment.reverse import FOLLOWED
from gtmsim.experiment.run import Where
from gtmsim.scenario import Scenario

REPLICATIONS = 20
"""Lives from which the rates of the spreadsheet are pooled."""
COUNTS = {"leads": "arrival", "mql": "mql", "sal": "sal", "sql": "sql", "wins": "won"}
RATES = {
    "mql_rate": ("mql", "arrival"),
    "sal_rate": ("sal", "mql"),
    "sql_rate": ("sql", "sal"),
    "opportunity_rate": ("sql", "mql"),
    "win_rate": ("won", "sql"),
    "lead_to_win_rate": ("won", "arrival"),
}
"""Rates of the spreadsheet: which step is divided by which."""
MONEY = ("bookings", "new_arr", "new_mrr")
"""What a win brings, each win the same."""


def last_year(months: Sequence[date], known: Mapping[date, float]) -> Floats:
    """The same month of the last year known; NaN where nobody wrote it down.

    Args:
        months: to be forecast.
        known: what was known on the day of the forecast. Of a second year the first is not, and
            the year before it is repeated.
    """
    last = max(known, default=date.max)
    before = []
    for month in months:
        same = month.replace(year=month.year - 1)
        while same > last:
            same = same.replace(year=same.year - 1)
        before.append(known.get(same, np.nan))
    return np.array(before)


def needs_rates(kpi_id: str) -> bool:
    """Whether a spreadsheet forecasts a KPI by rates; leads are volumes alone."""
    base, _, member = kpi_id.partition(".")
    if member:
        return base == "wins"
    return base in RATES or base in MONEY or (base in COUNTS and base != "leads")


def channel_rates(
    scenario: Scenario,
    last: date,
    *,
    seed: int,
    executor: Where = None,
    told: Callable[[], None] | None = None,
) -> tuple[tuple[str, ...], Floats]:
    """What share of each channel's leads gets to each step, sooner or later.

    Leads that come until the last day are followed for a year more. Waiting and people too few
    for the work are in these rates; how long it takes is not.

    Returns:
        The steps, and the rates by channel and step.
    """
    until = (last - scenario.start).days + 1
    asked = Asked(scenario.change("horizon", f"{until + FOLLOWED} days"), last, seed=seed)
    found = lives(asked, REPLICATIONS, executor, told)
    later = np.sum([life.later for life in found], axis=0)
    rates = np.divide(later, later[:, :1], out=np.zeros_like(later), where=later[:, :1] > 0)
    return found[0].steps, rates


def spreadsheet(
    channels: Sequence[str],
    volumes: Floats,
    steps: Sequence[str],
    rates: Floats,
    per_win: Mapping[str, float],
) -> dict[str, Floats]:
    """Volumes x rates, month by month: what a spreadsheet says, no lag and no queue (R160-R164).

    Args:
        channels: their names.
        volumes: leads by channel and month.
        steps: of the funnel.
        rates: by channel and step, of the leads that come.
        per_win: money of a win by KPI.

    Example:
        >>> found = spreadsheet(["web"], np.array([[100.0]]), ["arrival", "sql", "won"],
        ...                     np.array([[1.0, 0.2, 0.05]]), {"new_arr": 2e6})
        >>> found["wins"].tolist(), found["win_rate"].tolist(), found["new_arr"].tolist()
        ([5.0], [0.25], [10000000.0])
    """
    flows = {step: rates[:, at] @ volumes for at, step in enumerate(steps)}
    found = {kpi: flows[step] for kpi, step in COUNTS.items() if step in flows}
    for kpi, (to, since) in RATES.items():
        if to in flows and since in flows:
            nothing = np.full(volumes.shape[1], np.nan)
            np.divide(flows[to], flows[since], out=nothing, where=flows[since] > 0)
            found[kpi] = nothing
    for at, channel in enumerate(channels):
        found[f"leads.{channel}"] = volumes[at]
        if "won" in flows:
            found[f"wins.{channel}"] = volumes[at] * rates[at, list(steps).index("won")]
    if "won" in flows:
        found |= {kpi: flows["won"] * amount for kpi, amount in per_win.items()}
    return found
