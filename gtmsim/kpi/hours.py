"""Where people's time goes: work, meetings, days off, projects, overtime, and what is left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.kpi import Figure, Formula, Kpi, count_of, ratio
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import within
from gtmsim.kpi.view import View
from gtmsim.kpi.workload import load
from gtmsim.log import Kind

TIME_OFF = ("leave", "sick")
MEETINGS = ("meetings",)
PROJECTS = ("projects", "training")
AWAY = (*TIME_OFF, *MEETINGS, *PROJECTS)


def away(view: View, period: Period, team: int, reasons: tuple[str, ...]) -> float:
    """Ticks for which people of a team (-1: of all) are away in a period, for these reasons."""
    table = view.log.away
    if not table:
        return 0.0
    chosen = np.isin(np.asarray(table["reason"], dtype=object), reasons)
    if team >= 0:
        chosen &= np.asarray(table["team"]) == team
    since = np.clip(np.asarray(table["from_tick"]), period.begin, period.end)
    until = np.clip(np.asarray(table["to_tick"]), period.begin, period.end)
    return float((until - since)[chosen].sum())


def _overtime(view: View, period: Period, team: int) -> float:
    rows = view.overtime[within(view.column("time", view.overtime), period)]
    if team >= 0:
        rows = rows[view.column("team", rows) == team]
    return float(view.column("value", rows).sum())


def _part(ticks: NDArray[np.float64], team: int) -> float:
    return float(ticks.sum() if team < 0 else ticks[team])


def _hours(view: View, ticks: float) -> Figure:
    return Figure(float(view.hours(np.asarray(ticks))))


def _contract(view: View, period: Period, team: int) -> float:
    return _part(load(view, period).open_team, team) + away(view, period, team, AWAY)


def _idle(view: View, period: Period, team: int) -> float:
    found = load(view, period)
    worked = _part(found.busy_team, team) - _overtime(view, period, team)
    return _part(found.open_team, team) - worked


def _contract_hours(view: View, period: Period, team: int) -> Figure:
    return _hours(view, _contract(view, period, team))


def _idle_hours(view: View, period: Period, team: int) -> Figure:
    return _hours(view, _idle(view, period, team))


def _overtime_hours(view: View, period: Period, team: int) -> Figure:
    return _hours(view, _overtime(view, period, team))


def _away_hours(reasons: tuple[str, ...]) -> Formula:
    def spent(view: View, period: Period, team: int) -> Figure:
        return _hours(view, away(view, period, team, reasons))

    return spent


def _away_share(view: View, period: Period, team: int) -> Figure:
    contract = _contract(view, period, team)
    return ratio(away(view, period, team, AWAY), contract, "nobody had working hours")


def _managers(view: View, period: Period, member: int) -> Figure:
    """Work of the managers, by their working hours."""
    found = load(view, period)
    manages = np.asarray(view.log.teams.get("manages", ()), dtype=np.bool_)
    if not manages.any():
        return ratio(0.0, 0.0, "there are no managers")
    busy, opens = found.busy_team[manages].sum(), found.open_team[manages].sum()
    return ratio(float(view.hours(busy)), float(view.hours(opens)), "nobody had working hours")


def _escalations(view: View, period: Period, stage: int) -> Figure:
    rows = view.during(Kind.ESCALATED, period)
    if stage >= 0:
        rows = rows[view.column("stage", rows) == stage]
    return Figure(float(count_of(np.ones(len(rows), dtype=np.bool_))))


_SUM, _INSIDE = "none: a sum", "inside the period, cut at both ends to the tick"
_BEGUN = "work begun in the period"
_CONTRACT = (
    "hours of the teams' calendars: work without overtime, idle time, meetings, time off and "
    "projects"
)

KPIS = (
    Kpi("contract_hours", "Contract hours", "所定労働時間", "hours", "neutral",
        _CONTRACT, _SUM, _INSIDE, "R148", _contract_hours),
    Kpi("contract_hours.TEAM", "Contract hours of a team", "所定労働時間", "hours", "neutral",
        _CONTRACT, _SUM, _INSIDE, "R148", _contract_hours),
    Kpi("idle_hours", "Idle hours", "手待ち時間", "hours", "neutral",
        "working hours without work on leads", _SUM, _INSIDE, "R148, R196", _idle_hours),
    Kpi("idle_hours.TEAM", "Idle hours of a team", "手待ち時間", "hours", "neutral",
        "working hours of the team's members without work on leads", _SUM, _INSIDE,
        "R148, R196", _idle_hours),
    Kpi("meeting_hours", "Hours in internal meetings", "社内会議時間", "hours", "neutral",
        "hours of people in internal meetings", _SUM, _INSIDE, "R148, R173",
        _away_hours(MEETINGS)),
    Kpi("meeting_hours.TEAM", "Hours of a team in internal meetings", "社内会議時間", "hours",
        "neutral", "hours of the team's members in internal meetings", _SUM, _INSIDE,
        "R148, R173", _away_hours(MEETINGS)),
    Kpi("time_off_hours", "Hours of leave and sickness", "休暇・病欠時間", "hours", "neutral",
        "working hours on days of leave and sickness", _SUM, _INSIDE, "R148",
        _away_hours(TIME_OFF)),
    Kpi("time_off_hours.TEAM", "Hours of leave and sickness of a team", "休暇・病欠時間",
        "hours", "neutral", "working hours of the team's members on such days", _SUM, _INSIDE,
        "R148", _away_hours(TIME_OFF)),
    Kpi("project_hours", "Hours for projects", "プロジェクト工数", "hours", "neutral",
        "hours that projects and training take", _SUM, _INSIDE, "R148, R198",
        _away_hours(PROJECTS)),
    Kpi("project_hours.TEAM", "Hours of a team for projects", "プロジェクト工数", "hours",
        "neutral", "hours that projects and training take of the team's members", _SUM,
        _INSIDE, "R148, R198", _away_hours(PROJECTS)),
    Kpi("away_share", "Share of hours not for leads", "対応外の時間の割合", "share", "neutral",
        "hours of meetings, time off, projects and training", "contract hours", _INSIDE,
        "R148, R173", _away_share),
    Kpi("away_share.TEAM", "Share of a team's hours not for leads", "対応外の時間の割合", "share",
        "neutral", "hours of meetings, time off, projects and training", "contract hours",
        _INSIDE, "R148, R173", _away_share),
    Kpi("overtime_hours", "Overtime", "残業時間", "hours", "lower",
        "hours of work outside the working hours", _SUM, _BEGUN, "R148", _overtime_hours),
    Kpi("overtime_hours.TEAM", "Overtime of a team", "残業時間", "hours", "lower",
        "hours of work of the team's members outside their working hours", _SUM, _BEGUN,
        "R148", _overtime_hours),
    Kpi("manager_utilization", "Utilization of managers", "マネージャー稼働率", "share",
        "neutral", "hours of work on escalations", "working hours of the managers", _INSIDE,
        "R022, R043", _managers),
    Kpi("escalations", "Escalations", "エスカレーション件数", "visits", "lower",
        "broken promises that came before a manager", "none: a count",
        "escalations in the period", "R043", _escalations),
    Kpi("escalations.STAGE", "Escalations of a stage", "エスカレーション件数", "visits",
        "lower", "broken promises of the stage that came before a manager", "none: a count",
        "escalations in the period", "R043", _escalations),
)  # fmt: skip
