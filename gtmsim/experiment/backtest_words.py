"""What a back-test says in sentences: honest about few months."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gtmsim.experiment.accuracy import SHARE, Errors, usual
from gtmsim.experiment.backtest import Backtest
from gtmsim.experiment.score import Score
from gtmsim.experiment.words import say
from gtmsim.kpi import Language

FEW_MONTHS = 12
"""Months below which a back-test says that they are few."""


def verdict(found: Backtest, language: Language) -> Iterator[str]:
    """Sentences: how many inside, whether biased, against naive forecasts, what is not known."""
    yield _inside(found, language)
    yield _biased(found, language)
    yield from _naive(found, language)
    yield from _few(found, language)
    yield from _known_then(found, language)


def short(found: Backtest, language: Language) -> str:
    """One sentence for reports and for the end of tables, without statistical terms."""
    span = f"{found.months[0]:%Y-%m} .. {found.months[-1]:%Y-%m}"
    count, kpis = found.inside, len(found.scores)
    high, low = _leaning(found, language)
    english = (
        f"{span}, {kpis} {'KPI' if kpis == 1 else 'KPIs'}: {count} of {found.values} monthly "
        f"values ({count / found.values:.0%}) within the range that should hold 80%"
    )
    japanese = (
        f"{span}、{kpis}指標: 月次実績{found.values}件のうち{count}件"
        f" ({count / found.values:.0%}) が80%の見込み幅の中"
    )
    if high or low:
        english += "; not right: " + "; ".join(
            f"{word} {', '.join(names)}" for word, names in (("too high", high), ("too low", low))
            if names
        )  # fmt: skip
        japanese += "。ずれ: " + "、".join(
            f"{'・'.join(names)}は{word}" for word, names in (("高すぎ", high), ("低すぎ", low))
            if names
        )  # fmt: skip
    return say(language, f"{english} ({found.file}).", f"{japanese} ({found.file})。")


def name(score: Score, language: Language) -> str:
    """The name of a KPI in the reader's language."""
    return say(language, score.meaning.name, score.meaning.label)


def _leaning(found: Backtest, language: Language) -> tuple[list[str], list[str]]:
    high, low = (
        [name(each, language) for each in found.scores if each.lean == way]
        for way in ("high", "low")
    )
    return high, low


def _inside(found: Backtest, language: Language) -> str:
    part, low, high = found.coverage
    count = f"{found.inside} of {found.values}"
    if high < SHARE:
        words = say(
            language,
            "That is clearly too few: the ranges are too narrow, or lie beside the truth.",
            "明らかに少なく、見込み幅が狭すぎるか、実績からずれています。",
        )
    elif low > SHARE:
        words = say(
            language,
            "That is more than needed: the ranges are wider than the truth.",
            "必要以上に多く、見込み幅が広すぎます。",
        )
    else:
        words = say(
            language,
            "Nothing speaks against the ranges; that is not yet a proof of them.",
            "見込み幅に反する証拠はありません。正しいことの証明でもありません。",
        )
    return say(
        language,
        f"{count} monthly values ({part:.0%}) lie between P10 and P90; 80% should. The interval "
        f"is {low:.0%} to {high:.0%}, each month counted once. {words}",
        f"月次実績{found.values}件のうち{found.inside}件 ({part:.0%}) がP10〜P90の中 (目安は80%)。"
        f"95%信頼区間は{low:.0%}〜{high:.0%} (同じ月の指標は連動するので、月を単位に数えます)。"
        f"{words}",
    )


def _biased(found: Backtest, language: Language) -> str:
    high, low = _leaning(found, language)
    if not high and not low:
        return say(
            language,
            "No KPI is shown to be biased: none lies too high or too low over all months.",
            "偏りが示された指標はありません。",
        )
    parts = []
    if high:
        parts.append(say(language, f"too high: {', '.join(high)}", f"高すぎる: {'、'.join(high)}"))
    if low:
        parts.append(say(language, f"too low: {', '.join(low)}", f"低すぎる: {'、'.join(low)}"))
    tested = len(found.scores)
    return say(
        language,
        f"The simulation is biased; {'; '.join(parts)}. By chance alone 1 in 20 KPIs would seem "
        f"so, and {tested} {'was' if tested == 1 else 'were'} looked at.",
        f"偏りがあります。{'; '.join(parts)}。偶然だけでも20指標に1つはこう見えます "
        f"({tested}指標を検証)。",
    )


def _naive(found: Backtest, language: Language) -> Iterator[str]:
    compared = (
        ("same month last year", "前年同月", [each.by_last_year for each in found.scores]),
        ("volumes x rates", "件数×転換率", [each.by_sheet for each in found.scores]),
    )
    for english, japanese, several in compared:
        there = [each for each in several if each is not None and not math.isnan(each.size)]
        if not there:
            if not any(several) and english.startswith("same"):
                yield say(
                    language,
                    "No comparison with the same month last year: the actuals do not hold it.",
                    "前年同月との比較なし: 実績ファイルに前年同月の値がありません。",
                )
            continue
        nearer = sum(each.model < each.size for each in there)
        yield say(
            language,
            f"The median is nearer than {english} in {nearer} of {len(there)} KPIs.",
            f"中央値が{japanese}より実績に近い指標: {len(there)}指標中{nearer}。",
        )


def _few(found: Backtest, language: Language) -> Iterator[str]:
    months = len(found.months)
    if months >= FEW_MONTHS:
        return
    low, high = usual(months)
    yield say(
        language,
        f"{months} {'month is' if months == 1 else 'months are'} few: of one KPI even a right "
        f"model has anything from {low} to {high} inside.",
        f"{months}か月は少数です。正しいモデルでも、1指標で範囲に入る月は{low}〜{high}か月と"
        "ばらつきます。",
    )


def _known_then(found: Backtest, language: Language) -> Iterator[str]:
    then = found.known_then
    rows = f"{then.opening} rows" if then.opening else "no rows"
    yield say(
        language,
        f"Checked: the scenario starts on {then.start}, and nothing before {then.first:%Y-%m} is "
        f"compared (earlier values, which serve as last year's: {then.history}); its opening "
        f"({rows}) begins no later.",
        f"確認済み: シナリオの開始は{then.start}、比較は{then.first:%Y-%m}以降 "
        f"(それ以前の{then.history}件は前年同月としてのみ使用)。期首の状態 ({then.opening}件) に"
        "開始日より後のものはありません。",
    )
    if then.from_nothing:
        yield say(
            language,
            "Warning: the scenario has no opening and no history: it starts without the deals and "
            "customers that were there, and reads low.",
            "注意: シナリオに期首の状態も履歴もありません。当時の商談と顧客なしで始まるため、"
            "低めに出ます。",
        )
    if then.sources:
        paths = ", ".join(then.sources)
        yield say(
            language,
            f"Warning: these sources name a later time than the start: {paths}. Rates learnt from "
            "the months tested make a back-test worthless.",
            f"注意: 出典が開始日より後の時期を示しています: {paths}。検証する月から得た率を使うと"
            "検証になりません。",
        )
    yield say(
        language,
        "Not to be checked: whether each rate was known that day."
        + (f" Values without a source: {then.assumed}." if then.assumed else ""),
        "確認できないこと: 各率が当時わかっていたかどうか。"
        + (f"出典のない値: {then.assumed}個。" if then.assumed else ""),
    )


def mean_of(several: list[Errors | None], language: Language) -> str:
    """The mean of errors over KPIs, each counting the same; empty without one."""
    sizes = [each.size for each in several if each is not None and not math.isnan(each.size)]
    return f"{np.mean(sizes):.0%}" if sizes else ""
