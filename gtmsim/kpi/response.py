"""How fast leads are answered in a stage, beside what was promised."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.periods import Period, whole_log
from gtmsim.kpi.spells import within
from gtmsim.kpi.touches import touches
from gtmsim.kpi.view import View
from gtmsim.log import EventLog


class Responses(NamedTuple):
    """First touches of a stage.

    Attributes:
        stage: index.
        promise: the promise as it stands in the scenario, `15 business min`; empty without one.
        target: share that should be kept; NaN without one.
        minutes: business minutes waited, one for each first touch, ascending.
        kept: share kept; NaN without a promise.
        limit: the longest wait that kept the promise, in business minutes.
    """

    stage: int
    promise: str
    target: float
    minutes: NDArray[np.float64]
    kept: float
    limit: float


def responses(log: EventLog, period: Period | None = None) -> tuple[Responses, ...]:
    """First touches of every stage that has any, most touched first.

    If anything is promised, of stages with a promise only.
    """
    view = View(log)
    found = touches(view)
    inside = within(found.time, period or whole_log(log))
    rows = []
    for stage in np.unique(found.stage[inside]).tolist():
        own = inside & (found.stage == stage)
        minutes = np.sort(np.asarray(view.minutes(found.business[own]), dtype=np.float64))
        promise = str(log.stages["within"][stage]) if "within" in log.stages else ""
        broken = found.broken[own]
        kept = minutes_kept = math.nan
        if promise:
            kept = float(1 - broken.mean())
            waited = np.asarray(view.minutes(found.business[own][~broken]), dtype=np.float64)
            minutes_kept = float(waited.max()) if len(waited) else 0.0
        target = float(log.stages["target"][stage]) if promise else math.nan
        rows.append(Responses(stage, promise, target, minutes, kept, minutes_kept))
    return tuple(sorted(rows, key=lambda each: -len(each.minutes)))
