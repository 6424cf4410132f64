"""Two settings of one mechanism, met by the same leads with the same luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gtmsim.engine import run
from gtmsim.log import EventLog, Kind
from gtmsim.plan import compile
from gtmsim.scenario import Scenario

Changes = Mapping[str, object]
Measure = Callable[[EventLog], float]

REPLICATIONS = 16
CERTAINTY = 4.0
"""Standard errors by which a difference must stand clear of zero."""
LEVELS = 5
"""Settings of a mechanism at which it is tried, at least."""

DESK = Scenario.from_text(
    """
start: 2026-04-01
horizon: 28 days
calendar: {hours: always}
segments: {smb: {share: 70%, deal_size: 600_000 JPY per year}, large: {share: 30%}}
channels:
  web: {leads: 13 per day}
  ads: {leads: 7 per day}
stages:
  qualify:
    function: sales
    work: {exponential: 50 min}
    means: at_factor_one
    then: {won: 40%, recycle.timing: 20%, lost.no_need: rest}
milestones: {won: end}
recycle: {timing: {nurture: 3 days, then: qualify}}
recycle_at_most: 1
teams: {sales: {covers: sales, headcount: 1}}
""",
    "desk.yaml",
)
"""A busy desk (83 %), so that people wait and it matters how long."""


def logs(scenario: Scenario, replications: int = REPLICATIONS) -> list[EventLog]:
    """Replications of a scenario; number i meets the same market in every design."""
    plan = compile(scenario)
    return [run(plan, 2026, replication) for replication in range(replications)]


def differences(
    before: Scenario, after: Scenario, measure: Measure, replications: int = REPLICATIONS
) -> NDArray[np.float64]:
    """What a change does to a number, replication by replication."""
    pairs = zip(logs(before, replications), logs(after, replications), strict=True)
    return np.asarray([measure(other) - measure(one) for one, other in pairs])


def assert_moves(difference: NDArray[np.float64], direction: int) -> None:
    """Assert that a number moved up (1) or down (-1), beyond what luck can do."""
    mean = difference.mean()
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    assert direction * mean > CERTAINTY * error, f"moved by {mean:.4g} +- {error:.2g}"
    assert mean != 0


def assert_climbs(levels: Sequence[Scenario], measure: Measure, direction: int) -> None:
    """Assert that from level to level no step goes back beyond luck, and that the ends differ."""
    assert len(levels) >= LEVELS
    measured = np.asarray([[measure(log) for log in logs(level)] for level in levels])
    steps = direction * np.diff(measured, axis=0)
    errors = steps.std(axis=1, ddof=1) / np.sqrt(REPLICATIONS)
    assert (steps.mean(axis=1) >= -CERTAINTY * errors).all()
    assert_moves(measured[-1] - measured[0], direction)


# --- Numbers ----------------------------------------------------------------------------


def count(log: EventLog, *kinds: Kind) -> int:
    return int(log.select(*kinds).sum())


def wins(log: EventLog) -> float:
    """Leads won, of those that came."""
    won = log.select(Kind.MILESTONE) & (log.events["reason"] == log.milestones.index("won"))
    return float(won.sum()) / count(log, Kind.ARRIVED)


def cold(log: EventLog) -> float:
    """Leads that went cold, of those that came."""
    return count(log, Kind.WENT_COLD) / count(log, Kind.ARRIVED)


def misses(log: EventLog) -> float:
    """Meetings missed, of those that were due."""
    missed = count(log, Kind.NO_SHOW)
    return missed / (missed + count(log, Kind.HELD))


def meetings(log: EventLog) -> float:
    """Meetings held, of leads that came."""
    return count(log, Kind.HELD) / count(log, Kind.ARRIVED)


def waits(log: EventLog, channel: str = "") -> float:
    """Mean ticks from joining a queue to the beginning of the work, or to the horizon."""
    events = log.events
    chosen = log.select(Kind.JOINED, Kind.STARTED)
    if channel:
        names = list(log.channels["id"])
        chosen &= log.leads["channel"][events["lead"]] == names.index(channel)
    joined = chosen & log.select(Kind.JOINED)
    started = chosen & log.select(Kind.STARTED)
    open_at_end = joined.sum() - started.sum()
    total = events["time"][started].sum() + open_at_end * log.horizon - events["time"][joined].sum()
    return float(total) / float(joined.sum())


def handoffs(log: EventLog) -> float:
    """Times that somebody became the owner of a lead, of leads that came."""
    given = log.select(Kind.ASSIGNED) & (log.events["rep"] >= 0)
    return float(given.sum()) / count(log, Kind.ARRIVED)
