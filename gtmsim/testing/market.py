"""Small markets: channels of every kind, segments, attributes, readiness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gtmsim.testing.offer import approval
from gtmsim.testing.pen import Pen, Tree
from gtmsim.testing.quantities import NUMBERS

CHANNELS = ("web", "event", "partner")
MOST_LEADS = (3, 10, 25)
"""Leads that a channel brings, about."""

CATEGORIES = {
    "region": ("kanto", "kansai", "other"),
    "fit": ("good", "poor"),
    "health": ("good", "poor"),
}


def add_market(pen: Pen, tree: Tree) -> None:
    """Write segments, attributes, a contract and channels into a scenario."""
    if not pen.chance(3):
        tree["segments"] = _segments(pen)
    if not pen.chance(3):
        tree["attributes"] = _attributes(pen)
    tree["channels"] = {
        name: _channel(pen, tree) for name in CHANNELS[: pen.number(1, len(CHANNELS))]
    }


def _segments(pen: Pen) -> Tree:
    segments: Tree = {}
    names = ("smb", "enterprise")[: pen.number(1, 2)]
    shares = pen.shares(len(names)) if pen.chance() else None
    boards = pen.chance()
    for place, name in enumerate(names):
        segment = segments[name] = Tree()
        if shares is not None:
            segment["share"] = shares[place]
        if boards:
            segment["board_meeting"] = pen.one_of(("second tuesday", "day 31", "last friday"))
        if not pen.patient:
            # Few accounts, so that leads of one account meet.
            pen.maybe(segment, "accounts", (2, 4, 8))
        if not pen.chance(4):
            segment["deal_size"] = _deal_size(pen)
        years: tuple[Any, ...] = ("January", "5", "12月", {"April": "60%", "July": "rest"})
        pen.maybe(segment, "fiscal_year_starts", years, one_in=3)
        if not pen.patient:
            pen.maybe(segment, "calendar", ("office", "shop"), one_in=4)
            if "accounts" in segment:
                pen.maybe(segment, "cooling_off", ("2 days", "10 days"))
        if pen.chance(4):
            segment["approval"] = approval(pen)
        pen.maybe(segment, "label", ("中小企業",), one_in=4)
    return segments


def _deal_size(pen: Pen) -> Any:
    per = pen.one_of((" per year", " per month", ""))
    if pen.chance():
        return pen.amount(1_200_000) + per
    mean, sd = pen.amount(300_000) + per, pen.amount(150_000) + per
    return {"lognormal": {"mean": mean, "sd": sd}}


def _attributes(pen: Pen) -> Tree:
    attributes: Tree = {}
    for name, categories in CATEGORIES.items():
        if pen.chance():
            shares = dict(zip(categories, pen.shares(len(categories)), strict=True))
            attributes[name] = {"shares": shares}
            if name == "fit":
                attributes[name]["latent"] = "yes"
    if pen.chance() or not attributes:
        attributes["employees"] = {"law": pen.one_of(NUMBERS)}
    return attributes


# --- Channels ------------------------------------------------------------------------------


def _channel(pen: Pen, tree: Tree) -> Tree:
    kinds: tuple[Callable[[Pen], Tree], ...] = (_dates, _rate, _events, _renewal)
    channel = pen.one_of(kinds)(pen)
    segments = list(tree.get("segments", ()))
    if segments and pen.chance(3):
        channel["segments"] = dict(zip(segments, pen.shares(len(segments)), strict=True))
    for name, attribute in tree.get("attributes", {}).items():
        if pen.chance(4):
            channel.setdefault("attributes", {})[name] = _own(pen, attribute)
    if pen.chance(3):
        channel["ready"] = _readiness(pen)
    pen.maybe(channel, "label", ("ウェブ",), one_in=4)
    return channel


def _own(pen: Pen, attribute: Tree) -> Tree:
    """A channel's own mix of an attribute."""
    if "law" in attribute:
        return {"law": pen.one_of(NUMBERS)}
    categories = list(attribute["shares"])[: pen.number(1, 3)]
    return {"shares": dict(zip(categories, pen.shares(len(categories)), strict=True))}


def _readiness(pen: Pen) -> Tree:
    if pen.chance(4):
        ready: Tree = {"preset": pen.one_of(("1:9", "2:8", "35:65")), "later_after": "2 days"}
        pen.maybe(ready, "never", ("30%",))
        return ready
    names = ("now", "later", "never")[: pen.number(1, 3)]
    ready = dict(zip(names, pen.shares(len(names)), strict=True))
    if len(names) > 1:
        ready["later_after"] = pen.one_of(("2 days", {"exponential": "4 days"}))
    pen.maybe(ready, "buys_elsewhere_after", ("1 day", {"exponential": "3 days"}))
    return ready


def _dates(pen: Pen) -> Tree:
    """Leads on written dates, or bursts of them."""
    channel: Tree = {"on": [pen.moment() for _ in range(pen.number(1, 5))]}
    if pen.chance(3):
        channel["leads"] = pen.one_of((2, {"poisson": 3}))
        pen.maybe(channel, "spread", ("3 h", "2 days"))
        pen.maybe(channel, "cost", (pen.amount(300_000),))
    return channel


def _rate(pen: Pen) -> Tree:
    """A Poisson process, perhaps of a shape."""
    count = pen.one_of(MOST_LEADS)
    channel: Tree = {"leads": f"{round(count * 30 / pen.days)} per month"}
    _bounds(pen, channel)
    pen.maybe(channel, "trend", ("20%", "-50%"), one_in=3)
    pen.maybe(channel, "season", ({"Apr": 1.5, "May": 0.5}, {"12月": 0}), one_in=3)
    pen.maybe(channel, "weekday", ({"sat, sun": 0.2}, {"mon": 3, "sun": 0}), one_in=3)
    if pen.chance(3):
        channel["leads"] = f"{max(1, round(count / pen.days))} per business day"
    elif pen.chance(3):
        channel["leads"] = f"{count / pen.days / 8:.3f} per business hour"
    else:
        pen.maybe(channel, "hours", ("8:00-22:00", "9:00-12:00, 13:00-18:00"), one_in=3)
    pen.maybe(channel, "cost", (f"{pen.amount(800_000)} per month",), one_in=3)
    return channel


def _events(pen: Pen) -> Tree:
    """Events that come round, each with a burst of leads."""
    channel: Tree = {
        "every": f"{max(1, pen.days // pen.one_of((2, 3)))} days",
        "leads": pen.one_of((3, {"poisson": 5}, {"uniform": {"low": 0, "high": 6}})),
    }
    if pen.chance(4):
        channel["every"] = "1 month"
    _bounds(pen, channel)
    pen.maybe(channel, "spread", ("3 h", "1 day"))
    pen.maybe(channel, "cost", (pen.amount(300_000),), one_in=3)
    return channel


def _renewal(pen: Pen) -> Tree:
    """Leads one after the other."""
    hours = round(pen.days * 24 / pen.one_of(MOST_LEADS))
    laws: tuple[Any, ...] = (
        f"{hours} h",
        {"exponential": f"{hours} h"},
        {"gamma": {"mean": f"{hours} h", "cv": 0.5}},
    )
    channel: Tree = {"interarrival": pen.one_of(laws)}
    _bounds(pen, channel)
    return channel


def _bounds(pen: Pen, channel: Tree) -> None:
    """When a channel begins and ends."""
    pen.maybe(channel, "first", (f"{pen.start} 09:30", f"{pen.start}"), one_in=3)
    if pen.chance(4):
        channel["until"] = pen.day().isoformat()
