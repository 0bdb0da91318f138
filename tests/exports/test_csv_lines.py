"""Lines of CSV made by the database are, byte for byte, those written cell by cell."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as some

from exports.cells import BLANKS, TRIGGERS, csv_cell
from exports.csv_lines import can_say, lines_sql

LETTERS = [*TRIGGERS, *BLANKS, *'"\',\r\n\0;0123456789.%ab', "\v", "\f", "\x85", "\u2028"]
PIECES = [*LETTERS, "凯旋", '""', "-1", "+1,234.5%"]
TEXTS = some.none() | some.lists(some.sampled_from(PIECES), max_size=6).map("".join) | some.text(max_size=12)
MONEY = some.none() | some.decimals(min_value=-(10**12), max_value=10**12, places=2)
DAYS = some.none() | some.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1))
MOMENTS = some.none() | some.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1))
WHOLE = some.none() | some.integers(min_value=-(2**63), max_value=2**63 - 1)
ROW = some.tuples(TEXTS, WHOLE, MONEY, DAYS, MOMENTS, some.none() | some.booleans(), TEXTS)
DATABASE = duckdb.connect()
SCHEMA = pyarrow.schema(
    [
        ("name", pyarrow.string()),
        ("whole", pyarrow.int64()),
        ("money", pyarrow.decimal128(18, 2)),
        ("day", pyarrow.date32()),
        ("moment", pyarrow.timestamp("us")),
        ("truth", pyarrow.bool_()),
        ("note", pyarrow.string()),
    ]
)


def from_database(rows: list[tuple], columns: list[int]) -> list[str]:
    names = [SCHEMA.names[position] for position in columns]
    arrays = [pyarrow.array([row[position] for row in rows], SCHEMA.types[position]) for position in columns]
    DATABASE.register("given", pyarrow.table(arrays, names=names))
    select = "SELECT * FROM given"
    types = [row[1] for row in DATABASE.execute(f"DESCRIBE {select}").fetchall()]
    assert can_say(types)
    return [row[0] for row in DATABASE.execute(lines_sql(select, types)).fetchall()]


def by_hand(row: list[object]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow([csv_cell(value) for value in row])
    return line.getvalue()


@given(some.lists(ROW, min_size=1, max_size=20))
def test_lines_are_those_of_the_cells(rows):
    every = list(range(len(SCHEMA)))
    assert from_database(rows, every) == [by_hand(list(row)) for row in rows]


@given(some.lists(ROW, min_size=1, max_size=10))
def test_a_single_column_too(rows):
    assert from_database(rows, [0]) == [by_hand([row[0]]) for row in rows]


@pytest.mark.parametrize("text", ["=1+1", "\0=1", " ＝1", '""=1', "-A1"])
def test_a_formula_is_only_text(text):
    assert from_database([(text, None, None, None, None, None, None)], [0, 1]) == [by_hand([text, None])]
    assert by_hand([text, None]).lstrip('"').startswith("'")


def test_amounts_keep_their_digits():
    rows = [("x", 1, Decimal("1234567890123456.70"), None, None, None, None)]
    assert from_database(rows, [1, 2]) == ["1,1234567890123456.70\r\n"]


def test_other_types_are_left_to_the_hand():
    assert not can_say(["VARCHAR", "DOUBLE"]) and not can_say(["INTEGER[]"])
