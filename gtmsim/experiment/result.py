"""The result of an experiment: a labelled table of point, replication and KPI."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.errors import GtmsimError
from gtmsim.experiment.batch import Failure, Floats, Meaning
from gtmsim.experiment.bottleneck import Bottleneck, bottleneck
from gtmsim.experiment.estimating import average
from gtmsim.experiment.experiment import Experiment, ExperimentError, Point
from gtmsim.experiment.gathered import Gathered, decide, goal_of
from gtmsim.experiment.inputs import quantile_of
from gtmsim.experiment.ranking import Ranked, Ranking, ranked
from gtmsim.kpi import UnknownKpiError, find, normal, parted, registry
from gtmsim.stats import (
    Decision,
    Decomposition,
    Estimate,
    decompose,
    likely_quantiles,
    quantile,
    share,
)

if TYPE_CHECKING:
    import pandas as pd

    from gtmsim.experiment.comparison import Comparison
    from gtmsim.experiment.targets import Targets

FORECAST = 0.8
"""Share of replications that the forecast range of a table holds."""


class Result:
    """What the replications of every point gave.

    Attributes:
        experiment: what was run.
        gathered: its numbers.
        replications: replications of each point that count.
        decision: why there are not more.
    """

    def __init__(
        self, experiment: Experiment, gathered: Gathered, decision: Decision | None = None
    ) -> None:
        self.experiment = experiment
        self.gathered = gathered
        goal = _goal(gathered) if experiment.precision else experiment.replications
        self.replications = goal
        self.decision = decision or decide(gathered, goal)

    # --- What there is -----------------------------------------------------------------------

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of the experiment."""
        return self.experiment.points

    @property
    def hooks(self) -> dict[str, dict[str, str]]:
        """Functions that decided instead of the rules, by design and hook; mostly empty."""
        return {design: hooks.names for design, hooks in self.experiment.hooks.items()}

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The replications that failed."""
        return self.gathered.failures

    @property
    def complete(self) -> bool:
        """Whether every replication wanted is finished."""
        return not self.gathered.missing(self.replications)

    @cached_property
    def meanings(self) -> dict[str, Meaning]:
        """Every KPI measured, by id."""
        return self.gathered.meanings()

    @cached_property
    def kpis(self) -> tuple[str, ...]:
        """The KPIs asked for, in order; those measured for the bottleneck only are left out."""
        asked = self.experiment.measured
        if asked is None:
            extra = {find(each)[0].base for each in self.experiment.besides}
            heads = {kpi.base for kpi in registry().values() if kpi.headline}
            return tuple(
                each
                for each in self.meanings
                if (b := each.partition(".")[0]) in heads or b not in extra
            )
        shown: list[str] = []
        for wanted in asked:
            (kpi, member), period = find(wanted), parted(wanted)[1]
            if kpi.parameter and not member:
                shown += [
                    each
                    for each in self.meanings
                    if find(each)[0] is kpi and parted(each)[1] == period
                ]
            elif wanted in self.meanings:
                shown.append(wanted)
        return tuple(dict.fromkeys(shown))

    def meaning(self, kpi_id: str) -> Meaning:
        """What a KPI is.

        Raises:
            UnknownKpiError: it was not measured.
        """
        kpi_id = normal(kpi_id)
        if kpi_id not in self.meanings:
            find(kpi_id)
            raise UnknownKpiError(f"{kpi_id!r} was not measured. Name it: kpis=[..., {kpi_id!r}].")
        return self.meanings[kpi_id]

    def point(self, point: Point | int | str) -> Point:
        """A point by its index or label.

        Raises:
            ExperimentError: there is none.
        """
        if isinstance(point, Point):
            return point
        for each in self.points:
            if point in (each.index, each.label):
                return each
        labels = ", ".join(each.label for each in self.points[:20])
        raise ExperimentError(f"no point {point!r}. Points are: {labels}.")

    # --- Numbers -----------------------------------------------------------------------------

    def values(self, kpi_id: str, point: Point | int | str = 0) -> Floats:
        """A KPI of one point, one value a replication; NaN where there is none."""
        column = self.meaning(kpi_id).kpi
        return self.gathered.column(self.point(point).index, column, self.replications)

    def estimate(
        self, kpi_id: str, point: Point | int | str = 0, *, level: float = 0.95
    ) -> Estimate:
        """The mean over replications; its interval is simulation error only.

        It is Student's, and Wilson's for a KPI that is yes or no in a replication.
        """
        return average(kpi_id, self.values(kpi_id, point), level=level)

    def quantile(
        self, kpi_id: str, at: float, point: Point | int | str = 0, *, level: float = 0.95
    ) -> Estimate:
        """A quantile of what may happen, with its interval (order statistics)."""
        return quantile(self.values(kpi_id, point), at, level=level)

    def forecast(
        self, kpi_id: str, point: Point | int | str = 0, *, share: float = FORECAST
    ) -> tuple[float, float]:
        """The range in which one more replication lies that often: luck and uncertain inputs."""
        if not 0 < share < 1:
            raise ExperimentError(f"share is {share}: must lie between 0 and 1, as 0.8 does.")
        values = self.values(kpi_id, point)
        if np.count_nonzero(~np.isnan(values)) < 2:
            return math.nan, math.nan
        low, high = likely_quantiles(values, [(1 - share) / 2, (1 + share) / 2])
        return float(low), float(high)

    def chance(
        self,
        kpi_id: str,
        point: Point | int | str = 0,
        *,
        at_least: float = -math.inf,
        at_most: float = math.inf,
        level: float = 0.95,
    ) -> Estimate:
        """The probability that a KPI hits a target, luck and uncertain inputs together (Wilson).

        Replications in which the KPI is undefined are left out.
        """
        values = self.values(kpi_id, point)
        values = values[~np.isnan(values)]
        hits = int(((values >= at_least) & (values <= at_most)).sum())
        return share(hits, int(values.size), level=level)

    def uncertainty(
        self, kpi_id: str, point: Point | int | str = 0, *, level: float = 0.95
    ) -> Decomposition:
        """Where the spread comes from: (a) luck, (b) uncertain inputs, (c) simulation error.

        Its `contributions` say which uncertain input matters most.

        Raises:
            GtmsimError: no input is uncertain, or there are too few replications for so many.
        """
        inputs = self.inputs()
        if inputs.empty:
            raise ExperimentError(
                "no input was drawn. Give evidence or a range in the scenario, such as 12 of 48 "
                "or 25% (18%..33%)."
            )
        return decompose(
            self.values(kpi_id, point), inputs.to_numpy(), names=list(inputs.columns), level=level
        )

    def inputs(self) -> pd.DataFrame:
        """At which normal quantile each uncertain input was drawn, one row a replication."""
        import pandas as pd
        from scipy import special

        uncertain = self.experiment.uncertain if self.experiment.inputs == "drawn" else ()
        seed, count = self.experiment.seed, self.replications
        columns = {
            each.path: special.ndtri([quantile_of(each.path, seed, i) for i in range(count)])
            for each in uncertain
        }
        return pd.DataFrame(columns, index=pd.RangeIndex(count, name="replication"))

    # --- Tables ------------------------------------------------------------------------------

    def frame(self) -> pd.DataFrame:
        """Every number, one row a point, replication and KPI."""
        from gtmsim.experiment.frames import long_frame

        return long_frame(self)

    def summary(self, kpis: Sequence[str] | None = None, *, level: float = 0.95) -> pd.DataFrame:
        """Every KPI of every point: mean with interval, forecast range, replications."""
        from gtmsim.experiment.frames import summary_frame

        return summary_frame(self, tuple(kpis or self.kpis), level)

    def failed(self) -> pd.DataFrame:
        """The replications that failed, one row each, with the seed that reproduces them."""
        from gtmsim.experiment.frames import failure_frame

        return failure_frame(self)

    def targets(self) -> Targets:
        """Every target of every point: forecast, attainment, and the probability to hit it.

        Of scenarios without targets it is empty.
        """
        from gtmsim.experiment.targets import of_result

        return of_result(self)

    # --- Which is best -----------------------------------------------------------------------

    def ranking(self, kpi_id: str | None = None, *, level: float = 0.95) -> Ranking:
        """All points, best first, each against the best of the others."""
        return ranked(self, kpi_id, level)

    def best(self, kpi_id: str | None = None, *, level: float = 0.95) -> Ranked:
        """The point with the best mean, and whether it is clearly the best."""
        return self.ranking(kpi_id, level=level).rows[0]

    def compare(
        self,
        kpis: Sequence[str] | None = None,
        *,
        baseline: Point | int | str = 0,
        level: float = 0.95,
    ) -> Comparison:
        """Every point against a baseline, replication by replication."""
        from gtmsim.experiment.comparison import comparison

        return comparison(self, kpis, baseline, level)

    def bottleneck(self, point: Point | int | str = 0) -> Bottleneck | None:
        """Where a point is short of people; None if it cannot be told."""
        chosen = self.point(point)
        try:
            scenario = self.experiment.point_scenario(chosen)
        except GtmsimError:
            return None
        return bottleneck(self.gathered, scenario, chosen)

    # --- For reading -------------------------------------------------------------------------

    def __repr__(self) -> str:
        from gtmsim.experiment.pages import overview

        return overview(self).text()

    def _repr_html_(self) -> str:
        from gtmsim.experiment.pages import overview

        return overview(self).html()


def _goal(gathered: Gathered) -> int:
    """Where a sequential experiment stands: the last goal that every point has reached."""
    goal = goal_of(gathered.experiment)
    while not gathered.missing(goal):
        decision = decide(gathered, goal)
        if decision.stop or gathered.missing(goal + decision.add):
            break
        goal += decision.add
    return goal
