"""Rules about one row of the opening: its dates, its amount, and what it needs."""

from __future__ import annotations

from datetime import date

from gtmsim.scenario.amounts import amount_laws, recurring
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.opening import OpeningCustomer, OpeningLead
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tree import Path, shown
from gtmsim.units import MoneyRate, parse_number

_PRICES = ("segments.*.deal_size", "segments.*.products", "products", "segments")
FARTHEST = 3653
"""Days after the start beyond which an expected close is taken for a misprint."""
_LIFE = ("stages", "milestones", "deal_phases")


def check_house(model: ScenarioModel, at: Path, lead: OpeningLead) -> Findings:
    """Find leads on the house list of whom nobody knows when or where they come back."""
    yield from _lead_dates(model, at, lead)
    yield from _amount(model, at, lead)
    if lead.recycle is not None and lead.recycle not in model.recycle:
        hint = listed("Rules", lead.recycle, model.recycle)
        message = f'no rule "{shown(lead.recycle)}" in recycle.{hint}'
        yield Finding((*at, "recycle"), message, ("recycle",))
    if lead.recycle is None and lead.returns is None:
        message = "when does it come back? Add recycle: REASON, or returns: DATE and stage: STAGE."
        yield Finding(at, message)
    elif lead.recycle is None and lead.stage is None:
        message = "where does it come back to? Add stage: STAGE, or recycle: REASON."
        yield Finding((*at, "returns"), message)
    if lead.closes is not None:
        message = "a lead on the house list has no expected close. List it under deals, or remove."
        yield Finding((*at, "closes"), message)
    yield from _works(model, at, lead)


def check_open(model: ScenarioModel, at: Path, lead: OpeningLead) -> Findings:
    """Find open leads and deals that stand nowhere, or are on the house list as well."""
    yield from _lead_dates(model, at, lead)
    yield from _amount(model, at, lead)
    for field in ("recycle", "returns"):
        if getattr(lead, field) is not None:
            message = f"{field} is for the house list, and this is open. Move the row there."
            yield Finding((*at, field), message)
    if lead.stage is None:
        yield Finding(at, "where does it stand? Add stage: STAGE.")
    yield from _works(model, at, lead)


def check_customer(
    model: ScenarioModel, at: Path, customer: OpeningCustomer, rest: str | None
) -> Findings:
    """Find customers without a contract, or with one that cannot be.

    Args:
        model: the scenario.
        at: path of the row.
        customer: the row.
        rest: the first resting stage after the win, if there is one.
    """
    if customer.mrr is None and customer.arr is None:
        yield Finding(at, "what does it pay? Add mrr: 10万円 (a month) or arr: 120万円 (a year).")
    elif customer.mrr is not None and customer.arr is not None:
        yield Finding((*at, "arr"), "mrr already says what it pays. Keep one.")
    kind = recurring(model, customer.segment, customer.product)
    if kind is False and not _misnamed(model, customer):
        message = "a customer pays every month, but what is sold here is one-off."
        remedy = f"Write `per year` in {_source(model, customer)}, or remove the row."
        yield Finding(at, f"{message} {remedy}", _PRICES)
    starts, renews = customer.starts, customer.renews
    yield from _not_after(model, (*at, "starts"), starts)
    yield from _not_before(model, (*at, "renews"), renews)
    if starts is not None and renews is not None and starts >= renews:
        message = f"{renews} is not after {starts}, the first day as a customer."
        yield Finding((*at, "renews"), message)
    yield from _health(model, at, customer)
    yield from _resting(model, at, customer, rest)


def _source(model: ScenarioModel, customer: OpeningCustomer) -> str:
    """Where the amount is written that is not a year's."""
    product = customer.product
    if product in model.products and model.products[product].price is not None:
        return f"products.{product}.price"
    if any(one.price is not None for one in model.products.values()):
        return "the price of a product"
    segment = customer.segment if customer.segment in model.segments else next(iter(model.segments))
    return f"segments.{segment}.deal_size"


def _health(model: ScenarioModel, at: Path, customer: OpeningCustomer) -> Findings:
    path, value = (*at, "health"), customer.health
    if value is None:
        return
    if "health" not in model.attributes:
        message = "there is no attribute health. Declare attributes: {health: {shares: ...}}."
        yield Finding(path, message, ("attributes",))
    elif "health" in customer.attributes:
        yield Finding(path, "attributes.health already says so. Keep one.")
    else:
        yield from check_value(model, path, "health", value)


def check_value(model: ScenarioModel, path: Path, name: str, value: str) -> Findings:
    """Find values of attributes that are not declared, or cannot have them."""
    attribute = model.attributes.get(name)
    if attribute is None:
        hint = listed("Attributes", name, model.attributes)
        message = f'no attribute "{shown(name)}" is declared.{hint}'
        yield Finding(path, message, (f"attributes.{name}",))
    elif attribute.shares is not None and value not in attribute.shares:
        hint = listed("Categories", value, attribute.shares)
        yield Finding(path, f'no category "{shown(value)}".{hint}', (f"attributes.{name}",))
    elif attribute.law is not None and not _is_number(value):
        yield Finding(path, f'"{shown(value)}" is not a number. Write one, such as 120.')


def _is_number(value: str) -> bool:
    try:
        parse_number(value, negative=True)
    except ValueError:
        return False
    return True


def _resting(
    model: ScenarioModel, at: Path, customer: OpeningCustomer, rest: str | None
) -> Findings:
    """Customers rest in a stage that waits for what happens in their life."""
    if customer.stage is None:
        if rest is None:
            message = "no resting stage (waits_for) follows the win. Add one, or say stage: STAGE."
            yield Finding(at, message, _LIFE)
    elif customer.stage in model.stages and model.stages[customer.stage].waits_for is None:
        message = f"{customer.stage} is no resting stage (waits_for), and customers rest in one."
        hint = f" Write {rest}, or list the row under deals." if rest else ""
        yield Finding((*at, "stage"), f"{message}{hint}", (f"stages.{customer.stage}",))


def _works(model: ScenarioModel, at: Path, lead: OpeningLead) -> Findings:
    """Leads and deals stand in stages that are left by an outcome."""
    stage = model.stages.get(lead.stage or "")
    if stage is not None and stage.waits_for is not None:
        message = f"{lead.stage} is a resting stage. List the row under customers, or mend it."
        yield Finding((*at, "stage"), message, (f"stages.{lead.stage}",))


def _lead_dates(model: ScenarioModel, at: Path, lead: OpeningLead) -> Findings:
    yield from _not_after(model, (*at, "arrived"), lead.arrived)
    yield from _not_after(model, (*at, "since"), lead.since)
    yield from _not_before(model, (*at, "returns"), lead.returns)
    yield from _not_before(model, (*at, "closes"), lead.closes)
    if lead.closes is not None and (lead.closes - model.start).days > FARTHEST:
        message = f"{lead.closes} is more than ten years after the start. Is the year right?"
        yield Finding((*at, "closes"), message, ("start",))
    if lead.age is not None and lead.since is not None:
        yield Finding((*at, "since"), "age already says how long. Keep one.")
    if lead.age is not None and lead.age.business:
        message = f"{lead.age}: ages go by the civil calendar. Write days or weeks."
        yield Finding((*at, "age"), message)
    if lead.arrived is not None and lead.since is not None and lead.since < lead.arrived:
        message = f"{lead.since} is before {lead.arrived}, when it arrived. Mend one of them."
        yield Finding((*at, "since"), message)


def _not_after(model: ScenarioModel, path: Path, day: date | None) -> Findings:
    if day is not None and day > model.start:
        message = f"{day} is after the start, {model.start}. The opening is the state of that day."
        yield Finding(path, message, ("start",))


def _not_before(model: ScenarioModel, path: Path, day: date | None) -> Findings:
    if day is not None and day < model.start:
        message = f"{day} is before the start, {model.start}. Bring it up to date, or remove it."
        yield Finding(path, message, ("start",))


def _misnamed(model: ScenarioModel, row: OpeningLead | OpeningCustomer) -> bool:
    """Whether the row names a segment or product that is not there, which is told."""
    segment, product = row.segment, row.product
    return (segment is not None and segment not in model.segments) or (
        product is not None and product not in model.products
    )


def check_product(model: ScenarioModel, at: Path, row: OpeningLead | OpeningCustomer) -> Findings:
    """Find rows whose product their segment does not buy."""
    segment = model.segments.get(row.segment) if row.segment is not None else None
    if segment is None or row.product not in model.products or not segment.products:
        return
    if row.product not in segment.products:
        message = (
            f"{row.segment} buys {', '.join(segment.products)}. If {row.product} is no longer "
            f"sold, write {row.product}: 0% there."
        )
        where = (f"segments.{row.segment}.products", "products")
        yield Finding((*at, "product"), message, where)


def _amount(model: ScenarioModel, at: Path, lead: OpeningLead) -> Findings:
    """An amount is a year's where the product or segment sells by the year, else one-off."""
    path, amount = (*at, "amount"), lead.amount
    if amount is None or _misnamed(model, lead):
        return
    kind = recurring(model, lead.segment, lead.product)
    if not any(True for _ in amount_laws(model)):
        message = "nothing here has a price. Add deal_size to a segment, or price to a product."
        yield Finding(path, message, _PRICES)
    elif isinstance(amount, MoneyRate) and kind is False:
        message = f"{amount} comes back, but what is sold here is one-off. Leave out the period."
        yield Finding(path, message, _PRICES)
    elif not isinstance(amount, MoneyRate) and kind is True:
        message = f"{amount} in what time? What is sold here comes back: {amount} per year."
        yield Finding(path, message, _PRICES)
    elif kind is None:
        message = "some of what is sold comes back and some does not. Say segment and product too."
        yield Finding(path, message, _PRICES)
