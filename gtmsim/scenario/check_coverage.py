"""The rule that every lead finds a team wherever it may come to need one.

Leads differ by channel, segment, attributes, and whether they were recycled or are customers.
The first team (in file order) that covers the function and serves the lead takes it; a lead
that no team serves would wait for ever, so it is refused here, by example.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from gtmsim.scenario.amounts import sold
from gtmsim.scenario.basics import Match
from gtmsim.scenario.check_match import check_condition, functions
from gtmsim.scenario.epochs import State, states
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.match import Interval, parse_condition, parse_yes_no
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.suggest import enumeration
from gtmsim.scenario.targets import resolve_shares
from gtmsim.scenario.visits import MOST_VISITS, Visit, visits

Serving = list[tuple[str, Match, Match]]
"""Teams in order, whom each serves, and whom a rule gives to it."""

Box = dict[str, frozenset[object]]
"""Leads that have, for each key, one of some values; intervals for numbers."""

MOST_STEPS = 50_000
"""Steps after which rules are too intricate to be judged."""

_DEPENDS = (
    "teams",
    "assignment_rules",
    "history",
    "reorganizations",
    "stages.*.then",
    "channels.*.segments",
    "channels.*.attributes",
    "attributes",
    "segments",
    "products",
)


class _TooIntricateError(Exception):
    """The rules of the teams overlap in too many ways."""


def check_coverage(model: ScenarioModel) -> Findings:
    """Find leads that no team serves, for each stage, at the start and after each change."""
    every = [(state, _choosy(model, state)) for state in states(model)]
    every_visit = visits(model) if any(choosy for _, choosy in every) else []
    if len(every_visit) > MOST_VISITS:
        message = "too many channels and stages to judge whether every lead is served."
        yield Finding(("channels",), f"{message} Let one team of each function serve all.")
        return
    for state, choosy in every:
        yield from _nobody_there(model, state)
        for function, serving in choosy.items():
            for visit in every_visit:
                if model.stages[visit.stage].function != function:
                    continue
                found = list(_unserved(model, state, visit, function, serving))
                if found:
                    yield found[0]
                    break


def _choosy(model: ScenarioModel, state: State) -> dict[str, Serving]:
    """Functions of which every team serves only some leads, with what each serves."""
    choosy = {}
    for function in functions(model):
        covering = {name: team for name, _, team in state.covering(function)}
        rules = [(one.team, one.when) for one in model.assignment_rules if one.team in covering]
        taking = rules or [(name, {}) for name in covering]
        serving = [
            (name, covering[name].serves, when) for name, when in taking if state.people(name)
        ]
        faults = (check_condition(model, (), match) for _, *matches in serving for match in matches)
        choosy_all = all(serves or when for _, serves, when in serving)
        if serving and choosy_all and not any(map(list, faults)):
            choosy[function] = serving
    return choosy


def _nobody_there(model: ScenarioModel, state: State) -> Findings:
    """Functions that the rules give to teams which nobody is in, while others are there."""
    for function in functions(model):
        covering = [name for name, _, _ in state.covering(function)]
        ruled = [one.team for one in model.assignment_rules if one.team in covering]
        others = [name for name in covering if state.people(name)]
        if ruled and others and not any(name in others for name in ruled):
            yield Finding(
                ("assignment_rules",),
                f'{state.when}nobody is in {ruled[0]}, and no rule gives "{function}" to anybody '
                f"else. Add a last rule without `when`, the default: {{team: {others[0]}}}.",
                _DEPENDS,
            )


def _unserved(
    model: ScenarioModel,
    state: State,
    visit: Visit,
    function: str,
    serving: Serving,
) -> Findings:
    conditions = [match for _, *matches in serving for match in matches]
    keys = dict.fromkeys(key for match in conditions for key in match)
    box = {key: _possible(model, visit, key, conditions) for key in keys}
    boxes = [_both(model, serves, when, box) for _, serves, when in serving]
    ruled = any(when for _, _, when in serving)
    path = (*state.path, "teams") if state.path else ("stages", visit.stage, "function")
    try:
        gap = _gap(box, boxes, [0])
    except _TooIntricateError:
        message = f'the rules of who serves "{function}" overlap in too many ways. Simplify them.'
        yield Finding(path, message, _DEPENDS)
        return
    if gap is not None:
        who = _described(gap, visit)
        teams = enumeration(dict.fromkeys(name for name, _, _ in serving))
        if ruled:
            yield Finding(
                path if state.path else ("assignment_rules",),
                f'{state.when}no rule takes {who} in stage {visit.stage}. Rules for "{function}" '
                f"name: {teams}. Add a last rule without `when`, the default: "
                f"{{team: {serving[-1][0]}}}.",
                _DEPENDS,
            )
            return
        yield Finding(
            path,
            f'{state.when}no team serves {who} in stage {visit.stage}. "{function}" is covered by: '
            f"{teams}. Widen `serves` of one, or add a last team that serves all.",
            _DEPENDS,
        )


def _possible(
    model: ScenarioModel, visit: Visit, key: str, matches: list[Match]
) -> frozenset[object]:
    """The values of a key that a lead may have at this visit."""
    if key == "segment":
        return frozenset(_segments(model, visit.channel))
    if key == "product":
        return frozenset(
            one
            for segment in _segments(model, visit.channel) or [""]
            for one in sold(model, segment)
        )
    if key in ("recycled", "customer"):
        return frozenset({visit.recycled if key == "recycled" else visit.customer})
    fixed = {
        "channel": visit.channel,
        "stage": visit.stage,
        "function": model.stages[visit.stage].function,
    }
    if key in fixed:
        return frozenset({fixed[key]})
    attribute = model.channels[visit.channel].attributes.get(key) or model.attributes.get(key)
    if attribute is None:
        return frozenset()
    if attribute.shares is not None:
        shares = resolve_shares(dict(attribute.shares))
        return frozenset(name for name, share in shares.items() if share > 0)
    least = attribute.law.minimum() if attribute.law is not None else float("-inf")
    bounds = {least, float("inf")}
    for match in matches:
        for condition in match.get(key, ()):
            bounds |= {bound for bound in _interval(condition) if bound > least}
    edges = sorted(bounds)
    return frozenset(pairwise(edges))


def _segments(model: ScenarioModel, channel: str) -> list[str]:
    own = model.channels[channel].segments
    given = {name: one.share for name, one in model.segments.items() if one.share is not None}
    table = dict(own) if own else given
    if not table:
        return list(model.segments)
    shares = resolve_shares(dict(table))
    return [name for name in model.segments if shares.get(name, 0.0) > 0]


def _served(model: ScenarioModel, match: Match, box: Box) -> Box:
    """The part of a box that a team serves."""
    served = dict(box)
    for key, values in match.items():
        if key in ("recycled", "customer"):
            wanted: frozenset[object] = frozenset(_yes(value) for value in values)
        elif key in model.attributes and model.attributes[key].shares is None:
            joined = _joined([_interval(value) for value in values])
            wanted = frozenset(part for part in box[key] if _inside(part, joined))
        else:
            wanted = frozenset(values)
        served[key] = box[key] & wanted
    return served


def _both(model: ScenarioModel, serves: Match, when: Match, box: Box) -> Box:
    """The part of a box that a team serves and a rule gives to it."""
    served, given = _served(model, serves, box), _served(model, when, box)
    return {key: served[key] & given[key] for key in box}


def _joined(intervals: list[Interval]) -> list[Interval]:
    """Intervals in order, those that meet or overlap made one."""
    joined: list[Interval] = []
    for low, high in sorted(intervals):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _inside(part: object, joined: list[Interval]) -> bool:
    """Whether an interval lies in one of several that are in order and do not meet."""
    assert isinstance(part, tuple)
    place = bisect_right(joined, (part[0], float("inf"))) - 1
    return place >= 0 and joined[place][0] <= part[0] and part[1] <= joined[place][1]


def _interval(condition: str) -> Interval:
    try:
        return parse_condition(condition)
    except ValueError:
        return float("-inf"), float("inf")  # reported where it is written


def _yes(value: str) -> bool | None:
    try:
        return parse_yes_no(value)
    except ValueError:
        return None


def _gap(box: Box, boxes: list[Box], steps: list[int]) -> Box | None:
    """A part of the box that none of the boxes contains; None if they cover it all."""
    steps[0] += 1
    if steps[0] > MOST_STEPS:
        raise _TooIntricateError
    if any(not values for values in box.values()):
        return None
    if not boxes:
        return box
    first, rest = boxes[0], boxes[1:]
    inner = dict(box)
    for key in box:
        outside = inner[key] - first[key]
        if outside:
            found = _gap({**inner, key: outside}, rest, steps)
            if found is not None:
                return found
        inner[key] = inner[key] & first[key]
        if not inner[key]:
            return None
    return None


def _described(gap: Box, visit: Visit) -> str:
    words = {"channel": visit.channel}
    for key, values in gap.items():
        one = min(values, key=repr)
        if isinstance(one, tuple):
            words[key] = _numbers(one)
        elif isinstance(one, bool):
            words[key] = "yes" if one else "no"
        else:
            words[key] = str(one)
    words.pop("function", None)
    words.pop("stage", None)
    return "leads with " + ", ".join(f"{key} {value}" for key, value in words.items())


def _numbers(interval: Interval) -> str:
    low, high = interval
    if high == float("inf"):
        return f">= {low:g}" if low > float("-inf") else "of any size"
    return f"< {high:g}" if low == float("-inf") else f"from {low:g} to below {high:g}"
