"""Leads of one account: merging, and customers who come again (R053, R054)."""

from __future__ import annotations

from tests.worlds.world import expected, told, unfold

ONE_ACCOUNT = """
    milestones: {sql: deal}
    segments:
      smb: {accounts: 1}
    channels:
      web: {on: [LEADS]}
    stages:
      call: {function: inside_sales, work: 30 min, then: {sql: 100%}}
      deal: {function: field_sales, work: 2 h, then: {end: 100%}}
    teams:
      is: {covers: inside_sales, people: [ann, eve]}
      fs: {covers: field_sales, people: [bob]}
"""


def world(*arrivals: str) -> str:
    return ONE_ACCOUNT.replace("LEADS", ", ".join(f"2026-04-01 {clock}" for clock in arrivals))


def test_a_lead_merges_into_the_open_opportunity_of_its_account() -> None:
    """Lead 1 comes while lead 0 is an opportunity; lead 2 comes after its end."""
    assert told(world("09:00", "10:00", "11:40")) == expected("""
        04-01 09:00 arrived lead 0
        04-01 09:00 entered lead 0 call visit 1
        04-01 09:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 09:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 09:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 09:30 milestone lead 0 call visit 1 sql
        04-01 09:30 advanced lead 0 call visit 1 next deal
        04-01 09:30 entered lead 0 deal visit 1
        04-01 09:30 joined lead 0 deal visit 1 step 1 team fs priority 0
        04-01 09:30 started lead 0 deal visit 1 step 1 team fs rep bob work 120
        04-01 10:00 arrived lead 1
        04-01 10:00 entered lead 1 call visit 1
        04-01 10:00 merged lead 1 call visit 1 into lead 0
        04-01 11:30 finished lead 0 deal visit 1 step 1 team fs rep bob work 120
        04-01 11:30 done lead 0 deal visit 1

        04-01 11:40 arrived lead 2
        04-01 11:40 entered lead 2 call visit 1
        04-01 11:40 joined lead 2 call visit 1 step 1 team is priority 0
        04-01 11:40 started lead 2 call visit 1 step 1 team is rep eve work 30
        04-01 13:10 finished lead 2 call visit 1 step 1 team is rep eve work 30
        04-01 13:10 milestone lead 2 call visit 1 sql
        04-01 13:10 advanced lead 2 call visit 1 next deal
        04-01 13:10 entered lead 2 deal visit 1
        04-01 13:10 joined lead 2 deal visit 1 step 1 team fs priority 0
        04-01 13:10 started lead 2 deal visit 1 step 1 team fs rep bob work 120
        04-01 15:10 finished lead 2 deal visit 1 step 1 team fs rep bob work 120
        04-01 15:10 done lead 2 deal visit 1
    """)


def test_a_lead_in_hand_merges_when_its_next_visit_begins() -> None:
    """Lead 1 is being called when lead 0 becomes the opportunity: there is only one."""
    assert told(world("09:00", "09:10")) == expected("""
        04-01 09:00 arrived lead 0
        04-01 09:00 entered lead 0 call visit 1
        04-01 09:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 09:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 09:10 arrived lead 1
        04-01 09:10 entered lead 1 call visit 1
        04-01 09:10 joined lead 1 call visit 1 step 1 team is priority 0
        04-01 09:10 started lead 1 call visit 1 step 1 team is rep eve work 30
        04-01 09:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 09:30 milestone lead 0 call visit 1 sql
        04-01 09:30 advanced lead 0 call visit 1 next deal
        04-01 09:30 entered lead 0 deal visit 1
        04-01 09:30 joined lead 0 deal visit 1 step 1 team fs priority 0
        04-01 09:30 started lead 0 deal visit 1 step 1 team fs rep bob work 120
        04-01 09:40 finished lead 1 call visit 1 step 1 team is rep eve work 30
        04-01 09:40 milestone lead 1 call visit 1 sql
        04-01 09:40 advanced lead 1 call visit 1 next deal
        04-01 09:40 entered lead 1 deal visit 1
        04-01 09:40 merged lead 1 deal visit 1 into lead 0
        04-01 11:30 finished lead 0 deal visit 1 step 1 team fs rep bob work 120
        04-01 11:30 done lead 0 deal visit 1
    """)


def test_a_customers_lead_goes_to_the_customers_owner_and_its_win_is_an_expansion() -> None:
    """R053: bob has no lead and would get the second one, but ann owns the customer."""
    assert told("""
        milestones: {won: live}
        currency: JPY
        contract: {term: 12 months}
        segments:
          smb: {accounts: 1, deal_size: 120万円 per year}
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 11:00]}
        stages:
          sell: {function: sales, work: 30 min, then: {won: 100%}}
          live: {waits_for: {check_in: {every: 30 days}, churned: {after: 10 years}}}
          check_in: {function: sales, work: 30 min, then: {live: 100%}}
        teams:
          all: {covers: sales, people: [ann, bob], assignment: on_arrival}
    """) == expected(
        """
        04-01 10:00 arrived lead 0
        04-01 10:00 entered lead 0 sell visit 1
        04-01 10:00 joined lead 0 sell visit 1 step 1 team all priority 0
        04-01 10:00 assigned lead 0 sell visit 1 team all rep ann
        04-01 10:00 started lead 0 sell visit 1 step 1 team all rep ann work 30
        04-01 10:30 finished lead 0 sell visit 1 step 1 team all rep ann work 30
        04-01 10:30 milestone lead 0 sell visit 1 team all rep ann won
        04-01 10:30 money lead 0 sell visit 1 team all rep ann amount 1200000 due 04-01 10:30 new
        04-01 10:30 advanced lead 0 sell visit 1 next live
        04-01 10:30 entered lead 0 live visit 1
        04-01 10:30 delayed lead 0 live visit 1 until 05-01 10:30

        04-01 11:00 arrived lead 1
        04-01 11:00 entered lead 1 sell visit 1
        04-01 11:00 assigned lead 1 sell visit 1 team all rep ann
        04-01 11:00 joined lead 1 sell visit 1 step 1 team all rep ann priority 0
        04-01 11:00 started lead 1 sell visit 1 step 1 team all rep ann work 30
        04-01 11:30 finished lead 1 sell visit 1 step 1 team all rep ann work 30
        04-01 11:30 milestone lead 1 sell visit 1 team all rep ann won
        04-01 11:30 money lead 1 sell visit 1 team all rep ann amount EXPANSION
        04-01 11:30 advanced lead 1 sell visit 1 next live
        04-01 11:30 entered lead 1 live visit 1
        04-01 11:30 delayed lead 1 live visit 1 until 05-01 11:30
    """.replace("EXPANSION", "1200000 due 04-01 11:30 expansion")
    )


def test_the_second_win_of_an_account_is_an_expansion_whenever_its_lead_came() -> None:
    """R053: both leads come before the first win; a customer is never a new logo twice."""
    log = told("""
        milestones: {won: live}
        currency: JPY
        contract: {term: 12 months}
        segments:
          smb: {accounts: 1, deal_size: 120万円 per year}
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:10]}
        stages:
          sell: {function: sales, work: 30 min, then: {won: 100%}}
          live: {waits_for: {check_in: {every: 30 days}, churned: {after: 10 years}}}
          check_in: {function: sales, work: 30 min, then: {live: 100%}}
        teams:
          all: {covers: sales, people: [ann, bob]}
    """)
    assert [line for line in log.splitlines() if "money" in line] == [
        "04-01 10:30 money lead 0 sell visit 1 team all rep ann amount 1200000 due 04-01 10:30 new",
        "04-01 10:40 money lead 1 sell visit 1 team all rep bob amount 1200000 "
        "due 04-01 10:40 expansion",
    ]


def test_an_opportunity_that_is_recycled_or_returned_is_no_longer_open() -> None:
    """Lead 1 comes while lead 0 is away: it does not merge, and becomes the opportunity itself."""
    world = """
        milestones: {sql: deal}
        segments:
          smb: {accounts: 1}
        channels:
          web: {on: [2026-04-01 09:00, 2026-04-01 11:00]}
        stages:
          call: {then: {sql: 100%}}
          deal: {function: sales, work: 1 h, then: {end: 0%, BACK: rest}}
          again: {then: {end: 100%}}
        recycle:
          later: {nurture: 1 day, then: again}
        returned:
          later: {nurture: 1 day, then: again}
        teams:
          fs: {covers: sales, people: [ann]}
    """
    for back, row in (("recycle.later", "recycled"), ("returned.later", "returned")):
        log = told(world.replace("BACK", back))
        assert f"04-01 10:00 {row} lead 0 deal visit 1" in log
        assert "04-01 11:00 started lead 1 deal visit 1" in log
        assert f"04-01 12:00 {row} lead 1 deal visit 1" in log
        assert "merged" not in log


# --- Cooling off (R074) -------------------------------------------------------------------

COOLING = """
    segments:
      smb: {accounts: 1, cooling_off: 2 days}
    channels:
      web: {on: [LEADS]}
    stages:
      call: {function: sales, work: 30 min, then: {end: 0%, lost.price: rest}}
    teams:
      desk: {covers: sales, people: [ann]}
"""


def test_after_a_loss_an_account_sends_nobody_until_it_has_cooled_off() -> None:
    """Lost on 04-01 at 9:30: nobody comes before 04-03 at 9:30."""
    arrivals = ("2026-04-01 09:00", "2026-04-03 09:29", "2026-04-03 09:30")
    assert told(COOLING.replace("LEADS", ", ".join(arrivals))) == expected("""
        04-01 09:00 arrived lead 0
        04-01 09:00 entered lead 0 call visit 1
        04-01 09:00 joined lead 0 call visit 1 step 1 team desk priority 0
        04-01 09:00 started lead 0 call visit 1 step 1 team desk rep ann work 30
        04-01 09:30 finished lead 0 call visit 1 step 1 team desk rep ann work 30
        04-01 09:30 lost lead 0 call visit 1 price
        04-03 09:29 saturated lead 1 until 04-03 09:30
        04-03 09:30 arrived lead 2
        04-03 09:30 entered lead 2 call visit 1
        04-03 09:30 joined lead 2 call visit 1 step 1 team desk priority 0
        04-03 09:30 started lead 2 call visit 1 step 1 team desk rep ann work 30
        04-03 10:00 finished lead 2 call visit 1 step 1 team desk rep ann work 30
        04-03 10:00 lost lead 2 call visit 1 price
    """)


def test_only_a_loss_cools_and_only_its_own_account() -> None:
    two = COOLING.replace("LEADS", "2026-04-01 09:00, 2026-04-02 09:00")
    assert "saturated" in told(two)
    assert "saturated" not in told(two.replace("end: 0%, lost.price: rest", "end: 100%"))
    assert "saturated" not in told(two.replace("accounts: 1,", "accounts: 1000,"))
    assert "saturated" not in told(two.replace(", cooling_off: 2 days", ""))


# --- Leads that are not recognized (R054) -------------------------------------------------


def unmatched(text: str) -> str:
    return f"{text.rstrip()}\n    account_matching: 0%\n"


def test_a_lead_that_is_not_recognized_is_approached_beside_its_account() -> None:
    """It does not merge into the opportunity: both are worked, and that is told once."""
    assert told(unmatched(world("09:00", "10:00"))) == expected("""
        04-01 09:00 arrived lead 0
        04-01 09:00 entered lead 0 call visit 1
        04-01 09:00 joined lead 0 call visit 1 step 1 team is priority 0
        04-01 09:00 started lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 09:30 finished lead 0 call visit 1 step 1 team is rep ann work 30
        04-01 09:30 milestone lead 0 call visit 1 sql
        04-01 09:30 advanced lead 0 call visit 1 next deal
        04-01 09:30 entered lead 0 deal visit 1
        04-01 09:30 joined lead 0 deal visit 1 step 1 team fs priority 0
        04-01 09:30 started lead 0 deal visit 1 step 1 team fs rep bob work 120
        04-01 10:00 arrived lead 1
        04-01 10:00 entered lead 1 call visit 1
        04-01 10:00 duplicated lead 1 call visit 1 beside lead 0
        04-01 10:00 joined lead 1 call visit 1 step 1 team is priority 0
        04-01 10:00 started lead 1 call visit 1 step 1 team is rep eve work 30
        04-01 10:30 finished lead 1 call visit 1 step 1 team is rep eve work 30
        04-01 10:30 milestone lead 1 call visit 1 sql
        04-01 10:30 advanced lead 1 call visit 1 next deal
        04-01 10:30 entered lead 1 deal visit 1
        04-01 10:30 joined lead 1 deal visit 1 step 1 team fs priority 0
        04-01 11:30 finished lead 0 deal visit 1 step 1 team fs rep bob work 120
        04-01 11:30 done lead 0 deal visit 1
        04-01 11:30 started lead 1 deal visit 1 step 1 team fs rep bob work 120
        04-01 14:30 finished lead 1 deal visit 1 step 1 team fs rep bob work 120
        04-01 14:30 done lead 1 deal visit 1
    """)


def test_two_leads_worked_at_once_are_a_duplicated_approach_before_any_is_an_opportunity() -> None:
    log = told(unmatched(world("09:00", "09:10", "16:00")))
    assert [line for line in log.splitlines() if "duplicated" in line] == [
        "04-01 09:10 duplicated lead 1 call visit 1 beside lead 0",
    ], "lead 2 comes when the others are done"


def test_who_rests_is_not_approached() -> None:
    """Lead 0 is away for a day: while it is, lead 1 is the only one."""
    resting = """
        segments:
          smb: {accounts: 1}
        account_matching: 0%
        channels:
          web: {on: [2026-04-01 09:00, 2026-04-01 11:00]}
        stages:
          call: {function: sales, work: 30 min, then: {end: 0%, recycle.later: rest}}
          again: {function: sales, work: 30 min, then: {end: 100%}}
        recycle: {later: {nurture: NURTURE, then: again}}
        teams:
          desk: {covers: sales, people: [ann, bob]}
    """
    assert "duplicated" not in told(resting.replace("NURTURE", "1 day"))
    log = told(resting.replace("NURTURE", "100 min"))
    assert "04-01 11:10 duplicated lead 0 again visit 1 beside lead 1" in log


def test_who_waits_with_nobody_concerned_is_not_approached() -> None:
    """Lead 0 has been called and thinks about it, which is nobody's stage and no opportunity."""
    thinking = """
        segments:
          smb: {accounts: 1}
        account_matching: 0%
        channels:
          web: {on: [2026-04-01 09:00, 2026-04-01 11:00]}
        stages:
          call: {function: sales, work: 30 min, then: {thinks: 100%}}
          thinks: {decides: {after: 1 day}, then: {end: 100%}}
        teams:
          desk: {covers: sales, people: [ann, bob]}
    """
    assert "duplicated" not in told(thinking)
    deal = thinking.replace("segments:", "milestones: {sql: thinks}\n        segments:")
    deal = deal.replace("{thinks: 100%}", "{sql: 100%}")
    assert "04-01 11:00 duplicated lead 1 call visit 1 beside lead 0" in told(deal)


def test_a_lead_of_a_customer_that_is_not_recognized_is_a_new_customers_lead() -> None:
    """R053, R054: it has no owner to go to, and its win counts as new."""
    customer = unmatched("""
    milestones: {won: live}
    currency: JPY
    contract: {term: 12 months}
    segments:
      smb: {accounts: 1, deal_size: 120万円 per year}
    channels:
      web: {on: [2026-04-01 10:00, 2026-04-01 11:00]}
    stages:
      sell: {function: sales, work: 30 min, then: {won: 100%}}
      live: {waits_for: {check_in: {every: 30 days}, churned: {after: 10 years}}}
      check_in: {function: sales, work: 30 min, then: {live: 100%}}
    teams:
      all: {covers: sales, people: [ann, bob], assignment: on_arrival}
    """)
    log = unfold(customer)
    assert log.leads["existing"].tolist() == [0, 0]
    lines = log.text().replace("2026-", "").splitlines()
    assert "04-01 11:00 duplicated lead 1 sell visit 1 beside lead 0" in lines
    assert [line.split()[-1] for line in lines if "money" in line] == ["new", "new"]
    assert "04-01 11:00 assigned lead 1 sell visit 1 team all rep bob" in lines


def test_a_loss_cools_the_account_recognized_or_not() -> None:
    two = COOLING.replace("LEADS", "2026-04-01 09:00, 2026-04-02 09:00")
    assert "04-02 09:00 saturated lead 1" in told(unmatched(two))
