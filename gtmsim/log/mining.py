"""The log under the names that process-mining tools expect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gtmsim.log import readable
from gtmsim.log.kinds import ENDS, Kind
from gtmsim.log.log import EventLog


def to_event_log_frame(log: EventLog, *, kinds: Sequence[Kind] = ()) -> pd.DataFrame:
    """The events under the names that process-mining tools expect (XES).

    A piece of work is one activity with a `start` and a `complete`; every other event is
    an activity of its own. A map of the stages alone: `kinds=[Kind.ENTERED, *ENDS]`.

    Args:
        log: the log.
        kinds: only these kinds of events; default: all that belong to a lead.

    Returns:
        One row an event: `case:concept:name` (lead), `concept:name` (activity),
        `time:timestamp` (local, with time zone), `org:resource` (rep), `org:group` (team),
        `lifecycle:transition`, `case:channel`, `case:segment`, then our own columns.
    """
    rows = log.events["lead"] >= 0
    if kinds:
        rows = rows & log.select(*kinds)
    events = log.frame()[rows]
    leads = log.table("leads").iloc[events["lead"].to_numpy()]
    return pd.DataFrame(
        {
            "case:concept:name": events["lead"].astype(str).to_numpy(),
            "concept:name": _activities(log)[rows],
            "time:timestamp": events["time"].array,
            "org:resource": events["rep"].array,
            "org:group": events["team"].array,
            "lifecycle:transition": np.where(log.select(Kind.STARTED)[rows], "start", "complete"),
            "case:channel": leads["channel"].array,
            "case:segment": leads["segment"].array,
            **{column: events[column].array for column in ("kind", "stage", "visit", "step")},
            **{column: events[column].array for column in ("reason", "value", "due")},
        }
    )


def _activities(log: EventLog) -> NDArray[np.object_]:
    """`qualify` where a stage begins, `qualify: work`, `lost`, `milestone won`."""
    kinds, stages = log.events["kind"], np.array([*log.stages.get("id", ()), ""], dtype=object)
    words = np.array(["", *(readable.kind_name(kind) for kind in Kind)], dtype=object)
    words[[Kind.STARTED, Kind.FINISHED]] = "work"
    stage = stages[log.events["stage"]]
    names: NDArray[np.object_] = stage + ": " + words[kinds]
    bare = (stage == "") | log.select(*ENDS)
    names[bare] = words[kinds[bare]]
    entered, reached = log.select(Kind.ENTERED), log.select(Kind.MILESTONE, Kind.MONEY)
    names[entered] = stage[entered]
    reasons = np.asarray(readable.reason_names(log), dtype=object)
    names[reached] = words[kinds[reached]] + " " + reasons[reached]
    return names
