"""From layers to a checked scenario, or to every problem at once."""

from __future__ import annotations

from itertools import islice
from typing import TypeVar

from gtmsim.errors import Problem, ScenarioError
from gtmsim.scenario.check import check
from gtmsim.scenario.layers import Layer, Reading, decided, stack
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.tree import Mark, Node, Path, dotted, nearest_mark
from gtmsim.scenario.validate import validate

ModelT = TypeVar("ModelT", bound=ScenarioModel)

MOST_FINDINGS = 100
"""Broken rules that are told at once; more are not read, and each costs time."""


def build(model: type[ModelT], reading: Reading) -> tuple[ModelT, Node]:
    """Merge, validate and check what was read.

    Returns:
        The model and the merged tree, its choices decided.

    Raises:
        ScenarioError: with all problems of the files, the structure and the rules.
    """
    if reading.unreadable:
        raise ScenarioError(_each_once(reading.problems))
    stacked = stack(tuple(reading.layers))
    if stacked.stopped:
        raise ScenarioError(_each_once([*reading.problems, *stacked.problems]))
    validated = validate(model, stacked.root, reading.dropped)
    problems = [*reading.problems, *stacked.problems, *validated.problems]
    if validated.model is not None:
        found = (one for one in check(validated.model) if not one.follows_from(validated.pruned))
        for finding in islice(found, MOST_FINDINGS):
            mark = nearest_mark(stacked.root, finding.path)
            path = dotted(finding.path, stacked.root)
            message = f"{finding.message}{_first(stacked.root, finding.first, mark)}"
            problems.append(Problem(mark.file, mark.line, path, message))
    if problems or validated.model is None:
        raise ScenarioError(_each_once(problems))
    return validated.model, decided(stacked.root)


def rebuild(model: type[ModelT], layers: tuple[Layer, ...]) -> tuple[ModelT, Node]:
    """Build from layers that were read before, and changes made since."""
    return build(model, Reading(layers=list(layers)))


def _first(root: Node, path: Path, here: Mark) -> str:
    """Say where the first of two is written, with a leading space."""
    mark = nearest_mark(root, path)
    if not path or not mark.line:
        return f" First: {dotted(path, root)}." if path else ""
    file = f"{mark.file}, " if mark.file != here.file else ""
    return f" First in {file}line {mark.line}."


def _each_once(problems: list[Problem]) -> list[Problem]:
    """Drop repetitions; files in the order met, lines in order within each."""
    order = {file: place for place, file in enumerate(dict.fromkeys(p.file for p in problems))}
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: (order[problem.file], problem))
