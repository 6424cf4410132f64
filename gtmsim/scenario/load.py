"""Loading a scenario file and the files it extends."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path as FilePath

from gtmsim.errors import Problem, ScenarioError
from gtmsim.scenario.layers import Reading
from gtmsim.scenario.scenario import Scenario


def load(path: str | os.PathLike[str]) -> Scenario:
    """Load and check a scenario file.

    Args:
        path: the file; what it extends is looked for beside it.

    Raises:
        ScenarioError: with every problem found, each with file, line, path, rule and remedy.
    """
    name = os.fspath(path)
    reading = Reading()
    reading.file(name)
    try:
        return Scenario.from_reading(reading)
    except ScenarioError as error:
        raise ScenarioError(
            [_read_for(each, str(FilePath(name))) for each in error.problems]
        ) from None


def _read_for(problem: Problem, name: str) -> Problem:
    """The problem, with the file that was asked for if that extends the one it stands in."""
    extended = FilePath(problem.file).suffix in (".yaml", ".yml") and problem.file != name
    return replace(problem, read_for=name) if extended else problem
