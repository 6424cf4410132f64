"""The work of one chunk: change, draw, compile, run, measure; wherever an executor puts it."""

from __future__ import annotations

import math
import time
import traceback
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from gtmsim import engine, kpi, plan
from gtmsim.errors import GtmsimError
from gtmsim.experiment.batch import Batch, Failure, Finished, Meaning, Piece
from gtmsim.experiment.experiment import Experiment, Point
from gtmsim.experiment.inputs import drawn, uncertain_inputs
from gtmsim.kpi import UnknownKpiError, Value
from gtmsim.log import EventLog
from gtmsim.plan import Plan
from gtmsim.scenario import Scenario

KEPT = 4
"""Points whose scenario and plan a worker keeps; chunks go through them one after the other."""

LONGEST_ERROR = 1000


@dataclass(frozen=True)
class Task:
    """Some replications of one point, with all that a worker needs."""

    point: Point
    key: str
    scenario: Scenario
    replications: range
    hooks: engine.Hooks | None = None


@dataclass(frozen=True)
class Chunk:
    """Work that travels to a worker and back in one go."""

    tasks: tuple[Task, ...]
    seed: int
    inputs: str
    kpis: tuple[str, ...] | None
    besides: tuple[str, ...]


def chunk_of(experiment: Experiment, pieces: Sequence[Piece]) -> Chunk:
    """Pack pieces of an experiment for the journey."""
    tasks = []
    for piece in pieces:
        point = experiment.points[piece.point]
        tasks.append(
            Task(
                point,
                experiment.key(point),
                experiment.scenarios[point.scenario],
                range(piece.first, piece.first + piece.count),
                experiment.hooks.get(point.scenario),
            )
        )
    return Chunk(
        tuple(tasks),
        experiment.seed,
        experiment.inputs,
        experiment.measured,
        experiment.besides,
    )


def work(chunk: Chunk) -> Finished:
    """Run a chunk; a replication that fails is a failure among the results, not a crash."""
    began = time.perf_counter()
    batches: list[Batch] = []
    failures: list[Failure] = []
    for task in chunk.tasks:
        rows: list[tuple[int, tuple[Value, ...]]] = []
        for replication in task.replications:
            result = replicate(chunk, task, replication)
            if isinstance(result, Failure):
                failures.append(result)
            else:
                rows.append((replication, result))
        batches.extend(_batches(task.point.index, rows))
    return Finished(tuple(batches), tuple(failures), time.perf_counter() - began)


def replicate(chunk: Chunk, task: Task, replication: int) -> tuple[Value, ...] | Failure:
    """One replication of one point: its KPIs, or why there are none."""
    step = _Step()
    try:
        log = _log(chunk, task, replication, step)
        step.now = "measuring"
        return _measured(log, chunk.kpis, chunk.besides)
    except Exception as error:
        return Failure(task.point.index, replication, step.now, _told(error), chunk.seed)


class _Step:
    """What a replication is at, for the message of a failure."""

    now = "changing"


def _log(chunk: Chunk, task: Task, replication: int, step: _Step) -> EventLog:
    ready = _ready(task, chunk.inputs)
    if isinstance(ready, Scenario):
        step.now = "drawing"
        scenario = drawn(ready, chunk.seed, replication)
        step.now = "compiling"
        compiled = plan.compile(scenario)
    else:
        compiled = ready
    step.now = "running"
    return engine.run(compiled, chunk.seed, replication, hooks=task.hooks)


_kept: OrderedDict[str, Scenario | Plan] = OrderedDict()
_keeping = Lock()


def _ready(task: Task, inputs: str) -> Scenario | Plan:
    """A point's plan, or its scenario if each replication draws inputs; recent ones are kept."""
    with _keeping:
        found = _kept.get(task.key)
        if found is not None:
            _kept.move_to_end(task.key)
            return found
    scenario = task.scenario
    if task.point.settings:
        scenario = scenario.change(dict(task.point.settings))
    uncertain = inputs == "drawn" and uncertain_inputs(scenario)
    ready = scenario if uncertain else plan.compile(scenario)
    with _keeping:
        _kept[task.key] = ready
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return ready


def _measured(
    log: EventLog, asked: tuple[str, ...] | None, besides: tuple[str, ...]
) -> tuple[Value, ...]:
    """The KPIs asked for; one that this design does not have is NaN, with the reason."""
    if asked is None:
        rows = (*kpi.measure(log), *kpi.measure(log, besides))
        return tuple({row.kpi: row for row in rows}.values())
    wanted = tuple(dict.fromkeys((*asked, *besides)))
    try:
        return tuple(kpi.measure(log, wanted))
    except UnknownKpiError:
        found: list[Value] = []
        for each in wanted:
            try:
                found.extend(kpi.measure(log, [each]))
            except UnknownKpiError as error:
                found.append(_absent(each, str(error)))
        return tuple({row.kpi: row for row in found}.values())


def _absent(kpi_id: str, why: str) -> Value:
    found, member = kpi.find(kpi_id)
    period = kpi.parted(kpi_id)[1]
    about = f"{f': {member}' if member else ''}{f', {period}' if period else ''}"
    return Value(
        kpi=kpi_id,
        value=math.nan,
        denominator=math.nan,
        unit=found.unit,
        direction=found.direction,
        name=f"{found.name}{about}",
        label=f"{found.label}{about}",
        note=why,
    )


def _batches(point: int, rows: list[tuple[int, tuple[Value, ...]]]) -> list[Batch]:
    """Replications that measured the same KPIs, together."""
    groups: dict[tuple[Meaning, ...], list[tuple[int, tuple[Value, ...]]]] = {}
    for replication, values in rows:
        meanings = tuple(
            Meaning(row.kpi, row.unit, row.direction, row.name, row.label, row.warning)
            for row in values
        )
        groups.setdefault(meanings, []).append((replication, values))
    return [_batch(point, meanings, own) for meanings, own in groups.items()]


def _batch(
    point: int, meanings: tuple[Meaning, ...], rows: list[tuple[int, tuple[Value, ...]]]
) -> Batch:
    return Batch(
        point=point,
        replications=np.array([replication for replication, _ in rows], dtype=np.int64),
        meanings=meanings,
        values=np.array([[row.value for row in values] for _, values in rows], dtype=np.float64),
        denominators=np.array(
            [[row.denominator for row in values] for _, values in rows], dtype=np.float64
        ),
        notes={
            (at, column): row.note
            for at, (_, values) in enumerate(rows)
            for column, row in enumerate(values)
            if row.note
        },
    )


def _told(error: Exception) -> str:
    """An error as one line of text, with its place if it is not one of ours."""
    text = " ".join(str(error).split())
    if not isinstance(error, GtmsimError):
        frames = traceback.extract_tb(error.__traceback__)
        place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
        text = f"{type(error).__name__}: {text}{place}"
    return text[:LONGEST_ERROR]


def log_of_task(chunk: Chunk, task: Task, replication: int) -> EventLog:
    """The whole event log of one replication of a task."""
    return _log(chunk, task, replication, _Step())


def log_of(experiment: Experiment, point: int = 0, replication: int = 0) -> EventLog:
    """The whole event log of one replication of an experiment, exactly as it was measured.

    Args:
        experiment: such as `result.experiment`.
        point: index of the point.
        replication: its number.

    Raises:
        Exception: the very error of a replication that failed.
    """
    chunk = chunk_of(experiment, [Piece(point, replication, 1)])
    return _log(chunk, chunk.tasks[0], replication, _Step())
