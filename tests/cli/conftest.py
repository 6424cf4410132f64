"""A tiny scenario and a way to call the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gtmsim.cli import app

DESK = """\
name: desk
start: 2026-04-01
horizon: 20 days
channels:
  web: {leads: 10 per day}
stages:
  answer:
    function: sales
    work: {exponential: 1 h}
    then: {end: 100%}
teams:
  sales: {label: 営業, covers: [sales], headcount: 1, calendar: {hours: always}}
"""

Command = Callable[..., Result]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A scenario file that runs in no time."""
    path = tmp_path / "desk.yaml"
    path.write_text(DESK, encoding="utf-8")
    return path


@pytest.fixture
def gtmsim() -> Command:
    """Call the command in this process: `gtmsim("run", file, "--seed", 1)`."""

    def call(*arguments: object) -> Result:
        return CliRunner(env={"COLUMNS": "100"}).invoke(app, [str(each) for each in arguments])

    return call
