"""How people say numbers: about 75 days, half a year, 日本円; and what is too vague to take."""

from __future__ import annotations

import re

from gtmsim.scenario.questions import EXPECTS, Question
from gtmsim.units import Duration

_ABOUT = re.compile(
    r"^(約|およそ|おおよそ|だいたい|about|around|approx\.?|roughly|~)\s*"
    r"|\s*(くらい|ぐらい|程度|ほど|前後|or so)$",
    re.IGNORECASE,
)
_TERM = re.compile(r"(\d+)\s*(?:年間?|years?)")
_BARE = re.compile(r"\d[\d,_]*(\.\d+)?")
_CHANNEL_ENDS = re.compile(
    r"\s*[、;]\s*|\s*,(?!\d{3}(?!\d))\s*|(?<=[\d件])\s*/(?!\s*(?:月|month))\s*|(?<=件)\s+"
)

CURRENCY_WORDS = {
    "円": "JPY", "日本円": "JPY", "yen": "JPY", "¥": "JPY",
    "$": "USD", "dollar": "USD", "dollars": "USD", "us dollars": "USD", "ドル": "USD",
    "米ドル": "USD", "€": "EUR", "euro": "EUR", "euros": "EUR", "ユーロ": "EUR",
}  # fmt: skip
MONTH_WORDS = {
    f"{kanji}月": number
    for number, kanji in enumerate([*"一二三四五六七八九十", "十一", "十二"], 1)
}
SAME_DAY = ("same day", "当日", "即日")
HALF_YEARS = ("半年", "半年間", "half a year", "half year")
LEAST = {"pay": (100_000, 1_000), "money": (10_000, 100)}
"""Bare numbers below are no yearly pay, no order: in yen, and in other currencies."""


class VagueError(ValueError):
    """An answer that may mean two things; why, in English and in Japanese."""

    def __init__(self, english: str, japanese: str) -> None:
        super().__init__(english)
        self.japanese = japanese


def plainly(question: Question, text: str) -> str:
    """An answer without `about`, and with the unit that its question has named already.

    Example:
        >>> from gtmsim.scenario.questions import KNOWN
        >>> plainly(KNOWN["days.order"], "約75"), plainly(KNOWN["order.months"], "1年")
        ('75 days', '12')
    """
    if question.kind in ("text", "channels", "currency"):
        return text
    text = _ABOUT.sub("", _ABOUT.sub("", text))
    if question.key.startswith("days."):
        if text.lower() in SAME_DAY:
            return "0 days"
        return f"{text} days" if _BARE.fullmatch(text) else text
    if question.key.endswith(".months"):
        term = _TERM.fullmatch(text)
        return str(12 * int(term[1])) if term else "6" if text.lower() in HALF_YEARS else text
    return text


def refusal(question: Question, text: str, error: ValueError, *, japanese: bool,
            **names: object) -> str:  # fmt: skip
    """What was written, why it cannot be taken, and what is expected instead; each once."""
    rule = EXPECTS[question.kind][japanese].format(**names)
    if japanese:
        return f"「{text}」: {getattr(error, 'japanese', '')}{rule}"
    why = str(error).partition(". ")[0].rstrip(".")
    quoted = f"'{text}'"
    if why.startswith(quoted):
        return f'"{text}"{why[len(quoted) :]}. {rule}'
    return f'"{text}": {f"{why}. " if why else ""}{rule}'


def check_scale(text: str, kind: str, currency: str) -> None:
    """Refuse `420` where 420万円 a year is meant, or 85 for 85k.

    Raises:
        VagueError: a bare number that is too small for what was asked.
    """
    yen = currency == "JPY"
    if not _BARE.fullmatch(text):
        return
    if not 0 < float(re.sub("[,_]", "", text)) < LEAST[kind][not yen]:
        return
    more = f"{text}万円" if yen else f"{text}k"
    raise VagueError(
        f"is it {more} or {text} {currency}? Say which",
        f"{more}でしょうか、{text}{'円' if yen else currency}でしょうか。単位をつけてください。",
    )


def check_civil(found: Duration) -> None:
    """Refuse business time, and say how long that is by the calendar.

    Raises:
        VagueError: it counts working time only.
    """
    if not found.business:
        return
    if found.unit != "day":
        raise VagueError("business hours do not fit here: write hours of the clock",
                    "営業時間ではなく、時計の時間で答えてください。")  # fmt: skip
    days = round(found.amount * 7 / 5)
    raise VagueError(
        f"write days of the calendar: {found.amount:g} business days are about {days} days",
        f"営業日ではなく暦の日数で答えてください ({found.amount:g}営業日は約{days}日)。",
    )


def channel_parts(text: str) -> list[str]:
    """What stands between commas, between slashes after a number, or after 件."""
    return [part for part in _CHANNEL_ENDS.split(text) if part.strip()]


def channel_name(text: str) -> str:
    """The name in front of a number, without `月` or `monthly` of its count.

    Raises:
        ValueError: another channel's number stands in it.
    """
    name = re.sub(r"\s+(毎?月|月間|monthly)$", "", text.strip(" :="))
    if re.search(r"(^|[^\w])\d[\d,]*\s", name):
        raise ValueError(f"'{name}' holds a number: put a comma between channels.")
    return name
