"""The kinds of rows a log holds, and what each column of such a row means.

One row is one event. Columns that a kind does not use hold -1. `stage`, `team`, `rep`,
`reason` index the dimension tables of the log; times and durations are ticks.
"""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """What happened. The comment says what `value`, `due`, `reason` hold."""

    ARRIVED = 1  # the lead enters the market
    ENTERED = 2  # a visit of a stage begins
    DELAYED = 3  # a wait without a rep begins; value: tick it ends
    JOINED = 4  # waits for `team` (`rep`, if owned); value: priority, -1: the first; due: promise
    ASSIGNED = 5  # `rep` (-1: nobody) becomes the owner; value: the owner before (-1: nobody)
    STARTED = 6  # `rep` begins a piece of work; value: ticks of work; due: as in JOINED
    TOUCHED = (
        7  # first touch of a visit with a promise; value: business ticks waited; reason: broken
    )
    FINISHED = 8  # that piece of work ends; value: ticks of work
    CONNECTED = 9  # the attempt reached the buyer
    NO_ANSWER = 10  # the attempt did not
    BOOKED = 11  # a meeting is agreed with `rep`; value: tick it starts
    HELD = 12  # the buyer shows up; the meeting's STARTED follows in the same tick
    NO_SHOW = 13  # the buyer does not; value: ticks of `rep` spent waiting
    WENT_COLD = 14  # the buyer stopped waiting before anybody began
    ADVANCED = 15  # the visit ends onward; value: next stage
    RETURNED = 16  # the visit ends with a return (reason); value: next stage
    RECYCLED = 17  # the visit ends in recycling (reason); value: tick of re-entry
    LOST = 18  # the lead ends lost (reason)
    CHURNED = 19  # the customer ends (reason)
    MERGED = 20  # the lead ends inside the account's open opportunity; value: that lead
    DONE = 21  # the journey ends here without a loss
    MILESTONE = 22  # reached on leaving a visit; reason: index of the milestone
    MONEY = 23  # reason: index in MONEY_KINDS; value: minor units (recurring: a year's worth);
    #             due: tick from which it is billed; team, rep: who worked on it last
    REORGANIZED = 24  # a new organization begins; lead -1; value: epoch
    OPENED = 25  # was there on the first day; value: tick of its arrival (not after 0); due: a
    #              customer's end of term
    CANCELLED = 26  # the customer gives notice; value: tick at which the contract ends
    SATURATED = 27  # nobody comes from an account that cools off; value: tick until which
    DUPLICATED = 28  # approached although another lead of the account is; value: that lead
    NOTICED = 29  # back before its time; value: tick since which it is ready, -1: a false alarm
    HANDED_OVER = 30  # `rep` goes on where another worked last; value: what is still known, in
    #                   1/65536; due: ticks of the work that begins in which the rest is found
    #                   out (-1: none)
    HIRED = 31  # `rep` begins in `team`; lead -1; step: how many have held the position; value:
    #             cost of hiring, minor units; due: tick since which somebody was wanted
    LEFT = 32  # `rep` was in `team` until now; lead -1; step: as in HIRED
    ESCALATED = 34  # a broken promise comes before a manager; value: tick at which it was due
    OVERTIME = 35  # the work that has just begun reaches into overtime; value: ticks of that
    SLIPPED = 36  # an event takes place late, for lack of work; lead -1; stage: of that work;
    #               visit: which event; value: tick at which it was planned
    PRESSED = 37  # `team` has missed its target of the month before; lead -1; step: its people;
    #               reason: the milestone; due: how many it brought; value: target over that, in
    #               1/65536


OWN_WORK = (
    *(Kind.JOINED, Kind.STARTED, Kind.OVERTIME, Kind.FINISHED, Kind.WENT_COLD, Kind.SLIPPED),
)
"""Kinds that tell of the company's own work, with lead -1; a session that nobody began with in
its month goes cold."""

ENDS = (Kind.LOST, Kind.CHURNED, Kind.MERGED, Kind.DONE)
"""Kinds after which a lead does nothing more."""

LEAVES = (Kind.ADVANCED, Kind.RETURNED, Kind.RECYCLED, *ENDS)
"""Kinds that close a visit of a stage."""

MONEY_KINDS = (
    "new",
    "expansion",
    "contraction",
    "churned",
    "one_off",
    "initial_fee",
    "cross_sold",
    "repriced",
)
"""Recurring, per year: `new`, `expansion` (more of the same), `cross_sold` (another product),
`repriced` (a dearer price), `contraction`, `churned`. Once: `one_off` (a single sale),
`initial_fee`."""

MILESTONES = (
    "mql",
    "sal",
    "sql",
    "won",
    "onboarded",
    "renewed",
    "expanded",
    "cross_sold",
    "churned",
)
"""Milestones that KPIs know by name; a scenario may add its own."""

INFORMED = 1 << 16
"""All that there is to know about a lead, in the units of HANDED_OVER."""

UNPRESSED = 1 << 16
"""A target that was met, in the units of PRESSED."""

MOST_PRESSED = 10 * UNPRESSED
"""The most that pressure can be, as where nothing was brought."""

HOUSE_LIST, OPEN_LEAD, CUSTOMER, OPEN_DEAL = 1, 2, 3, 4
"""What `leads.opening` says of who was there on the first day; 0: came later."""

COLUMNS: dict[str, str] = {
    "lead": "int64",
    "time": "int64",
    "kind": "int8",
    "stage": "int16",
    "visit": "int16",
    "step": "int16",
    "team": "int16",
    "rep": "int32",
    "reason": "int16",
    "value": "int64",
    "due": "int64",
}
"""Columns of the event table, in order, with their stored types."""
