"""The words of the sheet: every key of the language has some, quantities keep their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gtmsim.report.page import wrapped
from gtmsim.report.quantities import law, quantity
from gtmsim.report.vocabulary import KEYS, VALUES
from gtmsim.report.words import MILESTONES, SENTENCES
from gtmsim.scenario.part import Part
from gtmsim.scenario.places import ROOT, Place, fields_of, place_of
from gtmsim.scenario.targets import KNOWN_MILESTONES


def parts(place: Place, seen: set[type[Part]]) -> Iterator[type[Part]]:
    """Every block of the scenario language."""
    inside = [place_of(each) for each in (place.names, place.items) if each is not None]
    if place.part is not None and place.part not in seen:
        seen.add(place.part)
        yield place.part
        inside += fields_of(place.part).values()
    for each in inside:
        yield from parts(each, seen)


def test_every_key_of_the_language_has_words() -> None:
    language = {(part.__name__, key) for part in parts(ROOT, set()) for key in fields_of(part)}
    assert len(language) > 100
    unsaid = {(part, key) for part, key in language if not {key, f"{part}.{key}"} & set(KEYS)}
    assert unsaid == set()


def test_every_milestone_has_words() -> None:
    assert [name for name in KNOWN_MILESTONES if name not in MILESTONES] == []


def test_sentences_take_the_same_values_in_both_languages() -> None:
    for english, japanese in [*SENTENCES.values(), *KEYS.values(), *VALUES.values()]:
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", japanese))


@pytest.mark.parametrize(
    ("written", "japanese"),
    [
        ("15 business minutes", "15営業分"),
        ("2 business hours", "2営業時間"),
        ("5 business days", "5営業日"),
        ("30 min", "30分"),
        ("1 h", "1時間"),
        ("2 weeks", "2週間"),
        ("24 months", "24か月"),
        ("120 per month", "120/月"),
        ("2% per month", "2%/月"),
        ("600万円 per year", "600万円/年"),
        ("300_000 JPY", "300,000円"),
        ("FY2026 H1", "2026年度上期"),
        ("FY2026 Q3", "2026年度第3四半期"),
        ("25 min (20 min..30 min)", "25分 (20分..30分)"),
        ("12 of 48", "48件中12件"),
        ("12-29..01-03", "12-29..01-03"),
        ("2026-04-01", "2026-04-01"),
        ("9:00-18:00", "9:00-18:00"),
        ("rest", "残り"),
        ("April", "4月"),
        ("mon-fri", "月〜金"),
        ("second tuesday", "第2火曜"),
        ("customer's board meeting", "顧客の取締役会"),
        ("term end", "契約満了日"),
        ("my_own_stage", "my_own_stage"),
        ("market", "market"),
        ("may", "may"),
    ],
)
def test_quantities_in_japanese(written: str, japanese: str) -> None:
    assert quantity(written, "ja") == japanese
    assert quantity(written, "en") == written


@pytest.mark.parametrize(
    ("node", "english", "japanese"),
    [
        ({"exponential": "9 months"}, "9 months on average (exponential)", "平均9か月 (指数分布)"),
        (
            {"lognormal": {"p90": "3 h", "mean": "2 h"}},
            "2 h on average, 9 in 10 within 3 h (lognormal)",
            "平均2時間、10件中9件は3時間以内 (対数正規分布)",
        ),
        ({"weibull": {"mean": "2 h", "shape": "1.5"}}, "weibull (mean 2 h, shape 1.5)",
         "weibull (mean 2時間, shape 1.5)"),
    ],
)  # fmt: skip
def test_laws_in_words(node: dict[str, object], english: str, japanese: str) -> None:
    assert (law(node, "en"), law(node, "ja")) == (english, japanese)


@given(
    st.text("ab 初回、。(応答)", max_size=120),
    st.integers(min_value=20, max_value=60),
    st.integers(min_value=0, max_value=10),
)
def test_wrapping_loses_nothing(text: str, width: int, indent: int) -> None:
    broken = list(wrapped(text, width, " " * indent))
    assert re.sub(r"\s", "", "".join(broken)) == re.sub(r"\s", "", text)
    assert [line for line in broken[1:] if not line.startswith(" " * indent)] == []


@given(st.lists(st.text("ab初回応答", min_size=1, max_size=6), max_size=30))
def test_wrapped_lines_fit(words: list[str]) -> None:
    assert all(cell_len(line) <= 30 for line in wrapped(" ".join(words), 30, "  "))
