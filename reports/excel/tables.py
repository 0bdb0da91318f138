"""Tables of a workbook: typed cells under headings that stay in sight, the sum below, the own row in bold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter.worksheet import Worksheet

from figures.numbers import NOT_REPORTED
from reports.content import Column, Figure, Table, Value
from reports.drawing import Drawing, number_format
from reports.excel.charts import Cells
from reports.excel.look import ROW, Looks, cell_words, row_height, units_for

NARROWEST, WIDEST = 9.0, 40.0
MOST_WITHOUT_FILTER = 8
INDENT = 1.5
TOTAL_GROUND = "canvas"


@dataclass(frozen=True)
class Placed:
    """A table with its place on the sheet: the row of its heading, the rows after it, its name in the workbook."""

    table: Table
    top: int
    name: str

    @property
    def body(self) -> int:
        """How many rows are neither heading nor sum."""
        return len(self.table.rows) - self.table.has_total

    @property
    def end(self) -> int:
        """The row after the last."""
        return self.top + 1 + len(self.table.rows)


def headings(columns: Sequence[Column]) -> list[str]:
    """The titles with their units, none twice and none empty: a table of Excel knows its columns by them."""
    found: list[str] = []
    for column in columns:
        own = f"（{column.unit}）" if column.unit and not column.title.endswith(column.unit) else ""
        title = base = cell_words(f"{column.title}{own}") or "名称"
        number = 1
        while title in found:
            number += 1
            title = f"{base}{number}"
        found.append(title)
    return found


def widths_of(table: Table) -> list[float]:
    """How wide each column should be, numbers on one line, words up to a limit."""
    titles = headings(table.columns)
    units = []
    for place, column in enumerate(table.columns):
        shown = [_shown(column, row[place]) for row in table.rows]
        inside = max((units_for(text) for text in shown), default=0) + (0 if column.is_number else INDENT)
        head = max(units_for(titles[place]) / (2 if len(titles[place]) > 8 else 1), NARROWEST) + 3
        most = 100 if column.is_number else WIDEST
        units.append(min(most, max(NARROWEST, head, inside)))
    return units


def _shown(column: Column, value: Value) -> str:
    if isinstance(value, float):
        return f"{value:,.{column.decimals}f}"
    return f"{value:,}" if isinstance(value, int) else str(value or "")


def write_table(sheet: Worksheet, looks: Looks, placed: Placed, units: Sequence[float]) -> dict[int, float]:
    """The table at its place, its rows as high as their words need; these heights by row."""
    table, titles = placed.table, headings(placed.table.columns)
    heights = {placed.top: max(row_height(title, units[at] - 3) for at, title in enumerate(titles))}
    if placed.body:
        options = {
            "name": placed.name,
            "style": None,
            "autofilter": placed.body > MOST_WITHOUT_FILTER,
            "columns": [{"header": title} for title in titles],
        }
        sheet.add_table(placed.top, 0, placed.top + placed.body, len(titles) - 1, options)
    for place, title in enumerate(titles):
        style = "head_number" if table.columns[place].is_number else "head"
        sheet.write_string(placed.top, place, title, looks.of(style))
    for at, row in enumerate(table.rows):
        is_total = table.has_total and at == len(table.rows) - 1
        is_bold = is_total or at in table.strong
        ground = TOTAL_GROUND if is_total else "accent-soft" if at in table.strong else ""
        high = max(
            (
                row_height(str(value), units[place] - INDENT)
                for place, value in enumerate(row)
                if isinstance(value, str)
            ),
            default=ROW,
        )
        heights[placed.top + 1 + at] = high
        for place, value in enumerate(row):
            column = table.columns[place]
            write_value(sheet, looks, (placed.top + 1 + at, place), value, column, is_bold, ground)
    for row, high in heights.items():
        sheet.set_row(row, high)
    return heights


def write_value(
    sheet: Worksheet, looks: Looks, at: tuple[int, int], value: Value, column: Column, is_bold: bool, ground: str
) -> None:
    """One typed cell: numbers and dates as such, words as words, nothing at all for no number."""
    if value is None and column.is_number and ground != TOTAL_GROUND:
        return  # a cell with a format would be kept as zero in the chart that draws it
    if value is None or value == "":
        sheet.write_blank(*at, None, looks.of("cell", "", is_bold, ground))
    elif isinstance(value, bool | str):
        style = "silent" if value == NOT_REPORTED else "cell"
        sheet.write_string(*at, cell_words(value), looks.of(style, "", is_bold, ground))
    elif isinstance(value, date):
        sheet.write_datetime(*at, value, looks.of("date", "", is_bold, ground))
    else:
        places = number_format(0 if isinstance(value, int) else column.decimals)
        sheet.write_number(*at, value, looks.of("number", places, is_bold, ground))


def table_of_drawing(drawing: Drawing) -> Table:
    """The numbers of a drawing as a table of their own, the mark among them."""
    places = len(drawing.number_format.partition(".")[2])
    unit = drawing.unit if drawing.kind != "scatter" else ""
    columns = (Column("名称"), *(Column(run.name or "数值", unit, True, places) for run in drawing.runs))
    rows = tuple((name, *(run.values[at] for run in drawing.runs)) for at, name in enumerate(drawing.categories))
    return Table("图中的数", columns, rows)


def cells_in(sheet: str, placed: Placed, drawing: Drawing) -> tuple[Cells, bool] | None:
    """Where in the table the numbers of the drawing stand, and whether its rows run backwards; None when nowhere."""
    rows = placed.table.rows[: placed.body]
    for step in (1, -1):
        names = _names_in(rows, drawing.categories[::step])
        runs = [_numbers_in(placed.table, rows, run.values[::step]) for run in drawing.runs]
        if rows and names is not None and None not in runs:
            first = placed.top + 1
            return Cells(sheet, first, first + placed.body - 1, names, tuple(runs), placed.top), step < 0
    return None


def _names_in(rows: Sequence[Sequence[Value]], names: Sequence[str]) -> int | None:
    """The last of the first columns that together hold these names."""
    for last in range(min(2, len(rows[0])) if rows and len(rows) == len(names) else 0):
        told = ["·".join(str(value) for value in row[: last + 1] if value is not None) for row in rows]
        if [name.removesuffix("年") for name in told] == [name.removesuffix("年") for name in names]:
            return last
    return None


def _numbers_in(table: Table, rows: Sequence[Sequence[Value]], values: Sequence[float | None]) -> int | None:
    """The column that holds exactly these; a cell with words (未报送) would be drawn as zero, so it does not count."""
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in rows]
        if column.is_number and len(cells) == len(values) and all(map(_same(column), cells, values)):
            return place
    return None


def _same(column: Column) -> Callable[[Value, float | None], bool]:
    """Whether a cell of the column is this number, as exactly as the column says it."""
    nearly = 0.5 * 10.0**-column.decimals + 1e-9

    def compared(cell: Value, value: float | None) -> bool:
        if cell is None or value is None:
            return cell is value
        return isinstance(cell, int | float) and abs(cell - value) <= nearly

    return compared


def covered(figure: Figure, drawing: Drawing) -> bool:
    """Whether the table of the figure says nothing that the numbers of its drawing do not say."""
    table = figure.table
    if table is None:
        return True
    body = table.rows[: len(table.rows) - table.has_total]
    numbers = [place for place, column in enumerate(table.columns) if column.is_number]
    known = [[value for value in run.values if value is not None] for run in drawing.runs if not run.is_mark]
    cells = [[row[place] for row in body if isinstance(row[place], int | float)] for place in numbers]
    plain = not table.has_total and len(table.columns) - len(numbers) == 1
    return plain and all(_among(one, known, table.columns[at]) for at, one in zip(numbers, cells, strict=True))


def _among(cells: list[float], runs: list[list[float]], column: Column) -> bool:
    """Whether a run holds all these numbers (and perhaps a mark)."""
    same = _same(column)
    return any(all(any(same(cell, value) for value in run) for cell in cells) for run in runs)
