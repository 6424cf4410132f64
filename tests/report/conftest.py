"""One organization, run once for all tests of figures and of the page."""

from __future__ import annotations

from pathlib import Path

import pytest

import gtmsim
from gtmsim.experiment import Comparison, Result, compare, simulate, sweep
from gtmsim.experiment.briefing import Briefing, briefing
from gtmsim.scenario import Scenario

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


@pytest.fixture(scope="session")
def company() -> Scenario:
    return gtmsim.load(SCENARIOS / "own_company.yaml")


@pytest.fixture(scope="session")
def simulated(company: Scenario) -> Result:
    return simulate(company, replications=10)


@pytest.fixture(scope="session")
def told(simulated: Result) -> Briefing:
    return briefing(simulated, further=False)


@pytest.fixture(scope="session")
def compared() -> Comparison:
    desk = gtmsim.load(SCENARIOS / "one_desk.yaml")
    faster = desk.change("teams.desk.headcount", 2)
    kpis = ["leads", "waiting_time", "utilization"]
    return compare({"one_desk": desk, "two desks": faster}, replications=5, kpis=kpis)


@pytest.fixture(scope="session")
def swept() -> Result:
    desk = gtmsim.load(SCENARIOS / "one_desk.yaml")
    settings = {"teams.desk.headcount": [1, 2, 3]}
    return sweep(desk, settings, replications=3, kpis=["waiting_time", "work_hours"])
