"""Own rates as a table: the fit of each step."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gtmsim.experiment.gap_page import STEPS
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.naive import COUNTS
from gtmsim.experiment.own_rates import OwnRate, OwnRates
from gtmsim.experiment.words import say
from gtmsim.kpi import Language


def grid(found: OwnRates, language: Language) -> Grid:
    """One row a step: on paper, own, by quarter, and whether they fit."""
    title = say(
        language,
        f"{found.title}: own rates of {found.file}, {span(found, language)}",
        f"{found.title}: {found.file} による自社の転換率、{span(found, language)}",
    )
    head = (
        say(language, "step", "工程"),
        say(language, "on paper", "シナリオ (表計算)"),
        say(language, "own", "自社実績"),
        say(language, "95% interval", "95%信頼区間"),
        say(language, "fit", "判定"),
        *(f"{first:%Y-%m}..{last:%m}" for first, last in found.quarters),
        say(language, "quarters", "四半期の差"),
        say(language, "published", "公表値"),
    )
    rows = tuple(_row(step, language) for step in found.steps)
    verdicts = frozenset({4, 5 + len(found.quarters)})
    return Grid((title,), head, rows, tuple(_foot(found, language)), left=verdicts)


def span(found: OwnRates, language: Language) -> str:
    """Which months are summed."""
    first, last, many = found.months[0], found.months[-1], len(found.months)
    return say(
        language,
        f"{first:%Y-%m} to {last:%Y-%m} ({many} {'month' if many == 1 else 'months'})",
        f"{first:%Y-%m} 〜 {last:%Y-%m} ({many}か月)",
    )


def step_name(step: OwnRate, language: Language) -> str:
    """From where to where."""
    first, last = (say(language, *STEPS[COUNTS[kpi]]) for kpi in (step.first, step.last))
    return say(language, f"{first} to {last}", f"{first} → {last}")


def counted(step: OwnRate, language: Language) -> str:
    """`66 of 220 30.0%`."""
    rate = "" if math.isnan(step.own) else f" {step.own:.1%}"
    whole = f"{step.hits:,} of {step.trials:,}"
    return say(language, whole, f"{step.trials:,}件中{step.hits:,}件") + rate


def _row(step: OwnRate, language: Language) -> tuple[str, ...]:
    fits = {True: ("fits", "合う"), False: ("differs", "ずれ"), None: ("not known", "不明")}
    drifts = {
        True: ("differ", "差あり"),
        False: ("no clear difference", "明確な差なし"),
        None: ("too few to tell", "件数不足"),
    }
    return (
        step_name(step, language),
        "-" if math.isnan(step.paper) else f"{step.paper:.1%}",
        counted(step, language),
        f"{step.low:.1%} .. {step.high:.1%}" if step.trials else "",
        say(language, *fits[step.fits]),
        *(f"{hits / trials:.1%}" if trials else "-" for hits, trials in step.quarters),
        say(language, *drifts[step.drifts]) if len(step.quarters) > 1 else "",
        f"{step.published[0]:.0%}" if step.published is not None else "",
    )


def _foot(found: OwnRates, language: Language) -> Iterator[str]:
    if len(found.months) < found.asked:
        yield say(
            language,
            f"{len(found.months)} months instead of {found.asked}: the file begins in "
            f"{found.months[0]:%Y-%m}.",
            f"{found.asked}か月ではなく{len(found.months)}か月: ファイルは"
            f"{found.months[0]:%Y-%m}から。",
        )
    yield say(
        language,
        "fits: what the scenario's shares come to on paper lies in the interval (Wilson) of the "
        "own rate.",
        "合う: シナリオの転換率 (表計算) が自社実績の信頼区間 (Wilson) に入る。",
    )
    yield say(
        language,
        "Both counts are of the same months and so of different leads: while leads grow and deals "
        "take long, a rate is lower than what the leads come to.",
        "分子と分母は同じ月の件数でリードは別: リードが増え商談が長い間は、実際より低く出る。",
    )
    if found.off_paper:
        yield say(
            language,
            "Leads that come back, or came before the start, are in your counts and not on paper: "
            "with your rates a run may bring too much. gtmsim backtest shows whether it does.",
            "再育成や期首以前のリードは実績に含まれ、表計算には含まれない。自社の転換率では多く出る"
            "ことがある: gtmsim backtest で確かめる。",
        )
    steps = len(found.steps)
    if len(found.quarters) > 1:
        yield say(
            language,
            "quarters: chi-square test at 5%"
            + (f", corrected for {steps} steps." if steps > 1 else "."),
            "四半期の差: カイ二乗検定 (5%" + (f"、{steps}工程分を補正)。" if steps > 1 else ")。"),
        )
    if found.uncounted:
        names = [say(language, *STEPS[COUNTS[kpi]]) for kpi in found.uncounted]
        yield say(
            language,
            f"Not counted in the file: {', '.join(names)}.",
            f"ファイルに件数がない工程: {'、'.join(names)}。",
        )
    named = [
        f"{step_name(step, language)}: {say(language, *step.published[1])}"
        for step in found.steps
        if step.published is not None
    ]
    if named:
        yield say(
            language,
            f"published, second to your own, mostly US, low to medium confidence: "
            f"{'; '.join(named)}.",
            f"公表値 (自社実績が優先。主に米国、確度は低〜中): {'、'.join(named)}。",
        )
