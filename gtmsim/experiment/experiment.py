"""What an experiment is: points, replications, seed and KPIs, before anything has run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from gtmsim import kpi, plan
from gtmsim.engine import Hooks
from gtmsim.errors import GtmsimError
from gtmsim.experiment.inputs import Input, uncertain_inputs
from gtmsim.experiment.objective import costs_of, default_objective, money_of
from gtmsim.kpi import Language, UnknownKpiError
from gtmsim.log import COLUMNS, EventLog
from gtmsim.log.log import LEAD_TYPES, empty
from gtmsim.scenario import Scenario
from gtmsim.scenario.tree import Plain
from gtmsim.stats import Precision, StatisticsError, StoppingRule

Inputs = Literal["drawn", "central"]
Setting = tuple[str, Plain]

REPLICATIONS = 30
"""Replications of each point where nobody says how many."""

CAP = 1000
"""Most replications of each point where only a precision is asked for."""

BOTTLENECK_KPIS = ("utilization.TEAM", "backlog.STAGE")
"""Measured besides what is asked for, to say where a sweep's designs are short of people."""

QUEUE_KPI = "backlog_growth.STAGE"
"""Measured besides where designs are compared, to say whether queues grow."""

TARGET_KPIS = ("target_actual.TARGET", "reps_at_quota")
"""Measured besides where the scenario has targets and quotas."""


class ExperimentError(GtmsimError):
    """An experiment that cannot be run as asked: what, the rule, the remedy."""


@dataclass(frozen=True)
class Point:
    """One setting in a design.

    Attributes:
        index: its number in the experiment.
        scenario: name of the scenario it changes.
        settings: what it changes, `(path, value)`.
        label: how tables call it.
    """

    index: int
    scenario: str
    settings: tuple[Setting, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Experiment:
    """Everything that decides the numbers of an experiment, and nothing else.

    Attributes:
        kind: which question it answers.
        scenarios: the scenarios by name.
        points: the settings to run, each on one of the scenarios.
        seed: names the luck; replication i of every point meets the same luck.
        replications: of each point; with `precision`, the most allowed.
        kpis: ids asked for; None for the headlines.
        precision: largest half-width by KPI, `{"wins": "5%"}`; empty for a fixed number.
        inputs: whether uncertain inputs are drawn once a replication, or stay at their central
            values.
        design: how the points were chosen: `given`, `grid`, `latin`, `sobol`.
        hooks: functions that decide instead of a scenario's rules, by its name.
        objective: id of the KPI that decides between designs; empty for the usual one.
    """

    kind: Literal["simulate", "compare", "sweep"]
    scenarios: Mapping[str, Scenario]
    points: tuple[Point, ...]
    seed: int = 0
    replications: int = REPLICATIONS
    kpis: tuple[str, ...] | None = None
    precision: Mapping[str, str] = field(default_factory=dict)
    inputs: Inputs = "drawn"
    design: str = "given"
    hooks: Mapping[str, Hooks] = field(default_factory=dict)
    objective: str = ""

    def __post_init__(self) -> None:
        _check_scenarios(self)
        _check_numbers(self)
        _check_kpis(self)

    @property
    def targets(self) -> dict[str, Precision]:
        """The precision wanted by KPI; `*` stands for those asked for."""
        return {kpi_id: Precision.parse(text) for kpi_id, text in self.precision.items()}

    @property
    def rule(self) -> StoppingRule:
        """When there are enough replications."""
        return StoppingRule(minimum=min(30, self.replications), cap=self.replications)

    @property
    def measured(self) -> tuple[str, ...] | None:
        """The KPIs that each replication measures; None for the headlines."""
        if self.kpis is None:
            return None
        wanted = (*self.kpis, *(each for each in self.precision if each != "*"))
        return tuple(dict.fromkeys(wanted))

    @cached_property
    def judged_by(self) -> str:
        """The KPI that decides between designs; empty where none does."""
        return self.objective or default_objective(self.scenarios.values())

    @property
    def besides(self) -> tuple[str, ...]:
        """KPIs measured to name the bottleneck and the winner, and whether targets are hit."""
        scenarios = self.scenarios.values()
        wanted = (
            any(each.targets for each in scenarios),
            any(each.quotas for each in scenarios),
        )
        return (
            *BOTTLENECK_KPIS,
            *(kpi_id for kpi_id, one in zip(TARGET_KPIS, wanted, strict=True) if one),
            *self._for_a_verdict(),
        )

    def _for_a_verdict(self) -> tuple[str, ...]:
        if self.kind != "compare":
            return ()
        objective = (self.judged_by,) if self.judged_by else ()
        designs = self.scenarios.values()
        return (QUEUE_KPI, *objective, *money_of(designs), *costs_of(designs))

    @cached_property
    def uncertain(self) -> tuple[Input, ...]:
        """The uncertain inputs of all scenarios, each path once."""
        found = [
            each for scenario in self.scenarios.values() for each in uncertain_inputs(scenario)
        ]
        return tuple({each.path: each for each in found}.values())

    def point_scenario(self, point: Point) -> Scenario:
        """The scenario of a point, its settings in place, uncertain inputs not drawn.

        Raises:
            ScenarioError: the settings do not fit the scenario.
        """
        scenario = self.scenarios[point.scenario]
        return scenario.change(dict(point.settings)) if point.settings else scenario

    def called(self, point: Point, language: Language = "en") -> str:
        """A design's name: its id; in Japanese the label of its file, if no other has the same."""
        scenario = self.scenarios.get(point.scenario)
        label = scenario.label if scenario is not None else None
        own = not point.settings and point.scenario == point.label
        if language == "en" or not label or not own:
            return point.label
        labels = [each.label for each in self.scenarios.values()]
        return label if labels.count(label) == 1 else point.label

    def key(self, point: Point) -> str:
        """What decides the numbers of a point, besides the seed; the same for the same point."""
        settings = json.dumps(point.settings, ensure_ascii=False)
        return f"{self.scenarios[point.scenario].hash} {self.inputs} {settings}"

    @cached_property
    def identity(self) -> str:
        """SHA-256 of everything that decides the numbers."""
        return hashlib.sha256(json.dumps(described(self), sort_keys=True).encode()).hexdigest()


def described(experiment: Experiment) -> dict[str, object]:
    """An experiment as JSON can hold it, without the texts of its scenarios."""
    return {
        "kind": experiment.kind,
        "scenarios": {name: each.hash for name, each in experiment.scenarios.items()},
        "points": [
            {
                "point": point.index,
                "label": point.label,
                "scenario": point.scenario,
                "settings": dict(point.settings),
            }
            for point in experiment.points
        ],
        "seed": experiment.seed,
        "replications": experiment.replications,
        "kpis": None if experiment.kpis is None else list(experiment.kpis),
        "precision": dict(experiment.precision),
        "inputs": experiment.inputs,
        "design": experiment.design,
        **({"objective": experiment.objective} if experiment.objective else {}),
    }


# --- Checks before anything runs -----------------------------------------------------------


def _check_scenarios(experiment: Experiment) -> None:
    for name, one in experiment.scenarios.items():
        if not isinstance(one, Scenario):
            raise ExperimentError(
                f"`{name}` is {one!r}: must be a scenario, as gtmsim.load(file) gives."
            )


def _check_numbers(experiment: Experiment) -> None:
    if not experiment.points:
        raise ExperimentError("there is nothing to run: the design has no points.")
    for name, number, least in (
        ("replications", experiment.replications, 1),
        ("seed", experiment.seed, 0),
    ):
        if isinstance(number, bool) or number != int(number) or number < least:
            raise ExperimentError(f"{name} is {number!r}: must be a whole number from {least}.")
    if experiment.precision:
        try:
            _ = experiment.targets
        except StatisticsError as error:
            raise ExperimentError(str(error)) from None
        if experiment.replications < 2:
            raise ExperimentError("a precision needs 2 replications or more.")


def _check_kpis(experiment: Experiment) -> None:
    """Refuse a KPI that no scenario has, before an hour of work shows it."""
    wanted = (*(experiment.kpis or ()), *(each for each in experiment.precision if each != "*"))
    wanted += (experiment.objective,) if experiment.objective else ()
    if experiment.kpis is not None and not experiment.kpis:
        raise ExperimentError("no KPI is asked for: name one or more, or leave `kpis` away.")
    for kpi_id in wanted:
        kpi.find(kpi_id)
    if experiment.objective and kpi.find(experiment.objective)[0].direction == "neutral":
        raise ExperimentError(
            f"{experiment.objective}: neither higher nor lower is better, so that nothing wins by "
            "it. Name another objective."
        )
    named = [each for each in wanted if kpi.find(each)[1] or kpi.parted(each)[1]]
    if named:
        _check_named(named, [blank_log(each) for each in experiment.scenarios.values()])


def _check_named(kpi_ids: Sequence[str], logs: Sequence[EventLog]) -> None:
    """Of some scenario, each id must name a team, stage or reason, and a period of its run."""
    for kpi_id in kpi_ids:
        refused: UnknownKpiError | None = None
        for log in logs:
            try:
                kpi.resolve(log, [kpi_id])
                break
            except UnknownKpiError as error:
                refused = error
        else:
            if refused is not None:
                raise refused


def blank_log(scenario: Scenario) -> EventLog:
    """The log of a scenario in which nothing has happened yet: its tables, without events."""
    compiled = plan.compile(scenario)
    return EventLog(events=empty(COLUMNS), leads=empty(LEAD_TYPES), **compiled.dimensions)
