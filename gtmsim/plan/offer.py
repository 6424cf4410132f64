"""What is sold, compiled: products and their terms."""

from __future__ import annotations

from gtmsim.plan.buying import ProductPlan
from gtmsim.plan.names import NUMBER_BITS, compile_law
from gtmsim.plan.steps import Delay
from gtmsim.plan.workshop import Workshop
from gtmsim.scenario.offer import Product
from gtmsim.scenario.products import months_of, products
from gtmsim.scenario.readers import parse_date
from gtmsim.scenario.targets import resolve_shares
from gtmsim.units import Duration

PRICE_BITS = 20
"""Changes of prices are integers in units of 2**-20."""


def offer(bench: Workshop) -> tuple[ProductPlan, ...]:
    """All products, in file order."""
    found = products(bench.scenario)
    return tuple(
        _product(bench, index, name, product, list(found))
        for index, (name, product) in enumerate(found.items())
    )


def _product(
    bench: Workshop, index: int, name: str, product: Product, names: list[str]
) -> ProductPlan:
    term = months_of(product.term)
    price, notice = product.price, product.notice
    return ProductPlan(
        index=index,
        name=name,
        price=bench.money(price) if price is not None else None,
        recurring=price is not None and price.per is not None,
        seats=compile_law(product.seats, 1.0, NUMBER_BITS) if product.seats is not None else None,
        discount=(
            compile_law(product.discount, 1.0, NUMBER_BITS)
            if product.discount is not None
            else None
        ),
        initial_fee=(
            round(product.initial_fee.amount * bench.minor)
            if product.initial_fee is not None
            else 0
        ),
        term=bench.months(term) if term else 0,
        automatic=product.renews == "automatically",
        notice=bench.time.ticks(notice.minutes) if notice is not None else -1,
        billing_delay=_delay(bench, product.billing_delay),
        prepaid=max(1, months_of(product.prepaid)),
        pays_after=_delay(bench, product.pays_after),
        expansion=(
            compile_law(product.expansion, 1.0, NUMBER_BITS)
            if product.expansion is not None
            else None
        ),
        price_changes=_price_changes(bench, product),
        cross_sells=_cross_sells(product, names),
    )


def _delay(bench: Workshop, given: Duration | None) -> Delay | None:
    return bench.duration(given, 0) if given is not None else None


def _price_changes(bench: Workshop, product: Product) -> tuple[tuple[int, int], ...]:
    changes = {parse_date(day): change for day, change in product.price_changes.items()}
    return tuple(
        (bench.time.at(day), round((1.0 + changes[day]) * 2**PRICE_BITS)) for day in sorted(changes)
    )


def _cross_sells(product: Product, names: list[str]) -> tuple[float, ...]:
    if not product.cross_sells:
        return ()
    shares = resolve_shares(dict(product.cross_sells))
    reached, result = 0.0, []
    for name in names:
        reached += shares.get(name, 0.0)
        result.append(reached)
    return (*result[:-1], 1.0)
