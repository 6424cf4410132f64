"""Plain numbers and shares, and the uncertainty that any quantity may carry."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

LARGEST_NUMBER = 1e9
LONGEST_TEXT = 200

NUMBER = r"[+-]?\d[\d_,]*(?:\.\d+)?(?:[eE][+-]?\d+)?"
"""Regular expression of a number; `exact` judges its commas and underscores."""

_EVIDENCE = re.compile(r"(\d{1,12})\s+of\s+(\d{1,12})(\s.*)?")
_RANGE = re.compile(r"(.*[^\s(])\s*\(\s*([^()]*?[^()\s])\s*\.\.\s*([^()]+?)\s*\)(\s*\S.*)?")

T = TypeVar("T")


# --- Words ------------------------------------------------------------------------------


def tidy(value: object, rule: str) -> str:
    """The text of a value: full-width characters made plain, ends trimmed.

    Args:
        value: text, or a number from a script.
        rule: a sentence saying what should have been written.

    Raises:
        ValueError: for anything that is not text or a number, or is empty or very long.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(f"{show(value)} is not text. {rule}")
    if isinstance(value, int) and abs(value) > 10**18:
        raise ValueError(f"{show(value)} is absurdly large. {rule}")
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not text:
        raise ValueError(f"The value is empty. {rule}")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{show(text)} is too long. {rule}")
    return text


def show(value: object) -> str:
    """A value as an error message quotes it: short, on one line."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**18:
        return "an integer of many digits"
    text = " ".join(str(value).split())
    return f"'{text[:57]}...'" if len(text) > 60 else f"'{text}'"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean minutes?` for a word close to a known one, else nothing."""
    names = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return f" Did you mean {names[close[0]]}?" if close else ""


def plain(number: float) -> str:
    """A number without a trailing `.0`, that reads back as the same number."""
    whole = float(number)
    return str(int(whole)) if whole.is_integer() and abs(whole) < 1e15 else repr(whole)


# --- Numbers ----------------------------------------------------------------------------


def exact(text: str, shown: str) -> Decimal:
    """An exact number; commas only between groups of three digits, underscores between digits."""
    body = text.lstrip("+-").split(".")[0]
    if "," in body and not re.fullmatch(r"\d{1,3}(,\d{3})+", body):
        raise ValueError(
            f"{shown} has a comma that does not group thousands. "
            "Write decimals with a point (3.5) and thousands as 300_000."
        )
    if re.search(r"__|_$|_[.eE]", text):
        raise ValueError(f"{shown} has a misplaced underscore. Write thousands as 300_000.")
    exponent = re.search(r"[eE]([+-]?\d+)$", text)
    if exponent and len(exponent[1].lstrip("+-0")) > 2:
        raise ValueError(f"{shown} is absurdly large or small. Write the number in full.")
    return Decimal(text.replace(",", "").replace("_", ""))


def bounded(number: float, largest: float, shown: str, rule: str) -> float:
    """The number, unless it is negative, infinite or larger than anything sensible."""
    if number < 0:
        raise ValueError(f"{shown} is negative. {rule}")
    if not math.isfinite(number) or number > largest:
        raise ValueError(f"{shown} is absurdly large. {rule}")
    return number


def parse_number(value: object, *, negative: bool = False, percent: bool = False) -> float:
    """A plain number: `1.2`, `300_000`, `1.2 (1.0..1.5)`.

    Args:
        value: text or a number.
        negative: whether it may be below zero.
        percent: whether `20%` may stand for 0.2.
    """
    rule = "Write a plain number such as 1.2."

    def one(text: str) -> float:
        match = re.fullmatch(rf"({NUMBER})\s*(%?)", text)
        if match is None:
            raise ValueError(f"{show(text)} is not a number. {rule}")
        number = exact(match[1], show(text)) / (100 if match[2] else 1)
        if match[2] and not percent:
            raise ValueError(f"{show(text)} is a percentage. Write {plain(float(number))}.")
        bounded(float(abs(number) if negative else number), LARGEST_NUMBER, show(text), rule)
        return float(number)

    return central(tidy(value, rule), one, float)


def parse_count(value: object) -> int:
    """A whole number from 0: `4`, `1_000`."""
    rule = "Write a whole number such as 4."
    text = tidy(value, rule)
    if re.fullmatch(NUMBER, text) is None:
        raise ValueError(f"{show(text)} is not a whole number. {rule}")
    number = exact(text, show(text))
    bounded(float(number), LARGEST_NUMBER, show(text), rule)
    if number != int(number):
        raise ValueError(f"{show(text)} is not a whole number. {rule}")
    return int(number)


def parse_share(value: object) -> float:
    """A share from 0 to 1: `35%`, `0.35`, `1/3`, `12 of 48`, `25% (18%..33%)`.

    >>> parse_share("35%"), parse_share("12 of 48"), parse_share("25% (18%..33%)")
    (0.35, 0.25, 0.25)
    """
    return central(tidy(value, _SHARE_RULE), _share, float, evidence=True)


_SHARE_RULE = "Write a share such as 35%, 0.35 or 1/3."


def _share(text: str) -> float:
    shown = show(text)
    if match := re.fullmatch(r"(\d{1,12})\s*/\s*(\d{1,12})", text):
        if int(match[2]) == 0:
            raise ValueError(f"{shown} divides by zero. {_SHARE_RULE}")
        share = Decimal(match[1]) / Decimal(match[2])
    else:
        match = re.fullmatch(rf"({NUMBER})\s*(%?)", text)
        if match is None:
            raise ValueError(f"{shown} is not a share. {_SHARE_RULE}")
        share = exact(match[1], shown) / (100 if match[2] else 1)
    if share < 0:
        raise ValueError(f"{shown} is negative. {_SHARE_RULE}")
    if share > 1:
        percent = "%" not in text and 2 <= share <= 100
        remedy = f"Did you mean {text}%?" if percent else _SHARE_RULE
        raise ValueError(f"{shown} is more than 1, the most a share can be. {remedy}")
    return float(share)


# --- Uncertainty ------------------------------------------------------------------------


@dataclass(frozen=True)
class Uncertain:
    """A quantity with its evidence (`12 of 48`) or its 80% range (`25% (18%..33%)`).

    Attributes:
        central: text of the central value.
        low: text of the lower end of the range, unit included, or None.
        high: text of the upper end.
        hits: successes of the evidence, or None.
        trials: trials of the evidence.
    """

    central: str
    low: str | None = None
    high: str | None = None
    hits: int | None = None
    trials: int | None = None


def uncertainty(text: str) -> Uncertain | None:
    """The uncertainty written with a quantity, or None for a quantity taken as known.

    Ends of a range may leave out what the value or the other end says:
    `25 min (20..30)` is `20 min` to `30 min`.

    >>> uncertainty("25% (18..33%) per month")
    Uncertain(central='25% per month', low='18% per month', high='33% per month', \
hits=None, trials=None)
    >>> uncertainty("12 of 48").central
    '12/48'
    """
    text = tidy(text, "Write a quantity.")
    if match := _RANGE.fullmatch(text):
        tail = match[4] or ""
        parts = [_Parts.of(match[1]), _Parts.of(match[3]), _Parts.of(match[2])]
        low = parts[2].completed(parts[1]).completed(parts[0])
        high = parts[1].completed(parts[0])
        return Uncertain(f"{match[1]}{tail}", f"{low}{tail}", f"{high}{tail}")
    if match := _EVIDENCE.fullmatch(text):
        hits, trials = int(match[1]), int(match[2])
        if trials == 0 or hits > trials:
            raise ValueError(
                f"{show(text)} is no evidence. Write hits of trials, such as 12 of 48."
            )
        return Uncertain(f"{hits}/{trials}{match[3] or ''}", hits=hits, trials=trials)
    return None


@dataclass(frozen=True)
class _Parts:
    """`$` `25` ` min` ` per month` of a quantity; all of it is `number` if it has no such form."""

    before: str
    number: str
    unit: str
    period: str

    @classmethod
    def of(cls, text: str) -> _Parts:
        match = re.fullmatch(rf"([^\d\s+-]*)((?:{NUMBER}|\d+/\d+))(.*?)(\s*(?:\bper\b|/).*)?", text)
        return cls(*(part or "" for part in match.groups())) if match else cls("", text, "", "")

    def completed(self, other: _Parts) -> _Parts:
        united = bool(self.before or self.unit)
        before, unit = (self.before, self.unit) if united else (other.before, other.unit)
        return _Parts(before, self.number, unit, self.period or other.period)

    def __str__(self) -> str:
        return f"{self.before}{self.number}{self.unit}{self.period}"


def central(
    text: str, one: Callable[[str], T], size: Callable[[T], float], *, evidence: bool = False
) -> T:
    """The central value of a quantity that may carry a range; the range is judged too.

    Args:
        text: the quantity, tidied.
        one: parser of a quantity without a range.
        size: what to compare the ends of the range by.
        evidence: whether `12 of 48` may stand for 25%.
    """
    found = uncertainty(text)
    if found is None:
        return one(text)
    if found.trials and not evidence:
        raise ValueError(f"{show(text)} is evidence for a share, which does not belong here.")
    value = one(found.central)
    if found.low is not None and found.high is not None:
        low, high = one(found.low), one(found.high)
        if not size(low) <= size(value) <= size(high) or size(low) == size(high):
            raise ValueError(
                f"{show(text)}: the range does not surround the value. "
                "Write value (low..high), such as 25% (18%..33%)."
            )
    return value
