"""The choices an engine makes, as pure functions over plain numbers.

Every engine calls these and nothing else decides, so two engines cannot disagree. They use
only addition, multiplication, division, comparison and look-up: the same bits everywhere.
Random numbers come in as arguments; see `gtmsim.plan.draws`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from gtmsim.plan.buying import ApproverPlan, PushPlan
from gtmsim.plan.clock import NEVER, Clock
from gtmsim.plan.curves import PACE_BITS, REPETITION_BITS, WHOLE
from gtmsim.plan.factors import chance, factor, matches
from gtmsim.plan.staff import Order, TeamPlan
from gtmsim.plan.steps import AttemptPlan, Factor, MeetingPlan, Outcomes, PromisePlan, Source, Where

NOW, LATER, NEVER_READY, ELSEWHERE = 0, 1, 2, 3
"""Readiness of a buyer: ready, ready later, never ready, already bought from a competitor."""

RECYCLES = int(Source.RECYCLES)

HAZARD_BITS = 40
"""Hazards are integers in units of 2**-40."""

FACTOR_BITS = 16
"""Factors on hazards are integers in units of 2**-16."""

KEEP_BITS = 20
"""What is left of an amount after a discount is an integer in units of 2**-20."""

ONCE = 1 << REPETITION_BITS
"""One repetition of a task."""

URGENCY = 1000
"""Priority classes of a team per step of a stage's urgency."""

ESCALATED = -1
"""Priority class of what a manager has seen to: before all others."""


def priority_class(team: TeamPlan, urgency: int, values: Sequence[float]) -> int:
    """Whom a team serves first: the stage's urgency, then the first written priority that fits."""
    for place, conditions in enumerate(team.priorities):
        if matches(conditions, values):
            return urgency * URGENCY + place
    return urgency * URGENCY + len(team.priorities)


def place_in_class(order: Order, since: int, due: int, score: float) -> tuple[float, int]:
    """What comes first among work of the same class: the smallest (R055).

    Args:
        order: the team's.
        since: when waiting began; first come is first served among equals.
        due: when the first touch is due; what is not promised (-1) comes after what is.
        score: the number by which the team goes, the highest first.
    """
    if order == Order.NEWEST:
        return -since, since
    if order == Order.DUE:
        return due if due >= 0 else NEVER, since
    return -score, since


def goes_on(outcomes: Outcomes, values: Sequence[float], draw: float) -> bool:
    """The first draw of an outcome: onward or not."""
    return draw < chance(outcomes.odds, outcomes.factors, values)


def which(group: Sequence[tuple[float, Where]], draw: float) -> Where:
    """The second draw: which, in the file's proportions, whatever moved the odds."""
    for cumulative, where in group:
        if draw < cumulative:
            return where
    return group[-1][1]


def connects(attempts: AttemptPlan, attempt: int, values: Sequence[float], draw: float) -> bool:
    """Whether attempt number `attempt` (from 1) reaches the buyer."""
    odds = attempts.odds[min(attempt, len(attempts.odds)) - 1]
    return draw < chance(odds, attempts.factors, values)


def gives_up(attempts: AttemptPlan, failures: int) -> bool:
    """Whether trying stops after this many failures in a row (R033, R034)."""
    return failures >= attempts.most or failures >= attempts.stop_after > 0


def no_show_chance(meeting: MeetingPlan, lag: int) -> float:
    """The probability that a buyer misses a meeting booked `lag` ticks before (R082)."""
    result = meeting.no_show[0][1]
    for least, share in meeting.no_show:
        if lag >= least:
            result = share
    return result


def due(promise: PromisePlan, clock: Clock, now: int) -> int:
    """When the first touch is due (R030, R031, R032)."""
    if promise.out_of_hours >= 0 and not clock.is_open(now):
        return clock.end(clock.next_open(now), promise.out_of_hours)
    if promise.days:
        return clock.shift_days(now, promise.days)
    if promise.civil:
        return now + promise.ticks
    return clock.end(now, promise.ticks)


def readiness(now: int, ready_at: int, elsewhere_at: int) -> int:
    """Where a buyer stands at `now`."""
    if ready_at >= NEVER:
        return NEVER_READY
    if now < ready_at:
        return LATER
    return NOW if now < elsewhere_at else ELSEWHERE


def rival_wins_at(elsewhere_at: int, ready_at: int, opened: int, closed: int) -> int:
    """When a buyer buys elsewhere whom an open opportunity has kept from it for a while.

    A rival's clock runs from `ready_at` to `elsewhere_at`, and stands still from `opened` to
    `closed`.
    """
    if elsewhere_at >= NEVER or elsewhere_at <= opened:
        return elsewhere_at
    return elsewhere_at + max(closed, ready_at) - max(opened, ready_at)


def shows_at(now: int, until: int, ready_at: int, elsewhere_at: int) -> int:
    """When a buyer who rests from `now` until `until` has reason to raise a hand (R069)."""
    since = max(now, ready_at)
    return since if since < min(until, elsewhere_at) else NEVER


def false_alarm_at(now: int, ready_at: int, hazard: int, threshold: int) -> int:
    """When a buyer who is not ready is taken for one who is.

    Args:
        now: since when it rests.
        ready_at: from then on there is nothing false about it.
        hazard: per tick, in units of 2**-40.
        threshold: an Exp(1) draw in the same units.
    """
    if not hazard:
        return NEVER
    tick = now + threshold // hazard
    return tick if tick < ready_at else NEVER


def hazard_end(tenure: Sequence[int], slope: Sequence[int], start: int, threshold: int) -> int:
    """The tenure at which hazard accumulated since `start` passes `threshold`.

    Args:
        tenure: ticks of tenure at which the hazard changes, ascending from 0.
        slope: hazard per tick from each of them on, in units of 2**-40.
        start: tenure at which counting begins.
        threshold: an Exp(1) draw in the same units.
    """
    i = bisect_right(tenure, start) - 1
    at = start
    while True:
        until = tenure[i + 1] if i + 1 < len(tenure) else NEVER
        if slope[i] and (until - at) * slope[i] > threshold:
            return at + threshold // slope[i]
        if until >= NEVER:
            return NEVER
        threshold -= (until - at) * slope[i]
        at = until
        i += 1


def next_date(dates: Sequence[int], latest: Sequence[int], now: int) -> int:
    """The first of the dates for which `now` is not too late: at or before its `latest`."""
    i = bisect_left(latest, now)
    return dates[i] if i < len(dates) else NEVER


def asked(approvers: Sequence[ApproverPlan], amount: int) -> int:
    """How many approvers, in order, it takes: up to the first who may approve so much (R090)."""
    for place, one in enumerate(approvers):
        if one.up_to < 0 or amount <= one.up_to:
            return place + 1
    return len(approvers)


def meets_board(approver: ApproverPlan, now: int) -> int:
    """When papers that are ready now come before the approver's board; without one, at once."""
    return next_date(approver.dates, approver.latest, now) if approver.dates else now


def pulled_to(push: PushPlan, now: int, until: int) -> int:
    """The period's end to which a decision that is due then can be pulled, or -1 (R095)."""
    i = bisect_left(push.ends, now)
    end = push.ends[i] if i < len(push.ends) else NEVER
    return end if end < until <= end + push.reach else -1


def reduced(amount: int, keep: int) -> int:
    """What is left of an amount, rounded; `keep` in units of 2**-20."""
    return amount * keep + (1 << KEEP_BITS - 1) >> KEEP_BITS


def slower(threshold: int, factors: Sequence[Factor], values: Sequence[float]) -> int:
    """The threshold that a hazard has to pass when factors multiply the hazard."""
    size = 1.0
    for one in factors:
        size *= factor(one, values)
    return (threshold << FACTOR_BITS) // max(1, round(size * (1 << FACTOR_BITS)))


def months_later(shifted: Sequence[int], midnights: Sequence[int], now: int) -> int:
    """The same time of day on the date that `shifted` gives for today."""
    day = bisect_right(midnights, now) - 1
    return shifted[day] + now - midnights[day] if shifted[day] < NEVER else NEVER


def pace(table: Sequence[int], repetitions: int) -> int:
    """The time that somebody needs who has done a task so often, in units of 2**-8."""
    return table[min(repetitions >> REPETITION_BITS, len(table) - 1)]


def remembered(kept: Sequence[int], repetitions: int, days: int) -> int:
    """Repetitions that are left after so many days without practice."""
    return repetitions * kept[min(days, len(kept) - 1)] >> PACE_BITS


def together(one: int, other: int) -> int:
    """The time needed by whom two things make slower or faster; in units of 2**-16."""
    return max(1, one * other + (WHOLE >> 1) >> PACE_BITS)


def time_needed(ticks: int, needs: int) -> int:
    """How long work takes somebody, rounded; at least one tick."""
    return max(1, ticks * needs + (WHOLE >> 1) >> PACE_BITS)


def free_slot(
    clock: Clock,
    taken: Sequence[tuple[int, int, int]],
    earliest: int,
    length: int,
    slot: int,
) -> int:
    """The first start at or after `earliest` at which `length` ticks are free.

    Args:
        clock: the owner's hours; a meeting lies within one open interval.
        taken: the owner's appointments as (start, booked end, actual end), ascending.
        earliest: first possible tick.
        length: ticks; what is longer than any open interval begins where the longest would fit,
            and goes on in the next.
        slot: meetings start at multiples of this.
    """
    whole = -(-length // slot) * slot
    length = min(whole, clock.longest_from(slot))
    at = earliest
    while at < NEVER:
        at = clock.next_open(-(-at // slot) * slot)
        if at >= NEVER:
            break
        if at % slot:
            at += 1
            continue
        if at + length > clock.close_after(at):
            at = clock.close_after(at)
            continue
        over = at + length if length == whole else clock.end(at, whole)
        clash = next((end for start, end, _ in taken if start < over and end > at), None)
        if clash is None:
            return at
        at = clash
    return NEVER


def work_end(clock: Clock, taken: Sequence[tuple[int, int, int]], start: int, work: int) -> int:
    """When work begun at `start` ends: it pauses when closed and during booked meetings."""
    for meeting, _, over in taken:
        if over <= start:
            continue
        end = clock.end(start, work)
        if end <= meeting:
            return end
        work -= clock.between(start, meeting)
        start = over
    return clock.end(start, work)


def fits(clock: Clock, taken: Sequence[tuple[int, int, int]], now: int, work: int) -> bool:
    """Whether work that must not be interrupted may begin now.

    Work longer than any open interval begins where the longest would fit, and then pauses.
    """
    close = clock.close_after(now)
    for meeting, _, over in taken:
        if over > now:
            close = min(close, meeting)
            break
    return now + min(work, clock.longest) <= close
