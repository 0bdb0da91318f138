"""Templates: one workbook per record type that explains itself, refuses nonsense, and loads without a finding."""

import json
import re
import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from etl import own_sheets
from etl.answer.checking import check_paths
from etl.cli import main
from etl.extract import read_tables
from etl.judging.headings import match_headings
from etl.own_sheets import CHOICES_SHEET, version_of
from etl.record import record_types
from etl.run import load_paths
from etl.templates import template_name, write_template, write_templates
from etl.templates.validation import cell_rule
from etl.templates.words import example, need
from etl.templates.writing import HEADER_ROW
from etl.validate import recognise, validate
from tests.etl.filled_templates import FIRST, fill, rows_of

pytestmark = pytest.mark.usefixtures("small_reference")
TYPES = list(record_types().values())
every_type = pytest.mark.parametrize("record_type", TYPES, ids=lambda t: t.id)


def judged(path):
    """The type a file is taken for, its rows, and everything that was found."""
    table = read_tables(path)[0]
    record_type = recognise(table)
    outcome = validate(table, record_type)
    found = [problem for _, _, problems in outcome.rejected for problem in problems]
    return record_type, outcome, [*table.warnings, *outcome.warnings, *found]


@every_type
def test_an_empty_template_is_told_to_be_filled_in(record_type, tmp_path):
    write_template(record_type, tmp_path / "空.xlsx")
    entry = load_paths([tmp_path / "空.xlsx"], tmp_path / "data", dry_run=True)["deliveries"][0]
    assert entry["status"] == "rejected" and entry["rows_read"] == 0
    assert entry["messages"][0]["rule"] == "B002" and "示例行的下一行" in entry["messages"][0]["message"]


@every_type
def test_the_example_row_would_load_without_a_finding(record_type, tmp_path):
    row = {column.id: example(record_type, column) for column in record_type.columns}
    write_template(record_type, tmp_path / "例.xlsx")
    recognised, outcome, found = judged(fill(tmp_path / "例.xlsx", [row], record_type))
    assert recognised is record_type and len(outcome.rows) == 1 and outcome.row_numbers == [FIRST]
    assert found == []
    required = [column.id for column in record_type.columns if column.required]
    assert all(row[column_id] is not None for column_id in required)


@every_type
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_filled_template_loads_with_zero_findings(record_type, tmp_path, data):
    rows = data.draw(rows_of(record_type))
    write_template(record_type, tmp_path / "填.xlsx")
    recognised, outcome, found = judged(fill(tmp_path / "填.xlsx", rows, record_type))
    assert recognised is record_type and found == []
    assert len(outcome.rows) == len(rows) and outcome.row_numbers == list(range(FIRST, FIRST + len(rows)))
    for read, written in zip(outcome.rows, rows, strict=True):
        for column in record_type.columns:
            value = written.get(column.id)
            if isinstance(value, date | str) and column.kind != "boolean" and column.form != "clock":
                assert read[column.id] == value
            elif isinstance(value, int | float):
                assert float(read[column.id]) == pytest.approx(value)


def test_filled_templates_of_every_type_load_together_through_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WUSHE_DATA_DIR", str(tmp_path / "data"))
    assert main(["templates", str(tmp_path / "模板"), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)["templates"]
    assert [template["type"] for template in made] == list(record_types())
    for template in made:
        record_type = record_types()[template["type"]]
        row = {column.id: example(record_type, column) for column in record_type.columns}
        fill(tmp_path / "模板" / template_name(record_type), [row], record_type)
    document = check_paths([tmp_path / "模板"], tmp_path / "data", out=tmp_path / "out")
    assert len(document["deliveries"]) == len(made)
    assert [entry["messages"] for entry in document["deliveries"]] == [[]] * len(made)
    assert all(entry["accepted"] == 1 and entry["rejected"] == 0 for entry in document["deliveries"])


def test_only_the_wanted_types_are_written_and_unknown_ones_named(tmp_path, capsys):
    made = write_templates(tmp_path, ["活动", "funding"])
    assert [template["type"] for template in made] == ["activities", "funding"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["活动模板.xlsx", "资金模板.xlsx"]
    assert main(["templates", str(tmp_path), "--type", "收支", "--json"]) == 2
    assert "没有“收支”这种记录" in json.loads(capsys.readouterr().out)["error"]


@every_type
def test_headings_drop_downs_formats_and_page_are_set(record_type, tmp_path):
    write_template(record_type, tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    sheet = book[record_type.name]
    heads = [cell.value for cell in sheet[HEADER_ROW + 1]][: len(record_type.columns) + 1]
    assert heads[0] == "序号" and sheet.cell(HEADER_ROW + 2, 1).value == "示例"
    matching = match_headings(record_type, heads)
    assert [match.index for match in matching.matches.values()] == list(range(1, len(heads)))
    assert [head.endswith("*") for head in heads[1:]] == [column.required for column in record_type.columns]
    assert sheet.freeze_panes and sheet.print_title_rows == f"${HEADER_ROW + 1}:${HEADER_ROW + 1}"
    assert sheet.page_setup.orientation == "landscape" and str(sheet.page_setup.paperSize) == "9"
    assert book[CHOICES_SHEET].sheet_state == "hidden"
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert len(rules) == len(record_type.columns) + 2
    for index, column in enumerate(record_type.columns, start=2):
        cell = sheet.cell(FIRST, index)
        _check_rule(rules[cell.coordinate], column, book)
        style = sheet.column_dimensions[cell.column_letter].number_format
        assert style == {"date": "yyyy-mm-dd", "text": "@", "code": "@", "choice": "@"}.get(column.kind, style)


def _check_rule(rule, column, book):
    assert rule.prompt and len(rule.prompt) <= 255 and len(rule.promptTitle or "") <= 32
    if rule.type in (None, "none"):
        return
    assert rule.error and re.search("[\u4e00-\u9fff]", rule.error) and len(rule.error) <= 225
    choices = column.choices or (["是", "否"] if column.kind == "boolean" else [])
    if choices and rule.formula1.startswith('"'):
        assert rule.formula1.strip('"').split(",") == choices and len(rule.formula1) <= 257
    elif choices:
        first, last = re.findall(r"\$([A-Z]+\$\d+)", rule.formula1)
        cells = book[CHOICES_SHEET][first.replace("$", "") : last.replace("$", "")]
        assert [cell.value for row in cells for cell in row] == choices


def test_a_list_too_long_for_excel_stands_on_the_hidden_sheet():
    record_type = record_types()["funding"]
    column = record_type.column("instrument")
    long = column.model_copy(update={"choices": [f"很长的一个可选值第{number}号用来超过上限" for number in range(20)]})
    assert cell_rule(record_type, long, 6)["source"] == f"='{CHOICES_SHEET}'!$G$1:$G$20"
    assert cell_rule(record_type, column, 6)["source"] == column.choices


@every_type
def test_the_guide_tells_every_column_and_every_rule(record_type, tmp_path):
    write_template(record_type, tmp_path / "t.xlsx")
    guide = load_workbook(tmp_path / "t.xlsx")["填报说明"]
    lines = {row[0]: row for row in reversed(list(guide.iter_rows(values_only=True))) if row[0]}
    for column in record_type.columns:
        line = lines[column.name]
        assert line[1] == need(record_type, column) and line[2] == column.help
        assert all(choice in line[4] for choice in column.choices)
    text = "\n".join(str(cell) for row in guide.iter_rows(values_only=True) for cell in row if cell)
    for check in record_type.checks:
        assert check.message.split("{")[0] in text
    assert version_of(record_type) in text and "身份证号" in text


def test_a_filled_template_says_nothing_of_our_own_sheets_and_declares_its_area(tmp_path):
    record_type = record_types()["funding"]
    write_template(record_type, tmp_path / "t.xlsx")
    row = {column.id: example(record_type, column) for column in record_type.columns}
    fill(tmp_path / "t.xlsx", [row | {"area_code": "凯旋街道"}], record_type)
    book = load_workbook(tmp_path / "t.xlsx")
    book["资金"]["C2"], book["资金"]["C3"] = "浙江省杭州市上城区", "2024年1月至2024年6月"
    book.save(tmp_path / "t.xlsx")
    table = read_tables(tmp_path / "t.xlsx")[0]
    assert (table.declared_area, table.declared_from, table.declared_to, table.declared_unit) == (
        "浙江省杭州市上城区", date(2024, 1, 1), date(2024, 6, 30), "元")  # fmt: skip
    _, outcome, found = judged(tmp_path / "t.xlsx")
    assert outcome.rows[0]["area_code"] == "330102011000"
    assert [problem for problem in found if problem.rule in ("B040", "B041", "B018")] == []


def test_an_outdated_template_is_named(tmp_path, monkeypatch):
    record_type = record_types()["hubs"]
    monkeypatch.setattr("etl.templates.writing.version_of", lambda _: "0ld0ld00")
    write_template(record_type, tmp_path / "t.xlsx")
    row = {column.id: example(record_type, column) for column in record_type.columns}
    _, outcome, found = judged(fill(tmp_path / "t.xlsx", [row], record_type))
    assert len(outcome.rows) == 1
    assert [(problem.rule, problem.severity) for problem in found] == [("B018", "警告")]
    assert "0ld0ld00" in found[0].message and version_of(record_type) in found[0].message


def test_the_version_changes_with_what_is_filled_in_only():
    record_type = record_types()["hubs"]
    changed = record_type.columns[0].model_copy(update={"synonyms": ["另一种写法"], "help": "另一种说明"})
    same = record_type.model_copy(update={"columns": [changed, *record_type.columns[1:]]})
    other = record_type.model_copy(update={"columns": record_type.columns[1:]})
    assert version_of(same) == version_of(record_type) != version_of(other)


def test_rows_that_only_mention_an_example_are_rows():
    assert own_sheets.is_example(["示例", 1]) and own_sheets.is_example([None, "示例行（不计入）", "x"])
    assert not own_sheets.is_example(["示例小区服务队", 1]) and not own_sheets.is_example([1, "示例"])


def test_the_workbook_holds_no_formula_but_in_rules_and_no_foreign_link(tmp_path):
    write_template(record_types()["organizations"], tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not any("<f>" in text for text in texts.values())
    assert not any("TargetMode" in text for text in texts.values())
