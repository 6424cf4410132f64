"""Fair shares and priorities together: load across people, waiting by class (R051)."""

from __future__ import annotations

import numpy as np

from gtmsim.kpi.kpi import Figure, Formula, Kpi, average, count_of, ratio, summary
from gtmsim.kpi.periods import Period
from gtmsim.kpi.spells import within
from gtmsim.kpi.touches import served, verdicts
from gtmsim.kpi.view import View
from gtmsim.kpi.workload import load


def _spread(view: View, period: Period, team: int) -> Figure:
    """Standard deviation of utilization across people, over its mean."""
    found = load(view, period)
    chosen = found.open_rep > 0
    if team >= 0:
        member = view.log.memberships
        inside = (member["from_tick"] < period.end) & (member["to_tick"] > period.begin)
        here = np.zeros(len(chosen), dtype=np.bool_)
        here[member["rep"][inside & (member["team"] == team)]] = True
        chosen = chosen & here
    busy = found.busy_rep[chosen] / found.open_rep[chosen]
    if not busy.any():
        return Figure(np.nan, float(len(busy)), "nobody worked")
    return Figure(float(busy.std() / busy.mean()), float(len(busy)))


def _waiting(view: View, period: Period, place: int) -> Figure:
    found = view.waits_of(-1)
    classes = view.classes
    if not place < len(classes):
        return Figure(np.nan, 0.0, "no such class")
    begun = found.ended(period) & served(found)
    begun &= view.column("value", found.row) == classes[place]
    return summary(average, view.hours((found.end - found.begin)[begun]), "no work began")


def _kept(column: str) -> Formula:
    """Promises kept to leads of one channel or segment (R039)."""

    def kept(view: View, period: Period, member: int) -> Figure:
        found = verdicts(view)
        judged = within(found.time, period)
        judged &= view.log.leads[column][found.lead] == member
        return ratio(count_of(judged & found.kept), count_of(judged), "no promise fell due")

    return kept


_SPREAD = "standard deviation of the utilization of people, those without hours left out"
_WHOLE = "work and working hours inside the period, cut at both ends to the tick"

_FELL_DUE = "touches, or due times of the untouched, in the period"

KPIS = (
    *(
        Kpi(f"service_level_kept_{word}.{word.upper()}", f"Service level kept to a {word}",
            "SLA遵守率", "share", "higher",
            f"promises to leads of the {word} whose first touch came in time",
            f"promises to leads of the {word} touched, or run out while the lead was there",
            _FELL_DUE, "R030, R039", _kept(word), ("promises",))
        for word in ("channel", "segment")
    ),
    Kpi("load_spread", "Spread of load", "負荷のばらつき", "share", "lower", _SPREAD,
        "mean of their utilization", _WHOLE, "R051, R148", _spread),
    Kpi("load_spread.TEAM", "Spread of load in a team", "負荷のばらつき", "share", "lower",
        f"{_SPREAD}; of whoever was in the team", "mean of their utilization", _WHOLE,
        "R051, R148", _spread),
    Kpi("waiting_time_class.CLASS", "Waiting time of the n-th class of priority",
        "優先度別の対応待ち時間 (平均)", "hours", "lower",
        "hours from joining a queue to the work, or the booking, in the n-th class of those that "
        "occur, the first being served first", "pieces of work begun or booked",
        "work begun or booked in the period", "R051", _waiting, ("classes",)),
)  # fmt: skip
