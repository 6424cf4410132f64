"""Imports only go downhill: the layers of docs/design.md, enforced.

So an engine cannot read YAML, a KPI cannot ask an engine, a plot cannot compute,
and statistics know nothing of sales.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "gtmsim"

RANKS = {
    "errors": 0,
    "units": 0,
    "scenario": 1,
    "log": 1,
    "stats": 1,
    "plan": 2,
    "engine": 3,
    "kpi": 3,
    "experiment": 4,
    "calibrate": 4,
    "report": 5,
    "cli": 6,
    "testing": 6,
}
"""Height of each package or module of gtmsim; the surface (`__init__`, `__main__`) is on top."""

SURFACE = ("__init__", "__main__")
SIMPY_USERS = {"engine/lead.py", "engine/process.py", "engine/served.py", "engine/team.py"}


def imported(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of everything a file imports, relative imports resolved."""
    package = ("gtmsim", *path.relative_to(root).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join((*above, *([node.module] if node.module else [])))
            if source == "gtmsim":
                for alias in node.names:
                    yield node.lineno, f"gtmsim.{alias.name}"
            else:
                yield node.lineno, source


def layer(path: Path, root: Path) -> str:
    """First part of a file's place below the package: `engine/lead.py` -> `engine`."""
    return path.relative_to(root).with_suffix("").parts[0]


def violations(root: Path) -> list[str]:
    """Every broken rule below `root`, one readable line each."""
    found = []
    for path in sorted(root.rglob("*.py")):
        own, place = layer(path, root), path.relative_to(root).as_posix()
        if own in SURFACE:
            continue
        if own not in RANKS:
            found.append(
                f"gtmsim/{place}: {own!r} has no rank; give it one in tests/test_layers.py"
            )
            continue
        for line, name in imported(path, root):
            where = f"gtmsim/{place}:{line}"
            top, *rest = name.split(".")
            if top == "simpy" and place not in SIMPY_USERS:
                found.append(f"{where}: imports simpy; only {', '.join(sorted(SIMPY_USERS))} may")
            if top != "gtmsim" or (rest and rest[0] == own):
                continue
            other = rest[0] if rest else ""
            if other not in RANKS:
                found.append(f"{where}: imports the surface ({name}); name the package it needs")
            elif RANKS[other] >= RANKS[own]:
                found.append(
                    f"{where}: {own} (rank {RANKS[own]}) imports {name} (rank {RANKS[other]}); "
                    "imports only go downhill"
                )
    return found


def test_imports_only_go_downhill() -> None:
    found = violations(PACKAGE)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("kpi/funnel.py", "from gtmsim.engine import run", "kpi (rank 3) imports gtmsim.engine"),
        ("log/log.py", "import gtmsim.scenario.model", "log (rank 1) imports gtmsim.scenario"),
        ("stats/estimate.py", "from ..plan import compile", "stats (rank 1) imports gtmsim.plan"),
        ("plan/plan.py", "from gtmsim import cli", "plan (rank 2) imports gtmsim.cli"),
        ("units.py", "from .errors import Problem", "units (rank 0) imports gtmsim.errors"),
        ("engine/run.py", "from gtmsim import Scenario", "imports the surface"),
        ("engine/run.py", "def f():\n    import simpy", "imports simpy"),
        ("helpers/text.py", "", "'helpers' has no rank"),
    ],
)
def test_a_violation_is_seen(tmp_path: Path, file: str, text: str, complaint: str) -> None:
    broken = tmp_path / file
    broken.parent.mkdir(parents=True, exist_ok=True)
    broken.write_text(text, encoding="utf-8")
    (found,) = violations(tmp_path)
    assert complaint in found


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("engine/lead.py", "import simpy\nfrom gtmsim.plan.plan import Plan\nfrom . import order"),
        ("kpi/funnel.py", "from gtmsim.log import EventLog\nfrom gtmsim.kpi.kpi import Kpi"),
        ("units.py", "import math"),
        ("__init__.py", "from gtmsim.cli import main"),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, file: str, text: str) -> None:
    fine = tmp_path / file
    fine.parent.mkdir(parents=True, exist_ok=True)
    fine.write_text(text, encoding="utf-8")
    assert violations(tmp_path) == []
