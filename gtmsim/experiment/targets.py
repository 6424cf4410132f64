"""Will the number be hit? Every target against what the replications brought."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.errors import GtmsimError
from gtmsim.experiment.batch import Floats
from gtmsim.experiment.experiment import Point, blank_log
from gtmsim.experiment.grid import Grid, ShownAsOne
from gtmsim.kpi import Language, measure
from gtmsim.kpi.targets import goal, unjudged
from gtmsim.kpi.view import View
from gtmsim.log import EventLog
from gtmsim.scenario import Scenario
from gtmsim.stats import Estimate, likely_quantiles, share

if TYPE_CHECKING:
    import pandas as pd

    from gtmsim.experiment.result import Result

ACTUAL = "target_actual"
SUM = "sum of its parts"
LEVEL = 0.95


@dataclass(frozen=True)
class Landing:
    """One target of one design, and where the replications landed.

    Attributes:
        design: label of the point.
        target: id, `new_business@FY2026 H1`.
        label: what people call it, without the period.
        measure: id of the KPI it is set for.
        period: words.
        unit: of all amounts.
        amount: the target.
        p10, median, p90: of what was reached; of one replication, all the same.
        hit: probability that the target is reached, with its Wilson interval; None if it cannot
            be judged.
        replications: how many there are.
        note: why it is not judged; that it is a sum.
        warning: what a reader must know before believing the numbers.
    """

    design: str
    target: str
    label: str
    measure: str
    period: str
    unit: str
    amount: float
    p10: float
    median: float
    p90: float
    hit: Estimate | None
    replications: int
    note: str
    warning: str = ""

    @property
    def attainment(self) -> float:
        """Median over target."""
        return self.median / self.amount if self.amount > 0 else math.nan


@dataclass(frozen=True, repr=False)
class Targets(ShownAsOne):
    """The targets of a scenario or of several designs.

    Attributes:
        title: of what.
        rows: one a design and target.
        uncertain: whether inputs were drawn anew in each replication.
        scenario: the first, whose back-test is looked for; None where it is not known.
    """

    title: str
    rows: tuple[Landing, ...]
    uncertain: bool = False
    scenario: Scenario | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before believing the numbers, each once."""
        return tuple(dict.fromkeys(row.warning for row in self.rows if row.warning))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Landing]:
        return iter(self.rows)

    def row(self, target: str, design: str | None = None) -> Landing:
        """The row of a target, `new_business@FY2026 H1`; with several designs, name one.

        Raises:
            GtmsimError: there is no such row.
        """
        own = [row for row in self.rows if row.target == target and design in (None, row.design)]
        if len(own) != 1:
            known = ", ".join(dict.fromkeys(row.target for row in self.rows))
            raise GtmsimError(
                f"{len(own)} rows for {target!r}: name a target and one design. Targets: {known}."
            )
        return own[0]

    def frame(self) -> pd.DataFrame:
        """The table as a DataFrame, one row a design and target."""
        import pandas as pd

        return pd.DataFrame([_line(row) for row in self.rows], columns=list(COLUMNS))

    def grid(self, language: Language = "en", *, tested: bool = False) -> Grid:
        """The table for people; unless told elsewhere, it says whether it was back-tested.

        The record of a back-test is looked for in the working folder.
        """
        from gtmsim.experiment.targets_page import grid

        return grid(self, language, tested=tested)


# --- Where the rows come from ----------------------------------------------------------------


def of_result(result: Result) -> Targets:
    """The targets of every point of a result."""
    rows: list[Landing] = []
    for point in result.points:
        log = _blank(result, point)
        for row in _of_point(result, point, log) if log is not None else ():
            told = result.gathered.warning(point.index, f"{ACTUAL}.{row.target}")
            rows.append(replace(row, warning=told))
    uncertain = result.experiment.inputs == "drawn" and bool(result.experiment.uncertain)
    title = f"seed {result.experiment.seed}"
    if len(result.points) == 1:
        title = f"{result.points[0].label}; {title}"
    return Targets(title, tuple(rows), uncertain, _first(result))


def _first(result: Result) -> Scenario | None:
    try:
        return result.experiment.point_scenario(result.points[0])
    except GtmsimError:
        return None  # its replications have failed, and say why


def of_log(log: EventLog) -> Targets:
    """The targets of one log: what was reached, without a probability."""
    view = View(log)
    found = {row.kpi.partition(".")[2]: row for row in measure(log, [f"{ACTUAL}.TARGET"])}
    rows = [
        replace(
            _landing(view, place, "", unit=row.unit, reached=np.array([row.value])),
            warning=row.warning,
        )
        for place, row in enumerate(found.values())
    ]
    title = f"seed {log.meta.get('seed', '?')}, replication {log.meta.get('replication', '?')}"
    return Targets(title, tuple(rows))


def _blank(result: Result, point: Point) -> EventLog | None:
    try:
        scenario = result.experiment.point_scenario(point)
    except GtmsimError:
        return None  # its replications have failed, and say why
    return blank_log(scenario) if scenario.targets else None


def _of_point(result: Result, point: Point, log: EventLog) -> Iterator[Landing]:
    view = View(log)
    for place, target in enumerate(view.members("TARGET")[0]):
        kpi_id = f"{ACTUAL}.{target}"
        if kpi_id in result.meanings:
            unit, reached = result.meanings[kpi_id].unit, result.values(kpi_id, point)
            yield _landing(view, place, point.label, unit=unit, reached=reached)


def _landing(view: View, place: int, design: str, *, unit: str, reached: Floats) -> Landing:
    table, row = view.log.targets, view.target_rows[place]
    aim = goal(view, row)
    why = unjudged(view, aim)
    there = reached[~np.isnan(reached)]
    p10, median, p90 = likely_quantiles(there)
    hit = None
    if there.size > 1 and not why:
        hit = share(int((there >= aim.amount).sum()), int(there.size), level=LEVEL)
    derived = bool(table["derived"][row])
    return Landing(
        design,
        str(table["id"][row]),
        str(table["label"][row]),
        aim.measure,
        aim.period,
        unit,
        aim.amount,
        float(p10),
        float(median),
        float(p90),
        hit,
        int(there.size),
        "; ".join(each for each in (why, SUM if derived else "") if each),
    )


# --- For programs ------------------------------------------------------------------------------

COLUMNS = (
    "design", "target", "label", "measure", "period", "unit", "amount", "p50", "p10", "p90",
    "attainment", "chance", "chance_low", "chance_high", "replications", "note",
    "warning",
)  # fmt: skip


def _line(row: Landing) -> dict[str, object]:
    hit, nan = row.hit, math.nan
    chances = (hit.mean, hit.low, hit.high) if hit is not None else (nan, nan, nan)
    cells = (
        row.design, row.target, row.label, row.measure, row.period, row.unit, row.amount,
        row.median, row.p10, row.p90, row.attainment, *chances, row.replications, row.note,
        row.warning,
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))
