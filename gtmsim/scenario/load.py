"""Loading a scenario file and the files it extends."""

from __future__ import annotations

import os

from gtmsim.scenario.layers import Reading
from gtmsim.scenario.scenario import Scenario


def load(path: str | os.PathLike[str]) -> Scenario:
    """Load and check a scenario file.

    Args:
        path: the file; what it extends is looked for beside it.

    Raises:
        ScenarioError: with every problem found, each with file, line, path, rule and remedy.
    """
    reading = Reading()
    reading.file(os.fspath(path))
    return Scenario.from_reading(reading)
