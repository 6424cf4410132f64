"""What people's time brings: results per head and per touch, hours by task (R148)."""

from __future__ import annotations

import math

import numpy as np

from gtmsim.kpi.acquisition import NO_CURRENCY
from gtmsim.kpi.kpi import Figure, Formula, Kpi, count_of, ratio
from gtmsim.kpi.labor import WINNING, purpose
from gtmsim.kpi.periods import Period
from gtmsim.kpi.revenue import BOOKED, deals
from gtmsim.kpi.spells import of_managers, within
from gtmsim.kpi.view import View
from gtmsim.kpi.workload import done_by, load, worked


def _booked(view: View, period: Period, team: int) -> float:
    rows = deals(view, period, BOOKED)
    if team >= 0:
        rows = rows[view.column("team", rows) == team]
    return view.money(float(view.amounts(rows).sum()))


def _productivity(view: View, period: Period, team: int) -> Figure:
    chosen = slice(None) if team < 0 else slice(team, team + 1)
    heads = float(load(view, period).present_team[chosen].sum()) / period.length
    if not view.currency:
        return Figure(math.nan, heads, NO_CURRENCY)
    return ratio(_booked(view, period, team), heads, "nobody was there")


def touches(view: View, period: Period) -> int:
    """Pieces of work, empty meetings included, begun in a period on leads not yet won."""
    row = worked(view).row
    of_leads = ~view.is_own(row) & ~of_managers(view.log, row)
    winning = of_leads & (purpose(view) == WINNING)
    return count_of(within(view.column("time", row), period) & winning)


def _touches(view: View, period: Period, member: int) -> Figure:
    return Figure(float(touches(view, period)))


def _per(milestone: str, nothing: str) -> Formula:
    def per(view: View, period: Period, member: int) -> Figure:
        got = count_of(within(view.first(milestone), period))
        return ratio(touches(view, period), got, nothing)

    return per


def _booked_per_touch(view: View, period: Period, member: int) -> Figure:
    number = touches(view, period)
    if not view.currency:
        return Figure(math.nan, float(number), NO_CURRENCY)
    return ratio(_booked(view, period, -1), number, "no work began")


def _hours_of_stage(view: View, period: Period, stage: int) -> Figure:
    own = view.column("stage", worked(view).row) == stage
    ticks = done_by(view, period.end) - done_by(view, period.begin)
    return Figure(float(view.hours(np.sum(ticks[own]))))


_INSIDE = "work and working hours inside the period, cut at both ends to the tick"
_SUM = "none: a sum"
_TOUCHES = "pieces of work, empty meetings included, begun on leads that are no customers yet"
_BOTH = "both in the same period"

KPIS = (
    Kpi("productivity", "Productivity", "一人当たり受注額", "currency", "higher",
        "amounts of deals won, at signature", "people in teams, averaged over time", _BOTH,
        "R148", _productivity, ("won", "deals")),
    Kpi("productivity.TEAM", "Productivity of a team", "一人当たり受注額", "currency", "higher",
        "amounts of deals won that the team worked on last, at signature",
        "people in the team, averaged over time", _BOTH, "R148", _productivity,
        ("won", "deals")),
    Kpi("touches", "Touches", "タッチ数", "touches", "neutral", _TOUCHES, "none: a count",
        "work begun in the period", "R148", _touches),
    Kpi("touches_per_sql", "Touches per SQL", "商談1件当たりタッチ数", "times per lead", "lower",
        _TOUCHES, "SQLs of the period", _BOTH, "R148", _per("sql", "no SQLs"), ("sql",)),
    Kpi("touches_per_win", "Touches per win", "受注1件当たりタッチ数", "times per lead", "lower",
        _TOUCHES, "wins of the period", _BOTH, "R148", _per("won", "no wins"), ("won",)),
    Kpi("bookings_per_touch", "Bookings per touch", "タッチ数当たり受注額", "currency", "higher",
        "amounts of deals won, at signature", _TOUCHES, _BOTH, "R148", _booked_per_touch,
        ("won", "deals")),
    Kpi("work_hours_stage.STAGE", "Hours worked in a stage", "工程別稼働時間", "hours", "neutral",
        "hours of work on visits of the stage, empty meetings and escalations included", _SUM,
        _INSIDE, "R148", _hours_of_stage, ("work",)),
)  # fmt: skip
