"""Whether queues grow: the second half of a period against the first (R174)."""

from __future__ import annotations

from gtmsim.kpi.kpi import Figure, Kpi
from gtmsim.kpi.periods import Period
from gtmsim.kpi.view import View


def _growth(view: View, period: Period, stage: int) -> Figure:
    middle = (period.begin + period.end) // 2
    steps = view.backlog(stage)
    if middle == period.begin:
        return Figure(0.0)
    before, after = Period(period.begin, middle), Period(middle, period.end)
    return Figure(steps.mean(after) - steps.mean(before))


KPIS = (
    Kpi("backlog_growth.STAGE", "Growth of the backlog of a stage", "未対応件数の増加", "leads",
        "lower",
        "leads that wait for a rep in the stage in the second half of the period less those in "
        "the first, both averaged over time", "none: a difference of time averages",
        "both halves of the period", "R174", _growth, ("work",)),
)  # fmt: skip
