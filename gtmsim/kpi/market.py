"""The market: who is ready and whether anybody sees it, and accounts that meet us twice.

When a buyer is ready, and when it has bought elsewhere, is known to the log and to no
organization. Both stand there as drawn at birth: the time that an open opportunity held a
rival off comes on top, and never matters here, where nobody had spoken to the buyer yet.
"""

from __future__ import annotations

import numpy as np

from gtmsim.kpi import spells
from gtmsim.kpi.kpi import Figure, Formula, Kpi, Statistic, average, count_of, p90, ratio, summary
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import NEVER, Mask, Ticks, within
from gtmsim.kpi.view import View
from gtmsim.log import LEAVES, Kind
from gtmsim.log.kinds import CUSTOMER, HOUSE_LIST

AFTER_WORK = (Kind.CONNECTED, Kind.NO_ANSWER, Kind.JOINED, Kind.BOOKED, *LEAVES)
"""Kinds that tell what work was, or follow it: an attempt is told by its answer."""


# --- Readiness -------------------------------------------------------------------------


def came(view: View) -> Ticks:
    """For each lead the tick since which we know it; NEVER for those who never came."""
    came = view.arrived.copy()
    came[view.column("lead", view.rows(Kind.OPENED))] = 0
    return came


def ready(view: View) -> Ticks:
    """For each lead the tick since which we could have known it to be ready, or NEVER.

    Not of customers, nor of leads that merged into another, which speaks for their buyer.
    """
    return view.once("ready", lambda: _ready(view))


def _ready(view: View) -> Ticks:
    drawn = view.log.leads["ready_at"]
    since = np.where(drawn == -1, NEVER, np.maximum(drawn, came(view)))
    others = (view.log.leads["opening"] == CUSTOMER) | (view.first("won") <= since)
    return np.where(others | (view.ended[1] == Kind.MERGED), NEVER, since)


def elsewhere(view: View) -> Ticks:
    """For each lead the tick at which it has bought elsewhere, or NEVER."""
    drawn = view.log.leads["elsewhere_at"]
    return np.where((drawn < 0) | (drawn >= view.log.horizon), NEVER, drawn)


def spoken(view: View) -> tuple[Ticks, Ticks]:
    """Leads and ticks of all work on leads but attempts that nobody answered."""
    work = spells.between(view.log, (Kind.STARTED,), AFTER_WORK)
    work = work.where(work.how != Kind.NO_ANSWER)
    return work.lead, work.begin


def hands(view: View, *, false: bool) -> Ticks:
    """Rows at which a lead came back before its time, rightly or by a false alarm."""
    rows = view.rows(Kind.NOTICED)
    found: Ticks = rows[(view.column("value", rows) < 0) == false]
    return found


def first_since(view: View, moments: tuple[Ticks, Ticks], since: Ticks) -> Ticks:
    """For each lead the first of its moments at or after a tick, or NEVER."""
    span = view.log.horizon + 1
    keys = np.sort(moments[0].astype(np.int64) * span + moments[1])
    lead = np.arange(len(since), dtype=np.int64)
    place = np.searchsorted(keys, lead * span + np.minimum(since, span - 1))
    found = np.append(keys, -1)[place]
    return np.where(found // span == lead, found % span, NEVER)


def unseen(view: View) -> Ticks:
    """For each lead the tick at which it bought elsewhere, ready and unspoken to; or NEVER."""
    return view.once("unseen", lambda: _unseen(view))


def _unseen(view: View) -> Ticks:
    since, gone = ready(view), elsewhere(view)
    talk = first_since(view, view.once("spoken", lambda: spoken(view)), since)
    return np.where((since < NEVER) & (gone <= talk), gone, NEVER)


def _lost_unseen(view: View, period: Period, member: int) -> Figure:
    return Figure(float(count_of(within(unseen(view), period))))


def _lost_unseen_rate(view: View, period: Period, member: int) -> Figure:
    chosen = within(ready(view), period)
    gone = count_of(chosen & (unseen(view) < NEVER))
    return ratio(gone, count_of(chosen), "no lead became ready")


def _days_unnoticed(statistic: Statistic) -> Formula:
    def days(view: View, period: Period, member: int) -> Figure:
        since = ready(view)
        rows = hands(view, false=False)
        talk = view.once("spoken", lambda: spoken(view))
        lead = np.concatenate([talk[0], view.column("lead", rows)])
        time = np.concatenate([talk[1], view.column("time", rows)])
        noticed = first_since(view, (lead, time), since)
        chosen = (since < NEVER) & within(noticed, period)
        return summary(statistic, view.days(noticed[chosen] - since[chosen]), "nobody was noticed")

    return days


# --- Rest and return --------------------------------------------------------------------


def _dormant(days: int) -> Formula:
    def count(view: View, period: Period, member: int) -> Figure:
        rows = view.rows(Kind.STARTED)
        rows = rows[view.column("time", rows) < period.end]
        last = np.minimum(came(view), period.end)
        np.maximum.at(last, view.column("lead", rows), view.column("time", rows))
        return Figure(float(count_of(_open(view, period) & (view.days(period.end - last) > days))))

    return count


def _open(view: View, period: Period) -> Mask:
    """Leads neither won nor ended at the end of a period."""
    still: Mask = (came(view) < period.end) & (view.log.leads["opening"] != CUSTOMER)
    return still & (view.first("won") >= period.end) & (view.ended[0] >= period.end)


def _recycled_sqls(view: View, period: Period, member: int) -> Figure:
    rows = view.rows(Kind.RECYCLED)
    first = np.where(view.log.leads["opening"] == HOUSE_LIST, 0, NEVER)
    np.minimum.at(first, view.column("lead", rows), view.column("time", rows))
    sql = view.first("sql")
    chosen = within(sql, period)
    return ratio(count_of(chosen & (first <= sql)), count_of(chosen), "no SQLs")


def _hands(false: bool) -> Formula:
    def count(view: View, period: Period, member: int) -> Figure:
        return Figure(
            float(count_of(within(view.column("time", hands(view, false=false)), period)))
        )

    return count


def _events(kind: Kind) -> Formula:
    def count(view: View, period: Period, member: int) -> Figure:
        return Figure(float(len(view.during(kind, period))))

    return count


# --- Definitions ------------------------------------------------------------------------

_COUNT = "none: a count"
_READY = "leads that became ready in the period, customers and merged leads aside"
_AT_END = "the last moment of the period"
_NOTICED = "the first notice or talk at or after being ready, in the period"
_DAYS = "leads noticed, or worked on (unanswered attempts aside), since they were ready"
_RESTING = "leads neither won nor ended on which nobody has worked for more than {} days"

KPIS = (
    Kpi("lost_unseen", "Ready leads lost unseen", "未接触のまま競合に流れたリード数", "leads",
        "lower", "ready leads that bought elsewhere before anybody spoke to them since they were "
        "ready; leads given up before count too", _COUNT, "buying elsewhere in the period", "R069",
        _lost_unseen),
    Kpi("lost_unseen_rate", "Share of ready leads lost unseen", "未接触のまま競合に流れた割合",
        "share", "lower",
        "those of them that bought elsewhere by the end of the log before anybody spoke to them",
        _READY, "the same leads, followed to the end of the log: young ones read low", "R069",
        _lost_unseen_rate),
    Kpi("ready_to_noticed", "Time from ready to noticed, mean",
        "検討開始から気づきまでの日数 (平均)", "days", "lower",
        "days from being ready to being noticed or spoken to", _DAYS, _NOTICED, "R071",
        _days_unnoticed(average)),
    Kpi("ready_to_noticed_p90", "Time from ready to noticed, 90th percentile",
        "検討開始から気づきまでの日数 (90%点)", "days", "lower",
        "days from being ready to being noticed or spoken to", _DAYS, _NOTICED, "R071",
        _days_unnoticed(p90)),
    Kpi("raised_hands", "Raised hands noticed", "検知された検討の動き", "leads", "neutral",
        "recycled leads that came back before their time because somebody noticed that they "
        "were ready", _COUNT, "in the period", "R071", _hands(false=False)),
    Kpi("false_alarms", "False alarms", "誤検知件数", "leads", "lower",
        "recycled leads that came back before their time although they were not ready", _COUNT,
        "in the period", "R071", _hands(false=True)),
    Kpi("dormant_180", "Leads untouched for 180 days", "半年以上接触のないリード数", "leads",
        "lower", _RESTING.format(180), _COUNT, _AT_END, "R070", _dormant(180)),
    Kpi("dormant_365", "Leads untouched for 365 days", "1年以上接触のないリード数", "leads",
        "lower", _RESTING.format(365), _COUNT, _AT_END, "R070", _dormant(365)),
    Kpi("recycled_share", "Share of SQLs recycled before", "再育成由来の有効商談比率", "share",
        "neutral", "those of them that were recycled before, or come from the house list",
        "leads that became SQL in the period, for the first time", "SQLs of the period", "R074",
        _recycled_sqls, ("sql",)),
    Kpi("duplicated_approaches", "Duplicated approaches", "重複アプローチ件数", "leads", "lower",
        "leads approached while another lead of their account was, unknown to the company",
        _COUNT, "in the period", "R054", _events(Kind.DUPLICATED)),
    Kpi("saturated", "Arrivals held back by a loss", "失注後の冷却期間で来なかったリード数",
        "leads", "neutral", "leads that did not come because their account had just been lost",
        _COUNT, "in the period", "R074", _events(Kind.SATURATED)),
)  # fmt: skip
