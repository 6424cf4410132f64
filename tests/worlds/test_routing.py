"""Which team takes a lead: rules in the order of the file, and pools (R023, R050, R052)."""

from __future__ import annotations

from tests.worlds.world import told

RULES = """
    milestones: {won: live}
    attributes:
      area: {shares: {east: 0%, west: rest}}
      industry: {shares: {education: 0%, other: rest}}
      employees: {law: 200}
    segments:
      new: {share: 100%}
      known: {share: 0%, accounts: 1}
    channels:
      web: {on: [2026-04-01 10:00], segments: {new: 100%}}
      fair:
        on: [2026-04-01 10:01]
        segments: {new: 100%}
        attributes: {area: {shares: {east: 100%}}}
      school:
        on: [2026-04-01 10:02]
        segments: {new: 100%}
        attributes: {industry: {shares: {education: 100%}}}
      large: {on: [2026-04-01 10:03], segments: {new: 100%}, attributes: {employees: {law: 1000}}}
      client: {on: [2026-04-01 10:04, 2026-04-01 11:00], segments: {known: 100%}}
      partner: {on: [2026-04-01 10:06], segments: {new: 100%}}
    stages:
      call: {function: sales, work: 30 min, then: {won: 100%}}
      live: {waits_for: {churned: {after: 10 years}}}
    teams:
      accounts: {covers: sales, headcount: 1, serves: {customer: yes}}
      seniors: {covers: sales, headcount: 1, serves: {employees: ">= LARGE"}}
      vertical: {covers: sales, headcount: 1, serves: {industry: education}}
      eastern: {covers: sales, headcount: 1, serves: {area: east}}
      alliance: {covers: sales, headcount: 1, serves: {channel: partner}}
      everybody: {covers: sales, headcount: 9}
"""


def taken(large: int) -> dict[str, str]:
    """Which team takes the lead that comes at a time."""
    joined = [
        line.split()
        for line in told(RULES.replace("LARGE", str(large))).splitlines()
        if " joined " in line
    ]
    return {words[1]: words[words.index("team") + 1] for words in joined}


def test_leads_go_by_area_industry_size_account_and_channel_or_to_the_default() -> None:
    """R050: the first rule that matches, in the order of the file; else the team without one."""
    assert taken(1000) == {
        "10:00": "everybody",
        "10:01": "eastern",
        "10:02": "vertical",
        "10:03": "seniors",
        "10:04": "everybody",
        "10:06": "alliance",
        "11:00": "accounts",
    }


def test_what_is_large_enough_for_seniors_is_a_number_in_the_file() -> None:
    """R052: from 1,000 employees, or from any other number."""
    assert taken(1001)["10:03"] == "everybody"
    assert taken(200)["10:00"] == taken(200)["10:03"] == "seniors"


def test_a_lead_waits_for_its_own_pool_while_others_are_idle() -> None:
    """R023: the second large company waits half an hour, although bob has nothing to do."""
    pools = """
        attributes: {employees: {law: 1500}}
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:01]}
        stages:
          call: {function: sales, work: 30 min, then: {end: 100%}}
        teams:
          seniors: {covers: sales, people: [ann], serves: {employees: ">= 1000"}}
          everybody: {covers: sales, people: [bob]}
    """
    one_pool = pools.replace(', serves: {employees: ">= 1000"}', "").replace("[ann]", "[ann, bob]")
    one_pool = one_pool.replace("          everybody: {covers: sales, people: [bob]}\n", "")
    begun = [
        [line for line in told(world).splitlines() if "started" in line]
        for world in (pools, one_pool)
    ]
    assert begun[0][1].startswith("04-01 10:30 started lead 1 call visit 1 step 1 team seniors")
    assert begun[1][1].startswith("04-01 10:01 started lead 1 call visit 1 step 1 team seniors")
