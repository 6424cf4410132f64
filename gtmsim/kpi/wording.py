"""Numbers as people write them, in English and in Japanese."""

from __future__ import annotations

import math
import re
from typing import Literal

Language = Literal["en", "ja"]
"""Of what is printed. Ids stay as they are in the scenario file."""

JAPANESE_UNITS = {
    "leads": "件",
    "visits": "件",
    "meetings": "件",
    "contracts": "件",
    "handoffs": "件",
    "events": "件",
    "deals": "件",
    "customers": "社",
    "accounts": "社",
    "reps": "人",
    "times": "倍",
    "touches": "回",
    "times per lead": "回/件",
    "business min": "営業分",
    "min": "分",
    "hours": "時間",
    "days": "日",
    "months": "か月",
    "person-months": "人月",
}
"""Units of KPIs in Japanese; a unit that is not here stays as it is."""

_PERIODS = {"day": "日", "week": "週", "month": "月", "quarter": "四半期", "year": "年"}

_YEN_PER = {"month": "月額", "year": "年額"}

_SCALES = (
    (10**4, "万円", 10_000),
    (10**8, "億円", 10_000),
    (10**12, "兆円", math.inf),
)
"""Units in which sales people count money, smallest first, and how many make the next one.

No 百万円: an interval from 88万円 to 1.43百万円 is harder to read than one to 143万円."""


_NOTES = {
    "the period holds no whole month": "期間に丸1か月がない",
    "the log begins less than 12 months before": "12か月前の記録がない",
    "no customers 12 months before": "12か月前に顧客がいない",
    "no customers at the start of any month": "月初に顧客がいない",
    "no recurring revenue at the start of any month": "月初に継続売上がない",
    "no opening: counts only what was won since the start": "期首残高なし: 開始後の受注分のみ",
    "no channel has a cost": "チャネル費用の指定なし",
    "no channel has a cost: pay only": "チャネル費用の指定なし: 人件費のみ",
    "deals open on the first day count as wins only": "期首の進行中商談は受注のみに計上 (母数外)",
    "no gross margin given: revenue counts as margin": "粗利率の指定なし: 売上を粗利とみなす",
    "the scenario has no currency": "シナリオに通貨がない",
    "no replication has a value": "どの反復にも値がない",
    "nobody had working hours": "稼働時間がない",
    "nobody worked": "作業なし",
    "no such class": "該当する優先度なし",
    "there are no managers": "マネージャーがいない",
    "nobody was noticed": "検知なし",
    "no event slipped": "遅延なし",
    "nothing was handed over": "引き継ぎなし",
    "nobody was onboarded": "オンボーディング完了なし",
    "nobody was touched": "初回接触なし",
    "none in the period": "期間中になし",
    "a customer costs more than it brings": "顧客1社の費用が収入を上回る",
    "winning customers cost nothing": "獲得費用が0",
    "open deals do not lead to it": "商談で達成する目標ではない",
    "no customer was lost": "解約なし",
    "no customers": "顧客なし",
    "no new customers": "新規顧客なし",
    "no visit of a stage with open deals has ended": "進行中商談のある工程に完了実績がない",
    "no forecast could be held against wins": "受注と比べられる予測がない",
    "nobody was reached": "接続なし",
    "nobody was there": "在籍者なし",
    "no first meeting": "初回商談なし",
    "no open leads": "進行中リードなし",
    "no contract was renewed or ended": "更新・解約なし",
    "nothing was returned": "差戻しなし",
    "nothing was spent": "費用なし",
    "no attempts": "架電なし",
    "no deal closed": "決着した商談なし",
    "no leads": "リードなし",
    "no meeting came due": "予定日の来たアポなし",
    "no promise fell due": "期限の来たSLAなし",
    "no visit began": "開始なし",
    "no visit ended": "終了なし",
    "no wait ended": "終わった待ちなし",
    "no wins": "受注なし",
    "no wins with an amount": "金額のある受注なし",
    "no work began": "開始した作業なし",
    "the quota is 0": "個人目標が0",
    "the target is 0": "予算 (目標) が0",
    "no quota period lies in the period": "期間に丸ごと入る個人目標の期間がない",
    "outside the run": "シミュレーション期間外",
}
_PATTERNS = (
    (r"rests on (\d+) customers? lost: a guess", r"解約\1社のみに基づく推測値"),
    (r"undefined in (\d+) of (\d+) replications", r"\2回のうち\1回の反復で値なし"),
    (r"only (\d+) of (\d+) months", r"\2か月のうち\1か月のみ"),
    (r"only (\d+) of (\d+) days", r"\2日のうち\1日のみ"),
    (r"undefined in (\d+) replications", r"\1回の反復で値なし"),
    (
        r"(\d+) replications? (?:is|are) too few for (.+): it needs (\d+)",
        r"\2には\1回の反復では足りない (\3回必要)",
    ),
    (
        r"(\d+) sets of draws are too few(?: for \d+ inputs)?: it needs (\d+)",
        r"\1回の反復では足りない (\2回必要)",
    ),
    (r"the scenario does not count (\w+)", r"シナリオに\1の定義なし"),
    (r"no (MQL|SAL|SQL)s", r"\1なし"),
    (r"no (.+)", r"\1なし"),
)


def note_in(note: str, language: Language) -> str:
    """Why there is no number, in the reader's language; unknown notes stay as they are.

    Example:
        >>> note_in("no wins", "ja"), note_in("undefined in 2 of 5 replications", "ja")
        ('受注なし', '5回のうち2回の反復で値なし')
    """
    if language == "en" or not note:
        return note
    if "; " in note:
        return "、".join(note_in(part, language) for part in note.split("; "))
    if note in _NOTES:
        return _NOTES[note]
    for pattern, japanese in _PATTERNS:
        if re.fullmatch(pattern, note):
            return re.sub(pattern, japanese, note)
    return note


def written(value: float, unit: str, language: Language = "en", *, half: float = math.nan) -> str:
    """A number with its unit, in about three or four digits; fewer where it is not so sure.

    In Japanese, yen are counted in 億円 and 万円; other currencies keep their code.

    Args:
        value: the number.
        unit: of a KPI.
        language: the reader's.
        half: half the length of its interval, NaN if it has none. The number is then written to
            the second digit of that; a share in whole percents, unless that is below one.

    Example:
        >>> written(0.352, "share"), written(6.254, "days"), written(1_200_000, "JPY")
        ('35.2%', '6.25 days', '1,200,000 JPY')
        >>> written(6.254, "days", "ja"), written(420_000_000, "JPY per year", "ja")
        ('6.25日', '4.2億円/年')
        >>> written(0.352, "share", half=0.03), written(143_989_806, "JPY", half=10_965_650)
        ('35%', '144,000,000 JPY')
    """
    if math.isnan(value):
        return "n/a" if language == "en" else "-"
    if unit == "share":
        return percents(value, half)
    if language == "en":
        return f"{_digits(value, half)} {unit}".strip()
    if is_yen(unit):
        return f"{yen(_known(value, half))}{_per(unit.partition(' per ')[2])}"
    word = unit_word(unit, "ja")
    gap = " " if word[:1].isascii() else ""
    return f"{_digits(value, half)}{gap}{word}".strip()


def percents(share: float, half: float = math.nan, *, sign: str = "%") -> str:
    """A share in percents, with a decimal only where half its interval is below one percent.

    Example:
        >>> percents(0.752), percents(0.752, 0.019), percents(0.752, 0.007), percents(0.998, 0.03)
        ('75.2%', '75%', '75.2%', '99.8%')
    """
    percent = share * 100
    whole = half >= 0.01 and (percent == round(percent) or 0.5 <= abs(percent) <= 99.5)
    return f"{percent:.{0 if whole else 1}f}{sign}"  # 99.8% is not all, 0.2% not nothing


def yen(amount: float) -> str:
    """Yen as Japanese sales people count them, in about three digits.

    Example:
        >>> yen(99_940_000), yen(99_950_000), yen(350_000), yen(15_240), yen(-1_250_000_000)
        ('9,994万円', '9,995万円', '35万円', '15,240円', '-12.5億円')
        >>> yen(617_400_000), yen(99_996_000), yen(1_463_000)
        ('6.17億円', '1億円', '146万円')
    """
    size, sign = abs(amount), "-" if amount < 0 else ""
    if round(size) < 10**5:
        return f"{sign}{_digits(size)}円"
    text = ""
    for scale, word, full in _SCALES:
        whole = scale == 10**4 and size / scale >= 99.95  # 146万円, not 146.3万円
        places = 2 if size / scale < 9.995 else 0 if whole else 1
        number = f"{size / scale:,.{places}f}"
        number = number.rstrip("0").rstrip(".") if places else number
        text = f"{sign}{number}{word}"
        # 99,996,000 is 1億円: what rounds to a whole next unit is written in that one.
        if round(size / scale, places) < full:
            break
    return text


def unit_word(unit: str, language: Language) -> str:
    """A unit in the reader's language: `business min` is 営業分.

    Example:
        >>> unit_word("customers", "ja"), unit_word("USD per month", "ja"), unit_word("JPY", "ja")
        ('社', 'USD/月', '円')
    """
    if language == "en" or unit in ("", "share"):
        return unit
    if unit in JAPANESE_UNITS:
        return JAPANESE_UNITS[unit]
    amount, _, period = unit.partition(" per ")
    return f"{'円' if amount == 'JPY' else amount}{_per(period)}"


def heading(unit: str, language: Language) -> str:
    """What stands over a column of bare numbers: ` [days]`; nothing where cells say the unit."""
    if unit in ("", "share") or (language == "ja" and unit == "JPY"):
        return ""
    if language == "ja" and is_yen(unit):
        period = unit.partition(" per ")[2]
        return f" [{_YEN_PER.get(period, _per(period))}]"
    return f" [{unit_word(unit, language)}]"


def cell(value: float, unit: str, language: Language = "en", *, half: float = math.nan) -> str:
    """A number for a column whose heading has the unit: bare, but for shares and for yen.

    `half` as in `written`.

    Example:
        >>> cell(6.254, "days"), cell(0.352, "share"), cell(420_000_000, "JPY", "ja")
        ('6.25', '35.2%', '4.2億円')
    """
    if language == "ja" and is_yen(unit):
        return written(value, "JPY", language, half=half)
    return written(value, "share" if unit == "share" else "", language, half=half)


def is_yen(unit: str) -> bool:
    """Whether a unit is Japanese money: `JPY`, `JPY per month`."""
    return unit.partition(" per ")[0] == "JPY"


def _per(period: str) -> str:
    return f"/{_PERIODS.get(period, period)}" if period else ""


def _digits(value: float, half: float = math.nan) -> str:
    """About three or four digits; fewer where half an interval says so."""
    if 0 < abs(value) < 1 and not half > abs(value) / 100:
        return f"{value:.2g}"
    return f"{_known(value, half):,.{max(_places(value, half), 0)}f}"


def _known(value: float, half: float) -> float:
    """The number to the second digit of half its interval; what is not nothing stays so."""
    return round(value, _places(value, half))


def _places(value: float, half: float) -> int:
    """Decimals of a number, those of half its interval at most; below 0, tens and hundreds."""
    usual = _usual_places(value)
    if not (0 < half < math.inf):
        return usual
    places = min(usual, 1 - _magnitude(half))
    if round(value, places) == 0 != value:
        places = min(usual, -_magnitude(value))
    return places


def _usual_places(value: float) -> int:
    size = abs(value)
    if value == round(value) or size >= 1000:
        return 0
    if size >= 1:
        return 1 if size >= 100 else 2
    return 1 - _magnitude(value)


def _magnitude(value: float) -> int:
    """The power of ten of the first digit."""
    return math.floor(math.log10(abs(value)))
