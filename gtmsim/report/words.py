"""The sentences of the definitions sheet, in English and in Japanese."""

from __future__ import annotations

Pair = tuple[str, str]

SENTENCES: dict[str, Pair] = {
    # Headings
    "definitions": ("Definitions in force", "適用中の定義"),
    "general": ("General", "基本設定"),
    "choices": (
        "Choices: where the sources disagree (R222-R226)",
        "定義の選択: 出典が一致しない点 (R222-R226)",
    ),
    "milestones": ("Milestones: what is counted, and when", "マイルストーン: いつ何を数えるか"),
    "handoffs": ("Handoffs: who hands what to whom", "引き継ぎ: 誰が誰に何を渡すか"),
    "stages": ("Stages", "工程"),
    "recycle": ("Recycling: when and where a lead comes back", "再育成 (リサイクル) のルール"),
    "returned": ("Returns to the team before", "差戻しのルール"),
    "reasons": ("Reason codes", "理由コード"),
    "teams": ("Teams", "チーム"),
    "reorganizations": ("Reorganizations", "組織変更"),
    "history": ("Before the start: simulated, not reported", "開始前 (集計対象外)"),
    "hours": ("Hours", "稼働時間"),
    "attributes": ("Attributes of leads", "リードの属性"),
    "segments": ("Segments", "セグメント"),
    "channels": ("Channels", "チャネル"),
    "offer": ("Contract, products and approval", "契約・商品・決裁"),
    "targets": ("Targets and quotas", "予算 (目標)"),
    "opening": ("Opening: what is there on the first day", "開始時点の状態"),
    "other": ("Other settings", "その他の設定"),
    "defaults": ("Unless stated otherwise", "特に記載のない場合"),
    "gaps": ("Gaps", "未定義"),
    # Sentences
    "assumed count": (
        "* assumed: the value, or all of the block, has no source ({count} entries)",
        "* 仮定値 (出典なし): その値、またはその項目全体 ({count}件)",
    ),
    "more rows": ("... and {count} more", "… ほか{count}行"),
    "nobody": ("nobody's time is needed", "担当者の作業なし"),
    "in force": ("in force", "適用中"),
    "not taken": ("not taken", "不採用"),
    "changes": ("changes {paths}", "{paths}を変更"),
    "when begins": ("when {stage} begins", "{stage}の開始時"),
    "when ends": ("when the journey ends", "ジャーニーの終了時"),
    "by": ("by {ways}", "きっかけ: {ways}"),
    "by nothing": ("nothing leads there", "きっかけなし"),
    "counts": ("counts {milestone}", "{milestone}を計上"),
    "onward": ("onward: yes", "前進: はい"),
    "promise": ("promise {within}", "SLA {within}"),
    "no promise": ("no promise (SLA)", "SLAなし"),
    "for share": ("for {target} of them", "目標{target}"),
    "after wait": ("after {wait}", "{wait}後"),
    "at once": ("at once", "即時"),
    "rest of": ("rest ({share})", "残り ({share})"),
    "automatic": ("(automatic)", "(自動)"),
    "stages of": ("stages: {stages}", "担当工程: {stages}"),
    "no stage": ("no stage needs it", "担当工程なし"),
    "done by": ("done by", "担当"),
    "no gaps": ("none found", "なし"),
    # Gaps
    "gap promise": ("stages worked by a team without a promise (SLA)", "SLAのない工程"),
    "gap handoff": ("handoffs without a promise (SLA)", "SLAのない引き継ぎ"),
    "gap target": ("promises without a share to keep", "目標遵守率のないSLA"),
    "gap owner": ("recycling rules without a person in charge", "責任者のない再育成ルール"),
    "gap timing": ("recycling rules without a time", "時期のない再育成ルール"),
    "gap milestone": ("milestones not defined", "定義のないマイルストーン"),
    "gap unreached": ("milestones that nothing reaches", "到達経路のないマイルストーン"),
    "gap reason": ("reason codes without a label", "名称のない理由コード"),
    "gap pay": ("teams without pay", "給与のないチーム"),
    "gap cost": ("channels without cost", "費用のないチャネル"),
    "gap source": (
        "neither a source nor marked as assumed",
        "出典がなく、仮定値とも記されていない項目",
    ),
}

MILESTONES: dict[str, Pair] = {
    "mql": ("MQL", "MQL"),
    "sal": ("SAL", "SAL"),
    "sql": ("SQL", "有効商談 (SQL)"),
    "won": ("won", "受注"),
    "onboarded": ("onboarded", "オンボーディング完了"),
    "renewed": ("renewed", "更新"),
    "expanded": ("expanded", "拡張 (アップセル・クロスセル)"),
    "cross_sold": ("cross-sold", "クロスセル"),
    "churned": ("churned", "解約"),
}
