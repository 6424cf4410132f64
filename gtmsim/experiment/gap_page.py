"""The spreadsheet's answer beside the simulation's as tables, in English and in Japanese."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gtmsim.experiment.gap import Gap, Part
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.off_paper import FOLLOWED
from gtmsim.experiment.switched_off import MANY
from gtmsim.experiment.words import number, say, signed
from gtmsim.kpi import Language
from gtmsim.stats import Estimate

STEPS = {
    "arrival": ("leads", "新規リード数"),
    "mql": ("MQL", "MQL"),
    "sal": ("SAL", "SAL"),
    "sql": ("SQL", "有効商談 (SQL)"),
    "won": ("wins", "受注件数"),
}
REASONS = {
    "waiting": ("waiting: buyers lost by slow answers", "待ち: 対応が遅れて失う分"),
    "capacity": ("capacity: too few people in time", "人員: 手が足りず間に合わない分"),
    "lag": ("lag: won after the period's end", "タイムラグ: 期末より後に受注する分"),
    "off paper": (
        "leads that no spreadsheet counts",
        "表計算が数えないリード (再育成・期首以前からの分)",
    ),
    "rest": ("rest: chance, uncertain rates, mix", "残差: 偶然・転換率の不確かさなど"),
}
SHORT = {
    "waiting": ("waiting", "待ち"),
    "capacity": ("capacity", "人員"),
    "lag": ("lag past the period's end", "期末をまたぐタイムラグ"),
    "off paper": ("leads that no spreadsheet counts", "表計算が数えないリード"),
    "rest": ("the rest", "残差"),
}
MECHANISMS = {
    "response_delay": ("slow answers", "初動の遅れ"),
    "patience": ("buyers who go cold", "冷める見込み客"),
    "rivals": ("rivals", "競合"),
}
ENOUGH = 10
"""Replications below which nothing is said of ranges and chances."""


def grids(found: Gap, language: Language) -> Iterator[Grid]:
    """Both answers side by side, and where the gap comes from."""
    yield _answers(found, language)
    yield _parts(found, language)


# --- Side by side ------------------------------------------------------------------------------


def _answers(found: Gap, language: Language) -> Grid:
    title = say(
        language,
        f"{found.title}: until {found.by}, on paper and simulated",
        f"{found.title}: {found.by}まで、表計算とシミュレーション",
    )
    head = (
        "",
        say(language, "spreadsheet", "表計算"),
        say(language, "simulated, median", "シミュレーション (中央値)"),
        say(language, "P10 .. P90", "80%の見込み幅"),
    )
    rows = [
        (say(language, *STEPS[step]), f"{paper:,.0f}", f"{middle:,.0f}", _likely(found, low, high))
        for step, paper, (low, middle, high) in zip(
            found.paper.steps, found.paper.counts, found.steps, strict=True
        )
    ]
    if found.currency:
        low, middle, high = (_money(found, each, language) for each in found.money)
        likely = f"{low} .. {high}" if found.replications >= ENOUGH else ""
        name = say(language, "new business", "新規受注額 (年額)")
        rows.append((name, _money(found, found.paper.money, language), middle, likely))
    return Grid((title,), head, tuple(rows), tuple(_below(found, language)))


def _likely(found: Gap, low: float, high: float) -> str:
    return f"{low:,.0f} .. {high:,.0f}" if found.replications >= ENOUGH else ""


def _below(found: Gap, language: Language) -> Iterator[str]:
    yield say(
        language,
        "Spreadsheet: volumes times the rates in the file; no waiting, no time, nobody busy.",
        "表計算: 件数×転換率。待ち・期間・人員は考えない。",
    )
    if found.paper.opened:
        yield say(
            language,
            f"Of its wins {found.paper.opened:,.0f} are from what is open on the first day.",
            f"表計算の受注のうち{found.paper.opened:,.0f}件は、期首の進行中商談から。",
        )
    if found.aim is not None:
        yield _aimed(found, language)
    team, label, busy = found.busiest
    yield say(
        language,
        f"Busiest team: {team}, {busy:.0%} busy.",
        f"最も忙しいチーム: {label or team} (稼働率{busy:.0%})。",
    )


def _aimed(found: Gap, language: Language) -> str:
    aim = found.aim
    assert aim is not None, "asked only where there is a target"
    money = found.currency and aim.measure != "wins"
    amount = _money(found, aim.amount, language) if money else f"{aim.amount:,.0f}"
    if found.replications < ENOUGH:
        return say(language, f"Target {amount}.", f"予算 (目標) {amount}。")
    hit = aim.hit
    return say(
        language,
        f"Target {amount}: P(hit) {hit.mean:.0%}, 95% [{hit.low:.0%}, {hit.high:.0%}].",
        f"予算 (目標) {amount}: 達成確率 {hit.mean:.0%} "
        f"(95%信頼区間 {hit.low:.0%}〜{hit.high:.0%})。",
    )


# --- Where the gap comes from ------------------------------------------------------------------


def _parts(found: Gap, language: Language) -> Grid:
    interval = say(language, "95% interval", "95%信頼区間")
    head = (
        say(language, "switched off, in this order", "順に取り除く要因"),
        say(language, "new business", "新規受注額"),
        interval,
        say(language, "wins", "受注件数"),
        interval,
    )
    rows = [_row(found, part, say(language, *REASONS[part.reason]), language)
            for part in found.parts]  # fmt: skip
    whole = say(language, "gap: spreadsheet less simulation", "差 (表計算−シミュレーション)")
    rows.append(_row(found, found.shortfall, whole, language))
    title = say(language, "Where the gap comes from", "差の内訳")
    return Grid((title,), head, tuple(rows), tuple(_method(found, language)))


def _row(found: Gap, part: Part, name: str, language: Language) -> tuple[str, ...]:
    money = ("", "")
    if found.currency:
        money = (
            _signed(found, part.money.mean, language),
            _between(
                part.money,
                _signed(found, part.money.low, language),
                _signed(found, part.money.high, language),
            ),
        )
    wins = part.wins
    low, high = _tenths(wins.low), _tenths(wins.high)
    return (name, *money, _tenths(wins.mean), _between(wins, low, high))


def _tenths(count: float) -> str:
    """A change of a count; no minus before nothing."""
    return f"{round(count, 1) + 0.0:+,.1f}"


def _between(estimate: Estimate, low: str, high: str) -> str:
    return "" if math.isnan(estimate.low) else f"[{low}, {high}]"


def _method(found: Gap, language: Language) -> Iterator[str]:
    largest = max(found.parts, key=lambda part: abs(part.wins.mean))
    if largest.wins.low > 0 or largest.wins.high < 0:
        yield say(
            language,
            f"The largest part: {SHORT[largest.reason][0]}.",
            f"最も大きい要因: {SHORT[largest.reason][1]}。",
        )
    yield say(
        language,
        f"{found.replications} paired replications, the same leads with the same luck. In turn: "
        f"nobody minds waiting, {MANY} times the people, leads of the period followed for "
        f"{FOLLOWED} days more. The parts add up to the gap; another order would share it "
        "differently.",
        f"同じリード・同じ乱数による{found.replications}回の反復の対比較。順に、待たされても"
        f"失わない、人員を{MANY}倍、期間中のリードをその後{FOLLOWED}日追跡。"
        "内訳の合計は差に一致し、順序を変えると配分は変わる。",
    )
    if found.kept:
        names = ", ".join(say(language, *MECHANISMS[each]) for each in found.kept)
        yield say(
            language,
            f"The scenario does not hold without: {names}; they are in the rest.",
            f"取り除けない要因: {names} (残差に含む)。",
        )


# --- Money -------------------------------------------------------------------------------------


def _grain(found: Gap) -> float:
    """To what amounts are rounded, the same for all so that they add up: three digits."""
    largest = max(found.paper.money, *found.money, 1.0)
    return float(10.0 ** (math.floor(math.log10(largest)) - 2))


def _rounded(found: Gap, amount: float) -> float:
    grain = _grain(found)
    return round(amount / grain) * grain if grain > 1 else round(amount)


def _money(found: Gap, amount: float, language: Language) -> str:
    text = number(_rounded(found, amount), found.currency, language)
    return text if language == "ja" else f"{text} {found.currency}"


def _signed(found: Gap, amount: float, language: Language) -> str:
    return "" if math.isnan(amount) else signed(_rounded(found, amount), found.currency, language)
