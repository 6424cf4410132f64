"""Curves of learning, forgetting and ramping up as tables, and how people differ.

While a run goes on nothing is raised to a power: pace and memory are looked up.
"""

from __future__ import annotations

from gtmsim.plan.names import NUMBER_BITS, compile_law
from gtmsim.plan.tables import Table
from gtmsim.scenario.laws import Law
from gtmsim.units import Duration

PACE_BITS = 16
"""Times needed, and shares of what is remembered, are integers in units of 2**-16."""
WHOLE = 1 << PACE_BITS
REPETITION_BITS = 8
"""Repetitions are integers in units of 2**-8."""
NEWCOMER = 2.0
"""Time that a newcomer with a ramp takes on the first day, in multiples of anybody else's."""
MINUTES_A_DAY = 1440.0


def pace(first: float, halves_after: int) -> tuple[int, ...]:
    """The time that a task takes after 0, 1, 2 ... repetitions, until nothing more is to gain.

    Args:
        first: the first time, in multiples of an experienced person's; at least 1.
        halves_after: repetitions after which half of the excess is gone.
    """
    times = [round(first * WHOLE)]
    while times[-1] > WHOLE:
        excess = (first - 1.0) * 2.0 ** (-len(times) / halves_after)
        times.append(WHOLE + round(excess * WHOLE))
    return tuple(times)


def kept(half_life: Duration, longest: int) -> tuple[int, ...]:
    """What is left after 0, 1, 2 ... days without practice, until nothing is.

    Args:
        half_life: after so long, half of it is.
        longest: days that a run lasts.
    """
    days = half_life.minutes / MINUTES_A_DAY
    shares = [WHOLE]
    while shares[-1] and len(shares) <= longest:
        shares.append(round(2.0 ** (-len(shares) / days) * WHOLE))
    return tuple(shares)


def ramp(given: Duration | None) -> tuple[int, ...]:
    """The time that a newcomer takes on day 0, 1, 2 ...; from the end on, that of anybody."""
    days = round(given.minutes / MINUTES_A_DAY) if given is not None else 0
    excess = (NEWCOMER - 1.0) * WHOLE
    return tuple(WHOLE + round(excess * (days - day) / days) for day in range(days))


def differences(spread: float) -> Table:
    """How people differ: the time that they need, 1 on average."""
    return compile_law(Law("lognormal", (("mean", 1.0), ("cv", spread))), 1.0, NUMBER_BITS)
