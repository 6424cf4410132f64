"""Answers to the questions of `gtmsim new`, read as people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from gtmsim.errors import Problem, ScenarioError
from gtmsim.scenario.questions import KNOWN, STEP_NAMES, STEPS, Kind, Question, is_open
from gtmsim.scenario.readers import parse_date, parse_month
from gtmsim.scenario.source import read_bytes
from gtmsim.scenario.spoken import (
    CURRENCY_WORDS,
    MONTH_WORDS,
    channel_name,
    channel_parts,
    check_civil,
    check_scale,
    plainly,
    refusal,
)
from gtmsim.scenario.suggest import listed
from gtmsim.scenario.tree import Node, walk
from gtmsim.units import CURRENCIES, Duration, Money, parse_share
from gtmsim.units.number import parse_count

Language = Literal["en", "ja"]
Value = str | float | int | date | Duration | dict[str, int]

MONTHS_OF_HALF = 6
_COUNTERS = re.compile(r"\s*(件|名|人|社|個|か月|ヶ月|カ月|leads?|deals?|people|months?)$")
_SCALED = re.compile(r"([\d,.]+)\s*(億|万|千|k|K|M)")


class AnswerError(ValueError):
    """An answer that cannot be read; the message says what is expected."""


@dataclass
class Answers:
    """What has been answered so far; what is not in it is open.

    Attributes:
        given: key -> value, as read.
        language: of messages.
    """

    given: dict[str, Value] = field(default_factory=dict)
    language: Language = "en"

    @property
    def currency(self) -> str:
        """Of all money."""
        return str(self.given.get("currency", "JPY"))

    @property
    def fiscal_month(self) -> int:
        """In which the fiscal year starts."""
        return int(str(self.given.get("fiscal_year_starts", 4)))

    def take(self, question: Question, text: str) -> None:
        """Read one answer; an open one leaves the question open.

        Raises:
            AnswerError: it cannot be read, or contradicts another answer.
        """
        text = unicodedata.normalize("NFKC", text).strip()
        self.given.pop(question.key, None)
        if is_open(text):
            return
        try:
            value = _READERS[question.kind](self, plainly(question, text))
        except ValueError as error:
            raise AnswerError(self._expected(question, text, error)) from None
        self.given[question.key] = value
        if problem := self._contradiction(question.key):
            del self.given[question.key]
            raise AnswerError(problem)

    def _expected(self, question: Question, text: str, error: ValueError) -> str:
        days = " / ".join(map(str, half_years(self.fiscal_month, date.today().year)))
        japanese = self.language == "ja"
        return refusal(question, text, error, japanese=japanese, currency=self.currency, days=days)

    def _contradiction(self, key: str) -> str:
        """Why an answer does not fit those given before; empty if it does."""
        at = self.language == "ja"
        block, _, step = key.rpartition(".")
        if block == "last_period" and step in STEPS:
            return self._funnel(step, at)
        if block == "customers" and self.given.get("order.months") == 0 and self.given[key]:
            return (
                "What is sold once has no customers who pay every month. Leave this open, or give "
                "order.months.",
                "売り切り (契約期間0) では月額の顧客はありません。空欄にするか契約期間を直します。",
            )[at]
        if block == "last_period" and not 1 <= int(str(self.given[key])) <= 60:
            return ("Between 1 and 60 months are expected.", "1〜60か月で入力してください。")[at]
        if key == "order.months" and int(str(self.given[key])) > 120:
            return ("At most 120 months are expected.", "120か月以内で入力してください。")[at]
        if key == "people.field_sales.heads" and not self._sellers():
            return (
                "Somebody has to sell: field sales or inside sales needs at least one person.",
                "インサイドセールスかフィールドセールスに1名以上必要です。",
            )[at]
        return ""

    def _sellers(self) -> bool:
        heads = [self.given.get(f"people.{team}.heads") for team in ("inside_sales", "field_sales")]
        return any(each is None or each for each in heads)

    def _funnel(self, step: str, at: bool) -> str:
        value = int(str(self.given[f"last_period.{step}"]))
        if value < 1:
            return (
                "At least 1 is expected: a rate of nothing cannot be told from one small count. "
                "Without any, answer: don't know.",
                "1件以上を入力してください。実績がなければ「わからない」としてください。",
            )[at]
        for before in reversed(STEPS[: STEPS.index(step)]):
            more = self.given.get(f"last_period.{before}")
            name, earlier = STEP_NAMES[step][at], STEP_NAMES[before][at]
            if isinstance(more, int) and value > more:
                return (
                    f"{value:,} {name} are more than the {more:,} {earlier} before them. Counts of "
                    f"one period go down from step to step: correct last_period.{step} or "
                    f"last_period.{before}.",
                    f"{name}の{value:,}件は、前の段階である{earlier}の{more:,}件を上回っています。"
                    "件数は段階を追って減ります。どちらかを直してください "
                    f"(last_period.{step} または last_period.{before})。",
                )[at]
        return ""


def read_answers(content: bytes, file: str, language: Language = "en") -> Answers:
    """The answers of a YAML file.

    Raises:
        ScenarioError: with every problem found: place, value, rule, remedy.
    """
    source = read_bytes(content, file)
    problems = list(source.problems)
    found = Answers(language=language)
    if source.root is not None:
        texts = _texts(source.root, file, problems)
        for key in KNOWN:
            if key in texts:
                node = texts[key]
                try:
                    found.take(KNOWN[key], _as_text(node))
                except AnswerError as error:
                    problems.append(Problem(file, node.mark.line, key, str(error)))
    if problems:
        raise ScenarioError(problems)
    return found


def _texts(root: Node, file: str, problems: list[Problem]) -> dict[str, Node]:
    """The answers by key; blocks and unknown keys are told apart."""
    blocks = {key.rpartition(".")[0] for key in KNOWN} | {"people", "pipeline"}
    found = {}
    if not isinstance(root.value, dict):
        problems.append(Problem(file, 0, "", "no answers. gtmsim new --questions prints a form."))
    for path, node in walk(root):
        key = ".".join(map(str, path))
        if key in KNOWN:
            found[key] = node
        elif key and key not in blocks and path[0] != "channels":
            known = [name for name in [*KNOWN, *blocks] if name]
            hint = listed("Questions", key, known)
            problems.append(Problem(file, node.mark.line, key, f"no such question.{hint}"))
        elif key in blocks and key and isinstance(node.value, str) and not is_open(node.value):
            inside = ", ".join(name for name in KNOWN if name.startswith(f"{key}."))
            message = f'"{node.value}" answers several questions at once. Write {inside}.'
            problems.append(Problem(file, node.mark.line, key, message))
    return found


def _as_text(node: Node) -> str:
    """An answer as it would be typed; channels may be a mapping."""
    if isinstance(node.value, dict):
        return ", ".join(f"{name} {_as_text(each)}" for name, each in node.value.items())
    if isinstance(node.value, list):
        return ", ".join(map(_as_text, node.value))
    return node.value


def half_years(month: int, year: int) -> tuple[date, date]:
    """The first days of the two halves of a fiscal year that fall into a civil year."""
    other = (month + MONTHS_OF_HALF - 1) % 12 + 1
    first, second = sorted((month, other))
    return date(year, first, 1), date(year, second, 1)


# --- Kinds of answers --------------------------------------------------------------------------


def _text(answers: Answers, text: str) -> str:
    if len(text) > 60 or not text.isprintable() or re.search(r"[\n\"'\\{}\[\]#:]", text):
        raise ValueError("a name has up to 60 letters, without quotes, brackets, # and colons.")
    return text


def _currency(answers: Answers, text: str) -> str:
    code = CURRENCY_WORDS.get(text.lower(), text.upper())
    if code not in CURRENCIES:
        raise ValueError("")
    return code


def _day(answers: Answers, text: str) -> date:
    match = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text)
    if match is None:
        raise ValueError("")
    year, month, day = (int(part) for part in match.groups())
    found = parse_date(f"{year:04}-{month:02}-{day:02}")
    if found not in half_years(answers.fiscal_month, found.year):
        raise ValueError("no half of the fiscal year begins on this day.")
    return found


def _count(answers: Answers, text: str) -> int:
    text = _COUNTERS.sub("", text)
    if match := _SCALED.fullmatch(text):
        return parse_count(f"{Money.parse(f'{match[0]} JPY').amount:.0f}")
    return parse_count(text)


def _channels(answers: Answers, text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in channel_parts(text):
        match = re.fullmatch(
            r"(.*?\D)\s*[:=]?\s*([\d,_]+)\s*(件|leads?)?(\s*((a|per)\s+month|/\s*月|/\s*month))?",
            part,
        )
        if match is None:
            raise ValueError(f"{part!r} is no channel with a number.")
        name = _text(answers, channel_name(match[1]))
        if not name or name in found:
            raise ValueError(f"{name!r} stands there twice." if name else "a channel has no name.")
        found[name] = parse_count(match[2])
    if not any(found.values()):
        raise ValueError("no lead comes.")
    return found


def _money(answers: Answers, text: str, kind: Kind = "money") -> float:
    currency = answers.currency
    check_scale(text, kind, currency)
    try:
        found = Money.parse(text)
    except ValueError as error:
        if "has no currency" not in str(error):
            raise ValueError("") from None
        try:
            found = Money.parse(f"{text} {currency}")
        except ValueError:
            raise ValueError("") from None
    if found.currency != currency:
        raise ValueError(f"this is in {found.currency}, and the currency is {currency}.")
    if not found.amount > 0:
        raise ValueError("it is not above 0.")
    return found.amount


def _pay(answers: Answers, text: str) -> float:
    text = re.sub(r"^(年収|年)\s*|\s*(per\s+year|a\s+year|/\s*年|/\s*year)$", "", text)
    match = re.fullmatch(
        r"(?:月給|月額|月)\s*(.*)|(.*?)\s*(?:per\s+month|a\s+month|/\s*月|/\s*month)", text
    )
    return _money(answers, match[1] or match[2]) * 12 if match else _money(answers, text, "pay")


def _share(answers: Answers, text: str) -> float:
    if not text.endswith("%"):
        raise ValueError("without % it is not clear what is meant.")
    try:
        share = parse_share(text)
    except ValueError:
        raise ValueError("") from None
    if not share < 1:
        raise ValueError("nobody would stay.")
    return share


def _length(answers: Answers, text: str) -> Duration:
    try:
        found = Duration.parse(text)
    except ValueError as error:
        raise ValueError(str(error).split(". ")[0] + ".") from None
    check_civil(found)
    if found.minutes > Duration(3, "year").minutes:
        raise ValueError("that is more than three years.")
    return found


def _month(answers: Answers, text: str) -> int:
    try:
        return MONTH_WORDS.get(text) or parse_month(text)
    except ValueError:
        raise ValueError("") from None


_READERS: Mapping[Kind, Callable[[Answers, str], Value]] = {
    "text": _text, "currency": _currency, "month": _month, "day": _day, "count": _count,
    "channels": _channels, "money": _money, "pay": _pay, "share": _share, "length": _length,
}  # fmt: skip
