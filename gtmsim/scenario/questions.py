"""The questions of `gtmsim new`: what somebody who runs such an organization knows by heart.

Every question may be left open. The texts are in English and in Japanese; what an open one takes
stands in `typical.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "currency", "month", "day", "count", "channels", "money", "pay", "share",
               "length"]  # fmt: skip

TEAMS = ("marketing", "inside_sales", "field_sales", "customer_success")
TEAM_NAMES = {
    "marketing": ("marketing", "マーケティング"),
    "inside_sales": ("inside sales", "インサイドセールス"),
    "field_sales": ("field sales", "フィールドセールス"),
    "customer_success": ("customer success", "カスタマーサクセス"),
}
STEPS = ("leads", "mql", "sql", "negotiations", "orders")
"""What is counted of the last period, in the order of the funnel."""
STEP_NAMES = {
    "leads": ("leads", "新規リード"), "mql": ("MQL", "MQL"), "sql": ("SQL", "有効商談"),
    "negotiations": ("final negotiations", "最終交渉に進んだ商談"), "orders": ("orders", "受注"),
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        key: its place in a file of answers, `people.field_sales.heads`.
        kind: how the answer is read.
        text: what is asked, in English and in Japanese.
        open_takes: what an open answer takes, in English and in Japanese.
    """

    key: str
    kind: Kind
    text: tuple[str, str]
    open_takes: tuple[str, str]


EXPECTS: dict[Kind, tuple[str, str]] = {
    "text": ("Write a name.", "名前を入力してください。"),
    "currency": (
        "Write a currency by its ISO code, such as JPY or USD.",
        "通貨コードを入力してください (例: JPY, USD)。",
    ),
    "month": (
        "Write a month, such as April or 4.",
        "月を入力してください (例: 4月, 4)。",
    ),
    "day": (
        "Write the first day of a half of your fiscal year, such as {days}.",
        "上期または下期の初日を入力してください (例: {days})。",
    ),
    "count": (
        "Write a whole number, such as 40 or 1,200.",
        "整数を入力してください (例: 40, 1,200件)。",
    ),
    "channels": (
        "Write channels with leads a month, each once: website 40, events 20.",
        "チャネル名と月間件数を並べてください。同じ名前は一度だけ (例: 自社サイト 40、展示会 20)。",
    ),
    "money": (
        "Write an amount above 0 in {currency}, such as 1,200,000 or 120万.",
        "{currency}で0より大きい金額を入力してください (例: 120万円, 1,200,000)。",
    ),
    "pay": (
        "Write pay in {currency} a year, such as 6,000,000, or 500,000 per month.",
        "{currency}の年収か月給を入力してください (例: 600万円, 月50万円)。",
    ),
    "share": (
        "Write a share with %, from 0% to less than 100%, such as 1.5%.",
        "0%以上100%未満の割合を入力してください (例: 1.5%)。",
    ),
    "length": (
        "Write a time with its unit, such as 30 min, 4 hours, 14 days or 2 weeks.",
        "単位をつけて入力してください (例: 30分, 4時間, 14日, 2週間)。",
    ),
}


def _heads(team: str) -> Question:
    english, japanese = TEAM_NAMES[team]
    open_takes = {
        "marketing": ("one person", "1名"),
        "inside_sales": ("one for two in field sales", "フィールドセールス2名に1名"),
        "field_sales": ("two for each in inside sales", "インサイドセールス1名に2名"),
        "customer_success": ("one for 40 customers", "顧客40社に1名"),
    }[team]
    return Question(
        f"people.{team}.heads", "count",
        (f"How many people work in {english}? 0: another team does its work",
         f"{japanese}は何名ですか (0: 他のチームが兼務)"),
        open_takes,
    )  # fmt: skip


def _pay(team: str) -> Question:
    english, japanese = TEAM_NAMES[team]
    return Question(
        f"people.{team}.pay", "pay",
        (f"Pay of one person in {english}, a year (or: per month)",
         f"{japanese}の一人当たり年収 (月給なら「月50万円」)"),
        ("published pay of Japanese IT vendors, in yen only",
         "国内IT企業の公表水準 (円の場合のみ)"),
    )  # fmt: skip


def _counted(step: str, english: str, japanese: str) -> Question:
    return Question(
        f"last_period.{step}", "count",
        (f"How many {english} in that period?", f"その期間の{japanese}は何件ですか"),
        ("published conversion rates", "公表されている転換率"),
    )  # fmt: skip


def _open_deals(key: str, english: str, japanese: str) -> tuple[Question, Question]:
    derived = (
        "as many as the counts and days above imply",
        "上の件数と日数から逆算",
    )
    return (
        Question(f"pipeline.{key}.deals", "count",
                 (f"Open deals {english}, on the first day",
                  f"{japanese}の進行中商談は何件ですか (初日時点)"),
                 derived),
        Question(f"pipeline.{key}.value", "money",
                 ("What they are worth together, a year's worth", "その合計金額 (年額)"),
                 ("deals times the value of an order", "件数×平均受注単価")),
    )  # fmt: skip


QUESTIONS: tuple[Question, ...] = (
    Question("name", "text", ("Name of the company or team", "会社・組織の名前"),
             ("my company", "自社")),
    Question("currency", "currency", ("Currency, by its code", "通貨"), ("JPY", "JPY")),
    Question("fiscal_year_starts", "month",
             ("Month in which your fiscal year starts", "会計年度の開始月"), ("April", "4月")),
    Question("first_day", "day",
             ("First day to simulate: the first day of a fiscal half-year",
              "シミュレーションの初日 (上期または下期の初日)"),
             ("the first day of the half-year that runs", "いまの半期の初日")),
    Question("channels", "channels",
             ("New leads a month by channel: website 40, events 20",
              "チャネル別の月間新規リード数 (例: 自社サイト 40、展示会 20)"),
             ("last period's leads; else 69 a month from three channels",
              "前期のリード数。なければ3チャネル計69件")),
    *(ask(team) for team in TEAMS for ask in (_heads, _pay)),
    Question("last_period.months", "count",
             ("Your last counts: over how many months?", "直近の実績は何か月分ですか"),
             ("6 months", "6か月")),
    _counted("leads", "new leads", "新規リード"),
    _counted("mql", "MQL (handed to inside sales)", "MQL (インサイドセールスへ渡した数)"),
    _counted("sql", "SQL (a meeting accepted by field sales)", "有効商談 (SQL)"),
    _counted("negotiations", "final negotiations (quote, approval)",
             "最終交渉 (見積・稟議) に進んだ商談"),
    _counted("orders", "orders", "受注"),
    Question("first_response", "length",
             ("How long does a new lead wait for the first answer today?",
              "いま、新規リードへの初回応答までどのくらいかかりますか"),
             ("1 day", "1日")),
    Question("days.mql", "length",
             ("Days from lead to MQL, without waiting for your own people",
              "リードからMQLまでの日数 (社内の手待ちを除く)"), ("same day", "当日")),
    Question("days.sql", "length",
             ("Days from MQL to SQL, without waiting for your own people",
              "MQLから商談までの日数 (社内の手待ちを除く)"), ("7 days", "7日")),
    Question("days.order", "length",
             ("Days from SQL to the order", "商談から受注までの日数 (平均商談期間)"),
             ("60 days", "60日")),
    Question("order.value", "money",
             ("Value of an order: a year's worth, or all of it if sold once",
              "平均受注単価 (年額。売り切りなら総額)"),
             ("1.2 million yen (25,000 in other currencies)", "120万円 (円以外は25,000)")),
    Question("order.months", "count",
             ("Contract term in months; 0: sold once", "契約期間 (月数。売り切りは0)"),
             ("12", "12か月")),
    *_open_deals("early", "before the final negotiation", "最終交渉より前"),
    *_open_deals("late", "in the final negotiation", "最終交渉中"),
    Question("customers.count", "count",
             ("Customers on the first day", "初日時点の顧客数"),
             ("40 for each in customer success", "カスタマーサクセス1名に40社")),
    Question("customers.mrr", "money",
             ("What they pay together in a month (MRR)", "顧客全体の月額 (MRR)"),
             ("customers times a twelfth of an order", "顧客数×平均受注単価÷12")),
    Question("customers.churn", "share",
             ("Share of customers that leaves in a month (churn)", "月次解約率 (社数)"),
             ("1.1% (GRR of 88% a year)", "1.1% (年間GRR 88%)")),
    Question("target", "money",
             ("Target for new business of that half-year, in the terms of an order's value",
              "その半期の新規受注の予算 (受注単価と同じ年額)"),
             ("what the spreadsheet says: volumes times rates", "表計算の答え (件数×転換率)")),
)  # fmt: skip

KNOWN = {question.key: question for question in QUESTIONS}

OPEN = ("", "?", "-", "don't know", "dont know", "unknown", "わからない", "分からない", "不明")
"""What leaves a question open, besides nothing at all."""


def is_open(text: str) -> bool:
    """Whether an answer is that one does not know."""
    return text.strip().lower().replace("’", "'") in OPEN


def blank(language: Literal["en", "ja"]) -> str:
    """The questions as a YAML file in which every answer is open."""
    at = 1 if language == "ja" else 0
    head = (
        "# Answers for `gtmsim new`. Whatever you do not know, leave as it is.",
        "# gtmsim new の回答票。わからない項目はそのままにしてください。",
    )
    open_word = ("don't know", "わからない")[at]
    lines = [head[at]]
    blocks: tuple[str, ...] = ()
    for question in QUESTIONS:
        *above, key = question.key.split(".")
        for depth, block in enumerate(above):
            if tuple(above[: depth + 1]) != blocks[: depth + 1]:
                lines.append(f"{'  ' * depth}{block}:")
        blocks = tuple(above)
        indent = "  " * len(above)
        takes = ("open takes", "不明なら")[at]
        lines.append(f"{indent}# {question.text[at]} ({takes}: {question.open_takes[at]})")
        lines.append(f"{indent}{key}: {open_word}")
    return "\n".join(lines) + "\n"
