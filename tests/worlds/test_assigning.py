"""Who takes what: rules with a default, choices among people, and help (R018, R050-R053)."""

from __future__ import annotations

from tests.worlds.world import told


def lines(world: str, *words: str, **frame: str) -> list[str]:
    """The lines of a log that hold one of some words, less what is the same in all of them."""
    found = [line for line in told(world, **frame).splitlines() if any(w in line for w in words)]
    return [line.replace("04-01 ", "").replace(" visit 1 step 1", "") for line in found]


def taken_by(world: str, **frame: str) -> dict[str, str]:
    """Which team, and who of it, began on which lead."""
    result = {}
    for line in lines(world, " started ", **frame):
        words = line.split()
        result[words[words.index("lead") + 1]] = words[words.index("rep") + 1]
    return result


# --- Rules -------------------------------------------------------------------------------

RULED = """
    attributes:
      employees: {law: 10}
      sector: {shares: {private: 100%, public: 0%}}
    channels:
      web: {on: [2026-04-01 10:00]}
      demo: {on: [2026-04-01 10:01], enters: confirm}
      giant: {on: [2026-04-01 10:02], attributes: {employees: {law: 1500}}}
      city: {on: [2026-04-01 10:03],
             attributes: {sector: {shares: {private: 0%, public: 100%}}}}
      both: {on: [2026-04-01 10:04], enters: confirm,
             attributes: {employees: {law: 1500}}}
    first_stage: call
    stages:
      call: {function: sales, work: 5 min, then: {end: 100%}}
      confirm: {function: sales, work: 5 min, then: {end: 100%}}
    teams:
      inside_sales: {covers: sales, people: [ivy]}
      seniors: {covers: sales, people: [sam]}
      public_sector: {covers: sales, people: [pat]}
      fast_lane: {covers: sales, people: [fay]}
    assignment_rules:
      - {when: {stage: confirm}, team: fast_lane}
      - {when: {employees: ">= 1000"}, team: seniors}
      - {when: {sector: public}, team: public_sector}
      - {team: inside_sales}
"""


def test_the_first_rule_that_fits_decides_and_the_named_default_takes_the_rest() -> None:
    """R050, R052: whatever the order of the teams in the file."""
    assert taken_by(RULED) == {"0": "ivy", "1": "fay", "2": "sam", "3": "pat", "4": "fay"}


def test_the_order_of_rules_decides_who_takes_what_two_rules_fit() -> None:
    swapped = RULED.replace("      - {when: {stage: confirm}, team: fast_lane}\n", "").replace(
        "      - {when: {sector",
        "      - {when: {stage: confirm}, team: fast_lane}\n      - {when: {sector",
    )
    assert taken_by(swapped) == {**taken_by(RULED), "4": "sam"}


def test_whom_a_team_serves_holds_for_rules_too() -> None:
    serving = RULED.replace("{covers: sales, people: [sam]}",
                            "{covers: sales, people: [sam], serves: {channel: both}}")  # fmt: skip
    assert taken_by(serving) == {**taken_by(RULED), "2": "ivy"}


def test_functions_that_no_rule_is_about_are_assigned_as_ever() -> None:
    world = """
        channels: {web: {on: [2026-04-01 10:00]}}
        stages:
          call: {function: inside, work: 5 min, then: {demo: 100%}}
          demo: {function: field, work: 5 min, then: {end: 100%}}
        teams:
          first: {covers: inside, people: [ann]}
          second: {covers: inside, people: [bob]}
          third: {covers: field, people: [cat]}
          fourth: {covers: field, people: [dan]}
        assignment_rules: [{team: second}]
    """
    assert [line.split("rep ")[1].split()[0] for line in lines(world, "started")] == ["bob", "cat"]


CUSTOMER = """
    segments: {all: {accounts: 1}}
    channels: {web: {on: [2026-04-01 10:00, 2026-04-01 11:00]}}
    stages:
      call: {function: sales, work: 10 min, then: {won: 100%}}
      live: {waits_for: {churned: {after: 10 years}}}
    milestones: {won: live}
    teams:
      hunters: {covers: sales, assignment: on_arrival, people: [ann, bob]}
      farmers: {covers: sales, people: [cat]}
    assignment_rules:
      - {team: hunters}
"""


def test_a_rule_sends_leads_of_customers_to_the_customers_owner() -> None:
    """R053: only if a rule says so; bob would have had the fewest leads."""
    owner = CUSTOMER.replace(
        "assignment_rules:\n", "assignment_rules:\n      - {when: {customer: yes}, to: owner}\n"
    )
    farmers = CUSTOMER.replace(
        "assignment_rules:\n", "assignment_rules:\n      - {when: {customer: yes}, team: farmers}\n"
    )
    assert taken_by(CUSTOMER) == {"0": "ann", "1": "bob"}
    assert taken_by(owner) == {"0": "ann", "1": "ann"}
    assert taken_by(farmers) == {"0": "ann", "1": "cat"}


def test_an_owner_who_may_go_on_keeps_the_lead_whatever_the_rules_say() -> None:
    world = """
        channels: {web: {on: [2026-04-01 10:00]}}
        stages:
          call: {function: inside, work: 5 min, then: {demo: 100%}}
          demo: {function: field, work: 5 min, then: {end: 100%}}
        teams:
          all: {covers: [inside, field], assignment: when_free, people: [ann]}
          field: {covers: field, people: [bob]}
        assignment_rules: [{when: {function: field}, team: field}, {team: all}]
    """
    assert all("rep ann" in line for line in lines(world, "started"))


def test_a_rule_is_passed_over_until_its_team_exists_and_has_people() -> None:
    world = """
        channels: {web: {on: [2026-04-01 10:00, 2026-04-02 10:00, 2026-04-03 10:00]}}
        stages: {call: {function: sales, work: 5 min, then: {end: 100%}}}
        teams:
          generalists: {covers: sales, people: [ann, bob]}
        reorganizations:
          - from: 2026-04-02
            teams: {specialists: {covers: sales}}
            moves: []
          - from: 2026-04-03
            teams: {}
            moves: [{people: [bob], from: generalists, to: specialists}]
        assignment_rules: [{when: {channel: web}, team: specialists}, {team: generalists}]
    """
    teams = [line.split("team ")[1].split()[0] for line in lines(world, "started")]
    assert teams == ["generalists", "generalists", "specialists"]


# --- Who of the team ---------------------------------------------------------------------

OWNERS = """
    attributes: {large: {law: 0}}
    channels:
      web: {on: [2026-04-01 10:00, 2026-04-01 10:10, 2026-04-01 10:20, 2026-04-01 11:00]}
    stages:
      call: {function: sales, work: 5 min, then: {live: 100%}}
      live: {waits_for: {churned: {after: 10 years}}}
    teams:
      sales: {covers: sales, assignment: on_arrival, people: [ann, bob, cat], CHOOSES}
"""


def chosen(world: str, how: str) -> str:
    return " ".join(taken_by(world.replace("CHOOSES", how)).values())


def test_round_robin_goes_round_and_least_loaded_is_the_default() -> None:
    """R051: fair shares."""
    assert chosen(OWNERS, "chooses: round_robin") == "ann bob cat ann"
    assert chosen(OWNERS, "chooses: least_loaded") == chosen(OWNERS, "max_open_leads: 9")


def test_round_robin_goes_on_where_it_was_when_somebody_joins() -> None:
    hired = OWNERS.replace("cat]", "cat, {name: dan, starts: 2026-04-02}]").replace(
        "2026-04-01 11:00", "2026-04-02 11:00, 2026-04-02 11:10"
    )
    assert chosen(hired, "chooses: round_robin") == "ann bob cat dan ann"


def test_the_most_skilled_gets_all_until_there_is_no_room() -> None:
    skilled = OWNERS.replace("[ann, bob, cat]", "[ann, {name: bob, skill: 1.2}, cat]")
    assert chosen(skilled, "chooses: most_skilled") == "bob bob bob bob"
    assert chosen(skilled, "chooses: most_skilled, max_open_leads: 2") == "bob bob ann cat"


def test_who_has_done_a_task_most_often_is_the_most_skilled() -> None:
    learnt = "\n    mechanisms: {learning: {first: 2, halves_after: 10}}" + OWNERS.replace(
        "[ann, bob, cat]",
        "[{name: ann, experience: 3}, {name: bob, experience: 4}, {name: cat, experience: 4}]",
    )
    assert chosen(learnt, "chooses: most_skilled") == "bob bob bob bob"


def test_the_longest_idle_is_who_has_had_neither_work_nor_a_lead() -> None:
    """At 10:10 ann has been idle for five minutes; at 11:00 for longest."""
    assert chosen(OWNERS, "chooses: longest_idle") == "ann bob cat ann"
    busy = OWNERS.replace("work: 5 min", "work: 2 h")
    assert chosen(busy, "chooses: longest_idle") == "ann bob cat ann"


POOL = """
    channels: {web: {on: [2026-04-01 10:00, 2026-04-01 10:10, 2026-04-01 10:40]}}
    stages: {call: {function: sales, work: 5 min, then: {end: 100%}}}
    teams: {sales: {covers: sales, people: [ann, {name: bob, skill: 1.25}, cat], CHOOSES}}
"""


def test_who_of_the_free_takes_pooled_work() -> None:
    assert chosen(POOL, "priorities: []") == "ann bob cat"
    assert chosen(POOL, "chooses: longest_idle") == "ann bob cat"
    assert chosen(POOL, "chooses: round_robin") == "ann bob cat"
    assert chosen(POOL, "chooses: most_skilled") == "bob bob bob"
    together = POOL.replace("10:10", "10:00").replace("10:40", "10:01")
    assert chosen(together, "chooses: most_skilled") == "bob ann cat"


KEPT = """
    channels: {web: {on: [2026-04-01 10:00, 2026-04-01 10:05, 2026-04-01 10:50]}}
    stages:
      call: {function: sales, work: 30 min, then: {live: 100%}}
      live: {waits_for: {help: {after: 1 year}, churned: {after: 10 years}}}
      help: {function: sales, work: 5 min, then: {end: 100%}}
    teams: {sales: {covers: sales, assignment: when_free, people: [ann, bob], CHOOSES}}
"""


def test_who_of_the_free_owns_fewest_leads_takes_the_next() -> None:
    """On the second day ann has been idle for longest; but dan, who is new, has no lead."""
    world = KEPT.replace("[ann, bob]", "[ann, {name: dan, starts: 2026-04-02}]").replace(
        "2026-04-01 10:05, 2026-04-01 10:50", "2026-04-02 10:00, 2026-04-02 11:00"
    )
    assert chosen(world, "chooses: least_loaded") == "ann dan ann"
    assert chosen(world, "chooses: longest_idle") == "ann ann dan"
    assert chosen(world, "chooses: round_robin") == "ann dan ann"


# --- Help --------------------------------------------------------------------------------

OVERFLOW = """
    channels:
      web: {on: [2026-04-01 10:00, 2026-04-01 10:00, 2026-04-01 10:00, 2026-04-01 10:00]}
    stages: {call: {function: sales, work: 30 min, then: {end: 100%}}}
    teams:
      inside: {covers: sales, people: [ann]}
      field: {covers: [sales], serves: {channel: web}, people: [bob]HELPS}
"""


def test_free_people_of_another_team_help_while_the_backlog_is_too_long() -> None:
    """Three wait at 10:00, and bob takes one; two are left at 10:30, and ann takes them."""
    helped = OVERFLOW.replace("HELPS", ", helps: [{team: inside, when_backlog_exceeds: 1}]")
    begun = [
        (line.split()[0], line.split("team ")[1].split()[0], line.split("rep ")[1].split()[0])
        for line in lines(helped, "started")
    ]
    assert begun == [
        ("10:00", "inside", "ann"),
        ("10:00", "field", "bob"),
        ("10:30", "inside", "ann"),
        ("11:00", "inside", "ann"),
    ]
    alone = [line.split()[0] for line in lines(OVERFLOW.replace("HELPS", ""), "started")]
    assert alone == ["10:00", "10:30", "11:00", "11:30"]


def test_who_helps_moves_the_lead_to_the_own_team_in_the_tick_in_which_work_begins() -> None:
    """So whoever works works for the own team, and has been waited for."""
    helped = OVERFLOW.replace("HELPS", ", helps: [{team: inside, when_backlog_exceeds: 2}]")
    told_of = [line for line in told(helped).splitlines() if "10:00 " in line and "field" in line]
    assert [line.split()[2] for line in told_of] == ["joined", "started"]


def test_nobody_helps_with_what_the_own_team_does_not_cover_or_out_of_hours() -> None:
    """bob covers no calls; the first who need a demo do so at 10:30."""
    world = """
        channels: {web: {on: [2026-04-01 10:00, 2026-04-01 10:00, 2026-04-01 10:00]}}
        first_stage: call
        stages:
          call: {function: inside, work: 30 min, then: {demo: 100%}}
          demo: {function: field, work: 30 min, then: {end: 100%}}
        teams:
          everything: {covers: [inside, field], people: [ann]}
          field: {covers: field, people: [bob], calendar: {hours: {mon-fri: "9:30-18:00"}},
                  serves: {recycled: yes}, helps: [{team: everything, when_backlog_exceeds: 0}]}
    """
    late = world.replace("9:30", "11:30")
    for hours, first in ((world, "10:30"), (late, "11:30")):
        begun = [line.split()[0] for line in lines(hours, "started") if "rep bob" in line]
        assert begun[0] == first


def test_own_work_comes_before_help() -> None:
    """bob has a lead of his own at 10:00, and helps at 10:30."""
    world = """
        channels:
          web: {on: [2026-04-01 10:00, 2026-04-01 10:00, 2026-04-01 10:00]}
          own: {on: [2026-04-01 10:00]}
        stages: {call: {function: sales, work: 30 min, then: {end: 100%}}}
        teams:
          field: {covers: sales, serves: {channel: own}, people: [bob],
                  helps: [{team: inside, when_backlog_exceeds: 0}]}
          inside: {covers: sales, people: [ann]}
    """
    begun = [
        (line.split()[0], line.split("rep ")[1].split()[0]) for line in lines(world, "started")
    ]
    assert sorted(begun) == [("10:00", "ann"), ("10:00", "bob"), ("10:30", "ann"), ("10:30", "bob")]


def test_who_helps_owns_the_lead_where_the_team_has_owners_and_room() -> None:
    owned = OVERFLOW.replace(
        "HELPS",
        ", assignment: when_free, max_open_leads: 1, "
        "helps: [{team: inside, when_backlog_exceeds: 0}]",
    )
    assert sum(" assigned " in line and "rep bob" in line for line in told(owned).splitlines()) == 2
