"""Rules about the market: where leads come from, how many, and what they are like."""

from __future__ import annotations

from collections.abc import Callable

from gtmsim.scenario.check_times import as_date, begin, end
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.hours import parse_weekdays
from gtmsim.scenario.laws import Law
from gtmsim.scenario.market import Attribute, Channel
from gtmsim.scenario.match import FACTOR_KEYS, KEYS
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.monthly import is_monthly
from gtmsim.scenario.readers import parse_month
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tree import Path
from gtmsim.units import MoneyRate, Rate
from gtmsim.units.time import MINUTES

MOST_LEADS = 5_000_000
"""Expected leads of one replication, over all channels."""


def check_market(model: ScenarioModel) -> Findings:
    """Find channels, segments and attributes that cannot make leads."""
    if not model.channels:
        yield Finding(("channels",), "no channels. Leads need at least one to come from.")
    for name, attribute in model.attributes.items():
        yield from _attribute(("attributes", name), attribute)
        if name in {*KEYS, *FACTOR_KEYS}:
            message = f'"{name}" means something else in conditions. Take another name.'
            yield Finding(("attributes", name), message)
    for name, segment in model.segments.items():
        if segment.accounts == 0:
            message = "0 accounts, so no lead has an account. Leave it out, or write share: 0%."
            yield Finding(("segments", name, "accounts"), message)
        if segment.board_meeting is not None and not is_monthly(segment.board_meeting):
            message = f'"{segment.board_meeting}" is not a day of each month.'
            remedy = "Write second tuesday, last friday or day 20."
            yield Finding(("segments", name, "board_meeting"), f"{message} {remedy}")
    for name, channel in model.channels.items():
        at: Path = ("channels", name)
        yield from _source(at, channel)
        yield from _dates(model, at, channel)
        yield from _shape(at, channel)
        yield from _mix(model, at, channel)
    yield from _volume(model)


def _attribute(at: Path, attribute: Attribute) -> Findings:
    if (attribute.shares is None) == (attribute.law is None):
        said = "has both shares and law" if attribute.law else "has neither shares nor law"
        remedy = "Give one: shares: {yes: 20%, no: rest}, or law: {lognormal: {...}}."
        yield Finding(at, f"{said}. {remedy}")


def _source(at: Path, channel: Channel) -> Findings:
    """Leads come at a rate, in bursts, one by one after each other, on dates, or off a list."""
    if channel.list_ is not None:
        return  # see check_prospecting.py
    if channel.interarrival is not None:
        for field in ("leads", "every", "on", "spread"):
            if getattr(channel, field):
                message = f"interarrival already says when leads come. Keep it or {field}."
                yield Finding((*at, field), message)
        if channel.interarrival.mean() <= 0:
            message = f"{channel.interarrival} between leads: they would never stop coming."
            yield Finding((*at, "interarrival"), message)
        return
    for finding in _leads(at, channel):
        depends = tuple(f"channels.{at[1]}.{field}" for field in ("leads", "every", "on"))
        yield Finding(finding.path, finding.message, (*depends, f"channels.{at[1]}.interarrival"))
    if channel.every is not None and channel.every.business:
        yield Finding((*at, "every"), f"{channel.every}: events go by the civil calendar.")
    if channel.spread is not None and channel.every is None and not channel.on:
        message = "spread is for the leads of an event. Add every or on."
        depends = (f"channels.{at[1]}.every", f"channels.{at[1]}.on")
        yield Finding((*at, "spread"), message, depends)


def _leads(at: Path, channel: Channel) -> Findings:
    leads = channel.leads
    events = channel.every is not None or bool(channel.on)
    if leads is None and not channel.on:
        message = "no leads. Give leads: 120 per month, or interarrival, or dates (on)."
        if channel.every is not None:
            message = "how many leads does an event bring? Add leads: {poisson: 40}."
        yield Finding(at, message)
    elif channel.every is not None and channel.on:
        yield Finding((*at, "on"), "has both every and on. Keep one.")
    elif isinstance(leads, Rate) and events:
        event = "every" if channel.every is not None else "on"
        message = f"{leads} is a rate, but `{event}` makes events. How many leads does one bring?"
        yield Finding((*at, "leads"), f"{message} Write leads: {{poisson: 40}}.")
    elif isinstance(leads, Law) and not events:
        message = f"{leads} leads in what time? Write {leads} per month, or when events are: every."
        yield Finding((*at, "leads"), message)


def _dates(model: ScenarioModel, at: Path, channel: Channel) -> Findings:
    start = begin(model)
    for place, moment in enumerate(channel.on):
        if as_date(moment) < start:
            message = f"{moment:%Y-%m-%d} is before the start, {start}."
            yield Finding((*at, "on", place), message, ("start", "history"))
    if channel.on and channel.first is not None:
        yield Finding((*at, "first"), "`on` already says when. Keep one.")
    if channel.on and channel.until is not None:
        yield Finding((*at, "until"), "`on` already says when. Keep one.")
    begins = channel.first
    if begins is not None and as_date(begins) < start:
        message = f"{begins:%Y-%m-%d} is before the start, {start}. Give the first one after."
        yield Finding((*at, "first"), message, ("start", "history"))
    if channel.until is not None:
        earliest = as_date(begins) if begins is not None else start
        if as_date(channel.until) < earliest or channel.until == begins:
            message = f"{channel.until:%Y-%m-%d} is before the channel begins, {earliest}."
            yield Finding((*at, "until"), message, ("start", "history"))


def _shape(at: Path, channel: Channel) -> Findings:
    """Trend, season, weekday and hours shape a rate, and only a rate."""
    for field in ("trend", "season", "weekday", "hours"):
        if getattr(channel, field) and not isinstance(channel.leads, Rate):
            message = f"{field} shapes a rate, and leads do not come at one here. Remove it."
            yield Finding((*at, field), message, (f"channels.{at[1]}.leads",))
    if channel.hours and isinstance(channel.leads, Rate) and channel.leads.business:
        message = f"{channel.leads} already follows business hours. Keep one."
        yield Finding((*at, "hours"), message)
    yield from _keys((*at, "season"), channel.season, lambda text: (parse_month(text),))
    yield from _keys((*at, "weekday"), channel.weekday, parse_weekdays)
    rest = 7 - sum(len(_days(names)) for names in channel.weekday)
    if channel.weekday and rest <= 0 and not any(channel.weekday.values()):
        yield Finding((*at, "weekday"), "all days are 0, so no leads come. Raise one.")
    if isinstance(channel.cost, MoneyRate):
        return
    if channel.cost is not None and channel.every is None and not channel.on:
        message = f"{channel.cost} is the cost of an event. Write {channel.cost} per month."
        yield Finding((*at, "cost"), message, (f"channels.{at[1]}.every", f"channels.{at[1]}.on"))


def _days(names: str) -> tuple[int, ...]:
    try:
        return parse_weekdays(names)
    except ValueError:
        return ()


def _keys(at: Path, table: dict[str, float], parse: Callable[[str], tuple[int, ...]]) -> Findings:
    seen: dict[int, str] = {}
    for key in table:
        try:
            found = parse(key)
        except ValueError as error:
            yield Finding((*at, key), str(error))
            continue
        twice = next((seen[one] for one in found if one in seen), None)
        if twice is not None:
            yield Finding((*at, key), f"{key} and {twice} mean the same. Keep one.")
        seen.update(dict.fromkeys(found, key))


def _mix(model: ScenarioModel, at: Path, channel: Channel) -> Findings:
    for name in channel.segments:
        if name not in model.segments:
            hint = listed("Segments", name, model.segments)
            message = f'no segment "{name}".{hint}'
            yield Finding((*at, "segments", name), message, (f"segments.{name}",))
    for name, own in channel.attributes.items():
        path = (*at, "attributes", name)
        declared = model.attributes.get(name)
        yield from _attribute(path, own)
        if declared is None:
            hint = listed("Attributes", name, model.attributes)
            message = f'no attribute "{name}" is declared.{hint}'
            yield Finding(path, message, (f"attributes.{name}",))
        elif (declared.shares is None) != (own.shares is None):
            kind = "numbers (law)" if declared.shares is None else "categories (shares)"
            message = f"attributes.{name} has {kind}; a channel can change only the mix."
            yield Finding(path, message, (f"attributes.{name}",))
        else:
            for category in own.shares or {}:
                if category not in (declared.shares or {}):
                    hint = listed("Categories", category, declared.shares or {})
                    message = f'no category "{category}".{hint}'
                    yield Finding((*path, "shares", category), message)


def _volume(model: ScenarioModel) -> Findings:
    expected = {name: _expected(model, one) for name, one in model.channels.items()}
    total = sum(expected.values())
    if total > MOST_LEADS:
        most = max(expected, key=lambda name: expected[name])
        yield Finding(
            ("channels", most),
            f"about {_count(expected[most])} leads until the horizon, {_count(total)} from all; "
            f"at most {MOST_LEADS:,} work. Is the unit right?",
            ("horizon", f"channels.{most}"),
        )


def _count(number: float) -> str:
    return f"{number:,.0f}" if number < 1e12 else f"{number:.1e}"


def _expected(model: ScenarioModel, channel: Channel) -> float:
    """A rough count of leads over the horizon, never far too low."""
    minutes = max((end(model) - begin(model)).days * MINUTES["day"], model.horizon.minutes)
    if channel.list_ is not None:
        return float(channel.list_ * channel.rounds)
    if isinstance(channel.leads, Rate):
        rate = channel.leads.count / MINUTES[channel.leads.per]
        years = model.horizon.minutes / MINUTES["year"]
        growth: float = max(1.0, (1 + (channel.trend or 0.0)) ** min(years, 50.0))
        return rate * minutes * growth * max(1.0, *channel.season.values(), 0.0)
    if channel.interarrival is not None:
        mean = channel.interarrival.mean()
        return minutes / mean if mean > 0 else 0.0
    events = float(len(channel.on))
    if channel.every is not None:
        events = minutes / (channel.every.amount * MINUTES[channel.every.unit])
    return events * (channel.leads.mean() if isinstance(channel.leads, Law) else 1.0)
