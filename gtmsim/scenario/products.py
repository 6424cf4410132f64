"""The products of a scenario with all their terms."""

from __future__ import annotations

from gtmsim.scenario.market import Segment
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.offer import Contract, Product
from gtmsim.scenario.targets import resolve_shares
from gtmsim.units import Duration

ONLY = ""
"""Name of the one product of a scenario that declares none."""


def products(model: ScenarioModel) -> dict[str, Product]:
    """Every product, its missing terms taken from `contract`.

    A scenario that declares none has one, without a name and a price.
    """
    contract = model.contract or Contract()
    terms = {name: getattr(contract, name) for name in contract.model_fields_set}
    if not model.products:
        return {ONLY: Product.model_construct(_fields_set=set(terms), **terms)}
    merged = {}
    for name, product in model.products.items():
        own = {field: getattr(product, field) for field in product.model_fields_set}
        merged[name] = Product.model_construct(_fields_set={*terms, *own}, **{**terms, **own})
    return merged


def product_shares(model: ScenarioModel, segment: Segment | None = None) -> dict[str, float]:
    """The share of deals of each product: the segment's own, else those of the products.

    Products without a share divide what the others leave.
    """
    names = list(model.products) or [ONLY]
    if segment is not None and segment.products:
        own = resolve_shares(dict(segment.products))
        return {name: own.get(name, 0.0) for name in names}
    given = {name: one.share for name, one in model.products.items() if one.share is not None}
    shares = resolve_shares(dict(given))
    open_names = [name for name in names if name not in shares]
    left = max(0.0, 1.0 - sum(shares.values()))
    return {name: shares.get(name, left / max(len(open_names), 1)) for name in names}


def months_of(length: Duration | None) -> int:
    """Whole months of a length; 0 for none."""
    if length is None:
        return 0
    return int(length.amount) * (12 if length.unit == "year" else 1)
