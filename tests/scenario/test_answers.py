"""Answers as people write them, and the scenario that is made of them."""

from __future__ import annotations

from datetime import date

import pytest

from gtmsim import ScenarioError
from gtmsim.experiment import on_paper
from gtmsim.report.handoffs import unsaid
from gtmsim.report.telling import Teller
from gtmsim.scenario import Scenario
from gtmsim.scenario.answers import AnswerError, Answers, Language, half_years, read_answers
from gtmsim.scenario.draft import drafted, running_half
from gtmsim.scenario.draft_text import written
from gtmsim.scenario.questions import KNOWN, QUESTIONS, blank, is_open
from gtmsim.scenario.typical import HOURS_A_MONTH
from gtmsim.units import Duration

LANGUAGES: tuple[Language, ...] = ("en", "ja")


def answered(language: Language = "en", **texts: str) -> Answers:
    """Answers by key, `.` written as `__`, taken in the order of the questions."""
    found = Answers(language=language)
    given = {key.replace("__", "."): text for key, text in texts.items()}
    for question in QUESTIONS:
        if question.key in given:
            found.take(question, given[question.key])
    return found


def scenario_of(answers: Answers, target: float | None = 1e7) -> Scenario:
    return Scenario.from_text(written(drafted(answers), target))


# --- Forms of answers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,200,000", 1_200_000), ("120万", 1_200_000), ("120万円", 1_200_000),
        ("¥1,200,000", 1_200_000), ("1.2億円", 120_000_000), ("1億", 100_000_000),
        ("1億2000万円", 120_000_000), ("１２０万円", 1_200_000), ("1.2M", 1_200_000),
        ("1_200_000 JPY", 1_200_000), ("300千円", 300_000),
    ],
)  # fmt: skip
def test_money_is_read_as_people_write_it(text: str, amount: float) -> None:
    assert answered(order__value=text).given["order.value"] == amount


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("last_period__leads", "1,000", 1_000),
        ("last_period__leads", "1200件", 1_200),
        ("last_period__leads", "1.2万", 12_000),
        ("people__marketing__heads", "3名", 3),
        ("customers__count", "250社", 250),
        ("customers__churn", "1.5%", 0.015),
        ("customers__churn", "０．８％", 0.008),
        ("fiscal_year_starts", "10月", 10),
        ("fiscal_year_starts", "Jan", 1),
        ("currency", "円", "JPY"),
        ("currency", "usd", "USD"),
        ("days__order", "3か月", Duration(3, "month")),
        ("days__sql", "2 weeks", Duration(2, "week")),
        ("first_response", "30分", Duration(30, "minute")),
        ("people__marketing__pay", "月50万円", 6e6),
        ("people__marketing__pay", "600万円", 6e6),
        ("people__marketing__pay", "500,000 per month", 6e6),
        ("first_day", "2026/4/1", date(2026, 4, 1)),
        ("first_day", "2026年10月1日", date(2026, 10, 1)),
        ("channels", "自社サイト 40、展示会 1,200件", {"自社サイト": 40, "展示会": 1200}),
        ("channels", "web: 40, events=20 leads", {"web": 40, "events": 20}),
        ("channels", "web 120/partners 30", {"web": 120, "partners": 30}),
        ("channels", "web 40 / month, Expo 20 / 月", {"web": 40, "Expo": 20}),
        ("channels", "自社サイト40件 展示会 月20件", {"自社サイト": 40, "展示会": 20}),
        ("channels", "web 40 a month, Expo2026 20/月", {"web": 40, "Expo2026": 20}),
        ("currency", "日本円", "JPY"),
        ("currency", "dollars", "USD"),
        ("fiscal_year_starts", "十二月", 12),
        ("days__order", "75", Duration(75, "day")),
        ("days__order", "約75日", Duration(75, "day")),
        ("days__order", "about 75", Duration(75, "day")),
        ("days__mql", "当日", Duration(0, "day")),
        ("days__mql", "same day", Duration(0, "day")),
        ("last_period__months", "半年", 6),
        ("order__months", "1年", 12),
        ("order__months", "2 years", 24),
        ("people__marketing__heads", "2人くらい", 2),
        ("order__value", "約120万円", 1_200_000),
        ("order__value", "420円", 420),
    ],
)
def test_other_answers_are_too(key: str, text: str, value: object) -> None:
    assert answered(**{key: text}).given[key.replace("__", ".")] == value


@pytest.mark.parametrize("text", ["", "?", "わからない", "Don't know", "don’t know", "不明", " - "])
def test_one_may_not_know(text: str) -> None:
    assert is_open(text)
    assert answered(order__value=text).given == {}


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("order__value", "a lot", "Write an amount above 0 in JPY"),
        ("order__value", "$5000", "this is in USD, and the currency is JPY"),
        ("order__value", "0", "not above 0"),
        ("last_period__leads", "1.5", "whole number"),
        ("last_period__leads", "0", "don't know"),
        ("last_period__months", "0", "Between 1 and 60"),
        ("customers__churn", "2", "without %"),
        ("customers__churn", "100%", "nobody would stay"),
        ("first_day", "2026-04-02", "no half of the fiscal year"),
        ("first_day", "soon", "2026"),
        ("first_response", "60", '"60" has no unit. Write a time'),
        ("days__order", "10営業日", "about 14 days"),
        ("first_response", "3営業時間", "hours of the clock"),
        ("order__value", "420", "420万円 or 420 JPY"),
        ("target", "3000", "3000万円 or 3000 JPY"),
        ("people__marketing__pay", "420", "420万円 or 420 JPY"),
        ("last_period__months", "4.5", '"4.5" is not a whole number. Write a whole number, such'),
        ("channels", "web 120 partners 30", "put a comma between"),
        ("days__order", "90 years", "three years"),
        ("channels", "website", "no channel with a number"),
        ("channels", "web 3, web 4", "twice"),
        ("channels", "web 0", "no lead comes"),
        ("channels", "a{b 3", "letters"),
        ("name", "x: y", "letters"),
        ("currency", "gold", "ISO code"),
        ("fiscal_year_starts", "13", "month"),
    ],
)  # fmt: skip
def test_a_bad_answer_says_what_is_expected(key: str, text: str, told: str) -> None:
    with pytest.raises(AnswerError) as english:
        answered(**{key: text})
    assert told.replace("2026", str(date.today().year)) in str(english.value)
    with pytest.raises(AnswerError) as japanese:
        answered("ja", **{key: text})
    assert any("ぁ" <= letter <= "ん" for letter in str(japanese.value))


def test_a_bare_number_may_be_meant_in_ten_thousands() -> None:
    """420 for pay is 4.2 million yen to whoever types it; a scenario of 420 yen is nobody's."""
    with pytest.raises(AnswerError, match="420万円でしょうか、420円でしょうか"):
        answered("ja", people__marketing__pay="420")
    with pytest.raises(AnswerError, match="85k or 85 USD"):
        answered(currency="USD", people__marketing__pay="85")
    assert answered(currency="USD", people__marketing__pay="85k").given[
        "people.marketing.pay"
    ] == pytest.approx(85_000)
    with pytest.raises(AnswerError, match="10営業日は約14日"):
        answered("ja", days__sql="10営業日")


def test_answers_may_not_contradict_one_another() -> None:
    with pytest.raises(AnswerError, match="120 SQL are more than the 100 MQL"):
        answered(last_period__mql="100", last_period__sql="120")
    with pytest.raises(
        AnswerError, match=r"^有効商談の120件は、前の段階であるMQLの100件を上回って"
    ):
        answered("ja", last_period__leads="110", last_period__mql="100", last_period__sql="120")
    with pytest.raises(AnswerError, match="Somebody has to sell"):
        answered(people__inside_sales__heads="0", people__field_sales__heads="0")
    with pytest.raises(AnswerError, match="sold once"):
        answered(order__months="0", customers__mrr="100万円")


# --- Files of answers ---------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blank_form_asks_everything_and_answers_nothing(language: Language) -> None:
    form = blank(language)
    assert read_answers(form.encode(), "form.yaml", language).given == {}
    for question in QUESTIONS:
        assert question.text[language == "ja"] in form


def test_a_file_tells_all_its_problems_with_place_value_rule_and_remedy() -> None:
    text = "order: {value: a lot}\nlast_period:\n  mql: 10\n  sql: 20\nhedcount: 3\npeople: 4\n"
    with pytest.raises(ScenarioError) as found:
        read_answers(text.encode(), "mine.yaml")
    told = str(found.value)
    assert "mine.yaml has 4 problems" in told
    assert 'line 1  order.value: "a lot": Write an amount above 0 in JPY' in told
    assert "line 4  last_period.sql: 20 SQL are more than the 10 MQL" in told
    assert "line 5  hedcount: no such question" in told
    assert 'line 6  people: "4" answers several questions at once' in told


def test_channels_may_be_a_mapping() -> None:
    found = read_answers("channels: {自社サイト: 40, 展示会: 20}".encode(), "mine.yaml")
    assert found.given["channels"] == {"自社サイト": 40, "展示会": 20}


# --- What becomes of them -------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [None, *KNOWN])
def test_whatever_is_left_open_a_scenario_holds(language: Language, key: str | None) -> None:
    """Every question open at once, and every question open alone."""
    full = {} if key is None else {each: text for each, text in FULL.items() if each != key}
    found = scenario_of(answered(language, **{k.replace(".", "__"): t for k, t in full.items()}))
    assert found.assumed
    assert found.targets


FULL = {
    "name": "サンプル社", "currency": "JPY", "fiscal_year_starts": "4月", "first_day": "2026-04-01",
    "channels": "自社サイト 60、展示会 20",
    "people.marketing.heads": "1", "people.marketing.pay": "500万円",
    "people.inside_sales.heads": "2", "people.inside_sales.pay": "450万円",
    "people.field_sales.heads": "3", "people.field_sales.pay": "600万円",
    "people.customer_success.heads": "1", "people.customer_success.pay": "500万円",
    "last_period.months": "6", "last_period.leads": "480", "last_period.mql": "200",
    "last_period.sql": "60", "last_period.negotiations": "24", "last_period.orders": "18",
    "first_response": "4時間", "days.mql": "1日", "days.sql": "7日", "days.order": "60日",
    "order.value": "120万円", "order.months": "12",
    "pipeline.early.deals": "10", "pipeline.early.value": "1200万円",
    "pipeline.late.deals": "4", "pipeline.late.value": "500万円",
    "customers.count": "50", "customers.mrr": "480万円", "customers.churn": "1%",
    "target": "3000万円",
}  # fmt: skip


def full() -> Answers:
    return answered(**{key.replace(".", "__"): text for key, text in FULL.items()})


def test_your_counts_are_the_rates_with_their_evidence() -> None:
    """The spreadsheet's answer is your own volumes times your own rates, and your open deals."""
    found = scenario_of(full())
    tree = found.tree()["stages"]
    ways = [
        next(iter(tree[name]["then"].values())) for name in ("sort", "call", "deal", "negotiate")
    ]
    assert ways == ["200 of 480", "60 of 200", "24 of 60", "18 of 24"]
    paper = on_paper(found)
    leads, *_, wins = paper.counts
    assert wins - paper.opened == pytest.approx(leads * 18 / 480)
    assert paper.opened == pytest.approx(10 * 18 / 60 + 4 * 18 / 24)
    assert leads == pytest.approx(80 * 183 / 30.4375, rel=0.02)
    # Open deals are worth what was said of them.
    worth = 1200e4 * 18 / 60 + 500e4 * 18 / 24 + (wins - paper.opened) * 120e4
    assert paper.money == pytest.approx(worth)


def test_a_count_that_is_missing_in_between_is_shared_out_and_the_whole_rate_stays() -> None:
    texts = {key: text for key, text in FULL.items() if key != "last_period.negotiations"}
    found = drafted(answered(**{key.replace(".", "__"): text for key, text in texts.items()}))
    deal, negotiate = found.rates[2:]
    assert deal.share * negotiate.share == pytest.approx(18 / 60)
    assert deal.source is not None
    assert deal.likely is not None
    assert deal.likely[0] < deal.share < deal.likely[1]


def test_open_deals_that_nobody_knows_follow_from_counts_and_days() -> None:
    """Little's law: how many come a month, times the months that they stay."""
    found = drafted(answered(channels="web 100", days__order="60 days", last_period__leads="600",
                             last_period__mql="300", last_period__sql="60"))  # fmt: skip
    count, _ = found.deals("early")
    assert count.assumed
    assert count.value == round(100 * 0.1 * 0.6 * 60 / (365.25 / 12))


def test_every_channel_keeps_a_name_of_its_own() -> None:
    """Whatever a path cannot hold is numbered, past the numbers that others have as their names."""
    found = scenario_of(answered(channels="広告 10、看板 4、channel_1 5、channel_4 2、紹介 1"))
    assert {name: each.label for name, each in found.channels.items()} == {
        "channel_2": "広告", "channel_3": "看板", "channel_1": None,
        "channel_4": None,
        "channel_5": "紹介",
    }  # fmt: skip
    assert [str(each.leads) for each in found.channels.values()] == [
        f"{count} per month" for count in (10, 4, 5, 2, 1)
    ]


def test_a_sale_may_take_no_time_at_all() -> None:
    found = scenario_of(answered(days__order="10 min", days__sql="1 hour"))
    decides = found.stages["deal"].decides
    assert decides is not None
    assert decides.after.mean() < 60
    assert "stages.deal.thinking" in found.assumed


def test_people_who_have_done_it_can_do_it() -> None:
    """Published hours are shortened where last period's counts would have needed more people."""
    busy = drafted(answered(people__inside_sales__heads="1", last_period__mql="1,200"))
    assert busy.work["call"] * 1_200 / 6 == pytest.approx(0.85 * HOURS_A_MONTH)
    assert busy.shorter["call"] < 1
    assert not drafted(answered(people__inside_sales__heads="20", last_period__mql="1,200")).shorter


def test_a_team_without_people_is_somebody_elses_work() -> None:
    found = drafted(answered(people__marketing__heads="0", people__inside_sales__heads="0",
                             people__customer_success__heads="0"))  # fmt: skip
    (functions,) = found.covers.values()
    assert functions == ["marketing", "inside_sales", "field_sales", "customer_success"]


def test_no_pay_of_one_country_in_the_money_of_another() -> None:
    tree = scenario_of(answered(currency="USD")).tree()
    assert not any("salary" in team for team in tree["teams"].values())
    assert all("JPY" not in str(block) and "円" not in str(block) for block in tree.values())


def test_slower_answers_than_todays_lose_and_faster_ones_win_nothing() -> None:
    factors = scenario_of(answered(first_response="4 h")).tree()["stages"]["call"]["factors"]
    assert factors["response_delay"] == {"4 h": "1", "24 h": "0.75", "72 h": "0.58"}
    assert "factors" not in scenario_of(answered(first_response="4 days")).tree()["stages"]["call"]


def test_what_you_said_is_not_assumed_and_what_you_did_not_is() -> None:
    yours, nothing = scenario_of(full()).assumed, scenario_of(answered()).assumed
    for path in ("teams.field_sales.headcount", "teams.field_sales.salary", "stages.call.then",
                 "contract.term", "opening.deals", "opening.customers", "targets"):  # fmt: skip
        assert path not in yours
        assert path in nothing
    assert "stages.call.work" in yours


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_block_says_whose_values_it_holds(language: Language) -> None:
    """Your own numbers are a source, and what nobody has said is assumed."""
    own = answered(language, **{key.replace(".", "__"): text for key, text in FULL.items()})
    for found in (scenario_of(own), scenario_of(answered(language))):
        assert list(unsaid(Teller.of(found, "en"))) == []
    mine = {"en": "your own numbers", "ja": "自社の数字"}[language]
    assert scenario_of(own).stages["call"].source == mine
    assert scenario_of(answered(language)).stages["call"].source is None


def test_reviews_of_todays_customers_are_spread_over_their_rhythm() -> None:
    """All on one day, customer success was 91% busy in the fourth month and 10% in all others."""
    rows = scenario_of(full()).opening.customers  # type: ignore[union-attr]
    assert sum(row.count for row in rows) == 50
    days = [row.starts for row in rows]
    assert len(set(days)) == len(rows) == 6
    assert all(day is not None and date(2026, 1, 1) <= day < date(2026, 4, 1) for day in days)
    few = answered(customers__count="2", customers__mrr="20万円")
    assert [row.count for row in scenario_of(few).opening.customers] == [1, 1]  # type: ignore[union-attr]


def test_a_company_elsewhere_does_not_live_in_tokyo() -> None:
    assert scenario_of(answered(currency="USD")).time_zone == "UTC"
    assert scenario_of(answered()).time_zone == "Asia/Tokyo"


def test_sold_once_has_no_customers_who_pay_every_month() -> None:
    tree = scenario_of(answered(order__months="0")).tree()
    assert "contract" not in tree
    assert "live" not in tree["stages"]
    assert "per year" not in str(tree["segments"])


def test_halves_of_a_fiscal_year() -> None:
    assert half_years(4, 2026) == (date(2026, 4, 1), date(2026, 10, 1))
    assert half_years(1, 2026) == (date(2026, 1, 1), date(2026, 7, 1))
    assert running_half(4, date(2026, 3, 31)) == date(2025, 10, 1)
    assert running_half(4, date(2026, 4, 1)) == date(2026, 4, 1)


def test_the_second_half_of_a_year_is_named_by_the_year_in_which_it_began() -> None:
    tree = scenario_of(answered(fiscal_year_starts="10", first_day="2027-04-01")).tree()
    assert list(tree["targets"]["half_year"]["by"]) == ["FY2026 H2"]
