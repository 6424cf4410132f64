"""Whatever is wrong with a scenario file: loading says where and what, and quickly."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gtmsim.errors import ScenarioError
from gtmsim.scenario import Scenario, load
from tests.bad_input.assigned import ASSIGNED, POLICIES
from tests.bad_input.cases import BASE, CASES, Case
from tests.bad_input.company import COMPANY, SOLD
from tests.bad_input.costly import COSTLY
from tests.bad_input.handed import HANDED, PASSED
from tests.bad_input.opened import FILES, OPEN, OPENED
from tests.bad_input.outbound import NEEDED, OUTREACH
from tests.bad_input.practised import LEARNT, PRACTISED
from tests.bad_input.pressed import OUT_OF_REACH, PRESSED
from tests.bad_input.staffed import COME_AND_GONE, STAFFED
from tests.bad_input.timed import HOURS, TIMED

EVERY = (
    *(*CASES, *COMPANY, *OPENED, *FILES, *PRACTISED, *PASSED, *COSTLY),
    *(*ASSIGNED, *OUTREACH, *COME_AND_GONE, *HOURS, *OUT_OF_REACH),
)

SLOWEST = 5.0
"""Seconds that refusing a file may take."""


def write(case: Case, folder: Path) -> Path:
    """Write the files of a case; the first one is the scenario."""
    _, files, _ = case
    for name, content in files.items():
        encoded = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(encoded)
    return folder / next(iter(files))


def test_the_bases_are_valid() -> None:
    assert Scenario.from_text(BASE).teams["inside_sales"].headcount == 3
    assert list(Scenario.from_text(SOLD).products) == ["light", "plus"]
    opening = Scenario.from_text(OPEN).opening
    assert opening is not None
    assert len(opening.customers) == 2
    assert Scenario.from_text(LEARNT).mechanisms is not None
    assert Scenario.from_text(HANDED).mechanisms is not None
    assert len(Scenario.from_text(POLICIES).assignment_rules) == 4
    assert Scenario.from_text(NEEDED).channels["outbound"].list_ == 500
    assert Scenario.from_text(STAFFED).requisitions
    assert Scenario.from_text(TIMED).managers is not None
    assert Scenario.from_text(PRESSED).mechanisms is not None


def test_there_are_enough_cases_with_names_of_their_own() -> None:
    names = [name for name, _, _ in EVERY]
    assert len(names) >= 240
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", EVERY, ids=[name for name, _, _ in EVERY])
def test_broken_scenarios_are_refused_with_place_and_remedy(case: Case, tmp_path: Path) -> None:
    path = write(case, tmp_path)
    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as refusal:
        load(path)
    assert time.perf_counter() - begun < SLOWEST
    said = str(refusal.value).replace(f"{tmp_path}/", "")
    for phrase in case[2]:
        assert phrase in said
    assert all(len(line) < 700 for line in said.splitlines())
