"""Where one design overtakes another: lead volume against headcount, cell by cell (R196)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.experiment.batch import Meaning
from gtmsim.experiment.experiment import Experiment, ExperimentError, Inputs, Point
from gtmsim.experiment.grid import Grid, ShownAsOne
from gtmsim.experiment.lab import as_settings, named
from gtmsim.experiment.result import Result
from gtmsim.experiment.run import Folder, Where, run_experiment
from gtmsim.experiment.runner import Progress
from gtmsim.experiment.sizing import sized
from gtmsim.experiment.words import middle, say
from gtmsim.kpi import Language, heading, normal
from gtmsim.scenario import Scenario
from gtmsim.stats import Difference, difference

if TYPE_CHECKING:
    import pandas as pd

Place = tuple[int, float]
"""People and volume of a cell."""

REPLICATIONS = 20
PAY = "payroll"
DESIGN = "crossover"
"""How the points of such an experiment were chosen."""


@dataclass(frozen=True)
class Cell:
    """Two designs at one lead volume and headcount.

    Attributes:
        volume: how many times the leads of the files come.
        headcount: people of either design.
        difference: second less first, paired; None where a design cannot be had.
        payroll: mean payroll of each; NaN without salaries or currency.
        note: why there is no difference.
    """

    volume: float
    headcount: int
    difference: Difference | None
    payroll: tuple[float, float]
    note: str = ""

    @property
    def verdict(self) -> str:
        """About the second design; empty where it cannot be told."""
        return self.difference.verdict if self.difference else ""


@dataclass(frozen=True, repr=False)
class Crossover(ShownAsOne):
    """A map of where which design is better.

    Attributes:
        first: label of the design compared with.
        second: label of the other.
        meaning: the KPI that decides.
        cells: one a volume and headcount, volumes inside headcounts.
        replications: of each design and cell.
        level: confidence level of each cell by itself.
        labels: Japanese names of the two, where their files say one.
    """

    first: str
    second: str
    meaning: Meaning
    cells: tuple[Cell, ...]
    replications: int
    level: float = 0.95
    labels: tuple[str, str] = ("", "")

    def cell(self, volume: float, headcount: int) -> Cell:
        """The cell of a volume and headcount.

        Raises:
            ExperimentError: there is none.
        """
        for each in self.cells:
            if (each.volume, each.headcount) == (volume, headcount):
                return each
        raise ExperimentError(f"no cell at volume {volume:g} and {headcount} people.")

    def frame(self) -> pd.DataFrame:
        """One row a cell."""
        import pandas as pd

        lines = []
        for each in self.cells:
            change = each.difference.change if each.difference else None
            lines.append(
                {
                    "volume": each.volume,
                    "headcount": each.headcount,
                    "difference": change.mean if change else math.nan,
                    "low": change.low if change else math.nan,
                    "high": change.high if change else math.nan,
                    "verdict": each.verdict,
                    "payroll_first": each.payroll[0],
                    "payroll_second": each.payroll[1],
                    "unit": self.meaning.unit,
                    "note": each.note,
                }
            )
        return pd.DataFrame(lines)

    def grid(self, language: Language = "en") -> Grid:
        """The map as a table: a row a headcount, a column a volume."""
        volumes = list(dict.fromkeys(each.volume for each in self.cells))
        rows = []
        for people in dict.fromkeys(each.headcount for each in self.cells):
            cells = [self._words(self.cell(volume, people), language) for volume in volumes]
            rows.append((str(people), *cells))
        name = say(language, self.meaning.name, self.meaning.label)
        unit = heading(self.meaning.unit, language)
        title = say(
            language,
            f"{self.second} less {self.first}, by {name}{unit}",
            f"{self.second}−{self.first} ({name}{unit})",
        )
        head = (say(language, "people", "人数"), *(f"x{volume:g}" for volume in volumes))
        level, luck = f"{self.level:.0%}", f"{1 - self.level:.0%}"
        foot = (
            say(
                language,
                f"+ {self.second} clearly better, - {self.first} clearly better, = no clear "
                f"difference; {self.replications} paired replications.",
                f"+ {self.second} が優位、- {self.first} が優位、= 明確な差なし "
                f"({self.replications}回の反復で対比)。",
            ),
            say(
                language,
                f"Each cell by its own {level} interval: where nothing differs, luck alone makes "
                f"{luck} of the cells seem clear.",
                f"各セルは個別の{level}信頼区間で判定: 差がなくても{luck}のセルは偶然明確に"
                "見えます。",
            ),
        )
        return Grid((title,), head, tuple(rows), foot)

    def _words(self, cell: Cell, language: Language) -> str:
        if cell.difference is None:
            return say(language, "n/a", "-")
        sign = {"better": "+", "worse": "-"}.get(cell.verdict, "=")
        change = middle(cell.difference.change, self.meaning.unit, language, difference=True)
        return f"{change} {sign}"


def crossover(
    a: Scenario,
    b: Scenario,
    *,
    volume: Sequence[float],
    headcount: Sequence[int],
    shared: Sequence[str] = (),
    objective: str | None = None,
    replications: int = REPLICATIONS,
    seed: int = 0,
    executor: Where = None,
    inputs: Inputs = "drawn",
    names: tuple[str, str] | None = None,
    level: float = 0.95,
    out: Folder | None = None,
    progress: Progress | None = None,
) -> Crossover:
    """Compare two designs at every lead volume and headcount.

    A headcount is divided over the teams of each design in the proportions of its file, each
    team having one person at least; a design with more teams than people cannot be had. What
    channels cost stays as it is, and is the same for both.

    Args:
        a: the design compared with.
        b: the other.
        volume: how many times the leads of the files.
        headcount: people of either design, without those of `shared` teams.
        shared: teams that stay as they are.
        objective: the KPI that decides; default: as in `compare`.
        replications: of each design and cell.
        seed: names the luck.
        executor: as in `simulate`.
        inputs: as in `simulate`.
        names: what to call the designs; default: their own names.
        level: confidence level of each cell by itself.
        out: as in `simulate`; `gtmsim report` shows the map of such a folder.
        progress: as in `simulate`.

    Raises:
        ExperimentError: teams name their people, so that they cannot be divided.

    Example:
        >>> import gtmsim
        >>> from gtmsim.experiment import crossover
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> found = crossover(desk, desk, volume=[1], headcount=[1, 2], replications=2,
        ...                   objective="waiting_time")
        >>> found.cell(1, 2).verdict
        'no clear difference'
    """
    designs = named(a, b, names)
    first, second = designs
    whole = Experiment("compare", designs, (Point(0, first),), objective=normal(objective or ""))
    if not whole.judged_by:
        raise ExperimentError("nothing is won here: name the KPI that decides (`objective`).")
    cells = [(people, times) for people in headcount for times in volume]
    points, where, notes = _points(designs, cells, shared)
    kpis = (whole.judged_by, PAY)
    result = run_experiment(
        Experiment("sweep", designs, points, seed, replications, kpis, inputs=inputs,
                   design=DESIGN),
        executor=executor,
        out=out,
        progress=progress,
    )  # fmt: skip
    found = tuple(
        Cell(times, people, None, (math.nan, math.nan), notes[people, times])
        if notes[people, times]
        else _cell(result, (people, times), [where[(people, times), at] for at in range(2)], level)
        for people, times in cells
    )
    return Crossover(
        first, second, result.meaning(whole.judged_by), found, replications, level,
        (a.label or "", b.label or ""),
    )  # fmt: skip


def _cell(result: Result, cell: Place, pair: Sequence[int], level: float) -> Cell:
    """Both designs of a cell, compared by the first KPI that was measured."""
    people, times = cell
    kpi = (result.experiment.kpis or (PAY,))[0]
    values = [result.values(kpi, at) for at in pair]
    higher = result.meaning(kpi).direction == "higher"
    with np.errstate(divide="ignore", invalid="ignore"):
        one = difference(*values, larger_is_better=higher, level=level)
    pay = [float(result.values(PAY, at).mean()) for at in pair]
    return Cell(times, people, one, (pay[0], pay[1]))


def crossover_of(result: Result, *, level: float = 0.95) -> Crossover:
    """The map that a folder holds, from what `read` gives of it.

    Cells in which a design cannot be had are known by their neighbors only.

    Raises:
        ExperimentError: it holds something else, or is not finished.
    """
    about = result.experiment
    if about.design != DESIGN or about.kpis is None:
        raise ExperimentError("this is no crossover map: it comes from `gtmsim.crossover`.")
    if not result.complete:
        raise ExperimentError("the crossover map is not finished.")
    pairs: dict[Place, list[int]] = {}
    for point in result.points:
        _, people, times = point.label.rsplit(", ", 2)
        place = int(people.split()[0]), float(times.removeprefix("x"))
        pairs.setdefault(place, []).append(point.index)
    found = tuple(
        _cell(result, place, pairs[place], level)
        if place in pairs
        else Cell(place[1], place[0], None, (math.nan, math.nan), "more teams than people")
        for place in itertools.product(*(dict.fromkeys(each) for each in zip(*pairs, strict=True)))
    )
    (one, first), (two, second) = about.scenarios.items()
    return Crossover(
        one, two, result.meaning(about.kpis[0]), found, about.replications, level,
        (first.label or "", second.label or ""),
    )  # fmt: skip


def _points(
    designs: Mapping[str, Scenario], cells: Sequence[Place], shared: Sequence[str]
) -> tuple[tuple[Point, ...], dict[tuple[Place, int], int], dict[Place, str]]:
    points: list[Point] = []
    where, notes = {}, {}
    for people, times in cells:
        cell = (people, times)
        both = [sized(each, people, times, shared) for each in designs.values()]
        short = [
            f"{label} has more teams than people"
            for label, changes in zip(designs, both, strict=True)
            if changes is None
        ]
        notes[cell] = "; ".join(short)
        if short:
            continue
        for at, (label, changes) in enumerate(zip(designs, both, strict=True)):
            where[cell, at] = len(points)
            words = f"{label}, {people} people, x{times:g}"
            points.append(Point(len(points), label, as_settings(changes), words))
    return tuple(points), where, notes
