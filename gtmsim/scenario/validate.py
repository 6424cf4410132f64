"""From a merged tree to a model, with every structural problem told in plain words.

A tree with problems is pruned (what is wrong is left out) until the rest makes a model, so that
the rules of `check.py` can look at that rest in the same go. `Validated.pruned` says what is
missing from it, so that nobody complains about the gaps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from gtmsim.errors import Problem
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.places import ROOT, Place, fields_of, synonyms
from gtmsim.scenario.suggest import did_you_mean, enumeration, nearest
from gtmsim.scenario.tables import is_table_name
from gtmsim.scenario.tree import (
    Mark,
    Node,
    Path,
    dotted,
    marked,
    nearest_mark,
    plain,
    put,
    shown,
    without_all,
)

ModelT = TypeVar("ModelT", bound=ScenarioModel)

MOST_PROBLEMS = 200
"""Structural problems reported at once."""

_ROUNDS = 30
_STAND_INS: dict[str, Any] = {
    "start": "2026-04-01",
    "horizon": "12 months",
    "channels": {},
    "stages": {},
    "teams": {},
}
"""What a part of a scenario is checked with when these are missing (which is reported)."""

_WRONG_SHAPE = (
    "model_type",
    "model_attributes_type",
    "dict_type",
    "tuple_type",
    "list_type",
    "string_type",
    "is_instance_of",
)


@dataclass(frozen=True)
class Validated(Generic[ModelT]):
    """A model of what is right in a tree, and what is wrong with the rest.

    Attributes:
        model: the model, without what was pruned; None if nothing is left to model.
        problems: structural problems, each once.
        pruned: paths left out of the model.
    """

    model: ModelT | None
    problems: list[Problem]
    pruned: list[Path]


@dataclass(frozen=True)
class _Fault:
    """One error of pydantic, placed in the tree."""

    path: Path
    key: str | None  # of a missing field
    arms: tuple[str, ...]  # alternatives of unions passed on the way
    arms_at: int  # length of the path where the first of them branched
    kind: str
    message: str


def validate(model: type[ModelT], root: Node, dropped: Iterable[Path] = ()) -> Validated[ModelT]:
    """Build a model from a tree, or as much of it as can be built.

    Args:
        model: `ScenarioModel` or a subclass.
        root: the merged tree.
        dropped: paths that were left out before, whose absence is not reported again.
    """
    pruned = list(dropped)
    problems: list[Problem] = []
    for turn in range(_ROUNDS):
        try:
            return Validated(model.model_validate(plain(root)), problems, pruned)
        except ValidationError as error:
            faults = _faults(error, root)
        if turn == 0:
            pruned.extend(_meant_keys(root, faults))
            told = [fault for fault in _told(faults) if not _covered(fault, pruned)]
            problems = [_problem(fault, root) for fault in told[:MOST_PROBLEMS]]
            if len(told) > MOST_PROBLEMS:
                rest = f"and {len(told) - MOST_PROBLEMS} more problems."
                problems.append(Problem(root.mark.file, 10**9, "", rest))
        root = _pruned(root, faults, pruned)
    return Validated(None, problems, pruned)


def _faults(error: ValidationError, root: Node) -> list[_Fault]:
    return [
        _place(root, tuple(detail["loc"]), detail["type"], _cleaned(detail))
        for detail in error.errors(include_url=False, include_input=False)
    ]


def _place(root: Node, loc: tuple[int | str, ...], kind: str, message: str) -> _Fault:
    """Follow pydantic's location through the tree; what is not in it names a union's arm."""
    node, place = root, ROOT
    path: list[str | int] = []
    arms: list[str] = []
    arms_at = -1
    missing = str(loc[-1]) if kind == "missing" else None
    for step in loc[:-1] if missing is not None else loc:
        key = _usual(place, step)
        child = node.child(key)
        if child is None:
            arms_at = len(path) if not arms else arms_at
            arms.append(str(step))
            continue
        node, place = child, place.step(key) or Place()
        path.append(key)
    if missing is not None:
        missing = str(_usual(place, missing))
    return _Fault(tuple(path), missing, tuple(arms), arms_at, kind, message)


def _usual(place: Place, key: str | int) -> str | int:
    if place.part is None or isinstance(key, int):
        return key
    return synonyms(place.part).get(key, key)


def _told(faults: list[_Fault]) -> list[_Fault]:
    """One fault a place: of a union's alternatives, those of the one that was meant."""
    groups: dict[tuple[Path, bool], list[_Fault]] = {}
    for fault in faults:
        branch = fault.path[: fault.arms_at] if fault.arms else fault.path
        groups.setdefault((branch, bool(fault.arms)), []).append(fault)
    told: dict[tuple[Path, str | None], _Fault] = {}
    for (branch, is_union), group in groups.items():
        for fault in _meant(branch, group) if is_union else group:
            told.setdefault((fault.path, fault.key), fault)
    return list(told.values())


def _meant(branch: Path, group: list[_Fault]) -> list[_Fault]:
    """The faults of the alternative of a union that fits the value's shape best."""
    by_arm: dict[str, list[_Fault]] = {}
    for fault in group:
        by_arm.setdefault(fault.arms[0], []).append(fault)
    fitting = [
        arm
        for arm in by_arm.values()
        if not all(fault.kind in _WRONG_SHAPE and fault.path == branch for fault in arm)
    ]
    if not fitting:
        return group[:1]
    deepest = [arm for arm in fitting if any(len(fault.path) > len(branch) for fault in arm)]
    return min(deepest or fitting, key=len)


def _cleaned(detail: Any) -> str:
    message: str = detail["msg"]
    if detail["type"] == "literal_error":
        return f"one of: {detail['ctx']['expected']}".replace("'", "").replace(" or ", ", ")
    return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")


def _problem(fault: _Fault, root: Node) -> Problem:
    node = root
    place: Place | None = ROOT
    for key in fault.path:
        above, node = (place, node), node.child(key) or node
        place = place.step(key) if place is not None else None
    mark = nearest_mark(root, fault.path)
    path = dotted(fault.path, root)
    if fault.key is not None:
        message = f"missing: {fault.key}.{_about(place, fault.key)}"
    elif fault.kind == "extra_forbidden":
        message = _unknown(above[0], str(fault.path[-1]), above[1])
    else:
        message = _wrong(fault, node)
    return Problem(mark.file, mark.line, path, message)


def _about(place: Place | None, key: str) -> str:
    if place is None or place.part is None:
        return ""
    for name, field in place.part.model_fields.items():
        if key in (name, field.alias) and field.description:
            return f" It says: {field.description}"
    return ""


def _unknown(place: Place | None, key: str, container: Node) -> str:
    if key == "<<":
        return "merge keys (<<) are not allowed. Share between scenarios with `extends: FILE`."
    if place is None or place.part is None:
        return "unknown field."
    known = [*fields_of(place.part), *synonyms(place.part)]
    free = [name for name in known if name not in container.entries()]
    near = did_you_mean(key, free) or did_you_mean(key, known)
    return f"unknown field.{near or f' Fields here are: {enumeration(fields_of(place.part))}.'}"


def _wrong(fault: _Fault, node: Node) -> str:
    if fault.kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"{_shape(node)} stands here; a mapping {{key: value, ...}} is needed."
    if fault.kind in ("tuple_type", "list_type") and fault.path[0] == "opening":
        return _no_rows(node)
    if fault.kind in ("tuple_type", "list_type"):
        return f"{_shape(node)} stands here; a list [a, b, ...] is needed."
    if fault.kind == "string_type":
        return f"{_shape(node)} stands here; a single value is needed."
    if fault.kind == "literal_error":
        value = node.value if isinstance(node.value, str) else ""
        options = fault.message.removeprefix("one of: ").split(", ")
        return f"{_shape(node)} is not {fault.message}.{did_you_mean(value, options)}"
    if not isinstance(node.value, str) and " is not text." in fault.message:
        rule = fault.message.partition(" is not text.")[2]
        return f"{_shape(node)} stands here; a single value is needed.{rule}"
    hint = ""
    if isinstance(node.value, str) and node.value.lower() in ("null", "~", "nil"):
        hint = " To leave it out, remove the key (`none` removes what a file extends)."
    return f"{fault.message}{hint}"


def _no_rows(node: Node) -> str:
    """What is wrong with something that is no list of rows and no file of them."""
    if is_table_name(node):
        return (
            f"{_shape(node)} lies beside a scenario file, and a change has no folder to look in. "
            "Write it into a file that extends this one, or give the rows as a list."
        )
    return f"{_shape(node)} stands here; a list of rows or the name of a CSV file is needed."


def _shape(node: Node) -> str:
    if isinstance(node.value, dict):
        return "a mapping"
    return "a list" if isinstance(node.value, list) else f'"{shown(node.value)}"'


def _covered(fault: _Fault, dropped: list[Path]) -> bool:
    """Whether a fault only says that something left out before is missing."""
    depth = len(fault.path)
    within = [path for path in dropped if path[:depth] == fault.path]
    if fault.key is None:
        return bool(within)
    return (fault.key,) in dropped if depth == 0 else any(len(p) == depth + 1 for p in within)


def _pruned(root: Node, faults: list[_Fault], pruned: list[Path]) -> Node:
    """Leave out what is wrong; note what was left out."""
    paths: dict[Path, None] = {}
    for fault in faults:
        path = fault.path
        while path and isinstance(path[-1], int):
            path = path[:-1]  # without one item a list would say something else
        if path:
            paths[path] = None
        elif fault.key is not None:
            root = put(root, (fault.key,), marked(_STAND_INS.get(fault.key, ""), Mark()))
            pruned.append((fault.key,))
    pruned.extend(paths)
    return without_all(root, paths)


def _meant_keys(root: Node, faults: list[_Fault]) -> list[Path]:
    """The paths that misspelled keys were meant for; what those say was not read."""
    unknown = [fault.path for fault in faults if fault.kind == "extra_forbidden"]
    found = (_meant_key(root, path) for path in unknown[:MOST_PROBLEMS])
    return [path for path in found if path is not None]


def _meant_key(root: Node, path: Path) -> Path | None:
    place: Place | None = ROOT
    node: Node | None = root
    for key in path[:-1]:
        place = place.step(key) if place is not None else None
        node = node.child(key) if node is not None else None
    if place is None or place.part is None:
        return None
    free = [name for name in fields_of(place.part) if node is None or node.child(name) is None]
    near = nearest(str(path[-1]), free)
    return (*path[:-1], near) if near is not None else None
