"""One sheet of a report, written from top to bottom: words across the page, tables, charts beside or below them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from figures.numbers import NOT_REPORTED
from reports.content import Chapter, Column, Figure, Headline, Headlines, Report, Table, Words
from reports.drawing import Drawing, drawn, turned
from reports.excel.charts import WIDTH, chart_height, chart_of
from reports.excel.look import PIXEL, ROW, Looks, cell_words, points_of, row_height
from reports.excel.tables import NARROWEST, Placed, cells_in, covered, table_of_drawing, widths_of, write_table
from reports.findings import said
from reports.powerpoint.charts import own_name
from reports.table_pictures import picture_of

FIRST = 3
SPAN = 92.0  # units over which words run
FARTHEST = 700.0  # points from the left edge at which a chart still stands beside its table
PAGE_WIDTH, PAGE_HEIGHT = 770.0, 500.0  # points of A4 lying, inside its margins
OTHER_FONTS = 1.27  # columns are this much wider where the font is another
REPEATED = 26.0  # points of the title that is printed on every page
BACK = "← 返回目录"


class ChapterSheet:
    """A sheet while it is written; `row` is where the next thing goes, `starts` the rows of its figures by title."""

    def __init__(self, book: Workbook, sheet: Worksheet, looks: Looks, number: int, report: Report) -> None:
        self.book, self.sheet, self.looks, self.number = book, sheet, looks, number
        self.subject, self.year = report.subject, report.period[:4]
        self.row, self.tables = FIRST, 0
        self.units: list[float] = []
        self.across = 1
        self.heights: dict[int, float] = {}
        self.starts: list[tuple[str, int]] = []
        self.right = 0.0
        self.pieces: list[int] = []

    def write(self, part: str, chapter: Chapter, contents: str) -> None:
        """The whole chapter."""
        parts = [_parts_of(block, self.subject) for block in chapter.blocks]
        self._measure([table for tables in parts for table in tables])
        self._line(0, part, "title", 26)
        self.sheet.write_url(1, 0, f"internal:'{contents}'!A1", self.looks.of("link"), BACK)
        self._high(1, ROW)
        self.row = FIRST - 1
        if chapter.lead:
            self._words(chapter.lead, "lead", 12)
        for block in chapter.blocks:
            self.row += 1
            self.starts.append((block.title or chapter.title, self.row))
            self.pieces.append(self.row)
            self._block(block)
        if not chapter.blocks and not chapter.lead:
            self._words("这一年没有可以写的内容。", "words")
        self._finish()

    def _measure(self, tables: Sequence[Table]) -> None:
        """Columns as wide as the widest table needs them; words run across enough of them."""
        for table in tables:
            for place, units in enumerate(widths_of(table)):
                if place < len(self.units):
                    self.units[place] = max(self.units[place], units)
                else:
                    self.units.append(units)
        while sum(self.units) < SPAN:
            self.units.append(max(NARROWEST, min(14.0, SPAN - sum(self.units))))
        for place, units in enumerate(self.units):
            self.sheet.set_column(place, place, units)
        sums = list(accumulate(self.units))
        self.across = next((place for place, total in enumerate(sums, start=1) if total >= SPAN - 1), len(sums))
        self.span = sums[self.across - 1]

    def _high(self, row: int, points: float) -> None:
        self.heights[row] = points
        self.sheet.set_row(row, points)

    def _line(self, row: int, words: str, style: str, high: float) -> None:
        self.sheet.write_string(row, 0, cell_words(words), self.looks.of(style))
        self._high(row, high)

    def _words(self, words: str, style: str, size: float = 10) -> None:
        """Words over several columns, the row as high as they need."""
        look = self.looks.of(style)
        if self.across > 1:
            self.sheet.merge_range(self.row, 0, self.row, self.across - 1, "", look)
        self.sheet.write_string(self.row, 0, cell_words(words), look)
        self._high(self.row, row_height(words, self.span - 1, size))
        self.row += 1

    def _block(self, block: Figure | Headlines | Words) -> None:
        if block.title:
            self._words(block.title, "block", 12)
        if isinstance(block, Headlines):
            self._headlines(block.items)
        elif isinstance(block, Words):
            self._paragraphs(block)
        else:
            self._figure(block)

    def _paragraphs(self, block: Words) -> None:
        if block.subtitle:
            self._words(block.subtitle, "quiet", 9)
        for words in block.paragraphs:
            self._words(f"• {words}" if block.is_list else words, "words")
        if block.foot:
            self._words(block.foot, "quiet", 9)

    def _figure(self, figure: Figure) -> None:
        if figure.subtitle:
            self._words(figure.subtitle, "quiet", 9)
        picture = picture_of(figure)
        drawing = drawn(picture, own_name(figure) or self.subject) if picture else None
        for table in _parts_of(figure, self.subject):
            done = self._table(table, drawing, figure.title)
            drawing = None if done else drawing
        for words in (*(drawing.notes if drawing else ()), *([figure.missing] if figure.missing else [])):
            self._words(words, "words")
        for words in (*said(figure, self.year), *figure.words):
            self._words(words, "words")
        if figure.table and figure.table.left_out:
            self._words(f"另有 {figure.table.left_out} 行没有列出。", "words")
        if figure.foot:
            self._words(figure.foot, "quiet", 9)

    def _table(self, table: Table, drawing: Drawing | None, title: str) -> bool:
        """The table, with its chart beside or below where the drawing is of its numbers; whether it was drawn."""
        self.tables += 1
        placed = Placed(table, self.row, f"表{self.number}_{self.tables}")
        self.heights.update(write_table(self.sheet, self.looks, placed, self.units))
        self.row = placed.end
        found = cells_in(self.sheet.name, placed, drawing) if drawing else None
        if drawing is None or found is None:
            return False
        cells, is_reversed = found
        drawing = turned(drawing) if is_reversed else drawing
        self._chart(placed, drawing, chart_of(self.book, drawing, cells, title, is_reversed))
        for words in drawing.notes:
            self._words(words, "quiet", 9)
        return True

    def _chart(self, placed: Placed, drawing: Drawing, chart) -> None:
        columns = len(placed.table.columns)
        left = sum(points_of(units) for units in self.units[:columns])
        high = chart_height(drawing) / PIXEL
        beside = left <= FARTHEST
        top = placed.top if beside else placed.end
        place = columns if beside else 0
        gap = 14 if beside else 0
        if not beside:
            self.pieces.append(top)
        self.sheet.insert_chart(top, place, chart, {"x_offset": gap, "y_offset": 4, "object_position": 2})
        self.right = max(self.right, (left if beside else 0) + gap + WIDTH / PIXEL)
        used = sum(self.heights.get(row, ROW) for row in range(top, self.row))
        while used < high + 12:
            self._high(self.row, ROW)
            used += ROW
            self.row += 1

    def _headlines(self, items: Sequence[Headline]) -> None:
        table = headline_table(items)
        self.tables += 1
        placed = Placed(table, self.row, f"表{self.number}_{self.tables}")
        self.heights.update(write_table(self.sheet, self.looks, placed, self.units))
        for at, item in enumerate(items):
            if item.value is not None and item.before is not None:
                row = placed.top + 1 + at
                look = self.looks.of("number", _signed(item.decimals))
                change = round(item.value - item.before, 10)
                self.sheet.write_formula(row, 4, f"=B{row + 1}-D{row + 1}", look, change)
        self.row = placed.end

    def _finish(self) -> None:
        """Printed on A4 lying, as wide as one page, blocks whole where they fit on one."""
        wide = max(self.right, sum(points_of(units) for units in self.units[: self.across]), self._tables_wide())
        scale = max(35, min(100, int(100 * PAGE_WIDTH / (wide * OTHER_FONTS))))
        self.sheet.set_print_scale(scale)
        room, used, breaks = PAGE_HEIGHT * 100 / scale, 0.0, []
        for place, row in enumerate(self.pieces):
            end = self.pieces[place + 1] if place + 1 < len(self.pieces) else self.row
            high = sum(self.heights.get(one, ROW) for one in range(row, end))
            if place == 0:
                used = sum(self.heights.get(one, ROW) for one in range(row))
            elif used + high > room:
                breaks.append(row)
                used = REPEATED
            used = used + high if used + high <= room else REPEATED + (used + high) % room
        self.sheet.set_h_pagebreaks(breaks)

    def _tables_wide(self) -> float:
        return sum(points_of(units) for units in self.units)


def headline_table(items: Sequence[Headline]) -> Table:
    """The headline figures as rows; where there is no value its place says why."""
    before = next((item.before_words for item in items if item.before_words), "上年").removeprefix("较") or "上年"
    places = max((item.decimals for item in items), default=0)
    number = {"is_number": True, "decimals": places}
    columns = (
        Column("指标"), Column("数值", **number), Column("单位"), Column(before, **number),
        Column(f"较{before}", **number), Column("目标", **number), Column("说明"),
    )  # fmt: skip
    rows = tuple(
        (
            item.name, _value_or_why(item), item.unit, _exact(item.before, item.decimals), None,
            _exact(item.goal, item.decimals), "；".join(filter(None, (item.missing, item.goal_words, item.detail))),
        )
        for item in items
    )  # fmt: skip
    return Table("主要指标", columns, rows)


def _value_or_why(item: Headline) -> float | str | None:
    return NOT_REPORTED if item.value is None and NOT_REPORTED in item.missing else _exact(item.value, item.decimals)


def _exact(value: float | None, decimals: int) -> float | None:
    """The number with all its digits, which the cell shows to `decimals` places; a whole one as a whole number."""
    if value is None:
        return None
    return float(value) if decimals or value != int(value) else int(value)


def _signed(decimals: int) -> str:
    places = f".{'0' * decimals}" if decimals else ""
    return f"+#,##0{places};-#,##0{places};0"


def _parts_of(block: Figure | Headlines | Words, subject: str) -> list[Table]:
    """The tables a block becomes: its own, and one for a picture whose numbers are not in it as they are drawn."""
    if isinstance(block, Headlines):
        return [headline_table(block.items)]
    if isinstance(block, Words):
        return []
    picture = picture_of(block)
    own = [block.table] if block.table is not None else []
    if picture is None:
        return own
    drawing = drawn(picture, own_name(block) or subject)
    if own and cells_in("", Placed(own[0], 0, ""), drawing) is not None:
        return own
    return [table_of_drawing(drawing), *([] if covered(block, drawing) else own)]
