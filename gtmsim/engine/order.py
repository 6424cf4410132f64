"""What runs first within a tick.

The smallest pending (tick, rank, index) runs next, and events may be added to the current
tick. `index` is the lead's birth row (or the clock's, or 0): it orders, it names no luck.
SimPy sorts its heap by (tick, priority, insertion), so rank and index travel in `priority`
and insertion order never decides.
"""

from __future__ import annotations

DATES = 1
"""A new organization, policy or month begins."""
OPENINGS = 2
"""People come to work; hires start, leavers go."""
FINISHES = 3
"""A piece of work ends."""
ARRIVALS = 4
"""Leads arrive, return from a wait, or meet somebody."""
OWNERS = 5
"""Leads without an owner get one."""
PICKS = 6
"""Free people pick their next work."""
COLD = 7
"""Buyers stop waiting: after the picks, so a lead picked up on its last tick is served."""
TERMS = 8
"""Terms of contracts are over: after what customers have decided by then."""
ESCALATIONS = 9
"""Broken promises come before a manager: of those who have not gone cold."""
SNAPSHOTS = 10
"""Somebody looks."""

FIRST_MONTH = FIRST_LEAVER = 1 << 24
FIRST_COUNT = 1 << 26
FIRST_HIRE = 1 << 28
FIRST_LEAD = 1 << 32
"""Where indices begin among DATES (months, after organizations) and OPENINGS (leavers, the
people of a month who are counted, hires, and leads that are handed over, after clocks)."""

INDEX_BITS = 40


def priority(rank: int, index: int) -> int:
    """The SimPy priority of an event: rank first, then index."""
    return rank << INDEX_BITS | index
