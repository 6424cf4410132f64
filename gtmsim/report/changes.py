"""Reorganizations on the sheet: one block for each, with the date, its teams, and who moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gtmsim.report.page import Block, Line, Section
from gtmsim.report.telling import Path, Teller, place_at


def reorganizations(teller: Teller) -> Section:
    """What the organization is from each date on, change by change."""
    blocks = [
        Block(*_heading(teller, at, change), tuple(_lines(teller, at, change)))
        for at, change in enumerate(teller.tree.get("reorganizations", ()))
    ]
    return Section("reorganizations", teller.say("reorganizations"), tuple(blocks))


def _heading(teller: Teller, at: int, change: dict[str, Any]) -> tuple[str, str]:
    day = next((str(change[key]) for key in ("from", "on") if key in change), "")
    star = "*" if teller.is_assumed(("reorganizations", at)) else ""
    return teller.say("valid from", day=day) + star, ""


def _lines(teller: Teller, at: int, change: dict[str, Any]) -> Iterator[Line]:
    path: Path = ("reorganizations", at)
    for name, team in (change.get("teams") or {}).items():
        own = {key: value for key, value in team.items() if key != "label"}
        label = str(team.get("label", "")) or teller.label("teams", name)
        yield Line(teller.say("team", name=name), label)
        for key, value in own.items():
            where = (*path, "teams", name, key)
            word = "  " + teller.word(key, place_at(where[:-1]))
            yield teller.line(where, value, word)
    for key, value in change.items():
        if key not in ("from", "on", "teams"):
            yield from teller.lines((*path, key), value)
