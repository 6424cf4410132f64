"""Broken targets of a team: whose, of what, and what pressure does to odds (R167)."""

from __future__ import annotations

from tests.bad_input.cases import Case, added, broken, changed, place

TARGET = "mechanisms: {pressure: {team: inside_sales, counts: sal, quota: 20 per month}}\n"

PRESSED = (
    changed(
        "      segment: {small: 1.2}\n",
        "      segment: {small: 1.2}\n      pressure: {100%: 1, 150%: 1.4, 200%: 1.8}\n",
        "    then: {next: 40%, lost.price: rest}\n",
        "    factors: {pressure: {1: 1, 2: 0.6}}\n    then: {next: 40%, lost.price: rest}\n",
    )
    + TARGET
)
"""A valid scenario with a target of a team, and what pressure does to odds."""


def target(name: str, old: str, new: str, key: str, *phrases: str) -> Case:
    """The base with a target of which one word is another."""
    return added(name, TARGET.replace(old, new), f"mechanisms.pressure{key}", *phrases)


def table(name: str, written: str, key: str, *phrases: str) -> Case:
    """The valid scenario with another table of the first stage."""
    text = changed("{100%: 1, 150%: 1.4, 200%: 1.8}", written, base=PRESSED)
    where = place(text, written, f"stages.qualify.factors.pressure{key}")
    return (name, {"scenario.yaml": text}, ("has 1 problem:", where, *phrases))


OUT_OF_REACH: tuple[Case, ...] = (
    target("a target of nobody", "inside_sales", "inside_sale", ".team",
           'no team "inside_sale"', "Did you mean inside_sales?"),
    target("a target of what others bring", "counts: sal", "counts: won", ".counts",
           "inside_sales does no stage whose `then` leads to won", "can bring: sal"),
    target("a target of no milestone", "counts: sal", "counts: slq", ".counts", "leads to slq"),
    target("a target of nothing", "20 per month", "0 per month", ".quota", "or remove the target"),
    target("a target per business day", "20 per month", "1 per business day", ".quota",
           "civil months", "20 per month"),
    target("a target without a period", "20 per month", "20", ".quota", "with its period"),
    target("a target that says nothing", ", quota: 20 per month", "", "", "missing: quota"),
    target("a target with an unknown key", "quota", "qouta", ".qouta", "Did you mean quota?"),
    broken("pressure from nowhere", "      segment: {small: 1.2}\n",
           "      segment: {small: 1.2}\n      pressure: {100%: 1, 200%: 2}\n",
           "stages.qualify.factors.pressure", "whose pressure?", "mechanisms:", mark="pressure:"),
    table("a factor without pressure", "{100%: 1.2, 200%: 1.8}", ".100%",
          "at 100% the target was met", "Write 1"),
    table("pressure that begins late", "{150%: 1, 200%: 1.8}", ".150%",
          "begins above 100%", "100%: 1"),
    table("less than no pressure", "{50%: 1, 200%: 1.8}", ".50%", "is not 100% to 1000%"),
    table("pressure descends", "{100%: 1, 200%: 1.8, 150%: 2}", ".150%", "ascending"),
    table("more than the most", "{100%: 1, 1100%: 2}", ".1100%", "is not 100% to 1000%"),
    table("pressure is no number", "{100%: 1, high: 2}", ".high", "is not a number"),
    broken("who is pressed is answered", "      work: 10 min\n",
           "      work: 10 min\n      factors: {pressure: {100%: 1, 200%: 2}}\n",
           "stages.qualify.attempts.factors.pressure", "whether a buyer answers",
           mark="pressure:"),
    broken("pressure of a customer", "churned.left: {rate: 1% per month}",
           "churned.left: {rate: 1% per month, factors: {pressure: {100%: 1, 200%: 2}}}",
           "stages.live.waits_for.churned.left.factors.pressure", "changes while a customer waits"),
)  # fmt: skip
"""What may be wrong with a target out of reach."""
