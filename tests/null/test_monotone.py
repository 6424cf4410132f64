"""Each mechanism alone moves results in the direction it declares.

The same leads with the same luck meet both settings, so a difference is the mechanism's; it
must stand clear of zero by several standard errors of the paired differences.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest

from gtmsim.scenario import Scenario
from tests.null import paired
from tests.null.paired import DESK, Changes, Measure, assert_moves, differences

UP, DOWN = 1, -1

SLOW_RESPONSE = {"stages.qualify.factors": {"response_delay": {"0 min": 1, "1 day": 0.2}}}
PATIENCE = {
    "stages.qualify.goes_cold_after": {"exponential": "4 h"},
    "stages.qualify.cold": "lost.cold",
}
TWO_NAMED = {"teams.sales.headcount": None, "teams.sales.people": ["a", "b"]}
OWNED = {"teams.sales.assignment": "when_free", "teams.sales.headcount": 3}
MEETING = {
    **OWNED,
    "stages.qualify.meeting": {
        "slot": "30 min",
        "no_show": "20%",
        "missed": "lost.no_show",
        "notice": "2 h",
    },
}
BY_LAG = {"stages.qualify.meeting.no_show": {"0 days": "5%", "1 day": "30%", "3 days": "60%"}}
SESSIONS = {
    **OWNED,
    "stages.qualify.sessions": 3,
    "stages.qualify.thinking": {"exponential": "1 day"},
}
READY = {"now": "30%", "later": "30%", "later_after": {"exponential": "10 days"}, "never": "rest"}
READINESS = {
    "channels.web.ready": READY,
    "channels.ads.ready": READY,
    "stages.qualify.factors": {"readiness": {"now": 1, "later": 0.5, "never": 0.1}},
}
ELSEWHERE = {
    **READINESS,
    "stages.qualify.factors": {"readiness": {"elsewhere": 0.05}},
    "stages.qualify.starts": {"after": "1 day"},
}
CALLS = {
    "teams.sales.headcount": 3,
    "stages.qualify.attempts": {
        "max": 5,
        "connect": "30%",
        "work": "20 min",
        "within": "5 days",
        "exhausted": "lost.unreached",
    },
}
CUSTOMERS = {
    "contract": {"term": "1 month", "expansion": 0.2},
    "milestones": {"won": "live"},
    "stages.live": {
        "waits_for": {"churned.quits": {"rate": "5% per week"}, "help": {"rate": "5% per week"}}
    },
    "stages.help": {"function": "sales", "work": "20 min", "then": {"live": "100%"}},
    "teams.sales.headcount": 2,
}


@dataclass(frozen=True)
class Mechanism:
    """A world, a change in it, and what that must do.

    Attributes:
        world: what is laid on the busy desk first.
        change: the mechanism, turned up.
        measure: the number it moves.
        direction: UP or DOWN.
    """

    world: Changes
    change: Changes
    measure: Measure
    direction: int


MECHANISMS: dict[str, Mechanism] = {
    # waiting
    "more people wait less": Mechanism({}, {"teams.sales.headcount": 2}, paired.waits, DOWN),
    "shorter hours wait longer": Mechanism(
        {"teams.sales.headcount": 2},
        {"calendar": {"hours": {"mon-sun": "6:00-22:00"}}},
        paired.waits,
        UP,
    ),
    "a limit of open leads waits longer": Mechanism(
        SESSIONS, {"teams.sales.max_open_leads": 5}, paired.waits, UP
    ),
    "a hire who starts late waits longer": Mechanism(
        TWO_NAMED,
        {"teams.sales.people": ["a", {"name": "b", "starts": "2026-04-15"}]},
        paired.waits,
        UP,
    ),
    "a leaver waits longer": Mechanism(
        TWO_NAMED,
        {"teams.sales.people": ["a", {"name": "b", "leaves": "2026-04-15"}]},
        paired.waits,
        UP,
    ),
    "who has priority waits less": Mechanism(
        {},
        {"teams.sales.priorities": [{"channel": "ads"}]},
        partial(paired.waits, channel="ads"),
        DOWN,
    ),
    "who has none waits longer": Mechanism(
        {},
        {"teams.sales.priorities": [{"channel": "ads"}]},
        partial(paired.waits, channel="web"),
        UP,
    ),
    "work that fits waits for its time": Mechanism(
        {
            "calendar": {"hours": {"mon-sun": "8:00-12:00, 13:00-17:00, 18:00-22:00"}},
            "teams.sales.headcount": 2,
            "stages.qualify.work": "90 min",
        },
        {"stages.qualify.work_style": "fits"},
        paired.waits,
        UP,
    ),
    # waiting changes outcomes
    "a late response loses": Mechanism({}, SLOW_RESPONSE, paired.wins, DOWN),
    "more people win more, where delay counts": Mechanism(
        SLOW_RESPONSE, {"teams.sales.headcount": 2}, paired.wins, UP
    ),
    "buyers go cold": Mechanism({}, PATIENCE, paired.cold, UP),
    "less patience, more cold": Mechanism(
        PATIENCE, {"stages.qualify.goes_cold_after": {"exponential": "1 h"}}, paired.cold, UP
    ),
    "more people, fewer cold": Mechanism(PATIENCE, {"teams.sales.headcount": 2}, paired.cold, DOWN),
    "competitors win the unattended": Mechanism(
        ELSEWHERE,
        {
            "channels.web.ready.buys_elsewhere_after": {"exponential": "6 h"},
            "channels.ads.ready.buys_elsewhere_after": {"exponential": "6 h"},
        },
        paired.wins,
        DOWN,
    ),
    # the market
    "fewer are ready, fewer buy": Mechanism(
        READINESS,
        {"channels.web.ready.now": "5%", "channels.ads.ready.now": "5%"},
        paired.wins,
        DOWN,
    ),
    "a segment that buys less": Mechanism(
        {}, {"stages.qualify.factors": {"segment": {"large": 0.3}}}, paired.wins, DOWN
    ),
    "a channel that buys more": Mechanism(
        {}, {"stages.qualify.factors": {"channel": {"ads": 3}}}, paired.wins, UP
    ),
    # coming back
    "who comes back buys less": Mechanism(
        {}, {"stages.qualify.factors": {"recycles": {"0": 1, "1": 0.2}}}, paired.wins, DOWN
    ),
    "recycling brings wins": Mechanism(
        {"recycle_at_most": 0}, {"recycle_at_most": 3}, paired.wins, UP
    ),
    "an owner who stays is no handoff": Mechanism(
        OWNED, {"recycle.timing.keeps_owner": "yes"}, paired.handoffs, DOWN
    ),
    # calls
    "who is reached more often buys": Mechanism(
        CALLS, {"stages.qualify.attempts.connect": "60%"}, paired.wins, UP
    ),
    "stopping early reaches fewer": Mechanism(
        CALLS, {"stages.qualify.attempts.stop_after": 2}, paired.wins, DOWN
    ),
    # meetings
    "no-shows cost meetings": Mechanism(
        MEETING, {"stages.qualify.meeting.no_show": "50%"}, paired.meetings, DOWN
    ),
    "booking again saves meetings": Mechanism(
        MEETING, {"stages.qualify.meeting.rebook": 2}, paired.meetings, UP
    ),
    "a longer notice, more no-shows": Mechanism(
        {**MEETING, **BY_LAG}, {"stages.qualify.meeting.notice": "4 days"}, paired.misses, UP
    ),
    "full calendars, more no-shows": Mechanism(
        {**MEETING, **BY_LAG}, {"teams.sales.headcount": 1}, paired.misses, UP
    ),
    # customers
    "more hazard, more churn": Mechanism(
        CUSTOMERS,
        {"stages.live.waits_for.churned.quits.rate": "20% per week"},
        lambda log: paired.count(log, paired.Kind.CHURNED),
        UP,
    ),
    "more alerts, more work": Mechanism(
        CUSTOMERS,
        {"stages.live.waits_for.help.rate": "40% per week"},
        lambda log: paired.count(log, paired.Kind.FINISHED),
        UP,
    ),
}


def world(changes: Changes) -> Scenario:
    return DESK.change(changes) if changes else DESK


@pytest.mark.parametrize("name", MECHANISMS)
def test_moves_its_declared_way(name: str) -> None:
    one = MECHANISMS[name]
    before = world(one.world)
    assert_moves(differences(before, before.change(one.change), one.measure), one.direction)


def test_a_comparison_without_a_mechanism_sees_nothing() -> None:
    """The tests above can fail: equal designs differ by nothing, in no direction."""
    difference = differences(DESK, DESK.change("teams.sales.label", "営業"), paired.waits)
    assert not difference.any()
    with pytest.raises(AssertionError):
        assert_moves(difference, UP)
