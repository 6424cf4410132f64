"""What common random numbers buy in the shipped scenario of a small company."""

from __future__ import annotations

from pathlib import Path

import pytest

from gtmsim.errors import ScenarioError
from gtmsim.experiment import local, sweep
from gtmsim.scenario import load

REPLICATIONS = 200
HEADCOUNT = "teams.inside_sales.headcount"


SHORT = {"history": "none", "horizon": "4 months"}
"""The shipped company, cut so that a replication stays below 20,000 log rows."""


@pytest.mark.slow
def test_one_more_head_in_inside_sales(scenarios: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pairing is worth more than twice the replications, surely (-1, +1 and +2 heads)."""
    today = load(scenarios / "smb_inbound.yaml").change(SHORT)
    count = today.teams["inside_sales"].headcount
    assert count is not None
    extras = (-1, 1, 2)
    with local(2) as pool:
        found = sweep(
            today,
            {HEADCOUNT: [count, *(count + extra for extra in extras)]},
            replications=REPLICATIONS,
            kpis=["wins"],
            executor=pool,
        )
    lines = []
    for extra, row in zip(extras, found.compare(["wins"]).rows, strict=True):
        assert row.difference is not None
        ratio = row.difference.variance_ratio
        lines.append(
            f"{extra:+d} head: wins {row.difference.change}, variance ratio {ratio.mean:.1f} "
            f"[{ratio.low:.1f}, {ratio.high:.1f}]"
        )
        assert ratio.n == REPLICATIONS
        assert ratio.low > 2
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert not found.failures


def test_nobody_left_is_refused(scenarios: Path) -> None:
    """Nobody in the team that alone covers a function: the only point cannot be run."""
    today = load(scenarios / "smb_inbound.yaml")
    with pytest.raises(ScenarioError, match="nobody is in inside_sales"):
        sweep(today, {HEADCOUNT: [0]}, replications=1, kpis=["wins"])
