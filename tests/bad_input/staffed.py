"""Broken staffing: leaving, hiring, requisitions, and what becomes of deals."""

from __future__ import annotations

from tests.bad_input.cases import BASE, Case, added, changed, place

STAFFED = (
    BASE
    + """\
mechanisms:
  leaving:
    rate: 15% per year
    by_month: {Jul: 1.5, Dec: 1.3}
    overload: {above: 90%, times: 2}
    notice: 1 month
hiring:
  replaces_leavers: yes
  approval: 2 weeks
  search: {lognormal: {mean: 75 days, p90: 150 days}}
  notice: 1 month
  intake: [April]
  cost: 150万円
requisitions:
  more: {team: inside_sales, people: 2, opened: 2026-05-01, intake: July, search: 30 days}
reorganizations:
  - from: 2026-07-01
    teams: {}
    moves: [{from: inside_sales, people: 1}]
    reassign: [{from: inside_sales, to: field_sales, people: 1}]
    open_deals: {phase over: 8 weeks}
"""
)
"""A valid scenario with everything that staffing can have."""


def spoiled(name: str, old: str, new: str, path: str, *phrases: str, mark: str = "") -> Case:
    """Everything, with one text replaced; the problem stands there, or in the line of `mark`."""
    text = changed(old, new, base=STAFFED)
    where = place(text, mark or new, path)
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, *phrases))


LEAVING = "mechanisms.leaving"
WANTED = "requisitions.more"
CHANGE = "reorganizations.0"
NEW = "  more: {team: inside_sales,"

COME_AND_GONE: tuple[Case, ...] = (
    spoiled("leaving without a rate", "    rate: 15% per year\n", "", LEAVING, "missing: rate",
            mark="  leaving:"),
    spoiled("a share that leaves, of no time", "rate: 15% per year", "rate: 15%",
            f"{LEAVING}.rate", "15%"),
    spoiled("leaving in business time", "rate: 15% per year", "rate: 1% per business day",
            f"{LEAVING}.rate", "people leave by the calendar", "Write 15% per year"),
    spoiled("nobody stays an hour", "rate: 15% per year", "rate: 2 per minute",
            f"{LEAVING}.rate", "nobody would stay for an hour"),
    spoiled("a month that is none", "Jul: 1.5", "Jly: 1.5", f"{LEAVING}.by_month.Jly",
            'Jly'),
    spoiled("a month twice", "{Jul: 1.5, Dec: 1.3}", "{Jul: 1.5, July: 1.3}",
            f"{LEAVING}.by_month.July", "July and Jul mean the same"),
    spoiled("leaving less often than never", "Jul: 1.5", "Jul: -1", f"{LEAVING}.by_month.Jul",
            "negative"),
    spoiled("overload that keeps people", "times: 2", "times: 0", f"{LEAVING}.overload.times",
            "0 times as often is never", "or remove overload"),
    spoiled("more than all of the time", "above: 90%", "above: 190%",
            f"{LEAVING}.overload.above", "190%"),
    spoiled("overload of nothing", "{above: 90%, times: 2}", "{above: 90%}",
            f"{LEAVING}.overload", "missing: times"),
    spoiled("a notice in business days", "    notice: 1 month", "    notice: 20 business days",
            f"{LEAVING}.notice", "business"),
    spoiled("unknown key of leaving", "    notice: 1 month", "    notise: 1 month",
            f"{LEAVING}.notise", "Did you mean notice?"),
    spoiled("replaced perhaps", "replaces_leavers: yes", "replaces_leavers: maybe",
            "hiring.replaces_leavers", "maybe"),
    spoiled("an intake twice", "intake: [April]", "intake: [April, 4]", "hiring.intake.1",
            "listed twice"),
    spoiled("an intake on a day", "intake: [April]", "intake: 2026-04-01", "hiring.intake",
            "not a month"),
    spoiled("hiring at a price per year", "cost: 150万円", "cost: 150万円 per year", "hiring.cost",
            "per year"),
    spoiled("hiring in another currency", "cost: 150万円", "cost: 15000 USD", "hiring.cost",
            "is in USD", "JPY"),
    spoiled("a requisition of another currency", "search: 30 days}", "cost: 5 USD}",
            f"{WANTED}.cost", "is in USD", mark=NEW),
    spoiled("a search that runs back", "search: 30 days}", "search: -3 days}", f"{WANTED}.search",
            "-3 days", mark=NEW),
    spoiled("a requisition for no team", "{team: inside_sales, p", "{team: insde_sales, p",
            f"{WANTED}.team", 'no team "insde_sales"', "Did you mean inside_sales?"),
    spoiled("a requisition without a team", "{team: inside_sales, people: 2", "{people: 2",
            WANTED, "missing: team"),
    spoiled("a requisition never opened", "opened: 2026-05-01, ", "", WANTED, "missing: opened",
            mark=NEW),
    spoiled("opened before the start", "opened: 2026-05-01", "opened: 2026-03-01",
            f"{WANTED}.opened", "before the first day, 2026-04-01", "starts: ..."),
    spoiled("opened after the end", "opened: 2026-05-01", "opened: 2026-10-01",
            f"{WANTED}.opened", "not before the end, 2026-10-01", "Open it earlier"),
    spoiled("too many wanted", "people: 2, opened", "people: 10_001, opened", f"{WANTED}.people",
            "10,001 people in one team"),
    spoiled("somebody wanted who is here", NEW, NEW.replace("more", "inside_sales"),
            "requisitions.inside_sales", "would hire inside_sales-2, who is here already",
            "another name"),
    spoiled("deals that are forgotten", "open_deals: {phase over: 8 weeks}", "open_deals: forget",
            f"{CHANGE}.open_deals", "forget", "Write hand over, keep to close or"),
    spoiled("phased over at once", "phase over: 8 weeks", "phase over: 0 weeks",
            f"{CHANGE}.open_deals.phase over", "0 weeks"),
    spoiled("phased out", "phase over: 8 weeks", "phase out: 8 weeks",
            f"{CHANGE}.open_deals.phase out", "Did you mean phase over?"),
    spoiled("reassigned from nowhere", "{from: inside_sales, to: field_sales, people: 1}",
            "{to: field_sales, people: 1}", f"{CHANGE}.reassign.0", "Say from and to"),
    spoiled("reassigned to nobody", "{from: inside_sales, to: field_sales, people: 1}",
            "{from: inside_sales, people: [inside_sales-1]}", f"{CHANGE}.reassign.0",
            "hired or leaves stands in moves"),
    spoiled("moved twice", "moves: [{from: inside_sales, people: 1}]",
            "moves: [{from: inside_sales, to: field_sales, people: 1}]",
            f"{CHANGE}.reassign.0", "stand in moves too", mark="    reassign:"),
    spoiled("reassigned by a name of nobody", "to: field_sales, people: 1",
            "to: field_sales, people: [more-3]", f"{CHANGE}.reassign.0.people",
            "more-3 is not in inside_sales"),
    spoiled("people who vanish", "    teams: {}\n",
            "    teams: {inside_sales: {covers: inside_sales, headcount: 3}}\n",
            f"{CHANGE}.teams.inside_sales.headcount", "says 3, but 1 are there after the moves"),
    added("a successor's name", "hiring: {replaces_leavers: yes}\n"
          "history: {length: 1 month, teams: {all: {covers: [inside_sales, field_sales], "
          "people: [ann, ann/2], assignment: when_free}}}\n",
          "teams", "ann/2 is the name of a successor of ann", mark="teams:\n  inside"),
)  # fmt: skip
