"""Rules about buyers: who approves, who is ready, who buys elsewhere, and whose accounts."""

from __future__ import annotations

from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.journey import Notices, ReturnRule
from gtmsim.scenario.market import Readiness
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.monthly import date_rule, is_monthly
from gtmsim.scenario.offer import Approver
from gtmsim.scenario.readiness import readiness_shares
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.targets import TargetError, resolve_target
from gtmsim.scenario.tree import Path, shown
from gtmsim.units import Money

_READY = ("channels",)


def check_buyers(model: ScenarioModel) -> Findings:
    """Find buyers whom nobody can approve, notice, lose to a rival, or match to an account."""
    yield from _approvers(("approval",), model.approval)
    for name, segment in model.segments.items():
        yield from _approvers(("segments", name, "approval"), segment.approval)
        if segment.cooling_off is not None and segment.accounts is None:
            message = "every lead is its own account, so none comes twice. Add accounts: 500."
            yield Finding(("segments", name, "cooling_off"), message)
        elif segment.cooling_off is not None and segment.cooling_off.business:
            message = f"{segment.cooling_off}: write civil time here, such as 90 days."
            yield Finding(("segments", name, "cooling_off"), message)
    yield from _approved(model)
    for name, channel in model.channels.items():
        if channel.ready is not None:
            yield from _ready(("channels", name, "ready"), channel.ready)
    yield from _notices(model)
    yield from _elsewhere(model)
    if model.account_matching is not None and not _has_accounts(model):
        message = "every lead is its own account, so none is known. Add accounts to a segment."
        yield Finding(("account_matching",), message, ("segments",))


def _has_accounts(model: ScenarioModel) -> bool:
    named = model.opening is not None and any(
        row.account is not None
        for block in ("house_list", "leads", "deals", "customers")
        for row in getattr(model.opening, block)
    )
    return named or any(one.accounts is not None for one in model.segments.values())


# --- Approval -------------------------------------------------------------------------


def _approvers(at: Path, approvers: tuple[Approver, ...]) -> Findings:
    """Each approver may approve more than the one before, and the last one anything."""
    before: Money | None = None
    for place, approver in enumerate(approvers):
        path = (*at, place)
        if approver.board is not None and not is_monthly(approver.board):
            message = f'"{shown(approver.board)}" is not a day of each month.'
            remedy = "Write second tuesday, last friday or day 20."
            yield Finding((*path, "board"), f"{message} {remedy}")
        if approver.papers is not None and approver.board is None:
            message = "papers for which board? Add board: second tuesday, or remove this."
            yield Finding((*path, "papers"), message)
        if place and approvers[place - 1].up_to is None:
            message = (
                f"{shown(approvers[place - 1].by)} may approve any amount, so {shown(approver.by)} "
                "is never asked. Give the one before an up_to."
            )
            yield Finding(path, message)
        elif _not_more(approver.up_to, before):
            message = f"{approver.up_to} comes after {before}. Write the amounts ascending."
            yield Finding((*path, "up_to"), message)
        before = approver.up_to


def _not_more(limit: Money | None, before: Money | None) -> bool:
    if limit is None or before is None or limit.currency != before.currency:
        return False
    return limit.amount <= before.amount


def _approved(model: ScenarioModel) -> Findings:
    """Where an approval is waited for, somebody approves; and only decisions wait for it."""
    for name, stage in model.stages.items():
        at: Path = ("stages", name)
        if stage.decides is not None and _is_approval(stage.decides.at):
            yield from _somebody_approves(model, (*at, "decides", "at"))
        if stage.starts is not None and _is_approval(stage.starts.at):
            yield Finding((*at, "starts", "at"), _ONLY_DECIDES)
    for block, rules in (("recycle", model.recycle), ("returned", model.returned)):
        for reason, rule in rules.items():
            if _is_approval(rule.at):
                yield Finding((block, reason, "at"), _ONLY_DECIDES)


_ONLY_DECIDES = "an approval is what a buyer decides by. Write it under `decides` of a stage."


def _is_approval(text: str | None) -> bool:
    return text is not None and date_rule(text) == "approval"


def _somebody_approves(model: ScenarioModel, path: Path) -> Findings:
    if model.approval:
        return
    without = [name for name, one in model.segments.items() if not one.approval]
    if without or not model.segments:
        who = f" of segment {without[0]}" if without else ""
        message = f"who approves{who}? Add approval: [{{by: 部長, takes: 3 days}}]."
        yield Finding(path, message, ("approval", "segments.*.approval", "segments"))


# --- Readiness ------------------------------------------------------------------------


def _ready(at: Path, ready: Readiness) -> Findings:
    """A mix is a preset or starts with `now`, and whoever is ready later is so after a time."""
    if ready.preset is not None and ready.now is not None:
        message = f"the preset {ready.preset} already says how many are ready now. Keep one."
        yield Finding((*at, "now"), message)
        return
    if ready.preset is None and ready.now is None:
        message = "how many are ready? Add now: 10%, or preset: 1:9."
        yield Finding(at, message, (".".join(map(str, (*at, "preset"))),))
        return
    if readiness_shares(ready)["later"] > 0 and ready.later_after is None:
        message = "later: after what time? Add later_after: {exponential: 6 months}."
        yield Finding(at, message)


def _notices(model: ScenarioModel) -> Findings:
    for reason, rule in model.returned.items():
        if rule.notices is not None:
            message = "a returned lead is in work, not at rest. Notices belong under recycle."
            yield Finding(("returned", reason, "notices"), message)
    for reason, rule in model.recycle.items():
        if rule.notices is not None:
            yield from _noticed(model, ("recycle", reason, "notices"), rule, rule.notices)


def _noticed(model: ScenarioModel, at: Path, rule: ReturnRule, notices: Notices) -> Findings:
    if notices.then is not None and notices.then not in model.stages:
        hint = listed("Stages", notices.then, model.stages)
        message = f'no stage "{shown(notices.then)}".{hint}'
        yield Finding((*at, "then"), message, (f"stages.{notices.then}", "stages"))
    if all(channel.ready is None for channel in model.channels.values()):
        message = "all buyers are ready at once, so there is nothing to notice. Add ready to a "
        yield Finding(at, f"{message}channel: {{preset: 2:8, later_after: ...}}.", _READY)
    elif rule.nurture is None and rule.at is None:
        message = "the lead comes back at once, so nobody can notice before. Add nurture: 90 days."
        yield Finding(at, message, (f"recycle.{at[1]}.nurture", f"recycle.{at[1]}.at"))
    if notices.false_alarms is not None and notices.false_alarms.business:
        message = f"{notices.false_alarms}: buyers rest around the clock. Write 1% per month."
        yield Finding((*at, "false_alarms"), message)


def _elsewhere(model: ScenarioModel) -> Findings:
    """Whoever has bought elsewhere is lost or recycled, and somebody does buy elsewhere."""
    written = model.bought_elsewhere
    if written is None:
        return
    path: Path = ("bought_elsewhere",)
    try:
        target = resolve_target(model, written)
    except TargetError as error:
        yield Finding(path, str(error), ("recycle", "stages", "milestones"))
        return
    if target.kind not in ("lost", "recycle"):
        message = f"{shown(written)} is no loss. Write lost.competitor or recycle.REASON."
        yield Finding(path, message)
    ready = [channel.ready for channel in model.channels.values() if channel.ready is not None]
    if all(one.buys_elsewhere_after is None for one in ready):
        message = "nobody buys elsewhere. Add buys_elsewhere_after to the `ready` of a channel."
        yield Finding(path, message, _READY)
