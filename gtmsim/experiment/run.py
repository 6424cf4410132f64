"""Run experiments: one scenario, several side by side, or many settings of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from os import PathLike
from pathlib import Path

from gtmsim.engine import Hooks
from gtmsim.errors import GtmsimError, ScenarioError
from gtmsim.experiment.comparison import Comparison
from gtmsim.experiment.design import Values, points_of
from gtmsim.experiment.experiment import (
    CAP,
    REPLICATIONS,
    Experiment,
    ExperimentError,
    Inputs,
    Point,
)
from gtmsim.experiment.gathered import Gathered
from gtmsim.experiment.hooked import Decided, by_design, check_hooks
from gtmsim.experiment.result import Result
from gtmsim.experiment.runner import Pool, Progress, Stopped, pool_of, run
from gtmsim.experiment.store import Store, gather, read_experiment
from gtmsim.kpi import normal
from gtmsim.scenario import Scenario

Folder = str | PathLike[str]
Precise = str | float | Mapping[str, str | float]
Where = Executor | Pool | None


def simulate(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int = 0,
    executor: Where = None,
    precision: Precise | None = None,
    kpis: Sequence[str] | None = None,
    inputs: Inputs = "drawn",
    out: Folder | None = None,
    progress: Progress | None = None,
    hooks: Hooks | None = None,
) -> Result:
    """Run a scenario many times and say how sure the averages are.

    Args:
        scenario: what to run.
        replications: how many lives of the organization (default 30); with `precision`, the most
            allowed (default 1000).
        seed: names the luck; replication i of every scenario meets the same leads.
        executor: any `concurrent.futures.Executor`; None is the calling thread. The numbers are
            the same, bit for bit.
        precision: adds replications until the half-width of the mean's interval is reached:
            `"5%"` of the mean or a number in the KPI's unit, for all KPIs asked for (wins if none
            is) or by KPI, `{"wins": "5%", "speed_to_lead": "0.5"}`.
        kpis: ids of KPIs; default: the headlines.
        inputs: `drawn`: uncertain inputs (`12 of 48`, `25% (18%..33%)`) are drawn once a
            replication; `central`: they stay at their central values.
        out: a folder that keeps every finished chunk; one that holds the same experiment is
            continued.
        progress: called after each chunk with a `Status`.
        hooks: functions that decide instead of the scenario's rules; see `gtmsim.Hooks`. With an
            executor they must be functions of a module; a folder cannot keep them.

    Raises:
        ExperimentError: it cannot be run as asked.
        Stopped: the user pressed Ctrl-C; says what is saved.

    Example:
        >>> import gtmsim
        >>> from gtmsim.experiment import simulate
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> simulate(desk, replications=2, kpis=["leads"]).replications
        2
    """
    name = scenario.name or "scenario"
    experiment = Experiment(
        "simulate",
        {name: scenario},
        (Point(0, name, (), name),),
        seed,
        _number(replications, precision),
        _ids(kpis),
        _targets(precision),
        inputs,
        hooks=by_design(hooks, [name]),
    )
    return run_experiment(experiment, executor=executor, out=out, progress=progress)


def compare(
    scenarios: Mapping[str, Scenario],
    *,
    replications: int | None = None,
    seed: int = 0,
    executor: Where = None,
    precision: Precise | None = None,
    kpis: Sequence[str] | None = None,
    inputs: Inputs = "drawn",
    out: Folder | None = None,
    progress: Progress | None = None,
    level: float = 0.95,
    objective: str | None = None,
    hooks: Decided = None,
) -> Comparison:
    """Run designs side by side, on the same leads with the same luck.

    The first scenario is the baseline. The others are as in `simulate`; a precision must be
    reached by the mean of every design. `objective` is the KPI that decides who wins (R158):
    `compare(...).verdict`; default: `contribution` where every design says its costs, else what
    is sold. `hooks` decide in every design, or by name in some of them:
    `hooks={"by hand": gtmsim.Hooks(assign=by_hand)}` beside the same scenario without any.

    Example:
        >>> import gtmsim
        >>> from gtmsim.experiment import compare
        >>> today = gtmsim.load("scenarios/one_desk.yaml")
        >>> plans = {"today": today, "two": today.change("teams.desk.headcount", 2)}
        >>> compare(plans, replications=5, kpis=["waiting_time"]).row("waiting_time").verdict
        'better'
    """
    given: object = scenarios
    if not isinstance(given, Mapping):
        raise ExperimentError(
            f"designs are given by name, not as a {type(given).__name__}: write "
            '{"today": today, "then": then}.'
        )
    if len(scenarios) < 2:
        raise ExperimentError("a comparison needs two designs or more.")
    experiment = Experiment(
        "compare",
        dict(scenarios),
        tuple(Point(at, name, (), name) for at, name in enumerate(scenarios)),
        seed,
        _number(replications, precision),
        _ids(kpis),
        _targets(precision),
        inputs,
        objective=normal(objective) if objective else "",
        hooks=by_design(hooks, list(scenarios)),
    )
    result = run_experiment(experiment, executor=executor, out=out, progress=progress)
    return result.compare(level=level)


def sweep(
    scenario: Scenario | Mapping[str, Scenario],
    values: Mapping[str, Values],
    *,
    design: str = "grid",
    points: int | None = None,
    replications: int | None = None,
    seed: int = 0,
    executor: Where = None,
    precision: Precise | None = None,
    kpis: Sequence[str] | None = None,
    inputs: Inputs = "drawn",
    out: Folder | None = None,
    progress: Progress | None = None,
    hooks: Decided = None,
) -> Result:
    """Run many settings of a scenario, or of several.

    Args:
        scenario: one, or several by name: each visits the same settings.
        values: path -> the values to try: `{"teams.inside_sales.headcount": range(2, 9)}`, or
            `Between("10%", "30%")` for samples.
        design: `grid` for every combination; `latin` or `sobol` for a sample.
        points: how many points of a sample.
        replications: as in `simulate`, of each point.
        seed: as in `simulate`; also names the sample.
        executor: as in `simulate`.
        precision: as in `simulate`, reached at every point.
        kpis: as in `simulate`; the first that has a direction ranks the points.
        inputs: as in `simulate`.
        out: as in `simulate`.
        progress: as in `simulate`.
        hooks: as in `simulate`, for every scenario or by its name.

    Example:
        >>> import gtmsim
        >>> from gtmsim.experiment import sweep
        >>> desk = gtmsim.load("scenarios/one_desk.yaml")
        >>> found = sweep(desk, {"teams.desk.headcount": [1, 2]}, replications=5,
        ...               kpis=["waiting_time"])
        >>> found.best("waiting_time").point.label
        'desk.headcount 2'
    """
    scenarios = (
        {scenario.name or "scenario": scenario}
        if isinstance(scenario, Scenario)
        else dict(scenario)
    )
    experiment = Experiment(
        "sweep",
        scenarios,
        points_of(list(scenarios), values, design=design, points=points, seed=seed),
        seed,
        _number(replications, precision),
        _ids(kpis),
        _targets(precision),
        inputs,
        design,
        hooks=by_design(hooks, list(scenarios)),
    )
    check_points(experiment)
    return run_experiment(experiment, executor=executor, out=out, progress=progress)


def resume(folder: Folder, *, executor: Where = None, progress: Progress | None = None) -> Result:
    """Finish what a folder holds; the same table as if nothing had happened.

    Raises:
        ExperimentError: it holds no experiment, another process uses it, a part is damaged.
    """
    with Store.open(Path(folder)) as store:
        return _run(store.experiment, executor, store, progress)


def read(folder: Folder) -> Result:
    """What a folder holds so far, finished or not; changes nothing.

    Raises:
        ExperimentError: it holds no experiment, or a part is damaged.
    """
    experiment = read_experiment(Path(folder))
    return Result(experiment, gather(Path(folder), experiment))


def run_experiment(
    experiment: Experiment,
    *,
    executor: Where = None,
    out: Folder | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run an experiment that is described already."""
    check_hooks(experiment, executor, out)
    if out is None:
        return _run(experiment, executor, None, progress)
    with Store.begin(Path(out), experiment) as store:
        return _run(store.experiment, executor, store, progress)


def _run(
    experiment: Experiment, executor: Where, store: Store | None, progress: Progress | None
) -> Result:
    gathered = Gathered(experiment) if store is None else gather(store.folder, experiment)
    pool = executor if isinstance(executor, Pool) else pool_of(executor)
    try:
        decision = run(gathered, pool, store, progress)
    except KeyboardInterrupt:
        raise Stopped(f"Stopped. {_saved(gathered, store)}") from None
    except GtmsimError as error:
        if store is None or "gtmsim resume" in str(error):
            raise
        raise ExperimentError(f"{error}\n{_saved(gathered, store)}") from error
    return Result(experiment, gathered, decision)


def _saved(gathered: Gathered, store: Store | None) -> str:
    done = f"{gathered.done} replications"
    if store is None:
        return f"{done} were finished and nothing is saved: give a folder (`out`, --out) next time."
    return f"{done} are saved in {store.folder}. Go on with: gtmsim resume {store.folder}"


def check_points(experiment: Experiment) -> None:
    """Refuse a sweep none of whose points can be run, before any is.

    Raises:
        ScenarioError: what is wrong with the first point.
    """
    first: ScenarioError | None = None
    for point in experiment.points:
        try:
            experiment.point_scenario(point)
            return
        except ScenarioError as error:
            first = first or error
    if first is not None:
        raise first


# --- What the caller wrote ---------------------------------------------------------------------


def _number(replications: int | None, precision: Precise | None) -> int:
    if replications is not None:
        return replications
    return REPLICATIONS if precision is None else CAP


def _ids(kpis: Sequence[str] | None) -> tuple[str, ...] | None:
    if isinstance(kpis, str):
        raise ExperimentError(f"`kpis` is a list of ids: write [{kpis!r}]")
    return None if kpis is None else tuple(dict.fromkeys(normal(each) for each in kpis))


def _targets(precision: Precise | None) -> dict[str, str]:
    if precision is None:
        return {}
    if isinstance(precision, Mapping):
        return {normal(kpi_id): str(target) for kpi_id, target in precision.items()}
    return {"*": str(precision)}
