"""An explanation as tables, for programs and for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from gtmsim.experiment.bottleneck import team_label
from gtmsim.experiment.grid import Grid
from gtmsim.experiment.words import interval, middle, number, say, verdict
from gtmsim.kpi import Language, heading
from gtmsim.stats import Estimate

if TYPE_CHECKING:
    from gtmsim.experiment.explain import Explanation

CONFIRMED = {
    "confirmed": "{team} がボトルネックであることを確認",
    "not confirmed": "{team} がボトルネックとは確認できない",
    "unclear": "{team} がボトルネックかどうかは不明",
}


def mechanisms_frame(found: Explanation) -> pd.DataFrame:
    """One row a mechanism."""
    first, second = found.designs
    lines = []
    for row in found.switched_off:
        change = row.without.change
        lines.append(
            {
                "mechanism": row.switch.id,
                "adds": row.adds.mean,
                "adds_low": row.adds.low,
                "adds_high": row.adds.high,
                "without": change.mean,
                "without_low": change.low,
                "without_high": change.high,
                "verdict_without": row.without.verdict,
                "effect_on_first": row.effects[first].mean,
                "effect_on_second": row.effects[second].mean,
                "unit": found.verdict.objective.unit,
            }
        )
    columns = None if lines else ["mechanism", "adds", "without", "verdict_without"]
    return pd.DataFrame(lines, columns=columns)


def people_frame(found: Explanation) -> pd.DataFrame:
    """One row a team of each design."""
    return pd.DataFrame(
        [
            {
                "design": row.design,
                "team": row.team,
                "gain": row.gain.mean,
                "gain_low": row.gain.low,
                "gain_high": row.gain.high,
                "output": row.output.mean,
                "output_low": row.output.low,
                "output_high": row.output.high,
                "named": row.named,
            }
            for row in found.one_more
        ]
    )


def tipping_frame(found: Explanation) -> pd.DataFrame:
    """One row a value that would tip the verdict."""
    columns = ["path", "before", "after", "factor", "verdict"]
    rows = found.tips.rows if found.tips is not None else ()
    return pd.DataFrame([vars(row) for row in rows], columns=columns)


def grids(found: Explanation, language: Language) -> Iterator[Grid]:
    """The verdict, the mechanisms, the people, and what would tip it."""
    judged = found.verdict.grid(language)
    count = found.replications
    replications = say(
        language,
        f"{count} paired replications of every design and change.",
        f"どの案・変更も{count}回の反復で対比。",
    )
    # Which assumption tips it stands below.
    foot = [line for line in judged.foot if "gtmsim explain" not in line]
    yield Grid(judged.title, judged.head, judged.rows, (*foot, replications), judged.left)
    yield _mechanisms(found, language)
    yield _people(found, language)
    if found.tips is not None:
        yield _tips(found, language)


def _mechanisms(found: Explanation, language: Language) -> Grid:
    first, second = _designs(found, language)
    about = found.verdict.objective
    unit = about.unit
    name = say(language, about.name, about.label) + heading(unit, language)
    title = say(
        language,
        f"Why: what each mechanism adds to {second} less {first}, by {name}",
        f"要因: 各仕組みが差 ({second}−{first}) に加える分 ({name})",
    )
    sure = _sure(found, language)
    head = ("mechanism", "adds", sure, "difference without it", sure,
            "without it", f"on {first}", f"on {second}")  # fmt: skip
    if language == "ja":
        head = ("仕組み", "加える分", sure, "それがない場合の差", sure,
                "その判定", f"{first}への効果", f"{second}への効果")  # fmt: skip
    lines = [
        (
            say(language, row.switch.name, row.switch.label),
            *_signed(row.adds, unit, language),
            *_signed(row.without.change, unit, language),
            verdict(row.without.verdict, language),
            *(middle(row.effects[each], unit, language, difference=True) for each in found.designs),
        )
        for row in found.switched_off
    ]
    foot = [] if lines else [say(language, "No mechanism is in force.", "仕組みは設定なし。")]
    if len(lines) > 1:
        foot.append(
            say(
                language,
                f"Each interval by itself: of {len(lines)} mechanisms that add nothing, luck "
                f"alone makes {(1 - found.verdict.level) * len(lines):.1g} seem to.",
                f"区間は個別: 効果のない仕組みが{len(lines)}個なら、偶然"
                f"{(1 - found.verdict.level) * len(lines):.1g}個が効くように見えます。",
            )
        )
    if found.kept:
        names = ", ".join(say(language, each.name, each.label) for each in found.kept)
        kept = say(
            language,
            f"Cannot be switched off here: {names}.",
            f"この案では外せない仕組み: {names}。",
        )
        foot.append(kept)
    return Grid((title,), head, tuple(lines), tuple(foot), frozenset({5}))


def _people(found: Explanation, language: Language) -> Grid:
    about, output = found.verdict.objective, found.output
    title = say(language, "One person more, team by team", "1人増やした場合 (チーム別)")
    sure = _sure(found, language)
    head = [say(language, "design", "案"), say(language, "team", "チーム")]
    head += [_title(about, language), sure]
    both = output.kpi != about.kpi
    if both:
        head += [_title(output, language), sure]
    head.append("")
    lines, last = [], ""
    for row in found.one_more:
        team = _team(found, row.design, row.team, language)
        design = found.verdict.called(row.design, language)
        cells = [design if row.design != last else "", team]
        last = row.design
        cells += _signed(row.gain, about.unit, language)
        if both:
            cells += _signed(row.output, output.unit, language)
        cells.append(say(language, "bottleneck", "ボトルネック") if row.named else "")
        lines.append(tuple(cells))
    foot = tuple(_confirmed(found, label, language) for label in found.designs)
    return Grid((title,), tuple(head), tuple(lines), foot, frozenset({1, len(head) - 1}))


def _sure(found: Explanation, language: Language) -> str:
    level = f"{found.verdict.level:.0%}"
    return say(language, f"{level} interval", f"{level}信頼区間")


def _title(about: object, language: Language) -> str:
    name, label, unit = (str(getattr(about, each)) for each in ("name", "label", "unit"))
    return say(language, name, label) + heading(unit, language)


def _confirmed(found: Explanation, label: str, language: Language) -> str:
    held, name = found.held[label], found.verdict.called(label, language)
    rows = [row for row in found.one_more if row.design == label]
    if not rows:
        most = say(language, "no team can take a person more", "増員できるチームなし")
    elif held.most:
        most = say(
            language,
            f"a person more in {held.most} adds most",
            f"増員は {_team(found, label, held.most, language)} が最も効く",
        )
    else:
        most = say(language, "a person more clearly adds nowhere", "どこに増やしても明確な効果なし")
    said = held.bottleneck
    if said is None:
        return say(language, f"{label}: no bottleneck was named; {most}.",
                   f"{name}: ボトルネックの指摘なし。{most}。")  # fmt: skip
    named = _team(found, label, next(row.team for row in rows if row.named), language)
    return say(
        language,
        f"{label}: the bottleneck {named} is {said}; {most}.",
        f"{name}: {CONFIRMED[said].format(team=named)}。{most}。",
    )


def _designs(found: Explanation, language: Language) -> tuple[str, str]:
    """What the two designs are called."""
    first, second = (found.verdict.called(each, language) for each in found.designs)
    return first, second


def _team(found: Explanation, design: str, team: str, language: Language) -> str:
    """A team of a design: by its id, in Japanese by its label where it has one."""
    point = next(each for each in found.result.points if each.label == design)
    label = team_label(found.result.experiment.point_scenario(point), team)
    return say(language, team, label or team)


def _tips(found: Explanation, language: Language) -> Grid:
    assert found.tips is not None
    tips = found.tips
    title = say(language, "What would tip the verdict", "判定を覆す仮定")
    head = ("value", "from", "to", "then")
    if language == "ja":
        head = ("値", "現在", "変更後", "その場合")
    first, second = _designs(found, language)
    said = {
        "no clear difference": say(language, "no clear difference", "明確な差なし"),
        "better": say(language, f"winner: {second}", f"{second} が優位"),
        "worse": say(language, f"winner: {first}", f"{first} が優位"),
    }
    lines = tuple((row.path, row.before, row.after, said[row.verdict]) for row in tips.rows)
    tried = len(tips.tried)
    factor = number(tips.within, "", language)
    foot = [
        say(
            language,
            f"Tried one by one: {tried} of {tips.known} assumed values, those that matter most, "
            f"by factors of up to {factor} (shares: of their odds).",
            f"仮定値{tips.known}個のうち影響の大きい{tried}個を1つずつ最大{factor}倍 "
            "(割合はオッズ) まで変更。",
        )
    ]
    if not lines:
        foot.insert(0, say(language, "None within this range.", "この範囲で覆すものなし。"))
    return Grid((title,), head, lines, tuple(foot), frozenset({1, 2, 3}))


def _signed(estimate: Estimate, unit: str, language: Language) -> tuple[str, str]:
    return (
        middle(estimate, unit, language, difference=True),
        interval(estimate, unit, language, difference=True),
    )
