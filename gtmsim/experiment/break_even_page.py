"""When a change has paid for itself, in words (R204)."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from gtmsim.experiment.grid import Grid
from gtmsim.experiment.words import interval, middle, number, say
from gtmsim.kpi import Language

if TYPE_CHECKING:
    from gtmsim.experiment.break_even import BreakEven


def page(found: BreakEven, language: Language) -> Grid:
    """When a change has paid for itself, line by line."""
    meaning = found.meaning
    name = say(language, meaning.name, meaning.label)
    title = say(
        language,
        f"Break-even of {found.second} against {found.first}, by {name} added up week by week",
        f"{found.second} の損益分岐 (対 {found.first}、{name}の週次累計)",
    )
    within = found.within
    lines = (
        (
            say(language, "breaks even within the horizon", "期間内に損益分岐に達する割合"),
            f"{within.mean:.0%} [{within.low:.0%}, {within.high:.0%}]",
        ),
        *_weeks(found, language),
        *_dip(found, language),
        (
            say(language, "ahead at the end by", "期間末の累計差"),
            f"{middle(found.end, meaning.unit, language, difference=True)} "
            f"{interval(found.end, meaning.unit, language, difference=True)}",
        ),
    )
    return Grid((title,), ("", ""), lines, _foot(found, language), frozenset({1}))


def _foot(found: BreakEven, language: Language) -> tuple[str, ...]:
    count, level = len(found.gaps), f"{found.level:.0%}"
    lines = [
        say(
            language,
            f"{count} paired replications; {level} intervals, that of the dip for all weeks "
            "together.",
            f"{count}回の反復で対比。{level}信頼区間 (落ち込みは全週同時)。",
        )
    ]
    if found.end.low <= 0 <= found.end.high and np.ptp(found.gaps[:, -1]) > 0:
        lines.append(
            say(
                language,
                "Whether it pays within the horizon is not clear: luck alone would have about "
                "half of the replications ahead at the end.",
                "期間内に元が取れるかは明確でない: 運だけでも反復の約半数は期間末に上回る。",
            )
        )
    return tuple(lines)


def _weeks(found: BreakEven, language: Language) -> list[tuple[str, str]]:
    """From when it stays ahead: the median week, counted from the change too, and the spread."""
    median, (low, high) = found.median, found.likely
    of = say(language, f" of {len(found.until)}", f" / {len(found.until)}")
    week, spread = _week(median.mean, found, language), _week(low, found, language)
    if math.isfinite(median.mean):
        week += of
    if math.isfinite(median.low):
        week += f"  [{_week(median.low, found, language)}, {_week(median.high, found, language)}]"
    if math.isfinite(low):
        spread += f" - {_week(high, found, language)}"
    lines = [(say(language, "week from which it stays ahead", "以後上回り続ける週"), week)]
    if found.change and math.isfinite(median.mean):
        after = number(math.ceil(median.mean) - found.change, "", language)
        lines.append(
            (say(language, "weeks after the first change", "最初の組織変更からの週数"), after)
        )
    lines.append((say(language, "in 4 of 5 replications between", "反復の8割が入る範囲"), spread))
    return lines


def _dip(found: BreakEven, language: Language) -> list[tuple[str, str]]:
    """How deep the mean falls and when, where that is clear."""
    dip, unit = found.dip, found.meaning.unit
    sure = interval(dip, unit, language, difference=True)
    name = say(language, "deepest dip of the mean", "平均の最大の落ち込み")
    if not dip.high < 0:
        none = say(language, "no clear dip", "明確な落ち込みなし")
        return [(name, f"{none} {sure}".rstrip())]
    week, first, last = (float(each) for each in found.deepest)
    when = _week(week, found, language)
    if first < last:
        when += f"  [{_week(first, found, language)}, {_week(last, found, language)}]"
    if week == len(found.until):
        when = say(language, "the last: still falling at the end", "期間末 (回復せず)")
    return [
        (name, f"{middle(dip, unit, language, difference=True)} {sure}"),
        (say(language, "deepest in week", "最も落ち込む週"), when),
    ]


def _week(week: float, found: BreakEven, language: Language) -> str:
    if math.isnan(week):
        return "-"
    if math.isinf(week):
        return say(language, "not within the horizon", "期間内になし")
    at = min(math.ceil(week), len(found.until))
    last = _last_day(found.until[at - 1])
    return say(language, f"{at} (until {last})", f"第{at}週 (～{last})")


def _last_day(until: str) -> str:
    return (date.fromisoformat(until) - timedelta(days=1)).isoformat()
