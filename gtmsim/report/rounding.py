"""Numbers as a board reads them: no more digits than anybody can vouch for."""

from __future__ import annotations

import math

from gtmsim.kpi import Language, unit_word
from gtmsim.kpi.wording import is_yen, yen
from gtmsim.stats import Estimate

ENOUGH = 10
"""Replications below which nothing is said of ranges and chances."""
SMALL = 0.1
"""Shares below this are told with a decimal."""


def two_digits(value: float, digits: int = 2) -> float:
    """A number in two significant digits.

    Example:
        >>> two_digits(423_000_000.0), two_digits(0.0187), two_digits(0.0)
        (420000000.0, 0.019, 0.0)
    """
    if not value or not math.isfinite(value):
        return value
    return float(f"{value:.{digits - 1}e}")


def brief(value: float, unit: str, language: Language = "en", *, bare: bool = False) -> str:
    """A number with its unit, in two digits; counts below a hundred are whole.

    Shares are whole percents, but for those below ten: 0.4% is not 0%.

    Example:
        >>> brief(423_000_000, "JPY per year", "ja"), brief(423_000_000, "JPY per year")
        ('4.2億円/年', 'JPY 420 million a year')
        >>> brief(53_000_000, "JPY", "ja"), brief(0.784, "share"), brief(12.4, "leads", "ja")
        ('5,300万円', '78%', '12件')
        >>> brief(0.0042, "share"), brief(0.0249, "share"), brief(0.03, "share")
        ('0.4%', '2.5%', '3%')
    """
    if not math.isfinite(value):
        return "-"
    if unit == "share":
        percents = round(value * 100, 1 if abs(value) < SMALL else 0)
        return f"{percents:g}%"
    amount, _, period = unit.partition(" per ")
    if amount.isupper() and len(amount) == 3:
        text = money(value, amount, language)
        return text if bare or not period else text + _per(period, language)
    size = abs(value)
    shown = value if 10 <= size < 100 or (size == round(size) and size < 100) else two_digits(value)
    text = f"{shown:,.0f}" if abs(shown) >= 10 else f"{shown:,.2g}"
    if bare:
        return text
    word = unit_word(unit, language)
    gap = "" if language == "ja" and not word[:1].isascii() else " "
    return f"{text}{gap}{word}".strip()


def tick(value: float, unit: str, language: Language = "en") -> str:
    """A number beside an axis: three digits, so that neighbors differ; without its period."""
    amount = unit.partition(" per ")[0]
    if amount.isupper() and len(amount) == 3:
        return money(value, amount, language, digits=3)
    if unit == "share":
        return f"{value * 100:g}%"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.3g}"


def money(value: float, currency: str, language: Language, digits: int = 2) -> str:
    """Money in two digits: `4.2億円`, `5,300万円`, `JPY 420 million`, `-JPY 7.5 million`."""
    if value < 0:
        told = money(-value, currency, language, digits)
        return told if round(value) == 0 else f"-{told}"
    value = two_digits(value, digits)
    if language == "ja" and is_yen(currency):
        if 10**4 <= abs(value) < 10**8:
            return f"{value / 10**4:,.0f}万円" if abs(value) >= 10**5 else f"{value:,.0f}円"
        if abs(value) >= 10**8:
            places = max(digits - len(f"{abs(value) // 10**8:.0f}"), 0)
            text = f"{value / 10**8:,.{places}f}"
            text = text.rstrip("0").rstrip(".") if digits > 2 else text
            return f"{text}億円"
        return yen(value)
    for scale, word in ((10**9, " billion"), (10**6, " million")):
        if abs(value) >= scale:
            number = value / scale
            places = max(digits - len(f"{abs(number) // 1:.0f}"), 0)
            text = f"{number:,.{places}f}"
            text = text.rstrip("0").rstrip(".") if digits > 2 and places else text
            return f"{currency} {text}{word}"
    return f"{currency} {value:,.0f}"


def signed(value: float, unit: str, language: Language = "en") -> str:
    """A difference in two digits, with its sign: `+0.3億円/年`, `-4 pt`."""
    sign = "+" if value > 0 else "-" if value < 0 else "±"
    if unit == "share":
        points = " pt" if language == "en" else "ポイント"
        return f"{sign}{abs(value) * 100:.2g}{points}" if value else f"±0{points}"
    return f"{sign}{brief(abs(value), unit, language)}"


def between(low: float, high: float, unit: str, language: Language = "en") -> str:
    """A range that says its unit once where it can.

    Example:
        >>> between(3.6e8, 4.9e8, "JPY", "ja"), between(4.9e7, 7.1e7, "JPY per year")
        ('3.6〜4.9億円', 'JPY 49 to 71 million a year')
        >>> between(1601, 1640, "leads"), between(1601, 1640, "leads", "ja")
        ('about 1,600 leads', '約1,600件')
    """
    first, last = (brief(each, unit, language) for each in (low, high))
    if low == high:
        return first
    if first == last:
        return f"約{first}" if language == "ja" else f"about {first}"
    if language == "en":
        start, end = (brief(each, unit, language, bare=True) for each in (low, high))
        head, word = _ends(end)
        start_head, start_word = _ends(start)
        if unit != "share" and low >= 0 and (start_word, start_head[0]) == (word, head[0]):
            tail = last[len(end) :]
            return f"{head[0]}{start_head[1]} to {head[1]}{word}{tail}"
        return f"{first} to {last}"
    number, word = _number(last)
    start, start_word = _number(first)
    # Other currencies stand before the number, and so does a minus before them.
    alike = word == start_word and start[-1:].isdigit()
    return f"{start}〜{number}{word}" if alike else f"{first}〜{last}"


def _number(text: str) -> tuple[str, str]:
    """`4.9億円` as `4.9` and `億円`."""
    at = next((i for i, c in enumerate(text) if not (c.isdigit() or c in ".,-+")), len(text))
    return text[:at], text[at:]


def _ends(text: str) -> tuple[tuple[str, str], str]:
    """`JPY 420 million` as (`JPY `, `420`) and ` million`."""
    head = text[:4] if text[:3].isupper() else ""
    number, word = _number(text[len(head) :])
    return (head, number), word


def chance(hit: Estimate, language: Language = "en") -> str:
    """A probability in whole percents; near 0 and 1 what the replications can vouch for."""
    if hit.mean == 0 and math.isfinite(hit.high):
        most = math.ceil(hit.high * 100)
        return f"{most}%未満" if language == "ja" else f"below {most}%"
    if hit.mean == 1 and math.isfinite(hit.low):
        least = math.floor(hit.low * 100)
        return f"{least}%超" if language == "ja" else f"above {least}%"
    return f"{hit.mean * 100:.0f}%"


def _per(period: str, language: Language) -> str:
    japanese = {"day": "日", "week": "週", "month": "月", "year": "年"}
    return f"/{japanese.get(period, period)}" if language == "ja" else f" a {period}"
