"""The pipeline in money: weighted by the chance of each deal, and held against targets.

What chance a deal has, says the log: of all visits of its stage that have ended so far, and of the
stages that they led to, how many came to a win in the end (R145). No rate is declared, and none is
known before something has ended.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.funnel import open_since
from gtmsim.kpi.kpi import Figure, Kpi, count_of, find, ratio, registry
from gtmsim.kpi.periods import Period, opens
from gtmsim.kpi.spells import NEVER, Mask, Ticks
from gtmsim.kpi.targets import goal
from gtmsim.kpi.view import View
from gtmsim.log import Kind

Chances = NDArray[np.float64]
DOUBLINGS = 40
"""Steps of the sum over all ways: 2**40 moves from stage to stage are as good as all."""

SOLD_BY_DEALS = ("new_arr", "bookings", "wins")
"""Measures of targets that open deals lead to."""

UNKNOWN = "no visit of a stage with open deals has ended"


class Moves(NamedTuple):
    """Where each visit before a win led to, in order of lead, then of occurrence.

    Attributes:
        stage: of the visit; one more than the last: resting after recycling.
        onto: the stage that followed; -1: a win, -2: lost, -3: not known yet.
        known: tick at which that is known.
    """

    stage: Ticks
    onto: Ticks
    known: Ticks


WON, LOST, OPEN = -1, -2, -3


def chances(view: View, tick: int) -> Chances:
    """For each stage the share of its leads that are won in the end, as known before a tick.

    The last number is that of leads at rest after recycling. NaN where nothing is known.
    """
    return view.once(("chances", tick), lambda: _chances(view, tick))


def _chances(view: View, tick: int) -> Chances:
    found = view.once("moves", lambda: _moves(view))
    states = len(view.members("STAGE")[0]) + 1
    seen = (found.known < tick) & (found.onto != OPEN)
    stage, onto = found.stage[seen], found.onto[seen]
    while True:
        # A stage of which nothing is known tells nothing of those that lead to it either.
        told = np.bincount(stage, minlength=states) > 0
        certain = (onto < 0) | told[onto]
        if certain.all():
            break
        stage, onto = stage[certain], onto[certain]
    total = np.maximum(np.bincount(stage, minlength=states), 1)
    step = np.zeros((states, states))
    np.add.at(step, (stage[onto >= 0], onto[onto >= 0]), 1.0)
    step /= total[:, None]
    chance = np.bincount(stage[onto == WON], minlength=states) / total
    for _ in range(DOUBLINGS):
        chance = chance + step @ chance
        step = step @ step
    return np.where(told, chance, np.nan)


def _moves(view: View) -> Moves:
    visits = view.visits
    rest = len(view.members("STAGE")[0])
    before, winning = _before_win(view)
    same = np.append(visits.lead[1:] == visits.lead[:-1], False)
    following = np.append(visits.stage[1:], 0)
    begins = np.append(visits.begin[1:], NEVER)
    ended, _ = view.ended
    onto = np.where(same, following, OPEN)
    onto[np.isin(visits.how, [int(Kind.LOST), int(Kind.CHURNED), int(Kind.DONE)])] = LOST
    onto[visits.merged | (visits.end == NEVER)] = OPEN
    recycled = visits.how == Kind.RECYCLED
    # Who rests comes back, or is lost while resting, or is still at rest.
    gone = recycled & ~same & (ended[visits.lead] < NEVER)
    later = np.where(recycled & same, following, np.where(gone, LOST, OPEN))
    when = np.where(recycled & same, begins, np.where(gone, ended[visits.lead], NEVER))
    onto[recycled], onto[winning] = rest, WON
    again = recycled & before
    return Moves(
        np.concatenate([visits.stage[before], np.full(count_of(again), rest)]),
        np.concatenate([onto[before], later[again]]),
        np.concatenate([visits.end[before], when[again]]),
    )


def _before_win(view: View) -> tuple[Mask, Mask]:
    """Which visits are no customer's, and which of them end in the first win of their lead."""
    visits, rows = view.visits, view.reached("won")
    rows = rows[np.unique(view.column("lead", rows), return_index=True)[1]]
    wide = np.array([len(view.members("STAGE")[0]) + 1, int(visits.visit.max(initial=0)) + 2])
    place = (visits.lead * wide[0] + visits.stage) * wide[1] + visits.visit
    lead, stage, visit = (
        view.column(name, rows).astype(np.int64) for name in ("lead", "stage", "visit")
    )
    winning = np.isin(place, (lead * wide[0] + stage) * wide[1] + visit)
    at = np.full(view.number_of_leads, NEVER)
    at[visits.lead[winning]] = np.flatnonzero(winning)
    at[view.opening] = -1
    return np.arange(len(visits)) <= at[visits.lead], winning


# --- Open deals ------------------------------------------------------------------------------


def stages_of(view: View, leads: Mask, tick: int) -> Ticks:
    """For each of some leads the stage it is in just before a tick; past the last: at rest."""
    visits = view.visits
    there = (visits.begin < tick) & (visits.end >= tick)
    stage = np.full(view.number_of_leads, len(view.members("STAGE")[0]))
    stage[visits.lead[there]] = visits.stage[there]
    return stage[leads]


def amounts(view: View, leads: Mask) -> NDArray[np.float64]:
    """Amounts of deals in minor units, a year's worth if recurring."""
    return np.maximum(view.log.leads["amount"][leads], 0).astype(np.float64)


def _weighted(view: View, period: Period, member: int) -> Figure:
    deals = open_since("sql")(view, period)
    if not view.currency:
        return Figure(math.nan, float(count_of(deals)), "the scenario has no currency")
    chance = chances(view, period.end)[stages_of(view, deals, period.end)]
    if np.isnan(chance).any():
        return Figure(math.nan, float(len(chance)), UNKNOWN)
    total = float((chance * amounts(view, deals)).sum())
    return Figure(view.money(total), float(len(chance)))


# --- Against targets -------------------------------------------------------------------------


def _coverage(view: View, period: Period, target: int) -> Figure:
    """Open deals at the beginning of a target's period, as a multiple of the target."""
    aim = goal(view, view.target_rows[target])
    if aim.measure not in SOLD_BY_DEALS:
        return Figure(math.nan, aim.amount, "open deals do not lead to it")
    begin = max(aim.begin, opens(view.log))
    if begin >= view.log.horizon:
        return Figure(math.nan, 0.0, "outside the run")
    deals = open_since("sql")(view, Period(begin, max(begin, 1)))
    if find(aim.measure)[0].unit.startswith("currency"):
        held = view.money(float(amounts(view, deals).sum()))
    else:
        held = float(count_of(deals))
    return ratio(held, aim.amount, "the target is 0")


def _needed(view: View, period: Period, member: int) -> Figure:
    rate = registry()["win_rate"].formula(view, period, -1)
    if rate.value == 0:
        return Figure(math.nan, rate.denominator, "no wins")
    return Figure(1 / rate.value, rate.denominator, rate.note)


KPIS = (
    Kpi("weighted_pipeline", "Weighted pipeline", "加重パイプライン", "currency", "higher",
        "amounts of open deals, a year's worth if recurring, each times the share of leads of its "
        "stage that were won in the end", "none: a sum (counted: open deals)",
        "the last moment of the period; shares of all visits that ended before", "R145",
        _weighted, ("sql", "won", "deals")),
    Kpi("coverage.TARGET", "Pipeline coverage", "パイプラインカバレッジ", "times", "higher",
        "amounts of open deals (of a target of wins, their number), of all teams and segments",
        "the target", "the first moment of the target's period, or of the run", "R146", _coverage,
        ("targets", "sql")),
    Kpi("coverage_needed", "Coverage needed (1 by win rate)", "必要カバレッジ (1 ÷ 受注率)",
        "times", "neutral", "one", "win rate (counted: SQLs of the period)",
        "both in the same period, not the same leads", "R146", _needed, ("sql", "won")),
)  # fmt: skip
