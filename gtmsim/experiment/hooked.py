"""Which design is decided by functions, and where they can be used: here, or where they can go."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from gtmsim.engine import Hooks
from gtmsim.experiment.experiment import Experiment, ExperimentError
from gtmsim.experiment.words import say
from gtmsim.kpi import Language

if TYPE_CHECKING:
    from gtmsim.experiment.result import Result

Decided = Hooks | Mapping[str, Hooks] | None
"""The same hooks for every design, hooks by its name, or none."""


def by_design(hooks: Decided, designs: Sequence[str]) -> dict[str, Hooks]:
    """The hooks of each design that has any.

    Raises:
        ExperimentError: they are given to a design that there is not, or are no hooks.
    """
    given = hooks if isinstance(hooks, Mapping) else dict.fromkeys(designs, hooks or Hooks())
    for name, each in given.items():
        if name not in designs:
            known = ", ".join(designs)
            raise ExperimentError(f"`hooks` names {name!r}: no such design. Designs: {known}.")
        if not isinstance(each, Hooks):
            raise ExperimentError(f"`hooks` is {each!r}: write gtmsim.Hooks(assign=...).")
    return {name: each for name, each in given.items() if each.names}


def check_hooks(experiment: Experiment, executor: object, out: object) -> None:
    """Refuse hooks that nothing can keep, or that cannot get to where the work is done.

    Raises:
        ExperimentError: a folder should keep them, or they cannot travel to other processes.
    """
    if not experiment.hooks:
        return
    if out is not None:
        raise ExperimentError(
            "a folder cannot keep hooks, which are functions. Leave `out` away, or write the "
            "policy into the scenario: assignment_rules, priorities, reorganizations."
        )
    if executor is None or isinstance(executor, ThreadPoolExecutor):
        return
    for hooks in experiment.hooks.values():
        for place in hooks.names:
            try:
                pickle.dumps(getattr(hooks, place))
            except Exception as error:
                raise ExperimentError(
                    f"the hook `{place}` cannot travel to other processes: {error}. Define it "
                    "in a module of its own, or leave `executor` away."
                ) from None


def hook_lines(result: Result, language: Language = "en") -> list[str]:
    """Which functions of Python decided what the file would decide; nothing if none did."""
    found: dict[str, list[str]] = {}
    for design, hooks in result.hooks.items():
        named = ", ".join(f"{place} ({function})" for place, function in hooks.items())
        found.setdefault(named, []).append(design)
    lines = []
    for named, designs in found.items():
        line = say(
            language,
            f"Decided by functions of Python, not by the file: {named}",
            f"ファイルではなくPythonの関数による判断: {named}",
        )
        if len(designs) < len(result.experiment.scenarios):
            line += f" ({say(language, ', ', '、').join(designs)})"
        lines.append(line + say(language, ".", "。"))
    return lines
