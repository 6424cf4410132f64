"""Pictures for meetings: first the figure's data, then the drawing."""

from gtmsim.report.figures.cohort import RetentionFigure, retention_figure
from gtmsim.report.figures.crossover import CrossoverFigure, crossed_figure, crossover_figure
from gtmsim.report.figures.differences import (
    DifferenceLine,
    DifferencesFigure,
    differences_figure,
)
from gtmsim.report.figures.drawing import Drawable, FigureError, draw, picture, png, svg
from gtmsim.report.figures.fan import FanFigure, fan_figure
from gtmsim.report.figures.frontier import FrontierFigure, Offer, frontier_figure
from gtmsim.report.figures.funnel import FunnelFigure, funnel_figure
from gtmsim.report.figures.heat import HeatFigure, heat_figure
from gtmsim.report.figures.months import (
    Band,
    MonthsFigure,
    backlog_figure,
    utilization_figure,
)
from gtmsim.report.figures.responses import PromiseFigure, promise_figure
from gtmsim.report.figures.strip import StripFigure, strip_figure
from gtmsim.report.figures.waterfall import (
    Share,
    WaterfallFigure,
    attribution_figure,
    waterfall_figure,
)
from gtmsim.report.figures.week import WeekFigure, week_figure

__all__ = [
    "Band",
    "CrossoverFigure",
    "DifferenceLine",
    "DifferencesFigure",
    "Drawable",
    "FanFigure",
    "FigureError",
    "FrontierFigure",
    "FunnelFigure",
    "HeatFigure",
    "MonthsFigure",
    "Offer",
    "PromiseFigure",
    "RetentionFigure",
    "Share",
    "StripFigure",
    "WaterfallFigure",
    "WeekFigure",
    "attribution_figure",
    "backlog_figure",
    "crossed_figure",
    "crossover_figure",
    "differences_figure",
    "draw",
    "fan_figure",
    "frontier_figure",
    "funnel_figure",
    "heat_figure",
    "picture",
    "png",
    "promise_figure",
    "retention_figure",
    "strip_figure",
    "svg",
    "utilization_figure",
    "waterfall_figure",
    "week_figure",
]
