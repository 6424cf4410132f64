"""Estimates as people write them."""

from __future__ import annotations

import math

from gtmsim.kpi import Language, cell
from gtmsim.kpi.wording import percents
from gtmsim.stats import Estimate

VERDICTS = {
    "better": "改善",
    "worse": "悪化",
    "higher": "増加",
    "lower": "減少",
    "no clear difference": "明確な差なし",
    "the best": "最良",
    "behind the best": "最良に劣る",
    "may be the best": "最良の可能性あり",
}
"""What can be said of a design, in Japanese."""


def number(value: float, unit: str, language: Language = "en", *, half: float = math.nan) -> str:
    """A number in its unit: shares in percent, yen in Japanese words, all others bare.

    It is written no more precisely than half its interval can vouch for, if that is given.
    """
    return cell(value, unit, language, half=half)


def signed(value: float, unit: str, language: Language = "en", *, half: float = math.nan) -> str:
    """A difference: `+1.2`, `-3.4 pt` for shares, `+4.2億円` for yen in Japanese."""
    if math.isnan(value):
        return cell(value, unit, language)
    if unit == "share":
        text = percents(abs(value), half, sign=points(language))
        return f"{'-' if value < 0 else '+'}{text}"
    text = cell(abs(value), unit, language, half=half)
    return f"{'-' if value < 0 else '+'}{text}" if value else "0"


def points(language: Language) -> str:
    """The unit of differences between shares."""
    return " pt" if language == "en" else "ポイント"


def interval(
    estimate: Estimate, unit: str, language: Language = "en", *, difference: bool = False
) -> str:
    """`[1.2, 3.4]`; empty where it is refused."""
    if math.isnan(estimate.low):
        return ""
    one = signed if difference else number
    half = estimate.half_width
    low, high = (one(end, unit, language, half=half) for end in (estimate.low, estimate.high))
    return f"[{low.removesuffix(points(language))}, {high}]"


def middle(
    estimate: Estimate, unit: str, language: Language = "en", *, difference: bool = False
) -> str:
    """The mean of an estimate, written as precisely as its interval."""
    one = signed if difference else number
    return one(estimate.mean, unit, language, half=estimate.half_width)


def around(mean: float, low: float, high: float, unit: str, language: Language = "en") -> str:
    """A mean with its interval, short; both ends where a bound has cut it off on one side.

    Example:
        >>> around(5.23, 4.1, 6.36, "leads"), around(0.06, 0, 0.52, "hours")
        ('5.2 ± 1.1', '0.06 [0, 0.52]')
    """
    half = (high - low) / 2
    text, first, last, plus = (
        number(each, unit, language, half=half) for each in (mean, low, high, half)
    )
    if math.isnan(half):
        return text
    even = math.isclose(high - mean, mean - low, rel_tol=1e-6)
    return f"{text} ± {plus}" if even else f"{text} [{first}, {last}]"


def verdict(text: str, language: Language) -> str:
    """What can be said of a design, in the reader's language."""
    return VERDICTS.get(text, text) if language == "ja" else text


def say(language: Language, english: str, japanese: str) -> str:
    """One of two sentences."""
    return japanese if language == "ja" else english
