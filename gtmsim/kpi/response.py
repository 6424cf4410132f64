"""How fast leads are answered in a stage, beside what was promised."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gtmsim.kpi.periods import Period, whole_log
from gtmsim.kpi.spells import within
from gtmsim.kpi.touches import touches, verdicts
from gtmsim.kpi.view import View
from gtmsim.log import EventLog


class Responses(NamedTuple):
    """First touches of a stage.

    Attributes:
        stage: index.
        promise: the promise as it stands in the scenario, `15 business min`; empty without one.
        target: share that should be kept; NaN without one.
        minutes: business minutes waited, ascending: one for each first touch, and infinity for
            each promise that ran out without one (`service_level_kept` counts it too).
        kept: share kept; NaN without a promise.
    """

    stage: int
    promise: str
    target: float
    minutes: NDArray[np.float64]
    kept: float


def responses(log: EventLog, period: Period | None = None) -> tuple[Responses, ...]:
    """First touches of every stage that has any, most asked first.

    If anything is promised, of stages with a promise only, touched or not.
    """
    view = View(log)
    found, judged = touches(view), verdicts(view)
    inside = within(found.time, period or whole_log(log))
    fallen = within(judged.time, period or whole_log(log))
    rows = []
    for stage in np.union1d(found.stage[inside], judged.stage[fallen]).tolist():
        own = inside & (found.stage == stage)
        minutes = np.sort(np.asarray(view.minutes(found.business[own]), dtype=np.float64))
        promise = str(log.stages["within"][stage]) if "within" in log.stages else ""
        kept = math.nan
        if promise:
            verdict = judged.kept[fallen & (judged.stage == stage)]
            kept = float(verdict.mean())
            minutes = np.append(minutes, np.full(len(verdict) - len(minutes), math.inf))
        target = float(log.stages["target"][stage]) if promise else math.nan
        rows.append(Responses(stage, promise, target, minutes, kept))
    return tuple(sorted(rows, key=lambda each: -len(each.minutes)))


def pooled(found: Sequence[tuple[Responses, ...]]) -> tuple[Responses, ...]:
    """The responses of several replications together, most asked stage first."""
    stages: dict[int, list[Responses]] = {}
    for each in itertools.chain.from_iterable(found):
        stages.setdefault(each.stage, []).append(each)
    rows = []
    for own in stages.values():
        minutes = np.sort(np.concatenate([each.minutes for each in own]))
        kept = sum(each.kept * len(each.minutes) for each in own) / len(minutes)
        rows.append(own[0]._replace(minutes=minutes, kept=kept))
    return tuple(sorted(rows, key=lambda each: -len(each.minutes)))
