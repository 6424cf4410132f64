"""Headings of the CSV files of an opening: names of fields, or what Japanese systems call them.

id           ID, 案件ID, リードID, 顧客ID, 顧客コード, 案件番号, 管理番号
count        件数, 社数
account      企業, 企業名, 会社, 会社名, 取引先, 取引先名, 顧客名
segment      セグメント
channel      チャネル, 流入元, リードソース
product      製品, 商品, プラン, plan
owner        担当, 担当者
stage        ステージ, フェーズ
arrived      発生日, 初回接触日
age          経過, 経過期間, 滞留期間
since        ステージ開始日, ステージ変更日; of a rep: 入社日, 着任日
recycle      リサイクル理由, 再育成理由
returns      再開日, 復帰日
recycles     リサイクル回数, 再育成回数
amount       金額, 見込金額
closes       受注予定日
mrr, arr     月額, 年額
starts       開始日, 契約開始日
renews       更新日, 契約更新日
health       健全度, ヘルススコア
name         氏名, 名前, 担当, 担当者
tenure       在籍期間, 勤続期間
attributes.  属性.
"""

from __future__ import annotations

import unicodedata

from gtmsim.scenario.part import Part
from gtmsim.scenario.places import fields_of
from gtmsim.scenario.suggest import did_you_mean, enumeration
from gtmsim.scenario.tree import Path, shown

_WORDS: dict[str, str] = {
    "id": "案件id リードid 顧客id 顧客コード 案件番号 管理番号",
    "count": "件数 社数",
    "account": "企業 企業名 会社 会社名 取引先 取引先名 顧客名",
    "segment": "セグメント",
    "channel": "チャネル 流入元 リードソース",
    "product": "製品 商品 プラン plan",
    "owner": "担当 担当者",
    "stage": "ステージ フェーズ",
    "arrived": "発生日 初回接触日",
    "age": "経過 経過期間 滞留期間",
    "since": "ステージ開始日 ステージ変更日 入社日 着任日",
    "recycle": "リサイクル理由 再育成理由",
    "returns": "再開日 復帰日",
    "recycles": "リサイクル回数 再育成回数",
    "amount": "金額 見込金額",
    "closes": "受注予定日",
    "mrr": "月額",
    "arr": "年額",
    "starts": "開始日 契約開始日",
    "renews": "更新日 契約更新日",
    "health": "健全度 ヘルススコア",
    "name": "氏名 名前 担当 担当者",
    "tenure": "在籍期間 勤続期間",
}
"""Other headings of each field, in small letters."""


def field_of(heading: str, part: type[Part]) -> Path | None:
    """The field that a heading names; None if there is none."""
    words = unicodedata.normalize("NFKC", heading).strip()
    for prefix in ("attributes.", "属性."):
        if words.startswith(prefix) and words != prefix and _takes_attributes(part):
            return ("attributes", words.removeprefix(prefix))
    plain = words.lower()
    for name in fields_of(part):
        if name != "attributes" and plain in (name, *_WORDS.get(name, "").split()):
            return (name,)
    return None


def unknown(heading: str, part: type[Part]) -> str:
    """Say that a heading names no field, and what could have been meant."""
    fields = [name for name in fields_of(part) if name != "attributes"]
    known = {word: name for name in fields for word in _WORDS.get(name, name).split()}
    near = did_you_mean(heading, [*fields, *known])
    own = " An attribute is written attributes.NAME." if _takes_attributes(part) else ""
    hint = near or f" Headings are: {enumeration(fields)}.{own} Or remove the column."
    return f'unknown heading "{shown(heading)}".{hint}'


def _takes_attributes(part: type[Part]) -> bool:
    return "attributes" in fields_of(part)
