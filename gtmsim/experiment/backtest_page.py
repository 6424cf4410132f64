"""A back-test as tables: KPI by KPI, and month by month."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gtmsim.experiment.accuracy import Errors
from gtmsim.experiment.backtest import Backtest
from gtmsim.experiment.backtest_words import mean_of, name
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.score import Score
from gtmsim.experiment.words import number, say
from gtmsim.kpi import Language, heading, note_in


def grids(found: Backtest, language: Language) -> Iterator[Grid]:
    """How near it came, and the months that show it."""
    yield _scores(found, language)
    yield _months(found, language)


def _scores(found: Backtest, language: Language) -> Grid:
    first, last = found.months[0], found.months[-1]
    title = say(
        language,
        f"Back-test: {found.title}; {first:%Y-%m} to {last:%Y-%m}; {found.file}; "
        f"seed {found.seed}, {found.replications} replications",
        f"実績検証: {found.title}; {first:%Y-%m} 〜 {last:%Y-%m}; {found.file}; "
        f"シード {found.seed}、{found.replications}回の反復",
    )
    head = (
        "KPI",
        say(language, "within P10 .. P90", "P10〜P90の中"),
        say(language, "95% interval", "95%信頼区間"),
        say(language, "bias", "偏り"),
        say(language, "error", "誤差"),
        say(language, "same month last year", "前年同月の誤差"),
        say(language, "volumes x rates", "件数×転換率の誤差"),
    )
    rows = [_row(score, language) for score in found.scores]
    rows.append(_all(found, language))
    return Grid((title,), head, tuple(rows), tuple(_foot(found, language)))


def _row(score: Score, language: Language) -> tuple[str, ...]:
    months = len(score.months)
    lean = {"high": ("too high", "高すぎ"), "low": ("too low", "低すぎ")}.get(score.lean)
    bias = _signed(score.own.bias) + (f" {say(language, *lean)}" if lean else "")
    return (
        name(score, language),
        _count(score.held, months, language),
        f"{score.inside.low:.0%} .. {score.inside.high:.0%}",
        bias,
        _size(score.own),
        _naive(score.by_last_year, months, language) or say(language, "missing", "実績なし"),
        _naive(score.by_sheet, months, language),
    )


def _all(found: Backtest, language: Language) -> tuple[str, ...]:
    part, low, high = found.coverage
    biases = [each.own.bias for each in found.scores if not math.isnan(each.own.bias)]
    own: list[Errors | None] = [each.own for each in found.scores]
    return (
        say(language, "all", "全体"),
        f"{_count(found.inside, found.values, language)} {part:.0%}",
        f"{low:.0%} .. {high:.0%}",
        _signed(float(np.mean(biases))) if biases else "",
        mean_of(own, language),
        mean_of([each.by_last_year for each in found.scores], language),
        mean_of([each.by_sheet for each in found.scores], language),
    )


def _count(part: int, whole: int, language: Language) -> str:
    return say(language, f"{part} of {whole}", f"{part}/{whole}")


def _signed(bias: float) -> str:
    return "" if math.isnan(bias) else f"{bias:+.0%}"


def _size(errors: Errors) -> str:
    if math.isnan(errors.size):
        return "-"
    return f"{errors.size:.0%}{' (WAPE)' if errors.weighted else ''}"


def _naive(errors: Errors | None, months: int, language: Language) -> str:
    """Error of a naive forecast; where it lacks months, beside ours in the same months."""
    if errors is None:
        return ""
    text = _size(errors)
    if errors.months < months and not math.isnan(errors.size):
        text += say(
            language,
            f" ({errors.months} of {months} months; simulation {errors.model:.0%})",
            f" ({months}か月中{errors.months}か月、シミュレーションは{errors.model:.0%})",
        )
    return text


def _foot(found: Backtest, language: Language) -> Iterator[str]:
    yield say(
        language,
        "bias: sum of (forecast - actual) by the sum of actuals; error: MAPE of the median "
        "forecast; all: mean over KPIs.",
        "偏り: (予測−実績)の合計÷実績の合計。誤差: 予測中央値のMAPE。全体: 指標の平均。",
    )
    weighted = [name(each, language) for each in found.scores if each.own.weighted]
    if weighted:
        yield say(
            language,
            f"WAPE (sum of |forecast - actual| by the sum of |actual|) instead of MAPE, as an "
            f"actual is 0: {', '.join(weighted)}.",
            f"実績に0があるためMAPEの代わりにWAPE (|予測−実績|の合計÷|実績|の合計): "
            f"{'、'.join(weighted)}。",
        )
    if any(each.by_sheet is None for each in found.scores):
        yield say(
            language,
            "An empty cell under volumes x rates: a spreadsheet of leads and rates says nothing "
            "of that KPI.",
            "件数×転換率の空欄: リード数と転換率の表計算では出せない指標です。",
        )
    for kpi_id, why in found.unknown.items():
        yield say(
            language,
            f"Left out: {kpi_id}, {why} in some month.",
            f"対象外: {kpi_id} ({note_in(why, 'ja')})。",
        )


def _months(found: Backtest, language: Language) -> Grid:
    head = (
        "KPI",
        say(language, "month", "月"),
        say(language, "actual", "実績"),
        "P50",
        "P10 .. P90",
        "",
        say(language, "last year", "前年同月"),
        say(language, "volumes x rates", "件数×転換率"),
    )
    rows = [row for score in found.scores for row in _month_rows(score, language)]
    return Grid((), head, tuple(rows), left=frozenset({1, 5}))


def _month_rows(score: Score, language: Language) -> Iterator[tuple[str, ...]]:
    unit = score.meaning.unit

    def told(value: float, half: float = math.nan) -> str:
        return "" if math.isnan(value) else number(value, unit, language, half=half)

    for at, month in enumerate(score.months):
        low, high = score.low[at], score.high[at]
        half = (high - low) / 2
        inside = low <= score.actual[at] <= high
        yield (
            "" if at else name(score, language) + heading(unit, language),
            f"{month:%Y-%m}",
            told(score.actual[at]),
            told(score.median[at], half),
            f"{told(low, half)} .. {told(high, half)}",
            "" if inside else say(language, "outside", "範囲外"),
            told(score.last_year[at]),
            told(score.sheet[at], half),
        )
