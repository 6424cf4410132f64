"""Small journeys: valid stage graphs, from first touch to customer life.

The stages of a sale stand in a row, each with a way to the next, so that every stage can be
reached and left. Ways back lead through waits or work, so that no circle takes no time.
"""

from __future__ import annotations

from gtmsim.testing.customers import add_customers
from gtmsim.testing.offer import add_products, approval, contract
from gtmsim.testing.pen import Pen, Tree
from gtmsim.testing.quantities import DELAYS
from gtmsim.testing.stages import Kind, dates, kind_of_stage, write_stage

SALE = ("gate", "qualify", "meet", "propose", "close")
FUNCTIONS = ("sales", "inside_sales", "marketing")
MILESTONES = ("mql", "sal", "sql", "proposed")
REASONS = ("timing", "price")


def add_journey(pen: Pen, tree: Tree) -> None:
    """Write stages, milestones and rules of return into a scenario that has a market."""
    _Journey(pen, tree).write()


class _Journey:
    def __init__(self, pen: Pen, tree: Tree) -> None:
        self.pen = pen
        self.tree = tree
        self.customers = pen.chance()
        # Of a long sale few leads become customers within days.
        self.names = list(SALE[: pen.number(1, 3 if self.customers else len(SALE))])
        self.functions = FUNCTIONS[: pen.number(1, len(FUNCTIONS))]
        self.milestones: dict[str, str] = {}
        self.phases: list[str] = []
        self.recycle: Tree = {}
        self.returned: Tree = {}

    def write(self) -> None:
        pen, tree = self.pen, self.tree
        self._name_milestones()
        if pen.chance(3):
            self.phases = self.names[pen.number(0, len(self.names) - 1) :]
            tree["deal_phases"] = self.phases
        stages = tree["stages"] = {}
        self._add_contract()
        kinds = [kind_of_stage(pen) for _ in self.names]
        for place, (name, kind) in enumerate(zip(self.names, kinds, strict=True)):
            function = None if kind == Kind.GATE else pen.one_of(self.functions)
            stages[name] = write_stage(pen, tree, kind, function, self._ways_aside(place, kind))
            stages[name]["then"] = self._outcomes(place, kind)
        if self.customers:
            add_customers(pen, tree, self.functions, self.milestones)
        tree["milestones"] = self.milestones
        self._close_rules()
        self._entries()

    def _name_milestones(self) -> None:
        chosen = self.pen.some(MILESTONES, most=len(self.names) - 1)
        if self.names[1:] and self.pen.chance():
            chosen = ["sql"]  # an opportunity, into which other leads of the account merge
        self.milestones.update(zip(chosen, self.names[1:], strict=False))
        if self.customers:
            self.milestones["won"] = "live"
        elif self.pen.chance():
            self.milestones["won"] = "end"

    def _add_contract(self) -> None:
        pen = self.pen
        if pen.chance(4):
            self.tree["approval"] = approval(pen)
        if self.customers or pen.chance(4):
            self.tree["contract"] = contract(pen)
            add_products(pen, self.tree)

    # --- ways out of a stage -------------------------------------------------------------

    def _outcomes(self, place: int, kind: Kind) -> Tree:
        """The way onward, and perhaps others."""
        pen = self.pen
        first, long_form = self._onward(place)
        aside = ["lost.price", "disqualified", "lost", "recycle"]
        if place > 0 and kind != Kind.GATE:
            aside.append("returned")
        if first != "end":
            aside.append("end")
        others = [self._aside(place, way) for way in pen.some(aside, most=3)]
        shares = pen.shares(1 + len(others))
        outcomes: Tree = {first: {"share": shares[0], **long_form} if long_form else shares[0]}
        outcomes.update(zip(others, shares[1:], strict=True))
        later = self.names[place + 2 :]
        if later and others and pen.chance(3):
            # Another way onward, that skips a stage, takes the share of the last way aside.
            share = outcomes.pop(others[-1])
            outcomes["skips"] = {"share": share, "to": pen.one_of(later), "onward": "yes"}
        return outcomes

    def _onward(self, place: int) -> tuple[str, Tree]:
        """Key and, in the long form, settings of the first outcome."""
        name = self.names[place]
        if name in self.phases:
            return "next", {}
        if name == self.names[-1]:
            return ("won", {}) if "won" in self.milestones else ("end", {})
        following = self.names[place + 1]
        reached = next((key for key, one in self.milestones.items() if one == following), None)
        if reached is None:
            return following, {}
        if self.pen.chance(3):
            return "goes_on", {"to": following, "milestone": reached}
        return reached, {}

    def _aside(self, place: int, way: str) -> str:
        """A way out by its name in the file; rules it needs are written along."""
        if way == "recycle":
            return f"recycle.{self._rule(self.recycle, self.pen.one_of(REASONS), place)}"
        if way == "returned":
            return f"returned.{self._rule(self.returned, 'unfit', place)}"
        return way

    def _ways_aside(self, place: int, kind: Kind) -> list[str]:
        """Where a lead goes that is not reached, goes cold or misses its meeting."""
        ways = ["lost.unreached", self._aside(place, "recycle")]
        if place + 1 < len(self.names):
            ways.append(self.names[place + 1])
        if place > 0 and kind != Kind.GATE:
            ways.append(self._aside(place, "returned"))
        return ways

    # --- coming back ---------------------------------------------------------------------

    def _rule(self, rules: Tree, reason: str, place: int) -> str:
        """Have a rule of this reason; it leads back, or not further than its first user."""
        if reason not in rules:
            rules[reason] = self._return_rule(place, recycles=rules is self.recycle)
        return reason

    def _return_rule(self, place: int, *, recycles: bool) -> Tree:
        pen = self.pen
        rule: Tree = {"then": self.names[pen.number(0, place if recycles else place - 1)]}
        if pen.chance(3):
            rule["at"] = pen.one_of(dates(self.tree, self.customers))
        elif recycles or pen.chance():
            rule["nurture"] = pen.one_of(DELAYS)
        if recycles and pen.chance(3):
            rule["keeps_owner"] = "yes"
        if recycles and "ready" in str(self.tree["channels"]) and not pen.patient and pen.chance():
            rule["notices"] = self._notices(place)
        pen.maybe(rule, "label", ("時期未定",), one_in=4)
        pen.maybe(rule, "owner", ("マーケティング",), one_in=4)
        return rule

    def _notices(self, place: int) -> Tree:
        """How a raised hand is seen."""
        pen = self.pen
        notices: Tree = {"share": pen.one_of(("50%", "100%"))}
        pen.maybe(notices, "after", ("3 h", {"exponential": "1 day"}))
        pen.maybe(notices, "false_alarms", ("10% per day",))
        pen.maybe(notices, "then", self.names[: place + 1])
        return notices

    def _close_rules(self) -> None:
        pen, tree = self.pen, self.tree
        for block, rules in (("recycle", self.recycle), ("returned", self.returned)):
            if rules:
                tree[block] = rules
        if pen.chance():
            tree["recycle_at_most"] = pen.number(0, 3)
        pen.maybe(tree, "recycle_beyond", ("lost.enough", "end", self.names[-1]), one_in=3)
        if "buys_elsewhere_after" in str(tree["channels"]) and not pen.patient:
            ways = ["lost.rival", *(f"recycle.{reason}" for reason in self.recycle)]
            pen.maybe(tree, "bought_elsewhere", ways)
        if "accounts" in str(tree.get("segments", "")):
            pen.maybe(tree, "account_matching", ("50%",), one_in=3)
        pen.maybe(tree, "reasons", ({"price": "価格"},), one_in=4)

    def _entries(self) -> None:
        """Where leads enter: all stages are reached from the first."""
        pen, tree = self.pen, self.tree
        pen.maybe(tree, "first_stage", (self.names[0],), one_in=3)
        channels = list(tree["channels"].values())
        for channel in channels[1:]:
            pen.maybe(channel, "enters", self.names, one_in=4)
