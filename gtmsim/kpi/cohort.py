"""What became of the leads that came at about the same time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from gtmsim.kpi.kpi import count_of
from gtmsim.kpi.periods import Every, cut
from gtmsim.kpi.spells import NEVER, within
from gtmsim.kpi.view import View
from gtmsim.log import MILESTONES, EventLog, Kind


def cohorts(log: EventLog, every: Every = "month", *, channel: str | None = None) -> pd.DataFrame:
    """What became of the leads that arrived in each period, by the end of the log (R226, R228).

    Args:
        log: one replication.
        every: day, week (from Monday), month, quarter ... of arrival, as in `series`.
        channel: leads of this channel; default: of all.

    Returns:
        One row a cohort, by its local date `begins`: `until`, `leads`; how many reached each
        milestone (`mql`, `won` ...); how many ended `lost`, `merged`, or are `open` (neither
        won nor ended); and for each milestone its share of the leads (`mql_share` ...),
        NaN without leads.

    Raises:
        UnknownKpiError: the log has no such channel.

    Example:
        >>> import gtmsim
        >>> log = gtmsim.run(gtmsim.compile(gtmsim.load("scenarios/one_desk.yaml")), seed=1)
        >>> gtmsim.kpi.cohorts(log)[["leads", "lost", "merged", "open"]].shape[1]
        4
    """
    view = View(log)
    own = np.ones(view.number_of_leads, dtype=np.bool_)
    if channel is not None:
        own = log.leads["channel"] == view.member("CHANNEL", channel)
    stretches = cut(log, every)
    known = [name for name in MILESTONES if name in log.milestones]
    names = [*known, *(name for name in log.milestones if name not in known)]
    lines = [_cohort(view, within(view.arrived, each.period) & own, names) for each in stretches]
    frame = pd.DataFrame(
        lines, index=pd.DatetimeIndex([each.begins for each in stretches], name="begins")
    )
    frame.insert(0, "until", pd.DatetimeIndex([each.until for each in stretches]))
    for name in names:
        frame[f"{name}_share"] = frame[name] / frame["leads"].where(frame["leads"] > 0)
    return frame


def _cohort(view: View, leads: Any, milestones: Sequence[str]) -> dict[str, int]:
    ended, how = view.ended
    counts = {"leads": leads}
    counts |= {name: leads & (view.first(name) < NEVER) for name in milestones}
    counts["lost"] = leads & (how == Kind.LOST)
    counts["merged"] = leads & (how == Kind.MERGED)
    counts["open"] = leads & (ended == NEVER) & (view.first("won") == NEVER)
    return {name: int(count_of(counted)) for name, counted in counts.items()}
