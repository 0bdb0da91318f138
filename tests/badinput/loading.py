"""A file as a clerk would send it, the real load into a fresh folder, and what the answer must say.

    def test_B060_day_that_does_not_exist(desk):
        sheet = good("activities").put(2, "活动日期", "2016-02-30")
        answer = desk.load(desk.csv("活动.csv", sheet))
        answer.quarantined("B060", row=2, column="活动日期", found="2016-02-30", words="日历上没有这一天")

`good(type)` is a clean table (rows 2, 3 and 4); put, drop, rename, add and above change a copy of it. The four
treatments of the catalogue: `normalised` (N), `warned` (W), `quarantined` (Q), `refused` (R); each checks the sums.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import xlsxwriter

from etl.lake import Lake
from etl.publish import Warehouse
from etl.run import load_paths
from tests.badinput.clean_tables import TABLES

STREET, COMMUNITY = "330102011000", "330102011001"
Cells = list[list[object]]
_READY: dict[tuple[str, ...], Path] = {}
_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass
class Sheet:
    """A table as it will stand in a file; every change is made to a copy. Row numbers are those Excel shows."""

    header: list[str]
    rows: Cells
    above: Cells = field(default_factory=list)
    below: Cells = field(default_factory=list)

    def put(self, row: int, column: str, value: object) -> Sheet:
        """Another value in one cell; rows 2, 3, … of the table itself (titles put above it later do not count)."""
        rows = [list(cells) for cells in self.rows]
        rows[row - 2][self.header.index(column)] = value
        return replace(self, rows=rows)

    def put_all(self, column: str, values: Sequence[object]) -> Sheet:
        """Other values in a whole column."""
        sheet = self
        for row, value in enumerate(values, start=2):
            sheet = sheet.put(row, column, value)
        return sheet

    def rename(self, column: str, heading: str) -> Sheet:
        return replace(self, header=[heading if text == column else text for text in self.header])

    def drop(self, column: str) -> Sheet:
        at = self.header.index(column)
        return replace(self, header=_without(self.header, at), rows=[_without(row, at) for row in self.rows])

    def add(self, column: str, values: Sequence[object]) -> Sheet:
        """One more column at the end."""
        rows = [[*row, value] for row, value in zip(self.rows, values, strict=True)]
        return replace(self, header=[*self.header, column], rows=rows)

    def append(self, *cells: Sequence[object]) -> Sheet:
        """More rows below the table: data, totals or notes."""
        return replace(self, below=[*self.below, *map(list, cells)])

    def title(self, *cells: Sequence[object]) -> Sheet:
        """Rows above the headings."""
        return replace(self, above=[*self.above, *map(list, cells)])

    def more(self, count: int) -> Sheet:
        """Copies of the last row with other keys (its first cell ends in another number), to make the table longer."""
        last = self.rows[-1]
        made = [[f"{last[0]}-{number}", *last[1:]] for number in range(count)]
        return replace(self, rows=[*self.rows, *made])

    def cells(self) -> Cells:
        return [*self.above, list(self.header), *self.rows, *self.below]


def _without(cells: list, at: int) -> list:
    return [cell for index, cell in enumerate(cells) if index != at]


def good(record_type: str) -> Sheet:
    """A clean table of the type; its organisations are those of good("organizations")."""
    lines = [[cell.strip() for cell in line.split("|")] for line in TABLES[record_type].strip().splitlines()]
    return Sheet(lines[0], lines[1:])


def text_of(table: Sheet | Cells, delimiter: str = ",", newline: str = "\r\n") -> str:
    """The table as CSV text."""
    stream = io.StringIO()
    rows = table.cells() if isinstance(table, Sheet) else table
    csv.writer(stream, delimiter=delimiter, lineterminator=newline).writerows(
        [["" if cell is None else cell for cell in row] for row in rows]
    )
    return stream.getvalue()


class Desk:
    """Where a test writes its files and loads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "files"
        self.folder.mkdir()
        self.data_dir = folder / "data"

    def raw(self, name: str, content: bytes | str) -> Path:
        """A file of exactly these bytes (or this text in UTF-8)."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def csv(
        self, name: str, table: Sheet | Cells, encoding: str = "utf-8-sig", delimiter: str = ",", newline: str = "\r\n"
    ) -> Path:
        return self.raw(name, text_of(table, delimiter, newline).encode(encoding))

    def xlsx(self, name: str, *tables: Sheet | Cells, **named: Sheet | Cells) -> Path:
        """A workbook with one sheet per table; keywords name the sheets. Dates and numbers keep their kind."""
        with self.workbook(name) as book:
            for sheet_name, table in [*((None, table) for table in tables), *named.items()]:
                write_sheet(book.add_worksheet(sheet_name), table)
        return self.folder / name

    @contextmanager
    def workbook(self, name: str, **options: object) -> Iterator[xlsxwriter.Workbook]:
        """An XlsxWriter workbook, for what a plain table cannot show: merged cells, hidden rows, formulas."""
        with xlsxwriter.Workbook(self.folder / name, {"default_date_format": "yyyy-mm-dd", **options}) as book:
            yield book

    def xls(self, name: str, table: Sheet | Cells, sheet_name: str = "Sheet1") -> Path:
        """A workbook of the old Excel (BIFF8)."""
        import xlwt

        book = xlwt.Workbook(encoding="utf-8")
        sheet = book.add_sheet(sheet_name)
        for row, cells in enumerate(_cells(table)):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(row, column, cell)
        book.save(str(self.folder / name))
        return self.folder / name

    def ods(self, name: str, table: Sheet | Cells, sheet_name: str = "Sheet1") -> Path:
        """An OpenDocument workbook."""
        from odf.opendocument import OpenDocumentSpreadsheet
        from odf.table import Table, TableCell, TableRow
        from odf.text import P

        book = OpenDocumentSpreadsheet()
        sheet = Table(name=sheet_name)
        for cells in _cells(table):
            row = TableRow()
            for cell in cells:
                is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
                kind = {"valuetype": "float", "value": cell} if is_number else {"valuetype": "string"}
                written = TableCell(**kind) if cell is not None else TableCell()
                if cell is not None:
                    written.addElement(P(text=str(cell)))
                row.addElement(written)
            sheet.addElement(row)
        book.spreadsheet.addElement(sheet)
        book.save(str(self.folder / name))
        return self.folder / name

    def load(self, *paths: Path, **options: object) -> Answer:
        """The answer on these files; options are those of etl.run.load_paths (area, from_, to, mode, dry_run)."""
        return Answer(load_paths(list(paths), self.data_dir, **options), self.data_dir)

    def load_earlier(self, *record_types: str) -> None:
        """Loads good tables first, so that what refers to them does not wait; asserts that they are clean.

        A fresh folder that needs the same tables as an earlier one is a copy of it.
        """
        is_fresh = not self.data_dir.exists()
        if is_fresh and (ready := _READY.get(record_types)) and ready.exists():
            shutil.copytree(ready, self.data_dir)
            return
        for record_type in record_types:
            self.load(self.csv(f"先前/{record_type}.csv", good(record_type))).normalised()
        if is_fresh:
            _READY[record_types] = self.data_dir.parent / "ready"
            shutil.copytree(self.data_dir, _READY[record_types])


def _cells(table: Sheet | Cells) -> Cells:
    return table.cells() if isinstance(table, Sheet) else table


def write_sheet(sheet, table: Sheet | Cells) -> None:
    """The table from A1 on in an XlsxWriter worksheet; text stays text."""
    for row, cells in enumerate(_cells(table)):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif cell is not None:
                sheet.write(row, column, cell)


@dataclass
class Answer:
    """The document of a load, and the folder it changed."""

    document: dict
    data_dir: Path

    @property
    def entry(self) -> dict:
        """The one delivery of the load."""
        (entry,) = self.document["deliveries"]
        return entry

    @property
    def messages(self) -> list[dict]:
        return [message for entry in self.document["deliveries"] for message in entry["messages"]]

    def said(self, rule: str) -> list[dict]:
        """The messages of a rule."""
        return [message for message in self.messages if message["rule"] == rule]

    def rules(self, *severities: str) -> list[str]:
        """The rules of all messages in their order, 待核 left out; of some severities only, if given."""
        wanted = severities or ("拒收", "警告")
        return [message["rule"] for message in self.messages if message["severity"] in wanted]

    def normalised(self, silent: bool = True) -> Answer:
        """N: every row is taken; `silent`: nothing is said either."""
        self.sums_hold()
        for entry in self.document["deliveries"]:
            assert entry["status"] == "loaded" and entry["rejected"] == 0, entry
            assert entry["accepted"] > 0, entry
        assert not (silent and self.rules()), self.messages
        return self

    def warned(self, rule: str, words: str = "", **where: object) -> dict:
        """W: every row is taken and a warning says so; `where`: row, column, found. The warning comes back."""
        self.sums_hold()
        assert all(entry["status"] in ("loaded", "duplicate") for entry in self.document["deliveries"]), self.document
        assert not any(entry["rejected"] for entry in self.document["deliveries"]), self.messages
        return self._find(rule, "警告", words, where)

    def quarantined(self, rule: str, words: str = "", rejected: int = 1, **where: object) -> dict:
        """Q: `rejected` rows are sent back for this reason, the others are taken. The message comes back."""
        self.sums_hold()
        assert sum(entry["rejected"] for entry in self.document["deliveries"]) == rejected, self.messages
        assert all(entry["status"] == "loaded" for entry in self.document["deliveries"]), self.document
        return self._find(rule, "拒收", words, where)

    def refused(self, rule: str, words: str = "", **where: object) -> dict:
        """R: the whole file is sent back and nothing of it is kept. The message comes back."""
        self.sums_hold()
        assert [entry["status"] for entry in self.document["deliveries"]] == ["rejected"], self.document
        assert self.entry["accepted"] == 0 and self.entry["delivery"] is None, self.entry
        return self._find(rule, "拒收", words, where)

    def _find(self, rule: str, severity: str, words: str, where: dict[str, object]) -> dict:
        candidates = [m for m in self.said(rule) if m["severity"] == severity and words in m["message"]]
        fitting = [m for m in candidates if all(m[name] == value for name, value in where.items())]
        assert fitting, f"{severity} {rule} “{words}” {where} 不在：{self.messages}"
        assert all(_CHINESE.search(m["message"]) for m in self.messages), "每条提示都是中文"
        return fitting[0]

    def sums_hold(self) -> None:
        """Every row read is accounted for: in the answer, in the manifests and in the published build."""
        assert "error" not in self.document, self.document
        for entry in self.document["deliveries"]:
            assert entry["rows_read"] == entry["accepted"] + entry["rejected"] + entry["duplicates"], entry
        for manifest in Lake(self.data_dir).manifests():
            assert manifest.rows_read == manifest.accepted + manifest.rejected + manifest.duplicates, manifest
        if Warehouse(self.data_dir).current():
            states = "accepted - current - superseded - withdrawn - pending"
            assert self.ask(f"SELECT file FROM deliveries WHERE {states} != 0") == []

    def ask(self, sql: str) -> list[tuple]:
        """Rows of the published build."""
        warehouse = Warehouse(self.data_dir)
        path = warehouse.folder / warehouse.current()["file"]
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def column(self, record_type: str, column: str, key: str = "rowid") -> list[object]:
        """The values of a published column, in the order of `key`."""
        return [value for (value,) in self.ask(f"SELECT {column} FROM {record_type} ORDER BY {key}")]
