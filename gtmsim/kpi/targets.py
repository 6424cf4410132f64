"""Targets and quotas: what was meant to be reached, and what was.

A target is for a KPI: it is that KPI, measured on a log that holds only what the target counts.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from gtmsim.kpi.kpi import Figure, Kpi, UnknownKpiError, find, ratio
from gtmsim.kpi.periods import Period, PeriodError, named, opens
from gtmsim.kpi.view import View
from gtmsim.log import Kind

UNIT = "as targeted"

LEVELS = ("arr",)
"""Measures of a moment: reached at the end of the period, whenever it began."""

CLOSED = ("new_arr", "expansion_arr", "bookings", "wins")
"""Measures of single deals: a team's or a rep's are those that it closed. Of all others, what
comes of the contracts whose win it closed."""

OUTSIDE = "outside the run"


class Scope(NamedTuple):
    """Whose results count: indices; -1: everybody's."""

    team: int = -1
    segment: int = -1
    product: int = -1
    rep: int = -1


ALL = Scope()


class Goal(NamedTuple):
    """One row of the table of targets.

    Attributes:
        row: its place.
        measure: id of a KPI.
        period: words.
        begin, end: ticks.
        amount: in the unit of the measure.
        scope: what counts.
    """

    row: int
    measure: str
    period: str
    begin: int
    end: int
    amount: float
    scope: Scope


def goal(view: View, row: int) -> Goal:
    """A row of the table of targets."""
    table = view.log.targets
    measure = str(table["measure"][row])
    amount = float(table["amount"][row])
    money = find(measure)[0].unit.startswith("currency")
    return Goal(
        row,
        measure,
        str(table["period"][row]),
        int(table["begin"][row]),
        int(table["end"][row]),
        view.money(amount) if money else amount,
        Scope(*(int(table[name][row]) for name in Scope._fields)),
    )


def unjudged(view: View, aim: Goal) -> str:
    """Why it cannot be told whether a target is hit; empty if it can.

    What happened before the start or will happen after the end is not known. A level needs the
    end of its period only.
    """
    if opens(view.log) < aim.end <= view.log.horizon and (
        aim.begin >= opens(view.log) or aim.measure in LEVELS
    ):
        return ""
    try:
        return named(view.log, aim.period).note
    except PeriodError:
        return OUTSIDE


def actual(view: View, measure: str, period: Period, scope: Scope = ALL) -> Figure:
    """A KPI over a period, of what a scope counts only."""
    try:
        kpi = find(measure)[0]
    except UnknownKpiError as error:
        return Figure(math.nan, note=str(error))
    return kpi.formula(_scoped(view, scope, measure in CLOSED), period, -1)


# --- A log that holds only what counts -------------------------------------------------------


def _scoped(view: View, scope: Scope, closed: bool) -> View:
    if scope == ALL:
        return view
    return view.once(("scope", scope, closed), lambda: _only(view, scope, closed))


def _only(view: View, scope: Scope, closed: bool) -> View:
    """The log without the wins and the money of everybody else."""
    if closed:
        view = view.once("money and milestones", lambda: _money_and_milestones(view))
    log = view.log
    ours = np.ones(view.number_of_leads, dtype=np.bool_)
    for name in ("segment", "product"):
        wanted = getattr(scope, name)
        if wanted >= 0:
            ours &= log.leads[name] == wanted
    told = log.select(Kind.MONEY)
    told[view.reached("won")] = True
    if closed:
        # What ends later changes nothing of what was closed, but whether it is ever billed.
        for kind in ("contraction", "churned"):
            told[view.money_rows(kind)] = False
    mine = np.ones(len(log), dtype=np.bool_)
    for name in ("team", "rep"):
        wanted = getattr(scope, name)
        if wanted >= 0:
            mine &= log.events[name] == wanted
    if not closed and (scope.team >= 0 or scope.rep >= 0):
        won = view.reached("won")
        winners = np.zeros(view.number_of_leads, dtype=np.bool_)
        winners[view.column("lead", won[mine[won]])] = True
        ours &= winners
        mine[:] = True
    kept = ~told | (mine & ours[log.events["lead"]])
    events = {name: column[kept] for name, column in log.events.items()}
    # Customers of the first day bring their contracts along without a row of money.
    amounts = np.where(ours, log.leads["amount"], 0)
    return View(replace(log, events=events, leads={**log.leads, "amount": amounts}))


def _money_and_milestones(view: View) -> View:
    """All that single deals are counted by, so that many reps are counted fast."""
    kept = view.log.select(Kind.MONEY, Kind.MILESTONE, Kind.ARRIVED, Kind.OPENED)
    events = {name: column[kept] for name, column in view.log.events.items()}
    return View(replace(view.log, events=events))


# --- Formulas --------------------------------------------------------------------------------


def _reached(view: View, target: int) -> tuple[Figure, Goal, str]:
    """What was reached of a target within the log, the target, and why it is not judged."""

    def reach() -> tuple[Figure, Goal, str]:
        aim = goal(view, view.target_rows[target])
        why = unjudged(view, aim)
        if why == OUTSIDE:
            return Figure(math.nan, note=why), aim, why
        begin, end = max(aim.begin, opens(view.log)), min(aim.end, view.log.horizon)
        found = actual(view, aim.measure, Period(begin, end), aim.scope)
        return found, aim, why

    return view.once(("target", target), reach)


def _actual(view: View, period: Period, target: int) -> Figure:
    found, _, why = _reached(view, target)
    return Figure(found.value, note=found.note or why)


def _attainment(view: View, period: Period, target: int) -> Figure:
    found, aim, why = _reached(view, target)
    share = ratio(found.value, aim.amount, "the target is 0")
    return share._replace(note=share.note or found.note or why)


def _hit(view: View, period: Period, target: int) -> Figure:
    found, aim, why = _reached(view, target)
    if why or math.isnan(found.value):
        return Figure(math.nan, note=why or found.note)
    return Figure(float(found.value >= aim.amount))


def quotas(view: View, period: Period, rep: int) -> list[Goal]:
    """The quotas of a rep (-1: of all) whose periods lie within a period."""
    table = view.log.targets
    rows = (row for row, own in enumerate(table.get("rep", ())) if own >= 0 and rep in (own, -1))
    found = (goal(view, row) for row in rows)
    return [aim for aim in found if period.begin <= aim.begin and aim.end <= period.end]


def _quota_attainment(view: View, period: Period, rep: int) -> Figure:
    own = quotas(view, period, rep)
    if not own:
        return Figure(math.nan, 0.0, "no quota period lies in the period")
    return _attained(view, own)


def _attained(view: View, own: list[Goal]) -> Figure:
    """What a rep brought, as a share of the quotas; the mean share if they differ in measure."""
    measures = list(dict.fromkeys(aim.measure for aim in own))
    shares = []
    for measure in measures:
        aims = [aim for aim in own if aim.measure == measure]
        brought = sum(
            actual(view, measure, Period(aim.begin, aim.end), aim.scope).value for aim in aims
        )
        shares.append(ratio(brought, sum(aim.amount for aim in aims), "the quota is 0"))
    if len(shares) == 1:
        return shares[0]
    return Figure(float(np.mean([share.value for share in shares])), float(len(shares)))


def _reps_at_quota(view: View, period: Period, member: int) -> Figure:
    everybody = quotas(view, period, -1)
    reps = list(dict.fromkeys(aim.scope.rep for aim in everybody))
    shares = [
        _attained(view, [aim for aim in everybody if aim.scope.rep == rep]).value for rep in reps
    ]
    reached = sum(share >= 1.0 for share in shares)
    return ratio(reached, len(shares), "no quota period lies in the period")


_OWN = "the target's own period, as far as the log holds it"
_WHOLE = "the target's own period; not defined unless the log holds all of it"
_FISCAL = "fiscal periods of the quota that lie in the period as a whole"

KPIS = (
    Kpi("target_actual.TARGET", "Landing", "着地見込み", UNIT, "higher",
        "what the target is set for, of its team, segment or product only",
        "none: as its KPI", _OWN, "R146, R159", _actual, ("targets",),
        carries=True),
    Kpi("attainment.TARGET", "Attainment", "達成率", "share", "higher",
        "what the target is set for, of its team, segment or product only", "the target", _OWN,
        "R146, R159", _attainment, ("targets",), carries=True),
    Kpi("target_hit.TARGET", "Target hit", "達成", "share", "higher",
        "1 if the target is reached, else 0; its mean over replications is the probability",
        "none: yes or no", _WHOLE, "R146, R159", _hit, ("targets",), carries=True),
    Kpi("quota_attainment.REP", "Quota attainment", "個人目標達成率", "share", "higher",
        "what the rep closed", "the rep's quotas", _FISCAL, "R146", _quota_attainment,
        ("quota",), carries=True),
    Kpi("reps_at_quota", "Reps at quota", "個人目標達成者の割合", "share", "higher",
        "reps who brought their quotas or more", "reps with a quota", _FISCAL, "R146",
        _reps_at_quota, ("quotas",), headline=True, carries=True),
)  # fmt: skip
