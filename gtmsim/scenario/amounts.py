"""What an amount of a contract comes from, and whether it comes back every year."""

from __future__ import annotations

from collections.abc import Iterator

from gtmsim.scenario.laws import Law
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.targets import resolve_shares


def sold(model: ScenarioModel, segment: str) -> list[str]:
    """The products that customers of a segment buy; the scenario's if it says nothing."""
    table: dict[str, float | str] = {}
    if segment in model.segments:
        table |= model.segments[segment].products
    if not table:
        table = {
            name: product.share
            for name, product in model.products.items()
            if product.share is not None
        }
    if not table:
        return list(model.products)
    shares = resolve_shares(table)
    return [name for name in model.products if shares.get(name, 0.0) > 0]


def amount_laws(
    model: ScenarioModel, segment: str | None = None, product: str | None = None
) -> Iterator[Law]:
    """Every law that the amount of a deal can come from, given what is known of the deal."""
    for kind in [segment] if segment is not None else list(model.segments) or [""]:
        one = model.segments.get(kind)
        for bought in [product] if product is not None else sold(model, kind) or [""]:
            price = model.products[bought].price if bought in model.products else None
            if price is not None:
                yield price
            elif one is not None and one.deal_size is not None:
                yield one.deal_size


def recurring(
    model: ScenarioModel, segment: str | None = None, product: str | None = None
) -> bool | None:
    """Whether a deal's amount is a year's; None if it may be either, or has none."""
    kinds = {law.per is not None for law in amount_laws(model, segment, product)}
    return kinds.pop() if len(kinds) == 1 else None
