"""Broken costs: margins, what is paid on top, tools and fixed costs."""

from __future__ import annotations

from tests.bad_input.cases import Case, added, changed

TOP = "costs: {on_top_of_pay: 15%}\n"


def costs(name: str, said: str, key: str, *phrases: str) -> Case:
    """The base, with these costs."""
    return added(name, f"costs: {{{said}}}\n", f"costs{key}", *phrases)


COSTLY: tuple[Case, ...] = (
    costs("a margin above all", "gross_margin: 175%", ".gross_margin", "175%"),
    costs("a loss on every sale", "gross_margin: -5%", ".gross_margin", "-5%"),
    (
        "on top of nobody's pay",
        {"scenario.yaml": changed("    salary: 600万円 per year\n", "") + TOP},
        ("has 1 problem:", "costs.on_top_of_pay: ", "No team has a salary", "Add salary"),
    ),
    costs("tools once and for all", "gross_margin: 75%, tools: 3万円", ".tools", "per"),
    costs("tools in another currency", "tools: 30 USD per month", ".tools", "is in USD", "JPY"),
    costs("an office in another currency", "fixed: {a: {cost: 9 USD per month}}", ".fixed.a.cost",
          "is in USD"),
    costs("fixed costs without an amount", "fixed: {office: {label: 本社}}", ".fixed.office",
          "missing: cost"),
    costs("unknown cost", "gross_margn: 75%", ".gross_margn", "Did you mean gross_margin?"),
    costs("costs that say nothing", "source: 経理", "", "says nothing", "Write gross_margin"),
)  # fmt: skip
