"""The funnel: how many leads get how far, and how many of them get further.

Rates come twice, under different names (R226). `win_rate` divides what happened in a
period by what else happened in it, which long lags make misleading; `win_rate_cohort`
follows the leads that reached the first step in the period to the end of the log.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gtmsim.kpi.kpi import NO_SPEND, Figure, Formula, Kpi, count_of, ratio
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import NEVER, Mask, Ticks, within
from gtmsim.kpi.view import View
from gtmsim.log import Kind
from gtmsim.log.kinds import HOUSE_LIST, OPEN_DEAL, OPEN_LEAD

ARRIVAL = "arrival"
"""The step before the first milestone."""


def reached(view: View, step: str) -> Ticks:
    """For each lead the tick at which it arrived or first reached a milestone; or NEVER."""
    return view.arrived if step == ARRIVAL else view.first(step)


# --- Counts ----------------------------------------------------------------------------


def _count(step: str) -> Formula:
    def count(view: View, period: Period, channel: int) -> Figure:
        counted = within(reached(view, step), period)
        if channel >= 0:
            counted &= view.log.leads["channel"] == channel
        return Figure(float(count_of(counted)))

    return count


def _share_of_channel(step: str) -> Formula:
    def share(view: View, period: Period, channel: int) -> Figure:
        counted = within(reached(view, step), period)
        own = count_of(counted & (view.log.leads["channel"] == channel))
        return ratio(own, count_of(counted), "none in the period")

    return share


def _milestone(view: View, period: Period, milestone: int) -> Figure:
    return _count(view.log.milestones[milestone])(view, period, -1)


def _events(kind: Kind) -> Formula:
    def count(view: View, period: Period, reason: int) -> Figure:
        rows = view.during(kind, period)
        if reason >= 0:
            rows = rows[view.column("reason", rows) == reason]
        return Figure(float(len(rows)))

    return count


def open_since(since: str) -> Callable[[View, Period], Mask]:
    """Leads past a step, neither won nor ended, at the end of a period."""

    def mask(view: View, period: Period) -> Mask:
        ended, _ = view.ended
        still: Mask = (view.first("won") >= period.end) & (ended >= period.end)
        return still & (_known(view, since) < period.end)

    return mask


def _known(view: View, since: str) -> Ticks:
    """When a lead passed a step; what was open on the first day is open from then on."""
    there = view.log.leads["opening"]
    open_then = there == OPEN_DEAL
    if since == ARRIVAL:
        open_then = open_then | (there == OPEN_LEAD) | (there == HOUSE_LIST)
    return np.where(open_then, 0, reached(view, since))


def _count_open(since: str) -> Formula:
    def count(view: View, period: Period, member: int) -> Figure:
        return Figure(float(count_of(open_since(since)(view, period))))

    return count


def _pipeline(view: View, period: Period, channel: int) -> Figure:
    there = open_since("sql")(view, period)
    if channel >= 0:
        there &= view.log.leads["channel"] == channel
    amounts = view.log.leads["amount"][there]
    return Figure(view.money(int(np.maximum(amounts, 0).sum())), float(len(amounts)))


def _neglected(view: View, period: Period, member: int) -> Figure:
    """Leads that nobody ever began with: gone cold, or waiting on past their promise."""
    begun = np.full(view.number_of_leads, NEVER)
    started = np.sort(np.concatenate([view.rows(Kind.STARTED), view.rows(Kind.BOOKED)]))
    begun[view.column("lead", started)[::-1]] = view.column("time", started)[::-1]
    waits = view.waits
    due = view.column("due", waits.row)
    cold = (waits.how == Kind.WENT_COLD) & (begun[waits.lead] > waits.end)
    late = (waits.how == 0) & (begun[waits.lead] == NEVER)
    late &= (due >= 0) & (due < view.log.horizon)
    when = np.full(view.number_of_leads, NEVER)
    np.minimum.at(when, waits.lead[cold], waits.end[cold])
    np.minimum.at(when, waits.lead[late], due[late])
    return Figure(float(count_of(within(when, period))))


# --- Rates -----------------------------------------------------------------------------


def _period_rate(since: str, to: str, nothing: str) -> Formula:
    def rate(view: View, period: Period, member: int) -> Figure:
        base = count_of(within(reached(view, since), period))
        return ratio(count_of(within(reached(view, to), period)), base, nothing)

    return rate


def _cohort_rate(since: str, to: str, nothing: str) -> Formula:
    def rate(view: View, period: Period, member: int) -> Figure:
        entered, got = reached(view, since), reached(view, to)
        cohort = within(entered, period)
        further = cohort & (got >= entered) & (got < NEVER)
        return ratio(count_of(further), count_of(cohort), nothing)

    return rate


def _stage_conversion(cohort: bool) -> Formula:
    def rate(view: View, period: Period, stage: int) -> Figure:
        spells = view.visits_of(stage)
        base = spells.begun(period) & ~spells.merged if cohort else spells.decided(period)
        onward = base & np.isin(spells.how, [int(Kind.ADVANCED), int(Kind.DONE)])
        nothing = "no visit began" if cohort else "no visit ended"
        return ratio(count_of(onward), count_of(base), nothing)

    return rate


def _loss_rate(view: View, period: Period, member: int) -> Figure:
    ended, how = view.ended
    lost = within(ended, period) & (how == Kind.LOST) & (_known(view, "sql") <= ended)
    won = count_of(within(view.first("won"), period))
    return ratio(count_of(lost), count_of(lost) + won, "no deal closed")


def _recycles_per_lead(view: View, period: Period, member: int) -> Figure:
    leads = count_of(within(view.arrived, period))
    return ratio(len(view.during(Kind.RECYCLED, period)), leads, "no leads")


def _recycle_rate(view: View, period: Period, member: int) -> Figure:
    spells = view.visits
    ended = spells.decided(period) & np.asarray(view.worked, dtype=np.bool_)[spells.stage]
    recycled = count_of(ended & (spells.how == Kind.RECYCLED))
    return ratio(recycled, count_of(ended), "no visit ended")


def _spend(view: View, period: Period, channel: int) -> Figure:
    rows = within(view.log.spend["tick"], period)
    if channel >= 0:
        rows &= view.log.spend["channel"] == channel
    return Figure(view.money(int(view.log.spend["amount"][rows].sum())))


def _cost_per_lead(view: View, period: Period, channel: int) -> Figure:
    leads = _count(ARRIVAL)(view, period, channel).value
    if not view.currency:
        return Figure(math.nan, leads, "the scenario has no currency")
    if not view.spends:
        return Figure(math.nan, leads, NO_SPEND)
    return ratio(_spend(view, period, channel).value, leads, "no leads")


# --- Definitions -----------------------------------------------------------------------

_FIRST = "leads that get there for the first time in the period"
_ENDING = "endings in the period"
_AT_END = "the last moment of the period"
_RECYCLED = "recyclings in the period"
_LEFT = "visits that ended in the period, but for leads merged into another"
_COUNT = "none: a count"

_COUNTS = (
    Kpi("leads", "Leads", "新規リード数", "leads", "higher",
        "leads that arrived", _COUNT,
        "arrivals in the period", "R003, R137", _count(ARRIVAL), headline=True),
    Kpi("leads.CHANNEL", "Leads of a channel", "新規リード数", "leads", "higher",
        "leads of the channel that arrived", _COUNT, "arrivals in the period", "R115, R154",
        _count(ARRIVAL)),
    Kpi("mql", "MQLs", "MQL数", "leads", "higher", "leads that became MQL", _COUNT, _FIRST,
        "R004", _count("mql"), ("mql",), headline=True),
    Kpi("sal", "SALs", "SAL数", "leads", "higher", "leads that became SAL", _COUNT, _FIRST,
        "R006, R225", _count("sal"), ("sal",), headline=True),
    Kpi("sql", "SQLs", "有効商談 (SQL)", "leads", "higher", "leads that became SQL", _COUNT,
        _FIRST, "R008, R224", _count("sql"), ("sql",), headline=True),
    Kpi("wins", "Wins", "受注件数", "leads", "higher", "leads won", _COUNT, _FIRST, "R010",
        _count("won"), ("won",), headline=True),
    Kpi("wins.CHANNEL", "Wins of a channel", "受注件数", "leads", "higher",
        "leads of the channel won", _COUNT, _FIRST, "R119, R154", _count("won"), ("won",)),
    Kpi("reached.MILESTONE", "Leads that reached a milestone", "到達件数", "leads", "neutral",
        "leads that reached the milestone", _COUNT, _FIRST, "R015, R153, R156", _milestone),
    Kpi("losses", "Losses", "失注件数", "leads", "lower", "leads that ended lost", _COUNT,
        _ENDING, "R011", _events(Kind.LOST), headline=True),
    Kpi("losses.REASON", "Losses for a reason", "失注件数", "leads", "lower",
        "leads that ended lost for the reason", _COUNT, _ENDING, "R011, R095",
        _events(Kind.LOST)),
    Kpi("recycles", "Recyclings", "再育成 (リサイクル) 件数", "visits", "neutral",
        "visits that ended in recycling", _COUNT, _RECYCLED, "R064, R155",
        _events(Kind.RECYCLED), headline=True),
    Kpi("recycles.REASON", "Recyclings for a reason", "再育成 (リサイクル) 件数", "visits",
        "neutral", "visits that ended in recycling for the reason", _COUNT, _RECYCLED,
        "R064, R065, R066, R067", _events(Kind.RECYCLED)),
    Kpi("returns", "Returns", "差戻し件数", "visits", "lower", "visits that ended with a return",
        _COUNT, "returns in the period", "R042", _events(Kind.RETURNED)),
    Kpi("returns.REASON", "Returns for a reason", "差戻し件数", "visits", "lower",
        "visits that ended with a return for the reason", _COUNT, "returns in the period",
        "R042", _events(Kind.RETURNED)),
    Kpi("merged", "Leads merged", "名寄せ統合件数", "leads", "neutral",
        "leads that ended inside an open opportunity of their account", _COUNT, _ENDING,
        "R003, R155", _events(Kind.MERGED)),
    Kpi("went_cold", "Leads that went cold", "応答前離脱件数", "visits", "lower",
        "waits that ended because the buyer stopped waiting", _COUNT, "in the period",
        "R069", _events(Kind.WENT_COLD)),
    Kpi("neglected", "Neglected leads", "放置リード", "leads", "lower",
        "leads that nobody ever began with: gone cold, or still waiting past their promise",
        _COUNT, "going cold, or the promise running out, in the period", "R069, R155",
        _neglected),
    Kpi("open", "Leads open at the end", "進行中リード数", "leads", "neutral",
        "leads that arrived and are neither won nor ended, nurtured ones included", _COUNT,
        _AT_END, "R001", _count_open(ARRIVAL), headline=True),
    Kpi("open_deals", "Open deals", "進行中商談", "leads", "neutral",
        "leads that reached SQL and are neither won nor ended", _COUNT, _AT_END, "R145",
        _count_open("sql"), ("sql",)),
    Kpi("pipeline", "Pipeline", "パイプライン金額", "currency", "higher",
        "amounts of open deals, a year's worth if recurring", "none: a sum", _AT_END, "R145",
        _pipeline, ("sql", "deals")),
    Kpi("pipeline.CHANNEL", "Pipeline of a channel", "パイプライン金額", "currency", "higher",
        "amounts of open deals of leads of the channel, a year's worth if recurring",
        "none: a sum", _AT_END, "R018, R145", _pipeline, ("sql", "deals")),
)  # fmt: skip

_STEPS = (
    ("mql_rate", "MQL rate", "MQL率", ARRIVAL, "mql", "R136"),
    ("sal_rate", "SAL rate", "SAL率", "mql", "sal", "R142"),
    ("sql_rate", "SQL rate", "SAL→SQL転換率", "sal", "sql", "R142"),
    ("opportunity_rate", "Opportunity rate (MQL to SQL)", "商談化率", "mql", "sql", "R142"),
    ("win_rate", "Win rate", "受注率", "sql", "won", "R142"),
    ("lead_to_win_rate", "Lead to win rate", "リード受注率", ARRIVAL, "won", "R142"),
)
_PEOPLE = {ARRIVAL: "leads that arrived", "mql": "MQLs", "sal": "SALs", "sql": "SQLs",
           "won": "wins"}  # fmt: skip


def _step_rates() -> tuple[Kpi, ...]:
    """Each step twice: what a period saw, and what became of a cohort (R226)."""
    rates = []
    for kpi_id, name, label, since, to, source in _STEPS:
        needs = tuple(step for step in (since, to) if step != ARRIVAL)
        nothing = f"no {_PEOPLE[since].removesuffix(' that arrived')}"
        rates.append(
            Kpi(kpi_id, name, label, "share", "higher", f"{_PEOPLE[to]} of the period",
                f"{_PEOPLE[since]} of the period", "both in the same period, not the same leads",
                f"{source}, R226", _period_rate(since, to, nothing), needs, headline=True)
        )  # fmt: skip
    for kpi_id, name, label, since, to, source in _STEPS:
        needs = tuple(step for step in (since, to) if step != ARRIVAL)
        nothing = f"no {_PEOPLE[since].removesuffix(' that arrived')}"
        rates.append(
            Kpi(f"{kpi_id}_cohort", f"{name} (cohort)", f"{label} (コホート)", "share", "higher",
                f"those of them that became {_PEOPLE[to]} by the end of the log",
                f"{_PEOPLE[since]} of the period",
                "the same leads, followed to the end of the log: young cohorts read low",
                f"{source}, R226, R228", _cohort_rate(since, to, nothing), needs)
        )  # fmt: skip
    return tuple(rates)


_RATES = (
    Kpi("stage_conversion.STAGE", "Stage conversion", "ステージ転換率", "share", "higher",
        "visits of the stage that ended onward", "visits of the stage that ended", _LEFT,
        "R001, R142", _stage_conversion(cohort=False)),
    Kpi("stage_conversion_cohort.STAGE", "Stage conversion (cohort)",
        "ステージ転換率 (コホート)", "share", "higher",
        "those of them that ended onward by the end of the log", "visits of the stage that began",
        "visits that began in the period, but for leads merged", "R142, R226",
        _stage_conversion(cohort=True)),
    Kpi("loss_rate", "Loss rate", "失注率", "share", "lower", "deals (after SQL) that ended lost",
        "deals that were won or lost", "closings in the period", "R142", _loss_rate,
        ("sql", "won")),
    Kpi("recycle_rate", "Recycling rate", "再育成率", "share", "neutral",
        "visits of worked stages that ended in recycling", "visits of worked stages that ended",
        _LEFT, "R155", _recycle_rate),
    Kpi("recycles_per_lead", "Recyclings per lead", "リード当たり再育成回数", "times per lead",
        "neutral", "visits that ended in recycling", "leads that arrived",
        "both in the same period, not the same leads", "R155", _recycles_per_lead),
    Kpi("lead_share.CHANNEL", "Share of leads by channel", "チャネル構成比", "share", "neutral",
        "leads of the channel that arrived", "leads that arrived", "arrivals in the period",
        "R154", _share_of_channel(ARRIVAL)),
    Kpi("win_share.CHANNEL", "Share of wins by channel", "チャネル別受注貢献比", "share",
        "neutral", "leads of the channel won", "wins", _FIRST, "R119, R154",
        _share_of_channel("won"), ("won",)),
    Kpi("spend", "Spend on channels", "チャネル費用", "currency", "neutral",
        "money spent on channels", "none: a sum", "spending in the period", "R137", _spend,
        ("money",)),
    Kpi("spend.CHANNEL", "Spend on a channel", "チャネル費用", "currency", "neutral",
        "money spent on the channel", "none: a sum", "spending in the period", "R137", _spend,
        ("money",)),
    Kpi("cost_per_lead", "Cost per lead (CPL)", "リード獲得単価", "currency", "lower",
        "money spent on channels", "leads that arrived", "both in the same period", "R137",
        _cost_per_lead, ("money",)),
    Kpi("cost_per_lead.CHANNEL", "Cost per lead of a channel", "リード獲得単価", "currency",
        "lower", "money spent on the channel", "leads of the channel that arrived",
        "both in the same period", "R137", _cost_per_lead, ("money",)),
)  # fmt: skip

KPIS = (*_COUNTS, *_step_rates(), *_RATES)
