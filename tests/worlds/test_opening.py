"""What is there on the first day: house list, open leads, deals, customers."""

from __future__ import annotations

from textwrap import dedent

import numpy as np

import gtmsim
from gtmsim import EventLog, Scenario
from gtmsim.engine.arrivals import arrive
from gtmsim.log import Kind, audit
from gtmsim.plan.draws import Draws, key_of
from tests.worlds.world import OFFICE, expected, told, unfold

WORLD = """
    currency: JPY
    milestones: {sql: deal, won: live, churned: end}
    contract: {term: 12 months}
    segments:
      smb: {deal_size: 120万円 per year}
    channels:
      web: {on: [ARRIVALS]}
    stages:
      call: {function: sales, work: 30 min, then: {sql: 100%}}
      deal:
        function: sales
        sessions: 3
        work: 1 h
        thinking: 10 days
        decides: {after: 30 days}
        then: {won: 100%}
      live: {waits_for: {check_in: {every: 30 days}, churned: {after: 10 years}}}
      check_in: {function: success, work: 1 h, then: {live: 100%}}
    recycle:
      timing: {nurture: 90 days, then: call}
      budget: {nurture: 3 months, then: call}
    teams:
      fs: {covers: sales, people: [ann, bob], assignment: when_free}
      cs: {covers: success, people: [eve], assignment: on_arrival}
    opening:
"""


def world(opening: str, arrivals: str = "2027-01-01") -> str:
    """A company in which nothing is left to chance, with an opening of these rows."""
    return WORLD.replace("ARRIVALS", arrivals) + f"      {opening}\n"


# --- Deals -------------------------------------------------------------------------------


def test_a_deal_goes_on_in_the_wait_that_has_begun_with_the_owner_it_has() -> None:
    """Since March 19 are 13 days: ten of thinking, and three of the next ten.

    So two of three sessions are over, and bob gives the third when seven more days have passed.
    """
    opening = "deals: [{id: d, stage: deal, since: 2026-03-19, owner: bob}]"
    assert told(world(opening), horizon="8 days") == expected("""
        04-01 00:00 opened lead 0 arrived 03-19 00:00
        04-01 00:00 assigned lead 0 team fs rep bob
        04-01 00:00 entered lead 0 deal visit 1
        04-01 00:00 delayed lead 0 deal visit 1 until 04-08 00:00
        04-08 00:00 joined lead 0 deal visit 1 step 3 team fs rep bob priority 0
        04-08 09:00 started lead 0 deal visit 1 step 3 team fs rep bob work 60
        04-08 10:00 finished lead 0 deal visit 1 step 3 team fs rep bob work 60
        04-08 10:00 delayed lead 0 deal visit 1 until 05-08 10:00
    """)


def test_what_is_nearly_decided_is_decided_soon_and_what_has_not_begun_begins() -> None:
    """Forty-nine days are two times ten and 29 of 30; without an age all is still to come."""
    opening = """deals:
        - {id: old, stage: deal, age: 49 days, amount: 2_400_000 JPY per year}
        - {id: new, stage: deal, arrived: 2026-03-01}
    """
    assert told(world(opening), horizon="2 days") == expected("""
        04-01 00:00 opened lead 0 arrived 02-11 00:00
        04-01 00:00 entered lead 0 deal visit 1
        04-01 00:00 delayed lead 0 deal visit 1 until 04-02 00:00
        04-01 00:00 opened lead 1 arrived 03-01 00:00
        04-01 00:00 entered lead 1 deal visit 1
        04-01 00:00 joined lead 1 deal visit 1 step 1 team fs priority 0
        04-01 09:00 assigned lead 1 deal visit 1 team fs rep ann
        04-01 09:00 started lead 1 deal visit 1 step 1 team fs rep ann work 60
        04-01 10:00 finished lead 1 deal visit 1 step 1 team fs rep ann work 60
        04-01 10:00 delayed lead 1 deal visit 1 until 04-11 10:00
        04-02 00:00 milestone lead 0 deal visit 1 won
        04-02 00:00 money lead 0 deal visit 1 amount 2400000 due 04-02 00:00 new
        04-02 00:00 advanced lead 0 deal visit 1 next live
        04-02 00:00 entered lead 0 live visit 1
        04-02 00:00 delayed lead 0 live visit 1 until 05-02 00:00
    """)


def test_what_should_be_over_long_since_is_over_now() -> None:
    """Nothing drawn is longer than 80 days: the decision falls on the first day."""
    opening = "deals: [{id: d, stage: deal, age: 80 days}]"
    assert told(world(opening), horizon="1 days").splitlines()[2:4] == [
        "04-01 00:00 delayed lead 0 deal visit 1 until 04-01 00:00",
        "04-01 00:00 milestone lead 0 deal visit 1 won",
    ]


def test_what_is_left_of_a_drawn_wait_is_that_of_waits_longer_than_what_has_passed() -> None:
    """A uniform wait of 0 to 30 days of which 20 have passed: 0 to 10 days are left, 5 in mean."""
    opening = "deals: [{id: d, count: 400, stage: deal, age: 20 days}]"
    text = world(opening).replace(
        "{after: 30 days}", "{after: {uniform: {low: 0 days, high: 30 days}}}"
    )
    text = text.replace("sessions: 3", "sessions: 1")
    log = unfold(text, horizon="11 days")
    first = log.select(Kind.DELAYED) & (log.events["time"] == 0)
    left = log.events["value"][first] / 1440
    assert len(left) == 400
    assert left.min() >= 0
    assert left.max() <= 10
    assert abs(left.mean() - 5) < 4 * 10 / np.sqrt(12 * 400)


def test_a_deal_is_not_won_before_its_expected_close_and_decides_by_then() -> None:
    """`early` decides on April 2 and signs on April 7; `late` would decide on April 26.

    April 5 is a Sunday: nobody signs before the office opens on Monday.
    What closed on April 1 as expected is not hurried any more.
    """
    opening = """deals:
        - {id: early, stage: deal, age: 49 days, closes: 2026-04-07}
        - {id: late, stage: deal, age: 25 days, closes: 2026-04-05}
        - {id: past, stage: deal, age: 25 days, closes: 2026-04-01}
    """
    log = told(world(opening), horizon="8 days")
    waits = [line for line in log.splitlines() if "delayed" in line or "won" in line]
    assert "\n".join(waits) == expected("""
        04-01 00:00 delayed lead 0 deal visit 1 until 04-02 00:00
        04-01 00:00 delayed lead 1 deal visit 1 until 04-06 09:00
        04-01 00:00 delayed lead 2 deal visit 1 until 04-26 00:00
        04-02 00:00 delayed lead 0 deal visit 1 until 04-07 09:00
        04-06 09:00 milestone lead 1 deal visit 1 won
        04-06 09:00 delayed lead 1 live visit 1 until 05-06 09:00
        04-07 09:00 milestone lead 0 deal visit 1 won
        04-07 09:00 delayed lead 0 live visit 1 until 05-07 09:00
    """)


def test_waits_still_to_come_are_as_long_as_anybodys() -> None:
    """Five days into two waits of 10 and 10 days in mean, who still thinks decides in 10 more.

    The waits of a visit were drawn together until they were long enough: those that come later
    must not be the short ones that were refused.
    """
    opening = "deals: [{id: d, count: 2000, stage: deal, age: 15 days}]"
    law = "{exponential: 10 days}"
    text = world(opening).replace("{after: 30 days}", f"{{after: {law}}}")
    text = text.replace("thinking: 10 days", f"thinking: {law}").replace(
        "sessions: 3", "sessions: 2"
    )
    text = text.replace("work: 1 h", "work: 1 min").replace("people: [ann, bob]", "headcount: 99")
    log = unfold(text, horizon="120 days")
    waits = log.select(Kind.DELAYED) & (log.events["stage"] == 1)
    first = waits & (log.events["time"] == 0)
    later = waits & (log.events["time"] > 0)
    # Of visits longer than 15 days, 1 / (1 + 1.5) are in the first of the two waits.
    assert abs(later.sum() / first.sum() - 0.4) < 4 * np.sqrt(0.4 * 0.6 / 2000)
    decides = (log.events["value"] - log.events["time"])[later] / 1440
    assert abs(decides.mean() - 10) < 4 * 10 / np.sqrt(later.sum())


def test_a_deal_that_is_pulled_forward_is_signed_then() -> None:
    """R095: it was to close on May 4, and agrees to the last tick of April for a tenth less."""
    opening = "deals: [{id: d, stage: deal, age: 40 days, closes: 2026-05-04}]"
    push = "{every: month, reach: 14 days, accepted: 100%, discount: 10%, stages: [deal]}"
    text = world(opening).replace("decides: {after: 30 days}", "decides: {after: 70 days}")
    told_ = told(f"{text}    period_end_push: {push}\n", horizon="35 days").splitlines()
    assert "04-30 17:59 milestone lead 0 deal visit 1 won" in told_
    assert any("amount 1080000 due 04-30 17:59 new" in line for line in told_)


def test_a_buyer_who_is_away_on_the_expected_close_signs_when_back() -> None:
    """The office opens on April 6, the buyer is away until the 8th; both waits end alike."""
    opening = """deals:
        - {id: early, stage: deal, age: 49 days, closes: 2026-04-04}
        - {id: late, stage: deal, age: 25 days, closes: 2026-04-04}
    """
    text = world(opening).replace("smb: {", 'smb: {calendar: {hours: {wed-fri: "10:00-24:00"}}, ')
    log = told(text, horizon="10 days").splitlines()
    assert [line for line in log if "won" in line] == [
        "04-08 10:00 milestone lead 0 deal visit 1 won",
        "04-08 10:00 milestone lead 1 deal visit 1 won",
    ]


def test_deals_slip() -> None:
    opening = "{slip: 3 days, deals: [{id: d, stage: deal, age: 49 days, closes: 2026-04-04}]}"
    text = WORLD.replace("ARRIVALS", "2027-01-01").rstrip() + f" {opening}\n"
    assert "04-07 09:00 milestone lead 0 deal visit 1 won" in told(text, horizon="8 days")


def test_a_price_that_was_quoted_holds_on_the_day_on_which_prices_change() -> None:
    """Both sign as the office opens on April 6; whose price nobody wrote down has the new one."""
    opening = """deals:
        - {id: q, stage: deal, age: 49 days, closes: 2026-04-04, amount: 1_000_000 JPY per year}
        - {id: n, stage: deal, age: 49 days, closes: 2026-04-04}
    """
    dearer = "term: 12 months, price_changes: {2026-04-06: 10%}"
    text = world(opening).replace("term: 12 months", dearer)
    assert [line for line in told(text).splitlines() if "money" in line] == [
        "04-06 09:00 money lead 0 deal visit 1 amount 1000000 due 04-06 09:00 new",
        "04-06 09:00 money lead 1 deal visit 1 amount 1320000 due 04-06 09:00 new",
    ]


def test_an_owner_without_room_or_of_another_team_does_not_own() -> None:
    """eve does not sell, and bob may own one lead only."""
    opening = """deals:
        - {id: a, stage: deal, age: 5 days, owner: eve}
        - {id: b, stage: deal, age: 5 days, owner: bob}
        - {id: c, stage: deal, age: 5 days, owner: bob}
    """
    text = world(opening).replace("when_free}", "when_free, max_open_leads: 1}")
    owners = [line for line in told(text, horizon="1 days").splitlines() if "assigned" in line]
    assert owners == ["04-01 00:00 assigned lead 1 team fs rep bob"]


# --- House list --------------------------------------------------------------------------


def test_the_house_list_comes_back_when_it_is_due() -> None:
    """Ninety days from January 3 are over on April 3; three months from January 5 on April 5.

    What was to be back in March comes at once.
    """
    opening = """house_list:
        - {id: a, recycle: timing, since: 2026-01-03}
        - {id: b, recycle: budget, since: 2026-01-05}
        - {id: c, returns: 2026-04-02, stage: deal}
        - {id: d, recycle: timing, age: 100 days}
        - {id: e, recycle: timing, returns: 2026-04-04, arrived: 2025-12-01}
        - {id: f, recycle: budget, age: 86 days}
    """
    log = told(world(opening), horizon="5 days")
    begun = [line for line in log.splitlines() if "opened" in line or "00:00 entered" in line]
    assert "\n".join(begun) == expected("""
        04-01 00:00 opened lead 0 arrived 01-03 00:00
        04-01 00:00 opened lead 1 arrived 01-05 00:00
        04-01 00:00 opened lead 2 arrived 04-01 00:00
        04-01 00:00 opened lead 3 arrived 2025-12-22 00:00
        04-01 00:00 entered lead 3 call visit 1
        04-01 00:00 opened lead 4 arrived 2025-12-01 00:00
        04-01 00:00 opened lead 5 arrived 01-05 00:00
        04-02 00:00 entered lead 2 deal visit 1
        04-03 00:00 entered lead 0 call visit 1
        04-04 00:00 entered lead 4 call visit 1
        04-05 00:00 entered lead 1 call visit 1
        04-05 00:00 entered lead 5 call visit 1
    """)


def test_who_is_on_the_house_list_has_been_recycled_before() -> None:
    """At most once: who was recycled before the first day is recycled out."""
    opening = "house_list: [{id: a, recycle: timing, returns: 2026-04-01}]"
    text = world(opening).replace("then: {sql: 100%}", "then: {sql: 0%, recycle.timing: rest}", 1)
    text += "    recycle_at_most: 1\n"
    assert told(text).splitlines()[-2].endswith("lost lead 0 call visit 1 recycled_out")


# --- Customers ---------------------------------------------------------------------------


def test_a_customers_check_ins_keep_the_beat_of_its_first_day() -> None:
    """From March 20 every thirty days: April 19. The term ends with the year."""
    opening = "customers: [{id: c, mrr: 10万円, starts: 2026-03-20, owner: eve}]"
    assert told(world(opening), horizon="20 days") == expected("""
        04-01 00:00 opened lead 0 arrived 03-20 00:00 due 2027-03-20 00:00
        04-01 00:00 assigned lead 0 team cs rep eve
        04-01 00:00 entered lead 0 live visit 1
        04-01 00:00 delayed lead 0 live visit 1 until 04-19 00:00
        04-19 00:00 advanced lead 0 live visit 1 next check_in
        04-19 00:00 entered lead 0 check_in visit 1
        04-19 00:00 joined lead 0 check_in visit 1 step 1 team cs rep eve priority 0
        04-20 09:00 started lead 0 check_in visit 1 step 1 team cs rep eve work 60
        04-20 10:00 finished lead 0 check_in visit 1 step 1 team cs rep eve work 60
        04-20 10:00 advanced lead 0 check_in visit 1 next live
        04-20 10:00 entered lead 0 live visit 2
        04-20 10:00 delayed lead 0 live visit 2 until 05-19 00:00
    """)


def test_a_monthly_beat_keeps_the_day_of_the_month() -> None:
    opening = "customers: [{id: c, arr: 120万円, starts: 2025-12-31}]"
    text = world(opening).replace("every: 30 days", "every: 2 months")
    assert "delayed lead 0 live visit 1 until 04-30 00:00" in told(text)


def test_a_term_that_runs_ends_as_told_or_counted_from_the_first_day() -> None:
    """Two years and a half: the third term. Without dates it begins on the first day."""
    opening = """customers:
        - {id: a, arr: 120万円, starts: 2023-10-15}
        - {id: b, arr: 120万円, renews: 2026-05-01}
        - {id: c, arr: 120万円}
        - {id: d, arr: 120万円, starts: 2025-04-01}
    """
    opened = [line for line in told(world(opening)).splitlines() if "opened" in line]
    assert [line.split("due ")[1] for line in opened] == [
        "10-15 00:00",
        "05-01 00:00",
        "2027-04-01 00:00",
        "2027-04-01 00:00",
    ]


def test_hazards_know_the_tenure() -> None:
    """Who is in the second year leaves within hours, who is in the first does not."""
    opening = """customers:
        - {id: old, arr: 120万円, starts: 2024-12-01}
        - {id: new, arr: 120万円, starts: 2025-12-01}
    """
    rate = "churned: {rate: {0 months: 0% per month, 12 months: 3000% per day}}"
    log = told(world(opening).replace("churned: {after: 10 years}", rate))
    ends = [line.split(" ", 2)[2] for line in log.splitlines() if "churned" in line]
    assert [end.split(" due ")[0] for end in ends] == [
        "milestone lead 0 live visit 1 churned",
        "money lead 0 live visit 1 amount 1200000",
        "churned lead 0 live visit 1 churned",
    ]


def test_a_review_that_was_due_before_the_first_day_is_due_at_once() -> None:
    opening = "customers: [{id: a, arr: 120万円, renews: 2026-05-01}]"
    text = world(opening).replace("{every: 30 days}", "{before_term_ends: 60 days}")
    assert "delayed lead 0 live visit 1 until 04-01 00:00" in told(text)


# --- Accounts ----------------------------------------------------------------------------


def test_a_lead_of_an_opening_customers_account_is_recognized() -> None:
    """R053: it goes to the owner's team, and its win is an expansion."""
    opening = "customers: [{id: a, account: Acme, arr: 120万円, owner: ann}]"
    text = world(opening, "2026-04-01 10:00").replace("smb: {", "smb: {accounts: 1, ")
    text = text.replace("decides: {after: 30 days}", "decides: {after: 1 hour}")
    text = text.replace("sessions: 3", "sessions: 1")
    log = unfold(text)
    assert log.leads["existing"].tolist() == [0, 1]
    assert log.leads["opening"].tolist() == [3, 0]
    assert "assigned lead 1 call visit 1 team fs rep ann" in log.text()
    assert "amount 1200000 due 2026-04-01 12:30 expansion" in log.text()


def test_an_open_lead_of_a_customers_account_goes_to_its_owner_on_the_first_day() -> None:
    """R053: bob, of the customer of longest standing, though its row is the last."""
    opening = """leads: [{id: l, account: Acme, stage: call}]
      customers:
        - {id: b, account: Acme, arr: 120万円, owner: ann, starts: 2026-01-01}
        - {id: a, account: Acme, arr: 120万円, owner: bob, starts: 2025-01-01}
    """
    log = told(world(opening), horizon="1 day")
    assert "04-01 00:00 assigned lead 0 call visit 1 team fs rep bob" in log


def test_a_lead_merges_into_an_opening_deal_of_its_account() -> None:
    """Whichever row comes first: the deal is the account's opportunity from the start."""
    opening = """leads: [{id: a, account: Acme, stage: call}]
      deals: [{id: b, account: Acme, stage: deal, age: 1 day}, {id: c, stage: deal, age: 1 day}]
    """
    text = world(opening, "2026-04-01 10:00").replace("smb: {", "smb: {accounts: 1, ")
    merged = [line for line in told(text, horizon="2 days").splitlines() if "merged" in line]
    assert merged == [
        "04-01 00:00 merged lead 0 call visit 1 into lead 1",
        "04-01 10:00 merged lead 3 call visit 1 into lead 1",
    ]


# --- What is not told is drawn -----------------------------------------------------------

DRAWN = """
    currency: JPY
    milestones: {sql: deal, won: live}
    attributes:
      size: {shares: {few: 50%, many: rest}}
      staff: {law: {uniform: {low: 1, high: 9}}}
    segments:
      smb: {deal_size: {lognormal: {mean: 120万円 per year, cv: 0.5}}, share: 75%}
      ent: {deal_size: {lognormal: {mean: 900万円 per year, cv: 0.5}}, share: rest}
    channels:
      web:
        leads: 30 per month
        ready: {now: 20%, later: 60%, never: rest, later_after: {exponential: 2 months},
                buys_elsewhere_after: {exponential: 1 month}}
      fair: {leads: 10 per month}
    stages:
      call: {function: sales, work: 30 min, then: {sql: 50%, lost.fit: rest}}
      deal: {function: sales, work: 1 h, decides: {after: {exponential: 9 days}}, then: {won: 100%}}
      live: {waits_for: {churned: {rate: 3% per month}}}
    teams:
      fs: {covers: sales, people: [ann, bob], assignment: when_free}
    opening:
      leads: [{id: l, stage: call, count: 300, age: {exponential: 30 days}, channel: web}]
      deals:
        - {id: d, stage: deal, count: 600, arrived: 2026-02-01, age: {exponential: 3 days}}
        - id: e
          stage: deal
          segment: ent
          amount: 50万円 per year
          attributes: {size: many, staff: 7.5}
"""


def log_of(text: str, seed: int = 0, horizon: str = "10 days") -> EventLog:
    frame = f"start: 2026-04-01\nhorizon: {horizon}\ncalendar: {OFFICE}\n"
    log = gtmsim.run(gtmsim.compile(Scenario.from_text(frame + dedent(text))), seed)
    audit.check(log)
    return log


def test_what_a_row_does_not_say_is_drawn_as_for_leads_that_come() -> None:
    log = log_of(DRAWN)
    leads = {name: column[:901] for name, column in log.leads.items()}
    deals = slice(300, 900)
    assert set(leads["channel"][:300]) == {0}
    assert abs((leads["channel"][deals] == 1).mean() - 0.25) < 4 * np.sqrt(0.25 * 0.75 / 600)
    assert abs((leads["segment"][deals] == 1).mean() - 0.25) < 4 * np.sqrt(0.25 * 0.75 / 600)
    assert abs((leads["attribute.size"][deals] == 1).mean() - 0.5) < 4 * np.sqrt(0.25 / 600)
    assert len(np.unique(leads["amount"][deals])) > 590
    assert len(np.unique(leads["key"])) == 901
    last = {name: column[-1] for name, column in leads.items()}
    assert (last["segment"], last["amount"], last["attribute.size"]) == (1, 500_000, 1)
    assert last["attribute.staff"] == 7.5
    assert (leads["arrived"][deals] <= log_tick("2026-02-01")).all()


def log_tick(day: str) -> int:
    """Ticks from the first day, negative."""
    return int((np.datetime64(day) - np.datetime64("2026-04-01")).astype(int) * 1440)


def test_the_buyer_of_a_deal_is_ready_and_has_not_bought_elsewhere() -> None:
    """Those of open leads are what a channel's leads are so long after they came."""
    leads = log_of(DRAWN).leads
    deals = slice(300, 901)
    assert (leads["ready_at"][deals] == leads["arrived"][deals]).all()
    gone = leads["elsewhere_at"][deals]
    assert ((gone > 0) | (gone == -1)).all()
    web = gone[(leads["channel"][deals] == 0)] / 43830
    assert abs(web.mean() - 1) < 4 / np.sqrt(len(web)), "memoryless: a month from now in mean"
    ready, gone = leads["ready_at"][:300], leads["elsewhere_at"][:300]
    assert 0.2 < ((ready <= 0) & (ready != -1)).mean() < 0.6
    assert ((gone != -1) & (gone <= 0)).any()


def test_the_same_seed_gives_the_same_opening_and_another_does_not() -> None:
    assert log_of(DRAWN).same_as(log_of(DRAWN))
    assert not log_of(DRAWN).same_as(log_of(DRAWN, seed=1))


def test_the_order_of_rows_changes_nobodys_account_nor_the_year_of_its_buyers() -> None:
    """Twelve named accounts among twenty: some names lead to the same number."""
    rows = [f"{{id: r{n}, account: A{n}, segment: smb, stage: call}}" for n in range(12)]
    rows += [f"{{id: s{n}, account: B{n}, stage: call}}" for n in range(30)]
    years = "accounts: 20, fiscal_year_starts: {Apr: 50%, Jan: 50%}"
    text = DRAWN.replace("share: 75%}", f"share: 75%, {years}}}").split("      leads: [")[0]

    def known(rows: list[str], text: str = text) -> dict[int, tuple[int, int]]:
        frame = f"start: 2026-04-01\nhorizon: 1 day\ncalendar: {OFFICE}\n"
        plan = gtmsim.compile(
            Scenario.from_text(frame + dedent(f"{text}      leads: [{', '.join(rows)}]\n"))
        )
        leads = arrive(plan, Draws(plan.streams, 0, 0))
        columns = (leads.key, leads.account, leads.buyer)
        return {key: (account, buyer) for key, account, buyer in zip(*columns, strict=True)}

    forth, back = known(rows), known(rows[::-1])
    assert len({forth[key_of(f"opening/r{n}")][0] for n in range(12)}) == 12
    assert forth == back
    # Nor do accounts of another segment, counted or not, for who is in none of them.
    more = known(rows, text.replace("share: rest}", "share: rest, accounts: 9}"))
    lone = [key_of(f"opening/s{n}") for n in range(30)]
    assert [forth[key][1] for key in lone] == [more[key][1] for key in lone]


def test_one_more_alike_changes_no_other() -> None:
    """The first of several alike is the one that would be alone."""
    one, two = (log_of(DRAWN.replace("count: 600", f"count: {count}")) for count in (1, 2))
    assert one.leads["key"][300] == key_of("opening/d")
    assert two.leads["key"][301] == key_of("opening/d/2")
    mine = [300, 301]
    more = [300, 302]
    for column in one.leads:
        if column != "existing":
            assert one.leads[column][mine].tolist() == two.leads[column][more].tolist()
