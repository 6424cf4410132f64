"""Broken scenarios about what is sold, to whom, and what has been promised."""

from __future__ import annotations

from tests.bad_input.cases import Case, added, broken, changed, place

SOLD = changed(
    "{share: 70%, deal_size: 120万円 per year}",
    "{share: 70%, fiscal_year_starts: {April: 60%, October: rest}}",
    "deal_size: {lognormal: {mean: 600万円 per year, cv: 0.5}}",
    "products: {plus: 40%, light: rest}",
    "contract: {term: 12 months}",
    """\
fiscal_year_starts: April
contract: {term: 12 months, notice: 30 days, prepaid: 3 months, initial_fee: 10万円}
products:
  light: {share: 80%, price: 5_000 JPY per month, seats: {poisson: 12}}
  plus:
    share: rest
    price: 9_000 JPY per month
    discount: {uniform: {low: 0, high: 0.3}}
    price_changes: {2026-07-01: 5%}
    cross_sells: {light: 100%}
arr_from: billed
approval:
  - {by: 部長, up_to: 100万円, takes: 3 days}
  - {by: 役員, up_to: 500万円, board: second tuesday, papers: 5 business days}
  - {by: 取締役会, board: day 20}
period_end_push: {every: half, reach: 30 days, accepted: 20%, discount: 10%, stages: [propose]}
bought_elsewhere: lost.competitor
targets:
  orders: {measure: bookings, by: {FY2026 H1: 1.2億円, FY2026 Q1: 5000万円}, team: field_sales}
  wins: {measure: wins, by: {2026-04: 10}, product: plus}
quotas:
  field_sales: {every: quarter, amount: 2000万円}""",
    "    decides: {at: next month}\n",
    "    decides: {at: approval}\n",
    "ready: {now: 10%, later: 55%, later_after: {exponential: 6 months}}",
    "ready: {preset: 2:8, never: 10%, later_after: 6 months, buys_elsewhere_after: 90 days}",
    "timing: {nurture: 90 days, then: qualify}",
    "timing: {nurture: 90 days, then: qualify, notices: {share: 50%, after: 3 days}}",
    "churned.left: {rate: 1% per month}",
    "churned.left: {rate: 1% per month, factors: {product: {light: 1.5}, region: {east: 0.8}}}",
    "      segment: {small: 1.2}\n",
    "      segment: {small: 1.2}\n      month: {Mar: 1.2}\n      months_to_year_end: {0: 1.5}\n",
)
"""A valid scenario with everything of a company in it but an opening."""


def spoiled(name: str, old: str, new: str, path: str, *phrases: str, mark: str = "") -> Case:
    """The company with one text replaced; the problem stands there, or in the line of `mark`."""
    text = changed(old, new, base=SOLD)
    where = place(text, mark, path) if mark else place(SOLD, old, path)
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, *phrases))


def endless(name: str, said: str, path: str, phrase: str) -> Case:
    """The base with a contract that has no term, and says something of its end."""
    text = changed(
        "contract: {term: 12 months}",
        f"contract: {{{said}}}",
        "renew: {before_term_ends: 90 days}",
        "renew: {every: 1 year}",
    )
    where = place(text, "contract:", path)
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, phrase))


PRODUCTS = (
    spoiled("shares of products", "share: 80%", "share: 120%", "products.light.share", "120%"),
    spoiled("shares of products not whole", "    share: rest\n", "    share: 10%\n", "products",
            "sum to 90%", mark="products:\n  light"),
    spoiled("product without a share", "share: 80%, ", "", "products.light", "has no share"),
    spoiled("product of nobody", "{plus: 40%, light: rest}", "{plsu: 40%, light: rest}",
            "segments.large.products.plsu", 'no product "plsu". Did you mean plus?'),
    spoiled("products of a segment", "{plus: 40%, light: rest}", "{plus: 40%, light: 50%}",
            "segments.large.products", "sum to 90%"),
    spoiled("two amounts", "products: {plus: 40%, light: rest}",
            "products: {plus: 100%}, deal_size: 1万円 per year", "products.plus.price",
            "segment large has a deal_size", "Remove the price or the deal_size",
            mark="    price: 9_000"),
    spoiled("no amount", "    price: 9_000 JPY per month\n"
            "    discount: {uniform: {low: 0, high: 0.3}}\n", "", "products.plus",
            "what does it cost?", "5_000 JPY per month", mark="  plus:\n"),
    broken("seats of no price", "contract: {term: 12 months}",
           "contract: {term: 12 months}\nproducts: {a: {seats: 3}}", "products.a.seats",
           "there is none. Add price", mark="products: {a"),
    spoiled("discount above 100%", "high: 0.3", "high: 1.3", "products.plus.discount",
            "more than 100%"),
    spoiled("a discount without an end", "{uniform: {low: 0, high: 0.3}}", "{exponential: 0.1}",
            "products.plus.discount", "more than 100%"),
    spoiled("negative seats", "{poisson: 12}", "{norm: {loc: 5, scale: 3}}",
            "products.light.seats", "can be negative"),
    spoiled("a fee in dollars", "initial_fee: 10万円", "initial_fee: $100",
            "contract.initial_fee", "is in USD"),
    spoiled("a price in dollars", "9_000 JPY", "90 USD", "products.plus.price", "is in USD"),
    spoiled("ARR from nowhere", "arr_from: billed", "arr_from: payed", "arr_from",
            "signed, billed"),
    spoiled("a product sells itself", "{light: 100%}", "{plus: 100%}",
            "products.plus.cross_sells.plus", "cannot be bought in addition to itself"),
    spoiled("sells what is not there", "{light: 100%}", "{lihgt: 100%}",
            "products.plus.cross_sells.lihgt", "Did you mean light?"),
    spoiled("shares of what is sold in addition", "{light: 100%}", "{light: 50%}",
            "products.plus.cross_sells", "sum to 50%"),
    broken("cross-sold nothing", "then: {live: 90%, churned.price: rest}",
           "then: {live: 80%, more: {share: 10%, to: live, milestone: cross_sold},"
           " churned.price: rest}", "stages.renew.then.more", "what is sold?"),
)  # fmt: skip

TERMS = (
    spoiled("paid for weeks", "prepaid: 3 months", "prepaid: 6 weeks", "contract.prepaid",
            "whole months"),
    spoiled("paid for longer than it runs", "prepaid: 3 months", "prepaid: 2 years",
            "contract.prepaid", "longer than the term of 12 months"),
    spoiled("notice longer than the term", "notice: 30 days", "notice: 13 months",
            "contract.notice", "not shorter than the term"),
    spoiled("notice in business time", "notice: 30 days", "notice: 30 business hours",
            "contract.notice", "civil calendar"),
    spoiled("own notice of a product", "cross_sells: {light: 100%}",
            "cross_sells: {light: 100%}\n    notice: 2 years", "products.plus.notice",
            "not shorter than the term", mark="    notice: 2 years"),
    spoiled("renewed by nobody knows what", "notice: 30 days", "renews: by_argument",
            "contract.renews", "Did you mean by_agreement?"),
    endless("notice of no term", "notice: 30 days", "contract.notice",
            "before the end of what?"),
    endless("agreement after no term", "renews: by_agreement", "contract.renews",
            "no term after which to agree"),
    spoiled("a price changes on no day", "2026-07-01: 5%", "2026-07-32: 5%",
            "products.plus.price_changes.2026-07-32", "not a day of the calendar"),
    spoiled("a price changes before the start", "2026-07-01: 5%", "2025-07-01: 5%",
            "products.plus.price_changes.2025-07-01", "before the start, 2026-04-01"),
    spoiled("a price changes beyond belief", "2026-07-01: 5%", "2026-07-01: 150%",
            "products.plus.price_changes.2026-07-01", "less than 100%"),
)  # fmt: skip

GOALS = (
    spoiled("no period", "FY2026 Q1: 5000万円", "FY26 Q1: 5000万円",
            "targets.orders.by.FY26 Q1", "is not a period", "2026年度上期"),
    spoiled("a thirteenth month of targets", "{2026-04: 10}", "{2026-13: 10}",
            "targets.wins.by.2026-13", "not a month of the calendar"),
    spoiled("the same period twice", "FY2026 Q1: 5000万円", "2026年度上期: 5000万円",
            "targets.orders.by.2026年度上期", "is FY2026 H1, which stands here twice"),
    spoiled("a target after the run", "FY2026 H1: 1.2億円, FY2026 Q1: 5000万円",
            "FY2026 H2: 5000万円",
            "targets.orders.by.FY2026 H2", "from 2026-10-01 to before 2027-04-01",
            "It covers: FY2026 H1."),
    spoiled("a period before the run", "{2026-04: 10}", "{2026-03: 10}", "targets.wins.by.2026-03",
            "2026-04, 2026-05, 2026-06, 2026-07, 2026-08, 2026-09"),
    spoiled("a year before the run", "FY2026 Q1: 5000万円", "2025年度: 5000万円",
            "targets.orders.by.2025年度", "FY2025 is from 2025-04-01", "It covers: FY2026."),
    spoiled("a half that is not its quarters",
            "FY2026 H1: 1.2億円, FY2026 Q1: 5000万円",
            "FY2026 H1: 1.2億円, FY2026 Q1: 5000万円, FY2026 Q2: 6000万円",
            "targets.orders.by.FY2026 H1", "FY2026 Q1, FY2026 Q2 add up to 110_000_000"),
    spoiled("no periods", "by: {2026-04: 10}", "by: {}", "targets.wins.by", "no periods"),
    spoiled("wins in money", "{2026-04: 10}", "{2026-04: 10万円}", "targets.wins.by.2026-04",
            "Wins are counted"),
    spoiled("money without a currency", "FY2026 Q1: 5000万円", "FY2026 Q1: 5000",
            "targets.orders.by.FY2026 Q1", "5000 of bookings in what currency?"),
    spoiled("a target in dollars", "FY2026 Q1: 5000万円", "FY2026 Q1: $500",
            "targets.orders.by.FY2026 Q1", "is in USD"),
    spoiled("a target of an unknown team", "team: field_sales}", "team: feild_sales}",
            "targets.orders.team", 'no team "feild_sales". Did you mean field_sales?'),
    spoiled("a target of an unknown product", "product: plus}", "product: pluss}",
            "targets.wins.product", "Did you mean plus?"),
    spoiled("a target of an unknown segment", "product: plus}", "segment: midsize}",
            "targets.wins.segment", "Segments are: small, large"),
    spoiled("a target of nothing known", "measure: wins", "measure: winns",
            "targets.wins.measure", "Did you mean wins?"),
    spoiled("a quota of an unknown team", "  field_sales: {every: quarter",
            "  field_salse: {every: quarter", "quotas.field_salse", "Did you mean field_sales?"),
    spoiled("a quota in numbers", "amount: 2000万円", "amount: 20", "quotas.field_sales.amount",
            "20 of new_arr in what currency?"),
    spoiled("a push of an unknown stage", "stages: [propose]", "stages: [propsoe]",
            "period_end_push.stages.0", "Did you mean propose?"),
    spoiled("a push where nobody decides", "stages: [propose]", "stages: [propose, demo]",
            "period_end_push.stages.1", "nobody decides in demo"),
    spoiled("a push by business time", "reach: 30 days", "reach: 30 business hours",
            "period_end_push.reach", "civil calendar"),
    spoiled("a push of nothing", "stages: [propose]", "stages: []", "period_end_push.stages",
            "whose decisions are pulled?"),
)  # fmt: skip

BUYERS = (
    spoiled("a board on no day", "board: day 20", "board: day 42", "approval.2.board",
            "is not a day of each month"),
    spoiled("papers for no board", "board: second tuesday, papers", "papers", "approval.1.papers",
            "papers for which board?"),
    spoiled("limits that fall", "up_to: 500万円", "up_to: 50万円", "approval.1.up_to",
            "500_000 JPY comes after 1_000_000 JPY"),
    spoiled("never asked", "役員, up_to: 500万円,", "役員,", "approval.2",
            "役員 may approve any amount, so 取締役会 is never asked", mark="  - {by: 取締役会"),
    spoiled("a limit in dollars", "up_to: 500万円", "up_to: 50_000 USD", "approval.1.up_to",
            "is in USD"),
    broken("nobody approves", "at: next month", "at: approval", "stages.propose.decides.at",
           "who approves of segment small?", "Add approval"),
    spoiled("an approval that recycles", "timing: {nurture: 90 days,", "timing: {at: approval,",
            "recycle.timing.at", "under `decides` of a stage"),
    spoiled("a preset and more", "preset: 2:8,", "preset: 2:8, now: 10%,",
            "channels.webinar.ready.now", "already says how many are ready now"),
    spoiled("an unknown preset", "preset: 2:8", "preset: 3:7", "channels.webinar.ready.preset",
            "1:9, 2:8, 35:65"),
    spoiled("never more than not now", "never: 10%", "never: 90%", "channels.webinar.ready",
            "sum to 110%"),
    spoiled("a preset without a time", "later_after: 6 months, ", "", "channels.webinar.ready",
            "later: after what time?"),
    spoiled("readiness without now", "preset: 2:8, ", "", "channels.webinar.ready",
            "how many are ready?"),
    spoiled("a returned lead that is noticed", "unfit: {then: qualify}",
            "unfit: {then: qualify, notices: {share: 1}}", "returned.unfit.notices",
            "belong under recycle"),
    spoiled("noticed to nowhere", "after: 3 days}}", "after: 3 days, then: qualfy}}",
            "recycle.timing.notices.then", "Did you mean qualify?"),
    spoiled("false alarms by the business hour", "after: 3 days}}",
            "after: 3 days, false_alarms: 1% per business hour}}",
            "recycle.timing.notices.false_alarms", "around the clock"),
    spoiled("noticed before it rests", "unreached: {nurture: 30 days, then: qualify}",
            "unreached: {then: qualify, notices: {share: 1}}", "recycle.unreached.notices",
            "comes back at once"),
    spoiled("bought elsewhere and gone nowhere", "lost.competitor", "recycle.competitor",
            "bought_elsewhere", 'no rule "competitor" in recycle'),
    spoiled("bought elsewhere and won", "lost.competitor", "live", "bought_elsewhere",
            "live is no loss"),
    spoiled("nobody buys elsewhere", ", buys_elsewhere_after: 90 days", "", "bought_elsewhere",
            "nobody buys elsewhere", mark="bought_elsewhere:"),
    broken("cooling off of nobody", "small: {share: 70%,",
           "small: {share: 70%, cooling_off: 90 days,", "segments.small.cooling_off",
           "Add accounts"),
    broken("cooling off in business time", "small: {share: 70%,",
           "small: {share: 70%, accounts: 9, cooling_off: 90 business hours,",
           "segments.small.cooling_off", "civil time"),
    added("matching no accounts", "account_matching: 90%\n", "account_matching", "Add accounts"),
    broken("customers' year twice", "small: {share: 70%,",
           "small: {share: 70%, fiscal_year_starts: {April: 50%, Apr: rest},",
           "segments.small.fiscal_year_starts", "April is written twice"),
    broken("customers' calendar", "small: {share: 70%,", "small: {share: 70%, calendar: ofice,",
           "segments.small.calendar", "Did you mean office?"),
    spoiled("factor of no month", "{Mar: 1.2}", "{Marhc: 1.2}",
            "stages.qualify.factors.month.Marhc", "Did you mean March?"),
    spoiled("the same month twice", "{Mar: 1.2}", "{Mar: 1.2, 3月: 1.3}",
            "stages.qualify.factors.month.3月", "mean the same"),
    spoiled("months beyond the year", "{0: 1.5}", "{12: 1.5}",
            "stages.qualify.factors.months_to_year_end.12", "not 0 to 11"),
    spoiled("factor of an unknown product", "{light: 1.5}", "{lite: 1.5}",
            "stages.live.waits_for.churned.left.factors.product.lite", 'no product "lite"'),
    spoiled("a rate by what changes", "region: {east: 0.8}", "readiness: {now: 0.8}",
            "stages.live.waits_for.churned.left.factors.readiness", "changes while"),
    broken("a factor without a rate", "renew: {before_term_ends: 90 days}",
           "renew: {before_term_ends: 90 days, factors: {segment: {small: 2}}}",
           "stages.live.waits_for.renew.factors", "multiply a rate"),
    spoiled("serves an unknown product", "    headcount: 3\n",
            "    headcount: 3\n    serves: {product: lite}\n",
            "teams.inside_sales.serves.product", 'no product "lite"', mark="serves:"),
    spoiled("products unserved", "    headcount: 3\n",
            "    headcount: 3\n    serves: {product: light}\n", "stages.qualify.function",
            "product plus", mark="function: inside_sales"),
)  # fmt: skip

COMPANY: tuple[Case, ...] = (*PRODUCTS, *TERMS, *GOALS, *BUYERS)
