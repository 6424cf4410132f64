"""Numbers in Japanese: 億円 and 万円, units of time and people, reasons for no number."""

from __future__ import annotations

import ast
import math
import re
from pathlib import Path

import pytest

from gtmsim import kpi
from gtmsim.kpi import cell, heading, note_in, unit_word, written
from gtmsim.kpi.kpi import UNITS
from gtmsim.kpi.wording import yen


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0円"),
        (9_800, "9,800円"),
        (99_999, "99,999円"),
        (99_999.6, "10万円"),
        (350_000, "35万円"),
        (354_000, "35.4万円"),
        (999_400, "99.9万円"),
        (999_500, "100万円"),
        (1_000_000, "100万円"),
        (12_345_678, "1,235万円"),
        (96_000_000, "9,600万円"),
        (99_994_999, "9,999万円"),
        (99_995_000, "1億円"),
        (99_999_999, "1億円"),
        (100_000_000, "1億円"),
        (420_000_000, "4.2億円"),
        (999_994_000_000, "9,999.9億円"),
        (999_996_000_000, "1兆円"),
        (-99_995_000, "-1億円"),
        (-9_800, "-9,800円"),
    ],
)
def test_yen_are_counted_as_japanese_sales_people_count_them(amount: float, text: str) -> None:
    assert yen(amount) == text


def test_what_is_written_is_the_amount_to_one_digit() -> None:
    """Read back, an amount is within half of its last digit, for amounts of every size."""
    scales = {"円": 1, "万円": 1e4, "億円": 1e8, "兆円": 1e12}
    for step in range(2_000):
        amount = 1.37 * 1.0131**step
        found = re.fullmatch(r"([\d,.]+)(円|万円|億円|兆円)", yen(amount))
        assert found is not None
        number, scale = float(found[1].replace(",", "")), scales[found[2]]
        digit = 1 if scale == 1 or (scale == 1e4 and number >= 100) else 0.1
        assert abs(number * scale - amount) <= digit * scale / 2 * 1.000001
        assert number < {"円": 1e5, "万円": 1e4, "億円": 1e4}.get(found[2], 1e9)
        if amount > 1e15:
            break


def test_english_keeps_the_code_of_a_currency() -> None:
    assert written(1_200_000, "JPY") == "1,200,000 JPY"
    assert written(99_950_000, "JPY per year") == "99,950,000 JPY per year"


def test_japanese_says_yen_and_the_period() -> None:
    assert written(12_345_678, "JPY per month", "ja") == "1,235万円/月"
    assert written(420_000_000, "JPY per year", "ja") == "4.2億円/年"


def test_other_currencies_keep_their_code() -> None:
    assert written(420_000_000, "USD per year", "ja") == "420,000,000 USD/年"
    assert cell(420_000_000, "USD", "ja") == "420,000,000"
    assert heading("USD per month", "ja") == " [USD/月]"


def test_a_column_of_yen_says_the_unit_once() -> None:
    assert cell(420_000_000, "JPY", "ja") + heading("JPY", "ja") == "4.2億円"
    assert (
        cell(420_000_000, "JPY per year", "ja") + heading("JPY per year", "ja") == "4.2億円 [年額]"
    )
    assert cell(1_200_000, "JPY", "en") + heading("JPY", "en") == "1,200,000 [JPY]"
    assert cell(0.25, "share", "ja") + heading("share", "ja") == "25.0%"


def test_numbers_have_japanese_units() -> None:
    units = {"leads": "件", "customers": "社", "days": "日", "business min": "営業分", "reps": "人"}
    for unit, word in units.items():
        assert written(12, unit, "ja") == f"12{word}"
    assert written(0.352, "share", "ja") == "35.2%"
    assert written(math.nan, "days", "ja") == "-"
    assert written(math.nan, "days") == "n/a"


def test_every_unit_of_a_kpi_has_a_japanese_word() -> None:
    real = [unit for unit in UNITS if unit not in ("share", "as targeted")]
    words = {unit: unit_word(unit.replace("currency", "JPY"), "ja") for unit in real}
    assert [unit for unit, word in words.items() if re.search(r"[A-Za-z]", word)] == []


def test_reasons_for_no_number_are_japanese() -> None:
    assert note_in("no customers 12 months before", "ja") == "12か月前に顧客がいない"
    assert note_in("undefined in 2 of 5 replications", "ja") == "5回のうち2回の反復で値なし"
    assert note_in("no wins", "en") == "no wins"
    assert note_in("a note of somebody's own KPI", "ja") == "a note of somebody's own KPI"


def reasons() -> set[str]:
    """What the formulas of KPIs say where there is no number."""
    found = set()
    for file in Path(kpi.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in ("Figure", "ratio", "summary"):
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                texts = (each.value for each in given if isinstance(each, ast.Constant))
                found |= {text for text in texts if isinstance(text, str)}
    return found


def test_every_reason_in_the_formulas_is_translated() -> None:
    assert len(reasons()) > 10
    assert [reason for reason in sorted(reasons()) if note_in(reason, "ja").isascii()] == []
