"""People who leave and are replaced or are hired, and deals that stay with who moves (R185)."""

from __future__ import annotations

from gtmsim.log import Kind
from tests.worlds.world import expected, told, unfold

AT_ONCE = (
    "mechanisms: {leaving: {rate: 1 per day, by_month: {Apr: 0, May: 1_000_000, Jun: 0, Jul: 0}}}"
)
"""Whoever is there in May gives notice in its first minute; before and after, nobody leaves."""


def test_a_leaver_finishes_the_work_in_hand_and_a_successor_takes_what_waited() -> None:
    """May the first is a Friday, and ann's last day: notice at midnight, gone at midnight.

    Lead 1 is in her hands until Monday. Lead 0 was hers, thinks until Saturday, and then waits
    for the successor: wanted since May 1, asked for 2 days later, found 10 days after that, and
    here with the intake of June, which begins on a Monday.
    """
    assert told(
        f"""
        {AT_ONCE}
        hiring:
          replaces_leavers: yes
          approval: 2 days
          search: 10 days
          intake: June
          cost: 150万円
        channels:
          web: {{on: [2026-04-30 16:00, 2026-05-01 17:30]}}
        stages:
          deal: {{function: sales, work: 1 h, sessions: 2, thinking: 40 h, then: {{end: 100%}}}}
        teams:
          fs: {{covers: sales, people: [ann], assignment: when_free}}
        """,
        start="2026-04-30",
        horizon="33 days",
    ) == expected("""
        04-30 16:00 arrived lead 0
        04-30 16:00 entered lead 0 deal visit 1
        04-30 16:00 joined lead 0 deal visit 1 step 1 team fs priority 0
        04-30 16:00 assigned lead 0 deal visit 1 team fs rep ann
        04-30 16:00 started lead 0 deal visit 1 step 1 team fs rep ann work 60
        04-30 17:00 finished lead 0 deal visit 1 step 1 team fs rep ann work 60
        04-30 17:00 delayed lead 0 deal visit 1 until 05-02 09:00
        05-01 17:30 arrived lead 1
        05-01 17:30 entered lead 1 deal visit 1
        05-01 17:30 joined lead 1 deal visit 1 step 1 team fs priority 0
        05-01 17:30 assigned lead 1 deal visit 1 team fs rep ann
        05-01 17:30 started lead 1 deal visit 1 step 1 team fs rep ann work 60

        05-02 00:00 left step 1 team fs rep ann
        05-02 09:00 assigned lead 0 deal visit 1 owner before ann
        05-02 09:00 joined lead 0 deal visit 1 step 2 team fs priority 0
        05-04 09:30 finished lead 1 deal visit 1 step 1 team fs rep ann work 60
        05-04 09:30 delayed lead 1 deal visit 1 until 05-06 01:30
        05-06 01:30 assigned lead 1 deal visit 1 owner before ann
        05-06 01:30 joined lead 1 deal visit 1 step 2 team fs priority 0

        06-01 09:00 hired step 2 team fs rep ann/2 cost 1500000 wanted since 05-01 00:00
        06-01 09:00 assigned lead 0 deal visit 1 team fs rep ann/2
        06-01 09:00 started lead 0 deal visit 1 step 2 team fs rep ann/2 work 60
        06-01 10:00 finished lead 0 deal visit 1 step 2 team fs rep ann/2 work 60
        06-01 10:00 done lead 0 deal visit 1
        06-01 10:00 assigned lead 0 deal visit 1 owner before ann/2
        06-01 10:00 assigned lead 1 deal visit 1 team fs rep ann/2
        06-01 10:00 started lead 1 deal visit 1 step 2 team fs rep ann/2 work 60
        06-01 11:00 finished lead 1 deal visit 1 step 2 team fs rep ann/2 work 60
        06-01 11:00 done lead 1 deal visit 1
        06-01 11:00 assigned lead 1 deal visit 1 owner before ann/2
    """)


COMINGS = (Kind.HIRED, Kind.LEFT, Kind.REORGANIZED)


def comings(world: str, **frame: str) -> str:
    """Only who comes and goes."""
    return unfold(world, **frame).text(kinds=COMINGS).replace("2026-", "")


IDLE = """
        channels: {web: {on: [2026-04-21 09:00]}}
        stages: {deal: {function: sales, work: 1 h, then: {end: 100%}}}
        teams: {fs: {covers: sales, people: [ann, bob]}, other: {covers: sales, people: [cat]}}
"""


def test_a_leaver_stays_until_the_end_of_the_notice() -> None:
    """Everybody gives notice in the first minute of May, and goes a month later."""
    world = f"""
        {AT_ONCE.replace("}}}", "}, notice: 1 month}}")}
        {IDLE.strip()}
    """
    assert comings(world, start="2026-04-20", horizon="2 months") == expected("""
        06-02 00:00 left step 1 team fs rep ann
        06-02 00:00 left step 1 team fs rep bob
        06-02 00:00 left step 1 team other rep cat
    """)


def test_positions_are_filled_when_the_delays_are_over() -> None:
    """Approval, search and notice follow each other; a requisition may say otherwise.

    Opened on Monday, April 6: all delays take 5 days, so two begin on Monday the 13th at nine,
    since the 11th is a Saturday. One waits for the intake of May, the first of which is a Friday.
    """
    world = f"""
        hiring: {{approval: 1 day, search: 3 days, notice: 1 day, cost: 1000 JPY}}
        requisitions:
          two: {{team: fs, people: 2, opened: 2026-04-06}}
          later: {{team: other, opened: 2026-04-06, intake: [October, May], cost: 5 JPY}}
          soon: {{team: other, opened: 2026-04-06, approval: 0 h, search: 0 h, notice: 0 h}}
        {IDLE.strip()}
    """
    assert comings(world, horizon="2 months") == expected("""
        04-06 09:00 hired step 1 team other rep soon-1 cost 1000 wanted since 04-06 00:00
        04-13 09:00 hired step 1 team fs rep two-1 cost 1000 wanted since 04-06 00:00
        04-13 09:00 hired step 1 team fs rep two-2 cost 1000 wanted since 04-06 00:00
        05-01 09:00 hired step 1 team other rep later-1 cost 5 wanted since 04-06 00:00
    """)


def test_positions_move_and_end_with_the_organization() -> None:
    """Ann and bob leave in May. Bob's position has moved, ann's has ended, when it is filled."""
    world = f"""
        {AT_ONCE}
        hiring: {{replaces_leavers: yes, search: 20 days, intake: June}}
        requisitions:
          more: {{team: fs, opened: 2026-05-02, intake: July}}
        reorganizations:
          - from: 2026-05-10
            teams: {{}}
            moves: [{{people: [ann], from: fs}}]
            reassign: [{{people: [bob, more-1], from: fs, to: other}}]
        {IDLE.strip()}
    """
    assert comings(world, start="2026-04-20", horizon="3 months") == expected("""
        05-02 00:00 left step 1 team fs rep ann
        05-02 00:00 left step 1 team fs rep bob
        05-02 00:00 left step 1 team other rep cat
        05-10 00:00 reorganized epoch 1
        06-01 09:00 hired step 2 team other rep bob/2 cost 0 wanted since 05-01 00:00
        06-01 09:00 hired step 2 team other rep cat/2 cost 0 wanted since 05-01 00:00
        07-01 09:00 hired step 1 team other rep more-1 cost 0 wanted since 05-02 00:00
    """)


def test_what_an_emptied_team_had_waiting_goes_to_another() -> None:
    """The last day of the only one of `small` is Sunday, May 31; bob begins the day after.

    Lead 2, who waited for her, is his at once; lead 1 was in her hands and is finished by her.
    """
    log = unfold(
        f"""
        {AT_ONCE.replace("}}}", "}, notice: 30 days}}")}
        channels: {{web: {{on: [2026-05-29 16:00, 2026-05-29 16:10, 2026-05-29 16:20]}}}}
        stages: {{deal: {{function: sales, work: 90 min, then: {{end: 100%}}}}}}
        teams:
          small: {{covers: sales, people: [ann], assignment: on_arrival}}
          large: {{covers: sales, people: [{{name: bob, starts: 2026-06-01}}]}}
        """,
        start="2026-04-30",
        horizon="2 months",
    )
    begun = log.text(["time", "lead", "team", "rep"], kinds=[Kind.STARTED, Kind.FINISHED])
    assert begun == expected("""
        2026-05-29 16:00 lead 0 team small rep ann
        2026-05-29 17:30 lead 0 team small rep ann
        2026-05-29 17:30 lead 1 team small rep ann
        2026-06-01 09:00 lead 2 team large rep bob
        2026-06-01 10:00 lead 1 team small rep ann
        2026-06-01 10:30 lead 2 team large rep bob
    """)


# --- Moving on ------------------------------------------------------------------------------

MOVED = """
        channels:
          web: {on: [2026-04-01 09:00]}
          old: {on: [2026-04-01 13:10], enters: care}
          late: {on: [2026-04-03 10:00]}
        stages:
          call: {function: inside_sales, work: 30 min, then: {sql: 100%}}
          deal:
            function: field_sales
            work: 1 h
            sessions: 3
            thinking: 1 day
            then: {won: 100%}
          care:
            function: field_sales
            work: 15 min
            sessions: 3
            thinking: 1 day
            then: {end: 100%}
        milestones: {sql: deal, won: care}
        teams:
          all: {covers: [inside_sales, field_sales], people: [ann, bob], assignment: when_free}
        reorganizations:
          - from: 2026-04-03
            teams:
              is: {covers: inside_sales, assignment: when_free}
              all: {covers: field_sales, assignment: when_free}
            reassign: [{from: all, to: is, people: [ann]}]
            open_deals: RULE
"""


def worked(rule: str) -> str:
    log = unfold(MOVED.replace("RULE", rule), horizon="2 weeks")
    text = log.text(["time", "lead", "stage", "step", "team", "rep"], kinds=[Kind.STARTED])
    return "\n".join(line for line in text.replace("2026-", "").splitlines() if line >= "04-03")


def test_deals_are_handed_over_unless_something_else_is_said() -> None:
    """Ann calls from Friday on; her deal (lead 0) and bob's care (lead 1) are bob's."""
    assert worked("hand over") == expected("""
        04-03 10:00 lead 2 call step 1 team is rep ann
        04-03 10:30 lead 2 deal step 1 team all rep bob
        04-03 11:30 lead 0 deal step 3 team all rep bob
        04-03 13:30 lead 0 care step 1 team all rep bob
        04-03 13:45 lead 1 care step 3 team all rep bob
        04-06 09:00 lead 2 deal step 2 team all rep bob
        04-06 10:00 lead 0 care step 2 team all rep bob
        04-07 10:00 lead 2 deal step 3 team all rep bob
        04-07 11:00 lead 0 care step 3 team all rep bob
        04-07 11:15 lead 2 care step 1 team all rep bob
        04-08 11:30 lead 2 care step 2 team all rep bob
        04-09 11:45 lead 2 care step 3 team all rep bob
    """)


def test_owners_keep_open_deals_until_they_close() -> None:
    """Ann's deal stays hers to the win. What she calls then, and whom she has won, is bob's."""
    found = worked("keep to close").splitlines()
    assert [line for line in found if "ann" in line] == [
        "04-03 10:00 lead 2 call step 1 team is rep ann",
        "04-03 11:30 lead 0 deal step 3 team is rep ann",
    ]
    assert [line[12:] for line in found if "lead 0 care" in line] == [
        "lead 0 care step 1 team all rep bob",
        "lead 0 care step 2 team all rep bob",
        "lead 0 care step 3 team all rep bob",
    ]


CUSTOMERS = """
        channels: {web: {on: [2026-04-02 09:00]}}
        stages:
          deal: {function: sales, work: 1 h, then: {won: 100%}}
          live:
            waits_for: {care: {every: 1 week}, churned: {after: 10 years}}
          care: {function: success, work: 15 min, then: {live: 100%}}
        milestones: {won: live}
        teams:
          all: {covers: [sales, success], people: [ann, bob], assignment: when_free}
        reorganizations:
          - from: 2026-04-06
            teams:
              cs: {covers: success, ASSIGNMENT}
              all: {covers: sales, assignment: when_free}
            reassign: [{from: all, to: cs, people: [bob]}]
            open_deals: RULE
"""


def test_customers_are_kept_for_good() -> None:
    """Ann goes on with the customer whom she has won; or bob does, in a team of his own."""
    for assignment in ("assignment: pooled", "assignment: on_arrival"):
        for rule, rep in (("keep to close", "ann"), ("hand over", "bob")):
            world = CUSTOMERS.replace("ASSIGNMENT", assignment).replace("RULE", rule)
            log = unfold(world, horizon="2 months")
            served = log.text(["stage", "rep"], kinds=[Kind.STARTED]).splitlines()
            assert len(served) > 6
            assert set(served[1:]) == {f"care rep {rep}"}


def test_what_somebody_gets_after_the_change_is_not_kept() -> None:
    """Bob, whose customer it is, goes with the change: ann calls, and cat takes care."""
    log = unfold(
        """
        channels: {web: {on: [2026-04-02 09:00]}}
        stages:
          deal: {function: field_sales, work: 1 h, then: {won: 100%}}
          live: {waits_for: {call: {every: 1 week}, churned: {after: 10 years}}}
          call: {function: inside_sales, work: 15 min, then: {care: 100%}}
          care: {function: field_sales, work: 15 min, then: {live: 100%}}
        milestones: {won: live}
        teams:
          all:
            covers: [inside_sales, field_sales]
            people: [bob, ann, cat]
            assignment: when_free
        reorganizations:
          - from: 2026-04-06
            teams:
              is: {covers: inside_sales, assignment: when_free}
              all: {covers: field_sales, assignment: when_free}
            moves: [{from: all, people: [bob]}]
            reassign: [{from: all, to: is, people: [ann]}]
            open_deals: keep to close
        """,
        horizon="1 month",
    )
    served = log.text(["stage", "rep"], kinds=[Kind.STARTED]).splitlines()
    assert set(served[1:]) == {"call rep ann", "care rep cat"}


MANY = """
        channels: {web: {leads: {poisson: 60}, on: [2026-04-01 09:00], spread: 1 day}}
        stages:
          call: {function: calling, work: 5 min, then: {sql: 100%}}
          deal: {function: closing, work: 5 min, sessions: 90, thinking: 1 day, then: {end: 100%}}
        milestones: {sql: deal}
        teams:
          all: {covers: [calling, closing], people: [ann, bob], assignment: when_free}
        reorganizations:
          - from: 2026-04-11
            teams:
              is: {covers: calling, ASSIGNMENT}
              all: {covers: closing, assignment: when_free}
            reassign: [{from: all, to: is, people: [ann]}]
            open_deals: {phase over: 20 days}
"""


def test_deals_are_phased_over_one_by_one() -> None:
    """Ann's deals become bob's one after the other, within twenty days, by luck of their own."""
    for assignment in ("assignment: pooled", "assignment: when_free"):
        log = unfold(
            MANY.replace("ASSIGNMENT", assignment),
            horizon="2 months",
            calendar="{hours: always}",
        )
        events, day = log.events, 1440
        work = log.select(Kind.STARTED) & (events["stage"] == 1)
        by_ann = work & (events["rep"] == 0)
        owned = set(events["lead"][by_ann & (events["time"] < 10 * day)].tolist())
        last = [int(events["time"][by_ann & (events["lead"] == lead)].max()) for lead in owned]
        phased = sorted(tick / day - 10 for tick in last)
        assert len(phased) > 20
        assert phased[-1] < 20
        quarters = [sum(low <= one < low + 5 for one in phased) for low in (-1, 5, 10, 15)]
        assert min(quarters) >= 2, quarters
