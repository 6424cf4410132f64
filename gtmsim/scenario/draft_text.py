"""A scenario file from answers: complete, commented, and short enough to go on with by hand."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import timedelta

from gtmsim.scenario.draft import Draft, Figure
from gtmsim.scenario.draft_rates import Rate
from gtmsim.scenario.pen import Pen
from gtmsim.scenario.questions import TEAM_NAMES
from gtmsim.scenario.typical import BUSY, EARLY, WORK, Sourced


def written(draft: Draft, target: float | None = None) -> str:
    """The text of a scenario file.

    Args:
        draft: its numbers.
        target: what stands for a target that was not given; None leaves the target out then.
    """
    return _Writer(draft, target).text()


GROUPS = 6
"""Into how many the customers of the first day are parted, each with its own day of reviews."""
RHYTHM = 90
"""Days over which these days are spread: reviews come every 3 months."""


OWN = ("your own numbers", "自社の数字")
"""The source of what was answered."""


class _Writer(Pen):
    """Writes the blocks, and notes what is assumed."""

    def __init__(self, draft: Draft, target: float | None) -> None:
        super().__init__(draft.answers)
        self.draft = draft
        self.target = target

    def text(self) -> str:
        blocks = [
            self._head(), self._market(), self._journey(), self._teams(), self._opening(),
            self._target(),
        ]  # fmt: skip
        body = [line for block in blocks for line in block]
        return "\n".join([*body, *self._assumptions()]) + "\n"

    # --- Blocks --------------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        name = str(self.answers.given.get("name", self.say("my company", "自社")))
        slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        yield self.say(
            "# Made by `gtmsim new`: your own numbers; what was left open is assumed. Edit it.",
            "# gtmsim new で作成。自社の数字と、不明だった項目の仮定値。自由に編集してください。",
        )
        yield self.say(
            "# Rates are those you have had, with returning leads in them; nobody is recycled.",
            "# 転換率は実績値で、再育成からの分を含むため、再育成はモデルに入れていません。",
        )
        yield ""
        yield f"name: {slug if slug[:1].isalpha() else 'company'}"
        yield f'label: "{name}"'
        yield f"start: {self.draft.first_day}"
        yield "horizon: 6 months"
        if self.currency == "JPY":
            yield "time_zone: Asia/Tokyo"
        else:
            yield self.say("time_zone: UTC  # hours are those of your clock, wherever that is",
                           "time_zone: UTC  # 時刻は現地時間のまま扱います")  # fmt: skip
        yield f"currency: {self.currency}"
        month = self.answers.fiscal_month
        open_year = "fiscal_year_starts" not in self.answers.given
        source = Sourced("April is usual in Japan", "日本では4月が一般的") if open_year else None
        yield self.line(f"fiscal_year_starts: {month}", self.mark("fiscal_year_starts", source))
        country = ", country: JP, closed: [12-29..01-03]" if self.currency == "JPY" else ""
        yield f'calendar: {{hours: {{mon-fri: "9:00-18:00"}}, break: "12:00-13:00"{country}}}'
        self.assumed.append("calendar")

    def _market(self) -> Iterator[str]:
        yield from self.rule("Where leads come from", "リードの入り口")
        yield "channels:"
        for name, key in self.draft.keys.items():
            source = self.draft.channels_from
            comment = self.mark(f"channels.{key}.leads", source)
            label = "" if key == name else f'label: "{name}", '
            yield self.line(f"  {key}:", comment)
            leads = self.draft.channels[name]
            yield f"    {{{label}leads: {leads:g} per month,{self._own(source, sep=' ')}"
            yield '     hours: "9:00-18:00", weekday: {sat: 0, sun: 0}}'
            self.assumed += [f"channels.{key}.hours", f"channels.{key}.weekday"]
        value, per = self.draft.value, " per year" if self.draft.recurring else ""
        mark = self.mark("segments.all.deal_size", value.source)
        yield "segments:"
        yield self.line("  all:", mark)
        law = f"{{mean: {self.money(value.value)}{per}, cv: 0.5}}"
        own = self._own(value.source)
        yield f"    {{{own}{' ' if own else ''}share: 100%, deal_size: {{lognormal: {law}}}}}"
        if value.source is None:
            self.assumed.append("segments.all.deal_size.lognormal.cv")
        if self.draft.recurring:
            months = self.draft.months
            mark = self.mark("contract.term", months.source)
            yield self.line(f"contract: {{term: {months.value:g} months}}", mark)

    def _journey(self) -> Iterator[str]:
        yield from self.rule("From lead to customer", "リードから顧客まで")
        yield "milestones:"
        yield "  mql: call"
        yield "  sql: deal"
        yield "  won: onboarding"
        if self.draft.recurring:
            yield "  churned: end"
        yield ""
        yield "stages:"
        to_mql = self.draft.days("days.mql", 0, Sourced("same day", "当日"))
        yield from self._stage("sort", "MQL判定", 2, to_mql, 0, "mql", "disqualified")
        yield from self._stage(
            "call", "初回接触・ヒアリング", 0, self.draft.to_sql, 1, "sql", "lost.no_need"
        )
        order = self.draft.to_order
        early, late = (
            order._replace(value=order.value * EARLY),
            order._replace(value=order.value * (1 - EARLY)),
        )
        yield from self._stage("deal", "商談・提案", 1, early, 2, "negotiate", "lost.no_decision")
        yield from self._stage("negotiate", "最終交渉・稟議", 0, late, 3, "won", "lost.rejected")
        yield from self._customers()

    def _stage(
        self, name: str, label: str, urgency: int, days: Figure, step: int, onward: str, lost: str
    ) -> Iterator[str]:
        """A stage of the funnel: work, then the buyer's time, then the outcome."""
        function, _, sessions, _ = WORK[name]
        yield f"  {name}:"
        if self.japanese:
            yield f"    label: {label}"
        yield f"    function: {function}"
        yield f"    urgency: {urgency}"
        yield from self._work(name, sessions)
        if name == "call":
            yield from self._answered()
        if sessions > 1:
            yield f"    thinking: {_days(days.value / 2 / (sessions - 1))}"
            self.assumed.append(f"stages.{name}.thinking")
        left = days.value / 2 if sessions > 1 else days.value
        if left > 0:
            path = f"stages.{name}.decides"
            yours = self.say("your days, spread assumed", "実績の日数 (ばらつきは仮定)")
            law = f"{{after: {{gamma: {{mean: {_days(left)}, cv: 0.7}}}}}}"
            yield self.line(f"    decides: {law}", self.mark("", days.source, yours))
            self.assumed.append(path)
        rate = self.draft.rates[step]
        comment = self.mark(f"stages.{name}.then", rate.source, self.say("yours", "実績"))
        yield self.line(f"    then: {{{onward}: {_share(rate)}, {lost}: rest}}", comment)
        yield from self._owned(days.source, rate.source)

    def _work(self, name: str, sessions: int) -> Iterator[str]:
        minutes = max(round(self.draft.work[name] * 60 / 5) * 5, 5)
        comment = self.say("assumed: published hours", "仮定値: 公表値からの工数")
        if name in self.draft.shorter:
            share = self.draft.shorter[name]
            comment = self.say(
                f"assumed: {share:.0%} of published hours, as your people did last period's "
                f"counts ({BUSY:.0%} busy)",
                f"仮定値: 公表値の{share:.0%} (前期の件数を現人員の稼働率{BUSY:.0%}でこなせた工数)",
            )
        self.assumed.append(f"stages.{name}.work")
        if sessions > 1:
            yield f"    sessions: {sessions}"
            self.assumed.append(f"stages.{name}.sessions")
        law = f"{{lognormal: {{mean: {minutes} min, cv: 0.5}}}}"
        yield self.line(f"    work: {law}", comment)

    def _answered(self) -> Iterator[str]:
        """How the odds fall when the first answer is slower than today."""
        yield "    service_level: {first_touch_within: 1 business day, target: 90%}"
        self.assumed.append("stages.call.service_level")
        curve, _ = self.draft.response()
        if curve:
            points = ", ".join(f"{delay}: {odds:g}" for delay, odds in curve)
            comment = self.say(
                "assumed: your rate holds as fast as today; slower answers win less",
                "仮定値: 現在の初動で実績の転換率、遅れると低下",
            )
            yield self.line(f"    factors: {{response_delay: {{{points}}}}}", comment)
            self.assumed.append("stages.call.factors")

    def _customers(self) -> Iterator[str]:
        yield "  onboarding:"
        if self.japanese:
            yield "    label: 導入支援"
        yield "    function: customer_success"
        yield "    urgency: 1"
        yield from self._work("onboarding", WORK["onboarding"][2])
        yield "    thinking: 30 days"
        self.assumed.append("stages.onboarding.thinking")
        if not self.draft.recurring:
            yield "    then: {end: 100%}"
            return
        yield "    then: {live: 100%}"
        yield "  live:"
        if self.japanese:
            yield "    label: 利用中"
        yield "    waits_for:"
        yield "      check_in: {every: 3 months}"
        self.assumed.append("stages.live.waits_for")
        churn = self.draft.churn
        comment = self.mark("stages.live.waits_for", churn.source)
        if churn.value:
            yield self.line(
                f"      churned.left: {{rate: {churn.value * 100:.3g}% per month}}", comment
            )
        yield "  check_in:"
        if self.japanese:
            yield "    label: 定例レビュー"
        yield "    function: customer_success"
        yield "    urgency: 3"
        yield from self._work("check_in", 1)
        yield "    then: {live: 100%}"

    def _teams(self) -> Iterator[str]:
        yield from self.rule("Who works here", "人員")
        yield "teams:"
        for team, functions in self.draft.covers.items():
            heads, pay = self.draft.heads[team], self.draft.pay[team]
            yield f"  {team}:"
            if self.japanese:
                yield f"    label: {TEAM_NAMES[team][1]}"
            yield f"    covers: [{', '.join(functions)}]"
            comment = self.mark(f"teams.{team}.headcount", heads.source)
            yield self.line(f"    headcount: {heads.value:g}", comment)
            if "field_sales" in functions or "customer_success" in functions:
                yield "    assignment: on_arrival"
                self.assumed.append(f"teams.{team}.assignment")
            if math.isfinite(pay.value):
                comment = self.mark(f"teams.{team}.salary", pay.source)
                yield self.line(f"    salary: {self.money(pay.value)} per year", comment)
            yield from self._owned(heads.source, pay.source)

    def _opening(self) -> Iterator[str]:
        rows = [row for key, stage in (("early", "deal"), ("late", "negotiate"))
                for row in self._deals(key, stage)]  # fmt: skip
        customers = list(self._customer_rows()) if self.draft.recurring else []
        if not rows and not customers:
            return
        yield from self.rule("What is there on the first day", "初日時点の状態")
        yield "opening:"
        if rows:
            yield "  deals:"
            yield from rows
        yield from customers

    def _deals(self, key: str, stage: str) -> Iterator[str]:
        count, worth = self.draft.deals(key)
        if not count.value:
            return
        per = " per year" if self.draft.recurring else ""
        part = EARLY if key == "early" else 1 - EARLY
        age = max(self.draft.to_order.value * part, 0.2)
        each = self.money(worth.value / count.value)
        source = count.source or worth.source
        comment = self.mark("", source)
        if source is not None and "opening.deals" not in self.assumed:
            self.assumed.append("opening.deals")
        yield self.line(f"    - {{id: {key}, count: {count.value:g}, stage: {stage},", comment)
        law = f"{{uniform: {{low: 0 days, high: {age:.1f} days}}}}"
        yield f"       amount: {each}{per}, age: {law}}}"

    def _customer_rows(self) -> Iterator[str]:
        count, mrr = self.draft.customers, self.draft.mrr
        if not count.value:
            return
        comment = self.mark("opening.customers", count.source or mrr.source)
        yield "  customers:" + self.say(
            "  # in groups, so that their reviews do not all fall on one day",
            "  # 定例レビューが同じ日に重ならないよう、開始日を分けたグループ",
        )
        each = self.money(mrr.value / count.value)
        groups = min(GROUPS, math.ceil(count.value))
        for at in range(groups):
            own = count.value // groups + (at < count.value % groups)
            starts = self.draft.first_day - timedelta(days=1 + at * RHYTHM // groups)
            row = f"    - {{id: customer_{at + 1}, count: {own:g}, mrr: {each}, starts: {starts}}}"
            yield self.line(row, "" if at else comment)

    def _target(self) -> Iterator[str]:
        given = self.answers.given.get("target")
        amount = float(given) if isinstance(given, int | float) else self.target
        if amount is None:
            return
        yield from self.rule("The budget", "予算")
        source = None
        if given is None:
            source = Sourced("volumes times rates", "表計算の答え (件数×転換率)")
        comment = self.mark("targets", source)
        measure = "new_arr" if self.draft.recurring else "bookings"
        yield "targets:"
        yield "  half_year:"
        if self.japanese:
            yield "    label: 新規受注 予算"
        yield f"    measure: {measure}"
        yield self.line(f"    by: {{{self._half()}: {self.money(amount)}}}", comment)
        yield from self._owned(source)

    def _half(self) -> str:
        day, month = self.draft.first_day, self.answers.fiscal_month
        year = day.year if day.month >= month else day.year - 1
        return f"FY{year} {'H1' if day.month == month else 'H2'}"

    def _owned(self, *sources: Sourced | None) -> Iterator[str]:
        """Where the values of a block come from, if any of them is an answer."""
        if None in sources:
            yield f"    source: {self.say(*OWN)}"

    def _own(self, source: Sourced | None, *, sep: str = "") -> str:
        return f"{sep}source: {self.say(*OWN)}," if source is None else ""

    def _assumptions(self) -> Iterator[str]:
        yield from self.rule("Values without a source of your own", "出典のない値 (仮定値)")
        yield "assumed:"
        for path in dict.fromkeys(self.assumed):
            yield f"  - {path}"


def _days(days: float) -> str:
    """A length that is never nothing."""
    return f"{days:.1f} days" if days >= 0.1 else f"{max(days, 0.01):.2f} days"


def _share(rate: Rate) -> str:
    """`25 of 110`, `20%`, or `30% (22%..40%)`."""
    if rate.evidence is not None:
        return f"{rate.evidence[0]} of {rate.evidence[1]}"
    if rate.likely is not None:
        low, high = (f"{each * 100:.3g}%" for each in rate.likely)
        return f"{rate.share * 100:.3g}% ({low}..{high})"
    return f"{rate.share * 100:.3g}%"
