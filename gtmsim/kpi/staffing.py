"""People who come and go: hires, leavers, empty positions, tenure, leads left without owners."""

from __future__ import annotations

import numpy as np

from gtmsim.kpi.kpi import Figure, Kpi, average, count_of, ratio, summary
from gtmsim.kpi.months import Months, months_of
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import Ticks, by_lead, within
from gtmsim.kpi.view import View
from gtmsim.log import Kind

MONTHS_A_YEAR = 12.0

# --- Stays -----------------------------------------------------------------------------------


def _calendar(view: View) -> Months:
    return view.once("civil months", lambda: months_of(view.log, 0))


def _first(view: View) -> tuple[Ticks, Ticks]:
    """Tick at which each person who was ever in a team begins, and in which team."""
    return view.once("first stays", lambda: _stays(view, "from_tick", latest=False))


def _last(view: View) -> tuple[Ticks, Ticks]:
    """Tick at which each person who was ever in a team ends, and in which team."""
    return view.once("last stays", lambda: _stays(view, "to_tick", latest=True))


def _stays(view: View, name: str, *, latest: bool) -> tuple[Ticks, Ticks]:
    members = view.log.memberships
    order = np.lexsort((members[name], members["rep"]))
    rep = members["rep"][order]
    edge = np.ones(len(rep), dtype=np.bool_)
    changes = np.diff(rep) != 0
    if latest:
        edge[:-1] = changes
    else:
        edge[1:] = changes
    return members[name][order][edge], members["team"][order][edge]


def _opens(view: View) -> int:
    return int(view.log.meta.get("opens", 0))


def _counted(ticks: Ticks, teams: Ticks, view: View, period: Period, team: int) -> int:
    """Those in a period; who was there at the start, or is at the end, neither comes nor goes."""
    inside = within(ticks, period) & (ticks > _opens(view)) & (ticks < view.log.horizon)
    return count_of(inside & (teams == team) if team >= 0 else inside)


# --- Formulas --------------------------------------------------------------------------------


def _hires(view: View, period: Period, team: int) -> Figure:
    return Figure(float(_counted(*_first(view), view, period, team)))


def _leavers(view: View, period: Period, team: int) -> Figure:
    return Figure(float(_counted(*_last(view), view, period, team)))


def _attrition(view: View, period: Period, member: int) -> Figure:
    members, position = view.log.memberships, _calendar(view).position
    since, until = (np.clip(members[name], *period) for name in ("from_tick", "to_tick"))
    years = float((position(until) - position(since)).sum()) / MONTHS_A_YEAR
    left = _counted(*_last(view), view, period, -1)
    return ratio(left, years, "nobody had working hours")


def _vacancy(view: View, period: Period, member: int) -> Figure:
    """Months from each leaving until the position is filled."""
    position = _calendar(view).position
    left, hired = view.rows(Kind.LEFT), view.rows(Kind.HIRED)
    replaced = hired[view.column("step", hired) > 1]
    end = position(np.array([period.end]))[0]

    def missing(rows: Ticks) -> float:
        ticks = np.clip(view.column("time", rows), *period)
        return float((end - position(ticks)).sum())

    return Figure(max(0.0, missing(left) - missing(replaced)))


def _cost(view: View, period: Period, member: int) -> Figure:
    if not view.currency:
        return Figure(float("nan"), note="the scenario has no currency")
    spent = view.column("value", view.during(Kind.HIRED, period)).sum()
    return Figure(view.money(float(spent)))


def _tenure(view: View, period: Period, member: int) -> Figure:
    members = view.log.memberships
    here = (members["from_tick"] < period.end) & (members["to_tick"] >= period.end)
    rep = members["rep"][here]
    known = view.log.reps.get("since")
    if known is None:
        since = np.full(len(view.members("REP")[0]), period.end, dtype=np.int64)
        np.minimum.at(since, members["rep"], members["from_tick"])
    else:
        since = np.asarray(known, dtype=np.int64)
    days = view.days(period.end - since[rep])
    return summary(average, days, "nobody had working hours")


def _orphaned(view: View, period: Period, member: int) -> Figure:
    rows = by_lead(view.log.events, view.rows(Kind.ASSIGNED))
    lead, rep = view.column("lead", rows), view.column("rep", rows)
    until = np.full(len(rows), len(view.log), dtype=np.int64)
    same = np.flatnonzero(np.diff(lead) == 0)
    until[same] = rows[same + 1]
    count = 0
    for row in view.during(Kind.LEFT, period).tolist():
        leaver = view.log.events["rep"][row]
        count += count_of((rep == leaver) & (rows < row) & (row < until))
    return Figure(float(count))


# --- Definitions -----------------------------------------------------------------------------

_COUNT = "none: a count"
_BEGINS, _ENDS = "first days in the period", "last days in the period"
_WHO_CAME = "people who began after the start, as written or as hired within the run"
_WHO_LEFT = "people who left before the end, as written or of their own accord"

KPIS = (
    Kpi("hires", "Hires", "採用人数", "reps", "neutral", _WHO_CAME, _COUNT, _BEGINS, "R028, R199",
        _hires),
    Kpi("hires.TEAM", "Hires of a team", "採用人数", "reps", "neutral",
        f"{_WHO_CAME}, whose first team it is", _COUNT, _BEGINS, "R028, R199", _hires),
    Kpi("leavers", "Leavers", "離職者数", "reps", "lower", _WHO_LEFT, _COUNT, _ENDS, "R028",
        _leavers),
    Kpi("leavers.TEAM", "Leavers of a team", "離職者数", "reps", "lower",
        f"{_WHO_LEFT}, whose last team it was", _COUNT, _ENDS, "R028", _leavers),
    Kpi("attrition_rate", "Attrition per year", "年間離職率", "share", "lower",
        "people who left before the end", "years of everybody in teams", _ENDS, "R028",
        _attrition),
    Kpi("vacancy", "Empty positions", "欠員", "person-months", "lower",
        "months from each leaving until a successor begins, or to the end", "none: a sum",
        "months inside the period", "R028, R199", _vacancy),
    Kpi("hiring_cost", "Hiring costs", "採用費", "currency", "lower",
        "costs of people hired within the run", "none: a sum", _BEGINS, "R138", _cost),
    Kpi("average_tenure", "Average tenure", "平均在籍日数", "days", "neutral",
        "days since everybody who is there began, before the start too", "people",
        "the last moment of the period", "R028", _tenure),
    Kpi("orphaned_leads", "Leads whose owner left", "離職で担当者を失った件数", "leads", "lower",
        "leads, customers included, that somebody who left owned on the last day", _COUNT, _ENDS,
        "R048", _orphaned),
)  # fmt: skip
