"""Long-run averages: a KPI period by period, without the time in which the start still shows."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from gtmsim import engine, plan
from gtmsim.experiment.batch import Floats
from gtmsim.experiment.experiment import ExperimentError
from gtmsim.experiment.words import interval, middle
from gtmsim.kpi import series
from gtmsim.kpi.periods import Every
from gtmsim.scenario import Scenario
from gtmsim.stats import Estimate, WarmUp, batch_means, mean, mser5


@dataclass(frozen=True, repr=False)
class LongRun:
    """What a KPI is in the long run, if nothing changes.

    Attributes:
        kpi: id.
        unit: of the KPI.
        every: length of a period.
        warm_up: periods left out at the beginning.
        found: how MSER-5 found them; None if the caller said how many.
        estimate: mean over the rest: from batch means of one long run, or from the means of
            several replications.
        values: shape (replications, periods), warm-up included.
    """

    kpi: str
    unit: str
    every: str
    warm_up: int
    found: WarmUp | None
    estimate: Estimate
    values: Floats

    def __repr__(self) -> str:
        unit = "" if self.unit == "share" else f" {self.unit}"
        text = f"{self.kpi}: {middle(self.estimate, self.unit)}{unit} in the long run"
        limits = interval(self.estimate, self.unit)
        text += f", {self.estimate.level:.0%} {limits}" if limits else ""
        periods = f"{self.warm_up} of {self.values.shape[1]} periods ({self.every})"
        lines = [text, f"{self.estimate.method}; warm-up: {periods} left out"]
        if self.estimate.refused:
            lines.append(f"no interval: {self.estimate.refused}")
        if self.found is not None and self.found.refused:
            lines.append(f"do not trust the warm-up: {self.found.refused}")
        return "\n".join(lines)


def long_run(
    scenario: Scenario,
    kpi: str,
    *,
    every: Every = "day",
    warm_up: int | None = None,
    replications: int = 1,
    batches: int = 20,
    seed: int = 0,
    executor: Executor | None = None,
    level: float = 0.95,
) -> LongRun:
    """Estimate the long-run mean of a KPI, after the warm-up.

    Only where nothing trends: no growth, no season, no fixed end. The horizon of the scenario is
    the length of the run. Uncertain inputs stay at their central values.

    Args:
        scenario: a scenario with a long horizon.
        kpi: id of one KPI, such as `utilization.desk`.
        every: length of a period.
        warm_up: periods to leave out; default: where MSER-5 puts the cut.
        replications: 1 for batch means of one long run; more for replication and deletion.
        batches: number of batches.
        seed: names the luck.
        executor: any `concurrent.futures.Executor`, for several replications.
        level: confidence level.

    Raises:
        ExperimentError: the KPI is undefined in some period.

    Example:
        >>> import gtmsim
        >>> from gtmsim.experiment import long_run
        >>> desk = gtmsim.load("scenarios/one_desk.yaml").change("horizon", "100 days")
        >>> abs(long_run(desk, "utilization.desk", every="day").estimate.mean - 0.8) < 0.05
        True
    """
    if replications < 1:
        raise ExperimentError(f"replications is {replications}: must be 1 or more.")
    asked = [(scenario, kpi, every, seed, replication) for replication in range(replications)]
    if executor is None:
        rows = [_series(*each) for each in asked]
    else:
        rows = list(executor.map(_series, *zip(*asked, strict=True)))
    values = np.stack([row for row, _ in rows])
    undefined = int(np.isnan(values).sum())
    if undefined:
        raise ExperimentError(
            f"{kpi} is undefined in {undefined} of {values.size} periods: choose longer ones than "
            f"a {every}."
        )
    found = mser5(values) if warm_up is None else None
    cut = found.length if found is not None else int(warm_up or 0)
    if replications == 1:
        estimate = batch_means(values[0], batches=batches, level=level, warm_up=cut)
    else:
        estimate = mean(values[:, cut:].mean(axis=1), level=level)
    return LongRun(kpi, rows[0][1], every, cut, found, estimate, values)


def _series(
    scenario: Scenario, kpi: str, every: Every, seed: int, replication: int
) -> tuple[Floats, str]:
    """One KPI period by period, periods cut off by the start or the horizon left out."""
    log = engine.run(plan.compile(scenario), seed=seed, replication=replication)
    frame = series(log, kpi, every)
    whole = frame.loc[frame["whole"], "value"].to_numpy(dtype=np.float64)
    return whole, str(frame.attrs["unit"])
