"""What can be switched off in a scenario, one mechanism at a time.

A mechanism is switched off by leaving out what the file says of it: every mechanism has a neutral
setting, which is its absence. The list is data: a pattern of paths each, in which `*` stands for
any name. What a scenario does not say cannot be switched off and is not listed for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gtmsim.errors import ScenarioError
from gtmsim.scenario import Scenario
from gtmsim.scenario.tree import NONE, Plain

NEVER = "36500 days"
"""A hundred years: beyond every horizon."""


@dataclass(frozen=True)
class Switch:
    """One mechanism.

    Attributes:
        id: how tables for programs call it.
        name: in English.
        label: in Japanese.
        says: patterns of paths that make it act; it is there if one of them is.
        rests: patterns of paths that mean nothing without it, left out together with it.
        never: what to write where it cannot be left out: so late that it never happens.
    """

    id: str
    name: str
    label: str
    says: tuple[str, ...]
    rests: tuple[str, ...] = ()
    never: str = ""


def _odds(key: str) -> tuple[str, ...]:
    return (f"stages.*.factors.{key}", f"stages.*.attempts.factors.{key}")


def _of_teams(key: str) -> tuple[str, ...]:
    return (f"teams.*.{key}", f"reorganizations.*.teams.*.{key}", f"history.teams.*.{key}")


SWITCHES = (
    Switch("task_switch", "task switching", "作業の切り替え", ("mechanisms.task_switch",)),
    Switch("learning", "learning and ramp-up", "習熟と立ち上がり",
           ("mechanisms.learning", *_of_teams("ramp")), _odds("experience")),
    Switch("skill_spread", "individual differences", "個人差", ("mechanisms.skill_spread",)),
    Switch("handoffs", "handoffs", "引き継ぎ", ("mechanisms.handoffs",), _odds("information")),
    Switch("pressure", "targets out of reach", "到達困難な目標", ("mechanisms.pressure",),
           _odds("pressure")),
    Switch("leaving", "leaving", "離職", ("mechanisms.leaving", "leaving", *_of_teams("leaving"))),
    Switch("patience", "buyers who go cold", "冷める見込み客",
           ("stages.*.goes_cold_after",), ("stages.*.cold",), NEVER),
    Switch("response_delay", "odds that fall with the response time", "初動の遅れによる低下",
           _odds("response_delay")),
    Switch("rivals", "rivals", "競合", ("channels.*.ready.buys_elsewhere_after",),
           ("bought_elsewhere",)),
    Switch("meetings", "internal meetings", "社内会議",
           ("meetings", "mechanisms.meetings", *_of_teams("meetings"))),
    Switch("time_off", "time off", "休暇",
           ("time_off", "mechanisms.time_off", *_of_teams("time_off"))),
    Switch("overtime", "overtime", "残業",
           ("overtime", "mechanisms.overtime", *_of_teams("overtime"))),
    Switch("hiring", "hiring", "採用", ("hiring", *_of_teams("hiring"))),
)  # fmt: skip
"""Known mechanisms. Any other key of `mechanisms` is a switch of its own."""


def switches_of(scenario: Scenario) -> tuple[Switch, ...]:
    """The mechanisms that a scenario has."""
    tree = scenario.tree()
    found = [each for each in SWITCHES if any(_paths(tree, text) for text in each.says)]
    covered = {text for each in SWITCHES for text in each.says}
    block = tree.get("mechanisms")
    for key in block if isinstance(block, dict) else ():
        if f"mechanisms.{key}" not in covered:
            found.append(Switch(key, key, key, (f"mechanisms.{key}",)))
    return tuple(found)


def off(scenario: Scenario, switch: Switch) -> dict[str, Plain] | None:
    """The changes that switch a mechanism off; none where it is not there.

    Returns:
        Paths with the value `none`, or None if the scenario does not hold without it.
    """
    tree = scenario.tree()
    acting = [path for text in switch.says for path in _paths(tree, text)]
    if not acting:
        return {}
    # Whatever rests on it may have to go, or to stay, for the scenario to hold.
    resting = [path for text in switch.rests for path in _paths(tree, text)]
    ways = [((*acting, *resting), NONE), (acting, NONE), (acting, switch.never)]
    for paths, value in ways:
        if not value:
            continue
        changes: dict[str, Plain] = dict.fromkeys(paths, value)
        try:
            scenario.change(changes)
        except ScenarioError:
            continue
        return changes
    return None


def _paths(tree: Plain, pattern: str) -> list[str]:
    """The paths of a tree that a pattern fits."""
    return [".".join(path) for path in _fitting(tree, pattern.split("."))]


def _fitting(node: Plain, words: list[str]) -> Iterator[tuple[str, ...]]:
    if not words:
        yield ()
        return
    children = dict(enumerate(node)) if isinstance(node, list) else node
    if not isinstance(children, dict):
        return
    for key, child in children.items():
        if words[0] in ("*", str(key)):
            for rest in _fitting(child, words[1:]):
                yield (str(key), *rest)
