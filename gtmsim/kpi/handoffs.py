"""Handoffs between people: how many, what is lost, what that costs, and what is sent back."""

from __future__ import annotations

import numpy as np

from gtmsim.kpi.kpi import Figure, Kpi, average, count_of, ratio, summary
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import Mask, Ticks, by_lead, within
from gtmsim.kpi.view import View
from gtmsim.log import Kind
from gtmsim.log.kinds import INFORMED

# --- Who worked after whom -------------------------------------------------------------------


def taken_over(view: View) -> Ticks:
    """Rows of work on leads on which another person worked last, by lead."""
    return view.once("taken over", lambda: _taken_over(view))


def _taken_over(view: View) -> Ticks:
    rows = by_lead(view.log.events, view.rows(Kind.STARTED))
    lead, rep = view.column("lead", rows), view.column("rep", rows)
    found: Ticks = rows[1:][(np.diff(lead) == 0) & (np.diff(rep) != 0)]
    return found


def _come_back(view: View) -> Ticks:
    """Rows of work with which a lead is back at a team, after another team worked on it."""
    rows = by_lead(view.log.events, view.rows(Kind.STARTED))
    lead, team = view.column("lead", rows), view.column("team", rows)
    fresh = np.ones(len(rows), dtype=np.bool_)
    fresh[1:] = (np.diff(lead) != 0) | (np.diff(team) != 0)
    rows, lead, team = rows[fresh], lead[fresh], team[fresh]
    back = (lead[2:] == lead[:-2]) & (team[2:] == team[:-2])
    found: Ticks = rows[2:][back]
    return found


def _first_wins(view: View, period: Period) -> Ticks:
    """Rows of the first win of each lead that was won in a period."""
    rows = view.reached("won")
    rows = rows[np.unique(view.column("lead", rows), return_index=True)[1]]
    found: Ticks = rows[within(view.column("time", rows), period)]
    return found


def _before(view: View, rows: Ticks, until: Ticks) -> Ticks:
    """For each row of `until` the place in `rows`, sorted by lead, of what comes after it."""
    span = len(view.log.events["lead"]) + 1
    key = view.column("lead", rows).astype(np.int64) * span + rows
    wanted = view.column("lead", until).astype(np.int64) * span + until
    found: Ticks = np.searchsorted(key, wanted)
    return found


# --- Formulas --------------------------------------------------------------------------------


def _handoffs(view: View, period: Period, member: int) -> Figure:
    return Figure(float(count_of(within(view.column("time", taken_over(view)), period))))


def _handoffs_per_win(view: View, period: Period, member: int) -> Figure:
    wins, rows = _first_wins(view, period), taken_over(view)
    lead = view.column("lead", rows)
    first = np.searchsorted(lead, view.column("lead", wins))
    return summary(average, (_before(view, rows, wins) - first).astype(float), "no wins")


def _information_at_win(view: View, period: Period, member: int) -> Figure:
    wins = _first_wins(view, period)
    rows = by_lead(view.log.events, view.rows(Kind.HANDED_OVER))
    last = _before(view, rows, wins) - 1
    known = np.full(len(wins), INFORMED)
    if len(rows):
        own = (last >= 0) & (view.column("lead", rows)[last] == view.column("lead", wins))
        known = np.where(own, view.column("value", rows)[last], INFORMED)
    return summary(average, known / INFORMED, "no wins")


def _rediscovery(view: View, period: Period, team: int) -> Figure:
    rows = view.during(Kind.HANDED_OVER, period)
    spent = np.maximum(view.column("due", rows), 0)
    if team >= 0:
        spent = spent[view.column("team", rows) == team]
    return Figure(float(view.hours(spent.sum())))


def accepted(view: View, period: Period, stage: int) -> Figure:
    """Of leads that were to go on to another function, those that it took and did not send back.

    What is incomplete is refused before it goes on; what has gone on is sent back, or kept, by
    the first visit there.
    """
    giver, end, kept = view.once("handed over", lambda: _handed_over(view))
    counted = within(end, period)
    if stage >= 0:
        counted &= giver == stage
    return ratio(count_of(counted & kept), count_of(counted), "nothing was handed over")


def _handed_over(view: View) -> tuple[Ticks, Ticks, Mask]:
    """Of each handoff to another function the stage that gave, when it was decided, and how."""
    visits = view.visits
    function = [str(name) for name in view.log.stages.get("function", ())]
    known = {name: number for number, name in enumerate(dict.fromkeys(["", *function]))}
    of = np.array([known[name] for name in function], dtype=np.int64)
    own = of[visits.stage]  # 0: nobody's
    onto = own.copy()
    returned = visits.how == Kind.RETURNED
    rows = by_lead(view.log.events, view.rows(Kind.RETURNED))  # in the order of the visits
    onto[returned] = of[view.column("value", rows)]
    refused = returned & (own > 0) & (onto == own)
    taken = np.zeros(len(visits), dtype=np.bool_)
    taken[1:] = (visits.lead[1:] == visits.lead[:-1]) & (visits.how[:-1] == Kind.ADVANCED)
    taken[1:] &= (own[1:] != own[:-1]) & (own[1:] > 0) & (own[:-1] > 0)
    taken &= ~visits.merged
    kept = ~returned | (onto == own)
    before = np.concatenate([visits.stage[:1], visits.stage[:-1]])
    return (
        np.concatenate([before[taken], visits.stage[refused]]),
        np.concatenate([visits.end[taken], visits.end[refused]]),
        np.concatenate([kept[taken], np.zeros(count_of(refused), dtype=np.bool_)]),
    )


def _ping_pong(view: View, period: Period, member: int) -> Figure:
    return Figure(float(count_of(within(view.column("time", _come_back(view)), period))))


def _rework(view: View, period: Period, reason: int) -> Figure:
    """Hours in visits that ended with a return, and in those to which they led (R042)."""
    visits = view.visits
    returned = visits.how == Kind.RETURNED
    if reason >= 0:
        rows = by_lead(view.log.events, view.rows(Kind.RETURNED))  # in the order of the visits
        returned[returned] = view.column("reason", rows) == reason
    returned &= visits.ended(period)
    again: Mask = np.zeros(len(visits), dtype=np.bool_)
    again[1:] = returned[:-1] & (visits.lead[1:] == visits.lead[:-1])
    ticks = view.once("work of visits", lambda: _work_of_visits(view))
    return Figure(float(view.hours(ticks[returned | again].sum())))


def _work_of_visits(view: View) -> Ticks:
    """Ticks of work, and of waiting for buyers who do not come, in each visit."""
    rows = np.concatenate([view.rows(Kind.STARTED), view.rows(Kind.NO_SHOW)])
    visits = view.visits
    stages, leads = len(view.members("STAGE")[0]) + 1, view.number_of_leads + 1

    def named(lead: Ticks, stage: Ticks, visit: Ticks) -> Ticks:
        key: Ticks = (visit.astype(np.int64) * stages + stage) * leads + lead
        return key

    key = named(visits.lead, visits.stage, visits.visit)
    order = np.argsort(key)
    own = named(*(view.column(name, rows) for name in ("lead", "stage", "visit")))
    place = order[np.searchsorted(key[order], own)]
    total = np.zeros(len(visits), dtype=np.int64)
    np.add.at(total, place, np.maximum(view.column("value", rows), 0))
    return total


def _returns_channel(view: View, period: Period, channel: int) -> Figure:
    rows = view.during(Kind.RETURNED, period)
    came_by = view.log.leads["channel"][view.column("lead", rows)]
    return Figure(float(count_of(came_by == channel)))


# --- Definitions -----------------------------------------------------------------------------

_COUNT, _SUM = "none: a count", "none: a sum"
_BEGUN = "work begun in the period"
_WINS = "first wins in the period"
_RETURNS = "returns in the period, whenever the work was begun"
KEPT, SENT_BACK = (
    "those of them that the other function did not send back",
    "those of them that were refused or sent back",
)
GIVEN = (
    "handoffs to another function: refused as incomplete, or decided there by the end of the first "
    "visit"
)
DECIDED = "handoffs refused, kept or sent back in the period"
_SPENT = "hours of finding out again what a handoff had lost"

KPIS = (
    Kpi("work_handoffs", "Handoffs of work", "担当者間の引き継ぎ件数", "handoffs", "neutral",
        "pieces of work on leads on which another person worked last", _COUNT, _BEGUN,
        "R048", _handoffs),
    Kpi("work_handoffs_per_win", "Handoffs of work before a win", "受注までの引き継ぎ回数",
        "times per lead", "neutral",
        "pieces of work, before the first win, on leads on which another person worked last",
        "leads won", _WINS, "R048, R192", _handoffs_per_win, ("won",)),
    Kpi("information_at_win", "Information left at the win", "受注時の情報保持率", "share",
        "higher", "shares of what was known that no handoff has lost, at the first win",
        "leads won", _WINS, "R048, R192", _information_at_win, ("won",)),
    Kpi("rediscovery_hours", "Rediscovery", "再ヒアリング時間", "hours", "lower", _SPENT,
        _SUM, "handoffs in the period", "R040, R192", _rediscovery),
    Kpi("rediscovery_hours.TEAM", "Rediscovery by a team", "再ヒアリング時間", "hours", "lower",
        f"{_SPENT}, by people of the team", _SUM, "handoffs in the period", "R040, R192",
        _rediscovery),
    Kpi("acceptance_rate", "Share accepted", "引き継ぎ受領率", "share", "higher",
        KEPT, GIVEN, DECIDED, "R041, R149", accepted),
    Kpi("acceptance_rate.STAGE", "Share accepted, of a stage", "引き継ぎ受領率", "share",
        "higher", KEPT, f"{GIVEN}, from this stage", DECIDED, "R041, R149", accepted),
    Kpi("returns_channel.CHANNEL", "Returns of a channel", "差戻し件数", "visits", "lower",
        "visits that ended with a return, of leads of the channel", _COUNT,
        "returns in the period", "R042", _returns_channel),
    Kpi("rework_hours", "Time lost by returns", "差戻しによる工数", "hours", "lower",
        "hours of work, both teams', in visits that ended with a return and in those that "
        "followed", _SUM, _RETURNS, "R042", _rework),
    Kpi("rework_hours.REASON", "Time lost by returns for a reason", "差戻しによる工数", "hours",
        "lower", "hours of work, both teams', in visits that ended with a return for the "
        "reason and in those that followed", _SUM, _RETURNS, "R042", _rework),
    Kpi("ping_pong", "Ping-pong", "たらい回し件数", "handoffs", "lower",
        "times a lead came back to a team from another, which had it from that team", _COUNT,
        _BEGUN, "R194", _ping_pong),
)  # fmt: skip
