"""Broken scenarios: one valid scenario, one mutation each, and where and what must be said.

`CASES` holds (name, files, phrases): write the files into a folder, load the first one, and every
phrase must be in the message. A phrase such as `line 14  teams.sdr.hedcount: ` is a place.
"""

from __future__ import annotations

Files = dict[str, str | bytes]
Case = tuple[str, Files, tuple[str, ...]]

BASE = """\
start: 2026-04-01
horizon: 6 months
tick: 1 min
currency: JPY
calendars:
  office: {hours: {mon-fri: "9:00-18:00"}, break: "12:00-13:00", country: JP}
calendar: office
attributes:
  region: {shares: {east: 60%, west: rest}}
  employees: {law: {lognormal: {mean: 100, cv: 1}}}
  fit: {shares: {good: 30%, poor: rest}, latent: yes}
segments:
  small: {share: 70%, deal_size: 120万円 per year}
  large: {share: rest, deal_size: {lognormal: {mean: 600万円 per year, cv: 0.5}}}
channels:
  web:
    leads: 60 per month
    cost: 30万円 per month
  webinar:
    first: 2026-04-09 14:00
    every: 2 weeks
    leads: {poisson: 20}
    ready: {now: 10%, later: 55%, later_after: {exponential: 6 months}}
    cost: 10万円
contract: {term: 12 months}
milestones: {sal: demo, won: live}
deal_phases: [demo, propose]
stages:
  qualify:
    function: inside_sales
    attempts:
      max: 4
      within: 4 business days
      connect: 40%
      then: 30%
      work: 10 min
      exhausted: recycle.unreached
    work: {lognormal: {mean: 25 min, p90: 45 min}}
    service_level: {first_touch_within: 15 business minutes, out_of_hours: 1 h, target: 90%}
    goes_cold_after: {exponential: 5 days}
    cold: recycle.unreached
    factors:
      segment: {small: 1.2}
      response_delay: {5 min: 1, 1 day: 0.5}
    then:
      sal: 35%
      recycle.timing: 40%
      disqualified: rest
  demo:
    function: field_sales
    meeting: {slot: 30 min, no_show: 10%, rebook: 1, missed: recycle.timing}
    work: 1 h
    then:
      next: 60%
      returned.unfit: 10%
      lost.price: rest
  propose:
    function: field_sales
    work: 3 h
    sessions: 2
    thinking: {exponential: 7 days}
    decides: {at: next month}
    then: {next: 40%, lost.price: rest}
  live:
    waits_for:
      renew: {before_term_ends: 90 days}
      churned.left: {rate: 1% per month}
  renew:
    function: field_sales
    work: 1 h
    then: {live: 90%, churned.price: rest}
recycle:
  timing: {nurture: 90 days, then: qualify}
  unreached: {nurture: 30 days, then: qualify}
returned:
  unfit: {then: qualify}
teams:
  inside_sales:
    covers: [inside_sales]
    headcount: 3
    salary: 600万円 per year
  field_sales:
    covers: [field_sales]
    headcount: 2
    assignment: on_arrival
    max_open_leads: 20
"""
"""A small valid scenario."""


def changed(*pairs: str, base: str = BASE) -> str:
    """Replace texts of the base: old, new, old, new ..."""
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert base.count(old) == 1, f"{old!r} stands {base.count(old)} times"
        base = base.replace(old, new)
    return base


def place(text: str, mark: str, path: str) -> str:
    """The place of a problem: the line of `mark`, and the path."""
    assert text.count(mark) == 1, f"{mark!r} stands {text.count(mark)} times"
    line = text[: text.index(mark)].count("\n") + 1
    return f"line {line}  {path}: " if path else f"line {line}  "


def broken(name: str, old: str, new: str, path: str, *phrases: str, mark: str = "") -> Case:
    """The base with one text replaced; the problem stands there, or in the line of `mark`."""
    text = changed(old, new)
    where = place(text, mark, path) if mark else place(BASE, old, path)
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, *phrases))


def added(name: str, extra: str, path: str, *phrases: str, mark: str = "") -> Case:
    """The base with something more at its end."""
    text = BASE + extra
    where = place(text, mark or extra.rstrip("\n"), path)
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, *phrases))


def file(name: str, content: str | bytes, *phrases: str) -> Case:
    """A file of its own."""
    return (name, {"scenario.yaml": content}, phrases)


BOMB = "a: &a [x, x, x, x]\n" + "".join(
    f"{two}: &{two} [*{one}, *{one}, *{one}, *{one}, *{one}, *{one}, *{one}, *{one}]\n"
    for one, two in zip("abcdefghi", "bcdefghij", strict=True)
)

NOT_YAML = (
    file("empty file", "", "the file is empty", "start, horizon, channels"),
    file("only a comment", "# nothing yet\n", "the file is empty"),
    file("only dashes", "---\n", "the file is empty"),
    file("prose", "Our sales team is great\n", "line 1  ", "a scenario is a mapping"),
    file("a list", "- start: 2026-04-01\n", "a scenario is a mapping", "a list"),
    file("not UTF-8", "name: 営業\n".encode("cp932"), "line 1  ", "not UTF-8"),
    file("UTF-16", BASE.encode("utf-16"), "not UTF-8"),
    file("NUL", "name: a\nlabel: b\0c\n", "line 2  ", "NUL"),
    file("binary", bytes(range(256)) * 8, "not UTF-8"),
    file("control character", "name: a\x07b\n", "line 1  ", "a control character"),
    file("too large", "# " + "x" * 20_000_100, "at most 20 MB"),
    file("bracket not closed", changed("[demo, propose]", "[demo, propose"), "not valid YAML"),
    file("quote not closed", 'name: "ours\n', "not valid YAML", "quote or a bracket"),
    file("tab", "stages:\n\tqualify: {}\n", "line 2  ", "tabs are not allowed"),
    file("two colons", "name: sales: ours\n", "line 1  ", "second `: `", "quotes"),
    file("no colon", "start 2026-04-01\nhorizon: 6 months\n", "not valid YAML"),
    file("wrong indentation", "stages:\n    a: {}\n  b: {}\n", "line 3  ", "indentation"),
    file("two documents", BASE + "---\n" + BASE, "line 87  ", "second document"),
    file("alias bomb", BOMB, "line 1  a: ", "anchors (&name) and aliases", "extends"),
    file("deep nesting", "a: " + "[" * 50_000, "nested more than 40 levels"),
    file("deep mappings", "a: " + "{a: " * 200 + "1" + "}" * 200, "nested more than 40 levels"),
    file(
        "very long text",
        changed("JPY\n", "J" * 20_000 + "\n"),
        "has 1 problem",
        "line 4  currency: ",
    ),
    file("key that is a list", "[a, b]: 1\n", "line 1  ", "a key must be a plain name"),
    file("many unknown keys", "\n".join(f"key{i}: 1" for i in range(30_000)), "more problems"),
    file(
        "python tag",
        changed("horizon: 6 months", "horizon: !!python/object/apply:os.system [ls]"),
        "line 2  horizon: ",
        "tags are not allowed",
    ),
    file("own tag", changed("1% per month", "!rate 1% per month"), "churned.left.rate: ", "tags"),
    file(
        "merge key",
        changed("  webinar:\n", "  webinar:\n    <<: web\n"),
        "line 20  channels.webinar.<<: ",
        "merge keys (<<) are not allowed",
    ),
)

KEYS = (
    broken("unknown key", "headcount: 3", "hedcount: 3", "teams.inside_sales.hedcount",
           "unknown field. Did you mean headcount?"),
    broken("unknown block", "deal_phases:", "deal_fases:", "deal_fases",
           "unknown field. Did you mean deal_phases?"),
    broken("unknown key of a stage", "    sessions: 2", "    sesions: 2", "stages.propose.sesions",
           "Did you mean sessions?"),
    broken("unlike any key", "max_open_leads: 20", "xyzzy: 20", "teams.field_sales.xyzzy",
           "unknown field. Fields here are: ", "headcount"),
    broken("duplicate key", "    headcount: 3\n", "    headcount: 3\n    headcount: 4\n",
           "teams.inside_sales.headcount", "written twice", "first in line 80",
           mark="headcount: 4"),
    broken("duplicate team", "  field_sales:\n    covers", "  inside_sales:\n    covers",
           "teams.inside_sales", "written twice",
           mark="  inside_sales:\n    covers: [field_sales]"),
    broken("key without a value", "    headcount: 3", "    headcount:",
           "teams.inside_sales.headcount", "has no value"),
    broken("list item without a value", "[demo, propose]", "[demo, , propose]", "",
           "not valid YAML"),
    broken("colon without space", "{term: 12 months}", "{term:12 months}",
           "contract.term:12 months", "has no value", "a space after the colon"),
    broken("both words for work", "    work: 3 h", "    work: 3 h\n    conversation: 2 h",
           "stages.propose.conversation", "are the same", mark="conversation: 2 h"),
    broken("missing headcount", "    headcount: 3\n", "", "teams.inside_sales",
           "how many people?", mark="  inside_sales:\n"),
    broken("missing covers", "    covers: [field_sales]\n", "", "teams.field_sales",
           "missing: covers", mark="  field_sales:\n"),
    broken("missing start", "start: 2026-04-01\n", "", "", "missing: start", mark="horizon:"),
    broken("missing term", "{term: 12 months}", "{expansion: 0.2}",
           "stages.live.waits_for.renew.before_term_ends", "there is no term to end",
           mark="renew: {"),
    broken("a mapping is needed", "  field_sales:\n    covers: [field_sales]\n    headcount: 2\n"
           "    assignment: on_arrival\n    max_open_leads: 20\n", "  field_sales: 2\n",
           "teams.field_sales", "a mapping {key: value, ...} is needed"),
    broken("a list is needed", "[demo, propose]", "demo", "deal_phases", "a list [a, b, ...]"),
    broken("one value is needed", "horizon: 6 months", "horizon: [6 months]", "horizon",
           "a list stands here"),
    broken("one of three", "on_arrival", "at_arrival", "teams.field_sales.assignment",
           "Did you mean on_arrival?"),
)  # fmt: skip

QUANTITIES = (
    broken("wrong unit", "12 months", "12 moons", "contract.term", "12 moons", "months"),
    broken("term in weeks", "term: 12 months", "term: 60 weeks",
           "contract.term", "60 weeks", "12 months"),
    broken("no unit", "work: 1 h\n    then: {live", "work: 60\n    then: {live",
           "stages.renew.work", "60", "unit", mark="work: 60"),
    broken("money is not time", "work: 3 h", "work: 300円", "stages.propose.work", "300円"),
    broken("time is not money", "cost: 10万円", "cost: 3 h", "channels.webinar.cost", "3 h"),
    broken("rate without a period", "leads: 60 per month", "leads: 60", "channels.web.leads",
           "60 leads in what time?"),
    broken("probability over 1", "sal: 35%", "sal: 135%", "stages.qualify.then.sal", "135%"),
    broken("share over 1", "connect: 40%", "connect: 40", "stages.qualify.attempts.connect", "40"),
    broken("negative share", "no_show: 10%", "no_show: -10%", "stages.demo.meeting.no_show",
           "-10%"),
    broken("negative time", "{exponential: 7 days}", "{exponential: -7 days}",
           "stages.propose.thinking", "-7 days"),
    broken("negative work", "work: 10 min", "work: -10 min", "stages.qualify.attempts.work",
           "-10 min"),
    broken("negative headcount", "headcount: 3", "headcount: -3", "teams.inside_sales.headcount",
           "-3"),
    broken("half a person", "headcount: 3", "headcount: 2.5", "teams.inside_sales.headcount",
           "2.5"),
    broken("word for a number", "headcount: 3", "headcount: three",
           "teams.inside_sales.headcount", "three"),
    broken("null", "headcount: 3", "headcount: null", "teams.inside_sales.headcount", "null",
           "`none`"),
    broken("not a number", "mean: 100,", "mean: nan,", "attributes.employees.law", "nan"),
    broken("infinity", "headcount: 3", "headcount: .inf", "teams.inside_sales.headcount", ".inf"),
    broken("a slot in which nobody is there", "slot: 30 min", "slot: 1 day",
           "stages.demo.meeting.slot", "at none of these is"),
    broken("9:00 is no duration", "slot: 30 min", "slot: 9:00", "stages.demo.meeting.slot", "9:00"),
    broken("9:00 is no span of hours", '"9:00-18:00"', "9:00", "calendars.office.hours", "9:00"),
    broken("no is not a country", "country: JP", "country: no", "calendars.office.country", "no"),
    broken("no is not a share", "target: 90%", "target: no",
           "stages.qualify.service_level.target", "no"),
    broken("thousands comma", "{poisson: 20}", "{poisson: 1,200}",
           "channels.webinar.leads.poisson", "a comma inside a number"),
    broken("thousands comma in money", "{share: 70%, deal_size: 120万円 per year}",
           "{share: 70%, deal_size: 1,200,000 JPY per year}", "segments.small.deal_size",
           "300_000 JPY", "30万円", "quotes"),
    broken("thousands comma in a list", "{poisson: 20}", "{empirical: [1,200, 300]}",
           "channels.webinar.leads.empirical.1", "a comma inside a number"),
    broken("no such day", "start: 2026-04-01", "start: 2026-02-30", "start", "2026-02-30"),
    broken("American date", "start: 2026-04-01", "start: 04/01/2026", "start", "04/01/2026"),
    broken("ancient start", "start: 2026-04-01", "start: 1985-04-01", "start", "1990"),
    broken("horizon of centuries", "horizon: 6 months", "horizon: 600 years", "horizon",
           "at most 50 years"),
    broken("horizon of nothing", "horizon: 6 months", "horizon: 0 days", "horizon",
           "more than 0"),
    broken("tick", "tick: 1 min", "tick: 7 s", "tick", "does not divide a minute"),
    broken("long tick", "tick: 1 min", "tick: 2 min", "tick", "does not divide a minute"),
    broken("huge number", "headcount: 3", "headcount: 1" + "0" * 400,
           "teams.inside_sales.headcount"),
    broken("huge headcount", "headcount: 3", "headcount: 1_000_000",
           "teams.inside_sales.headcount", "1,000,000 people"),
    broken("huge rate", "leads: 60 per month", "leads: 60_000 per min", "channels.web",
           "leads until the horizon", "Is the unit right?", mark="  web:\n"),
    broken("huge delay", "nurture: 90 days", "nurture: 900 years", "recycle.timing.nurture",
           "200 years"),
    broken("many attempts", "max: 4", "max: 4_000_000", "stages.qualify.attempts.max", "1000"),
    broken("unknown law", "{lognormal: {mean: 25 min", "{lognromal: {mean: 25 min",
           "stages.qualify.work", "Did you mean lognormal?"),
    broken("impossible law", "p90: 45 min", "p90: 10 h", "stages.qualify.work", "p90"),
    broken("law of something else", "{exponential: 5 days}", "{exponential: 5万円}",
           "stages.qualify.goes_cold_after", "5万円"),
    broken("two currencies", "salary: 600万円 per year", "salary: 60_000 USD per year",
           "teams.inside_sales.salary", "is in USD", "JPY"),
    broken("unknown currency", "currency: JPY", "currency: YEN", "currency", 'no currency "YEN"'),
    added("time zone", "time_zone: Asia/Tokio\n", "time_zone", "Did you mean Asia/Tokyo?"),
    broken("country", "country: JP", "country: Japan", "calendars.office.country", "Japan"),
    broken("hours backwards", '"9:00-18:00"', '"18:00-9:00"', "calendars.office.hours",
           "18:00-9:00"),
    broken("never open", 'break: "12:00-13:00"', 'break: "9:00-18:00"', "calendars.office",
           "never opens"),
)  # fmt: skip

JOURNEY = (
    broken("unknown stage", "live: 90%", "lvie: 90%", "stages.renew.then.lvie",
           '"lvie" leads nowhere', "Did you mean live?"),
    broken("unknown recycle reason", "recycle.timing: 40%", "recycle.timming: 40%",
           "stages.qualify.then.recycle.timming", 'no rule "timming"', "Did you mean timing?"),
    broken("unknown return", "returned.unfit: 10%", "returned.unfti: 10%",
           "stages.demo.then.returned.unfti", "Did you mean unfit?"),
    broken("recycle without a reason", "recycle.timing: 40%", "recycle: 40%",
           "stages.qualify.then.recycle", "without a reason"),
    broken("undeclared milestone", "sal: 35%", "sql: 35%", "stages.qualify.then.sql",
           'milestone "sql" leads nowhere', "Declare milestones"),
    broken("unknown target when exhausted", "exhausted: recycle.unreached",
           "exhausted: recycle.unreachable", "stages.qualify.attempts.exhausted", "unreached"),
    broken("unknown target when cold", "cold: recycle.unreached", "cold: nowhere",
           "stages.qualify.cold", '"nowhere" leads nowhere'),
    broken("unknown target when missed", "missed: recycle.timing", "missed: recyle.timing",
           "stages.demo.meeting.missed", "Did you mean recycle.timing?"),
    broken("recycled to nowhere", "timing: {nurture: 90 days, then: qualify}",
           "timing: {nurture: 90 days, then: qualfy}", "recycle.timing.then",
           "Did you mean qualify?"),
    broken("milestone of no stage", "won: live", "won: lives", "milestones.won",
           'no stage "lives"'),
    broken("next outside the phases", "live: 90%", "next: 90%", "stages.renew.then.next",
           "deal_phases"),
    broken("unknown phase", "[demo, propose]", "[demo, propse]", "deal_phases.1", "propse"),
    broken("phase twice", "[demo, propose]", "[demo, propose, demo]", "deal_phases.2",
           "listed twice"),
    added("unknown first stage", "first_stage: qualfy\n", "first_stage", "Did you mean qualify?"),
    broken("enters nowhere", "    cost: 30万円 per month\n",
           "    cost: 30万円 per month\n    enters: demmo\n", "channels.web.enters",
           "Did you mean demo?", mark="enters: demmo"),
    broken("reserved name", "recycle:\n  timing",
           "  end: {then: {lost: 100%}}\nrecycle:\n  timing", "stages.end", "means something else"),
    broken("unreachable stage", "recycle:\n  timing",
           "  lonely: {then: {end: 100%}}\nrecycle:\n  timing", "stages.lonely",
           "no lead can reach"),
    broken("endless stages", "then: {live: 90%, churned.price: rest}",
           "then: {live: 90%, pit: rest}\n  pit: {decides: {after: 1 day}, then: {hole: 100%}}\n"
           "  hole: {decides: {after: 1 day}, then: {pit: 90%, hole: rest}}", "stages.pit",
           "can never leave", "pit, hole", mark="  pit: {"),
    broken("circle without time", "    then: {live: 90%, churned.price: rest}\n",
           "    then: {ping: 90%, churned.price: rest}\n"
           "  ping: {then: {pong: 90%, live: rest}}\n  pong: {then: {ping: 50%, live: rest}}\n",
           "stages.ping", "ping -> pong -> ping", "no time", mark="  ping: {"),
    broken("circle of recycling without time", "then: {live: 90%, churned.price: rest}\nrecycle:\n",
           "then: {gate: 90%, churned.price: rest}\n"
           "  gate: {then: {live: 50%, recycle.soon: rest}}\nrecycle:\n  soon: {then: gate}\n",
           "stages.gate", "gate -> gate", "nurture", mark="  gate: {"),
    broken("nobody for the work", "    function: field_sales\n    meeting:", "    meeting:",
           "stages.demo.work", "work and meeting need somebody", mark="work: 1 h\n    then:\n"),
    broken("shares below 1", "next: 40%, lost.price: rest", "next: 40%, lost.price: 50%",
           "stages.propose.then", "sum to 90%, not 100%"),
    broken("shares above 1", "recycle.timing: 40%", "recycle.timing: 70%",
           "stages.qualify.then", "sum to 105%", mark="    then:\n      sal:"),
    broken("two rests", "next: 40%", "next: rest", "stages.propose.then", "`rest` stands twice"),
    broken("shares of segments", "share: rest", "share: 40%", "segments", "sum to 110%",
           mark="segments:\n"),
    broken("readiness", "now: 10%, later: 55%", "now: 50%, later: 55%", "channels.webinar.ready",
           "105%"),
    broken("later without a time", ", later_after: {exponential: 6 months}", "",
           "channels.webinar.ready", "later_after", mark="ready:"),
    broken("no way out", "    then: {live: 90%, churned.price: rest}\n", "", "stages.renew",
           "missing: then", mark="  renew:\n"),
    broken("both ways out", "    then: {live: 90%, churned.price: rest}\n",
           "    then: {live: 90%, churned.price: rest}\n    waits_for: {live: {every: 1 day}}\n",
           "stages.renew", "both then and waits_for", mark="  renew:\n"),
    broken("two clocks", "rate: 1% per month", "rate: 1% per month, every: 3 months",
           "stages.live.waits_for.churned.left", "exactly one of"),
    broken("function without work", "    work: 1 h\n    then: {live", "    then: {live",
           "stages.renew", "work: 30 min", mark="  renew:\n"),
    broken("work without function", "    function: field_sales\n    work: 3 h", "    work: 3 h",
           "stages.propose.work", "which function", mark="work: 3 h"),
    broken("no attempts", "max: 4", "max: 0", "stages.qualify.attempts.max", "0 attempts"),
    broken("gaps", "within: 4 business days", "gaps: [1 day, 2 days]",
           "stages.qualify.attempts.gaps", "2 gaps between 4 attempts. Give 3."),
    broken("within and gaps", "max: 4", "gaps: [1 h, 1 h, 1 h]\n      max: 4",
           "stages.qualify.attempts.gaps", "Keep one", mark="gaps:"),
    broken("stops too late", "max: 4", "stop_after: 5\n      max: 4",
           "stages.qualify.attempts.stop_after", "stops after 5", mark="stop_after"),
    broken("shares for too many attempts", "connect: 40%\n      then: 30%",
           "connect: [40%, 30%, 20%, 10%, 5%]", "stages.qualify.attempts.connect",
           "5 shares for at most 4 attempts"),
    broken("cold leads go nowhere", "    cold: recycle.unreached\n", "",
           "stages.qualify.goes_cold_after", "where do cold leads go?", mark="goes_cold_after"),
    broken("meeting missed", ", missed: recycle.timing", "", "stages.demo.meeting",
           "where do leads go that miss it?", mark="meeting:"),
    broken("pooled meetings", "    assignment: on_arrival\n    max_open_leads: 20\n", "",
           "teams.field_sales", "no owner", mark="  field_sales:\n"),
    broken("no term", "contract: {term: 12 months}\n", "",
           "stages.live.waits_for.renew.before_term_ends", "no term", mark="renew: {"),
    broken("board meeting", "at: next month", "at: customer's board meeting",
           "stages.propose.decides.at", "when does the board meet?"),
    broken("unknown date", "at: next month", "at: next fortnight", "stages.propose.decides.at",
           "is not a date to wait for"),
    broken("factor of nothing", "segment: {small", "segmnt: {small",
           "stages.qualify.factors.segmnt", "Did you mean segment?"),
    broken("factor of an unknown segment", "segment: {small: 1.2}", "segment: {smal: 1.2}",
           "stages.qualify.factors.segment.smal", "Did you mean small?"),
    broken("factor of 0", "segment: {small: 1.2}", "segment: {small: 0}",
           "stages.qualify.factors.segment.small", "above 0"),
    broken("delays not ascending", "{5 min: 1, 1 day: 0.5}", "{1 day: 0.5, 5 min: 1}",
           "stages.qualify.factors.response_delay.5 min", "ascending"),
)  # fmt: skip

ORGANIZATION = (
    broken("covers nothing", "covers: [inside_sales]\n    headcount: 3",
           "covers: []\n    headcount: 3", "teams.inside_sales.covers", "covers nothing",
           mark="covers: []"),
    broken("covers what nobody needs", "covers: [field_sales]",
           "covers: [field_sales, feild_sales]", "teams.field_sales.covers.1",
           "which no stage needs", "Did you mean field_sales?"),
    broken("nobody covers", "function: field_sales\n    work: 1 h\n    then: {live",
           "function: success\n    work: 1 h\n    then: {live", "stages.renew.function",
           'nobody covers "success"', "Covered functions are: inside_sales, field_sales"),
    broken("nobody there", "headcount: 3", "headcount: 0", "teams.inside_sales.headcount",
           "nobody is in inside_sales"),
    broken("headcount and people", "headcount: 3", "headcount: 3\n    people: [Aoki]",
           "teams.inside_sales.headcount", "both", mark="headcount: 3"),
    broken("the same person twice", "headcount: 3", "people: [Aoki, Aoki]",
           "teams.inside_sales", "Aoki is in the roster twice", mark="  inside_sales:\n"),
    broken("open leads of nobody", "headcount: 3", "headcount: 3\n    max_open_leads: 9",
           "teams.inside_sales.max_open_leads", "9 open leads of whom?", mark="max_open_leads: 9"),
    broken("unknown calendar", "calendar: office", "calendar: ofice", "calendar",
           'no calendar "ofice". Did you mean office?'),
    broken("serves nobody known", "headcount: 3", "headcount: 3\n    serves: {segment: smal}",
           "teams.inside_sales.serves.segment", "Did you mean small?", mark="serves:"),
    broken("serves by a latent", "headcount: 3", "headcount: 3\n    serves: {fit: good}",
           "teams.inside_sales.serves.fit", "latent", mark="serves:"),
    broken("some leads unserved", "headcount: 3", "headcount: 3\n    serves: {segment: small}",
           "stages.qualify.function", "no team serves leads with channel web, segment large",
           mark="function: inside_sales"),
    broken("some sizes unserved", "headcount: 3",
           'headcount: 3\n    serves: {employees: [< 100, ">= 1000"]}',
           "stages.qualify.function", "employees from 100 to below 1000",
           mark="function: inside_sales"),
    broken("priority of nothing", "headcount: 3", "headcount: 3\n    priorities: [{chanel: web}]",
           "teams.inside_sales.priorities.0.chanel", "Did you mean channel?", mark="priorities"),
    added("reorganization before the start",
          "reorganizations:\n  - {from: 2025-10-01, teams: {}}\n", "reorganizations.0.from",
          "outside the period", mark="- {from: 2025-10-01"),
    added("people out of nowhere", "reorganizations:\n  - from: 2026-07-01\n"
          "    teams: {extra: {covers: inside_sales, headcount: 2}}\n",
          "reorganizations.0.teams.extra.headcount", "0 are there after the moves",
          mark="extra:"),
    added("too many move", "reorganizations:\n  - from: 2026-07-01\n    teams: {}\n"
          "    moves: [{people: 5, from: inside_sales, to: field_sales}]\n",
          "reorganizations.0.moves.0.people", "moves 5 people from inside_sales, which has 3",
          mark="moves:"),
    added("nobody left", "reorganizations:\n  - from: 2026-07-01\n    teams: {}\n"
          "    moves: [{people: 3, from: inside_sales, to: field_sales}]\n",
          "teams.inside_sales.headcount", "nobody is in inside_sales", mark="headcount: 3"),
)  # fmt: skip

MARKET = (
    broken("events without leads", "    leads: {poisson: 20}\n", "", "channels.webinar",
           "how many leads does an event bring?", mark="  webinar:\n"),
    broken("a rate of events", "leads: {poisson: 20}", "leads: 20 per month",
           "channels.webinar.leads", "is a rate"),
    broken("leads from nowhere", "    leads: 60 per month\n", "", "channels.web", "no leads",
           mark="  web:\n"),
    broken("event before the start", "first: 2026-04-09 14:00", "first: 2026-03-09 14:00",
           "channels.webinar.first", "before the start"),
    broken("cost of which event", "cost: 30万円 per month", "cost: 30万円",
           "channels.web.cost", "is the cost of an event"),
    broken("thirteenth month", "    leads: 60 per month",
           "    leads: 60 per month\n    season: {Foo: 1.2}", "channels.web.season.Foo", "Foo",
           mark="season:"),
    broken("unknown segment", "    leads: 60 per month",
           "    leads: 60 per month\n    segments: {smal: 100%}", "channels.web.segments.smal",
           "Did you mean small?", mark="segments: {smal"),
    broken("undeclared attribute", "    leads: 60 per month",
           "    leads: 60 per month\n    attributes: {regoin: {shares: {east: 100%}}}",
           "channels.web.attributes.regoin", "Did you mean region?", mark="regoin"),
    broken("attribute of nothing", "region: {shares: {east: 60%, west: rest}}",
           "region: {label: 地域}", "attributes.region", "neither shares nor law"),
    broken("unknown choice", "horizon: 6 months",
           "horizon: 6 months\nchoices: {sla: {use: fast, options: {slow: {}}}}",
           "choices.sla.use", 'no option "fast"', mark="choices:"),
    broken("choice of an unknown path", "horizon: 6 months",
           "horizon: 6 months\nchoices: {sla: {use: a, options: {a: {stages.qualfy.work: 1 h}}}}",
           "choices.sla.options.a.stages.qualfy.work", "Did you mean stages.qualify.work?",
           mark="choices:"),
)  # fmt: skip

EXTENDS: tuple[Case, ...] = (
    ("missing file", {"scenario.yaml": "extends: bsae.yaml\n", "base.yaml": BASE},
     ("line 1  extends: ", "bsae.yaml", "Did you mean base.yaml?")),
    ("extends itself", {"scenario.yaml": "extends: scenario.yaml\n"},
     ("line 1  extends: ", "goes in a circle: scenario.yaml -> scenario.yaml")),
    ("cyclic extends", {"scenario.yaml": "extends: b.yaml\n", "b.yaml": "extends: c.yaml\n",
                        "c.yaml": "name: c\nextends: scenario.yaml\n"},
     ("c.yaml has", "line 2  extends: ", "scenario.yaml -> b.yaml -> c.yaml -> scenario.yaml")),
    ("extends a folder", {"scenario.yaml": "extends: .\n"}, ("line 1  extends: ", "a folder")),
    ("extends a mapping", {"scenario.yaml": "extends: {a: b}\n"},
     ("line 1  extends: ", "a file name or a list")),
    ("fault in the extended file", {"scenario.yaml": "extends: base.yaml\nname: mine\n",
                                    "base.yaml": changed("sal: 35%", "sal: 135%")},
     ("base.yaml has 1 problem", "line 46  stages.qualify.then.sal: ", "135%")),
    ("fault in the extending file",
     {"scenario.yaml": "extends: base.yaml\nstages:\n  demo:\n    wrok: 1 h\n",
      "base.yaml": BASE},
     ("scenario.yaml has 1 problem", "line 4  stages.demo.wrok: ", "Did you mean work?")),
    ("removes what is not there",
     {"scenario.yaml": "extends: base.yaml\nstages:\n  dmeo: none\n", "base.yaml": BASE},
     ("line 3  stages.dmeo: ", "nothing here", "Did you mean demo?")),
    ("removes what is needed",
     {"scenario.yaml": "extends: base.yaml\nstages: {renew: none}\n", "base.yaml": BASE},
     ("base.yaml has 1 problem", "line 66  stages.live.waits_for.renew: ", "leads nowhere")),
    ("path of nothing", {"scenario.yaml": "extends: base.yaml\nteams.insde_sales.headcount: 2\n",
                         "base.yaml": BASE},
     ("line 2  teams.insde_sales.headcount: ", "Did you mean teams.inside_sales.headcount?")),
    ("a chain of files", {"scenario.yaml": "extends: f0.yaml\n"}
     | {f"f{i}.yaml": f"extends: f{i + 1}.yaml\n" for i in range(40)},
     ("extends: ", "more than 20 files")),
)  # fmt: skip

SEVERAL: tuple[Case, ...] = (
    ("everything at once",
     {"scenario.yaml": changed("headcount: 3", "hedcount: 3", "sal: 35%", "sal: 135%",
                               "live: 90%", "lvie: 90%", "tick: 1 min", "tick: 7 s",
                               "salary: 600万円 per year", "salary: 1 USD per year",
                               "calendar: office", "calendar:")},
     ("scenario.yaml has 6 problems:", "line 3  tick: ", "line 7  calendar: ",
      "line 46  stages.qualify.then.sal: ", "line 71  stages.renew.then.lvie: ",
      "line 80  teams.inside_sales.hedcount: ", "line 81  teams.inside_sales.salary: ")),
)  # fmt: skip

CASES: tuple[Case, ...] = (
    *NOT_YAML,
    *KEYS,
    *QUANTITIES,
    *JOURNEY,
    *ORGANIZATION,
    *MARKET,
    *EXTENDS,
    *SEVERAL,
)
