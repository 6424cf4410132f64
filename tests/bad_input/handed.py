"""Broken handoffs: between whom, what arrives, what is written down and accepted."""

from __future__ import annotations

from tests.bad_input.cases import Case, added, broken, changed, place

HANDED = (
    changed(
        "      response_delay: {5 min: 1, 1 day: 0.5}\n",
        "      response_delay: {5 min: 1, 1 day: 0.5}\n"
        "      information: {0: 0.5, 50%: 0.9, 1: 1}\n",
    )
    + """\
mechanisms:
  handoffs:
    - from: inside_sales
      to: field_sales
      retained: 80%
      rediscovery: {lognormal: {mean: 30 min, p90: 60 min}}
      checklist: {work: 10 min, retained: 95%}
      completeness: {uniform: {low: 0.7, high: 1}}
      accepts: 90%
      incomplete: returned.unfit
    - {retained: 90%}
"""
)
"""A valid scenario with everything that a handoff can have."""


def rule(name: str, said: str, key: str, *phrases: str) -> Case:
    """The base with one rule."""
    text = f"mechanisms: {{handoffs: [{{{said}}}]}}\n"
    return added(name, text, f"mechanisms.handoffs.0{key}", *phrases)


def spoiled(name: str, old: str, new: str, path: str, *phrases: str, mark: str = "") -> Case:
    """Everything, with one text replaced; the problem stands there, or in the line of `mark`."""
    text = changed(old, new, base=HANDED)
    where = place(text, mark or new, path)
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, *phrases))


PASSED: tuple[Case, ...] = (
    rule("handoff from nobody", "from: inside_sale", ".from", "Did you mean inside_sales?"),
    rule("handoff to nobody", "to: success", ".to", "Functions are: inside_sales, field_sales"),
    rule("unknown key of a handoff", "retaind: 80%", ".retaind", "Did you mean retained?"),
    rule("more than all arrives", "retained: 120%", ".retained", "more than 1"),
    rule("rediscovery is no time", "rediscovery: 30", ".rediscovery", "30"),
    rule("a checklist that takes no time", "checklist: {retained: 90%}", ".checklist", "work"),
    rule("a checklist that says nothing", "checklist: {work: 5 min}", ".checklist", "retained"),
    rule("a checklist that loses more", "retained: 80%, checklist: {work: 5 min, retained: 70%}",
         ".checklist.retained", "0.7 arrives with the checklist", "costs time"),
    rule("a checklist within a function",
         "from: field_sales, to: field_sales, retained: 50%, "
         "checklist: {work: 5 min, retained: 70%}", ".checklist", "another function"),
    rule("completeness within a function",
         "from: field_sales, to: field_sales, completeness: 0.95, accepts: 90%, "
         "incomplete: returned.unfit", ".completeness", "another function"),
    rule("completeness for nothing", "completeness: 0.95", ".completeness",
         "accepts: 90% and incomplete: returned.REASON"),
    rule("acceptance of nothing", "accepts: 90%", ".accepts", "completeness:", "incomplete:"),
    rule("incomplete by which measure", "incomplete: returned.unfit", ".incomplete",
         "completeness:", "accepts: 90%"),
    rule("no share of items",
         "completeness: {lognormal: {mean: 0.9, cv: 0.1}}, accepts: 90%, "
         "incomplete: returned.unfit", ".completeness", "between 0 and 1"),
    rule("nothing is ever accepted",
         "completeness: {uniform: {low: 0.5, high: 0.89}}, accepts: 90%, "
         "incomplete: returned.unfit", ".accepts", "0.9 is more than 0.89", "ever be accepted"),
    spoiled("incomplete leads are recycled", "returned.unfit\n    -", "recycle.timing\n    -",
            "mechanisms.handoffs.0.incomplete", "is no return", "returned.REASON"),
    spoiled("incomplete leads go on", "incomplete: returned.unfit", "incomplete: propose",
            "mechanisms.handoffs.0.incomplete", "is no return"),
    spoiled("returned for no reason", "incomplete: returned.unfit", "incomplete: returned.unfitt",
            "mechanisms.handoffs.0.incomplete", "Did you mean unfit?"),
    spoiled("a rule that never counts", "    - {retained: 90%}\n",
            "    - {retained: 90%}\n    - {to: field_sales}\n", "mechanisms.handoffs.2",
            "rule 2 fits first", mark="- {to: field_sales}"),
    broken("what is known descends", "      segment: {small: 1.2}\n",
           "      segment: {small: 1.2}\n      information: {1: 1, 0: 0.5}\n",
           "stages.qualify.factors.information.0", "ascending", mark="information:"),
    broken("more than all is known", "      segment: {small: 1.2}\n",
           "      segment: {small: 1.2}\n      information: {0: 0.5, 2: 1}\n",
           "stages.qualify.factors.information.2", "Did you mean 2%?", mark="information:"),
    broken("who knows more is answered", "      work: 10 min\n",
           "      work: 10 min\n      factors: {information: {0: 0.5, 1: 1}}\n",
           "stages.qualify.attempts.factors.information", "whether a buyer answers",
           mark="information:"),
    broken("what is known of a customer", "churned.left: {rate: 1% per month}",
           "churned.left: {rate: 1% per month, factors: {information: {0: 2, 1: 1}}}",
           "stages.live.waits_for.churned.left.factors.information", "changes while"),
)  # fmt: skip
