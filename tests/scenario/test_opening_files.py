"""Openings in CSV files: read as if written in the scenario, and told of by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gtmsim.errors import ScenarioError
from gtmsim.scenario import Scenario, load, schema
from gtmsim.scenario.opening import OpeningCustomer, OpeningLead, OpeningRep
from gtmsim.scenario.part import Part
from gtmsim.scenario.places import fields_of
from gtmsim.scenario.tables import read_table
from gtmsim.scenario.tree import Plain, plain
from tests.bad_input.cases import BASE

CUSTOMERS = 'id,segment,mrr\nA,small,10万円\nB,large,"1,200,000 JPY"\n'
ROWS = [
    {"id": "A", "segment": "small", "mrr": "10万円"},
    {"id": "B", "segment": "large", "mrr": "1,200,000 JPY"},
]


def rows(content: str | bytes, part: type[Part] = OpeningCustomer) -> list[Plain]:
    """The rows of a file without fault."""
    encoded = content if isinstance(content, bytes) else content.encode()
    table = read_table(encoded, "f.csv", "opening.customers", part)
    assert table.problems == []
    return [plain(node) for node in table.rows]


def company(folder: Path, opening: str = "{customers: rows.csv}", **files: str) -> Path:
    """Write scenario.yaml and files NAME.csv; return the path of the scenario."""
    for name, content in ({"rows": CUSTOMERS} | files).items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    path = folder / "scenario.yaml"
    path.write_text(f"{BASE}opening: {opening}\n", encoding="utf-8")
    return path


# --- Files ----------------------------------------------------------------------------------


def test_a_table_says_what_the_scenario_would(tmp_path: Path) -> None:
    scenario = load(company(tmp_path))
    assert scenario.tree()["opening"] == {"customers": ROWS}
    opening = scenario.opening
    assert opening is not None
    assert [row.mrr.amount for row in opening.customers if row.mrr] == [100_000, 1_200_000]
    assert scenario == Scenario.from_text(f"{BASE}opening: {{customers: {ROWS}}}\n")


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_separators_marks_and_line_ends(separator: str, mark: str, ends: str) -> None:
    lines = ["id,segment,mrr", "A,small,10万円", 'B,large,"1,200,000 JPY"']
    lines[:2] = [line.replace(",", separator) for line in lines[:2]]
    lines[2] = separator.join(["B", "large", '"1,200,000 JPY"'])
    assert rows(mark + ends.join(lines)) == ROWS


def test_quoted_cells_hold_separators_quotes_and_line_breaks() -> None:
    content = 'id,account\nA,"Sato, Ito\nand ""Co"""\nB,b\n'
    table = read_table(content.encode(), "f.csv", "x", OpeningCustomer)
    assert plain(table.rows[0]) == {"id": "A", "account": 'Sato, Ito\nand "Co"'}
    assert [(node.mark.file, node.mark.line) for node in table.rows] == [("f.csv", 2), ("f.csv", 4)]


def test_empty_cells_and_rows_are_left_out() -> None:
    content = "\n id , segment,mrr\n\nA,, 10万円 \n,,\n"
    assert rows(content) == [{"id": "A", "mrr": "10万円"}]


def test_dates_may_be_written_as_excel_writes_them() -> None:
    (found,) = rows("id,starts,renews,account\nA,2025/4/1,2026/10/01,2025/4/1\n")
    assert found == {"id": "A", "starts": "2025-04-01", "renews": "2026-10-01",
                     "account": "2025/4/1"}  # fmt: skip


def test_a_dotted_heading_is_nested() -> None:
    found = rows("id,attributes.region,属性.健全度\nA,east,良\nB,,\n")
    assert found == [{"id": "A", "attributes": {"region": "east", "健全度": "良"}}, {"id": "B"}]


@pytest.mark.parametrize(
    ("part", "headings", "fields"),
    [
        (OpeningLead, "案件ID,企業名,セグメント,担当者,フェーズ,金額,受注予定日,リードソース",
         "id,account,segment,owner,stage,amount,closes,channel"),
        (OpeningLead, "リードID,発生日,ステージ開始日,リサイクル理由,再開日,件数",
         "id,arrived,since,recycle,returns,count"),
        (OpeningCustomer, "顧客コード,顧客名,プラン,月額,契約開始日,更新日,健全度,担当",
         "id,account,product,mrr,starts,renews,health,owner"),
        (OpeningCustomer, "ID,Plan,ARR,Account", "id,product,arr,account"),
        (OpeningRep, "氏名,入社日", "name,since"),
        (OpeningRep, "担当者,在籍期間", "name,tenure"),
    ],
)  # fmt: skip
def test_japanese_headings(part: type[Part], headings: str, fields: str) -> None:
    cells = ",".join(f"c{place}" for place in range(headings.count(",") + 1))
    (found,) = rows(f"{headings}\n{cells}\n", part)
    assert found == dict(zip(fields.split(","), cells.split(","), strict=True))


def test_every_field_may_be_a_heading() -> None:
    for part in (OpeningLead, OpeningCustomer, OpeningRep):
        names = [name for name in fields_of(part) if name != "attributes"]
        (found,) = rows(",".join(names) + "\n" + ",".join("x" * len(names)) + "\n", part)
        assert found == dict.fromkeys(names, "x")


# --- Problems -------------------------------------------------------------------------------


def problems(path: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(ScenarioError) as refusal:
        load(path)
    return [(Path(each.file).name, each.line, each.path) for each in refusal.value.problems]


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    path = company(
        tmp_path,
        "{customers: rows.csv, deals: deals.csv, horizon: 1}",
        rows="id,segment,mrr\nA,smal,10万円\n\nB,small\nA,large,x\n",
        deals='id,stage,closes\nD,demo,2020-01-01\n"E\n",demmo,\n',
    )
    assert problems(path) == [
        ("rows.csv", 4, "opening.customers"),
        ("rows.csv", 5, "opening.customers.1.mrr"),
        ("scenario.yaml", 87, "opening.horizon"),
        ("deals.csv", 2, "opening.deals.0.closes"),
        ("deals.csv", 3, "opening.deals.1.stage"),
    ]


def test_rows_that_contradict_the_scenario_are_told_by_line(tmp_path: Path) -> None:
    path = company(tmp_path, rows="id,segment,mrr\nA,smal,10万円\nB,small,10万円\nA,large,1万円\n")
    assert problems(path) == [
        ("rows.csv", 2, "opening.customers.0.segment"),
        ("rows.csv", 4, "opening.customers.2.id"),
    ]


def test_a_text_without_a_folder_has_no_files(tmp_path: Path) -> None:
    text = company(tmp_path).read_text(encoding="utf-8")
    assert Scenario.from_text(text, folder=tmp_path).tree()["opening"] == {"customers": ROWS}
    with pytest.raises(
        ScenarioError, match=r"line 87  opening\.customers: .* no folder .* folder="
    ):
        Scenario.from_text(text)


def test_a_change_cannot_name_a_file(tmp_path: Path) -> None:
    base = load(company(tmp_path))
    with pytest.raises(ScenarioError, match=r'"other\.csv" .* a change has no folder'):
        base.change("opening.customers", "other.csv")
    changed = base.change("opening.customers", [{"id": "C", "arr": "90万円"}])
    assert changed.tree()["opening"]["customers"] == [{"id": "C", "arr": "90万円"}]


# --- Layers, text and hash --------------------------------------------------------------------


def test_the_text_contains_the_rows_and_loads_equal(tmp_path: Path) -> None:
    scenario = load(company(tmp_path))
    again = Scenario.from_text(scenario.text())
    assert again == scenario
    assert again.hash == scenario.hash
    assert ".csv" not in scenario.text()


def test_the_hash_changes_with_a_row(tmp_path: Path) -> None:
    before = load(company(tmp_path)).hash
    assert load(company(tmp_path)).hash == before
    assert load(company(tmp_path, rows=CUSTOMERS.replace("10万円", "11万円"))).hash != before


def test_a_list_replaces_that_of_the_extended_file(tmp_path: Path) -> None:
    path = company(tmp_path, "{customers: rows.csv, deals: deals.csv}", deals="id,stage\nD,demo\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "own.csv").write_text("id,mrr\nZ,1万円\n", encoding="utf-8")
    mine = tmp_path / "folder" / "mine.yaml"
    mine.write_text(f"extends: ../{path.name}\nopening.customers: own.csv\n", encoding="utf-8")
    opening = load(mine).tree()["opening"]
    assert opening["customers"] == [{"id": "Z", "mrr": "1万円"}]
    assert opening["deals"] == [{"id": "D", "stage": "demo"}]


def test_an_opening_and_its_lists_can_be_removed(tmp_path: Path) -> None:
    scenario = load(company(tmp_path))
    assert scenario.change("opening.customers", "none").tree()["opening"] == {}
    assert scenario.change({"opening": "none"}).opening is None
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: scenario.yaml\nopening: {customers: none}\n", encoding="utf-8")
    assert load(mine).tree()["opening"] == {}


def test_an_option_may_name_a_file(tmp_path: Path) -> None:
    path = company(tmp_path, other="id,mrr\nZ,1万円\n")
    options = "{today: {}, dream: {opening.customers: other.csv}}"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"choices: {{who: {{use: today, options: {options}}}}}\n")
    scenario = load(path)
    assert scenario.tree()["opening"]["customers"] == ROWS
    dream = scenario.change({"choices": {"who": "dream"}}).opening
    assert dream is not None
    assert [row.id for row in dream.customers] == ["Z"]


def test_the_schema_takes_the_name_of_a_file() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(
        schema()["$defs"]["Opening"] | {"$defs": schema()["$defs"]}
    )
    assert validator.is_valid({"customers": "customers.csv"})
    assert validator.is_valid({"customers": [{"id": "A", "mrr": "10万円"}]})
    assert not validator.is_valid({"customers": "customers.xlsx"})
