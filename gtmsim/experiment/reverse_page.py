"""The reverse funnel as tables for people, in English and in Japanese."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gtmsim.experiment.backwards import counted
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.levers import CHANGES, HALF, TurnedLever
from gtmsim.experiment.required import ReverseFunnel, Step
from gtmsim.experiment.reverse import FOLLOWED
from gtmsim.experiment.words import number, say
from gtmsim.kpi import Language

NAMES = {
    "arrival": ("leads", "リード"),
    "mql": ("MQL", "MQL"),
    "sal": ("SAL", "SAL"),
    "sql": ("SQL", "SQL (有効商談)"),
    "won": ("wins", "受注"),
}
LEVERS = {
    "leads": ("leads", "リード数"),
    "rate": ("win rate", "受注率"),
    "price": ("price", "単価"),
    "people": ("people", "人員"),
}
NOTES = {
    CHANGES: "日付で組織が変わる",
    "from the first day, fully able": "初日から全員が一人前の場合",
    "if nobody buys less, or later, at this price": "値上げで受注が減らず遅れもしない場合",
    "nothing is sold in most replications": "多くの反復で受注がない",
}


def grids(found: ReverseFunnel, language: Language) -> Iterator[Grid]:
    """What is needed step by step, by channel, and what would close the gap."""
    yield _funnel(found, language)
    yield _by_channel(found, language)
    yield _answer(found, language)


def _money(found: ReverseFunnel, amount: float, language: Language) -> str:
    """An amount worked out from rates, in three digits."""
    return _sure_to(found, amount, amount / 10, language)


def _landing(found: ReverseFunnel, amount: float, language: Language) -> str:
    """An amount that was simulated, to the second digit of its range."""
    low, _, high = found.landing
    return _sure_to(found, amount, (high - low) / 2, language)


def _sure_to(found: ReverseFunnel, amount: float, half: float, language: Language) -> str:
    text = number(amount, found.currency, language, half=half)
    return text if language == "ja" else f"{text} {found.currency}"


def _rate(share: float) -> str:
    return "" if math.isnan(share) else f"{share:.1%}"


def _funnel(found: ReverseFunnel, language: Language) -> Grid:
    money = _sure_to(found, found.revenue, math.nan, language)
    title = say(
        language,
        f"{found.title}: {money} of new business by {found.by}",
        f"{found.title}: 新規売上 {money} ({found.by}まで)",
    )
    head = (
        say(language, "step", "段階"),
        say(language, "rate from the step before", "前段階からの転換率"),
        say(language, "needed", "必要数"),
        say(language, "simulated by then", "期日までの見込み"),
        say(language, "P10 .. P90", "80%の見込み幅"),
        say(language, "missing", "不足"),
        say(language, "of its leads, later on", "その後まで含めると"),
    )
    rows = [_row(step, language) for step in found.steps]
    if found.needs.visits is not None:
        visits = say(language, "visits", "訪問")
        rows.insert(0, (visits, "", f"{counted(found.needs.visits):,}", "", "", "", ""))
    return Grid((title,), head, tuple(rows), tuple(_paper(found, language)))


def _row(step: Step, language: Language) -> tuple[str, ...]:
    return (
        say(language, *NAMES[step.step]),
        _rate(step.rate),
        f"{counted(step.needed):,}",
        f"{step.then:,.0f}",
        f"{step.low:,.0f} .. {step.high:,.0f}",
        f"{step.missing:,.0f}",
        f"{step.later:,.0f}",
    )


def _paper(found: ReverseFunnel, language: Language) -> Iterator[str]:
    size = _money(found, found.rates.deal_size, language)
    pipeline = _money(found, found.needs.pipeline, language)
    yield say(
        language,
        f"A win is worth {size}; at a win rate of {found.rates.win_rate:.1%} the pipeline must be "
        f"{pipeline}.",
        f"平均受注単価 {size}、受注率 {found.rates.win_rate:.1%} なので、必要パイプラインは"
        f"{pipeline}。",
    )
    yield say(
        language,
        f"Rates: leads that come by then, followed for {FOLLOWED} days more, pooled over "
        f"{found.replications} replications; waiting, recycling and too few people are in them. "
        "What was open on the first day counts as simulated, not in the rates.",
        f"転換率は期日までに来たリードをその後{FOLLOWED}日追跡した結果 "
        f"({found.replications}回の反復の合計)。"
        "待ち・再育成・人員不足の影響を含む。期首の進行中商談は見込みに入り、転換率には入らない。",
    )


def _by_channel(found: ReverseFunnel, language: Language) -> Grid:
    head = (
        say(language, "channel", "チャネル"),
        say(language, "lead to win", "リード受注率"),
        say(language, "wins needed", "必要受注"),
        say(language, "leads needed", "必要リード"),
        say(language, "leads now", "現状リード"),
        say(language, "missing", "不足"),
    )
    rows = tuple(
        (
            say(language, each.channel, each.label),
            _rate(each.rate),
            f"{each.wins:,.1f}",
            f"{counted(each.leads):,}",
            f"{each.now:,.0f}",
            f"{max(each.leads - each.now, 0):,.0f}",
        )
        for each in found.channels
    )
    return Grid(
        (say(language, "By channel, the mix as it is", "チャネル別 (構成比は現状)"),), head, rows
    )


def _answer(found: ReverseFunnel, language: Language) -> Grid:
    low, middle, high = (_landing(found, each, language) for each in found.landing)
    team, label, busy = found.busiest
    told = (
        say(
            language,
            f"Landing by {found.by}: {middle} ({low} .. {high}); "
            f"P(hit) {found.hit.mean:.0%}, 95% [{found.hit.low:.0%}, {found.hit.high:.0%}].",
            f"{found.by}時点の着地見込み: {middle} (80%の見込み幅 {low}〜{high})、"
            f"達成確率 {found.hit.mean:.0%} "
            f"(95%信頼区間 {found.hit.low:.0%}〜{found.hit.high:.0%})。",
        ),
        say(
            language,
            f"Busiest team: {team}, {busy:.0%} busy.",
            f"最も忙しいチーム: {label or team} (稼働率{busy:.0%})。",
        ),
    )
    if not found.levers:
        return Grid((), ("",), (), told)
    head = (
        say(language, "what closes the gap alone", "単独で不足を埋める打ち手"),
        say(language, "takes", "必要倍率"),
        say(language, "P(hit)", "達成確率"),
        say(language, "landing, median", "着地見込み (中央値)"),
        "",
    )
    rows = tuple(_lever(found, each, language) for each in found.levers)
    note = say(
        language,
        f"Each alone, until {HALF:.0%} of the replications reach it; found by simulation with the "
        "same luck.",
        f"それぞれ単独で、反復の{HALF:.0%}が達成するまで (同じ乱数で探索)。",
    )
    return Grid((*told, ""), head, rows, (note,), frozenset({4}))


def _lever(found: ReverseFunnel, each: TurnedLever, language: Language) -> tuple[str, ...]:
    note = NOTES.get(each.note, each.note) if language == "ja" else each.note
    if language == "ja" and note.startswith("not multiplied: "):
        note = f"増やせないチャネル: {note.removeprefix('not multiplied: ')}"
    if math.isnan(each.multiple):
        takes = say(language, "not tried", "未評価")
    elif each.closes:
        takes = f"×{each.multiple:.2f}"
    else:
        takes = say(language, f"not even ×{each.multiple:.2f}", f"×{each.multiple:.2f}でも不足")
    return (
        say(language, *LEVERS[each.name]),
        takes,
        "" if math.isnan(each.hit) else f"{each.hit:.0%}",
        "" if math.isnan(each.landing) else _landing(found, each.landing, language),
        note,
    )
