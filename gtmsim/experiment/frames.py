"""Results as DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gtmsim.experiment.design import written
from gtmsim.stats import mean

if TYPE_CHECKING:
    from gtmsim.experiment.result import Result


def long_frame(result: Result) -> pd.DataFrame:
    """One row a point, replication and KPI, with the settings of the point as columns."""
    blocks = []
    shown = set(result.kpis)
    for batch in result.gathered.batches():
        at = [i for i, each in enumerate(batch.meanings) if each.kpi in shown]
        here = batch.replications < result.replications
        count = int(here.sum())
        names = [batch.meanings[i].kpi for i in at]
        blocks.append(
            pd.DataFrame(
                {
                    "point": batch.point,
                    "label": result.points[batch.point].label,
                    "replication": np.repeat(batch.replications[here], len(at)),
                    "kpi": np.tile(np.array(names, dtype=object), count),
                    "value": batch.values[here][:, at].ravel(),
                    "denominator": batch.denominators[here][:, at].ravel(),
                    "unit": _repeated([batch.meanings[i].unit for i in at], count),
                    "warning": _repeated([batch.meanings[i].warning for i in at], count),
                }
            )
        )
    columns = ["point", "label", "replication", "kpi", "value", "denominator", "unit", "warning"]
    if not blocks:
        return pd.DataFrame(columns=columns)
    frame = pd.concat(blocks, ignore_index=True)
    order = {kpi_id: at for at, kpi_id in enumerate(result.kpis)}
    keys = pd.DataFrame({"kpi": frame["kpi"].map(order)})
    keys[["point", "replication"]] = frame[["point", "replication"]]
    rows = keys.sort_values(["point", "replication", "kpi"], kind="stable").index
    return frame.loc[rows].reset_index(drop=True)


def _repeated(words: list[str], count: int) -> NDArray[Any]:
    return np.tile(np.array(words, dtype=object), count)


def summary_frame(result: Result, kpis: tuple[str, ...], level: float) -> pd.DataFrame:
    """One row a point and KPI."""
    lines = []
    for point in result.points:
        for kpi_id in kpis:
            meaning = result.meaning(kpi_id)
            estimate = result.estimate(kpi_id, point, level=level)
            likely = result.forecast(kpi_id, point)
            of = result.gathered.denominators(point.index, kpi_id, result.replications)
            lines.append(
                {
                    "point": point.index,
                    "label": point.label,
                    **_settings(result, point.index),
                    "kpi": kpi_id,
                    "mean": estimate.mean,
                    "low": estimate.low,
                    "high": estimate.high,
                    "p10": likely[0],
                    "p90": likely[1],
                    "unit": meaning.unit,
                    "denominator": mean(of).mean,
                    "replications": estimate.n,
                    "missing": estimate.missing,
                    "note": estimate.refused or result.gathered.note(point.index, kpi_id),
                    "warning": result.gathered.warning(point.index, kpi_id),
                }
            )
    return pd.DataFrame(lines)


def failure_frame(result: Result) -> pd.DataFrame:
    """One row a failure."""
    columns = ["point", "label", "replication", "during", "error", "seed"]
    lines: list[dict[str, Any]] = [
        {**vars(each), "label": result.points[each.point].label} for each in result.failures
    ]
    return pd.DataFrame(lines, columns=columns)


def _settings(result: Result, point: int) -> dict[str, str]:
    return {path: written(value) for path, value in result.points[point].settings}
