"""Rows of a worksheet made by the database are, cell by cell, those the library writes."""

import io
from datetime import date
from decimal import Decimal

import duckdb
import openpyxl
import pyarrow
from hypothesis import given
from hypothesis import strategies as some

from exports.sheet_lines import can_say, rows_sql
from exports.workbook import Column, Sheet, write_workbook

DATABASE = duckdb.connect()
LETTERS = [*"<>&\"'_x0041\r\n\t \x01\x0b\0ab", "\u3000", "\ufffe", "\uffff", "😀"]
PIECES = [*LETTERS, "凯旋", "_x0041_", "<r>", "</r>", "&amp;"]
TEXTS = some.none() | some.lists(some.sampled_from(PIECES), max_size=6).map("".join) | some.text(max_size=12)
WHOLE = some.none() | some.integers(min_value=-(2**63), max_value=2**63 - 1) | some.integers(-5, 5)
MONEY = some.none() | some.decimals(min_value=-(10**15), max_value=10**15, places=2)
DAYS = some.none() | some.dates(min_value=date(1850, 1, 1), max_value=date(2100, 1, 1))
ROW = some.tuples(TEXTS, WHOLE, MONEY, DAYS, some.none() | some.booleans())
COLUMNS = [Column("文"), Column("整", "integer"), Column("金", "money"), Column("日", "date"), Column("是", "boolean")]
TYPES = [pyarrow.string(), pyarrow.int64(), pyarrow.decimal128(18, 2), pyarrow.date32(), pyarrow.bool_()]


def cells(sheet: Sheet) -> list[tuple]:
    out = io.BytesIO()
    write_workbook(out, [sheet], [])
    found = openpyxl.load_workbook(out).worksheets[0]
    return [(cell.value, cell.number_format) for row in found.iter_rows() for cell in row if cell.value is not None]


def from_database(rows: list[tuple]) -> Sheet:
    arrays = [pyarrow.array([row[position] for row in rows], kind) for position, kind in enumerate(TYPES)]
    DATABASE.register("given", pyarrow.table(arrays, names=[column.title for column in COLUMNS]))
    types = [row[1] for row in DATABASE.execute("DESCRIBE SELECT * FROM given").fetchall()]
    assert can_say(types)

    def lines(styles):
        for row in DATABASE.execute(rows_sql("SELECT * FROM given", types, styles)).fetchall():
            yield 1, row[0].encode()

    return Sheet("数据", COLUMNS, rows, lines=lines)


@given(some.lists(ROW, min_size=1, max_size=30))
def test_cells_are_those_of_the_library(rows):
    assert cells(from_database(rows)) == cells(Sheet("数据", COLUMNS, rows))


def test_first_days_long_texts_and_long_numbers():
    rows = [
        ("x" * 40_000, 10**15, Decimal("9999999999999.99"), date(1900, 2, 28), True),
        ("<r>甲</r>", 10**15 - 1, Decimal("-10000000000000.00"), date(1900, 3, 1), False),
        (None, None, None, None, None),
        ("末", 0, Decimal("0.00"), date(1900, 1, 1), None),
    ]
    made = cells(from_database(rows))
    assert made == cells(Sheet("数据", COLUMNS, rows))
    assert ("<r>甲</r>", "General") in made and ("1000000000000000", "General") in made


def test_other_types_are_left_to_the_library():
    assert not can_say(["VARCHAR", "DOUBLE"]) and not can_say(["TIMESTAMP"]) and not can_say(["DECIMAL(38,20)"])
