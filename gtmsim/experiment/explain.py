"""Why one design does better than another: mechanisms, people, assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.experiment.batch import Floats, Meaning
from gtmsim.experiment.effort import Effort
from gtmsim.experiment.experiment import Experiment, ExperimentError, Inputs, Point
from gtmsim.experiment.grid import Grid, Shown
from gtmsim.experiment.lab import Change, Lab, as_settings, named
from gtmsim.experiment.one_more import Confirmed, Held, OneMore, changes_of, judged
from gtmsim.experiment.result import Result
from gtmsim.experiment.run import Where, compare
from gtmsim.experiment.runner import Progress
from gtmsim.experiment.switches import Switch, off, switches_of
from gtmsim.experiment.tipping import Tips, tips
from gtmsim.experiment.verdict import Verdict
from gtmsim.kpi import Language, normal
from gtmsim.scenario import Scenario
from gtmsim.stats import Difference, Estimate, difference, mean

if TYPE_CHECKING:
    import pandas as pd

WITHIN = 2.0
"""An assumed value may be wrong by this factor."""


@dataclass(frozen=True)
class SwitchedOff:
    """The two designs without one mechanism.

    Attributes:
        switch: the mechanism.
        without: the second design against the first, without it in either.
        adds: what the mechanism adds to the difference: with it less without it.
        effects: what it adds to the objective of each design, by label.
    """

    switch: Switch
    without: Difference
    adds: Estimate
    effects: dict[str, Estimate]


@dataclass(frozen=True, repr=False)
class Explanation(Shown):
    """Why two designs differ.

    Attributes:
        verdict: who wins, and the bottleneck of each.
        output: the KPI by which a person more is judged before his or her cost.
        switched_off: the mechanisms, those that add most to the difference first.
        kept: mechanisms that cannot be switched off, as a design does not hold without them.
        one_more: every team of both designs with a person more.
        held: by design, what a person more says of the bottleneck that is named.
        tips: the assumed values that would tip the verdict; None if nobody asked.
        replications: of every design and change.
        result: the replications of the designs as they are.
    """

    verdict: Verdict
    output: Meaning
    switched_off: tuple[SwitchedOff, ...]
    kept: tuple[Switch, ...]
    one_more: tuple[OneMore, ...]
    held: dict[str, Held]
    tips: Tips | None
    replications: int
    result: Result

    @property
    def designs(self) -> tuple[str, str]:
        """Labels of the two designs."""
        first, second = self.result.points
        return first.label, second.label

    @property
    def confirmed(self) -> dict[str, Confirmed | None]:
        """By design, whether the bottleneck that is named holds it back."""
        return {label: each.bottleneck for label, each in self.held.items()}

    def mechanisms(self) -> pd.DataFrame:
        """One row a mechanism: the difference without it, and what it adds."""
        from gtmsim.experiment.explained import mechanisms_frame

        return mechanisms_frame(self)

    def people(self) -> pd.DataFrame:
        """One row a team of each design: what one person more adds."""
        from gtmsim.experiment.explained import people_frame

        return people_frame(self)

    def tipping(self) -> pd.DataFrame:
        """One row a value that would tip the verdict, nearest first."""
        from gtmsim.experiment.explained import tipping_frame

        return tipping_frame(self)

    def grids(self, language: Language = "en") -> tuple[Grid, ...]:
        """The verdict, the mechanisms, the people, and what would tip it."""
        from gtmsim.experiment.explained import grids

        return tuple(grids(self, language))


def explain(
    a: Scenario,
    b: Scenario,
    *,
    objective: str | None = None,
    replications: int | None = None,
    seed: int = 0,
    executor: Where = None,
    quick: bool = False,
    tipping: bool = True,
    within: float = WITHIN,
    most: int | None = None,
    names: tuple[str, str] | None = None,
    inputs: Inputs = "drawn",
    level: float = 0.95,
    progress: Progress | None = None,
) -> Explanation:
    """Say why design `b` does better or worse than design `a`, by paired runs.

    Every mechanism is switched off in both designs in turn; every team is given one person more;
    and the assumed values that would tip the verdict are searched for.

    Args:
        a: the first design.
        b: the second design.
        objective: the KPI that decides; default: as in `compare`.
        replications: of every design and change (default 20; 8 if quick).
        seed: names the luck; every change meets the same leads.
        executor: as in `simulate`.
        quick: fewer replications, and only the two assumptions that seem to matter most.
        tipping: whether to search for values that tip the verdict, which takes longest.
        within: the largest factor by which an assumed value is changed.
        most: how many assumed values are moved one by one (default 4; 2 if quick).
        names: what to call the designs; default: their own names.
        inputs: as in `simulate`.
        level: confidence level.
        progress: as in `simulate`.

    Raises:
        ExperimentError: nothing tells which design is better.

    Example:
        >>> import gtmsim
        >>> one = gtmsim.load("scenarios/one_desk.yaml")
        >>> two = one.change("teams.desk.headcount", 2)
        >>> found = gtmsim.explain(one, two, objective="waiting_time", replications=3,
        ...                        tipping=False, names=("one", "two"))
        >>> found.verdict.words
        'winner: two'
    """
    designs = named(a, b, names)
    effort = Effort.of(replications=replications, quick=quick, tipping=tipping, most=most)
    count = effort.replications
    if count < 2:
        raise ExperimentError(f"replications is {count}: an interval needs 2 or more.")
    wanted = Experiment("compare", designs, _points(designs), objective=normal(objective or ""))
    if not wanted.judged_by:
        raise ExperimentError("nothing is won here: name the KPI that decides (`objective`).")
    deciding = wanted.judged_by
    output = "gross_profit" if deciding == "contribution" else deciding
    kpis = tuple(dict.fromkeys((deciding, output)))
    found = compare(
        designs, replications=count, seed=seed, executor=executor, kpis=kpis, inputs=inputs,
        level=level, objective=deciding, progress=progress,
    )  # fmt: skip
    verdict = found.verdict
    larger = verdict.objective.direction == "higher"
    lab = Lab(designs, kpis, seed, inputs, executor, progress)
    base = [{each: found.result.values(each, at) for each in kpis} for at in range(2)]
    off_rows, kept = _switched_off(lab, base, count, larger=larger, level=level)
    people, held = _one_more(lab, base, verdict, output, count, level)
    said = verdict.rows[0].verdict
    tipped = None
    if tipping:
        tipped = tips(
            lab, said, larger=larger, level=level, replications=count, within=within,
            most=effort.most, rows=effort.rows,
        )  # fmt: skip
    return Explanation(
        verdict, found.result.meaning(output), off_rows, kept, people, held, tipped, count,
        found.result,
    )  # fmt: skip


def _points(designs: dict[str, Scenario]) -> tuple[Point, ...]:
    return tuple(Point(at, name, (), name) for at, name in enumerate(designs))


def _switched_off(
    lab: Lab, base: list[dict[str, Floats]], count: int, *, larger: bool, level: float
) -> tuple[tuple[SwitchedOff, ...], tuple[Switch, ...]]:
    """Both designs without each mechanism, those that add most to the difference first."""
    designs = list(lab.scenarios.values())
    switches = {each.id: each for design in designs for each in switches_of(design)}
    kept, able, changes = [], [], []
    for switch in switches.values():
        both = [off(design, switch) for design in designs]
        if any(each is None for each in both):
            kept.append(switch)
            continue
        able.append(switch)
        changes += [(at, as_settings(each)) for at, each in enumerate(both)]
    kpi = lab.kpis[0]
    found = [each[kpi] for each in lab.measure(changes, count)]
    now = [each[kpi] for each in base]
    rows = []
    for switch, old, new in zip(able, found[::2], found[1::2], strict=True):
        rows.append(
            SwitchedOff(
                switch,
                _paired(old, new, larger=larger, level=level),
                mean((now[1] - now[0]) - (new - old), level=level),
                {
                    label: mean(with_it - without, level=level)
                    for label, with_it, without in zip(lab.scenarios, now, (old, new), strict=True)
                },
            )
        )
    rows.sort(key=lambda row: -abs(row.adds.mean))
    return tuple(rows), tuple(kept)


def _paired(old: Floats, new: Floats, *, larger: bool, level: float) -> Difference:
    # Where nearly all pairs are equal, some resamples have no variance at all.
    with np.errstate(divide="ignore", invalid="ignore"):
        return difference(old, new, larger_is_better=larger, level=level)


def _one_more(
    lab: Lab, base: list[dict[str, Floats]], verdict: Verdict, output: str, count: int,
    level: float,
) -> tuple[tuple[OneMore, ...], dict[str, Held]]:  # fmt: skip
    """Every team of both designs with a person more, and what that says of the bottlenecks."""
    teams = changes_of(dict(lab.scenarios))
    changes: list[Change] = [change for _, _, change in teams]
    found = lab.measure(changes, count)
    sign = 1.0 if verdict.objective.direction == "higher" else -1.0
    rows: list[tuple[OneMore, Floats]] = []
    for (label, team, change), values in zip(teams, found, strict=True):
        now = base[change[0]]
        gain, more = (sign * (values[kpi] - now[kpi]) for kpi in (lab.kpis[0], output))
        short = verdict.bottlenecks.get(label)
        named = short is not None and short.short and short.team == team
        rows.append((OneMore(label, team, mean(gain, level=level), mean(more, level=level), named),
                     np.asarray(more)))  # fmt: skip
    held = {
        label: judged([each for each in rows if each[0].design == label], level)
        for label in lab.scenarios
    }
    return tuple(row for row, _ in rows), held
