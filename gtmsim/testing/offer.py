"""Small offers: products with terms, approvals, targets, the rush at a period's end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gtmsim.testing.pen import Pen, Tree

PRODUCTS = ("standard", "premium")


def add_products(pen: Pen, tree: Tree) -> None:
    """Write products and contract terms into a scenario that has a market and a journey."""
    if pen.chance(3):
        return
    priced = pen.chance()
    if not priced and not all(
        "deal_size" in one for one in tree.get("segments", {"": {}}).values()
    ):
        return
    names = PRODUCTS[: pen.number(1, 2)]
    if priced:
        for segment in tree.get("segments", {}).values():
            segment.pop("deal_size", None)
    shares = pen.shares(len(names)) if pen.chance() else None
    products = tree["products"] = {name: _product(pen, name, priced) for name in names}
    for place, name in enumerate(names):
        if shares is not None:
            products[name]["share"] = shares[place]
    for segment in tree.get("segments", {}).values():
        if pen.chance(3):
            segment["products"] = dict(zip(names, pen.shares(len(names)), strict=True))


def _product(pen: Pen, name: str, priced: bool) -> Tree:
    product: Tree = {}
    if priced:
        product["price"] = pen.amount(10_000) + pen.one_of((" per month", " per year"))
        pen.maybe(product, "seats", (3, {"poisson": 5}))
        pen.maybe(
            product, "discount", ("0.1", {"triangular": {"low": 0, "mode": 0.05, "high": 0.3}})
        )
    pen.maybe(product, "label", ("スタンダード",), one_in=4)
    pen.maybe(product, "initial_fee", (pen.amount(90_000),), one_in=3)
    if not pen.patient:  # who is served later would pay another price
        dated = ({f"{pen.start}": "10%"}, {pen.day().isoformat(): "-5%"})
        pen.maybe(product, "price_changes", dated)
    _own_terms(pen, product)
    return product


def contract(pen: Pen) -> Tree:
    """Terms of a contract; short ones, so that they end within a scenario of weeks."""
    terms: Tree = {
        "term": pen.one_of(("1 month", "2 months")),
        "expansion": pen.one_of((0.2, {"uniform": {"low": 0.1, "high": 0.5}})),
    }
    if pen.patient:
        return terms
    pen.maybe(terms, "notice", ("10 days", "20 days"), one_in=3)
    pen.maybe(terms, "renews", ("automatically", "by_agreement"), one_in=3)
    pen.maybe(terms, "billing_delay", ("3 days", "5 business days"), one_in=3)
    pen.maybe(terms, "prepaid", ("1 month",), one_in=3)
    pen.maybe(terms, "pays_after", ("30 days",), one_in=4)
    pen.maybe(terms, "initial_fee", (pen.amount(50_000),), one_in=4)
    tomorrow = (pen.start + timedelta(days=1)).isoformat()
    pen.maybe(terms, "price_changes", ({tomorrow: "10%"}, {f"{pen.start}": "5%"}))
    return terms


def _own_terms(pen: Pen, product: Tree) -> None:
    """Terms in which a product differs from the others."""
    pen.maybe(product, "term", ("2 months",), one_in=4)
    pen.maybe(product, "expansion", (0.1,), one_in=4)
    if pen.patient:
        return
    pen.maybe(product, "notice", ("5 days",), one_in=4)
    pen.maybe(product, "renews", ("by_agreement", "automatically"), one_in=4)
    pen.maybe(product, "billing_delay", ("1 day",), one_in=4)
    pen.maybe(product, "prepaid", ("1 month",), one_in=4)
    pen.maybe(product, "pays_after", ("10 days",), one_in=4)


def cross_sells(tree: Tree) -> bool:
    """Have every product lead to another one; whether there are products at all."""
    products: dict[str, Any] = tree.get("products", {})
    names = list(products)
    if len(names) < 2 or not any("price" in one for one in products.values()):
        return False
    for name, other in zip(names, reversed(names), strict=True):
        products[name]["cross_sells"] = {other: "100%"}
    return True


def approval(pen: Pen) -> list[Tree]:
    """A list of approvers."""
    boss: Tree = {"by": "部長", "up_to": pen.amount(500_000), "takes": "1 day"}
    last: Tree = {"by": "取締役会"}
    pen.maybe(last, "takes", ("0 days", {"exponential": "2 days"}))
    if pen.chance():
        last["board"] = pen.one_of(("second tuesday", "day 10"))
        pen.maybe(last, "papers", ("2 business days", "3 days"))
    return [boss, last] if pen.chance() else [last]


def add_targets(pen: Pen, tree: Tree) -> None:
    """Write targets, quotas, and the policies that belong to them."""
    month = f"{pen.start:%Y-%m}"
    worth = "deal_size" in str(tree.get("segments", "")) or "price" in str(tree.get("products", ""))
    if pen.chance(3):
        target: Tree = {"measure": "wins", "by": {month: 3}}
        pen.maybe(target, "team", list(tree["teams"]) or ("",))
        if "segments" in tree:
            pen.maybe(target, "segment", list(tree["segments"]))
        if "products" in tree:
            pen.maybe(target, "product", list(tree["products"]))
        pen.maybe(target, "label", ("予算",), one_in=4)
        if target.get("team") == "":
            del target["team"]
        tree["targets"] = {"budget": target}
        if worth and pen.chance():
            tree["targets"]["money"] = {"measure": "bookings", "by": {month: pen.amount(1_000_000)}}
    if tree["teams"] and pen.chance(4):
        tree["quotas"] = {
            next(iter(tree["teams"])): {"measure": "wins", "every": "month", "amount": 2}
        }
    decided = [name for name, stage in tree["stages"].items() if "decides" in stage]
    if decided and not pen.patient and pen.chance(3):
        tree["period_end_push"] = {
            "every": pen.one_of(("month", "quarter", "half", "year")),
            "reach": "10 days",
            "accepted": "50%",
            "discount": "10%",
            "stages": decided,
        }
    pen.maybe(tree, "arr_from", ("signed", "billed"), one_in=3)
