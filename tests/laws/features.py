"""What of the scenario language a scenario uses, read off the model itself.

A field that somebody adds to the language is missing here until the strategies write it.
"""

from __future__ import annotations

from gtmsim.log.kinds import MONEY_KINDS, Kind
from gtmsim.plan.plan import Plan
from gtmsim.plan.staff import Assignment
from gtmsim.plan.steps import DelayKind, Way
from gtmsim.scenario import (
    Scenario,
    ScenarioModel,
    basics,
    journey,
    market,
    opening,
    organization,
)
from gtmsim.scenario.hours import ALWAYS
from gtmsim.scenario.laws import Law
from gtmsim.scenario.match import FACTOR_KEYS, KEYS
from gtmsim.scenario.monthly import DATES
from gtmsim.scenario.part import Part
from gtmsim.units import Money, MoneyRate, Rate

NOT_GENERATED = {
    "AssignmentRule.source": "words",
    "Attribute.label": "words",
    "Attribute.source": "words",
    "Approver.source": "words",
    "Channel.source": "words",
    "Choice.label": "words",
    "Choice.options": "resolved when a file is read",
    "Choice.source": "words",
    "Choice.use": "resolved when a file is read",
    "Costs.source": "words",
    "FixedCost.label": "words",
    "FixedCost.source": "words",
    "Handoff.source": "words",
    "Hiring.source": "words",
    "InternalMeeting.source": "words",
    "Learning.source": "words",
    "Leaving.source": "words",
    "Managers.source": "words",
    "Needs.source": "words",
    "Opening.source": "words",
    "Overtime.source": "words",
    "PeriodEndPush.source": "words",
    "Pressure.source": "words",
    "Product.source": "words",
    "Project.source": "words",
    "Quota.source": "words",
    "Requisition.source": "words",
    "ReturnRule.source": "words",
    "SalesTarget.source": "words",
    "ScenarioModel.assumed": "words",
    "ScenarioModel.choices": "resolved when a file is read",
    "ScenarioModel.description": "words",
    "ScenarioModel.label": "words",
    "Segment.source": "words",
    "Stage.source": "words",
    "Team.source": "words",
    "TimeOff.source": "words",
}
"""Fields that no engine sees, and why."""


def shapes(part: Part) -> dict[str, bool]:
    """Forms of a block that its fields alone do not tell, and whether this one has them."""
    if isinstance(part, journey.Stage):
        return {
            "a factor by number": "employees" in part.factors,
            "a factor by latent": "fit" in part.factors,
            "a stage in no time": part.function is None and not (part.starts or part.decides),
            "calls before a meeting": part.attempts is not None and part.meeting is not None,
            "calls without a talk": part.attempts is not None and part.work is None,
        }
    if isinstance(part, journey.Attempts):
        return {"a list of connects": isinstance(part.connect, tuple)}
    if isinstance(part, journey.LifeEvent):
        return {"a rate by tenure": isinstance(part.rate, dict)}
    if isinstance(part, journey.Meeting):
        return {"a table of no-shows": isinstance(part.no_show, dict)}
    if isinstance(part, market.Channel):
        return {
            "a business rate": isinstance(part.leads, Rate) and part.leads.business,
            "a cost per month": isinstance(part.cost, MoneyRate),
            "a cost of an event": isinstance(part.cost, Money),
        }
    if isinstance(part, market.Segment):
        size = part.deal_size
        return {
            "one-off deals": size is not None and size.per is None,
            "recurring deals": size is not None and size.per is not None,
        }
    return _shapes_of_people(part)


def _shapes_of_people(part: Part) -> dict[str, bool]:
    if isinstance(part, basics.Calendar):
        return {"always open": part.hours == ALWAYS}
    if isinstance(part, organization.Team):
        return {"generalists": len(part.covers) > 1}
    if isinstance(part, organization.Move):
        return {"people moved by name": isinstance(part.people, tuple)}
    if isinstance(part, organization.Reorganization):
        return {"teams that replace others": bool(part.teams)}
    if isinstance(part, ScenarioModel):
        return {"no teams": not part.teams}
    return {}


SHAPES = (
    *("a factor by number", "a factor by latent", "a stage in no time", "calls before a meeting"),
    *("calls without a talk", "a list of connects", "a rate by tenure", "a table of no-shows"),
    *("a business rate", "a cost per month", "a cost of an event", "one-off deals"),
    *("recurring deals", "always open", "generalists", "people moved by name"),
    *("teams that replace others", "no teams"),
)
"""All of them."""


# --- What there is ----------------------------------------------------------------------


SHARED = (Part, opening.OpeningRow, Scenario)
"""Blocks that only others are made of."""


def _parts(of: type[Part]) -> list[type[Part]]:
    """Every block of the language."""
    return [one for part in of.__subclasses__() for one in (part, *_parts(part))]


def language() -> set[str]:
    """Every feature of the language that an engine can see."""
    fields = {
        f"{part.__name__}.{name}"
        for part in _parts(Part)
        if part not in SHARED
        for name in part.model_fields
    }
    return {
        *(fields - set(NOT_GENERATED)),
        *SHAPES,
        *(f"at: {date}" for date in DATES),
        *(f"factor: {key}" for key in FACTOR_KEYS),
        *(f"match: {key}" for key in (*KEYS, "employees", "region")),
        *(f"law: {name}" for name in LAWS),
    }


LAWS = (
    *("fixed", "exponential", "lognormal", "gamma", "weibull", "triangular", "uniform"),
    *("poisson", "empirical", "invgauss"),
)


def machinery() -> set[str]:
    """Everything that a plan can ask of an engine, and that a log can tell."""
    return {
        *(f"assignment {one.name}" for one in Assignment),
        *(f"delay {one.name}" for one in DelayKind),
        *(f"way {one.name}" for one in Way),
        *(f"kind {one.name}" for one in Kind),
        *(f"money {name}" for name in MONEY_KINDS if name != "contraction"),
    }


# --- What a scenario uses ---------------------------------------------------------------


def used(scenario: Scenario) -> set[str]:
    """The features that a scenario uses: fields that differ from their default, and forms."""
    found: set[str] = set()
    _walk(scenario, found)
    return found


def _walk(value: object, found: set[str]) -> None:
    if isinstance(value, Part):
        _part(value, found)
    elif isinstance(value, dict):
        for child in value.values():
            _walk(child, found)
    elif isinstance(value, tuple):
        for child in value:
            _walk(child, found)
    elif isinstance(value, Law):
        found.add(f"law: {value.name}")


def _part(part: Part, found: set[str]) -> None:
    owner = ScenarioModel if isinstance(part, ScenarioModel) else type(part)
    found.update(shape for shape, has_it in shapes(part).items() if has_it)
    for name, field in owner.model_fields.items():
        value = getattr(part, name)
        if field.is_required() or value != field.default:
            found.add(f"{owner.__name__}.{name}")
        _walk(value, found)
        if name == "at" and isinstance(value, str):
            found.add(f"at: {value}")
        elif name == "factors":
            found.update(f"factor: {key}" for key in value)
        elif name == "serves":
            found.update(f"match: {key}" for key in value)
        elif name == "priorities":
            found.update(f"match: {key}" for match in value for key in match)


def asked(plan: Plan) -> set[str]:
    """What a plan asks of an engine."""
    found: set[str] = set()
    _look(plan, found, set())
    return found


def _look(value: object, found: set[str], seen: set[int]) -> None:
    if isinstance(value, Assignment):
        found.add(f"assignment {value.name}")
    elif isinstance(value, DelayKind):
        found.add(f"delay {value.name}")
    elif isinstance(value, Way):
        found.add(f"way {value.name}")
    elif isinstance(value, tuple):
        for child in value:
            _look(child, found, seen)
    elif hasattr(value, "__dataclass_fields__") and id(value) not in seen:
        seen.add(id(value))
        for name in value.__dataclass_fields__:
            _look(getattr(value, name), found, seen)
