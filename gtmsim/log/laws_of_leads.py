"""Laws of leads: what one can live through, and that none is lost count of."""

from __future__ import annotations

import numpy as np

from gtmsim.log.history import BOOKKEEPING, NEVER, History, Ints
from gtmsim.log.kinds import CUSTOMER, HOUSE_LIST, LEAVES, MONEY_KINDS, Kind
from gtmsim.log.laws_of_tables import Law

BEGINS = (Kind.ARRIVED, Kind.OPENED, Kind.SATURATED)
"""Kinds with which a lead begins; the last is the end of it, too."""


CHURNED = MONEY_KINDS.index("churned")
GAINS = ("new", "expansion", "cross_sold", "repriced")
LOSSES = ("contraction", "churned")
COUNTS = np.array([(kind in GAINS) - (kind in LOSSES) for kind in MONEY_KINDS])
"""What each kind of money does to the recurring money of a lead."""

WITHIN_A_VISIT = (
    *(Kind.JOINED, Kind.STARTED, Kind.TOUCHED, Kind.FINISHED, Kind.CONNECTED, Kind.NO_ANSWER),
    *(Kind.BOOKED, Kind.HELD, Kind.NO_SHOW, Kind.WENT_COLD, Kind.CANCELLED, Kind.HANDED_OVER),
)
"""Kinds that make sense only while the lead is in a stage."""


# --- Time --------------------------------------------------------------------------------


def time_runs_forward(history: History) -> Ints:
    """Events stand in the order of time."""
    time = history.log.events["time"]
    return np.flatnonzero(time[1:] < time[:-1]) + 1


def inside_the_horizon(history: History) -> Ints:
    """Nothing happens before tick 0, nor at the horizon or after it."""
    time = history.log.events["time"]
    return np.flatnonzero((time < 0) | (time >= history.log.horizon))


def delays_last_until_their_tick(history: History) -> Ints:
    """A delay ends at its tick: what the lead does next, it does then."""
    delayed = np.flatnonzero(history.of(Kind.DELAYED))
    until = history.value[delayed]
    following = history.next(~history.of(*BOOKKEEPING))[delayed]
    on_time = (following >= 0) & (history.time[following] == until)
    unseen = (following < 0) & (until >= history.log.horizon)
    return history.rows(delayed[~(on_time | unseen) | (until < history.time[delayed])])


# --- Beginning and end -------------------------------------------------------------------


def arrives_first(history: History) -> Ints:
    """Each lead begins once: with its arrival, at its time, or by being there at tick 0."""
    begins = history.of(*BEGINS)
    leads = history.lead >= 0
    lead = np.maximum(history.lead, -1)  # -1: of no lead
    due = np.append(history.log.leads["arrived"], -1)[lead]
    there = np.append(history.log.leads["opening"], 0)[lead] > 0
    opened = history.of(Kind.OPENED)
    on_time = np.where(opened, (history.time == 0) & (history.value == due), history.time == due)
    wrong = begins & (~history.fresh | ~on_time | (opened != there))
    return history.rows(wrong | (leads & history.fresh & ~begins))


def everybody_arrives(history: History) -> Ints:
    """A lead that is to come before the horizon, or is there, begins (rows of `leads`)."""
    leads = history.log.leads
    expected = (leads["arrived"] >= 0) & (leads["arrived"] < history.log.horizon)
    expected |= leads["opening"] > 0
    seen = np.zeros(len(expected), dtype=np.bool_)
    seen[history.lead[history.of(*BEGINS)]] = True
    return np.flatnonzero(expected & ~seen)


def nothing_after_the_end(history: History) -> Ints:
    """A lead that has ended does nothing more; only its books are closed in the same tick."""
    end = history.latest(history.ended | history.of(Kind.SATURATED))
    released = history.of(Kind.ASSIGNED) & (history.rep < 0)
    closing = (released | history.of(Kind.MONEY)) & (history.time == history.time[end])
    return history.rows((end >= 0) & ~closing)


def merges_within_its_account(history: History) -> Ints:
    """A lead merges into, or is a duplicate of, another of its account that has arrived."""
    merged = np.flatnonzero(history.of(Kind.MERGED, Kind.DUPLICATED))
    one, other = history.lead[merged], history.value[merged]
    leads = history.log.leads
    account = leads["account"]
    sound = (one != other) & (account[one] == account[other]) & (account[one] >= 0)
    sound &= leads["arrived"][other] <= history.time[merged]
    return history.rows(merged[~sound])


# --- Stages ------------------------------------------------------------------------------


def one_stage_at_a_time(history: History) -> Ints:
    """A lead enters a stage only when it is in none."""
    return history.rows(history.entered & (history.visiting >= 0))


def visits_count_up(history: History) -> Ints:
    """A lead's visits of a stage are numbered 1, 2, 3 ..."""
    entered = np.flatnonzero(history.entered)
    order = entered[np.lexsort((entered, history.stage[entered], history.lead[entered]))]
    fresh = np.ones(len(order), dtype=np.bool_)
    for column in (history.lead[order], history.stage[order]):
        fresh[1:] &= column[1:] == column[:-1]
    fresh[1:] = ~fresh[1:]
    place = np.arange(len(order))
    number = place - np.maximum.accumulate(np.where(fresh, place, 0)) + 1
    return history.rows(order[history.visit[order] != number])


def events_name_their_visit(history: History) -> Ints:
    """What happens within a stage names the stage the lead is in, and the visit."""
    visiting = history.visiting
    matching = history.same(history.place, visiting, "stage", "visit")
    inside = history.of(*WITHIN_A_VISIT, *LEAVES)
    inside |= history.of(Kind.DELAYED) & (history.stage >= 0)
    outside = history.ended & (history.stage < 0) & (visiting < 0)
    return history.rows(inside & ~matching & ~outside & (history.lead >= 0))


def moves_on_as_told(history: History) -> Ints:
    """Whoever advances enters the next stage in the same tick; whoever is returned enters it."""
    moved = np.flatnonzero(history.of(Kind.ADVANCED, Kind.RETURNED))
    following = history.next(~history.of(*BOOKKEEPING, Kind.DELAYED))[moved]
    entered = history.next(history.entered)[moved]
    sound = (following == entered) & (history.stage[entered] == history.value[moved])
    at_once = history.time[entered] == history.time[moved]
    sound &= at_once | (history.kind[moved] == Kind.RETURNED)
    return history.rows(moved[(following >= 0) & ~sound])


def comes_back_when_due(history: History) -> Ints:
    """A recycled lead comes back at the tick it was told, or when noticed before that."""
    recycled = np.flatnonzero(history.of(Kind.RECYCLED))
    until = history.value[recycled]
    following = history.next(~history.of(*BOOKKEEPING, Kind.DELAYED, Kind.NOTICED))[recycled]
    entered = history.next(history.entered)[recycled]
    noticed = history.next(history.of(Kind.NOTICED))[recycled]
    early = (noticed >= 0) & (noticed < entered) & (history.time[noticed] == history.time[entered])
    sound = (following == entered) & ((history.time[entered] >= until) | early)
    too_soon = until < history.time[recycled]
    return history.rows(recycled[((following >= 0) & ~sound) | too_soon])


def noticed_while_resting(history: History) -> Ints:
    """Only who has been recycled, or is on the house list, is noticed, and not too early."""
    noticed = np.flatnonzero(history.of(Kind.NOTICED))
    before = history.latest(~history.of(*BOOKKEEPING))[noticed]
    house = history.log.leads["opening"][history.lead[noticed]] == HOUSE_LIST
    kind = np.where(before >= 0, history.kind[before], -1)
    sound = (kind == Kind.RECYCLED) | (house & (kind == Kind.OPENED))
    sound &= history.value[noticed] <= history.time[noticed]
    return history.rows(noticed[~sound])


def stays_until_the_notice_ends(history: History) -> Ints:
    """Who gives notice stays until the contract ends, and leaves then."""
    cancelled = np.flatnonzero(history.of(Kind.CANCELLED))
    until = history.value[cancelled]
    following = history.next(~history.of(*BOOKKEEPING))[cancelled]
    leaves = (following >= 0) & (history.kind[following] == Kind.CHURNED)
    sound = leaves & (history.time[following] == until)
    sound |= (following < 0) & (until >= history.log.horizon)
    return history.rows(cancelled[~sound | (until <= history.time[cancelled])])


def goes_cold_only_waiting(history: History) -> Ints:
    """A buyer goes cold only while waiting, before anybody has begun."""
    cold = np.flatnonzero(history.of(Kind.WENT_COLD))
    before = history.latest(~history.of(*BOOKKEEPING))[cold]
    waiting = history.same(cold, before, "stage", "visit", "step")
    waiting &= history.kind[before] == Kind.JOINED
    return history.rows(cold[~waiting])


# --- Counting ----------------------------------------------------------------------------


def nobody_is_lost_count_of(history: History) -> Ints:
    """At each stage, entered = advanced + recycled + returned + ended there + still open."""
    stages = len(history.log.stages.get("id", ()))
    entered = np.flatnonzero(history.entered)
    left = np.flatnonzero(history.left & (history.stage >= 0))
    is_last = history.next(history.entered | history.left)[entered] < 0
    balance = np.bincount(history.stage[entered], minlength=stages)
    balance -= np.bincount(history.stage[left], minlength=stages)
    balance -= np.bincount(history.stage[entered[is_last]], minlength=stages)
    return history.rows(entered[balance[history.stage[entered]] != 0])


def littles_law(history: History) -> Ints:
    """At each stage, the number there added up over time = the time spent there by all."""
    stages = len(history.log.stages.get("id", ()))
    spent = _time_spent(history, stages)
    integral = _number_over_time(history, stages)
    entered = np.flatnonzero(history.entered)
    return history.rows(entered[(spent != integral)[history.stage[entered]]])


def _time_spent(history: History, stages: int) -> Ints:
    """Sum of sojourns, cut at the horizon, lead by lead."""
    entered = np.flatnonzero(history.entered)
    out = history.next(history.left)[entered]
    end = np.where(out >= 0, history.time[out], history.log.horizon)
    total = np.zeros(stages, dtype=np.int64)
    np.add.at(total, history.stage[entered], end - history.time[entered])
    return total


def _number_over_time(history: History, stages: int) -> Ints:
    """Integral of the number in each stage, from the rows in their order, without the leads."""
    events = history.log.events
    change = history.log.select(Kind.ENTERED).astype(np.int64) - history.log.select(*LEAVES)
    rows = np.flatnonzero((change != 0) & (events["stage"] >= 0))
    total = np.zeros(stages, dtype=np.int64)
    for stage in range(stages):
        mine = rows[events["stage"][rows] == stage]
        level = np.cumsum(change[mine])
        until = np.append(events["time"][mine][1:], history.log.horizon)[: len(mine)]
        total[stage] = int((level * (until - events["time"][mine])).sum())
    return total


# --- Money -------------------------------------------------------------------------------


def money_comes_from_customers(history: History) -> Ints:
    """Only customers pay: money is booked at a win or after it."""
    milestones = list(history.log.milestones)
    won = milestones.index("won") if "won" in milestones else -2
    wins = np.flatnonzero(history.of(Kind.MILESTONE) & (history.reason == won))
    since = np.full(len(history.log.leads["key"]), NEVER, dtype=np.int64)
    np.minimum.at(since, history.lead[wins], history.time[wins])
    since[history.log.leads["existing"] == 1] = -1
    since[history.log.leads["opening"] == CUSTOMER] = -1
    money = np.flatnonzero(history.of(Kind.MONEY))
    return history.rows(money[history.time[money] < since[history.lead[money]]])


def churn_ends_what_was_paid(history: History) -> Ints:
    """What a lead's recurring money comes to is never negative, and nothing after a churn."""
    leads = history.log.leads
    size = len(leads["key"])
    money = np.flatnonzero(history.of(Kind.MONEY))
    worth = COUNTS[history.reason[money]] * history.value[money]
    paid = np.where(leads["opening"] == CUSTOMER, leads["amount"] * leads["recurring"], 0)
    np.add.at(paid, history.lead[money], worth)
    gone = np.zeros(size, dtype=np.bool_)
    gone[history.lead[money[history.reason[money] == CHURNED]]] = True
    wrong = (paid < 0) | (gone & (paid != 0))
    return history.rows(money[wrong[history.lead[money]]])


LAWS: tuple[Law, ...] = (
    time_runs_forward,
    inside_the_horizon,
    delays_last_until_their_tick,
    arrives_first,
    everybody_arrives,
    nothing_after_the_end,
    merges_within_its_account,
    one_stage_at_a_time,
    visits_count_up,
    events_name_their_visit,
    moves_on_as_told,
    comes_back_when_due,
    noticed_while_resting,
    stays_until_the_notice_ends,
    goes_cold_only_waiting,
    nobody_is_lost_count_of,
    littles_law,
    money_comes_from_customers,
    churn_ends_what_was_paid,
)
