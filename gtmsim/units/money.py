"""Money with its currency, once or per period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from gtmsim.units.number import bounded, central, did_you_mean, exact, plain, show, tidy
from gtmsim.units.time import MINUTES, split_period

LARGEST_MONEY = 1e15

_TWO_DIGITS = """
    AED ARS AUD BDT BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP GEL GHS HKD HUF IDR ILS INR KES
    KZT LKR MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD SAR SEK SGD THB TRY TWD UAH USD
    UYU ZAR"""
CURRENCIES = (
    dict.fromkeys(_TWO_DIGITS.split(), 2)
    | dict.fromkeys(["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"], 0)
    | dict.fromkeys(["BHD", "JOD", "KWD", "OMR", "TND"], 3)
)
"""ISO 4217 code -> digits after the decimal point."""

_WORDS = {
    "円": "JPY",
    "¥": "JPY",
    "yen": "JPY",
    "$": "USD",
    "us$": "USD",
    "ドル": "USD",
    "米ドル": "USD",
    "€": "EUR",
    "ユーロ": "EUR",
    "£": "GBP",
    "ポンド": "GBP",
}
_SCALES = {
    "兆": 10**12,
    "億": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "M": 10**6,
    "万": 10**4,
    "千": 10**3,
    "k": 10**3,
    "K": 10**3,
}
_PART = re.compile(
    r"\s*(\d[\d_,]*(?:\.\d+)?(?:[eE]\d+)?)\s*(兆|億|千万|百万|万|千|[kKM](?![A-Za-z]))?"
)


@dataclass(frozen=True)
class Money:
    """An amount in major units (yen, dollars) of a currency."""

    amount: float
    currency: str

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read `300_000 JPY`, `30万円`, `1億円`, `¥30000`, `$1.2M`.

        >>> Money.parse("30万円")
        Money(amount=300000.0, currency='JPY')
        """
        if isinstance(value, cls):
            return value
        return central(tidy(value, _MONEY_RULE), cls._one, lambda found: found.amount)

    @classmethod
    def _one(cls, text: str) -> Self:
        shown = show(text)
        match = re.fullmatch(r"([^\d+\-.\s]*)\s*([+-]?)\s*(\d.*)", text)
        if match is None:
            raise ValueError(f"{shown} is not an amount of money. {_MONEY_RULE}")
        amount, after = _amount(match[3], shown)
        if match[2] == "-" and amount:
            raise ValueError(f"{shown} is negative. {_MONEY_RULE}")
        if not match[1] and not after:
            raise ValueError(f"{shown} has no currency. {_MONEY_RULE}")
        if match[1] and after:
            raise ValueError(f"{shown} is not one amount in one currency. {_MONEY_RULE}")
        currency = _currency(match[1] or after, shown)
        bounded(float(amount), LARGEST_MONEY, shown, _MONEY_RULE)
        if amount * 10 ** CURRENCIES[currency] % 1:
            raise ValueError(
                f"{shown} is finer than {currency} can be paid: "
                f"it has {CURRENCIES[currency]} digits after the point."
            )
        return cls(float(amount), currency)

    def __str__(self) -> str:
        whole = self.amount.is_integer()
        return f"{int(self.amount):_} {self.currency}" if whole else self._unrounded()

    def _unrounded(self) -> str:
        return f"{plain(self.amount)} {self.currency}"


_MONEY_RULE = 'Write money such as 300_000 JPY, 30万円 or "300,000 JPY" in quotes.'


def _amount(text: str, shown: str) -> tuple[Decimal, str]:
    """The amount at the head of `1億2000万円`, and what follows it."""
    total, last, at = Decimal(0), 10**13, 0
    while match := _PART.match(text, at):
        scale = _SCALES[match[2]] if match[2] else 1
        if scale >= last:
            raise ValueError(f"{shown} is not an amount of money. {_MONEY_RULE}")
        total, last, at = total + exact(match[1], shown) * scale, scale, match.end()
    return total, text[at:].strip()


def _currency(word: str, shown: str) -> str:
    code = _WORDS.get(word.lower(), word.upper())
    if code in CURRENCIES:
        return code
    if word[0] in ",_":
        raise ValueError(f"{shown} has a gap in the number. {_MONEY_RULE}")
    raise ValueError(
        f"{shown}: '{word}' is not a currency gtmsim knows.{did_you_mean(word, CURRENCIES)} "
        "Use an ISO code, such as 300_000 JPY or 1_200 USD."
    )


@dataclass(frozen=True)
class MoneyRate:
    """Money per day, week, month or year."""

    amount: float
    currency: str
    per: str

    @property
    def per_year(self) -> float:
        """The amount of a year: 12 months, or 365.25 days."""
        return self.amount * (12 if self.per == "month" else MINUTES["year"] / MINUTES[self.per])

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read `80万円 per month`, `600万円/年`, `1_200 USD per year`.

        >>> MoneyRate.parse("600万円 per year")
        MoneyRate(amount=6000000.0, currency='JPY', per='year')
        """
        if isinstance(value, cls):
            return value
        return central(tidy(value, _MONEY_RATE_RULE), cls._one, lambda found: found.per_year)

    @classmethod
    def _one(cls, text: str) -> Self:
        shown = show(text)
        amount, unit, business = split_period(text, shown, _MONEY_RATE_RULE)
        if business or unit not in ("day", "week", "month", "year"):
            raise ValueError(f"{shown} has an unusual period. {_MONEY_RATE_RULE}")
        money = Money.parse(amount)
        return cls(money.amount, money.currency, unit)

    def __str__(self) -> str:
        return f"{Money(self.amount, self.currency)} per {self.per}"


_MONEY_RATE_RULE = "Write money per period, such as 600万円 per year or 3_000 USD per month."
