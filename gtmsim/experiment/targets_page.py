"""How targets read: one row a target and period, with the chance to hit it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from gtmsim.experiment.grid import Grid
from gtmsim.experiment.targets import SUM, Landing, Targets
from gtmsim.experiment.words import interval, number, say
from gtmsim.kpi import Language, heading, note_in
from gtmsim.kpi.periods import label_of
from gtmsim.kpi.targets import OUTSIDE
from gtmsim.kpi.wording import percents


def grid(found: Targets, language: Language, *, tested: bool = False) -> Grid:
    """One row a target; designs below each other.

    With `tested`, whether it was back-tested is told elsewhere.
    """
    designs = len({row.design for row in found.rows}) > 1
    several = any(row.replications > 1 for row in found.rows)
    head = _head(language, several=several)
    if designs:
        head = (head[0], head[1], say(language, "design", "案"), *head[2:])
    rows = []
    last = ""
    for row in found.rows if not designs else _by_target(found.rows):
        first, *others = _cells(row, language, several=several)
        if designs:
            others.insert(1, row.design)
        repeated = row.label == last
        rows.append((("" if repeated else first), *others))
        last = row.label
    left = frozenset({1, 2, len(head) - 1} if designs else {1, len(head) - 1})
    title = say(language, f"Targets; {found.title}", f"予算 (目標); {in_japanese(found.title)}")
    foot = _foot(found, several, language)
    if not tested:
        foot.append(_standing(found, language))
    return Grid((title,), head, tuple(rows), tuple(foot), left)


def _standing(found: Targets, language: Language) -> str:
    from gtmsim.experiment.tested import standing

    if found.scenario is None:
        return say(language, "Not back-tested.", "実績未検証。")
    return standing(found.scenario, language)


def _by_target(rows: Sequence[Landing]) -> list[Landing]:
    """Designs below each other, target by target."""
    order = {target: at for at, target in enumerate(dict.fromkeys(row.target for row in rows))}
    return sorted(rows, key=lambda row: order[row.target])


def _head(language: Language, *, several: bool) -> tuple[str, ...]:
    if language == "ja":
        more = ("着地見込み (P50)", "80%の見込み幅", "達成率", "達成確率", "95%信頼区間")
        return ("", "期間", "目標", *(more if several else ("着地", "達成率")), "", "")
    more = ("P50", "P10 .. P90", "attainment", "P(hit)", "95% interval")
    return ("", "period", "target", *(more if several else ("actual", "attainment")), "", "")


def _cells(row: Landing, language: Language, *, several: bool) -> list[str]:
    half = (row.p90 - row.p10) / 2 if several else math.nan

    def amount(value: float) -> str:
        return "" if math.isnan(value) else number(value, row.unit, language, half=half)

    cells = [
        row.label,
        row.period if language == "en" else label_of(row.period),
        "" if math.isnan(row.amount) else number(row.amount, row.unit, language),
        amount(row.median),
    ]
    share_of = "" if math.isnan(row.attainment) else percents(row.attainment, half / row.amount)
    if several:
        ends = [amount(end) for end in (row.p10, row.p90)]
        cells += [" .. ".join(ends) if all(ends) else "", share_of, *_chance(row, language)]
    else:
        cells.append(share_of)
    unit = heading(row.unit, language).strip(" []")
    return [*cells, unit, _note(row.note, language)]


def _chance(row: Landing, language: Language) -> tuple[str, str]:
    if row.hit is None:
        return "", ""
    return f"{row.hit.mean:.0%}", interval(row.hit, "share", language)


def _note(note: str, language: Language) -> str:
    parts = [part for part in note.split("; ") if part]
    words = {SUM: say(language, SUM, "内訳の合計")}
    told = [words.get(part) or _reason(part, language) for part in parts]
    return say(language, "; ", "、").join(told)


def _reason(part: str, language: Language) -> str:
    if part == OUTSIDE:
        return note_in(part, language)
    return say(language, f"{part} simulated: not judged", f"{note_in(part, 'ja')}: 判定なし")


def _foot(found: Targets, several: bool, language: Language) -> list[str]:
    if several:
        count = max(row.replications for row in found.rows)
        whose = say(
            language,
            "luck and uncertain inputs" if found.uncertain else "luck",
            "運と不確かな入力" if found.uncertain else "運",
        )
        lines = [
            say(
                language,
                f"P10 .. P90 holds 8 in 10 of {count} replications: {whose}. P(hit) is the share "
                "that reaches the target; its interval is simulation error.",
                f"80%の見込み幅は{count}回の反復の8割が入る幅 ({whose})。達成確率は目標に届く反復の"
                "割合、その区間はシミュレーション誤差です。",
            )
        ]
    else:
        lines = [
            say(
                language,
                "One replication is one possible course of events: no probability. "
                "--replications 50 gives P50, P10 .. P90 and P(hit).",
                "1回の反復は起こりうる経過の一つで、確率は出ません。"
                "--replications 50 で着地見込み、80%の見込み幅、達成確率が出ます。",
            )
        ]
    lines += [
        say(language, f"Warning: {warning}", f"注意: {note_in(warning, 'ja')}")
        for warning in found.warnings
    ]
    return lines


def in_japanese(title: str) -> str:
    """The title of a run, `company; seed 0, 4 replications`, for a reader of Japanese."""
    found = re.fullmatch(r"(.*; )?seed (\S+?)(?:, (.+))?", title)
    if found is None:
        return title
    count = re.sub(r"(\d+) replications?", r"\1回の反復", found[3] or "")
    count = count.replace("replication ", "反復 ")
    return f"{found[1] or ''}シード {found[2]}{'、' if count else ''}{count}"
