"""The sentences of the report page, in English and in Japanese."""

from __future__ import annotations

from gtmsim.kpi import Language

SENTENCES: dict[str, tuple[str, str]] = {
    # The page
    "report": ("Report", "レポート"),
    "switch": ("日本語で読む", "Read in English"),
    "skip": ("To the first figures", "要点へ"),
    "contents": ("Contents", "目次"),
    "sort": ("Sort by this column", "この列で並べ替え"),
    "page note": (
        "Made by gtmsim {version}. This page needs no network.",
        "gtmsim {version} で作成。このページは通信を必要としません。",
    ),
    "period": ("{begin} to {end}", "{begin} 〜 {end}"),
    "runs": ("from {n} simulated courses of events", "{n}通りのシミュレーション"),
    "one run": ("from one simulated course of events", "1通りのシミュレーション"),
    "shown": ("here: {design}", "対象: {design}"),
    "beside": ("beside it: {designs}", "比較: {designs}"),
    # The first screen
    "board": ("At a glance", "要点"),
    "landing": ("{period} {name}: landing", "{period} {name} 着地見込み"),
    "landing whole": ("{name}: landing", "{name} 着地見込み"),
    "range": ("Range that holds 80%", "80%の見込み幅"),
    "target": ("Target", "予算 (目標)"),
    "no target": ("none set", "設定なし"),
    "hit": ("Chance to reach it", "達成確率"),
    "no hit": ("not known", "不明"),
    "too few": (
        "{n} simulated courses of events are too few for a range or a chance: {least} are the "
        "least.",
        "{n}通りのシミュレーションでは見込み幅と確率を示せません (最低{least}通り)。",
    ),
    "bottleneck": ("Bottleneck", "ボトルネック工程"),
    "bottleneck is": ("{team}, {busy} busy", "{team} (稼働率{busy})"),
    "waiting at": ("about {n} leads wait at {stage}", "{stage}で約{n}件が未対応"),
    "one waits at": ("about 1 lead waits at {stage}", "{stage}で約1件が未対応"),
    "no bottleneck": (
        "none: the busiest team, {team}, works {busy} of its time",
        "なし: 最も忙しい{team}でも稼働率{busy}",
    ),
    "nobody": ("none: nobody works", "なし: 誰も作業していない"),
    "do": ("What to do", "打ち手"),
    "hire": ("one more person in {team}", "{team}を1名増員"),
    "hire too dear": (
        "None that pays for itself; best: {hire}",
        "費用に見合う打ち手なし (最善は{hire})",
    ),
    "hire gain": ("{name} {gain}, likely {range}", "{name} {gain} (確からしい幅 {range})"),
    "cost of": ("pay {salary}", "給与 {salary}"),
    "below pay": (
        "pay {salary}: over the period more than is gained",
        "給与 {salary} (期間中の給与は増分を上回る)",
    ),
    "switch to": ("Change to {design}", "{design}に変更"),
    "keep": ("Keep {design}", "{design}を維持"),
    "does not help": (
        "no clear improvement by {change}, the one change tried",
        "試した1案に明確な改善なし ({change})",
    ),
    "nothing helps": (
        "no clear improvement among the {n} changes tried",
        "試した{n}案に明確な改善なし",
    ),
    "not tried": ("no change was tried", "打ち手の試算なし"),
    "assumptions": ("Main assumptions", "主な前提"),
    "per month": ("{n} leads a month", "リード 月{n}件"),
    "win rate": ("win rate {share} by the rates in the file", "受注率 {share} (工程の率の積)"),
    "deal": ("deal size {amount}", "平均受注単価 {amount}"),
    "people": ("{n} people", "人員 {n}名"),
    "unsourced": (
        "{n} values without a source, first of all {groups}",
        "出典のない仮定値 {n}個 (主に{groups})",
    ),
    "unsaid": (
        "{n} blocks of values do not say where they come from",
        "{n}項目の値に、出典も仮定の表示もなし",
    ),
    "unsaid text": (
        "These {n} blocks say neither where their values come from nor that they are assumed: "
        "{names}.",
        "次の{n}項目には、出典も仮定である旨の表示もありません: {names}。",
    ),
    "rests on unsaid": (
        "What looks better here rests on {n} blocks of values that do not say where they come "
        "from: see “What was assumed”.",
        "上記の優劣は、出典を示していない{n}項目の値に基づきます。"
        "「何を仮定したか」を参照してください。",
    ),
    "all sourced": ("every value has a source", "すべての値に出典あり"),
    "not back-tested": ("not back-tested", "実績未検証"),
    "not back-tested long": (
        "Not back-tested: nobody has yet held this scenario against past months.",
        "実績未検証: このシナリオを過去の実績と突き合わせた検証は、まだ行われていません。",
    ),
    "back-tested": ("Back-tested: {text}", "実績検証済み: {text}"),
    "rests on": (
        "What looks better here rests on {n} values without a source: see “What was assumed”.",
        "上記の優劣は、出典のない{n}個の仮定値に基づきます。「何を仮定したか」を参照してください。",
    ),
    "unfinished": (
        "Unfinished: {done} of {wanted} simulated courses of events are there.",
        "未完了: {wanted}通りのうち{done}通りのシミュレーションのみ。",
    ),
    "failed": (
        "{n} simulated courses of events failed and are left out.",
        "{n}通りのシミュレーションが失敗し、除いています。",
    ),
    "one course": (
        "This is one possible course of events: it gives no range and no chance.",
        "これは起こりうる経過の一つです。見込み幅と確率は出ません。",
    ),
    # Why
    "why": ("Why", "なぜそうなるか"),
    "why bottleneck": (
        "{team} works {busy} of its working hours. The busier a team, the longer leads wait for "
        "it, and what waits is lost more often.",
        "{team}は稼働時間の{busy}を使っています。稼働率が高いほどリードは待たされ、"
        "待つほど失われやすくなります。",
    ),
    "compared": ("Designs side by side", "案の比較"),
    "compared note": (
        "The same leads with the same luck met each design; baseline: {baseline}.",
        "どの案にも同じリードが同じ運で来ています。基準: {baseline}。",
    ),
    "explained": (
        "What each cause adds is from {n} courses of events of every design and change, so that "
        "the two designs stand a little otherwise here than in the tables.",
        "要因の内訳は案ごと・変更ごとに{n}通りによるため、両案の値は表と少し異なります。",
    ),
    "ranked": ("Designs, best first, by {name}", "{name}による順位"),
    # How sure
    "sure": ("How sure this is", "どれほど確かか"),
    "sure text": (
        "{n} possible courses of events were run, each with its own luck. In 8 of 10 the number "
        "lies within the range shown.",
        "運の異なる{n}通りの経過をシミュレーションしました。"
        "そのうち8割で、数値は示した見込み幅に収まります。",
    ),
    "sure wide": (
        "The chance itself is known only to lie between {low} and {high}: more courses of events "
        "would narrow that.",
        "達成確率自体は{low}〜{high}の間としか分かりません。通り数を増やすと狭まります。",
    ),
    "sum": ("sum of its parts", "内訳の合計"),
    "targets": ("Targets", "予算 (目標) と着地見込み"),
    "inputs": (
        "Of the spread, {luck} is luck and {inputs} comes from uncertain inputs, first of all: "
        "{names}.",
        "ばらつきの{luck}は運、{inputs}は不確かな入力によるものです。主な入力: {names}。",
    ),
    "only luck": (
        "Nearly all of the spread is luck: the uncertain inputs add next to nothing to it.",
        "ばらつきのほぼすべては運によるものです。不確かな入力の影響はごくわずかです。",
    ),
    "no inputs": (
        "Every input is a single number, so the range shows luck only, not how wrong the "
        "inputs may be. Give evidence (12 of 48) or a range (25% (18%..33%)) to see that too.",
        "入力はすべて一つの値なので、この幅は運によるものだけで、入力の誤りは含みません。"
        "根拠 (12 of 48) や幅 (25% (18%..33%)) を書くと、それも含まれます。",
    ),
    # What was assumed
    "assumed": ("What was assumed", "何を仮定したか"),
    "assumed text": (
        "These {n} entries have no source. Whoever knows better should replace them first.",
        "次の{n}項目には出典がありません。実績がわかるものから置き換えてください。",
    ),
    "assumed table": ("Entries without a source", "出典のない項目"),
    "turns": ("What tips the answer", "結論が変わる値"),
    "turns note": (
        "Between these two values the answer changes. * has no source.",
        "この2つの値の間で結論が変わります。* は出典なし。",
    ),
    "turns note sourced": (
        "Between these two values the answer changes.",
        "この2つの値の間で結論が変わります。",
    ),
    "nothing tips": (
        "None of the {n} values without a source that weigh most ({paths}) tips the answer, moved "
        "by a factor of up to {times} either way.",
        "影響の大きい仮定値{n}個 ({paths}) は、それぞれ{times}倍から1/{times}まで動かしても"
        "結論を変えません。",
    ),
    "turns between": ("between", "境目"),
    "answer": ("answer", "結論"),
    "answer then": ("answer beyond it", "その先の結論"),
    "with": ("with", "他の設定"),
    "unclear": ("no clear difference", "明確な差なし"),
    "reached": ("target reached", "予算達成"),
    "missed": ("target missed", "予算未達"),
    # Numbers
    "numbers": ("The numbers", "主な数値"),
    "kpi table": ("Means over the whole run, with the range that holds 80%",
                  "全期間の平均と80%の見込み幅"),
    "kpi table of": ("{design}: means over the whole run, with the range that holds 80%",
                     "{design}: 全期間の平均と80%の見込み幅"),
    # Lives
    "lives": ("Seen from close by", "個別に見る"),
    "lives text": (
        "One course of events of {n}: what happened to one lead, and what one person did in a "
        "week.",
        "{n}通りのうちの1通り: あるリードの歩みと、ある担当者の1週間。",
    ),
    # Definitions
    "definitions": ("Definitions in force", "適用中の定義"),
    "choices text": ("Chosen where the sources disagree: {choices}.",
                     "出典が一致しない点での選択: {choices}。"),
    "choices elsewhere": ("Otherwise in {design}: {choices}.", "{design}での違い: {choices}。"),
    "kpi definitions": ("How each number is counted", "数値の定義"),
    "sheet": ("Everything in force in the scenario", "シナリオの全設定"),
    # Appendix
    "appendix": ("Appendix: method, seed and versions", "付録: 方法・シード・版"),
    "method mean": (
        "Means carry 95% confidence intervals (Student's t; Wilson's for shares of "
        "replications). They tell how well the simulation knows its own mean, nothing else.",
        "平均には95%信頼区間 (Studentのt、反復の割合はWilson) を付けています。"
        "これはシミュレーション自身の誤差だけを示します。",
    ),
    "method range": (
        "The range that holds 80% goes from the 10th to the 90th percentile of the replications.",
        "80%の見込み幅は、反復の10パーセンタイルから90パーセンタイルまでです。",
    ),
    "method paired": (
        "Differences are paired: replication i of every design meets the same leads with the "
        "same luck. “No clear difference” means that the interval holds zero.",
        "差は対比によるものです。どの案の反復iにも同じリードが同じ運で来ます。"
        "「明確な差なし」は、区間が0を含むことを意味します。",
    ),
    "kpi means": ("Means with their intervals", "平均と信頼区間"),
    "made from": ("Made from", "作成条件"),
    "seed": ("seed", "シード"),
    "replications": ("replications", "反復回数"),
    "hash": ("scenario {name} (SHA-256)", "シナリオ {name} (SHA-256)"),
    "scenario text": ("The scenario as it was run", "実行したシナリオの全文"),
    # Heads of tables
    "kpi": ("KPI", "KPI"), "mean": ("mean", "平均"), "interval": ("95% interval", "95%信頼区間"),
    "design": ("design", "案"), "difference": ("difference", "差"), "verdict": ("verdict", "判定"),
    "baseline": ("baseline", "基準"),
    "unit": ("unit", "単位"), "place": ("place", "順位"), "entry": ("entry", "項目"),
    "value": ("value", "値"),
    "numerator": ("counted", "分子"), "denominator": ("divided by", "分母"),
    "source": ("source", "出典"), "median": ("median", "中央値"), "note": ("note", "備考"),
    "what": ("what", "項目"),
    "whole block": ("the whole block", "項目全体"),
}  # fmt: skip

GROUPS: tuple[tuple[str, str, tuple[str, str]], ...] = (
    ("channels", "leads", ("leads by channel", "チャネル別リード数")),
    ("stages", "then", ("conversion of steps", "工程の転換率")),
    ("segments", "deal_size", ("deal sizes", "受注単価")),
    ("channels", "ready", ("readiness of buyers", "顧客の検討時期")),
    ("stages", "work", ("time per piece of work", "作業時間")),
    ("teams", "headcount", ("headcount", "人員数")),
    ("targets", "", ("targets", "予算 (目標)")),
)
"""What a board would ask of assumptions first: block, key of it, words."""


def say(sentence: str, language: Language, **values: object) -> str:
    """A sentence in one language."""
    return SENTENCES[sentence][language == "ja"].format(**values)
