"""From a file to its tables: headings, rows with the numbers Excel shows, and what the titles declare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from etl.errors import WARNING, DeliveryError, Problem
from etl.files.kind import file_kind
from etl.files.layout import lay_out
from etl.files.stacked import tables_apart
from etl.files.table import Grid, RawTable, ReadOptions
from etl.files.text_file import read_text_file
from etl.files.workbook import read_workbook
from etl.normalise.text import clean_text, header_keys, split_year
from etl.own_sheets import EXAMPLE_REASON, without_own_sheets
from etl.record import known_headings

__all__ = ["ZERO_REPORT", "RawTable", "ReadOptions", "read_tables"]

ZERO_REPORT = "B002"
_GUESS = ReadOptions()
_ZERO_WORDS = "按零报送登记：本期没有数据。标题或报送时声明了区域和期间的，按0统计，不算未报送"


def read_tables(path: Path | str, options: ReadOptions = _GUESS) -> list[RawTable]:
    """Every table of the file (one per visible sheet with content); DeliveryError if it cannot be read."""
    path = Path(path)
    name = clean_text(path.name)
    tables = [table for grid in _grids(path, options) for table in _tables(name, grid, options)]
    if not tables:
        raise DeliveryError("文件里没有任何内容。", "请重新导出后再报送", "B001")
    tables = tables if options.plain else _without_notes_sheets(without_own_sheets(tables))
    filled = [table for table in tables if table.rows or table.zero_report]
    if not filled:
        raise _no_rows(tables)
    for table in tables:
        if table.zero_report and not table.rows:
            table.warnings.append(Problem(None, "", "", ZERO_REPORT, WARNING, _ZERO_WORDS))
        elif not table.rows:
            _leave_out(table, filled[0], f"工作表“{table.sheet}”只有表头，没有数据，未读取")
    return filled


def _tables(name: str, grid: Grid, options: ReadOptions) -> list[RawTable]:
    """What stands in one sheet; the second table of a sheet is told apart by the row it begins at."""
    grids = tables_apart(grid, count_known) if options == _GUESS else [grid]
    tables = [table for each in grids if (table := lay_out(name, each, options, count_known))]
    for table in tables[1:]:
        table.part = f"第{table.header_row}行起"
    return tables


def _no_rows(tables: Sequence[RawTable]) -> DeliveryError:
    if not tables:
        return DeliveryError("文件里只有说明或校验结果，没有数据表。", "请报送填写了数据的表", "B001")
    on_template = any(reason == EXAMPLE_REASON for table in tables for _, reason in table.skipped)
    how = "请从示例行的下一行起填写（示例行不算数据）；" if on_template else ""
    return DeliveryError("只有表头，没有数据。", f"{how}确无数据请在标题处写明“零报送”", "B002")


def count_known(cells: Sequence[object]) -> int:
    """How many different headings of ours the cells hold."""
    known = known_headings()
    texts = (split_year(cell)[1] if "年" in cell else cell for cell in cells if isinstance(cell, str) and cell)
    return len({key for text in texts for key in header_keys(text)[:2] if key in known})


def _grids(path: Path, options: ReadOptions) -> list[Grid]:
    try:
        kind = file_kind(path)
        grids = [read_text_file(path, options, count_known)] if kind == "text" else read_workbook(path, kind)
    except FileNotFoundError as fault:
        raise DeliveryError("找不到这个文件。", "请检查文件名和路径") from fault
    except (PermissionError, IsADirectoryError) as fault:
        raise DeliveryError("文件打不开。", "请检查是否有读取权限、是否正被其他程序占用") from fault
    if options.sheet is None or kind == "text":
        return grids
    chosen = [grid for grid in grids if grid.sheet == options.sheet]
    if not chosen:
        raise DeliveryError(f"文件里没有名为“{options.sheet}”的工作表。", "请核对来源映射里的工作表名")
    return chosen


def _without_notes_sheets(tables: list[RawTable]) -> list[RawTable]:
    """Sheets of instructions beside real tables are left out, with a word about it."""
    kept = [table for table in tables if len(table.header) > 2 or count_known(table.header) >= 2]
    if not kept:
        return tables
    for table in tables:
        if not any(table is other for other in kept):
            _leave_out(table, kept[0], f"工作表“{table.sheet}”没有表格，未读取")
    return kept


def _leave_out(table: RawTable, beside: RawTable, message: str) -> None:
    """Says beside another table of the file that this sheet is not read."""
    beside.warnings += [warning for warning in table.warnings if warning.rule == "B041"]
    beside.warnings.append(Problem(None, "", table.sheet, "B040", WARNING, message))
    beside.has_personal_notes |= table.has_personal_notes
