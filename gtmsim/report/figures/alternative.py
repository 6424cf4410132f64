"""Figures in words, for those who do not see them."""

from __future__ import annotations

from functools import singledispatch

from gtmsim.kpi import Language
from gtmsim.report.figures.cohort import RetentionFigure
from gtmsim.report.figures.crossover import CrossoverFigure
from gtmsim.report.figures.differences import DifferencesFigure
from gtmsim.report.figures.drawing import FigureError
from gtmsim.report.figures.fan import FanFigure
from gtmsim.report.figures.frontier import FrontierFigure
from gtmsim.report.figures.funnel import FunnelFigure
from gtmsim.report.figures.heat import HeatFigure
from gtmsim.report.figures.months import MonthsFigure
from gtmsim.report.figures.responses import PromiseFigure
from gtmsim.report.figures.strip import StripFigure
from gtmsim.report.figures.waterfall import WaterfallFigure
from gtmsim.report.figures.week import WeekFigure
from gtmsim.report.figures.wording import Words, said
from gtmsim.report.rounding import ENOUGH, between, brief, signed


@singledispatch
def alternative(figure: object, language: Language) -> str:
    """What a figure shows, in a sentence or two."""
    raise FigureError(f"a {type(figure).__name__} is no figure of gtmsim.report.figures.")


def _listed(parts: list[str], language: Language) -> str:
    return ("、" if language == "ja" else "; ").join(parts)


@alternative.register(FunnelFigure)
def _funnel(figure: FunnelFigure, language: Language) -> str:
    steps = [f"{said(step.name, language)} {step.reached:,.0f}" for step in figure.steps]
    head: Words = ("Funnel: ", "リードの行方: ")
    return said(head, language) + " → ".join(steps)


@alternative.register(MonthsFigure)
def _months(figure: MonthsFigure, language: Language) -> str:
    parts = []
    for band in figure.bands:
        last = [each for each in band.quantiles[2] if each == each]
        told = brief(last[-1], figure.unit, language) if last else "-"
        parts.append(f"{said(band.name, language)} {told}")
    head: Words = ("at the end: ", "期末の値: ")
    return f"{said(figure.title, language)}. {said(head, language)}{_listed(parts, language)}"


@alternative.register(FanFigure)
def _fan(figure: FanFigure, language: Language) -> str:
    if not figure.ends:
        return said(figure.name, language)
    low, middle, high = figure.lands
    span = between(low, high, figure.unit, language)
    parts = [said(("median ", "中央値 "), language) + brief(middle, figure.unit, language)]
    if figure.replications >= ENOUGH:
        parts.append(said(("range that holds 80%: ", "80%の見込み幅 "), language) + span)
    if figure.target == figure.target:
        amount = brief(figure.target, figure.unit, language)
        parts.append(said(("target ", "予算 "), language) + amount)
    if figure.hit[0]:
        parts.append(said(("chance to reach it ", "達成確率 "), language)
                     + said(figure.hit, language))  # fmt: skip
    head = " ".join(each for each in (said(figure.name, language), said(figure.period, language))
                    if each)  # fmt: skip
    return f"{head}: {_listed(parts, language)}"


@alternative.register(PromiseFigure)
def _promise(figure: PromiseFigure, language: Language) -> str:
    parts = [f"{said(words, language)} {share:.0%}" for _, words, share in figure.within]
    head: Words = ("Share of first touches within business time, ", "営業時間での応答割合、")
    return f"{said(head, language)}{said(figure.stage, language)}: {_listed(parts, language)}"


@alternative.register(DifferencesFigure)
def _differences(figure: DifferencesFigure, language: Language) -> str:
    from gtmsim.experiment.words import verdict

    parts = [
        f"{said(line.name, language)} {signed(line.change, line.unit, language)} "
        f"({verdict(line.verdict, language)})"
        for line in figure.lines
    ]
    return f"{said(figure.design, language)}: {_listed(parts, language)}"


@alternative.register(HeatFigure)
def _heat(figure: HeatFigure, language: Language) -> str:
    across, down = said(figure.across, language), said(figure.down, language)
    cells = [
        (mean, f"{across} {column}" + (f", {down} {row}" if down else ""))
        for row, means in zip(figure.rows, figure.means, strict=True)
        for column, mean in zip(figure.columns, means, strict=True)
        if mean == mean
    ]
    if not cells:
        return said(figure.kpi, language)
    best, place = (max if figure.higher else min)(cells)
    head: Words = ("best mean {mean} at {place}", "平均の最良値 {mean} ({place})")
    told = said(head, language).format(mean=brief(best, figure.unit, language), place=place)
    return f"{said(figure.kpi, language)}: {told}"


@alternative.register(FrontierFigure)
def _frontier(figure: FrontierFigure, language: Language) -> str:
    parts = [
        f"{said(each.name, language)}: {brief(each.cost, figure.cost_unit, language)} → "
        f"{brief(each.value, figure.value_unit, language)}"
        for each in figure.offers
        if each.frontier
    ]
    head: Words = (
        "By their means, no design is both cheaper and better than ",
        "費用・成果とも勝る案のない案 (平均): ",
    )
    return said(head, language) + _listed(parts, language)


@alternative.register(CrossoverFigure)
def _crossover(figure: CrossoverFigure, language: Language) -> str:
    cells = [each for row in figure.verdicts for each in row]
    one, two = (said(each, language) for each in figure.designs)
    unclear = said(("no clear difference", "明確な差なし"), language)
    better: Words = ("{name} better in {n} of {all} cells", "{all}セル中{n}セルで{name}が優れる")
    parts = [
        said(better, language).format(name=name, n=cells.count(code), all=len(cells))
        for code, name in ((1, one), (2, two))
    ]
    parts.append(f"{unclear} {cells.count(0)}")
    return f"{said(figure.kpi, language)}: {_listed(parts, language)}"


@alternative.register(WaterfallFigure)
def _waterfall(figure: WaterfallFigure, language: Language) -> str:
    parts = [
        f"{said(each.name, language)} {signed(each.value, figure.unit, language)}"
        for each in figure.shares
    ]
    first, last = (
        f"{said(name, language)} {brief(value, figure.unit, language)}"
        for name, value in (figure.start, figure.end)
    )
    parts = [first, *parts, last]
    return f"{said(figure.title, language)}: {_listed(parts, language)}"


@alternative.register(RetentionFigure)
def _retention(figure: RetentionFigure, language: Language) -> str:
    head: Words = ("Customers that stay, by quarter of their win. ", "受注四半期別の顧客継続率。")
    parts = [
        f"{begins:%Y-%m}: {row[-1]:.0%}"
        for (begins, _), row in zip(figure.cohorts, figure.kept, strict=True)
    ]
    return said(head, language) + _listed(parts, language)


@alternative.register(StripFigure)
def _strip(figure: StripFigure, language: Language) -> str:
    size, unit = figure.scale
    parts = [f"{said(each.words, language)} {each.day * size:.0f}" for each in figure.happenings]
    head: Words = (
        f"One lead's life, in {unit[0]} since the first touchpoint: ",
        f"あるリードの歩み (最初の接点からの{unit[1]}): ",
    )
    return said(head, language) + _listed(parts, language)


@alternative.register(WeekFigure)
def _week(figure: WeekFigure, language: Language) -> str:
    tasks = [said(each, language) for each in figure.tasks]
    head: Words = ("A week of {person}, busy {busy}: ", "{person}の1週間、稼働率{busy}: ")
    busy = f"{figure.busy:.0%}" if figure.busy == figure.busy else "-"
    nothing: Words = ("nothing to do", "対応なし")
    return said(head, language).format(person=said(figure.name, language), busy=busy) + (
        _listed(tasks, language) or said(nothing, language)
    )
