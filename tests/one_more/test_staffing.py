"""One requisition, one colleague more: whoever else comes or goes has the luck they had."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gtmsim.engine import run
from gtmsim.log import EventLog, Kind
from gtmsim.log.audit import audit
from gtmsim.plan import compile
from gtmsim.scenario import Scenario
from gtmsim.testing import scenarios
from tests.one_more.telling import rewritten, told
from tests.one_more.test_one_more import ANY, assert_same

COMPANY = """
start: 2026-04-01
horizon: 24 months
calendar: {hours: {mon-fri: "9:00-18:00"}}
channels: {web: {leads: 20 per month}}
stages:
  call: {function: calling, work: 1 h, then: {won: 30%, lost.price: rest}}
  care: {function: caring, work: 1 h, then: {end: 100%}}
milestones: {won: care}
mechanisms: {leaving: {rate: 60% per year, notice: 1 month}}
hiring:
  replaces_leavers: yes
  search: {lognormal: {mean: 40 days, p90: 80 days}}
requisitions:
  more: {team: calls, people: 2, opened: 2026-05-01}
teams:
  calls: {covers: calling, headcount: 4}
  cares: {covers: caring, headcount: 3}
"""

COMES_AND_GOES = (Kind.HIRED, Kind.LEFT)


def comings(log: EventLog) -> dict[str, list[tuple[Any, ...]]]:
    """When each person came and left."""
    rows = log.select(*COMES_AND_GOES).nonzero()[0].tolist()
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        name = log.reps["id"][log.events["rep"][row]]
        event = [int(log.events[column][row]) for column in ("time", "kind", "step", "due")]
        found.setdefault(name, []).append(tuple(event))
    return found


def log_of(scenario: Scenario, seed: int = 5) -> EventLog:
    log = run(compile(scenario), seed)
    assert audit(log) == []
    return log


def test_a_requisition_more_changes_nobody_elses_luck() -> None:
    """It stands before the others in the file, so that every number shifts."""
    scenario = Scenario.from_text(COMPANY)
    tree = scenario.tree()
    first = {"team": "cares", "opened": "2026-04-10", "people": 3}
    tree["requisitions"] = {"first": first, **tree["requisitions"]}
    alone, together = comings(log_of(scenario)), comings(log_of(rewritten(tree)))
    assert len(alone) > 10
    newcomers = {name for name in together if name.startswith("first-")}
    assert len(newcomers) >= 3
    assert {name: together[name] for name in together if name not in newcomers} == alone


def test_a_colleague_more_changes_nobody_elses_luck() -> None:
    scenario = Scenario.from_text(COMPANY)
    alone = comings(log_of(scenario))
    together = comings(log_of(scenario.change("teams.calls.headcount", 7)))
    assert {name: together[name] for name in alone} == alone
    assert any(name.startswith("calls-7") for name in together)


def test_a_later_search_moves_only_who_is_searched() -> None:
    """Two weeks later opened, the same two people come two weeks later; others as before."""
    scenario = Scenario.from_text(COMPANY)
    alone = comings(log_of(scenario))
    later = comings(log_of(scenario.change("requisitions.more.opened", "2026-05-15")))
    others = {name for name in alone if not name.startswith("more-")}
    assert {name: later[name] for name in others} == {name: alone[name] for name in others}
    for name in ("more-1", "more-2"):
        assert later[name][0][0] - alone[name][0][0] == 14 * 1440


STRAINED = COMPANY.replace(
    "leaving: {rate: 60% per year,",
    "leaving: {rate: 5% per year, overload: {above: 30%, times: 100},",
).replace("20 per month", "300 per month")


def test_a_reorganization_that_changes_nothing_changes_nobodys_reason_to_leave() -> None:
    """On the first of a month too, who had too much to do in the last one leaves sooner."""
    scenario = Scenario.from_text(STRAINED.replace("24 months", "9 months"))
    alone = comings(log_of(scenario))
    assert len(alone) > 10
    for day in ("2026-06-01", "2026-06-15"):
        changed = scenario.change("reorganizations", [{"from": day, "teams": {}}])
        assert comings(log_of(changed)) == alone


KEPT = """
start: 2026-04-01
horizon: 2 months
calendar: {hours: always}
channels: {web: {leads: {poisson: 30}, on: [2026-04-01 09:00], spread: 1 day}}
stages:
  call: {function: calling, work: 5 min, then: {sql: 100%}}
  deal: {function: closing, work: 5 min, sessions: 90, thinking: 1 day, then: {end: 100%}}
milestones: {sql: deal}
teams:
  all: {covers: [calling, closing], people: [ann, bob], assignment: when_free}
  spare: {covers: calling, people: [zoe]}
reorganizations:
  - from: 2026-04-11
    teams:
      is: {covers: calling}
      all: {covers: closing, assignment: when_free}
    reassign: [{from: all, to: is, people: [ann]}]
    open_deals: {phase over: 20 days}
"""


def test_when_deals_are_handed_over_does_not_depend_on_who_else_leaves() -> None:
    """Another organization between, as zoe leaves who has nothing to do with the deals."""

    def works(scenario: Scenario) -> list[tuple[int, int]]:
        log = log_of(scenario)
        begun = log.select(Kind.STARTED) & (log.events["rep"] == 0)
        return list(
            zip(*(log.events[name][begun].tolist() for name in ("time", "lead")), strict=True)
        )

    scenario = Scenario.from_text(KEPT)
    without = scenario.change("teams.spare.people", [{"name": "zoe", "leaves": "2026-04-05"}])
    assert len(works(scenario)) > 200
    assert works(without) == works(scenario)


def test_nobody_notices_people_for_whom_there_is_no_work() -> None:
    """A requisition of a team that serves a channel which brings nobody."""
    came = 0

    @ANY
    @given(scenarios(), st.integers(0, 2**64 - 1))
    def nobody_notices(scenario: Scenario, seed: int) -> None:
        nonlocal came
        tree = scenario.tree()
        stages = tree["stages"].values()
        functions = list(dict.fromkeys(one["function"] for one in stages if "function" in one))
        if not functions or isinstance(tree.get("history"), dict):
            return
        tree["channels"]["zz_none"] = {"leads": "0 per month"}
        serves = {"serves": {"channel": "zz_none"}, "headcount": 0, "assignment": "on_arrival"}
        tree["teams"]["zz_none"] = {"covers": functions, **serves}
        alone = told(log_of(rewritten(tree), seed))
        wanted = {"team": "zz_none", "opened": str(scenario.start), "search": "1 h", "people": 2}
        tree.setdefault("requisitions", {})["zz"] = wanted
        log = log_of(rewritten(tree), seed)
        came += len(log.reps["id"])
        assert_same(alone, told(log, without=["zz_none"]))

    nobody_notices()
    assert came
