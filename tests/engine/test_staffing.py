"""What is drawn for people who come and go, and that nobody is forgotten in a queue."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gtmsim.engine import run
from gtmsim.engine.people import WAITING
from gtmsim.engine.process import Company
from gtmsim.log import Kind
from gtmsim.plan import compile
from gtmsim.plan.clock import NEVER
from gtmsim.plan.draws import Draws, key_of
from gtmsim.scenario import Scenario
from gtmsim.testing import scenarios

ANY = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_every_team_knows_what_waits_for_its_people() -> None:
    """The backlog is what somebody of the team could begin, whoever came, left or moved."""
    came = left = 0

    @ANY
    @given(scenarios(), st.integers(0, 2**64 - 1))
    def knows(scenario: Scenario, seed: int) -> None:
        nonlocal came, left
        company = Company(compile(scenario), seed, 0)
        company.unfold()
        for team in company.teams:
            if team.plan.manages:
                continue  # what waits for managers waits in no queue of theirs
            queues = [team.shared, team.newcomers, *(rep.agenda for rep in team.reps)]
            waiting = sum(entry[4].state == WAITING for queue in queues for entry in queue)
            assert team.waiting == waiting
            assert all(rep.team is team for rep in team.reps)
        for rep in company.reps:
            assert rep.team is not None or not any(one[4].state == WAITING for one in rep.agenda)
        log = run(compile(scenario), seed)
        came += int(log.select(Kind.HIRED).sum())
        left += int(log.select(Kind.LEFT).sum())

    knows()
    assert min(came, left) > 10


SHOP = Scenario.from_text(
    """
start: 2026-04-01
horizon: 36 months
calendar: {hours: always}
channels: {web: {leads: 1 per month}}
stages: {call: {function: sales, work: 1 h, then: {end: 100%}}}
mechanisms: {leaving: {rate: 2 per year}}
hiring: {replaces_leavers: yes, search: {exponential: 40 days}}
requisitions: {more: {team: sales, people: 3, opened: 2026-04-02}}
teams: {sales: {covers: sales, headcount: 3}}
"""
)


def test_luck_is_named_by_the_person() -> None:
    """How long it takes to find somebody, and how long he or she stays, by hand."""
    plan = compile(SHOP)
    given_ = plan.staffing
    assert given_ is not None
    assert given_.leaving is not None
    assert given_.replaces is not None
    (search,) = given_.replaces.delays
    assert search.table is not None
    log = run(plan, 8)
    luck = Draws(plan.streams, 8, 0)
    midnights, slope = plan.clocks[0].midnights, given_.leaving.slope[0]
    begun: dict[int, int] = {}
    hires = leavers = 0
    for row in log.select(Kind.HIRED, Kind.LEFT).nonzero()[0].tolist():
        time, rep = int(log.events["time"][row]), int(log.events["rep"][row])
        who = key_of(f"person/{log.reps['id'][rep]}")
        if log.events["kind"][row] == Kind.HIRED:
            hires += 1
            begun[rep] = time
            found = search.table.whole(luck.bits(search.stream, who, 0))
            ready = int(log.events["due"][row]) + found
            assert time == min(one for one in midnights if one >= ready)
        else:
            leavers += 1
            drawn = plan.exponential.fixed_point(luck.bits(given_.leaving.stream, who, 0))
            stays = (drawn << 40 - plan.exponential.point_bits) // slope
            gone = begun.get(rep, 0) + stays
            assert time == min(one for one in midnights if one > gone)
    assert hires > 10
    assert leavers > 10
    assert log.horizon < NEVER


LEAVES = Scenario.from_text(
    """
start: 2026-04-30
horizon: 2 months
calendar: {hours: {mon-fri: "9:00-18:00"}}
channels: {web: {on: [2026-05-29 16:00, 2026-05-29 16:10, 2026-05-29 16:20]}}
stages: {call: {function: sales, work: 4 h, then: {end: 100%}}}
mechanisms:
  leaving: {rate: 1 per day, by_month: {Apr: 0, May: 1_000_000, Jun: 0}, notice: 30 days}
teams:
  sales:
    covers: sales
    people: [ann, {name: bob, starts: 2026-06-01}]
    assignment: on_arrival
"""
)


def test_what_waited_for_a_leaver_is_counted_once() -> None:
    """Two leads wait for ann when she goes; bob does them, and nothing is left."""
    company = Company(compile(LEAVES), 1, 0)
    company.unfold()
    assert [team.backlog for team in company.teams] == [0]
    log = run(compile(LEAVES), 1)
    started = log.select(Kind.STARTED)
    assert [log.reps["id"][rep] for rep in log.events["rep"][started]] == ["ann", "bob", "bob"]
