"""Quantities read as written, and refused with value, rule and remedy otherwise."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtmsim.units import (
    CURRENCIES,
    MINUTES,
    Duration,
    Money,
    MoneyRate,
    Rate,
    Uncertain,
    parse_count,
    parse_number,
    parse_share,
    uncertainty,
)

PARSERS: list[Callable[[object], object]] = [
    Duration.parse,
    Rate.parse,
    Money.parse,
    MoneyRate.parse,
    parse_share,
    parse_number,
    parse_count,
]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("500 ms", 500 / 60_000),
        ("30 s", 0.5),
        ("45 sec", 0.75),
        ("15 min", 15),
        ("15min", 15),
        ("1 minute", 1),
        ("  2 h ", 120),
        ("1.5 hours", 90),
        ("3 days", 4_320),
        ("2 weeks", 20_160),
        ("1 month", 43_830),
        ("24 months", 24 * 43_830),
        ("1 year", 525_960),
        ("0 min", 0),
        ("-0 min", 0),
        ("1_000 min", 1_000),
        ("1,000 min", 1_000),
        ("1e3 min", 1_000),
        ("2 business hours", 120),
        ("15 business  min", 15),
        ("15 Business Minutes", 15),
        ("１５分", 15),
        ("2時間", 120),
        ("3日", 4_320),
        ("2週間", 20_160),
        ("6か月", 6 * 43_830),
        ("6ヶ月", 6 * 43_830),
        ("1年", 525_960),
        ("2営業時間", 120),
        ("25 min (20..30)", 25),
        ("25 min (20 min..0.5 h)", 25),
    ],
)
def test_durations(text: str, minutes: float) -> None:
    assert Duration.parse(text).minutes == pytest.approx(minutes, rel=1e-15, abs=0)


def test_business_durations_are_told_apart() -> None:
    assert Duration.parse("3 business days") == Duration(3.0, "day", business=True)
    assert Duration.parse("3営業日") == Duration(3.0, "day", business=True)
    assert Duration.parse("15 business min") != Duration.parse("15 min")
    with pytest.raises(ValueError, match="business days depend on a calendar"):
        _ = Duration.parse("3 business days").minutes


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("15", "'15' has no unit. Write a duration with its unit, such as 15 min, 2 h or 3 bus"),
        ("9:00", "'9:00' is a time of day, not a duration"),
        ("5 m", "unknown unit 'm'. Did you mean min or months?"),
        ("5 M", "unknown unit 'M'. Did you mean min or months?"),
        ("5 minuets", "Did you mean minutes?"),
        ("3 busines days", "Did you mean business days?"),
        ("1 quarter", "Did you mean 3 months?"),
        ("5 parsecs", "unknown unit 'parsecs'."),
        ("2 business weeks", "there are no business weeks. Write business days"),
        ("-3 h", "'-3 h' is negative"),
        ("nan h", "not a duration"),
        ("inf days", "not a duration"),
        ("1e13 min", "absurdly large"),
        ("3e9 years", "absurdly large"),
        ("1e999999 h", "absurdly large or small"),
        ("1h30", "two numbers. Use one unit"),
        ("1 h 30 min", "two numbers. Use one unit"),
        ("1,5 h", "comma that does not group thousands"),
        ("1__0 h", "misplaced underscore"),
        ("min", "not a duration"),
        ("", "empty"),
        ("12 of 48", "evidence for a share"),
        ("25 min (30..40)", "range does not surround the value"),
        ("25 min (25..25)", "range does not surround the value"),
        ("x" * 300, "too long"),
    ],
)
def test_refused_durations(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Duration.parse(text)


@pytest.mark.parametrize(
    ("text", "count", "per", "business"),
    [
        ("120 per month", 120, "month", False),
        ("120/month", 120, "month", False),
        ("120件/月", 120, "month", False),
        ("4 per day", 4, "day", False),
        ("4 per business day", 4, "day", True),
        ("0.5 per business hour", 0.5, "hour", True),
        ("2% per month", 0.02, "month", False),
        ("12 of 48 per year", 0.25, "year", False),
        ("2% (1%..3%) per month", 0.02, "month", False),
        ("2% per month (1..3%)", 0.02, "month", False),
        ("0 per day", 0, "day", False),
    ],
)
def test_rates(text: str, count: float, per: str, business: bool) -> None:
    assert Rate.parse(text) == Rate(count, per, business)


def test_a_rate_per_minute() -> None:
    assert Rate.parse("120 per hour").per_minute == pytest.approx(2)
    with pytest.raises(ValueError, match="depend on a calendar"):
        _ = Rate.parse("4 per business day").per_minute


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("120", "'120' has no period. Write a rate with its period, such as 120 per month"),
        ("120 per", "no period"),
        ("120 per mnth", "Did you mean month?"),
        ("40 per 2 weeks", "number in its period"),
        ("-1 per day", "negative"),
        ("many per day", "not a rate"),
        ("1e10 per day", "absurdly large"),
        ("1/0 per day", "divides by zero"),
    ],
)
def test_refused_rates(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Rate.parse(text)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("300_000 JPY", 300_000, "JPY"),
        ("300,000 JPY", 300_000, "JPY"),
        ("30万円", 300_000, "JPY"),
        ("３０万円", 300_000, "JPY"),
        ("1億円", 100_000_000, "JPY"),
        ("1億2000万円", 120_000_000, "JPY"),
        ("1.13万円", 11_300, "JPY"),
        ("3千万円", 30_000_000, "JPY"),
        ("500 yen", 500, "JPY"),
        ("¥30000", 30_000, "JPY"),
        ("￥30,000", 30_000, "JPY"),
        ("JPY 300", 300, "JPY"),
        ("$1,200", 1_200, "USD"),
        ("$1.2M", 1_200_000, "USD"),
        ("300k USD", 300_000, "USD"),
        ("5 MXN", 5, "MXN"),
        ("0.01 USD", 0.01, "USD"),
        ("€10", 10, "EUR"),
        ("10 eur", 10, "EUR"),
        ("0 JPY", 0, "JPY"),
        ("30万円 (20..40万円)", 300_000, "JPY"),
        ("$1,200 ($1,000..$1,500)", 1_200, "USD"),
        ("$1,200 (1,000..1,500)", 1_200, "USD"),
    ],
)
def test_money(text: str, amount: float, currency: str) -> None:
    assert Money.parse(text) == Money(amount, currency)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("300", "'300' has no currency. Write money such as 300_000 JPY"),
        ("30万", "no currency"),
        ("300 ,000 JPY", "gap in the number"),
        ("300 JYP", "'JYP' is not a currency gtmsim knows. Did you mean JPY?"),
        ("$300 USD", "not one amount in one currency"),
        ("300.5 JPY", "finer than JPY can be paid"),
        ("0.001 USD", "finer than USD can be paid"),
        ("-5 EUR", "negative"),
        ("1万2億円", "not an amount of money"),
        ("2e15 JPY", "absurdly large"),
        ("1,00 USD", "comma that does not group thousands"),
        ("a lot", "not an amount of money"),
        ("30万円 per month", "not a currency"),
        ("30万円 (40..50万円)", "does not surround"),
        ("30万円 (200 USD..400 USD)", "one currency|does not surround"),
    ],
)
def test_refused_money(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Money.parse(text)


def test_money_per_period() -> None:
    assert MoneyRate.parse("80万円 per month") == MoneyRate(800_000, "JPY", "month")
    assert MoneyRate.parse("600万円/年") == MoneyRate(6_000_000, "JPY", "year")
    assert MoneyRate.parse("600万円/年 (500..700万円)").amount == 6_000_000
    assert MoneyRate.parse("1_000 USD per month").per_year == 12_000
    assert MoneyRate.parse("7 USD per week").per_year == pytest.approx(365.25)
    for text, complaint in [
        ("600万円", "no period"),
        ("30 USD per hour", "unusual period"),
        ("30 USD per business day", "unusual period"),
        ("600 per year", "no currency"),
    ]:
        with pytest.raises(ValueError, match=complaint):
            MoneyRate.parse(text)


@pytest.mark.parametrize(
    ("value", "share"),
    [
        ("35%", 0.35),
        ("35 %", 0.35),
        ("３５％", 0.35),
        ("0.35", 0.35),
        (0.35, 0.35),
        (1, 1),
        ("1", 1),
        ("0", 0),
        ("100%", 1),
        ("1/3", 1 / 3),
        ("12 of 48", 0.25),
        ("0 of 5", 0),
        ("25% (18%..33%)", 0.25),
        ("25% (18..33%)", 0.25),
        ("0.25 (0.18..0.33)", 0.25),
    ],
)
def test_shares(value: object, share: float) -> None:
    assert parse_share(value) == share


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("35", "'35' is more than 1, the most a share can be. Did you mean 35%?"),
        ("150%", "'150%' is more than 1"),
        ("1.2", "more than 1"),
        ("-1%", "negative"),
        ("1/0", "divides by zero"),
        ("50 of 12", "no evidence"),
        ("0 of 0", "no evidence"),
        ("nan", "not a share"),
        ("rest", "not a share"),
        ("25% (30%..40%)", "does not surround"),
        ("25% (18%..130%)", "more than 1"),
        (True, "not text"),
        (float("nan"), "not a share"),
    ],
)
def test_refused_shares(value: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_share(value)


def test_counts() -> None:
    assert [parse_count(value) for value in ("4", 4, "4.0", "1_000", "0")] == [4, 4, 4, 1_000, 0]
    for value, complaint in [
        ("4.5", "'4.5' is not a whole number. Write a whole number such as 4."),
        ("-1", "negative"),
        ("four", "not a whole number"),
        ("1e10", "absurdly large"),
        (10**30, "absurdly large"),
        ("9" * 250, "too long"),
        (None, "not text"),
        (True, "not text"),
        ([4], "not text"),
    ]:
        with pytest.raises(ValueError, match=complaint):
            parse_count(value)


def test_numbers() -> None:
    assert parse_number("1.2") == 1.2
    assert parse_number("1.2 (1.0..1.5)") == 1.2
    assert parse_number("-3", negative=True) == -3
    assert parse_number("20%", percent=True) == 0.2
    for value, complaint in [
        ("20%", "is a percentage. Write 0.2."),
        ("-3", "negative"),
        ("nan", "not a number"),
        (math.inf, "not a number"),
        ("1e10", "absurdly large"),
        ("12 of 48", "evidence for a share"),
    ]:
        with pytest.raises(ValueError, match=complaint):
            parse_number(value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("25%", None),
        ("15 min", None),
        ("25% (18%..33%)", Uncertain("25%", "18%", "33%")),
        ("25% (18..33%)", Uncertain("25%", "18%", "33%")),
        ("25 min (20..30)", Uncertain("25 min", "20 min", "30 min")),
        ("1 h (30 min .. 2 h)", Uncertain("1 h", "30 min", "2 h")),
        ("2% (1..3%) per month", Uncertain("2% per month", "1% per month", "3% per month")),
        ("2% per month (1..3%)", Uncertain("2% per month", "1% per month", "3% per month")),
        ("30万円 (20..40万円)", Uncertain("30万円", "20万円", "40万円")),
        ("$12 (10..15)", Uncertain("$12", "$10", "$15")),
        ("12 of 48", Uncertain("12/48", hits=12, trials=48)),
        ("12 of 48 per month", Uncertain("12/48 per month", hits=12, trials=48)),
    ],
)
def test_uncertainty(text: str, found: Uncertain | None) -> None:
    assert uncertainty(text) == found


def test_values_of_their_own_type_pass() -> None:
    for value in (
        Duration(1, "hour"),
        Rate(2, "day"),
        Money(3, "EUR"),
        MoneyRate(4, "USD", "year"),
    ):
        assert type(value).parse(value) is value
    assert Duration.parse(timedelta(minutes=90)).minutes == 90
    with pytest.raises(ValueError, match="no unit"):
        Duration.parse(15)


amounts = st.one_of(st.integers(0, 10**6), st.floats(1e-9, 1e6)).map(float)


@given(amounts, st.sampled_from(sorted(MINUTES)), st.booleans())
def test_a_duration_reads_back_as_itself(amount: float, unit: str, business: bool) -> None:
    duration = Duration(amount, unit, business and unit in ("second", "minute", "hour", "day"))
    assert Duration.parse(str(duration)) == duration


@given(amounts, st.sampled_from(sorted(MINUTES)))
def test_a_rate_reads_back_as_itself(count: float, per: str) -> None:
    assert Rate.parse(str(Rate(count, per))) == Rate(count, per)


@given(st.integers(0, 10**12), st.sampled_from(sorted(CURRENCIES)))
def test_money_reads_back_as_itself(minor: int, currency: str) -> None:
    money = Money(minor / 10 ** CURRENCIES[currency], currency)
    assert Money.parse(str(money)) == money
    rate = MoneyRate(money.amount, currency, "year")
    assert MoneyRate.parse(str(rate)) == rate


@given(st.sampled_from(PARSERS), st.text(max_size=40))
def test_any_text_is_read_or_refused(parse: Callable[[object], object], text: str) -> None:
    try:
        parse(text)
    except ValueError as refusal:
        message = str(refusal)
        assert message.endswith((".", "?"))
        assert len(message) < 400


@pytest.mark.parametrize(
    "part", ["(", "1 (", "..", "1,", "1_", " per", "/", "1 of ", "万", "a ( b .."]
)
def test_hostile_text_is_refused_fast(part: str) -> None:
    text = (part * 200)[:200]
    begin = time.process_time()
    for parse in PARSERS:
        with pytest.raises(ValueError, match=r"."):
            parse(text)
    assert time.process_time() - begin < 1
