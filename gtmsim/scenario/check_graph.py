"""Rules about the journey as a graph: every stage can be reached, left, and takes time."""

from __future__ import annotations

from collections.abc import Iterator

from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.journey import Stage
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.opened import standings
from gtmsim.scenario.suggest import enumeration
from gtmsim.scenario.targets import RESERVED, TargetError, first_stage, resolve_target
from gtmsim.scenario.ways import Graph, Way, follow, takes_time, waits, ways

_DEPENDS = (
    "stages.*.then",
    "stages.*.waits_for",
    "stages.*.attempts",
    "stages.*.meeting",
    "stages.*.cold",
    "recycle",
    "returned",
    "milestones",
    "deal_phases",
)
_MOST_JUDGED = 200
"""Endless stages among which the circle at the end is looked for."""


def check_graph(model: ScenarioModel) -> Findings:
    """Find stages nobody reaches, journeys that never end, and circles that take no time."""
    found = ways(model)
    yield from _unreachable(model, found)
    yield from _endless(model, found)
    yield from _instant_circles(model, found)


def _unreachable(model: ScenarioModel, found: list[Way]) -> Findings:
    entries = [_beyond(model), *_other_entries(model)]
    for channel in model.channels:
        try:
            entries.append(first_stage(model, channel))
        except (TargetError, StopIteration):
            return
    misspelled = any(way.target is None for way in found)  # it may mean the stage
    twice = len(set(model.deal_phases)) < len(model.deal_phases)
    if not model.channels or misspelled or twice:
        return
    reached = follow((entry for entry in entries if entry is not None), _graph(found))
    for name in model.stages:
        if name not in reached and name not in RESERVED:
            yield Finding(
                ("stages", name),
                "no lead can reach this stage: no channel enters here and no reachable stage "
                "leads here. Name it in a `then`, or remove it (none).",
                (*_DEPENDS, "channels.*.enters", "first_stage", "opening"),
            )


def _other_entries(model: ScenarioModel) -> Iterator[str]:
    """Stages at which leads begin on the first day, or come back to when they are noticed."""
    yield from (standing.stage for standing in standings(model))
    for rule in model.recycle.values():
        if rule.notices is not None and rule.notices.then in model.stages:
            yield rule.notices.then


def _beyond(model: ScenarioModel) -> str | None:
    """The stage to which leads go that were recycled too often, if it is one."""
    try:
        return resolve_target(model, model.recycle_beyond).stage
    except TargetError:
        return None


def _endless(model: ScenarioModel, found: list[Way]) -> Findings:
    """Circles from which neither lost, churned nor end can be reached."""
    capped = model.recycle_at_most is not None and _beyond(model) is None
    possible = [way for way in found if way.possible]
    backward: Graph = {}
    ending = {way.stage for way in possible if _ends(way, capped)}
    for way in possible:
        if way.target is not None and way.target.stage is not None:
            backward.setdefault(way.target.stage, []).append(way.stage)
    ended = follow(ending, backward)
    stuck = [name for name in {way.stage: None for way in found} if name not in ended]
    for circle in _last_circles(stuck, _graph(possible)):
        others = [name for name in model.stages if name in circle]
        among = f" They go round among: {enumeration(others)}." if len(others) > 1 else ""
        yield Finding(
            ("stages", others[0]),
            f"leads can never leave the journey from here.{among} "
            "Add a way to end, lost.REASON or churned.REASON.",
            (*_DEPENDS, "recycle_at_most", "recycle_beyond"),
        )


def _ends(way: Way, capped: bool) -> bool:
    """Whether a way leads out of the journey, now or after so many times; or may do so."""
    target = way.target
    return target is None or target.stage is None or (capped and target.kind == "recycle")


def _last_circles(stuck: list[str], graph: Graph) -> Iterator[set[str]]:
    """Sets of stages that lead to one another and nowhere else."""
    told: set[str] = set()
    for name in stuck[:_MOST_JUDGED]:
        ahead = follow([name], graph)
        if name not in told and all(name in follow([one], graph) for one in ahead):
            told |= ahead
            yield ahead


def _instant_circles(model: ScenarioModel, found: list[Way]) -> Findings:
    """Circles in which no stage and no way between stages takes any time."""
    instant = {name for name, stage in model.stages.items() if not _stage_takes_time(stage)}
    at_once = [way for way in found if way.possible and way.stage in instant]
    told: set[str] = set()
    for circle in _circles(_graph([way for way in at_once if not _takes_time(model, way)])):
        if told.isdisjoint(circle):
            told.update(circle)
            yield Finding(
                ("stages", circle[0]),
                f"leads go round in no time: {' -> '.join([*circle[:10], circle[0]])}. "
                "Give one of these stages work or a wait, or the recycling a nurture time.",
                (*_DEPENDS, "stages.*"),
            )


def _circles(graph: Graph) -> Iterator[list[str]]:
    """Circles of a graph, at least one through each set of stages that lead to one another."""
    finished: set[str] = set()
    for start in graph:
        if start in finished:
            continue
        path, ahead = [start], [iter(graph[start])]
        on_path = {start}
        while path:
            after = next(ahead[-1], None)
            if after is None:
                ahead.pop()
                on_path.discard(path[-1])
                finished.add(path.pop())
            elif after in on_path:
                yield path[path.index(after) :]
            elif after not in finished:
                path.append(after)
                on_path.add(after)
                ahead.append(iter(graph.get(after, ())))


def _takes_time(model: ScenarioModel, way: Way) -> bool:
    """Whether time passes between leaving a stage and entering the next."""
    target = way.target
    if target is None:
        return False
    rules = {"recycle": model.recycle, "returned": model.returned}.get(target.kind)
    return rules is not None and waits(rules[str(target.reason)])


def _stage_takes_time(stage: Stage) -> bool:
    events = list((stage.waits_for or {}).values())
    rests = all(event.after is None or takes_time(event.after) for event in events)
    return (
        takes_time(stage.work)
        or (stage.attempts is not None and takes_time(stage.attempts.work))
        or waits(stage.starts)
        or waits(stage.decides)
        or (stage.sessions > 1 and takes_time(stage.thinking))
        or (bool(events) and rests)
    )


def _graph(found: list[Way]) -> Graph:
    """From each stage, the stages it leads to."""
    graph: Graph = {}
    for way in found:
        if way.target is not None and way.target.stage is not None:
            graph.setdefault(way.stage, []).append(way.target.stage)
    return graph
