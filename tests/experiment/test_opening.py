"""What is open on the first day explains what is won in the first months."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import gtmsim
from gtmsim import EventLog, Scenario
from gtmsim.log import Kind
from gtmsim.log.kinds import OPEN_DEAL

ROOT = Path(__file__).parents[2]
REPLICATIONS = 12
MONTH = 30 * 1440
T_95 = 2.20
"""Student's t at 97.5%, 11 degrees of freedom."""

PHASES = ("early", "issue", "evaluate", "propose", "negotiate", "approve")


def company(folder: Path, *, deals: int) -> Scenario:
    """The company of smb_inbound with 300 customers and open deals, in two CSV files."""
    base = gtmsim.load(ROOT / "scenarios" / "smb_inbound.yaml")
    phases = [phase for phase in base.deal_phases if base.stages[phase].waits_for is None]
    assert phases
    rows = ["id,stage,age,channel"]
    rows += [f"deal-{i},{phases[i % len(phases)]},{i % 20} days,website" for i in range(deals)]
    (folder / "deals.csv").write_text("\n".join(rows), encoding="utf-8")
    customers = ["id,mrr,starts"]
    customers += [f"c-{i},{5 + i % 20}万円,{2023 + i % 3}-{i % 12 + 1:02}-15" for i in range(300)]
    (folder / "customers.csv").write_text("\n".join(customers), encoding="utf-8")
    opening = "opening:\n  customers: customers.csv\n"
    opening += "  deals: deals.csv\n" if deals else ""
    text = (
        f"extends: {ROOT}/scenarios/smb_inbound.yaml\nhistory: none\nhorizon: 2 months\n{opening}"
    )
    (folder / "company.yaml").write_text(text, encoding="utf-8")
    return gtmsim.load(folder / "company.yaml")


def won(log: EventLog, until: int) -> tuple[int, int]:
    """Deals won until a tick: of the opening, and of all."""
    index = list(log.milestones).index("won")
    rows = log.select(Kind.MILESTONE) & (log.events["reason"] == index)
    rows &= log.events["time"] < until
    there = log.leads["opening"][log.events["lead"][rows]] == OPEN_DEAL
    return int(there.sum()), len(there)


def test_the_first_months_wins_are_those_of_the_opening(tmp_path: Path) -> None:
    """Without the open deals as many are missing as they bring, replication by replication."""
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    plans = [
        gtmsim.compile(company(tmp_path / "with", deals=60)),
        gtmsim.compile(company(tmp_path / "without", deals=0)),
    ]
    theirs, all_with, all_without = [], [], []
    for replication in range(REPLICATIONS):
        logs = [gtmsim.run(plan, seed=1, replication=replication) for plan in plans]
        assert all(len(log) < 20_000 for log in logs)
        assert [int((log.leads["opening"] == 3).sum()) for log in logs] == [300, 300]
        mine, everything = won(logs[0], MONTH)
        theirs.append(mine)
        all_with.append(everything)
        all_without.append(won(logs[1], MONTH)[1])
    assert sum(theirs) > 0.8 * sum(all_with), "the first month's wins are the opening's"
    missing = np.subtract(all_with, all_without)
    unexplained = missing - np.asarray(theirs)
    half = T_95 * unexplained.std(ddof=1) / np.sqrt(REPLICATIONS)
    assert missing.mean() > 3
    assert abs(unexplained.mean()) <= max(half, 1e-9), (unexplained, half)
    assert half < 0.2 * missing.mean(), "explained to a fifth of it, or better"
