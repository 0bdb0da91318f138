"""What a source file may say, one small table at a time; the tables are made here, no file is read."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from etl.errors import DeliveryError
from etl.extract import RawTable
from etl.source import KnownRows, apply, constant_tables, load_source, read_source, source_names
from etl.source_loading import SOURCES_FOLDER
from etl.source_lookup import LookupRule

HEAD = 'name = "试"\nlicence = "CC0"\n[[tables]]\nname = "表"\n'
RECORD = '[[tables.records]]\ntype = "areas"\n'
AREA = 'columns.area_code = "code"\ncolumns.name = "name"\ncolumns.level = { value = 3 }\n'
WARDS = [
    {"area_code": "E0", "name": "Leeds", "level": 3},
    {"area_code": "E1", "name": "Armley", "level": 4, "parent_code": "E0"},
    {"area_code": "E2", "name": "Pudsey", "level": 4, "parent_code": "E0"},
    {"area_code": "E3", "name": "Pudsey North", "level": 5, "parent_code": "E2"},
    {"area_code": "X1", "name": "Armley", "level": 4, "parent_code": "X0"},
]


def source_of(tmp_path, text):
    path = tmp_path / "trial.toml"
    path.write_text(text, "utf-8")
    return load_source(str(path))


def table_of(text):
    """"a|b\\n1|2" as a table whose first data row is row 2 of the file."""
    header, *rows = [line.split("|") for line in text.strip().splitlines()]
    return RawTable("trial.csv", "", [], header, 1, rows, list(range(2, len(rows) + 2)))


def mapped(tmp_path, columns, text, record_type="areas", table_keys="", record_keys=""):
    """The one MappedTable of one record rule."""
    toml = f'{HEAD}{table_keys}\n[[tables.records]]\ntype = "{record_type}"\n{record_keys}\n{columns}'
    source = source_of(tmp_path, toml)
    known = KnownRows()
    known.add("areas", WARDS)
    [result] = apply(source, source.rules.tables[0], table_of(text), known)
    return result


def area_codes(tmp_path, rule, text, **keys):
    columns = f"columns.area_code = {rule}\ncolumns.name = {{ value = \"名\" }}\ncolumns.level = {{ value = 3 }}"
    result = mapped(tmp_path, columns, text, **keys)
    return [row["area_code"] for row in result.rows], result


# --- where a value comes from ------------------------------------------------------------------------------------

@pytest.mark.parametrize(("rule", "expected"), [
    ('"a"', ["1", "3"]),
    ('{ column = "a" }', ["1", "3"]),
    ('{ first = ["b", "a"] }', ["2", "3"]),
    ('{ first = ["absent", "a"] }', ["1", "3"]),
    ('{ value = "K" }', ["K", "K"]),
    ('{ template = "{a}-{c}" }', ["1-x", "3-y"]),
    ('{ template = "{a}-{b}" }', ["1-2", None]),
    ('{ template = "{a}-{b}", partial = true }', ["1-2", "3-"]),
    ('{ template = "{@file}:{@row}" }', ["trial.csv:2", "trial.csv:3"]),
    ('{ row_number = true, prefix = "R" }', ["R2", "R3"]),
    ('{ column = "c", case = "upper", suffix = "!" }', ["X!", "Y!"]),
    ('{ column = "b", default = "none" }', ["2", "none"]),
    ('[{ column = "b" }, { column = "c" }]', ["2", "y"]),
    ('[{ column = "b", when = { column = "c", equals = "y" } }, { column = "a" }]', ["1", "3"]),
    ('{ column = "d", optional = true, default = "D" }', ["D", "D"]),
    ('{ column = "c", extract = "^(.)" }', ["x", "y"]),
    ('{ column = "c", map = { X = "ex" }, otherwise = "other" }', ["ex", "other"]),
])
def test_origins_of_a_value(tmp_path, rule, expected):
    assert area_codes(tmp_path, rule, "a|b|c\n1|2|x\n3||y")[0] == expected


def test_a_hash_is_the_same_for_the_same_content_and_repeats_can_be_numbered(tmp_path):
    text = "a|b\n1|x\n1|x\n1|y"
    codes, _ = area_codes(tmp_path, '{ hash = ["a", "b"] }', text)
    assert codes[0] == codes[1] != codes[2]
    assert re.fullmatch("[a-z]{16}", codes[0])

    codes, _ = area_codes(tmp_path, '{ hash = ["a", "b"], prefix = "H-", numbered = true }', text)
    assert codes[1] == f"{codes[0]}-2"
    assert codes[0].startswith("H-")


def test_missing_words_are_empty_and_may_differ_by_table_and_column(tmp_path):
    assert area_codes(tmp_path, '"a"', "a\nNA\n?\nx", table_keys='missing = ["na", "?"]')[0] == [None, None, "x"]
    assert area_codes(tmp_path, '{ column = "a", missing = ["x"] }', "a\nNA\nx", table_keys='missing = "na"')[0] == [
        "NA", None]


# --- which rows --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("condition", "expected"), [
    ('{ column = "s", equals = "done" }', ["1", "2"]),
    ('{ column = "s", equals = ["done", "open"] }', ["1", "2", "3"]),
    ('{ column = "s", not_equals = "done" }', ["3", "4"]),
    ('{ column = "s", empty = false }', ["1", "2", "3"]),
    ('{ column = "s", matches = "^o" }', ["3"]),
    ('{ column = "n", at_least = 9 }', ["2", "3"]),
    ('{ column = "n", at_least = 2, at_most = 10 }', ["1", "2"]),
    ('{ column = "d", at_least = "2020-01-01" }', ["2", "3"]),
    ('{ column = "d", at_least = 2020-01-01 }', ["2", "3"]),
    ('{ all = [{ column = "s", equals = "DONE" }, { column = "n", at_most = 2 }] }', ["1"]),
    ('{ any = [{ column = "n", equals = 100 }, { column = "s", empty = true }] }', ["3", "4"]),
    ('{ none = [{ column = "n", equals = 100 }, { column = "s", empty = true }] }', ["1", "2"]),
])
def test_filters(tmp_path, condition, expected):
    text = "a|s|n|d\n1|done|2|2019-05-01\n2|Done|10|2020-01-01\n3|open|100|2021-01-01\n4|||"
    codes, result = area_codes(tmp_path, '"a"', text, record_keys=f"filter = {condition}")
    assert codes == expected
    assert len(result.skipped) == 4 - len(expected)
    assert all("不符合筛选条件" in why for _, why in result.skipped)


# --- what a value means ------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("unknown", "codes", "rejected", "warnings"), [
    ("reject", [None], ["S02"], []), ("empty", ["ex", None, None], [], ["S02"]), ("keep", ["ex", "z", None], [], []),
])
def test_values_not_in_a_map(tmp_path, unknown, codes, rejected, warnings):
    rule = f'{{ column = "a", map = {{ x = "ex" }}, unknown = "{unknown}" }}'
    found, result = area_codes(tmp_path, rule, "a|b\nx|1\nz|1\n|1")
    assert found == (["ex", None] if unknown == "reject" else codes)
    assert [problem.rule for _, _, problems in result.rejected for problem in problems] == rejected
    assert [problem.rule for problem in result.warnings] == warnings
    assert dict(result.unknown["a"]) == {"z": 1}


@pytest.mark.parametrize(("name", "expected"), [
    ("armley", "E1"), ("PUDSEY  NORTH", "E3"), ("Leeds", "E0"), ("E2", "E2"), ("Nowhere", None), ("", None),
])
def test_area_names_are_looked_up_within_the_root_area(tmp_path, name, expected):
    rule = '{ column = "a", lookup = { within = "E0" }, unknown = "empty" }'
    assert area_codes(tmp_path, rule, f"a|b\n{name}|1")[0] == [expected]


def test_a_name_that_means_several_is_refused_with_the_candidates(tmp_path):
    _, result = area_codes(tmp_path, '{ column = "a", lookup = {} }', "a\nArmley")
    [(row, raw, [problem])] = result.rejected
    assert (row, raw) == (2, {"a": "Armley"})
    assert "E1、X1" in problem.message


def test_what_is_mapped_first_can_be_looked_up_by_what_follows(tmp_path):
    workforce = 'columns.area_code = { column = "name", lookup = {} }\ncolumns.year = { value = 2020 }\n'
    source = source_of(tmp_path, f'{HEAD}{RECORD}{AREA}[[tables.records]]\ntype = "workforce"\n{workforce}'
                                 'columns.stations = "n"\n')
    areas, workforce = apply(source, source.rules.tables[0], table_of("code|name|n\nZ1|Zett|4"), KnownRows())
    assert areas.rows[0]["area_code"] == workforce.rows[0]["area_code"] == "Z1"


@pytest.mark.parametrize(("several", "expected", "severity"), [
    ('several = "first"', ["E1"], "警告"),
    ('several = "value", value = "E0"', ["E0"], "警告"),
    ('several = "explode"', ["E1", "E2"], "警告"),
    ('several = "empty"', [None], "警告"),
    ('several = "reject"', [], "拒收"),
])
def test_several_different_values_in_a_cell(tmp_path, several, expected, severity):
    rule = f'{{ column = "a", list = {{ {several}, code = "W1" }}, lookup = {{ within = "E0" }} }}'
    codes, result = area_codes(tmp_path, rule, "a\n['Armley', 'Pudsey', 'Armley']")
    assert codes == expected
    problems = result.warnings + [problem for _, _, problems in result.rejected for problem in problems]
    assert [(problem.rule, problem.severity) for problem in problems] == [("W1", severity)]


@pytest.mark.parametrize("several", ["first", "explode", "reject"])
def test_one_value_written_several_times_is_taken_once_and_reported(tmp_path, several):
    rule = f'{{ column = "a", list = {{ separator = ";", several = "{several}" }} }}'
    codes, result = area_codes(tmp_path, rule, "a\nB;B ;B\nC")
    assert codes == ["B", "C"]
    assert ["写了 3 个值" in problem.message for problem in result.warnings] == [True]


def test_numbers_and_dates_become_the_columns_kind(tmp_path):
    columns = """
columns.area_code = { value = "E0" }
columns.year = { column = "d", dates = ["DD/MM/YYYY"] }
columns.stations = { column = "n", number = {} }
columns.facility_m2 = { column = "sqft", number = { factor = "0.092903" } }
"""
    result = mapped(tmp_path, columns, "d|n|sqft\n01/02/2020|1,200|100", "workforce")
    assert result.rows == [{"area_code": "E0", "year": 2020, "stations": Decimal(1200), "facility_m2": Decimal("9.29")}]
    assert [problem.rule for problem in result.warnings] == ["S10"]


# --- repairs and duplicates --------------------------------------------------------------------------------------

REPAIRED = """
columns.hub_id = "h"
columns.name = "h"
columns.level = { value = "街道" }
columns.area_code = { value = "E0" }
columns.established_on = { column = "from", dates = ["iso"] }
columns.closed_on = { column = "to", dates = ["iso"] }
"""


@pytest.mark.parametrize(("do", "row", "outcome"), [
    ("empty", (date(2020, 2, 1), None), "warned"),
    ("swap", (date(2020, 1, 1), date(2020, 2, 1)), "warned"),
    ('set", value = "2020-03-01', (date(2020, 2, 1), "2020-03-01"), "warned"),
    ("reject", None, "rejected"),
    ("skip", None, "skipped"),
])
def test_an_end_before_the_start_is_repaired_as_declared(tmp_path, do, row, outcome):
    keys = f'repair = [{{ column = "closed_on", before = "established_on", do = "{do}", code = "R1" }}]'
    text = "h|from|to\nA|2020-02-01|2020-01-01\nB|2020-02-01|2020-02-01\nC|2020-02-01|"
    result = mapped(tmp_path, REPAIRED, text, "hubs", record_keys=keys)
    rows = {row["hub_id"]: (row["established_on"], row["closed_on"]) for row in result.rows}
    assert rows.get("A") == row
    assert rows["B"] == (date(2020, 2, 1), date(2020, 2, 1))
    assert [problem.rule for problem in result.warnings] == (["R1"] if outcome == "warned" else [])
    assert len(result.rejected) == (outcome == "rejected")
    assert len(result.skipped) == (outcome == "skipped")


def test_a_number_out_of_bounds_is_repaired(tmp_path):
    keys = 'repair = [{ column = "level", above = 6, do = "set", value = 6 }, ' \
           '{ column = "level", below = 1, do = "reject" }]'
    columns = 'columns.area_code = "a"\ncolumns.name = "a"\ncolumns.level = "n"'
    result = mapped(tmp_path, columns, "a|n\nx|9\ny|0\nz|4", record_keys=keys)
    assert [(row["area_code"], row["level"]) for row in result.rows] == [("x", 6), ("z", "4")]
    assert [row for row, _, _ in result.rejected] == [3]


@pytest.mark.parametrize(("dedupe", "rows", "duplicates"), [
    ("none", ["Leeds", "Leeds", "LEEDS", "Ripon"], 0),
    ("first", ["Leeds", "Ripon"], 2),
    ("last", ["LEEDS", "Ripon"], 2),
])
def test_rows_with_the_same_key(tmp_path, dedupe, rows, duplicates):
    result = mapped(tmp_path, AREA, "code|name\n1|Leeds\n1|Leeds\n1|LEEDS\n2|Ripon", record_keys=f'dedupe = "{dedupe}"')
    assert [row["name"] for row in result.rows] == rows
    assert result.duplicates == duplicates
    assert [(problem.row, problem.rule) for problem in result.warnings] == ([(4, "S09")] if duplicates else [])


@pytest.mark.parametrize(("dedupe", "kept", "said"), [
    ("first", [("Old", 4), ("Ripon", 5)], "停用日期最早的"),
    ("last", [("LEEDS", 3), ("Ripon", 5)], "停用日期最晚的"),
])
def test_of_rows_with_the_same_key_the_first_or_the_last_date_is_kept(tmp_path, dedupe, kept, said):
    columns = AREA + 'columns.valid_to = { column = "until", dates = ["iso"] }\n'
    table = "code|name|until\n1|Leeds|\n1|LEEDS|2020-05-01\n1|Old|2019-01-31\n2|Ripon|2020-01-01"
    result = mapped(tmp_path, columns, table, record_keys=f'dedupe = "{dedupe}"\ndedupe_by = "valid_to"')
    assert [(row["name"], number) for row, number in zip(result.rows, result.row_numbers, strict=True)] == kept
    assert {problem.rule for problem in result.warnings} == {"S09"} and said in result.warnings[0].message


def test_a_row_with_more_or_fewer_cells_than_headings_is_sent_back(tmp_path):
    source = source_of(tmp_path, HEAD + 'delimiter = "|"\n' + RECORD + AREA)
    path = tmp_path / "areas.csv"
    path.write_text("code|name\n1|Leeds|too much\n2|Ripon|\n3\n", "utf-8")
    [(rule, table)] = read_source(path, source)
    [result] = apply(source, rule, table, KnownRows())
    assert [row["area_code"] for row in result.rows] == ["2"]
    assert [(row, problems[0].rule) for row, _, problems in result.rejected] == [(2, "B013"), (4, "B013")]


def test_unused_columns_are_named_and_personal_numbers_are_not_told(tmp_path):
    result = mapped(tmp_path, AREA, "code|name|phone|size\n1|Leeds|13812345678|4\n2|Ripon||5")
    assert result.unused_columns == ["phone", "size"]
    assert result.has_personal
    [problem] = result.warnings
    assert (problem.rule, problem.column) == ("B020", "phone")
    assert "1381234" not in str(result)


# --- what a source file may not say ------------------------------------------------------------------------------


@pytest.mark.parametrize(("toml", "said"), [
    ("name = = 1\n", "不是正确的 TOML：第 1 行"),
    ('name = "x"', "licence：缺少这个键；tables：缺少这个键"),
    (HEAD, r"tables\[1\].records：缺少这个键"),
    (HEAD + RECORD + AREA + "colunms = 1", r"tables\[1\].records\[1\].colunms：没有这个键（是不是 columns）"),
    (HEAD + '[[tables.records]]\ntype = "area"\n' + AREA, "没有叫“area”的数据类型，可以写 .*areas"),
    (HEAD + RECORD + 'columns.area_code = "c"\ncolumns.level = "l"', r"缺少必填的 name（区域名称）"),
    (HEAD + RECORD + AREA + 'columns.nmae = "x"', "没有“nmae”这一列，是不是 name"),
    (HEAD + RECORD + AREA + 'columns.parent_code = { column = "x", value = "y" }', "之一（现在：column、value）"),
    (HEAD + RECORD + AREA + 'columns.parent_code = { map = { a = "b" } }', "之一（现在：都没有写）"),
    (HEAD + RECORD + AREA + 'columns.valid_from = { column = "x", dates = ["DD.MM"] }', "看不懂日期写法“DD.MM”"),
    (HEAD + RECORD + AREA + 'columns.parent_code = { column = "x", extract = "(" }', "正则表达式“\\(”写法有误"),
    (HEAD + RECORD + AREA + 'columns.parent_code = { template = "abc" }', "没有花括号"),
    (HEAD + RECORD + AREA + 'columns.parent_code = { template = "{@line}" }', "没有“@line”"),
    (HEAD + RECORD + AREA + 'columns.parent_code = { column = "x", lookup = { match = "title" } }',
     "没有“title”这一列"),
    (HEAD + RECORD + AREA + 'filter = { column = "x" }', "还要写一种比较"),
    (HEAD + RECORD + AREA + 'filter = { equals = "x" }', "条件要写 column"),
    (HEAD + RECORD + AREA + 'repair = [{ column = "valid_to", before = "valid_from", do = "empty" }]',
     "“valid_to”不是这里映射的列"),
    (HEAD + RECORD + AREA + 'accepts = ["V001"]', "“V001”不能放宽，只可以写 B064"),
    (HEAD + RECORD + AREA + 'dedupe = "always"', "dedupe：只能是 none、first、last"),
    (HEAD + RECORD + AREA + 'dedupe_by = "name"', "dedupe_by：要与 dedupe 同用"),
    (HEAD + RECORD + AREA + 'dedupe = "first"\ndedupe_by = "name"', "这里映射的日期列"),
    (HEAD + 'encodings = "utf-9"\n' + RECORD + AREA, "没有叫“utf-9”的文字编码"),
    (HEAD + '[[tables.records]]\ntype = "organizations"\ncolumns.org_id = "a"\ncolumns.name = "b"\n'
     'columns.area_code = "c"\ncolumns.registration = { value = "登记" }\n'
     'columns.legal_form = { column = "f", map = { CIO = "慈善公司" } }', "“慈善公司”不是组织类型的可选值"),
    (HEAD + RECORD + AREA + '[[constants]]\ntype = "areas"\nrows = [{ name = "x" }]',
     r"constants\[1\].rows：缺少必填的 area_code"),
])
def test_a_wrong_source_file_is_explained_with_file_and_key(tmp_path, toml, said):
    with pytest.raises(DeliveryError, match=said) as caught:
        source_of(tmp_path, toml)
    assert "《trial.toml》" in str(caught.value)


def test_sources_are_found_by_name_in_both_folders_and_by_path(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "own.toml").write_text(HEAD + RECORD + AREA, "utf-8")
    assert load_source("own", tmp_path).id == "own"
    assert source_names(tmp_path) == ["leeds2023", "own"]
    for name in ("nobody", "../own", "own.toml", ""):
        with pytest.raises(DeliveryError):
            load_source(name, tmp_path)


def test_the_fingerprint_follows_the_text(tmp_path):
    first = source_of(tmp_path, HEAD + RECORD + AREA)
    assert source_of(tmp_path, HEAD + RECORD + AREA).identity == first.identity
    assert source_of(tmp_path, HEAD + RECORD + AREA + "# 改\n").identity != first.identity


def test_constant_rows_are_tables_of_their_own(tmp_path):
    constants = '[[constants]]\ntype = "areas"\nrows = [{ area_code = "E0", name = "Leeds", level = 3 }]\n'
    [table] = constant_tables(source_of(tmp_path, HEAD + RECORD + AREA + constants))
    assert (table.type, table.file, table.row_numbers) == ("areas", "trial.toml", [1])
    assert table.rows == [{"area_code": "E0", "name": "Leeds", "level": 3}]


def test_lookups_know_when_their_rows_change():
    known = KnownRows()
    known.add("areas", WARDS[:2])
    before = known.fingerprint(["areas"])
    known.add("areas", WARDS[:2])
    assert known.fingerprint(["areas"]) == before
    known.add("areas", WARDS[2:])
    assert known.fingerprint(["areas"]) != before
    assert known.find(LookupRule(within="E0"), "Pudsey") == ["E2"]


@pytest.mark.parametrize("path", sorted(SOURCES_FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_source_is_sound_and_says_its_licence(path: Path):
    rules = load_source(str(path)).rules
    assert rules.licence
    assert rules.attribution
