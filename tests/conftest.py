"""What every test may rely on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Two test processes share a machine, so one slow example says nothing (no deadline).
# CI judges a change, so it draws the same examples every time; people explore new ones.
settings.register_profile("gtmsim", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("gtmsim")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def scenarios() -> Path:
    """The folder of shipped scenarios."""
    return ROOT / "scenarios"
