"""Broken openings: rows that contradict the scenario or each other, and broken CSV files."""

from __future__ import annotations

from tests.bad_input.cases import BASE, Case, Files, added, changed, place

OPEN = (
    changed(
        "  fit: {",
        "  health: {shares: {good: 70%, poor: rest}}\n  fit: {",
        "small: {share: 70%,",
        "small: {share: 70%, accounts: 4,",
        "headcount: 2",
        "people: [Aoki, Baba]",
    )
    + """\
opening:
  house_list:
    - {id: H-1, count: 3, recycle: timing, since: 2026-02-01, account: Acme}
    - {id: H-2, returns: 2026-05-10, stage: qualify, arrived: 2025-12-01}
  leads:
    - {id: L-1, stage: qualify, age: 3 days, channel: web, attributes: {employees: 120}}
  deals:
    - {id: D-1, stage: propose, segment: small, owner: Aoki, amount: 90万円 per year}
    - {id: D-2, stage: demo, account: Beta, closes: 2026-06-30, since: 2026-03-01}
  customers:
    - {id: C-1, mrr: 10万円, segment: small, account: Coco, health: poor}
    - {id: C-2, arr: 300万円, starts: 2024-10-01, renews: 2026-09-30}
  reps:
    - {name: Aoki, tenure: 2 years}
    - {name: Baba, since: 2025-10-01}
"""
)
"""A valid scenario with an opening."""


def row(name: str, old: str, new: str, path: str, *phrases: str, mark: str = "") -> Case:
    """The opening with one text replaced; the problem stands there, or in the line of `mark`."""
    text = changed(old, new, base=OPEN)
    where = place(text, mark, f"opening.{path}") if mark else place(OPEN, old, f"opening.{path}")
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, *phrases))


def sold_once(name: str, old: str, new: str, path: str, *phrases: str) -> Case:
    """An opening with one row, of a company that sells once and for all."""
    text = changed(
        "{share: 70%, deal_size: 120万円 per year}",
        "{share: 70%, deal_size: 120万円}",
        "{lognormal: {mean: 600万円 per year, cv: 0.5}}",
        "{lognormal: {mean: 600万円, cv: 0.5}}",
    )
    text += f"opening: {{{old}: [{new}]}}\n"
    where = place(text, "opening:", f"opening.{path}")
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, *phrases))


ROWS = (
    row("a close in another century", "closes: 2026-06-30", "closes: 2062-06-30", "deals.1.closes",
        "2062-06-30 is more than ten years after the start"),
    row("the same id twice", "id: D-2", "id: L-1", "deals.1.id", '"L-1" is used twice',
        "First in line 93."),
    row("an id that a count makes", "id: D-2", "id: H-1/2", "deals.1.id",
        '"H-1" with count 3 makes an id H-1/2 too', "First in line 90."),
    row("no id", "{id: D-2, ", "{", "deals.1", "missing: id", mark="- {stage: demo"),
    row("an empty id", "{id: D-2, ", '{id: " ", ', "deals.1.id", "the id is empty"),
    row("a count of 0", "H-1, count: 3", "H-1, count: 0", "house_list.0.count", "0 alike"),
    row("unknown key of a row", "mrr: 10万円", "mmr: 10万円", "customers.0.mmr",
        "Did you mean mrr?"),
    row("stands nowhere", "id: L-1, stage: qualify,", "id: L-1,", "leads.0",
        "where does it stand?"),
    row("stands in an unknown stage", "stage: propose", "stage: porpose", "deals.0.stage",
        "Did you mean propose?"),
    row("stands at a milestone", "stage: demo", "stage: sal", "deals.1.stage",
        '"sal" is a milestone', "Write demo."),
    row("a deal at rest", "stage: propose", "stage: live", "deals.0.stage",
        "live is a resting stage"),
    row("unknown segment of a row", "segment: small, owner", "segment: smal, owner",
        "deals.0.segment", "Did you mean small?"),
    row("unknown channel of a row", "channel: web", "channel: wbe", "leads.0.channel",
        "Did you mean web?"),
    row("unknown product of a row", "D-1, stage", "D-1, product: plus, stage",
        "deals.0.product", 'no product "plus"', "Products are: none"),
    row("unknown owner", "owner: Aoki", "owner: Aooki", "deals.0.owner",
        'nobody called "Aooki" is in the teams. Did you mean Aoki?'),
    row("unknown attribute of a row", "{employees: 120}", "{employes: 120}",
        "leads.0.attributes.employes", "Did you mean employees?"),
    row("unknown category of a row", "{employees: 120}", "{region: eastt}",
        "leads.0.attributes.region", "Did you mean east?"),
    row("a number that is none", "{employees: 120}", "{employees: many}",
        "leads.0.attributes.employees", '"many" is not a number'),
    row("unknown recycle reason of a row", "recycle: timing", "recycle: timming",
        "house_list.0.recycle", "Did you mean timing?"),
    row("comes back never", "recycle: timing, since", "since", "house_list.0",
        "when does it come back?"),
    row("comes back to nowhere", "2026-05-10, stage: qualify", "2026-05-10",
        "house_list.1.returns", "where does it come back to?"),
    row("house list with a close", "stage: qualify, arrived: 2025-12-01",
        "stage: qualify, closes: 2026-08-01", "house_list.1.closes", "no expected close"),
    row("an open deal that is recycled", "D-1, stage", "D-1, recycle: timing, stage",
        "deals.0.recycle", "is for the house list"),
    row("an open lead that returns", "age: 3 days", "returns: 2026-05-01", "leads.0.returns",
        "is for the house list"),
    row("arrived in the future", "arrived: 2025-12-01", "arrived: 2026-12-01",
        "house_list.1.arrived", "2026-12-01 is after the start, 2026-04-01"),
    row("in its stage since the future", "since: 2026-03-01", "since: 2026-04-02",
        "deals.1.since", "is after the start"),
    row("in its stage before it came", "since: 2026-03-01",
        "since: 2026-03-01, arrived: 2026-03-02", "deals.1.since", "before 2026-03-02"),
    row("age and since", "since: 2026-03-01", "since: 2026-03-01, age: 3 days", "deals.1.since",
        "Keep one"),
    row("age in business time", "age: 3 days", "age: 3 business hours", "leads.0.age",
        "civil calendar"),
    row("closed before the start", "closes: 2026-06-30", "closes: 2026-03-30", "deals.1.closes",
        "2026-03-30 is before the start"),
    row("returned before the start", "returns: 2026-05-10", "returns: 2026-03-10",
        "house_list.1.returns", "before the start"),
    row("an amount in no time", "90万円 per year", "90万円", "deals.0.amount",
        "900_000 JPY in what time?"),
    row("an amount in dollars", "90万円 per year", "9_000 USD per year", "deals.0.amount",
        "is in USD"),
    row("renewed before the start", "renews: 2026-09-30", "renews: 2026-03-30",
        "customers.1.renews", "before the start"),
    row("a customer of tomorrow", "starts: 2024-10-01", "starts: 2026-04-02",
        "customers.1.starts", "after the start"),
    row("pays nothing", "mrr: 10万円, ", "", "customers.0", "what does it pay?"),
    row("pays twice", "mrr: 10万円", "mrr: 10万円, arr: 120万円", "customers.0.arr", "Keep one"),
    row("a rate where money is needed", "mrr: 10万円", "mrr: 10万円 per month",
        "customers.0.mrr", "10万円 per month"),
    row("a customer at work", "mrr: 10万円", "stage: renew, mrr: 10万円", "customers.0.stage",
        "renew is no resting stage", "Write live"),
    row("unknown health", "health: poor", "health: bad", "customers.0.health",
        "Categories are: good, poor"),
    row("health twice", "health: poor", "health: poor, attributes: {health: poor}",
        "customers.0.health", "Keep one"),
    row("unknown rep", "name: Aoki", "name: Aoky", "reps.0.name", "Did you mean Aoki?"),
    row("a rep twice", "name: Baba", "name: Aoki", "reps.1.name", "listed twice",
        "First in line 101."),
    row("tenure and since", "tenure: 2 years", "tenure: 2 years, since: 2024-04-01", "reps.0",
        "both are given"),
    row("neither tenure nor since", ", tenure: 2 years", "", "reps.0", "for how long"),
    row("a rep of tomorrow", "since: 2025-10-01", "since: 2026-10-01", "reps.1.since",
        "after the start"),
    row("one account in two segments", "account: Beta", "account: Coco, segment: large",
        "customers.0.segment", "Coco is in segment small here and in large in another row",
        "First in line 96.", mark="id: C-1"),
    sold_once("a customer of a thing sold once", "customers", "{id: C, mrr: 10万円}",
              "customers.0", "one-off", "segments.small.deal_size"),
    sold_once("an amount per year of a thing sold once", "deals",
              "{id: D, stage: demo, amount: 10万円 per year}", "deals.0.amount",
              "Leave out the period"),
    added("health of no attribute", "opening:\n  customers: [{id: C, mrr: 1万円, health: poor}]\n",
          "opening.customers.0.health", "Declare attributes", mark="  customers: ["),
    added("opening and history", "history: 6 months\nopening: {leads: []}\n", "opening",
          "Keep one", mark="opening:"),
    ("more accounts named than there are", {"scenario.yaml": changed(
        "accounts: 4", "accounts: 1", "segment: small, owner",
        "segment: small, account: Dodo, owner", base=OPEN)},
     ("has 1 problem:", "line 14  segments.small.accounts: ", "the opening names 2")),
    ("no stage for customers", {"scenario.yaml": changed(
        "won: live", "won: end", "live: 90%", "propose: 90%",
        "  live:\n    waits_for:\n      renew: {before_term_ends: 90 days}\n"
        "      churned.left: {rate: 1% per month}\n", "", "then: {next: 40%, lost.price: rest}",
        "then: {won: 40%, renew: 10%, lost.price: rest}")
        + "opening: {customers: [{id: C, mrr: 1万円}]}\n"},
     ("has 1 problem:", "opening.customers.0: ", "no resting stage", "Add one, or say stage")),
)  # fmt: skip


def table(name: str, content: str | bytes, *phrases: str, rows: str = "customers") -> Case:
    """The base with an opening that is a CSV file."""
    files: Files = {"scenario.yaml": f"{BASE}opening: {{{rows}: rows.csv}}\n", "rows.csv": content}
    return (name, files, phrases)


HEAD = "id,segment,mrr\n"

FILES = (
    table("rows of wrong length", f"{HEAD}A,small\nB,small,1万円\nC,small,1,200,000 JPY\n",
          "rows.csv has 2 problems:", "line 2  opening.customers: 2 cells, but the heading has 3",
          "line 4  opening.customers: 5 cells", "Quote cells with commas"),
    table("faults in many rows", f"{HEAD}A,small,x\nB,small,1万円\nC,small,-3円\nD,smal,1万円\n",
          "rows.csv has 3 problems:", "line 2  opening.customers.0.mrr: 'x' is not an amount",
          "line 4  opening.customers.2.mrr: ", "is negative",
          "line 5  opening.customers.3.segment: no segment \"smal\". Did you mean small?"),
    table("money without a currency in a table", f"{HEAD}A,small,100000\n", "line 2  ",
          "has no currency"),
    table("the same id twice in a table", f"{HEAD}A,small,1万円\nB,small,1万円\nA,small,2万円\n",
          "line 4  opening.customers.2.id: ", "used twice", "First in line 2."),
    table("a heading twice", "id,mrr,id\nA,1万円,B\n", 'line 1  opening.customers: heading "id" '
          "stands twice"),
    table("two headings of one field", "id,企業,会社,mrr\nA,a,b,1万円\n", "line 1  ",
          '"会社" and 企業 mean the same'),
    table("unknown headings", "id,segmnt,mrr,日付\nA,small,1万円,x\n", "rows.csv has 2 problems:",
          "Did you mean segment?", 'unknown heading "日付". Headings are: id,',
          "attributes.NAME"),
    table("a column without a heading", "id,,mrr\nA,small,1万円\n", "column 2 has no heading"),
    table("an empty table", "", "rows.csv has 1 problem:", "the file is empty"),
    table("a heading and nothing else", HEAD, "has a heading and no rows"),
    table("a table in Shift JIS", "id,企業\nA,株式会社\n".encode("cp932"), "line 1  ",
          "not UTF-8", "Shift JIS", "in Excel: CSV UTF-8"),
    table("a table in UTF-16", f"{HEAD}A,small,1万円\n".encode("utf-16"), "not UTF-8 but UTF-16"),
    table("a workbook with another name", b"PK\x03\x04" + bytes(range(256)), "not UTF-8"),
    table("a table with NUL", f"{HEAD}A\0,small,1万円\n", "line 2  ", "control character"),
    table("two separators", "id;segment,mrr\nA;small,1万円\n", "commas and semicolons"),
    table("a quote left open", f'{HEAD}A,small,"1万円\nB,small,1万円\n', "line 2  ",
          "a quote is not closed"),
    table("too many rows", "id,mrr\n" + "A,1 JPY\n" * 50_001, "line 50002  ", "50,000 rows"),
    table("too large a table", "id,mrr\n" + "x" * 5_000_000, "more than 5 MB"),
    table("a very long cell", f"{HEAD}{'A' * 10_001},small,1万円\n", "line 2  ",
          "10,001 characters in one cell"),
    table("a broken quote far below", f'{HEAD}A,small,"a\nb"\nB,"x"y,1万円\n', "line 4  ",
          "stands inside a cell"),
    table("reps in a table", "氏名,tenure\ninside_sales-1,2 years\nfield_sales-2,ages\n",
          "rows.csv has 1 problem:", "line 3  opening.reps.1.tenure: ", "'ages'", rows="reps"),
    ("a table that is not there", {"scenario.yaml": f"{BASE}opening: {{deals: dealz.csv}}\n",
                                   "deals.csv": "id\nA\n"},
     ("scenario.yaml has 1 problem:", "line 87  opening.deals: no file",
      "Did you mean deals.csv?")),
    ("a workbook instead of a table", {"scenario.yaml": f"{BASE}opening: {{deals: deals.xlsx}}\n"},
     ("line 87  opening.deals: ", '"deals.xlsx"', "the name of a CSV file is needed")),
    ("one table for all lists", {"scenario.yaml": f"{BASE}opening: all.csv\n", "all.csv": "id\n"},
     ("line 87  opening: ", "a mapping {key: value, ...} is needed")),
    ("a fault in the table of an extended file",
     {"scenario.yaml": "extends: base.yaml\nname: mine\n",
      "base.yaml": f"{BASE}opening.customers: rows.csv\n", "rows.csv": f"{HEAD}A,small,x\n"},
     ("rows.csv has 1 problem:", "line 2  opening.customers.0.mrr: ")),
    ("ids in two tables",
     {"scenario.yaml": f"{BASE}opening: {{customers: rows.csv, deals: deals.csv}}\n",
      "rows.csv": f"{HEAD}A,small,1万円\n", "deals.csv": "id,stage\nA,demo\n"},
     ("rows.csv has 1 problem:", "line 2  opening.customers.0.id: ",
      "First in deals.csv, line 2.")),
)  # fmt: skip

OPENED: tuple[Case, ...] = ROWS
