"""What people's time is spent for, and what it costs: winning customers, bringing them in, keeping.

Pay has no purpose of its own. It is shared out by hours: a team that spends 60 of its 100 hours on
leads not yet won spends 60% of its pay on winning them, idle time included.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi import spending
from gtmsim.kpi.cash import calendar
from gtmsim.kpi.periods import Period, whole_log
from gtmsim.kpi.spells import Ticks
from gtmsim.kpi.view import View
from gtmsim.kpi.workload import done_by, worked

Amounts = NDArray[np.float64]

WINNING, STARTING, KEEPING = 0, 1, 2
"""Purposes of work: on campaigns, and on leads that are no customers yet; on new customers until
they are onboarded; on customers, and on leads that come from them."""


def purposes(view: View, period: Period) -> Amounts:
    """Hours of work in a period by team (rows) and purpose; of work in hand, what is done."""
    return view.once(("purposes", period), lambda: _purposes(view, period))


def _purposes(view: View, period: Period) -> Amounts:
    pieces = worked(view)
    ticks = done_by(view, period.end) - done_by(view, period.begin)
    teams = len(view.members("TEAM")[0])
    known = pieces.team >= 0
    place = pieces.team * 3 + purpose(view)
    sums = np.bincount(place[known], ticks[known], minlength=teams * 3)
    return np.asarray(view.hours(sums.reshape(teams, 3)), dtype=np.float64)


def purpose(view: View) -> Ticks:
    """What each piece of work is for."""
    return view.once("purpose", lambda: _purpose(view, worked(view).row))


def _purpose(view: View, rows: Ticks) -> Ticks:
    lead, when = view.column("lead", rows), view.column("time", rows)
    won = np.where(view.opening, -1, view.first("won"))[lead]
    onboarded = view.first("onboarded")[lead]
    customer = (won <= when) | (view.log.leads["existing"][lead] == 1)
    # A customer that is never onboarded is being brought in until it leaves.
    starting = (won <= when) & (won >= 0) & (onboarded >= when)
    if "onboarded" not in view.log.milestones:
        starting[:] = False
    found = np.where(starting, STARTING, np.where(customer, KEEPING, WINNING))
    found[lead < 0] = WINNING  # campaigns, which bring leads
    return found.astype(np.int64)


def pay_for(view: View, period: Period, *wanted: int) -> float:
    """Pay and tools of a period for some purposes, in minor units.

    A team that does nothing in the period is shared out as in the whole log.
    """
    hours, whole = (purposes(view, each) for each in (period, whole_log(view.log)))
    hours = np.where(hours.sum(axis=1, keepdims=True) > 0, hours, whole)
    total = hours.sum(axis=1)
    own = hours[:, list(wanted)].sum(axis=1)
    share = np.divide(own, total, out=np.zeros(len(total)), where=total > 0)
    months = calendar(view)
    paid = spending.payroll(view, period, months) + spending.tools(view, period, months)
    return float((paid * share).sum())
