"""The rule that all amounts of a scenario are in one currency."""

from __future__ import annotations

from collections.abc import Iterator

from gtmsim.scenario.check_match import every_team
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.laws import Law
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.opened import opening_rows
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tree import Path
from gtmsim.units import CURRENCIES, Money, MoneyRate


def check_currency(model: ScenarioModel) -> Findings:
    """Find currencies that nobody knows, and amounts in another one than the rest."""
    declared = model.currency
    if declared is not None and declared not in CURRENCIES:
        hint = listed("Currencies", declared, CURRENCIES)
        yield Finding(("currency",), f'no currency "{declared}".{hint}')
        return
    wanted = currency_of(model)
    where = "the scenario's currency is" if declared is not None else "other amounts are in"
    for path, currency in amounts(model):
        if currency != wanted:
            message = f"is in {currency}, but {where} {wanted}. One scenario has one currency."
            yield Finding(path, message, ("currency",))


def currency_of(model: ScenarioModel) -> str:
    """The one currency of a scenario: the declared one, else that of its amounts, else JPY."""
    if model.currency is not None:
        return model.currency
    return next((currency for _, currency in amounts(model)), "JPY")


def amounts(model: ScenarioModel) -> Iterator[tuple[Path, str]]:
    """The currency of every amount in a scenario, with where it is written."""
    for path, value in _written(model):
        if isinstance(value, Money | MoneyRate | Law) and value.currency is not None:
            yield path, value.currency


def _written(model: ScenarioModel) -> Iterator[tuple[Path, object]]:
    """Every field that may hold an amount."""
    for name, segment in model.segments.items():
        yield ("segments", name, "deal_size"), segment.deal_size
    for name, channel in model.channels.items():
        yield ("channels", name, "cost"), channel.cost
    for path, team in every_team(model):
        yield (*path, "salary"), team.salary
        yield (*path, "tools"), team.tools
    yield from _of_costs(model)
    yield from _of_hiring(model)
    yield from _of_offer(model)
    for name, target in model.targets.items():
        for period, amount in target.by.items():
            yield ("targets", name, "by", period), amount
    for name, quota in model.quotas.items():
        yield ("quotas", name, "amount"), quota.amount
    for path, row in opening_rows(model):
        for field in ("amount", "mrr", "arr"):
            yield (*path, field), getattr(row, field, None)


def _of_costs(model: ScenarioModel) -> Iterator[tuple[Path, object]]:
    """Tools, and what is paid whatever happens."""
    if model.costs is not None:
        yield ("costs", "tools"), model.costs.tools
        for name, fixed in model.costs.fixed.items():
            yield ("costs", "fixed", name, "cost"), fixed.cost


def _of_hiring(model: ScenarioModel) -> Iterator[tuple[Path, object]]:
    """What people cost before they begin."""
    if model.hiring is not None:
        yield ("hiring", "cost"), model.hiring.cost
    for name, one in model.requisitions.items():
        yield ("requisitions", name, "cost"), one.cost


def _of_offer(model: ScenarioModel) -> Iterator[tuple[Path, object]]:
    """Prices, fees, and the limits of those who approve them."""
    if model.contract is not None:
        yield ("contract", "initial_fee"), model.contract.initial_fee
    for name, product in model.products.items():
        yield ("products", name, "price"), product.price
        yield ("products", name, "initial_fee"), product.initial_fee
    for place, approver in enumerate(model.approval):
        yield ("approval", place, "up_to"), approver.up_to
    for name, segment in model.segments.items():
        for place, approver in enumerate(segment.approval):
            yield ("segments", name, "approval", place, "up_to"), approver.up_to
