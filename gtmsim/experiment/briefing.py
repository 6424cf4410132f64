"""Everything that a report needs about one scenario or one experiment, brought together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from gtmsim.errors import GtmsimError
from gtmsim.experiment.bottleneck import Bottleneck
from gtmsim.experiment.experiment import ExperimentError, Point
from gtmsim.experiment.lever import Lever, best_design, one_more
from gtmsim.experiment.over_time import WATCHED, OverTime, over_time
from gtmsim.experiment.ranking import default_kpi
from gtmsim.experiment.result import Result
from gtmsim.experiment.run import Where
from gtmsim.experiment.runner import Progress
from gtmsim.experiment.store import versions
from gtmsim.experiment.targets import Landing, Targets
from gtmsim.experiment.tested import read_backtest
from gtmsim.experiment.turning import Turn, turning_points
from gtmsim.experiment.verdict import unsourced
from gtmsim.kpi.targets import LEVELS
from gtmsim.scenario import Scenario
from gtmsim.stats import Decomposition

JUDGED = ("new_arr", "arr", "bookings", "wins")
"""What counts where the company has no target: the first that was measured and is not 0."""
HALF = ("H1", "H2")


@dataclass(frozen=True)
class Briefing:
    """What a report tells.

    Attributes:
        result: all points and replications.
        point: the one that the first screen is about: the baseline.
        scenario: its scenario.
        over_time: its months, and one replication of it as a log.
        targets: every target of every point.
        landing: the target that matters first; None without a target that can be judged.
        judged: id of the KPI by which landings and changes are judged.
        bottleneck: where it is short of people.
        lever: the change that helps most, of those that were tried.
        turns: values of a sweep at which the answer changes.
        uncertainty: where the spread comes from; None if no input is uncertain.
        backtest: what a back-test found; None if none was run.
        versions: of what decided the numbers.
    """

    result: Result
    point: Point
    scenario: Scenario
    over_time: OverTime
    targets: Targets
    landing: Landing | None
    judged: str
    bottleneck: Bottleneck | None
    lever: Lever | None
    turns: tuple[Turn, ...]
    uncertainty: Decomposition | None
    backtest: Mapping[str, Any] | None = None
    versions: Mapping[str, str] = field(default_factory=versions)

    @cached_property
    def assumed(self) -> Mapping[str, Scenario]:
        """Paths of values without a source, and a design that has it; of all that are compared."""
        if self.result.experiment.kind == "compare":
            return unsourced(self.result)
        return dict.fromkeys(self.scenario.assumed, self.scenario)


def briefing(
    result: Result,
    *,
    folder: Path | Sequence[Path] | None = None,
    further: bool = True,
    executor: Where = None,
    progress: Progress | None = None,
) -> Briefing:
    """Bring together what a report needs; runs some replications once more for the details.

    Args:
        result: of `simulate`, `compare` or `sweep`.
        folder: where it is kept, if anywhere: a back-test is looked for there; or several folders.
        further: whether to try what one more person in each busy team would bring.
        executor: as in `simulate`.
        progress: as in `simulate`.

    Raises:
        ExperimentError: no replication of the first point succeeded.
    """
    point = main_point(result)
    there = result.gathered.numbers(point.index)
    there = there[there < result.replications]
    if not there.size:
        raise ExperimentError("no replication of the first point succeeded: nothing to report.")
    targets = result.targets()
    landing = first_landing(targets, point)
    judged = f"target_actual.{landing.target}" if landing else _judged(result)
    besides = [landing.measure] if landing and landing.measure not in LEVELS else []
    months = over_time(
        result.experiment, point, replications=there[:WATCHED].tolist(), kpis=besides
    )
    lever = None
    if result.replications > 1 and judged and len(result.points) > 1:
        lever = best_design(result, point, judged if landing else _decides(result) or judged)
    elif result.replications > 1 and judged and further:
        lever = one_more(result, point, judged, executor=executor, progress=progress)
    return Briefing(
        result=result,
        point=point,
        scenario=_scenario(result, point),
        over_time=months,
        targets=targets,
        landing=landing,
        judged=judged,
        bottleneck=result.bottleneck(point),
        lever=lever,
        turns=turning_points(result, judged, landing),
        uncertainty=_uncertainty(result, judged, point),
        backtest=read_backtest(folder, result.experiment.scenarios[point.scenario]),
    )


def main_point(result: Result) -> Point:
    """The point that stands for today: of a sweep the scenario as it is, if that was tried."""
    for point in result.points:
        given = result.experiment.scenarios[point.scenario]
        try:
            if _same(result.experiment.point_scenario(point), given):
                return point
        except GtmsimError:
            continue  # its replications have failed, and say why
    return result.points[0]


def _same(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios say the same; a value that was set counts as sourced."""
    return one.tree() | {"assumed": ()} == other.tree() | {"assumed": ()}


def _scenario(result: Result, point: Point) -> Scenario:
    """The scenario of a point; with its own assumptions where the point changes nothing."""
    given, own = (
        result.experiment.scenarios[point.scenario],
        result.experiment.point_scenario(point),
    )
    return given if _same(own, given) else own


def first_landing(targets: Targets, point: Point) -> Landing | None:
    """The target a board asks for first: that of a half, else of a year, else any.

    Of several the first in the scenario; one that cannot be judged is none.
    """
    own = [row for row in targets if row.hit is not None and row.design == point.label]
    halves = [row for row in own if row.period.endswith(HALF)]
    years = [row for row in own if " " not in row.period]
    return next(iter([*halves, *years, *own]), None)


def _judged(result: Result) -> str:
    if result.experiment.kind == "sweep" and result.experiment.kpis is not None:
        with suppress(ExperimentError):
            return default_kpi(result)
    for kpi_id in JUDGED:
        if kpi_id in result.meanings and np.nan_to_num(result.values(kpi_id)).any():
            return kpi_id  # what is sold once has no ARR
    able = [each for each in result.kpis if result.meaning(each).direction != "neutral"]
    return able[0] if able else ""


def _decides(result: Result) -> str:
    """The objective of a comparison; empty where it was not measured."""
    objective = result.experiment.judged_by if result.experiment.kind == "compare" else ""
    if objective not in result.meanings:
        return ""
    known = all(np.isfinite(result.values(objective, each)).all() for each in result.points)
    return objective if known else ""


def _uncertainty(result: Result, judged: str, point: Point) -> Decomposition | None:
    if not judged or result.experiment.inputs != "drawn" or not result.experiment.uncertain:
        return None
    try:
        return result.uncertainty(judged, point)
    except GtmsimError:
        return None  # too few replications to say
