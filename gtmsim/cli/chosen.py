"""The scenario that a command line names: a file, with the values that `--set` changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from gtmsim import scenario
from gtmsim.scenario import Scenario
from gtmsim.scenario.change import parse_setting

Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be repeated."),
]


def chosen_of(file: Path, settings: Sequence[str] | None) -> Scenario:
    """The scenario of a file, changed as the settings say.

    Raises:
        GtmsimError: the file or a setting does not hold.
    """
    loaded = scenario.load(file)
    changes = dict(parse_setting(text) for text in settings or ())
    return loaded.change(changes) if changes else loaded
