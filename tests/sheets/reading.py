"""What a page shows, read from its HTML alone; and what its files hold, read as a spreadsheet or a program would."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import openpyxl
import pyarrow.parquet
from dash.development.base_component import Component

from components.page import find, state_of
from components.router import body
from components.tree import plant
from indicators.warehouse import snapshot
from tests.components.reading import parts, text_of

MISSING = "未报送"
DASH = "—"


@dataclass
class ShownTable:
    """A table as the screen has it: headings, and the words of every row, the total last."""

    headings: list[str]
    rows: list[list[str]]

    @property
    def plain(self) -> list[list[str]]:
        """The words of the rows as they are compared."""
        return [list(map(plain, row)) for row in self.rows]


def drawn(address: str) -> list[Component]:
    """The body of a page."""
    path, _, search = address.partition("?")
    page = find(path)
    with snapshot():
        return body(page, state_of(page, path, search))


def shown_tables(body_parts: list[Component]) -> list[ShownTable]:
    """Every HTML table in reading order."""
    found = [part for part in parts(body_parts) if isinstance(part, Component) and part._type == "Table"]
    return [ShownTable(_headings(table), _rows(table)) for table in found]


def _of_kind(piece: Component, *kinds: str) -> list[Component]:
    return [part for part in parts(piece) if isinstance(part, Component) and part._type in kinds]


def _headings(table: Component) -> list[str]:
    return [str(cell.children[0] if isinstance(cell.children, list) else cell.children)
            for head in _of_kind(table, "Thead") for cell in _of_kind(head, "Th")]  # fmt: skip


def _rows(table: Component) -> list[list[str]]:
    lines = [line for part in _of_kind(table, "Tbody", "Tfoot") for line in _of_kind(part, "Tr")]
    return [[text_of(cell) for cell in _of_kind(line, "Th", "Td")] for line in lines]


@dataclass
class Menu:
    """A download menu: its tables as [name, title, rows], and the address of the records behind."""

    sheets: list[list]
    records: str | None


def menus(body_parts: list[Component]) -> list[Menu]:
    """The download menus of a page, read from what travels to the browser."""
    tree, _ = plant(body_parts)
    given = [node[1] for node in _nodes(tree) if len(node) > 1 and isinstance(node[1], dict)]
    return [Menu(json.loads(one["data-sheets"]), one.get("data-records")) for one in given if "data-sheets" in one]


def _nodes(tree):
    for node in tree:
        if isinstance(node, list):
            yield node
            yield from _nodes(node)


OWN = {"not_reported", "row_kind"}  # columns of exports that the screen says in other ways


def headings(table: dict) -> list[str]:
    """The headings of a JSON table as the screen has them."""
    return [column["name"] for column in table["columns"] if column["id"] not in OWN]


def as_shown(table: dict) -> list[list[str]]:
    """The rows of a JSON table in the words of the screen, without commas between thousands."""
    columns = [column for column in table["columns"] if column["id"] not in OWN]
    return [[_said(column, row) for column in columns] for row in table["rows"]]


def _said(column: dict, row: dict) -> str:
    value = row[column["id"]]
    if value is None:
        return MISSING if column["name"] in (row.get("not_reported") or "").split("、") else DASH
    return plain(str(value))


def plain(words: str) -> str:
    """Words as they are compared: numbers without commas, with an ASCII minus."""
    return words.replace(",", "").replace("−", "-") or DASH


def csv_rows(content: bytes) -> list[list[str]]:
    """The cells of a CSV, its heading first."""
    assert content[:3] == b"\xef\xbb\xbf" and b"\r\n" in content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def parquet_rows(content: bytes) -> list[dict]:
    """The rows of a Parquet file."""
    return pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()


def workbook(content: bytes) -> openpyxl.Workbook:
    """A workbook as Excel would open it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def sheet_rows(sheet) -> list[list[object]]:
    """The cells of a sheet below its heading."""
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def same(value: object, other: object) -> bool:
    """Whether a cell of a file is the value of the JSON."""
    if value is None or other is None or other == "":
        return value is None and other in (None, "")
    if isinstance(value, (int, Decimal)) and not isinstance(other, str):
        return abs(Decimal(str(other)) - value) < Decimal("1e-9")
    if isinstance(other, date):
        return str(value) == other.isoformat()[:10]
    words = str(other)
    return words in (str(value), f"'{value}")
