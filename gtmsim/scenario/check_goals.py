"""Rules about what the company means to reach: targets, quotas, the push at a period's end."""

from __future__ import annotations

from gtmsim.scenario.check_match import every_team
from gtmsim.scenario.check_times import end
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.offer import SalesTarget
from gtmsim.scenario.suggest import enumeration, listed
from gtmsim.scenario.tree import Path, shown
from gtmsim.units import Money, plain
from gtmsim.units.fiscal import FiscalPeriod, PeriodKind, fiscal_periods, parse_fiscal

JANUARY = 1
"""When a fiscal year starts that nobody has told of."""
LEVEL = "arr"
"""The measure that is no sum over its months."""
KINDS: tuple[PeriodKind, ...] = ("month", "quarter", "half", "year")


def check_goals(model: ScenarioModel) -> Findings:
    """Find targets that nobody can miss or reach, because they name what is not there."""
    for name, target in model.targets.items():
        at: Path = ("targets", name)
        yield from _scope(model, at, target)
        yield from _periods(model, at, target)
    teams = _teams(model)
    for team, quota in model.quotas.items():
        if team not in teams:
            hint = listed("Teams", team, teams)
            yield Finding(("quotas", team), f'no team "{team}".{hint}', ("teams",))
        yield from _amount(("quotas", team, "amount"), quota.measure, quota.amount)
    yield from _push(model)


def _teams(model: ScenarioModel) -> list[str]:
    return list(dict.fromkeys(str(path[-1]) for path, _ in every_team(model)))


def _scope(model: ScenarioModel, at: Path, target: SalesTarget) -> Findings:
    """A target for a part of the company names a part that exists."""
    known = (
        ("team", target.team, _teams(model)),
        ("segment", target.segment, list(model.segments)),
        ("product", target.product, list(model.products)),
    )
    for field, name, names in known:
        if name is not None and name not in names:
            hint = listed(f"{field.capitalize()}s", name, names)
            yield Finding((*at, field), f'no {field} "{shown(name)}".{hint}', (f"{field}s",))


def _periods(model: ScenarioModel, at: Path, target: SalesTarget) -> Findings:
    if not target.by:
        yield Finding((*at, "by"), "no periods. Write by: {FY2026 H1: 1.2億円}.")
    seen: dict[str, str] = {}
    outside: list[Finding] = []
    for written, amount in target.by.items():
        path = (*at, "by", written)
        yield from _amount(path, target.measure, amount)
        try:
            period = parse_fiscal(written, model.fiscal_year_starts or JANUARY)
        except ValueError as error:
            yield Finding(path, str(error))
            continue
        if period.words in seen:
            message = f"{written} is {period.words}, which stands here twice. Keep one."
            yield Finding(path, message, first=(*at, "by", seen[period.words]))
        seen.setdefault(period.words, written)
        if period.after <= model.start:
            yield _outside(model, path, period)
        elif period.first >= end(model):
            outside.append(_outside(model, path, period))
    if len(outside) == len(target.by):
        yield from outside
    if target.measure != LEVEL:
        yield from _sums(model, at, target, seen)


def _sums(model: ScenarioModel, at: Path, target: SalesTarget, seen: dict[str, str]) -> Findings:
    """A half is what its quarters are together, if both are written."""
    starts = model.fiscal_year_starts or JANUARY
    for words, written in seen.items():
        whole = parse_fiscal(words, starts)
        for kind in KINDS[: KINDS.index(whole.kind)]:
            parts = [p.words for p in fiscal_periods(kind, whole.first, whole.after, starts)]
            if not all(part in seen for part in parts):
                continue
            amounts = [_number(target.by[seen[part]]) for part in parts]
            if abs(sum(amounts) - _number(target.by[written])) > 0.5:
                message = (
                    f"{target.by[written]}, but {', '.join(parts)} add up to "
                    f"{sum(amounts):_.10g}. Make them agree, or leave one out."
                )
                yield Finding((*at, "by", written), message)


def _number(amount: Money | float) -> float:
    return amount.amount if isinstance(amount, Money) else amount


def _outside(model: ScenarioModel, path: Path, period: FiscalPeriod) -> Finding:
    """A period of the past, or a target that lies wholly beyond the run.

    One that lies beyond it among others is only left out: a shorter run is no mistake.
    """
    starts = model.fiscal_year_starts or JANUARY
    every = fiscal_periods(period.kind, model.start, end(model), starts)
    message = (
        f"{period.words} is from {period.first} to before {period.after}, and the run from "
        f"{model.start} to before {end(model)}. It covers: {enumeration(p.words for p in every)}."
    )
    return Finding(path, message, ("start", "horizon", "fiscal_year_starts"))


def _amount(path: Path, measure: str, amount: Money | float) -> Findings:
    """Wins are counted, all else is money."""
    if measure == "wins" and isinstance(amount, Money):
        yield Finding(path, f"{amount} of wins? Wins are counted. Write how many: 10.")
    elif measure != "wins" and not isinstance(amount, Money):
        message = f"{plain(amount)} of {measure} in what currency? Write money: 1.2億円."
        yield Finding(path, message)


def _push(model: ScenarioModel) -> Findings:
    """Deals are pulled forward where customers are deciding."""
    push = model.period_end_push
    if push is None:
        return
    if push.reach.business:
        message = f"{push.reach}: periods go by the civil calendar. Write days or weeks."
        yield Finding(("period_end_push", "reach"), message)
    at: Path = ("period_end_push", "stages")
    if not push.stages:
        yield Finding(at, "whose decisions are pulled? Name at least one stage.")
    for place, name in enumerate(push.stages):
        path = (*at, place)
        if name not in model.stages:
            hint = listed("Stages", name, model.stages)
            yield Finding(path, f'no stage "{shown(name)}".{hint}', (f"stages.{name}", "stages"))
        elif model.stages[name].decides is None:
            message = f"nobody decides in {name}. Give the stage `decides`, or name another one."
            yield Finding(path, message, (f"stages.{name}.decides",))
        elif name in push.stages[:place]:
            yield Finding(path, f"{name} is listed twice. Keep one.")
