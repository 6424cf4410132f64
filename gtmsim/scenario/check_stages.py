"""Rules about what a stage needs, whoever does it."""

from __future__ import annotations

from gtmsim.scenario.check_times import ascending
from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.journey import Attempts, LifeEvent, Meeting, ReturnRule, Stage, Wait
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.monthly import DATES, date_rule
from gtmsim.scenario.products import products
from gtmsim.scenario.suggest import did_you_mean
from gtmsim.scenario.tree import Path
from gtmsim.scenario.ways import ways
from gtmsim.units import Duration, Rate

MOST_STEPS = 1_000
"""Attempts, sessions and bookings of one visit."""

_NEEDS_NOBODY = (
    "function",
    "work",
    "attempts",
    "thinking",
    "decides",
    "meeting",
    "service_level",
    "goes_cold_after",
)
"""What a resting stage cannot have."""


def check_stages(model: ScenarioModel) -> Findings:
    """Find stages that lack what they need or have what cannot work."""
    for name, stage in model.stages.items():
        at: Path = ("stages", name)
        yield from _kind(at, stage)
        yield from _function(at, stage)
        yield from _sessions(at, stage)
        yield from _cold(at, stage)
        yield from _wait(model, (*at, "starts"), stage.starts)
        yield from _wait(model, (*at, "decides"), stage.decides)
        if stage.attempts is not None:
            yield from _attempts((*at, "attempts"), stage.attempts)
        if stage.meeting is not None:
            yield from _meeting(at, stage, stage.meeting)
        for key, event in (stage.waits_for or {}).items():
            yield from _event(model, (*at, "waits_for", key), event)
    for block, rules in (("recycle", model.recycle), ("returned", model.returned)):
        for reason, rule in rules.items():
            yield from _rule(model, (block, reason), rule)
    yield from _expansion(model)


def _kind(at: Path, stage: Stage) -> Findings:
    if stage.then is None and stage.waits_for is None:
        yield Finding(at, "missing: then. Say where leads go: then: {end: 100%}.")
    elif stage.then is not None and stage.waits_for is not None:
        message = "has both then and waits_for. A stage is left by its outcome, or rests and waits."
        yield Finding(at, message)
    elif stage.waits_for is not None:
        if not stage.waits_for:
            yield Finding((*at, "waits_for"), "is empty. Name at least one thing it waits for.")
        for field in _NEEDS_NOBODY:
            if getattr(stage, field) is not None:
                message = "a resting stage (waits_for) needs nobody. Move this to another stage."
                yield Finding((*at, field), message)
        if stage.factors:
            yield Finding((*at, "factors"), "factors move the odds of `then`; this stage has none.")


def _function(at: Path, stage: Stage) -> Findings:
    if stage.waits_for is not None:
        return
    if stage.function is not None and stage.work is None and stage.attempts is None:
        yield Finding(
            at,
            f'needs somebody of "{stage.function}" but no time. Give it work: 30 min '
            "(or attempts), or remove the function.",
        )
    if stage.function is not None:
        return
    fields = ("work", "attempts", "service_level", "goes_cold_after", "meeting")
    given = [field for field in fields if getattr(stage, field) is not None]
    if given:
        need = "need" if len(given) > 1 else "needs"
        yield Finding(
            (*at, given[0]),
            f"{' and '.join(given)} {need} somebody: say which function does it, "
            "function: inside_sales.",
            (f"stages.{at[1]}.function",),
        )
    elif "response_delay" in stage.factors:
        message = "nobody responds in a stage without a function. Give it one, or remove this."
        yield Finding((*at, "factors", "response_delay"), message)


def _sessions(at: Path, stage: Stage) -> Findings:
    if not 1 <= stage.sessions <= MOST_STEPS:
        yield Finding((*at, "sessions"), f"{stage.sessions} sessions; from 1 to {MOST_STEPS} work.")
    elif stage.sessions > 1 and stage.work is None and stage.waits_for is None:
        message = f"{stage.sessions} sessions of what? Say how long one takes: work: 1 h."
        yield Finding((*at, "sessions"), message, (f"stages.{at[1]}.work",))


def _cold(at: Path, stage: Stage) -> Findings:
    if stage.goes_cold_after is not None and stage.cold is None:
        message = "where do cold leads go? Add cold: recycle.REASON or lost.REASON."
        yield Finding((*at, "goes_cold_after"), message, (f"stages.{at[1]}.cold",))
    if stage.cold is not None and stage.goes_cold_after is None:
        message = "when do leads go cold? Add goes_cold_after: {exponential: 3 days}."
        yield Finding((*at, "cold"), message, (f"stages.{at[1]}.goes_cold_after",))


def _attempts(at: Path, attempts: Attempts) -> Findings:
    most = attempts.max
    if not 1 <= most <= MOST_STEPS:
        yield Finding((*at, "max"), f"{most} attempts; from 1 to {MOST_STEPS} work.")
        return
    if attempts.stop_after is not None and not 1 <= attempts.stop_after <= most:
        message = f"stops after {attempts.stop_after} failures, but there are 1 to {most} attempts."
        yield Finding((*at, "stop_after"), message, (".".join(map(str, (*at, "max"))),))
    if isinstance(attempts.connect, tuple):
        if len(attempts.connect) > most:
            count = len(attempts.connect)
            message = f"{count} shares for at most {most} attempts. Give at most {most}."
            yield Finding((*at, "connect"), message)
        if attempts.then is not None:
            message = "connect already lists later attempts. Keep the list or `then`."
            yield Finding((*at, "then"), message)
    if attempts.within is not None and attempts.gaps:
        yield Finding((*at, "gaps"), "gaps and within say the same twice. Keep one.")
    elif attempts.gaps and len(attempts.gaps) != most - 1:
        message = f"{len(attempts.gaps)} gaps between {most} attempts. Give {most - 1}."
        yield Finding((*at, "gaps"), message)


def _meeting(at: Path, stage: Stage, meeting: Meeting) -> Findings:
    path = (*at, "meeting")
    if stage.work is None:
        message = "a meeting lasts as long as the stage's work. Add work: 60 min."
        yield Finding(path, message, (f"stages.{at[1]}.work",))
    if meeting.slot.minutes > 24 * 60:
        yield Finding((*path, "slot"), f"{meeting.slot} is longer than a day. Write 30 min or 1 h.")
    if meeting.rebook > MOST_STEPS:
        yield Finding((*path, "rebook"), f"{meeting.rebook} bookings; at most {MOST_STEPS} work.")
    table = meeting.no_show if isinstance(meeting.no_show, dict) else {"": meeting.no_show}
    if isinstance(meeting.no_show, dict):
        yield from ascending((*path, "no_show"), meeting.no_show)
    if meeting.missed is None and any(share > 0 for share in table.values()):
        message = "where do leads go that miss it? Add missed: recycle.REASON or lost.REASON."
        yield Finding(path, message)


def _event(model: ScenarioModel, at: Path, event: LifeEvent) -> Findings:
    clocks = ("every", "rate", "before_term_ends", "after")
    given = [clock for clock in clocks if getattr(event, clock) is not None]
    if len(given) != 1:
        said = f"has {' and '.join(given)}" if given else "has no clock"
        yield Finding(at, f"{said}. Give exactly one of: {', '.join(clocks)}.")
    if event.before_term_ends is not None:
        yield from _term(model, (*at, "before_term_ends"), event)
    rates = event.rate if isinstance(event.rate, dict) else {"": event.rate}
    if isinstance(event.rate, dict):
        yield from ascending((*at, "rate"), event.rate)
    if any(isinstance(rate, Rate) and rate.business for rate in rates.values()):
        yield Finding((*at, "rate"), "customers live around the clock. Write 2% per month.")


def _term(model: ScenarioModel, at: Path, event: LifeEvent) -> Findings:
    ahead = event.before_term_ends
    term = _shortest_term(model)
    if term is None:
        message = "there is no term to end. Add contract: {term: 12 months}."
        yield Finding(at, message, ("contract", "products"))
    elif ahead is not None and ahead.business:
        yield Finding(at, f"{ahead}: terms end by the civil calendar. Write days or months.")
    elif ahead is not None and ahead.minutes > term.minutes:
        message = f"{ahead} before the end is before the term of {term} begins."
        yield Finding(at, message, ("contract.term", "products"))


def _shortest_term(model: ScenarioModel) -> Duration | None:
    """The shortest term of any contract; None if a contract has none."""
    terms = [product.term for product in products(model).values()]
    known = [term for term in terms if term is not None]
    return min(known, key=lambda term: term.minutes) if len(known) == len(terms) else None


def _wait(model: ScenarioModel, at: Path, wait: Wait | None) -> Findings:
    if wait is None:
        return
    if (wait.after is None) == (wait.at is None):
        said = "has both after and at" if wait.at is not None else "waits for nothing"
        yield Finding(at, f"{said}. Give one: after: 3 days, or at: next quarter.")
    if wait.at is not None:
        yield from _date(model, (*at, "at"), wait.at)


def _rule(model: ScenarioModel, at: Path, rule: ReturnRule) -> Findings:
    if rule.nurture is not None and rule.at is not None:
        yield Finding((*at, "at"), "has both nurture and at. Keep one.")
    if rule.at is not None:
        yield from _date(model, (*at, "at"), rule.at)


def _date(model: ScenarioModel, at: Path, text: str) -> Findings:
    rule = date_rule(text)
    if rule is None:
        near = did_you_mean(text, DATES) or f" Dates are: {', '.join(DATES)}."
        yield Finding(at, f'"{text}" is not a date to wait for.{near}')
    elif rule in ("term end", "notice deadline") and _shortest_term(model) is None:
        message = "there is no term to end. Add contract: {term: 12 months}."
        yield Finding(at, message, ("contract", "products"))
    elif rule == "customer's board meeting":
        without = [name for name, one in model.segments.items() if one.board_meeting is None]
        if without or not model.segments:
            who = f"segment {without[0]} does not say" if without else "no segment says"
            yield Finding(
                at,
                f"when does the board meet? {who}. "
                "Add board_meeting: second tuesday (or day 20) to each segment.",
                ("segments.*.board_meeting",),
            )


def _expansion(model: ScenarioModel) -> Findings:
    if all(product.expansion is not None for product in products(model).values()):
        return
    for way in ways(model):
        if way.target is not None and way.target.milestone == "expanded":
            message = "by how much does the contract grow? Add contract: {expansion: 0.2}."
            yield Finding(way.path, message, ("contract", "products"))
            return
