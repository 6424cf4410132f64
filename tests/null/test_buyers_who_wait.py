"""What waiting does to buyers, in five steps: later answers win less, less patience loses more."""

from __future__ import annotations

from tests.null import paired
from tests.null.paired import DESK, assert_climbs

UP, DOWN = 1, -1


def test_the_faster_interest_fades_the_fewer_are_won() -> None:
    """Odds of who waited a day: all of them, or less and less (R030)."""
    levels = [
        DESK.change("stages.qualify.factors", {"response_delay": {"0 min": 1, "1 day": kept}})
        for kept in (1, 0.7, 0.45, 0.25, 0.1)
    ]
    assert_climbs(levels, paired.wins, DOWN)


def test_the_less_patient_the_buyers_the_more_go_cold() -> None:
    patience = {"stages.qualify.cold": "lost.cold"}
    levels = [
        DESK.change({**patience, "stages.qualify.goes_cold_after": {"exponential": length}})
        for length in ("8 days", "2 days", "12 h", "3 h", "45 min")
    ]
    assert_climbs(levels, paired.cold, UP)
    assert_climbs(levels, paired.wins, DOWN)
