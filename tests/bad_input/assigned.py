"""Broken policies: who takes what, who of a team, what comes next, who helps."""

from __future__ import annotations

from tests.bad_input.cases import Case, added, broken, changed

RULES = "assignment_rules:\n  - {when: {employees: '>= 1000'}, team: field_sales}\n"

POLICIES = changed(
    "    headcount: 3\n",
    "    headcount: 3\n"
    "    chooses: round_robin\n"
    "    order: {score: employees}\n"
    '    time_blocks: [{hours: {mon-fri: "9:00-11:00"}, first: {stage: [qualify]}}]\n',
    "    covers: [field_sales]\n",
    "    covers: [field_sales, inside_sales]\n"
    "    helps: [{team: inside_sales, when_backlog_exceeds: 10}]\n",
    base=changed("    max_open_leads: 20\n", "    max_open_leads: 20\n    order: due\n")
    + RULES
    + "  - {when: {customer: yes}, to: owner}\n  - {team: inside_sales}\n  - {team: field_sales}\n",
)
"""A valid scenario with every policy."""


def policy(name: str, said: str, key: str, *phrases: str) -> Case:
    """The base with one policy of inside sales."""
    new = f"    headcount: 3\n    {said}\n"
    path = f"teams.inside_sales.{key}"
    return broken(name, "    headcount: 3\n", new, path, *phrases, mark=said)


def helped(name: str, said: str, key: str, *phrases: str) -> Case:
    """The base with field sales, who help."""
    new = f"    max_open_leads: 20\n    helps: [{said}]\n"
    path = f"teams.field_sales.helps.{key}"
    return broken(name, "    max_open_leads: 20\n", new, path, *phrases, mark=said)


def ruled(name: str, said: str, key: str, *phrases: str) -> Case:
    """The base with rules."""
    return added(name, f"assignment_rules: [{said}]\n", f"assignment_rules{key}", *phrases)


ASSIGNED: tuple[Case, ...] = (
    ruled("a rule for nobody", "{when: {customer: yes}}", ".0", "either team: NAME or to: owner"),
    ruled("a rule for two", "{team: inside_sales, to: owner}", ".0", "a team and an owner"),
    ruled("a rule for no team", "{team: inside_sale}", ".0.team", "Did you mean inside_sales?"),
    ruled("a rule to whom", "{to: boss}, {team: inside_sales}", ".0.to", "owner"),
    ruled("a rule on nothing", "{when: {employes: '> 9'}, team: inside_sales}, "
          "{team: inside_sales}", ".0.when.employes", "Did you mean employees?"),
    ruled("a rule on what nobody sees", "{when: {fit: good}, team: inside_sales}, "
          "{team: inside_sales}", ".0.when.fit", "latent"),
    ruled("no default among rules", "{when: {employees: '>= 1000'}, team: inside_sales}", "",
          "no rule takes leads with channel web, employees", "stage qualify",
          'Rules for "inside_sales" name: inside_sales',
          "Add a last rule without `when`, the default: {team: inside_sales}"),
    ruled("a rule behind the default", "{team: inside_sales}, "
          "{when: {channel: web}, team: inside_sales}", ".1", "Put this rule before it"),
    broken("promises without a service level", "    work: 3 h\n",
           "    work: 3 h\n    promises: [{when: {segment: large}, first_touch_within: 1 h}]\n",
           "stages.propose.promises", "Add a service_level", mark="promises:"),
    broken("a promise to all", "    goes_cold_after: {exponential: 5 days}\n",
           "    goes_cold_after: {exponential: 5 days}\n"
           "    promises: [{when: {}, first_touch_within: 1 h}]\n",
           "stages.qualify.promises.0.when", "holds for all leads", mark="promises:"),
    broken("a promise to nobody", "    goes_cold_after: {exponential: 5 days}\n",
           "    goes_cold_after: {exponential: 5 days}\n"
           "    promises: [{when: {segment: larg}, first_touch_within: 1 h}]\n",
           "stages.qualify.promises.0.when.segment", "Did you mean large?", mark="promises:"),
    policy("a choice of whom", "chooses: fairest", "chooses", "round_robin"),
    policy("the least loaded of nobody's leads", "chooses: least_loaded", "chooses",
           "pooled work has no owner", "assignment: when_free"),
    policy("an order of what", "order: last_come", "order", "{score: ATTRIBUTE}"),
    policy("a score of nothing", "order: {score: employes}", "order.score",
           "Did you mean employees?"),
    policy("a score that nobody sees", "order: {score: fit}", "order.score", "latent"),
    policy("a score that is a word", "order: {score: region}", "order.score", "no highest"),
    broken("due where nothing is promised", "    max_open_leads: 20\n",
           "    max_open_leads: 20\n    order: due\n", "teams.field_sales.order",
           "nothing is due", mark="order: due"),
    policy("a block for what", 'time_blocks: [{hours: {mon: "9:00-11:00"}, first: {}}]',
           "time_blocks.0.first", "which work comes first"),
    policy("a block for no stage", 'time_blocks: [{hours: {mon: "9:00-11:00"}, '
           "first: {stage: [qualfy]}}]", "time_blocks.0.first.stage", "Did you mean"),
    policy("a block on Sunday", 'time_blocks: [{hours: {sun: "9:00-11:00"}, '
           "first: {stage: [qualify]}}]", "time_blocks.0.hours", "nobody of this team is at work"),
    policy("a block without hours", "time_blocks: [{first: {stage: [qualify]}}]",
           "time_blocks.0", "hours"),
    helped("help for no team", "{team: inside, when_backlog_exceeds: 1}", "0.team",
           'no team "inside"'),
    helped("help for oneself", "{team: field_sales, when_backlog_exceeds: 1}", "0.team",
           "cannot help itself"),
    helped("help with what nobody covers", "{team: inside_sales, when_backlog_exceeds: 1}",
           "0.team", "covers nothing that inside_sales does: inside_sales", "Add it to its covers"),
    helped("help from when on", "{team: inside_sales}", "0", "when_backlog_exceeds"),
    policy("help with leads that have owners", "helps: [{team: field_sales, "
           "when_backlog_exceeds: 1}]", "helps.0.team", "have owners"),
)  # fmt: skip
