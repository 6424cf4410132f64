"""The scripts of docs/figures, so that tests can look at the numbers that they draw."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "figures"


def figure(name: str) -> ModuleType:
    """A script of docs/figures as a module; its neighbors can be imported, as when it is run."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    return importlib.import_module(name)
