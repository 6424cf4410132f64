"""Broken campaigns and lists: work that fits no event, lists that nobody can call up."""

from __future__ import annotations

from tests.bad_input.cases import BASE, Case, changed

NEEDED = changed(
    "    cost: 10万円\n",
    "    cost: 10万円\n"
    "    needs: {function: inside_sales, work: 40 h, begins: 3 weeks before, sessions: 5}\n"
    "  ads: {leads: 9 per month, needs: {function: inside_sales, work: 60 h per month}}\n"
    "  outbound: {list: 500 accounts, rounds: 2, again_after: 90 days}\n",
)
"""A valid scenario with everything that a campaign and a list can have."""


def channel(name: str, said: str, key: str, *phrases: str) -> Case:
    """The base with one more channel; the problem stands in its line."""
    line = f"  more: {{{said}}}\n"
    text = changed("contract: {term: 12 months}\n", f"{line}contract: {{term: 12 months}}\n")
    number = text[: text.index(line)].count("\n") + 1
    where = f"line {number}  channels.more{key}: "
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, *phrases))


def event(name: str, needs: str, key: str, *phrases: str) -> Case:
    """An event that needs something."""
    said = f"every: 2 weeks, leads: 9, needs: {{{needs}}}"
    return channel(name, said, f".needs{key}", *phrases)


def rate(name: str, needs: str, key: str, *phrases: str) -> Case:
    """A steady channel that needs something."""
    return channel(name, f"leads: 9 per month, needs: {{{needs}}}", f".needs{key}", *phrases)


OUTREACH: tuple[Case, ...] = (
    event("monthly work for events", "function: inside_sales, work: 9 h per month", ".work",
          "Write the work of one: 40 h"),
    event("preparation without a begin", "function: inside_sales, work: 9 h", "",
          "Add begins: 3 weeks before"),
    event("no work", "function: inside_sales, work: 0 h, begins: 1 week before", ".work",
          "is no work"),
    event("no pieces of work", "function: inside_sales, work: 9 h, begins: 1 week, sessions: 0",
          ".sessions", "Write 1 to 1,000"),
    event("work by the week", "function: inside_sales, work: 9 h per week, begins: 1 week",
          ".work", "does not go by the month", "60 h per month"),
    event("begins after", "function: inside_sales, work: 9 h, begins: 3 weeks after", ".begins",
          "3 weeks after"),
    event("begins at once", "function: inside_sales, work: 9 h, begins: 0 days before", ".begins",
          "more than 0"),
    event("begins in business days", "function: inside_sales, work: 9 h, begins: 9 business days",
          ".begins", "Write plain time"),
    event("work of no unit", "function: inside_sales, work: 40, begins: 1 week", ".work", "40"),
    event("nobody prepares", "work: 9 h, begins: 1 week", "", "function"),
    event("unknown key of needs", "function: inside_sales, work: 9 h, begin: 1 week", ".begin",
          "Did you mean begins?"),
    event("nobody covers the campaign", "function: marketing, work: 9 h, begins: 1 week",
          ".function", 'nobody covers "marketing"'),
    rate("work for what event", "function: inside_sales, work: 9 h", ".work",
         "60 h per month; or add every"),
    rate("a month that begins before", "function: inside_sales, work: 9 h per month, begins: 1 day",
         ".begins", "Remove begins"),
    channel("an empty list", "list: 0", ".list", "Write 1 to 1,000,000"),
    channel("a list of half an account", "list: 1.5 accounts", ".list", "1.5"),
    channel("a list of leads", "list: 50 leads", ".list", "50 leads"),
    channel("a list and a rate", "list: 50, leads: 9 per month", ".leads", "Keep it or leads"),
    channel("a list and events", "list: 50, every: 1 week", ".every", "Keep it or every"),
    channel("a list that costs", "list: 50, cost: 9万円", ".cost", "per month"),
    channel("a list that needs a campaign",
            "list: 50, needs: {function: inside_sales, work: 9 h per month}", ".needs",
            "Remove needs"),
    channel("rounds without a pause", "list: 50, rounds: 2", ".rounds", "Add again_after: 90 days"),
    channel("a pause without rounds", "list: 50, again_after: 90 days", ".again_after",
            "Add rounds: 2"),
    channel("no round", "list: 50, rounds: 0", ".rounds", "Write 1 to 100"),
    channel("rounds of no list", "leads: 9 per month, rounds: 2, again_after: 9 days", ".rounds",
            "Add list: 500 accounts"),
    channel("a pause of no list", "leads: 9 per month, again_after: 9 days", ".again_after",
            "Add list: 500 accounts"),
    channel("a list that enters nobody's work", "list: 50, enters: live", ".enters",
            "stages.live is nobody's work"),
    channel("a list that begins with a meeting", "list: 50, enters: demo", ".enters",
            "stages.demo begins with a booking", "attempts or work"),
)  # fmt: skip


def served(name: str) -> Case:
    """Two teams cover the function, and both serve only some segments."""
    text = NEEDED.replace(
        "  inside_sales:\n    covers: [inside_sales]\n    headcount: 3\n"
        "    salary: 600万円 per year\n",
        "  inside_sales:\n    covers: [inside_sales]\n    serves: {segment: small}\n"
        "    headcount: 3\n"
        "  others: {covers: inside_sales, serves: {segment: large}, headcount: 1}\n",
    )
    assert text != NEEDED
    return (
        name,
        {"scenario.yaml": text},
        ("teams.inside_sales.serves: ", "no team serves the work for webinar", "serve all"),
    )


def ruled(name: str) -> Case:
    """Rules take leads of every segment, and the company's own work has none."""
    segments = ("small", "large")
    rules = (f"  - {{when: {{segment: {one}}}, team: inside_sales}}\n" for one in segments)
    return (
        name,
        {"scenario.yaml": NEEDED + "assignment_rules:\n" + "".join(rules)},
        (
            "assignment_rules: ",
            "no rule takes the work for webinar",
            "Add {when: {stage: webinar.preparation}, team: inside_sales}",
        ),
    )


def waits(name: str, stage: str, fault: str) -> Case:
    """A list that enters a stage that does not begin with the call."""
    base = BASE.replace(
        "contract: {term: 12 months}\n",
        "  more: {list: 50, enters: call}\ncontract: {term: 12 months}\n",
    )
    text = base.replace(
        "  renew:\n    function: field_sales\n",
        f"  call: {{function: inside_sales, work: 1 h, {stage}, then: {{sal: 100%}}}}\n"
        "  renew:\n    function: field_sales\n",
    )
    assert "  call: " in text
    return (name, {"scenario.yaml": text}, ("channels.more.enters: ", f"stages.call {fault}"))


OUTREACH += (
    served("nobody serves the preparation"),
    ruled("no rule takes the preparation"),
    waits("a list that enters a wait", "starts: {after: 1 day}", "begins with a wait"),
    waits("a list that enters work that fits", "work_style: fits", "begins only when the work"),
)
