"""Rules about what is sold: products with one price each, and terms that fit together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gtmsim.scenario.amounts import sold
from gtmsim.scenario.check_shares import whole
from gtmsim.scenario.check_times import begin
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.laws import Law
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.monthly import date_rule
from gtmsim.scenario.offer import Contract, Product
from gtmsim.scenario.products import ONLY, products
from gtmsim.scenario.readers import parse_date
from gtmsim.scenario.suggest import enumeration, listed
from gtmsim.scenario.tree import Path
from gtmsim.scenario.ways import ways
from gtmsim.units import Duration

_TERMS = ("contract", "products")


def check_offer(model: ScenarioModel) -> Findings:
    """Find products without a price or with two, and terms that contradict each other."""
    yield from _product_shares(model)
    for name, segment in model.segments.items():
        path: Path = ("segments", name, "products")
        yield from _bought(model, path, dict(segment.products))
    for name, product in model.products.items():
        at: Path = ("products", name)
        yield from _price(model, at, name, product)
        yield from _cross_sells(model, (*at, "cross_sells"), name, product)
    yield from _terms(model)
    yield from _price_changes(model)
    yield from _cross_sold(model)
    yield from _too_late(model)


def _too_late(model: ScenarioModel) -> Findings:
    """Who decides at the end of a term can no longer give notice for it."""
    notices = [one.notice for one in products(model).values() if one.notice is not None]
    if not notices:
        return
    churns = {
        way.stage for way in ways(model) if way.target is not None and way.target.kind == "churned"
    }
    for name, stage in model.stages.items():
        decides = stage.decides
        if name in churns and decides is not None and date_rule(decides.at or "") == "term end":
            message = (
                f"at the end of the term the notice of {notices[0]} is over, so nobody could leave "
                "with that term. Write at: notice deadline."
            )
            path: Path = ("stages", name, "decides", "at")
            yield Finding(path, message, ("contract", "products", f"stages.{name}.then"))


def _product_shares(model: ScenarioModel) -> Findings:
    shares = {name: one.share for name, one in model.products.items() if one.share is not None}
    without = [name for name in model.products if name not in shares]
    if shares and without:
        message = "has no share, but other products have. Give all of them a share, or none."
        yield Finding(("products", without[0]), message, ("products.*.share",))
    elif shares:
        for finding in whole(("products",), shares):
            yield Finding(finding.path, finding.message, ("products.*.share",))


def _bought(model: ScenarioModel, path: Path, shares: dict[str, float | str]) -> Findings:
    """Shares of products, all of which exist."""
    if not shares:
        return
    yield from whole(path, shares)
    for name in shares:
        if name not in model.products:
            hint = listed("Products", name, model.products)
            yield Finding((*path, name), f'no product "{name}".{hint}', (f"products.{name}",))


def _price(model: ScenarioModel, at: Path, name: str, product: Product) -> Findings:
    """The amount of a deal comes from the price of its product or from the segment, not both."""
    buyers = [segment for segment in model.segments if name in sold(model, segment)]
    sized = [one for one in buyers if model.segments[one].deal_size is not None]
    depends = ("segments", "products")
    if product.price is not None and sized:
        message = (
            f"segment {enumeration(sized)} has a deal_size, so a deal would have two amounts. "
            "Remove the price or the deal_size."
        )
        yield Finding((*at, "price"), message, depends)
    elif product.price is None and len(sized) < max(1, len(buyers)):
        without = [one for one in buyers if one not in sized]
        who = f"segment {enumeration(without)} has" if without else "there is"
        message = f"what does it cost? There is no price, and {who} no deal_size. Add price: "
        if buyers or not model.segments:
            yield Finding(at, f"{message}5_000 JPY per month.", depends)
    for field in ("seats", "discount"):
        law: Law | None = getattr(product, field)
        if law is None:
            continue
        if product.price is None:
            message = f"{field} are of a price, and there is none. Add price: 5_000 JPY per month."
            if field == "discount":
                message = message.replace("are of a price", "is off a price")
            yield Finding((*at, field), message, (".".join((*map(str, at), "price")),))
        elif law.minimum() < 0:
            message = f"{law} can be negative. Take a law from 0."
            yield Finding((*at, field), message)
        elif field == "discount" and float(law.quantile(1.0)) > 1:
            message = f"{law} can be more than 100%. Take a law up to 1, such as {{uniform: ...}}."
            yield Finding((*at, field), message)


def _cross_sells(model: ScenarioModel, path: Path, name: str, product: Product) -> Findings:
    yield from _bought(model, path, dict(product.cross_sells))
    if name in product.cross_sells:
        message = f"{name} cannot be bought in addition to itself: that is `expanded`. Remove it."
        yield Finding((*path, name), message)


def _cross_sold(model: ScenarioModel) -> Findings:
    if any(product.cross_sells for product in model.products.values()):
        return
    for way in ways(model):
        if way.target is not None and way.target.milestone == "cross_sold":
            message = "what is sold? Add cross_sells: {PRODUCT: 100%} to a product."
            yield Finding(way.path, message, ("products",))
            return


def _written(model: ScenarioModel, name: str, field: str) -> Path:
    """Where a term of a product is written: there, or in `contract`."""
    own = model.products.get(name)
    if own is not None and field in own.model_fields_set:
        return ("products", name, field)
    return ("contract", field)


def _terms(model: ScenarioModel) -> Findings:
    """Terms of each product; what is written once in `contract` is told once."""
    told: set[Path] = set()
    shared = set(_term_faults(model.contract or Contract()))
    for name, product in products(model).items():
        for field, message in _term_faults(product):
            path = _written(model, name, field)
            if path not in told:
                told.add(path)
                own = path[0] != "contract" or (field, message) in shared or name == ONLY
                yield Finding(path, message if own else f"{message} That is for {name}.", _TERMS)


def _term_faults(product: Contract) -> Iterator[tuple[str, str]]:
    """Each term that is wrong, and what is wrong with it."""
    term, prepaid, notice = product.term, product.prepaid, product.notice
    whole_term = term is None or _is_months(term)
    if term is not None and not whole_term:
        yield "term", f"{term} is not whole months. Write the term in months or years: 12 months."
    if prepaid is not None and not _is_months(prepaid):
        yield "prepaid", f"{prepaid} is not whole months. Write 1 month, 3 months or 12 months."
    elif prepaid is not None and term is not None and prepaid.minutes > term.minutes:
        yield "prepaid", f"{prepaid} paid in advance is longer than the term of {term}."
    if term is None:
        if notice is not None:
            yield "notice", "notice before the end of what? Add term: 12 months."
        if product.renews == "by_agreement":
            yield "renews", "there is no term after which to agree. Add term: 12 months."
    elif notice is not None and notice.business:
        yield "notice", f"{notice}: terms end by the civil calendar. Write days or months."
    elif notice is not None and notice.minutes >= term.minutes:
        yield "notice", f"{notice} is not shorter than the term of {term}."


def _is_months(length: Duration) -> bool:
    return length.unit in ("month", "year") and length.amount.is_integer()


def _price_changes(model: ScenarioModel) -> Findings:
    """Prices change on days of the run, once each."""
    blocks: list[tuple[Path, dict[str, float]]] = [
        (("products", name, "price_changes"), product.price_changes)
        for name, product in model.products.items()
    ]
    if model.contract is not None:
        blocks.insert(0, (("contract", "price_changes"), model.contract.price_changes))
    for path, changes in blocks:
        seen: dict[date, str] = {}
        for written, change in changes.items():
            at = (*path, written)
            try:
                day = parse_date(written)
            except ValueError as error:
                yield Finding(at, str(error))
                continue
            if day in seen:
                yield Finding(at, f"{written} stands twice. Keep one.", first=(*path, seen[day]))
            elif day < begin(model):
                message = f"{day} is before the start, {begin(model)}. Prices are as of the start."
                yield Finding(at, message, ("start", "history"))
            if abs(change) > 1:
                message = f"a change of {change:.0%}. Prices change by less than 100%: 5%, -10%."
                yield Finding(at, message)
            seen.setdefault(day, written)
