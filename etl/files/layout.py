"""Where the table lies in a sheet: titles above, headings, rows, totals and notes below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from etl.files.declarations import read_declarations
from etl.files.table import Grid, RawTable, ReadOptions
from etl.normalise.personal import has_personal, mask_personal
from etl.normalise.text import clean_text, fold, header_key
from etl.own_sheets import EXAMPLE_REASON, is_example

_TOTAL = re.compile(r".{0,12}(?:合计|小计|总计|共计|累计)\Z")
_PURE_TOTAL = re.compile(r"(?:本页|本月|本年|全年|全部|各项)?(?:合计|小计|总计|共计|累计)\Z")
_NOTE = re.compile(
    r"(?:注|备注|附注|说明|填表说明|填报说明|填表人|制表人?|填报人|审核人?|审批人?|负责人|单位负责人|分管领导|经办人"
    r"|填表日期|填报日期|填报时间|制表日期|报出日期|打印日期|导出时间|联系人|联系电话|电话|数据来源|资料来源"
    r"|单位|金额单位|填报单位|单位盖章|盖章) ?(?:\([^)]*\))? ?:"
    r"|注\d|\(?盖章\)?\Z"
)
_LOOKED_AT = 60
_EXCEL_EXPORT_RUN = 16
"""Excel leaves out trailing commas for whole runs of rows; a single shorter line is a lost comma."""


def lay_out(file: str, grid: Grid, options: ReadOptions, count_known: Callable[[list[object]], int]) -> RawTable | None:
    """The table of the sheet, or None when there is nothing in it."""
    filled = [index for index, row in enumerate(grid.cells) if not _is_blank(row)]
    if not filled:
        return None
    at = options.header_row - 1 if options.header_row else _find_header(grid, filled, count_known)
    header, first = _headings(grid, min(at, len(grid.cells) - 1), count_known)
    titles = [_line(grid.cells[index]) for index in filled if index < at]
    declared = read_declarations(titles)
    skipped = [(index + 1, "标题") for index in filled if index < at]
    skipped += [(number, "表头第二行") for number in range(at + 2, first + 1)]
    table = RawTable(
        file=file, sheet=grid.sheet, title_rows=[mask_personal(title) for title in titles],
        header=header, header_row=at + 1, rows=[], row_numbers=[],
        skipped=skipped,
        declared_unit=declared.unit, declared_area=declared.area,
        declared_from=declared.first_day, declared_to=declared.last_day,
        warnings=list(grid.warnings),
        has_personal_notes=any(has_personal(title) for title in titles),
        zero_report=any("零报送" in title for title in titles),
    )  # fmt: skip
    _collect_rows(table, grid, first, filled[-1], options.plain)
    table.merged = _merged_below(grid, table)
    if grid.is_text:
        table.ragged = _ragged(table)
    return table


def _find_header(grid: Grid, filled: list[int], count_known: Callable[[list[object]], int]) -> int:
    """The first row with the most headings of ours; in foreign tables the first wide row of words."""
    looked_at = filled[:_LOOKED_AT]
    known = {index: count_known(grid.cells[index]) for index in looked_at}
    best = max(looked_at, key=lambda index: (known[index], -index))
    if known[best] >= 2:
        return best
    widths = {index: sum(not _is_empty(cell) for cell in grid.cells[index]) for index in looked_at}
    widest = max(widths.values())
    return next((i for i in looked_at if widths[i] >= 0.6 * widest and _is_wordy(grid.cells[i])), looked_at[0])


def _headings(grid: Grid, at: int, count_known: Callable[[list[object]], int]) -> tuple[list[str], int]:
    """The headings and the index of the first row below them; a merged second row of headings is joined in."""
    upper = [_text(cell) for cell in grid.cells[at]]
    spans = [m for m in grid.merged if m[0] == at == m[2] and m[3] > m[1] and any(upper[m[1] : m[1] + 1])]
    lower = [_text(cell) for cell in grid.cells[at + 1]] if at + 1 < len(grid.cells) else []
    if (
        not spans
        or sum(bool(text) for text in upper) < 2
        or not _is_wordy(grid.cells[at + 1 : at + 2][0] if lower else [])
    ):
        return _trimmed(upper), at + 1
    for _, left, _, right in spans:
        for column in range(left, min(right + 1, len(upper), len(lower))):
            child = lower[column]
            upper[column] = child if child and count_known([child]) else f"{upper[left]}{child}"
    return _trimmed(upper), at + 2


def _trimmed(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _collect_rows(table: RawTable, grid: Grid, first: int, last: int, plain: bool) -> None:
    heads = _Heads(table)
    for index in range(first, last + 1):
        cells = grid.cells[index]
        reason = "空行" if _is_blank(cells) else "" if plain else _why_skipped(cells, heads)
        if reason:
            table.skipped.append((index + 1, reason))
            if reason == "合计行":
                table.totals.append((index + 1, cells))
            table.has_personal_notes |= reason != "空行" and has_personal(_line(cells))
        else:
            table.rows.append(cells)
            table.row_numbers.append(index + 1)
    if not plain:
        _skip_closing_notes(table)


class _Heads:
    """What repeated titles and headings are told by."""

    def __init__(self, table: RawTable) -> None:
        self.titles = set(table.title_rows)
        self.keys = [header_key(text) for text in table.header]
        self.width = len(table.header)
        self.texts = {text for text in table.header if text}


def _why_skipped(cells: list[object], heads: _Heads) -> str:
    words = [cell for cell in cells if not _is_empty(cell)]
    if is_example(words):
        return EXAMPLE_REASON
    if not isinstance(words[0], str) and not (len(words) > 1 and isinstance(words[1], str)):
        return ""
    sparse = len(words) <= max(2, heads.width // 2)
    if sparse and _NOTE.match(fold(str(words[0]))):
        return "表尾说明"
    if sparse and heads.titles and mask_personal(_line(cells)) in heads.titles:
        return "重复标题"
    if _is_total(words, sparse, heads.width):
        return "合计行"
    if _text(words[0]) in heads.texts and [header_key(_text(c)) for c in cells[: heads.width]] == heads.keys:
        return "重复表头"
    return ""


def _is_total(words: list[object], sparse: bool, width: int) -> bool:
    for word in words[:2]:
        if not isinstance(word, str) or "计" not in word or len(word) > 20:
            continue
        text = fold(word).replace(" ", "").rstrip(":")
        if _PURE_TOTAL.match(text) and len(words) < max(width, 2):
            return True
        if sparse and _TOTAL.match(text):
            return True
    return False


def _skip_closing_notes(table: RawTable) -> None:
    """Lone sentences below the last real row are notes; a lone short word may be a row somebody forgot to finish."""
    while table.rows and len(table.header) > 2:
        words = [cell for cell in table.rows[-1] if not _is_empty(cell)]
        if len(words) != 1 or not isinstance(words[0], str) or len(words[0]) < 12:
            return
        table.has_personal_notes |= has_personal(words[0])
        table.skipped.append((table.row_numbers.pop(), "表尾说明"))
        table.rows.pop()


def _merged_below(grid: Grid, table: RawTable) -> dict[tuple[int, int], object]:
    found: dict[tuple[int, int], object] = {}
    for top, left, bottom, right in grid.merged:
        if bottom > top and top >= table.header_row and left == right and left < len(grid.cells[top]):
            for row in range(top + 1, bottom + 1):
                found[row + 1, left] = grid.cells[top][left]
    return found


def _ragged(table: RawTable) -> dict[int, int]:
    width = len(table.header)
    found = {}
    lengths = Counter(len(row) for row in table.rows)
    usual = {w for w, n in lengths.items() if w < width and (n >= _EXCEL_EXPORT_RUN or 2 * n > len(table.rows))}
    for number, row in zip(table.row_numbers, table.rows, strict=True):
        is_long = len(row) > width and not all(_is_empty(cell) for cell in row[width:])
        if is_long or (len(row) < width and len(row) not in usual):
            found[number] = len(row)
    return found


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u3000\xa0\u200b\ufeff"))


def _is_blank(cells: list[object]) -> bool:
    return all(cell is None or _is_empty(cell) for cell in cells)


def _is_wordy(cells: list[object]) -> bool:
    words = [cell for cell in cells if not _is_empty(cell)]
    return bool(words) and all(isinstance(w, str) and not re.fullmatch(r"[\d.,:/-]+", w.strip()) for w in words)


def _text(cell: object) -> str:
    return "" if _is_empty(cell) else clean_text(str(cell))


def _line(cells: list[object]) -> str:
    return " ".join(text for cell in cells if (text := _text(cell)))
