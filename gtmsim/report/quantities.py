"""Values of a scenario as people read them: quantities, dates to wait for, laws of chance."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gtmsim.kpi import Language
from gtmsim.report.vocabulary import VALUES
from gtmsim.scenario.families import FAMILIES

_UNITS = {
    r"business min(?:ute)?s?": "営業分",
    r"business h(?:ours?|rs?)?": "営業時間",
    r"business days?": "営業日",
    r"(?:milliseconds?|ms)": "ミリ秒",
    r"(?:seconds?|secs?|s)": "秒",
    r"min(?:ute)?s?": "分",
    r"h(?:ours?|rs?)?": "時間",
    r"days?": "日",
    r"weeks?": "週間",
    r"months?": "か月",
    r"years?": "年",
    r"JPY": "円",
}
_PER = {"minute": "分", "hour": "時間", "day": "日", "week": "週", "month": "月", "year": "年"}
_NUMBER = r"[-+]?\d[\d_,.]*"
_PERIOD = re.compile(r"\s+per\s+(business\s+)?(minute|hour|day|week|month|year)$")
_AMOUNTS = [
    (re.compile(rf"({_NUMBER})\s*{unit}(?![A-Za-z])"), rf"\g<1>{word}")
    for unit, word in _UNITS.items()
]
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_DAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "月火水木金土日", strict=True))
_PARTS = {"H1": "上期", "H2": "下期"} | {
    f"Q{number}": f"第{number}四半期" for number in range(1, 5)
}
_ORDINALS = {"first": "第1", "second": "第2", "third": "第3", "fourth": "第4", "last": "最終"}

_LAWS: dict[str, tuple[str, str]] = {
    "fixed value": ("always {value}", "常に{value}"),
    "exponential mean": ("{mean} on average (exponential)", "平均{mean} (指数分布)"),
    "poisson mean": ("{mean} on average (Poisson)", "平均{mean} (ポアソン分布)"),
    "lognormal mean p90": (
        "{mean} on average, 9 in 10 within {p90} (lognormal)",
        "平均{mean}、10件中9件は{p90}以内 (対数正規分布)",
    ),
    "lognormal median p90": (
        "half within {median}, 9 in 10 within {p90} (lognormal)",
        "半数は{median}以内、10件中9件は{p90}以内 (対数正規分布)",
    ),
    "lognormal mean cv": (
        "{mean} on average, spread {cv} of it (lognormal)",
        "平均{mean}、ばらつきは平均の{cv}倍 (対数正規分布)",
    ),
    "gamma mean cv": (
        "{mean} on average, spread {cv} of it (gamma)",
        "平均{mean}、ばらつきは平均の{cv}倍 (ガンマ分布)",
    ),
    "triangular low mode high": (
        "{low} to {high}, most often {mode} (triangular)",
        "{low}から{high}、最頻{mode} (三角分布)",
    ),
    "uniform low high": (
        "{low} to {high}, all as likely (uniform)",
        "{low}から{high}まで一様",
    ),
}
"""Laws in words, by name and parameters; others are printed as they stand."""


def quantity(text: str, language: Language) -> str:
    """A value of the language in the reader's words; in English as it is written.

    Example:
        >>> quantity("15 business minutes", "ja"), quantity("600万円 per year", "ja")
        ('15営業分', '600万円/年')
        >>> quantity("customer's next quarter", "ja"), quantity("third wednesday", "ja")
        ('顧客の次の四半期', '第3水曜')
        >>> quantity("first monday 14:00", "ja"), quantity("3 weeks before", "ja")
        ('第1月曜 14:00', '3週間前')
        >>> quantity("15 business minutes", "en")
        '15 business minutes'
    """
    if language == "en":
        return text
    if text in VALUES:
        return VALUES[text][1]
    if re.match(_NUMBER, text):
        return _amount(text)
    return _calendar_words(text)


def _amount(text: str) -> str:
    """`5 business days` is 5営業日; only what is a number with a unit is touched."""
    text = _PERIOD.sub(lambda match: f"/{'営業' if match[1] else ''}{_PER[match[2]]}", text)
    for pattern, japanese in _AMOUNTS:
        text = pattern.sub(japanese, text)
    text = re.sub(r"\s+before$", "前", re.sub(r"\s+accounts?$", "社", text))
    text = re.sub(r"(?<=\d)_(?=\d)", ",", text)
    return re.sub(r"^(\d+) of (\d+)", r"\2件中\1件", text)


def _calendar_words(text: str) -> str:
    """`April`, `mon-fri`, `day 20`, `last friday`, `FY2026 H1`."""
    if match := re.fullmatch(r"FY(\d{4})(?: (H[12]|Q[1-4]))?", text):
        return f"{match[1]}年度{_PARTS.get(match[2], '')}"
    if text in _MONTHS:
        return f"{_MONTHS.index(text) + 1}月"
    short = [month[:3] for month in _MONTHS]
    if text in short:
        return f"{short.index(text) + 1}月"
    if match := re.fullmatch(r"(.+) (\d+:\d\d)", text):
        day = _calendar_words(match[1])
        return f"{day}曜 {match[2]}" if match[1] in _DAYS else f"{day} {match[2]}"
    if match := re.fullmatch(r"day (\d+)", text):
        return f"毎月{match[1]}日"
    words = text.lower().split()
    if len(words) == 2 and words[0] in _ORDINALS and words[1][:3] in _DAYS and words[1][3:]:
        return f"{_ORDINALS[words[0]]}{_DAYS[words[1][:3]]}曜"
    days = re.split(r"([-,])", text)
    if all(day in _DAYS for day in days[::2]):
        return "".join(_DAYS.get(part, "〜" if part == "-" else "・") for part in days)
    return text


def is_law(node: object) -> bool:
    """Whether a node is a law with its parameters: `{lognormal: {mean: 2 h, p90: 3 h}}`."""
    return isinstance(node, Mapping) and len(node) == 1 and next(iter(node)) in FAMILIES


def law(node: Mapping[str, object], language: Language) -> str:
    """A law in words.

    Example:
        >>> law({"lognormal": {"mean": "2 h", "p90": "3.2 h"}}, "en")
        '2 h on average, 9 in 10 within 3.2 h (lognormal)'
        >>> law({"exponential": "9 months"}, "ja")
        '平均9か月 (指数分布)'
    """
    ((name, given),) = node.items()
    shorthand = FAMILIES[name].shorthand
    if not isinstance(given, Mapping):
        given = {shorthand or name: given}
    words = {key: quantity(str(value), language) for key, value in given.items()}
    known = {frozenset(each.split()): text for each, text in _LAWS.items()}
    pair = known.get(frozenset((name, *words)))
    if pair is None:
        return f"{name} ({', '.join(f'{key} {value}' for key, value in words.items())})"
    return pair[language == "ja"].format(**words)
